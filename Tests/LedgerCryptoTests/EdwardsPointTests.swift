import Testing

@testable import LedgerCrypto

@Suite struct `The curve` {
    /// The sum by the curve's own equation, with divisions.
    static func naiveSum(_ p: AffinePoint, _ q: AffinePoint) -> AffinePoint {
        let product = AffinePoint.d * (p.x * q.x) * (p.y * q.y)
        return AffinePoint(
            x: (p.x * q.y + p.y * q.x) * (FieldElement.one + product).inverted,
            y: (p.y * q.y + p.x * q.x) * (FieldElement.one - product).inverted)
    }

    /// A multiple by doubling and adding.
    static func naiveMultiple(_ point: AffinePoint, _ scalar: Scalar) -> EdwardsPoint {
        var sum = EdwardsPoint.identity
        for place in (0..<256).reversed() {
            sum = sum.doubled.extended
            if scalar.bits(from: place, count: 1) == 1 { sum = (sum + AffineCachedPoint(point)).extended }
        }
        return sum
    }

    /// A point of order 8, from which the other small ones are made.
    static func torsionPoints() throws -> [AffinePoint] {
        let words = try #require(Words256(hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")))
        let first = try #require(AffinePoint(canonical: words))
        return (0..<7).reduce(into: [first]) { points, _ in points.append(naiveSum(points[points.count - 1], first)) }
    }

    static func randomScalar(_ random: inout SeededGenerator) -> Scalar { Scalar(SHA512.hash(random.bytes(32))) }

    static func samplePoints(seed: UInt64) throws -> [AffinePoint] {
        var random = SeededGenerator(seed: seed)
        let multiples = (0..<3).map { _ in naiveMultiple(.base, randomScalar(&random)).affine }
        let torsion = try torsionPoints()
        return [.base, EdwardsPoint.identity.affine] + multiples + torsion + [naiveSum(multiples[0], torsion[0])]
            + multiples.map { AffinePoint(x: $0.x.negated, y: $0.y) }
    }

    @Test func `every addition and doubling agrees with the curve's equation`() throws {
        let points = try Self.samplePoints(seed: 1)
        for p in points {
            #expect(p.extended.doubled.extended.affine.encoded == Self.naiveSum(p, p).encoded)
            for q in points {
                let expected = Self.naiveSum(p, q).encoded
                let minusQ = AffinePoint(x: q.x.negated, y: q.y)
                // A representation with Z other than 1.
                let stretched = (p.extended + AffineCachedPoint(.base)).extended
                let moved = (stretched - AffineCachedPoint(.base)).extended
                #expect((moved + CachedPoint(q.extended)).extended.affine.encoded == expected)
                #expect((moved - CachedPoint(minusQ.extended)).extended.affine.encoded == expected)
                #expect((moved + AffineCachedPoint(q)).extended.affine.encoded == expected)
                #expect((moved - AffineCachedPoint(minusQ)).extended.affine.encoded == expected)
            }
        }
    }

    @Test(arguments: [0, 1, 3, 4, 5, 8, 23]) func `many encodings decode as each does alone`(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        for _ in 0..<(isDebugBuild ? 1 : 20) {
            let encodings = try (0..<count).map { index in
                var bytes = random.bytes(32)
                // Beside random ones, of which half are no points: the edges, of which some are not canonical.
                if index % 3 == 0 { bytes = [0xec + UInt8(random.next() % 20)] + Array(repeating: 0xff, count: 31) }
                if index % 5 == 0 { bytes = [UInt8(random.next() % 3)] + Array(repeating: 0, count: 31) }
                bytes[31] ^= UInt8(random.next() % 2) << 7
                return try #require(Words256(bytes))
            }
            let points = AffinePoint.decoded(encodings)
            #expect(points.map { $0?.encoded } == encodings.map { AffinePoint(canonical: $0)?.encoded })
        }
    }

    @Test func `a point's encoding decodes to the point`() throws {
        for point in try Self.samplePoints(seed: 2) {
            let decoded = try #require(AffinePoint(canonical: point.encoded))
            #expect(decoded.x.encoded == point.x.encoded && decoded.y.encoded == point.y.encoded)
        }
    }

    @Test func `bytes that decode encode to themselves, and about half of all do`() throws {
        var random = SeededGenerator(seed: 3)
        var count = 0
        for _ in 0..<(isDebugBuild ? 100 : 4_000) {
            let words = try #require(Words256(random.bytes(32)))
            guard let point = AffinePoint(canonical: words) else { continue }
            count += 1
            #expect(point.encoded == words)
            let xx = point.x.squared
            let yy = point.y.squared
            #expect((yy - xx).encoded == (FieldElement.one + AffinePoint.d * xx * yy).encoded)
        }
        #expect(count > (isDebugBuild ? 25 : 1_800) && count < (isDebugBuild ? 75 : 2_200))
    }

    @Test func `exactly the eight small points are of small order`() throws {
        let torsion = try Self.torsionPoints()
        #expect(Set(torsion.map(\.encoded)).count == 8)
        #expect(torsion.allSatisfy { $0.isSmallOrder })
        #expect(!AffinePoint.base.isSmallOrder)
        #expect(!Self.naiveSum(.base, torsion[0]).isSmallOrder)
    }

    @Test func `the base point has order L`() throws {
        let order = Scalar(unchecked: Scalar.order)
        #expect(Self.naiveMultiple(.base, order).isIdentity)
        #expect(
            Self.naiveSum(Self.naiveMultiple(.base, Scalar(unchecked: Scalar.order)).affine, .base).encoded
                == AffinePoint.base.encoded)
    }

    @Test func `tables multiply like doubling and adding`() throws {
        var random = SeededGenerator(seed: 4)
        var scalars = (0..<(isDebugBuild ? 3 : 100)).map { _ in Self.randomScalar(&random) }
        scalars += [.zero, Scalar(unchecked: Words256(w0: 1, w1: 0, w2: 0, w3: 0)), scalars[0].negated]
        for pattern in [0x77, 0x78, 0x88, 0x87, 0x80, 0x08, 0xff, 0x10, 0x84, 0x42, 0x21] as [UInt8] {
            scalars.append(Scalar(low: try #require(Words256([UInt8](repeating: pattern, count: 32))), high: .zero))
        }
        scalars.append(Scalar(unchecked: Words256(w0: 1, w1: 0, w2: 0, w3: 0)).negated)
        let mixed = Self.naiveSum(.base, try Self.torsionPoints()[0])
        for point in [AffinePoint.base, mixed] {
            let table = FixedBaseTable(point)
            let publicTables = (5...8).map { PublicTable(point, width: $0) }
            for scalar in scalars {
                let expected = Self.naiveMultiple(point, scalar).affine.encoded
                #expect(table.multiply(scalar).affine.encoded == expected)
                for publicTable in publicTables {
                    #expect(PublicTable.sum([(scalar, publicTable)]).affine.encoded == expected)
                }
            }
        }
    }

    @Test(arguments: [0, 1, 2, 7, 40, 70]) func `both methods for sums agree with single multiples`(count: Int) throws {
        if isDebugBuild && count > 10 { return }
        var random = SeededGenerator(seed: 5)
        let points = try Self.samplePoints(seed: 6)
        var expected = EdwardsPoint.identity
        var long: [MultiScalar.Term] = []
        var short: [MultiScalar.Term] = []
        for index in 0..<count {
            let point = points[index % points.count]
            var scalar = Self.randomScalar(&random)
            if index % 7 == 3 { scalar = .zero }
            if index % 5 == 1 {
                scalar = Scalar(unchecked: Words256(w0: random.next(), w1: random.next(), w2: 0, w3: 0))
                short.append(MultiScalar.Term(scalar: scalar, point: point))
            } else {
                long.append(MultiScalar.Term(scalar: scalar, point: point))
            }
            expected = (expected + CachedPoint(Self.naiveMultiple(point, scalar))).extended
        }
        #expect(MultiScalar.pippenger(long + short).affine.encoded == expected.affine.encoded)
        let base = Self.randomScalar(&random)
        let withBase = (expected + CachedPoint(Self.naiveMultiple(.base, base))).extended.affine.encoded
        #expect(MultiScalar.straus(base: base, long + short).affine.encoded == withBase)
        #expect(MultiScalar.sum(base: base, long, short: short).affine.encoded == withBase)
    }

    @Test func `sums in place agree with sums`() throws {
        let points = try Self.samplePoints(seed: 7)
        for p in points {
            for q in points {
                var (cached, affine) = (CachedPoint(q.extended), AffineCachedPoint(q))
                let expected = [Self.naiveSum(p, q), Self.naiveSum(p, q.negated)].map(\.encoded)
                for (isNegative, expected) in zip([false, true], expected) {
                    var sums = [CompletedPoint(AffineCachedPoint(p)), CompletedPoint(AffineCachedPoint(p))]
                    sums[0].add(&cached, isNegative: isNegative)
                    sums[1].add(&affine, isNegative: isNegative)
                    #expect(sums.allSatisfy { $0.extended.affine.encoded == expected })
                }
            }
            let negated = CompletedPoint(AffineCachedPoint(p), isNegative: true)
            #expect(negated.extended.affine.encoded == p.negated.encoded)
        }
    }
}
