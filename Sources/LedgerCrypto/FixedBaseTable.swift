/// Multiples of one point, made once so that it is multiplied by secrets without doublings.
///
/// Row i holds 1, 2 … 16 times 32^i times the point. A scalar is split into 51 digits of -16 to 15, one for each row. 816
/// points, 77 KB: as much is read for every product, since nobody may see which of them counted.
struct FixedBaseTable: Sendable {
    private static let rowCount = 51
    private static let rowWidth = 16
    private let entries: [Entry]

    /// The encodings of the three elements of an `AffineCachedPoint`: whole rows of them are read.
    private struct Entry: BitwiseCopyable {
        var yPlusX: Halves
        var yMinusX: Halves
        var twiceDXY: Halves
    }

    /// An encoding as two vectors that fit registers.
    private struct Halves: BitwiseCopyable {
        var low: SIMD2<UInt64>
        var high: SIMD2<UInt64>

        init(_ element: FieldElement) {
            let words = element.encoded
            low = SIMD2(words.w0, words.w1)
            high = SIMD2(words.w2, words.w3)
        }

        /// 0 or 1.
        init(bit: UInt64) {
            low = SIMD2(bit, 0)
            high = .zero
        }

        var element: FieldElement { FieldElement(Words256(w0: low[0], w1: low[1], w2: high[0], w3: high[1])) }

        @inline(__always)
        mutating func insert(_ other: Halves, where mask: SIMD2<UInt64>) {
            low |= other.low & mask
            high |= other.high & mask
        }

        @inline(__always)
        static func exchange(_ a: inout Halves, _ b: inout Halves, where mask: SIMD2<UInt64>) {
            let low = (a.low ^ b.low) & mask
            let high = (a.high ^ b.high) & mask
            a.low ^= low
            a.high ^= high
            b.low ^= low
            b.high ^= high
        }
    }

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
            // The row ends with 16 times its first point.
            first = multiple.doubled.extended
        }
        entries = AffinePoint.normalized(multiples).map { point in
            let point = AffineCachedPoint(point)
            return Entry(
                yPlusX: Halves(point.yPlusX), yMinusX: Halves(point.yMinusX), twiceDXY: Halves(point.twiceDXY))
        }
    }

    /// `scalar` times the point, in a time that does not depend on the scalar; it must be below 2^253.
    func multiply(_ scalar: Scalar) -> EdwardsPoint {
        var digits = Digits(scalar)
        defer { erase(&digits) }
        return entries.withUnsafeBufferPointer { entries in
            guard let entries = entries.baseAddress else { return .identity }
            var chosen = FixedBaseTable.select(digits[0], entries, 0)
            var sum = CompletedPoint(chosen)
            for row in 1..<FixedBaseTable.rowCount {
                chosen = FixedBaseTable.select(digits[row], entries, row)
                sum.add(&chosen)
            }
            return sum.extended
        }
    }

    /// `digit` times the first point of a row.
    private static func select(_ digit: Int64, _ entries: UnsafePointer<Entry>, _ row: Int)
        -> AffineCachedPoint
    {
        let negative = UInt64(bitPattern: digit >> 63)
        var entry = entry((UInt64(bitPattern: digit) ^ negative) &- negative, entries + row &* rowWidth)
        // The opposite point has its two sums exchanged.
        Halves.exchange(&entry.yPlusX, &entry.yMinusX, where: SIMD2(repeating: negative))
        var product = entry.twiceDXY.element
        // A loose factor does.
        product.replace(by: .zero - product, where: negative)
        return AffineCachedPoint(yPlusX: entry.yPlusX.element, yMinusX: entry.yMinusX.element, twiceDXY: product)
    }

    /// The entry at place `number`, counted from 1, or the neutral element for 0: every one is read, and masks keep one.
    ///
    /// Not inlined, or else the compiler takes vectors apart early, for what is done with their parts later.
    @inline(never)
    private static func entry(_ number: UInt64, _ row: UnsafePointer<Entry>) -> Entry {
        let isZero = (number &- 1) >> 63
        var chosen = Entry(yPlusX: Halves(bit: isZero), yMinusX: Halves(bit: isZero), twiceDXY: Halves(bit: 0))
        for index in 0..<rowWidth {
            let difference = number ^ UInt64(truncatingIfNeeded: index &+ 1)
            let mask = SIMD2(repeating: 0 &- ((difference &- 1) >> 63))
            chosen.yPlusX.insert(row[index].yPlusX, where: mask)
            chosen.yMinusX.insert(row[index].yMinusX, where: mask)
            chosen.twiceDXY.insert(row[index].twiceDXY, where: mask)
        }
        return chosen
    }

    /// A scalar as 51 digits d of -16 to 15: the digits to base 32 of scalar + 16 (1 + 32 + … + 32^50), each less 16.
    private struct Digits: BitwiseCopyable {
        private var scalar: Scalar

        init(_ scalar: Scalar) {
            let s0 = UInt128(scalar.words.w0) &+ 0x0842_1084_2108_4210
            let s1 = UInt128(scalar.words.w1) &+ 0x1084_2108_4210_8421 &+ (s0 &>> 64)
            let s2 = UInt128(scalar.words.w2) &+ 0x2108_4210_8421_0842 &+ (s1 &>> 64)
            let s3 = UInt128(scalar.words.w3) &+ 0x4210_8421_0842_1084 &+ (s2 &>> 64)
            self.scalar = Scalar(
                unchecked: Words256(
                    w0: UInt64(truncatingIfNeeded: s0), w1: UInt64(truncatingIfNeeded: s1),
                    w2: UInt64(truncatingIfNeeded: s2), w3: UInt64(truncatingIfNeeded: s3)))
        }

        @inline(__always)
        subscript(index: Int) -> Int64 { Int64(truncatingIfNeeded: scalar.bits(from: 5 &* index, count: 5)) &- 16 }
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
