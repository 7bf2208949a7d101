/// An element of the field of 2^255 - 19 elements, the coordinates of the curve.
///
/// The value is l0 + 2^51 l1 + 2^102 l2 + 2^153 l3 + 2^204 l4, modulo 2^255 - 19: five limbs of a little more than 51
/// bits, so that sums need no carries. One element has many representations; only `encoded` and what is built on it
/// tell values apart. Two bounds hold, and every operation says which it needs and which it gives:
///
/// | bound | each limb | who |
/// | --- | --- | --- |
/// | tight | < 2^51 + 2^15 | constants, decoded bytes, products, squares, `carried` |
/// | loose | < 2^54 | what products and squares accept |
///
/// Nothing here branches or indexes by a value: all of it takes the same time for every element.
struct FieldElement: Sendable, BitwiseCopyable {
    var l0: UInt64
    var l1: UInt64
    var l2: UInt64
    var l3: UInt64
    var l4: UInt64

    @inline(__always)
    init(_ l0: UInt64, _ l1: UInt64, _ l2: UInt64, _ l3: UInt64, _ l4: UInt64) {
        self.l0 = l0
        self.l1 = l1
        self.l2 = l2
        self.l3 = l3
        self.l4 = l4
    }

    static var zero: FieldElement { FieldElement(0, 0, 0, 0, 0) }
    static var one: FieldElement { FieldElement(1, 0, 0, 0, 0) }

    static var limbMask: UInt64 { (1 << 51) - 1 }
}

/// Sums. Limbs grow, and no carry is made.
extension FieldElement {
    /// Tight + tight gives limbs < 2^52 + 2^16; the sum of any two must stay loose.
    @inline(__always)
    static func + (a: FieldElement, b: FieldElement) -> FieldElement {
        FieldElement(a.l0 &+ b.l0, a.l1 &+ b.l1, a.l2 &+ b.l2, a.l3 &+ b.l3, a.l4 &+ b.l4)
    }

    /// Needs `b` tight; gives limbs less than those of `a` plus 2^52.
    ///
    /// 2 (2^255 - 19) is added first, so that no limb falls below zero.
    @inline(__always)
    static func - (a: FieldElement, b: FieldElement) -> FieldElement {
        let first: UInt64 = (1 << 52) - 38
        let other: UInt64 = (1 << 52) - 2
        assert(b.l0 <= first && max(b.l1, b.l2, b.l3, b.l4) <= other)
        return FieldElement(
            a.l0 &+ first &- b.l0, a.l1 &+ other &- b.l1, a.l2 &+ other &- b.l2,
            a.l3 &+ other &- b.l3, a.l4 &+ other &- b.l4)
    }

    /// The difference for limbs of `b` up to 2^53 - 76; gives limbs less than those of this element plus 2^53.
    @inline(__always)
    func minus(sum b: FieldElement) -> FieldElement {
        let first: UInt64 = (1 << 53) - 76
        let other: UInt64 = (1 << 53) - 4
        assert(b.l0 <= first && max(b.l1, b.l2, b.l3, b.l4) <= other)
        return FieldElement(
            l0 &+ first &- b.l0, l1 &+ other &- b.l1, l2 &+ other &- b.l2,
            l3 &+ other &- b.l3, l4 &+ other &- b.l4)
    }

    /// Tight in, tight out.
    @inline(__always)
    var negated: FieldElement { (FieldElement.zero - self).carried }

    /// Takes limbs of any size, the last below 3 * 2^60, gives tight.
    @inline(__always)
    var carried: FieldElement {
        let mask = FieldElement.limbMask
        return FieldElement(
            (l0 & mask) &+ 19 &* (l4 >> 51), (l1 & mask) &+ (l0 >> 51), (l2 & mask) &+ (l1 >> 51),
            (l3 & mask) &+ (l2 >> 51), (l4 & mask) &+ (l3 >> 51))
    }
}

/// Products. Loose limbs in, tight limbs out.
///
/// They are inlined, since what they are inlined into is not: five limbs go through memory at every call, and a chain of
/// calls waits for its own stores. Whole formulas are the unit of code here; together they fit the instruction cache.
///
/// One factor is shifted left by 8, the other by 5, so that every column comes out 2^13 times too large: its high word
/// is then the carry, its low word the 51 bits that stay, and no shift of two words is needed, which processors are slow
/// at. All five carries move at once, then once more; nothing waits for a carry from the far end.
extension FieldElement {
    // A column is at most (1 + 4 * 19) 2^(108 + 13) < 2^128, the one whose carry goes back, times 19, at most
    // 5 * 2^121, and 19 * 5 * 2^57 + 2^51 < 2^64.

    @inline(__always)
    static func * (a: FieldElement, b: FieldElement) -> FieldElement {
        assert(a.isLoose && b.isLoose)
        let (a0, a1, a2, a3, a4) = (a.l0 &<< 8, a.l1 &<< 8, a.l2 &<< 8, a.l3 &<< 8, a.l4 &<< 8)
        let (b0, b1, b2, b3, b4) = (b.l0 &<< 5, b.l1 &<< 5, b.l2 &<< 5, b.l3 &<< 5, b.l4 &<< 5)
        let (b1x19, b2x19, b3x19, b4x19) = (b1 &* 19, b2 &* 19, b3 &* 19, b4 &* 19)
        return reduce(
            wide(a0, b0) &+ wide(a1, b4x19) &+ wide(a2, b3x19) &+ wide(a3, b2x19) &+ wide(a4, b1x19),
            wide(a0, b1) &+ wide(a1, b0) &+ wide(a2, b4x19) &+ wide(a3, b3x19) &+ wide(a4, b2x19),
            wide(a0, b2) &+ wide(a1, b1) &+ wide(a2, b0) &+ wide(a3, b4x19) &+ wide(a4, b3x19),
            wide(a0, b3) &+ wide(a1, b2) &+ wide(a2, b1) &+ wide(a3, b0) &+ wide(a4, b4x19),
            wide(a0, b4) &+ wide(a1, b3) &+ wide(a2, b2) &+ wide(a3, b1) &+ wide(a4, b0))
    }

    @inline(__always)
    var squared: FieldElement {
        assert(isLoose)
        let (b0, b1, b2, b3, b4) = (l0 &<< 5, l1 &<< 5, l2 &<< 5, l3 &<< 5, l4 &<< 5)
        let (d0, d1, d2, d3) = (l0 &<< 9, l1 &<< 9, l2 &<< 9, l3 &<< 9)
        let (b3x19, b4x19) = (b3 &* 19, b4 &* 19)
        return FieldElement.reduce(
            wide(l0 &<< 8, b0) &+ wide(d1, b4x19) &+ wide(d2, b3x19),
            wide(d0, b1) &+ wide(d2, b4x19) &+ wide(l3 &<< 8, b3x19),
            wide(d0, b2) &+ wide(l1 &<< 8, b1) &+ wide(d3, b4x19),
            wide(d0, b3) &+ wide(d1, b2) &+ wide(l4 &<< 8, b4x19),
            wide(d0, b4) &+ wide(d1, b3) &+ wide(l2 &<< 8, b2))
    }

    /// The element, tight, squared `count` times over.
    ///
    /// Half of every root and inverse is spent here, so that it has a square of its own: limbs below 2^52 take the factor
    /// 2^13 with fewer shifts.
    @inline(never)
    func squared(times count: Int) -> FieldElement {
        assert(max(l0, l1, l2, l3, l4) < 1 << 52)
        var x = self
        for _ in 0..<count {
            let (a0, a1, a2, a3, a4) = (x.l0 &<< 12, x.l1 &<< 12, x.l2 &<< 12, x.l3 &<< 12, x.l4 &<< 12)
            let (l3x38, l4x38) = (x.l3 &* 38, x.l4 &* 38)
            let (l3x76, l4x76) = (l3x38 &* 2, l4x38 &* 2)
            x = FieldElement.reduce(
                wide(a0, x.l0 &* 2) &+ wide(a1, l4x76) &+ wide(a2, l3x76),
                wide(a0, x.l1 &* 4) &+ wide(a2, l4x76) &+ wide(a3, l3x38),
                wide(a0, x.l2 &* 4) &+ wide(a1, x.l1 &* 2) &+ wide(a3, l4x76),
                wide(a0, x.l3 &* 4) &+ wide(a1, x.l2 &* 4) &+ wide(a4, l4x38),
                wide(a0, x.l4 &* 4) &+ wide(a1, x.l3 &* 4) &+ wide(a2, x.l2 &* 2))
        }
        return x
    }

    /// The product, by a call.
    @inline(never)
    func times(_ other: FieldElement) -> FieldElement { self * other }

    /// Takes columns that are 2^13 times too large; the carry out of the fourth is below 23 * 2^57.
    @inline(__always)
    private static func reduce(_ c0: UInt128, _ c1: UInt128, _ c2: UInt128, _ c3: UInt128, _ c4: UInt128)
        -> FieldElement
    {
        FieldElement(
            (low(c0) &>> 13) &+ 19 &* high(c4), (low(c1) &>> 13) &+ high(c0), (low(c2) &>> 13) &+ high(c1),
            (low(c3) &>> 13) &+ high(c2), (low(c4) &>> 13) &+ high(c3)
        ).carried
    }

    var isLoose: Bool { max(l0, l1, l2, l3, l4) < 1 << 54 }
}

@inline(__always)
private func low(_ a: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: a) }

@inline(__always)
private func high(_ a: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: a &>> 64) }

/// The full product of two words.
@inline(__always)
private func wide(_ a: UInt64, _ b: UInt64) -> UInt128 {
    UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
}
