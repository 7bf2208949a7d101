import SegmentStore
import Testing

/// Writes a deflate block with codes of its own, bit by bit.
private struct BlockWriter {
    private var bits: [Int] = []
    private var literals: [[Int]] = []
    private var distances: [[Int]] = []

    /// Complete, with a code for each symbol.
    private static let codeLengthLengths = (0..<19).map { $0 < 13 ? 4 : 5 }

    /// Begins the last block of a stream; `sequence` tells the lengths of the codes as they are to be sent: a length, or 16 to
    /// 18 with the bits that follow it.
    init(literalCount: Int, distanceCount: Int, _ sequence: [(symbol: Int, extra: Int)]) {
        append(1, 1)
        append(2, 2)
        append(literalCount - 257, 5)
        append(distanceCount - 1, 5)
        append(15, 4)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] {
            append(Self.codeLengthLengths[symbol], 3)
        }
        let codes = Self.codes(Self.codeLengthLengths)
        for (symbol, extra) in sequence {
            bits += codes[symbol]
            if symbol > 15 { append(extra, [2, 3, 7][symbol - 16]) }
        }
    }

    /// Begins the last block of a stream with the codes of these lengths, by symbol.
    init(literals: [Int: Int], distances: [Int: Int]) {
        let literalLengths = (0..<286).map { literals[$0] ?? 0 }
        let distanceLengths = (0..<30).map { distances[$0] ?? 0 }
        self.init(literalCount: 286, distanceCount: 30, (literalLengths + distanceLengths).map { ($0, 0) })
        self.literals = Self.codes(literalLengths)
        self.distances = Self.codes(distanceLengths)
    }

    mutating func append(_ value: Int, _ count: Int) {
        for place in 0..<count { bits.append(value >> place & 1) }
    }

    mutating func literal(_ symbol: Int, extra: Int = 0, _ extraCount: Int = 0) {
        bits += literals[symbol]
        append(extra, extraCount)
    }

    mutating func distance(_ symbol: Int, extra: Int = 0, _ extraCount: Int = 0) {
        bits += distances[symbol]
        append(extra, extraCount)
    }

    var bytes: [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].enumerated().reduce(0) {
                $0 | UInt8($1.element) << UInt8($1.offset)
            }
        }
    }

    /// The canonical codes, first bit first.
    private static func codes(_ lengths: [Int]) -> [[Int]] {
        var codes = [[Int]](repeating: [], count: lengths.count)
        var code = 0
        for length in 1...15 {
            code *= 2
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = (0..<length).reversed().map { [code] in code >> $0 & 1 }
                code += 1
            }
        }
        return codes
    }
}

@Suite struct `A deflate block with codes of its own` {
    /// What is read, where all three readers agree.
    private func read(_ stream: [UInt8], dictionary: [UInt8] = [], count: Int) throws -> InflateResult {
        let expected = Zlib.inflate(stream, dictionary: dictionary, count: count)
        #expect(ReferenceInflate.read(stream, dictionary: dictionary, count: count) == expected)
        do {
            let content = try Inflator().inflate(stream, dictionary: dictionary, expectedCount: count)
            #expect(InflateResult(content: content) == expected)
        } catch {
            #expect(InflateResult(reason: error.reason) == expected)
        }
        return expected
    }

    /// Codes of 1, 2, 3 … 15 and 15 bits.
    private func ladder(_ symbols: [Int]) -> [Int: Int] {
        .init(uniqueKeysWithValues: zip(symbols, Array(1...15) + [15]))
    }

    @Test func `may have codes of 15 bits, and go back 32,768 bytes for 258`() throws {
        var block = BlockWriter(
            literals: ladder(Array(97...110) + [256, 285]), distances: ladder(Array(0...13) + [28, 29]))
        var raw: [UInt8] = []
        for symbol in 97...110 {
            block.literal(symbol)
            raw.append(UInt8(symbol))
        }
        for round in 0..<126 {
            // Distances 1, 2 … 14 with codes of all lengths: 258 bytes that repeat the last few.
            let place = round % 8
            block.literal(285)
            block.distance(place, extra: 0, max(0, place / 2 - 1))
            let distance = [1, 2, 3, 4, 5, 7, 9, 13][place]
            for _ in 0..<258 { raw.append(raw[raw.count - distance]) }
        }
        while raw.count < 32768 {
            block.literal(98)
            raw.append(98)
        }
        block.literal(285)
        block.distance(29, extra: 8191, 13)
        raw += raw[..<258]
        block.literal(256)
        #expect(try read(block.bytes, count: raw.count).content == raw)
        #expect(try read(block.bytes, count: raw.count - 1).reason == "deflate.late")

        // One byte and a dictionary of 32,767 are just enough to go back so far.
        var short = BlockWriter(literals: [97: 1, 256: 2, 285: 2], distances: [0: 1, 29: 1])
        short.literal(97)
        short.literal(285)
        short.distance(29, extra: 8191, 13)
        short.literal(256)
        #expect(try read(short.bytes, count: 259).reason == "deflate.data")
        let dictionary = [UInt8](repeating: 7, count: 32767)
        let expected = dictionary[..<258]
        #expect(try read(short.bytes, dictionary: dictionary, count: 259).content == [97] + expected)
        #expect(try read(short.bytes, dictionary: Array(dictionary.dropFirst()), count: 259).reason == "deflate.data")
    }

    @Test func `may lack distances, or have one of one bit, but no other unfinished code`() throws {
        var plain = BlockWriter(literals: [97: 1, 256: 2, 257: 2], distances: [:])
        plain.literal(97)
        var none = plain
        plain.literal(256)
        #expect(try read(plain.bytes, count: 1).content == [97])
        none.literal(257)
        none.append(0, 8)
        #expect(try read(none.bytes, count: 4).reason == "deflate.data")

        for bit in 0...1 {
            var one = BlockWriter(literals: [97: 1, 256: 2, 257: 2], distances: [0: 1])
            one.literal(97)
            one.literal(257)
            one.append(bit, 1)
            one.literal(256)
            let result = try read(one.bytes, count: 4)
            #expect(result == (bit == 0 ? .init(content: [97, 97, 97, 97]) : .init(reason: "deflate.data")))

            var end = BlockWriter(literals: [256: 1], distances: [:])
            end.append(bit, 1)
            #expect(try read(end.bytes, count: 0) == (bit == 0 ? .init(content: []) : .init(reason: "deflate.data")))
        }
        for (literals, distances) in [
            ([256: 2], [:]), ([97: 2, 256: 1], [:]), ([97: 1, 98: 1, 256: 1], [:]), ([97: 1], [:]),
            ([97: 1, 256: 1], [0: 2]), ([97: 1, 256: 1], [0: 1, 1: 2]), ([97: 1, 256: 1], [0: 1, 1: 1, 2: 1]),
            ([97: 1, 256: 1], [0: 15]), ([:], [0: 1]),
        ] as [([Int: Int], [Int: Int])] {
            var refused = BlockWriter(literals: literals, distances: distances)
            refused.append(0, 64)
            #expect(try read(refused.bytes, count: 5).reason == "deflate.data", "\(literals) \(distances)")
        }
    }

    @Test func `repeats lengths across the border of literals and distances, and not beyond the last`() throws {
        // 0 to 253: none; 254: 2; 255, 256 and four distances: the same.
        let zeros = [(18, 127), (18, 105)]
        var block = BlockWriter(literalCount: 257, distanceCount: 4, zeros + [(2, 0), (16, 3)])
        // The codes of 254, 255 and 256 are 00, 01, 10: unfinished, as 11 is none's.
        block.append(0b01, 2)
        #expect(try read(block.bytes, count: 0).reason == "deflate.data")

        // 253 to 256 and four distances: 2.
        block = BlockWriter(literalCount: 257, distanceCount: 4, [(18, 127), (18, 104), (2, 0), (2, 0), (16, 3)])
        block.append(0b00, 2)
        block.append(0b11, 2)
        #expect(try read(block.bytes, count: 1).content == [253])

        for sequence in [[(16, 0)], [(18, 127), (18, 104), (2, 0), (2, 0), (16, 2), (16, 0)], zeros + [(18, 127)]] {
            block = BlockWriter(literalCount: 257, distanceCount: 4, sequence)
            block.append(0, 64)
            #expect(try read(block.bytes, count: 1).reason == "deflate.data")
        }
    }

    @Test func `has at most 286 literals and lengths and 30 distances, and a code for the lengths`() throws {
        for (literals, distances) in [(287, 1), (288, 1), (257, 31), (257, 32)] {
            var block = BlockWriter(literalCount: literals, distanceCount: distances, [(18, 127), (18, 107), (1, 0)])
            block.append(0, 600)
            #expect(try read(block.bytes, count: 0).reason == "deflate.data")
        }
        // 257 literals, 1 distance, 4 lengths of nothing.
        #expect(try read([0x05, 0, 0, 0], count: 1).reason == "deflate.early")
        #expect(try read([0x05] + [UInt8](repeating: 0, count: 50), count: 0).reason == "deflate.data")
    }
}
