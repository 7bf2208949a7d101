internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog

/// What shall be sent to whom.
package struct ShareOrder: Sendable {
    /// The patients: one person, under all pseudonyms.
    package var patients: Set<UInt64>
    /// Entry of the member that it is for.
    package var recipient: UInt64
    /// The records; nil for all that may be sent.
    package var records: EntryRanges?
    /// What for.
    package var purpose: Purpose
    /// For how long the package may be taken in, milliseconds.
    package var validity: UInt64

    package init(
        patients: Set<UInt64>, recipient: UInt64, records: EntryRanges? = nil, purpose: Purpose = .treatment,
        validity: UInt64 = 30 * 86_400_000
    ) {
        (self.patients, self.recipient, self.records) = (patients, recipient, records)
        (self.purpose, self.validity) = (purpose, validity)
    }
}

/// A package that is on the chain as sent and may be given out.
package struct SentPackage: Sendable {
    /// The package's bytes.
    package let bytes: [UInt8]
    /// Its head.
    package let head: SharePackage.Head
    /// The records in it.
    package let records: [UInt64]
    /// Records that were asked for and that the recipient may not read.
    package let denied: [(record: RecordFacts, decision: Decision)]
    /// Entry that says it was sent.
    package let entry: UInt64
}

extension ClinicLedger {
    /// Makes a package of what a member may read; the accesses and the sending are on the chain when this returns.
    ///
    /// - Throws: `shareDenied` where nothing may be sent, with the decision on the first record.
    package func send(_ order: ShareOrder) throws -> SentPackage {
        try finishWrites()
        guard order.purpose.isKnown else {
            throw MedicalError("purposeUnknown", .refused, ["purpose": order.purpose.rawValue])
        }
        let (recipient, member, sealingKey) = try shareRecipient(order.recipient)
        let time = now
        let candidates = try shareCandidates(order)
        var permitted: [(record: RecordFacts, decision: Decision)] = []
        var denied: [(record: RecordFacts, decision: Decision)] = []
        let question = AccessQuestion(reader: recipient, purpose: order.purpose, time: time)
        var rights: [UInt64: PatientRights] = [:]
        for facts in candidates {
            let ofPatient = try rights[facts.patient] ?? self.rights(of: facts.patient)
            rights[facts.patient] = ofPatient
            let decision = ofPatient.decide(question, record: facts)
            if decision.isPermitted { permitted.append((facts, decision)) } else { denied.append((facts, decision)) }
        }
        if permitted.isEmpty {
            guard let first = denied.first else { throw MedicalError("shareNothing", .refused) }
            throw MedicalError(
                "shareDenied", .permission,
                [
                    "member": member.name, "entry": String(first.record.entry),
                    "reason": "decision.\(first.decision.reason.rawValue)",
                    "entries": first.decision.entries.map(String.init).joined(separator: ", "),
                ])
        }
        guard permitted.count <= SharePackage.maximumRecordCount else {
            throw MedicalError(
                "shareTooMany", .refused,
                ["count": String(permitted.count), "limit": String(SharePackage.maximumRecordCount)])
        }
        let head = SharePackage.Head(
            id: try randomBytes(16), sender: engine.origin, recipient: member.name,
            keyHint: SharePackage.hint(of: sealingKey), created: time, expires: time &+ order.validity)
        let bytes = try SharePackage.seal(
            try shareBody(permitted, order, links: Self.shareLinks(permitted, rights)), head,
            signedBy: try ownSigningKey(), to: sealingKey)
        let records = permitted.map(\.record.entry)
        let sent = Delivery(
            step: .sent, id: head.id, member: recipient, records: EntryRanges(records),
            package: SHA256.hash(bytes).bytes)
        var entries: [Entry] = []
        var rest = permitted[...]
        while let (record, decision) = rest.first, let basis = decision.basis {
            let alike = { (other: (record: RecordFacts, decision: Decision)) in
                other.record.patient == record.patient && other.decision.reason == decision.reason
                    && other.decision.grant == decision.grant
            }
            entries.append(
                .access(
                    Access(
                        reader: recipient, patient: record.patient,
                        records: EntryRanges(rest.filter(alike).map(\.record.entry)), purpose: order.purpose,
                        basis: basis, grant: decision.grant, time: time, treeSize: nextEntry, action: .disclose,
                        id: try randomBytes(16))))
            rest = rest.filter { !alike($0) }[...]
        }
        let number = try add(entries + [.delivery(sent)]) + UInt64(entries.count)
        return SentPackage(bytes: bytes, head: head, records: records, denied: denied, entry: number)
    }

    /// A member that packages can be sealed to.
    private func shareRecipient(_ entry: UInt64) throws -> (entry: UInt64, member: Member, key: [UInt8]) {
        guard let subject = try membership()[entry], let member = subject.member else {
            throw MedicalError("shareNotAMember", .refused, ["entry": String(entry)])
        }
        guard try entry != own.entry else { throw MedicalError("shareWithOneself", .refused) }
        guard !subject.isCompromised(subject.signingKey(below: .max)) else {
            throw MedicalError("memberCompromised", .refused, ["member": member.name])
        }
        guard let key = subject.sealingKey(below: .max) else {
            throw MedicalError("memberWithoutSealingKey", .refused, ["member": member.name])
        }
        return (entry, member, key)
    }

    /// The patient's records that were asked for, ascending; erased ones are nobody's to send.
    private func shareCandidates(_ order: ShareOrder) throws -> [RecordFacts] {
        var numbers: Set<UInt64> = []
        for patient in order.patients { numbers.formUnion(try entries(.recordsOfPatient(patient))) }
        let own = try own.entry
        return try numbers.filter { order.records?.contains($0) ?? true }.sorted().compactMap { number in
            guard let facts = try facts(ofRecord: number), facts.custodian == own, try !isErased(number) else {
                return nil
            }
            return facts
        }
    }

    /// The links in force of who has a record under one pseudonym and the consent that permits it under another.
    private static func shareLinks(
        _ permitted: [(record: RecordFacts, decision: Decision)], _ rights: [UInt64: PatientRights]
    ) -> Set<UInt64> {
        var links: Set<UInt64> = []
        for (patient, ofPatient) in rights {
            let grants = Set(permitted.filter { $0.record.patient == patient }.compactMap(\.decision.grant))
            let isElsewhere = ofPatient.permissions.contains {
                grants.contains($0.number) && $0.consent.patient != patient
            }
            guard isElsewhere else { continue }
            var inForce: [[UInt64]: UInt64] = [:]
            for statement in ofPatient.statements {
                guard case .link(let link) = statement.entry else { continue }
                inForce[[link.patient, link.other]] = link.isUndone ? nil : statement.number
            }
            links.formUnion(inForce.values)
        }
        return links
    }

    private func shareBody(
        _ permitted: [(record: RecordFacts, decision: Decision)], _ order: ShareOrder, links: Set<UInt64>
    ) throws -> SharePackage.Body {
        guard let checkpoint = engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        func entry(_ number: UInt64) throws -> SharePackage.ProvenEntry {
            let (bytes, proof) = try proven(number)
            return SharePackage.ProvenEntry(number: number, bytes: bytes, proof: proof)
        }
        var byteCount = 0
        let records = try permitted.map { facts, decision in
            let proven = try entry(facts.entry)
            guard case .record(let record) = try decoded(proven.bytes[...], facts.entry) else {
                throw MedicalError("notARecord", .refused, ["entry": String(facts.entry)])
            }
            let (origin, stored) = try stored(facts.entry, record)
            let document = stored.document
            byteCount += document.count
            guard byteCount < SharePackage.maximumByteCount else {
                throw MedicalError("packageTooLong", .refused, ["limit": String(SharePackage.maximumByteCount)])
            }
            // The same file is known again in the next package, and who does not have the file cannot guess it.
            let file = origin.delivery.suffix(8).withUnsafeBytes { indexing.authenticate($0) }.bytes.prefix(8)
            return SharePackage.Record(
                entry: proven, salt: stored.salt, document: document,
                pieces: stored.pieces.filter { $0.role == .document && $0.count > 0 }
                    .flatMap { [$0.sourceOffset, UInt64($0.count)] },
                format: origin.format.rawValue, source: origin.source, settings: origin.settings, file: Array(file),
                grant: decision.grant)
        }
        let grants = try Set(permitted.compactMap(\.decision.grant)).sorted().map(entry)
        return SharePackage.Body(
            purpose: order.purpose, checkpoint: checkpoint, records: records, grants: grants,
            recipient: try entry(try membership()[order.recipient]?.keyEntries.last ?? order.recipient),
            links: try links.sorted().map(entry))
    }

    /// The key that this node signs with for its member.
    func ownSigningKey() throws -> Ed25519.SigningKey { try keyFiles.memberSigningKey() }
}
