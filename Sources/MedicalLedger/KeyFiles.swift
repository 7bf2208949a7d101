internal import LedgerCrypto
internal import LedgerEngine
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
/// | pages | a table of wrapped page keys, see `Vault` |
///
/// A node whose ledger was made by an earlier version has no sealing key until one is made.
///
/// The signing keys are in the form that other tools for signed notes write and read.
/// Specification: C2SP signed-note, for name and id.
struct KeyFiles {
    let files: LedgerFiles
    let fileSystem: any FileSystem

    private var checkpointPath: String { files.keys + "/checkpoint.key" }
    private var memberPath: String { files.keys + "/member.key" }
    private var vaultPath: String { files.keys + "/vault.key" }
    private var sealingPath: String { files.keys + "/sealing.key" }

    /// The keys of a node.
    struct NodeKeys {
        let checkpoint: NoteSigner
        let member: Ed25519.SigningKey
        let vault: VaultKeys
        let sealing: SealingKey
    }

    /// Makes new keys.
    func create(origin: KeyName) throws -> NodeKeys {
        let checkpointSeed = try SystemRandom.bytes(32)
        let memberSeed = try SystemRandom.bytes(32)
        let vaultSecret = try SystemRandom.bytes(32)
        try fileSystem.createDirectory(files.keys, access: .private)
        let checkpointKey = try Ed25519.SigningKey(seed: checkpointSeed)
        let memberKey = try Ed25519.SigningKey(seed: memberSeed)
        let memberName = try KeyName(origin.text + "/member")
        try write(Self.line(origin, checkpointKey, checkpointSeed), to: checkpointPath)
        try write(Self.line(memberName, memberKey, memberSeed), to: memberPath)
        try write(Base64.encode(vaultSecret), to: vaultPath)
        return NodeKeys(
            checkpoint: NoteSigner(name: origin, signingKey: checkpointKey), member: memberKey,
            vault: VaultKeys(masterSecret: vaultSecret), sealing: try makeSealingKey())
    }

    /// Makes a sealing key, unless there is one.
    @discardableResult
    func makeSealingKey() throws -> SealingKey {
        if let key = try sealingKey() { return key }
        try write(Base64.encode(try SystemRandom.bytes(SealingKey.keyByteCount)), to: sealingPath)
        return try sealingKey() ?? { throw MedicalError("keyMissing", .refused, ["file": sealingPath]) }()
    }

    /// Reads the sealing key; nil where none has been made.
    func sealingKey() throws -> SealingKey? {
        guard try fileSystem.exists(sealingPath) else { return nil }
        guard let key = Base64.decode(try line(of: sealingPath)).flatMap({ SealingKey(secret: $0) }) else {
            throw MedicalError("keyMalformed", .damaged, ["file": sealingPath])
        }
        return key
    }

    /// Whether the vault's secret is here, so that records can be read.
    var hasVaultKey: Bool { (try? fileSystem.exists(vaultPath)) ?? false }

    /// Reads the vault's keys.
    func vaultKeys() throws -> VaultKeys {
        guard let secret = Base64.decode(try line(of: vaultPath)), secret.count == 32 else {
            throw MedicalError("keyMalformed", .damaged, ["file": vaultPath])
        }
        return VaultKeys(masterSecret: secret)
    }

    /// Reads the signing keys.
    ///
    /// - Parameter key: the ledger's checkpoint key; a key file that holds another is refused before it signs anything.
    func signers(for key: VerifierKey) throws -> Ledger.Signers {
        let (name, checkpointKey) = try signingKey(checkpointPath)
        let (_, memberKey) = try signingKey(memberPath)
        let signer = NoteSigner(name: name, signingKey: checkpointKey)
        guard signer.verifierKey == key else { throw MedicalError("keyOfAnother", .refused, ["file": checkpointPath]) }
        return Ledger.Signers(checkpoint: signer, member: memberKey)
    }

    private static func line(_ name: KeyName, _ key: Ed25519.SigningKey, _ seed: [UInt8]) -> String {
        let verifier = VerifierKey(name: name, publicKey: key.publicKey)
        let id = String(verifier.id, radix: 16)
        let padded = String(repeating: "0", count: 8 - id.count) + id
        return "PRIVATE+KEY+\(name.text)+\(padded)+\(Base64.encode([1] + seed))"
    }

    private func signingKey(_ path: String) throws -> (KeyName, Ed25519.SigningKey) {
        let parts = try line(of: path).split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let name = try? KeyName(String(parts[2])),
            let bytes = Base64.decode(String(parts[4])), bytes.count == 33, bytes[0] == 1,
            let key = try? Ed25519.SigningKey(seed: bytes[1...])
        else { throw MedicalError("keyMalformed", .damaged, ["file": path]) }
        return (name, key)
    }

    private func line(of path: String) throws -> String {
        guard try fileSystem.exists(path) else { throw MedicalError("keyMissing", .refused, ["file": path]) }
        let bytes = try fileSystem.readAll(path, limit: 4096)
        var text = String(decoding: bytes, as: UTF8.self)
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private func write(_ line: String, to path: String) throws {
        try fileSystem.atomicReplace(path, with: Array((line + "\n").utf8), access: .private)
    }
}
