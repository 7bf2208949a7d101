/// One pass over a JSON text that writes the tape.
///
/// Offsets and tape indices are 32 bits wide; `JSONDocument` hands over less than 4 GiB, and no text has more tokens than bytes.
/// Open containers are linked through `next` of their tokens, so there is no stack and no recursion.
struct JSONScanner {
    let text: UnsafeRawPointer
    private let count: Int
    private(set) var tokens: UnsafeMutableBufferPointer<JSONToken>
    private var tokenCount = 0
    /// The next byte to look at; after an error, the byte that is wrong.
    private(set) var position = 0

    init(text: UnsafeRawPointer, count: Int, tokens: UnsafeMutableBufferPointer<JSONToken>) {
        self.text = text
        self.count = count
        self.tokens = tokens
    }

    private static let none = UInt32.max

    /// Scans one value and returns the offset behind it.
    mutating func scan() throws(JSONError.Code) -> Int {
        var open = Self.none
        var depth = 0
        skipSpace()
        while true {
            // A value begins here.
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == JSONDocument.maximumDepth { throw .tooDeep }
                depth += 1
                let isObject = byte == UInt8(ascii: "{")
                append(JSONToken(start: UInt32(position), end: 0, next: open, kind: isObject ? .object : .array))
                open = UInt32(tokenCount - 1)
                position += 1
                skipSpace()
                let first = try peek()
                if first != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    if isObject { try scanKey() }
                    continue
                }
            case UInt8(ascii: "\""):
                try scanString(.string)
            case UInt8(ascii: "t"):
                try scanLiteral("true", .yes)
            case UInt8(ascii: "f"):
                try scanLiteral("false", .no)
            case UInt8(ascii: "n"):
                try scanLiteral("null", .null)
            default:
                try scanNumber()
            }
            // A value, or an empty container, has just been read: close what ends here.
            while open != Self.none {
                skipSpace()
                let isObject = tokens[Int(open)].kind == .object
                let next = try peek()
                if next == UInt8(ascii: ",") {
                    position += 1
                    skipSpace()
                    if isObject { try scanKey() }
                    break
                }
                guard next == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw .unexpectedByte }
                position += 1
                let parent = tokens[Int(open)].next
                tokens[Int(open)].end = UInt32(position)
                tokens[Int(open)].next = UInt32(tokenCount)
                if isObject { try checkKeys(of: Int(open)) }
                open = parent
                depth -= 1
            }
            if open == Self.none { return position }
        }
    }

    @inline(__always)
    private mutating func append(_ token: JSONToken) {
        if tokenCount == tokens.count { grow() }
        tokens[tokenCount] = token
        tokenCount += 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<JSONToken>.allocate(capacity: tokens.count * 2)
        larger.initialize(repeating: JSONToken())
        _ = larger.update(fromContentsOf: tokens)
        tokens.deallocate()
        tokens = larger
    }

    @inline(__always)
    private func byte(_ offset: Int) -> UInt8 { text.load(fromByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    private func peek() throws(JSONError.Code) -> UInt8 {
        if position >= count { throw .unexpectedEnd }
        return byte(position)
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    @inline(__always)
    private mutating func skipSpace() {
        while position < count, Self.isSpace(byte(position)) { position += 1 }
    }

    /// Scans a key and the colon behind it, up to the value.
    private mutating func scanKey() throws(JSONError.Code) {
        guard try peek() == UInt8(ascii: "\"") else { throw .unexpectedByte }
        try scanString(.key)
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw .unexpectedByte }
        position += 1
        skipSpace()
    }

    private mutating func scanLiteral(_ literal: StaticString, _ kind: JSONToken.Kind) throws(JSONError.Code) {
        let start = position
        for index in 0..<literal.utf8CodeUnitCount {
            guard try peek() == literal.utf8Start[index] else { throw .unexpectedByte }
            position += 1
        }
        append(scalar(kind, from: start))
    }

    private func scalar(_ kind: JSONToken.Kind, from start: Int) -> JSONToken {
        JSONToken(start: UInt32(start), end: UInt32(position), next: UInt32(tokenCount + 1), kind: kind)
    }

    /// Specification: RFC 8259 section 6.
    private mutating func scanNumber() throws(JSONError.Code) {
        let start = position
        if try peek() == UInt8(ascii: "-") { position += 1 }
        if try peek() == UInt8(ascii: "0") { position += 1 } else { try scanDigits() }
        if position < count, byte(position) == UInt8(ascii: ".") {
            position += 1
            try scanDigits()
        }
        if position < count, byte(position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try scanDigits()
        }
        append(scalar(.number, from: start))
    }

    private mutating func scanDigits() throws(JSONError.Code) {
        guard try peek() &- 0x30 < 10 else { throw .unexpectedByte }
        repeat { position += 1 } while position < count && byte(position) &- 0x30 < 10
    }

    /// Scans a string from its opening quote on, eight bytes at a time while nothing needs a closer look.
    @inline(__always)
    private mutating func scanString(_ kind: JSONToken.Kind) throws(JSONError.Code) {
        position += 1
        let start = position
        var isEscaped = false
        while true {
            while position &+ 8 <= count {
                let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let marks = Self.special(word)
                if marks != 0 {
                    position &+= marks.trailingZeroBitCount >> 3
                    break
                }
                position &+= 8
            }
            let byte = try peek()
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try scanEscape()
            } else if byte >= 0x80 {
                try scanMultibyte(byte)
            } else if byte < 0x20 {
                throw .controlCharacter
            } else {
                position += 1
            }
        }
        var token = scalar(kind, from: start)
        token.isEscaped = isEscaped
        if kind == .key { token.next = Self.hash(text + start, position - start) }
        append(token)
        position += 1
    }

    /// Marks (0x80) of the bytes that are a quote, a backslash, a control character or not ASCII.
    ///
    /// The lowest mark is exact; a borrow can set false ones above it only.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let marks = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- (ones &* 0x20)) & ~word)
        return (marks | word) & (ones &* 0x80)
    }

    /// Scans one escape; a high surrogate must be followed by the escape of a low one.
    @inline(never)
    private mutating func scanEscape() throws(JSONError.Code) {
        let start = position
        position += 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            let unit = try scanHexadecimal()
            if unit & 0xFC00 == 0xD800 {
                guard try peek() == UInt8(ascii: "\\") else { throw failedEscape(start) }
                position += 1
                guard try peek() == UInt8(ascii: "u") else { throw failedEscape(start) }
                guard try scanHexadecimal() & 0xFC00 == 0xDC00 else { throw failedEscape(start) }
            } else if unit & 0xFC00 == 0xDC00 {
                throw failedEscape(start)
            }
        default:
            throw .badEscape
        }
    }

    /// Names an earlier byte as the wrong one.
    mutating func moveBack(to offset: Int) { position = offset }

    private mutating func failedEscape(_ start: Int) -> JSONError.Code {
        position = start
        return .badEscape
    }

    /// Scans `uXXXX` from the u on.
    private mutating func scanHexadecimal() throws(JSONError.Code) -> UInt32 {
        position += 1
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONValue.hexadecimal(try peek()) else { throw .badEscape }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    /// Scans one character of two to four bytes.
    ///
    /// Specification: RFC 3629 section 4.
    private mutating func scanMultibyte(_ lead: UInt8) throws(JSONError.Code) {
        let start = position
        let (length, low, high): (Int, UInt8, UInt8)
        switch lead {
        case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
        case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
        default: throw .badUTF8
        }
        for index in 1..<length {
            position = start + index
            let byte = try peek()
            guard index == 1 ? byte >= low && byte <= high : byte & 0xC0 == 0x80 else {
                position = start
                throw .badUTF8
            }
        }
        position = start + length
    }
}
