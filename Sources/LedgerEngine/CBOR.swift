/// Writes deterministic CBOR: shortest forms, definite lengths, map keys in ascending order.
///
/// The caller writes map keys in ascending order; integer keys 0 to 23 are then also in the bytewise order of their
/// encodings that the core deterministic encoding asks for.
/// Specification: RFC 8949 section 4.2.1.
public struct CBORWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Starts an empty item.
    public init() {}

    /// Writes an unsigned integer (major type 0).
    public mutating func write(_ value: UInt64) { head(0, value) }

    /// Writes an integer (major type 0 or 1).
    public mutating func write(signed value: Int64) {
        if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(bitPattern: ~value)) }
    }

    /// Writes a byte string (major type 2).
    public mutating func write(bytes value: some Collection<UInt8>) {
        head(2, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a text string (major type 3).
    public mutating func write(text value: String) {
        head(3, UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Begins an array of `count` items, which the caller writes next (major type 4).
    public mutating func beginArray(_ count: Int) { head(4, UInt64(count)) }

    /// Begins a map of `count` pairs, which the caller writes next as key, value, key, value (major type 5).
    public mutating func beginMap(_ count: Int) { head(5, UInt64(count)) }

    /// Writes `null`.
    public mutating func writeNull() { bytes.append(0xF6) }

    private mutating func head(_ major: UInt8, _ value: UInt64) {
        let type = major << 5
        switch value {
        case 0..<24:
            bytes.append(type | UInt8(value))
        case 24...0xFF:
            bytes.append(type | 24)
            bytes.append(UInt8(value))
        case 0x100...0xFFFF:
            bytes.append(type | 25)
            appendBigEndian(value, byteCount: 2)
        case 0x1_0000...0xFFFF_FFFF:
            bytes.append(type | 26)
            appendBigEndian(value, byteCount: 4)
        default:
            bytes.append(type | 27)
            appendBigEndian(value, byteCount: 8)
        }
    }

    private mutating func appendBigEndian(_ value: UInt64, byteCount: Int) {
        for shift in stride(from: (byteCount - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}

/// What is wrong with a CBOR item.
public struct CBORError: Error, Equatable, Sendable {
    /// Offset of the faulty byte.
    public let offset: Int
    /// What was found.
    public let fault: Fault

    /// Makes an error.
    @inlinable
    public init(offset: Int, fault: Fault) {
        self.offset = offset
        self.fault = fault
    }

    /// The ways to be wrong.
    public enum Fault: String, Sendable {
        /// The bytes end inside an item.
        case truncated
        /// A longer form than needed, an indefinite length, map keys out of order or twice.
        case notDeterministic
        /// Another type than the reader of this field expects.
        case unexpectedType
        /// Text that is not UTF-8.
        case invalidText
        /// Bytes behind the item.
        case trailingBytes
        /// Deeper than 16 levels.
        case tooDeep
    }
}

/// Reads deterministic CBOR and refuses every other encoding of the same values.
///
/// Specification: RFC 8949 section 4.2.1.
public struct CBORReader: Sendable {
    // What reads numbers and bytes is inlinable: the directory of a page has hundreds of them.
    @usableFromInline let bytes: ArraySlice<UInt8>
    @usableFromInline var next: Int
    /// Offset of the next byte to read.
    @inlinable
    public var offset: Int { next }

    /// Reads from the start of `bytes`.
    @inlinable
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    /// Reads from the start of `bytes`.
    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// Whether everything is read.
    @inlinable
    public var isAtEnd: Bool { offset == bytes.endIndex }

    /// The major type of the next item, nil at the end.
    @inlinable
    public var nextMajorType: UInt8? { isAtEnd ? nil : bytes[offset] >> 5 }

    /// Reads an unsigned integer.
    @inlinable
    public mutating func readUInt() throws(CBORError) -> UInt64 { try head(expecting: 0) }

    /// Reads an integer; one outside the range of `Int64` is of an unexpected type.
    @inlinable
    public mutating func readInt() throws(CBORError) -> Int64 {
        let start = offset
        let isNegative = nextMajorType == 1
        let value = try head(expecting: isNegative ? 1 : 0)
        guard value <= UInt64(Int64.max) else { throw CBORError(offset: start, fault: .unexpectedType) }
        return isNegative ? ~Int64(value) : Int64(value)
    }

    /// Reads a byte string.
    @inlinable
    public mutating func readBytes() throws(CBORError) -> ArraySlice<UInt8> { try run(of: try head(expecting: 2)) }

    /// Reads a text string.
    public mutating func readText() throws(CBORError) -> String {
        let start = offset
        guard let text = String(validating: try run(of: try head(expecting: 3)), as: UTF8.self) else {
            throw CBORError(offset: start, fault: .invalidText)
        }
        return text
    }

    /// Reads the head of an array and returns its count; the caller reads the items.
    @inlinable
    public mutating func readArray() throws(CBORError) -> Int { try count(try head(expecting: 4)) }

    /// Reads a map with unsigned integer keys, giving each key to `body`, which reads the value.
    ///
    /// - Parameter body: returns false for a key it does not know; its value is then skipped.
    public mutating func readMap(
        _ body: (UInt64, inout CBORReader) throws(CBORError) -> Bool
    ) throws(CBORError) {
        let pairs = try count(try head(expecting: 5))
        var previous: UInt64?
        for _ in 0..<pairs {
            let start = offset
            let key = try readUInt()
            if let previous, previous >= key { throw CBORError(offset: start, fault: .notDeterministic) }
            previous = key
            if try !body(key, &self) { try skip() }
        }
    }

    /// Reads `null` if it is next.
    @inlinable
    public mutating func readNull() -> Bool {
        guard !isAtEnd, bytes[offset] == 0xF6 else { return false }
        next += 1
        return true
    }

    /// Passes over one item of any type, checking its form.
    public mutating func skip(depth: Int = 0) throws(CBORError) {
        guard depth < 16 else { throw CBORError(offset: offset, fault: .tooDeep) }
        guard let major = nextMajorType else { throw CBORError(offset: offset, fault: .truncated) }
        let start = offset
        let value = try head(expecting: major)
        switch major {
        case 0, 1: break
        case 2: _ = try run(of: value)
        case 3:
            next = start
            _ = try readText()
        case 4: for _ in 0..<(try count(value)) { try skip(depth: depth + 1) }
        case 5:
            var previous: ArraySlice<UInt8>?
            for _ in 0..<(try count(value)) {
                let keyStart = offset
                try skip(depth: depth + 1)
                let key = bytes[keyStart..<offset]
                if let previous, !previous.lexicographicallyPrecedes(key) {
                    throw CBORError(offset: keyStart, fault: .notDeterministic)
                }
                previous = key
                try skip(depth: depth + 1)
            }
        case 6: try skip(depth: depth + 1)
        default:
            guard value == 20 || value == 21 || value == 22 else {
                throw CBORError(offset: start, fault: .unexpectedType)
            }
        }
    }

    /// Checks that nothing follows.
    public func finish() throws(CBORError) {
        if !isAtEnd { throw CBORError(offset: offset, fault: .trailingBytes) }
    }

    @inlinable
    mutating func head(expecting major: UInt8) throws(CBORError) -> UInt64 {
        let start = offset
        guard !isAtEnd else { throw CBORError(offset: start, fault: .truncated) }
        let first = bytes[offset]
        guard first >> 5 == major else { throw CBORError(offset: start, fault: .unexpectedType) }
        next += 1
        let short = first & 0x1F
        if short < 24 { return UInt64(short) }
        guard short < 28, major != 7 else { throw CBORError(offset: start, fault: .notDeterministic) }
        let width = 1 << Int(short - 24)
        guard bytes.endIndex - offset >= width else { throw CBORError(offset: start, fault: .truncated) }
        var value: UInt64 = 0
        for index in offset..<offset + width { value = value << 8 | UInt64(bytes[index]) }
        next += width
        let smallest: UInt64 = width == 1 ? 24 : 1 << UInt64(width * 4)
        guard value >= smallest else { throw CBORError(offset: start, fault: .notDeterministic) }
        return value
    }

    @inlinable
    mutating func run(of length: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard length <= UInt64(bytes.endIndex - offset) else { throw CBORError(offset: offset, fault: .truncated) }
        let end = offset + Int(length)
        defer { next = end }
        return bytes[offset..<end]
    }

    /// An item count that the remaining bytes can hold: each item takes at least one byte.
    @inlinable
    func count(_ value: UInt64) throws(CBORError) -> Int {
        guard value <= UInt64(bytes.endIndex - offset) else { throw CBORError(offset: offset, fault: .truncated) }
        return Int(value)
    }
}
