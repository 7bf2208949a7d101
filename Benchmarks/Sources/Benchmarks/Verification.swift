internal import LedgerEngine
internal import MedicalLedger

/// Verification of the ledger of FHIR results, against what SQLite can check.
///
/// `integrity_check` looks whether SQLite's pages and indices fit together; it cannot tell that a value was changed. The
/// hash chain and its signatures can.
struct Verification {
    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("verify") {
            let path = try bench.ledgerPath()
            let plain = try bench.peer(.plain)
            let tuned = try bench.peer(.tuned)
            let count = bench.data.resultCount
            for isQuick in [true, false] {
                harness.compare(
                    isQuick ? "verify --quick" : "verify", unit: "results", count: count, clocks: [.processCPU, .wall],
                    isLong: true,
                    Contender("ours") {
                        let report = try LedgerVerifier.verify(path, isQuick: isQuick, environment: .system) { _, _ in }
                        try require(report.findings.isEmpty, "\(report.findings.count) findings: \(report.findings[0])")
                        try require(report.chain.entries > 0 && (isQuick || report.records > 0), "nothing was verified")
                    },
                    Contender("SQLite, integrity_check") { try plain.checkIntegrity() },
                    Contender("SQLite, hash chain and signatures") {
                        try require(try tuned.checkChain() == count, "rows are missing")
                    })
            }
        }
    }
}
