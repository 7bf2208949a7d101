/// A consent as of a time: whether it is in force, and who said it.
package struct ConsentStanding: Sendable {
    /// Whether a consent is in force, and why not.
    package enum State: Hashable, Sendable {
        /// It counts.
        case inForce
        /// Its period begins later.
        case notYet
        /// Its period is over.
        case over
        /// A later entry revokes it.
        case revoked(by: UInt64)
        /// It is an exception to a grant that is not in force.
        case withoutGrant
        /// The key that signed it was compromised before its block was sealed.
        case void

        /// The name for programs.
        package var name: String {
            switch self {
            case .inForce: "inForce"
            case .notYet: "notYet"
            case .over: "over"
            case .revoked: "revoked"
            case .withoutGrant: "withoutGrant"
            case .void: "void"
            }
        }
    }

    /// Who said it.
    package enum Signer: String, Sendable {
        /// The patient, with their own key.
        case patient
        /// A guardian, with theirs.
        case guardian
        /// A member on the patient's behalf.
        case member
    }

    /// Entry number.
    package let number: UInt64
    /// When its block was sealed.
    package let sealedAt: UInt64
    /// What is said.
    package let consent: Consent
    /// Whether it is in force.
    package let state: State
    /// Who said it.
    package let signer: Signer
}

/// What a consent has to do with a decision.
package enum ConsentEffect: Hashable, Sendable {
    /// It is about what was asked.
    case applies
    /// It is about what was asked, but an exception within it excludes the record.
    case cutOut(by: UInt64)
    /// It is about something else.
    case mismatch(ConsentMismatch)
    /// It is not in force.
    case notInForce
    /// It is a revocation, which only ends another consent.
    case revocation

    /// The name for programs.
    package var name: String {
        switch self {
        case .applies: "applies"
        case .cutOut: "cutOut"
        case .mismatch(let mismatch): mismatch.rawValue
        case .notInForce: "notInForce"
        case .revocation: "revocation"
        }
    }
}

extension PatientRights {
    /// All consents of the patient as of a time, ascending.
    package func standings(at time: UInt64) -> [ConsentStanding] {
        let inForce = Set((permissions + denials + exceptions.values.joined()).map(\.number))
        return statements.compactMap { statement in
            guard case .consent(let consent) = statement.entry else { return nil }
            let number = statement.number
            let state: ConsentStanding.State =
                if voids.contains(number) {
                    .void
                } else if let revocation = revocations[number] {
                    .revoked(by: revocation)
                } else if consent.action == .deny, let grant = consent.target, !inForce.contains(grant) {
                    .withoutGrant
                } else if let from = consent.from, time < from {
                    .notYet
                } else if let until = consent.until, time >= until {
                    .over
                } else {
                    .inForce
                }
            let signer: ConsentStanding.Signer =
                if membership[consent.author] != nil {
                    .member
                } else {
                    // Whoever is no guardian was linked when they spoke, if not now.
                    isGuardian(consent.author, before: number) ? .guardian : .patient
                }
            return ConsentStanding(
                number: number, sealedAt: statement.sealedAt, consent: consent, state: state, signer: signer)
        }
    }

    private func isGuardian(_ author: UInt64, before number: UInt64) -> Bool {
        !pseudonyms.contains(author)
            && guardianships.contains { statement in
                if case .guardian(let it) = statement.entry {
                    it.guardian == author && statement.number < number
                } else {
                    false
                }
            }
    }

    /// What each consent of the patient has to do with a question, ascending.
    ///
    /// Says so of all of them, even where a rule decided before it came to consents.
    package func effects(
        _ question: AccessQuestion, record: RecordFacts
    ) -> [(standing: ConsentStanding, effect: ConsentEffect)] {
        let reader = membership[question.reader]
        func mismatch(_ provision: Provision) -> ConsentMismatch? {
            guard let reader else { return .grantee }
            return provision.mismatch(reader, question, record)
        }
        return standings(at: question.time).map { standing in
            switch standing.state {
            case .revoked, .withoutGrant, .void: return (standing, .notInForce)
            case .inForce, .notYet, .over: break
            }
            if standing.consent.action == .revoke { return (standing, .revocation) }
            if let mismatch = mismatch(Provision(number: standing.number, consent: standing.consent)) {
                return (standing, .mismatch(mismatch))
            }
            let exception = exceptions[standing.number]?.first { mismatch($0) == nil }
            return (standing, exception.map { .cutOut(by: $0.number) } ?? .applies)
        }
    }
}
