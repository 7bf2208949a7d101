import Testing

@testable import LedgerCrypto

@Suite struct `The field` {
    /// Elements whose limbs are below `bound`, edges first: every limb at its least and greatest, then random ones.
    static func samples(below bound: UInt64, seed: UInt64, count: Int) -> [FieldElement] {
        var random = SeededGenerator(seed: seed)
        let edges: [UInt64] = [0, 1, 18, 19, 20, 1 << 51 - 20, 1 << 51 - 19, 1 << 51 - 1, 1 << 51, bound - 1]
        let mask: UInt64 = 1 << 51 - 1
        var elements = [
            FieldElement.zero, .one, FieldElement(bound - 1, bound - 1, bound - 1, bound - 1, bound - 1),
            FieldElement(mask - 18, mask, mask, mask, mask), FieldElement(mask - 17, mask, mask, mask, mask),
            FieldElement(mask - 19, mask, mask, mask, mask), FieldElement(mask, mask, mask, mask, mask),
        ]
        func limb() -> UInt64 {
            random.next() % 3 == 0 ? edges[Int(random.next() % UInt64(edges.count))] : random.next() % bound
        }
        while elements.count < count { elements.append(FieldElement(limb(), limb(), limb(), limb(), limb())) }
        return elements
    }

    static let tight: UInt64 = 1 << 51 + 1 << 15
    static let loose: UInt64 = 1 << 54

    private func expect(_ element: FieldElement, is expected: Natural, _ bound: UInt64 = tight) {
        #expect(Natural(element) % .prime == expected % .prime)
        #expect([element.l0, element.l1, element.l2, element.l3, element.l4].allSatisfy { $0 < bound })
    }

    @Test func `products and squares of loose elements are right and tight`() {
        let elements = Self.samples(below: Self.loose, seed: 1, count: isDebugBuild ? 60 : 1_000)
        for (a, b) in zip(elements, elements.reversed()) + zip(elements, elements.dropFirst()) {
            expect(a * b, is: Natural(a) * Natural(b))
            expect(a.squared, is: Natural(a) * Natural(a))
        }
    }

    @Test func `sums and differences of tight elements are right and within their bounds`() {
        let elements = Self.samples(below: Self.tight, seed: 2, count: isDebugBuild ? 80 : 2_000)
        for (a, b) in zip(elements, elements.reversed()) {
            expect(a + b, is: Natural(a) + Natural(b), 2 * Self.tight)
            expect(a - b, is: Natural(a) + Natural.prime + Natural.prime - Natural(b) % .prime, Self.tight + 1 << 52)
            expect(a.negated, is: Natural.prime - Natural(a) % .prime)
            let sum = a + b
            expect(a.minus(sum: sum), is: Natural(a) + Natural.prime - Natural(sum) % .prime, Self.tight + 1 << 53)
        }
    }

    @Test func `an element is encoded as its one number below the prime`() {
        for element in Self.samples(below: Self.loose, seed: 3, count: isDebugBuild ? 100 : 3_000) {
            let expected = Natural(element) % .prime
            #expect(element.encoded.bytes == expected.bytes32)
            expect(FieldElement(element.encoded), is: expected)
            expect(element.carried, is: expected)
            #expect(element.isZero == (expected == Natural()))
            #expect(element.isOdd == (expected.bytes32[0] & 1 == 1))
            #expect(element.encoded.isCanonicalFieldElement)
        }
    }

    @Test func `the nineteen numbers from the prime to 2^255 are not canonical`() throws {
        for excess in 0..<40 {
            let number = Natural.prime - Natural(20) + Natural(UInt64(excess))
            guard number < Natural(1) << 255 else { break }
            for sign in [0, 0x80] as [UInt8] {
                var bytes = number.bytes32
                bytes[31] |= sign
                #expect(try #require(Words256(bytes)).isCanonicalFieldElement == (number < .prime))
            }
        }
    }

    @Test func `an element times its inverse is one, and zero has none`() {
        #expect(FieldElement.zero.inverted.isZero)
        var elements = Self.samples(below: Self.tight, seed: 4, count: isDebugBuild ? 12 : 200).filter { !$0.isZero }
        let originals = elements
        FieldElement.invert(&elements)
        for (element, inverse) in zip(originals, elements) {
            #expect(element.inverted.encoded == inverse.encoded)
            #expect((element * inverse).encoded == FieldElement.one.encoded)
        }
    }

    private func squareRoot(of u: FieldElement, over v: FieldElement) -> FieldElement? {
        FieldElement.squareRoot(of: u, over: v, power: FieldElement.radicand(u, over: v).powerForRoot)
    }

    @Test func `four elements side by side have the squares, products and powers of each`() {
        let elements = Self.samples(below: Self.tight, seed: 7, count: isDebugBuild ? 20 : 2_000)
        for start in stride(from: 0, to: elements.count, by: 4) {
            let four = Array(elements[start..<(start + 4)])
            let lanes = FieldLanes(four[0], four[1], four[2], four[3])
            let (once, thrice) = (lanes.squared(times: 1), lanes.squared(times: 3))
            let product = once.times(thrice)
            let power = lanes.powerForRoot
            for (lane, element) in four.enumerated() {
                let square = Natural(element) * Natural(element)
                expect(lanes[lane], is: Natural(element))
                expect(once[lane], is: square)
                expect(thrice[lane], is: Natural(element.squared.squared.squared))
                expect(product[lane], is: square * Natural(thrice[lane]))
                #expect(power[lane].encoded == element.powerForRoot.encoded)
            }
        }
    }

    @Test func `a square has its even root, other elements have none`() throws {
        for (element, divisor) in zip(
            Self.samples(below: Self.tight, seed: 5, count: isDebugBuild ? 12 : 200),
            Self.samples(below: Self.tight, seed: 6, count: isDebugBuild ? 12 : 200).map { $0 + .one }
        ) where !element.isZero && !divisor.isZero {
            let square = element.squared
            let root = try #require(squareRoot(of: square * divisor, over: divisor))
            #expect(root.squared.encoded == square.encoded)
            #expect(!root.isOdd)
            // 2 is no square modulo a prime of the form 8 n + 5.
            #expect(squareRoot(of: square * FieldElement(2, 0, 0, 0, 0), over: .one) == nil)
        }
        #expect(try #require(squareRoot(of: .zero, over: .one)).isZero)
    }

    @Test func `the constants are what they are named`() {
        let minusOne = FieldElement.one.negated.encoded
        #expect(FieldElement.squareRootOfMinusOne.squared.encoded == minusOne)
        let d = AffinePoint.d * FieldElement(121_666, 0, 0, 0, 0) + FieldElement(121_665, 0, 0, 0, 0)
        #expect(d.isZero)
        #expect((AffinePoint.d + AffinePoint.d).encoded == AffinePoint.twiceD.encoded)
        #expect((AffinePoint.base.y * FieldElement(5, 0, 0, 0, 0)).encoded == FieldElement(4, 0, 0, 0, 0).encoded)
        #expect(!AffinePoint.base.x.isOdd)
    }
}

private func + <A: Sequence, B: Sequence>(a: A, b: B) -> [A.Element] where A.Element == B.Element {
    Array(a) + Array(b)
}
