internal import HealthFormats
internal import LedgerEngine
internal import MedicalLedger

/// Answers from ledgers of FHIR results, against SELECT.
///
/// Ours are decrypted and checked against the commitment on the chain before they are given out. Where one record is asked
/// for, each holds one Observation, as a row of SQLite does; elsewhere it is an order with all its results.
struct LookUps {
    static let byIdentifier = "SQLite tuned, row by id"
    static let byPatientIndex = "SQLite tuned, rows by index"

    private let harness: Harness
    private let bench: Workbench

    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("look-up") {
            let lookUps = LookUps(harness: harness, bench: bench)
            try lookUps.byNumber()
            try lookUps.byPatient()
            try lookUps.coldStart()
        }
    }

    // MARK: - One record

    /// What is asked for, one after the other and again from the start.
    private struct Asked {
        let entries: [UInt64]
        let identifiers: [String]
    }

    /// Asks for as many of the records as `limit` says, in no order.
    private func asked(_ source: Source, limit: Int) throws -> Asked {
        var random = SeededGenerator(seed: harness.options.seed)
        let records = try bench.recordNumbers(try bench.openLedger(source)).shuffled(using: &random)
        let byEntry = try bench.peer(.tuned, source).open().statement("SELECT id FROM observation WHERE entry = ?")
        let rows = (1...bench.data.resultCount).shuffled(using: &random).prefix(min(limit, records.count))
        let identifiers = try rows.map { row in
            try byEntry.bind(1, row)
            defer { byEntry.reset() }
            try require(try byEntry.step(), "no such row")
            return String(decoding: byEntry.bytes(0), as: UTF8.self)
        }
        return Asked(entries: Array(records.prefix(limit)), identifiers: identifiers)
    }

    private func byNumber() throws {
        // Few enough for every cache; and so many in all that none has kept what is asked for when its turn comes again.
        try byNumber("one record by entry, cached page", .ungrouped, asked(.ungrouped, limit: 64))
        try byNumber("one record by entry, uncached page", .ungrouped, asked(.ungrouped, limit: 20_000))
        try byNumber("one order of ten results by entry, uncached page", .fhir, asked(.fhir, limit: 20_000))
    }

    private func byNumber(_ name: String, _ source: Source, _ asked: Asked) throws {
        let batch = 64
        let ledger = try bench.openLedger(source)
        let select = try bench.peer(.tuned, source).open().statement("SELECT json FROM observation WHERE id = ?")
        var next = (ours: 0, theirs: 0)
        harness.compare(
            name, unit: "look-ups", count: batch,
            Contender("ours") {
                for _ in 0..<batch {
                    next.ours = (next.ours + 1) % asked.entries.count
                    try require(try ledger.record(asked.entries[next.ours]).document.count > 100, "no document")
                }
            },
            Contender(Self.byIdentifier) {
                for _ in 0..<batch {
                    next.theirs = (next.theirs + 1) % asked.identifiers.count
                    try select.bind(1, asked.identifiers[next.theirs])
                    try require(try select.step() && select.bytes(0).count > 100, "no row")
                    select.reset()
                }
            })
    }

    // MARK: - A patient's records

    private func byPatient() throws {
        var counts: [Int: Int] = [:]
        bench.data.forEachOrder { counts[$0.patient, default: 0] += $0.resultCount }
        var random = SeededGenerator(seed: harness.options.seed)
        let asked = counts.sorted { $0.key < $1.key }.shuffled(using: &random).map {
            (identifier: LaboratoryData.identifier(ofPatient: $0.key), results: $0.value)
        }
        let ledger = try bench.openLedger(.fhir)
        var next = 0
        harness.compare(
            "all results of a patient", unit: "results", count: 0,
            Contender.counting("ours") {
                next = (next + 1) % asked.count
                var question = ClinicLedger.Question()
                question.patient = asked[next].identifier
                var found = 0
                // As the rows of SQLite the resources are given out and not read: each is a line.
                _ = try ledger.find(question) { view in
                    found += view.document.withUnsafeBytes { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
                }
                try require(found == asked[next].results, "\(found) of \(asked[next])")
                return found
            },
            try rowsByPatient(asked, .tuned, Self.byPatientIndex),
            try rowsByPatient(asked, .plain, "SQLite, rows by index"))
    }

    private func rowsByPatient(
        _ asked: [(identifier: String, results: Int)], _ kind: SQLitePeer.Kind, _ name: String
    ) throws -> Contender {
        let select = try bench.peer(kind).open().statement("SELECT json FROM observation WHERE patient = ?")
        var next = 0
        return Contender.counting(name) {
            next = (next + 1) % asked.count
            try select.bind(1, asked[next].identifier)
            var found = 0
            while try select.step() { found += select.bytes(0).count > 100 ? 1 : 0 }
            select.reset()
            try require(found == asked[next].results, "\(found) of \(asked[next])")
            return found
        }
    }

    // MARK: - Cold start

    /// From a closed ledger to the first answer, as every command does; its files lie in the system's cache.
    private func coldStart() throws {
        let asked = try asked(.fhir, limit: 4096)
        let peer = try bench.peer(.tuned)
        var next = (ours: 0, theirs: 0)
        harness.compare(
            "open, and the first record", unit: "starts", count: 1, clocks: [.threadCPU, .wall],
            Contender("ours") {
                next.ours = (next.ours + 1) % asked.entries.count
                let view = try bench.openLedger(.fhir).record(asked.entries[next.ours])
                try require(view.document.count > 100, "no document")
            },
            Contender("SQLite") {
                next.theirs = (next.theirs + 1) % asked.identifiers.count
                let select = try SQLite(peer.path).statement("SELECT json FROM observation WHERE id = ?")
                try select.bind(1, asked.identifiers[next.theirs])
                try require(try select.step() && select.bytes(0).count > 100, "no row")
            })
    }
}
