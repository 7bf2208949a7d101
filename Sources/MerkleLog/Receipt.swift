public import LedgerCrypto

/// The proof that an entry is in a log, to be checked offline with nothing but the log's key.
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra c2FsdA==
/// index 73894
/// gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
/// RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
///
/// north.example/ledger
/// 109482
/// sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
///
/// — north.example/ledger hI2DJw…
/// ```
///
/// The `extra` line may be missing. Nothing vouches for it: it carries what one needs to know the entry again, not what
/// one may believe. The hashes lead from the leaf's sibling up to a child of the root; then comes the signed
/// checkpoint, with the cosignatures it had.
///
/// Specification: C2SP tlog-proof, section Format.
public struct Receipt: Equatable, Sendable {
    /// The longest receipt, in bytes.
    public static let maximumBytes = 2 * SignedNote.maximumBytes

    private static let header = "c2sp.org/tlog-proof@v1"

    /// The entry number.
    public let index: UInt64
    /// The siblings from the leaf up to the root.
    public let inclusionProof: [Digest]
    /// Bytes that travel along and that nobody vouches for; nil or not empty.
    public let extra: [UInt8]?
    /// The checkpoint whose root the proof leads to.
    public let checkpoint: SignedCheckpoint

    /// Puts a receipt together; an empty `extra` is none.
    public init(index: UInt64, inclusionProof: [Digest], extra: [UInt8]? = nil, checkpoint: SignedCheckpoint) {
        self.index = index
        self.inclusionProof = inclusionProof
        self.extra = extra?.isEmpty == true ? nil : extra
        self.checkpoint = checkpoint
    }

    /// Takes a receipt from its text form, verifying nothing.
    ///
    /// Throws `missingLine`, `malformedLine`, `tooManyHashes`, and the errors of `SignedCheckpoint.init(parsing:)`.
    public init(parsing text: String) throws(MerkleLogError) { try self.init(parsing: Array(text.utf8)[...]) }

    /// Takes a receipt from its text form in UTF-8, verifying nothing.
    ///
    /// Throws `missingLine`, `malformedLine`, `tooManyHashes`, and the errors of `SignedCheckpoint.init(parsing:)`.
    public init(parsing bytes: ArraySlice<UInt8>) throws(MerkleLogError) {
        var lines = try TextLines(bytes, maximumBytes: Self.maximumBytes)
        guard try lines.next(expecting: Self.header).isText(Self.header) else { throw lines.malformed(Self.header) }
        var line = try lines.next(expecting: "extra or index")
        if let encoded = line.after("extra ") {
            guard let extra = Base64.decode(encoded), !extra.isEmpty else { throw lines.malformed("extra") }
            self.extra = extra
            line = try lines.next(expecting: "index")
        } else {
            extra = nil
        }
        guard let digits = line.after("index ") else { throw lines.malformed("index") }
        index = try lines.decimal(digits, expecting: "index")
        inclusionProof = try lines.nextHashes(limit: 63)
        do {
            checkpoint = try SignedCheckpoint(parsing: lines.rest)
        } catch {
            throw error.below(lines.number)
        }
    }

    /// The receipt in its text form.
    public var formatted: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024 + 46 * inclusionProof.count)
        bytes.appendLine(Self.header)
        if let extra { bytes.appendLine("extra \(Base64.encode(extra))") }
        bytes.appendLine("index \(index)")
        bytes.appendLines(inclusionProof)
        bytes.append(.newline)
        bytes += checkpoint.note.formattedBytes
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Verifies that the log with that key has `entry` at `index`; its origin is the key's name unless another is given.
    ///
    /// Throws the errors of `SignedCheckpoint.verify(by:origin:)` and `MerkleTree.verifyInclusion`.
    public func verify(
        entry: some Collection<UInt8>, key: VerifierKey, origin: String? = nil
    ) throws(MerkleLogError) {
        try verify(leafHash: MerkleTree.leafHash(entry), key: key, origin: origin)
    }

    /// Verifies that the log with that key has the entry of that leaf hash at `index`.
    ///
    /// Throws the errors of `SignedCheckpoint.verify(by:origin:)` and `MerkleTree.verifyInclusion`.
    public func verify(leafHash: Digest, key: VerifierKey, origin: String? = nil) throws(MerkleLogError) {
        try checkpoint.verify(by: key, origin: origin)
        try MerkleTree.verifyInclusion(
            leafHash: leafHash, index: index, treeSize: checkpoint.checkpoint.treeSize, proof: inclusionProof,
            root: checkpoint.checkpoint.rootHash)
    }
}
