public import LedgerCrypto

/// The proof that a checkpoint extends an older one: nothing before it was changed or removed.
///
/// ```
/// old 20852014
/// PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
/// jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
///
/// north.example/ledger
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
/// — north.example/ledger Az3grl…
/// ```
///
/// This is the text with which a log asks a witness for its cosignature. The older checkpoint is not in it: whoever
/// verifies has kept it.
///
/// Specification: C2SP tlog-witness, section add-checkpoint.
public struct ConsistencyProof: Equatable, Sendable {
    /// The longest text, in bytes.
    public static let maximumBytes = 2 * SignedNote.maximumBytes

    /// The most hashes that the text may hold.
    public static let maximumHashCount = 63

    /// Number of entries of the older tree.
    public let oldSize: UInt64
    /// The hashes from the older tree's edge up to the root.
    public let hashes: [Digest]
    /// The newer checkpoint.
    public let checkpoint: SignedCheckpoint

    /// Puts a proof together.
    public init(oldSize: UInt64, hashes: [Digest], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Takes a proof from its text form, verifying nothing.
    ///
    /// Throws `missingLine`, `malformedLine`, `tooManyHashes`, and the errors of `SignedCheckpoint.init(parsing:)`.
    public init(parsing text: String) throws(MerkleLogError) { try self.init(parsing: Array(text.utf8)[...]) }

    /// Takes a proof from its text form in UTF-8, verifying nothing.
    ///
    /// Throws `missingLine`, `malformedLine`, `tooManyHashes`, and the errors of `SignedCheckpoint.init(parsing:)`.
    public init(parsing bytes: ArraySlice<UInt8>) throws(MerkleLogError) {
        var lines = try TextLines(bytes, maximumBytes: Self.maximumBytes)
        let line = try lines.next(expecting: "old size")
        guard let digits = line.after("old ") else { throw lines.malformed("old size") }
        oldSize = try lines.decimal(digits, expecting: "old size")
        hashes = try lines.nextHashes(limit: Self.maximumHashCount)
        do {
            checkpoint = try SignedCheckpoint(parsing: lines.rest)
        } catch {
            throw error.below(lines.number)
        }
    }

    /// The proof in its text form.
    public var formatted: String {
        var bytes: [UInt8] = []
        bytes.appendLine("old \(oldSize)")
        bytes.appendLines(hashes)
        bytes.append(.newline)
        bytes += checkpoint.note.formattedBytes
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Verifies that the log with that key signed both checkpoints and that the newer one extends `older`.
    ///
    /// Throws the errors of `SignedCheckpoint.verify(by:origin:)`, `oldSizeMismatch`, and those of
    /// `MerkleTree.verifyConsistency`.
    public func verify(from older: SignedCheckpoint, key: VerifierKey, origin: String? = nil) throws(MerkleLogError) {
        try older.verify(by: key, origin: origin)
        try verify(from: older.checkpoint, key: key, origin: origin)
    }

    /// Verifies that the log with that key signed the newer checkpoint and that it extends `older`, which is trusted.
    ///
    /// This is a witness's check: it keeps the checkpoint, not the signatures.
    /// Throws `originMismatch` and the errors of the other form.
    public func verify(from older: Checkpoint, key: VerifierKey, origin: String? = nil) throws(MerkleLogError) {
        try checkpoint.verify(by: key, origin: origin)
        let newer = checkpoint.checkpoint
        guard older.origin.isSameText(as: newer.origin) else {
            throw MerkleLogError(.originMismatch, values: ["expected": older.origin, "found": newer.origin])
        }
        guard older.treeSize == oldSize else {
            throw MerkleLogError(.oldSizeMismatch, values: ["expected": "\(older.treeSize)", "found": "\(oldSize)"])
        }
        try MerkleTree.verifyConsistency(
            oldSize: oldSize, oldRoot: older.rootHash, newSize: newer.treeSize, newRoot: newer.rootHash, proof: hashes)
    }
}
