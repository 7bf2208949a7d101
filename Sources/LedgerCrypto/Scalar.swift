/// An integer modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the curve's base point.
///
/// The four words hold the value itself, below L unless an operation says otherwise. Products go through Montgomery's
/// reduction with R = 2^256. All of it takes the same time for every value: borrows are taken from the words of wide
/// differences and never asked about, since a question may be compiled to a jump.
///
/// Specification: RFC 8032, section 5.1.
struct Scalar: Hashable, Sendable, BitwiseCopyable {
    var words: Words256

    static let zero = Scalar(unchecked: .zero)

    /// Takes words that the caller knows to be below L, or that it only multiplies by a value that is.
    init(unchecked words: Words256) { self.words = words }

    /// Takes an integer that is its own remainder.
    ///
    /// nil when it is L or more, the check that RFC 8032, section 5.1.7, step 1 demands of a signature's S.
    init?(canonical words: Words256) {
        guard Scalar.subtractOrder(words, carry: 0).borrow == 1 else { return nil }
        self.words = words
    }

    /// The remainder of the 512-bit integer low + 2^256 high.
    init(low: Words256, high: Words256) {
        self = Scalar.reduced(low, Scalar.radix) + Scalar.reduced(high, Scalar.radixSquared)
    }

    /// The remainder of a SHA-512 digest read with its least significant byte first.
    init(_ digest: Digest512) {
        self = digest.withUnsafeBytes { bytes in
            guard let address = bytes.baseAddress else { return .zero }
            return Scalar(low: Words256(loadingFrom: address), high: Words256(loadingFrom: address + 32))
        }
    }

    static func + (a: Scalar, b: Scalar) -> Scalar {
        let s0 = UInt128(a.words.w0) &+ UInt128(b.words.w0)
        let s1 = UInt128(a.words.w1) &+ UInt128(b.words.w1) &+ (s0 &>> 64)
        let s2 = UInt128(a.words.w2) &+ UInt128(b.words.w2) &+ (s1 &>> 64)
        let s3 = UInt128(a.words.w3) &+ UInt128(b.words.w3) &+ (s2 &>> 64)
        let sum = Words256(w0: s0.lowWord, w1: s1.lowWord, w2: s2.lowWord, w3: s3.lowWord)
        return subtractOrderOnce(sum, carry: 0)
    }

    /// The product; one of the two may be any 256-bit integer.
    static func * (a: Scalar, b: Scalar) -> Scalar {
        reduced(reduced(a.words, b.words).words, radixSquared)
    }

    /// L - value, and 0 for 0.
    var negated: Scalar {
        let difference = Scalar.subtract(Scalar.order, words)
        return Scalar.subtractOrderOnce(difference.words, carry: 0)
    }

    var isZero: Bool { words == .zero }
}

extension Scalar {
    /// L.
    static var order: Words256 {
        Words256(w0: 0x5812_631a_5cf5_d3ed, w1: 0x14de_f9de_a2f7_9cd6, w2: 0, w3: 0x1000_0000_0000_0000)
    }

    /// 2^256 modulo L.
    private static var radix: Words256 {
        Words256(
            w0: 0xd6ec_3174_8d98_951d, w1: 0xc6ef_5bf4_737d_cf70, w2: 0xffff_ffff_ffff_fffe, w3: 0x0fff_ffff_ffff_ffff)
    }

    /// 2^512 modulo L.
    private static var radixSquared: Words256 {
        Words256(
            w0: 0xa406_11e3_449c_0f01, w1: 0xd00e_1ba7_6885_9347, w2: 0xceec_73d2_17f5_be65, w3: 0x0399_411b_7c30_9a3d)
    }

    /// -1 / L modulo 2^64.
    private static var minusOrderInverse: UInt64 { 0xd2b5_1da3_1254_7e1b }

    /// a b / 2^256 modulo L; one factor must be below L, the other may be any 256-bit integer.
    private static func reduced(_ a: Words256, _ b: Words256) -> Scalar {
        var t = (w0: UInt64(0), w1: UInt64(0), w2: UInt64(0), w3: UInt64(0), w4: UInt64(0))
        accumulate(a.w0, b, into: &t)
        accumulate(a.w1, b, into: &t)
        accumulate(a.w2, b, into: &t)
        accumulate(a.w3, b, into: &t)
        return subtractOrderOnce(Words256(w0: t.w0, w1: t.w1, w2: t.w2, w3: t.w3), carry: t.w4)
    }

    /// t becomes (t + x b + m L) / 2^64, where m is what makes that whole.
    @inline(__always)
    private static func accumulate(
        _ x: UInt64, _ b: Words256, into t: inout (w0: UInt64, w1: UInt64, w2: UInt64, w3: UInt64, w4: UInt64)
    ) {
        let p0 = wide(x, b.w0) &+ UInt128(t.w0)
        let p1 = wide(x, b.w1) &+ UInt128(t.w1) &+ (p0 &>> 64)
        let p2 = wide(x, b.w2) &+ UInt128(t.w2) &+ (p1 &>> 64)
        let p3 = wide(x, b.w3) &+ UInt128(t.w3) &+ (p2 &>> 64)
        let p4 = UInt128(t.w4) &+ (p3 &>> 64)
        let factor = p0.lowWord &* minusOrderInverse
        let q0 = wide(factor, order.w0) &+ UInt128(p0.lowWord)
        let q1 = wide(factor, order.w1) &+ UInt128(p1.lowWord) &+ (q0 &>> 64)
        let q2 = UInt128(p2.lowWord) &+ (q1 &>> 64)
        let q3 = wide(factor, order.w3) &+ UInt128(p3.lowWord) &+ (q2 &>> 64)
        let q4 = p4 &+ (q3 &>> 64)
        t = (q1.lowWord, q2.lowWord, q3.lowWord, q4.lowWord, UInt64(truncatingIfNeeded: q4 &>> 64))
    }

    /// value - L if that is not negative, else value; `carry` is the value's fifth word.
    private static func subtractOrderOnce(_ value: Words256, carry: UInt64) -> Scalar {
        let (difference, borrow) = subtractOrder(value, carry: carry)
        let keep = 0 &- borrow
        return Scalar(
            unchecked: Words256(
                w0: difference.w0 ^ (keep & (difference.w0 ^ value.w0)),
                w1: difference.w1 ^ (keep & (difference.w1 ^ value.w1)),
                w2: difference.w2 ^ (keep & (difference.w2 ^ value.w2)),
                w3: difference.w3 ^ (keep & (difference.w3 ^ value.w3))))
    }

    private static func subtractOrder(_ value: Words256, carry: UInt64) -> (words: Words256, borrow: UInt64) {
        let (words, borrow) = subtract(value, order)
        return (words, UInt64(truncatingIfNeeded: (UInt128(carry) &- UInt128(borrow)) &>> 127))
    }

    /// a - b modulo 2^256, and 1 if it was negative.
    private static func subtract(_ a: Words256, _ b: Words256) -> (words: Words256, borrow: UInt64) {
        let d0 = UInt128(a.w0) &- UInt128(b.w0)
        let d1 = UInt128(a.w1) &- UInt128(b.w1) &- (d0 &>> 127)
        let d2 = UInt128(a.w2) &- UInt128(b.w2) &- (d1 &>> 127)
        let d3 = UInt128(a.w3) &- UInt128(b.w3) &- (d2 &>> 127)
        let words = Words256(w0: d0.lowWord, w1: d1.lowWord, w2: d2.lowWord, w3: d3.lowWord)
        return (words, UInt64(truncatingIfNeeded: d3 &>> 127))
    }
}

extension UInt128 {
    @inline(__always)
    fileprivate var lowWord: UInt64 { UInt64(truncatingIfNeeded: self) }
}

@inline(__always)
private func wide(_ a: UInt64, _ b: UInt64) -> UInt128 {
    UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
}
