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
        /// Records that were erased, as the chain says.
        package var erased: UInt64
        /// Records on pages of the vault that were given up, as the chain says.
        package var lost: [UInt64] = []
        /// What the witness that was asked for has cosigned.
        package var cosigned: Cosignatures.Cosigned?
        /// Accesses that wait to be taken into the chain; without the vault's key the files that hold them.
        package var pendingAccesses = 0
        /// Whether the vault's key was there, so that records could be read.
        package var hasKeys: Bool
        /// Whether it is there, but sealed, and nothing was named that opens it.
        package var isSealed: Bool
        /// Name of the ledger.
        package var origin: String
    }

    private let files: LedgerFiles
    private let description: LedgerDescription
    private let environment: Environment
    private let isQuick: Bool
    private var history = FoldedHistory()
    private var records: RecordExamination?
    private var index: PostingIndex?
    private var indexing: HMACSHA256?
    private var cipher: PageCipher?
    private var vault: Vault?
    /// The erasure that is prepared and not ended, and what it says once its entry is met on the chain.
    private var interrupted: (entry: UInt64, leaf: Digest, erasure: Erasure?)?
    private var isSealed = false
    private let keyFiles: KeyFiles
    /// The patients of identity documents, which go with their patients.
    private var identities: [UInt64: UInt64] = [:]
    private var lost: [UInt64] = []
    private let earlier: [(checkpoint: Checkpoint, file: String)]
    /// Pages of the vault that the chain commits to.
    private var committedPages: UInt64 = 0
    /// Entries whose documents are in the vault no more, and were erased.
    private var erasedCount: UInt64 = 0

    /// Verifies the ledger in a directory.
    ///
    /// - Parameters:
    ///   - isQuick: hashes stored bytes only; no rules, no records, nothing of the vault.
    ///   - key: the key that the ledger is known by; nil to believe `ledger.json`.
    ///   - earlier: a checkpoint that the ledger must have grown from, and the file it stands in.
    ///   - witness: who must have cosigned it; where there is none, a checkpoint of the ledger's own.
    ///   - progress: called with the bytes done and the bytes in all.
    package static func verify(
        _ directory: String, isQuick: Bool, expecting key: VerifierKey? = nil,
        earlier: (checkpoint: SignedCheckpoint, file: String)? = nil, witness: VerifierKey? = nil,
        environment: Environment,
        progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws -> Report {
        let files = LedgerFiles(directory: directory)
        let description = try LedgerDescription.read(files, in: environment.fileSystem)
        // Before the ledger's own checkpoint, which the mark follows.
        var known: [(checkpoint: Checkpoint, file: String)] = []
        var unusable: [Finding] = []
        if let mark = environment.mark(of: description.key) {
            do throws(LedgerError) {
                if let marked = try mark.read() { known.append((marked.checkpoint, mark.path)) }
            } catch {
                guard error.code == .damaged else { throw error }
                unusable.append(Finding("mark.malformed", error.place))
            }
        }
        if let earlier {
            do throws(MerkleLogError) {
                try earlier.checkpoint.verify(by: key ?? description.key)
            } catch {
                throw MedicalError(
                    "oldCheckpointInvalid", .badInput, error.values.merging(["reason": error.code.rawValue]) { $1 })
            }
            known.append((earlier.checkpoint.checkpoint, earlier.file))
        }
        let (cosigned, uncosigned) = try examine(witness, earlier, directory, environment)
        if let cosigned, let checkpoint = cosigned.checkpoint { known.append((checkpoint, cosigned.file)) }
        func run() throws -> Report {
            var verifier = LedgerVerifier(
                files: files, description: description, earlier: known, environment: environment, isQuick: isQuick)
            return try verifier.run(progress)
        }
        var before = ErasureProgress(files, in: environment.fileSystem)
        var report = try run()
        // A writer beside this reader may have erased what the chain, as it was at the beginning, still has; it may be gone since. Whoever
        // erases all the time is outlasted; who only writes is waited for three times.
        var patience = 3
        for _ in 0..<20 where report.findings.contains(where: { Self.codesOfErasure.contains($0.code) }) {
            let hasErased = ErasureProgress(files, in: environment.fileSystem) != before
            if !hasErased { patience -= 1 }
            guard hasErased || patience >= 0 && isBeingWritten(files, in: environment.fileSystem) else { break }
            environment.pause()
            before = ErasureProgress(files, in: environment.fileSystem)
            report = try run()
        }
        report.findings += unusable + uncosigned
        report.cosigned = cosigned
        if let key, key != description.key {
            report.findings.insert(Finding("otherKey", LedgerPlace(file: files.description)), at: 0)
        }
        return report
    }

    /// What an erasure may look like that comes between chain and vault.
    private static let codesOfErasure: Set = [
        "record.missing", "detail.missing", "record.notErased", "erasure.interrupted", "vault.erasedSpace",
    ]

    /// How far a writer has come with erasing.
    private struct ErasureProgress: Equatable {
        let checkpoint: [UInt8]?
        let mark: [UInt8]?
        let isPrepared: Bool

        init(_ files: LedgerFiles, in fileSystem: any FileSystem) {
            checkpoint = try? fileSystem.readAll(files.checkpoint, limit: 1 << 16)
            mark = try? fileSystem.readAll(files.vault + "/erased", limit: 64)
            isPrepared = (try? fileSystem.exists(files.vault + "/erasing")) ?? false
        }
    }

    /// Whether a writer is at work; who may not ask is told that none is.
    private static func isBeingWritten(_ files: LedgerFiles, in fileSystem: any FileSystem) -> Bool {
        // Asking must not make the file.
        guard (try? fileSystem.exists(files.lock)) ?? false else { return false }
        do throws(StoreError) {
            _ = try fileSystem.lock(files.lock, access: .shared)
            return false
        } catch {
            return error.code == .locked
        }
    }

    /// What a witness has cosigned, or that it has not.
    private static func examine(
        _ witness: VerifierKey?, _ earlier: (checkpoint: SignedCheckpoint, file: String)?, _ directory: String,
        _ environment: Environment
    ) throws -> (Cosignatures.Cosigned?, [Finding]) {
        guard let witness else { return (nil, []) }
        if let (signed, file) = earlier {
            guard let found = try? signed.cosignatures(by: [witness]).first else {
                return (nil, [Finding("witness.missing", LedgerPlace(file: file))])
            }
            return (
                Cosignatures.Cosigned(
                    witness: witness, checkpoint: signed.checkpoint, timeSeconds: found.timeSeconds ?? 0, file: file),
                []
            )
        }
        do {
            let cosigned = try Cosignatures(of: directory, environment: environment).cosigned(by: witness)
            if cosigned.checkpoint != nil { return (cosigned, []) }
            return (nil, [Finding("witness.missing", LedgerPlace(file: cosigned.file))])
        } catch let error as MedicalError where error.code == "cosignatureInvalid" {
            return (nil, [Finding("witness.invalid", LedgerPlace(file: error.values["file"]))])
        }
    }

    private init(
        files: LedgerFiles, description: LedgerDescription, earlier: [(checkpoint: Checkpoint, file: String)],
        environment: Environment, isQuick: Bool
    ) {
        self.earlier = earlier
        self.files = files
        self.description = description
        self.environment = environment
        self.isQuick = isQuick
        keyFiles = KeyFiles(files: files, environment: environment)
    }

    private mutating func run(_ progress: (UInt64, UInt64) -> Void) throws -> Report {
        var findings: [Finding] = []
        var hasKeys = false
        if !isQuick { (hasKeys, findings) = try openVault() }
        history = FoldedHistory(setLimit: index?.coveredUpTo ?? 0)
        var chain = ChainVerifier(files, in: environment.fileSystem, key: description.key, isQuick: isQuick)
        chain.earlier = earlier
        try chain.run(visit: { block, place throws(LedgerError) in try examine(block, place) }, progress: progress)
        findings = chain.findings + findings
        if let first = chain.firstBlockMilliseconds, !description.isCreated(withBlockOf: first) {
            findings.append(Finding("description.created", LedgerPlace(file: files.description)))
        }
        if let records { findings = settleErased(findings + records.finish() + settleLost(records.lost)) }
        if !isQuick { findings += indexFindings() }
        findings = settleInterrupted(findings) + erasedSpaceFindings()
        // Who cannot open them was told so already; and a damaged chain does not know which they should be.
        if !isQuick, !isSealed, findings.isEmpty {
            findings = try KeyExamination(keyFiles: keyFiles, membership: history.membership)
                .findings(key: description.key)
        }
        let (pending, ofPending) = try examinePendingAccesses()
        // What was erased is not lost, wherever it was.
        let stillLost = lost.filter { !history.erased.contains($0) }
        return Report(
            findings: findings + ofPending, chain: chain.totals, records: (records?.count ?? 0) - erasedCount,
            erased: erasedCount + UInt64(lost.count - stillLost.count), lost: stillLost, pendingAccesses: pending,
            hasKeys: hasKeys, isSealed: isSealed,
            origin: description.key.name.text)
    }

    /// Counts the accesses that wait, and names those that cannot come onto the chain.
    private func examinePendingAccesses() throws -> (count: Int, [Finding]) {
        let files = PendingAccessFiles(self.files, in: environment.fileSystem, cipher: cipher)
        var findings = try files.setAside().map { path in
            Finding(
                path.hasSuffix(".refused") ? "access.refused" : "access.damaged", LedgerPlace(file: path))
        }
        var count = 0
        for (path, pending) in try files.waiting() {
            if let pending {
                count += pending.accesses.count
            } else if cipher == nil {
                count += 1
            } else {
                findings.append(Finding("access.damaged", LedgerPlace(file: path)))
            }
        }
        return (count, findings)
    }

    /// Tells what was erased from what is missing, and names what was erased and is there all the same.
    private mutating func settleErased(_ findings: [Finding]) -> [Finding] {
        var gone = history.erased.union(identities.filter { history.erasedPatients.contains($0.value) }.keys)
        let remaining = findings.filter { finding in
            guard finding.code == "record.missing" || finding.code == "detail.missing",
                let entry = finding.place.entries?.lowerBound, gone.remove(entry) != nil
            else { return true }
            if finding.code == "record.missing" { erasedCount += 1 }
            return false
        }
        guard !history.hasGaps else { return remaining }
        gone.subtract(lost)
        // What cannot be looked into is named already.
        for finding in findings where ["vault.", "file.", "frame."].contains(where: { finding.code.hasPrefix($0) }) {
            guard let unseen = finding.place.entries else { return remaining }
            gone = gone.filter { !unseen.contains($0) }
        }
        return remaining
            + gone.sorted().map { entry in
                Finding("record.notErased", LedgerPlace(file: files.vault, entries: entry..<entry + 1))
            }
    }

    /// Tells an erasure that was interrupted from a vault that was put back: the next writer ends it.
    private func settleInterrupted(_ findings: [Finding]) -> [Finding] {
        guard let vault, let interrupted, let erasure = interrupted.erasure,
            (try? vault.pendingErasure)?.leaf == interrupted.leaf
        else { return findings }
        let place = LedgerPlace(file: vault.redoPath, entries: interrupted.entry..<interrupted.entry + 1)
        return [Finding("erasure.interrupted", place)]
            + findings.filter { finding in
                guard finding.code == "record.notErased", let entry = finding.place.entries?.lowerBound else {
                    return true
                }
                let isOfPatient = identities[entry].map { $0 == erasure.patient } ?? false
                return !erasure.records.contains(entry) && !isOfPatient
            }
    }

    /// Names what lies where the vault was overwritten; while an erasure is on its way that may be what it is about to overwrite.
    private func erasedSpaceFindings() -> [Finding] {
        guard let vault, interrupted?.erasure == nil else { return [] }
        do throws(LedgerError) {
            return try vault.erasedBytesLeft(committedPages: committedPages).map { remains in
                Finding("vault.erasedSpace", LedgerPlace(file: remains.file, offset: remains.bytes.lowerBound))
            }
        } catch {
            return [Finding("file.unreadable", LedgerPlace(file: error.place.file ?? files.vault))]
        }
    }

    /// Tells what was given up from what is missing.
    private mutating func settleLost(_ pages: [UInt64: [(entry: UInt64, isRecord: Bool)]]) -> [Finding] {
        var findings: [Finding] = []
        for (page, entries) in pages.sorted(by: { $0.key < $1.key }) {
            if history.lostPages.contains(page) {
                lost += entries.filter(\.isRecord).map(\.entry)
            } else {
                findings += entries.map { entry, _ in
                    Finding("vault.pageLost", LedgerPlace(file: files.vault, entries: entry..<entry + 1))
                }
            }
        }
        lost.sort()
        return findings
    }

    private mutating func openVault() throws -> (hasKeys: Bool, [Finding]) {
        guard (try? keyFiles.exists(.vault)) ?? false else { return (false, []) }
        do {
            let keys = try keyFiles.vaultKeys()
            let vault = try Vault(
                files, in: environment.fileSystem, keys: keys, origin: description.key.name.text, isWritable: false)
            records = RecordExamination(vault)
            self.vault = vault
            interrupted = (try? vault.pendingErasure).map { ($0.entry, $0.leaf, nil) }
            index = try? PostingIndex(files.index, in: environment.fileSystem, mode: .read)
            indexing = keys.indexing
            cipher = PageCipher(keys: keys, origin: description.key.name.text)
            return (true, erasureFindings(vault))
        } catch let error as MedicalError where error.code == "passphraseMissing" || error.code == "keyFileMissing" {
            // The chain needs no key.
            isSealed = true
            return (false, [])
        } catch let error as MedicalError where error.fate != .permission {
            return (true, [Finding("vault.key", LedgerPlace(file: files.keys))])
        } catch let error as StoreError where error.code == .notFound {
            return (true, [Finding("vault.pageTable", LedgerPlace(file: Vault.tablePath(files)))])
        }
    }

    /// An erasure on its way that nobody can end keeps everybody from writing.
    private func erasureFindings(_ vault: Vault) -> [Finding] {
        for _ in 0..<3 {
            do throws(LedgerError) {
                _ = try vault.pendingErasure
                return []
            } catch {
                // A writer beside this reader may just have ended it.
                environment.pause()
            }
        }
        return [Finding("vault.erasing", LedgerPlace(file: vault.redoPath))]
    }

    /// The index is derived: what is wrong with it costs nothing but its rebuilding, but it is named all the same.
    private func indexFindings() -> [Finding] {
        guard (try? environment.fileSystem.exists(files.index)) ?? true else { return [] }
        guard let index = try? PostingIndex(files.index, in: environment.fileSystem, mode: .read) else {
            return [Finding("index", LedgerPlace(file: files.index))]
        }
        do throws(StoreError) {
            try index.verify()
            return try findsAllRecords() ? [] : [Finding("index", LedgerPlace(file: files.index))]
        } catch {
            return [Finding("index", LedgerPlace(file: error.file ?? files.index, offset: error.offset))]
        }
    }

    // MARK: - Rules and records

    private mutating func examine(_ block: Block, _ place: LedgerPlace) throws(LedgerError) -> [Finding] {
        var findings: [Finding] = []
        var found: [RecordExamination.Commitment] = []
        guard history.skip(to: block.header.firstEntry) else { return findings }
        let time = block.header.timeMilliseconds
        history.begin(block: block.header.firstEntry, time: time)
        // The founder joins in a block that it seals, and a member that takes a new key still seals with the old one.
        let strangers = block.seals.filter { history.member(signingWith: $0.signer) == nil }
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
            let signer = block.signer(ofEntryAt: position)
            do throws(BrokenRule) {
                try Rules.check(
                    entry,
                    at: .init(number: number, signer: signer, origin: description.key.name.text, time: time),
                    history: history)
            } catch {
                // What was lost to damage may have been what the rule misses.
                if !history.hasGaps { findings.append(Finding("rule.\(error.rawValue)", place)) }
            }
            history.take(entry, number: number, signer: signer)
            if let commitment = RecordExamination.Commitment(entry, number: number) {
                found.append(commitment)
                // A number that no table can hold is named with the record.
                if commitment.page < .max { committedPages = max(committedPages, commitment.page + 1) }
            }
            if case .identity(let identity) = entry { identities[number] = identity.patient }
            if case .erasure(let erasure) = entry, number == interrupted?.entry,
                interrupted?.leaf == MerkleTree.leafHash(block.entries[position])
            {
                interrupted?.erasure = erasure
            }
        }
        for seal in strangers where !history.hasGaps && history.member(signingWith: seal.signer) == nil {
            findings.append(Finding("block.sealer", place))
        }
        if let records { findings += try records.take(found, of: place) }
        return findings
    }

    /// Whether the index that was there at the beginning finds the records of each patient, and no others: an index of
    /// another ledger, or one with holes, hides records.
    private func findsAllRecords() throws(StoreError) -> Bool {
        // What was lost to damage is missing here, too.
        guard let index, let indexing, !history.hasGaps else { return true }
        index.keepsMemoryFlat = true
        for (patient, expected) in history.recordsOfPatients {
            var found = RecordSet()
            for number in try index.postings(for: IndexQuestion.recordsOfPatient(patient).key(indexing)) {
                found.insert(number)
            }
            if found != expected { return false }
        }
        return try findsAllStatements(index, indexing)
    }

    /// Whether the index finds every statement of each patient, and no others: one that hides a revocation permits what the
    /// patient took back.
    private func findsAllStatements(_ index: PostingIndex, _ indexing: HMACSHA256) throws(StoreError) -> Bool {
        for (patient, statements) in history.statementsOfPatients {
            let expected = statements.map(\.number).filter { $0 < index.coveredUpTo }
            let found = try index.postings(for: IndexQuestion.statementsOfPatient(patient).key(indexing))
            if found.sorted() != expected { return false }
        }
        return true
    }
}
