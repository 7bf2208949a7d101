internal import LedgerEngine
internal import LedgerCrypto
internal import MedicalLedger
internal import MerkleLog

/// Receipts from the ledger of FHIR results; SQLite has nothing like them.
struct Receipts {
    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("receipt") {
            let ledger = try bench.openLedger()
            let records = try bench.recordNumbers(ledger)
            var random = SeededGenerator(seed: harness.options.seed)
            var position = 0
            let scattered = (0..<1024).map { _ in records[random.number(0...records.count - 1)] }
            harness.compare(
                "one receipt, any record", unit: "receipts", count: 16,
                Contender("ours") {
                    for _ in 0..<16 {
                        position = (position + 1) % scattered.count
                        let receipt = try ledger.receipt(for: scattered[position])
                        try require(receipt.index == scattered[position], "another entry's receipt")
                    }
                })
            let neighbours = Array(records.suffix(10_000))
            harness.compare(
                "receipts of \(neighbours.count) neighbours", unit: "receipts", count: neighbours.count, isLong: true,
                Contender("ours") {
                    for entry in neighbours {
                        try require(try ledger.receipt(for: entry).index == entry, "another entry's receipt")
                    }
                })
            harness.compare(
                "inclusion proofs alone, of \(neighbours.count) neighbours", unit: "proofs", count: neighbours.count,
                isLong: true,
                Contender("ours") {
                    var prover = try ledger.engine.prover()
                    for entry in neighbours {
                        try require(try !prover.inclusionProof(of: entry).isEmpty, "an empty proof")
                    }
                })
            try checking(harness, ledger, neighbours[0])
        }
    }

    /// Offline, from the receipt's text, the key and the document.
    private static func checking(_ harness: Harness, _ ledger: ClinicLedger, _ entry: UInt64) throws {
        let text = Array(try ledger.receipt(for: entry).formatted.utf8)
        let document = try ledger.record(entry).document
        let key = ledger.engine.key
        harness.compare(
            "check a receipt and its document", unit: "checks", count: 1,
            Contender("ours") {
                let verdict = try ReceiptCheck.check(text, key: key, document: document)
                try require(verdict.entry == entry && verdict.isDocumentChecked, "another entry's receipt")
            })
    }
}
