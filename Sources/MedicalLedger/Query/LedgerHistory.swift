internal import LedgerEngine
internal import SegmentStore

/// What the rules and decisions ask of a ledger, answered through the index: each answer is the fold of a few entries.
extension ClinicLedger {
    /// Everything of kinds 2, 5 and 6, folded.
    package func membership() throws -> Membership {
        if let known = folds.membership { return known }
        var membership = Membership()
        let genesis = try engine.block(0)
        for position in 0..<genesis.entries.count {
            membership.take(try decoded(genesis.entries[position], UInt64(position)), number: UInt64(position))
        }
        for number in try entries(.membership) where number >= UInt64(genesis.entries.count) {
            membership.take(try entry(number), number: number)
        }
        folds.membership = membership
        return membership
    }

    /// The statements about a patient's rights, ascending.
    package func statements(of patient: UInt64) throws -> [PatientStatement] {
        if let known = folds.statements[patient] { return known }
        let statements = try entries(.statementsOfPatient(patient)).map {
            PatientStatement(number: $0, sealedAt: try sealedAt($0), entry: try entry($0))
        }
        if folds.statements.count >= Folds.keptPatients { folds.statements.removeAll(keepingCapacity: true) }
        folds.statements[patient] = statements
        return statements
    }

    /// What a patient permits and denies.
    ///
    /// - Parameter size: statements from this entry on are not counted; nil for all.
    package func rights(of patient: UInt64, below size: UInt64? = nil) throws -> PatientRights {
        try PatientRights(
            of: patient, treeSize: size ?? nextEntry, membership: try membership(),
            statements: { try statements(of: $0) })
    }

    /// What keeps records from being erased.
    package func keeping() throws -> Keeping {
        if let known = folds.keeping { return known }
        var keeping = Keeping()
        for number in try entries(.holds) {
            if case .hold(let hold) = try entry(number) { keeping.take(hold, number: number) }
        }
        folds.keeping = keeping
        return keeping
    }

    /// All holds, releases and retention periods with their reasons, ascending by entry number.
    package func holds() throws -> [(number: UInt64, hold: Hold, reason: String)] {
        try entries(.holds).compactMap { number in
            guard case .hold(let hold) = try entry(number) else { return nil }
            return (number, hold, try text(of: hold.detail))
        }
    }

    /// The records of a patient under one pseudonym that were not erased, ascending.
    package func records(underPseudonym patient: UInt64) throws -> [UInt64] {
        try entries(.recordsOfPatient(patient)).filter { try !isErased($0) }
    }

    /// The erasures, ascending by entry number.
    package func erasures() throws -> [(number: UInt64, erasure: Erasure)] {
        if let known = folds.erasures { return known }
        let erasures = try entries(.erasures).compactMap { number -> (number: UInt64, erasure: Erasure)? in
            if case .erasure(let erasure) = try entry(number) { (number, erasure) } else { nil }
        }
        folds.erasures = erasures
        folds.erasureNumbers = Set(erasures.map(\.number))
        folds.erasedPatients = Set(erasures.compactMap(\.erasure.patient))
        folds.erasedRecords = erasures.reduce(into: []) { $0.formUnion($1.erasure.records.numbers) }
        return erasures
    }

    /// What a decision must know of a record.
    package func facts(ofRecord number: UInt64) throws -> RecordFacts? {
        guard number < nextEntry, case .record(let record) = try entry(number) else { return nil }
        return RecordFacts(entry: number, record)
    }

    /// When the block of an entry was sealed, milliseconds since 1970.
    package func sealedAt(_ number: UInt64) throws -> UInt64 {
        try finishWrites()
        return try engine.block(with: number).block.header.timeMilliseconds
    }

    /// The number of entries in the blocks that were sealed at or before a time.
    package func treeSize(at time: UInt64) throws -> UInt64 {
        try finishWrites()
        // No block is sealed earlier than the one before it.
        var (low, high) = (UInt64(0), engine.blockCount)
        while low < high {
            let middle = low + (high - low) / 2
            if try engine.block(middle).header.timeMilliseconds <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0 }
        let last = try engine.block(low - 1)
        return last.header.firstEntry + UInt64(last.entries.count)
    }

    /// Whether a record was erased, or all of its patient was.
    package func isErased(_ record: UInt64) throws -> Bool {
        _ = try erasures()
        return folds.erasedRecords.contains(record)
    }

    /// The member that signed the transaction of an entry; nil where that is nobody's key any more.
    func bringer(of number: UInt64) throws -> UInt64? {
        try finishWrites()
        let (block, position) = try engine.block(with: number)
        return try membership().owner(ofSigningKey: block.signer(ofEntryAt: position))?.entry
    }

    /// The entries that answer a question, ascending, below the newest one that this handle sees.
    func entries(_ question: IndexQuestion) throws -> [UInt64] {
        try finishWrites()
        return try index.postings(for: key(question)).filter { $0 < engine.treeSize }.sorted()
    }
}

/// Folds that a ledger's handle keeps until an entry comes that changes them.
struct Folds {
    /// Patients whose statements are kept.
    static let keptPatients = 1024
    var membership: Membership?
    var keeping: Keeping?
    /// With the three sets that are made of them.
    var erasures: [(number: UInt64, erasure: Erasure)]?
    var erasureNumbers: Set<UInt64> = []
    var erasedRecords: Set<UInt64> = []
    var erasedPatients: Set<UInt64> = []
    var statements: [UInt64: [PatientStatement]] = [:]

    /// Forgets what an entry changes.
    mutating func forget(_ entry: Entry) {
        switch entry {
        case .member, .practitioner, .change: membership = nil
        case .hold: keeping = nil
        case .erasure: erasures = nil
        default: for patient in entry.statementPatients { statements[patient] = nil }
        }
    }
}

/// The history that a batch is appended to, asked through the index instead of read from the start.
struct AppendHistory: EntryHistory {
    let ledger: ClinicLedger
    let firstEntry: UInt64
    /// When the batch is being sealed.
    let time: UInt64
    private(set) var membership: Membership
    private(set) var keeping: Keeping
    private var patients: Set<UInt64> = []
    private var records: [UInt64: RecordFacts] = [:]
    private var statements: [UInt64: [PatientStatement]] = [:]
    private var erased = EntryRanges()
    /// What of the ledger could not be read, so that a rule that seems broken may not be.
    private let failures = Failures()

    private final class Failures { var first: (any Error)? }

    init(ledger: ClinicLedger, firstEntry: UInt64, time: UInt64) throws {
        self.ledger = ledger
        self.firstEntry = firstEntry
        self.time = time
        membership = try ledger.membership()
        keeping = try ledger.keeping()
    }

    /// The first failure to read; to be thrown instead of the rule that seems broken.
    var failure: (any Error)? { failures.first }

    private func read<Value>(_ fallback: Value, _ body: () throws -> Value) -> Value {
        do { return try body() } catch {
            if failures.first == nil { failures.first = error }
            return fallback
        }
    }

    mutating func take(_ entry: Entry, number: UInt64) {
        switch entry {
        case .patient: patients.insert(number)
        case .record(let record):
            records[number] = RecordFacts(entry: number, record)
        case .member, .practitioner, .change: membership.take(entry, number: number)
        case .hold(let hold): keeping.take(hold, number: number)
        case .erasure(let erasure): erased = EntryRanges(Array(erased.numbers) + Array(erasure.records.numbers))
        default:
            for patient in entry.statementPatients {
                statements[patient, default: []].append(
                    PatientStatement(number: number, sealedAt: time, entry: entry))
            }
        }
    }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { membership.member(signingWith: key) }

    func isPatient(_ entry: UInt64) -> Bool {
        // Every patient comes with a first record, so whoever has records under this number is one.
        if entry >= firstEntry { return patients.contains(entry) }
        return read(false) {
            if try ledger.index.contains(ledger.key(.recordsOfPatient(entry))) { return true }
            if case .patient = try ledger.entry(entry) { return true } else { return false }
        }
    }

    func isKept(_ patient: UInt64, by member: UInt64) -> Bool { isBrought(patient, by: member) }

    func isPlaced(_ hold: UInt64, by member: UInt64) -> Bool { isBrought(hold, by: member) }

    private func isBrought(_ entry: UInt64, by member: UInt64) -> Bool {
        read(false) {
            entry >= firstEntry ? try ledger.own.entry == member : try ledger.bringer(of: entry) == member
        }
    }

    func patient(ofRecord entry: UInt64) -> UInt64? { facts(ofRecord: entry)?.patient }

    func facts(ofRecord entry: UInt64) -> RecordFacts? {
        if entry >= firstEntry { return records[entry] }
        return read(nil) { try ledger.facts(ofRecord: entry) }
    }

    func sealedAt(_ entry: UInt64) -> UInt64 {
        entry >= firstEntry ? time : read(time) { try ledger.sealedAt(entry) }
    }

    func statements(of patient: UInt64) -> [PatientStatement] {
        read([]) { try ledger.statements(of: patient) } + (statements[patient] ?? [])
    }

    func emergency(_ entry: UInt64) -> Access? {
        guard entry < firstEntry else { return nil }
        return read(nil) {
            if case .access(let access) = try ledger.entry(entry), access.basis == .emergency { access } else { nil }
        }
    }

    func isErasedPatient(_ patient: UInt64) -> Bool { read(false) { try ledger.erasedPatients().contains(patient) } }

    func isErased(_ record: UInt64) -> Bool { erased.contains(record) || read(false) { try ledger.isErased(record) } }
}
