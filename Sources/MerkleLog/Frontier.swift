public import LedgerCrypto

/// A growing tree, held as the roots of the perfect subtrees along its right edge.
///
/// A tree of 11 = 8 + 2 + 1 leaves is three hashes: the roots over leaves 0..<8, 8..<10 and 10..<11. They suffice to
/// append and to compute the root, so a tree of a billion leaves takes at most 30 hashes; nothing that was appended
/// can be found again in them, that is the tiles' work. Appending costs one node hash per leaf on average, the root one
/// for each subtree but the last.
///
/// Every 256th leaf completes a subtree of height 8, every 65,536th one of height 16, and so on. These are the hashes
/// of the tiles above level 0; `append` reports them so that a store can write them down. See `TileReader`.
///
/// Specification: RFC 6962 section 2.1.
public struct Frontier: Equatable, Sendable {
    /// Number of leaves.
    public private(set) var treeSize: UInt64

    /// The roots of the perfect subtrees, left to right, the largest first: one for each 1 bit of `treeSize`.
    public private(set) var subtreeRoots: [Digest]

    /// Makes the tree without leaves.
    public init() {
        treeSize = 0
        subtreeRoots = []
        subtreeRoots.reserveCapacity(64)
    }

    /// Takes up a stored tree; nil if the number of roots cannot belong to that size.
    public init?(treeSize: UInt64, subtreeRoots: [Digest]) {
        guard treeSize <= MerkleTree.maximumSize, subtreeRoots.count == treeSize.nonzeroBitCount else { return nil }
        self.treeSize = treeSize
        self.subtreeRoots = subtreeRoots
    }

    /// The root of the tree.
    public var root: Digest {
        guard var root = subtreeRoots.last else { return MerkleTree.emptyRoot }
        for left in subtreeRoots.dropLast().reversed() { root = MerkleTree.nodeHash(left, root) }
        return root
    }

    /// Appends one leaf.
    ///
    /// - Parameter completed: Called for each subtree of height `8 * level` that this leaf completes, lowest first.
    ///   `index` counts the subtrees of that level from the left, so the hash belongs into tile `index / 256` of that
    ///   level, at place `index % 256`.
    public mutating func append(
        leafHash: Digest, completed: (_ level: Int, _ index: UInt64, _ hash: Digest) -> Void = { _, _, _ in }
    ) {
        var hash = leafHash
        var height = 0
        // Each 1 bit at the lower end of the size is a subtree that the new one completes.
        while (treeSize >> UInt64(height)) & 1 == 1 {
            hash = MerkleTree.nodeHash(subtreeRoots.removeLast(), hash)
            height += 1
            if height % 8 == 0 { completed(height / 8, treeSize >> UInt64(height), hash) }
        }
        subtreeRoots.append(hash)
        treeSize += 1
    }

    /// Appends leaves in bulk, one whole row of the tree after the other.
    ///
    /// - Parameter completed: As in `append(leafHash:completed:)`; all of level 1 from the left to the right, then all
    ///   of level 2, and so on.
    public mutating func append(
        leafHashes: some Sequence<Digest>,
        completed: (_ level: Int, _ index: UInt64, _ hash: Digest) -> Void = { _, _, _ in }
    ) {
        var row = Array(leafHashes)
        let newSize = treeSize + UInt64(row.count)
        var risen: [Digest] = []  // the new roots, lowest first
        var height: UInt64 = 0
        while !row.isEmpty {
            if height > 0 && height % 8 == 0 {
                let level = Int(height / 8)
                for (offset, hash) in row.enumerated() { completed(level, (treeSize >> height) + UInt64(offset), hash) }
            }
            // A lone subtree that stood at this height is the left sibling of the first new one.
            if (treeSize >> height) & 1 == 1 { row.insert(subtreeRoots.removeLast(), at: 0) }
            if row.count % 2 == 1 { risen.append(row[row.count - 1]) }
            row = MerkleTree.parents(of: row[...])
            height += 1
        }
        subtreeRoots.append(contentsOf: risen.reversed())
        treeSize = newSize
    }
}
