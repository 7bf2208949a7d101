extension Ed25519 {
    /// A signature to be verified together with others; the message itself is not kept.
    public struct BatchItem: Sendable {
        /// The key.
        public let publicKey: PublicKey
        /// The signature.
        public let signature: Signature
        /// SHA-512(R || A || M) modulo L.
        let challenge: Scalar

        /// Hashes `message`; all else is left to the batch.
        public init(publicKey: PublicKey, signature: Signature, message: UnsafeRawBufferPointer) {
            self.publicKey = publicKey
            self.signature = signature
            challenge = signature.challenge(publicKey.encoding, message)
        }

        /// Hashes `message`; all else is left to the batch.
        public init(publicKey: PublicKey, signature: Signature, message: [UInt8]) {
            self = message.withUnsafeBytes {
                BatchItem(publicKey: publicKey, signature: signature, message: $0)
            }
        }
    }

    /// The indices of the invalid signatures of `batch` in rising order; none when all are valid.
    ///
    /// The verdict on each is that of `PublicKey.isValid`, up to a chance of 2^-128. All equations are added up, each
    /// times a random coefficient, so that one long sum decides instead of many short ones; a key costs once however many
    /// signatures it has. When the sum fails, halves are tried until the bad ones stand alone.
    ///
    /// - Parameter randomBytes: gives that many bytes which whoever made the signatures could not foresee
    ///   (`SystemRandom.bytes`). Where it gives too few, each signature is verified by itself.
    public static func verify(batch: [BatchItem], randomBytes: (Int) -> [UInt8]) -> [Int] {
        var invalid: [Int] = []
        // Parts of bounded size keep memory flat; a longer sum would gain next to nothing.
        for start in stride(from: 0, to: batch.count, by: 16_384) {
            let part = start..<min(start + 16_384, batch.count)
            let points = AffinePoint.decoded(batch[part].map(\.signature.r))
            var decoded: [DecodedItem] = []
            decoded.reserveCapacity(part.count)
            for (index, point) in zip(part, points) {
                if let r = point, let s = Scalar(canonical: batch[index].signature.s) {
                    decoded.append(DecodedItem(index: index, item: batch[index], s: s, r: r))
                } else {
                    invalid.append(index)
                }
            }
            collectInvalid(in: decoded[...], randomBytes: randomBytes, into: &invalid)
        }
        return invalid.sorted()
    }

    private struct DecodedItem {
        var index: Int
        var item: BatchItem
        var s: Scalar
        var r: AffinePoint

        var isValid: Bool { item.publicKey.satisfies(s, r, item.challenge) }
    }

    private static func collectInvalid(
        in items: ArraySlice<DecodedItem>, randomBytes: (Int) -> [UInt8], into invalid: inout [Int]
    ) {
        if items.count > 4 {
            let random = randomBytes(16 * items.count)
            if random.count == 16 * items.count {
                if holds(items, random) { return }
                let middle = items.startIndex + items.count / 2
                collectInvalid(in: items[..<middle], randomBytes: randomBytes, into: &invalid)
                collectInvalid(in: items[middle...], randomBytes: randomBytes, into: &invalid)
                return
            }
        }
        for item in items where !item.isValid { invalid.append(item.index) }
    }

    /// Whether [8] (-(sum of z S) B + sum of z R + sum of z k A) is the neutral element.
    ///
    /// Reducing z k modulo L changes a key of mixed order by a point of small order, which the factor 8 takes away again.
    private static func holds(_ items: ArraySlice<DecodedItem>, _ random: [UInt8]) -> Bool {
        var keys: [MultiScalar.Term] = []
        var nonces: [MultiScalar.Term] = []
        nonces.reserveCapacity(items.count)
        var base = Scalar.zero
        var termOfKey: [Words256: Int] = [:]
        for (offset, item) in items.enumerated() {
            var coefficient = Words256.zero
            random[(16 * offset)..<(16 * offset + 16)].withUnsafeBytes { bytes in
                coefficient.w0 = bytes.loadUnaligned(as: UInt64.self)
                coefficient.w1 = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            }
            // A coefficient of zero would leave its signature out.
            if coefficient == .zero { coefficient.w0 = 1 }
            let z = Scalar(unchecked: coefficient)
            base = base + z * item.s
            nonces.append(MultiScalar.Term(scalar: z, point: item.r))
            let weighted = z * item.item.challenge
            if let place = termOfKey[item.item.publicKey.encoding] {
                keys[place].scalar = keys[place].scalar + weighted
            } else {
                termOfKey[item.item.publicKey.encoding] = keys.count
                keys.append(MultiScalar.Term(scalar: weighted, point: item.item.publicKey.point))
            }
        }
        return MultiScalar.sum(base: base.negated, keys, short: nonces).isSmallOrder
    }
}
