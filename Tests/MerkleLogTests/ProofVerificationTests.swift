import LedgerCrypto
import MerkleLog
import Testing

struct ProofVerificationTests {
    /// Whether an inclusion proof is accepted; asks the RFC's own algorithm as well and expects the same answer.
    func includes(_ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest], _ root: Digest) -> Bool {
        let accepted =
            (try? MerkleTree.verifyInclusion(
                leafHash: leaf, index: UInt64(index), treeSize: UInt64(size), proof: proof, root: root)) != nil
        #expect(accepted == rfc9162Includes(leaf, UInt64(index), UInt64(size), proof, root), "leaf \(index) of \(size)")
        return accepted
    }

    /// The same for consistency proofs between different sizes above 0.
    func extends(_ old: Int, _ oldRoot: Digest, _ new: Int, _ newRoot: Digest, _ proof: [Digest]) -> Bool {
        let accepted =
            (try? MerkleTree.verifyConsistency(
                oldSize: UInt64(old), oldRoot: oldRoot, newSize: UInt64(new), newRoot: newRoot, proof: proof)) != nil
        #expect(accepted == rfc9162Extends(UInt64(old), oldRoot, UInt64(new), newRoot, proof), "\(old) to \(new)")
        return accepted
    }

    /// Every proof that differs from `proof` in one place.
    func mutations(of proof: [Digest], stranger: Digest) -> [[Digest]] {
        var result: [[Digest]] = [proof + [stranger], [stranger] + proof]
        for place in proof.indices {
            var changed = proof
            var bytes = proof[place].bytes
            bytes[place % 32] ^= 1 << (place % 8)
            changed[place] = Digest(bytes) ?? stranger
            result.append(changed)
            result.append(Array(proof[..<place] + proof[(place + 1)...]))
            result.append(Array(proof[...place] + proof[place...]))
            result.append(Array(proof[..<place]))
            if place > 0 {
                var swapped = proof
                swapped.swapAt(place, place - 1)
                result.append(swapped)
            }
        }
        return result
    }

    @Test func `the proofs known from Certificate Transparency verify`() throws {
        let leaves = CertificateTransparency.leaves
        let naive = NaiveTree(leaves: leaves)
        let sixthOfEight = [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        let sixToEight = [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        let twoToFive = [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
        let tiles = MemoryTiles(leaves: leaves)
        #expect(try tiles.inclusionProof(of: 5, treeSize: 8).map(\.hex) == sixthOfEight)
        #expect(try tiles.consistencyProof(from: 6, to: 8).map(\.hex) == sixToEight)
        #expect(try tiles.consistencyProof(from: 2, to: 5).map(\.hex) == twoToFive)
        #expect(includes(leaves[5], 5, 8, sixthOfEight.compactMap(Digest.init(hex:)), naive.root(0..<8)))
        #expect(extends(6, naive.root(0..<6), 8, naive.root(0..<8), sixToEight.compactMap(Digest.init(hex:))))
        #expect(extends(2, naive.root(0..<2), 5, naive.root(0..<5), twoToFive.compactMap(Digest.init(hex:))))
    }

    @Test func `every inclusion proof verifies, and at no other place`() {
        let leaves = sampleLeaves(300)
        let naive = NaiveTree(leaves: leaves)
        for size in Array(1...40) + [63, 64, 65, 127, 128, 129, 255, 256, 257, 300] {
            let root = naive.root(0..<size)
            for index in size <= 40 ? Array(0..<size) : [0, 1, size / 2, size - 2, size - 1] {
                let proof = naive.path(index, 0..<size)
                #expect(includes(leaves[index], index, size, proof, root))
                for other in 0..<min(size, 40) where other != index {
                    #expect(!includes(leaves[index], other, size, proof, root))
                }
                #expect(!includes(leaves[index], size, size, proof, root))
                #expect(!includes(leaves[index], index, size, proof, naive.root(0..<size - 1)))
                #expect(!includes(leaves[(index + 1) % 300], index, size, proof, root))
            }
        }
    }

    @Test func `every changed inclusion proof fails`() {
        let leaves = sampleLeaves(40)
        let naive = NaiveTree(leaves: leaves)
        for size in 1...40 {
            let root = naive.root(0..<size)
            for index in 0..<size {
                for proof in mutations(of: naive.path(index, 0..<size), stranger: leaves[7]) {
                    #expect(!includes(leaves[index], index, size, proof, root), "leaf \(index) of \(size)")
                }
            }
        }
    }

    @Test func `every consistency proof verifies, and every changed one fails`() {
        let leaves = sampleLeaves(40)
        let naive = NaiveTree(leaves: leaves)
        for size in 2...40 {
            let root = naive.root(0..<size)
            for oldSize in 1..<size {
                let oldRoot = naive.root(0..<oldSize)
                let proof = naive.consistency(oldSize, size)
                #expect(extends(oldSize, oldRoot, size, root, proof))
                #expect(!extends(oldSize, naive.root(0..<oldSize - 1), size, root, proof))
                #expect(!extends(oldSize, oldRoot, size, leaves[3], proof))
                for changed in mutations(of: proof, stranger: leaves[7]) {
                    #expect(!extends(oldSize, oldRoot, size, root, changed), "\(oldSize) to \(size)")
                }
            }
        }
    }

    @Test func `equal sizes ask for equal roots, size 0 for the root of the empty tree`() {
        let (one, two) = (sampleLeaves(2)[0], sampleLeaves(2)[1])
        let empty = MerkleTree.emptyRoot
        func check(
            _ old: UInt64, _ oldRoot: Digest, _ new: UInt64, _ newRoot: Digest, _ proof: [Digest] = []
        ) -> String {
            do {
                try MerkleTree.verifyConsistency(
                    oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot, proof: proof)
                return "consistent"
            } catch {
                return error.code.rawValue
            }
        }
        #expect(check(5, one, 5, one) == "consistent")
        #expect(check(5, one, 5, two) == "merkle.inconsistent")
        #expect(check(5, one, 5, one, [two]) == "merkle.proofLength")
        #expect(check(0, empty, 5, one) == "consistent")
        #expect(check(0, empty, 0, empty) == "consistent")
        #expect(check(0, empty, 0, one) == "merkle.inconsistent")
        #expect(check(0, one, 0, one) == "merkle.inconsistent")
        #expect(check(0, one, 5, one) == "merkle.inconsistent")
        #expect(check(0, empty, 5, one, [two]) == "merkle.proofLength")
        #expect(check(6, one, 5, one) == "merkle.sizesReversed")
        #expect(check(3, one, 5, one) == "merkle.proofLength")
    }

    @Test func `the largest numbers are refused or answered, never a crash`() {
        let hashes = sampleLeaves(70)
        let numbers: [UInt64] = [0, 1, 2, 1 << 32, (1 << 63) - 1, 1 << 63, .max - 1, .max]
        for first in numbers {
            for second in numbers {
                for length in [0, 1, 62, 63, 64, 65] {
                    let proof = hashes[..<length]
                    _ = try? MerkleTree.verifyInclusion(
                        leafHash: hashes[69], index: first, treeSize: second, proof: proof, root: hashes[68])
                    _ = try? MerkleTree.verifyConsistency(
                        oldSize: first, oldRoot: hashes[69], newSize: second, newRoot: hashes[68], proof: proof)
                }
            }
        }
    }
}
