/// Why a key could not be taken, or randomness not be had.
public struct CryptoError: Error, Hashable, Sendable {
    /// The reason's code, under which `Wording` keeps the sentence for people.
    public let code: String

    private init(_ code: String) { self.code = code }

    /// A seed or a public key is not 32 bytes long.
    public static let keyLength = CryptoError("crypto.keyLength")
    /// A public key is no point of the curve, or not in its only permitted encoding.
    public static let keyEncoding = CryptoError("crypto.keyEncoding")
    /// A public key is one of the eight points under which signatures bind nobody.
    public static let keySmallOrder = CryptoError("crypto.keySmallOrder")
    /// The operating system gave no random bytes.
    public static let randomnessUnavailable = CryptoError("crypto.randomnessUnavailable")
}
