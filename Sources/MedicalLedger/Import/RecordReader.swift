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

    /// Reads a record's document again as it was read at import, for its index keys.
    static func parse(
        _ document: [UInt8], origin: PageContent.Origin
    ) throws -> (ParsedRecord, IndexQuestion) {
        var settings = Settings(source: origin.source.isEmpty ? nil : origin.source)
        if origin.format == .csv { settings.source = settings.source ?? origin.fileName }
        if origin.format == .csv, !origin.settings.isEmpty { settings.mapping = try CSV.Mapping(json: origin.settings) }
        if origin.format == .hl7, !origin.settings.isEmpty {
            settings.encoding = CharacterSet(named: String(decoding: origin.settings, as: UTF8.self))
        }
        guard var reader = reader(origin.format, settings) else {
            throw MedicalError("recordUnreadable", .damaged, ["format": origin.format.rawValue])
        }
        var batch = ParsedBatch()
        let delivery: IndexQuestion? = document.withUnsafeBytes { bytes in
            _ = reader.read(bytes, byteOffset: 0, isLast: true, into: &batch)
            guard batch.records.count == 1, let record = batch.records.first else { return nil }
            return .delivery(of: record, window: bytes)
        }
        guard let delivery, let record = batch.records.first else {
            throw MedicalError("recordUnreadable", .damaged, ["format": origin.format.rawValue])
        }
        return (record, delivery)
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
    /// The question whether a parsed record is there already.
    static func delivery(of record: ParsedRecord, window: UnsafeRawBufferPointer) -> IndexQuestion {
        var content = SHA256()
        for piece in record.contentPieces {
            content.update(UnsafeRawBufferPointer(rebasing: window[piece.offset..<piece.offset + piece.count]))
        }
        return .delivery(messageIdentity: record.messageIdentity, content: content.finalize())
    }
}
