/// An element of the field of 2^255 - 19 elements, the coordinates of the curve.
///
/// The value is l0 + 2^51 l1 + 2^102 l2 + 2^153 l3 + 2^204 l4, modulo 2^255 - 19: five limbs of a little more than 51
/// bits, so that sums need no carries. One element has many representations; only `encoded` and what is built on it
/// tell values apart. Two bounds hold, and every operation says which it needs and which it gives:
///
/// | bound | each limb | who |
/// | --- | --- | --- |
/// | tight | < 2^51 + 2^13 | constants, decoded bytes, products, squares, `carried` |
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
    /// Tight + tight gives limbs < 2^52 + 2^14; the sum of any two must stay loose.
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
    var negated: FieldElement { (FieldElement.zero - self).carried }

    /// Takes limbs below 2^59, gives tight.
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
extension FieldElement {
    // A column is at most (1 + 4 * 19) 2^108 < 2^115; the one that is carried back, times 19, at most 5 * 2^108 plus a
    // carry, so that 19 (column >> 51) < 2^64.

    @inline(__always)
    static func * (a: FieldElement, b: FieldElement) -> FieldElement {
        assert(a.isLoose && b.isLoose)
        let b1 = b.l1 &* 19
        let b2 = b.l2 &* 19
        let b3 = b.l3 &* 19
        let b4 = b.l4 &* 19
        return reduce(
            wide(a.l0, b.l0) &+ wide(a.l1, b4) &+ wide(a.l2, b3) &+ wide(a.l3, b2) &+ wide(a.l4, b1),
            wide(a.l0, b.l1) &+ wide(a.l1, b.l0) &+ wide(a.l2, b4) &+ wide(a.l3, b3) &+ wide(a.l4, b2),
            wide(a.l0, b.l2) &+ wide(a.l1, b.l1) &+ wide(a.l2, b.l0) &+ wide(a.l3, b4) &+ wide(a.l4, b3),
            wide(a.l0, b.l3) &+ wide(a.l1, b.l2) &+ wide(a.l2, b.l1) &+ wide(a.l3, b.l0) &+ wide(a.l4, b4),
            wide(a.l0, b.l4) &+ wide(a.l1, b.l3) &+ wide(a.l2, b.l2) &+ wide(a.l3, b.l1) &+ wide(a.l4, b.l0))
    }

    @inline(__always)
    var squared: FieldElement {
        assert(isLoose)
        let d0 = l0 &* 2
        let d1 = l1 &* 2
        let l3x19 = l3 &* 19
        let l4x19 = l4 &* 19
        return FieldElement.reduce(
            wide(l0, l0) &+ wide(d1, l4x19) &+ wide(l2 &* 2, l3x19),
            wide(d0, l1) &+ wide(l2 &* 2, l4x19) &+ wide(l3, l3x19),
            wide(d0, l2) &+ wide(l1, l1) &+ wide(l3 &* 2, l4x19),
            wide(d0, l3) &+ wide(d1, l2) &+ wide(l4, l4x19),
            wide(d0, l4) &+ wide(d1, l3) &+ wide(l2, l2))
    }

    /// The element squared `count` times over.
    @inline(never)
    func squared(times count: Int) -> FieldElement {
        var result = self
        for _ in 0..<count { result = result.squared }
        return result
    }

    /// The product, by a call.
    @inline(never)
    func times(_ other: FieldElement) -> FieldElement { self * other }

    @inline(__always)
    private static func reduce(_ c0: UInt128, _ c1: UInt128, _ c2: UInt128, _ c3: UInt128, _ c4: UInt128)
        -> FieldElement
    {
        let r1 = c1 &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: c0 &>> 51))
        let r2 = c2 &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: r1 &>> 51))
        let r3 = c3 &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: r2 &>> 51))
        let r4 = c4 &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: r3 &>> 51))
        let l0 = (UInt64(truncatingIfNeeded: c0) & limbMask) &+ 19 &* UInt64(truncatingIfNeeded: r4 &>> 51)
        return FieldElement(
            l0 & limbMask,
            (UInt64(truncatingIfNeeded: r1) & limbMask) &+ (l0 >> 51),
            UInt64(truncatingIfNeeded: r2) & limbMask,
            UInt64(truncatingIfNeeded: r3) & limbMask,
            UInt64(truncatingIfNeeded: r4) & limbMask)
    }

    var isLoose: Bool { max(l0, l1, l2, l3, l4) < 1 << 54 }
}

/// The full product of two words.
@inline(__always)
private func wide(_ a: UInt64, _ b: UInt64) -> UInt128 {
    UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
}
