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
/// | consents.json | what the patient has said about who may read |
/// | accesses.json, accesses.csv | who has read what, this export among them |
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
            try export.writeIdentity(door)
            if try door.maySeeAccesses(to: patient) {
                try export.writeConsents()
                try export.writeAccesses()
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
        let (permitted, denied) = try door.admit(facts, action: .export)
        counts.denied = denied.count
        admitted = Set(permitted.map(\.patient))
        // The door may have opened the ledger anew.
        ledger = door.ledger
        if permitted.isEmpty {
            if let denied = denied.first { throw ReadingDoor.denial(of: denied) }
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

    /// Who the patient is says as much as a record of that category would.
    private func writeIdentity(_ door: ReadingDoor) throws {
        for patient in pseudonyms where admitted.contains(patient) {
            let facts = RecordFacts(
                entry: patient, patient: patient, category: .identity, custodian: try ledger.own.entry)
            guard try door.decision(on: facts).isPermitted else { continue }
            for number in try ledger.entries(.identities(patient)) {
                guard case .identity(let identity) = try ledger.entry(number) else { continue }
                if let document = try ledger.document(of: identity.detail) {
                    try write("identity/\(number).json", document)
                }
            }
        }
    }

    // MARK: - Consents and accesses

    /// What the patient has permitted and denied, as it stands on the chain.
    private func writeConsents() throws {
        let statements = try pseudonyms.flatMap { try ledger.statements(of: $0) }.sorted { $0.number < $1.number }
        var json = JSONWriter(isIndented: true)
        json.array { json in
            for statement in statements {
                guard case .consent(let consent) = statement.entry else { continue }
                json.object { json in
                    json.member("entry", statement.number)
                    json.member("time", Timestamp.text(statement.sealedAt))
                    json.member("action", consent.action.word)
                    if let grantee = consent.grantee { json.member("grantee", grantee) }
                    json.array("categories") { json in
                        for category in consent.categories { json.number(category.rawValue) }
                    }
                    json.array("purposes") { json in
                        for purpose in consent.purposes { json.string(purpose.rawValue) }
                    }
                    json.member("from", consent.from.map(Timestamp.text))
                    json.member("until", consent.until.map(Timestamp.text))
                    json.array("records") { json in for number in consent.records.numbers { json.number(number) } }
                    if let target = consent.target { json.member("consent", target) }
                    json.member("author", consent.author)
                }
            }
        }
        json.newline()
        try write("consents.json", json.bytes)
    }

    private mutating func writeAccesses() throws {
        let membership = try ledger.membership()
        let numbers = Set(try pseudonyms.flatMap { try ledger.entries(.accessesToPatient($0)) }).sorted()
        var csv = "entry,time,reader,institution,action,purpose,basis,records,reason\r\n"
        var json = JSONWriter(isIndented: true)
        try json.array { json in
            for number in numbers {
                guard case .access(let access) = try ledger.entry(number) else { continue }
                let subject = membership[access.reader]
                let institution = subject.flatMap { membership[$0.memberEntry]?.member?.name } ?? ""
                let reason = try ledger.text(of: access.detail)
                let time = Timestamp.text(access.time)
                json.object { json in
                    json.member("entry", number)
                    json.member("time", time)
                    json.member("reader", access.reader)
                    json.member("institution", institution)
                    json.member("action", access.action.word)
                    json.member("purpose", access.purpose.rawValue)
                    json.member("basis", access.basis.word)
                    if let grant = access.grant { json.member("consent", grant) }
                    json.array("records") { json in for number in access.records.numbers { json.number(number) } }
                    if !reason.isEmpty { json.member("reason", reason) }
                }
                csv +=
                    [
                        String(number), time, String(access.reader), institution, access.action.word,
                        access.purpose.rawValue, access.basis.word,
                        access.records.numbers.map(String.init).joined(separator: " "), reason,
                    ].map(Self.field).joined(separator: ",") + "\r\n"
                counts.accesses += 1
            }
        }
        json.newline()
        try write("accesses.json", json.bytes)
        try write("accesses.csv", Array(csv.utf8))
    }

    /// A field of RFC 4180; what a spreadsheet would take for a formula is given as text.
    private static func field(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@".contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Consent.Action {
    fileprivate var word: String {
        switch self {
        case .permit: "permit"
        case .deny: "deny"
        case .revoke: "revoke"
        }
    }
}

extension Access.Action {
    fileprivate var word: String {
        switch self {
        case .read: "read"
        case .export: "export"
        case .disclose: "disclose"
        case .receipt: "receipt"
        }
    }
}

extension Access.Basis {
    fileprivate var word: String {
        switch self {
        case .custodian: "custodian"
        case .grant: "grant"
        case .emergency: "emergency"
        case .patient: "patient"
        case .guardian: "guardian"
        }
    }
}
