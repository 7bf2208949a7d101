internal import HealthFormats
internal import LedgerEngine

/// Collects details for one vault page.
///
/// A detail is stored as a record is: salted, committed to, encrypted, erasable.
struct DetailPage {
    private let ledger: ClinicLedger
    private let format: SourceFormat
    private var documents: [PageContent.Record] = []

    /// - Parameter format: what the documents are, such as `text` or `fhir`.
    init(of ledger: ClinicLedger, format: SourceFormat) {
        self.ledger = ledger
        self.format = format
    }

    /// Adds a document under a new salt, or under one that a reader already committed to.
    mutating func add(_ document: [UInt8], salt: [UInt8]? = nil) throws -> Detail {
        let salt = try salt ?? ledger.randomBytes(16)
        documents.append(
            PageContent.Record(
                salt: salt, pieces: [.init(sourceOffset: 0, count: document.count, role: .document)],
                bytes: document[...]))
        return Detail(
            commitment: PageContent.Record.commitment(salt: salt, document: document), page: ledger.nextPage,
            slot: documents.count - 1)
    }

    /// The page; none where nothing was added.
    func sealed() throws -> [SealedPage] {
        if documents.isEmpty { return [] }
        let origin = PageContent.Origin(format: format, source: "", fileName: "", delivery: [], settings: [])
        return [
            try ledger.vault.codec.seal(PageContent(origin: origin, slots: documents), page: ledger.nextPage)
        ]
    }
}

extension SourceFormat {
    /// Plain text that a person wrote here.
    package static let text = SourceFormat(rawValue: "text")
    /// Deterministic CBOR of this ledger's own.
    package static let cbor = SourceFormat(rawValue: "cbor")
}

extension ClinicLedger {
    /// The document of a detail, compared with its commitment; nil where it was erased.
    package func document(of detail: Detail) throws -> [UInt8]? {
        try finishWrites()
        guard let (_, record) = try vault.record(page: detail.page, slot: detail.slot) else { return nil }
        guard record.commitment == detail.commitment else {
            throw MedicalError("detailMismatch", .damaged, ["page": String(detail.page)])
        }
        return record.document
    }

    /// The text of a detail; empty where it was erased.
    package func text(of detail: Detail?) throws -> String {
        guard let detail else { return "" }
        return String(decoding: try document(of: detail) ?? [], as: UTF8.self)
    }

    /// Adds entries as one block and returns when it is durable.
    ///
    /// - Returns: the number of the first of them.
    @discardableResult
    func add(_ entries: [Entry], pages: [SealedPage] = []) throws -> UInt64 {
        let first = nextEntry
        try append(entries, pages: pages, postings: [], hasSuccessor: false)
        try finishWrites()
        return first
    }

    /// Adds one entry with a text in the vault that it refers to; empty text is left out.
    @discardableResult
    package func add(text: String, _ entry: (Detail?) -> Entry) throws -> UInt64 {
        try finishWrites()
        if text.isEmpty { return try add([entry(nil)]) }
        var page = DetailPage(of: self, format: .text)
        let detail = try page.add(Array(text.utf8))
        return try add([entry(detail)], pages: try page.sealed())
    }
}
