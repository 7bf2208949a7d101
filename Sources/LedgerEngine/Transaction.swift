public import LedgerCrypto
internal import MerkleLog

/// The signed envelope of a transaction: who submitted which entries.
///
/// One signature covers any number of entries, because it signs the Merkle root over them.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 32 | the signer's Ed25519 public key |
/// | 32 | 4 | entry count |
/// | 36 | 4 | zero |
/// | 40 | 32 | root of the RFC 6962 tree over this transaction's entries alone |
/// | 72 | 64 | Ed25519 signature |
///
/// The message it signs: `clinicledger/transaction/v1`, a line feed, the origin's byte count (2), the origin, the signer
/// (32), the entry count (4), the root (32). The hash over a block's envelopes is SHA-256 of
/// `clinicledger/transactions/v1`, a line feed, and the envelopes.
public struct TransactionEnvelope: Hashable, Sendable {
    /// Bytes of an encoded envelope.
    public static let byteCount = 136

    /// The signer's Ed25519 public key, 32 bytes.
    public var signer: [UInt8]
    /// Number of entries the transaction brings.
    public var entryCount: Int
    /// Root of the RFC 6962 tree over the transaction's entries alone.
    public var entriesRoot: Digest
    /// The signer's signature.
    public var signature: [UInt8]

    /// The message that the signature is over.
    static func message(origin: String, signer: [UInt8], entryCount: Int, entriesRoot: Digest) -> [UInt8] {
        var out = ByteWriter(capacity: 160)
        out.append(contentsOf: "clinicledger/transaction/v1\n".utf8)
        out.append(UInt16(clamping: origin.utf8.count))
        out.append(contentsOf: origin.utf8)
        out.append(contentsOf: signer)
        out.append(UInt32(clamping: entryCount))
        out.append(entriesRoot)
        return out.bytes
    }

    /// Signs `leafHashes`, the leaf hashes of the transaction's entries in order.
    static func signed(
        leafHashes: ArraySlice<Digest>, origin: String, by key: Ed25519.SigningKey
    ) -> TransactionEnvelope {
        var tree = Frontier()
        tree.append(leafHashes: leafHashes)
        let signer = key.publicKey.bytes
        let message = message(origin: origin, signer: signer, entryCount: leafHashes.count, entriesRoot: tree.root)
        return TransactionEnvelope(
            signer: signer, entryCount: leafHashes.count, entriesRoot: tree.root,
            signature: key.signature(for: message).bytes)
    }

    /// The hash over a block's encoded envelopes that its header carries.
    static func hash(ofEncoded envelopes: UnsafeRawBufferPointer) -> Digest {
        var hash = SHA256()
        hash.update("clinicledger/transactions/v1\n".utf8)
        hash.update(envelopes)
        return hash.finalize()
    }

    func encode(into out: inout ByteWriter) {
        out.append(contentsOf: signer)
        out.append(UInt32(clamping: entryCount))
        out.append(UInt32(0))
        out.append(entriesRoot)
        out.append(contentsOf: signature)
    }

    init(signer: [UInt8], entryCount: Int, entriesRoot: Digest, signature: [UInt8]) {
        self.signer = signer
        self.entryCount = entryCount
        self.entriesRoot = entriesRoot
        self.signature = signature
    }

    init?(_ reader: inout ByteReader) {
        guard let signer = reader.readBytes(32), let count = reader.readUInt32(), reader.readUInt32() == 0,
            count > 0, let root = reader.readDigest(), let signature = reader.readBytes(64)
        else { return nil }
        self.init(signer: signer, entryCount: Int(count), entriesRoot: root, signature: signature)
    }
}
