public import LedgerCrypto

/// What a log signs: its name, how many entries it has, and the root over them.
///
/// ```
/// north.example/ledger
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
/// ```
///
/// Lines may follow whose meaning is the log's own; they must not be empty, and no witness vouches for them.
///
/// Specification: C2SP tlog-checkpoint, section Note text.
public struct Checkpoint: Sendable {
    /// The most lines that may follow the root.
    public static let maximumExtensionLineCount = 100

    /// The log's name: any line of 1 to 255 bytes.
    public let origin: String
    /// Number of entries.
    public let treeSize: UInt64
    /// The root over them.
    public let rootHash: Digest
    /// Further lines, without their newlines.
    public let extensionLines: [String]

    /// Makes a checkpoint.
    ///
    /// Throws `malformedLine`, `controlCharacter`, `treeTooLarge`, `tooManyLines`, `textTooLong`.
    public init(
        origin: String, treeSize: UInt64, rootHash: Digest, extensionLines: [String] = []
    ) throws(MerkleLogError) {
        guard treeSize <= MerkleTree.maximumSize else {
            throw MerkleLogError(.treeTooLarge, values: ["treeSize": "\(treeSize)"])
        }
        self.origin = origin
        self.treeSize = treeSize
        self.rootHash = rootHash
        self.extensionLines = extensionLines
        // A line that is empty, or no single line, would come back as another checkpoint.
        let reread = try Checkpoint(parsing: text)
        guard reread == self else { throw MerkleLogError(.malformedLine, values: ["expected": "single lines"]) }
    }

    /// Takes a checkpoint from the text of a note.
    ///
    /// Throws `missingLine`, `unterminatedLine`, `malformedLine`, `controlCharacter`, `tooManyLines`, `textTooLong`.
    public init(parsing text: String) throws(MerkleLogError) {
        var lines = try TextLines(Array(text.utf8)[...], maximumBytes: SignedNote.maximumBytes)
        let origin = try lines.next(expecting: "origin")
        guard (1...KeyName.maximumBytes).contains(origin.count) else { throw lines.malformed("origin") }
        let size = try lines.next(expecting: "tree size")
        treeSize = try lines.decimal(size, expecting: "tree size")
        rootHash = try lines.nextHash()
        var extensionLines: [String] = []
        while !lines.rest.isEmpty {
            let line = try lines.next(expecting: "extension")
            if line.isEmpty { throw lines.malformed("extension") }
            guard extensionLines.count < Self.maximumExtensionLineCount else {
                throw MerkleLogError(
                    .tooManyLines, line: lines.number, values: ["limit": "\(Self.maximumExtensionLineCount)"])
            }
            extensionLines.append(String(decoding: line, as: UTF8.self))
        }
        self.origin = String(decoding: origin, as: UTF8.self)
        self.extensionLines = extensionLines
    }

    /// The checkpoint as the text of a note.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.appendLine(origin)
        bytes.appendLine(String(treeSize))
        bytes.appendLines([rootHash])
        for line in extensionLines { bytes.appendLine(line) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Signs the checkpoint.
    ///
    /// A log must never sign two checkpoints of which one does not extend the other; to know that is the caller's part.
    /// Throws `textTooLong`.
    public func signed(by signer: NoteSigner) throws(MerkleLogError) -> SignedCheckpoint {
        SignedCheckpoint(checkpoint: self, note: try signer.sign(text))
    }
}

extension Checkpoint: Equatable {
    /// Whether two checkpoints are the same bytes.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.treeSize == right.treeSize && left.rootHash == right.rootHash
            && left.origin.isSameText(as: right.origin)
            && left.extensionLines.elementsEqual(right.extensionLines) { $0.isSameText(as: $1) }
    }
}

/// A checkpoint in a note, with the signatures of its log and of witnesses.
///
/// Parsing verifies nothing: `open` and `verify` do.
public struct SignedCheckpoint: Equatable, Sendable {
    /// What is signed.
    public let checkpoint: Checkpoint
    /// The text as it came, with its signatures.
    public let note: SignedNote

    init(checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Takes a signed checkpoint from its text form, verifying nothing.
    ///
    /// Throws the errors of `SignedNote.init(parsing:)` and `Checkpoint.init(parsing:)`.
    public init(parsing text: String) throws(MerkleLogError) { try self.init(parsing: Array(text.utf8)[...]) }

    /// Takes a signed checkpoint from its text form in UTF-8, verifying nothing.
    ///
    /// Throws the errors of `SignedNote.init(parsing:)` and `Checkpoint.init(parsing:)`.
    public init(parsing bytes: ArraySlice<UInt8>) throws(MerkleLogError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Takes a signed checkpoint from its text form and verifies it.
    ///
    /// Throws the errors of `init(parsing:)` and `verify(by:origin:)`.
    public static func open(
        _ text: String, key: VerifierKey, origin: String? = nil
    ) throws(MerkleLogError) -> SignedCheckpoint {
        let signed = try SignedCheckpoint(parsing: text)
        try signed.verify(by: key, origin: origin)
        return signed
    }

    /// The signed checkpoint in its text form.
    public var formatted: String { note.formatted }

    /// Verifies that the log with that key signed this; its origin is the key's name unless another is given.
    ///
    /// Throws `wrongKeyKind`, `originMismatch`, `unsigned`, `badSignature`, `repeatedSignature`.
    public func verify(by key: VerifierKey, origin: String? = nil) throws(MerkleLogError) {
        guard key.algorithm == .ed25519 else {
            throw MerkleLogError(.wrongKeyKind, values: ["name": key.name.text])
        }
        let expected = origin ?? key.name.text
        guard checkpoint.origin.isSameText(as: expected) else {
            throw MerkleLogError(.originMismatch, values: ["expected": expected, "found": checkpoint.origin])
        }
        _ = try note.verify(by: [key])
    }

    /// Verifies the cosignatures of the witnesses that are given; those of others are ignored.
    ///
    /// Empty if none of them cosigned. How many are enough, and how old they may be, is the caller's policy.
    /// Throws `wrongKeyKind`, `badSignature`, `repeatedSignature`.
    public func cosignatures(by witnesses: [VerifierKey]) throws(MerkleLogError) -> [VerifiedSignature] {
        if let other = witnesses.first(where: { $0.algorithm != .cosignature }) {
            throw MerkleLogError(.wrongKeyKind, values: ["name": other.name.text])
        }
        do {
            return try note.verify(by: witnesses)
        } catch {
            if error.code == .unsigned { return [] }
            throw error
        }
    }

    /// The same checkpoint with some of its signatures.
    ///
    /// Throws `noSignatures`.
    public func keeping(_ isKept: (NoteSignature) -> Bool) throws(MerkleLogError) -> SignedCheckpoint {
        let note = try SignedNote(text: note.text, signatures: note.signatures.filter(isKept))
        return SignedCheckpoint(checkpoint: checkpoint, note: note)
    }

    /// The same checkpoint with one more signature, which is not verified.
    ///
    /// Throws `tooManySignatures`, `textTooLong`.
    public func adding(_ signature: NoteSignature) throws(MerkleLogError) -> SignedCheckpoint {
        let note = try SignedNote(text: note.text, signatures: note.signatures + [signature])
        return SignedCheckpoint(checkpoint: checkpoint, note: note)
    }
}
