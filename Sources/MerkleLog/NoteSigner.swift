public import LedgerCrypto

/// A log's key: signs texts.
public struct NoteSigner: Sendable {
    /// What others verify by.
    public let verifierKey: VerifierKey
    private let signingKey: Ed25519.SigningKey

    /// Names a signing key; the name of a log's key is the log's origin.
    public init(name: KeyName, signingKey: Ed25519.SigningKey) {
        self.signingKey = signingKey
        verifierKey = VerifierKey(name: name, publicKey: signingKey.publicKey)
    }

    /// Signs a text, which must end in a newline to become a note.
    public func signature(over text: String) -> NoteSignature {
        NoteSignature(by: verifierKey, bytes: Array(signingKey.signature(for: Array(text.utf8)).bytes))
    }

    /// Signs a text into a note.
    ///
    /// Throws `unterminatedLine`, `controlCharacter`, `textTooLong`.
    public func sign(_ text: String) throws(MerkleLogError) -> SignedNote {
        try SignedNote(text: text, signatures: [signature(over: text)])
    }
}

/// A witness's key: states when it saw a checkpoint as the newest consistent one of a log.
///
/// A cosignature does not commit to the name, so that one key must not serve two witnesses.
///
/// Specification: C2SP tlog-cosignature, section Ed25519 signed message.
public struct Cosigner: Sendable {
    /// What others verify by.
    public let verifierKey: VerifierKey
    private let signingKey: Ed25519.SigningKey

    /// Names a witness's key.
    public init(name: KeyName, signingKey: Ed25519.SigningKey) {
        self.signingKey = signingKey
        verifierKey = VerifierKey(name: name, algorithm: .cosignature, publicKey: signingKey.publicKey)
    }

    /// Cosigns a checkpoint, whose consistency the caller has verified.
    ///
    /// `timeSeconds` counts from 1970-01-01 00:00 UTC; times beyond 2^63 - 1 become that.
    public func cosignature(over checkpoint: Checkpoint, timeSeconds: UInt64) -> NoteSignature {
        let time = min(timeSeconds, UInt64(Int64.max))
        let message = VerifierKey.cosignedMessage(checkpoint.text, timeSeconds: time)
        let timeBytes = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) }
        return NoteSignature(by: verifierKey, bytes: timeBytes + signingKey.signature(for: message).bytes)
    }
}
