/// Sums of multiples of points, for verification: none of this is in constant time.
enum MultiScalar {
    /// One point times one scalar.
    struct Term {
        var scalar: Scalar
        var point: AffinePoint
    }

    /// `baseScalar` times the base point plus the sum of `terms`.
    static func sum(base baseScalar: Scalar, _ terms: [Term]) -> EdwardsPoint {
        // The cost of separate tables grows with the terms, that of buckets is paid once.
        guard terms.count < 64 else {
            return (pippenger(terms) + CachedPoint(FixedBaseTable.base.multiplyPublicly(baseScalar))).extended
        }
        return terms.withUnsafeBufferPointer { straus(base: baseScalar, $0) }
    }

    /// The sum by Straus's method: all terms share one chain of doublings.
    ///
    /// Each scalar is written in non-adjacent form of width 5, with digits ±1, ±3 … ±15; the base point has a lasting
    /// table and takes width 8.
    static func straus(base baseScalar: Scalar, _ terms: UnsafeBufferPointer<Term>) -> EdwardsPoint {
        withUnsafeTemporaryAllocation(of: CachedPoint.self, capacity: 8 * terms.count) { tables in
            withUnsafeTemporaryAllocation(of: Int8.self, capacity: 256 * (terms.count + 1)) { digits in
                digits.initialize(repeating: 0)
                for (index, term) in terms.enumerated() {
                    writeOddMultiples(of: term.point, into: tables, at: 8 &* index)
                    term.scalar.writeNonAdjacentForm(width: 5, into: digits, at: 256 &* index)
                }
                let baseDigits = 256 &* terms.count
                baseScalar.writeNonAdjacentForm(width: 8, into: digits, at: baseDigits)
                return baseOddMultiples.withUnsafeBufferPointer { baseTable in
                    var sum = RunningSum()
                    for place in (0..<256).reversed() {
                        sum.doublings &+= 1
                        for index in terms.indices {
                            let digit = Int(digits[256 &* index &+ place])
                            if digit > 0 { sum.point = sum.settled + tables[8 &* index &+ digit / 2] }
                            if digit < 0 { sum.point = sum.settled - tables[8 &* index &- digit / 2] }
                        }
                        let digit = Int(digits[baseDigits &+ place])
                        if digit > 0 { sum.point = sum.settled + baseTable[digit / 2] }
                        if digit < 0 { sum.point = sum.settled - baseTable[-digit / 2] }
                    }
                    return sum.settled
                }
            }
        }
    }

    /// A sum whose doublings are counted first and made in one run before the next addition.
    private struct RunningSum {
        var point = EdwardsPoint.identity.doubled
        var doublings = 0

        /// The sum with its doublings made.
        var settled: EdwardsPoint {
            mutating get {
                let count = doublings
                doublings = 0
                return point.doubled(times: count).extended
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

    /// 1, 3, 5 … 127 times the base point.
    private static let baseOddMultiples: [AffineCachedPoint] = {
        var multiples = [AffinePoint.base.extended]
        let twice = CachedPoint(AffinePoint.base.extended.doubled.extended)
        for index in 1..<64 { multiples.append((multiples[index - 1] + twice).extended) }
        return AffinePoint.normalized(multiples).map { AffineCachedPoint($0) }
    }()
}

extension Scalar {
    /// Writes the digits of the scalar in non-adjacent form, least significant first, over zeros.
    ///
    /// Each digit is 0 or odd and between -2^(width - 1) and 2^(width - 1), and of `width` digits in a row at most one is
    /// not 0. The scalar must be below 2^255.
    func writeNonAdjacentForm(width: Int, into digits: UnsafeMutableBufferPointer<Int8>, at start: Int) {
        var place = 0
        var carry = 0
        while place < 256 {
            let window = carry &+ bits(from: place, count: width)
            if window & 1 == 0 {
                // An even window: nothing here, and the carry, if there is one, moves on with it.
                place &+= 1
                continue
            }
            if window < 1 << (width &- 1) {
                carry = 0
                digits[start &+ place] = Int8(truncatingIfNeeded: window)
            } else {
                carry = 1
                digits[start &+ place] = Int8(truncatingIfNeeded: window &- (1 << width))
            }
            place &+= width
        }
    }

    /// `count` bits, at most 16, from bit `start` on, as a number; bits beyond the 256th are 0.
    func bits(from start: Int, count: Int) -> Int {
        let shift = UInt64(truncatingIfNeeded: start & 63)
        let low = word(start >> 6) >> shift
        let high = shift == 0 ? 0 : word((start >> 6) &+ 1) << (64 &- shift)
        return Int(truncatingIfNeeded: (low | high) & (1 << UInt64(truncatingIfNeeded: count) &- 1))
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
