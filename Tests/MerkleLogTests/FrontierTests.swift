import LedgerCrypto
import MerkleLog
import Testing

struct FrontierTests {
    /// A subtree as `append` reports it.
    struct Completed: Hashable {
        let level: Int
        let index: UInt64
        let hash: Digest
    }

    @Test func `one leaf after the other gives the roots of the recursive definition`() {
        let leaves = sampleLeaves(300)
        let naive = NaiveTree(leaves: leaves)
        var frontier = Frontier()
        for size in 0...300 {
            #expect(frontier.treeSize == UInt64(size))
            #expect(frontier.subtreeRoots.count == size.nonzeroBitCount)
            #expect(frontier.root == naive.root(0..<size), "size \(size)")
            if size < 300 { frontier.append(leafHash: leaves[size]) }
        }
    }

    @Test func `leaves in bulk give what single leaves give, wherever the cuts are`() {
        let seed: UInt64 = 20_261_123
        var random = SeededGenerator(seed: seed)
        let leaves = sampleLeaves(1500)
        for _ in 0..<20 {
            var single = Frontier()
            var bulk = Frontier()
            var next = 0
            while next < leaves.count {
                let end = min(leaves.count, next + Int.random(in: 0...400, using: &random))
                for leaf in leaves[next..<end] { single.append(leafHash: leaf) }
                bulk.append(leafHashes: leaves[next..<end])
                #expect(bulk.treeSize == single.treeSize)
                #expect(bulk.subtreeRoots == single.subtreeRoots, "seed \(seed), size \(end)")
                next = end
            }
        }
    }

    @Test func `completed subtrees are reported once each, with the hashes of the tiles above level 0`() {
        let count = 66_000
        let leaves = Array(largeLeaves[..<count])
        let naive = NaiveTree(leaves: leaves)
        var single: [Completed] = []
        var bulk: [Completed] = []
        var frontier = Frontier()
        for leaf in leaves {
            frontier.append(leafHash: leaf) { single.append(Completed(level: $0, index: $1, hash: $2)) }
        }
        var other = Frontier()
        for part in [0..<100, 100..<256, 256..<513, 513..<65_536, 65_536..<66_000] {
            other.append(leafHashes: leaves[part]) { bulk.append(Completed(level: $0, index: $1, hash: $2)) }
        }
        let expected =
            (0..<257).map { Completed(level: 1, index: UInt64($0), hash: naive.root($0 * 256..<($0 + 1) * 256)) }
            + [Completed(level: 2, index: 0, hash: naive.root(0..<65_536))]
        #expect(single.filter { $0.level == 1 } + single.filter { $0.level == 2 } == expected)
        #expect(bulk.filter { $0.level == 1 } + bulk.filter { $0.level == 2 } == expected)
        #expect(frontier.root == naive.root(0..<count))
        #expect(other.root == frontier.root)
    }

    @Test func `a stored frontier grows on as if it had never been stored`() throws {
        let leaves = sampleLeaves(70)
        for size in 0...70 {
            var written = Frontier()
            written.append(leafHashes: leaves[..<size])
            var read = try #require(Frontier(treeSize: written.treeSize, subtreeRoots: written.subtreeRoots))
            read.append(leafHashes: leaves[size...])
            #expect(read.root == MerkleTree.root(of: leaves))
        }
    }

    @Test func `a frontier with the wrong number of roots is refused`() {
        let roots = sampleLeaves(3)
        #expect(Frontier(treeSize: 11, subtreeRoots: roots) != nil)
        #expect(Frontier(treeSize: 12, subtreeRoots: roots) == nil)
        #expect(Frontier(treeSize: 0, subtreeRoots: roots) == nil)
        #expect(Frontier(treeSize: 1 << 63, subtreeRoots: [roots[0]]) == nil)
        #expect(Frontier(treeSize: UInt64.max, subtreeRoots: sampleLeaves(64)) == nil)
    }
}
