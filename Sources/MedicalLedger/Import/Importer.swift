internal import Dispatch
internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Takes the batches that a reader found in a source into the ledger.
///
/// Data's way: one window of the source is one batch, its new records are cut into blocks. Those of a block are packed by
/// patient into pages, the pages are compressed and encrypted on all cores and made durable, then one transaction commits
/// to them. The last block's checkpoint acknowledges the batch; one whose records are all known leaves no trace.
struct Importer {
    /// Raw bytes at which a page is full: small pages make look-ups cheap, the preset dictionary keeps them compact.
    private static let pageBytes = 32 * 1024

    let ledger: ClinicLedger
    /// Whether to look only and write nothing.
    let isDryRun: Bool
    /// Keys of what a dry run would have added, so that it counts a repeated message as the real run does.
    private var seenInDryRun: Set<IndexKey> = []
    private var patients: PatientFinder

    init(ledger: ClinicLedger, isDryRun: Bool) {
        self.ledger = ledger
        self.isDryRun = isDryRun
        patients = PatientFinder(ledger: ledger)
    }

    /// A record that is new, with what its entry and its index keys need.
    private struct Candidate {
        var parsed: ParsedRecord
        var delivery: IndexKey
        var patient: UInt64
        /// Index keys of identifiers that were not known to be this patient's.
        var learned: [IndexKey]
        var salt: [UInt8]
    }

    /// Takes in one batch and says what became of it.
    mutating func take(
        _ batch: ParsedBatch, window: UnsafeRawBufferPointer, windowOffset: UInt64, origin: PageContent.Origin
    ) throws -> ImportCounts {
        var counts = ImportCounts()
        counts.rejected = batch.rejections.count { !$0.isRemark }
        counts.remarks = batch.rejections.count - counts.rejected
        var fresh: [(ParsedRecord, IndexKey)] = []
        var keysOfBatch: Set<IndexKey> = []
        let keys = try deliveryKeys(of: batch.records, window: window, origin: origin)
        for (record, key) in zip(batch.records, keys) {
            if try seenInDryRun.contains(key) || !keysOfBatch.insert(key).inserted
                || ledger.index.first(for: key) != nil
            {
                counts.known += 1
                continue
            }
            counts.records += 1
            counts.results += record.resultCount
            fresh.append((record, key))
        }
        if isDryRun {
            seenInDryRun.formUnion(keysOfBatch)
            return counts
        }
        let parts = BlockPlan(fresh.map(\.0), format: origin.format).blocks
        for part in parts {
            try append(
                fresh[part], batch: batch, window: window, windowOffset: windowOffset, origin: origin,
                hasSuccessor: part.upperBound < fresh.count, &counts)
        }
        return counts
    }

    /// The keys that tell whether the records are there already; hashing all they hold is work for all cores.
    private func deliveryKeys(
        of records: [ParsedRecord], window: UnsafeRawBufferPointer, origin: PageContent.Origin
    ) throws -> [IndexKey] {
        let indexing = ledger.indexing
        nonisolated(unsafe) let window = window
        return try concurrentMap(records.count, chunk: 32) { position in
            IndexQuestion.delivery(of: records[position], window: window, origin: origin).key(indexing)
        }
    }

    private mutating func append(
        _ fresh: ArraySlice<(ParsedRecord, IndexKey)>, batch: ParsedBatch, window: UnsafeRawBufferPointer,
        windowOffset: UInt64, origin: PageContent.Origin, hasSuccessor: Bool, _ counts: inout ImportCounts
    ) throws {
        let firstEntry = ledger.engine.treeSize
        var entries: [Entry] = []
        var postings: [(key: IndexKey, entry: UInt64)] = []
        patients.beginBatch(firstEntry: firstEntry)
        var candidates: [Candidate] = []
        candidates.reserveCapacity(fresh.count)
        for (record, key) in fresh {
            let (patient, learned) = try patients.patient(
                for: record.patientIdentifiers, source: origin.source)
            let salt = try ledger.randomBytes(16)
            candidates.append(
                Candidate(parsed: record, delivery: key, patient: patient, learned: learned, salt: salt))
        }
        for _ in 0..<patients.newCount {
            entries.append(.patient(pseudonym: try ledger.randomBytes(16)))
        }
        counts.patients += patients.newCount

        let firstRecord = firstEntry + UInt64(entries.count)
        let plan = PagePlan(
            candidates.map {
                (
                    patient: $0.patient,
                    bytes: $0.parsed.pieces.reduce(batch.preamble?.bytes.count ?? 0) { $0 + $1.count }
                )
            },
            pageBytes: Self.pageBytes)
        let places = plan.places(firstPage: ledger.vault.pageCount)
        let commitments = try writePages(
            plan, candidates, preamble: batch.preamble, window: window, windowOffset: windowOffset, origin: origin)
        var versions: [IndexKey: UInt64] = [:]
        for (position, candidate) in candidates.enumerated() {
            let number = firstRecord + UInt64(position)
            let keys = RecordKeys(candidate.parsed, patient: candidate.patient, delivery: candidate.delivery, ledger)
            let replaces = try keys.report.flatMap { try versions[$0] ?? earlierVersion($0, than: origin) }
            if let report = keys.report, origin.format != .csv { versions[report] = number }
            if replaces != nil { counts.amended += 1 }
            let entry = RecordEntry(
                patient: candidate.patient, commitment: commitments[position], page: places[position].page,
                slot: places[position].slot, custodian: ledger.own.entry,
                category: candidate.parsed.resultCount == 0 && candidate.parsed.codes.isEmpty
                    ? .identity : .laboratory,
                replaces: replaces)
            entries.append(.record(entry))
            for key in keys.all { postings.append((key, number)) }
            // A posting lies in the block that brings it: at a new patient's own entry, else at the record that taught it.
            for key in candidate.learned {
                postings.append((key, candidate.patient < firstEntry ? number : candidate.patient))
            }
        }
        try ledger.append(entries, postings: postings, hasSuccessor: hasSuccessor)
    }

    /// The newest record that is a version of the same report.
    ///
    /// Rows of one report that stand far apart in a table become several records, which are parts and not versions.
    private func earlierVersion(_ report: IndexKey, than origin: PageContent.Origin) throws -> UInt64? {
        guard let number = try ledger.index.postings(for: report).last else { return nil }
        guard origin.format == .csv, case .record(let record) = try ledger.entry(number) else { return number }
        return try ledger.vault.origin(ofPage: record.page).delivery == origin.delivery ? nil : number
    }

    /// Packs, compresses, encrypts and writes the pages; returns the commitment of each candidate.
    private func writePages(
        _ plan: PagePlan, _ candidates: [Candidate], preamble: Preamble?, window: UnsafeRawBufferPointer,
        windowOffset: UInt64, origin: PageContent.Origin
    ) throws -> [Digest] {
        var commitments = [Digest](repeating: .zero, count: candidates.count)
        let vault = ledger.vault
        let codec = vault.codec
        let firstPage = vault.pageCount
        let sealed = try commitments.withUnsafeMutableBufferPointer { commitments in
            // Each page writes the commitments of its own candidates, so the writes never meet.
            nonisolated(unsafe) let commitments = commitments
            nonisolated(unsafe) let window = window
            return try concurrentMap(plan.pages.count) { page in
                var content = PageContent(origin: origin, slots: [])
                for position in plan.pages[page] {
                    let candidate = candidates[position]
                    let record = PageContent.Record(
                        candidate.parsed.pieces, salt: candidate.salt, preamble: preamble, window: window,
                        windowOffset: windowOffset)
                    content.slots.append(record)
                }
                let hashes = PageContent.Record.commitments(of: content.slots.lazy.compactMap(\.self))
                for (position, hash) in zip(plan.pages[page], hashes) { commitments[position] = hash }
                return try codec.seal(content, page: firstPage + UInt64(page))
            }
        }
        try vault.append(sealed)
        try vault.sync()
        return commitments
    }
}

/// The index keys of one record's entry.
struct RecordKeys {
    /// The key of the report that this record is a version of.
    let report: IndexKey?
    /// All keys that find the record.
    let all: [IndexKey]

    init(_ record: ParsedRecord, patient: UInt64, delivery: IndexKey, _ ledger: ClinicLedger) {
        report =
            record.reportIdentity.isEmpty
            ? nil : ledger.key(.report(patient: patient, identity: record.reportIdentity))
        var keys = [delivery, ledger.key(.recordsOfPatient(patient))]
        if let report { keys.append(report) }
        for code in record.codes { keys.append(ledger.key(.code(code))) }
        all = keys
    }
}

/// Which records of a batch share a page: those of one patient stand together.
struct PagePlan {
    /// The positions of each page's records, in slot order.
    private(set) var pages: [[Int]] = []
    private let count: Int

    init(_ records: [(patient: UInt64, bytes: Int)], pageBytes: Int) {
        count = records.count
        let order = records.indices.sorted { (records[$0].patient, $0) < (records[$1].patient, $1) }
        var bytes = 0
        for position in order {
            if pages.isEmpty || bytes + records[position].bytes > pageBytes {
                pages.append([])
                bytes = 0
            }
            pages[pages.count - 1].append(position)
            bytes += records[position].bytes
        }
    }

    /// Page number and slot of each record, by its position in the batch.
    func places(firstPage: UInt64) -> [(page: UInt64, slot: Int)] {
        var places = [(page: UInt64, slot: Int)](repeating: (0, 0), count: count)
        for (page, positions) in pages.enumerated() {
            for (slot, position) in positions.enumerated() { places[position] = (firstPage + UInt64(page), slot) }
        }
        return places
    }
}

extension PageContent.Record {
    /// Copies a parsed record's pieces out of the window, the batch's preamble before them.
    init(
        _ pieces: [HealthFormats.Piece], salt: [UInt8], preamble: Preamble?,
        window: UnsafeRawBufferPointer, windowOffset: UInt64
    ) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.reduce(preamble?.bytes.count ?? 0) { $0 + $1.count })
        var placed: [Piece] = []
        if let preamble {
            bytes += preamble.bytes
            placed.append(Piece(sourceOffset: preamble.byteOffset, count: preamble.bytes.count, role: .document))
        }
        for piece in pieces {
            bytes.append(contentsOf: window[piece.offset..<piece.offset + piece.count])
            let offset = windowOffset + UInt64(piece.offset)
            // What follows on is one piece, however many items it was; only the preamble, which others share, stays apart.
            if placed.count > (preamble == nil ? 0 : 1), let last = placed.last, last.role == piece.role,
                last.sourceOffset + UInt64(last.count) == offset
            {
                placed[placed.count - 1].count += piece.count
            } else {
                placed.append(Piece(sourceOffset: offset, count: piece.count, role: piece.role))
            }
        }
        self.init(salt: salt, pieces: placed, bytes: bytes[...])
    }
}

/// What became of the items of a source.
package struct ImportCounts: Hashable, Sendable {
    /// Records that went in.
    package var records = 0
    /// Results in them.
    package var results = 0
    /// Patients that were new.
    package var patients = 0
    /// Records that are a later version of one that was there.
    package var amended = 0
    /// Records that were there already.
    package var known = 0
    /// Items that were refused.
    package var rejected = 0
    /// Things found that refuse nothing.
    package var remarks = 0

    package init() {}

    package static func += (sum: inout ImportCounts, more: ImportCounts) {
        sum.records += more.records
        sum.results += more.results
        sum.patients += more.patients
        sum.amended += more.amended
        sum.known += more.known
        sum.rejected += more.rejected
        sum.remarks += more.remarks
    }
}

/// Computes `count` values on all cores, in order; the first error in order is thrown.
///
/// - Parameter chunk: how many values are computed in one go, where each takes little time.
func concurrentMap<Value>(
    _ count: Int, chunk: Int = 1, _ value: @Sendable (Int) throws -> Value
) throws -> [Value] {
    if count <= chunk { return try (0..<count).map(value) }
    var results = [Result<Value, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { results in
        // Each iteration writes its own elements only.
        nonisolated(unsafe) let results = results
        DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { part in
            for position in part * chunk..<min(count, (part + 1) * chunk) {
                results[position] = Result { try value(position) }
            }
        }
    }
    return try results.compactMap { try $0?.get() }
}
