internal import HealthFormats
internal import LedgerEngine
internal import MedicalLedger

/// Answers from the ledger of FHIR results, against SELECT.
///
/// Ours are decrypted and checked against the commitment on the chain before they are given out. A record is an order
/// with all its results; a row of SQLite is one result.
struct LookUps {
    private let harness: Harness
    private let bench: Workbench
    private let ledger: ClinicLedger
    private let database: SQLite
    /// Numbers of entries, and identifiers of rows, in no order.
    private let entries: [UInt64]
    private let identifiers: [String]

    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("look-up") {
            let lookUps = try LookUps(harness, bench)
            try lookUps.byNumber()
            try lookUps.byPatient()
            try lookUps.coldStart()
        }
    }

    private init(_ harness: Harness, _ bench: Workbench) throws {
        self.harness = harness
        self.bench = bench
        ledger = try bench.openLedger()
        database = try bench.peer(.plain).open()
        var random = SeededGenerator(seed: harness.options.seed)
        let records = try bench.recordNumbers(ledger)
        entries = (0..<4096).map { _ in records[random.number(0...records.count - 1)] }
        let byEntry = try database.statement("SELECT id FROM observation WHERE entry = ?")
        let last = bench.data.resultCount
        identifiers = try (0..<4096).map { _ in
            try byEntry.bind(1, random.number(1...last))
            defer { byEntry.reset() }
            try require(try byEntry.step(), "no such row")
            return String(decoding: byEntry.bytes(0), as: UTF8.self)
        }
    }

    private func byNumber() throws {
        let batch = 64
        let select = try database.statement("SELECT json FROM observation WHERE id = ?")
        // Each goes on where it stopped, so that no cache holds all that is asked for.
        var next = (ours: 0, theirs: 0)
        harness.compare(
            "one record, any", unit: "look-ups", count: batch,
            Contender("ours") {
                for _ in 0..<batch {
                    next.ours = (next.ours + 1) % entries.count
                    try require(try ledger.record(entries[next.ours]).document.count > 100, "no document")
                }
            },
            Contender("SQLite, one row by id") {
                for _ in 0..<batch {
                    next.theirs = (next.theirs + 1) % identifiers.count
                    try select.bind(1, identifiers[next.theirs])
                    try require(try select.step() && select.bytes(0).count > 100, "no row")
                    select.reset()
                }
            })
    }

    private func byPatient() throws {
        var counts: [Int: Int] = [:]
        bench.data.forEachOrder { counts[$0.patient, default: 0] += $0.resultCount }
        let patients = counts.sorted { $0.key < $1.key }.map {
            (identifier: LaboratoryData.identifier(ofPatient: $0.key), results: $0.value)
        }
        var random = SeededGenerator(seed: harness.options.seed)
        let asked = patients.shuffled(using: &random)
        let batch = 16
        let select = try database.statement("SELECT json FROM observation WHERE patient = ?")
        var next = (ours: 0, theirs: 0)
        harness.compare(
            "all results of a patient", unit: "patients", count: batch,
            Contender("ours") {
                for _ in 0..<batch {
                    next.ours = (next.ours + 1) % asked.count
                    var question = ClinicLedger.Question()
                    question.patient = asked[next.ours].identifier
                    var found = 0
                    _ = try ledger.find(question) { _, reports in found += reports.reduce(0) { $0 + $1.results.count } }
                    try require(found == asked[next.ours].results, "\(found) of \(asked[next.ours])")
                }
            },
            Contender("SQLite, rows by index") {
                for _ in 0..<batch {
                    next.theirs = (next.theirs + 1) % asked.count
                    try select.bind(1, asked[next.theirs].identifier)
                    var found = 0
                    while try select.step() { found += select.bytes(0).count > 100 ? 1 : 0 }
                    select.reset()
                    try require(found == asked[next.theirs].results, "\(found) of \(asked[next.theirs])")
                }
            })
    }

    /// From a closed ledger to the first answer, as every command does; its files lie in the system's cache.
    private func coldStart() throws {
        let peer = try bench.peer(.plain)
        var next = (ours: 0, theirs: 0)
        harness.compare(
            "open, and the first record", unit: "starts", count: 1, clocks: [.threadCPU, .wall],
            Contender("ours") {
                next.ours = (next.ours + 1) % entries.count
                try require(try bench.openLedger().record(entries[next.ours]).document.count > 100, "no document")
            },
            Contender("SQLite") {
                next.theirs = (next.theirs + 1) % identifiers.count
                let select = try SQLite(peer.path).statement("SELECT json FROM observation WHERE id = ?")
                try select.bind(1, identifiers[next.theirs])
                try require(try select.step() && select.bytes(0).count > 100, "no row")
            })
    }
}
