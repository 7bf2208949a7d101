package import LedgerCrypto
internal import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// The only way to a patient's documents: decides for each record, writes who reads what, and only then gives it out.
///
/// Each access is durable before its document leaves. Where another process writes to the ledger just now, the access waits
/// in a file of its own, see `PendingAccesses`.
package final class ReadingDoor {
    /// Who stands at the door, and what for.
    package struct Visitor {
        /// The key of a practitioner or patient who reads; nil where the member itself does.
        package var signingKey: Ed25519.SigningKey?
        /// What for; nil for what is usual for who reads: treatment, operations, the patient's own request.
        package var purpose: Purpose?
        /// Why the glass is broken; nil where it is not.
        package var emergencyReason: String?

        package init(
            signingKey: Ed25519.SigningKey? = nil, purpose: Purpose? = nil, emergencyReason: String? = nil
        ) {
            (self.signingKey, self.purpose, self.emergencyReason) = (signingKey, purpose, emergencyReason)
        }
    }

    /// The ledger behind the door.
    package private(set) var ledger: ClinicLedger
    /// Entry of who reads.
    package let reader: UInt64
    /// What for.
    package let purpose: Purpose
    private let signingKey: Ed25519.SigningKey?
    private let emergencyReason: String?
    private let environment: Environment
    /// The rights of the patients asked for last.
    private var rights: [UInt64: PatientRights] = [:]
    /// Whether something had to wait in a file, because another process wrote to the chain.
    private var hasPending = false
    /// Records that were denied so far.
    package private(set) var deniedCount = 0
    /// Why the first of them was.
    package private(set) var firstDenial: MedicalError?

    /// Opens a ledger for somebody who wants to read.
    package static func open(
        _ directory: String, for visitor: Visitor, environment: Environment
    ) throws -> ReadingDoor {
        let ledger = try ClinicLedger.open(directory, for: .writingIfFree, environment: environment)
        return try ReadingDoor(of: ledger, for: visitor, environment: environment)
    }

    package init(of ledger: ClinicLedger, for visitor: Visitor, environment: Environment) throws {
        self.ledger = ledger
        self.environment = environment
        signingKey = visitor.signingKey
        emergencyReason = visitor.emergencyReason
        var usual = Purpose.operations
        if let signingKey = visitor.signingKey {
            (reader, usual) = try Self.holder(of: signingKey, in: ledger)
        } else {
            reader = try ledger.own.entry
        }
        if visitor.emergencyReason != nil { usual = .breakTheGlass }
        purpose = visitor.purpose ?? usual
        guard purpose.isKnown else { throw MedicalError("purposeUnknown", .refused, ["purpose": purpose.rawValue]) }
        if let reason = visitor.emergencyReason, reason.allSatisfy(\.isWhitespace) {
            throw MedicalError("reasonMissing", .refused)
        }
    }

    /// Whose key in force a key is, and what they usually read for.
    private static func holder(
        of signingKey: Ed25519.SigningKey, in ledger: ClinicLedger
    ) throws -> (reader: UInt64, usual: Purpose) {
        let key = signingKey.publicKey.bytes
        if let subject = try ledger.membership().owner(ofSigningKey: key) {
            guard subject.signingKey(below: .max) == key, !subject.isCompromised(key) else {
                throw MedicalError("readerKeyOutdated", .permission)
            }
            guard let roles = subject.practitioner?.roles else { return (subject.entry, .operations) }
            let isResearcher = roles.contains(.researcher) && !roles.contains(.clinician)
            return (subject.entry, isResearcher ? .research : .treatment)
        }
        guard let patient = try ledger.patient(ofSigningKey: key) else {
            throw MedicalError("readerUnknown", .permission)
        }
        guard try ledger.statements(of: patient).signingKey(of: patient, below: .max) == key else {
            throw MedicalError("readerKeyOutdated", .permission)
        }
        return (patient, .patientRequest)
    }

    /// The decision on one record, by the newest entries, without reading it.
    ///
    /// - Parameter time: when, milliseconds since 1970; nil for now.
    package func decision(on facts: RecordFacts, at time: UInt64? = nil) throws -> Decision {
        let question = AccessQuestion(
            reader: reader, purpose: purpose, isEmergency: emergencyReason != nil, time: time ?? environment.clock())
        return try rights(of: facts.patient).decide(question, record: facts)
    }

    private func rights(of patient: UInt64) throws -> PatientRights {
        if let known = rights[patient] { return known }
        let found = try ledger.rights(of: patient)
        if rights.count >= Folds.keptPatients { rights.removeAll(keepingCapacity: true) }
        rights[patient] = found
        return found
    }

    /// Writes down that the permitted ones of some records are read; they may be given out when this returns.
    ///
    /// - Parameter note: what the accesses cover besides the records, kept with the reason; nil for nothing.
    /// - Returns: the permitted ones, in the order given, and the decisions on the others.
    package func admit(
        _ records: [RecordFacts], action: Access.Action, note remark: String? = nil
    ) throws -> (permitted: [RecordFacts], denied: [(record: RecordFacts, decision: Decision)]) {
        struct Group: Hashable {
            let patient: UInt64
            let basis: Access.Basis
            let grant: UInt64?
        }
        // A writer is alone; beside another one the newest entries decide, and the chain may be free by now.
        if !ledger.engine.isWritable { ledger = try ledger.reopened(for: .writingIfFree) }
        rights.removeAll(keepingCapacity: true)
        if let signingKey, try Self.holder(of: signingKey, in: ledger).reader != reader {
            throw MedicalError("readerKeyOutdated", .permission)
        }
        var permitted: [RecordFacts] = []
        var denied: [(record: RecordFacts, decision: Decision)] = []
        var groups: [Group: [UInt64]] = [:]
        var order: [Group] = []
        let time = environment.clock()
        for facts in records {
            let decision = try self.decision(on: facts, at: time)
            guard let basis = decision.basis else {
                denied.append((facts, decision))
                note(decision, on: facts)
                continue
            }
            permitted.append(facts)
            let group = Group(patient: facts.patient, basis: basis, grant: decision.grant)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(facts.entry)
        }
        let accesses = try order.flatMap { group in
            try EntryRanges(groups[group] ?? []).parts.map { records in
                Access(
                    reader: reader, patient: group.patient, records: records, purpose: purpose, basis: group.basis,
                    grant: group.grant, time: time, treeSize: ledger.nextEntry, action: action,
                    id: try ledger.randomBytes(16))
            }
        }
        if !accesses.isEmpty { try write(accesses, remark) }
        return (permitted, denied)
    }

    private func note(_ decision: Decision, on facts: RecordFacts) {
        deniedCount += 1
        if firstDenial == nil { firstDenial = denial(of: (facts, decision)) }
    }

    /// Makes accesses durable: on the chain, or in a file beside it while another process writes to the chain.
    private func write(_ accesses: [Access], _ remark: String?) throws {
        let words = [emergencyReason, remark].compactMap { $0 }
        let text = words.isEmpty ? nil : words.joined(separator: "; ")
        let salt = try text.map { _ in try ledger.randomBytes(16) }
        var reason: Detail?
        if let text, let salt {
            reason = Detail(
                commitment: PageContent.Record.commitment(salt: salt, document: Array(text.utf8)), page: 0, slot: 0)
        }
        let signed = accesses.map { access in
            var access = access
            access.detail = reason
            if let signingKey { access.sign(with: signingKey, origin: ledger.engine.origin) }
            return access
        }
        let pending = PendingAccesses(accesses: signed, reason: text, salt: salt)
        if ledger.engine.isWritable {
            try ledger.add(pending)
        } else {
            try ledger.keep(pending)
            hasPending = true
        }
    }

    // MARK: - Reading

    /// One record, if it may be read.
    ///
    /// - Throws: `accessDenied` with the rule and the entries that decide.
    package func record(_ number: UInt64, action: Access.Action = .read) throws -> RecordView {
        let facts = try self.facts(ofRecord: number)
        if let denied = try admit([facts], action: action).denied.first { throw denial(of: denied) }
        return try ledger.record(number)
    }

    /// A record's facts; an error where there is no such record, or it was erased.
    package func facts(ofRecord number: UInt64) throws -> RecordFacts {
        guard number < ledger.nextEntry else {
            throw MedicalError(
                "noSuchEntry", .refused, ["entry": String(number), "last": String(ledger.nextEntry - 1)])
        }
        guard let facts = try ledger.facts(ofRecord: number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        if try ledger.isErased(number) { throw MedicalError("recordErased", .refused, ["entry": String(number)]) }
        return facts
    }

    /// The error that says why a record is not given out.
    func denial(of denied: (record: RecordFacts, decision: Decision)) -> MedicalError {
        MedicalError(
            emergencyReason == nil ? "accessDenied" : "emergencyDenied", .permission,
            [
                "reason": "decision.\(denied.decision.reason.rawValue)",
                "entry": String(denied.record.entry),
                "entries": denied.decision.entries.map(String.init).joined(separator: ", "),
            ])
    }

    /// The offline proof that a record is on the ledger, with the record's salt; or that a statement about a patient's rights
    /// is, which has no document.
    package func receipt(for number: UInt64) throws -> Receipt {
        if number < ledger.nextEntry, try !ledger.entry(number).statementPatients.isEmpty {
            return try ledger.receipt(for: number)
        }
        let facts = try self.facts(ofRecord: number)
        if let denied = try admit([facts], action: .receipt).denied.first { throw denial(of: denied) }
        return try ledger.receipt(for: number)
    }

    /// Gives the permitted ones of the records that answer a question to `body`, the newest entry first.
    ///
    /// Documents that are denied are not even opened; the limit counts those that are given out.
    ///
    /// - Returns: whether there are more than the limit.
    package func find(_ question: ClinicLedger.Question, _ body: (RecordView) throws -> Void) throws -> Bool {
        var gathered: [RecordView] = []
        func giveOut() throws {
            let facts = gathered.map { RecordFacts(entry: $0.entry, $0.onChain) }
            let permitted = Set(try admit(facts, action: .read).permitted.map(\.entry))
            for view in gathered where permitted.contains(view.entry) { try body(view) }
            gathered.removeAll(keepingCapacity: true)
        }
        func isPermitted(_ facts: RecordFacts) throws -> Bool {
            let decision = try self.decision(on: facts)
            if !decision.isPermitted { note(decision, on: facts) }
            return decision.isPermitted
        }
        let hasMore = try ledger.find(question, where: isPermitted) { view in
            gathered.append(view)
            if gathered.count >= Self.recordsAtOnce { try giveOut() }
        }
        try giveOut()
        return hasMore
    }

    /// Records that are read before they are given out together: their accesses share a block.
    private static let recordsAtOnce = 4096

    /// Lets others write until the next access: for who takes long with what was given out.
    func letOthersWrite() throws {
        guard ledger.engine.isWritable else { return }
        try ledger.close()
        // The lock goes with the handle, and reading needs none.
        ledger = try ledger.reopened(for: .reading)
    }

    /// Closes the ledger behind the door; what had to wait comes onto the chain if that is free by now.
    package func close() throws {
        if hasPending, !ledger.engine.isWritable { ledger = try ledger.reopened(for: .writingIfFree) }
        try ledger.close()
    }
}

extension ClinicLedger {
    /// The patient whose own key this is, or was; nil where it is nobody's.
    package func patient(ofSigningKey key: [UInt8]) throws -> UInt64? {
        for number in try entries(.patientKey(key)).reversed() {
            if case .patientKey(let statement) = try entry(number) { return statement.patient }
        }
        return nil
    }
}
