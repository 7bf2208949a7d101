extension Rules {
    /// Checks kinds 7 to 10 and 15.
    ///
    /// A patient has one keeper, the member that brought the patient's entry, for good. Only the keeper says things about a
    /// patient, and it speaks on behalf of a person only where it keeps every pseudonym of theirs. To be custodian of a record
    /// is not enough: whoever is a member may bring a record of any pseudonym, and would then speak for the patient. For a
    /// person who has a key, under whatever pseudonym, nobody else speaks. A consent that a patient's own key signs any member
    /// may bring, so that no member can hold a revocation back.
    static func checkRights(
        _ entry: Entry, at place: Place, signer: UInt64, _ member: Member, _ history: some EntryHistory
    ) throws(BrokenRule) {
        switch entry {
        case .patientKey(let key):
            try expectPatient(key.patient, at: place, history)
            guard member.bringsRecords else { throw .roleNotAllowed }
            try check(key, at: place, signer: signer, history)
        case .link(let link):
            try expectPatient(link.patient, at: place, history)
            try expectPatient(link.other, at: place, history)
            guard member.bringsRecords else { throw .roleNotAllowed }
            try check(link, at: place, signer: signer, history)
        case .guardian(let guardian):
            try expectPatient(guardian.patient, at: place, history)
            guard member.bringsRecords else { throw .roleNotAllowed }
            try check(guardian, at: place, signer: signer, history)
        case .consent(let consent):
            try expectPatient(consent.patient, at: place, history)
            try check(consent, at: place, signer: signer, history)
        case .identity(let identity):
            guard member.bringsRecords else { throw .roleNotAllowed }
            try expectPatient(identity.patient, at: place, history)
            guard history.isKept(identity.patient, by: signer) else { throw .keeperNotSigner }
            guard !history.isErasedPatient(identity.patient) else { throw .erasedAlready }
        default: break
        }
    }

    private static func expectPatient(
        _ patient: UInt64, at place: Place, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard patient < place.number, history.isPatient(patient) else { throw .patientUnknown }
    }

    private static func expect(
        _ previous: UInt64, of patient: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard previous == history.statements(of: patient).last?.number ?? patient else { throw .previousDiffers }
    }

    private static func person(_ patient: UInt64, at place: Place, _ history: some EntryHistory) -> Person {
        Person(of: patient, below: place.number, statements: { history.statements(of: $0) })
    }

    /// Checks that a member keeps all pseudonyms of a person.
    private static func expectKept(
        _ person: Person, by signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard person.pseudonyms.allSatisfy({ history.isKept($0, by: signer) }) else { throw .keeperNotSigner }
    }

    // MARK: - Keys

    private static func check(
        _ key: PatientKey, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        let person = person(key.patient, at: place, history)
        guard history.isKept(key.patient, by: signer) else { throw .keeperNotSigner }
        // With a key of their own somebody reads all that the person may, so no member binds one alone where others keep some.
        if person.keys.isEmpty || key.isByMember { try expectKept(person, by: signer, history) }
        try expect(key.previous, of: key.patient, history)
        try checkSignature(of: key, person, at: place)
    }

    /// Checks that a patient's new key, or the one that is given up, signed; and one in force before, unless the statement says
    /// that it did not.
    static func checkSignature(
        of key: PatientKey, _ person: Person, at place: Place
    ) throws(BrokenRule) {
        guard let new = key.signingKey else {
            // The clinic may help to a new key when one is lost; only the patient gives keys up altogether.
            guard let old = person.key(under: key.patient), key.isSigned(by: old, origin: place.origin),
                key.formerSignature.isEmpty, !key.isByMember
            else { throw .signatureInvalid }
            return
        }
        guard key.isSigned(by: new, origin: place.origin) else { throw .signatureInvalid }
        if key.isByMember {
            guard !person.keys.isEmpty, key.formerSignature.isEmpty else { throw .termsInvalid }
        } else {
            try checkWill(of: person, in: key, key.formerSignature, at: place)
        }
    }

    // MARK: - Links and guardians

    /// Whoever is linked with a patient reads what is theirs: so both sides must want it, a side without a key through the
    /// member that keeps it.
    private static func check(
        _ link: PatientLink, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard link.patient < link.other else { throw .termsInvalid }
        let sides = [link.patient, link.other]
        guard sides.contains(where: { history.isKept($0, by: signer) }) else { throw .keeperNotSigner }
        try expect(link.previous, of: link.patient, history)
        try expect(link.otherPrevious, of: link.other, history)
        var isLinked = false
        for statement in history.statements(of: link.patient) {
            if case .link(let earlier) = statement.entry, earlier.patient == link.patient, earlier.other == link.other {
                isLinked = !earlier.isUndone
            }
        }
        guard isLinked == link.isUndone else { throw .targetInvalid }
        let (one, other) = (person(link.patient, at: place, history), person(link.other, at: place, history))
        if link.isUndone {
            guard link.otherSignature.isEmpty else { throw .signatureInvalid }
            // A mistake must be easy to stop: whoever keeps a side that nobody has bound a key to may do so, too, as else a
            // stranger's key could hold on to the records of who has none.
            let mayStop = sides.contains {
                history.isKept($0, by: signer) && one.key(under: $0) == nil
            }
            if !mayStop || !link.signature.isEmpty { try checkWill(of: one, in: link, link.signature, at: place) }
        } else {
            for (side, signature) in [(one, link.signature), (other, link.otherSignature)] {
                if side.keys.isEmpty { try expectKept(side, by: signer, history) }
                try checkWill(of: side, in: link, signature, at: place)
            }
        }
    }

    private static func check(
        _ guardian: Guardianship, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        guard guardian.guardian != guardian.patient else { throw .termsInvalid }
        try expectPatient(guardian.guardian, at: place, history)
        guard history.isKept(guardian.patient, by: signer) else { throw .keeperNotSigner }
        try expect(guardian.previous, of: guardian.patient, history)
        if guardian.isEnded {
            let known = history.statements(of: guardian.patient).guardians(of: guardian.patient, at: 0, below: .max)
            guard known[guardian.guardian] != nil else { throw .targetInvalid }
        }
        let person = person(guardian.patient, at: place, history)
        if person.keys.isEmpty { try expectKept(person, by: signer, history) }
        try checkWill(of: person, in: guardian, guardian.signature, at: place)
    }

    /// Checks that a key in force of a person, under whatever pseudonym, signed a statement; that nobody did where there is none.
    static func checkWill(
        of person: Person, in statement: some SignedStatement, _ signature: [UInt8], at place: Place
    ) throws(BrokenRule) {
        let keys = person.keys
        guard !keys.isEmpty else {
            guard signature.isEmpty else { throw .signatureInvalid }
            return
        }
        guard !signature.isEmpty else { throw .patientSignsAlone }
        guard keys.contains(where: { statement.carries(signature, of: $0, origin: place.origin) }) else {
            throw .signatureInvalid
        }
    }

    // MARK: - Consents

    private static func check(
        _ consent: Consent, at place: Place, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        try expect(consent.previous, of: consent.patient, history)
        let person = person(consent.patient, at: place, history)
        try checkAuthor(
            of: consent, person, at: place, signer: signer, history.membership,
            statements: { history.statements(of: $0) })
        if history.membership[consent.author] != nil { try expectKept(person, by: signer, history) }
        try checkTerms(of: consent, at: place, history)
    }

    /// Checks that a consent is said by who may.
    ///
    /// - Parameters:
    ///   - person: the patient as of the consent, under all pseudonyms: a key of any of them speaks for all.
    ///   - signer: the member that signed the transaction; nil where that is not at hand.
    ///   - statements: gives the statements of a guardian before it.
    static func checkAuthor(
        of consent: Consent, _ person: Person, at place: Place, signer: UInt64?,
        _ membership: Membership, statements: (UInt64) -> [PatientStatement]
    ) throws(BrokenRule) {
        if membership[consent.author] != nil {
            guard consent.author == signer ?? consent.author, consent.signature.isEmpty else {
                throw .signatureInvalid
            }
            guard person.keys.isEmpty else { throw .patientSignsAlone }
            return
        }
        guard let key = person.key(ofAuthor: consent.author, at: place.time, statements: statements),
            consent.isSigned(by: key, origin: place.origin)
        else { throw .signatureInvalid }
    }

    private static func checkTerms(
        of consent: Consent, at place: Place, _ history: some EntryHistory
    ) throws(BrokenRule) {
        let before = history.statements(of: consent.patient)
        if let grantee = consent.grantee, history.membership[grantee] == nil { throw .subjectUnknown }
        guard consent.purposes.allSatisfy(\.isKnown) else { throw .termsInvalid }
        if let from = consent.from, let until = consent.until, from >= until { throw .termsInvalid }
        let target = before.first { $0.number == consent.target }.flatMap { statement -> Consent? in
            if case .consent(let consent) = statement.entry { consent } else { nil }
        }
        switch consent.action {
        case .permit: guard consent.grantee != nil, consent.target == nil else { throw .termsInvalid }
        case .deny: if consent.target != nil, target?.action != .permit { throw .targetInvalid }
        case .revoke:
            guard let target, target.action != .revoke else { throw .targetInvalid }
            // A revocation that fell with the key that signed it keeps nobody from another one.
            let rights = PatientRights(
                of: consent.patient, treeSize: place.number, membership: history.membership,
                statements: { history.statements(of: $0) })
            let revocation = consent.target.flatMap { rights.revocations[$0] }
            guard revocation == nil else { throw .targetInvalid }
            let isPlain =
                consent.grantee == nil && consent.categories.isEmpty && consent.purposes.isEmpty
                && consent.records.isEmpty && consent.from == nil && consent.until == nil
            guard isPlain else { throw .termsInvalid }
        }
    }
}
