internal import HealthFormats
internal import LedgerCrypto
package import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// A clinic's ledger: the chain, its vault and its index, opened together.
///
/// One writer at a time, any number of readers. Not for use by several tasks at once.
package final class ClinicLedger {
    /// What a ledger is opened for.
    package enum Opening: Sendable {
        /// Looking things up; needs the vault's key, not the signing keys.
        case reading
        /// Adding records.
        case writing
        /// Adding if nobody else does just now, else looking things up.
        case writingIfFree
    }

    /// The chain.
    package let engine: Ledger
    /// What `ledger.json` says.
    package let description: LedgerDescription
    let vault: Vault
    let index: PostingIndex
    /// What was folded of the chain.
    var folds = Folds()
    /// What the last receipt was proven with; the next one is mostly its neighbour.
    var prover: TileProver<LedgerTiles>?
    /// Accesses that could not be taken into the chain at this opening, and were set aside.
    package internal(set) var setAside: [MedicalError] = []
    /// Whether accesses that waited are being taken in: no block of theirs is sealed before them.
    var isTakingUp = false
    /// What was given up at this opening, where that was asked for.
    private(set) var givenUp: Acceptance?
    /// What this machine's mark says against a ledger that was opened for reading: it was put back to an older state.
    package private(set) var contradiction: MedicalError?
    private let keys: VaultKeys
    /// The node's key files, opened with the ledger, so that nobody is asked twice.
    let keyFiles: KeyFiles
    /// Whether whoever opened it asked to write, be it that another process was writing then.
    private let mayWrite: Bool
    /// The public key that the node signs with; empty of a ledger that was opened for reading.
    private let memberKey: [UInt8]
    private let environment: Environment
    private let writes = BackgroundWrites()
    /// The number of the next entry; those still being written are counted.
    private(set) var nextEntry: UInt64
    /// The number of the next vault page; those still being written are counted.
    private(set) var nextPage: UInt64
    /// When the last block was sealed; those still being written are counted.
    private var lastTime: UInt64

    /// The member that this node writes for, with the number of its entry; for who has no signing keys the founder.
    package var own: (entry: UInt64, member: Member) {
        get throws {
            let membership = try membership()
            let found =
                mayWrite
                ? membership.member(signingWith: memberKey)
                : membership.founder.flatMap { membership[$0] }?.member.map { (membership.founder ?? 1, $0) }
            guard let found else {
                throw MedicalError("keyOfAnother", .refused, ["file": engine.files.keys + "/member.key"])
            }
            return found
        }
    }

    // MARK: - Opening

    /// Makes a ledger with its keys and its first block, whole or not at all: under another name first, then renamed.
    ///
    /// - Parameters:
    ///   - directory: created if need be, with the directories above it; must be empty.
    ///   - origin: the ledger's name on its checkpoints.
    ///   - member: the founder's name.
    ///   - roles: what the founder is.
    ///   - protection: what the keys are sealed with; nil to leave them in clear.
    package static func create(
        _ directory: String, origin: KeyName, member: String, roles: [Member.Role],
        protection: KeyProtection? = nil, environment: Environment
    ) throws {
        let files = LedgerFiles(directory: directory)
        let fileSystem = environment.fileSystem
        if try fileSystem.exists(files.directory) {
            let names = try fileSystem.list(files.directory)
            if names.contains("ledger.json") || names.contains("chain") {
                throw MedicalError("ledgerExists", .cannotCreate, ["directory": files.directory])
            }
            guard names.isEmpty else {
                throw MedicalError("directoryNotEmpty", .cannotCreate, ["directory": files.directory])
            }
        }
        try fileSystem.createDirectories(directoryPart(of: files.directory), access: .private)
        let suffix = try environment.randomBytes(4).map { String($0, radix: 16) }.joined()
        let draft = LedgerFiles(directory: files.directory + ".new-" + suffix)
        do {
            try fileSystem.createDirectory(draft.directory, access: .private)
            let keys = KeyFiles(files: draft, environment: environment)
            let node = try keys.create(origin: origin, protection: protection)
            try writeGenesis(draft, keys, node, member: member, roles: roles, environment: environment)
            try fileSystem.rename(draft.directory, to: files.directory)
            try fileSystem.syncDirectory(directoryPart(of: files.directory))
        } catch {
            removeAll(draft, in: fileSystem)
            throw error
        }
    }

    private static func writeGenesis(
        _ files: LedgerFiles, _ keyFiles: KeyFiles, _ node: KeyFiles.NodeKeys, member: String,
        roles: [Member.Role], environment: Environment
    ) throws {
        let fileSystem = environment.fileSystem
        try fileSystem.createDirectory(files.vault, access: .private)
        let founder = Member(
            name: member, roles: roles, signingKey: node.member.publicKey.bytes, sealingKey: node.sealing.publicKey)
        var genesis = EntryList()
        let origins = Entry.ledger(
            origin: node.checkpoint.verifierKey.name.text, formatVersion: UInt64(LedgerDescription.formatVersion))
        try genesis.append(origins.encoded())
        try genesis.append(Entry.member(founder).encoded())
        let engine = try Ledger.create(
            files, in: fileSystem, signers: .init(checkpoint: node.checkpoint, member: node.member), genesis: genesis,
            clock: environment.clock, sizes: environment.sizes)
        let description = LedgerDescription(
            key: node.checkpoint.verifierKey, created: Timestamp.text(engine.lastTime))
        try fileSystem.atomicReplace(files.description, with: description.encoded(), access: .shared)
        let ledger = try ClinicLedger(
            engine: engine, description: description, keys: node.vault, keyFiles: keyFiles, mayWrite: true,
            environment: environment)
        try ledger.close()
    }

    /// Takes away what an unfinished creation has left, as far as that is possible.
    private static func removeAll(_ files: LedgerFiles, in fileSystem: any FileSystem) {
        for directory in [files.chain, files.vault, files.index, files.keys, files.directory] {
            for name in (try? fileSystem.list(directory)) ?? [] { try? fileSystem.remove(directory + "/" + name) }
            try? fileSystem.remove(directory)
        }
    }

    /// Opens a ledger.
    package static func open(
        _ directory: String, for access: Opening, environment: Environment
    ) throws -> ClinicLedger {
        let files = LedgerFiles(directory: directory)
        return try open(files, for: access, with: KeyFiles(files: files, environment: environment), environment)
    }

    /// The ledger opened anew, with what came since and without asking for keys again.
    ///
    /// One that was opened for reading is opened for reading again; one that may write may so later, too.
    ///
    /// A handle that writes must be closed and let go of before.
    func reopened(for access: Opening) throws -> ClinicLedger {
        let ledger = try Self.open(
            engine.files, for: mayWrite ? access : .reading, with: keyFiles, environment, mayWrite: mayWrite)
        ledger.setAside = setAside + ledger.setAside
        return ledger
    }

    /// Opens a ledger with key files that may have been opened already.
    static func open(
        _ files: LedgerFiles, for access: Opening, with keyFiles: KeyFiles, _ environment: Environment,
        mayWrite: Bool = false
    ) throws -> ClinicLedger {
        let description = try LedgerDescription.read(files, in: environment.fileSystem)
        let keys = try keyFiles.vaultKeys()
        var writing: Ledger?
        // Before the ledger's own checkpoint: the mark follows that one.
        let mark = environment.mark(of: description.key)
        var marked: SignedCheckpoint?
        var contradiction: MedicalError?
        if access != .writing {
            do throws(LedgerError) {
                marked = try mark?.read()
            } catch {
                contradiction = MedicalError(contradiction: error, origin: description.key.name.text)
            }
        }
        // Who reads writes that down, which takes milliseconds: a writer waits that long before it gives up.
        var attempts = access == .reading ? 0 : access == .writing ? 200 : 3
        while attempts > 0, writing == nil {
            attempts -= 1
            do {
                writing = try openForWriting(files, description, with: keyFiles, environment)
            } catch let error as MedicalError where error.isContradiction && access == .writingIfFree {
                // It may be read as it is; what is written about that waits.
                attempts = 0
            } catch let error as LedgerError where error.cause?.code == .locked {
                if attempts == 0, access == .writing { throw error }
                // Else another process writes, and what this one must write waits in files of its own.
                if attempts > 0 { environment.pause() }
            }
        }
        let engine = try writing ?? openForReading(files, description, environment)
        let ledger = try ClinicLedger(
            engine: engine, description: description, keys: keys, keyFiles: keyFiles,
            mayWrite: mayWrite || access != .reading,
            environment: environment)
        if ledger.engine.isWritable {
            // Before anything else comes onto the chain, and so onto the mark.
            if environment.acceptsLoss { ledger.givenUp = try ledger.giveUpLost() }
            try ledger.takeUpPendingAccesses()
        } else if let mark, let marked {
            contradiction = try engine.contradiction(to: marked.checkpoint, in: mark.path).map {
                MedicalError(contradiction: $0, origin: engine.origin)
            }
        }
        ledger.contradiction = contradiction
        return ledger
    }

    /// Opens the chain beside who may be writing to it: what a reader finds half-written is whole a moment later.
    private static func openForReading(
        _ files: LedgerFiles, _ description: LedgerDescription, _ environment: Environment
    ) throws -> Ledger {
        func open(readsWholeChain: Bool) throws(LedgerError) -> Ledger {
            try Ledger.open(
                files, in: environment.fileSystem, key: description.key, readsWholeChain: readsWholeChain,
                clock: environment.clock)
        }
        for _ in 0..<20 {
            do throws(LedgerError) {
                return try open(readsWholeChain: false)
            } catch {
                guard error.code == .damaged || error.code == .behindCheckpoint else { break }
            }
            environment.pause()
        }
        return try open(readsWholeChain: true)
    }

    private init(
        engine: Ledger, description: LedgerDescription, keys: VaultKeys, keyFiles: KeyFiles, mayWrite: Bool,
        environment: Environment
    ) throws {
        let isWritable = engine.isWritable
        self.engine = engine
        self.description = description
        self.keys = keys
        (self.keyFiles, self.mayWrite) = (keyFiles, mayWrite)
        memberKey = try engine.isWritable || !mayWrite ? engine.memberKey : keyFiles.memberKey()
        self.environment = environment
        let fileSystem = environment.fileSystem
        vault = try Vault(
            engine.files, in: fileSystem, keys: keys, origin: engine.origin, isWritable: isWritable,
            segmentBytes: environment.sizes.segmentBytes)
        let mark = IndexQuestion.ledger(origin: engine.origin).key(keys.indexing)
        index = try Self.openIndex(engine, in: fileSystem, isWritable: isWritable, mark: mark)
        index.keepsMemoryFlat = isWritable
        (nextEntry, nextPage, lastTime) = (engine.treeSize, vault.pageCount, engine.lastTime)
        if isWritable {
            // Whoever made the ledger may have come to its end before its name was durable.
            if engine.blockCount == 1 { try? fileSystem.syncDirectory(directoryPart(of: engine.files.directory)) }
            try settlePendingErasure()
            do {
                let committed = try committedPages()
                if environment.acceptsLoss { try vault.giveUpUnreadable(committedPages: committed) }
                try vault.recover(committedPages: committed)
            } catch let error as LedgerError where error.reason == "vault.pageTableShort" {
                try repeatErasuresInShortVault()
                throw error
            }
            nextPage = vault.pageCount
        }
        try catchUpIndex()
        if isWritable {
            try flushIndex()
            _ = try own
            try repeatErasures()
        }
    }

    /// Number of vault pages that the chain commits to.
    ///
    /// The index may show that it is all there are, by an entry that names the last one. Only the chain, read from its end, can
    /// show that it is fewer: what is cut away is never the index's word.
    func committedPages() throws -> UInt64 {
        let hint = try index.postings(for: key(.pages)).last { $0 < engine.treeSize }
        if let hint, let page = try entry(hint).page, page + 1 == vault.pageCount { return page + 1 }
        for height in stride(from: Int64(engine.blockCount) - 1, through: 0, by: -1) {
            let block = try engine.block(UInt64(height))
            let pages = (0..<block.entries.count).compactMap { position -> UInt64? in
                guard let page = try? Entry(decoding: block.entries[position]).page else { return nil }
                return page < UInt64.max ? page + 1 : nil
            }
            if let last = pages.max() { return last }
        }
        return 0
    }

    // MARK: - Index

    /// Opens the index if it is this ledger's own and whole; else begins it anew, which costs nothing but time.
    private static func openIndex(
        _ engine: Ledger, in fileSystem: any FileSystem, isWritable: Bool, mark: IndexKey
    ) throws -> PostingIndex {
        let mode = isWritable ? PostingIndex.Mode.write(.private) : .read
        if let index = try? PostingIndex(engine.files.index, in: fileSystem, mode: mode) {
            let isOurs = index.coveredUpTo == 0 || ((try? index.contains(mark)) ?? false)
            if isOurs {
                // Beside a chain that was put back to an older one it knows too much.
                if isWritable, index.coveredUpTo > engine.treeSize { try index.discard(from: engine.treeSize) }
                return index
            }
        }
        guard isWritable else { return PostingIndex(inMemoryBeside: engine.files.index, in: fileSystem) }
        for name in try fileSystem.list(engine.files.index) where name.hasSuffix(".run") {
            try fileSystem.remove(engine.files.index + "/" + name)
        }
        return try PostingIndex(engine.files.index, in: fileSystem, mode: mode)
    }

    func key(_ question: IndexQuestion) -> IndexKey { question.key(indexing) }

    /// What private index keys are made with.
    var indexing: HMACSHA256 { keys.indexing }

    /// Milliseconds since 1970.
    package var now: UInt64 { environment.clock() }

    func randomBytes(_ count: Int) throws -> [UInt8] { try environment.randomBytes(count) }

    /// Finds the index keys of entries that no run covers yet, from the vault: after a crash, after the index was
    /// deleted, or for a reader beside a writer.
    private func catchUpIndex() throws {
        guard index.coveredUpTo < engine.treeSize else { return }
        if index.coveredUpTo == 0 { index.add(key(.ledger(origin: engine.origin)), 0) }
        var lastPage: UInt64?
        try forEachEntry(from: index.coveredUpTo) { number, entry in
            for question in entry.questions { index.add(key(question), number) }
            if entry.page != nil { lastPage = number }
            if case .erasure = entry { folds.erasures = nil }
            if case .erasure(let erasure) = entry, let bytes = try document(of: erasure.detail) {
                for key in ErasureDetail(decoding: bytes)?.deliveries ?? [] { index.add(key, number) }
            }
            guard case .record(let record) = entry else { return }
            let found = try vault.record(page: record.page, slot: record.slot, isFirstOfMany: true)
            // What was erased, or cannot be read any more, is a record of its patient all the same.
            guard let (origin, stored) = found, let (parsed, delivery) = try RecordReader.parse(stored, origin: origin)
            else {
                index.add(key(.recordsOfPatient(record.patient)), number)
                return
            }
            // Where import put them: at the patient's own entry, else at the record that taught them.
            let posting = record.patient < index.coveredUpTo ? number : record.patient
            let identifiers = parsed.patientIdentifiers
            let unknown = try PatientFinder.deciding(identifiers, source: origin.source)
                .map { key(.patient($0)) }.filter { try patient(underKey: $0) == nil }
            for key in unknown { index.add(key, posting) }
            if !unknown.isEmpty {
                for identifier in identifiers { index.add(key(.patientByValue(identifier.value)), posting) }
            }
            for key in RecordKeys(parsed, patient: record.patient, delivery: key(delivery), self).all {
                index.add(key, number)
            }
            if index.pending.count > environment.sizes.keysBetweenFlushes, engine.isWritable {
                index.add(key(.pages), number)
                lastPage = nil
                try index.flush(covering: index.coveredUpTo..<number + 1)
            }
        }
        if let lastPage { index.add(key(.pages), lastPage) }
        // What was folded meanwhile was folded of a part.
        folds = Folds()
    }

    /// Adds entries as one block, with the pages of their records and their index keys.
    ///
    /// Writing goes on in the background: durable it is, and errors are known, when `finishWrites` returns.
    ///
    /// - Parameter hasSuccessor: whether another block follows at once, with whose checkpoint this one is acknowledged.
    func append(
        _ entries: [Entry], pages: [SealedPage], postings: [(key: IndexKey, entry: UInt64)], hasSuccessor: Bool
    ) throws {
        let firstEntry = nextEntry
        // What the rules are asked for is what the block will say: a clock that goes on, or back, must not come between.
        let time = try sealingTime(of: entries, at: max(environment.clock(), lastTime))
        var history = try AppendHistory(ledger: self, firstEntry: firstEntry, time: time)
        var list = EntryList()
        var lastPage: UInt64?
        for (position, entry) in entries.enumerated() {
            let number = firstEntry + UInt64(position)
            do {
                try Rules.check(
                    entry,
                    at: .init(number: number, signer: engine.memberKey, origin: engine.origin, time: time),
                    history: history)
            } catch {
                // A rule that could not look back because the disk failed is not broken.
                try finishWrites()
                if let failure = history.failure { throw failure }
                throw MedicalError("ruleBroken", .refused, ["entry": String(number), "rule": error.rawValue])
            }
            history.take(entry, number: number)
            try list.append(entry.encoded())
            if entry.page != nil { lastPage = number }
        }
        try writes.begin { [engine, vault, list] in
            try vault.append(pages)
            try vault.sync()
            try engine.append(list, time: time, hasSuccessor: hasSuccessor)
        }
        nextEntry += UInt64(list.count)
        nextPage += UInt64(pages.count)
        lastTime = time
        for (position, entry) in entries.enumerated() {
            folds.forget(entry)
            for question in entry.questions { index.add(key(question), firstEntry + UInt64(position)) }
        }
        for (key, entry) in postings { index.add(key, entry) }
        if let lastPage { index.add(key(.pages), lastPage) }
        if !hasSuccessor, index.pending.count > environment.sizes.keysBetweenFlushes { try flushIndex() }
    }

    /// Waits until everything appended is durable.
    ///
    /// Before anything is read of the chain or the vault that may just be written.
    func finishWrites() throws { try writes.finish() }

    private func flushIndex() throws {
        try finishWrites()
        if index.coveredUpTo < engine.treeSize { try index.flush(covering: index.coveredUpTo..<engine.treeSize) }
    }

    /// Acknowledges what was appended and makes everything derived durable, so that the next opening has nothing to do.
    ///
    /// Call it when done writing.
    package func close() throws {
        try finishWrites()
        if engine.isWritable {
            // A handle whose key another has taken the place of signs nothing more.
            if try membership().member(signingWith: engine.memberKey) != nil { try takeUpPendingAccesses() }
            try flushIndex()
        }
        try engine.close()
    }

    // MARK: - Entries

    /// The decoded entry of a number.
    package func entry(_ number: UInt64) throws -> Entry {
        try finishWrites()
        return try decoded(try engine.entry(number), number)
    }

    func decoded(_ bytes: ArraySlice<UInt8>, _ number: UInt64) throws -> Entry {
        do throws(EntryError) {
            return try Entry(decoding: bytes)
        } catch {
            throw MedicalError("entryUnreadable", .damaged, ["entry": String(number)])
        }
    }

    /// Gives every entry that this version knows from a number on, in order, to `body`.
    func forEachEntry(from start: UInt64 = 0, _ body: (UInt64, Entry) throws -> Void) throws {
        guard start < engine.treeSize else { return }
        let first = try engine.block(with: start).block.header.height
        for height in first..<engine.blockCount {
            let block = try engine.block(height)
            for position in 0..<block.entries.count {
                let number = block.header.firstEntry + UInt64(position)
                if number >= start, let entry = try? Entry(decoding: block.entries[position]) {
                    try body(number, entry)
                }
            }
        }
    }
}
