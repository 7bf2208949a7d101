internal import Crypto
internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

extension KeyFiles {
    /// The file `protection`: the directory key, under which the other files are sealed, locked with a passphrase or a key file.
    ///
    ///     clinicledger key protection v1
    ///     lock passphrase scrypt 17 8 1 AAAAAAAAAAAAAAAAAAAAAA==
    ///     key …
    ///
    /// `lock` is a line of `KeyLock`; `key` is base64 of 32 random bytes locked so, with the lines above as additional data.
    /// So a new passphrase changes this file alone, in one rename, and an opening pays for one scrypt however many files
    /// there are. It means something only while a file is sealed: it is written before the first one and removed after the
    /// last one, and one that is left over is replaced.
    struct Protection {
        static let title = "clinicledger key protection v1"
        let lock: KeyLock
        let lockedKey: [UInt8]

        var clear: String { Self.clear(lock) }
        var formatted: String { clear + "key \(Base64.encode(lockedKey))\n" }

        static func clear(_ lock: KeyLock) -> String { "\(title)\nlock \(lock.line)\n" }

        /// Locks a key.
        init(_ key: SymmetricKey, with protection: KeyProtection) throws {
            let (lock, lockKey) = try protection.makeLock()
            self.lock = lock
            lockedKey = try key.withUnsafeBytes { try KeyLock.seal($0, under: lockKey, beside: Self.clear(lock)) }
        }

        /// Reads the file; nil if it is not what `formatted` gives.
        init?(_ bytes: [UInt8]) {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count == 4, lines[1].hasPrefix("lock "), lines[2].hasPrefix("key "),
                let lock = KeyLock(parsing: String(lines[1].dropFirst(5))),
                let lockedKey = Base64.decode(String(lines[2].dropFirst(4)))
            else { return nil }
            (self.lock, self.lockedKey) = (lock, lockedKey)
            guard bytes.elementsEqual(formatted.utf8) else { return nil }
        }
    }

    private static let sealedTitle = "clinicledger sealed key v1\n"
    private var protectionPath: String { files.keys + "/protection" }

    // MARK: - Files

    /// The content of a file, opened if it is sealed.
    ///
    /// A sealed file is the line `clinicledger sealed key v1` and one of base64: what the file would hold otherwise, under
    /// the directory key, with that first line and the file's name as additional data.
    ///
    /// - Parameter place: the file, where that is not the usual one.
    func readSecret(_ name: Name, at place: String? = nil) throws -> Secret {
        var bytes = try fileSystem.readAll(place ?? path(name), limit: 4096)
        guard bytes.starts(with: Self.sealedTitle.utf8) else { return Secret(takingOver: &bytes) }
        let key = try openDirectoryKey()
        guard bytes.last == UInt8(ascii: "\n"),
            let sealed = Base64.decode(bytes[Self.sealedTitle.utf8.count..<bytes.count - 1]),
            let opened = KeyLock.open(sealed, under: key, beside: Self.sealedTitle + name.rawValue)
        else { throw malformed(name) }
        return opened
    }

    /// Writes the content of a file.
    ///
    /// - Parameter key: what it is sealed under; nil to write it in clear.
    func writeSecret(_ name: Name, _ content: Secret, under key: SymmetricKey?, at place: String? = nil) throws {
        let path = place ?? path(name)
        try content.withBytes { content in
            guard let key else { return try replace(path, with: Array(content)) }
            let sealed = try KeyLock.seal(content, under: key, beside: Self.sealedTitle + name.rawValue)
            try replace(path, with: Array((Self.sealedTitle + Base64.encode(sealed) + "\n").utf8))
        }
    }

    /// Replaces a file in one durable step, then overwrites what it held, as far as the disk lets go of old bytes.
    private func replace(_ path: String, with bytes: [UInt8]) throws {
        let old = try fileSystem.exists(path) ? fileSystem.open(path, .write) : nil
        try fileSystem.atomicReplace(path, with: bytes, access: .private)
        if let old { try overwrite(old) }
    }

    /// Overwrites what a file holds that no name leads to any more.
    func overwrite(_ file: any File) throws {
        try file.write([UInt8](repeating: 0, count: Int(try file.size())), at: 0)
        try file.sync()
    }

    func isSealed(_ name: Name) throws -> Bool {
        try fileSystem.exists(path(name))
            && fileSystem.readAll(path(name), limit: 4096).starts(with: Self.sealedTitle.utf8)
    }

    func isAnySealed() throws -> Bool { try Name.allCases.contains { try isSealed($0) } }

    private func readProtection() throws -> Protection {
        guard try fileSystem.exists(protectionPath) else {
            throw MedicalError("keyMissing", .refused, ["file": protectionPath])
        }
        guard let protection = Protection(try fileSystem.readAll(protectionPath, limit: 4096)) else {
            throw MedicalError("keyMalformed", .damaged, ["file": protectionPath])
        }
        return protection
    }

    /// The key that the sealed files are sealed under; the first time somebody is asked for what opens it.
    func openDirectoryKey() throws -> SymmetricKey {
        if let directoryKey { return directoryKey }
        let protection = try readProtection()
        let lockKey = try protection.lock.key(from: try unlock(protection.lock.kind, files.keys))
        guard let opened = KeyLock.open(protection.lockedKey, under: lockKey, beside: protection.clear),
            opened.count == 32
        else { throw protection.lock.wrongSecret(for: files.keys) }
        let key = opened.withBytes { SymmetricKey(data: $0) }
        directoryKey = key
        return key
    }

    /// Asks for what opens the sealed files now, and not again later.
    package func open() throws { _ = try openDirectoryKey() }

    /// Begins a protection with a directory key of its own.
    func makeProtection(_ chosen: KeyProtection) throws {
        let key = SymmetricKey(size: .bits256)
        try replace(protectionPath, with: Array(try Protection(key, with: chosen).formatted.utf8))
        directoryKey = key
    }

    // MARK: - Sealing and unsealing

    /// What is where, and whether it is sealed.
    package struct Status: Sendable {
        /// A file's state.
        package enum State: String, Sendable {
            /// Readable by whoever has the file.
            case clear
            /// Readable with the passphrase or the key file.
            case sealed
            /// Not there.
            case missing
        }

        /// Each file with its state.
        package var files: [(name: Name, state: State)]
        /// What opens the sealed ones; nil where none is sealed.
        package var lock: KeyLock.Kind?
        /// Whether no file lies in clear.
        package var isComplete: Bool { !files.contains { $0.state == .clear } }
    }

    /// Looks at the files; opens nothing.
    package func status() throws -> Status {
        let states = try Name.allCases.map { name -> (Name, Status.State) in
            guard try fileSystem.exists(path(name)) else { return (name, .missing) }
            return (name, try isSealed(name) ? .sealed : .clear)
        }
        let isAnySealed = states.contains { $0.1 == .sealed }
        return Status(files: states, lock: isAnySealed ? try readProtection().lock.kind : nil)
    }

    /// Seals every file that lies in clear.
    ///
    /// At every moment each file can be read with the old secret or the new one, and running it again finishes what was
    /// interrupted.
    ///
    /// - Parameter protection: what opens the files from now on; nil to keep what opens them now.
    package func seal(with protection: KeyProtection?) throws {
        let lock = try writersLock()
        defer { withExtendedLifetime(lock) {} }
        try expectNoMemberDraft()
        if try isAnySealed() {
            let key = try openDirectoryKey()
            if let protection {
                try replace(protectionPath, with: Array(try Protection(key, with: protection).formatted.utf8))
            }
        } else if let protection {
            try makeProtection(protection)
        } else {
            throw MedicalError("keysNotSealed", .refused, ["directory": files.keys])
        }
        let key = try openDirectoryKey()
        for name in Name.allCases where try fileSystem.exists(path(name)) && !isSealed(name) {
            try writeSecret(name, try readSecret(name), under: key)
        }
    }

    /// Writes every sealed file in clear again.
    package func unseal() throws {
        let lock = try writersLock()
        defer { withExtendedLifetime(lock) {} }
        try expectNoMemberDraft()
        for name in Name.allCases where try isSealed(name) {
            try writeSecret(name, try readSecret(name), under: nil)
        }
        try removeProtection()
    }

    /// Takes away a protection that protects nothing.
    func removeProtection() throws {
        directoryKey = nil
        guard try fileSystem.exists(protectionPath), try !isAnySealed() else { return }
        try fileSystem.remove(protectionPath)
        try fileSystem.syncDirectory(files.keys)
    }
}
