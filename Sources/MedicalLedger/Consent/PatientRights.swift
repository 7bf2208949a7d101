/// A statement about a patient's rights where it stands on the chain: kinds 7 to 10.
package struct PatientStatement: Sendable {
    /// Entry number.
    package let number: UInt64
    /// When its block was sealed, milliseconds since 1970.
    package let sealedAt: UInt64
    /// The statement.
    package let entry: Entry

    package init(number: UInt64, sealedAt: UInt64, entry: Entry) {
        (self.number, self.sealedAt, self.entry) = (number, sealedAt, entry)
    }
}

extension [PatientStatement] {
    /// The key that a patient signed with just before an entry; nil where a member holds it for the patient.
    ///
    /// - Parameter size: statements from this entry on are not counted.
    func signingKey(of patient: UInt64, below size: UInt64) -> [UInt8]? {
        for statement in reversed() where statement.number < size {
            if case .patientKey(let key) = statement.entry, key.patient == patient { return key.signingKey }
        }
        return nil
    }

    /// Whether what the patient's key signed in a block counts, as far as is known below `size`.
    func counts(signedBy patient: UInt64, in number: UInt64, sealedAt: UInt64, below size: UInt64) -> Bool {
        guard let key = signingKey(of: patient, below: number) else { return true }
        // A thief may have given the key up, or changed it, before its owner could say that it was stolen: so it is said of
        // every key before.
        var before: [[UInt8]] = []
        for statement in self where statement.number < size {
            guard case .patientKey(let next) = statement.entry, next.patient == patient else { continue }
            if let since = next.compromisedSince, before.contains(key), since <= sealedAt { return false }
            if let signingKey = next.signingKey { before.append(signingKey) }
        }
        return true
    }

    /// The guardians of a patient who may act at a time, each with the entry that says so.
    func guardians(of patient: UInt64, at time: UInt64, below size: UInt64) -> [UInt64: UInt64] {
        var guardians: [UInt64: UInt64] = [:]
        for statement in self where statement.number < size {
            guard case .guardian(let guardian) = statement.entry, guardian.patient == patient else { continue }
            let isInForce = !guardian.isEnded && guardian.until.map { time < $0 } ?? true
            guardians[guardian.guardian] = isInForce ? statement.number : nil
        }
        return guardians
    }
}

/// What a patient has permitted and denied as of a tree size, ready for decisions: the fold of kinds 7 to 10.
///
/// Pseudonyms that are linked count as one patient.
package struct PatientRights: Sendable {
    /// A permission or denial that is in force but for its period.
    ///
    /// A class, so that a decision that looks at a thousand of them copies no lists.
    final class Provision: Sendable {
        let number: UInt64
        let consent: Consent

        init(number: UInt64, consent: Consent) { (self.number, self.consent) = (number, consent) }

        /// The first of its terms that a question is outside of; nil where it is about the question.
        func mismatch(
            _ reader: Membership.Subject, _ question: AccessQuestion, _ record: RecordFacts
        ) -> ConsentMismatch? {
            if let grantee = consent.grantee, grantee != reader.entry, grantee != reader.memberEntry {
                return .grantee
            }
            if let from = consent.from, question.time < from { return .notYet }
            if let until = consent.until, question.time >= until { return .over }
            if !consent.categories.isEmpty, !consent.categories.contains(record.category) { return .category }
            if !consent.purposes.isEmpty, !consent.purposes.contains(where: { question.purpose.isWithin($0) }) {
                return .purpose
            }
            return consent.records.isEmpty || consent.records.contains(record.entry) ? nil : .record
        }
    }

    /// The patient and whoever is linked with them.
    package let pseudonyms: Set<UInt64>
    let permissions: [Provision]
    /// Denials that hold against everything.
    let denials: [Provision]
    /// Denials within one grant, by that grant.
    let exceptions: [UInt64: [Provision]]
    /// The revocation of each consent that is revoked.
    let revocations: [UInt64: UInt64]
    /// Consents that do not count: the key that signed them was compromised before their block was sealed, and they open records.
    ///
    /// A permission and the revocation of a denial fall; a denial and the revocation of a permission keep their force, whoever
    /// said them, as else whoever declares a key compromised would open what the patient closed.
    let voids: Set<UInt64>
    /// The statements about guardians: each decision asks for them.
    let guardianships: [PatientStatement]
    /// Statements of the pseudonyms below the tree size, ascending.
    package let statements: [PatientStatement]
    let membership: Membership
    /// The size of the tree that this is as of.
    package let treeSize: UInt64

    /// Folds the statements.
    ///
    /// - Parameters:
    ///   - patient: whose rights.
    ///   - treeSize: statements from this entry on are not counted.
    ///   - statements: gives all statements about a patient, ascending.
    package init(
        of patient: UInt64, treeSize: UInt64, membership: Membership,
        statements statementsOf: (UInt64) throws -> [PatientStatement]
    ) rethrows {
        let known = try Person(of: patient, below: treeSize, statements: statementsOf).logs
        func keys(_ statements: [PatientStatement]) -> [PatientStatement] {
            statements.filter { if case .patientKey = $0.entry { $0.number < treeSize } else { false } }
        }
        var authors = known.mapValues(keys)
        let all = Dictionary(known.values.joined().map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
            .values.sorted { $0.number < $1.number }
        var actions: [UInt64: Consent.Action] = [:]
        for statement in all {
            if case .consent(let consent) = statement.entry { actions[statement.number] = consent.action }
        }
        var valid: [Provision] = []
        var voids: Set<UInt64> = []
        for statement in all {
            guard case .consent(let consent) = statement.entry else { continue }
            if membership[consent.author] == nil, authors[consent.author] == nil {
                authors[consent.author] = keys(try statementsOf(consent.author))
            }
            let counts =
                membership[consent.author].map {
                    $0.counts(signedIn: statement.number, sealedAt: statement.sealedAt, below: treeSize)
                }
                ?? authors[consent.author]?.counts(
                    signedBy: consent.author, in: statement.number, sealedAt: statement.sealedAt, below: treeSize)
            if counts ?? false || !Self.opens(consent, actions) {
                valid.append(Provision(number: statement.number, consent: consent))
            } else {
                voids.insert(statement.number)
            }
        }
        var revocations: [UInt64: UInt64] = [:]
        for provision in valid where provision.consent.action == .revoke {
            if let target = provision.consent.target { revocations[target] = provision.number }
        }
        let inForce = valid.filter { revocations[$0.number] == nil }
        (self.revocations, self.voids) = (revocations, voids)
        guardianships = all.filter { if case .guardian = $0.entry { true } else { false } }
        permissions = inForce.filter { $0.consent.action == .permit }
        let denials = inForce.filter { $0.consent.action == .deny }
        self.denials = denials.filter { $0.consent.target == nil }
        exceptions = Dictionary(
            grouping: denials.filter { $0.consent.target != nil }, by: { $0.consent.target ?? 0 })
        pseudonyms = Set(known.keys)
        self.statements = all
        self.membership = membership
        self.treeSize = treeSize
    }

    /// Whether somebody may read more for a consent than without it.
    ///
    /// - Parameter actions: what each consent is, by entry.
    private static func opens(_ consent: Consent, _ actions: [UInt64: Consent.Action]) -> Bool {
        switch consent.action {
        case .permit: true
        case .deny: false
        case .revoke: consent.target.flatMap { actions[$0] } != .permit
        }
    }

    /// The statements by which a member bound a key on its own though another was in force: the patient should know of them.
    package var keysBoundByMember: [PatientStatement] {
        statements.filter { if case .patientKey(let key) = $0.entry { key.isByMember } else { false } }
    }

    /// The pseudonyms that a patient is linked with: by links that were not undone.
    static func linked(with patient: UInt64, by statements: [PatientStatement]) -> Set<UInt64> {
        var linked: Set<UInt64> = []
        for statement in statements {
            guard case .link(let link) = statement.entry else { continue }
            let other = link.patient == patient ? link.other : link.patient
            if link.isUndone { linked.remove(other) } else { linked.insert(other) }
        }
        return linked
    }
}
