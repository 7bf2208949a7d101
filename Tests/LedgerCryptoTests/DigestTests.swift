import LedgerCrypto
import Testing

private typealias Digest = LedgerCrypto.Digest

@Suite struct `Digests and secrets` {
    @Test func `a digest takes 32 bytes and gives them back`() throws {
        let bytes = Array(0..<32) as [UInt8]
        let digest = try #require(Digest(bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.withUnsafeBytes { Array($0) } == bytes)
        #expect(([0xff] + bytes).withUnsafeBytes { Digest(bytes: $0, from: 1) } == digest)
        #expect(Digest(AnyCollection(bytes)) == digest)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
        for count in [0, 1, 31, 33, 64] { #expect(Digest([UInt8](repeating: 0, count: count)) == nil) }
    }

    @Test func `an array of digests is a run of 32-byte rows`() throws {
        let rows = (0..<5).map { [UInt8](repeating: $0, count: 32) }
        let digests = try rows.map { try #require(Digest($0)) }
        #expect(digests.withUnsafeBytes { Array($0) } == Array(rows.joined()))
    }

    @Test func `hexadecimal reads what it writes, and refuses everything else`() {
        let digest = SHA256.hash("hexadecimal".utf8)
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect("\(digest)" == digest.hex)
        let good = digest.hex
        let bad: [String] = [
            "", "0", "\(good.dropLast())", "\(good)0", "\(good)00", "g\(good.dropFirst())", " \(good.dropLast())",
            "0x\(good.dropLast(2))", "é\(good.dropFirst(2))", "\u{ff10}\(good.dropFirst(3))",
        ]
        for text in bad { #expect(Digest(hex: text) == nil) }
    }

    @Test func `bytes are compared whole`() {
        var random = SeededGenerator(seed: 1)
        for count in 0..<70 {
            let bytes = random.bytes(count)
            #expect(constantTimeEqual(bytes, bytes))
            #expect(!constantTimeEqual(bytes, bytes + [0]))
            for index in bytes.indices {
                var other = bytes
                other[index] ^= UInt8(1 << (random.next() % 8))
                #expect(!constantTimeEqual(bytes, other))
            }
        }
        #expect(constantTimeEqual(SHA256.hash([1]), SHA256.hash([1])))
        #expect(!constantTimeEqual(SHA256.hash([1]), SHA256.hash([2])))
    }

    @Test func `the system gives as many random bytes as asked for, and never the same`() throws {
        for count in [-1, 0, 1, 255, 256, 257, 1_000] { #expect(try SystemRandom.bytes(count).count == max(0, count)) }
        #expect(try SystemRandom.bytes(32) != SystemRandom.bytes(32))
        // Every 256-byte part is filled.
        let long = try SystemRandom.bytes(1_024)
        for start in stride(from: 0, to: 1_024, by: 32) { #expect(long[start..<(start + 32)].contains { $0 != 0 }) }
    }
}

extension Digest {
    fileprivate init?(bytes: UnsafeRawBufferPointer, from offset: Int) {
        guard let address = bytes.baseAddress else { return nil }
        self.init(loadingFrom: address + offset)
    }
}
