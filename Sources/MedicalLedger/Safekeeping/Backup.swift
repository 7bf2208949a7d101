internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// A copy of a ledger in another directory, made while others may write to it.
///
/// It holds the ledger as one checkpoint has it: the chain up to its last block; the vault pages that this chain commits to, each
/// opened as it is copied; the table of wrapped page keys. The index is left out, it is rebuilt. The node's secret keys are left
/// out, too, unless they are asked for: whoever finds a backup with keys in clear can read everything and sign.
///
/// A later backup into the same directory copies what has changed: the chain and the vault grow at their ends, and what was
/// erased meanwhile is overwritten there, too.
package struct Backup {
    /// What was done.
    package struct Report: Sendable {
        /// What the backup holds now.
        package var manifest: BackupManifest
        /// Number of entries.
        package var entries: UInt64
        /// Bytes that were written.
        package var bytesWritten: UInt64 = 0
        /// Pages that were overwritten, because records were erased from them.
        package var pagesOverwritten = 0
        /// Whether the secret keys were copied.
        package var hasKeys = false
    }

    /// Whether to copy the node's secret keys.
    package enum Keys: Sendable {
        /// Not at all.
        case leftOut
        /// If every one of them is sealed.
        case ifSealed
        /// Sealed or in clear.
        case evenInClear
    }

    /// Directories of a backup; each with who may read it.
    static let directories: [(name: String, access: FileAccess)] = [
        ("chain", .shared), ("vault", .private), ("keys", .private), ("witnesses", .shared), ("audit", .private),
    ]
    /// The secrets among `keys/`.
    static let secretNames = KeyFiles.Name.allCases.map { "keys/" + $0.rawValue } + ["keys/protection"]

    private let ledger: ClinicLedger
    private let target: String
    private let environment: Environment
    private let old: BackupManifest?
    /// Whether an earlier attempt may have changed what the old manifest speaks of.
    private let isInterrupted: Bool
    private var files: [String: BackupManifest.File] = [:]
    private var report: Report
    private var fileSystem: any FileSystem { environment.fileSystem }

    /// Makes a backup, or brings one up to date.
    ///
    /// - Parameters:
    ///   - target: created if need be; must be empty, or hold a backup of the same ledger.
    ///   - isIncremental: whether a backup that is there may be changed.
    /// - Throws: `backupExists`; `backupOfOther`; `backupAhead` where it holds what this ledger does not; `keysInClear`.
    package static func make(
        of directory: String, to target: String, isIncremental: Bool, keys: Keys, environment: Environment
    ) throws -> Report {
        try endErasure(directory, environment)
        let ledger = try ClinicLedger.open(directory, for: .reading, environment: environment)
        // A copy of an older state must not take the place of a newer one.
        if let contradiction = ledger.contradiction { throw contradiction }
        let fileSystem = environment.fileSystem
        try fileSystem.createDirectories(target, access: .private)
        let lock = try fileSystem.lock(target + "/lock", access: .private)
        defer { withExtendedLifetime(lock) {} }
        guard try isIncremental || fileSystem.list(target) == ["lock"] else {
            throw MedicalError("backupExists", .cannotCreate, ["directory": target])
        }
        var backup = try Backup(ledger, target, environment)
        try backup.copyAll(keys)
        return backup.report
    }

    /// Ends an erasure that was interrupted, if nobody writes just now: its pages are neither the old nor the new ones.
    private static func endErasure(_ directory: String, _ environment: Environment) throws {
        guard try environment.fileSystem.exists(LedgerFiles(directory: directory).vault + "/erasing") else { return }
        try ClinicLedger.open(directory, for: .writingIfFree, environment: environment).close()
    }

    private init(_ ledger: ClinicLedger, _ target: String, _ environment: Environment) throws {
        (self.ledger, self.target, self.environment) = (ledger, target, environment)
        guard let checkpoint = ledger.engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        let fileSystem = environment.fileSystem
        let names = ["\(BackupManifest.name)", BackupManifest.updatingName]
        let path = try names.map { "\(target)/\($0)" }.first { try fileSystem.exists($0) }
        old = try path.map { path in
            guard let manifest = BackupManifest(try fileSystem.readAll(path, limit: 64 << 20)) else {
                throw MedicalError("backupManifestDamaged", .damaged, ["file": path])
            }
            return manifest
        }
        isInterrupted = path?.hasSuffix(BackupManifest.updatingName) ?? false
        if let old {
            guard old.key == ledger.description.key else {
                throw MedicalError("backupOfOther", .refused, ["directory": target, "origin": old.key.name.text])
            }
            guard try ledger.engine.standing(toward: old.checkpoint.checkpoint) == .consistent else {
                throw MedicalError("backupAhead", .damaged, ["directory": target])
            }
        }
        let manifest = BackupManifest(
            key: ledger.description.key, pages: try ledger.committedPages(), made: Timestamp.text(environment.clock()),
            checkpoint: checkpoint, files: [:])
        report = Report(manifest: manifest, entries: checkpoint.checkpoint.treeSize)
    }

    // MARK: - Steps

    private mutating func copyAll(_ keys: Keys) throws {
        for (name, access) in Self.directories {
            try fileSystem.createDirectory("\(target)/\(name)", access: access)
        }
        try fileSystem.syncDirectory(target)
        for (name, byteCount) in try ledger.engine.chainFiles() {
            try extend("chain/" + name, to: byteCount, access: .shared)
        }
        // Before the pages: an erasure that comes between is done again when the backup is restored.
        let mark = min(try ledger.vault.erasedMark, report.entries)
        let copied = try copyPages()
        let marks = Array("\(mark)\n".utf8)
        try replace("vault/erased", with: marks, access: .private)
        try copySmallFiles(keys)
        for (name, _) in Self.directories { try fileSystem.syncDirectory("\(target)/\(name)") }
        try verify(copied)
        report.manifest.files = files
        try fileSystem.atomicReplace(
            "\(target)/\(BackupManifest.name)", with: report.manifest.encoded(), access: .private)
        try removeOld()
    }

    /// Takes away what is no part of the backup any more.
    private func removeOld() throws {
        let updating = "\(target)/\(BackupManifest.updatingName)"
        if try fileSystem.exists(updating) { try fileSystem.remove(updating) }
        for (name, _) in Self.directories {
            for file in try fileSystem.list("\(target)/\(name)") where files["\(name)/\(file)"] == nil {
                try fileSystem.remove("\(target)/\(name)/\(file)")
            }
        }
    }

    /// Says that what the old manifest says is about to be no longer so.
    private func beginChange() throws {
        let (path, updating) = ("\(target)/\(BackupManifest.name)", "\(target)/\(BackupManifest.updatingName)")
        guard try fileSystem.exists(path) else { return }
        try fileSystem.rename(path, to: updating)
        try fileSystem.syncDirectory(target)
    }

    /// Copies what a file that only grows has grown by.
    private mutating func extend(_ path: String, to byteCount: UInt64, access: FileAccess) throws {
        let (source, copy) = ("\(ledger.engine.files.directory)/\(path)", "\(target)/\(path)")
        if let known = old?.files[path], known.byteCount == byteCount {
            files[path] = known
            return
        }
        let start = min(old?.files[path]?.byteCount ?? 0, byteCount)
        let hash = try fileSystem.copy(source, to: copy, from: start, byteCount: byteCount, access: access)
        report.bytesWritten += byteCount - start
        files[path] = try readBack(path, byteCount)
        guard start > 0 || files[path]?.hash == hash else { throw Self.differing(copy) }
    }

    /// What the copy of a file holds, read again.
    private func readBack(_ path: String, _ byteCount: UInt64) throws -> BackupManifest.File {
        BackupManifest.File(
            byteCount: byteCount, hash: try fileSystem.hash("\(target)/\(path)", byteCount: byteCount))
    }

    private static func differing(_ path: String) -> MedicalError {
        MedicalError("backupFileDamaged", .damaged, ["file": path])
    }

    /// Puts a small file in the place of the one before, if it is another.
    private mutating func replace(_ path: String, with bytes: [UInt8], access: FileAccess) throws {
        let file = BackupManifest.File(
            byteCount: UInt64(bytes.count), hash: LedgerCrypto.SHA256.hash(bytes))
        files[path] = file
        if old?.files[path] == file, (try? readBack(path, file.byteCount)) == file { return }
        if old?.files[path] != nil { try beginChange() }
        try fileSystem.atomicReplace("\(target)/\(path)", with: bytes, access: access)
        guard try readBack(path, file.byteCount) == file else { throw Self.differing("\(target)/\(path)") }
        report.bytesWritten += file.byteCount
    }

    private mutating func copySmallFiles(_ keys: Keys) throws {
        let source = ledger.engine.files.directory
        var paths = ["ledger.json", "keys/succession"]
        for directory in ["witnesses", "audit"] where try fileSystem.exists("\(source)/\(directory)") {
            paths += try fileSystem.list("\(source)/\(directory)").map { "\(directory)/\($0)" }
        }
        if keys != .leftOut {
            let status = try ledger.keyFiles.status()
            guard keys == .evenInClear || status.isComplete else {
                throw MedicalError("keysInClear", .refused, ["directory": ledger.engine.files.keys])
            }
            paths += Self.secretNames
            report.hasKeys = true
        }
        for path in paths where !path.hasSuffix(".tmp") {
            let isShared = path == "ledger.json" || path.hasPrefix("witnesses/")
            // An access that waited may just have come onto the chain.
            guard let bytes = try readIfThere("\(source)/\(path)") else { continue }
            try replace(path, with: bytes, access: isShared ? .shared : .private)
        }
    }

    private func readIfThere(_ path: String) throws(StoreError) -> [UInt8]? {
        do throws(StoreError) {
            return try fileSystem.readAll(path, limit: 64 << 20)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    // MARK: - The vault

    /// Copies the pages that are new, and those that records were erased from.
    ///
    /// Each rewriting gives a page another key: the same row is the same page.
    ///
    /// - Returns: the numbers of the pages that were copied.
    private mutating func copyPages() throws -> [UInt64] {
        let vault = ledger.vault
        try? vault.table.refresh()
        let path = "keys/pages"
        let table = try RowTable(
            "\(target)/\(path)", in: fileSystem, rowByteCount: PageRow.byteCount, mode: .write(.private))
        let known = min(table.count, old?.pages ?? 0)
        if table.count > known { try table.truncate(to: known) }
        var writer = BackupPages(directory: "\(target)/vault", fileSystem: fileSystem)
        var changed: [(page: UInt64, row: PageRow)] = []
        for page in 0..<report.manifest.pages {
            let before = try page < known ? PageRow(bytes: table.read(row: page)) : nil
            if let before, try vault.row(page) == before { continue }
            let (row, frame) = try stablePage(page)
            if page < known {
                if report.pagesOverwritten == 0 { try beginChange() }
                report.pagesOverwritten += 1
            }
            try writer.write(row, frame, over: before)
            changed.append((page, row))
        }
        try writer.finish()
        // A row stands for a page that is there, durably.
        for (page, row) in changed {
            if page < known { try table.overwrite(row: page, with: row.bytes) } else { try table.append(row.bytes) }
        }
        try table.sync()
        // An attempt that was interrupted may have left pages that records were erased from since.
        let remains = try copiedVault().erasedBytesLeft(committedPages: report.manifest.pages)
        if !remains.isEmpty { try beginChange() }
        for room in remains { try writer.wipe(room) }
        try writer.finish()
        report.bytesWritten += writer.bytesWritten + UInt64(changed.count * PageRow.byteCount)
        let size = report.manifest.pages * UInt64(PageRow.byteCount)
        files[path] = try readBack(path, size)
        let touched = Set(writer.touched.map { "vault/" + SegmentName.text($0) })
        let kept = Set((old?.files ?? [:]).keys.filter { $0.hasPrefix("vault/") && $0.hasSuffix(".seg") })
        for name in kept.union(touched) {
            let isKnown = !touched.contains(name) && !isInterrupted
            files[name] =
                try isKnown ? old?.files[name] : readBack(name, fileSystem.size(of: "\(target)/\(name)"))
        }
        return changed.map(\.page)
    }

    /// A page with its row, both of one moment: it opens with the key of the row.
    private func stablePage(_ page: UInt64) throws -> (PageRow, [UInt8]) {
        let vault = ledger.vault
        for _ in 0..<100 {
            let row = try vault.row(page)
            if row == .lost { return (row, []) }
            let stored = try vault.withPage(page) { stored throws(LedgerError) in
                _ = try vault.codec.open(stored, page: page)
                return stored
            }
            if stored.wrappedKey == row.wrappedKey, stored.frame.bytes.count == Int(row.place.byteCount) {
                return (row, stored.frame.bytes)
            }
            // An erasure comes between just now.
            environment.pause()
        }
        throw LedgerError(.damaged, "vault.erasing", place: LedgerPlace(file: vault.redoPath))
    }

    /// The vault of the copy.
    private func copiedVault() throws -> Vault {
        try Vault(
            LedgerFiles(directory: target), in: fileSystem, keys: try ledger.keyFiles.vaultKeys(),
            origin: ledger.engine.origin, isWritable: false)
    }

    // MARK: - Verification

    /// Looks at the copy as a ledger: the chain by a quick verification, the pages that were copied by opening each again.
    private func verify(_ pages: [UInt64]) throws {
        let copy = LedgerFiles(directory: target)
        try fileSystem.atomicReplace(
            copy.checkpoint, with: Array(report.manifest.checkpoint.formatted.utf8), access: .shared)
        var chain = ChainVerifier(copy, in: fileSystem, key: ledger.description.key, isQuick: true)
        try chain.run()
        if let finding = chain.findings.first {
            throw LedgerError(.damaged, finding.code, place: finding.place)
        }
        let vault = try copiedVault()
        for page in pages where try !vault.isLost(page) {
            try vault.withPage(page) { stored throws(LedgerError) in _ = try vault.codec.open(stored, page: page) }
        }
    }
}

/// Writes pages to the segments of a backup, one open at a time.
private struct BackupPages {
    let directory: String
    let fileSystem: any FileSystem
    private(set) var touched: Set<UInt64> = []
    private(set) var bytesWritten: UInt64 = 0
    private var open: (segment: UInt64, file: any File)?

    init(directory: String, fileSystem: any FileSystem) { (self.directory, self.fileSystem) = (directory, fileSystem) }

    /// Writes a page where its row says, and zeros over the one it takes the place of.
    mutating func write(_ row: PageRow, _ frame: [UInt8], over before: PageRow?) throws(StoreError) {
        if let before, before != .lost {
            let file = try file(ofSegment: before.place.segment)
            try file.write([UInt8](repeating: 0, count: Int(before.place.byteCount)), at: before.place.offset)
        }
        guard row != .lost else { return }
        try file(ofSegment: row.place.segment).write(frame, at: row.place.offset)
        bytesWritten += UInt64(frame.count)
    }

    /// Writes zeros where no page is.
    mutating func wipe(_ remains: Vault.Remains) throws(StoreError) {
        let file = try file(ofSegment: remains.segment)
        for start in stride(from: remains.bytes.lowerBound, to: remains.bytes.upperBound, by: 1 << 20) {
            let count = Int(min(1 << 20, remains.bytes.upperBound - start))
            try file.write([UInt8](repeating: 0, count: count), at: start)
        }
    }

    private mutating func file(ofSegment segment: UInt64) throws(StoreError) -> any File {
        if let open, open.segment == segment { return open.file }
        try finish()
        let file = try fileSystem.open("\(directory)/\(SegmentName.text(segment))", .create(.private))
        open = (segment, file)
        touched.insert(segment)
        return file
    }

    mutating func finish() throws(StoreError) {
        try open?.file.sync()
        open = nil
    }
}
