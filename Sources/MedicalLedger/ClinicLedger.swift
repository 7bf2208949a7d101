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
    package enum Access: Sendable {
        /// Looking things up; needs the vault's key, not the signing keys.
        case reading
        /// Adding records.
        case writing
    }

    /// The chain.
    package let engine: Ledger
    /// What `ledger.json` says.
    package let description: LedgerDescription
    let vault: Vault
    let index: PostingIndex
    /// The member that this node writes for, with the number of its entry.
    let own: (entry: UInt64, member: Member)
    private let keys: VaultKeys
    private let environment: Environment
    /// Index keys waiting for the next run, when they are too many to hold.
    private static let keysBetweenFlushes = 1 << 19

    /// The name of the member that keeps the ledger.
    package var founderName: String { own.member.name }

    // MARK: - Opening

    /// Makes a ledger with its keys and its first block.
    ///
    /// - Parameters:
    ///   - directory: created if need be; must hold no ledger.
    ///   - origin: the ledger's name on its checkpoints.
    ///   - member: the founder's name.
    ///   - roles: what the founder is.
    package static func create(
        _ directory: String, origin: KeyName, member: String, roles: [Member.Role], environment: Environment
    ) throws -> ClinicLedger {
        let files = LedgerFiles(directory: directory)
        let fileSystem = environment.fileSystem
        try fileSystem.createDirectory(files.directory, access: .private)
        for path in [files.description, files.checkpoint, files.chain, files.keys]
        where try fileSystem.exists(path) {
            throw MedicalError("ledgerExists", .cannotCreate, ["directory": files.directory])
        }
        let node = try KeyFiles(files: files, fileSystem: fileSystem).create(origin: origin)
        try fileSystem.createDirectory(files.vault, access: .private)
        let founder = Member(name: member, roles: roles, signingKey: node.member.publicKey.bytes)
        var genesis = EntryList()
        let origins = Entry.ledger(origin: origin.text, formatVersion: UInt64(LedgerDescription.formatVersion))
        try genesis.append(origins.encoded())
        try genesis.append(Entry.member(founder).encoded())
        let engine = try Ledger.create(
            files, in: fileSystem, signers: .init(checkpoint: node.checkpoint, member: node.member), genesis: genesis,
            clock: environment.clock)
        let description = LedgerDescription(
            key: node.checkpoint.verifierKey, created: Timestamp.text(environment.clock()))
        // Written last: a directory without it holds no ledger, whatever a crash has left there.
        try fileSystem.atomicReplace(files.description, with: description.encoded(), access: .shared)
        return try ClinicLedger(
            engine: engine, description: description, keys: node.vault, environment: environment, isWritable: true)
    }

    /// Opens a ledger.
    package static func open(
        _ directory: String, for access: Access, environment: Environment
    ) throws -> ClinicLedger {
        let files = LedgerFiles(directory: directory)
        let description = try LedgerDescription.read(files, in: environment.fileSystem)
        let keyFiles = KeyFiles(files: files, fileSystem: environment.fileSystem)
        let keys = try keyFiles.vaultKeys()
        let engine = try Ledger.open(
            files, in: environment.fileSystem, key: description.key,
            signers: access == .writing ? try keyFiles.signers() : nil, clock: environment.clock)
        return try ClinicLedger(
            engine: engine, description: description, keys: keys, environment: environment,
            isWritable: access == .writing)
    }

    private init(
        engine: Ledger, description: LedgerDescription, keys: VaultKeys, environment: Environment, isWritable: Bool
    ) throws {
        self.engine = engine
        self.description = description
        self.keys = keys
        self.environment = environment
        let fileSystem = environment.fileSystem
        vault = try Vault(engine.files, in: fileSystem, keys: keys, origin: engine.origin, isWritable: isWritable)
        if isWritable { try vault.recover(treeSize: engine.treeSize) }
        index = try PostingIndex(engine.files.index, in: fileSystem, mode: isWritable ? .write(.private) : .read)
        own = try Self.founder(engine)
        // An index that was put beside a shorter ledger knows too much.
        if isWritable, index.coveredUpTo > engine.treeSize { try index.discard(from: engine.treeSize) }
        try catchUpIndex()
        if isWritable { try flushIndex() }
    }

    /// A ledger of one is written by its founder, whose entry is in the first block.
    private static func founder(_ engine: Ledger) throws -> (entry: UInt64, member: Member) {
        let genesis = try engine.block(0)
        for position in 0..<genesis.entries.count {
            if case .member(let member)? = try? Entry(decoding: genesis.entries[position]) {
                return (UInt64(position), member)
            }
        }
        throw MedicalError("founderMissing", .damaged, ["directory": engine.files.directory])
    }

    // MARK: - Index

    func key(_ question: IndexQuestion) -> IndexKey { question.key(keys.indexing) }

    func randomBytes(_ count: Int) throws -> [UInt8] { try environment.randomBytes(count) }

    /// Finds the index keys of entries that no run covers yet, from the vault: after a crash, after the index was
    /// deleted, or for a reader beside a writer.
    private func catchUpIndex() throws {
        guard index.coveredUpTo < engine.treeSize else { return }
        try forEachRecord(from: index.coveredUpTo) { number, record in
            let content = try vault.content(ofPage: record.page)
            guard record.slot < content.slots.count, let stored = content.slots[record.slot] else { return }
            let (parsed, delivery) = try RecordReader.parse(stored.document, origin: content.origin)
            // Where import put them: at the patient's own entry, else at the record that taught them.
            let posting = record.patient < index.coveredUpTo ? number : record.patient
            let identifiers = parsed.patientIdentifiers
            let unknown = try PatientFinder.deciding(identifiers, source: content.origin.source)
                .map { key(.patient($0)) }.filter { try !index.contains($0) }
            for key in unknown { index.add(key, posting) }
            if !unknown.isEmpty {
                for identifier in identifiers { index.add(key(.patientByValue(identifier.value)), posting) }
            }
            for key in RecordKeys(parsed, patient: record.patient, delivery: key(delivery), self).all {
                index.add(key, number)
            }
            if index.pending.count > Self.keysBetweenFlushes, engine.isWritable {
                try index.flush(covering: index.coveredUpTo..<number + 1)
            }
        }
    }

    /// Adds a batch's entries as one block, and its index keys.
    func append(_ entries: [Entry], postings: [(key: IndexKey, entry: UInt64)]) throws {
        let firstEntry = engine.treeSize
        var history = AppendHistory(ledger: self, firstEntry: firstEntry)
        var list = EntryList()
        for (position, entry) in entries.enumerated() {
            let number = firstEntry + UInt64(position)
            do {
                try Rules.check(
                    entry, number: number, signer: engine.memberKey, origin: engine.origin, history: history)
            } catch {
                throw MedicalError("ruleBroken", .refused, ["entry": String(number), "rule": error.rawValue])
            }
            history.take(entry, number: number)
            try list.append(entry.encoded())
        }
        try engine.append(list)
        for (key, entry) in postings { index.add(key, entry) }
        if index.pending.count > Self.keysBetweenFlushes { try flushIndex() }
    }

    private func flushIndex() throws {
        if index.coveredUpTo < engine.treeSize { try index.flush(covering: index.coveredUpTo..<engine.treeSize) }
    }

    /// Makes everything derived durable too, so that the next opening has nothing to do.
    ///
    /// Call it when done writing.
    package func close() throws {
        if engine.isWritable { try flushIndex() }
        try engine.close()
    }

    // MARK: - Entries

    /// The decoded entry of a number.
    package func entry(_ number: UInt64) throws -> Entry {
        let bytes = try engine.entry(number)
        do throws(EntryError) {
            return try Entry(decoding: bytes)
        } catch {
            throw MedicalError("entryUnreadable", .damaged, ["entry": String(number)])
        }
    }

    /// Gives every record's entry from a number on, in order, to `body`.
    func forEachRecord(from start: UInt64 = 0, _ body: (UInt64, RecordEntry) throws -> Void) throws {
        guard start < engine.treeSize else { return }
        let first = try engine.block(with: start).block.header.height
        for height in first..<engine.blockCount {
            let block = try engine.block(height)
            for position in 0..<block.entries.count {
                let number = block.header.firstEntry + UInt64(position)
                if number >= start, case .record(let record)? = try? Entry(decoding: block.entries[position]) {
                    try body(number, record)
                }
            }
        }
    }
}

/// The history that a batch is appended to, asked through the index instead of read from the start.
private struct AppendHistory: EntryHistory {
    let ledger: ClinicLedger
    let firstEntry: UInt64
    private var patients: Set<UInt64> = []

    init(ledger: ClinicLedger, firstEntry: UInt64) {
        self.ledger = ledger
        self.firstEntry = firstEntry
    }

    mutating func take(_ entry: Entry, number: UInt64) {
        if case .patient = entry { patients.insert(number) }
    }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? {
        ledger.own.member.signingKey == key ? ledger.own : nil
    }

    func isPatient(_ entry: UInt64) -> Bool {
        // Every patient comes with a first record, so whoever has records under this number is one.
        if entry >= firstEntry { return patients.contains(entry) }
        return (try? ledger.index.first(for: ledger.key(.recordsOfPatient(entry)))) != nil
    }

    func patient(ofRecord entry: UInt64) -> UInt64? {
        guard case .record(let record)? = try? ledger.entry(entry) else { return nil }
        return record.patient
    }
}
