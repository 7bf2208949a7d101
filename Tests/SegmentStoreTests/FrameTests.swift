import SegmentStore
import Testing

/// The example in the documentation of `Frame`.
private let example = hex(
    """
    43 4C 46 52 01 00 00 00 04 00 00 00 05 00 00 00 05 00 00 00 00 00 00 00 AA 4B 47 5A 9F 8F 33 5D
    68 65 61 64 62 6F 64 79 21 00 00 00 00 00 00 00
    """)

@Suite struct `A frame` {
    private let directory = TemporaryDirectory()

    private func file(_ bytes: [UInt8]) throws -> any File {
        try write(bytes, to: directory["f"])
        return try DiskFileSystem().open(directory["f"], .read)
    }

    private func reason(_ bytes: [UInt8]) throws -> String? {
        let file = try file(bytes)
        do throws(StoreError) {
            _ = try Frame.read(from: file, at: 0)
            return nil
        } catch {
            #expect(error.code == .damaged)
            #expect(error.file == directory["f"])
            #expect(error.offset == 0)
            return error.reason
        }
    }

    @Test func `is the documented example`() throws {
        var bytes: [UInt8] = []
        let body = FrameBody(stored: Array("body!".utf8))
        try FrameWriter.append(kind: 1, prefix: Array("head".utf8), body: body, to: &bytes)
        #expect(bytes == example)
        let frame = try Frame.read(from: file(example), at: 0)
        #expect(frame.header.kind == 1)
        #expect(frame.header.flags == 0)
        #expect(frame.header.codec == .stored)
        #expect(frame.header.dictionary == 0)
        #expect(frame.header.totalByteCount == 48)
        #expect(frame.header.checksum == 0x5D33_8F9F)
        #expect(frame.prefix == Array("head".utf8))
        #expect(frame.storedBody == Array("body!".utf8))
        #expect(frame.bytes == example)
        #expect(try frame.body(using: Inflator()) == Array("body!".utf8))
    }

    @Test func `comes back as it went, whatever its sizes`() throws {
        var random = SeededGenerator(seed: 1)
        let deflator = Deflator(level: 6)
        let inflator = Inflator()
        let dictionary = random.bytes(3000)
        for size in [0, 1, 7, 8, 9, 100, 5000, 16300, 16384, 20000, 200_000] {
            for isCompressible in [false, true] {
                let raw = isCompressible ? (0..<size).map { UInt8($0 / 13 % 7) } : random.bytes(size)
                let prefix = random.bytes(Int.random(in: 0...300, using: &random))
                let body = FrameBody(compressing: raw, using: deflator, dictionary: (7, dictionary))
                #expect(body.stored.count <= raw.count)
                var bytes = random.bytes(16)
                try FrameWriter.append(kind: 255, flags: 0xA55A, prefix: prefix, body: body, to: &bytes)
                #expect(bytes.count % 8 == 0)
                bytes += random.bytes(8)
                let frame = try Frame.read(from: file(bytes), at: 16)
                #expect(frame.prefix == prefix)
                #expect(frame.header.kind == 255)
                #expect(frame.header.flags == 0xA55A)
                #expect(frame.header.dictionary == (body.codec == .deflate ? 7 : 0))
                #expect(frame.storedBody == body.stored)
                #expect(try frame.body(using: inflator, dictionary: dictionary) == raw)
                #expect(frame.header.totalByteCount == bytes.count - 24)
            }
        }
    }

    @Test func `with any bit flipped is refused`() throws {
        for bit in 0..<(example.count * 8) {
            var bytes = example
            bytes[bit / 8] ^= 1 << (bit % 8)
            let found = try #require(try reason(bytes))
            let expected: Set =
                switch bit / 8 {
                case 0..<4: ["frame.magic"]
                case 4..<28: ["frame.headerChecksum"]
                default: ["frame.checksum"]
                }
            #expect(expected.contains(found), "bit \(bit)")
        }
    }

    @Test func `cut anywhere is refused`() throws {
        for count in 0..<example.count {
            #expect(try reason(Array(example[..<count])) == "frame.truncated", "\(count) bytes")
        }
        let file = try file(example)
        #expect(throws: StoreError.self) { try Frame.read(from: file, at: 0, limit: 40) }
        #expect(throws: StoreError.self) { try Frame.read(from: file, at: .max) }
        #expect(throws: StoreError.self) { try Frame.read(from: file, at: 1 << 40) }
    }

    /// A header with fields of the test's choice and right checksums.
    private func forged(
        kind: UInt8 = 1, codec: UInt8 = 0, prefix: UInt32 = 0, raw: UInt32 = 0, stored: UInt32 = 0,
        dictionary: UInt32 = 0, rest: [UInt8] = []
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x43, 0x4C, 0x46, 0x52, kind, codec, 0, 0]
        for field in [prefix, raw, stored, dictionary] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: field >> (8 * UInt32($0))) }
        }
        let headerChecksum = crc32(bytes)
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: headerChecksum >> (8 * UInt32($0))) }
        let checksum = crc32(bytes + rest)
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt32($0))) }
        return bytes + rest
    }

    @Test func `whose lengths lie costs nothing`() throws {
        #expect(try reason(forged()) == nil)
        #expect(try reason(forged(raw: .max, stored: .max)) == "frame.length")
        #expect(try reason(forged(prefix: .max)) == "frame.length")
        #expect(try reason(forged(prefix: 65_537)) == "frame.length")
        #expect(try reason(forged(codec: 1, raw: .max, stored: 0)) == "frame.length")
        // A few bytes of a deflate stream cannot hold megabytes, so none are set aside for them.
        let few: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        #expect(try reason(forged(codec: 1, raw: 8 * 1032 + 1, stored: 8, rest: few)) == "frame.length")
        #expect(try reason(forged(codec: 1, raw: 8 * 1032, stored: 8, rest: few)) == nil)
        #expect(try reason(forged(raw: 1 << 26, stored: 1 << 26)) == "frame.truncated")
        #expect(try reason(forged(raw: 1, stored: 0)) == "frame.length")
        #expect(try reason(forged(kind: 0)) == "frame.kind")
        #expect(try reason(forged(codec: 2)) == "frame.codec")
        #expect(try reason(forged(dictionary: 1)) == "frame.dictionary")
        #expect(try reason(forged(raw: 1, stored: 1, rest: [1, 0, 0, 0, 0, 0, 0, 1])) == "frame.padding")
    }

    @Test func `with a body that does not inflate names the reason`() throws {
        let bytes = forged(codec: 1, raw: 100, stored: 8, rest: [UInt8](repeating: 255, count: 8))
        let frame = try Frame.read(from: file(bytes), at: 0)
        let error = #expect(throws: StoreError.self) { try frame.body(using: Inflator()) }
        #expect(error?.reason == "deflate.data")
    }

    @Test func `above the limits is not written`() throws {
        var bytes: [UInt8] = [1, 2, 3]
        let long = [UInt8](repeating: 0, count: Frame.prefixLimit + 1)
        let empty = FrameBody(stored: [])
        #expect(throws: StoreError.self) { try FrameWriter.append(kind: 1, prefix: long, body: empty, to: &bytes) }
        let big = FrameBody(deflated: [], rawCount: Frame.bodyLimit + 1, dictionary: 0)
        let error = #expect(throws: StoreError.self) {
            try FrameWriter.append(kind: 1, prefix: [], body: big, to: &bytes)
        }
        #expect(error?.code == .limit)
        #expect(bytes == [1, 2, 3])
        let body = FrameBody(stored: [UInt8](repeating: 1, count: Frame.bodyLimit))
        bytes = []
        try FrameWriter.append(kind: 1, prefix: Array(long.dropLast()), body: body, to: &bytes)
        #expect(try Frame.read(from: file(bytes), at: 0).header.storedCount == Frame.bodyLimit)
    }
}

/// CRC-32 bit by bit, independent of zlib.
func crc32(_ bytes: [UInt8]) -> UInt32 {
    var value = ~UInt32(0)
    for byte in bytes {
        value ^= UInt32(byte)
        for _ in 0..<8 { value = (value >> 1) ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~value
}
