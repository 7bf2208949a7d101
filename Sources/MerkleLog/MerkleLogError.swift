/// Why a tree, a proof or one of the texts was refused.
///
/// `code` is what a program decides by and what the table of sentences is keyed by; `values` fill the sentence in. They
/// hold names, numbers and hashes, never a line of the text that was refused.
public struct MerkleLogError: Error, Sendable {
    /// A reason, open to growth: a program must expect codes it does not know.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The reason's name, in lower case with dots.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// What was wrong.
    public var code: Code
    /// The line of the text, counted from 1, where the error lies in one.
    public var line: Int?
    /// The values of the sentence, by name.
    public var values: [String: String]
    /// The error below this one: what a tile reader or the signature code threw.
    public var cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, line: Int? = nil, values: [String: String] = [:], cause: (any Error)? = nil) {
        self.code = code
        self.line = line
        self.values = values
        self.cause = cause
    }

    /// The same error, its line counted from the beginning of a text that holds this one `lines` further down.
    func below(_ lines: Int) -> MerkleLogError {
        var moved = self
        moved.line = line.map { $0 + lines }
        return moved
    }
}

extension MerkleLogError: CustomStringConvertible {
    /// Code, line and values, for logs and failing tests; people read the sentence instead.
    public var description: String {
        var words = [code.rawValue]
        if let line { words.append("line=\(line)") }
        words += values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let cause { words.append("(\(cause))") }
        return words.joined(separator: " ")
    }
}

/// Codes of trees and proofs, with the names of their values.
extension MerkleLogError.Code {
    /// The entry number is not below the tree's size (`index`, `treeSize`).
    public static let indexOutsideTree = Self(rawValue: "merkle.indexOutsideTree")
    /// The older tree is larger than the newer one (`oldSize`, `newSize`).
    public static let sizesReversed = Self(rawValue: "merkle.sizesReversed")
    /// A tree size beyond 2^63 - 1 (`treeSize`).
    public static let treeTooLarge = Self(rawValue: "merkle.treeTooLarge")
    /// The proof does not have the one length that its tree sizes ask for (`expected`, `found`).
    public static let proofLength = Self(rawValue: "merkle.proofLength")
    /// The proof leads to another root: entry, number, proof or root was changed (`expected`, `found`).
    public static let rootMismatch = Self(rawValue: "merkle.rootMismatch")
    /// The older tree is not the beginning of the newer one, or the proof was changed (`oldSize`, `newSize`).
    public static let inconsistent = Self(rawValue: "merkle.inconsistent")
    /// The tile reader failed (`level`, `index`); the cause is the reader's error.
    public static let tileUnreadable = Self(rawValue: "merkle.tileUnreadable")
    /// The tile reader gave another number of hashes (`level`, `index`, `expected`, `found`).
    public static let tileIncomplete = Self(rawValue: "merkle.tileIncomplete")
}

/// Codes of texts (notes, keys, checkpoints, receipts, consistency proofs), with the names of their values.
extension MerkleLogError.Code {
    /// The text is longer than the limit (`limit`, `found` (bytes)).
    public static let textTooLong = Self(rawValue: "note.textTooLong")
    /// The text is not UTF-8.
    public static let notUTF8 = Self(rawValue: "note.notUTF8")
    /// A control character other than the newline.
    public static let controlCharacter = Self(rawValue: "note.controlCharacter")
    /// A line is missing its newline.
    public static let unterminatedLine = Self(rawValue: "note.unterminatedLine")
    /// The text ends where a line was expected (`expected`).
    public static let missingLine = Self(rawValue: "note.missingLine")
    /// A line does not have the form that its place asks for (`expected`).
    public static let malformedLine = Self(rawValue: "note.malformedLine")
    /// No blank line followed by signatures.
    public static let noSignatures = Self(rawValue: "note.noSignatures")
    /// More signature lines than the limit (`limit`).
    public static let tooManySignatures = Self(rawValue: "note.tooManySignatures")
    /// More extension lines than the limit (`limit`).
    public static let tooManyLines = Self(rawValue: "note.tooManyLines")
    /// More proof lines than any tree needs (`limit`).
    public static let tooManyHashes = Self(rawValue: "note.tooManyHashes")
    /// A key name that is empty, longer than 255 bytes, or holds a space, a plus sign or a control character.
    public static let malformedKeyName = Self(rawValue: "note.malformedKeyName")
    /// A verifier key that is not name, key ID and key joined with plus signs.
    public static let malformedKey = Self(rawValue: "note.malformedKey")
    /// A verifier key whose ID does not belong to its name and key (`name`).
    public static let keyIDMismatch = Self(rawValue: "note.keyIDMismatch")
    /// A verifier key of an algorithm that is not known here (`name`, `algorithm`).
    public static let unknownAlgorithm = Self(rawValue: "note.unknownAlgorithm")
    /// The key's bytes are no acceptable Ed25519 public key (`name`).
    public static let weakKey = Self(rawValue: "note.weakKey")
    /// A key of this algorithm cannot be used for that (`name`).
    public static let wrongKeyKind = Self(rawValue: "note.wrongKeyKind")
    /// None of the signatures is by a known key (`name` of the key that was looked for).
    public static let unsigned = Self(rawValue: "note.unsigned")
    /// A signature by a known key that does not verify (`name`).
    public static let badSignature = Self(rawValue: "note.badSignature")
    /// Two signatures by one known key (`name`).
    public static let repeatedSignature = Self(rawValue: "note.repeatedSignature")
    /// The checkpoint is another log's (`expected`, `found`).
    public static let originMismatch = Self(rawValue: "checkpoint.originMismatch")
    /// The older checkpoint is not the one that the proof begins at (`expected`, `found` (tree sizes)).
    public static let oldSizeMismatch = Self(rawValue: "checkpoint.oldSizeMismatch")
}
