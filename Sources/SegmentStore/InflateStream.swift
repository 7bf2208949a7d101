/// Where a decompression stands: in the stream, in the output, in a block.
///
/// It can stop after each symbol and go on.
///
/// Specification: RFC 1951 section 3.2.3.
struct InflateStream {
    /// Why it came to a halt.
    enum Halt {
        /// As many bytes as were wanted are written.
        case wanted
        /// The last block has ended.
        case ended
        /// The stream goes on where the output has no room.
        case full
        /// The bytes run out before the stream ends.
        case cut
        /// No deflate stream says this.
        case damaged
    }

    /// What comes next.
    enum Place {
        case blockHeader
        case stored(Int)
        case symbols(InflateCodes)
        case halted(Halt)
    }

    /// Bits of the stream, the next one lowest.
    ///
    /// Above `bitCount` of them there may be more: those that follow in the stream.
    var bits: UInt64 = 0
    var bitCount: UInt64 = 0
    /// The first byte of the stream that is not counted in `bits`.
    var next: UnsafeRawPointer
    let end: UnsafeRawPointer

    let start: UnsafeMutableRawPointer
    /// Where the next byte goes.
    var output: UnsafeMutableRawPointer
    let limit: UnsafeMutableRawPointer
    /// The end of the preset dictionary; `InflateCopy.overshoot` more bytes may be read.
    let dictionaryEnd: UnsafeRawPointer
    let dictionaryCount: Int

    var place = Place.blockHeader
    var isLastBlock = false

    /// Number of bytes written.
    var count: Int { output - start }

    init(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer,
        dictionaryEnd: UnsafeMutableRawPointer, dictionaryCount: Int
    ) {
        // Nothing is read from or written to where there are no bytes; any pointer does.
        next = source.baseAddress ?? UnsafeRawPointer(dictionaryEnd)
        end = next + source.count
        start = target.baseAddress ?? dictionaryEnd
        output = start
        limit = start + target.count
        self.dictionaryEnd = UnsafeRawPointer(dictionaryEnd)
        self.dictionaryCount = dictionaryCount
    }

    /// Goes on until `wanted` bytes or a few more are written, or it comes to a halt for good.
    mutating func run(upTo wanted: Int, _ codes: inout InflateTables) -> Halt {
        while true {
            let halt: Halt?
            switch place {
            case .halted(let halt): return count >= wanted ? .wanted : halt
            case _ where count >= wanted: return .wanted
            case .blockHeader: halt = readHeader(&codes)
            case .stored(let rest): halt = copyStored(rest)
            case .symbols(let codes): halt = readSymbols(codes, wanted: start + min(wanted, limit - start))
            }
            if let halt, halt != .wanted { place = .halted(halt) }
        }
    }
}
