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

extension ClinicLedger {
    /// Where accesses wait.
    private var pendingDirectory: String { engine.files.directory + "/audit" }

    /// Puts accesses on the chain, with their reason in the vault.
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
        let (sealed, wrappedKey) = try vault.codec.cipher.seal(pending.encoded(), page: PendingAccesses.pageNumber)
        let fileSystem = engine.fileSystem
        try fileSystem.createDirectory(pendingDirectory, access: .private)
        try fileSystem.syncDirectory(engine.files.directory)
        let name = Hexadecimal.text(try randomBytes(16)) + PendingAccesses.suffix
        try fileSystem.atomicReplace(pendingDirectory + "/" + name, with: wrappedKey + sealed, access: .private)
    }

    /// The accesses that wait to be taken into the chain, each with its file.
    package func pendingAccesses() throws -> [Access] { try pendingFiles().flatMap(\.pending.accesses) }

    private func pendingFiles() throws -> [(path: String, pending: PendingAccesses)] {
        let fileSystem = engine.fileSystem
        guard try fileSystem.exists(pendingDirectory) else { return [] }
        return try fileSystem.list(pendingDirectory).filter { $0.hasSuffix(PendingAccesses.suffix) }.map { name in
            let path = pendingDirectory + "/" + name
            let bytes = try fileSystem.readAll(path, limit: PendingAccesses.maximumByteCount)
            let plain =
                bytes.count < PageCipher.wrappedKeyByteCount
                ? nil
                : vault.codec.cipher.open(
                    bytes[PageCipher.wrappedKeyByteCount...],
                    wrappedKey: Array(bytes[..<PageCipher.wrappedKeyByteCount]), page: PendingAccesses.pageNumber)
            guard let plain, let pending = PendingAccesses(decoding: plain) else {
                throw MedicalError("pendingAccessDamaged", .damaged, ["file": path])
            }
            return (path, pending)
        }
    }

    /// Takes the accesses that wait into the chain.
    func takeUpPendingAccesses() throws {
        for (path, pending) in try pendingFiles() {
            try add(pending)
            try engine.fileSystem.remove(path)
        }
    }
}
