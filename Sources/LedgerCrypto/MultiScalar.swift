/// Sums of multiples of points, for verification: none of this is in constant time.
enum MultiScalar {
    /// One point times one scalar.
    struct Term {
        var scalar: Scalar
        var point: AffinePoint
    }

    /// `baseScalar` times the base point plus the sum of `terms` and of `short`, whose scalars are below 2^128.
    static func sum(base baseScalar: Scalar, _ terms: [Term], short: [Term]) -> EdwardsPoint {
        // The cost of separate tables grows with the terms, that of buckets is paid once for each bit of the longest.
        if terms.count + short.count < 64 { return straus(base: baseScalar, terms + short) }
        if terms.count < 64 { return (pippenger(short) + CachedPoint(straus(base: baseScalar, terms))).extended }
        return (pippenger(terms + short) + CachedPoint(straus(base: baseScalar, []))).extended
    }

    /// The sum by Straus's method: all terms share one chain of doublings, as long as the longest scalar.
    ///
    /// Each scalar is written in non-adjacent form of width 5, with digits ±1, ±3 … ±15. That of the base point is cut
    /// into two of 128 bits, for which there are lasting tables.
    static func straus(base baseScalar: Scalar, _ terms: [Term]) -> EdwardsPoint {
        withUnsafeTemporaryAllocation(of: CachedPoint.self, capacity: 8 * terms.count) { tables in
            withUnsafeTemporaryAllocation(of: Int8.self, capacity: 256 * (terms.count + 2)) { digits in
                digits.initialize(repeating: 0)
                let base = PublicTable.base
                let (low, high) = baseScalar.halves
                let lowDigits = 256 &* terms.count
                let highDigits = lowDigits &+ 256
                var length = max(
                    low.writeNonAdjacentForm(width: base.width, into: digits, at: lowDigits),
                    high.writeNonAdjacentForm(width: base.width, into: digits, at: highDigits))
                for (index, term) in terms.enumerated() {
                    writeOddMultiples(of: term.point, into: tables, at: 8 &* index)
                    length = max(
                        length, term.scalar.writeNonAdjacentForm(width: 5, into: digits, at: 256 &* index))
                }
                return base.withEntries { entries in
                    guard let tables = tables.baseAddress, let lowTable = entries.baseAddress else { return .identity }
                    let highTable = lowTable + 128 / PublicTable.rowBits &* base.rowWidth
                    var sum = RunningSum()
                    for place in (0..<length).reversed() {
                        sum.doublings &+= 1
                        for index in 0..<terms.count {
                            let digit = Int(digits[256 &* index &+ place])
                            if digit != 0 { sum.add(digit, tables + 8 &* index) }
                        }
                        let low = Int(digits[lowDigits &+ place])
                        if low != 0 { sum.add(low, lowTable) }
                        let high = Int(digits[highDigits &+ place])
                        if high != 0 { sum.add(high, highTable) }
                    }
                    return sum.value
                }
            }
        }
    }

    /// Writes 1, 3, 5 … 15 times `point`.
    private static func writeOddMultiples(
        of point: AffinePoint, into tables: UnsafeMutableBufferPointer<CachedPoint>, at start: Int
    ) {
        var multiple = point.extended
        let twice = CachedPoint(multiple.doubled.extended)
        tables.initializeElement(at: start, to: CachedPoint(multiple))
        for index in 1..<8 {
            multiple = (multiple + twice).extended
            tables.initializeElement(at: start &+ index, to: CachedPoint(multiple))
        }
    }
}

/// A sum whose doublings are counted first and made in one run before the next addition.
struct RunningSum {
    private var point = EdwardsPoint.identity.doubled
    private var isEmpty = true
    var doublings = 0

    /// The sum.
    var value: EdwardsPoint {
        mutating get {
            settle()
            return point.extended
        }
    }

    private mutating func settle() {
        // The neutral element needs no doublings.
        if doublings > 0 && !isEmpty { point.double(times: doublings) }
        doublings = 0
        isEmpty = false
    }

    /// Adds `digit`, odd, times a point whose odd multiples are at `table`.
    mutating func add(_ digit: Int, _ table: UnsafePointer<AffineCachedPoint>) {
        settle()
        point.add(table + Int(digit.magnitude / 2), isNegative: digit < 0)
    }

    /// Adds `digit`, odd, times a point whose odd multiples are at `table`.
    mutating func add(_ digit: Int, _ table: UnsafePointer<CachedPoint>) {
        settle()
        point.add(table + Int(digit.magnitude / 2), isNegative: digit < 0)
    }
}

extension Scalar {
    /// Writes the digits of the scalar in non-adjacent form, least significant first, over zeros; gives their number.
    ///
    /// Each digit is 0 or odd and between -2^(width - 1) and 2^(width - 1), and of `width` digits in a row at most one is
    /// not 0. The scalar must be below 2^255.
    @discardableResult
    func writeNonAdjacentForm(width: Int, into digits: UnsafeMutableBufferPointer<Int8>, at start: Int) -> Int {
        var place = 0
        var count = 0
        var carry: UInt64 = 0
        while place < 256 {
            let bits = word(from: place)
            // Zeros, or ones that the carry turns into zeros, take no digit.
            let skipped = (carry == 0 ? bits : ~bits).trailingZeroBitCount
            if skipped > 0 {
                place &+= skipped
                continue
            }
            let window = Int(truncatingIfNeeded: (bits & (1 &<< UInt64(truncatingIfNeeded: width) &- 1)) &+ carry)
            carry = window < 1 << (width &- 1) ? 0 : 1
            digits[start &+ place] = Int8(truncatingIfNeeded: carry == 0 ? window : window &- (1 << width))
            count = place &+ 1
            place &+= width
        }
        return count
    }

    /// The scalar's bits in two numbers of 128: low + 2^128 high.
    var halves: (low: Scalar, high: Scalar) {
        (
            Scalar(unchecked: Words256(w0: words.w0, w1: words.w1, w2: 0, w3: 0)),
            Scalar(unchecked: Words256(w0: words.w2, w1: words.w3, w2: 0, w3: 0))
        )
    }

    /// Takes a number of 128 bits.
    init(_ number: UInt128) {
        words = Words256(
            w0: UInt64(truncatingIfNeeded: number), w1: UInt64(truncatingIfNeeded: number &>> 64), w2: 0, w3: 0)
    }

    /// The number of bits without leading zeros.
    var bitCount: Int {
        if words.w3 != 0 { return 256 - words.w3.leadingZeroBitCount }
        if words.w2 != 0 { return 192 - words.w2.leadingZeroBitCount }
        if words.w1 != 0 { return 128 - words.w1.leadingZeroBitCount }
        return 64 - words.w0.leadingZeroBitCount
    }

    /// `count` bits, at most 16, from bit `start` on, as a number; bits beyond the 256th are 0.
    func bits(from start: Int, count: Int) -> Int {
        Int(truncatingIfNeeded: word(from: start) & (1 << UInt64(truncatingIfNeeded: count) &- 1))
    }

    /// The 64 bits from bit `start` on; bits beyond the 256th are 0.
    private func word(from start: Int) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: start & 63)
        let low = word(start >> 6) &>> shift
        return shift == 0 ? low : low | word((start >> 6) &+ 1) &<< (64 &- shift)
    }

    private func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: words.w0
        case 1: words.w1
        case 2: words.w2
        case 3: words.w3
        default: 0
        }
    }
}
