/// The bytes of a JSON text, and where the lexical parts that begin in them end.
struct JSONBytes {
    let base: UnsafeRawPointer
    let count: Int

    // Comparing a vector with a single byte instead is not one instruction but a loop over the lanes.
    @inline(__always) private static var quotes: SIMD16<Int8> { SIMD16(repeating: 0x22) }
    @inline(__always) private static var backslashes: SIMD16<Int8> { SIMD16(repeating: 0x5C) }
    @inline(__always) private static var spaces: SIMD16<Int8> { SIMD16(repeating: 0x20) }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    @inline(__always)
    private subscript(offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

    /// The byte at `offset`, behind the text 0: that may stand nowhere, so it is wrong wherever it is seen.
    @inline(__always)
    func peek(_ offset: Int) -> UInt8 { offset < count ? self[offset] : 0 }

    /// The error of a byte that may not stand at `offset`, or of a text that ends there.
    func unexpected(_ offset: Int) -> JSONError {
        JSONError(offset: min(offset, count), code: offset < count ? .unexpectedByte : .unexpectedEnd)
    }

    /// Where white space that begins at `offset` ends.
    @inline(__always)
    func spaceEnd(_ offset: Int) -> Int {
        var offset = offset
        while offset < count, self[offset] <= 0x20, Self.isSpace(self[offset]) { offset &+= 1 }
        return offset
    }

    /// Where characters end that a string may hold as they are and that are ASCII, sixteen at a time.
    @inline(__always)
    func plainEnd(_ offset: Int) -> Int {
        var offset = offset
        #if _endian(little)
        while offset &+ 16 <= count {
            let part = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<Int8>.self)
            // As signed numbers, what is not ASCII is less than a space too.
            let special = (part .== Self.quotes) .| (part .== Self.backslashes) .| (part .< Self.spaces)
            // Four bits of each lane, so that they fit in a word.
            let pairs = unsafeBitCast(special, to: SIMD8<UInt16>.self) &>> 4
            let marks = unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: pairs), to: UInt64.self)
            if marks != 0 { return offset &+ marks.trailingZeroBitCount >> 2 }
            offset &+= 16
        }
        #endif
        while offset < count, self[offset] &- 0x20 < 0x60, self[offset] != 0x22, self[offset] != 0x5C { offset &+= 1 }
        return offset
    }

    /// Where the string ends that `plainEnd` has read up to `offset`, and whether there are escapes from there on.
    @inline(never)
    func stringEnd(_ offset: Int) throws(JSONError) -> (end: Int, isEscaped: Bool) {
        var offset = offset
        var isEscaped = false
        while true {
            let byte = peek(offset)
            if byte == UInt8(ascii: "\"") { return (offset, isEscaped) }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                offset = try escapeEnd(offset)
            } else if byte >= 0x80 {
                offset = try multibyteEnd(offset)
            } else {
                throw JSONError(offset: offset, code: offset < count ? .controlCharacter : .unexpectedEnd)
            }
            if peek(offset) < 0x80 { offset = plainEnd(offset) }
        }
    }

    /// Where an escape ends; a high surrogate must be followed by the escape of a low one.
    private func escapeEnd(_ start: Int) throws(JSONError) -> Int {
        switch peek(start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"): break
        default: throw badEscape(start + 1)
        }
        let unit = try hexadecimal(start + 2)
        if unit & 0xFC00 == 0xDC00 { throw JSONError(offset: start, code: .badEscape) }
        if unit & 0xFC00 != 0xD800 { return start + 6 }
        for (offset, byte) in [(start + 6, UInt8(ascii: "\\")), (start + 7, UInt8(ascii: "u"))] {
            if offset >= count { throw unexpected(offset) }
            if self[offset] != byte { throw JSONError(offset: start, code: .badEscape) }
        }
        if try hexadecimal(start + 8) & 0xFC00 != 0xDC00 { throw JSONError(offset: start, code: .badEscape) }
        return start + 12
    }

    /// The number that four hexadecimal digits make.
    private func hexadecimal(_ start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for offset in start..<start + 4 {
            guard let digit = JSONValue.hexadecimal(peek(offset)) else { throw badEscape(offset) }
            unit = unit << 4 | digit
        }
        return unit
    }

    private func badEscape(_ offset: Int) -> JSONError {
        offset < count ? JSONError(offset: offset, code: .badEscape) : unexpected(offset)
    }

    /// Where a character of two to four bytes ends.
    ///
    /// Specification: RFC 3629 section 4.
    @inline(__always)
    private func multibyteEnd(_ start: Int) throws(JSONError) -> Int {
        let (length, low, high): (Int, UInt8, UInt8)
        switch self[start] {
        case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
        case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
        default: throw JSONError(offset: start, code: .badUTF8)
        }
        for offset in start + 1..<start + length {
            if offset >= count { throw unexpected(offset) }
            let byte = self[offset]
            guard offset == start + 1 ? byte >= low && byte <= high : byte & 0xC0 == 0x80 else {
                throw JSONError(offset: start, code: .badUTF8)
            }
        }
        return start + length
    }

    /// Where one of the three words ends.
    func literalEnd(_ start: Int, _ literal: StaticString) throws(JSONError) -> Int {
        for index in 0..<literal.utf8CodeUnitCount where peek(start + index) != literal.utf8Start[index] {
            throw unexpected(start + index)
        }
        return start + literal.utf8CodeUnitCount
    }

    /// Where a number ends.
    ///
    /// Specification: RFC 8259 section 6.
    func numberEnd(_ start: Int) throws(JSONError) -> Int {
        var offset = peek(start) == UInt8(ascii: "-") ? start + 1 : start
        offset = peek(offset) == UInt8(ascii: "0") ? offset + 1 : try digitsEnd(offset)
        if peek(offset) == UInt8(ascii: ".") { offset = try digitsEnd(offset + 1) }
        if peek(offset) | 0x20 == UInt8(ascii: "e") {
            let sign = peek(offset + 1)
            offset = try digitsEnd(sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? offset + 2 : offset + 1)
        }
        return offset
    }

    /// Where digits end, of which there must be one.
    @inline(__always)
    private func digitsEnd(_ start: Int) throws(JSONError) -> Int {
        var offset = start
        while peek(offset) &- 0x30 < 10 { offset &+= 1 }
        if offset == start { throw unexpected(start) }
        return offset
    }
}
