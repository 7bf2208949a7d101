/// A JSON text taken apart into a flat tape of tokens that point back into the text; nothing is copied.
///
/// Strict: RFC 8259, in well-formed UTF-8, every escape a Unicode character (no lone surrogates), no key twice in one object
/// (RFC 7493 section 2.3; two parsers that each take another of two `subject` members see two patients), at most
/// `maximumDepth` containers in each other. A document is a store to be used again: each parse replaces the one before.
///
///     var document = JSONDocument()
///     let end = try document.parse(bytes)           // UnsafeRawBufferPointer
///     document.root["code"]?["text"]?.string
///
/// Specification: RFC 8259.
public struct JSONDocument: ~Copyable {
    /// The most containers that may stand in each other.
    public static let maximumDepth = 128

    private var tokens: UnsafeMutableBufferPointer<JSONToken>
    private var origin = 0
    private var text: UnsafeRawPointer?

    /// Makes a document without a value.
    public init() {
        tokens = .allocate(capacity: 256)
        tokens.initialize(repeating: JSONToken())
    }

    deinit { tokens.deallocate() }

    /// Parses the one value that begins at `start`, white space before it skipped.
    ///
    /// - Parameters:
    ///   - bytes: the text; it must stay where it is as long as `root` and values taken from it are used.
    ///   - start: where to begin.
    /// - Returns: the offset behind the value's last byte; a number ends where its digits end.
    /// - Throws: what is wrong, and where in `bytes`: `json.unexpectedEnd` exactly when more bytes might mend it.
    public mutating func parse(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) throws(JSONError) -> Int {
        precondition(start >= 0 && start <= bytes.count, "a parse begins within its text")
        origin = start
        tokens[0] = JSONToken()
        text = bytes.baseAddress.map { $0 + start }
        guard let text else { throw JSONError(offset: start, code: .unexpectedEnd) }
        let count = min(bytes.count - start, Int(UInt32.max) - 1)
        do throws(JSONError) {
            return start + (try JSONScanner.scan(JSONBytes(base: text, count: count), into: &tokens))
        } catch {
            tokens[0] = JSONToken()
            let isCut = error.code == .unexpectedEnd && count < bytes.count - start
            throw JSONError(offset: start + error.offset, code: isCut ? .tooLong : error.code)
        }
    }

    /// The value of the last parse; `null` where it failed.
    ///
    /// Valid while the document and its text are.
    public var root: JSONValue {
        JSONValue(text: text, tokens: UnsafePointer(tokens.baseAddress), origin: origin, index: 0)
    }

    /// Parses a whole text that is one value and hands it to `body`; the value must not leave it.
    ///
    /// - Throws: the reason of the first error, with the value `offset`, or what `body` throws.
    public static func read<Result>(
        _ bytes: [UInt8], _ body: (JSONValue) throws(Reason) -> Result
    ) throws(Reason) -> Result {
        var document = JSONDocument()
        // The closure may not throw a typed error through withUnsafeBytes and a noncopyable capture at once.
        return try withBytes(of: bytes) { (buffer) throws(Reason) -> Result in
            do throws(JSONError) {
                let end = try document.parse(buffer)
                if let extra = buffer[end...].firstIndex(where: { !JSONBytes.isSpace($0) }) {
                    throw JSONError(offset: extra, code: .trailing)
                }
            } catch {
                throw error.reason
            }
            return try body(document.root)
        }
    }

    /// `withUnsafeBytes` with a typed error.
    static func withBytes<Result>(
        of bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Reason) -> Result
    ) throws(Reason) -> Result {
        let outcome = bytes.withUnsafeBytes { buffer -> Swift.Result<Result, Reason> in
            do throws(Reason) { return .success(try body(buffer)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

/// What is wrong with a JSON text, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// Offset of the byte that cannot be there; the length of the text where it ends too soon.
    public let offset: Int
    /// What is wrong.
    public let code: Code

    /// Kinds of errors; `json.` and the raw value is the code of the reason.
    public enum Code: String, Error, CaseIterable, Sendable {
        /// The text ends within a value.
        case unexpectedEnd
        /// A byte that the grammar does not allow here.
        case unexpectedByte
        /// An escape that JSON does not have, or half of a surrogate pair.
        case badEscape
        /// Bytes that are not UTF-8.
        case badUTF8
        /// A control character within a string.
        case controlCharacter
        /// More containers in each other than `JSONDocument.maximumDepth`.
        case tooDeep
        /// A key that its object already has.
        case duplicateKey
        /// A text of 4 GiB or more.
        case tooLong
        /// More than white space behind the value.
        case trailing
    }

    /// Makes an error.
    public init(offset: Int, code: Code) {
        self.offset = offset
        self.code = code
    }

    /// The reason with its `offset`.
    public var reason: Reason { Reason("json.\(code.rawValue)", ["offset": String(offset)]) }
}

/// One key or value of a tape.
///
/// A container is followed by what it holds: an array by its elements, an object by key, value, key, value …
struct JSONToken {
    enum Kind: UInt8 { case null, yes, no, number, string, array, object, key }

    /// First byte and the one behind the last, from the value's beginning; of a string and a key without the quotes.
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// Index of the token behind this value and all within it; of a key a hash, of an open container its parent.
    var next: UInt32 = 1
    var kind = Kind.null
    /// Whether a string or key contains escapes.
    var isEscaped = false
}
