internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Accesses that were written down while another process held the ledger: one file for each reading, in `audit/`.
///
/// A file's name is 32 hexadecimal digits and `.pending`. It holds a wrapped key (40 bytes) and what `PageCipher` seals
/// under it with the page number 2^64 - 1: deterministic CBOR, the map {1: entries (array of bytes), 2: reason, 3: salt of the
/// reason}. So it says nothing to who has only the disk, and nobody without the vault's key makes one up. The next
/// process that opens the ledger for writing takes the accesses into the chain, and then removes the file; what is
/// there twice after an interruption is known by its id.
struct PendingAccesses {
    var accesses: [Access]
    /// Why the glass was broken, with the salt that it is committed to with.
    var reason: String?
    var salt: [UInt8]?

    static let suffix = ".pending"
    static let pageNumber = UInt64.max
    static let maximumByteCount = 64 << 20

    func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(reason == nil ? 1 : 3)
        out.write(1)
        out.beginArray(accesses.count)
        for access in accesses { out.write(bytes: Entry.access(access).encoded()) }
        if let reason, let salt {
            out.write(2)
            out.write(text: reason)
            out.write(3)
            out.write(bytes: salt)
        }
        return out.bytes
    }

    init(accesses: [Access], reason: String?, salt: [UInt8]?) {
        (self.accesses, self.reason, self.salt) = (accesses, reason, salt)
    }

    /// Nil where the bytes are not what `encoded` writes.
    init?(decoding bytes: [UInt8]) {
        var entries: [Entry] = []
        var (reason, salt): (String?, [UInt8]?) = (nil, nil)
        var reader = CBORReader(bytes)
        do {
            try reader.readMap { (key, value) throws(CBORError) in
                switch key {
                case 1:
                    for _ in 0..<(try value.readArray()) {
                        if let entry = try? Entry(decoding: try value.readBytes()) { entries.append(entry) }
                    }
                case 2: reason = try value.readText()
                case 3: salt = Array(try value.readBytes())
                default: return false
                }
                return true
            }
            try reader.finish()
        } catch {
            return nil
        }
        let accesses = entries.compactMap { entry -> Access? in
            if case .access(let access) = entry { access } else { nil }
        }
        guard accesses.count == entries.count, (reason == nil) == (salt == nil) else { return nil }
        self.init(accesses: accesses, reason: reason, salt: salt)
    }
}

/// The directory `audit/`, in which accesses wait.
///
/// What cannot be taken into the chain does not keep anybody from writing: it is set aside under another name and kept,
/// `.damaged` where it does not open, `.refused` where it breaks a rule of the chain.
struct PendingAccessFiles {
    static let setAsideSuffixes = [".damaged", ".refused"]

    let directory: String
    let fileSystem: any FileSystem
    /// Nil without the vault's key.
    let cipher: PageCipher?

    init(_ files: LedgerFiles, in fileSystem: any FileSystem, cipher: PageCipher?) {
        directory = files.directory + "/audit"
        (self.fileSystem, self.cipher) = (fileSystem, cipher)
    }

    private func paths(endingIn suffixes: [String]) throws(StoreError) -> [String] {
        guard try fileSystem.exists(directory) else { return [] }
        return try fileSystem.list(directory).filter { name in suffixes.contains { name.hasSuffix($0) } }
            .map { directory + "/" + $0 }
    }

    /// The files that wait, and what they hold; nil where one does not open.
    func waiting() throws(StoreError) -> [(path: String, pending: PendingAccesses?)] {
        var found: [(path: String, pending: PendingAccesses?)] = []
        for path in try paths(endingIn: [PendingAccesses.suffix]) {
            do throws(StoreError) {
                found.append((path, try read(path)))
            } catch {
                // A writer has just taken it in.
                guard error.code == .notFound else { throw error }
            }
        }
        return found
    }

    private func read(_ path: String) throws(StoreError) -> PendingAccesses? {
        guard try fileSystem.size(of: path) <= UInt64(PendingAccesses.maximumByteCount) else { return nil }
        let bytes = try fileSystem.readAll(path, limit: PendingAccesses.maximumByteCount)
        guard bytes.count >= PageCipher.wrappedKeyByteCount else { return nil }
        let plain = cipher?.open(
            bytes[PageCipher.wrappedKeyByteCount...],
            wrappedKey: Array(bytes[..<PageCipher.wrappedKeyByteCount]), page: PendingAccesses.pageNumber)
        return plain.flatMap { PendingAccesses(decoding: $0) }
    }

    /// The files that were set aside.
    func setAside() throws(StoreError) -> [String] { try paths(endingIn: Self.setAsideSuffixes) }

    /// Gives a file another suffix, under which it is kept and not taken in.
    func setAside(_ path: String, as suffix: String) throws(StoreError) -> String {
        let newPath = path.dropLast(PendingAccesses.suffix.count) + suffix
        try fileSystem.rename(path, to: String(newPath))
        try fileSystem.syncDirectory(directory)
        return String(newPath)
    }

    /// Writes accesses to a file of their own, durably.
    func keep(_ pending: PendingAccesses, named name: String) throws {
        guard let (sealed, wrappedKey) = try cipher?.seal(pending.encoded(), page: PendingAccesses.pageNumber) else {
            throw StoreError(.permission, "audit", file: directory)
        }
        try fileSystem.createDirectories(directory, access: .private)
        try fileSystem.atomicReplace(
            directory + "/" + name + PendingAccesses.suffix, with: wrappedKey + sealed, access: .private)
    }
}

extension ClinicLedger {
    private var pendingFiles: PendingAccessFiles {
        PendingAccessFiles(engine.files, in: engine.fileSystem, cipher: vault.codec.cipher)
    }

    /// Puts accesses on the chain, with their reason in the vault; those that are there are passed over.
    func add(_ pending: PendingAccesses) throws {
        try finishWrites()
        var accesses: [Access] = []
        for access in pending.accesses where try entries(.access(id: access.id)).isEmpty { accesses.append(access) }
        if accesses.isEmpty { return }
        var page = DetailPage(of: self, format: .text)
        if let reason = pending.reason, let salt = pending.salt {
            let detail = try page.add(Array(reason.utf8), salt: salt)
            for position in accesses.indices { accesses[position].detail = detail }
        }
        try add(accesses.map { .access($0) }, pages: try page.sealed())
    }

    /// Writes accesses to a file of their own, durably.
    func keep(_ pending: PendingAccesses) throws {
        try pendingFiles.keep(pending, named: Hexadecimal.text(try randomBytes(16)))
    }

    /// What waits to be taken into the chain and is not there yet; what does not open is passed over.
    func pendingAccesses() throws -> [PendingAccesses] {
        try pendingFiles.waiting().compactMap { _, pending in
            guard var pending else { return nil }
            pending.accesses = try pending.accesses.filter { try entries(.access(id: $0.id)).isEmpty }
            return pending.accesses.isEmpty ? nil : pending
        }
    }

    /// By how much an access may be ahead of the clock: more than a year no clock is wrong that a block has not followed.
    private static let clockErrorMilliseconds: UInt64 = 366 * 86_400_000

    /// When a block is to be sealed that may have to do with accesses that wait: not before these, though the clock was put back
    /// since, or they would seem to be of the future, or to have overlooked a statement that came after them.
    ///
    /// - Parameter now: what the clock says, and not before the last block.
    func sealingTime(of entries: [Entry], at now: UInt64) throws -> UInt64 {
        var times =
            !isTakingUp
            ? []
            : entries.compactMap { entry -> UInt64? in
                if case .access(let access) = entry { access.time } else { nil }
            }
        if entries.contains(where: { !$0.statementPatients.isEmpty }) {
            times += try pendingFiles.waiting().flatMap { $0.pending?.accesses.map(\.time) ?? [] }
        }
        return times.filter { $0 > now && $0 - now <= Self.clockErrorMilliseconds }.max() ?? now
    }

    /// Takes the accesses that wait into the chain.
    ///
    /// A file that does not open, or holds an access that breaks a rule, is set aside, see `setAside`: it must not keep the
    /// ledger from being written to for ever.
    func takeUpPendingAccesses() throws {
        isTakingUp = true
        defer { isTakingUp = false }
        let files = pendingFiles
        for (path, pending) in try files.waiting() {
            guard let pending else {
                setAside.append(
                    MedicalError(
                        "pendingAccessDamaged", .damaged, ["file": try files.setAside(path, as: ".damaged")]))
                continue
            }
            if let rule = try takeUp(pending) {
                setAside.append(
                    MedicalError(
                        "pendingAccessRefused", .damaged,
                        ["file": try files.setAside(path, as: ".refused"), "rule": rule]))
            } else {
                try engine.fileSystem.remove(path)
            }
        }
    }

    /// Takes in what keeps the rules.
    ///
    /// - Returns: the rule that something breaks; nil where all is on the chain.
    private func takeUp(_ pending: PendingAccesses) throws -> String? {
        func broken(_ pending: PendingAccesses) throws -> String? {
            do {
                try add(pending)
                return nil
            } catch let error as MedicalError where error.code == "ruleBroken" {
                return error.values["rule"]
            } catch let error as LedgerError where error.code == .limit {
                return BrokenRule.malformed.rawValue
            }
        }
        guard try broken(pending) != nil else { return nil }
        return try pending.accesses.compactMap {
            try broken(PendingAccesses(accesses: [$0], reason: pending.reason, salt: pending.salt))
        }.first
    }
}
