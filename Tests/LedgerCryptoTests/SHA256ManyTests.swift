import LedgerCrypto
import Testing

/// Many messages in plain Swift, four at a time, against one after the other.
@Suite struct `SHA-256 of many messages` {
    private func agree(_ bytes: [UInt8], _ ranges: [Range<Int>], sourceLocation: SourceLocation = #_sourceLocation) {
        for prefix in [nil, 0, 255] as [UInt8?] {
            let expected = ranges.map { SHA256.hash((prefix.map { [$0] } ?? []) + bytes[$0]) }
            let digests = bytes.withUnsafeBytes { SHA256.hashes(of: $0, ranges: ranges, prefix: prefix) }
            #expect(digests == expected, sourceLocation: sourceLocation)
        }
    }

    @Test func `every length has its digests, in any number`() {
        var random = SeededGenerator(seed: 11)
        let bytes = random.bytes(1_000)
        for byteCount in 0...300 {
            // From 32 on, what messages of one length share is prepared.
            for count in [0, 1, 3, 4, 5, 6, 7, 33] {
                agree(bytes, (0..<count).map { 7 * $0 + 1..<7 * $0 + 1 + byteCount })
            }
        }
    }

    @Test func `neighbours of different lengths keep their digests and their places`() {
        var random = SeededGenerator(seed: 12)
        let bytes = random.bytes(300_000)
        for round in 0..<60 {
            let limit = [10, 130, 300, 3_000, 280_000][round % 5]
            let ranges = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                let start = Int.random(in: 0...1_000, using: &random)
                return start..<start + Int.random(in: 0...(Bool.random(using: &random) ? limit : 100), using: &random)
            }
            agree(bytes, ranges)
        }
    }
}
