/// Somebody reads records of a patient: kind 11.
///
/// Durable before the bytes leave.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10, 11 | 12 | 23 |
/// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
/// | reader (entry) | patient (entry) | records (first, count, …) | purpose (array of one text) | basis | the consent it rests on (entry) | time (ms) | tree size that was seen | action | detail: the reason | random id (16 bytes) | the reader's signature |
///
/// The reader of a disclosure is the institution that it is sent to.
package struct Access: SignedStatement {
    static let kind: UInt64 = 11

    /// Why it was permitted.
    package enum Basis: UInt64, Sendable {
        /// The reader is the custodian, or works there, and treats, runs or bills the care.
        case custodian = 1
        /// A consent of the patient.
        case grant = 2
        /// An emergency, with a reason, to be reviewed.
        case emergency = 3
        /// The patient reads.
        case patient = 4
        /// A guardian reads.
        case guardian = 5
    }

    /// What is done with the records.
    package enum Action: UInt64, Sendable {
        /// Shown to the reader.
        case read = 1
        /// Written to a file in bulk.
        case export = 2
        /// Sent to another institution.
        case disclose = 3
        /// A receipt with the record's salt is given out.
        case receipt = 4
    }

    /// Entry of the member, practitioner or patient that reads.
    package var reader: UInt64
    /// Entry of the patient whose records they are.
    package var patient: UInt64
    /// The records.
    package var records: EntryRanges
    /// What for.
    package var purpose: Purpose
    /// Why it was permitted.
    package var basis: Basis
    /// The consent it rests on; only with the basis `grant`.
    package var grant: UInt64?
    /// When, milliseconds since 1970.
    package var time: UInt64
    /// The size of the tree that the decision was made on.
    package var treeSize: UInt64
    /// What is done.
    package var action: Action
    /// The reason in words, in the vault; there in every emergency.
    package var detail: Detail?
    /// Tells events apart that are delivered twice.
    package var id: [UInt8]
    var signature: [UInt8] = []

    var statement: Self {
        var statement = self
        statement.signature = []
        statement.detail = detail?.withoutPlace
        return statement
    }

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, reader)
        fields.write(2, patient)
        fields.write(3, records.pairs)
        fields.write(4, texts: [purpose.rawValue])
        fields.write(5, basis.rawValue)
        fields.write(6, grant)
        fields.write(7, time)
        fields.write(8, treeSize)
        fields.write(9, action.rawValue)
        fields.write(10, detail)
        fields.write(12, bytes: id)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        reader = try fields.number(1)
        patient = try fields.number(2)
        guard let records = EntryRanges(pairs: try fields.numbers(3)), !records.isEmpty else { throw .missingField }
        self.records = records
        let purposes = try fields.texts(4)
        guard purposes.count == 1 else { throw .missingField }
        purpose = Purpose(rawValue: purposes[0])
        guard let basis = Basis(rawValue: try fields.number(5)) else { throw .missingField }
        self.basis = basis
        grant = try fields.optionalNumber(6)
        time = try fields.number(7)
        treeSize = try fields.number(8)
        guard let action = Action(rawValue: try fields.number(9)) else { throw .missingField }
        self.action = action
        detail = try fields.detail(10)
        id = try fields.bytes(12, count: 16)
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    init(
        reader: UInt64, patient: UInt64, records: EntryRanges, purpose: Purpose, basis: Basis, grant: UInt64?,
        time: UInt64, treeSize: UInt64, action: Action, detail: Detail? = nil, id: [UInt8]
    ) {
        (self.reader, self.patient, self.records, self.purpose) = (reader, patient, records, purpose)
        (self.basis, self.grant, self.time, self.treeSize) = (basis, grant, time, treeSize)
        (self.action, self.detail, self.id) = (action, detail, id)
    }
}

/// Somebody other than the reader has looked at an emergency access: kind 12.
///
/// | 1 | 2 | 3 | 4, 5 | 23 |
/// | --- | --- | --- | --- | --- |
/// | the access (entry) | reviewer (entry) | 1 justified, 2 not justified | detail: the remark | the reviewer's signature |
package struct AccessReview: SignedStatement {
    static let kind: UInt64 = 12

    /// Entry of the access.
    package var access: UInt64
    /// Entry of the member or practitioner that reviews.
    package var reviewer: UInt64
    /// Whether the emergency was one.
    package var isJustified: Bool
    /// The remark in words, in the vault.
    package var detail: Detail?
    var signature: [UInt8] = []

    var statement: Self {
        var statement = self
        statement.signature = []
        statement.detail = detail?.withoutPlace
        return statement
    }

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, access)
        fields.write(2, reviewer)
        fields.write(3, isJustified ? 1 : 2)
        fields.write(4, detail)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        access = try fields.number(1)
        reviewer = try fields.number(2)
        switch try fields.number(3) {
        case 1: isJustified = true
        case 2: isJustified = false
        default: throw .missingField
        }
        detail = try fields.detail(4)
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    package init(access: UInt64, reviewer: UInt64, isJustified: Bool, detail: Detail? = nil) {
        (self.access, self.reviewer, self.isJustified, self.detail) = (access, reviewer, isJustified, detail)
    }
}
