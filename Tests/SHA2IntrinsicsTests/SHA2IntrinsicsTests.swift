import LedgerCrypto
import MerkleLog
import SHA2Intrinsics
import Testing

/// The processor's instructions against plain Swift; where the processor has none, plain Swift against itself.
///
/// What is installed holds for the whole process, so every test runs in one of its own.
@Suite struct `SHA-2 intrinsics` {
    @Test func `one message of any length has its digest`() async {
        await #expect(processExitsWith: .success) {
            let bytes = sampleBytes(90_000)
            let messages = (Array(0...300) + [1_000, 4_095, 4_096, 65_537]).map { Array(bytes[$0 / 3..<$0 / 3 + $0]) }
            let (plain, fast) = bothWays { messages.map { SHA256.hash($0) } }
            precondition(plain == fast)
        }
    }

    @Test func `many messages of one length have their digests`() async {
        await #expect(processExitsWith: .success) {
            let bytes = sampleBytes(4_000)
            for length in 0...300 {
                // From 32 on, what messages of one length share is prepared.
                for count in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 33, 34] {
                    // Neighbours overlap, and none begins where a block or a word does.
                    let ranges = (0..<count).map { 7 * $0 + 1..<7 * $0 + 1 + length }
                    agree(bytes, ranges)
                }
            }
        }
    }

    @Test func `many messages of different lengths have their digests`() async {
        await #expect(processExitsWith: .success) {
            var random = SeededGenerator(seed: 1)
            let bytes = sampleBytes(70_000)
            for round in 0..<500 {
                let limit = [10, 130, 300, 3_000][round % 4]
                let ranges = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    let start = Int.random(in: 0...1_000, using: &random)
                    return start..<start + Int.random(in: 0...limit, using: &random)
                }
                agree(bytes, ranges)
            }
            // One that is much longer than its neighbours, at every place.
            for place in 0..<5 {
                agree(bytes, (0..<5).map { $0 == place ? 3..<65_538 : $0..<$0 + 40 })
            }
        }
    }

    @Test func `rows have their digests`() async {
        await #expect(processExitsWith: .success) {
            for rowByteCount in [1, 31, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 256] {
                for count in [0, 1, 2, 3, 4, 5, 31, 32, 33, 34, 35, 36, 100] {
                    // A remainder is no row.
                    let bytes = sampleBytes(rowByteCount * count + rowByteCount / 2)
                    for prefix in [nil, 0, 1] as [UInt8?] {
                        SHA256.install(nil, batches: SHA256.Batches.none)
                        let expected = (0..<count).map { index in
                            let row = bytes[rowByteCount * index..<rowByteCount * (index + 1)]
                            return SHA256.hash((prefix.map { [$0] } ?? []) + row)
                        }
                        for path in Path.allCases {
                            path.install()
                            let digests = bytes.withUnsafeBytes {
                                SHA256.hashes(ofRowsIn: $0, rowByteCount: rowByteCount, prefix: prefix)
                            }
                            precondition(digests == expected, "\(path), \(count) rows of \(rowByteCount)")
                        }
                    }
                }
            }
        }
    }

    @Test func `nothing beside a message is read into its digest`() async {
        await #expect(processExitsWith: .success) {
            SHA2Intrinsics.install()
            for length in 0...200 {
                var bytes = sampleBytes(length + 2)
                let ranges = [1..<length + 1, 1..<length + 1, 1..<length + 1]
                let before = bytes.withUnsafeBytes { MerkleTree.leafHashes(of: $0, ranges: ranges) }
                bytes[0] ^= 0xFF
                bytes[length + 1] ^= 0xFF
                let after = bytes.withUnsafeBytes { MerkleTree.leafHashes(of: $0, ranges: ranges) }
                precondition(before == after)
            }
        }
    }

    @Test func `trees have their roots`() async {
        await #expect(processExitsWith: .success) {
            for size in Array(0...70) + [255, 256, 257, 1_000] {
                let entries = (0..<size).map { Array("entry \($0)".utf8) }
                let (plain, fast) = bothWays {
                    var tree = Frontier()
                    tree.append(leafHashes: entries.map { MerkleTree.leafHash($0) })
                    precondition(tree.root == MerkleTree.root(of: entries.map { MerkleTree.leafHash($0) }))
                    return tree.root
                }
                precondition(plain == fast)
            }
        }
    }
}

/// Checks that the parts of `bytes` have the same digests on every path, as one by one in plain Swift.
private func agree(_ bytes: [UInt8], _ ranges: [Range<Int>]) {
    for prefix in [nil, 0, 1] as [UInt8?] {
        SHA256.install(nil, batches: SHA256.Batches.none)
        let expected = ranges.map { SHA256.hash((prefix.map { [$0] } ?? []) + bytes[$0]) }
        for path in Path.allCases {
            path.install()
            let digests = bytes.withUnsafeBytes { SHA256.hashes(of: $0, ranges: ranges, prefix: prefix) }
            precondition(digests == expected, "\(path), prefix \(String(describing: prefix)): \(ranges)")
        }
    }
}

/// The ways to hash many messages.
private enum Path: CaseIterable {
    case oneByOne
    case lanes
    case instructions

    func install() {
        switch self {
        case .oneByOne: SHA256.install(nil, batches: SHA256.Batches.none)
        case .lanes: SHA256.install(nil, batches: .fourLanes)
        case .instructions: SHA2Intrinsics.install()
        }
    }
}

/// What `body` gives without the processor's instructions and with them.
private func bothWays<Result>(_ body: () -> Result) -> (plain: Result, fast: Result) {
    SHA256.install(nil)
    let plain = body()
    SHA2Intrinsics.install()
    return (plain, body())
}

private func sampleBytes(_ count: Int) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(count))
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

/// A generator whose every run can be repeated: SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
