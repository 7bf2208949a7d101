public import LedgerCrypto

/// The fixed part of a block: what the chain is made of.
///
/// It stands uncompressed in front of the body, so that a quick verification reads headers and hashes stored bytes.
/// All integers are little-endian.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 8 | height, counted from 0 |
/// | 8 | 8 | time: milliseconds since 1970-01-01T00:00:00Z, never before the previous block's |
/// | 16 | 8 | number of the first entry |
/// | 24 | 4 | entry count, 1 to 1,048,576 |
/// | 28 | 4 | transaction count, 1 to the entry count |
/// | 32 | 32 | hash of the previous header; zero in block 0 |
/// | 64 | 32 | root of the Merkle tree after this block (RFC 6962) |
/// | 96 | 32 | hash of the transaction envelopes |
/// | 128 | 32 | SHA-256 of the body as stored |
public struct BlockHeader: Hashable, Sendable {
    /// Bytes of an encoded header.
    public static let byteCount = 160

    /// Number of the block, counted from 0.
    public var height: UInt64
    /// When the block was sealed: milliseconds since 1970-01-01T00:00:00Z.
    public var timeMilliseconds: UInt64
    /// Number of the block's first entry.
    public var firstEntry: UInt64
    /// Number of entries in the block.
    public var entryCount: Int
    /// Number of transactions in the block.
    public var transactionCount: Int
    /// Hash of the previous block's header; zero in block 0.
    public var previousHeaderHash: Digest
    /// Root of the ledger's Merkle tree after this block.
    public var treeRoot: Digest
    /// Hash of the transaction envelopes.
    public var transactionsHash: Digest
    /// SHA-256 of the body as it is stored.
    public var bodyHash: Digest

    /// The tree size after this block.
    public var treeSize: UInt64 { firstEntry + UInt64(entryCount) }

    /// The hash that the next block names and the seals sign: SHA-256 of `clinicledger/header/v1`, a line feed, and the
    /// encoded header.
    public var hash: Digest {
        var hash = SHA256()
        hash.update("clinicledger/header/v1\n".utf8)
        hash.update(encoded())
        return hash.finalize()
    }

    /// The bytes of the table above.
    public func encoded() -> [UInt8] {
        var out = ByteWriter(capacity: Self.byteCount)
        out.append(height)
        out.append(timeMilliseconds)
        out.append(firstEntry)
        out.append(UInt32(clamping: entryCount))
        out.append(UInt32(clamping: transactionCount))
        for digest in [previousHeaderHash, treeRoot, transactionsHash, bodyHash] { out.append(digest) }
        return out.bytes
    }

    init(
        height: UInt64, timeMilliseconds: UInt64, firstEntry: UInt64, entryCount: Int, transactionCount: Int,
        previousHeaderHash: Digest, treeRoot: Digest, transactionsHash: Digest, bodyHash: Digest
    ) {
        self.height = height
        self.timeMilliseconds = timeMilliseconds
        self.firstEntry = firstEntry
        self.entryCount = entryCount
        self.transactionCount = transactionCount
        self.previousHeaderHash = previousHeaderHash
        self.treeRoot = treeRoot
        self.transactionsHash = transactionsHash
        self.bodyHash = bodyHash
    }

    /// Decodes a header; nil where the bytes are too short or a count is zero or too great.
    init?(_ reader: inout ByteReader) {
        guard let height = reader.readUInt64(), let time = reader.readUInt64(), let first = reader.readUInt64(),
            let entries = reader.readUInt32(), let transactions = reader.readUInt32(),
            let previous = reader.readDigest(), let root = reader.readDigest(),
            let envelopes = reader.readDigest(), let body = reader.readDigest(),
            entries > 0, transactions > 0, transactions <= entries, Int(entries) <= Block.maximumEntryCount,
            first < Ledger.maximumTreeSize, height <= first
        else { return nil }
        self.init(
            height: height, timeMilliseconds: time, firstEntry: first, entryCount: Int(entries),
            transactionCount: Int(transactions), previousHeaderHash: previous, treeRoot: root,
            transactionsHash: envelopes, bodyHash: body)
    }
}

/// A member's signature under a block.
///
/// It signs (origin, epoch, height, round, phase, header hash, hash of the membership in force), so that a quorum of
/// members can seal one block without a signature ever meaning two things. A ledger of one has epoch, round and phase 0.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 32 | the signer's Ed25519 public key |
/// | 32 | 8 | epoch |
/// | 40 | 4 | round |
/// | 44 | 4 | phase |
/// | 48 | 32 | membership hash |
/// | 80 | 64 | Ed25519 signature |
///
/// The message it signs: `clinicledger/seal/v1`, a line feed, the origin's byte count (2), the origin, epoch (8), height (8),
/// round (4), phase (4), header hash (32), membership hash (32).
public struct Seal: Hashable, Sendable {
    /// Bytes of an encoded seal.
    public static let byteCount = 144

    /// The signer's Ed25519 public key, 32 bytes.
    public var signer: [UInt8]
    /// The term of the membership; 0 in a ledger of one.
    public var epoch: UInt64
    /// The voting round; 0 in a ledger of one.
    public var round: UInt32
    /// The voting phase; 0 in a ledger of one.
    public var phase: UInt32
    /// Hash of the membership in force.
    public var membershipHash: Digest
    /// The signature.
    public var signature: [UInt8]

    /// The message that a seal signs.
    static func message(
        origin: String, epoch: UInt64, height: UInt64, round: UInt32, phase: UInt32, headerHash: Digest,
        membershipHash: Digest
    ) -> [UInt8] {
        var out = ByteWriter(capacity: 160)
        out.append(contentsOf: "clinicledger/seal/v1\n".utf8)
        out.append(UInt16(clamping: origin.utf8.count))
        out.append(contentsOf: origin.utf8)
        out.append(epoch)
        out.append(height)
        out.append(round)
        out.append(phase)
        out.append(headerHash)
        out.append(membershipHash)
        return out.bytes
    }

    /// The message that this seal signs for a header.
    func message(origin: String, header: BlockHeader) -> [UInt8] {
        Self.message(
            origin: origin, epoch: epoch, height: header.height, round: round, phase: phase, headerHash: header.hash,
            membershipHash: membershipHash)
    }

    func encode(into out: inout ByteWriter) {
        out.append(contentsOf: signer)
        out.append(epoch)
        out.append(round)
        out.append(phase)
        out.append(membershipHash)
        out.append(contentsOf: signature)
    }

    init(
        signer: [UInt8], epoch: UInt64, round: UInt32, phase: UInt32, membershipHash: Digest, signature: [UInt8]
    ) {
        self.signer = signer
        self.epoch = epoch
        self.round = round
        self.phase = phase
        self.membershipHash = membershipHash
        self.signature = signature
    }

    init?(_ reader: inout ByteReader) {
        guard let signer = reader.readBytes(32), let epoch = reader.readUInt64(), let round = reader.readUInt32(),
            let phase = reader.readUInt32(), let membership = reader.readDigest(),
            let signature = reader.readBytes(64)
        else { return nil }
        self.init(
            signer: signer, epoch: epoch, round: round, phase: phase, membershipHash: membership, signature: signature)
    }
}
