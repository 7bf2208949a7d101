import LedgerCrypto

/// Reads one of the texts line by line, from bytes that nobody has looked at yet.
///
/// All comparing is done on bytes: strings of Swift are equal where Unicode calls them equivalent, and two texts that
/// are merely equivalent have different signatures.
struct TextLines {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    /// The number of the line that was read last, counted from 1.
    private(set) var number = 0

    /// Takes a text that is not too long, is UTF-8 and has no control character but the newline.
    ///
    /// Throws `textTooLong`, `notUTF8`, `controlCharacter`.
    init(_ bytes: ArraySlice<UInt8>, maximumBytes: Int) throws(MerkleLogError) {
        guard bytes.count <= maximumBytes else {
            throw MerkleLogError(.textTooLong, values: ["limit": "\(maximumBytes)", "found": "\(bytes.count)"])
        }
        if let control = bytes.firstIndex(where: { $0 < 0x20 && $0 != .newline }) {
            throw MerkleLogError(.controlCharacter, line: bytes[..<control].lineCount + 1)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw MerkleLogError(.notUTF8) }
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// What has not been read.
    var rest: ArraySlice<UInt8> { bytes[position...] }

    /// Reads a line, without its newline.
    ///
    /// Throws `missingLine`, `unterminatedLine`.
    mutating func next(expecting form: String) throws(MerkleLogError) -> ArraySlice<UInt8> {
        number += 1
        guard position < bytes.endIndex else {
            throw MerkleLogError(.missingLine, line: number, values: ["expected": form])
        }
        guard let end = bytes[position...].firstIndex(of: .newline) else {
            throw MerkleLogError(.unterminatedLine, line: number)
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// Reads hashes in base 64, one on a line, up to the blank line, which is read as well.
    ///
    /// Throws `missingLine`, `unterminatedLine`, `malformedLine`, `tooManyHashes`.
    mutating func nextHashes(limit: Int) throws(MerkleLogError) -> [Digest] {
        var hashes: [Digest] = []
        while true {
            let line = try next(expecting: "hash or blank line")
            if line.isEmpty { return hashes }
            guard hashes.count < limit else {
                throw MerkleLogError(.tooManyHashes, line: number, values: ["limit": "\(limit)"])
            }
            guard let hash = Self.hash(line) else { throw malformed("hash") }
            hashes.append(hash)
        }
    }

    /// Reads a line that holds a hash in base 64.
    ///
    /// Throws `missingLine`, `unterminatedLine`, `malformedLine`.
    mutating func nextHash() throws(MerkleLogError) -> Digest {
        guard let hash = Self.hash(try next(expecting: "hash")) else { throw malformed("hash") }
        return hash
    }

    private static func hash(_ line: ArraySlice<UInt8>) -> Digest? {
        line.count == 44 ? Base64.decode(line).flatMap { Digest($0) } : nil
    }

    /// Takes the line that was read last, or its end, for a decimal number up to 2^63 - 1, without leading zeros.
    func decimal(_ line: ArraySlice<UInt8>, expecting form: String) throws(MerkleLogError) -> UInt64 {
        guard (1...19).contains(line.count), line.allSatisfy({ (0x30...0x39).contains($0) }),
            line.count == 1 || line.first != 0x30
        else { throw malformed(form) }
        // 19 digits stay below 10^19, which 64 bits hold.
        let value = line.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
        guard value <= MerkleTree.maximumSize else { throw malformed(form) }
        return value
    }

    /// The error of the line that was read last.
    func malformed(_ form: String) -> MerkleLogError {
        MerkleLogError(.malformedLine, line: number, values: ["expected": form])
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
}

extension ArraySlice<UInt8> {
    /// The number of newlines.
    var lineCount: Int { reduce(0) { $0 + ($1 == .newline ? 1 : 0) } }

    /// The rest of the bytes after a prefix; nil if they do not begin with it.
    func after(_ prefix: String) -> ArraySlice<UInt8>? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }

    /// Whether these are the bytes of `text`.
    func isText(_ text: String) -> Bool { elementsEqual(text.utf8) }
}

extension String {
    /// Whether two texts are the same bytes, not merely equivalent Unicode.
    func isSameText(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [UInt8] {
    /// Appends a text and a newline.
    mutating func appendLine(_ text: String) {
        append(contentsOf: text.utf8)
        append(.newline)
    }

    /// Appends hashes in base 64, one on a line.
    mutating func appendLines(_ hashes: [Digest]) {
        for hash in hashes {
            hash.withUnsafeBytes { Base64.append($0, to: &self) }
            append(.newline)
        }
    }
}
