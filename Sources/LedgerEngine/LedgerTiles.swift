public import LedgerCrypto
public import MerkleLog

/// The ledger's tree as tiles: level 0 from the entries, the levels above from the derived tables.
public struct LedgerTiles: TileReader {
    let ledger: Ledger

    /// Reads the first `count` hashes of a tile.
    public func tile(level: Int, index: UInt64, count: Int) throws -> [Digest] {
        let first = index * 256
        if level > 0 { return try ledger.tables.hashes(level: level, from: first, count: count) }
        var hashes: [Digest] = []
        hashes.reserveCapacity(count)
        while hashes.count < count {
            let (kept, position) = try ledger.locate(first + UInt64(hashes.count))
            let entries = kept.block.entries
            for entry in position..<min(entries.count, position + count - hashes.count) {
                hashes.append(MerkleTree.leafHash(entries[entry]))
            }
        }
        return hashes
    }
}
