package import LedgerEngine
internal import MerkleLog
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

    /// Verifies the ledger in a directory.
    ///
    /// - Parameters:
    ///   - isQuick: hashes stored bytes only; no rules, no records.
    ///   - progress: called with the bytes done and the bytes in all.
    package static func verify(
        _ directory: String, isQuick: Bool, environment: Environment,
        progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws -> Report {
        let files = LedgerFiles(directory: directory)
        var verifier = LedgerVerifier(
            files: files, description: try LedgerDescription.read(files, in: environment.fileSystem),
            environment: environment, isQuick: isQuick)
        return try verifier.run(progress)
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
            vault = try Vault(
                files, in: environment.fileSystem, keys: try keyFiles.vaultKeys(), origin: description.key.name.text,
                isWritable: false)
            return (true, [])
        } catch let error as StoreError where error.code == .notFound {
            return (true, [Finding("vault.pageTable", LedgerPlace(file: Vault.tablePath(files)))])
        }
    }

    /// The index is derived: what is wrong with it costs nothing but its rebuilding, but it is named all the same.
    private func indexFindings() -> [Finding] {
        guard let index = try? PostingIndex(files.index, in: environment.fileSystem, mode: .read) else {
            return [Finding("index.run", LedgerPlace(file: files.index))]
        }
        do throws(StoreError) {
            try index.verify()
            return []
        } catch {
            return [Finding("index.run", LedgerPlace(file: error.file ?? files.index, offset: error.offset))]
        }
    }

    // MARK: - Rules and records

    private mutating func examine(_ block: Block, _ place: LedgerPlace) throws(LedgerError) -> [Finding] {
        var findings: [Finding] = []
        var byPage: [UInt64: [(entry: UInt64, record: RecordEntry)]] = [:]
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
                findings.append(Finding("rule.\(error.rawValue)", place))
            }
            history.take(entry, number: number)
            if case .record(let record) = entry { byPage[record.page, default: []].append((number, record)) }
        }
        if let vault { findings += try examineRecords(byPage, vault, place) }
        return findings
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
            } catch  where error.code == .damaged {
                findings.append(Self.finding(error, records, place))
            }
        }
        let codec = vault.codec
        let pages = stored
        let opened = try? concurrentMap(pages.count) { position -> [Finding] in
            let (page, sealed, records) = pages[position]
            do throws(LedgerError) {
                return Self.compare(try codec.open(sealed, page: page), records, sealed.place)
            } catch {
                return [Self.finding(error, records, place)]
            }
        }
        records += UInt64(pages.reduce(0) { $0 + $1.records.count })
        return findings + (opened ?? []).joined()
    }

    private static func compare(
        _ content: PageContent, _ records: [(entry: UInt64, record: RecordEntry)], _ place: LedgerPlace
    ) -> [Finding] {
        records.compactMap { number, record in
            var place = place
            place.entries = number..<number + 1
            guard record.slot < content.slots.count, let stored = content.slots[record.slot] else {
                return Finding("record.missing", place)
            }
            return stored.commitment == record.commitment ? nil : Finding("record.commitment", place)
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
        return Finding(error.reason, place)
    }
}

/// The history of a ledger, folded entry by entry: four bytes for each.
struct FoldedHistory: EntryHistory {
    private var members: [[UInt8]: (entry: UInt64, member: Member)] = [:]
    /// By entry number: 0 nothing of interest, 1 a patient, else the patient's entry number + 2.
    private var kinds: [UInt32] = []

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

    mutating func takeUnknown() { kinds.append(0) }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { members[key] }

    func isPatient(_ entry: UInt64) -> Bool { entry < UInt64(kinds.count) && kinds[Int(entry)] == 1 }

    func patient(ofRecord entry: UInt64) -> UInt64? {
        guard entry < UInt64(kinds.count), kinds[Int(entry)] > 1 else { return nil }
        return UInt64(kinds[Int(entry)] - 2)
    }
}
