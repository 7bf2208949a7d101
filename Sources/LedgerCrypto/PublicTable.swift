/// Odd multiples of one point and of its multiples by powers of 2^16, made once, for scalars that are no secret.
///
/// Row i holds 1, 3, 5 … times 2^(16 i) times the point. A scalar in non-adjacent form takes one addition for each of its
/// digits, of which one in `width` + 1 is not 0, and all scalars of a sum share 15 doublings.
struct PublicTable: Sendable {
    static let rowCount = 16
    static let rowBits = 16
    /// The width of the digits.
    let width: Int
    private let entries: [AffineCachedPoint]

    /// The table of the curve's base point, made when it is first needed: 1024 points, 120 KB.
    static let base = PublicTable(.base, width: 8)

    init(_ point: AffinePoint, width: Int) {
        let rowWidth = 1 << (width - 2)
        var multiples: [EdwardsPoint] = []
        multiples.reserveCapacity(PublicTable.rowCount * rowWidth)
        var first = point.extended
        for _ in 0..<PublicTable.rowCount {
            let doubled = first.doubled
            let step = CachedPoint(doubled.extended)
            var multiple = first
            multiples.append(multiple)
            for _ in 1..<rowWidth {
                multiple = (multiple + step).extended
                multiples.append(multiple)
            }
            first = doubled.doubled(times: PublicTable.rowBits - 1).extended
        }
        self.width = width
        entries = AffinePoint.normalized(multiples).map { AffineCachedPoint($0) }
    }

    /// The number of entries in a row.
    var rowWidth: Int { 1 << (width - 2) }

    /// Lends all rows to `body`.
    func withEntries<R>(_ body: (UnsafeBufferPointer<AffineCachedPoint>) -> R) -> R {
        entries.withUnsafeBufferPointer(body)
    }

    /// The sum of products of scalars, below 2^255, and the tables' points.
    static func sum(_ products: [(scalar: Scalar, table: PublicTable)]) -> EdwardsPoint {
        withUnsafeTemporaryAllocation(of: Int8.self, capacity: 256 * products.count) { digits in
            digits.initialize(repeating: 0)
            for (index, product) in products.enumerated() {
                product.scalar.writeNonAdjacentForm(width: product.table.width, into: digits, at: 256 &* index)
            }
            var steps: [Step] = []
            steps.reserveCapacity(64 * products.count)
            for level in (0..<rowBits).reversed() {
                for (index, product) in products.enumerated() {
                    for row in 0..<rowCount {
                        let digit = digits[256 &* index &+ row &* rowBits &+ level]
                        guard digit != 0 else { continue }
                        let place = row &* product.table.rowWidth &+ Int(digit.magnitude / 2)
                        steps.append(Step(level: level, product: index, place: place, isNegative: digit < 0))
                    }
                }
            }
            return sum(steps, products)
        }
    }

    /// One addition.
    private struct Step {
        var level: Int
        var product: Int
        var place: Int
        var isNegative: Bool
    }

    private static func sum(_ steps: [Step], _ products: [(scalar: Scalar, table: PublicTable)]) -> EdwardsPoint {
        guard let first = steps.first else { return .identity }
        // Tables are large: an entry is fetched from far memory while the sum before it is being made.
        var next = products[first.product].table.entries[first.place]
        var sum = EdwardsPoint.identity.doubled
        var level = first.level
        for (index, step) in steps.enumerated() {
            var entry = next
            if index + 1 < steps.count {
                let following = steps[index + 1]
                next = products[following.product].table.entries[following.place]
            }
            if step.level < level {
                sum.double(times: level &- step.level)
                level = step.level
            }
            sum.add(&entry, isNegative: step.isNegative)
        }
        return sum.doubled(times: level).extended
    }
}
