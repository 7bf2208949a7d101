/// Multiples of one point, made once so that it is multiplied without doublings: 4 of them instead of 252.
///
/// Row i holds 1, 2 … 8 times 256^i times the point. A scalar is split into 64 digits of -8 to 7, two for each row: the
/// odd digits are added up first, the sum is multiplied by 16, then come the even ones. 256 points, 30 KB.
struct FixedBaseTable: Sendable {
    private static let rowCount = 32
    private static let rowWidth = 8
    private let entries: [AffineCachedPoint]

    /// The table of the curve's base point, made when it is first needed.
    static let base = FixedBaseTable(.base)

    init(_ point: AffinePoint) {
        var multiples: [EdwardsPoint] = []
        multiples.reserveCapacity(FixedBaseTable.rowCount * FixedBaseTable.rowWidth)
        var first = point.extended
        for _ in 0..<FixedBaseTable.rowCount {
            let step = CachedPoint(first)
            var multiple = first
            multiples.append(multiple)
            for _ in 1..<FixedBaseTable.rowWidth {
                multiple = (multiple + step).extended
                multiples.append(multiple)
            }
            // The row ends with 8 times its first point; 32 doublings more give 256 times.
            first = multiple.doubled.doubled(times: 4).extended
        }
        entries = AffinePoint.normalized(multiples).map { AffineCachedPoint($0) }
    }

    /// `scalar` times the point, in a time that does not depend on the scalar; it must be below 2^255.
    func multiply(_ scalar: Scalar) -> EdwardsPoint {
        var digits = Digits(scalar)
        defer { erase(&digits) }
        return entries.withUnsafeBufferPointer { entries in
            var sum = EdwardsPoint.identity
            for row in 0..<FixedBaseTable.rowCount {
                sum = (sum + FixedBaseTable.select(digits.digit(2 &* row &+ 1), entries, row)).extended
            }
            sum = FixedBaseTable.timesSixteen(sum)
            for row in 0..<FixedBaseTable.rowCount {
                sum = (sum + FixedBaseTable.select(digits.digit(2 &* row), entries, row)).extended
            }
            return sum
        }
    }

    /// The same product, quicker, for scalars that are no secret.
    func multiplyPublicly(_ scalar: Scalar) -> EdwardsPoint {
        let digits = Digits(scalar)
        return entries.withUnsafeBufferPointer { entries in
            var sum = EdwardsPoint.identity
            for parity in [1, 0] {
                for row in 0..<FixedBaseTable.rowCount {
                    let digit = digits.digit(2 &* row &+ parity)
                    let place = row &* FixedBaseTable.rowWidth &+ Int(digit.magnitude) &- 1
                    if digit > 0 { sum = (sum + entries[place]).extended }
                    if digit < 0 { sum = (sum - entries[place]).extended }
                }
                if parity == 1 { sum = FixedBaseTable.timesSixteen(sum) }
            }
            return sum
        }
    }

    private static func timesSixteen(_ point: EdwardsPoint) -> EdwardsPoint {
        point.doubled.doubled(times: 3).extended
    }

    /// `digit` times the first point of a row: every entry is read, and masks keep one.
    private static func select(_ digit: Int64, _ entries: UnsafeBufferPointer<AffineCachedPoint>, _ row: Int)
        -> AffineCachedPoint
    {
        let negative = UInt64(bitPattern: digit >> 63)
        let magnitude = (UInt64(bitPattern: digit) ^ negative) &- negative
        var chosen = AffineCachedPoint.identity
        for index in 0..<rowWidth {
            let difference = magnitude ^ UInt64(truncatingIfNeeded: index &+ 1)
            let mask = 0 &- ((difference &- 1) >> 63)
            chosen.replace(by: entries[row &* rowWidth &+ index], where: mask)
        }
        let opposite = AffineCachedPoint(
            yPlusX: chosen.yMinusX, yMinusX: chosen.yPlusX, twiceDXY: chosen.twiceDXY.negated)
        chosen.replace(by: opposite, where: negative)
        return chosen
    }

    /// A scalar as 64 digits d of -8 to 7: the hexadecimal digits of scalar + 0x888…8, each less 8.
    private struct Digits: BitwiseCopyable {
        private var words: Words256

        init(_ scalar: Scalar) {
            let eights: UInt64 = 0x8888_8888_8888_8888
            let s0 = UInt128(scalar.words.w0) &+ UInt128(eights)
            let s1 = UInt128(scalar.words.w1) &+ UInt128(eights) &+ (s0 &>> 64)
            let s2 = UInt128(scalar.words.w2) &+ UInt128(eights) &+ (s1 &>> 64)
            let s3 = UInt128(scalar.words.w3) &+ UInt128(eights) &+ (s2 &>> 64)
            words = Words256(
                w0: UInt64(truncatingIfNeeded: s0), w1: UInt64(truncatingIfNeeded: s1),
                w2: UInt64(truncatingIfNeeded: s2), w3: UInt64(truncatingIfNeeded: s3))
        }

        @inline(__always)
        func digit(_ index: Int) -> Int64 {
            let word =
                switch index >> 4 {
                case 0: words.w0
                case 1: words.w1
                case 2: words.w2
                default: words.w3
                }
            return Int64(truncatingIfNeeded: (word >> UInt64(truncatingIfNeeded: 4 &* (index & 15))) & 15) &- 8
        }
    }
}

extension FieldElement {
    /// Takes the limbs of `other` where `mask` is all ones, keeps its own where it is 0.
    @inline(__always)
    fileprivate mutating func replace(by other: FieldElement, where mask: UInt64) {
        l0 ^= mask & (l0 ^ other.l0)
        l1 ^= mask & (l1 ^ other.l1)
        l2 ^= mask & (l2 ^ other.l2)
        l3 ^= mask & (l3 ^ other.l3)
        l4 ^= mask & (l4 ^ other.l4)
    }
}

extension AffineCachedPoint {
    @inline(__always)
    fileprivate mutating func replace(by other: AffineCachedPoint, where mask: UInt64) {
        yPlusX.replace(by: other.yPlusX, where: mask)
        yMinusX.replace(by: other.yMinusX, where: mask)
        twiceDXY.replace(by: other.twiceDXY, where: mask)
    }
}
