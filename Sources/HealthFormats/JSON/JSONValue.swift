#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A place in a parsed JSON text: cheap to copy, valid while the document and its text are.
///
/// What is missing or of another kind is nil, so a path through a document of unknown shape is a chain of `?`.
public struct JSONValue {
    /// Kinds of JSON values.
    public enum Kind: Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case boolean
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    private let text: UnsafeRawPointer?
    private let tokens: UnsafePointer<JSONToken>?
    private let origin: Int
    private let index: Int

    init(text: UnsafeRawPointer?, tokens: UnsafePointer<JSONToken>?, origin: Int, index: Int) {
        self.text = text
        self.tokens = tokens
        self.origin = origin
        self.index = index
    }

    @inline(__always)
    private var token: JSONToken {
        if let tokens { return tokens[index] }
        return JSONToken()
    }

    @inline(__always)
    private func at(_ index: Int) -> JSONValue { JSONValue(text: text, tokens: tokens, origin: origin, index: index) }

    /// What this is.
    public var kind: Kind {
        switch token.kind {
        case .null: .null
        case .yes, .no: .boolean
        case .number: .number
        case .string, .key: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The bytes of this value in the text that was parsed: offsets from the text's first byte, quotes and brackets included.
    public var rawRange: Range<Int> {
        let token = token
        let quote = token.kind == .string || token.kind == .key ? 1 : 0
        return origin + Int(token.start) - quote..<origin + Int(token.end) + quote
    }

    /// The bytes of a string between its quotes, escapes as they stand; of any other value all its bytes.
    var rawBytes: UnsafeRawBufferPointer {
        let token = token
        return UnsafeRawBufferPointer(start: text.map { $0 + Int(token.start) }, count: Int(token.end - token.start))
    }

    /// Whether a string holds escapes, so that `rawBytes` are not its characters.
    var isEscaped: Bool { token.isEscaped }

    /// The string; nil for any other kind.
    public var string: String? {
        let token = token
        guard token.kind == .string || token.kind == .key else { return nil }
        if token.isEscaped { return String(decoding: Self.unescaped(rawBytes), as: UTF8.self) }
        return String(decoding: rawBytes, as: UTF8.self)
    }

    /// The number as it was written, `5.10` and `1e3` as such; nil for any other kind.
    public var numberText: String? { token.kind == .number ? String(decoding: rawBytes, as: UTF8.self) : nil }

    /// The number where it is whole and fits; nil for any other.
    public var integer: Int? { numberText.flatMap { Int($0) } }

    /// The truth value; nil for any other kind.
    public var bool: Bool? {
        switch token.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// Whether this is a string of exactly these characters.
    public func isString(_ characters: StaticString) -> Bool { token.kind == .string && equals(characters) }

    private func equals(_ characters: StaticString) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount)
        if token.isEscaped { return Self.unescaped(rawBytes).elementsEqual(bytes) }
        return Self.equal(rawBytes, bytes)
    }

    /// The value under `key` of an object; nil where there is none or this is no object.
    public subscript(key: StaticString) -> JSONValue? {
        // The hash is known where this is inlined.
        @inline(__always) get { member(key, hash: JSONBytes.hash(key.utf8Start, key.utf8CodeUnitCount)) }
    }

    private func member(_ key: StaticString, hash: UInt32) -> JSONValue? {
        guard let tokens, tokens[index].kind == .object else { return nil }
        let end = Int(tokens[index].next)
        var next = index &+ 1
        while next < end {
            if tokens[next].next == hash || tokens[next].isEscaped, at(next).equals(key) { return at(next &+ 1) }
            next = Int(tokens[next &+ 1].next)
        }
        return nil
    }

    /// The members of an object in their order; none for any other kind.
    public var members: Members { Members(of: self) }

    /// The elements of an array in their order; none for any other kind.
    public var elements: Elements { Elements(of: self) }

    /// The elements of the array under `key` of an object; none where there is no such array.
    public func elements(of key: StaticString) -> Elements {
        // A value of no document is null, which has no elements.
        (self[key] ?? JSONValue(text: nil, tokens: nil, origin: 0, index: 0)).elements
    }

    /// The first element of an array.
    public var first: JSONValue? {
        var elements = elements
        return elements.next()
    }

    /// What an array holds, in order.
    public struct Elements: Sequence, IteratorProtocol {
        private let parent: JSONValue
        private let end: Int
        private var index: Int

        @inline(__always)
        fileprivate init(of parent: JSONValue) {
            let token = parent.token
            self.parent = parent
            index = parent.index + 1
            end = token.kind == .array ? Int(token.next) : index
        }

        /// The next element.
        public mutating func next() -> JSONValue? {
            guard index < end, let tokens = parent.tokens else { return nil }
            let element = parent.at(index)
            index = Int(tokens[index].next)
            return element
        }
    }

    /// What an object holds, in order.
    public struct Members: Sequence, IteratorProtocol {
        private let parent: JSONValue
        private let end: Int
        private var index: Int

        @inline(__always)
        fileprivate init(of parent: JSONValue) {
            let token = parent.token
            self.parent = parent
            index = parent.index + 1
            end = token.kind == .object ? Int(token.next) : index
        }

        /// The next member.
        public mutating func next() -> (key: JSONValue, value: JSONValue)? {
            guard index < end, let tokens = parent.tokens else { return nil }
            let member = (parent.at(index), parent.at(index + 1))
            index = Int(tokens[index + 1].next)
            return member
        }
    }

    static func equal(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count else { return false }
        guard let left = one.baseAddress, let right = other.baseAddress else { return true }
        return memcmp(left, right, one.count) == 0
    }

    /// The characters of a string that the scanner has accepted.
    static func unescaped(_ raw: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = 0
        func unit(at offset: Int) -> UInt32 {
            raw[offset..<offset + 4].reduce(0) { $0 << 4 | (hexadecimal($1) ?? 0) }
        }
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                result.append(raw[index])
                index += 1
                continue
            }
            let letter = raw[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = unit(at: index)
                index += 4
                if scalar & 0xFC00 == 0xD800 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + unit(at: index + 2) & 0x3FF
                    index += 6
                }
                if let character = Unicode.Scalar(scalar) {
                    result.append(contentsOf: UTF8.encode(character) ?? .init())
                }
            default: result.append(letter)
            }
        }
        return result
    }

    static func hexadecimal(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
