internal import Crypto
internal import LedgerCrypto
internal import LedgerEngine

/// Seals and opens vault pages: each under its own random key, which is kept wrapped.
///
/// Page key: AES-256-GCM with a random 96-bit nonce; the page's number and the ledger's origin are authenticated with
/// it (`clinicledger/page/v1`, a line feed, the number in 8 bytes, the origin), so that a page put in another's place does
/// not open. Sealed is the nonce (12 bytes), the ciphertext and the tag (16).
/// Specification: NIST SP 800-38D; RFC 3394 for the wrapped key.
struct PageCipher: Sendable {
    /// Bytes of a wrapped page key.
    static let wrappedKeyByteCount = 40

    private let wrapping: SymmetricKey
    private let origin: String

    init(keys: VaultKeys, origin: String) {
        wrapping = keys.wrapping
        self.origin = origin
    }

    /// Encrypts a page under a new random key.
    ///
    /// - Returns: nonce, ciphertext and tag joined, and the wrapped key.
    func seal(_ plaintext: [UInt8], page: UInt64) throws -> (sealed: [UInt8], wrappedKey: [UInt8]) {
        let key = SymmetricKey(size: .bits256)
        let box = try AES.GCM.seal(plaintext, using: key, authenticating: additionalData(page))
        var sealed: [UInt8] = []
        sealed.reserveCapacity(plaintext.count + 28)
        sealed.append(contentsOf: box.nonce)
        sealed.append(contentsOf: box.ciphertext)
        sealed.append(contentsOf: box.tag)
        return (sealed, Array(try AES.KeyWrap.wrap(key, using: wrapping)))
    }

    /// Decrypts a page; nil where its key, its bytes or its number are not those it was sealed with.
    func open(_ sealed: ArraySlice<UInt8>, wrappedKey: [UInt8], page: UInt64) -> [UInt8]? {
        guard let key = try? AES.KeyWrap.unwrap(wrappedKey, using: wrapping),
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: additionalData(page))
        else { return nil }
        return Array(plaintext)
    }

    private func additionalData(_ page: UInt64) -> [UInt8] {
        var out = ByteWriter(capacity: 64)
        out.append(contentsOf: "clinicledger/page/v1\n".utf8)
        out.append(page)
        out.append(contentsOf: origin.utf8)
        return out.bytes
    }
}
