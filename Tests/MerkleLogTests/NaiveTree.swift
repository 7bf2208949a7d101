import LedgerCrypto
import MerkleLog

/// The tree as RFC 6962 section 2.1 defines it, word for word, by recursion; shares nothing with the sources but SHA-256.
final class NaiveTree {
    let leaves: [Digest]
    private var known: [Range<Int>: Digest] = [:]

    init(leaves: [Digest]) { self.leaves = leaves }

    /// MTH(D[range]).
    func root(_ range: Range<Int>) -> Digest {
        if range.isEmpty { return SHA256.hash([UInt8]()) }
        if range.count == 1 { return leaves[range.lowerBound] }
        if let hash = known[range] { return hash }
        let middle = range.lowerBound + split(range.count)
        let hash = node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
        known[range] = hash
        return hash
    }

    /// PATH(m, D[n]), for D[range] and m counted from its beginning.
    func path(_ m: Int, _ range: Range<Int>) -> [Digest] {
        if range.count == 1 { return [] }
        let k = split(range.count)
        let middle = range.lowerBound + k
        return m < k
            ? path(m, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
            : path(m - k, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
    }

    /// PROOF(m, D[n]).
    func consistency(_ m: Int, _ n: Int) -> [Digest] {
        m == 0 ? [] : subproof(m, 0..<n, true)
    }

    private func subproof(_ m: Int, _ range: Range<Int>, _ complete: Bool) -> [Digest] {
        if m == range.count { return complete ? [] : [root(range)] }
        let k = split(range.count)
        let middle = range.lowerBound + k
        return m <= k
            ? subproof(m, range.lowerBound..<middle, complete) + [root(middle..<range.upperBound)]
            : subproof(m - k, middle..<range.upperBound, false) + [root(range.lowerBound..<middle)]
    }

    private func split(_ count: Int) -> Int {
        var k = 1
        while k * 2 < count { k *= 2 }
        return k
    }
}

/// 70,000 leaves, hashed once for all tests, which run without optimisation as well.
let largeLeaves = sampleLeaves(70_000)

/// SHA-256(0x01 || left || right).
func node(_ left: Digest, _ right: Digest) -> Digest { SHA256.hash([1] + left.bytes + right.bytes) }

/// Leaf hashes of invented entries.
func sampleLeaves(_ count: Int) -> [Digest] {
    (0..<count).map { SHA256.hash([0] + Array("entry \($0)".utf8)) }
}

/// The verification of RFC 9162 section 2.1.3.2, step by step as it stands there.
func rfc9162Includes(_ leaf: Digest, _ index: UInt64, _ size: UInt64, _ proof: [Digest], _ root: Digest) -> Bool {
    if index >= size { return false }
    var (fn, sn, r) = (index, size - 1, leaf)
    for p in proof {
        if sn == 0 { return false }
        if fn & 1 == 1 || fn == sn {
            r = node(p, r)
            while fn & 1 == 0 && fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
        } else {
            r = node(r, p)
        }
        (fn, sn) = (fn >> 1, sn >> 1)
    }
    return sn == 0 && r == root
}

/// The verification of RFC 9162 section 2.1.4.2, step by step, for 0 < old size < new size.
func rfc9162Extends(_ old: UInt64, _ oldRoot: Digest, _ new: UInt64, _ newRoot: Digest, _ proof: [Digest]) -> Bool {
    if proof.isEmpty { return false }
    let path = old.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
    var (fn, sn) = (old - 1, new - 1)
    while fn & 1 == 1 { (fn, sn) = (fn >> 1, sn >> 1) }
    var (fr, sr) = (path[0], path[0])
    for c in path.dropFirst() {
        if sn == 0 { return false }
        if fn & 1 == 1 || fn == sn {
            (fr, sr) = (node(c, fr), node(c, sr))
            while fn & 1 == 0 && fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
        } else {
            sr = node(sr, c)
        }
        (fn, sn) = (fn >> 1, sn >> 1)
    }
    return sn == 0 && fr == oldRoot && sr == newRoot
}

/// Tiles in memory, cut from the naive tree; counts what is read of it.
final class MemoryTiles: TileReader {
    struct Missing: Error {}

    private let levels: [[Digest]]
    private(set) var reads: [String] = []
    /// What each tile read is cut short by, to play a damaged store.
    var shortBy = 0

    /// The tiles of 70,000 leaves, which reach up to level 2.
    static func large() -> MemoryTiles { MemoryTiles(levels: largeLevels) }
    private static let largeLevels = MemoryTiles(leaves: largeLeaves).levels

    private init(levels: [[Digest]]) { self.levels = levels }

    init(leaves: [Digest]) {
        var levels = [leaves]
        while let row = levels.last, row.count >= 256 {
            let perfect = NaiveTree(leaves: row)
            levels.append((0..<row.count / 256).map { perfect.root($0 * 256..<($0 + 1) * 256) })
        }
        self.levels = levels
    }

    func tile(level: Int, index: UInt64, count: Int) throws -> [Digest] {
        reads.append("\(level)/\(index)")
        let start = Int(index) * 256
        guard level < levels.count, (1...256).contains(count), start + count <= levels[level].count else {
            throw Missing()
        }
        return Array(levels[level][start..<start + count - shortBy])
    }

    func forgetReads() { reads = [] }
}

/// A random generator that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
