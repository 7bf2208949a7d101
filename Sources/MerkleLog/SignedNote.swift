/// A text with the signatures of one or more keys.
///
/// ```
/// north.example/ledger
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
/// — north.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
/// ```
///
/// The text ends at the last blank line; it may hold blank lines itself. A signature line is an em dash, the key's name
/// and base64(key ID || signature). What parses is formatted to the same bytes again.
///
/// Specification: C2SP signed-note.
public struct SignedNote: Sendable {
    /// The longest note, in bytes.
    public static let maximumBytes = 1 << 20
    /// The most signatures a note may bear.
    public static let maximumSignatureCount = 100

    /// The signed text, with its last newline.
    public let text: String
    /// The signatures, known or not, in their order.
    public let signatures: [NoteSignature]

    /// Makes a note.
    ///
    /// Throws `unterminatedLine`, `controlCharacter`, `noSignatures`, `tooManySignatures`, `textTooLong`.
    public init(text: String, signatures: [NoteSignature]) throws(MerkleLogError) {
        let bytes = Array(text.utf8)
        _ = try TextLines(bytes[...], maximumBytes: Self.maximumBytes)
        guard bytes.last == .newline else { throw MerkleLogError(.unterminatedLine) }
        if signatures.isEmpty { throw MerkleLogError(.noSignatures) }
        guard signatures.count <= Self.maximumSignatureCount else { throw Self.tooManySignatures(line: nil) }
        self.text = text
        self.signatures = signatures
        let size = formattedBytes.count
        guard size <= Self.maximumBytes else {
            throw MerkleLogError(.textTooLong, values: ["limit": "\(Self.maximumBytes)", "found": "\(size)"])
        }
    }

    /// Takes a note from its text form, verifying nothing.
    ///
    /// Throws the errors of `init(text:signatures:)`, `notUTF8`, `malformedLine`, `malformedKeyName`.
    public init(parsing text: String) throws(MerkleLogError) { try self.init(parsing: Array(text.utf8)[...]) }

    /// Takes a note from its text form in UTF-8, verifying nothing.
    ///
    /// Throws the errors of `init(text:signatures:)`, `notUTF8`, `malformedLine`, `malformedKeyName`.
    public init(parsing bytes: ArraySlice<UInt8>) throws(MerkleLogError) {
        _ = try TextLines(bytes, maximumBytes: Self.maximumBytes)
        guard let blank = Self.lastBlankLine(of: bytes) else { throw MerkleLogError(.noSignatures) }
        text = String(decoding: bytes[..<blank], as: UTF8.self)
        do {
            signatures = try Self.signatures(parsing: bytes[(blank + 1)...])
        } catch {
            throw error.below(bytes[...blank].lineCount)
        }
    }

    private static func signatures(parsing bytes: ArraySlice<UInt8>) throws(MerkleLogError) -> [NoteSignature] {
        var lines = try TextLines(bytes, maximumBytes: maximumBytes)
        var signatures: [NoteSignature] = []
        repeat {
            let line = try lines.next(expecting: "signature")
            guard signatures.count < maximumSignatureCount else { throw tooManySignatures(line: lines.number) }
            guard let signature = try NoteSignature(line: line, number: lines.number) else {
                throw lines.malformed("signature")
            }
            signatures.append(signature)
        } while !lines.rest.isEmpty
        return signatures
    }

    /// The note in its text form.
    public var formatted: String { String(decoding: formattedBytes, as: UTF8.self) }

    /// The note in its text form, in UTF-8.
    var formattedBytes: [UInt8] {
        var bytes = Array(text.utf8)
        bytes.append(.newline)
        for signature in signatures { bytes.appendLine(signature.formatted) }
        return bytes
    }

    /// Verifies the signatures of the keys that are given, and ignores all others.
    ///
    /// One signature of a known key that does not verify condemns the note. A key counts once; whoever asks for a
    /// quorum must see to it that the keys belong to different people.
    /// Throws `unsigned`, `badSignature`, `repeatedSignature`.
    public func verify(by keys: [VerifierKey]) throws(MerkleLogError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            let known = keys.first { $0.id == signature.keyID && $0.name == signature.name }
            guard let key = known else { continue }
            if verified.contains(where: { $0.key == key }) {
                throw MerkleLogError(.repeatedSignature, values: ["name": key.name.text])
            }
            guard let good = key.verify(signature.bytes[...], over: text) else {
                throw MerkleLogError(.badSignature, values: ["name": key.name.text])
            }
            verified.append(good)
        }
        if verified.isEmpty {
            throw MerkleLogError(.unsigned, values: ["name": keys.map(\.name.text).joined(separator: ", ")])
        }
        return verified
    }

    private static func tooManySignatures(line: Int?) -> MerkleLogError {
        MerkleLogError(.tooManySignatures, line: line, values: ["limit": "\(maximumSignatureCount)"])
    }

    /// The place of the newline that is a line of its own, the last of them.
    private static func lastBlankLine(of bytes: ArraySlice<UInt8>) -> Int? {
        var place = bytes.endIndex - 1
        while place > bytes.startIndex {
            if bytes[place] == .newline && bytes[place - 1] == .newline { return place }
            place -= 1
        }
        return nil
    }
}

extension SignedNote: Equatable {
    /// Whether two notes are the same bytes.
    public static func == (left: SignedNote, right: SignedNote) -> Bool {
        left.text.isSameText(as: right.text) && left.signatures == right.signatures
    }
}

/// A signature line of a note.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key that is said to have signed.
    public let name: KeyName
    /// The ID of that key.
    public let keyID: UInt32
    /// What the key's algorithm makes of it, one byte at least.
    public let bytes: [UInt8]

    init(by key: VerifierKey, bytes: [UInt8]) {
        name = key.name
        keyID = key.id
        self.bytes = bytes
    }

    /// Takes a signature from its line; nil for another form.
    fileprivate init?(line: ArraySlice<UInt8>, number: Int) throws(MerkleLogError) {
        guard let rest = line.after("— "), let space = rest.firstIndex(of: UInt8(ascii: " ")),
            let blob = Base64.decode(rest[(space + 1)...]), blob.count > 4
        else { return nil }
        do {
            name = try KeyName(bytes: rest[..<space])
        } catch {
            throw MerkleLogError(error.code, line: number)
        }
        keyID = blob[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(blob[4...])
    }

    /// Takes a signature from a line of its own, as a witness answers.
    ///
    /// Throws `malformedLine`, `malformedKeyName`, `controlCharacter`, `textTooLong`, `unterminatedLine`.
    public init(parsing line: String) throws(MerkleLogError) {
        var lines = try TextLines(Array(line.utf8)[...], maximumBytes: SignedNote.maximumBytes)
        let bytes = try lines.next(expecting: "signature")
        guard lines.rest.isEmpty, let signature = try NoteSignature(line: bytes, number: 1) else {
            throw lines.malformed("signature")
        }
        self = signature
    }

    /// The signature's line, without a newline.
    public var formatted: String {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * UInt32($0))) }
        return "— \(name) \(Base64.encode(id + bytes))"
    }
}
