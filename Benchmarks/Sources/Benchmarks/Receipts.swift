internal import LedgerCrypto
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog

/// Receipts from the ledger of FHIR results; SQLite has nothing like them.
struct Receipts {
    private let harness: Harness
    private let bench: Workbench
    private let ledger: ClinicLedger
    private let records: [UInt64]

    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("receipt") {
            let ledger = try bench.openLedger(.fhir)
            let receipts = Receipts(
                harness: harness, bench: bench, ledger: ledger, records: try bench.recordNumbers(ledger))
            receipts.scattered()
            receipts.neighbours()
            try receipts.checking()
        }
    }

    /// One at a time, each from another page than those before it.
    private func scattered() {
        var random = SeededGenerator(seed: harness.options.seed)
        let asked = records.shuffled(using: &random)
        var position = 0
        func next() -> UInt64 {
            position = (position + 1) % asked.count
            return asked[position]
        }
        harness.compare(
            "one receipt, ledger open, page uncached", unit: "receipts", count: 1, clocks: [.threadCPU, .wall],
            shown: .milliseconds,
            Contender("ours") {
                let entry = next()
                try require(try ledger.receipt(for: entry).index == entry, "another entry's receipt")
            })
        harness.compare(
            "one receipt, opening the ledger included", unit: "receipts", count: 1, clocks: [.threadCPU, .wall],
            shown: .milliseconds,
            Contender("ours") {
                let entry = next()
                try require(try bench.openLedger(.fhir).receipt(for: entry).index == entry, "another entry's receipt")
            })
    }

    /// Many in the order of entries, as for a whole import, by a ledger that was just opened.
    private func neighbours() {
        let neighbours = records.suffix(10_000)
        harness.compare(
            "receipts of neighbours", unit: "receipts", count: neighbours.count, isLong: true,
            Contender("ours") {
                let ledger = try bench.openLedger(.fhir)
                for entry in neighbours {
                    try require(try ledger.receipt(for: entry).index == entry, "another entry's receipt")
                }
            })
        harness.compare(
            "inclusion proofs alone, of neighbours", unit: "proofs", count: neighbours.count, isLong: true,
            Contender("ours") {
                var prover = try ledger.engine.prover()
                for entry in neighbours {
                    try require(try !prover.inclusionProof(of: entry).isEmpty, "an empty proof")
                }
            })
    }

    /// Offline, from the receipt's text, the key and the document.
    private func checking() throws {
        let entry = records[records.count / 2]
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
