import LedgerCrypto
import MerkleLog
import Testing

/// The eight entries with which implementations of Certificate Transparency test their trees, and what they must give.
enum CertificateTransparency {
    static let entries: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6f),
    ]
    /// The roots over the first one, two, … entries.
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    static let leaves = entries.map { MerkleTree.leafHash($0) }
}

struct MerkleTreeTests {
    @Test func `the empty tree has the hash of nothing as its root`() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(MerkleTree.emptyRoot.hex == expected)
        #expect(MerkleTree.root(of: []).hex == expected)
        #expect(Frontier().root.hex == expected)
    }

    @Test(arguments: 1...8) func `the trees of Certificate Transparency have the known roots`(size: Int) {
        let leaves = Array(CertificateTransparency.leaves[..<size])
        #expect(MerkleTree.root(of: leaves).hex == CertificateTransparency.roots[size - 1])
        #expect(NaiveTree(leaves: leaves).root(0..<size).hex == CertificateTransparency.roots[size - 1])
    }

    @Test func `a leaf hash does not depend on how the entry is held`() {
        let entry = [UInt8](0..<200)
        let expected = SHA256.hash([0] + entry)
        #expect(MerkleTree.leafHash(entry) == expected)
        #expect(MerkleTree.leafHash(entry[...]) == expected)
        #expect(MerkleTree.leafHash(entry.lazy.map { $0 }) == expected)
        #expect(entry.withUnsafeBytes { MerkleTree.leafHash($0) } == expected)
    }

    @Test func `roots are those of the recursive definition`() {
        let leaves = sampleLeaves(300)
        let naive = NaiveTree(leaves: leaves)
        for size in 0...300 {
            #expect(MerkleTree.root(of: Array(leaves[..<size])) == naive.root(0..<size), "size \(size)")
        }
    }
}
