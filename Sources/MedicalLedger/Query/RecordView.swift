package import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// A record as it is found: its entry, where it came from, its document.
package struct RecordView: Sendable {
    /// Entry number.
    package let entry: UInt64
    /// What the chain says.
    package let onChain: RecordEntry
    /// When its block was sealed, in milliseconds since 1970-01-01T00:00:00Z.
    package let sealedMilliseconds: UInt64
    /// Where it came from.
    package let origin: PageContent.Origin
    /// The exact original bytes.
    package let document: [UInt8]
    /// The salt of its commitment.
    package let salt: [UInt8]

    /// When its block was sealed, RFC 3339.
    package var sealed: String { Timestamp.text(sealedMilliseconds) }

    /// The reports in the document.
    package func reports() throws(Reason) -> [LabReport] { try RecordReader.reports(document, origin: origin) }
}

extension ClinicLedger {
    /// Reads a record, and checks its document against the commitment on the chain before it is given out.
    package func record(_ number: UInt64) throws -> RecordView {
        try finishWrites()
        guard number < engine.treeSize else {
            throw MedicalError(
                "noSuchEntry", .refused, ["entry": String(number), "last": String(engine.treeSize - 1)])
        }
        let (bytes, sealedMilliseconds) = try engine.sealedEntry(number)
        guard case .record(let record) = try decoded(bytes, number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        let (origin, stored) = try stored(number, record)
        return RecordView(
            entry: number, onChain: record, sealedMilliseconds: sealedMilliseconds, origin: origin,
            document: stored.document, salt: stored.salt)
    }

    /// The stored record of an entry, compared with the commitment on the chain.
    func stored(
        _ number: UInt64, _ record: RecordEntry, isFirstOfMany: Bool = false
    ) throws -> (origin: PageContent.Origin, record: PageContent.Record) {
        let found = try vault.record(page: record.page, slot: record.slot, isFirstOfMany: isFirstOfMany)
        guard let found else { throw MedicalError("recordMissing", .damaged, ["entry": String(number)]) }
        guard found.record.commitment == record.commitment else {
            throw MedicalError("commitmentMismatch", .damaged, ["entry": String(number)])
        }
        return found
    }

    /// What records are asked for; all conditions must hold.
    package struct Question: Sendable {
        /// The patient, as `patients(named:)` takes it.
        package var patient: String?
        /// A code of the panel or of a result, LOINC or the laboratory's own.
        package var code: String?
        /// The earliest time: FHIR dateTime text, as precise as it was typed.
        package var since: String?
        /// The latest time; `2024-05` includes all of May.
        package var until: String?
        /// The most records to give.
        package var limit: Int?

        package init() {}
    }

    /// Records that are read at once: their commitments are hashed side by side.
    private static let recordsAtOnce = 16

    /// Gives the records that answer a question to `body`, the newest entry first; those that were erased are passed over.
    ///
    /// - Parameter isWanted: asked for each record before its document is opened.
    /// - Returns: whether there are more than the limit.
    package func find(
        _ question: Question, where isWanted: (RecordFacts) throws -> Bool = { _ in true },
        _ body: (RecordView) throws -> Void
    ) throws -> Bool {
        try finishWrites()
        if let candidates = try candidates(question) {
            return try find(question, among: candidates[...], where: isWanted, body)
        }
        return try find(question, among: (0..<engine.treeSize).reversed()[...], where: isWanted, body)
    }

    private func find<Entries: RandomAccessCollection<UInt64>>(
        _ question: Question, among candidates: Entries, where isWanted: (RecordFacts) throws -> Bool,
        _ body: (RecordView) throws -> Void
    ) throws -> Bool where Entries.SubSequence == Entries {
        var left = question.limit ?? Int.max
        var rest = candidates
        while !rest.isEmpty {
            let next = rest.prefix(min(Self.recordsAtOnce, max(1, left)))
            rest = rest.dropFirst(next.count)
            for view in try views(next, where: isWanted) where Self.matches(view, question) {
                guard left > 0 else { return true }
                left -= 1
                try body(view)
            }
        }
        return false
    }

    /// The records among some entries, read and compared with their commitments.
    private func views(
        _ numbers: some Collection<UInt64>, where isWanted: (RecordFacts) throws -> Bool
    ) throws -> [RecordView] {
        var views: [RecordView] = []
        var records: [PageContent.Record] = []
        for number in numbers {
            let (bytes, sealedMilliseconds) = try engine.sealedEntry(number)
            guard case .record(let onChain) = try decoded(bytes, number), try !isErased(number),
                try isWanted(RecordFacts(entry: number, onChain))
            else { continue }
            guard let (origin, record) = try vault.record(page: onChain.page, slot: onChain.slot) else {
                throw MedicalError("recordMissing", .damaged, ["entry": String(number)])
            }
            records.append(record)
            views.append(
                RecordView(
                    entry: number, onChain: onChain, sealedMilliseconds: sealedMilliseconds, origin: origin,
                    document: record.document, salt: record.salt))
        }
        for (view, commitment) in zip(views, PageContent.Record.commitments(of: records))
        where view.onChain.commitment != commitment {
            throw MedicalError("commitmentMismatch", .damaged, ["entry": String(view.entry)])
        }
        return views
    }

    /// The entries that may answer, the newest first; nil where all may.
    private func candidates(_ question: Question) throws -> [UInt64]? {
        var candidates: Set<UInt64>?
        if let patient = question.patient {
            var entries: Set<UInt64> = []
            for number in try patients(named: patient) {
                entries.formUnion(try index.postings(for: key(.recordsOfPatient(number))))
            }
            candidates = entries
        }
        if let code = question.code {
            let entries = Set(try index.postings(for: key(.code(code))))
            candidates = candidates?.intersection(entries) ?? entries
        }
        return candidates?.filter { $0 < engine.treeSize }.sorted(by: >)
    }

    private static func matches(_ view: RecordView, _ question: Question) -> Bool {
        if question.since == nil && question.until == nil { return true }
        // A document that cannot be read any more is still a record, but has no time to be filtered by.
        return ((try? view.reports()) ?? []).contains { report in
            guard let time = (report.effective ?? report.issued ?? report.results.first?.effective)?.text else {
                return false
            }
            if let since = question.since, time < since { return false }
            // What was typed stands for the whole of that day, month or year.
            if let until = question.until, time.prefix(until.count) > until { return false }
            return true
        }
    }
}
