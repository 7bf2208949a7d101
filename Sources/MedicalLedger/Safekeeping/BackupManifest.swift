internal import LedgerCrypto
package import MerkleLog
internal import SegmentStore

/// What a backup is made of: the file `BACKUP`, written last.
///
///     clinicledger backup v1
///     key north.example/lab+4979b6d4+ASTM1J4xI0wjnIIn1YXkIfl7oFzNhrG5C6goBxKL2910
///     pages 3
///     made 2026-01-31T08:00:00Z
///     file 1272 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 chain/000000000000.seg
///     sum 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
///
///     north.example/lab
///     9
///     …
///
/// A `file` line is a size, the SHA-256 of that many bytes, and the path; a file may be longer, when a later backup into the same
/// directory was interrupted. `sum` is the SHA-256 of all lines above it; behind the blank line stands the checkpoint that all of
/// it belongs to.
///
/// While bytes that an older backup in the same directory had are being changed, as an erasure asks for, it is called
/// `BACKUP.updating`: such a backup is incomplete until `backup --incremental` has gone through.
package struct BackupManifest: Sendable {
    static let name = "BACKUP"
    static let updatingName = "BACKUP.updating"
    private static let title = "clinicledger backup v1"
    private static let byteLimit = 64 << 20

    struct File: Hashable, Sendable {
        var byteCount: UInt64
        var hash: Digest
    }

    /// The ledger's key.
    package var key: VerifierKey
    /// Number of vault pages.
    package var pages: UInt64
    /// When it was made, RFC 3339.
    package var made: String
    /// The checkpoint that all of it belongs to.
    package var checkpoint: SignedCheckpoint
    /// The files by path.
    var files: [String: File]

    func encoded() -> [UInt8] {
        var lines = [Self.title, "key \(key.formatted)", "pages \(pages)", "made \(made)"]
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            lines.append("file \(file.byteCount) \(file.hash.hex) \(path)")
        }
        let text = lines.map { $0 + "\n" }.joined()
        return Array("\(text)sum \(LedgerCrypto.SHA256.hash(text.utf8).hex)\n\n\(checkpoint.formatted)".utf8)
    }

    init(key: VerifierKey, pages: UInt64, made: String, checkpoint: SignedCheckpoint, files: [String: File]) {
        (self.key, self.pages, self.made, self.checkpoint, self.files) = (key, pages, made, checkpoint, files)
    }

    /// Nil where the bytes are not what `encoded` writes, or the key has not signed the checkpoint.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let blank = text.utf8.indices.first(where: { text.utf8[$0...].starts(with: "\n\n".utf8) }),
            let signed = try? SignedCheckpoint(parsing: String(text[text.index(blank, offsetBy: 2)...]))
        else { return nil }
        var lines = text[..<blank].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        func value(_ label: String) -> String? {
            guard let line = lines.popFirst(), line.hasPrefix(label + " ") else { return nil }
            return String(line.dropFirst(label.count + 1))
        }
        guard lines.popFirst() == Self.title, let key = value("key").flatMap({ try? VerifierKey(parsing: $0) }),
            let pages = value("pages").flatMap({ UInt64($0) }), let made = value("made"), lines.popLast() != nil,
            (try? signed.verify(by: key)) != nil
        else { return nil }
        var files: [String: File] = [:]
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            guard words.count == 4, words[0] == "file", let count = UInt64(words[1]),
                let bytes = Hexadecimal.bytes(words[2]), let hash = Digest(bytes), Self.isInside(words[3])
            else { return nil }
            files[words[3]] = File(byteCount: count, hash: hash)
        }
        self.init(key: key, pages: pages, made: made, checkpoint: signed, files: files)
        guard encoded() == bytes else { return nil }
    }

    /// Whether a path is that of a file of a ledger: a manifest that was tampered with must not lead elsewhere.
    private static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    /// Reads the manifest of a backup.
    ///
    /// - Throws: `notABackup`, `backupIncomplete`, `backupManifestDamaged`.
    static func read(_ directory: String, in fileSystem: any FileSystem) throws -> BackupManifest {
        let path = "\(directory)/\(name)"
        guard try fileSystem.exists(path) else {
            let isBegun =
                try fileSystem.exists("\(directory)/\(updatingName)")
                || fileSystem.exists(directory) && fileSystem.list(directory).contains("chain")
            throw MedicalError(isBegun ? "backupIncomplete" : "notABackup", .noInput, ["directory": directory])
        }
        guard let manifest = BackupManifest(try fileSystem.readAll(path, limit: byteLimit)) else {
            throw MedicalError("backupManifestDamaged", .damaged, ["file": path])
        }
        return manifest
    }
}
