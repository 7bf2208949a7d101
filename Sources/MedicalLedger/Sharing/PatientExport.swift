internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// Everything about one patient as a directory of files: GDPR articles 15 and 20.
///
/// | file | what |
/// | --- | --- |
/// | bundle.json | the reports of all records as one FHIR R4 Bundle |
/// | originals/ENTRY.… | each record's document, byte for byte as it came |
/// | receipts/ENTRY.txt | the proof that the record is on the ledger |
/// | identity/ENTRY.json | identity documents |
/// | consents.json | what the patient has said about who may read, as a FHIR R4 Bundle of Consents |
/// | accesses.json, accesses.csv | who has read what, this export among them, as `access list` writes them |
/// | README.txt | what each file is |
///
/// Whole or not at all: made under another name and then renamed.
package struct PatientExport {
    /// What was written.
    package struct Counts: Sendable {
        /// Records.
        package var records = 0
        /// Records that could not be read as reports, so that only their originals are there.
        package var unreadable = 0
        /// Records that the reader may not read.
        package var denied = 0
        /// Accesses that are listed.
        package var accesses = 0
    }

    private var ledger: ClinicLedger
    /// Pseudonyms with records that are given out.
    private var admitted: Set<UInt64> = []
    /// Entries of identity documents that are given out.
    private var identities: [UInt64] = []
    private let pseudonyms: [UInt64]
    private let fileSystem: any FileSystem
    private let draft: String
    private var counts = Counts()

    /// Writes a patient's export; the access is on the chain before the first byte.
    ///
    /// - Parameters:
    ///   - patient: entry of the patient; whoever is linked with them is the same person.
    ///   - directory: a new one.
    ///   - readMe: the text of README.txt.
    /// - Throws: `exportExists`; `accessDenied` where nothing may be read; `patientWithoutRecords`.
    package static func write(
        _ patient: UInt64, to directory: String, readMe: String, through door: ReadingDoor, environment: Environment
    ) throws -> Counts {
        let fileSystem = environment.fileSystem
        if try fileSystem.exists(directory) {
            throw MedicalError("exportExists", .cannotCreate, ["directory": directory])
        }
        let draft = directory + ".new-" + Hexadecimal.text(try environment.randomBytes(4))
        var export = PatientExport(
            ledger: door.ledger, pseudonyms: try door.ledger.rights(of: patient).pseudonyms.sorted(),
            fileSystem: fileSystem, draft: draft)
        let records = try export.admit(door)
        do {
            try fileSystem.createDirectory(draft, access: .private)
            try export.writeRecords(records)
            try export.writeIdentity()
            if try door.maySeeAccesses(to: patient) {
                try export.writeConsents(patient)
                try export.writeAccesses(to: patient, door)
            }
            try export.write("README.txt", Array(readMe.utf8))
            try fileSystem.syncDirectory(draft)
            try fileSystem.rename(draft, to: directory)
            try fileSystem.syncDirectory(directoryPart(of: directory))
        } catch {
            removeAll(draft, in: fileSystem)
            throw error
        }
        return export.counts
    }

    private init(ledger: ClinicLedger, pseudonyms: [UInt64], fileSystem: any FileSystem, draft: String) {
        (self.ledger, self.pseudonyms, self.fileSystem, self.draft) = (ledger, pseudonyms, fileSystem, draft)
    }

    private static let directories = ["originals", "receipts", "identity"]

    private static func removeAll(_ draft: String, in fileSystem: any FileSystem) {
        for directory in directories.map({ draft + "/" + $0 }) + [draft] {
            for name in (try? fileSystem.list(directory)) ?? [] { try? fileSystem.remove(directory + "/" + name) }
            try? fileSystem.remove(directory)
        }
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try fileSystem.createFile(draft + "/" + name, with: bytes, access: .private)
    }

    // MARK: - Records

    /// The records that may be read, ascending, once it is written down that they are.
    private mutating func admit(_ door: ReadingDoor) throws -> [UInt64] {
        var numbers: Set<UInt64> = []
        for patient in pseudonyms { numbers.formUnion(try ledger.entries(.recordsOfPatient(patient))) }
        let facts = try numbers.sorted().compactMap { try ledger.isErased($0) ? nil : ledger.facts(ofRecord: $0) }
        identities = try identityDocuments(facts, door)
        let note = identities.isEmpty ? nil : "identity " + identities.map { "@\($0)" }.joined(separator: ", ")
        let (permitted, denied) = try door.admit(facts, action: .export, note: note)
        counts.denied = denied.count
        admitted = Set(permitted.map(\.patient))
        // The door may have opened the ledger anew.
        ledger = door.ledger
        identities = try identityDocuments(permitted, door).filter(identities.contains)
        if permitted.isEmpty {
            if let denied = denied.first { throw door.denial(of: denied) }
            throw MedicalError("patientWithoutRecords", .refused)
        }
        return permitted.map(\.entry)
    }

    private mutating func writeRecords(_ numbers: [UInt64]) throws {
        for directory in Self.directories {
            try fileSystem.createDirectory(draft + "/" + directory, access: .private)
        }
        var reports: [LabReport] = []
        for number in numbers {
            let view = try ledger.record(number)
            let suffix =
                switch view.origin.format {
                case .fhir: "json"
                case .hl7: "hl7"
                case .csv: "csv"
                default: "txt"
                }
            try write("originals/\(number).\(suffix)", view.document)
            try write("receipts/\(number).txt", Array(try ledger.receipt(for: number).formatted.utf8))
            do throws(Reason) {
                reports += try view.reports()
            } catch {
                // The original says what it says; a report it is not any more.
                counts.unreadable += 1
            }
            counts.records += 1
        }
        var json = JSONWriter(isIndented: true)
        FHIR.write(reports, id: "patient-\(pseudonyms.first ?? 0)", into: &json)
        json.newline()
        try write("bundle.json", json.bytes)
        for directory in Self.directories { try fileSystem.syncDirectory(draft + "/" + directory) }
    }

    /// The identity documents that may be given out with the records: they say as much as a record of that category would.
    private func identityDocuments(_ records: [RecordFacts], _ door: ReadingDoor) throws -> [UInt64] {
        var documents: [UInt64] = []
        for patient in pseudonyms {
            let facts = RecordFacts(
                entry: patient, patient: patient, category: .identity, custodian: try ledger.own.entry)
            guard try records.contains(where: { try $0.patient == patient && door.decision(on: $0).isPermitted }),
                try door.decision(on: facts).isPermitted
            else { continue }
            documents += try ledger.entries(.identities(patient))
        }
        return documents
    }

    private func writeIdentity() throws {
        for number in identities {
            guard case .identity(let identity) = try ledger.entry(number), admitted.contains(identity.patient),
                let document = try ledger.document(of: identity.detail)
            else { continue }
            try write("identity/\(number).json", document)
        }
    }

    // MARK: - Consents and accesses

    /// What the patient has permitted and denied, as it stands on the chain.
    private func writeConsents(_ patient: UInt64) throws {
        try write("consents.json", try ledger.consentBundle(of: patient, at: ledger.now, isIndented: true))
    }

    private mutating func writeAccesses(to patient: UInt64, _ door: ReadingDoor) throws {
        var query = ReadingDoor.AccessQuery()
        query.patient = "@\(patient)"
        query.since = ""
        let (events, denied) = try door.accesses(query)
        counts.accesses = events.count
        var json = JSONWriter(isIndented: true)
        json.accesses(events, denied: denied)
        json.newline()
        try write("accesses.json", json.bytes)
        try write("accesses.csv", AccessTable.csv(events))
    }
}
