internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import LedgerCrypto
internal import MerkleLog

/// Asks for the secret that opens a file: a passphrase, or the content of a key file.
///
/// - Parameters:
///   - kind: which of the two.
///   - file: what it opens, for the question.
package typealias Unlock = @Sendable (_ kind: KeyLock.Kind, _ file: String) throws -> Secret

/// What the caller chooses to lock secrets with.
package struct KeyProtection: Sendable {
    /// The passphrase or the key file's bytes.
    let secret: Secret
    let kind: KeyLock.Kind
    let log2Rounds: Int

    /// The shortest passphrase, in characters.
    package static let minimumPassphraseCharacters = 8

    /// A passphrase; one that is too short is refused.
    ///
    /// - Parameter log2Rounds: the cost; less than the default is for tests.
    package static func passphrase(
        _ secret: Secret, log2Rounds: Int = KeyLock.defaultLog2Rounds
    ) throws -> KeyProtection {
        guard secret.withBytes({ String(decoding: $0, as: UTF8.self).count }) >= minimumPassphraseCharacters else {
            throw MedicalError("passphraseTooShort", .refused, ["limit": String(minimumPassphraseCharacters)])
        }
        return KeyProtection(secret: secret, kind: .passphrase, log2Rounds: log2Rounds)
    }

    /// The 32 random bytes of a key file, for servers that start without anybody there.
    package static func keyFile(_ secret: Secret) throws -> KeyProtection {
        guard secret.count == KeyLock.keyFileByteCount else { throw KeyLock.keyFileLength(secret) }
        return KeyProtection(secret: secret, kind: .keyFile, log2Rounds: 0)
    }

    /// Answers with the secret that it locks with, whoever asks.
    package var unlock: Unlock { { [secret] _, _ in secret } }

    /// A lock with a salt of its own, and the key that it takes.
    func makeLock() throws -> (lock: KeyLock, key: SymmetricKey) {
        let lock = KeyLock(kind: kind, salt: try SystemRandom.bytes(KeyLock.saltByteCount), log2Rounds: log2Rounds)
        return (lock, try lock.key(from: secret))
    }
}

/// How bytes are locked, as one line in clear beside them.
///
/// | line | key |
/// | --- | --- |
/// | `passphrase scrypt 17 8 1 SALT` | scrypt of the passphrase's UTF-8, N = 2^17, r = 8, p = 1 |
/// | `key-file SALT` | HKDF-SHA256 of the key file's 32 bytes, info `clinicledger/key-file/v1` |
///
/// SALT is base64 of 16 random bytes, the key has 32 bytes. Bytes are locked under it with AES-256-GCM as nonce (12),
/// ciphertext and tag (16).
/// Specification: RFC 7914, RFC 5869, NIST SP 800-38D.
package struct KeyLock: Hashable, Sendable {
    /// What opens a lock.
    package enum Kind: String, Sendable {
        /// Something that a person knows.
        case passphrase
        /// 32 random bytes in a file that is kept elsewhere.
        case keyFile = "key-file"
    }

    static let saltByteCount = 16
    static let keyFileByteCount = 32
    package static let defaultLog2Rounds = 17
    /// 1 KiB of memory for each round: no file can ask for more than a gigabyte.
    private static let allowedLog2Rounds = 10...20

    let kind: Kind
    let salt: [UInt8]
    /// Of a passphrase only.
    let log2Rounds: Int

    var line: String {
        switch kind {
        case .passphrase: "passphrase scrypt \(log2Rounds) 8 1 \(Base64.encode(salt))"
        case .keyFile: "key-file \(Base64.encode(salt))"
        }
    }

    init(kind: Kind, salt: [UInt8], log2Rounds: Int) {
        self.kind = kind
        self.salt = salt
        self.log2Rounds = log2Rounds
    }

    /// Reads a line; nil if it is not what `line` gives for some lock.
    init?(parsing line: String) {
        let words = line.split(separator: Character(" "), omittingEmptySubsequences: false).map(String.init)
        guard let kind = Kind(rawValue: words[0]), let salt = words.last.flatMap({ Base64.decode($0) }),
            salt.count == Self.saltByteCount
        else { return nil }
        let log2Rounds = kind == .passphrase && words.count > 2 ? Int(words[2]) ?? 0 : 0
        guard kind == .keyFile || Self.allowedLog2Rounds.contains(log2Rounds) else { return nil }
        self.init(kind: kind, salt: salt, log2Rounds: log2Rounds)
        guard self.line.utf8.elementsEqual(line.utf8) else { return nil }
    }

    static func keyFileLength(_ secret: Secret) -> MedicalError {
        MedicalError(
            "keyFileLength", .permission, ["found": String(secret.count), "expected": String(keyFileByteCount)])
    }

    /// The key of this lock; with a passphrase that takes half a second and 128 MiB.
    func key(from secret: Secret) throws -> SymmetricKey {
        switch kind {
        case .passphrase:
            // Nobody has an empty one, and the library would stop the process.
            guard secret.count > 0 else { return SymmetricKey(size: .bits256) }
            return try secret.withBytes {
                try KDF.Scrypt.deriveKey(
                    from: $0, salt: salt, outputByteCount: 32, rounds: 1 << log2Rounds, blockSize: 8, parallelism: 1)
            }
        case .keyFile:
            guard secret.count == Self.keyFileByteCount else { throw Self.keyFileLength(secret) }
            return secret.withBytes {
                HKDF<Crypto.SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: $0), salt: salt, info: Array("clinicledger/key-file/v1".utf8),
                    outputByteCount: 32)
            }
        }
    }

    /// That the secret was not the right one.
    func wrongSecret(for file: String) -> MedicalError {
        switch kind {
        case .passphrase: MedicalError("passphraseWrong", .permission, ["file": file])
        case .keyFile: MedicalError("keyFileWrong", .permission, ["file": file])
        }
    }

    /// Locks bytes.
    ///
    /// - Parameter clear: what stands beside them and must not be changed.
    static func seal(_ bytes: some DataProtocol, under key: SymmetricKey, beside clear: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Array(clear.utf8))
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// Opens bytes; nil where the key, the bytes or what stands beside them is not what it was.
    static func open(_ sealed: [UInt8], under key: SymmetricKey, beside clear: String) -> Secret? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            var plaintext = try? AES.GCM.open(box, using: key, authenticating: Array(clear.utf8))
        else { return nil }
        defer { plaintext.resetBytes(in: plaintext.startIndex..<plaintext.endIndex) }
        var bytes = Array(plaintext)
        return Secret(takingOver: &bytes)
    }
}
