internal import LedgerCrypto
internal import LedgerEngine
package import MerkleLog

/// Makes a proven decision again where there is no ledger.
///
/// What a proof cannot show is a statement made after the newest one in it and left out: a log proves what is in it, not
/// that nothing follows. Who holds a receipt of the statement, or asks for a proof under a newer checkpoint, notices.
package enum DecisionCheck {
    /// What a proof shows.
    package struct Verdict: Sendable {
        /// Who asked.
        package let question: AccessQuestion
        /// The record that was asked for.
        package let record: RecordFacts
        /// What follows.
        package let decision: Decision
        /// The reader's name, where the chain has one.
        package let readerName: String?
        /// The ledger's name.
        package let origin: String
        /// Number of entries under the checkpoint.
        package let treeSize: UInt64
        /// How many entries were proven.
        package let entryCount: Int
        /// The patient's newest statement; their own entry where there is none.
        package let newest: UInt64
        /// The consents that a member signed on the patient's behalf, of those that count.
        package let onBehalf: [UInt64]
    }

    /// Checks a proof's text with the ledger's key.
    ///
    /// - Throws: `decisionProofMalformed` (bad input); `decisionProofInvalid` with its reason (verification failed).
    package static func check(_ text: [UInt8], key: VerifierKey) throws -> Verdict {
        try check(try DecisionProof(parsing: text), key: key)
    }

    static func check(_ proof: DecisionProof, key: VerifierKey) throws -> Verdict {
        let entries = try provenEntries(of: proof, key: key)
        var history = History(origin: proof.origin, blocks: proof.blocks)
        for (number, entry) in entries { history.takeBase(entry, number: number) }
        for (number, entry) in entries {
            if case .change(let change) = entry { try history.take(change, entry, number: number) }
        }
        try history.checkSeals()
        for (number, entry) in entries where !entry.statementPatients.isEmpty {
            try history.take(statement: entry, number: number)
        }
        return try history.verdict(on: proof)
    }

    static func invalid(_ reason: String, _ values: [String: String] = [:]) -> MedicalError {
        MedicalError("decisionProofInvalid", .unverified, values.merging(["reason": reason]) { $1 })
    }

    static func invalid(_ reason: String, entry: UInt64) -> MedicalError { invalid(reason, ["entry": String(entry)]) }

    /// The entries, ascending, each of which is under the checkpoint.
    private static func provenEntries(
        of proof: DecisionProof, key: VerifierKey
    ) throws -> [(number: UInt64, entry: Entry)] {
        guard proof.origin == key.name.text else { throw invalid("proof.otherLedger", ["origin": proof.origin]) }
        do throws(MerkleLogError) {
            try proof.checkpoint.verify(by: key)
        } catch {
            throw invalid(error.code.rawValue, error.values)
        }
        let tree = proof.checkpoint.checkpoint
        var last: UInt64?
        return try proof.entries.map { proven in
            guard last.map({ $0 < proven.number }) ?? true else { throw invalid("proof.order", entry: proven.number) }
            last = proven.number
            do throws(MerkleLogError) {
                try MerkleTree.verifyInclusion(
                    leafHash: MerkleTree.leafHash(proven.bytes), index: proven.number, treeSize: tree.treeSize,
                    proof: proven.path, root: tree.rootHash)
            } catch {
                throw invalid("proof.entryForeign", entry: proven.number)
            }
            guard let entry = try? Entry(decoding: proven.bytes[...]) else {
                throw invalid("proof.entryUnreadable", entry: proven.number)
            }
            return (proven.number, entry)
        }
    }

    /// What the entries of a proof say, folded.
    private struct History {
        let origin: String
        let blocks: [Block.Prefix]
        var membership = Membership()
        var records: [UInt64: RecordEntry] = [:]
        /// The statements of each patient whose entry is there.
        var logs: [UInt64: [PatientStatement]] = [:]

        init(origin: String, blocks: [Block.Prefix]) { (self.origin, self.blocks) = (origin, blocks) }

        /// Takes members, practitioners, patients and records, which depend on nothing.
        mutating func takeBase(_ entry: Entry, number: UInt64) {
            switch entry {
            case .member, .practitioner: membership.take(entry, number: number)
            case .patient: logs[number] = []
            case .record(let record): records[number] = record
            default: break
            }
        }

        /// Takes a change, which must follow the one before it.
        mutating func take(_ change: SubjectChange, _ entry: Entry, number: UInt64) throws {
            guard let subject = membership[change.subject] else {
                throw invalid("proof.missing", entry: change.subject)
            }
            guard change.previous == subject.last else { throw invalid("proof.gap", entry: number) }
            membership.take(entry, number: number)
        }

        /// Each block is sealed by a member whose key is there.
        func checkSeals() throws {
            for block in blocks {
                let first = block.header.firstEntry
                let isSealed = block.validSigners(origin: origin).contains { key in
                    let sealer = membership.owner(ofSigningKey: key)
                    return sealer?.member != nil && sealer?.signingKey(below: first) == key
                }
                guard isSealed else { throw invalid("proof.seal", ["block": String(block.header.height)]) }
            }
            for (block, next) in zip(blocks, blocks.dropFirst()) {
                let isAscending =
                    block.header.treeSize <= next.header.firstEntry
                    && block.header.timeMilliseconds <= next.header.timeMilliseconds
                guard isAscending else { throw invalid("proof.seal", ["block": String(next.header.height)]) }
            }
        }

        private func sealedAt(_ number: UInt64) throws -> UInt64 {
            let block = blocks.first { $0.header.firstEntry <= number && number < $0.header.treeSize }
            guard let block else { throw invalid("proof.time", entry: number) }
            return block.header.timeMilliseconds
        }

        private func person(_ patient: UInt64, before number: UInt64) throws -> Person {
            try Person(of: patient, below: number) { pseudonym in
                guard let log = logs[pseudonym] else { throw invalid("proof.missing", entry: pseudonym) }
                return log
            }
        }

        private func expectSigned(_ number: UInt64, _ check: () throws(BrokenRule) -> Void) throws {
            do throws(BrokenRule) { try check() } catch { throw invalid("proof.signature", entry: number) }
        }

        /// Takes a statement about patients, which must follow the one before it and be signed by who must.
        mutating func take(statement entry: Entry, number: UInt64) throws {
            let patients = entry.statementPatients.filter { logs[$0] != nil }
            guard let patient = patients.first else {
                throw invalid("proof.missing", entry: entry.statementPatients.first ?? number)
            }
            for patient in patients {
                let previous = logs[patient]?.last?.number ?? patient
                guard entry.previous(of: patient) == previous else { throw invalid("proof.gap", entry: number) }
            }
            let time = try sealedAt(number)
            let place = Rules.Place(number: number, signer: [], origin: origin, time: time)
            switch entry {
            case .patientKey(let key):
                let person = try person(patient, before: number)
                try expectSigned(number) { () throws(BrokenRule) in
                    try Rules.checkSignature(of: key, person, at: place)
                }
            case .guardian(let guardian):
                let person = try person(patient, before: number)
                try expectSigned(number) { () throws(BrokenRule) in
                    try Rules.checkWill(of: person, in: guardian, guardian.signature, at: place)
                }
            case .consent(let consent):
                let person = try person(patient, before: number)
                try expectSigned(number) { () throws(BrokenRule) in
                    try Rules.checkAuthor(
                        of: consent, person, at: place, signer: nil, membership, statements: { logs[$0] ?? [] })
                }
            default: break
            }
            let statement = PatientStatement(number: number, sealedAt: time, entry: entry)
            for patient in patients { logs[patient, default: []].append(statement) }
        }

        /// Decides again and compares.
        func verdict(on proof: DecisionProof) throws -> Verdict {
            let size = proof.checkpoint.checkpoint.treeSize
            guard let entry = records[proof.record] else { throw invalid("proof.missing", entry: proof.record) }
            let record = RecordFacts(
                entry: proof.record, patient: entry.patient, category: entry.category, custodian: entry.custodian)
            let reader = membership[proof.question.reader]
            var needed = [record.custodian]
            if let reader {
                needed.append(reader.memberEntry)
            } else if logs[proof.question.reader] == nil {
                needed.append(proof.question.reader)
            }
            for subject in needed where membership[subject] == nil { throw invalid("proof.missing", entry: subject) }
            let rights = try PatientRights(of: record.patient, treeSize: size, membership: membership) { patient in
                guard let log = logs[patient] else { throw invalid("proof.missing", entry: patient) }
                return log
            }
            let decision = rights.decide(proof.question, record: record)
            guard decision == proof.decision else {
                throw invalid("proof.verdict", ["said": proof.decision.text, "found": decision.text])
            }
            let onBehalf = rights.standings(at: proof.question.time)
                .filter { $0.signer == .member && $0.state == .inForce }.map(\.number)
            return Verdict(
                question: proof.question, record: record, decision: decision, readerName: reader?.member?.name,
                origin: proof.origin, treeSize: size, entryCount: proof.entries.count,
                newest: rights.statements.last?.number ?? record.patient, onBehalf: onBehalf)
        }
    }
}
