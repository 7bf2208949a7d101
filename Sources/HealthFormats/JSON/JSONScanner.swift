/// One pass over a JSON text that writes the tape.
///
/// Offsets and tape indices are 32 bits wide; `JSONDocument` hands over less than 4 GiB, and no text has more tokens than bytes.
/// Open containers are linked through `next` of their tokens, so there is no stack and no recursion.
enum JSONScanner {
    /// Scans the value at the beginning of `bytes` and returns the offset behind it; `tokens` grow as they must.
    static func scan(
        _ bytes: JSONBytes, into tokens: inout UnsafeMutableBufferPointer<JSONToken>
    ) throws(JSONError) -> Int {
        // Only values of this function change from byte to byte, so that they stay in registers.
        guard var tape = tokens.baseAddress else { throw JSONError(offset: 0, code: .tooLong) }
        var tokenCount = 0
        var open = UInt32.max
        var isObject = false
        var depth = 0
        var position = bytes.spaceEnd(0)
        while true {
            // A value begins here, in an object its key.
            if tokenCount &+ 2 > tokens.count { tape = grow(&tokens) }
            if isObject {
                position = try bytes.key(at: position, number: tokenCount, into: tape + tokenCount)
                tokenCount &+= 1
            }
            let first = bytes.peek(position)
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                if depth == JSONDocument.maximumDepth { throw JSONError(offset: position, code: .tooDeep) }
                depth &+= 1
                isObject = first == UInt8(ascii: "{")
                tape[tokenCount] = JSONToken(
                    start: UInt32(truncatingIfNeeded: position), next: open, kind: isObject ? .object : .array)
                open = UInt32(truncatingIfNeeded: tokenCount)
                tokenCount &+= 1
                position = bytes.spaceEnd(position &+ 1)
                if bytes.peek(position) != end(isObject) { continue }
            } else if first == UInt8(ascii: "\"") {
                position = try bytes.string(at: position, .string, number: tokenCount, into: tape + tokenCount)
                tokenCount &+= 1
            } else {
                position = try bytes.scalar(at: position, number: tokenCount, into: tape + tokenCount)
                tokenCount &+= 1
            }
            // A value, or an empty container, has just been read: close what ends here.
            while depth > 0 {
                position = bytes.spaceEnd(position)
                let next = bytes.peek(position)
                if next == UInt8(ascii: ",") {
                    position = bytes.spaceEnd(position &+ 1)
                    break
                }
                guard next == end(isObject) else { throw bytes.unexpected(position) }
                position &+= 1
                let parent = tape[Int(open)].next
                tape[Int(open)].end = UInt32(truncatingIfNeeded: position)
                tape[Int(open)].next = UInt32(truncatingIfNeeded: tokenCount)
                if isObject { try bytes.checkKeys(of: Int(open), in: tape) }
                open = parent
                depth &-= 1
                isObject = depth > 0 && tape[Int(open)].kind == .object
            }
            if depth == 0 { return position }
        }
    }

    /// The bracket that ends an object or an array.
    @inline(__always)
    private static func end(_ isObject: Bool) -> UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    /// Moves the tokens to a place of twice the size.
    @inline(never)
    private static func grow(
        _ tokens: inout UnsafeMutableBufferPointer<JSONToken>
    ) -> UnsafeMutablePointer<JSONToken> {
        let capacity = tokens.count * 2
        let larger = UnsafeMutablePointer<JSONToken>.allocate(capacity: capacity)
        larger.initialize(repeating: JSONToken(), count: capacity)
        let tape = UnsafeMutableBufferPointer(start: larger, count: capacity)
        _ = tape.update(fromContentsOf: tokens)
        tokens.deallocate()
        tokens = tape
        return larger
    }
}

extension JSONBytes {
    /// Reads the key at `position` and the colon behind it; returns where its value begins.
    @inline(never)
    fileprivate func key(
        at position: Int, number: Int, into token: UnsafeMutablePointer<JSONToken>
    ) throws(JSONError) -> Int {
        guard peek(position) == UInt8(ascii: "\"") else { throw unexpected(position) }
        let behind = try string(at: position, .key, number: number, into: token)
        token.pointee.next = Self.hash(base + position + 1, behind &- position &- 2)
        let colon = spaceEnd(behind)
        guard peek(colon) == UInt8(ascii: ":") else { throw unexpected(colon) }
        return spaceEnd(colon &+ 1)
    }

    /// Reads the string whose quote is at `position`; returns the offset behind it.
    @inline(__always)
    fileprivate func string(
        at position: Int, _ kind: JSONToken.Kind, number: Int, into token: UnsafeMutablePointer<JSONToken>
    ) throws(JSONError) -> Int {
        var end = plainEnd(position &+ 1)
        var isEscaped = false
        if peek(end) != UInt8(ascii: "\"") { (end, isEscaped) = try stringEnd(end) }
        token.pointee = JSONToken(
            start: UInt32(truncatingIfNeeded: position &+ 1), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: number &+ 1), kind: kind, isEscaped: isEscaped)
        return end &+ 1
    }

    /// Reads the number or literal at `position`; returns the offset behind it.
    @inline(never)
    fileprivate func scalar(
        at position: Int, number: Int, into token: UnsafeMutablePointer<JSONToken>
    ) throws(JSONError) -> Int {
        let kind: JSONToken.Kind
        let end: Int
        switch peek(position) {
        case UInt8(ascii: "t"): (kind, end) = (.yes, try literalEnd(position, "true"))
        case UInt8(ascii: "f"): (kind, end) = (.no, try literalEnd(position, "false"))
        case UInt8(ascii: "n"): (kind, end) = (.null, try literalEnd(position, "null"))
        default: (kind, end) = (.number, try numberEnd(position))
        }
        token.pointee = JSONToken(
            start: UInt32(truncatingIfNeeded: position), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: number &+ 1), kind: kind)
        return end
    }
}
