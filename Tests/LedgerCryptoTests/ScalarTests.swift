import Testing

@testable import LedgerCrypto

@Suite struct `Scalars` {
    /// Numbers of 256 bits: around multiples of L and of powers of two, then random ones.
    static func numbers(seed: UInt64, count: Int) -> [Natural] {
        var random = SeededGenerator(seed: seed)
        var numbers = [Natural(), Natural(1), (Natural(1) << 256) - Natural(1), Natural(1) << 252, Natural(1) << 255]
        for multiple in 1...15 as ClosedRange<UInt64> {
            let number = Natural.order * Natural(multiple)
            numbers += [number - Natural(1), number, number + Natural(1)]
        }
        while numbers.count < count { numbers.append(Natural(littleEndian: random.bytes(32))) }
        return numbers
    }

    private func words(_ number: Natural) throws -> Words256 { try #require(Words256(number.bytes32)) }

    private func reduced(_ number: Natural) throws -> Scalar { Scalar(low: try words(number), high: .zero) }

    @Test func `512 bits are reduced modulo L`() throws {
        let numbers = Self.numbers(seed: 1, count: isDebugBuild ? 60 : 1_000)
        for (low, high) in zip(numbers, numbers.reversed()) {
            let scalar = Scalar(low: try words(low), high: try words(high))
            #expect(Natural(scalar) == (low + high << 256) % .order)
        }
    }

    @Test func `sums, products and negatives are right and below L`() throws {
        let numbers = Self.numbers(seed: 2, count: isDebugBuild ? 60 : 1_000)
        for (x, y) in zip(numbers, numbers.reversed()) {
            let (a, b) = (try reduced(x), try reduced(y))
            #expect(Natural(a + b) == (x + y) % .order)
            #expect(Natural(a * b) == (x * y) % .order)
            #expect(Natural(a * Scalar(unchecked: try words(y))) == (x * y) % .order)
            #expect(Natural(Scalar(unchecked: try words(y)) * a) == (x * y) % .order)
            #expect(Natural(a.negated) == (Natural.order - x % .order) % .order)
            #expect((a + a.negated).isZero)
        }
    }

    @Test func `only numbers below L are canonical`() throws {
        for number in Self.numbers(seed: 3, count: 200) {
            #expect((Scalar(canonical: try words(number)) != nil) == (number < .order))
        }
    }

    @Test(arguments: [4, 5, 8]) func `the non-adjacent form adds up to the scalar`(width: Int) throws {
        for number in Self.numbers(seed: 4, count: isDebugBuild ? 60 : 500) {
            let scalar = try reduced(number)
            var digits = [Int8](repeating: 0, count: 300)
            let count = digits.withUnsafeMutableBufferPointer {
                scalar.writeNonAdjacentForm(width: width, into: $0, at: 20)
            }
            #expect(digits[20...].lastIndex { $0 != 0 } ?? 19 == 19 + count)
            #expect(digits[..<20].allSatisfy { $0 == 0 } && digits[276...].allSatisfy { $0 == 0 })
            var positive = Natural()
            var negative = Natural()
            var last = -width
            for (place, digit) in digits[20...].enumerated() where digit != 0 {
                #expect(digit & 1 != 0 && abs(Int(digit)) < 1 << (width - 1) && place >= last + width)
                last = place
                let value = Natural(UInt64(digit.magnitude)) << place
                if digit > 0 { positive = positive + value } else { negative = negative + value }
            }
            #expect(positive == negative + Natural(scalar))
        }
    }

    @Test func `any run of bits can be taken out, and there are none beyond the end`() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let bytes = random.bytes(32)
            let scalar = Scalar(unchecked: try #require(Words256(bytes)))
            for start in stride(from: 0, to: 270, by: 3) {
                let expected = (0..<13).reduce(0) { sum, offset in
                    let bit = start + offset
                    return sum | (bit < 256 ? Int(bytes[bit / 8] >> (bit % 8)) & 1 : 0) << offset
                }
                #expect(scalar.bits(from: start, count: 13) == expected)
            }
        }
    }
}
