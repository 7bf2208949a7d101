/// The members and practitioners of a ledger: the fold of kinds 2, 5 and 6.
///
/// Everything is asked as of a tree size, so that a decision can be made again later as it was made then.
package struct Membership: Sendable {
    /// A member or a practitioner.
    package struct Subject: Sendable {
        /// Entry that brings them.
        package let entry: UInt64
        /// The member itself, or the one that certifies the practitioner.
        package let memberEntry: UInt64
        /// What a member is; nil of a practitioner.
        package let member: Member?
        /// What a practitioner is; nil of a member.
        package let practitioner: Practitioner?
        /// The newest statement about them.
        package fileprivate(set) var last: UInt64
        fileprivate var keys: [(number: UInt64, signing: [UInt8], sealing: [UInt8]?)]
        fileprivate var suspensions: [(number: UInt64, isSuspended: Bool)] = []
        fileprivate var compromises: [(number: UInt64, key: [UInt8], since: UInt64)] = []

        /// Entries that brought signing keys, ascending; the first is their own.
        package var keyEntries: [UInt64] { keys.map(\.number) }

        /// Whether a signing key was said to be compromised.
        ///
        /// - Parameter size: statements from this entry on are not counted.
        package func isCompromised(_ key: [UInt8], below size: UInt64 = .max) -> Bool {
            compromises.contains { $0.key == key && $0.number < size }
        }

        /// The signing key in force as of a tree size.
        package func signingKey(below size: UInt64) -> [UInt8] { keys.last { $0.number < size }?.signing ?? [] }

        /// The sealing key in force as of a tree size; nil where there is none.
        package func sealingKey(below size: UInt64) -> [UInt8]? {
            keys.last { $0.number < size && $0.sealing != nil }?.sealing
        }

        /// Whether they are suspended as of a tree size.
        package func isSuspended(below size: UInt64) -> Bool { suspension(below: size) != nil }

        /// The suspension that is not over as of a tree size; nil where there is none.
        func suspension(below size: UInt64) -> UInt64? {
            suspensions.last { $0.number < size }.flatMap { $0.isSuspended ? $0.number : nil }
        }

        /// Whether a time is within the validity of a practitioner.
        package func isValid(at milliseconds: UInt64) -> Bool {
            guard let practitioner else { return true }
            return practitioner.validFrom <= milliseconds
                && practitioner.validUntil.map { milliseconds < $0 } ?? true
        }

        /// Whether what the key in force signed in a block of a time counts, as far as is known at a tree size.
        package func counts(signedIn number: UInt64, sealedAt: UInt64, below size: UInt64) -> Bool {
            let key = signingKey(below: number)
            return !compromises.contains { $0.number < size && $0.key == key && $0.since <= sealedAt }
        }
    }

    private var subjects: [UInt64: Subject] = [:]
    /// Whose key it is or was.
    private var owners: [[UInt8]: UInt64] = [:]
    /// Members that are not suspended, by their key in force: asked for each entry.
    private var signers: [[UInt8]: (entry: UInt64, member: Member)] = [:]

    package init() {}

    /// All of them, in the order they came.
    package var all: [Subject] { subjects.values.sorted { $0.entry < $1.entry } }

    /// Entry of the member that began the ledger.
    package var founder: UInt64? { subjects.keys.min() }

    /// A member or a practitioner by entry number.
    package subscript(entry: UInt64) -> Subject? { subjects[entry] }

    /// Who has or had this signing key.
    package func owner(ofSigningKey key: [UInt8]) -> Subject? { owners[key].flatMap { subjects[$0] } }

    /// The member whose key in force this is, unless it is suspended.
    package func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { signers[key] }

    /// Takes an entry that kept the rules; others than those of membership are passed over.
    package mutating func take(_ entry: Entry, number: UInt64) {
        switch entry {
        case .member(let member):
            add(
                Subject(
                    entry: number, memberEntry: number, member: member, practitioner: nil, last: number,
                    keys: [(number, member.signingKey, member.sealingKey)]))
        case .practitioner(let person):
            add(
                Subject(
                    entry: number, memberEntry: person.member, member: nil, practitioner: person, last: number,
                    keys: [(number, person.signingKey, person.sealingKey)]))
        case .change(let change):
            guard subjects[change.subject] != nil else { return }
            subjects[change.subject]?.last = number
            defer { refreshSigner(change.subject) }
            if let key = subjects[change.subject]?.signingKey(below: .max) { signers[key] = nil }
            switch change.change {
            case .rotated(let signing, let sealing):
                subjects[change.subject]?.keys.append((number, signing, sealing))
                owners[signing] = change.subject
            case .suspended: subjects[change.subject]?.suspensions.append((number, true))
            case .reinstated: subjects[change.subject]?.suspensions.append((number, false))
            case .compromised(let key, let since): subjects[change.subject]?.compromises.append((number, key, since))
            }
        default: break
        }
    }

    private mutating func add(_ subject: Subject) {
        subjects[subject.entry] = subject
        owners[subject.keys[0].signing] = subject.entry
        refreshSigner(subject.entry)
    }

    private mutating func refreshSigner(_ entry: UInt64) {
        guard let subject = subjects[entry], let member = subject.member, !subject.isSuspended(below: .max) else {
            return
        }
        signers[subject.signingKey(below: .max)] = (entry, member)
    }
}
