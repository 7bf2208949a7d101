public import LedgerCrypto

/// Proves many things about one tree, and keeps the tiles it has read and hashed.
///
/// The tree of `n` leaves is a row of perfect subtrees, one for each 1 bit of `n`, joined from the right:
/// `n = 11` is `node(P8, node(P2, P1))`. The way from a leaf to the root therefore has three parts, which is also the
/// order of the proof: the siblings inside the leaf's own perfect subtree; one hash over everything right of that
/// subtree; the roots of the perfect subtrees left of it, nearest first. Only the first part depends on the leaf,
/// so that proofs of neighbours cost no hashing at all once their tile is there.
///
/// A consistency proof is the same way, walked from the last perfect subtree of the old tree instead of from a leaf.
public struct TileProver<Reader: TileReader> {
    /// Where the tiles come from.
    public let reader: Reader
    /// Number of leaves of the tree that is proven; the reader may know more.
    public let treeSize: UInt64

    /// Tiles by level and by the lower bits of their index; 16 KB each.
    private var cache: [[TileSubtree?]] = []
    private let tilesKeptPerLevel: Int
    private var edge: RightEdge?

    /// Makes a prover for the tree of `treeSize` leaves; reads nothing yet.
    ///
    /// `tilesKeptPerLevel` bounds the memory: 16 KB for each tile. One is enough for entries in
    /// ascending order.
    /// Throws `treeTooLarge`.
    public init(reading reader: Reader, treeSize: UInt64, tilesKeptPerLevel: Int = 16) throws(MerkleLogError) {
        guard treeSize <= MerkleTree.maximumSize else {
            throw MerkleLogError(.treeTooLarge, values: ["treeSize": "\(treeSize)"])
        }
        self.reader = reader
        self.treeSize = treeSize
        self.tilesKeptPerLevel = max(1, tilesKeptPerLevel)
    }

    /// Proves that the leaf at `index` is in the tree: the siblings from the leaf up to the root.
    ///
    /// Throws `indexOutsideTree`, `tileUnreadable`, `tileIncomplete`. Specification: RFC 6962 section 2.1.1.
    public mutating func inclusionProof(of index: UInt64) throws(MerkleLogError) -> [Digest] {
        guard index < treeSize else {
            throw MerkleLogError(.indexOutsideTree, values: ["index": "\(index)", "treeSize": "\(treeSize)"])
        }
        var proof: [Digest] = []
        try appendPath(height: 0, index: index, along: try rightEdge(), to: &proof)
        return proof
    }

    /// Proves that the tree of `oldSize` leaves is the beginning of this one; empty from size 0 and to the same size.
    ///
    /// Throws `sizesReversed`, `tileUnreadable`, `tileIncomplete`. Specification: RFC 6962 section 2.1.2.
    public mutating func consistencyProof(from oldSize: UInt64) throws(MerkleLogError) -> [Digest] {
        guard oldSize <= treeSize else {
            throw MerkleLogError(.sizesReversed, values: ["oldSize": "\(oldSize)", "newSize": "\(treeSize)"])
        }
        if oldSize == 0 || oldSize == treeSize { return [] }
        let height = oldSize.trailingZeroBitCount
        let index = (oldSize >> UInt64(height)) - 1
        let edge = try rightEdge()
        // An old tree that is perfect is that subtree itself: its root is known to whoever verifies.
        var proof = index == 0 ? [] : [try node(height: height, index: index)]
        try appendPath(height: height, index: index, along: edge, to: &proof)
        return proof
    }

    /// Takes up the tree where it can grow on.
    ///
    /// Throws `tileUnreadable`, `tileIncomplete`.
    public mutating func frontier() throws(MerkleLogError) -> Frontier {
        let roots = try rightEdge().roots
        guard let frontier = Frontier(treeSize: treeSize, subtreeRoots: roots) else {
            throw MerkleLogError(.treeTooLarge, values: ["treeSize": "\(treeSize)"])
        }
        return frontier
    }

    /// Computes the root of the tree.
    ///
    /// Throws `tileUnreadable`, `tileIncomplete`.
    public mutating func root() throws(MerkleLogError) -> Digest {
        try rightEdge().joined.first ?? MerkleTree.emptyRoot
    }

    // MARK: - The way to the root

    /// Appends the siblings on the way from the perfect subtree of that height and number to the root.
    ///
    /// The edge comes first of all that is read: where a tile of it is asked for again on the way, it is still kept.
    private mutating func appendPath(
        height: Int, index: UInt64, along edge: RightEdge, to proof: inout [Digest]
    ) throws(MerkleLogError) {
        let start = index << UInt64(height)
        guard let own = edge.subtrees.firstIndex(where: { start >> UInt64($0.height) == $0.index }) else { return }
        let top = edge.subtrees[own].height
        proof.reserveCapacity(proof.count + top - height + own + 1)
        for step in height..<top { proof.append(try node(height: step, index: (start >> UInt64(step)) ^ 1)) }
        if own + 1 < edge.joined.count { proof.append(edge.joined[own + 1]) }
        proof.append(contentsOf: edge.roots[..<own].reversed())
    }

    /// The perfect subtrees along the right edge of the tree.
    private struct RightEdge {
        /// Height and number of each, left to right.
        var subtrees: [(height: Int, index: UInt64)] = []
        /// The root of each.
        var roots: [Digest] = []
        /// The hash over each and everything right of it; the first is the root of the tree.
        var joined: [Digest] = []
    }

    private mutating func rightEdge() throws(MerkleLogError) -> RightEdge {
        if let edge { return edge }
        var edge = RightEdge()
        for height in stride(from: 62, through: 0, by: -1) where (treeSize >> UInt64(height)) & 1 == 1 {
            let index = (treeSize >> UInt64(height)) - 1
            edge.subtrees.append((height, index))
            edge.roots.append(try node(height: height, index: index))
        }
        edge.joined = edge.roots
        for position in edge.joined.indices.dropLast().reversed() {
            edge.joined[position] = MerkleTree.nodeHash(edge.roots[position], edge.joined[position + 1])
        }
        self.edge = edge
        return edge
    }

    // MARK: - Tiles

    /// The root of the perfect subtree of that height and number, which must lie within the tree.
    private mutating func node(height: Int, index: UInt64) throws(MerkleLogError) -> Digest {
        let level = height / 8
        let heightInTile = height % 8
        let perTile = UInt64(256 >> heightInTile)
        let tileIndex = index / perTile
        let slot = Int(tileIndex % UInt64(tilesKeptPerLevel))
        while cache.count <= level { cache.append(Array(repeating: nil, count: tilesKeptPerLevel)) }
        if cache[level][slot]?.index != tileIndex { cache[level][slot] = try readTile(level: level, index: tileIndex) }
        guard let node = cache[level][slot]?[heightInTile, Int(index % perTile)] else {
            throw MerkleLogError(
                .tileIncomplete,
                values: ["level": "\(level)", "index": "\(tileIndex)", "expected": "\(perTile)", "found": "0"])
        }
        return node
    }

    /// Reads as much of a tile as this tree has of it.
    private func readTile(level: Int, index: UInt64) throws(MerkleLogError) -> TileSubtree {
        let hashesOfLevel = treeSize >> UInt64(8 * level)
        let count = Int(min(256, hashesOfLevel - index * 256))
        let hashes: [Digest]
        do {
            hashes = try reader.tile(level: level, index: index, count: count)
        } catch {
            throw MerkleLogError(.tileUnreadable, values: ["level": "\(level)", "index": "\(index)"], cause: error)
        }
        guard hashes.count == count else {
            throw MerkleLogError(
                .tileIncomplete,
                values: ["level": "\(level)", "index": "\(index)", "expected": "\(count)", "found": "\(hashes.count)"])
        }
        return TileSubtree(index: index, hashes: hashes)
    }
}

extension TileProver: Sendable where Reader: Sendable {}
