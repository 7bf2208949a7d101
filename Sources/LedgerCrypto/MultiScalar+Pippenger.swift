extension MultiScalar {
    /// The sum of `terms` by Pippenger's buckets, for many terms.
    ///
    /// Scalars are cut into signed digits of `width` bits. For each place, from the highest down, every point goes into
    /// the bucket of its digit; the buckets are then summed with their weights by running totals. Short scalars have no
    /// digits in the high places and cost nothing there.
    static func pippenger(_ terms: [Term]) -> EdwardsPoint {
        let width = bucketWidth(termCount: terms.count)
        let placeCount = 256 / width + 1
        let points = terms.map { AffineCachedPoint($0.point) }
        var digits = [Int16](repeating: 0, count: terms.count * placeCount)
        for (index, term) in terms.enumerated() {
            var carry = 0
            for place in 0..<placeCount {
                var digit = term.scalar.bits(from: place * width, count: width) + carry
                carry = digit > 1 << (width - 1) ? 1 : 0
                digit -= carry << width
                digits[place * terms.count + index] = Int16(truncatingIfNeeded: digit)
            }
        }
        var buckets = [EdwardsPoint](repeating: .identity, count: 1 << (width - 1))
        var sum = EdwardsPoint.identity
        for place in (0..<placeCount).reversed() {
            sum = sum.doubled.doubled(times: width - 1).extended
            let column = digits[(place * terms.count)..<((place + 1) * terms.count)]
            guard let weighted = total(of: points, by: column, in: &buckets) else { continue }
            sum = (sum + CachedPoint(weighted)).extended
        }
        return sum
    }

    /// The sum of digit times point, nil if every digit is 0; leaves the buckets empty.
    private static func total(
        of points: [AffineCachedPoint], by digits: ArraySlice<Int16>, in buckets: inout [EdwardsPoint]
    ) -> EdwardsPoint? {
        var highest = 0
        for (point, digit) in zip(points, digits) where digit != 0 {
            let bucket = Int(digit.magnitude) - 1
            highest = max(highest, bucket + 1)
            buckets[bucket] = (digit > 0 ? buckets[bucket] + point : buckets[bucket] - point).extended
        }
        guard highest > 0 else { return nil }
        var running = EdwardsPoint.identity
        var weighted = EdwardsPoint.identity
        for bucket in (0..<highest).reversed() {
            running = (running + CachedPoint(buckets[bucket])).extended
            weighted = (weighted + CachedPoint(running)).extended
            buckets[bucket] = .identity
        }
        return weighted
    }

    /// The digit width that needs the fewest additions for scalars of 128 bits.
    private static func bucketWidth(termCount: Int) -> Int {
        func cost(_ width: Int) -> Int { (128 / width + 1) * (termCount + (2 << (width - 1))) }
        return (4...13).min { cost($0) < cost($1) } ?? 8
    }
}
