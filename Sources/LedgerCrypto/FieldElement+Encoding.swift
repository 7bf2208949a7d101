/// 32 bytes that stand for a number, least significant byte first, held as four 64-bit words.
struct Words256: Hashable, Sendable, BitwiseCopyable {
    var w0: UInt64
    var w1: UInt64
    var w2: UInt64
    var w3: UInt64

    static var zero: Words256 { Words256(w0: 0, w1: 0, w2: 0, w3: 0) }

    init(w0: UInt64, w1: UInt64, w2: UInt64, w3: UInt64) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
    }

    /// Reads 32 bytes at `pointer`.
    init(loadingFrom pointer: UnsafeRawPointer) {
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self))
        }
        self.init(w0: word(0), w1: word(1), w2: word(2), w3: word(3))
    }

    /// Takes 32 bytes; nil for any other number.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        // No array in between, which would leave a copy of a seed behind.
        self = .zero
        withUnsafeMutableBytes(of: &self) { _ = $0.initializeMemory(as: UInt8.self, fromContentsOf: bytes) }
        self = Words256(
            w0: UInt64(littleEndian: w0), w1: UInt64(littleEndian: w1), w2: UInt64(littleEndian: w2),
            w3: UInt64(littleEndian: w3))
    }

    /// Lends the 32 bytes to `body`.
    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let stored = Words256(
            w0: w0.littleEndian, w1: w1.littleEndian, w2: w2.littleEndian, w3: w3.littleEndian)
        return try Swift.withUnsafeBytes(of: stored, body)
    }

    var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension FieldElement {
    /// Takes the low 255 bits of `words` as a number, reduced or not; gives tight.
    init(_ words: Words256) {
        let mask = FieldElement.limbMask
        self.init(
            words.w0 & mask,
            (words.w0 >> 51 | words.w1 << 13) & mask,
            (words.w1 >> 38 | words.w2 << 26) & mask,
            (words.w2 >> 25 | words.w3 << 39) & mask,
            (words.w3 >> 12) & mask)
    }

    /// The value's one number below 2^255 - 19; needs loose.
    var encoded: Words256 {
        let mask = FieldElement.limbMask
        let a = carried
        // The value is below 2^255 + 2^68. The quotient by 2^255 - 19 is 0 or 1: the carry out of value + 19.
        var quotient = (a.l0 &+ 19) >> 51
        quotient = (a.l1 &+ quotient) >> 51
        quotient = (a.l2 &+ quotient) >> 51
        quotient = (a.l3 &+ quotient) >> 51
        quotient = (a.l4 &+ quotient) >> 51
        let r0 = a.l0 &+ 19 &* quotient
        let r1 = a.l1 &+ (r0 >> 51)
        let r2 = a.l2 &+ (r1 >> 51)
        let r3 = a.l3 &+ (r2 >> 51)
        let r4 = a.l4 &+ (r3 >> 51)
        let (c0, c1, c2, c3, c4) = (r0 & mask, r1 & mask, r2 & mask, r3 & mask, r4 & mask)
        return Words256(
            w0: c0 | c1 << 51, w1: c1 >> 13 | c2 << 38, w2: c2 >> 26 | c3 << 25, w3: c3 >> 39 | c4 << 12)
    }

    /// Whether the reduced value is odd: what the curve calls the sign.
    var isOdd: Bool { encoded.w0 & 1 == 1 }

    /// Whether the value is 0; its time does not depend on it.
    var isZero: Bool {
        let words = encoded
        return words.w0 | words.w1 | words.w2 | words.w3 == 0
    }
}

extension Words256 {
    /// Whether the low 255 bits are a number below 2^255 - 19, and so the one permitted encoding of an element.
    var isCanonicalFieldElement: Bool {
        let top = w3 & (1 << 63 - 1)
        return !(top == 1 << 63 - 1 && w2 == .max && w1 == .max && w0 >= .max - 18)
    }
}
