internal import Crypto
internal import LedgerCrypto

/// The secrets of a vault, derived from one master secret of 32 bytes.
///
/// HKDF without a salt, with the purposes `clinicledger/page-keys/v1` and `clinicledger/index-keys/v1` as info.
/// Specification: RFC 5869 (HKDF with SHA-256), RFC 3394 (AES key wrap).
package struct VaultKeys: Sendable {
    /// Wraps the keys of pages.
    let wrapping: SymmetricKey
    /// Turns private index keys (identifiers, codes) into pseudorandom ones.
    let indexing: HMACSHA256

    /// Derives the keys.
    package init(masterSecret: [UInt8]) {
        let master = SymmetricKey(data: masterSecret)
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<Crypto.SHA256>.deriveKey(inputKeyMaterial: master, info: Array(purpose.utf8), outputByteCount: 32)
        }
        wrapping = derive("clinicledger/page-keys/v1")
        indexing = derive("clinicledger/index-keys/v1").withUnsafeBytes { HMACSHA256(key: Array($0)) }
    }
}
