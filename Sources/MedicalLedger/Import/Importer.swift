internal import Dispatch
internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Takes the batches that a reader found in a source into the ledger.
///
/// Data's way: one window of the source is one batch, its new records are cut into blocks. Those of a block are packed by
/// patient into pages, which are compressed and encrypted on all cores. While they and then the block that commits to them
/// are made durable, the next block is made. The last block's checkpoint acknowledges the batch; one whose records are all
/// known leaves no trace.
struct Importer {
    /// Raw bytes at which a page is full: small pages make look-ups cheap, the preset dictionary keeps them compact.
    private static let pageBytes = 32 * 1024
    /// Pages that one task makes: enough records to hash side by side.
    private static let pagesAtOnce = 4

    let ledger: ClinicLedger
    /// Whether to look only and write nothing.
    let isDryRun: Bool
    /// Whether what was erased is taken in again when it is delivered again.
    let readmitsErased: Bool
    /// The record that the source's only one corrects.
    let replaces: RecordFacts?
    /// Keys of what a dry run would have added, so that it counts a repeated message as the real run does.
    private var seenInDryRun: Set<IndexKey> = []
    private var patients: PatientFinder

    init(ledger: ClinicLedger, isDryRun: Bool, readmitsErased: Bool, replaces: RecordFacts?) {
        self.replaces = replaces
        self.ledger = ledger
        self.isDryRun = isDryRun
        self.readmitsErased = readmitsErased
        patients = PatientFinder(ledger: ledger)
    }

    /// A record that is new, with what its entry and its index keys need.
    private struct Candidate {
        /// Its position in the batch.
        var position: Int
        var delivery: IndexKey
        var patient: UInt64 = 0
        /// Index keys of identifiers that were not known to be this patient's.
        var learned: [IndexKey] = []
    }

    /// A batch with what it is read from.
    private struct Source {
        let batch: ParsedBatch
        let window: UnsafeRawBufferPointer
        let windowOffset: UInt64
        let origin: PageContent.Origin
    }

    /// Takes in one batch and says what became of it.
    ///
    /// - Parameter refuse: receives the position of each record that was erased before, with the entry of that erasure.
    mutating func take(
        _ batch: ParsedBatch, window: UnsafeRawBufferPointer, windowOffset: UInt64, origin: PageContent.Origin,
        refuse: (_ position: Int, _ erasure: UInt64) -> Void
    ) throws -> ImportCounts {
        var counts = ImportCounts()
        counts.rejected = batch.rejections.count { !$0.isRemark }
        counts.remarks = batch.rejections.count - counts.rejected
        var fresh: [Candidate] = []
        var keysOfBatch: Set<IndexKey> = []
        let keys = try deliveryKeys(of: batch.records, window: window, origin: origin)
        for (position, key) in keys.enumerated() {
            if seenInDryRun.contains(key) || !keysOfBatch.insert(key).inserted {
                counts.known += 1
                continue
            }
            if try ledger.index.contains(key) {
                guard let erasure = try ledger.erasure(ofDelivery: key) else {
                    counts.known += 1
                    continue
                }
                guard readmitsErased else {
                    counts.rejected += 1
                    refuse(position, erasure)
                    continue
                }
            }
            counts.records += 1
            counts.results += batch.records[position].resultCount
            fresh.append(Candidate(position: position, delivery: key))
        }
        if isDryRun {
            seenInDryRun.formUnion(keysOfBatch)
            return counts
        }
        let source = Source(batch: batch, window: window, windowOffset: windowOffset, origin: origin)
        for block in BlockPlan(fresh.lazy.map { batch.records[$0.position] }, format: origin.format).blocks {
            try append(fresh[block], of: source, hasSuccessor: block.upperBound < fresh.count, &counts)
        }
        return counts
    }

    /// The keys that tell whether the records are there already; hashing all they hold is work for all cores.
    private func deliveryKeys(
        of records: [ParsedRecord], window: UnsafeRawBufferPointer, origin: PageContent.Origin
    ) throws -> [IndexKey] {
        let indexing = ledger.indexing
        nonisolated(unsafe) let window = window
        return try concurrentChunks(of: records.indices, by: 32) { positions in
            IndexQuestion.deliveries(of: records[positions], window: window, origin: origin).map { $0.key(indexing) }
        }
    }

    /// Adds one block.
    private mutating func append(
        _ fresh: ArraySlice<Candidate>, of source: Source, hasSuccessor: Bool, _ counts: inout ImportCounts
    ) throws {
        let records = source.batch.records
        let firstEntry = ledger.nextEntry
        let custodian = try ledger.own.entry
        var entries: [Entry] = []
        var postings: [(key: IndexKey, entry: UInt64)] = []
        patients.beginBatch(firstEntry: firstEntry)
        var candidates = Array(fresh)
        for index in candidates.indices {
            (candidates[index].patient, candidates[index].learned) = try patients.patient(
                for: records[candidates[index].position].patientIdentifiers, source: source.origin.source)
        }
        if let replaces {
            let pseudonyms = try ledger.rights(of: replaces.patient).pseudonyms
            guard candidates.allSatisfy({ pseudonyms.contains($0.patient) }) else {
                throw MedicalError("amendmentOtherPatient", .refused, ["entry": String(replaces.entry)])
            }
            for index in candidates.indices { candidates[index].patient = replaces.patient }
        }
        entries.reserveCapacity(patients.newCount + candidates.count)
        for pseudonym in try randomRows(patients.newCount) { entries.append(.patient(pseudonym: pseudonym)) }
        counts.patients += patients.newCount

        let firstRecord = firstEntry + UInt64(entries.count)
        let preambleCount = source.batch.preamble?.bytes.count ?? 0
        let plan = PagePlan(
            candidates.map { candidate in
                let bytes = records[candidate.position].pieces.reduce(preambleCount) { $0 + $1.count }
                return (patient: candidate.patient, bytes: bytes)
            },
            pageBytes: Self.pageBytes)
        let places = plan.places(firstPage: ledger.nextPage)
        let (commitments, pages) = try makePages(plan, candidates, of: source)
        var versions: [IndexKey: UInt64] = [:]
        for (position, candidate) in candidates.enumerated() {
            let number = firstRecord + UInt64(position)
            let parsed = records[candidate.position]
            let keys = RecordKeys(parsed, patient: candidate.patient, delivery: candidate.delivery, ledger)
            let replaces =
                try self.replaces?.entry
                ?? keys.report.flatMap { try versions[$0] ?? ledger.earlierVersion($0, than: parsed, source.origin) }
            if let report = keys.report, source.origin.format != .csv { versions[report] = number }
            if replaces != nil { counts.amended += 1 }
            let entry = RecordEntry(
                patient: candidate.patient, commitment: commitments[position], page: places[position].page,
                slot: places[position].slot, custodian: custodian,
                category: parsed.resultCount == 0 && parsed.codes.isEmpty ? .identity : .laboratory,
                replaces: replaces)
            entries.append(.record(entry))
            for key in keys.all { postings.append((key, number)) }
            // A posting lies in the block that brings it: at a new patient's own entry, else at the record that taught it.
            for key in candidate.learned {
                postings.append((key, candidate.patient < firstEntry ? number : candidate.patient))
            }
        }
        try ledger.append(entries, pages: pages, postings: postings, hasSuccessor: hasSuccessor)
    }

    /// So many times 16 random bytes.
    private func randomRows(_ count: Int) throws -> [[UInt8]] {
        let bytes = try ledger.randomBytes(16 * count)
        return (0..<count).map { Array(bytes[16 * $0..<16 * ($0 + 1)]) }
    }

    /// Packs, compresses and encrypts the pages; with them the commitment of each candidate.
    private func makePages(
        _ plan: PagePlan, _ candidates: [Candidate], of source: Source
    ) throws -> ([Digest], [SealedPage]) {
        var commitments = [Digest](repeating: .zero, count: candidates.count)
        let codec = ledger.vault.codec
        let firstPage = ledger.nextPage
        let salts = try randomRows(candidates.count)
        let sealed = try commitments.withUnsafeMutableBufferPointer { commitments in
            // Each page writes the commitments of its own candidates, so the writes never meet.
            nonisolated(unsafe) let commitments = commitments
            nonisolated(unsafe) let source = source
            return try concurrentChunks(of: plan.pages.indices, by: Self.pagesAtOnce) { pages in
                let positions = pages.flatMap { plan.pages[$0] }
                let records = positions.map { position in
                    PageContent.Record(
                        source.batch.records[candidates[position].position].pieces, salt: salts[position],
                        preamble: source.batch.preamble, window: source.window, windowOffset: source.windowOffset)
                }
                for (position, commitment) in zip(positions, PageContent.Record.commitments(of: records)) {
                    commitments[position] = commitment
                }
                var start = 0
                return try pages.map { page in
                    let end = start + plan.pages[page].count
                    defer { start = end }
                    let content = PageContent(origin: source.origin, slots: Array(records[start..<end]))
                    return try codec.seal(content, page: firstPage + UInt64(page))
                }
            }
        }
        return (commitments, sealed)
    }
}

extension ClinicLedger {
    /// The newest record that is a version of the same report.
    ///
    /// Rows or observations of one report that stand far apart in a file become several records, which are parts and not
    /// versions, also where an import was interrupted and run again.
    func earlierVersion(
        _ report: IndexKey, than parsed: ParsedRecord, _ origin: PageContent.Origin
    ) throws -> UInt64? {
        guard let number = try index.postings(for: report).last else { return nil }
        guard parsed.mayBePart, case .record(let record) = try entry(number) else { return number }
        // The entry was read, so its page was written.
        return try vault.origin(ofPage: record.page).isOfSameFile(as: origin) ? nil : number
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
