internal import HealthFormats
internal import LedgerEngine
internal import SegmentStore

/// Finds the patients that identifiers name, and gives entry numbers to the new ones of a batch.
///
/// A posting under an identifier's key is the entry of a patient, or of a record that is about that patient.
struct PatientFinder {
    /// Identifiers kept in memory: those of a delivery come again and again.
    private static let keptIdentifiers = 1 << 16

    private let ledger: ClinicLedger
    private var firstEntry: UInt64 = 0
    private var known: [IndexKey: UInt64] = [:]
    /// How many new patients the batch brings; they take the entry numbers from its first one on.
    private(set) var newCount = 0

    init(ledger: ClinicLedger) { self.ledger = ledger }

    /// Begins a batch whose first entry has this number.
    mutating func beginBatch(firstEntry: UInt64) {
        self.firstEntry = firstEntry
        newCount = 0
        if known.count > Self.keptIdentifiers { known.removeAll(keepingCapacity: true) }
    }

    /// The patient of the first identifier that is known, a new one where none is; and the index keys of the identifiers
    /// that were not known, which are that patient's from now on.
    ///
    /// - Parameter source: who delivered them; tells apart numbers that nobody says the assigner of.
    mutating func patient(
        for identifiers: [Identifier], source: String
    ) throws -> (patient: UInt64, learned: [IndexKey]) {
        var found: UInt64?
        var learned: [IndexKey] = []
        for identifier in Self.deciding(identifiers, source: source) {
            let key = ledger.key(.patient(identifier))
            if let patient = try known[key] ?? ledger.patient(underKey: key) {
                known[key] = patient
                if found == nil { found = patient }
            } else {
                learned.append(key)
            }
        }
        let patient = found ?? firstEntry + UInt64(newCount)
        if found == nil { newCount += 1 }
        for key in learned { known[key] = patient }
        if !learned.isEmpty { learned += identifiers.map { ledger.key(.patientByValue($0.value)) } }
        return (patient, learned)
    }
}

extension PatientFinder {
    /// The identifiers that decide who a patient is.
    ///
    /// Two institutions may give two patients the same number, so a number without its assigner says something only where
    /// nothing better was sent, and then only among what one source delivers.
    static func deciding(_ identifiers: [Identifier], source: String) -> [Identifier] {
        let assigned = identifiers.filter { !$0.system.isEmpty }
        if !assigned.isEmpty { return assigned }
        return identifiers.map { Identifier(system: "source:" + source, value: $0.value) }
    }
}

extension ClinicLedger {
    /// The patient of the first posting under an identifier's key; nil where there is none, or all were erased.
    func patient(underKey key: IndexKey) throws -> UInt64? {
        guard let first = try index.first(for: key).map(patient(ofPosting:)) else { return nil }
        let erased = try erasedPatients()
        if !erased.contains(first) { return first }
        return try index.postings(for: key).lazy.map(patient(ofPosting:)).first { !erased.contains($0) }
    }

    /// The patients under the key of an identifier's value, whoever assigned it.
    func patients(withIdentifierValue value: String) throws -> Set<UInt64> {
        let postings = try index.postings(for: key(.patientByValue(value)))
        // A writer may have gone on since this reader opened.
        let erased = try erasedPatients()
        return Set(try postings.filter { $0 < engine.treeSize }.map(patient(ofPosting:))).subtracting(erased)
    }

    /// The patients that an identifier may mean, with whoever is linked with them.
    ///
    /// - Parameter name: `@` and the entry number; `system|value` as in a FHIR search; or an identifier's value.
    package func patients(named name: String) throws -> Set<UInt64> {
        var found = try pseudonyms(named: name)
        for patient in found where try !statements(of: patient).isEmpty {
            found.formUnion(try rights(of: patient).pseudonyms)
        }
        return found
    }

    /// As `patients(named:)`, without whoever is linked with them.
    private func pseudonyms(named name: String) throws -> Set<UInt64> {
        var found: Set<UInt64> = []
        if name.hasPrefix("@"), let number = UInt64(name.dropFirst()) {
            if number < nextEntry, case .patient = try entry(number) { found = [number] }
        } else if let bar = name.firstIndex(of: "|") {
            let identifier = Identifier(
                system: String(name[..<bar]), value: String(name[name.index(after: bar)...]))
            found = Set(try patient(underKey: key(.patient(identifier))).map { [$0] } ?? [])
        } else {
            found = try patients(withIdentifierValue: name)
        }
        return found
    }

    /// The one pseudonym that a name means, whoever it is linked with.
    ///
    /// - Throws: `patientUnknown`; `patientAmbiguous`.
    package func pseudonym(named name: String) throws -> UInt64 {
        let found = try pseudonyms(named: name).sorted()
        guard let first = found.first else { throw MedicalError("patientUnknown", .refused, ["patient": name]) }
        guard found.count == 1 else {
            throw MedicalError(
                "patientAmbiguous", .refused,
                ["patient": name, "entries": found.map { "@\($0)" }.joined(separator: ", ")])
        }
        return first
    }

    /// The one patient that a name means, under the pseudonym that came first.
    ///
    /// - Throws: `patientUnknown`; `patientAmbiguous` where identifiers of several who are not linked are alike.
    package func patient(named name: String) throws -> UInt64 {
        let found = try patients(named: name)
        guard let first = found.min() else { throw MedicalError("patientUnknown", .refused, ["patient": name]) }
        guard try rights(of: first).pseudonyms.isSuperset(of: found) else {
            throw MedicalError(
                "patientAmbiguous", .refused,
                ["patient": name, "entries": found.sorted().map { "@\($0)" }.joined(separator: ", ")])
        }
        return first
    }

    /// The member or practitioner that a name means: `@` and the entry number, or a member's name.
    ///
    /// - Throws: `subjectUnknown`; `subjectAmbiguous` where several members have the name.
    package func subject(named name: String) throws -> Membership.Subject {
        let membership = try membership()
        if name.hasPrefix("@"), let number = UInt64(name.dropFirst()) {
            if let subject = membership[number] { return subject }
        } else {
            let found = membership.all.filter { $0.member?.name == name }
            if found.count > 1 {
                throw MedicalError(
                    "subjectAmbiguous", .refused,
                    ["name": name, "entries": found.map { "@\($0.entry)" }.joined(separator: ", ")])
            }
            if let subject = found.first { return subject }
        }
        throw MedicalError("subjectUnknown", .refused, ["name": name])
    }

    private func patient(ofPosting number: UInt64) throws -> UInt64 {
        // Whoever has records under this number is a patient: that costs no look at the chain.
        if try index.contains(key(.recordsOfPatient(number))) { return number }
        guard case .record(let record) = try entry(number) else { return number }
        return record.patient
    }
}
