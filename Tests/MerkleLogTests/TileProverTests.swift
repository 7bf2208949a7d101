import LedgerCrypto
import MerkleLog
import Testing

struct TileProverTests {
    @Test func `all inclusion proofs up to 300 leaves are those of the recursive definition`() throws {
        let leaves = sampleLeaves(300)
        let naive = NaiveTree(leaves: leaves)
        let tiles = MemoryTiles(leaves: leaves)
        for size in 1...300 {
            var prover = try TileProver(reading: tiles, treeSize: UInt64(size))
            #expect(try prover.root() == naive.root(0..<size))
            for index in 0..<size {
                let proof = try prover.inclusionProof(of: UInt64(index))
                #expect(proof == naive.path(index, 0..<size), "leaf \(index) of \(size)")
            }
        }
    }

    @Test func `all consistency proofs up to 300 leaves are those of the recursive definition`() throws {
        let leaves = sampleLeaves(300)
        let naive = NaiveTree(leaves: leaves)
        let tiles = MemoryTiles(leaves: leaves)
        for size in 0...300 {
            var prover = try TileProver(reading: tiles, treeSize: UInt64(size))
            for oldSize in 0...size {
                let proof = try prover.consistencyProof(from: UInt64(oldSize))
                #expect(proof == naive.consistency(oldSize, size), "\(oldSize) to \(size)")
            }
        }
    }

    @Test func `trees beyond 65,536 leaves are proven through tile level 2`() throws {
        let seed: UInt64 = 6962
        var random = SeededGenerator(seed: seed)
        let naive = NaiveTree(leaves: largeLeaves)
        let tiles = MemoryTiles.large()
        for size in [65_535, 65_536, 65_537, 65_792, 70_000, Int.random(in: 1...70_000, using: &random)] {
            let root = naive.root(0..<size)
            #expect(try tiles.root(treeSize: UInt64(size)) == root)
            let frontier = try tiles.frontier(treeSize: UInt64(size))
            #expect(frontier.root == root)
            var prover = try TileProver(reading: tiles, treeSize: UInt64(size))
            for _ in 0..<10 {
                let index = Int.random(in: 0..<size, using: &random)
                let proof = try prover.inclusionProof(of: UInt64(index))
                #expect(proof == naive.path(index, 0..<size), "seed \(seed), leaf \(index) of \(size)")
                let oldSize = Int.random(in: 0...size, using: &random)
                let extends = try prover.consistencyProof(from: UInt64(oldSize))
                #expect(extends == naive.consistency(oldSize, size), "seed \(seed), \(oldSize) to \(size)")
            }
        }
    }

    @Test func `a tree is taken up from its tiles and grows on`() throws {
        let leaves = sampleLeaves(600)
        let tiles = MemoryTiles(leaves: leaves)
        for size in [0, 1, 255, 256, 257, 511, 512, 599] {
            var frontier = try tiles.frontier(treeSize: UInt64(size))
            frontier.append(leafHashes: leaves[size...])
            #expect(frontier.root == MerkleTree.root(of: leaves))
        }
    }

    @Test func `each tile is read at most once for one answer`() throws {
        let tiles = MemoryTiles.large()
        let answers: [(String, () throws -> Void)] = [
            ("inclusion", { _ = try tiles.inclusionProof(of: 1234, treeSize: 70_000) }),
            ("inclusion at the edge", { _ = try tiles.inclusionProof(of: 69_999, treeSize: 70_000) }),
            ("consistency", { _ = try tiles.consistencyProof(from: 65_000, to: 70_000) }),
            ("frontier", { _ = try tiles.frontier(treeSize: 70_000) }),
            ("root", { _ = try tiles.root(treeSize: 70_000) }),
            (
                "consistency with one tile kept",
                {
                    var prover = try TileProver(reading: tiles, treeSize: 70_000, tilesKeptPerLevel: 1)
                    _ = try prover.consistencyProof(from: 65_000)
                }
            ),
        ]
        for (name, answer) in answers {
            tiles.forgetReads()
            try answer()
            #expect(Set(tiles.reads).count == tiles.reads.count, "\(name): \(tiles.reads)")
            #expect(tiles.reads.count <= 6)
        }
    }

    @Test func `proofs of neighbours read their tile once`() throws {
        let leaves = sampleLeaves(5000)
        let tiles = MemoryTiles(leaves: leaves)
        var prover = try TileProver(reading: tiles, treeSize: 5000, tilesKeptPerLevel: 1)
        let root = try prover.root()
        for index in 0..<UInt64(5000) {
            let proof = try prover.inclusionProof(of: index)
            try MerkleTree.verifyInclusion(
                leafHash: leaves[Int(index)], index: index, treeSize: 5000, proof: proof, root: root)
        }
        // 20 tiles at level 0, of which the last is also read for the right edge, and one at level 1.
        #expect(tiles.reads.count == 22)
    }

    @Test func `questions beyond the tree are refused`() throws {
        let tiles = MemoryTiles(leaves: sampleLeaves(10))
        #expect(refuses(.indexOutsideTree) { _ = try tiles.inclusionProof(of: 10, treeSize: 10) })
        #expect(refuses(.indexOutsideTree) { _ = try tiles.inclusionProof(of: 0, treeSize: 0) })
        #expect(refuses(.indexOutsideTree) { _ = try tiles.inclusionProof(of: .max, treeSize: 10) })
        #expect(refuses(.sizesReversed) { _ = try tiles.consistencyProof(from: 11, to: 10) })
        #expect(refuses(.treeTooLarge) { _ = try tiles.root(treeSize: 1 << 63) })
    }

    @Test func `a tile that fails or is cut short is named`() throws {
        let tiles = MemoryTiles(leaves: sampleLeaves(300))
        let missing = #expect(throws: MerkleLogError.self) { _ = try tiles.root(treeSize: 1_000_000) }
        #expect(missing?.code == .tileUnreadable)
        #expect(missing?.cause is MemoryTiles.Missing)
        tiles.shortBy = 1
        let short = #expect(throws: MerkleLogError.self) { _ = try tiles.inclusionProof(of: 5, treeSize: 300) }
        #expect(short?.code == .tileIncomplete)
        #expect(short?.values["level"] == "1")
    }
}
