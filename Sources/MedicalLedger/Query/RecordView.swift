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
        guard number < engine.treeSize else {
            throw MedicalError(
                "noSuchEntry", .refused, ["entry": String(number), "last": String(engine.treeSize - 1)])
        }
        let (block, position) = try engine.block(with: number)
        guard case .record(let record) = try decoded(block.entries[position], number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        return try view(number, record, in: block)
    }

    func view(_ number: UInt64, _ record: RecordEntry, in block: Block) throws -> RecordView {
        let (origin, stored) = try stored(number, record)
        return RecordView(
            entry: number, onChain: record, sealedMilliseconds: block.header.timeMilliseconds, origin: origin,
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
        /// An identifier of the patient, whoever assigned it.
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

    /// Gives the records that answer a question to `body`, the newest entry first.
    ///
    /// - Returns: whether there are more than the limit.
    package func find(_ question: Question, _ body: (RecordView, [LabReport]) throws -> Void) throws -> Bool {
        var left = question.limit ?? Int.max
        return try forEachCandidate(question) { number in
            let (block, position) = try engine.block(with: number)
            guard case .record(let record) = try decoded(block.entries[position], number) else { return true }
            let view = try view(number, record, in: block)
            // A document that cannot be read any more is still a record; it has no time to be filtered by.
            let reports = (try? view.reports()) ?? []
            guard Self.matches(reports, question) else { return true }
            guard left > 0 else { return false }
            left -= 1
            try body(view, reports)
            return true
        }
    }

    /// Goes through the entries that may answer, the newest first, until `body` says false; returns whether it did.
    private func forEachCandidate(_ question: Question, _ body: (UInt64) throws -> Bool) throws -> Bool {
        var candidates: Set<UInt64>?
        if let patient = question.patient {
            var entries: Set<UInt64> = []
            for number in try patients(withIdentifierValue: patient) {
                entries.formUnion(try index.postings(for: key(.recordsOfPatient(number))))
            }
            candidates = entries
        }
        if let code = question.code {
            let entries = Set(try index.postings(for: key(.code(code))))
            candidates = candidates?.intersection(entries) ?? entries
        }
        if let candidates {
            for number in candidates.sorted(by: >) where number < engine.treeSize {
                if try !body(number) { return true }
            }
            return false
        }
        for number in stride(from: Int64(engine.treeSize) - 1, through: 0, by: -1) {
            if try !body(UInt64(number)) { return true }
        }
        return false
    }

    private static func matches(_ reports: [LabReport], _ question: Question) -> Bool {
        if question.since == nil && question.until == nil { return true }
        return reports.contains { report in
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
