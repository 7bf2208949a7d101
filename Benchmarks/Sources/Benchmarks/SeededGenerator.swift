/// Random numbers that are the same for the same seed, on every machine: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in `range`; the same in every version of Swift, which `Int.random` does not promise.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// A number on the bell curve around 0, in whole numbers only, so that it is the same on every machine.
    mutating func bell(deviation: Int) -> Int {
        // Twelve evenly spread numbers of variance 1/12 each.
        let sum = (0..<12).reduce(-6000) { sum, _ in sum + number(0...1000) }
        return sum * deviation / 1000
    }

    /// That many bytes.
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
