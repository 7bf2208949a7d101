extension MultiScalar {
    /// The sum of `terms` by Pippenger's buckets, for many terms.
    ///
    /// Scalars are cut into signed digits of `width` bits. For each place, from the highest down, every point goes into
    /// the bucket of its digit; the buckets are then summed with their weights by running totals. Short scalars have no
    /// digits in the high places and cost nothing there.
    static func pippenger(_ terms: [Term]) -> EdwardsPoint {
        let bitCount = terms.reduce(0) { max($0, $1.scalar.bitCount) }
        let width = bucketWidth(termCount: terms.count, bitCount: bitCount)
        // The highest digit takes up a carry.
        let placeCount = bitCount / width + 1
        let points = terms.map { AffineCachedPoint($0.point) }
        var digits = [Int16](repeating: 0, count: terms.count * placeCount)
        for (index, term) in terms.enumerated() {
            var carry = 0
            for place in 0..<placeCount {
                var digit = term.scalar.bits(from: place &* width, count: width) &+ carry
                carry = digit > 1 << (width &- 1) ? 1 : 0
                digit &-= carry << width
                digits[place &* terms.count &+ index] = Int16(truncatingIfNeeded: digit)
            }
        }
        var buckets = Buckets(count: 1 << (width - 1))
        var sum = EdwardsPoint.identity.doubled
        for place in (0..<placeCount).reversed() {
            sum.double(times: width)
            buckets.add(points, by: digits[(place * terms.count)..<((place + 1) * terms.count)])
            var weighted = CachedPoint(buckets.removeAll())
            sum.add(&weighted)
        }
        return sum.extended
    }

    /// The digit width that needs the fewest products: 7 for a point in a bucket, some 15 more for the bucket itself.
    private static func bucketWidth(termCount: Int, bitCount: Int) -> Int {
        func cost(_ width: Int) -> Int { (bitCount / width + 1) * (termCount + (2 << (width - 1))) }
        return (4...13).min { cost($0) < cost($1) } ?? 8
    }
}

/// Sums of points, one for each digit from 1 up.
private struct Buckets {
    private var sums: [CompletedPoint]
    private var isFilled: [Bool]

    init(count: Int) {
        sums = Array(repeating: EdwardsPoint.identity.doubled, count: count)
        isFilled = Array(repeating: false, count: count)
    }

    /// Puts each of `points` into the bucket of its digit, its opposite where the digit is negative.
    mutating func add(_ points: [AffineCachedPoint], by digits: ArraySlice<Int16>) {
        points.withUnsafeBufferPointer { points in
            guard var point = points.baseAddress else { return }
            for digit in digits {
                if digit != 0 {
                    let bucket = Int(digit.magnitude) &- 1
                    if isFilled[bucket] {
                        sums[bucket].add(point, isNegative: digit < 0)
                    } else {
                        sums[bucket] = CompletedPoint(point.pointee, isNegative: digit < 0)
                        isFilled[bucket] = true
                    }
                }
                point += 1
            }
        }
    }

    /// The sum of digit times bucket; leaves the buckets empty.
    mutating func removeAll() -> EdwardsPoint {
        var running = EdwardsPoint.identity
        var weighted = EdwardsPoint.identity
        guard let highest = isFilled.lastIndex(of: true) else { return weighted }
        for bucket in (0...highest).reversed() {
            if isFilled[bucket] { running = (running + CachedPoint(sums[bucket].extended)).extended }
            weighted = (weighted + CachedPoint(running)).extended
            isFilled[bucket] = false
        }
        return weighted
    }
}
