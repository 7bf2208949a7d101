internal import LedgerCrypto
internal import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// A ledger that was put back to an older state, and what its owner does about it.
extension ClinicLedger {
    /// What was given up.
    package struct Acceptance: Sendable {
        /// The entry that says so; nil where there was nothing to give up.
        package var entry: UInt64?
        /// The checkpoint of the history that goes on no more.
        package var history: Checkpoint?
        /// Number of entries that this ledger had when it was put back.
        package var treeSize: UInt64
        /// Pages of the vault that are gone.
        package var pages: UInt64
        /// Records that were on them.
        package var records: Int
    }

    /// Takes a ledger as it is, though this machine has signed a later or another state of it, or the vault lacks pages: an entry
    /// says from now on what was given up.
    ///
    /// Interrupted, it is done again by the next call.
    package static func acceptRollback(_ directory: String, environment: Environment) throws -> Acceptance {
        var environment = environment
        environment.acceptsLoss = true
        let ledger = try open(directory, for: .writing, environment: environment)
        try ledger.close()
        return ledger.givenUp ?? Acceptance(treeSize: ledger.engine.treeSize, pages: 0, records: 0)
    }

    /// Says on the chain what this machine has signed and the ledger does not hold, and which pages the vault lacks.
    func giveUpLost() throws -> Acceptance {
        let given = engine.givenUp
        let known = try losses().reduce(into: Set<UInt64>()) { $0.formUnion($1.pages.numbers) }
        let pages = try vault.lostPages().filter { !known.contains($0) }
        var acceptance = Acceptance(
            history: given, treeSize: engine.treeSize, pages: UInt64(pages.count), records: 0)
        var history = given.map { Loss.History(treeSize: $0.treeSize, rootHash: $0.rootHash) }
        let parts = EntryRanges(pages).parts
        for part in parts.isEmpty && history != nil ? [EntryRanges()] : parts {
            acceptance.entry = try add([.loss(Loss(history: history, pages: part))])
            history = nil
        }
        let gone = Set(pages)
        if gone.isEmpty { return acceptance }
        try forEachEntry { _, entry in
            if case .record(let record) = entry, gone.contains(record.page) { acceptance.records += 1 }
        }
        return acceptance
    }

    /// What was given up so far.
    package func losses() throws -> [Loss] {
        try entries(.losses).compactMap { number in
            guard case .loss(let loss) = try entry(number) else { return nil }
            return loss
        }
    }
}

extension MedicalError {
    /// Words a ledger's contradiction to what this machine has signed for it, or that nobody can tell.
    init(contradiction: LedgerError, origin: String) {
        var values = ["origin": origin, "file": contradiction.place.file ?? ""]
        if contradiction.code != .rolledBack {
            self.init("markUnusable", .damaged, values)
        } else if let missing = contradiction.place.entries {
            values["size"] = String(missing.lowerBound)
            values["signed"] = String(missing.upperBound)
            self.init("rolledBack", .damaged, values)
        } else {
            self.init("forked", .damaged, values)
        }
    }

    /// Whether the ledger contradicts what this machine has signed for it.
    var isContradiction: Bool { code == "rolledBack" || code == "forked" || code == "markUnusable" }
}
