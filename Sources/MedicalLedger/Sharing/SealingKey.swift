internal import Crypto
internal import FoundationEssentials
internal import LedgerCrypto

/// An X25519 key that others seal messages to: a node's, a practitioner's or a patient's.
///
/// HPKE in base mode, one message for each encapsulated key: whoever opens a message learns nothing about who sealed it,
/// so a sender that matters must sign what is inside.
///
/// | bytes of a sealed message | |
/// | --- | --- |
/// | 32 | encapsulated key: the sender's X25519 public key for this message alone |
/// | as many as the plaintext | AES-256-GCM ciphertext |
/// | 16 | AES-256-GCM tag |
///
/// Specification: RFC 9180, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; section 6.1 for the single message.
package struct SealingKey: Sendable {
    /// Bytes of a public key, and of a secret one.
    package static let keyByteCount = 32
    /// Bytes that a sealed message is longer than what was sealed.
    package static let overheadByteCount = 48

    private static var suite: HPKE.Ciphersuite {
        HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    }

    // Its bytes lie in memory that is overwritten when they are no longer needed.
    private let key: Curve25519.KeyAgreement.PrivateKey

    /// What others seal to, 32 bytes.
    package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// Takes a key from its 32 secret bytes; nil for any other number.
    package init?(secret: some Collection<UInt8>) {
        var bytes = Data(secret)
        defer { bytes.resetBytes(in: bytes.startIndex..<bytes.endIndex) }
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { return nil }
        self.key = key
    }

    /// Seals a message to a public key.
    ///
    /// - Parameters:
    ///   - plaintext: the message.
    ///   - publicKey: the recipient's, 32 bytes; one of small order, or of another length, is refused (`sealingKeyUnfit`).
    ///   - info: what the message is for: opening it for anything else fails.
    ///   - additionalData: what stands beside the message in clear and must be opened with it.
    package static func seal(
        _ plaintext: [UInt8], to publicKey: [UInt8], info: [UInt8], authenticating additionalData: [UInt8] = []
    ) throws -> [UInt8] {
        do {
            let recipient = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
            guard hasLargeOrder(recipient) else { throw MedicalError("sealingKeyUnfit", .refused) }
            var sender = try HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: Data(info))
            let ciphertext = try sender.seal(plaintext, authenticating: additionalData)
            return Array(sender.encapsulatedKey) + Array(ciphertext)
        } catch {
            throw MedicalError("sealingKeyUnfit", .refused)
        }
    }

    /// Opens a message; nil where it was sealed to another key, for something else, or was changed.
    package func open(
        _ sealed: some Collection<UInt8>, info: [UInt8], authenticating additionalData: [UInt8] = []
    ) -> [UInt8]? {
        guard sealed.count >= Self.overheadByteCount else { return nil }
        let encapsulatedKey = Data(sealed.prefix(Self.keyByteCount))
        guard let sender = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: encapsulatedKey),
            Self.hasLargeOrder(sender),
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: Self.suite, info: Data(info), encapsulatedKey: encapsulatedKey),
            let plaintext = try? recipient.open(
                Array(sealed.dropFirst(Self.keyByteCount)), authenticating: additionalData)
        else { return nil }
        return Array(plaintext)
    }

    /// Whether a public key leads different people to different secrets.
    ///
    /// RFC 9180 section 7.1.4 demands it and the library does not look: with one of the few keys of small order everybody
    /// agrees on zero. Which secret key one looks with does not matter, they are all multiples of eight.
    private static func hasLargeOrder(_ publicKey: Curve25519.KeyAgreement.PublicKey) -> Bool {
        let anyKey = [UInt8](repeating: 1, count: keyByteCount)
        guard let probe = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: anyKey),
            let secret = try? probe.sharedSecretFromKeyAgreement(with: publicKey)
        else { return false }
        return secret.withUnsafeBytes { bytes in bytes.contains { $0 != 0 } }
    }
}
