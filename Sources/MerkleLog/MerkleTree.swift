public import LedgerCrypto

/// The hashes of an RFC 6962 Merkle tree.
///
/// A leaf is SHA-256(0x00 || entry), a node SHA-256(0x01 || left || right), the root of the empty tree SHA-256 of
/// nothing. A tree of `n > 1` leaves has as its left child the perfect tree of the largest power of two below `n`, and
/// the rest as its right child. The two prefixes keep an entry from passing for a node.
///
/// Specification: RFC 6962 section 2.1.
public enum MerkleTree {
    /// The largest tree that the functions and texts of this part accept: 2^63 - 1 leaves.
    ///
    /// Other implementations hold tree sizes in signed integers; and no sum of ours can overflow below it.
    public static let maximumSize = UInt64(Int64.max)

    /// The root of the tree without leaves.
    public static let emptyRoot = SHA256.hash([UInt8]())

    /// Hashes an entry into its leaf hash.
    public static func leafHash(_ entry: UnsafeRawBufferPointer) -> Digest {
        var hash = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hash.update($0) }
        hash.update(entry)
        return hash.finalize()
    }

    /// Hashes an entry into its leaf hash.
    public static func leafHash(_ entry: some Collection<UInt8>) -> Digest {
        let direct = entry.withContiguousStorageIfAvailable { leafHash(UnsafeRawBufferPointer($0)) }
        return direct ?? Array(entry).withUnsafeBytes { leafHash($0) }
    }

    /// Hashes the entries at `ranges` of `bundle` into their leaf hashes, several at once where the processor can.
    ///
    /// Every range must lie within the bundle.
    public static func leafHashes(of bundle: UnsafeRawBufferPointer, ranges: [Range<Int>]) -> [Digest] {
        SHA256.hashes(of: bundle, ranges: ranges, prefix: 0)
    }

    /// Hashes two children into their parent, without allocating.
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 16) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            return SHA256.hash(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Computes the root over leaf hashes, holding half as many hashes as there are leaves.
    public static func root(of leaves: [Digest]) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? emptyRoot }
        var row = leaves
        while row.count > 1 {
            var above = parents(of: row[...])
            // The last of an odd row has no sibling at this height: it rises as it is.
            if row.count % 2 == 1 { above.append(row[row.count - 1]) }
            row = above
        }
        return row[0]
    }

    /// The parents of neighbouring pairs, left to right; an odd last hash has none.
    ///
    /// All bulk hashing of nodes goes through here: the pairs are independent of each other.
    static func parents(of row: ArraySlice<Digest>) -> [Digest] {
        // Two neighbours are 64 bytes in memory.
        row.withUnsafeBytes { SHA256.hashes(ofRowsIn: $0, rowByteCount: 2 * Digest.byteCount, prefix: 1) }
    }
}
