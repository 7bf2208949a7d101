internal import HealthFormats

/// What keeps records from being erased: the fold of kind 14.
package struct Keeping: Sendable {
    /// A rule that keeps a record.
    package enum Obstacle: Hashable, Sendable {
        /// A legal hold, by its entry.
        case hold(entry: UInt64)
        /// The retention period of the category, by its entry, and when it is over (milliseconds since 1970).
        case retention(entry: UInt64, until: UInt64)
    }

    private var holds: [UInt64: (patient: UInt64, records: EntryRanges)] = [:]
    private var periods: [RecordEntry.Category: (entry: UInt64, period: Hold.Matter)] = [:]

    package init() {}

    /// Whether a hold is in force.
    package func isHold(_ entry: UInt64) -> Bool { holds[entry] != nil }

    /// Takes a statement.
    package mutating func take(_ hold: Hold, number: UInt64) {
        switch hold.matter {
        case .hold(let patient, let records): holds[number] = (patient, records)
        case .release(let hold): holds[hold] = nil
        case .retention(let category, _), .retentionYears(let category, _):
            periods[category] = (number, hold.matter)
        }
    }

    /// The pseudonyms of a person that holds reach: those that are linked, and those that were when a hold was placed.
    ///
    /// Who would erase cannot undo a link first.
    ///
    /// - Parameter statements: gives all statements about a patient, ascending.
    func pseudonyms(
        of patient: UInt64, below size: UInt64, statements: (UInt64) throws -> [PatientStatement]
    ) rethrows -> Set<UInt64> {
        guard !holds.isEmpty else { return [patient] }
        var pseudonyms: Set<UInt64> = []
        for size in [size] + holds.keys {
            pseudonyms.formUnion(try Person(of: patient, below: size, statements: statements).pseudonyms)
        }
        return pseudonyms
    }

    /// The hold that keeps a patient from being erased altogether, said under any of their pseudonyms; nil where there is none.
    func hold(ofPatient pseudonyms: Set<UInt64>) -> UInt64? {
        holds.filter { pseudonyms.contains($0.value.patient) }.keys.min()
    }

    /// What keeps a record at a time; nil where nothing does.
    ///
    /// - Parameters:
    ///   - pseudonyms: those of the record's patient: a hold on a person holds under each of them.
    ///   - sealedAt: when the record's block was sealed; the retention period counts from there.
    package func obstacle(
        to record: RecordFacts, of pseudonyms: Set<UInt64>, sealedAt: UInt64, at time: UInt64
    ) -> Obstacle? {
        let hold = holds.filter {
            pseudonyms.contains($0.value.patient)
                && ($0.value.records.isEmpty || $0.value.records.contains(record.entry))
        }.keys.min()
        if let hold { return .hold(entry: hold) }
        guard let period = periods[record.category] else { return nil }
        let end = Self.end(of: period.period, from: sealedAt)
        return time < end ? .retention(entry: period.entry, until: end) : nil
    }

    /// When a retention period is over that begins at a time; never, where no calendar reaches so far.
    private static func end(of period: Hold.Matter, from start: UInt64) -> UInt64 {
        switch period {
        case .retention(_, let milliseconds):
            let (end, overflow) = start.addingReportingOverflow(milliseconds)
            return overflow ? .max : end
        case .retentionYears(_, let years):
            if years == 0 { return start }
            let end = CalendarTime.adding(years: Int(clamping: years), to: Int64(clamping: start))
            return end.flatMap { UInt64(exactly: $0) } ?? .max
        case .hold, .release: return start
        }
    }
}

extension Rules {
    /// Checks an erasure: who keeps the records erases them, unless they must be kept.
    static func check(
        _ erasure: Erasure, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        let keeping = history.keeping
        var known: [UInt64: Set<UInt64>] = [:]
        func pseudonyms(of patient: UInt64) -> Set<UInt64> {
            if let there = known[patient] { return there }
            let pseudonyms = keeping.pseudonyms(of: patient, below: place.number) { history.statements(of: $0) }
            known[patient] = pseudonyms
            return pseudonyms
        }
        if let patient = erasure.patient {
            guard patient < place.number, history.isPatient(patient) else { throw .patientUnknown }
            // Whoever says that a patient is erased takes their identity documents, rights and name with the next import.
            guard history.isKept(patient, by: signer) else { throw .keeperNotSigner }
            guard !history.isErasedPatient(patient) else { throw .erasedAlready }
            guard keeping.hold(ofPatient: pseudonyms(of: patient)) == nil else { throw .legalHold }
        }
        for number in erasure.records.numbers {
            guard number < place.number, let facts = history.facts(ofRecord: number) else { throw .targetInvalid }
            guard erasure.patient.map({ $0 == facts.patient }) ?? true else { throw .targetInvalid }
            guard facts.custodian == signer else { throw .custodianNotSigner }
            guard !history.isErased(number) else { throw .erasedAlready }
            let pseudonyms = pseudonyms(of: facts.patient)
            let sealedAt = history.sealedAt(number)
            switch keeping.obstacle(to: facts, of: pseudonyms, sealedAt: sealedAt, at: place.time) {
            case .hold: throw .legalHold
            case .retention: throw .retention
            case nil: break
            }
        }
    }

    /// Checks a hold, its release, or a retention period.
    static func check(
        _ hold: Hold, signer: UInt64, _ member: Member, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard member.bringsRecords || member.roles.contains(.regulator) else { throw .roleNotAllowed }
        switch hold.matter {
        case .hold(let patient, let records):
            guard history.isPatient(patient) else { throw .patientUnknown }
            for number in records.numbers where history.patient(ofRecord: number) != patient { throw .targetInvalid }
        case .release(let entry):
            guard history.keeping.isHold(entry) else { throw .targetInvalid }
            guard member.roles.contains(.regulator) || history.isPlaced(entry, by: signer) else {
                throw .roleNotAllowed
            }
        case .retention, .retentionYears: break
        }
    }
}
