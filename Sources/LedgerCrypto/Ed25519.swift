/// Ed25519 signatures.
///
/// Verification accepts exactly one set of signatures, the same everywhere: by a `PublicKey`, by a `PreparedPublicKey`
/// and in a batch. A signature (R, S) of message M under key A is valid when
///
/// 1. A and R are the canonical encodings of points: y below 2^255 - 19, and no negative zero;
/// 2. A is not one of the eight points of small order;
/// 3. S is below L;
/// 4. [8] S B = [8] R + [8] k A, where k = SHA-512(R || A || M) modulo L.
///
/// The standard leaves verifiers a choice between equation 4 and one without the factor 8; only with it do single
/// and batch verification agree on every signature, which a ledger needs whose members must reach the same verdict.
/// In the table of ed25519-speccheck, which has twelve signatures on which implementations differ, this one's row is
///
/// | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 |
/// | - | - | - | - | - | - | - | - | - | - | - | - |
/// | X | X | V | V | V | V | X | X | X | X | X | X |
///
/// A signature that this accepts binds its signer to one message and the signer's only key; see the tests for the
/// reason of each verdict. Signing follows the standard to the bit and takes the same time for every key.
///
/// Specification: RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs (SSR 2020).
public enum Ed25519 {
    /// A key that verifies signatures; valid as long as it exists.
    public struct PublicKey: Hashable, Sendable {
        /// The number of bytes in a public key.
        public static let byteCount = 32

        let encoding: Words256
        let point: AffinePoint

        /// Takes the 32 bytes of a key.
        ///
        /// Throws `CryptoError.keyLength`, `.keyEncoding` where the bytes are no point or not its canonical encoding, and
        /// `.keySmallOrder`. Costs a square root, about a tenth of a verification: keep the value for the next signature.
        public init(bytes: some Collection<UInt8>) throws(CryptoError) {
            guard let encoding = Words256(bytes) else { throw .keyLength }
            try self.init(encoding, AffinePoint(canonical: encoding))
        }

        private init(_ encoding: Words256, _ point: AffinePoint?) throws(CryptoError) {
            guard let point else { throw .keyEncoding }
            guard !point.isSmallOrder else { throw .keySmallOrder }
            self.encoding = encoding
            self.point = point
        }

        /// Takes many keys of 32 bytes each at less cost than one by one; each has the result of `init(bytes:)`.
        public static func keys(_ encodings: [[UInt8]]) -> [Result<PublicKey, CryptoError>] {
            let words = encodings.map { Words256($0) }
            return zip(words, AffinePoint.decoded(words.map { $0 ?? .zero })).map { words, point in
                Result { () throws(CryptoError) in
                    guard let words else { throw .keyLength }
                    return try PublicKey(words, point)
                }
            }
        }

        /// The 32 bytes.
        public var bytes: [UInt8] { encoding.bytes }

        /// Whether two keys are the same.
        public static func == (left: PublicKey, right: PublicKey) -> Bool { left.encoding == right.encoding }

        /// Feeds the key's bytes to `hasher`.
        public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }

        /// Whether `signature` is this key's over `message`.
        public func isValid(_ signature: Signature, for message: UnsafeRawBufferPointer) -> Bool {
            guard let (s, r) = signature.decoded() else { return false }
            return satisfies(s, r, signature.challenge(encoding, message))
        }

        /// Whether `signature` is this key's over `message`.
        public func isValid(_ signature: Signature, for message: [UInt8]) -> Bool {
            message.withUnsafeBytes { isValid(signature, for: $0) }
        }

        /// Whether [8] (-S B + R + k A) is the neutral element: equation 4.
        func satisfies(_ s: Scalar, _ r: AffinePoint, _ k: Scalar) -> Bool {
            // [v] of the equation, v chosen so that the multiples of A and R are short: see `HalfSizeFraction`.
            let half = HalfSizeFraction(k)
            let factor = Scalar(half.denominator)
            let terms = [
                MultiScalar.Term(scalar: Scalar(half.numerator), point: half.isNegative ? point.negated : point),
                MultiScalar.Term(scalar: factor, point: r),
            ]
            return MultiScalar.straus(base: (factor * s).negated, terms).isSmallOrder
        }
    }

    /// A public key with a table of its multiples, for a key that has many signatures to verify one by one.
    ///
    /// The table takes 30 KB and the time of some three verifications to make; each then costs about half. All keys share
    /// the base point's own, 120 KB.
    public struct PreparedPublicKey: Sendable {
        /// The key.
        public let publicKey: PublicKey
        private let table: PublicTable

        /// Makes the table.
        public init(_ publicKey: PublicKey) {
            self.publicKey = publicKey
            table = PublicTable(publicKey.point, width: 6)
        }

        /// Whether `signature` is this key's over `message`: the same answer as the key's own.
        public func isValid(_ signature: Signature, for message: UnsafeRawBufferPointer) -> Bool {
            guard let (s, r) = signature.decoded() else { return false }
            return satisfies(s, r, signature.challenge(publicKey.encoding, message))
        }

        /// Whether [8] (-S B + R + k A) is the neutral element: equation 4.
        func satisfies(_ s: Scalar, _ r: AffinePoint, _ k: Scalar) -> Bool {
            let sum = PublicTable.sum([(s.negated, .base), (k, table)])
            return (sum + AffineCachedPoint(r)).extended.isSmallOrder
        }

        /// Whether `signature` is this key's over `message`: the same answer as the key's own.
        public func isValid(_ signature: Signature, for message: [UInt8]) -> Bool {
            message.withUnsafeBytes { isValid(signature, for: $0) }
        }
    }

    /// A signature's 64 bytes, R and S, which may be valid or not.
    public struct Signature: Hashable, Sendable {
        /// The number of bytes in a signature.
        public static let byteCount = 64

        let r: Words256
        let s: Words256

        init(r: Words256, s: Words256) {
            self.r = r
            self.s = s
        }

        /// Takes 64 bytes; nil for any other number.
        public init?(_ bytes: some Collection<UInt8>) {
            let words = bytes.withContiguousStorageIfAvailable { Signature.words(UnsafeRawBufferPointer($0)) }
            guard let (r, s) = words ?? Array(bytes).withUnsafeBytes({ Signature.words($0) }) else { return nil }
            self.init(r: r, s: s)
        }

        private static func words(_ bytes: UnsafeRawBufferPointer) -> (r: Words256, s: Words256)? {
            guard bytes.count == byteCount, let address = bytes.baseAddress else { return nil }
            return (Words256(loadingFrom: address), Words256(loadingFrom: address + 32))
        }

        /// The 64 bytes.
        public var bytes: [UInt8] { r.bytes + s.bytes }

        /// S and R; nil where one of them is not canonical: conditions 1 and 3.
        func decoded() -> (s: Scalar, r: AffinePoint)? {
            guard let s = Scalar(canonical: s), let r = AffinePoint(canonical: r) else { return nil }
            return (s, r)
        }

        /// SHA-512(R || A || M) modulo L.
        func challenge(_ publicKey: Words256, _ message: UnsafeRawBufferPointer) -> Scalar {
            var hash = SHA512()
            r.withUnsafeBytes { hash.update($0) }
            publicKey.withUnsafeBytes { hash.update($0) }
            hash.update(message)
            return Scalar(hash.finalize())
        }
    }
}
