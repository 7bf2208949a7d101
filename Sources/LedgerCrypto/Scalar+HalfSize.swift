/// Verification with scalars of half the size.
///
/// The equation S B = R + k A has two scalars of 253 bits. Multiplied by some v it becomes
///
///     (v S) B - v R - (v k) A = 0,
///
/// and v can be chosen so that v and u = v k modulo L have 127 bits each: Euclid's algorithm for L and k passes through
/// remainders u that are multiples v k of k modulo L, and the remainder shrinks as the factor v grows. B has tables of
/// its multiples, also of 2^128 B, so that v S may stay long. The sum then takes 128 doublings instead of 253.
///
/// This accepts neither more nor less. Verification asks whether P = S B - R - k A satisfies [8] P = 0. Whatever A and R
/// are, [8] A, [8] R and so [8] P are in the subgroup of order L:
///
/// - there v k may be replaced by its remainder u and v S by its own;
/// - L is prime and 0 < |v| < L, so that multiplication by v takes only 0 to 0: [v] [8] P = 0 exactly if [8] P = 0.
///
/// Specification: Antipa and others, Accelerated Verification of ECDSA Signatures (SAC 2005); Pornin, Optimized Lattice
/// Basis Reduction in Dimension 2 (2020).
struct HalfSizeFraction {
    /// v k modulo L; below 2^126.
    var numerator: UInt128
    /// The absolute value of v; from 1 to 2^126 + 1.
    var denominator: UInt128
    /// Whether v is negative.
    var isNegative: Bool

    /// Finds u and v for `k`, which must be below L.
    ///
    /// Not in constant time.
    ///
    /// Of two remainders in a row, a > b, with their factors, a |factor of b| + b |factor of a| = L. At the first b below
    /// 2^126 a is still 2^126 at least, which bounds the factor of b by L / 2^126 < 2^126 + 1.
    init(_ k: Scalar) {
        var a = Wide(Scalar.order)
        var b = Wide(k.words)
        // The factors have opposite signs at every step; what is subtracted from a remainder is added to the magnitude.
        var factorOfA: UInt128 = 0
        var factorOfB: UInt128 = 1
        isNegative = false
        while b.high != 0 || b.low >> 126 != 0 {
            // Never more than the quotient, and most often the quotient itself. Where it is less, a stays above b and
            // another round follows.
            let shift = a.bitWidth &- 63
            let gap = max(0, a.bitWidth &- b.bitWidth &- 31)
            let quotient = max(1, a.bits(from: shift) / (b.bits(from: shift &- gap) &+ 1))
            a.subtract(b, times: quotient, shiftedBy: gap)
            factorOfA &+= (factorOfB &* UInt128(truncatingIfNeeded: quotient)) &<< UInt128(truncatingIfNeeded: gap)
            if a.isLess(than: b) {
                swap(&a, &b)
                swap(&factorOfA, &factorOfB)
                isNegative.toggle()
            }
        }
        numerator = b.low
        denominator = factorOfB
    }

    /// A natural number below 2^256.
    private struct Wide {
        var low: UInt128
        var high: UInt128

        init(_ words: Words256) {
            low = UInt128(words.w0) | UInt128(words.w1) << 64
            high = UInt128(words.w2) | UInt128(words.w3) << 64
        }

        /// The number of bits without leading zeros.
        var bitWidth: Int {
            high != 0 ? 256 &- high.leadingZeroBitCount : 128 &- low.leadingZeroBitCount
        }

        /// 64 bits from bit `start` on, which must be 1 at least.
        func bits(from start: Int) -> UInt64 {
            let bits =
                start < 128
                ? low &>> UInt128(truncatingIfNeeded: start) | high &<< UInt128(truncatingIfNeeded: 128 &- start)
                : high &>> UInt128(truncatingIfNeeded: start &- 128)
            return UInt64(truncatingIfNeeded: bits)
        }

        func isLess(than other: Wide) -> Bool { high != other.high ? high < other.high : low < other.low }

        /// Subtracts `factor` 2^`shift` times `other`, which must not be greater than this number.
        mutating func subtract(_ other: Wide, times factor: UInt64, shiftedBy shift: Int) {
            let factor = UInt128(truncatingIfNeeded: factor)
            let p0 = UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: other.low)) &* factor
            let p1 = (other.low &>> 64) &* factor &+ (p0 &>> 64)
            var productLow = p1 &<< 64 | UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: p0))
            var productHigh = other.high &* factor &+ (p1 &>> 64)
            if shift > 0 {
                let count = UInt128(truncatingIfNeeded: shift)
                productHigh = productHigh &<< count | productLow &>> (128 &- count)
                productLow = productLow &<< count
            }
            high = high &- productHigh &- (low < productLow ? 1 : 0)
            low = low &- productLow
        }
    }
}
