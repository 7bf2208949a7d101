import Testing

@testable import LedgerCrypto

@Suite struct `Ed25519 batches` {
    /// The message of the item at `index`.
    static func message(_ index: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: index % 50)
    }

    /// `count` valid items under `keyCount` keys.
    static func items(_ count: Int, keyCount: Int, _ random: inout SeededGenerator) throws -> [Ed25519.BatchItem] {
        let keys = try (0..<keyCount).map { _ in try Ed25519.SigningKey(seed: random.bytes(32)) }
        return (0..<count).map { index in
            let key = keys[index % keyCount]
            let message = message(index)
            return Ed25519.BatchItem(
                publicKey: key.publicKey, signature: key.signature(for: message), message: message)
        }
    }

    /// The item at `index` with one bit of its signature changed.
    static func spoil(_ items: inout [Ed25519.BatchItem], _ index: Int, bit: Int) throws {
        var bytes = items[index].signature.bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        items[index] = Ed25519.BatchItem(
            publicKey: items[index].publicKey, signature: try #require(Ed25519.Signature(bytes)),
            message: message(index))
    }

    @Test(arguments: [(0, 1), (1, 1), (4, 2), (5, 5), (33, 3), (159, 1), (160, 160), (700, 8)])
    func `a batch without bad signatures names none, with bad ones names exactly them`(
        count: Int, keyCount: Int
    ) throws {
        if isDebugBuild && count > 40 { return }
        var random = SeededGenerator(seed: UInt64(count))
        var items = try Self.items(count, keyCount: keyCount, &random)
        var source = random
        #expect(Ed25519.verify(batch: items) { source.bytes($0) } == [])
        guard count > 0 else { return }
        for badCount in [1, 2, 7] where badCount <= count {
            var bad: Set<Int> = []
            let good = items
            while bad.count < badCount {
                let index = Int(random.next() % UInt64(count))
                guard bad.insert(index).inserted else { continue }
                try Self.spoil(&items, index, bit: Int(random.next() % 512))
            }
            #expect(Ed25519.verify(batch: items) { source.bytes($0) } == bad.sorted())
            items = good
        }
    }

    @Test func `one sum decides on a batch of valid signatures`() throws {
        var random = SeededGenerator(seed: 7)
        for keyCount in [1, 3, 9] {
            let items = try Self.items(9, keyCount: keyCount, &random)
            // Only a sum asks for randomness, and one that failed would be followed by others.
            var requests: [Int] = []
            let invalid = Ed25519.verify(batch: items) { count in
                requests.append(count)
                return random.bytes(count)
            }
            #expect(invalid == [])
            #expect(requests == [16 * 9])
        }
    }

    @Test func `every place of one bad signature is found`() throws {
        var random = SeededGenerator(seed: 2)
        let items = try Self.items(isDebugBuild ? 9 : 40, keyCount: 3, &random)
        for index in items.indices {
            var changed = items
            try Self.spoil(&changed, index, bit: 8)
            #expect(Ed25519.verify(batch: changed) { random.bytes($0) } == [index])
        }
    }

    @Test func `two signatures whose errors cancel out are both named`() throws {
        var random = SeededGenerator(seed: 3)
        var items = try Self.items(12, keyCount: 1, &random)
        let one = Scalar(unchecked: Words256(w0: 1, w1: 0, w2: 0, w3: 0))
        let message = [UInt8](repeating: 1, count: 8)
        for (index, difference) in [(2, one), (9, one.negated)] {
            let key = try Ed25519.SigningKey(seed: [UInt8](repeating: 9, count: 32))
            let valid = key.signature(for: message)
            let s = Scalar(unchecked: valid.s) + difference
            items[index] = Ed25519.BatchItem(
                publicKey: key.publicKey, signature: Ed25519.Signature(r: valid.r, s: s.words), message: message)
        }
        #expect(Ed25519.verify(batch: items) { random.bytes($0) } == [2, 9])
    }

    @Test func `without enough randomness, or with zeros, bad signatures are still named`() throws {
        var random = SeededGenerator(seed: 4)
        var items = try Self.items(8, keyCount: 2, &random)
        #expect(Ed25519.verify(batch: items) { _ in [] } == [])
        try Self.spoil(&items, 5, bit: 300)
        #expect(Ed25519.verify(batch: items) { _ in [] } == [5])
        #expect(Ed25519.verify(batch: items) { [UInt8](repeating: 0, count: $0 - 1) } == [5])
        #expect(Ed25519.verify(batch: items) { [UInt8](repeating: 0, count: $0) } == [5])
    }

    @Test func `the system's randomness serves`() throws {
        var random = SeededGenerator(seed: 5)
        let items = try Self.items(10, keyCount: 2, &random)
        let bytes = try SystemRandom.bytes(16 * 64)
        #expect(Ed25519.verify(batch: items) { Array(bytes.prefix($0)) } == [])
    }

    @Test(.enabled(if: !isDebugBuild)) func `a batch longer than one sum keeps its order`() throws {
        var random = SeededGenerator(seed: 6)
        var items = try Self.items(16_384 + 300, keyCount: 8, &random)
        for index in [0, 16_383, 16_384, 16_600] { try Self.spoil(&items, index, bit: 7) }
        #expect(Ed25519.verify(batch: items) { random.bytes($0) } == [0, 16_383, 16_384, 16_600])
    }
}
