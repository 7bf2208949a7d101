/// Writes one JSON text after another into bytes, piece by piece; commas, quotes and indentation are its own affair.
///
///     var json = JSONWriter(isIndented: true)
///     json.object {
///         $0.member("status", "final")
///         $0.member("value", number: "5.10")
///         $0.array("note") { $0.string("fasting") }
///     }
///
/// Output is valid as long as keys stand in objects only and no closure throws; text from outside cannot break it.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private let isIndented: Bool
    private var depth = 0
    private var needsComma = false
    private var followsKey = false

    /// Makes a writer; indented by two spaces a level, or all in one line.
    public init(isIndented: Bool = false) { self.isIndented = isIndented }

    /// What has been written, as a string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Forgets what has been written and keeps the room.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Ends a line: between the texts of NDJSON, at the end of a file.
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    /// Writes an object; `members` writes its members.
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes an array; `elements` writes its elements.
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    /// Writes the key of the value that is written next.
    public mutating func key(_ name: String) {
        beginItem()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if isIndented { bytes.append(0x20) }
        followsKey = true
    }

    /// Writes a string.
    public mutating func string(_ value: String) {
        beginItem()
        quote(value)
        needsComma = true
    }

    /// Writes a number by its digits; a text that is no JSON number is written as a string.
    public mutating func number(_ digits: String) {
        guard Self.isNumber(digits) else { return string(digits) }
        beginItem()
        bytes.append(contentsOf: digits.utf8)
        needsComma = true
    }

    /// Writes a whole number.
    public mutating func number(_ value: some BinaryInteger) { literal(String(value)) }

    /// Writes `true` or `false`.
    public mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { literal("null") }

    /// Writes a value that is JSON already, byte for byte.
    public mutating func raw(_ json: some Collection<UInt8>) {
        beginItem()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Writes a member with a string; nothing for nil.
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member with a number by its digits.
    public mutating func member(_ name: String, number digits: String) {
        key(name)
        number(digits)
    }

    /// Writes a member with a whole number.
    public mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        number(value)
    }

    /// Writes a member with a truth value.
    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }

    /// Writes a member with an object.
    public mutating func object(_ name: String, _ members: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(members)
    }

    /// Writes a member with an array.
    public mutating func array(_ name: String, _ elements: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(elements)
    }

    /// Whether `text` is a number in the grammar of RFC 8259 section 6.
    public static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func digits() -> Bool {
            let count = rest.prefix { $0 &- 0x30 < 10 }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.first == UInt8(ascii: "0") { rest = rest.dropFirst() } else if !digits() { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if !digits() { return false }
        }
        if let sign = rest.first, sign | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if !digits() { return false }
        }
        return rest.isEmpty
    }

    private mutating func container(_ open: UInt8, _ close: UInt8, _ items: (inout JSONWriter) throws -> Void) rethrows
    {
        beginItem()
        bytes.append(open)
        depth += 1
        needsComma = false
        try items(&self)
        depth -= 1
        if needsComma { indent() }
        bytes.append(close)
        needsComma = true
    }

    private mutating func literal(_ text: String) {
        beginItem()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func beginItem() {
        if followsKey {
            followsKey = false
            return
        }
        if needsComma { bytes.append(depth == 0 ? 0x0A : UInt8(ascii: ",")) }
        needsComma = false
        if depth > 0 { indent() }
    }

    private mutating func indent() {
        guard isIndented else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func quote(_ value: String) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { utf8 in
            // What needs no escape is copied in runs.
            var start = 0
            for (index, byte) in utf8.enumerated()
            where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
        case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
        case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
        default:
            bytes.append(contentsOf: #"\u00"#.utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
        }
    }
}
