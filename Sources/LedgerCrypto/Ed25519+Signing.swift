extension Ed25519 {
    /// A key that signs.
    ///
    /// Its secrets lie in memory of their own, which is overwritten when the last reference goes. Nothing here branches or
    /// looks anything up by a secret. What a description of it shows is the public key.
    public final class SigningKey: Sendable {
        /// The number of bytes in a seed.
        public static let seedByteCount = 32

        /// The key that verifies.
        public let publicKey: PublicKey

        /// What the seed is expanded to: the scalar and what nonces are made from.
        private struct Secret: BitwiseCopyable {
            var scalar: Scalar
            var prefix: Words256
        }

        // Written by `init` and `deinit` only.
        private nonisolated(unsafe) let secret: UnsafeMutablePointer<Secret>

        /// Expands a seed of 32 secret, random bytes; throws `CryptoError.keyLength` for any other number.
        ///
        /// Specification: RFC 8032, section 5.1.5.
        public init(seed: some Collection<UInt8>) throws(CryptoError) {
            guard var seedWords = Words256(seed) else { throw .keyLength }
            defer { erase(&seedWords) }
            var hash = SHA512()
            defer { erase(&hash) }
            seedWords.withUnsafeBytes { hash.update($0) }
            var digest = hash.finalize()
            defer { erase(&digest) }
            var (low, high) = digest.halves
            defer { erase(&low) }
            defer { erase(&high) }
            low.w0 &= ~7
            low.w3 = low.w3 & ~(1 << 63) | 1 << 62
            // The base point has order L: the remainder gives the same points and the same S.
            var scalar = Scalar(low: low, high: .zero)
            defer { erase(&scalar) }
            let point = FixedBaseTable.base.multiply(scalar).affine
            publicKey = PublicKey(encoding: point.encoded, point: point)
            secret = .allocate(capacity: 1)
            secret.initialize(to: Secret(scalar: scalar, prefix: high))
        }

        deinit {
            erase(&secret.pointee)
            secret.deallocate()
        }

        /// The signature of `message`; the same bytes each time.
        ///
        /// Specification: RFC 8032, section 5.1.6.
        public func signature(for message: UnsafeRawBufferPointer) -> Signature {
            var hash = SHA512()
            defer { erase(&hash) }
            secret.pointee.prefix.withUnsafeBytes { hash.update($0) }
            hash.update(message)
            var digest = hash.finalize()
            defer { erase(&digest) }
            var nonce = Scalar(digest)
            defer { erase(&nonce) }
            let r = FixedBaseTable.base.multiply(nonce).affine.encoded
            let k = Signature(r: r, s: .zero).challenge(publicKey.encoding, message)
            let s = k * secret.pointee.scalar + nonce
            return Signature(r: r, s: s.words)
        }

        /// The signature of `message`; the same bytes each time.
        public func signature(for message: [UInt8]) -> Signature {
            message.withUnsafeBytes { signature(for: $0) }
        }
    }
}

extension Ed25519.SigningKey: CustomStringConvertible, CustomReflectable {
    /// The public key in hexadecimal, and nothing of the secret.
    public var description: String { "Ed25519.SigningKey(publicKey: \(Hexadecimal.text(publicKey.bytes)))" }

    /// The public key, and nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": Hexadecimal.text(publicKey.bytes)]) }
}

extension Ed25519.PublicKey {
    init(encoding: Words256, point: AffinePoint) {
        self.encoding = encoding
        self.point = point
    }
}

extension Digest512 {
    /// The digest as two numbers, least significant byte first.
    var halves: (low: Words256, high: Words256) {
        withUnsafeBytes { bytes in
            guard let address = bytes.baseAddress else { return (.zero, .zero) }
            return (Words256(loadingFrom: address), Words256(loadingFrom: address + 32))
        }
    }
}
