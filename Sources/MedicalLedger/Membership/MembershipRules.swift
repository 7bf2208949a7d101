extension Rules {
    /// Checks kinds 2 (but the founder), 5 and 6.
    static func checkMembership(
        _ entry: Entry, signer: UInt64, _ history: some EntryHistory
    ) throws(BrokenRule) {
        let membership = history.membership
        switch entry {
        case .member(let member):
            guard membership.owner(ofSigningKey: member.signingKey) == nil else { throw .keyTaken }
        case .practitioner(let person):
            guard person.member == signer else { throw .roleNotAllowed }
            guard membership.owner(ofSigningKey: person.signingKey) == nil else { throw .keyTaken }
            guard !person.roles.isEmpty, person.roles.allSatisfy(Practitioner.Role.all.contains),
                person.validUntil.map({ person.validFrom < $0 }) ?? true
            else { throw .termsInvalid }
        case .change(let change):
            guard let subject = membership[change.subject] else { throw .subjectUnknown }
            // The founder answers for the ledger, each member for itself and its own people.
            guard signer == subject.memberEntry || signer == membership.founder else { throw .roleNotAllowed }
            guard change.previous == subject.last else { throw .previousDiffers }
            switch change.change {
            case .rotated(let key, let sealingKey):
                // With the key in force it brings another sealing key, and nothing else.
                let isInForce = key == subject.signingKey(below: .max) && sealingKey != nil
                guard isInForce || membership.owner(ofSigningKey: key) == nil else { throw .keyTaken }
            case .suspended:
                // A ledger on which nobody may sign could not go on.
                guard !subject.isSuspended(below: .max), subject.entry != membership.founder else {
                    throw .targetInvalid
                }
            case .reinstated: guard subject.isSuspended(below: .max) else { throw .targetInvalid }
            case .compromised(let key, _):
                guard membership.owner(ofSigningKey: key)?.entry == subject.entry else { throw .keyTaken }
            }
        default: break
        }
    }
}
