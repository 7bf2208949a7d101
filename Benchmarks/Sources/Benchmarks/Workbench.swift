internal import LedgerEngine
internal import MedicalLedger

/// The files, ledgers and databases that the benchmarks work on; each is made when first asked for.
final class Workbench {
    let data: LaboratoryData
    private let scratch: ScratchDirectory
    private var madeFiles: LaboratoryFiles?
    private var ledgers: [Source: Ledger] = [:]
    private var databases: [Database: SQLitePeer.Imported] = [:]

    /// An import into a ledger, and how often it made something durable.
    struct Ledger {
        let imported: LedgerImport
        let syncs: Int
    }

    /// A peer's database and the Observations in it.
    private struct Database: Hashable {
        let kind: SQLitePeer.Kind
        let source: Source
        var name: String { "\(kind == .plain ? "plain" : "tuned")-\(source.fileName).sqlite" }
    }

    init(_ options: Options) throws {
        data = LaboratoryData(resultCount: options.resultCount, seed: options.seed)
        scratch = try ScratchDirectory(in: options.directory)
    }

    /// The results to import.
    func files() throws -> LaboratoryFiles {
        if let madeFiles { return madeFiles }
        let files = try LaboratoryFiles(data, in: scratch.path)
        madeFiles = files
        return files
    }

    /// A path for something of which there is none yet: what was there is removed.
    func fresh(_ name: String) -> String { scratch.fresh(name) }

    // MARK: - Ours

    private func path(_ source: Source) -> String { "\(scratch.path)/\(source.fileName).ledger" }

    /// Makes a ledger anew and imports a file.
    @discardableResult
    func importAnew(_ source: Source) throws -> Ledger {
        let file = try files().path(source)
        ledgers[source] = nil
        let disk = CountingFileSystem()
        var environment = Environment.system
        environment.fileSystem = disk
        let imported = try LedgerImport.run(
            file, into: scratch.fresh("\(source.fileName).ledger"), environment: environment)
        try LedgerImport.check(imported.counts, resultCount: data.resultCount)
        try require(
            source != .ungrouped || imported.counts.records == data.resultCount,
            "results that nothing ties together are in one record")
        let ledger = Ledger(imported: imported, syncs: disk.counter.syncs)
        ledgers[source] = ledger
        return ledger
    }

    /// What the import of a file took; imports it if that was not done.
    func importOf(_ source: Source) throws -> Ledger { try ledgers[source] ?? importAnew(source) }

    /// The path of the ledger of a file's results.
    func ledgerPath(_ source: Source) throws -> String {
        _ = try importOf(source)
        return path(source)
    }

    /// The ledger of a file's results, opened for looking things up.
    func openLedger(_ source: Source) throws -> ClinicLedger {
        try ClinicLedger.open(ledgerPath(source), for: .reading, environment: .system)
    }

    /// The numbers of all entries of records.
    func recordNumbers(_ ledger: ClinicLedger) throws -> [UInt64] {
        try (0..<ledger.engine.treeSize).filter {
            if case .record = try ledger.entry($0) { true } else { false }
        }
    }

    // MARK: - Peers

    /// Makes a peer's database anew from a file of Observations.
    @discardableResult
    func importAnew(_ kind: SQLitePeer.Kind, _ source: Source = .fhir) throws -> SQLitePeer.Imported {
        let database = Database(kind: kind, source: source)
        databases[database] = nil
        let peer = SQLitePeer(kind: kind, path: scratch.fresh(database.name))
        let result = try peer.importObservations(try files().path(source))
        try require(result.rows == data.resultCount, "\(kind.rawValue): \(result.rows) rows went in")
        databases[database] = result
        return result
    }

    /// What the import into a peer took; imports if that was not done.
    func importOf(_ kind: SQLitePeer.Kind, _ source: Source = .fhir) throws -> SQLitePeer.Imported {
        try databases[Database(kind: kind, source: source)] ?? importAnew(kind, source)
    }

    /// A peer with its database full.
    func peer(_ kind: SQLitePeer.Kind, _ source: Source = .fhir) throws -> SQLitePeer {
        _ = try importOf(kind, source)
        return SQLitePeer(kind: kind, path: "\(scratch.path)/\(Database(kind: kind, source: source).name)")
    }
}
