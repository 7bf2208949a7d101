internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog
internal import HealthFormats

/// The files, ledgers and databases that the benchmarks work on; each is made when first asked for.
final class Workbench {
    let data: LaboratoryData
    private let scratch: ScratchDirectory
    private var madeFiles: LaboratoryFiles?
    private var imported: [SourceFormat: LedgerImport] = [:]
    private var peerImports: [SQLitePeer.Kind: SQLitePeer.Imported] = [:]

    /// What an import into a ledger cost beside time.
    struct LedgerImport {
        var counts: ImportCounts
        var syncs: Int
        var bytesOnDisk: Int
        var peakMemory: Int?
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

    // MARK: - Ours

    /// Where the ledger of a format's results is.
    private func path(_ format: SourceFormat) -> String { "\(scratch.path)/\(format.rawValue).ledger" }

    /// Makes a ledger anew and imports a format's file.
    @discardableResult
    func importAnew(_ format: SourceFormat) throws -> LedgerImport {
        let files = try files()
        let file =
            switch format {
            case .hl7: files.hl7
            case .csv: files.csv
            default: files.fhir
            }
        imported[format] = nil
        let canTellMemory = ResidentMemory.resetPeak()
        let disk = CountingFileSystem()
        var environment = Environment.system
        environment.fileSystem = disk
        let directory = scratch.fresh("\(format.rawValue).ledger")
        try ClinicLedger.create(
            directory, origin: try KeyName("benchmark.example/ledger"),
            member: "Benchmark Clinic", roles: [.clinic, .laboratory], environment: environment)
        let ledger = try ClinicLedger.open(directory, for: .writing, environment: environment)
        let session = ImportSession(into: ledger, options: .init()) { item in
            throw WrongResult(description: "\(file): refused at \(item.place): \(item.reason.code)")
        }
        try session.take(file: file)
        try ledger.close()
        try require(
            session.counts.results == data.resultCount && session.counts.known == 0 && session.counts.amended == 0,
            "\(format.rawValue): of \(data.resultCount) results went in: \(session.counts)")
        let result = LedgerImport(
            counts: session.counts, syncs: disk.counter.syncs,
            bytesOnDisk: Int(try ledger.bytesOnDisk().reduce(0) { $0 + $1.bytes }),
            peakMemory: canTellMemory ? ResidentMemory.peakBytes : nil)
        imported[format] = result
        return result
    }

    /// What the import of a format's file took; imports it if that was not done.
    func importOf(_ format: SourceFormat) throws -> LedgerImport { try imported[format] ?? importAnew(format) }

    /// The path of the ledger of FHIR results.
    func ledgerPath() throws -> String {
        _ = try importOf(.fhir)
        return path(.fhir)
    }

    /// The ledger of FHIR results, opened for looking things up.
    func openLedger() throws -> ClinicLedger {
        try ClinicLedger.open(ledgerPath(), for: .reading, environment: .system)
    }

    /// The numbers of all entries of records.
    func recordNumbers(_ ledger: ClinicLedger) throws -> [UInt64] {
        try (0..<ledger.engine.treeSize).filter {
            if case .record = try ledger.entry($0) { true } else { false }
        }
    }

    // MARK: - Peers

    /// Makes a peer's database anew from the FHIR file.
    @discardableResult
    func importAnew(_ kind: SQLitePeer.Kind) throws -> SQLitePeer.Imported {
        peerImports[kind] = nil
        let peer = SQLitePeer(kind: kind, path: scratch.fresh(kind == .plain ? "plain.sqlite" : "tuned.sqlite"))
        let result = try peer.importObservations(try files().fhir)
        try require(result.rows == data.resultCount, "\(kind.rawValue): \(result.rows) rows went in")
        peerImports[kind] = result
        return result
    }

    /// What the import into a peer took; imports if that was not done.
    func importOf(_ kind: SQLitePeer.Kind) throws -> SQLitePeer.Imported { try peerImports[kind] ?? importAnew(kind) }

    /// A peer with its database full.
    func peer(_ kind: SQLitePeer.Kind) throws -> SQLitePeer {
        _ = try importOf(kind)
        return SQLitePeer(kind: kind, path: "\(scratch.path)/\(kind == .plain ? "plain" : "tuned").sqlite")
    }
}
