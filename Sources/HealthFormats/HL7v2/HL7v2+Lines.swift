#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension HL7v2 {
    /// One line of a source: a segment, most often.
    struct Line {
        /// Offset of its first byte.
        var start: Int
        /// Offset after its last byte before the line end.
        var end: Int
        /// Offset of the next line.
        var next: Int

        /// The segment's name; nil where the line does not begin like a segment: a capital letter, two capital letters
        /// or digits, then the field separator or nothing.
        @inline(__always)
        func name(in bytes: UnsafeRawBufferPointer, separator: UInt8) -> SegmentName? {
            guard end - start >= 3, end - start == 3 || bytes[start + 3] == separator,
                (0x41...0x5A).contains(bytes[start]), Byte.isNamePart(bytes[start + 1]),
                Byte.isNamePart(bytes[start + 2])
            else { return nil }
            return SegmentName(in: bytes, at: start)
        }

        /// The offset of the first byte at or after `start` that is not framing: MLLP bytes, byte order marks, blanks,
        /// and the end-of-file mark of old systems.
        static func endOfFraming(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
            var offset = start
            while offset < end {
                switch bytes[offset] {
                case Byte.blockStart, Byte.blockEnd, 0x20, 0x09, 0x1A, 0x00: offset += 1
                case 0xEF where offset + 2 < end && bytes[offset + 1] == 0xBB && bytes[offset + 2] == 0xBF: offset += 3
                default: return offset
                }
            }
            return offset
        }
    }

    /// Finds line ends: CR, LF and CRLF, mixed as they come.
    ///
    /// It remembers the next of each, so that a source that has only one kind is not searched for the other again and
    /// again; one search costs what `memchr` costs, also through a document of megabytes in one field.
    struct LineScanner {
        let bytes: UnsafeRawBufferPointer
        private var nextReturn = -1
        private var nextFeed = -1

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        /// The line that begins at `start`, and whether its end is within the bytes.
        @inline(__always)
        mutating func line(at start: Int) -> (line: Line, isEnded: Bool) {
            let count = bytes.count
            if nextReturn < start { nextReturn = find(Byte.carriageReturn, in: bytes, start..<count) ?? count }
            if nextFeed < start { nextFeed = find(Byte.lineFeed, in: bytes, start..<count) ?? count }
            let end = min(nextReturn, nextFeed)
            guard end < count else { return (Line(start: start, end: count, next: count), false) }
            let isPair = nextReturn == end && nextFeed == end + 1 && nextFeed < count
            return (Line(start: start, end: end, next: end + (isPair ? 2 : 1)), true)
        }
    }

    /// The offset of the first `byte` in `range`.
    @inline(__always)
    static func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty, let base = bytes.baseAddress,
            let hit = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return nil }
        return UnsafeRawPointer(hit) - base
    }

    /// Part `number` (from 1) of `range` cut by `separator`; nil where there are fewer parts.
    @inline(__always)
    static func part(
        _ number: Int, of range: Range<Int>, in bytes: UnsafeRawBufferPointer, by separator: UInt8?
    ) -> Range<Int>? {
        guard number >= 1 else { return nil }
        guard let separator else { return number == 1 ? range : nil }
        var start = range.lowerBound
        for _ in 1..<number {
            guard let cut = find(separator, in: bytes, start..<range.upperBound) else { return nil }
            start = cut + 1
        }
        return start..<(find(separator, in: bytes, start..<range.upperBound) ?? range.upperBound)
    }

    /// Whether every byte is ASCII.
    static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool { endOfASCII(in: bytes, from: 0) == bytes.count }

    /// The offset of the first byte at or after `start` that is not ASCII; the count where there is none.
    @inline(__always)
    private static func endOfASCII(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let high: UInt64 = 0x8080_8080_8080_8080
        var offset = start
        while offset + 32 <= bytes.count {
            let words = (
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
            )
            if (words.0 | words.1 | words.2 | words.3) & high != 0 { break }
            offset += 32
        }
        while offset < bytes.count, bytes[offset] < 0x80 { offset += 1 }
        return offset
    }

    /// The offset of the first byte that is not part of valid UTF-8; nil where all is valid.
    ///
    /// Specification: Unicode 15, section 3.9, table 3-7.
    static func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var offset = 0
        while offset < bytes.count {
            let lead = bytes[offset]
            if lead < 0x80 {
                offset = endOfASCII(in: bytes, from: offset)
                continue
            }
            let following: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: following = 1
            case 0xE0: (following, second) = (2, 0xA0...0xBF)
            case 0xED: (following, second) = (2, 0x80...0x9F)
            case 0xE1...0xEF: following = 2
            case 0xF0: (following, second) = (3, 0x90...0xBF)
            case 0xF1...0xF3: following = 3
            case 0xF4: (following, second) = (3, 0x80...0x8F)
            default: return offset
            }
            guard offset + following < bytes.count, second.contains(bytes[offset + 1]) else { return offset }
            for next in (offset + 1)...(offset + following) where bytes[next] & 0xC0 != 0x80 { return offset }
            offset += following + 1
        }
        return nil
    }
}
