/// Where a link or a form leads.
///
/// ```
/// .href("/patients/\(identifier)?from=\(day)")
/// ```
///
/// What is filled into a literal is percent-encoded whole, so it stays one segment or one value whatever it holds. An address
/// that comes from outside is taken by `init(outside:)`, if at all. An address is `http`, `https`, `mailto` or relative to
/// the page; `javascript:` and `data:` cannot be expressed, nor can `//host`, which looks like a path and is none.
struct Address: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// The address in ASCII.
    let text: String

    /// Takes an address from outside; nil if it is none that a page may lead to.
    init?(outside text: String) {
        let encoded = Self.encoded(text, keeping: Self.isURLByte)
        guard Self.isAllowed(encoded) else { return nil }
        self.text = encoded
    }

    init(stringLiteral text: String) { self.init(checking: Self.encoded(text, keeping: Self.isURLByte)) }

    init(stringInterpolation: StringInterpolation) { self.init(checking: stringInterpolation.text) }

    /// A literal that leads nowhere is a mistake of the source's: it is seen in tests, and harmless without them.
    private init(checking text: String) {
        let isAllowed = Self.isAllowed(text)
        assert(isAllowed, "no address for a page")
        self.text = isAllowed ? text : "#"
    }

    /// The literal's own characters, and what is filled in, encoded.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += encoded(literal, keeping: isURLByte) }

        mutating func appendInterpolation(_ value: String) { text += encoded(value, keeping: isUnreserved) }

        mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
    }

    private static func isAllowed(_ text: String) -> Bool {
        let start = text.utf8.prefix { !":/?#".utf8.contains($0) }
        guard start.endIndex < text.utf8.endIndex, text.utf8[start.endIndex] == UInt8(ascii: ":") else {
            return !text.hasPrefix("//")
        }
        return ["http", "https", "mailto"].contains(text[..<start.endIndex].lowercased())
    }

    /// Writes every byte but those that are kept as `%XX`.
    ///
    /// Browsers drop tabs and newlines from an address and take `\` for `/`: encoded, they mean nothing.
    private static func encoded(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Specification: RFC 3986 section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    /// Specification: RFC 3986 section 2.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || ":/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }
}
