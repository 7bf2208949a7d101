/// What a reader found in one window of a source: records to keep and items to send back.
///
/// Data's way: the importer fills a window (one contiguous buffer of the source's bytes), a `BatchReader` finds whole
/// items in it, and everything here points back into that window by range; no bytes are copied.
public struct ParsedBatch: Sendable {
    /// What every record and rejection of this batch begins with, before its own pieces; nil for most formats.
    public var preamble: Preamble?
    /// What must be kept with this batch's records to read their documents again: for CSV the mapping in force as JSON.
    ///
    /// Empty for formats that say everything themselves. The same for the whole source, except that a CSV reader may learn
    /// the character set later than the first window.
    public var interpretation: [UInt8] = []
    /// Records in the order of their first document byte.
    public var records: [ParsedRecord] = []
    /// Items that were refused, in the order of their first byte.
    public var rejections: [Rejection] = []

    /// Makes an empty batch.
    public init() {}
}

/// Bytes from the start of a source without which its later parts cannot be read: a CSV header line.
///
/// They are given by value, since windows after the first no longer hold them. A record's document is the preamble
/// followed by its document pieces; a rejected item likewise. Pieces never overlap the preamble, so that a source is the
/// preamble and all pieces of its records and rejections in the order of their source offsets.
public struct Preamble: Hashable, Sendable {
    /// The bytes, a byte order mark included.
    public var bytes: [UInt8]
    /// Where they begin in the source.
    public var byteOffset: UInt64

    /// Makes a preamble.
    public init(bytes: [UInt8], byteOffset: UInt64) {
        self.bytes = bytes
        self.byteOffset = byteOffset
    }
}

/// A run of bytes of the window.
public struct Piece: Hashable, Sendable {
    /// What the bytes are to their record.
    public enum Role: UInt8, Sendable {
        /// Part of the record's document: committed to, shown, disclosed. A document is its pieces joined in order.
        case document = 0
        /// Bytes that stood around the document (batch envelopes, Bundle brackets, white space): kept so that an export
        /// gives back every byte, but no part of the document.
        case surrounding = 1
    }

    /// Offset of the first byte in the window.
    public var offset: Int
    /// Number of bytes.
    public var count: Int
    /// What the bytes are to their record.
    public var role: Role

    /// Makes a piece.
    public init(offset: Int, count: Int, role: Role = .document) {
        self.offset = offset
        self.count = count
        self.role = role
    }
}

/// Where an item began in its source.
public struct SourcePlace: Hashable, Sendable {
    /// Line, counted from 1; CR, LF and CRLF each end one line.
    public var line: Int
    /// Byte offset in the source, counted from 0 (after decompression).
    public var byteOffset: UInt64

    /// Makes a place.
    public init(line: Int, byteOffset: UInt64) {
        self.line = line
        self.byteOffset = byteOffset
    }
}

/// One report to keep, with what is needed to index it and to know it again.
public struct ParsedRecord: Sendable {
    /// The record's bytes after the batch's preamble.
    ///
    /// Records of one batch may share pieces (an MSH segment of two patients).
    public var pieces: [Piece]
    /// Where it began.
    public var place: SourcePlace
    /// The patient's identifiers, the one that decides first; never empty.
    public var patientIdentifiers: [Identifier]
    /// Who sent it and the sender's message id (MSH-3, MSH-4, MSH-10); empty where the format has none.
    public var messageIdentity: String
    /// What names this report across its versions (filler order number, FHIR resource id, …); empty where nothing does.
    public var reportIdentity: String
    /// The ranges of the window that decide whether this is the same content as before.
    ///
    /// The document without what a repeated delivery may change (HL7: everything but the MSH segment). Two deliveries with equal
    /// `messageIdentity` and equal content are one record.
    public var contentPieces: [Piece]
    /// The distinct codes of panels and results (LOINC where given, else the first code sent), without their system.
    public var codes: [String]
    /// Number of results in the report.
    public var resultCount: Int
    /// Whether other parts of the same report may stand elsewhere in the source: rows of a table, observations of an order.
    ///
    /// Where `reportIdentity` comes again in the same source, it is then another part and no later version.
    public var mayBePart: Bool

    /// Makes a record.
    public init(
        pieces: [Piece], place: SourcePlace, patientIdentifiers: [Identifier], messageIdentity: String,
        reportIdentity: String, contentPieces: [Piece], codes: [String], resultCount: Int,
        mayBePart: Bool = false
    ) {
        self.pieces = pieces
        self.place = place
        self.patientIdentifiers = patientIdentifiers
        self.messageIdentity = messageIdentity
        self.reportIdentity = reportIdentity
        self.contentPieces = contentPieces
        self.codes = codes
        self.resultCount = resultCount
        self.mayBePart = mayBePart
    }
}

/// An item that was refused, why, and its bytes, so that it can be mended and sent again.
public struct Rejection: Sendable {
    /// What was wrong.
    public var reason: Reason
    /// Where the item, or the faulty part of it, began.
    public var place: SourcePlace
    /// The item's original bytes, such that they form, after the batch's preamble, a whole input of the same format once
    /// mended: a CSV row with its header line.
    public var pieces: [Piece]
    /// Whether nothing was refused, only something found that a person should know: a trailer that counts other than the
    /// file does.
    ///
    /// Its bytes belong to other items.
    public var isRemark: Bool

    /// Makes a rejection.
    public init(reason: Reason, place: SourcePlace, pieces: [Piece], isRemark: Bool = false) {
        self.reason = reason
        self.place = place
        self.pieces = pieces
        self.isRemark = isRemark
    }
}

/// A reason as a code with values; the sentence for people is in `Wording` under the same code.
public struct Reason: Hashable, Sendable, Error {
    /// The code, such as `hl7.noPatientIdentifier`.
    public var code: String
    /// The values the sentence names: `field`, `type` and the like.
    ///
    /// Never a patient's name, identifier or result.
    public var values: [String: String]

    /// Makes a reason.
    public init(_ code: String, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values
    }
}

/// Finds the records of one source, window by window.
public protocol BatchReader {
    /// Reads the whole items at the start of `window`.
    ///
    /// A report is never split: an item, and the last group of rows or resources of one report that the next window may
    /// continue, are left for the next call unless `isLast`.
    ///
    /// - Parameters:
    ///   - window: bytes of the source from `byteOffset` on; valid during the call.
    ///   - byteOffset: where the window begins in the source.
    ///   - isLast: whether the source ends with this window.
    ///   - batch: receives what was found; its ranges are relative to the window.
    /// - Returns: how many bytes were used up; the next window begins there. 0 when the window holds no whole item and is
    ///   not the last: the caller comes again with a longer one.
    mutating func read(
        _ window: UnsafeRawBufferPointer, byteOffset: UInt64, isLast: Bool, into batch: inout ParsedBatch
    ) -> Int
}
