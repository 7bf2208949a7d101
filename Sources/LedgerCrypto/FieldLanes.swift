/// Four elements of the field side by side in the lanes of vectors, for long runs of squares of independent elements.
///
/// Lane by lane the value is f0 + 2^26 f1 + 2^51 f2 + 2^77 f3 + … + 2^230 f9: each limb of a `FieldElement` cut in two, of
/// 26 and 25 bits, since vectors multiply only 32 bits by 32. Limbs are below 2^26 + 2^12 at even places and below
/// 2^25 + 2^12 at odd ones, in and out.
///
/// The squares are plain Swift for vectors of any processor.
struct FieldLanes: Sendable, BitwiseCopyable {
    private var f0, f1, f2, f3, f4, f5, f6, f7, f8, f9: FourWords

    /// Takes four tight elements.
    init(_ a: FieldElement, _ b: FieldElement, _ c: FieldElement, _ d: FieldElement) {
        func halves(_ limbs: FourWords) -> (FourWords, FourWords) {
            (limbs & FourWords(repeating: 1 << 26 - 1), limbs &>> 26)
        }
        (f0, f1) = halves(FourWords(a.l0, b.l0, c.l0, d.l0))
        (f2, f3) = halves(FourWords(a.l1, b.l1, c.l1, d.l1))
        (f4, f5) = halves(FourWords(a.l2, b.l2, c.l2, d.l2))
        (f6, f7) = halves(FourWords(a.l3, b.l3, c.l3, d.l3))
        (f8, f9) = halves(FourWords(a.l4, b.l4, c.l4, d.l4))
    }

    /// One of the four elements, tight.
    subscript(lane: Int) -> FieldElement {
        FieldElement(
            f0[lane] &+ f1[lane] &<< 26, f2[lane] &+ f3[lane] &<< 26, f4[lane] &+ f5[lane] &<< 26,
            f6[lane] &+ f7[lane] &<< 26, f8[lane] &+ f9[lane] &<< 26
        ).carried
    }
}

extension FieldLanes: FieldPower {
    /// The products, lane by lane; there are few in a power, so that they are made one after the other.
    func times(_ other: FieldLanes) -> FieldLanes {
        FieldLanes(
            self[0].times(other[0]), self[1].times(other[1]), self[2].times(other[2]), self[3].times(other[3]))
    }

    func squared(times count: Int) -> FieldLanes {
        var lanes = self
        for _ in 0..<count { lanes = lanes.squared }
        return lanes
    }

    /// The squares.
    ///
    /// d stands for twice a limb: unequal limbs meet twice, and the product of two limbs at odd places is half of what its
    /// place makes of it. n stands for 19 times a limb, 38 times at odd places, whose products are past 2^255.
    ///
    /// A column is below 2^52 + 5 * 38 * 2^52 < 2^60.
    @inline(__always)
    private var squared: FieldLanes {
        let (d0, d1, d2, d3) = (f0 &+ f0, f1 &+ f1, f2 &+ f2, f3 &+ f3)
        let (d4, d5, d6, d7) = (f4 &+ f4, f5 &+ f5, f6 &+ f6, f7 &+ f7)
        let (n5, n6, n7, n8, n9) = (
            below27(f5) &* 38, below27(f6) &* 19, below27(f7) &* 38, below27(f8) &* 19, below27(f9) &* 38
        )
        var h0 =
            wide32(f0, f0) &+ wide32(d1, n9) &+ wide32(d2, n8) &+ wide32(d3, n7) &+ wide32(d4, n6) &+ wide32(f5, n5)
        var h1 = wide32(d0, f1) &+ wide32(f2, n9) &+ wide32(d3, n8) &+ wide32(f4, n7) &+ wide32(d5, n6)
        var h2 =
            wide32(d0, f2) &+ wide32(d1, f1) &+ wide32(d3, n9) &+ wide32(d4, n8) &+ wide32(d5, n7) &+ wide32(f6, n6)
        var h3 = wide32(d0, f3) &+ wide32(d1, f2) &+ wide32(f4, n9) &+ wide32(d5, n8) &+ wide32(f6, n7)
        var h4 =
            wide32(d0, f4) &+ wide32(d1, d3) &+ wide32(f2, f2) &+ wide32(d5, n9) &+ wide32(d6, n8) &+ wide32(f7, n7)
        var h5 = wide32(d0, f5) &+ wide32(d1, f4) &+ wide32(d2, f3) &+ wide32(f6, n9) &+ wide32(d7, n8)
        var h6 =
            wide32(d0, f6) &+ wide32(d1, d5) &+ wide32(d2, f4) &+ wide32(d3, f3) &+ wide32(d7, n9) &+ wide32(f8, n8)
        var h7 = wide32(d0, f7) &+ wide32(d1, f6) &+ wide32(d2, f5) &+ wide32(d3, f4) &+ wide32(f8, n9)
        var h8 =
            wide32(d0, f8) &+ wide32(d1, d7) &+ wide32(d2, f6) &+ wide32(d3, d5) &+ wide32(f4, f4) &+ wide32(f9, n9)
        var h9 = wide32(d0, f9) &+ wide32(d1, f8) &+ wide32(d2, f7) &+ wide32(d3, f6) &+ wide32(d4, f5)
        // Two runs of carries at a time, each waiting only for itself; every limb is left tight.
        carry(&h0, 26, &h1)
        carry(&h5, 25, &h6)
        carry(&h1, 25, &h2)
        carry(&h6, 26, &h7)
        carry(&h2, 26, &h3)
        carry(&h7, 25, &h8)
        carry(&h3, 25, &h4)
        carry(&h8, 26, &h9)
        carry(&h4, 26, &h5)
        let top = h9 &>> 25
        h9 &= FourWords(repeating: 1 << 25 - 1)
        h0 = h0 &+ top &+ (top &<< 1) &+ (top &<< 4)
        carry(&h5, 25, &h6)
        carry(&h0, 26, &h1)
        var squares = self
        (squares.f0, squares.f1, squares.f2, squares.f3, squares.f4) = (h0, h1, h2, h3, h4)
        (squares.f5, squares.f6, squares.f7, squares.f8, squares.f9) = (h5, h6, h7, h8, h9)
        return squares
    }
}

private typealias FourWords = SIMD4<UInt64>

/// Moves what is above `width` bits of `limb` to the next one.
@inline(__always)
private func carry(_ limb: inout FourWords, _ width: UInt64, _ next: inout FourWords) {
    next = next &+ (limb &>> width)
    limb &= FourWords(repeating: 1 << width - 1)
}

/// The full products of the lower halves of lanes: one instruction.
@inline(__always)
private func wide32(_ a: FourWords, _ b: FourWords) -> FourWords {
    (a & FourWords(repeating: 0xffff_ffff)) &* (b & FourWords(repeating: 0xffff_ffff))
}

/// The limbs as they are, below 2^27, which the compiler has to see to multiply in one instruction.
@inline(__always)
private func below27(_ a: FourWords) -> FourWords { a & FourWords(repeating: 1 << 27 - 1) }
