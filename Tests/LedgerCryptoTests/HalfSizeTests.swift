import Testing

@testable import LedgerCrypto

@Suite struct `Scalars of half the size` {
    /// Scalars from which Euclid's algorithm goes ways of its own, then random ones of all lengths.
    static func samples(seed: UInt64, count: Int) throws -> [Scalar] {
        let one = Natural(1)
        var numbers = [Natural(), one, Natural(2), Natural(3)]
        for shift in [62, 63, 64, 125, 126, 127, 128, 158, 159, 189, 190, 251, 252] {
            numbers += [(one << shift) - one, one << shift, (one << shift) + one]
        }
        numbers += [Natural.order - one, Natural.order - Natural(2)]
        // L / 2 and its neighbours: the least numbers whose doubles pass L, and the quotients of L by small numbers.
        for divisor in 2...9 as ClosedRange<UInt64> {
            var quotient = Natural()
            for shift in (0..<252).reversed() where (quotient + one << shift) * Natural(divisor) <= Natural.order {
                quotient = quotient + one << shift
            }
            numbers += [quotient - one, quotient, quotient + one]
        }
        var scalars = try numbers.map { Scalar(low: try #require(Words256($0.bytes32)), high: .zero) }
        var random = SeededGenerator(seed: seed)
        while scalars.count < count {
            var bytes = random.bytes(32)
            for index in 0..<Int(random.next() % 32) { bytes[31 - index] = 0 }
            scalars.append(Scalar(low: try #require(Words256(bytes)), high: .zero))
        }
        return scalars
    }

    @Test func `numerator and denominator are short, and the scalar is their quotient`() throws {
        for k in try Self.samples(seed: 1, count: isDebugBuild ? 150 : 5_000) {
            let half = HalfSizeFraction(k)
            let (u, v) = (Natural(Scalar(half.numerator)), Natural(Scalar(half.denominator)))
            #expect(u < Natural(1) << 126)
            #expect(v >= Natural(1) && v <= (Natural(1) << 126) + Natural(1))
            let product = (v * Natural(k)) % .order
            #expect(half.isNegative ? (product + u) % .order == Natural() : product == u)
        }
    }

    /// Equation 4 as it is written, by doubling and adding.
    static func holds(_ s: Scalar, _ r: AffinePoint, _ k: Scalar, _ key: AffinePoint) -> Bool {
        let left = `The curve`.naiveMultiple(.base, s).affine
        let right = `The curve`.naiveSum(r, `The curve`.naiveMultiple(key, k).affine)
        let difference = `The curve`.naiveSum(left, AffinePoint(x: right.x.negated, y: right.y))
        return (0..<3).reduce(difference) { point, _ in `The curve`.naiveSum(point, point) }.encoded
            == EdwardsPoint.identity.affine.encoded
    }

    /// Every way to check equation 4 for points and a challenge that need not come from a hash.
    private func verdicts(_ s: Scalar, _ r: AffinePoint, _ k: Scalar, _ key: AffinePoint) -> [Bool] {
        let key = Ed25519.PublicKey(encoding: key.encoded, point: key)
        return [key.satisfies(s, r, k), Ed25519.PreparedPublicKey(key).satisfies(s, r, k)]
    }

    @Test func `the equation has the same solutions as with scalars of full size`() throws {
        var random = SeededGenerator(seed: 2)
        let torsion = try `The curve`.torsionPoints()
        let scalars = try Self.samples(seed: 3, count: isDebugBuild ? 8 : 100)
        for k in isDebugBuild ? Array(scalars.prefix(4)) : scalars {
            // Key and nonce with any part of small order, sometimes with none other.
            let secret = random.next() % 8 == 0 ? .zero : `The curve`.randomScalar(&random)
            let nonce = random.next() % 8 == 0 ? .zero : `The curve`.randomScalar(&random)
            let key = `The curve`.naiveSum(
                `The curve`.naiveMultiple(.base, secret).affine, torsion[Int(random.next() % 8)])
            let r = `The curve`.naiveSum(
                `The curve`.naiveMultiple(.base, nonce).affine, torsion[Int(random.next() % 8)])
            let s = nonce + k * secret
            #expect(Self.holds(s, r, k, key))
            #expect(verdicts(s, r, k, key) == [true, true])
            let one = Scalar(1 as UInt128)
            for wrong in [s + one, s.negated, `The curve`.randomScalar(&random)] {
                let expected = Self.holds(wrong, r, k, key)
                #expect(verdicts(wrong, r, k, key) == [expected, expected])
            }
            let expected = Self.holds(s, r, k + one, key)
            #expect(verdicts(s, r, k + one, key) == [expected, expected])
        }
    }

    @Test func `points that are on the curve by chance satisfy nothing`() throws {
        var random = SeededGenerator(seed: 4)
        var points: [AffinePoint] = []
        while points.count < (isDebugBuild ? 3 : 60) {
            if let point = AffinePoint(canonical: try #require(Words256(random.bytes(32)))) { points.append(point) }
        }
        for (r, key) in zip(points, points.reversed()) {
            let (s, k) = (`The curve`.randomScalar(&random), `The curve`.randomScalar(&random))
            let expected = Self.holds(s, r, k, key)
            #expect(!expected)
            #expect(verdicts(s, r, k, key) == [expected, expected])
        }
    }
}
