import CZlib
import SegmentStore

/// A stream read by hand: either its content or the reason why not, as `Inflator` gives it.
struct InflateResult: Equatable {
    var content: [UInt8]?
    var reason: String?
}

/// Deflate as its specification puts it, bit after bit, against which the fast decompressor is checked.
///
/// Specification: RFC 1951.
struct ReferenceInflate {
    private enum Halt: Error {
        case cut
        case full
        case damaged
    }

    private let source: [UInt8]
    private var bitOffset = 0
    /// The dictionary and behind it the content.
    private var output: [UInt8]
    private let start: Int
    private let limit: Int

    private init(_ source: [UInt8], dictionary: [UInt8], limit: Int) {
        self.source = source
        output = dictionary.suffix(32768)
        start = output.count
        self.limit = start + limit
    }

    /// Reads a stream of so many bytes.
    static func read(_ source: [UInt8], dictionary: [UInt8] = [], count: Int) -> InflateResult {
        var reader = Self(source, dictionary: dictionary, limit: count)
        do {
            try reader.readBlocks()
        } catch Halt.damaged {
            return InflateResult(reason: "deflate.data")
        } catch {
            return InflateResult(reason: reader.output.count < reader.limit ? "deflate.early" : "deflate.late")
        }
        if reader.output.count < reader.limit { return InflateResult(reason: "deflate.early") }
        if (reader.bitOffset + 7) / 8 < source.count { return InflateResult(reason: "deflate.trailing") }
        return InflateResult(content: Array(reader.output[reader.start...]))
    }

    /// How much of a stream can be read, at most `limit` bytes.
    static func prefix(_ source: [UInt8], dictionary: [UInt8] = [], limit: Int) -> [UInt8] {
        var reader = Self(source, dictionary: dictionary, limit: limit)
        try? reader.readBlocks()
        return Array(reader.output[reader.start...])
    }

    private mutating func bit() throws -> Int {
        guard bitOffset < source.count * 8 else { throw Halt.cut }
        defer { bitOffset += 1 }
        return Int(source[bitOffset / 8]) >> (bitOffset % 8) & 1
    }

    private mutating func bits(_ count: Int) throws -> Int {
        // A number that is cut is not begun.
        guard bitOffset + count <= source.count * 8 else { throw Halt.cut }
        return try (0..<count).reduce(0) { try $0 | bit() << $1 }
    }

    private mutating func readBlocks() throws {
        var isLast = false
        while !isLast {
            let header = try bits(3)
            isLast = header & 1 == 1
            switch header >> 1 {
            case 0: try readStored()
            case 1:
                let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
                try readSymbols(Code(lengths), Code(Array(repeating: 5, count: 32)))
            case 2: try readCodes()
            default: throw Halt.damaged
            }
        }
    }

    private mutating func readStored() throws {
        bitOffset = (bitOffset + 7) / 8 * 8
        let header = try bits(32)
        guard header & 0xFFFF == header >> 16 ^ 0xFFFF else { throw Halt.damaged }
        for _ in 0..<(header & 0xFFFF) {
            if output.count == limit { throw Halt.full }
            output.append(UInt8(try bits(8)))
        }
    }

    private mutating func readCodes() throws {
        let header = try bits(14)
        let (literalCount, distanceCount) = (header & 31 + 257, header >> 5 & 31 + 1)
        guard literalCount <= 286, distanceCount <= 30 else { throw Halt.damaged }
        var codeLengths = [Int](repeating: 0, count: 19)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(header >> 10 + 4) {
            codeLengths[symbol] = try bits(3)
        }
        let code = Code(codeLengths)
        guard code.isComplete || code.isEmpty else { throw Halt.damaged }
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            // As zlib does it.
            let symbol = code.isEmpty ? try bit() * 0 : try self.symbol(code)
            switch symbol {
            case 16:
                let count = try bits(2) + 3
                guard let last = lengths.last else { throw Halt.damaged }
                lengths += Array(repeating: last, count: count)
            case 17: lengths += Array(repeating: 0, count: try bits(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try bits(7) + 11)
            default: lengths.append(symbol)
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0 else { throw Halt.damaged }
        let literals = Code(Array(lengths[..<literalCount]))
        let distances = Code(Array(lengths[literalCount...]))
        guard literals.isComplete || literals.isOneBit else { throw Halt.damaged }
        guard distances.isComplete || distances.isOneBit || distances.isEmpty else { throw Halt.damaged }
        try readSymbols(literals, distances)
    }

    private mutating func readSymbols(_ literals: Code, _ distances: Code) throws {
        while true {
            let symbol = try self.symbol(literals)
            if symbol == 256 { return }
            if symbol < 256 {
                if output.count == limit { throw Halt.full }
                output.append(UInt8(symbol))
                continue
            }
            guard symbol < 286 else { throw Halt.damaged }
            let length: Int
            if symbol < 265 || symbol == 285 {
                length = symbol == 285 ? 258 : symbol - 254
            } else {
                let extra = (symbol - 261) / 4
                length = 3 + (4 + (symbol - 265) % 4) << extra + (try bits(extra))
            }
            let place = try self.symbol(distances)
            guard place < 30 else { throw Halt.damaged }
            let extra = max(0, place / 2 - 1)
            let distance = 1 + (place < 4 ? place : (2 + place % 2) << extra) + (try bits(extra))
            if output.count == limit { throw Halt.full }
            guard distance <= output.count else { throw Halt.damaged }
            for _ in 0..<length {
                if output.count == limit { throw Halt.full }
                output.append(output[output.count - distance])
            }
        }
    }

    private mutating func symbol(_ code: Code) throws -> Int {
        var bits = 0
        for length in 1...15 {
            bits = bits << 1 | (try bit())
            if let symbol = code.symbols[length][bits] { return symbol }
            if code.isEmpty || code.isOneBit { break }
        }
        throw Halt.damaged
    }

    /// A prefix code in canonical order.
    struct Code {
        /// The symbols by the lengths and the bits, first bit highest, of their codes.
        var symbols: [[Int: Int]] = Array(repeating: [:], count: 16)
        var isEmpty = true
        /// Whether one code of one bit is all there is.
        var isOneBit = false
        var isComplete = false

        init(_ lengths: [Int]) {
            var code = 0
            for length in 1...15 {
                code *= 2
                for symbol in lengths.indices where lengths[symbol] == length {
                    symbols[length][code] = symbol
                    code += 1
                }
            }
            isComplete = code == 1 << 15
            isEmpty = lengths.allSatisfy { $0 == 0 }
            isOneBit = lengths.filter { $0 > 0 } == [1]
        }
    }
}

/// Deflate streams as zlib makes and reads them.
enum Zlib {
    static let strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED]

    /// Compresses at a level from 0, which only stores.
    static func deflate(_ raw: [UInt8], dictionary: [UInt8] = [], level: Int, strategy: Int32) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, Int32(level), Z_DEFLATED, -MAX_WBITS, 8, strategy, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        if !dictionary.isEmpty { deflateSetDictionary(&stream, dictionary, UInt32(dictionary.count)) }
        var source = raw + [0]
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(raw.count))) + 100)
        let capacity = output.count
        source.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count - 1)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(capacity)
                let status = CZlib.deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END)
            }
        }
        return Array(output[..<(capacity - Int(stream.avail_out))])
    }

    /// Reads a stream of so many bytes.
    static func inflate(_ stream: [UInt8], dictionary: [UInt8] = [], count: Int) -> InflateResult {
        var state = z_stream()
        inflateInit2_(&state, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&state) }
        if !dictionary.isEmpty { inflateSetDictionary(&state, dictionary, UInt32(dictionary.count)) }
        var source = stream + [0]
        var output = [UInt8](repeating: 0, count: count + 1)
        let status = source.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { output in
                state.next_in = source.baseAddress
                state.avail_in = UInt32(source.count - 1)
                state.next_out = output.baseAddress
                state.avail_out = UInt32(count)
                return CZlib.inflate(&state, Z_FINISH)
            }
        }
        switch status {
        case Z_STREAM_END:
            if state.avail_out > 0 { return InflateResult(reason: "deflate.early") }
            if state.avail_in > 0 { return InflateResult(reason: "deflate.trailing") }
            return InflateResult(content: Array(output[..<count]))
        case Z_OK, Z_BUF_ERROR:
            return InflateResult(reason: state.avail_out == 0 ? "deflate.late" : "deflate.early")
        default: return InflateResult(reason: "deflate.data")
        }
    }
}
