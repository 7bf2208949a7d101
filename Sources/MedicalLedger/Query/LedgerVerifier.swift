package import LedgerEngine
internal import LedgerCrypto
package import MerkleLog
internal import SegmentStore

/// Verifies a whole ledger: the chain by `ChainVerifier`, the rules entry by entry, and, with the vault's key, each
/// record against its commitment.
package struct LedgerVerifier {
    /// What was verified.
    package struct Report: Sendable {
        /// What is wrong; empty where everything is as it was written.
        package var findings: [Finding]
        /// How much of the chain was examined.
        package var chain: ChainVerifier.Totals
        /// Records whose documents were compared with their commitments.
        package var records: UInt64
        /// Whether the vault's key was there, so that records could be read.
        package var hasKeys: Bool
        /// Name of the ledger.
        package var origin: String
    }

    private let files: LedgerFiles
    private let description: LedgerDescription
    private let environment: Environment
    private let isQuick: Bool
    private var history = FoldedHistory()
    private var records: UInt64 = 0
    private var vault: Vault?
    private var index: PostingIndex?
    private var indexing: HMACSHA256?
    private var isIndexWrong = false

    /// Verifies the ledger in a directory.
    ///
    /// - Parameters:
    ///   - isQuick: hashes stored bytes only; no rules, no records.
    ///   - key: the key that the ledger is known by; nil to believe `ledger.json`.
    ///   - progress: called with the bytes done and the bytes in all.
    package static func verify(
        _ directory: String, isQuick: Bool, expecting key: VerifierKey? = nil, environment: Environment,
        progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws -> Report {
        let files = LedgerFiles(directory: directory)
        var verifier = LedgerVerifier(
            files: files, description: try LedgerDescription.read(files, in: environment.fileSystem),
            environment: environment, isQuick: isQuick)
        var report = try verifier.run(progress)
        if let key, key != verifier.description.key {
            report.findings.insert(Finding("otherKey", LedgerPlace(file: files.description)), at: 0)
        }
        return report
    }

    private init(files: LedgerFiles, description: LedgerDescription, environment: Environment, isQuick: Bool) {
        self.files = files
        self.description = description
        self.environment = environment
        self.isQuick = isQuick
    }

    private mutating func run(_ progress: (UInt64, UInt64) -> Void) throws -> Report {
        var findings: [Finding] = []
        var hasKeys = false
        if !isQuick { (hasKeys, findings) = try openVault() }
        var chain = ChainVerifier(files, in: environment.fileSystem, key: description.key, isQuick: isQuick)
        try chain.run(visit: { block, place throws(LedgerError) in try examine(block, place) }, progress: progress)
        if !isQuick { findings += indexFindings() }
        return Report(
            findings: chain.findings + findings, chain: chain.totals, records: records, hasKeys: hasKeys,
            origin: description.key.name.text)
    }

    private mutating func openVault() throws -> (hasKeys: Bool, [Finding]) {
        let keyFiles = KeyFiles(files: files, fileSystem: environment.fileSystem)
        guard keyFiles.hasVaultKey else { return (false, []) }
        do {
            let keys = try keyFiles.vaultKeys()
            vault = try Vault(
                files, in: environment.fileSystem, keys: keys, origin: description.key.name.text, isWritable: false)
            index = try? PostingIndex(files.index, in: environment.fileSystem, mode: .read)
            indexing = keys.indexing
            return (true, [])
        } catch is MedicalError {
            return (true, [Finding("vault.key", LedgerPlace(file: files.keys))])
        } catch let error as StoreError where error.code == .notFound {
            return (true, [Finding("vault.pageTable", LedgerPlace(file: Vault.tablePath(files)))])
        }
    }

    /// The index is derived: what is wrong with it costs nothing but its rebuilding, but it is named all the same.
    private func indexFindings() -> [Finding] {
        guard (try? environment.fileSystem.exists(files.index)) ?? true else { return [] }
        guard let index = try? PostingIndex(files.index, in: environment.fileSystem, mode: .read) else {
            return [Finding("index", LedgerPlace(file: files.index))]
        }
        if isIndexWrong { return [Finding("index", LedgerPlace(file: files.index))] }
        do throws(StoreError) {
            try index.verify()
            return []
        } catch {
            return [Finding("index", LedgerPlace(file: error.file ?? files.index, offset: error.offset))]
        }
    }

    // MARK: - Rules and records

    private mutating func examine(_ block: Block, _ place: LedgerPlace) throws(LedgerError) -> [Finding] {
        var findings: [Finding] = []
        var byPage: [UInt64: [(entry: UInt64, record: RecordEntry)]] = [:]
        history.skip(to: block.header.firstEntry)
        for position in 0..<block.entries.count {
            let number = block.header.firstEntry + UInt64(position)
            var place = place
            place.entries = number..<number + 1
            let entry: Entry
            do throws(EntryError) {
                entry = try Entry(decoding: block.entries[position])
            } catch {
                if case .unknownKind = error {
                    findings.append(Finding("rule.unknownKind", place))
                } else {
                    findings.append(Finding("rule.malformed", place))
                }
                history.takeUnknown()
                continue
            }
            do throws(BrokenRule) {
                try Rules.check(
                    entry, number: number, signer: block.signer(ofEntryAt: position),
                    origin: description.key.name.text, history: history)
            } catch {
                // What was lost to damage may have been what the rule misses.
                if !history.hasGaps { findings.append(Finding("rule.\(error.rawValue)", place)) }
            }
            history.take(entry, number: number)
            if case .record(let record) = entry { byPage[record.page, default: []].append((number, record)) }
        }
        for seal in block.seals where !history.hasGaps && history.member(signingWith: seal.signer) == nil {
            findings.append(Finding("block.sealer", place))
        }
        if let vault { findings += try examineRecords(byPage, vault, place) }
        examineIndex(byPage.values.joined().map { $0 })
        return findings
    }

    /// Looks whether the index finds each record under its patient: an index of another ledger, or one with holes, hides
    /// records.
    private mutating func examineIndex(_ records: [(entry: UInt64, record: RecordEntry)]) {
        guard let index, let indexing, !isIndexWrong else { return }
        var byPatient: [UInt64: [UInt64]] = [:]
        for (number, record) in records where number < index.coveredUpTo {
            byPatient[record.patient, default: []].append(number)
        }
        for (patient, numbers) in byPatient {
            let found = try? index.postings(for: IndexQuestion.recordsOfPatient(patient).key(indexing))
            if !Set(numbers).isSubset(of: found ?? []) { isIndexWrong = true }
        }
    }

    /// Opens the pages of a block on all cores and compares each record with its commitment.
    private mutating func examineRecords(
        _ byPage: [UInt64: [(entry: UInt64, record: RecordEntry)]], _ vault: Vault, _ place: LedgerPlace
    ) throws(LedgerError) -> [Finding] {
        var findings: [Finding] = []
        var stored: [(page: UInt64, sealed: StoredPage, records: [(entry: UInt64, record: RecordEntry)])] = []
        for (page, records) in byPage.sorted(by: { $0.key < $1.key }) {
            do throws(LedgerError) {
                stored.append((page, try vault.sealed(page), records))
            } catch  where error.code == .damaged || error.cause?.code == .notFound {
                findings.append(Self.finding(error, records, place))
            }
        }
        let codec = vault.codec
        let pages = stored
        let opened = try? concurrentMap(pages.count) { position -> [Finding] in
            let (page, sealed, records) = pages[position]
            do throws(LedgerError) {
                return Self.compare(try codec.open(sealed, page: page), codec, records, sealed.place)
            } catch {
                return [Self.finding(error, records, place)]
            }
        }
        records += UInt64(pages.reduce(0) { $0 + $1.records.count })
        return findings + (opened ?? []).joined()
    }

    private static func compare(
        _ page: OpenPage, _ codec: PageCodec, _ records: [(entry: UInt64, record: RecordEntry)], _ place: LedgerPlace
    ) -> [Finding] {
        let stored = records.map { codec.record($0.record.slot, of: page) }
        var commitments = PageContent.Record.commitments(of: stored.compactMap(\.self)).makeIterator()
        return zip(records, stored).compactMap { record, stored in
            var place = place
            place.entries = record.entry..<record.entry + 1
            if stored == nil { return Finding("record.missing", place) }
            return commitments.next() == record.record.commitment ? nil : Finding("record.commitment", place)
        }
    }

    private static func finding(
        _ error: LedgerError, _ records: [(entry: UInt64, record: RecordEntry)], _ place: LedgerPlace
    ) -> Finding {
        var place = place
        place.file = error.place.file ?? place.file
        place.offset = error.place.offset ?? place.offset
        let numbers = records.map(\.entry)
        if let first = numbers.min(), let last = numbers.max() { place.entries = first..<last + 1 }
        return Finding(error.code == .storage ? "file.unreadable" : error.reason, place)
    }
}

/// The history of a ledger, folded entry by entry: four bytes for each.
struct FoldedHistory: EntryHistory {
    private var members: [[UInt8]: (entry: UInt64, member: Member)] = [:]
    /// By entry number: 0 nothing of interest, 1 a patient, `unknown`, else the patient's entry number + 2.
    private var kinds: [UInt32] = []
    private static let unknown = UInt32.max
    /// Whether entries were lost to damage.
    private(set) var hasGaps = false

    mutating func take(_ entry: Entry, number: UInt64) {
        switch entry {
        case .member(let member):
            members[member.signingKey] = (number, member)
            kinds.append(0)
        case .patient: kinds.append(1)
        case .record(let record): kinds.append(UInt32(truncatingIfNeeded: record.patient &+ 2))
        case .ledger: kinds.append(0)
        }
    }

    mutating func takeUnknown() {
        kinds.append(Self.unknown)
        hasGaps = true
    }

    /// Takes entries as unknown that were lost to damage: it is named already, and they may have been anything.
    mutating func skip(to number: UInt64) {
        guard number > UInt64(kinds.count), number < UInt64(kinds.count) + 1 << 24 else { return }
        hasGaps = true
        kinds += repeatElement(Self.unknown, count: Int(number) - kinds.count)
    }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { members[key] }

    func isPatient(_ entry: UInt64) -> Bool {
        entry < UInt64(kinds.count) && [1, Self.unknown].contains(kinds[Int(entry)])
    }

    func patient(ofRecord entry: UInt64) -> UInt64? {
        guard entry < UInt64(kinds.count), kinds[Int(entry)] > 1 else { return nil }
        return UInt64(kinds[Int(entry)] - 2)
    }
}
