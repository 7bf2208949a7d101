public import LedgerCrypto

/// Reads the hashes of a stored tree, tile by tile.
///
/// A tile is a row of up to 256 hashes. At level 0 they are leaf hashes, at level `L` the roots of perfect subtrees of
/// height `8 * L`; tile `N` of a level begins at hash `256 * N`. Only the last tile of a level may hold fewer than 256,
/// and only complete subtrees count: a tree of 70,000 leaves has 273 full tiles and one of 112 at level 0, one full
/// tile and one of 17 at level 1, and one of a single hash at level 2.
///
/// Specification: C2SP tlog-tiles, section Merkle Tree.
public protocol TileReader {
    /// Reads the first `count` hashes (1 to 256) of a tile; a stored tile may hold more.
    func tile(level: Int, index: UInt64, count: Int) throws -> [Digest]
}

/// One answer each; whoever needs many of one tree keeps a `TileProver`.
///
/// Each call reads a tile at most once. Nothing is verified here: what the tiles say is as good as the tiles, so the
/// root, or the proof against a signed root, has to be checked by whoever uses it.
extension TileReader {
    /// Proves that the leaf at `index` is in the tree of `treeSize` leaves: the siblings from the leaf up to the root.
    ///
    /// Throws `indexOutsideTree`, `treeTooLarge`, `tileUnreadable`, `tileIncomplete`.
    /// Specification: RFC 6962 section 2.1.1.
    public func inclusionProof(of index: UInt64, treeSize: UInt64) throws(MerkleLogError) -> [Digest] {
        var prover = try TileProver(reading: self, treeSize: treeSize)
        return try prover.inclusionProof(of: index)
    }

    /// Proves that the tree of `oldSize` leaves is the beginning of the tree of `newSize`; empty from size 0.
    ///
    /// Throws `sizesReversed`, `treeTooLarge`, `tileUnreadable`, `tileIncomplete`.
    /// Specification: RFC 6962 section 2.1.2.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws(MerkleLogError) -> [Digest] {
        var prover = try TileProver(reading: self, treeSize: newSize)
        return try prover.consistencyProof(from: oldSize)
    }

    /// Takes up the tree of `treeSize` leaves where it can grow on.
    ///
    /// Throws `treeTooLarge`, `tileUnreadable`, `tileIncomplete`.
    public func frontier(treeSize: UInt64) throws(MerkleLogError) -> Frontier {
        var prover = try TileProver(reading: self, treeSize: treeSize)
        return try prover.frontier()
    }

    /// Computes the root of the tree of `treeSize` leaves.
    ///
    /// Throws `treeTooLarge`, `tileUnreadable`, `tileIncomplete`.
    public func root(treeSize: UInt64) throws(MerkleLogError) -> Digest {
        var prover = try TileProver(reading: self, treeSize: treeSize)
        return try prover.root()
    }
}

/// A tile with the nodes above its hashes, as far as they are perfect.
struct TileSubtree {
    /// The tile's number within its level.
    let index: UInt64
    /// Row 0 holds the tile's hashes, row `h` the roots of the perfect subtrees of height `h` over them.
    private let rows: [[Digest]]

    /// Hashes a tile up: one node hash per hash of the tile, less one.
    init(index: UInt64, hashes: [Digest]) {
        self.index = index
        var rows = [hashes]
        while let last = rows.last, last.count > 1 { rows.append(MerkleTree.parents(of: last[...])) }
        self.rows = rows
    }

    /// The node at a height above the tile's hashes, counted from the tile's left end; nil where there is none.
    subscript(height: Int, position: Int) -> Digest? {
        guard height < rows.count, position < rows[height].count else { return nil }
        return rows[height][position]
    }
}
