public import LedgerCrypto

/// The verification of proofs. Each way through a tree has exactly one length, and no other is accepted.
extension MerkleTree {
    /// Verifies that a leaf stands at `index` of the tree of `treeSize` leaves with that root.
    ///
    /// Throws `indexOutsideTree`, `proofLength`, `rootMismatch`. Specification: RFC 9162 section 2.1.3.2.
    public static func verifyInclusion(
        leafHash: Digest, index: UInt64, treeSize: UInt64, proof: some Collection<Digest>, root: Digest
    ) throws(MerkleLogError) {
        guard index < treeSize else {
            throw MerkleLogError(.indexOutsideTree, values: ["index": "\(index)", "treeSize": "\(treeSize)"])
        }
        let way = Way(from: index, last: treeSize - 1)
        try checkLength(of: proof, expected: way.length)
        var hash = leafHash
        for (step, sibling) in proof.enumerated() {
            hash = way.siblingIsLeft(at: step) ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
        }
        guard hash == root else {
            throw MerkleLogError(.rootMismatch, values: ["expected": root.hex, "found": hash.hex])
        }
    }

    /// Verifies that the tree of `oldSize` leaves is the beginning of the tree of `newSize`.
    ///
    /// From size 0 and between equal sizes the proof is empty; the roots are checked all the same.
    /// Throws `sizesReversed`, `proofLength`, `inconsistent`. Specification: RFC 9162 section 2.1.4.2.
    public static func verifyConsistency(
        oldSize: UInt64, oldRoot: Digest, newSize: UInt64, newRoot: Digest, proof: some Collection<Digest>
    ) throws(MerkleLogError) {
        let values = ["oldSize": "\(oldSize)", "newSize": "\(newSize)"]
        guard oldSize <= newSize else { throw MerkleLogError(.sizesReversed, values: values) }
        let sameTree = oldSize == newSize
        if sameTree || oldSize == 0 {
            try checkLength(of: proof, expected: 0)
            let sound = (oldSize > 0 || oldRoot == emptyRoot) && (!sameTree || oldRoot == newRoot)
            guard sound else { throw MerkleLogError(.inconsistent, values: values) }
            return
        }
        // The way starts at the last perfect subtree of the old tree. If that is the whole old tree, its root is known;
        // else the proof begins with it.
        let height = UInt64(oldSize.trailingZeroBitCount)
        let way = Way(from: (oldSize - 1) >> height, last: (newSize - 1) >> height)
        let startIsKnown = oldSize.nonzeroBitCount == 1
        try checkLength(of: proof, expected: way.length + (startIsKnown ? 0 : 1))
        var siblings = proof.makeIterator()
        guard let start = startIsKnown ? oldRoot : siblings.next() else { return }
        var (old, new) = (start, start)
        var step = 0
        while let sibling = siblings.next() {
            if way.siblingIsLeft(at: step) {
                // What lies left of the old tree's edge belongs to both trees, what lies right only to the new one.
                old = nodeHash(sibling, old)
                new = nodeHash(sibling, new)
            } else {
                new = nodeHash(new, sibling)
            }
            step += 1
        }
        guard old == oldRoot, new == newRoot else { throw MerkleLogError(.inconsistent, values: values) }
    }

    private static func checkLength(of proof: some Collection<Digest>, expected: Int) throws(MerkleLogError) {
        guard proof.count == expected else {
            throw MerkleLogError(.proofLength, values: ["expected": "\(expected)", "found": "\(proof.count)"])
        }
    }

    /// The way from a node of a row up to the root, when the row ends at `last`.
    ///
    /// As long as the row's end is in another subtree, there is a sibling at each height, on the left where the index is
    /// odd. Above that the node lies on the right edge, where only the left siblings exist, one for each 1 bit left.
    private struct Way {
        let index: UInt64
        let inner: Int
        let length: Int

        init(from index: UInt64, last: UInt64) {
            self.index = index
            inner = UInt64.bitWidth - (index ^ last).leadingZeroBitCount
            length = inner + (index >> UInt64(inner)).nonzeroBitCount
        }

        func siblingIsLeft(at step: Int) -> Bool {
            step >= inner || (index >> UInt64(step)) & 1 == 1
        }
    }
}
