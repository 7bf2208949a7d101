internal import LedgerCrypto
internal import MerkleLog
internal import SegmentStore

/// Derived tables that are damaged cost no answer: they are made anew from the chain, and only the chain's own damage is an error.
extension Ledger {
    /// After a look-up that found damage: makes the tables anew, once for each handle, so that it can be tried again.
    ///
    /// - Throws: the same error where that has been done, and else what is wrong with the chain.
    func mend(after error: LedgerError) throws(LedgerError) {
        guard error.code == .damaged, mayMendTables else { throw error }
        mayMendTables = false
        try rebuildTables(to: treeSize, root: treeRoot, after: error)
    }

    /// Makes the derived tables anew from the whole chain: a reader in memory, a writer on the disk too.
    ///
    /// - Parameters:
    ///   - size: the number of entries that the tables are for.
    ///   - root: the root of the tree of these entries.
    ///   - error: what was found before; it says more than that the chain is too short, if it is in the chain.
    /// - Throws: `damaged` with the place in the chain, `behindCheckpoint`; then the tables are as they were.
    func rebuildTables(to size: UInt64, root: Digest, after error: LedgerError) throws(LedgerError) {
        let before = (tables: tables, tree: tree, lastHeader: lastHeader, blockCount: blockCount)
        (tables, tree, lastHeader, blockCount) = (DerivedTables(inMemory: files, fileSystem), Frontier(), nil, 0)
        blocks.tables = tables
        do throws(LedgerError) {
            _ = try ChainWalk(files: files, fileSystem: fileSystem, from: .start).run {
                frame, position throws(LedgerError) in
                if self.treeSize < size { try self.adopt(frame, at: position, isAcknowledged: true) }
            }
            var place = LedgerPlace(file: files.checkpoint)
            guard treeSize >= size else {
                if error.place.file?.hasPrefix(files.chain + "/") ?? false { throw error }
                place.entries = treeSize..<size
                throw LedgerError(.behindCheckpoint, "checkpoint.treeSize", place: place)
            }
            guard treeSize == size, tree.root == root else {
                throw LedgerError(.damaged, "checkpoint.rootMismatch", place: place)
            }
        } catch {
            (tables, tree, lastHeader, blockCount) = before
            blocks.tables = tables
            throw error
        }
        guard let writer else { return }
        do {
            try storing { () throws(StoreError) in
                try before.tables.replaceRows(
                    by: tables, upTo: .init(treeSize: treeSize, blockCount: blockCount, treeRoot: root))
            }
        } catch {
            writer.hasFailed = true
            throw error
        }
        tables = before.tables
        blocks.tables = tables
    }
}
