internal import Crypto
internal import LedgerCrypto
package import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// A node's secret keys in `keys/`: text files of one line, readable by their owner alone.
///
/// | file | line |
/// | --- | --- |
/// | checkpoint.key | PRIVATE+KEY+name+id+base64(0x01 ‖ seed): signs checkpoints; the name is the origin |
/// | member.key | the same form, the name is origin/member: signs transactions and seals |
/// | vault.key | base64 of 32 bytes: wraps page keys and makes index keys |
/// | sealing.key | base64 of 32 bytes: the X25519 secret that opens what others seal to this node |
/// | protection | how the files above are sealed, if they are: see `KeyFiles.Protection` |
/// | pages | a table of wrapped page keys, see `Vault` |
/// | member.key.new | a member's key that is about to take the place of member.key, see `KeyFiles+Rotation` |
/// | succession | which public key followed which, signed with the earlier one: no secret |
///
/// A node whose ledger was made by an earlier version has no sealing key until one is made.
///
/// The signing keys are in the form that other tools for signed notes write and read. Each file may be sealed, see
/// `readSecret`; the secret that opens them is asked for once in the life of a value, and not at all where none is sealed.
/// Specification: C2SP signed-note, for name and id.
package final class KeyFiles {
    let files: LedgerFiles
    let fileSystem: any FileSystem
    let unlock: Unlock
    let randomBytes: @Sendable (Int) throws -> [UInt8]
    /// What the sealed files are sealed under, once it has been opened.
    var directoryKey: SymmetricKey?

    /// A file with a secret.
    package enum Name: String, CaseIterable, Sendable {
        /// Signs checkpoints.
        case checkpoint = "checkpoint.key"
        /// Signs transactions and blocks.
        case member = "member.key"
        /// Opens the vault.
        case vault = "vault.key"
        /// Opens what others seal to this node.
        case sealing = "sealing.key"
    }

    /// The keys of a node.
    struct NodeKeys {
        let checkpoint: NoteSigner
        let member: Ed25519.SigningKey
        let vault: VaultKeys
        let sealing: SealingKey
    }

    /// The keys of a ledger; reads nothing yet.
    package init(files: LedgerFiles, environment: Environment) {
        self.files = files
        fileSystem = environment.fileSystem
        unlock = environment.unlock
        randomBytes = environment.randomBytes
    }

    func path(_ name: Name) -> String { files.keys + "/" + name.rawValue }

    // MARK: - Making

    /// Makes new keys.
    ///
    /// - Parameter protection: what they are sealed with; nil to leave them in clear.
    func create(origin: KeyName, protection: KeyProtection?) throws -> NodeKeys {
        try fileSystem.createDirectory(files.keys, access: .private)
        if let protection { try makeProtection(protection) }
        for name in Name.allCases { try make(name, origin: origin) }
        let (_, member) = try signingKey(.member)
        return NodeKeys(
            checkpoint: try checkpointSigner(), member: member, vault: try vaultKeys(),
            sealing: try sealingKey() ?? { throw missing(.sealing) }())
    }

    private func make(_ name: Name, origin: KeyName) throws {
        var bytes = try randomBytes(32)
        try write(name, Secret(takingOver: &bytes), origin: origin)
    }

    /// Makes a sealing key for a node that has none; says whether it did.
    @discardableResult
    package func makeSealingKey() throws -> Bool {
        let lock = try writersLock()
        defer { withExtendedLifetime(lock) {} }
        guard try !fileSystem.exists(path(.sealing)) else { return false }
        if try isAnySealed() { _ = try openDirectoryKey() }
        try make(.sealing, origin: try checkpointSigner().verifierKey.name)
        return true
    }

    /// Keeps others from writing, as long as it is held.
    func writersLock() throws -> any FileLock { try fileSystem.lock(files.lock, access: .shared) }

    // MARK: - Reading

    func exists(_ name: Name) throws(StoreError) -> Bool { try fileSystem.exists(path(name)) }

    /// Reads the vault's keys.
    func vaultKeys() throws -> VaultKeys {
        try secret(.vault).withBytes { VaultKeys(masterSecret: Array($0)) }
    }

    /// Reads the sealing key; nil where none has been made.
    func sealingKey() throws -> SealingKey? {
        guard try fileSystem.exists(path(.sealing)) else { return nil }
        return try secret(.sealing).withBytes { SealingKey(secret: $0) }
    }

    /// Reads the signing keys.
    ///
    /// - Parameter key: the ledger's checkpoint key; a key file that holds another is refused before it signs anything.
    /// - Parameter formerMember: the member's public key before this one, where the last block may be sealed with it.
    /// - Parameter place: the file with the member's key, where that is not the usual one.
    func signers(for key: VerifierKey, formerMember: [UInt8] = [], at place: String? = nil) throws -> Ledger.Signers {
        let signer = try checkpointSigner()
        guard signer.verifierKey == key else {
            throw MedicalError("keyOfAnother", .refused, ["file": path(.checkpoint)])
        }
        return Ledger.Signers(
            checkpoint: signer, member: try signingKey(.member, at: place).key, formerMember: formerMember)
    }

    /// Reads the key that the member signs with.
    func memberSigningKey() throws -> Ed25519.SigningKey { try signingKey(.member).key }

    func checkpointSigner() throws -> NoteSigner {
        let (name, key) = try signingKey(.checkpoint)
        return NoteSigner(name: name, signingKey: key)
    }

    /// - Parameter place: the file that holds it, where that is not the usual one.
    func signingKey(_ file: Name, at place: String? = nil) throws -> (name: KeyName, key: Ed25519.SigningKey) {
        let (label, seed) = try parse(file, at: place)
        // The id ties name and key together: a changed name is seen, too.
        guard let label, let key = try? seed.withBytes({ try Ed25519.SigningKey(seed: $0) }),
            Self.identifier(of: VerifierKey(name: label.name, publicKey: key.publicKey)) == label.id
        else { throw malformed(file) }
        return (label.name, key)
    }

    /// The 32 bytes of a secret, which each file's line carries.
    func secret(_ name: Name) throws -> Secret { try parse(name).secret }

    private func parse(
        _ file: Name, at place: String? = nil
    ) throws -> (label: (name: KeyName, id: String)?, secret: Secret) {
        guard try fileSystem.exists(place ?? path(file)) else { throw missing(file) }
        let line = try readSecret(file, at: place).withBytes { bytes in
            let newlines = bytes.reversed().prefix { $0 == UInt8(ascii: "\n") }.count
            return String(decoding: bytes.dropLast(newlines), as: UTF8.self)
        }
        var label: (name: KeyName, id: String)?
        var encoded = Substring(line)
        switch file {
        case .checkpoint, .member:
            let parts = line.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
            guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let found = try? KeyName(String(parts[2]))
            else { throw malformed(file) }
            (label, encoded) = ((found, String(parts[3])), parts[4])
        case .vault, .sealing: break
        }
        guard var bytes = Base64.decode(String(encoded)) else { throw malformed(file) }
        defer { erase(&bytes) }
        if label != nil {
            guard bytes.first == 1 else { throw malformed(file) }
            bytes.removeFirst()
        }
        guard bytes.count == 32 else { throw malformed(file) }
        return (label, Secret(takingOver: &bytes))
    }

    func missing(_ name: Name) -> MedicalError { MedicalError("keyMissing", .refused, ["file": path(name)]) }

    func malformed(_ name: Name) -> MedicalError { MedicalError("keyMalformed", .damaged, ["file": path(name)]) }

    // MARK: - Writing

    /// Writes the line of a secret, sealed where the directory key is open.
    func write(_ name: Name, _ secret: Secret, origin: KeyName, at place: String? = nil) throws {
        let line = try secret.withBytes { bytes in
            switch name {
            case .checkpoint: try Self.line(origin, bytes)
            case .member: try Self.line(try KeyName(origin.text + "/member"), bytes)
            case .vault, .sealing: Base64.encode(bytes)
            }
        }
        var bytes = Array((line + "\n").utf8)
        try writeSecret(name, Secret(takingOver: &bytes), under: directoryKey, at: place)
    }

    private static func line(_ name: KeyName, _ seed: UnsafeRawBufferPointer) throws -> String {
        let verifier = VerifierKey(name: name, publicKey: try Ed25519.SigningKey(seed: seed).publicKey)
        return "PRIVATE+KEY+\(name.text)+\(identifier(of: verifier))+\(Base64.encode([1] + seed))"
    }

    private static func identifier(of key: VerifierKey) -> String {
        let digits = String(key.id, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
