package import HealthFormats
internal import LedgerCrypto

/// Reads records, at import and again from the vault, with the same readers.
package enum RecordReader {
    /// What a technician may say about a source.
    package struct Settings: Sendable {
        /// The format; nil to find out.
        package var format: SourceFormat?
        /// The character set; nil to find out.
        package var encoding: CharacterSet?
        /// Who delivered it.
        package var source: String?
        /// What the columns of a table are.
        package var mapping: CSV.Mapping?

        package init(
            format: SourceFormat? = nil, encoding: CharacterSet? = nil, source: String? = nil,
            mapping: CSV.Mapping? = nil
        ) {
            self.format = format
            self.encoding = encoding
            self.source = source
            self.mapping = mapping
        }
    }

    /// The format that a source's first bytes are in; nil where they are in none that is known.
    package static func format(of prefix: UnsafeRawBufferPointer) -> SourceFormat? {
        if HL7v2.looksLike(prefix) { return .hl7 }
        if FHIR.looksLike(prefix) { return .fhir }
        if CSV.looksLike(prefix) { return .csv }
        return nil
    }

    /// A reader of a format.
    package static func reader(_ format: SourceFormat, _ settings: Settings) -> (any BatchReader)? {
        switch format {
        case .hl7: HL7v2.Reader(encoding: settings.encoding, source: settings.source)
        case .fhir: FHIR.Reader(source: settings.source)
        case .csv: CSV.Reader(mapping: settings.mapping, encoding: settings.encoding, source: settings.source)
        default: nil
        }
    }

    /// Reads a record's document again as it was read at import, for its index keys; nil where it says nothing any more.
    static func parse(
        _ stored: PageContent.Record, origin: PageContent.Origin
    ) throws -> (ParsedRecord, IndexQuestion)? {
        var settings = Settings(source: origin.source.isEmpty ? nil : origin.source)
        if origin.format == .csv { settings.source = settings.source ?? origin.fileName }
        if origin.format == .csv, !origin.settings.isEmpty { settings.mapping = try CSV.Mapping(json: origin.settings) }
        if origin.format == .hl7, !origin.settings.isEmpty {
            settings.encoding = CharacterSet(named: String(decoding: origin.settings, as: UTF8.self))
        }
        guard var reader = reader(origin.format, settings) else { return nil }
        var batch = ParsedBatch()
        return stored.document.withUnsafeBytes { bytes in
            _ = reader.read(bytes, byteOffset: 0, isLast: true, into: &batch)
            guard var record = batch.joined() else { return nil }
            if origin.format == .csv, !record.messageIdentity.isEmpty, stored.pieces.count > 1 {
                // A row that is a person of its own is named after where it stood in its file.
                record.messageIdentity = "\(settings.source ?? "")#\(stored.pieces[1].sourceOffset)"
                record.patientIdentifiers = record.patientIdentifiers.map {
                    Identifier(system: $0.system, value: record.messageIdentity)
                }
            }
            return (record, IndexQuestion.deliveries(of: CollectionOfOne(record), window: bytes, origin: origin)[0])
        }
    }

    /// The reports in a record's document, for showing.
    package static func reports(_ document: [UInt8], origin: PageContent.Origin) throws(Reason) -> [LabReport] {
        switch origin.format {
        case .hl7:
            let encoding =
                origin.settings.isEmpty ? nil : CharacterSet(named: String(decoding: origin.settings, as: UTF8.self))
            return try HL7v2.reports(document: document, encoding: encoding)
        case .fhir: return try FHIR.reports(document: document)
        case .csv:
            let mapping = origin.settings.isEmpty ? nil : try CSV.Mapping(json: origin.settings)
            return try CSV.reports(document: document, mapping: mapping, encoding: nil)
        default: return []
        }
    }
}

extension IndexQuestion {
    /// The questions whether parsed records are there already.
    static func deliveries(
        of records: some Collection<ParsedRecord>, window: UnsafeRawBufferPointer, origin: PageContent.Origin
    ) -> [IndexQuestion] {
        var contents: [UInt8] = []
        contents.reserveCapacity(records.reduce(0) { $0 + $1.contentPieces.reduce(0) { $0 + $1.count } })
        let ranges = records.map { record in
            let start = contents.count
            for piece in record.contentPieces { contents += window[piece.offset..<piece.offset + piece.count] }
            return start..<contents.count
        }
        let hashes = contents.withUnsafeBytes { SHA256.hashes(of: $0, ranges: ranges) }
        // An HL7 v2 message names its sender itself; of the others two senders may deliver equal bytes.
        let source = origin.format == .hl7 ? "" : origin.source
        return zip(records, hashes).map {
            .delivery(source: source, messageIdentity: $0.messageIdentity, content: $1)
        }
    }
}

extension ParsedBatch {
    /// The records of one document as the one record that they were.
    ///
    /// Resources that a FHIR Bundle held together fall apart without the URLs that the Bundle gave them; all of them
    /// together are still the document's content.
    fileprivate func joined() -> ParsedRecord? {
        guard var whole = records.first(where: { $0.resultCount > 0 }) ?? records.first else { return nil }
        if records.count == 1 && rejections.isEmpty { return whole }
        let pieces = records.flatMap(\.contentPieces) + rejections.flatMap(\.pieces)
        var seen: Set<Int> = []
        whole.contentPieces = pieces.filter { seen.insert($0.offset).inserted }.sorted { $0.offset < $1.offset }
        // Who the patient is says a record that has nothing else to say, if there is one.
        let identity = records.filter { $0.resultCount == 0 && $0.codes.isEmpty }
        whole.patientIdentifiers = (identity.isEmpty ? records : identity).flatMap(\.patientIdentifiers)
        whole.codes = records.flatMap(\.codes)
        return whole
    }
}
