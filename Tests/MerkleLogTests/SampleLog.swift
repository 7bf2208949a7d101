import LedgerCrypto
import MerkleLog

/// A log of invented entries, with keys anyone can compute.
struct SampleLog {
    let signer: NoteSigner
    let entries: [[UInt8]]
    let leaves: [Digest]

    init(_ name: String = "north.example/ledger", seed: UInt8 = 1, entryCount: Int = 40) throws {
        let signingKey = try Ed25519.SigningKey(seed: [UInt8](repeating: seed, count: 32))
        signer = NoteSigner(name: try KeyName(name), signingKey: signingKey)
        entries = (0..<entryCount).map { Array("entry \($0)".utf8) }
        leaves = entries.map { MerkleTree.leafHash($0) }
    }

    init(signer: NoteSigner, leaves: [Digest]) {
        self.signer = signer
        self.leaves = leaves
        entries = []
    }

    var key: VerifierKey { signer.verifierKey }

    func checkpoint(size: Int, extensionLines: [String] = []) throws -> SignedCheckpoint {
        let root = MerkleTree.root(of: Array(leaves[..<size]))
        let checkpoint = try Checkpoint(
            origin: key.name.text, treeSize: UInt64(size), rootHash: root, extensionLines: extensionLines)
        return try checkpoint.signed(by: signer)
    }

    func receipt(index: Int, size: Int, extra: [UInt8]? = nil) throws -> Receipt {
        let proof = try MemoryTiles(leaves: leaves).inclusionProof(of: UInt64(index), treeSize: UInt64(size))
        return Receipt(
            index: UInt64(index), inclusionProof: proof, extra: extra, checkpoint: try checkpoint(size: size))
    }

    func consistencyProof(from oldSize: Int, to newSize: Int) throws -> ConsistencyProof {
        let hashes = try MemoryTiles(leaves: leaves).consistencyProof(from: UInt64(oldSize), to: UInt64(newSize))
        return ConsistencyProof(
            oldSize: UInt64(oldSize), hashes: hashes, checkpoint: try checkpoint(size: newSize))
    }

    static func witness(_ name: String = "witness.example/w1", seed: UInt8 = 9) throws -> Cosigner {
        try Cosigner(name: KeyName(name), signingKey: Ed25519.SigningKey(seed: [UInt8](repeating: seed, count: 32)))
    }
}

/// The code of the error that `body` throws; nil if it throws none of ours.
func refusal(_ body: () throws -> Void) -> MerkleLogError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? MerkleLogError)?.code
    }
}

/// Whether `body` throws our error with that code.
func refuses(_ code: MerkleLogError.Code, _ body: () throws -> Void) -> Bool { refusal(body) == code }

extension String {
    /// The text with the first occurrence of a part replaced; the text itself where there is none.
    func replacing(first part: String, with other: String) -> String {
        let bytes = Array(utf8)
        let wanted = Array(part.utf8)
        guard !wanted.isEmpty, bytes.count >= wanted.count else { return self }
        for start in 0...(bytes.count - wanted.count) where bytes[start...].starts(with: wanted) {
            let changed = bytes[..<start] + Array(other.utf8) + bytes[(start + wanted.count)...]
            return String(decoding: changed, as: UTF8.self)
        }
        return self
    }
}
