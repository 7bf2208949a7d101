public import LedgerCrypto

/// A public key with its name and its use, as it is handed to whoever verifies.
///
/// The text form is `<name>+<key ID>+<base64(algorithm || public key)>`, for example
/// `north.example/ledger+0a1b2c3d+AcHF…`. The ID is only a short handle by which a signature line names its key; an
/// attacker can make keys with any ID, and gains a signature that does not verify.
///
/// Specification: C2SP signed-note, section Signatures; C2SP tlog-cosignature, section Format.
public struct VerifierKey: Sendable {
    /// What a signature of the key is, and over which message.
    public enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the text of the note: how a log signs.
        case ed25519 = 0x01
        /// Ed25519 over a time and the text, `cosignature/v1`: how a witness signs a checkpoint.
        case cosignature = 0x04
    }

    /// Whose key it is.
    public let name: KeyName
    /// What it signs.
    public let algorithm: Algorithm
    /// The key itself.
    public let publicKey: Ed25519.PublicKey
    /// The first four bytes of SHA-256(name || 0x0A || algorithm || public key), as a big-endian number.
    public let id: UInt32

    /// Names a public key.
    public init(name: KeyName, algorithm: Algorithm = .ed25519, publicKey: Ed25519.PublicKey) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        let digest = SHA256.hash(Array(name.text.utf8) + [0x0A, algorithm.rawValue] + publicKey.bytes)
        id = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Takes a key from its text form.
    ///
    /// Throws `malformedKey`, `malformedKeyName`, `unknownAlgorithm`, `weakKey`, `keyIDMismatch`.
    public init(parsing text: String) throws(MerkleLogError) {
        // The name has no plus sign, the base 64 may.
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let id = Self.id(parsing: parts[1]), let key = Base64.decode(parts[2]),
            let type = key.first
        else { throw MerkleLogError(.malformedKey) }
        let name = try KeyName(bytes: parts[0])
        guard let algorithm = Algorithm(rawValue: type) else {
            throw MerkleLogError(.unknownAlgorithm, values: ["name": name.text, "algorithm": "\(type)"])
        }
        let publicKey: Ed25519.PublicKey
        do {
            publicKey = try Ed25519.PublicKey(bytes: key[1...])
        } catch {
            throw MerkleLogError(.weakKey, values: ["name": name.text], cause: error)
        }
        self.init(name: name, algorithm: algorithm, publicKey: publicKey)
        guard self.id == id else { throw MerkleLogError(.keyIDMismatch, values: ["name": name.text]) }
    }

    /// The key in its text form.
    public var formatted: String {
        "\(name)+\(Self.format(id))+\(Base64.encode([algorithm.rawValue] + publicKey.bytes))"
    }

    /// Whether a signature was made by this key over `text`, and when, if the signature tells.
    ///
    /// `signature` is what follows the key ID in a signature line. Nil if it does not verify.
    func verify(_ signature: ArraySlice<UInt8>, over text: String) -> VerifiedSignature? {
        switch algorithm {
        case .ed25519:
            guard let raw = Ed25519.Signature(signature), publicKey.isValid(raw, for: Array(text.utf8)) else {
                return nil
            }
            return VerifiedSignature(key: self, timeSeconds: nil)
        case .cosignature:
            guard signature.count == 72, let raw = Ed25519.Signature(signature.dropFirst(8)) else { return nil }
            let time = signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard time <= UInt64(Int64.max),
                publicKey.isValid(raw, for: Self.cosignedMessage(text, timeSeconds: time))
            else { return nil }
            return VerifiedSignature(key: self, timeSeconds: time)
        }
    }

    /// What a cosignature signs: two lines of its own, then the text of the checkpoint.
    static func cosignedMessage(_ text: String, timeSeconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(timeSeconds)\n".utf8) + Array(text.utf8)
    }

    private static func format(_ id: UInt32) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Takes eight hexadecimal digits in lower case.
    private static func id(parsing digits: ArraySlice<UInt8>) -> UInt32? {
        guard let id = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), digits.isText(format(id)) else {
            return nil
        }
        return id
    }
}

extension VerifierKey: Hashable {
    /// Whether name, algorithm and key are the same.
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.id == right.id && left.algorithm == right.algorithm && left.name == right.name
            && left.publicKey.bytes == right.publicKey.bytes
    }

    /// Hashes the key ID, which stands for all of it.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A signature that was verified.
public struct VerifiedSignature: Hashable, Sendable {
    /// The key that made it.
    public let key: VerifierKey
    /// When a cosigner says that it signed, in seconds since 1970-01-01 00:00 UTC; nil for signatures without a time.
    public let timeSeconds: UInt64?
}
