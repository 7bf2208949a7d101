internal import HealthFormats
internal import LedgerEngine
internal import MedicalLedger

/// What must hold of a ledger whatever happened to it.
extension SimulatedClinic {
    /// Opens the ledger as the next process would, and compares it with what was acknowledged.
    ///
    /// - Parameter isThorough: whether everything is verified and compared, not a part.
    package mutating func check(isThorough: Bool, random: inout SeededNumbers) throws {
        try require(disk.faults == Faults(), "checked on a disk that fails")
        // What waits beside a writer comes onto the chain when the next one opens.
        try close()
        let ledger = try openWriter()
        try compareEntries(ledger)
        try require(ledger.setAside.isEmpty, "accesses were set aside: \(ledger.setAside)")
        try model.takeUp(ledger)
        try compareAnswers(ledger, isThorough: isThorough, &random)
        try close()
        try verify(isQuick: !isThorough)
        guard isThorough else { return }
        try checkBackup()
        try checkRestored()
    }

    func verify(isQuick: Bool) throws {
        let report = try LedgerVerifier.verify(Self.directory, isQuick: isQuick, environment: environment) { _, _ in }
        try require(report.findings.isEmpty, "verify: \(report.findings)")
        try require(
            report.chain.entries == UInt64(model.entries.count),
            "verified \(report.chain.entries) of \(model.entries.count) entries")
        if !isQuick {
            let readable = model.readable.count
            try require(report.records == UInt64(readable), "verified \(report.records) of \(readable) records")
        }
    }

    /// Every acknowledged entry is there with its bytes.
    private func compareEntries(_ ledger: ClinicLedger) throws {
        try require(
            ledger.engine.treeSize >= UInt64(model.entries.count),
            "\(ledger.engine.treeSize) entries are left of \(model.entries.count)")
        for (number, bytes) in model.entries.enumerated() {
            try require(Array(try ledger.engine.entry(UInt64(number))) == bytes, "entry \(number) has other bytes")
        }
    }

    private func compareAnswers(_ ledger: ClinicLedger, isThorough: Bool, _ random: inout SeededNumbers) throws {
        let records = model.documents.keys.sorted()
        for record in isThorough ? records : Array(records.shuffled(using: &random).prefix(6)) {
            try compare(record, ledger)
        }
        for patient in isThorough ? model.patients : Array(model.patients.shuffled(using: &random).prefix(3)) {
            try comparePatient(patient, ledger)
        }
        try require(try ledger.erasures().map(\.number) == model.erasures, "the erasures that are found are others")
        for (record, count) in model.readings {
            let found = model.accesses[record, default: 0]
            try require(found >= count, "record \(record) was given out \(count) times, the chain knows of \(found)")
        }
        guard isThorough else { return }
        var question = ClinicLedger.Question()
        question.code = "718-7"
        var found: Set<UInt64> = []
        _ = try ledger.find(question) { found.insert($0.entry) }
        try require(found == Set(model.readable), "a code finds \(found.count) of \(model.readable.count) records")
    }

    private func compare(_ record: UInt64, _ ledger: ClinicLedger) throws {
        if model.isErased(record) {
            let found = try? ledger.record(record)
            try require(found == nil, "erased record \(record) can be read")
            try require(try ledger.isErased(record), "erased record \(record) does not count as erased")
        } else {
            let found = try ledger.record(record).document
            try require(found == model.documents[record], "record \(record) has other bytes")
        }
    }

    /// What the index finds of a patient is what stands on the chain.
    private func comparePatient(_ patient: UInt64, _ ledger: ClinicLedger) throws {
        let records = model.readable.filter { model.patientOfRecord[$0] == patient }
        let found = try ledger.records(underPseudonym: patient)
        try require(
            found == records, "the index finds the records \(found) of patient \(patient) instead of \(records)")
        let statements = try ledger.statements(of: patient).map(\.number)
        try require(
            statements == model.statements[patient] ?? [],
            "the index finds the statements \(statements) of patient \(patient)")
        guard !model.erasedPatients.contains(patient), let record = records.first,
            let document = model.documents[record], let name = Self.name(in: document)
        else { return }
        try require(try ledger.patients(named: name).contains(patient), "\(name) is not found as patient \(patient)")
    }

    /// The first name of a patient in a document.
    private static func name(in document: [UInt8]) -> String? {
        let text = String(decoding: document, as: UTF8.self)
        let mark = "PAT1"
        for position in text.indices where text[position] == "P" && text[position...].hasPrefix(mark) {
            return String(text[position...].prefix(7))
        }
        return nil
    }
}
