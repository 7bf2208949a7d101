internal import LedgerCrypto
internal import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// Somebody who cosigns the checkpoints of other ledgers, after seeing that each has grown from the one before.
///
/// ```
/// witness.key          0600: PRIVATE+KEY+name+id+base64(0x04 ‖ seed)
/// logs                 the ledgers it knows, a verifier key on each line
/// 0a1b2c3d.checkpoint  what it has cosigned last for the ledger with the key of that id, see HighWaterMark
/// ```
///
/// Requests and cosignatures travel as files. What a witness has cosigned is durable before the cosignature leaves: so it never
/// cosigns two histories of one ledger, as long as its directory is not put back to an older one itself.
/// Specification: C2SP tlog-witness, section add-checkpoint; C2SP tlog-cosignature, Ed25519.
package struct Witness {
    /// What others verify its cosignatures by.
    package var verifierKey: VerifierKey { cosigner.verifierKey }
    private let cosigner: Cosigner
    private let directory: String
    private let environment: Environment

    private static func keyPath(_ directory: String) -> String { directory + "/witness.key" }
    private var logsPath: String { directory + "/logs" }

    /// Makes a witness with a new key.
    ///
    /// - Throws: `witnessExists`.
    package static func create(_ directory: String, name: KeyName, environment: Environment) throws -> Witness {
        let fileSystem = environment.fileSystem
        try fileSystem.createDirectories(directory, access: .private)
        guard try !fileSystem.exists(keyPath(directory)) else {
            throw MedicalError("witnessExists", .cannotCreate, ["directory": directory])
        }
        var bytes = try SystemRandom.bytes(32)
        let seed = Secret(takingOver: &bytes)
        let key = try seed.withBytes { try Ed25519.SigningKey(seed: $0) }
        let cosigner = Cosigner(name: name, signingKey: key)
        let id = cosigner.verifierKey.formatted.split(separator: "+")[1]
        var line = seed.withBytes { seed in
            Array("PRIVATE+KEY+\(name.text)+\(id)+\(Base64.encode([Self.algorithm] + seed))\n".utf8)
        }
        defer { erase(&line) }
        try fileSystem.createFile(keyPath(directory), with: line, access: .private)
        return Witness(cosigner: cosigner, directory: directory, environment: environment)
    }

    private static let algorithm = VerifierKey.Algorithm.cosignature.rawValue

    private init(cosigner: Cosigner, directory: String, environment: Environment) {
        (self.cosigner, self.directory, self.environment) = (cosigner, directory, environment)
    }

    /// Opens a witness.
    ///
    /// - Throws: `notAWitness`, `keyMalformed`.
    package init(in directory: String, environment: Environment) throws {
        let path = Self.keyPath(directory)
        guard try environment.fileSystem.exists(path) else {
            throw MedicalError("notAWitness", .noInput, ["directory": directory])
        }
        var line = try environment.fileSystem.readAll(path, limit: 4096)
        defer { erase(&line) }
        let parts = line.dropLast().split(separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false)
        guard line.last == UInt8(ascii: "\n"), parts.count == 5, parts[0].elementsEqual("PRIVATE".utf8),
            parts[1].elementsEqual("KEY".utf8), let name = try? KeyName(String(decoding: parts[2], as: UTF8.self)),
            var secret = Base64.decode(parts[4]), secret.count == 33, secret[0] == Self.algorithm
        else { throw MedicalError("keyMalformed", .damaged, ["file": path]) }
        defer { erase(&secret) }
        self.init(
            cosigner: Cosigner(name: name, signingKey: try Ed25519.SigningKey(seed: secret[1...])),
            directory: directory, environment: environment)
    }

    // MARK: - The ledgers it knows

    /// The keys of the ledgers that it cosigns for.
    package func logs() throws -> [VerifierKey] {
        try VerifierKeyList(logsPath, environment).keys()
    }

    /// Takes a ledger among those it cosigns for.
    ///
    /// - Throws: `witnessKnowsLog` where it knows one of that name.
    package func watch(_ key: VerifierKey) throws {
        guard key.algorithm == .ed25519 else {
            throw MedicalError("vkeyOfOtherKind", .refused, ["key": key.formatted])
        }
        let list = VerifierKeyList(logsPath, environment)
        guard try !list.keys().contains(where: { $0.name == key.name }) else {
            throw MedicalError("witnessKnowsLog", .refused, ["origin": key.name.text])
        }
        try list.add(key)
    }

    /// The newest checkpoint that it has cosigned for a ledger; nil before the first.
    package func cosigned(_ key: VerifierKey) throws -> SignedCheckpoint? { try mark(of: key).read() }

    private func mark(of key: VerifierKey) -> HighWaterMark {
        HighWaterMark(of: key, in: directory, on: environment.fileSystem)
    }

    // MARK: - Cosigning

    /// Cosigns the checkpoint of a request: the body of add-checkpoint.
    ///
    /// - Returns: the cosignature, and the checkpoint it is over.
    /// - Throws: with the HTTP status that the specification gives it as the value `status`: `witnessRequestMalformed` (400),
    ///   `witnessUnknownLog` (404), `witnessUnsigned` (403), `witnessOldSize` (409, with the size it has cosigned),
    ///   `witnessForked` (409 for one of the same size, else 422).
    package func cosign(_ request: [UInt8]) throws -> (signature: NoteSignature, checkpoint: Checkpoint) {
        let proof: ConsistencyProof
        do throws(MerkleLogError) {
            proof = try ConsistencyProof(parsing: request[...])
        } catch {
            throw Self.refusal("witnessRequestMalformed", 400, error)
        }
        let checkpoint = proof.checkpoint.checkpoint
        guard let key = try logs().first(where: { $0.name.text.utf8.elementsEqual(checkpoint.origin.utf8) }) else {
            throw MedicalError("witnessUnknownLog", .refused, ["status": "404", "origin": checkpoint.origin])
        }
        do throws(MerkleLogError) {
            try proof.checkpoint.verify(by: key)
        } catch {
            throw Self.refusal("witnessUnsigned", 403, error)
        }
        guard proof.oldSize <= checkpoint.treeSize else {
            throw Self.refusal(
                "witnessRequestMalformed", 400,
                MerkleLogError(
                    .sizesReversed,
                    values: [
                        "oldSize": "\(proof.oldSize)", "newSize": "\(checkpoint.treeSize)",
                    ]))
        }
        // From here to the new mark nobody else may come between.
        let mark = mark(of: key)
        let lock = try mark.lock()
        defer { withExtendedLifetime(lock) {} }
        try expectGrown(proof, from: try mark.read()?.checkpoint, key)
        try mark.replace(with: proof.checkpoint)
        let signature = cosigner.cosignature(over: checkpoint, timeSeconds: environment.clock() / 1000)
        return (signature, checkpoint)
    }

    private func expectGrown(_ proof: ConsistencyProof, from last: Checkpoint?, _ key: VerifierKey) throws {
        let checkpoint = proof.checkpoint.checkpoint
        guard proof.oldSize == last?.treeSize ?? 0 else {
            throw MedicalError(
                "witnessOldSize", .refused,
                ["status": "409", "size": String(last?.treeSize ?? 0), "found": String(proof.oldSize)])
        }
        let nothing = try Checkpoint(origin: checkpoint.origin, treeSize: 0, rootHash: MerkleTree.emptyRoot)
        do throws(MerkleLogError) {
            try proof.verify(from: last ?? nothing, key: key)
        } catch {
            let status = proof.oldSize == checkpoint.treeSize && proof.hashes.isEmpty ? "409" : "422"
            throw MedicalError(
                "witnessForked", .unverified,
                [
                    "status": status, "origin": checkpoint.origin, "old": String(proof.oldSize),
                    "new": String(checkpoint.treeSize), "reason": error.code.rawValue,
                ].merging(error.values) { first, _ in first })
        }
    }

    private static func refusal(_ code: String, _ status: Int, _ error: MerkleLogError) -> MedicalError {
        MedicalError(
            code, status == 403 ? .unverified : .badInput,
            ["status": String(status), "reason": error.code.rawValue].merging(error.values) { first, _ in first })
    }
}

/// A file with a verifier key on each line.
struct VerifierKeyList {
    private static let byteLimit = 1 << 20
    let path: String
    let fileSystem: any FileSystem

    init(_ path: String, _ environment: Environment) { (self.path, fileSystem) = (path, environment.fileSystem) }

    /// The keys; none where there is no file.
    ///
    /// - Throws: `keyListMalformed`.
    func keys() throws -> [VerifierKey] {
        guard try fileSystem.exists(path) else { return [] }
        let text = String(decoding: try fileSystem.readAll(path, limit: Self.byteLimit), as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            guard let key = try? VerifierKey(parsing: String(line)) else {
                throw MedicalError("keyListMalformed", .damaged, ["file": path])
            }
            return key
        }
    }

    /// Adds a key, durably.
    func add(_ key: VerifierKey) throws {
        let lines = try (keys() + [key]).map { $0.formatted + "\n" }.joined()
        try fileSystem.atomicReplace(path, with: Array(lines.utf8), access: .shared)
    }
}
