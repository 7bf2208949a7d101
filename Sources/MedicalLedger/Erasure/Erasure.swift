/// Records are erased from the vault: kind 13.
///
/// Their entries and commitments stay; the salts are gone with the records.
///
/// | 1 | 2 | 3, 4 |
/// | --- | --- | --- |
/// | records (first, count, …) | patient (entry), where all of the patient is erased | detail: reason, and keyed hashes of the deliveries |
package struct Erasure: CodedEntry {
    static let kind: UInt64 = 13

    /// The records.
    package var records: EntryRanges
    /// Entry of the patient of whom everything is erased, the identity document too; nil where single records are.
    package var patient: UInt64?
    /// The reason in words, and what tells a later delivery of the same, in the vault.
    package var detail: Detail

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, records.pairs)
        fields.write(2, patient)
        fields.write(3, detail)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        guard let records = EntryRanges(pairs: try fields.numbers(1)) else { throw .missingField }
        self.records = records
        patient = try fields.optionalNumber(2)
        guard let detail = try fields.detail(3), patient != nil || !records.isEmpty else { throw .missingField }
        self.detail = detail
    }

    package init(records: EntryRanges, patient: UInt64? = nil, detail: Detail) {
        (self.records, self.patient, self.detail) = (records, patient, detail)
    }
}

/// What keeps records from being erased: kind 14.
///
/// | 1 | 2 | 3 | 4 | 5 | 6, 7 |
/// | --- | --- | --- | --- | --- | --- |
/// | 1 legal hold, 2 its release, 3 retention period, 4 the same in years | patient (entry; of a hold) | records (first, count, …; of a hold, absent for all) | the hold (entry; of a release) | category and milliseconds, or calendar years (array; of a retention period, 0 to end it) | detail: the reason |
package struct Hold: CodedEntry {
    static let kind: UInt64 = 14

    /// What is said.
    package enum Matter: Hashable, Sendable {
        /// Nothing of it is erased until the hold is released.
        case hold(patient: UInt64, records: EntryRanges)
        /// The end of a hold.
        case release(hold: UInt64)
        /// Records of a category are kept for a time after their block; the newest statement of a category counts.
        case retention(category: RecordEntry.Category, milliseconds: UInt64)
        /// The same in years of the calendar.
        case retentionYears(category: RecordEntry.Category, years: UInt64)
    }

    /// What is said.
    package var matter: Matter
    /// The reason in words, in the vault.
    package var detail: Detail?

    func encode(into fields: inout EntryFieldWriter) {
        switch matter {
        case .hold(let patient, let records):
            fields.write(1, 1)
            fields.write(2, patient)
            fields.write(3, records.pairs)
        case .release(let hold):
            fields.write(1, 2)
            fields.write(4, hold)
        case .retention(let category, let milliseconds):
            fields.write(1, 3)
            fields.write(5, [category.rawValue, milliseconds])
        case .retentionYears(let category, let years):
            fields.write(1, 4)
            fields.write(5, [category.rawValue, years])
        }
        fields.write(6, detail)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        let kind = try fields.number(1)
        switch kind {
        case 1:
            guard let records = EntryRanges(pairs: try fields.numbers(3)) else { throw .missingField }
            matter = .hold(patient: try fields.number(2), records: records)
        case 2: matter = .release(hold: try fields.number(4))
        case 3, 4:
            let pair = try fields.numbers(5)
            guard pair.count == 2 else { throw .missingField }
            let category = RecordEntry.Category(rawValue: pair[0])
            matter =
                kind == 3
                ? .retention(category: category, milliseconds: pair[1])
                : .retentionYears(category: category, years: pair[1])
        default: throw .missingField
        }
        detail = try fields.detail(6)
    }

    package init(_ matter: Matter, detail: Detail? = nil) {
        (self.matter, self.detail) = (matter, detail)
    }
}
