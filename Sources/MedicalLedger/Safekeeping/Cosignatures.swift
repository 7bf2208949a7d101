internal import LedgerCrypto
internal import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// The witnesses of a ledger, and what they have cosigned: `witnesses/` in its directory.
///
/// ```
/// keys                 the witnesses that the ledger trusts, a verifier key on each line
/// 0a1b2c3d.cosigned    the newest checkpoint that the witness with the key of that id has cosigned, with its cosignature
/// ```
///
/// A cosignature often comes when the ledger has grown again: then it is kept here alone. While its checkpoint is the newest, that
/// one bears it, too, and so do the receipts that are given out.
package struct Cosignatures {
    private let files: LedgerFiles
    private let key: VerifierKey
    private let environment: Environment
    private var directory: String { files.directory + "/witnesses" }
    private var list: VerifierKeyList { VerifierKeyList(directory + "/keys", environment) }

    /// The witnesses of the ledger in a directory.
    package init(of directory: String, environment: Environment) throws {
        files = LedgerFiles(directory: directory)
        key = try LedgerDescription.read(files, in: environment.fileSystem).key
        self.environment = environment
    }

    /// What a witness has cosigned.
    package struct Cosigned: Sendable {
        /// The witness.
        package let witness: VerifierKey
        /// Its newest checkpoint; nil before the first.
        package let checkpoint: Checkpoint?
        /// When, in seconds since 1970.
        package let timeSeconds: UInt64
        /// The file that holds it.
        package let file: String

        /// When the witness says that it cosigned, RFC 3339; nil where it has not.
        package var time: String? {
            // Beyond the year 9999 nobody has cosigned.
            guard checkpoint != nil, timeSeconds < 253_402_300_800 else { return nil }
            return Timestamp.text(timeSeconds * 1000)
        }
    }

    /// The keys of the witnesses that the ledger trusts.
    package func witnesses() throws -> [VerifierKey] { try list.keys() }

    /// Trusts a witness.
    ///
    /// - Throws: `witnessKnown`, also for another name of a key that is known: it would count twice; `witnessIsLedger`.
    package func trust(_ witness: VerifierKey) throws {
        guard witness.algorithm == .cosignature else {
            throw MedicalError("vkeyOfOtherKind", .refused, ["key": witness.formatted])
        }
        guard witness.publicKey.bytes != key.publicKey.bytes else { throw MedicalError("witnessIsLedger", .refused) }
        let lock = try environment.fileSystem.lock(files.lock, access: .shared)
        defer { withExtendedLifetime(lock) {} }
        let isKnown = try witnesses().contains {
            $0.name == witness.name || $0.publicKey.bytes == witness.publicKey.bytes
        }
        guard !isKnown else { throw MedicalError("witnessKnown", .refused, ["name": witness.name.text]) }
        try environment.fileSystem.createDirectories(directory, access: .shared)
        try list.add(witness)
    }

    /// What a witness has cosigned of this ledger.
    ///
    /// - Throws: `cosignatureInvalid` where the file does not hold that.
    package func cosigned(by witness: VerifierKey) throws -> Cosigned {
        let path = path(of: witness)
        guard try environment.fileSystem.exists(path) else {
            return Cosigned(witness: witness, checkpoint: nil, timeSeconds: 0, file: path)
        }
        do {
            let bytes = try environment.fileSystem.readAll(path, limit: SignedNote.maximumBytes)
            let signed = try SignedCheckpoint(parsing: bytes[...])
            try signed.verify(by: key)
            if let found = try signed.cosignatures(by: [witness]).first {
                return Cosigned(
                    witness: witness, checkpoint: signed.checkpoint, timeSeconds: found.timeSeconds ?? 0, file: path)
            }
        } catch is MerkleLogError {
            // Worded alike, whatever is wrong.
        }
        throw MedicalError("cosignatureInvalid", .damaged, ["file": path, "name": witness.name.text])
    }

    private func path(of witness: VerifierKey) -> String {
        "\(directory)/\(witness.formatted.split(separator: "+")[1]).cosigned"
    }

    /// The request with which a witness is asked for its cosignature: the body of add-checkpoint.
    ///
    /// - Parameter oldSize: what the witness has cosigned last; nil for what is known of it here.
    package func request(to witness: VerifierKey?, oldSize: UInt64? = nil) throws -> ConsistencyProof {
        let ledger = try ClinicLedger.openChain(files.directory, environment: environment)
        guard let newest = ledger.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        let known = try witness.flatMap { try cosigned(by: $0).checkpoint?.treeSize } ?? 0
        let old = oldSize ?? known
        guard old <= newest.checkpoint.treeSize else {
            throw MedicalError(
                "behindOldCheckpoint", .damaged, ["old": String(old), "new": String(newest.checkpoint.treeSize)])
        }
        var prover = try ledger.prover()
        return ConsistencyProof(oldSize: old, hashes: try prover.consistencyProof(from: old), checkpoint: newest)
    }

    /// Takes in the answer of a witness: cosignature lines over the checkpoint that it was asked for.
    ///
    /// - Parameters:
    ///   - answer: the lines; those of witnesses that the ledger does not trust are passed over.
    ///   - request: the request, whose checkpoint they are over; nil for the ledger's newest.
    /// - Returns: what is new.
    /// - Throws: `cosignatureUnknown` where none is by a trusted witness; `cosignatureInvalid`.
    package func take(_ answer: [UInt8], request: [UInt8]?) throws -> [Cosigned] {
        let ledger = try ClinicLedger.openChain(files.directory, environment: environment)
        guard let newest = ledger.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        let asked = try request.map { try ConsistencyProof(parsing: $0[...]).checkpoint } ?? newest
        try asked.verify(by: key)
        // Another history's checkpoint, cosigned, is not this ledger's.
        guard try ledger.standing(toward: asked.checkpoint) == .consistent else {
            throw MedicalError("cosignatureOfOther", .unverified, ["origin": key.name.text])
        }
        let trusted = try witnesses()
        var taken: [Cosigned] = []
        let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n")
        for line in lines {
            let signature = try NoteSignature(parsing: line + "\n")
            guard let witness = trusted.first(where: { $0.id == signature.keyID && $0.name == signature.name })
            else { continue }
            taken.append(try take(signature, by: witness, over: asked))
        }
        guard !taken.isEmpty else { throw MedicalError("cosignatureUnknown", .refused) }
        return taken
    }

    private func take(
        _ signature: NoteSignature, by witness: VerifierKey, over asked: SignedCheckpoint
    ) throws -> Cosigned {
        let path = path(of: witness)
        let plain = try asked.keeping { $0.keyID == key.id && $0.name == key.name }
        let cosigned = try plain.adding(signature)
        guard let found = try? cosigned.cosignatures(by: [witness]).first else {
            throw MedicalError("cosignatureInvalid", .unverified, ["file": path, "name": witness.name.text])
        }
        // The writer's lock: nobody signs a newer checkpoint meanwhile.
        let lock = try environment.fileSystem.lock(files.lock, access: .shared)
        defer { withExtendedLifetime(lock) {} }
        let before = try? self.cosigned(by: witness).checkpoint?.treeSize
        let fileSystem = environment.fileSystem
        if (before ?? 0) <= cosigned.checkpoint.treeSize {
            try fileSystem.atomicReplace(path, with: Array(cosigned.formatted.utf8), access: .shared)
        }
        // Another witness may have cosigned it.
        let bytes = try fileSystem.readAll(files.checkpoint, limit: SignedNote.maximumBytes)
        let current = try SignedCheckpoint(parsing: bytes[...])
        if current.checkpoint == asked.checkpoint {
            let others = try current.keeping { $0.keyID != signature.keyID || $0.name != signature.name }
            let text = try others.adding(signature).formatted
            try fileSystem.atomicReplace(files.checkpoint, with: Array(text.utf8), access: .shared)
        }
        return Cosigned(
            witness: witness, checkpoint: cosigned.checkpoint, timeSeconds: found.timeSeconds ?? 0, file: path)
    }
}
