internal import LedgerCrypto

extension ClinicLedger {
    /// Certifies a person who works for this node's member; the name goes into the vault.
    ///
    /// - Parameters:
    ///   - key: the person's public keys.
    ///   - from: when the certificate begins; nil for now.
    /// - Throws: `consentPeriod` where the period ends before it begins.
    @discardableResult
    package func addPractitioner(
        named name: String, roles: [Practitioner.Role], key: PersonalKey, from: UInt64? = nil, until: UInt64? = nil
    ) throws -> UInt64 {
        let from = from ?? now
        if let until, until <= from {
            throw MedicalError(
                "consentPeriod", .refused, ["from": Timestamp.text(from), "until": Timestamp.text(until)])
        }
        let member = try own.entry
        return try add(text: name) { detail in
            .practitioner(
                Practitioner(
                    member: member, roles: roles, signingKey: key.signingKey.publicKey.bytes,
                    sealingKey: key.sealingKey.publicKey, validFrom: from, validUntil: until, detail: detail))
        }
    }

    /// The new keys of a practitioner of this node's member.
    @discardableResult
    package func renewKeys(of practitioner: Membership.Subject, key: PersonalKey) throws -> UInt64 {
        try add(
            change: .rotated(signingKey: key.signingKey.publicKey.bytes, sealingKey: key.sealingKey.publicKey),
            of: practitioner.entry)
    }

    /// A practitioner by `@` and entry number.
    ///
    /// - Throws: `notAPractitioner`.
    package func practitioner(named name: String) throws -> Membership.Subject {
        let subject = try subject(named: name)
        guard subject.practitioner != nil else { throw MedicalError("notAPractitioner", .refused, ["name": name]) }
        return subject
    }

    /// A member by its name, or by `@` and entry number.
    ///
    /// - Throws: `notAMember`.
    package func member(named name: String) throws -> Membership.Subject {
        let subject = try subject(named: name)
        guard subject.member != nil else { throw MedicalError("notAMember", .refused, ["name": name]) }
        return subject
    }
}
