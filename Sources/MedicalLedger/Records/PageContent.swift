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
/// The directory is the map {1: format, 2: source, 3: file name, 4: delivery (8 random bytes, the same for all pages of one
/// import of a file, and 8 bytes that are the same whenever a file with the same beginning is imported), 5: settings of the reader (bytes), 6: slots}. A slot is null once its record is erased, else
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
        /// Names one import of a file, and the file.
        package var delivery: [UInt8]
        /// What the format's reader needs to read the documents again (CSV mapping, character set); may be empty.
        package var settings: [UInt8]

        /// A delivery's name: `random` for the import, and for the file what its first window holds.
        static func delivery(random: [UInt8], firstWindow: [UInt8]) -> [UInt8] {
            Array(random.prefix(8) + SHA256.hash(firstWindow).bytes.prefix(8))
        }

        /// Whether both were imported from the same file, be it at different times.
        func isOfSameFile(as other: Origin) -> Bool {
            delivery.count == 16 && source == other.source && delivery.suffix(8) == other.delivery.suffix(8)
        }
    }

    /// One record of a page.
    package struct Record: Equatable, Sendable {
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
        package var bytes: ArraySlice<UInt8>

        /// The exact original bytes of the document: the document pieces, joined.
        package var document: [UInt8] {
            if pieces.allSatisfy({ $0.role == .document }) { return Array(bytes) }
            var document: [UInt8] = []
            appendDocument(to: &document)
            return document
        }

        private func appendDocument(to output: inout [UInt8]) {
            var offset = bytes.startIndex
            for piece in pieces {
                if piece.role == .document { output += bytes[offset..<offset + piece.count] }
                offset += piece.count
            }
        }

        /// The commitment that the record's entry carries.
        package var commitment: Digest {
            var hash = Record.beginCommitment(salt: salt)
            var offset = bytes.startIndex
            for piece in pieces {
                if piece.role == .document { hash.update(bytes[offset..<offset + piece.count]) }
                offset += piece.count
            }
            return hash.finalize()
        }

        /// The commitments of many records, hashed side by side.
        package static func commitments(of records: some Collection<Record>) -> [Digest] {
            var messages: [UInt8] = []
            messages.reserveCapacity(records.reduce(0) { $0 + $1.bytes.count + 64 })
            let ranges = records.map { record in
                let start = messages.count
                messages += commitmentDomain.utf8
                messages += record.salt
                record.appendDocument(to: &messages)
                return start..<messages.count
            }
            return messages.withUnsafeBytes { SHA256.hashes(of: $0, ranges: ranges) }
        }

        /// The commitment to a document that somebody holds in their hand: SHA-256 of `clinicledger/record/v1`, a line feed,
        /// the salt and the document.
        package static func commitment(salt: [UInt8], document: [UInt8]) -> Digest {
            var hash = beginCommitment(salt: salt)
            hash.update(document)
            return hash.finalize()
        }

        private static func beginCommitment(salt: [UInt8]) -> SHA256 {
            var hash = SHA256()
            hash.update(commitmentDomain.utf8)
            hash.update(salt)
            return hash
        }

        private static let commitmentDomain = "clinicledger/record/v1\n"
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

    package init(origin: Origin, slots: [Record?]) {
        self.origin = origin
        self.slots = slots
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
