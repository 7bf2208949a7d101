/// Base 64 in its standard alphabet, always padded, with one text for each value.
///
/// Decoding refuses what a lenient decoder would overlook: missing padding, white space, and bits that are left over in
/// the last character but not zero. So what decodes encodes to the same text, and no signed text has two forms.
///
/// Specification: RFC 4648 section 4, with the strictness of section 3.5.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// The value of each character; 255 for those outside the alphabet.
    private static let values: [UInt8] = alphabet.indices.reduce(into: Array(repeating: 255, count: 256)) {
        $0[Int(alphabet[$1])] = UInt8($1)
    }

    /// Encodes bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Encodes bytes onto the end of a text in UTF-8.
    public static func append(_ bytes: some Collection<UInt8>, to text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var pending = 0
        for byte in bytes {
            bits = (bits << 8) | UInt32(byte)
            pending += 1
            if pending == 3 {
                appendGroup(bits, characters: 4, to: &text)
                (bits, pending) = (0, 0)
            }
        }
        if pending > 0 {
            appendGroup(bits << UInt32(8 * (3 - pending)), characters: pending + 1, to: &text)
            for _ in pending..<3 { text.append(padding) }
        }
    }

    private static func appendGroup(_ bits: UInt32, characters: Int, to text: inout [UInt8]) {
        for place in 0..<characters { text.append(alphabet[Int(bits >> UInt32(18 - 6 * place)) & 63]) }
    }

    /// Decodes a text; nil if it is not what `encode` gives for some bytes.
    public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)[...]) }

    /// Decodes a text in UTF-8; nil if it is not what `encode` gives for some bytes.
    public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var characters = text
        for _ in 0..<2 where characters.last == padding { characters.removeLast() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var bitCount = 0
        for character in characters {
            let value = values[Int(character)]
            if value == 255 { return nil }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return bits & ((1 << UInt32(bitCount)) - 1) == 0 ? bytes : nil
    }
}
