package import LedgerCrypto
internal import LedgerEngine

/// Who says something about a patient's records, and for which pseudonym.
package struct ConsentSpeaker: Sendable {
    /// The pseudonym that it is said for.
    package let patient: UInt64
    /// Patient, guardian, or this node's member on the patient's behalf.
    package let author: UInt64
    /// The patient's or guardian's key; nil where the member speaks.
    let key: Ed25519.SigningKey?
}

extension ClinicLedger {
    /// Finds who may say something for a patient.
    ///
    /// - Parameters:
    ///   - patient: any pseudonym of the patient.
    ///   - key: the patient's or a guardian's; nil where this node's member speaks on the patient's behalf.
    ///   - isFixed: whether it must be said for this pseudonym and not for one that is linked with it.
    /// - Throws: `consentNeedsKey` where the patient has a key of their own; `consentKeyUnknown`, `consentKeyReplaced`,
    ///   `consentNotTheirs` where the key is not that of somebody who may.
    package func speaker(
        for patient: UInt64, signingWith key: Ed25519.SigningKey?, isFixed: Bool = false
    ) throws -> ConsentSpeaker {
        let pseudonyms = [patient] + (try rights(of: patient).pseudonyms.sorted())
        guard let key else {
            for pseudonym in try rights(of: patient).pseudonyms
            where try statements(of: pseudonym).signingKey(of: pseudonym, below: .max) != nil {
                throw MedicalError("consentNeedsKey", .permission, ["patient": "@\(pseudonym)"])
            }
            return ConsentSpeaker(patient: patient, author: try own.entry, key: nil)
        }
        guard let author = try self.patient(ofSigningKey: key.publicKey.bytes) else {
            throw MedicalError("consentKeyUnknown", .permission)
        }
        guard try statements(of: author).signingKey(of: author, below: .max) == key.publicKey.bytes else {
            throw MedicalError("consentKeyReplaced", .permission, ["patient": "@\(author)"])
        }
        for pseudonym in pseudonyms {
            let guardians = try statements(of: pseudonym).guardians(of: pseudonym, at: now, below: .max)
            if author == pseudonym || guardians[author] != nil {
                return ConsentSpeaker(patient: isFixed ? patient : pseudonym, author: author, key: key)
            }
        }
        throw MedicalError("consentNotTheirs", .permission, ["patient": "@\(patient)"])
    }

    /// Adds consents in one block, in the order given; durable when it returns.
    ///
    /// - Parameter drafts: consents whose patient is the speaker's; author, previous statement and signature are filled in.
    /// - Returns: the entry of the first.
    @discardableResult
    package func say(_ drafts: [Consent], by speaker: ConsentSpeaker) throws -> UInt64 {
        try finishWrites()
        var previous = try statements(of: speaker.patient).last?.number ?? speaker.patient
        let first = nextEntry
        var entries: [Entry] = []
        for draft in drafts {
            try checkTerms(of: draft)
            var consent = draft
            (consent.author, consent.previous) = (speaker.author, previous)
            if let key = speaker.key { consent.sign(with: key, origin: engine.origin) }
            previous = first + UInt64(entries.count)
            entries.append(.consent(consent))
        }
        return try add(entries)
    }

    /// The terms that a person may have mistyped, refused with a sentence instead of a broken rule.
    private func checkTerms(of consent: Consent) throws {
        if let from = consent.from, let until = consent.until, from >= until {
            throw MedicalError(
                "consentPeriod", .refused, ["from": Timestamp.text(from), "until": Timestamp.text(until)])
        }
        for purpose in consent.purposes where !purpose.isKnown {
            throw MedicalError("purposeUnknown", .refused, ["purpose": purpose.rawValue])
        }
        let pseudonyms = try rights(of: consent.patient).pseudonyms
        for record in consent.records.numbers {
            guard let facts = try facts(ofRecord: record), pseudonyms.contains(facts.patient) else {
                throw MedicalError("recordOfOther", .refused, ["entry": String(record)])
            }
        }
    }

    /// A consent that an entry states and that may be revoked or have exceptions.
    ///
    /// - Throws: `notAConsent`; `consentOfOther` where it is not one of `patient`'s; `consentRevoked` where it is over already.
    package func consent(_ number: UInt64, of patient: UInt64? = nil) throws -> Consent {
        guard number < nextEntry, case .consent(let consent) = try entry(number), consent.action != .revoke else {
            throw MedicalError("notAConsent", .refused, ["entry": String(number)])
        }
        let rights = try rights(of: consent.patient)
        if let patient, !rights.pseudonyms.contains(patient) {
            throw MedicalError("consentOfOther", .refused, ["entry": String(number)])
        }
        if let revocation = rights.revocations[number] {
            throw MedicalError(
                "consentRevoked", .refused, ["entry": String(number), "revocation": String(revocation)])
        }
        return consent
    }

    /// Revokes a permission or denial.
    ///
    /// - Returns: the entry of the revocation.
    package func revoke(_ number: UInt64, signingWith key: Ed25519.SigningKey?) throws -> UInt64 {
        let consent = try consent(number)
        let speaker = try speaker(for: consent.patient, signingWith: key, isFixed: true)
        var draft = Consent(patient: consent.patient, action: .revoke, grantee: nil, author: 0, previous: 0)
        draft.target = number
        return try say([draft], by: speaker)
    }

    /// Entry of the member, practitioner or patient that a name means.
    package func reader(named name: String) throws -> UInt64 {
        do {
            return try subject(named: name).entry
        } catch let error as MedicalError where error.code == "subjectUnknown" {
            guard let patient = try? patient(named: name) else { throw error }
            return patient
        }
    }

    /// What people call a member, practitioner or patient: a name where one is known, and the entry.
    package func label(of entry: UInt64) throws -> String {
        let subject = try membership()[entry]
        let name = try subject?.member?.name ?? text(of: subject?.practitioner?.detail)
        return name.isEmpty ? "@\(entry)" : "\(name) (@\(entry))"
    }
}
