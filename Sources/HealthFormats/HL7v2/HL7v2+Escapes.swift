extension HL7v2 {
    /// The text of `range`, its escape sequences undone.
    ///
    /// | sequence | text |
    /// | --- | --- |
    /// | `\F\` `\S\` `\T\` `\R\` `\E\` `\P\` | the separator (`\P\` where truncation is declared) |
    /// | `\Xhh..\` | bytes of the message's character set; sequences side by side make one character |
    /// | `\.br\` `\.ce\` | a new line |
    /// | `\.sp\` `\.spN\` | one or N new lines |
    /// | `\.skN\` | N spaces |
    /// | `\H\` `\N\` `\.in..\` `\.ti..\` `\.fi\` `\.nf\` | nothing: plain text has no highlights and indents |
    ///
    /// Anything else, an escape character that stands alone too, is kept as sent. Line ends within a value (a segment
    /// broken over lines) become `\n`.
    ///
    /// Specification: HL7 version 2.5.1, section 2.7.
    static func text(
        of range: Range<Int>, in bytes: UnsafeRawBufferPointer, delimiters: Delimiters, set: CharacterSet
    ) -> String {
        let value = UnsafeRawBufferPointer(rebasing: bytes[range])
        let hasEscape = delimiters.escape.map { find($0, in: value, 0..<value.count) != nil } ?? false
        let isBroken = value.contains { $0 == Byte.carriageReturn || $0 == Byte.lineFeed }
        guard hasEscape || isBroken else { return String(decoding: value, as: UTF8.self) }
        return unescaped(value, delimiters: delimiters, set: set)
    }

    private static func unescaped(
        _ value: UnsafeRawBufferPointer, delimiters: Delimiters, set: CharacterSet
    ) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        var offset = 0
        while offset < value.count {
            let byte = value[offset]
            if byte == delimiters.escape,
                let end = find(byte, in: value, (offset + 1)..<min(value.count, offset + longestEscape))
            {
                if value[offset + 1] == 0x58, let hex = hexRun(at: offset, in: value, escape: byte) {
                    text += plainLines(set.utf8(hex.bytes) ?? Array(value[offset..<hex.end]))
                    offset = hex.end
                    continue
                }
                let sequence = UnsafeRawBufferPointer(rebasing: value[(offset + 1)..<end])
                if let meaning = meaning(of: sequence, delimiters: delimiters) {
                    text += meaning
                    offset = end + 1
                    continue
                }
            }
            if byte == Byte.carriageReturn {
                text.append(Byte.lineFeed)
                offset += offset + 1 < value.count && value[offset + 1] == Byte.lineFeed ? 2 : 1
                continue
            }
            text.append(byte)
            offset += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes from one escape character to the next are at most so many; beyond, it stands alone.
    private static let longestEscape = 4096

    /// The text of one sequence without its escape characters; nil for one that is kept as sent.
    private static func meaning(of sequence: UnsafeRawBufferPointer, delimiters: Delimiters) -> [UInt8]? {
        guard let first = sequence.first else { return nil }
        if sequence.count == 1 {
            switch first {
            case 0x46: return [delimiters.field]
            case 0x53: return delimiters.component.map { [$0] }
            case 0x54: return delimiters.subcomponent.map { [$0] }
            case 0x52: return delimiters.repetition.map { [$0] }
            case 0x45: return delimiters.escape.map { [$0] }
            case 0x50: return delimiters.truncation.map { [$0] }
            case 0x48, 0x4E: return []
            default: return nil
            }
        }
        guard first == 0x2E, sequence.count >= 3, sequence.count <= 8 else { return nil }
        let command = String(decoding: sequence[1..<3], as: UTF8.self).lowercased()
        let argument = String(decoding: sequence[3...], as: UTF8.self)
        let number = Int(argument).map { min(max($0, 0), 99) }
        if number == nil && !argument.isEmpty { return nil }
        switch command {
        case "br", "ce": return [Byte.lineFeed]
        case "sp": return [UInt8](repeating: Byte.lineFeed, count: number ?? 1)
        case "sk": return [UInt8](repeating: 0x20, count: number ?? 1)
        case "in", "ti", "fi", "nf": return []
        default: return nil
        }
    }

    /// The bytes of the hexadecimal sequences that stand side by side at `start`; nil where the first is none.
    private static func hexRun(
        at start: Int, in value: UnsafeRawBufferPointer, escape: UInt8
    ) -> (bytes: [UInt8], end: Int)? {
        var bytes: [UInt8] = []
        var end = start
        while end + 1 < value.count, value[end] == escape, value[end + 1] == 0x58,
            let close = find(escape, in: value, (end + 2)..<min(value.count, end + longestEscape))
        {
            let digits = value[(end + 2)..<close]
            let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard !values.isEmpty, values.count == digits.count, values.count % 2 == 0 else { break }
            for pair in stride(from: 0, to: values.count, by: 2) {
                bytes.append(UInt8(values[pair] << 4 | values[pair + 1]))
            }
            end = close + 1
        }
        return bytes.isEmpty ? nil : (bytes, end)
    }

    /// Bytes with CR and CRLF made LF.
    private static func plainLines(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(Byte.carriageReturn) else { return bytes }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == Byte.lineFeed, index > 0, bytes[index - 1] == Byte.carriageReturn { continue }
            result.append(byte == Byte.carriageReturn ? Byte.lineFeed : byte)
        }
        return result
    }

    /// A value as it is written into a message with the standard separators.
    ///
    /// - Parameter lines: what a line end becomes: a formatting command where the data type knows it, else a space.
    static func escaped(_ text: String, lines: StaticString = " ") -> [UInt8] {
        // Two quotation marks alone would mean "delete the value".
        if text == "\"\"" { return Array(#"\X2222\"#.utf8) }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 8)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x7C: result += #"\F\"#.utf8
            case 0x5E: result += #"\S\"#.utf8
            case 0x26: result += #"\T\"#.utf8
            case 0x7E: result += #"\R\"#.utf8
            case 0x5C: result += #"\E\"#.utf8
            case Byte.lineFeed where previous == Byte.carriageReturn: break
            case Byte.lineFeed, Byte.carriageReturn: lines.withUTF8Buffer { result += $0 }
            case 0x00..<0x20, 0x7F:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "\\X\(hex.count == 1 ? "0" : "")\(hex)\\".utf8
            default: result.append(byte)
            }
            previous = byte
        }
        return result
    }
}

extension CharacterSet {
    /// The UTF-8 of bytes in an array.
    fileprivate func utf8(_ bytes: [UInt8]) -> [UInt8]? { bytes.withUnsafeBytes { utf8($0) } }
}
