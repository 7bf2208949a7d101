/// Verification of the ledger of FHIR results, against what SQLite and git can check.
///
/// `integrity_check` looks whether SQLite's pages and indices fit together; it cannot tell that a value was changed. The
/// hash chain and its signatures can. git hashes each blob again.
struct Verification {
    static let chainPeer = "SQLite, hash chain and signatures"

    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("verify") {
            let path = try bench.ledgerPath(.fhir)
            var peers: [Contender] = []
            if harness.options.hasPeers {
                let plain = try bench.peer(.plain)
                let tuned = try bench.peer(.tuned)
                let count = bench.data.resultCount
                peers = [
                    Contender("SQLite, integrity_check") { try plain.checkIntegrity() },
                    Contender(chainPeer) { try require(try tuned.checkChain() == count, "rows are missing") },
                ]
                if let git = try GitPeer(
                    try bench.files().path(.fhir), limit: harness.options.gitRows, in: bench.fresh("git"))
                {
                    peers.append(Contender.counting(GitPeer.name, git.check))
                } else {
                    harness.lacks(GitPeer.name)
                }
            }
            harness.compare(
                [
                    ("verify --quick", Contender("ours") { try LedgerImport.verify(path, isQuick: true) }),
                    ("verify", Contender("ours") { try LedgerImport.verify(path, isQuick: false) }),
                ],
                with: peers, unit: "results", count: bench.data.resultCount, clocks: [.processCPU, .wall], isLong: true)
        }
    }
}
