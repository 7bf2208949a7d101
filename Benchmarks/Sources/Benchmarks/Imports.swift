/// Import of each file into a new ledger, against SQLite taking in the FHIR rows.
///
/// The files carry the same number of results; SQLite has a row for each, the ledger a record for each order, and for each
/// ungrouped Observation. Both ways the results are durable, found by patient and code, and safe against doubles when the
/// import ends. What SQLite leaves out (it neither reads the results nor encrypts them) is in its favour.
struct Imports {
    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("import") {
            _ = try bench.files()
            harness.compare(
                Source.allCases.map { source in
                    ("import \(source.rawValue)", Contender("ours") { try bench.importAnew(source) })
                },
                with: [
                    Contender(SQLitePeer.Kind.plain.rawValue) { try bench.importAnew(.plain) },
                    Contender(SQLitePeer.Kind.tuned.rawValue) { try bench.importAnew(.tuned) },
                ],
                unit: "results", count: bench.data.resultCount, clocks: [.processCPU, .wall], isLong: true)
            for source in Source.allCases where harness.isWanted("import \(source.rawValue)") {
                try costs(of: source, harness, bench)
            }
        }
    }

    /// What an import leaves on the disk and asks of it.
    private static func costs(of source: Source, _ harness: Harness, _ bench: Workbench) throws {
        let results = Double(bench.data.resultCount)
        let kinds: [SQLitePeer.Kind] =
            !harness.options.hasPeers ? [] : source == .ungrouped ? [.tuned] : [.plain, .tuned]
        // SQLite holds the very Observations, also where it was not timed with them.
        let rows: Source = source == .ungrouped ? .ungrouped : .fhir
        var bytes = try kinds.map { kind in
            (name: kind.rawValue, value: Double(Files.size(try bench.peer(kind, rows).path)) / results)
        }
        if source == rows {
            bytes.append((name: "the file itself", value: Double(Files.size(try bench.files().path(source))) / results))
        }
        let syncs = try kinds.map { (name: $0.rawValue, value: Double(try bench.importOf($0, rows).syncs)) }
        let ledger = try bench.importOf(source)
        harness.count(
            "import \(source.rawValue)", "disk", unit: "bytes/result",
            ours: Double(ledger.imported.bytesOnDisk) / results, bytes)
        harness.count("import \(source.rawValue)", "syncs", unit: "in all", ours: Double(ledger.syncs), syncs)
    }
}
