internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog

/// Members and practitioners come, change their keys, are suspended and reinstated.
extension ClinicLedger {
    // MARK: - This node

    /// This node's own public half, for other ledgers.
    ///
    /// - Throws: `rotationUnfinished` where its key is not the one in force; `keyOfAnother`.
    package static func memberFile(of directory: String, environment: Environment) throws -> MemberFile {
        let files = LedgerFiles(directory: directory)
        let keyFiles = KeyFiles(files: files, environment: environment)
        try keyFiles.expectNoMemberDraft()
        let ledger = try open(files, for: .reading, with: keyFiles, environment)
        let (_, key) = try keyFiles.signingKey(.member)
        guard let subject = try ledger.membership().owner(ofSigningKey: key.publicKey.bytes),
            var member = subject.member, subject.signingKey(below: .max) == key.publicKey.bytes
        else { throw MedicalError("keyOfAnother", .refused, ["file": files.keys + "/member.key"]) }
        member.signingKey = key.publicKey.bytes
        member.sealingKey = try keyFiles.sealingKey()?.publicKey
        member.verifierKey = ledger.description.key.formatted
        var successions: [KeySuccession] = []
        let known = try keyFiles.successions()
        while let link = known.last(where: { $0.new == successions.last?.old ?? member.signingKey }),
            !successions.contains(link)
        {
            successions.append(link)
        }
        return try MemberFile(member, successions: successions, signedWith: key)
    }

    // MARK: - Other members

    /// Adds a member as it introduces itself.
    ///
    /// - Parameter roles: what it is on this ledger; empty for what it says itself.
    /// - Throws: `memberThere` where its key or its name is on the ledger.
    @discardableResult
    package func add(member file: MemberFile, roles: [Member.Role] = []) throws -> UInt64 {
        var member = file.member
        if !roles.isEmpty { member.roles = roles }
        let membership = try membership()
        let keys = [member.signingKey] + file.successions.map(\.old)
        let holder = keys.lazy.compactMap { membership.owner(ofSigningKey: $0) }.first
        if let there = holder ?? membership.all.first(where: { $0.member?.name == member.name }) {
            throw MedicalError("memberThere", .refused, ["name": member.name, "entry": String(there.entry)])
        }
        return try add([.member(member)])
    }

    /// Takes the new keys of a member.
    ///
    /// - Parameter isVouched: whether the operator answers for it that the file is the member's, because no earlier key does.
    /// - Throws: `subjectUnknown`; `memberUnchanged`; `memberNotVouched` where the key on the ledger has not signed for the new one.
    @discardableResult
    package func update(member file: MemberFile, isVouched: Bool) throws -> UInt64 {
        let new = file.member
        let subject = try member(of: file)
        // The node's own keys take each other's place where both are.
        guard subject.entry != (try own.entry) else { throw MedicalError("memberIsOwn", .refused, ["name": new.name]) }
        let current = subject.signingKey(below: .max)
        if current == new.signingKey {
            guard let sealingKey = new.sealingKey, sealingKey != subject.sealingKey(below: .max) else {
                throw MedicalError("memberUnchanged", .refused, ["name": new.name])
            }
            return try add(
                change: .rotated(signingKey: new.signingKey, sealingKey: sealingKey), of: subject.entry)
        }
        if try membership().owner(ofSigningKey: new.signingKey) != nil {
            // Whoever shows a key that was given up shows an old file.
            throw MedicalError("memberOutdated", .refused, ["name": new.name])
        }
        // A key that was stolen signs for whoever stole it.
        let isSignedFor = file.successions.contains { $0.old == current } && !subject.isCompromised(current)
        guard isVouched || isSignedFor else { throw MedicalError("memberNotVouched", .refused, ["name": new.name]) }
        let sealingKey = new.sealingKey == subject.sealingKey(below: .max) ? nil : new.sealingKey
        return try add(change: .rotated(signingKey: new.signingKey, sealingKey: sealingKey), of: subject.entry)
    }

    /// The member that a file is of: by its keys, else by its name.
    private func member(of file: MemberFile) throws -> Membership.Subject {
        let membership = try membership()
        for key in [file.member.signingKey] + file.successions.map(\.old) {
            if let owner = membership.owner(ofSigningKey: key), owner.member != nil { return owner }
        }
        return try subject(named: file.member.name)
    }

    // MARK: - Suspension and compromise

    /// Suspends a member or a practitioner.
    ///
    /// - Throws: `suspendedAlready`; `founderStays`.
    @discardableResult
    package func suspend(_ subject: Membership.Subject) throws -> UInt64 {
        guard subject.entry != (try membership().founder) else { throw MedicalError("founderStays", .refused) }
        guard !subject.isSuspended(below: .max) else {
            throw MedicalError("suspendedAlready", .refused, ["entry": String(subject.entry)])
        }
        return try add(change: .suspended, of: subject.entry)
    }

    /// Ends a suspension.
    ///
    /// - Throws: `notSuspended`.
    @discardableResult
    package func reinstate(_ subject: Membership.Subject) throws -> UInt64 {
        guard subject.isSuspended(below: .max) else {
            throw MedicalError("notSuspended", .refused, ["entry": String(subject.entry)])
        }
        return try add(change: .reinstated, of: subject.entry)
    }

    /// Says that a key is in other hands since a time: what it signed in blocks from then on does not count.
    ///
    /// The key is the one that was in force at that time.
    ///
    /// - Returns: the entry, and whether the key is still in force.
    @discardableResult
    package func declareCompromised(
        _ subject: Membership.Subject, since: UInt64
    ) throws -> (entry: UInt64, isInForce: Bool) {
        try expectPast(since)
        let entries = subject.keyEntries
        let bringing = try entries.last { try sealedAt($0) <= since } ?? subject.entry
        let key = subject.signingKey(below: bringing + 1)
        let entry = try add(change: .compromised(signingKey: key, sinceMilliseconds: since), of: subject.entry)
        return (entry, key == subject.signingKey(below: .max))
    }

    /// Refuses a time that has not come yet.
    func expectPast(_ time: UInt64) throws {
        guard time <= now else { throw MedicalError("timeInFuture", .refused, ["time": Timestamp.text(time)]) }
    }

    /// Adds a change of a member or practitioner.
    func add(change: SubjectChange.Change, of subject: UInt64) throws -> UInt64 {
        let previous = try membership()[subject]?.last ?? subject
        return try add([.change(SubjectChange(subject: subject, change: change, previous: previous))])
    }
}
