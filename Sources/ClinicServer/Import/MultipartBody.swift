internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import MedicalLedger
internal import NIOCore

/// The parts of a form with files, one after the other, as they come in: a file is never whole in memory.
///
/// Specification: RFC 7578, RFC 2046 section 5.1.1.
struct MultipartBody {
    /// The head of a part.
    struct Part {
        let name: String
        /// As the sender calls the file; nil where it is none.
        let fileName: String?
    }

    private static let headLimit = 8 << 10
    private static let fieldLimit = 4 << 10
    private static let longestBoundary = 70

    private var chunks: RequestBody.AsyncIterator
    /// What stands between parts, with the line break before it.
    private let delimiter: [UInt8]
    /// What has come and was not given out.
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    /// - Throws: `formType` where it is no such form.
    init(_ request: Request) throws {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: type), !boundary.isEmpty,
            boundary.utf8.count <= Self.longestBoundary
        else { throw MedicalError("formType", .badInput) }
        delimiter = Array("\r\n--\(boundary)".utf8)
        chunks = request.body.makeAsyncIterator()
    }

    /// The value of the next part, which must have that name.
    ///
    /// - Throws: `formField`.
    mutating func field(_ name: String) async throws -> String {
        guard let part = try await next(), part.name == name, part.fileName == nil else {
            throw MedicalError("formField", .badInput, ["name": name])
        }
        var value: [UInt8] = []
        try await content { bytes in
            value += bytes
            guard value.count <= Self.fieldLimit else { throw MedicalError("formField", .badInput, ["name": name]) }
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The next part; nil behind the last.
    mutating func next() async throws -> Part? {
        // What stands before the delimiter belongs to nobody.
        try await content { _ in }
        while buffer.count < 2 { guard try await fill() else { throw Self.cut } }
        if buffer.starts(with: Array("--".utf8)) {
            isAtEnd = true
            return nil
        }
        let blank = Array("\r\n\r\n".utf8)
        var end = Self.find(blank, in: buffer, from: 0)
        while end == nil {
            guard buffer.count <= Self.headLimit else { throw Self.malformed }
            guard try await fill() else { throw Self.cut }
            end = Self.find(blank, in: buffer, from: 0)
        }
        let head = String(decoding: buffer[..<(end ?? 0)], as: UTF8.self)
        buffer.removeFirst((end ?? 0) + blank.count)
        isInside = true
        for line in head.split(separator: "\r\n")
        where line.lowercased().hasPrefix("content-disposition:") {
            guard let name = Self.parameter("name", of: String(line)) else { throw Self.malformed }
            return Part(name: name, fileName: Self.parameter("filename", of: String(line)))
        }
        throw Self.malformed
    }

    /// Whether the content of a part comes next; at first, what stands before all parts.
    private var isInside = true

    /// Gives out the content of the part, up to the delimiter behind it.
    mutating func content(_ body: (ArraySlice<UInt8>) throws -> Void) async throws {
        guard isInside else { return }
        // What is empty has the delimiter at once, whose line break was the one before.
        let bare = delimiter[2...]
        while buffer.count < bare.count { guard try await fill() else { throw Self.cut } }
        if buffer.starts(with: bare) {
            buffer.removeFirst(bare.count)
            isInside = false
            return
        }
        while true {
            if let end = Self.find(delimiter, in: buffer, from: 0) {
                try body(buffer[..<end])
                buffer.removeFirst(end + delimiter.count)
                isInside = false
                return
            }
            // A part of the delimiter may be there already.
            let safe = max(0, buffer.count - delimiter.count + 1)
            if safe > 0 {
                try body(buffer[..<safe])
                buffer.removeFirst(safe)
            }
            guard try await fill() else { throw Self.cut }
        }
    }

    private mutating func fill() async throws -> Bool {
        guard !isAtEnd, var chunk = try await chunks.next() else { return false }
        buffer += chunk.readBytes(length: chunk.readableBytes) ?? []
        return true
    }

    private static var malformed: MedicalError { MedicalError("formType", .badInput) }
    /// The sender went away.
    private static var cut: MedicalError { MedicalError("formCut", .badInput) }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= needle.count, let first = needle.first else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            var position = start
            while position <= bytes.count - needle.count {
                if bytes[position] == first, bytes[position..<position + needle.count].elementsEqual(needle) {
                    return position
                }
                position += 1
            }
            return nil
        }
    }

    /// A parameter of a header line, quoted or not.
    static func parameter(_ name: String, of line: String) -> String? {
        for part in line.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].trimming(" \t").lowercased() == name else { continue }
            return pair[1].trimming(" \t").trimming("\"")
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming(_ characters: String) -> String {
        var rest = self
        while let first = rest.first, characters.contains(first) { rest.removeFirst() }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}

extension String {
    fileprivate func trimming(_ characters: String) -> String { self[...].trimming(characters) }
}
