internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// The node's own keys take the place of others.
extension ClinicLedger {
    /// What a rotation did.
    package struct Rotation: Sendable {
        /// The entry that told the ledger the node's sealing key, where it did not know it.
        package var sealingEntry: UInt64?
        /// The entry from which on the new signing key counts; nil where only the sealing key was to be told.
        package var signingEntry: UInt64?
        /// Whether a rotation that was interrupted is all that was finished.
        package var isEarlier = false
    }

    /// Makes a new signing key for this node, and tells the ledger its sealing key where it does not know it.
    ///
    /// At every moment `keys/member.key` is the key in force, or the next opening for writing makes it so. A rotation that was
    /// interrupted is finished instead of another one begun.
    ///
    /// - Parameter sealingKeyOnly: whether the signing key stays.
    package static func rotateKeys(
        _ directory: String, sealingKeyOnly: Bool = false, environment: Environment
    ) throws -> Rotation {
        let files = LedgerFiles(directory: directory)
        let keyFiles = KeyFiles(files: files, environment: environment)
        var rotation = Rotation()
        if try keyFiles.hasMemberDraft() {
            let before = try keyFiles.memberKey()
            let ledger = try open(files, for: .writing, with: keyFiles, environment)
            try ledger.close()
            rotation.isEarlier = try keyFiles.memberKey() != before
            if rotation.isEarlier {
                rotation.signingEntry = try ledger.membership()[try ledger.own.entry]?.keyEntries.last
                return rotation
            }
        }
        try keyFiles.makeSealingKey()
        let ledger = try open(files, for: .writing, with: keyFiles, environment)
        let own = try ledger.own.entry
        let sealingKey = try keyFiles.sealingKey()?.publicKey
        if let sealingKey, try ledger.membership()[own]?.sealingKey(below: .max) != sealingKey {
            let signingKey = ledger.engine.memberKey
            rotation.sealingEntry = try ledger.add(
                change: .rotated(signingKey: signingKey, sealingKey: sealingKey), of: own)
        }
        if !sealingKeyOnly {
            let next = try keyFiles.makeMemberDraft()
            // After an error the chain may have the entry or not: the next opening looks.
            rotation.signingEntry = try ledger.add(change: .rotated(signingKey: next, sealingKey: nil), of: own)
            try keyFiles.takeMemberDraft()
        }
        try ledger.close()
        return rotation
    }

    // MARK: - Opening

    /// Opens the chain with the node's keys, after a rotation that was interrupted is finished or dropped.
    static func openForWriting(
        _ files: LedgerFiles, _ description: LedgerDescription, with keyFiles: KeyFiles, _ environment: Environment
    ) throws -> Ledger {
        if try keyFiles.hasMemberDraft() { try settleRotation(files, description, keyFiles, environment) }
        return try openAsOwn(files, description, keyFiles, environment)
    }

    private static func settleRotation(
        _ files: LedgerFiles, _ description: LedgerDescription, _ keyFiles: KeyFiles, _ environment: Environment
    ) throws {
        // Only who writes sees what stands behind the checkpoint.
        let engine = try openAsOwnOrNext(files, description, keyFiles, environment)
        if try isRotated(to: try keyFiles.memberDraft(), in: engine) {
            // Behind a checkpoint of before the new key would find what another one has sealed.
            try environment.fileSystem.syncDirectory(files.directory)
            try keyFiles.takeMemberDraft()
        } else {
            try keyFiles.dropMemberDraft()
        }
        try engine.close()
    }

    private static func openAsOwnOrNext(
        _ files: LedgerFiles, _ description: LedgerDescription, _ keyFiles: KeyFiles, _ environment: Environment
    ) throws -> Ledger {
        do {
            return try openAsOwn(files, description, keyFiles, environment)
        } catch let error as LedgerError
            where error.code == .damaged && (error.reason == "block.seal" || error.reason == "block.foreign")
        {
            // The next key was in force already, and its file lost the new name with the power: it has sealed the last blocks.
            return try Ledger.open(
                files, in: environment.fileSystem, key: description.key,
                signers: try keyFiles.signersWithDraft(for: description.key), clock: environment.clock,
                sizes: environment.sizes)
        }
    }

    private static func openAsOwn(
        _ files: LedgerFiles, _ description: LedgerDescription, _ keyFiles: KeyFiles, _ environment: Environment
    ) throws -> Ledger {
        func open(_ signers: Ledger.Signers) throws -> Ledger {
            try Ledger.open(
                files, in: environment.fileSystem, key: description.key, signers: signers,
                mark: environment.mark(of: description.key), acceptsRollback: environment.acceptsLoss,
                clock: environment.clock, sizes: environment.sizes)
        }
        do {
            return try open(try keyFiles.signers(for: description.key))
        } catch let error as LedgerError where error.code == .rolledBack || error.reason == "mark.malformed" {
            throw MedicalError(contradiction: error, origin: description.key.name.text)
        } catch let error as LedgerError where error.code == .damaged && error.reason == "block.seal" {
            // The last block may be the one that brought this key, sealed with the one before.
            guard let former = try formerKey(files, keyFiles, environment) else { throw error }
            return try open(try keyFiles.signers(for: description.key, formerMember: former))
        }
    }

    /// The key that the node's own took the place of in the ledger's last entry; nil where it is not so.
    private static func formerKey(
        _ files: LedgerFiles, _ keyFiles: KeyFiles, _ environment: Environment
    ) throws -> [UInt8]? {
        let key = try keyFiles.memberKey()
        let reader = try open(files, for: .reading, with: keyFiles, environment)
        guard let subject = try reader.membership().owner(ofSigningKey: key), let last = subject.keyEntries.last,
            last != subject.entry, last + 1 == reader.nextEntry,
            subject.signingKey(below: .max) == key
        else { return nil }
        return subject.signingKey(below: last)
    }

    private static func isRotated(to key: [UInt8], in engine: Ledger) throws -> Bool {
        for height in stride(from: Int64(engine.blockCount) - 1, through: 0, by: -1) {
            let block = try engine.block(UInt64(height))
            for position in 0..<block.entries.count {
                if case .change(let change)? = try? Entry(decoding: block.entries[position]),
                    case .rotated(let found, _) = change.change, found == key
                {
                    return true
                }
            }
        }
        return false
    }
}
