import Testing

@testable import LedgerEngine

struct CBORTests {
    /// RFC 8949, appendix A: the examples of the types that entries use.
    @Test(
        arguments: [
            (UInt64(0), [0x00]), (23, [0x17]), (24, [0x18, 0x18]), (100, [0x18, 0x64]), (1000, [0x19, 0x03, 0xE8]),
            (1_000_000, [0x1A, 0x00, 0x0F, 0x42, 0x40]),
            (1_000_000_000_000, [0x1B, 0x00, 0x00, 0x00, 0xE8, 0xD4, 0xA5, 0x10, 0x00]),
            (UInt64.max, [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(UInt64, [UInt8])])
    func `integers take the shortest form`(value: UInt64, encoding: [UInt8]) throws {
        var writer = CBORWriter()
        writer.write(value)
        #expect(writer.bytes == encoding)
        var reader = CBORReader(encoding)
        #expect(try reader.readUInt() == value)
        #expect(reader.isAtEnd)
    }

    @Test func `texts, byte strings, arrays and maps are as the specification's examples`() throws {
        var writer = CBORWriter()
        writer.beginMap(2)
        writer.write(1)
        writer.beginArray(2)
        writer.write(text: "水")
        writer.write(bytes: [1, 2, 3, 4])
        writer.write(2)
        writer.writeNull()
        #expect(writer.bytes == [0xA2, 0x01, 0x82, 0x63, 0xE6, 0xB0, 0xB4, 0x44, 1, 2, 3, 4, 0x02, 0xF6])
    }

    @Test(
        arguments: [
            ([0x18, 0x17], CBORError.Fault.notDeterministic), ([0x19, 0x00, 0xFF], .notDeterministic),
            ([0x1A, 0x00, 0x00, 0xFF, 0xFF], .notDeterministic), ([0x1F], .notDeterministic),
            ([0x1C], .notDeterministic),
            ([0x18], .truncated), ([], .truncated), ([0x41], .unexpectedType),
        ] as [([UInt8], CBORError.Fault)])
    func `every other form of an integer is refused`(bytes: [UInt8], fault: CBORError.Fault) {
        var reader = CBORReader(bytes)
        #expect(throws: CBORError(offset: 0, fault: fault)) { try reader.readUInt() }
    }

    @Test func `a length that announces more than there is costs nothing`() {
        for head: [UInt8] in [[0x5B], [0x7B], [0x9B], [0xBB]] {
            var reader = CBORReader(head + [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00])
            #expect(throws: CBORError.self) { try reader.skip() }
        }
    }

    @Test func `map keys out of order or twice are refused`() {
        for keys: [UInt8] in [[2, 1], [1, 1]] {
            var reader = CBORReader([0xA2, keys[0], 0x00, keys[1], 0x00])
            #expect(throws: CBORError(offset: 3, fault: .notDeterministic)) {
                try reader.readMap { (_, value) throws(CBORError) in
                    _ = try value.readUInt()
                    return true
                }
            }
        }
    }

    @Test func `unknown values of any type are passed over, and nesting has an end`() throws {
        var reader = CBORReader([0xA1, 0x05, 0x82, 0x20, 0xA1, 0x61, 0x61, 0xF5])
        try reader.readMap { (_, _) throws(CBORError) in false }
        try reader.finish()
        var deep = CBORReader([UInt8](repeating: 0x81, count: 40) + [0x00])
        #expect(throws: CBORError.self) { try deep.skip() }
    }

    @Test func `random bytes never crash the reader`() {
        var random = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var reader = CBORReader(bytes)
            try? reader.skip()
            #expect(reader.offset <= bytes.count)
        }
    }
}
