extension Rules {
    /// Checks kinds 7 to 10 and 15.
    static func checkRights(
        _ entry: Entry, at place: Place, signer: UInt64, _ member: Member, _ history: some EntryHistory
    ) throws(BrokenRule) {
        func statements(of patient: UInt64) throws(BrokenRule) -> [PatientStatement] {
            guard patient < place.number, history.isPatient(patient) else { throw .patientUnknown }
            return history.statements(of: patient)
        }
        switch entry {
        case .patientKey(let key):
            let before = try statements(of: key.patient)
            guard member.bringsRecords else { throw .roleNotAllowed }
            try expect(key.previous, in: before, of: key.patient)
            try checkSignature(of: key, before, at: place)
        case .link(let link):
            let before = try statements(of: link.patient)
            let ofOther = try statements(of: link.other)
            guard member.bringsRecords else { throw .roleNotAllowed }
            guard link.patient < link.other else { throw .termsInvalid }
            try expect(link.previous, in: before, of: link.patient)
            try expect(link.otherPrevious, in: ofOther, of: link.other)
            var isLinked = false
            for statement in before {
                if case .link(let earlier) = statement.entry, earlier.other == link.other {
                    isLinked = !earlier.isUndone
                }
            }
            guard isLinked == link.isUndone else { throw .targetInvalid }
        case .guardian(let guardian):
            let before = try statements(of: guardian.patient)
            guard member.bringsRecords else { throw .roleNotAllowed }
            guard guardian.guardian != guardian.patient else { throw .termsInvalid }
            guard guardian.guardian < place.number, history.isPatient(guardian.guardian) else { throw .patientUnknown }
            try expect(guardian.previous, in: before, of: guardian.patient)
            if guardian.isEnded {
                let known = before.guardians(of: guardian.patient, at: 0, below: .max)
                guard known[guardian.guardian] != nil else { throw .targetInvalid }
            }
        case .consent(let consent):
            let before = try statements(of: consent.patient)
            try expect(consent.previous, in: before, of: consent.patient)
            try checkAuthor(
                of: consent, before, at: place, signer: signer, history.membership,
                statements: { history.statements(of: $0) })
            try checkTerms(of: consent, before, history)
        case .identity(let identity):
            guard member.bringsRecords else { throw .roleNotAllowed }
            guard identity.patient < place.number, history.isPatient(identity.patient) else { throw .patientUnknown }
            guard !history.isErasedPatient(identity.patient) else { throw .erasedAlready }
        default: break
        }
    }

    /// Checks that a patient's new key, or the one that is given up, signed.
    static func checkSignature(
        of key: PatientKey, _ before: [PatientStatement], at place: Place
    ) throws(BrokenRule) {
        let old = before.signingKey(of: key.patient, below: .max)
        // The clinic may help to a new key when one is lost; only the patient gives keys up altogether.
        guard let signs = key.signingKey ?? old, key.isSigned(by: signs, origin: place.origin) else {
            throw .signatureInvalid
        }
    }

    private static func expect(
        _ previous: UInt64, in statements: [PatientStatement], of patient: UInt64
    ) throws(BrokenRule) {
        guard previous == statements.last?.number ?? patient else { throw .previousDiffers }
    }

    /// Checks that a consent is said by who may.
    ///
    /// - Parameters:
    ///   - before: the patient's statements before it.
    ///   - signer: the member that signed the transaction; nil where that is not at hand.
    ///   - statements: gives the statements of a guardian before it.
    static func checkAuthor(
        of consent: Consent, _ before: [PatientStatement], at place: Place, signer: UInt64?,
        _ membership: Membership, statements: (UInt64) -> [PatientStatement]
    ) throws(BrokenRule) {
        if membership[consent.author] != nil {
            guard consent.author == signer ?? consent.author, consent.signature.isEmpty else {
                throw .signatureInvalid
            }
            guard before.signingKey(of: consent.patient, below: .max) == nil else { throw .patientSignsAlone }
            return
        }
        var ofAuthor = before
        if consent.author != consent.patient {
            let guardians = before.guardians(of: consent.patient, at: place.time, below: .max)
            guard guardians[consent.author] != nil else { throw .signatureInvalid }
            ofAuthor = statements(consent.author)
        }
        guard let key = ofAuthor.signingKey(of: consent.author, below: .max),
            consent.isSigned(by: key, origin: place.origin)
        else { throw .signatureInvalid }
    }

    private static func checkTerms(
        of consent: Consent, _ before: [PatientStatement], _ history: some EntryHistory
    ) throws(BrokenRule) {
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
            let isRevoked = before.contains {
                if case .consent(let other) = $0.entry {
                    other.action == .revoke && other.target == consent.target
                } else {
                    false
                }
            }
            guard !isRevoked else { throw .targetInvalid }
            let isPlain =
                consent.grantee == nil && consent.categories.isEmpty && consent.purposes.isEmpty
                && consent.records.isEmpty && consent.from == nil && consent.until == nil
            guard isPlain else { throw .termsInvalid }
        }
    }
}
