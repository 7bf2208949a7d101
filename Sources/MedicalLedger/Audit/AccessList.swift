package import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// An access as people are told of it.
package struct AccessEvent: Sendable {
    /// A review of an emergency access, in words.
    package struct Review: Sendable {
        /// Its entry.
        package let entry: UInt64
        /// What it says.
        package let review: AccessReview
        /// The reviewer's name; empty where it was erased.
        package let reviewer: String
        /// The remark; empty where it was erased.
        package let remark: String
    }

    /// Its entry; nil while it waits to be taken into the chain.
    package let entry: UInt64?
    /// What it says.
    package let access: Access
    /// What the reader is.
    package let readerKind: Kind
    /// The reader's name: of a member that on the chain, of a practitioner that in the vault, of a patient none.
    package let reader: String
    /// The member that the reader works for, or is; empty of a patient.
    package let institution: String
    /// Why the glass was broken.
    package let reason: String
    /// The reviews, the newest last.
    package let reviews: [Review]

    /// What a reader is.
    package enum Kind: Sendable {
        case member
        case practitioner
        case patient
    }

    /// Whether this is an emergency that nobody has looked into yet.
    package var isOpen: Bool { access.basis == .emergency && reviews.isEmpty }
    /// When, RFC 3339 in UTC.
    package var time: String { Timestamp.text(access.time) }
}

extension ReadingDoor {
    /// Which accesses are asked for; all conditions must hold, and one of the first three is needed.
    package struct AccessQuery: Sendable {
        /// The patient, as `patient(named:)` takes it.
        package var patient: String?
        /// Who read: a member's name, or `@` and the entry number.
        package var reader: String?
        /// Only emergencies, those first that nobody has looked into.
        package var onlyEmergencies = false
        /// The earliest day in UTC, as precise as it was typed; nil for six years ago.
        package var since: String?
        /// The latest; `2026-05` includes all of May.
        package var until: String?

        package init() {}
    }

    /// The accesses that a query asks for, the newest first, those that wait to be taken into the chain among them.
    ///
    /// No documents, so nothing is written down. A patient's accesses are shown to the patient, to guardians, to the
    /// custodian, to auditors, and to everybody their own.
    ///
    /// - Returns: the accesses, and how many were left out because they are not for who asks.
    /// - Throws: `accessListDenied` where a patient's accesses are asked for by somebody else.
    package func accesses(_ query: AccessQuery) throws -> (events: [AccessEvent], denied: Int) {
        let patients = try query.patient.map { try ledger.rights(of: try ledger.patient(named: $0)).pseudonyms }
        let subject = try query.reader.map { try entry(ofReader: $0) }
        if let patient = patients?.min(), subject != reader, try !maySeeAccesses(to: patient) {
            throw MedicalError("accessListDenied", .permission)
        }
        let since = query.since ?? Self.sixYears(before: Timestamp.text(ledger.now))
        func isAsked(_ access: Access) -> Bool {
            let time = Timestamp.text(access.time)
            return patients?.contains(access.patient) ?? true && access.reader == subject ?? access.reader
                && (!query.onlyEmergencies || access.basis == .emergency) && time >= since
                && query.until.map { time.prefix($0.count) <= $0 } ?? true
        }
        var mayBeSeen: [UInt64: Bool] = [:]
        var denied = 0
        func isForReader(_ access: Access) throws -> Bool {
            let known = mayBeSeen[access.patient]
            let answer = try access.reader == reader || known ?? maySeeAccesses(to: access.patient)
            if access.reader != reader { mayBeSeen[access.patient] = answer }
            if !answer { denied += 1 }
            return answer
        }
        var events: [AccessEvent] = []
        for pending in try ledger.pendingAccesses() {
            for access in pending.accesses where try isAsked(access) && isForReader(access) {
                events.append(try ledger.event(access, entry: nil, reason: pending.reason))
            }
        }
        for number in try ledger.accessEntries(patients: patients, reader: subject) {
            guard case .access(let access) = try ledger.entry(number), isAsked(access), try isForReader(access) else {
                continue
            }
            events.append(try ledger.event(access, entry: number, reason: nil))
        }
        events.sort { ($0.access.time, $0.entry ?? .max) > ($1.access.time, $1.entry ?? .max) }
        if query.onlyEmergencies { events = events.filter(\.isOpen) + events.filter { !$0.isOpen } }
        return (events, denied)
    }

    /// Whether who stands at the door may know who read a patient's records.
    func maySeeAccesses(to patient: UInt64) throws -> Bool {
        let rights = try ledger.rights(of: patient)
        if rights.pseudonyms.contains(reader) { return true }
        let isGuardian = rights.pseudonyms.contains {
            rights.statements.guardians(of: $0, at: ledger.now, below: ledger.nextEntry)[reader] != nil
        }
        if isGuardian { return true }
        let membership = try ledger.membership()
        guard let subject = membership[reader], !subject.isSuspended(below: .max), subject.isValid(at: ledger.now),
            membership[subject.memberEntry]?.isSuspended(below: .max) == false
        else { return false }
        if let person = subject.practitioner { return person.roles.contains(.auditor) }
        return try rights.pseudonyms.contains { pseudonym in
            try ledger.entries(.recordsOfPatient(pseudonym)).contains {
                try ledger.facts(ofRecord: $0)?.custodian == reader
            }
        }
    }

    /// The entry of a member, a practitioner or a patient that reads.
    private func entry(ofReader name: String) throws -> UInt64 {
        if name.hasPrefix("@"), let number = UInt64(name.dropFirst()), number < ledger.nextEntry,
            case .patient = try ledger.entry(number)
        {
            return number
        }
        return try ledger.subject(named: name).entry
    }

    /// The same day six years earlier: for so long HIPAA lets a patient ask (45 CFR 164.528).
    private static func sixYears(before time: String) -> String {
        guard let year = Int(time.prefix(4)), year >= 1006 else { return "" }
        return "\(year - 6)" + time.dropFirst(4).prefix(6)
    }
}

extension ClinicLedger {
    /// The entries of accesses to some patients' records, or by a reader, or of emergencies.
    fileprivate func accessEntries(patients: Set<UInt64>?, reader: UInt64?) throws -> [UInt64] {
        if let patients { return try patients.flatMap { try entries(.accessesToPatient($0)) } }
        return try entries(reader.map { .accessesByReader($0) } ?? .emergencies)
    }

    /// An access in words.
    fileprivate func event(_ access: Access, entry number: UInt64?, reason: String?) throws -> AccessEvent {
        let reviews = try number.map { try entries(.reviewsOfAccess($0)) } ?? []
        let subject = try membership()[access.reader]
        return AccessEvent(
            entry: number, access: access,
            readerKind: subject.map { $0.practitioner == nil ? .member : .practitioner } ?? .patient,
            reader: try name(of: access.reader),
            institution: try subject.map { try name(of: $0.memberEntry) } ?? "",
            reason: try reason ?? text(of: access.detail),
            reviews: try reviews.compactMap { number in
                guard case .review(let review) = try entry(number) else { return nil }
                return AccessEvent.Review(
                    entry: number, review: review, reviewer: try name(of: review.reviewer),
                    remark: try text(of: review.detail))
            })
    }

    /// The name of a member or practitioner; empty of a patient, and where it was erased.
    private func name(of entry: UInt64) throws -> String {
        guard let subject = try membership()[entry] else { return "" }
        return try subject.member?.name ?? text(of: subject.practitioner?.detail)
    }

    /// Writes down that somebody has looked into an emergency access.
    ///
    /// - Parameters:
    ///   - key: the reviewer's; nil where the member itself reviews.
    ///   - remark: what they found, in words.
    /// - Returns: the entry of the review.
    @discardableResult
    package func review(
        _ number: UInt64, isJustified: Bool, remark: String, signingKey key: Ed25519.SigningKey?
    ) throws -> UInt64 {
        guard number < nextEntry, case .access(let access) = try entry(number), access.basis == .emergency else {
            throw MedicalError("notAnEmergency", .refused, ["entry": String(number)])
        }
        if remark.allSatisfy(\.isWhitespace) { throw MedicalError("remarkMissing", .refused) }
        let reviewer: UInt64
        if let key {
            guard let owner = try membership().owner(ofSigningKey: key.publicKey.bytes) else {
                throw MedicalError("readerUnknown", .permission)
            }
            reviewer = owner.entry
        } else {
            reviewer = try own.entry
        }
        guard reviewer != access.reader else {
            throw MedicalError("reviewOfOwn", .permission, ["entry": String(number)])
        }
        return try add(text: remark) { detail in
            var review = AccessReview(access: number, reviewer: reviewer, isJustified: isJustified, detail: detail)
            if let key { review.sign(with: key, origin: engine.origin) }
            return .review(review)
        }
    }
}
