internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// The member's next key, `member.key.new`, and how the keys follow each other.
///
/// A new key is written beside the old one, then the chain says that it takes its place, then the file is renamed. Whoever
/// opens the ledger for writing and finds `member.key.new` looks on the chain which of the two it is to be.
extension KeyFiles {
    private var draftPath: String { path(.member) + ".new" }
    private var successionPath: String { files.keys + "/succession" }
    private static let successionByteLimit = 1 << 20

    /// Whether a key is about to take the place of the member's.
    package func hasMemberDraft() throws -> Bool { try fileSystem.exists(draftPath) }

    /// Refuses what must not be done between two keys.
    func expectNoMemberDraft() throws {
        if try hasMemberDraft() { throw MedicalError("rotationUnfinished", .refused, ["directory": files.directory]) }
    }

    /// The public key in the file `member.key`.
    func memberKey() throws -> [UInt8] { try signingKey(.member).key.publicKey.bytes }

    /// The public key in the file `member.key.new`.
    func memberDraft() throws -> [UInt8] { try signingKey(.member, at: draftPath).key.publicKey.bytes }

    /// Makes the member's next key, with the signature of the one before; gives its public key.
    func makeMemberDraft() throws -> [UInt8] {
        let (name, old) = try signingKey(.member)
        var bytes = try randomBytes(32)
        let seed = Secret(takingOver: &bytes)
        let new = try seed.withBytes { try Ed25519.SigningKey(seed: $0) }.publicKey.bytes
        let link = KeySuccession(from: old, to: new)
        let known = try successions().filter { $0.new != link.new }
        let lines = (known + [link]).map { $0.line + "\n" }.joined()
        try fileSystem.atomicReplace(successionPath, with: Array(lines.utf8), access: .private)
        // Where keys are sealed, the next one is too.
        if try isAnySealed() { _ = try openDirectoryKey() }
        let origin = try KeyName(String(name.text.dropLast("/member".count)))
        try write(.member, seed, origin: origin, at: draftPath)
        return new
    }

    /// The signing keys with the member's next one.
    func signersWithDraft(for key: VerifierKey) throws -> Ledger.Signers {
        try signers(for: key, formerMember: try memberKey(), at: draftPath)
    }

    /// Puts the member's next key in the place of the one before, whose bytes are overwritten.
    func takeMemberDraft() throws {
        let old = try fileSystem.open(path(.member), .write)
        try fileSystem.rename(draftPath, to: path(.member))
        try fileSystem.syncDirectory(files.keys)
        try overwrite(old)
    }

    /// Takes away a next key that the chain knows nothing of.
    func dropMemberDraft() throws {
        let draft = try fileSystem.open(draftPath, .write)
        try fileSystem.remove(draftPath)
        try fileSystem.syncDirectory(files.keys)
        try overwrite(draft)
    }

    /// How the member's keys followed each other, the newest last; none where nothing is known of it.
    func successions() throws -> [KeySuccession] {
        guard try fileSystem.exists(successionPath) else { return [] }
        let text = String(
            decoding: try fileSystem.readAll(successionPath, limit: Self.successionByteLimit), as: UTF8.self)
        return text.split(separator: "\n").compactMap { KeySuccession(parsing: String($0)) }
    }
}

/// That one signing key follows another, signed with the earlier one.
///
/// As a line: base64 of the earlier key, of the later one, and of the Ed25519 signature over
/// `clinicledger/key-succession/v1`, a line feed, and the two keys.
package struct KeySuccession: Hashable, Sendable {
    /// The earlier key.
    package let old: [UInt8]
    /// The key that follows it.
    package let new: [UInt8]
    private let signature: [UInt8]

    private static func message(_ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
        Array("clinicledger/key-succession/v1\n".utf8) + old + new
    }

    /// Signs that a key follows another.
    init(from old: Ed25519.SigningKey, to new: [UInt8]) {
        (self.old, self.new) = (old.publicKey.bytes, new)
        signature = old.signature(for: Self.message(old.publicKey.bytes, new)).bytes
    }

    /// Reads a line; nil where it is not what `line` gives, or the signature is not the earlier key's.
    package init?(parsing line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).compactMap {
            Base64.decode(String($0))
        }
        guard words.count == 3, words[0].count == 32, words[1].count == 32,
            let signature = Ed25519.Signature(words[2]), let key = try? Ed25519.PublicKey(bytes: words[0]),
            key.isValid(signature, for: Self.message(words[0], words[1]))
        else { return nil }
        (old, new, self.signature) = (words[0], words[1], words[2])
        guard self.line.utf8.elementsEqual(line.utf8) else { return nil }
    }

    /// The line.
    package var line: String { [old, new, signature].map { Base64.encode($0) }.joined(separator: " ") }
}
