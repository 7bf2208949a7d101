/// A point of the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 over the field of 2^255 - 19 elements.
///
/// Extended coordinates: x = X / Z, y = Y / Z, x y = T / Z. All four are tight (see `FieldElement`).
///
/// Specification: RFC 8032, section 5.1.4; Hisil, Wong, Carter, Dawson: Twisted Edwards Curves Revisited, section 3.
struct EdwardsPoint: Sendable, BitwiseCopyable {
    var x: FieldElement
    var y: FieldElement
    var z: FieldElement
    var t: FieldElement

    /// The neutral element (0, 1).
    static var identity: EdwardsPoint { EdwardsPoint(x: .zero, y: .one, z: .one, t: .zero) }

    /// Whether this is the neutral element in any representation.
    var isIdentity: Bool { x.isZero && (y - z).isZero }

    /// Whether eight times this point is the neutral element: whatever is not in the subgroup of prime order falls away.
    ///
    /// In an honest sum nothing is left even before.
    var isSmallOrder: Bool { isIdentity || doubled.doubled(times: 2).extended.isIdentity }

    /// The point with Z divided out, at the cost of an inversion, in constant time.
    var affine: AffinePoint {
        let inverse = z.inverted
        return AffinePoint(x: x * inverse, y: y * inverse)
    }
}

/// A point as x and y.
struct AffinePoint: Sendable, BitwiseCopyable {
    var x: FieldElement
    var y: FieldElement

    /// The curve's constant d = -121665 / 121666.
    static let d = FieldElement(
        0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff)

    /// 2 d.
    static let twiceD = FieldElement(
        0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff)

    /// The base point B: y = 4 / 5, x even.
    static let base = AffinePoint(
        x: FieldElement(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5),
        y: FieldElement(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666))

    init(x: FieldElement, y: FieldElement) {
        self.x = x
        self.y = y
    }

    /// Decodes a point; nil when `words` are not the one encoding of a point on the curve.
    ///
    /// Not in constant time. Stricter than the text of RFC 8032 demands of verifiers: y must be below 2^255 - 19, and a zero x must be even.
    ///
    /// Specification: RFC 8032, section 5.1.3.
    init?(canonical words: Words256) {
        let curve = CurveAtY(words)
        self.init(canonical: words, curve, power: curve.radicand.powerForRoot)
    }

    private init?(canonical words: Words256, _ curve: CurveAtY, power: FieldElement) {
        guard words.isCanonicalFieldElement,
            let root = FieldElement.squareRoot(of: curve.u, over: curve.v, power: power)
        else { return nil }
        let isNegative = words.w3 >> 63 == 1
        if isNegative && root.isZero { return nil }
        x = isNegative ? root.negated : root
        y = curve.y
    }

    /// Decodes many points, of which four at a time share the work of the long power.
    ///
    /// Each result is that of `init(canonical:)`.
    static func decoded(_ encodings: [Words256]) -> [AffinePoint?] {
        var points: [AffinePoint?] = []
        points.reserveCapacity(encodings.count)
        for start in stride(from: 0, to: encodings.count & ~3, by: 4) {
            let four = encodings[start..<(start + 4)].map { CurveAtY($0) }
            let powers = FieldLanes(four[0].radicand, four[1].radicand, four[2].radicand, four[3].radicand).powerForRoot
            for lane in 0..<4 {
                points.append(AffinePoint(canonical: encodings[start + lane], four[lane], power: powers[lane]))
            }
        }
        for words in encodings[points.count...] { points.append(AffinePoint(canonical: words)) }
        return points
    }

    /// What the equation of the curve says of an encoded point: x^2 = u / v = (y^2 - 1) / (d y^2 + 1).
    private struct CurveAtY {
        var y: FieldElement
        var u: FieldElement
        var v: FieldElement
        var radicand: FieldElement

        init(_ words: Words256) {
            y = FieldElement(words)
            let y2 = y.squared
            u = y2 - .one
            v = y2 * AffinePoint.d + .one
            radicand = FieldElement.radicand(u, over: v)
        }
    }

    /// The encoding: y with the sign of x as its highest bit.
    ///
    /// Specification: RFC 8032, section 5.1.2.
    var encoded: Words256 {
        var words = y.encoded
        words.w3 |= x.encoded.w0 << 63
        return words
    }

    var extended: EdwardsPoint { EdwardsPoint(x: x, y: y, z: .one, t: x * y) }

    var negated: AffinePoint { AffinePoint(x: x.negated, y: y) }

    /// Whether eight times the point is the neutral element: true for eight of the curve's points.
    ///
    /// Those are the neutral element and the point of order 2, where x = 0, the two of order 4, where y = 0, and the four
    /// whose doubles those are: the double's y is (y^2 + x^2) / (1 - d x^2 y^2).
    var isSmallOrder: Bool { x.isZero || y.isZero || (x.squared + y.squared).isZero }

    /// The points of `points` with Z divided out, by one inversion in all.
    static func normalized(_ points: [EdwardsPoint]) -> [AffinePoint] {
        var inverses = points.map(\.z)
        FieldElement.invert(&inverses)
        return zip(points, inverses).map { point, inverse in AffinePoint(x: point.x * inverse, y: point.y * inverse) }
    }
}
