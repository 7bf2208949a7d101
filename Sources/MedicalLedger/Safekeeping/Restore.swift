internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// Makes a ledger of a backup: verified as a whole before its directory appears.
package struct Restore {
    /// What was restored.
    package struct Report: Sendable {
        /// What the backup holds.
        package var manifest: BackupManifest
        /// Number of entries.
        package var entries: UInt64
        /// Whether the secret keys are there; else they are to be put into `keys/`.
        package var hasKeys = false
        /// Records that were compared with their commitments; none without keys.
        package var records: UInt64 = 0
        /// What this machine's mark says against the restored ledger: it has signed more.
        package var contradiction: MedicalError?
    }

    private let backup: String
    private let manifest: BackupManifest
    private let draft: LedgerFiles
    private let environment: Environment
    private var fileSystem: any FileSystem { environment.fileSystem }

    /// Restores a ledger.
    ///
    /// - Parameters:
    ///   - backup: the directory of the backup.
    ///   - directory: must not exist.
    ///   - keys: a directory with the node's secret keys; nil for those in the backup, if there are any.
    /// - Throws: `notABackup`, `backupIncomplete`, `backupManifestDamaged`; `backupFileDamaged` with the file; `ledgerExists`;
    ///   `backupUnsound` with what is wrong with the ledger that it holds.
    package static func run(
        from backup: String, to directory: String, keys: String?, environment: Environment
    ) throws -> Report {
        let fileSystem = environment.fileSystem
        let files = LedgerFiles(directory: directory)
        if try fileSystem.exists(files.directory) {
            throw MedicalError("ledgerExists", .cannotCreate, ["directory": files.directory])
        }
        let manifest = try BackupManifest.read(backup, in: fileSystem)
        let suffix = Hexadecimal.text(try environment.randomBytes(4))
        let draft = LedgerFiles(directory: files.directory + ".new-" + suffix)
        let restore = Restore(backup: backup, manifest: manifest, draft: draft, environment: environment)
        var report = Report(manifest: manifest, entries: manifest.checkpoint.checkpoint.treeSize)
        do {
            try fileSystem.createDirectories(draft.directory, access: .private)
            try restore.copyFiles(keys)
            try restore.examine(&report)
            try restore.copy { $0.hasPrefix("audit/") }
            try restore.syncDirectories()
            try fileSystem.rename(draft.directory, to: files.directory)
            try fileSystem.syncDirectory(directoryPart(of: files.directory))
        } catch {
            fileSystem.removeTree(draft.directory)
            throw error
        }
        report.contradiction = try contradiction(in: files, manifest, environment)
        return report
    }

    // MARK: - Copying

    private func copyFiles(_ keys: String?) throws {
        for (name, access) in Backup.directories {
            try fileSystem.createDirectory("\(draft.directory)/\(name)", access: access)
        }
        // Accesses that wait come last: nothing may be signed while the copy is examined.
        try copy { !$0.hasPrefix("audit/") }
        if let keys { try copyKeys(from: keys) }
        try fileSystem.createFile(
            draft.checkpoint, with: Array(manifest.checkpoint.formatted.utf8), access: .shared)
        try syncDirectories()
    }

    /// Copies the files of the backup whose path is wanted, each compared with the manifest.
    private func copy(_ isWanted: (String) -> Bool) throws {
        for (path, file) in manifest.files.sorted(by: { $0.key < $1.key }) where isWanted(path) {
            let isShared = path.hasPrefix("chain/") || path.hasPrefix("witnesses/") || path == "ledger.json"
            let (source, copy) = ("\(backup)/\(path)", "\(draft.directory)/\(path)")
            do {
                let hash = try fileSystem.copy(
                    source, to: copy, byteCount: file.byteCount, access: isShared ? .shared : .private)
                // What was written is read again: the disk may be the reason for which there are backups.
                guard hash == file.hash, try fileSystem.hash(copy, byteCount: file.byteCount) == hash else {
                    throw MedicalError("backupFileDamaged", .damaged, ["file": source])
                }
            } catch let error as StoreError where error.code == .damaged || error.code == .notFound {
                throw MedicalError("backupFileDamaged", .damaged, ["file": source])
            }
        }
    }

    private func copyKeys(from directory: String) throws {
        for path in Backup.secretNames + ["keys/succession"] {
            let name = String(path.dropFirst("keys/".count))
            let (source, copy) = ("\(directory)/\(name)", "\(draft.directory)/\(path)")
            guard try fileSystem.exists(source) else { continue }
            var bytes = try fileSystem.readAll(source, limit: 1 << 20)
            defer { erase(&bytes) }
            try fileSystem.atomicReplace(copy, with: bytes, access: .private)
        }
    }

    private func syncDirectories() throws {
        for (name, _) in Backup.directories { try fileSystem.syncDirectory("\(draft.directory)/\(name)") }
        try fileSystem.syncDirectory(draft.directory)
    }

    // MARK: - Examination

    /// Erases again what the chain says was erased, where the keys are there, and verifies everything.
    private func examine(_ report: inout Report) throws {
        var environment = environment
        // The draft is compared with the mark when it is done; it signs nothing.
        environment.stateDirectory = nil
        let keyFiles = KeyFiles(files: draft, environment: environment)
        report.hasKeys = try keyFiles.status().files.allSatisfy { name, state in
            state != .missing || name == .sealing
        }
        if report.hasKeys {
            let ledger = try ClinicLedger.open(draft, for: .writing, with: keyFiles, environment)
            try ledger.close()
        }
        let verified = try LedgerVerifier.verify(
            draft.directory, isQuick: false, environment: environment
        ) { _, _ in }
        report.records = verified.records
        guard let finding = verified.findings.first else { return }
        throw MedicalError(
            "backupUnsound", .damaged,
            ["directory": backup, "finding": finding.code, "count": String(verified.findings.count)])
    }

    private static func contradiction(
        in files: LedgerFiles, _ manifest: BackupManifest, _ environment: Environment
    ) throws -> MedicalError? {
        guard let mark = environment.mark(of: manifest.key), let marked = try mark.read() else { return nil }
        let chain = try ClinicLedger.openChain(files.directory, environment: environment)
        return try chain.contradiction(to: marked.checkpoint, in: mark.path).map {
            MedicalError(contradiction: $0, origin: manifest.key.name.text)
        }
    }
}
