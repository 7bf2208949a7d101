extension Rules {
    /// For how long a reader may not have seen what was just sealed: there may be others who write.
    private static let staleAfterMilliseconds: UInt64 = 60_000

    /// By how much a reader's clock may be ahead of the one that seals.
    private static let clockToleranceMilliseconds: UInt64 = 60_000

    /// Checks an access: the decision is made again, from the same entries, for the same time.
    static func check(
        _ access: Access, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard access.patient < place.number, history.isPatient(access.patient) else { throw .patientUnknown }
        guard access.treeSize <= place.number else { throw .targetInvalid }
        // Clocks differ a little; who reads may not choose a time at which a grant has begun.
        let (latest, overflow) = place.time.addingReportingOverflow(clockToleranceMilliseconds)
        guard overflow || access.time <= latest else { throw .termsInvalid }
        guard access.basis != .emergency || access.detail != nil else { throw .reasonMissing }
        try checkReader(of: access, at: place, signer: signer, history)
        let rights = PatientRights(
            of: access.patient, treeSize: access.treeSize, membership: history.membership,
            statements: { history.statements(of: $0) })
        let question = AccessQuestion(
            reader: access.reader, purpose: access.purpose, isEmergency: access.basis == .emergency, time: access.time)
        for number in access.records.numbers {
            guard number < access.treeSize, let facts = history.facts(ofRecord: number),
                facts.patient == access.patient
            else { throw .targetInvalid }
            if access.action == .disclose, facts.custodian != signer { throw .custodianNotSigner }
            let decision = rights.decide(question, record: facts)
            guard decision.basis == access.basis, decision.grant == access.grant else { throw .accessNotPermitted }
        }
        for pseudonym in rights.pseudonyms {
            for statement in history.statements(of: pseudonym) where statement.number >= access.treeSize {
                let (limit, overflow) = statement.sealedAt.addingReportingOverflow(staleAfterMilliseconds)
                guard overflow || limit > access.time else { throw .accessStale }
            }
        }
    }

    /// Who reads must have signed; who has no key of their own is let in by the member that signs the transaction.
    private static func checkReader(
        of access: Access, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        if let reader = history.membership[access.reader] {
            let key = reader.signingKey(below: access.treeSize)
            guard !reader.isCompromised(key, below: access.treeSize) else { throw .signatureInvalid }
            if access.action == .disclose { return }
            if reader.practitioner != nil {
                guard access.isSigned(by: key, origin: place.origin) else { throw .signatureInvalid }
            } else if reader.entry != signer {
                throw .signatureInvalid
            }
            return
        }
        guard access.reader < place.number, history.isPatient(access.reader), access.action != .disclose else {
            throw .subjectUnknown
        }
        // A key under any pseudonym is the person's; for who has none only their keeper speaks.
        let person = Person(of: access.reader, below: access.treeSize, statements: { history.statements(of: $0) })
        let keys = person.keys
        if keys.isEmpty {
            guard history.isKept(access.reader, by: signer) else { throw .keeperNotSigner }
        } else if !keys.contains(where: { access.isSigned(by: $0, origin: place.origin) }) {
            throw .signatureInvalid
        }
    }

    /// The roles of those who may judge somebody else's emergency.
    private static let reviewingRoles: Set<Practitioner.Role> = [.clinician, .auditor, .administrator]

    /// Checks the review of an emergency access: by somebody else, whose certificate is valid and whose institution stands.
    static func check(
        _ review: AccessReview, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard let access = history.emergency(review.access) else { throw .targetInvalid }
        guard let reviewer = history.membership[review.reviewer], review.reviewer != access.reader,
            !reviewer.isSuspended(below: .max)
        else { throw .subjectUnknown }
        if let person = reviewer.practitioner {
            let isStanding = history.membership[person.member].map { !$0.isSuspended(below: .max) } ?? false
            guard isStanding, reviewer.isValid(at: place.time) else { throw .subjectUnknown }
            guard !reviewingRoles.isDisjoint(with: person.roles) else { throw .roleNotAllowed }
            guard !reviewer.isCompromised(reviewer.signingKey(below: .max)) else { throw .signatureInvalid }
            guard review.isSigned(by: reviewer.signingKey(below: .max), origin: place.origin) else {
                throw .signatureInvalid
            }
        } else if reviewer.entry != signer {
            throw .signatureInvalid
        }
    }
}
