internal import HealthFormats
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog

/// The import of a file into a new ledger, and what is left when it is done.
struct LedgerImport {
    let counts: ImportCounts
    let bytesOnDisk: Int

    /// Makes a ledger and imports a file, or standard input (`-`), to the end: durable, and closed.
    static func run(_ file: String, into directory: String, environment: Environment) throws -> LedgerImport {
        try ClinicLedger.create(
            directory, origin: try KeyName("benchmark.example/ledger"),
            member: "Benchmark Clinic", roles: [.clinic, .laboratory], environment: environment)
        let ledger = try ClinicLedger.open(directory, for: .writing, environment: environment)
        let session = ImportSession(into: ledger, options: .init()) { item in
            throw WrongResult(description: "\(file): refused at \(item.place): \(item.reason.code)")
        }
        try session.take(file: file)
        try ledger.close()
        return LedgerImport(
            counts: session.counts, bytesOnDisk: Int(try ledger.bytesOnDisk().reduce(0) { $0 + $1.bytes }))
    }

    /// Throws unless all results went in, each once.
    static func check(_ counts: ImportCounts, resultCount: Int) throws {
        try require(
            counts.results == resultCount && counts.known == 0 && counts.amended == 0,
            "of \(resultCount) results went in: \(counts)")
    }

    /// Verifies a ledger, in which nothing must be wrong.
    static func verify(_ directory: String, isQuick: Bool) throws {
        let report = try LedgerVerifier.verify(directory, isQuick: isQuick, environment: .system) { _, _ in }
        try require(report.findings.isEmpty, "\(report.findings.count) findings: \(report.findings[0])")
        try require(report.chain.entries > 0 && (isQuick || report.records > 0), "nothing was verified")
    }
}
