package import LedgerCrypto
package import HealthFormats
internal import LedgerEngine

/// The plaintext of a vault page: records of one batch, and once for all of them where they came from.
///
/// | bytes | what |
/// | --- | --- |
/// | 4 | byte count of the directory, little-endian |
/// | … | directory: deterministic CBOR, below |
/// | … | the records' pieces, in the order of slots and pieces |
///
/// The directory is the map {1: format, 2: source, 3: file name, 4: delivery (16 random bytes, the same for all pages
/// of one imported file), 5: settings of the reader (bytes), 6: slots}. A slot is null once its record is erased, else
/// the array [salt, gap, 2 × count + role, gap, 2 × count + role, …] with one pair for each piece; a gap is the distance
/// in the imported file from the end of the piece before it, whichever slot that is in, or from the start of the file;
/// negative where it lies before that. Pieces mostly follow each other, so most gaps are 0 and compress to nothing.
package struct PageContent: Sendable {
    /// What all records of a page have in common.
    package struct Origin: Hashable, Sendable {
        /// The format the records came in.
        package var format: SourceFormat
        /// Who delivered them, as the technician said; may be empty.
        package var source: String
        /// The name of the imported file; may be empty.
        package var fileName: String
        /// Names one imported file.
        package var delivery: [UInt8]
        /// What the format's reader needs to read the documents again (CSV mapping, character set); may be empty.
        package var settings: [UInt8]
    }

    /// One record of a page.
    package struct Record: Sendable {
        /// A piece of the imported file.
        package struct Piece: Hashable, Sendable {
            /// Position in the imported file.
            package var sourceOffset: UInt64
            /// Number of bytes.
            package var count: Int
            /// Document or surrounding.
            package var role: HealthFormats.Piece.Role
        }

        /// The salt of the record's commitment, 16 bytes.
        package var salt: [UInt8]
        /// Where the bytes stood in the imported file, in the order of `bytes`.
        package var pieces: [Piece]
        /// The bytes of all pieces, joined.
        package var bytes: [UInt8]

        /// The exact original bytes of the document: the document pieces, joined.
        package var document: [UInt8] {
            if pieces.allSatisfy({ $0.role == .document }) { return bytes }
            var document: [UInt8] = []
            var offset = 0
            for piece in pieces {
                if piece.role == .document { document += bytes[offset..<offset + piece.count] }
                offset += piece.count
            }
            return document
        }

        /// The commitment that the record's entry carries: SHA-256 of `clinicledger/record/v1`, a line feed, the salt and the
        /// document.
        package var commitment: Digest {
            var hash = Record.commitmentPrefix(salt: salt)
            var offset = 0
            for piece in pieces {
                if piece.role == .document { hash.update(bytes[offset..<offset + piece.count]) }
                offset += piece.count
            }
            return hash.finalize()
        }

        /// The commitment to a document that somebody holds in their hand.
        package static func commitment(salt: [UInt8], document: [UInt8]) -> Digest {
            var hash = commitmentPrefix(salt: salt)
            hash.update(document)
            return hash.finalize()
        }

        private static func commitmentPrefix(salt: [UInt8]) -> SHA256 {
            var hash = SHA256()
            hash.update("clinicledger/record/v1\n".utf8)
            hash.update(salt)
            return hash
        }
    }

    /// What the records have in common.
    package var origin: Origin
    /// The records by slot; nil where one was erased.
    package var slots: [Record?]

    /// Encodes the page as in the table above.
    package func encoded() -> [UInt8] {
        var directory = CBORWriter()
        directory.beginMap(6)
        for (key, text) in [(1, origin.format.rawValue), (2, origin.source), (3, origin.fileName)] {
            directory.write(UInt64(key))
            directory.write(text: text)
        }
        for (key, bytes) in [(4, origin.delivery), (5, origin.settings)] {
            directory.write(UInt64(key))
            directory.write(bytes: bytes)
        }
        directory.write(6)
        directory.beginArray(slots.count)
        var end: UInt64 = 0
        for slot in slots {
            guard let record = slot else {
                directory.writeNull()
                continue
            }
            directory.beginArray(1 + 2 * record.pieces.count)
            directory.write(bytes: record.salt)
            for piece in record.pieces {
                directory.write(signed: Int64(bitPattern: piece.sourceOffset &- end))
                end = piece.sourceOffset &+ UInt64(piece.count)
                directory.write(UInt64(piece.count) << 1 | UInt64(piece.role.rawValue))
            }
        }
        let byteCount = slots.reduce(4 + directory.bytes.count) { $0 + ($1?.bytes.count ?? 0) }
        var page = ByteWriter(capacity: byteCount)
        page.append(UInt32(clamping: directory.bytes.count))
        page.append(contentsOf: directory.bytes)
        for case let record? in slots { page.append(contentsOf: record.bytes) }
        return page.bytes
    }

    /// Decodes a page; nil where it is not well formed, which authenticated bytes never are.
    package init?(decoding page: [UInt8]) {
        var reader = ByteReader(page)
        guard let directoryCount = reader.readUInt32(), let directory = reader.readSlice(Int(directoryCount)),
            let (origin, directorySlots) = try? Self.readDirectory(directory)
        else { return nil }
        self.origin = origin
        slots = []
        slots.reserveCapacity(directorySlots.count)
        for slot in directorySlots {
            guard var record = slot else {
                slots.append(nil)
                continue
            }
            guard let bytes = reader.readBytes(record.pieces.reduce(0) { $0 &+ $1.count }) else { return nil }
            record.bytes = bytes
            slots.append(record)
        }
        guard reader.remaining == 0 else { return nil }
    }

    package init(origin: Origin, slots: [Record?]) {
        self.origin = origin
        self.slots = slots
    }

    private static func readDirectory(_ bytes: ArraySlice<UInt8>) throws(CBORError) -> (Origin, [Record?])? {
        var origin = Origin(format: .unknown, source: "", fileName: "", delivery: [], settings: [])
        var slots: [Record?] = []
        var end: UInt64 = 0
        var reader = CBORReader(bytes)
        try reader.readMap { (key, value) throws(CBORError) in
            switch key {
            case 1: origin.format = SourceFormat(rawValue: try value.readText())
            case 2: origin.source = try value.readText()
            case 3: origin.fileName = try value.readText()
            case 4: origin.delivery = Array(try value.readBytes())
            case 5: origin.settings = Array(try value.readBytes())
            case 6: for _ in 0..<(try value.readArray()) { slots.append(try readSlot(&value, &end)) }
            default: return false
            }
            return true
        }
        try reader.finish()
        return (origin, slots)
    }

    private static func readSlot(_ reader: inout CBORReader, _ end: inout UInt64) throws(CBORError) -> Record? {
        if reader.readNull() { return nil }
        let start = reader.offset
        let count = try reader.readArray()
        var record = Record(salt: Array(try reader.readBytes()), pieces: [], bytes: [])
        guard count % 2 == 1, record.salt.count == 16 else { throw CBORError(offset: start, fault: .unexpectedType) }
        for _ in 0..<count / 2 {
            let offset = end &+ UInt64(bitPattern: try reader.readInt())
            let packed = try reader.readUInt()
            guard let role = HealthFormats.Piece.Role(rawValue: UInt8(packed & 1)), packed >> 1 <= UInt64(UInt32.max)
            else { throw CBORError(offset: start, fault: .unexpectedType) }
            record.pieces.append(.init(sourceOffset: offset, count: Int(packed >> 1), role: role))
            end = offset &+ (packed >> 1)
        }
        return record
    }
}

/// A format that records come in.
package struct SourceFormat: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    /// HL7 v2 messages.
    package static let hl7 = SourceFormat(rawValue: "hl7")
    /// FHIR R4 JSON.
    package static let fhir = SourceFormat(rawValue: "fhir")
    /// Tables of comma-separated values and their kin.
    package static let csv = SourceFormat(rawValue: "csv")
    /// None that was told.
    package static let unknown = SourceFormat(rawValue: "")
}
