internal import LedgerCrypto
package import LedgerEngine
package import MerkleLog
internal import SegmentStore

/// What travels in a receipt's `extra` line: what one needs to know the record again.
///
/// The map {1: the entry's bytes, 2: the salt of the record's commitment} as deterministic CBOR. Nothing vouches for it
/// but itself: the entry's bytes hash to the leaf that the receipt proves, and the salt with the document to the
/// commitment in the entry.
package struct ReceiptExtra: Sendable {
    package var entry: [UInt8]
    package var salt: [UInt8]

    package func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(2)
        out.write(1)
        out.write(bytes: entry)
        out.write(2)
        out.write(bytes: salt)
        return out.bytes
    }

    package init?(decoding bytes: [UInt8]) {
        var reader = CBORReader(bytes)
        var fields: [UInt64: [UInt8]] = [:]
        do throws(CBORError) {
            try reader.readMap { (key, value) throws(CBORError) in
                guard key == 1 || key == 2 else { return false }
                fields[key] = Array(try value.readBytes())
                return true
            }
            try reader.finish()
        } catch {
            return nil
        }
        guard let entry = fields[1], let salt = fields[2] else { return nil }
        self.init(entry: entry, salt: salt)
    }

    package init(entry: [UInt8], salt: [UInt8]) {
        self.entry = entry
        self.salt = salt
    }
}

extension ClinicLedger {
    /// The offline proof that a record, or a statement about a patient's rights, is on the ledger.
    ///
    /// Verified before it is given out, so that a damaged ledger gives no useless receipt.
    package func receipt(for number: UInt64) throws -> Receipt {
        try finishWrites()
        // A statement has no document, and so no salt.
        let isStatement = try number < engine.treeSize && !entry(number).statementPatients.isEmpty
        let salt = isStatement ? [] : try record(number).salt
        guard let checkpoint = engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        let (bytes, proof) = try proven(number)
        return Receipt(
            index: number, inclusionProof: proof,
            extra: ReceiptExtra(entry: bytes, salt: salt).encoded(), checkpoint: checkpoint)
    }

    /// An entry's bytes with the proof that they are under the newest checkpoint, verified.
    func proven(_ number: UInt64) throws -> (bytes: [UInt8], proof: [Digest]) {
        guard let checkpoint = engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        let bytes = Array(try engine.entry(number))
        var prover = try self.prover.flatMap { $0.treeSize == engine.treeSize ? $0 : nil } ?? engine.prover()
        self.prover = nil
        guard let proof = try? prover.inclusionProof(of: number) else {
            throw MedicalError("proofDamaged", .damaged, ["entry": String(number)])
        }
        self.prover = prover
        do throws(MerkleLogError) {
            // The checkpoint's signature was verified when the ledger was opened.
            try MerkleTree.verifyInclusion(
                leafHash: MerkleTree.leafHash(bytes), index: number, treeSize: checkpoint.checkpoint.treeSize,
                proof: proof, root: checkpoint.checkpoint.rootHash)
        } catch {
            throw MedicalError("proofDamaged", .damaged, ["entry": String(number)])
        }
        return (bytes, proof)
    }

    /// Opens the chain alone, which needs no key.
    package static func openChain(_ directory: String, environment: Environment) throws -> Ledger {
        let files = LedgerFiles(directory: directory)
        let description = try LedgerDescription.read(files, in: environment.fileSystem)
        return try Ledger.open(files, in: environment.fileSystem, key: description.key)
    }
}

extension Ledger {
    /// The proof that the ledger has only grown since an earlier checkpoint.
    ///
    /// - Throws: `checkpointForked` where it has not.
    package func consistencyProof(since older: SignedCheckpoint) throws -> ConsistencyProof {
        guard let newest = checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        do throws(MerkleLogError) {
            try older.verify(by: key)
        } catch {
            throw MedicalError(
                "oldCheckpointInvalid", .badInput, error.values.merging(["reason": error.code.rawValue]) { $1 })
        }
        let sizes = [
            "old": String(older.checkpoint.treeSize), "new": String(newest.checkpoint.treeSize),
        ]
        guard older.checkpoint.treeSize <= newest.checkpoint.treeSize else {
            throw MedicalError("behindOldCheckpoint", .damaged, sizes)
        }
        var prover = try prover()
        let proof = ConsistencyProof(
            oldSize: older.checkpoint.treeSize,
            hashes: try prover.consistencyProof(from: older.checkpoint.treeSize), checkpoint: newest)
        do throws(MerkleLogError) {
            try proof.verify(from: older, key: key)
        } catch {
            throw MedicalError("checkpointForked", .damaged, sizes)
        }
        return proof
    }
}

/// Checks receipts where there is no ledger.
package enum ReceiptCheck {
    /// What a receipt proves.
    package struct Verdict: Sendable {
        /// The entry number.
        package let entry: UInt64
        /// The ledger's name.
        package let origin: String
        /// Number of entries under the checkpoint.
        package let treeSize: UInt64
        /// Whether a document was given, and is the one.
        package let isDocumentChecked: Bool
        /// What the entry says.
        package let onChain: RecordEntry?
    }

    /// Checks a receipt's text with the ledger's key, and a document against it.
    ///
    /// - Throws: `receiptMalformed` (bad input); `receiptInvalid`, `documentDiffers` (verification failed).
    package static func check(
        _ text: [UInt8], key: VerifierKey, document: [UInt8]?
    ) throws(MedicalError) -> Verdict {
        let receipt: Receipt
        do throws(MerkleLogError) {
            receipt = try Receipt(parsing: text[...])
        } catch {
            throw MedicalError(
                "receiptMalformed", .badInput,
                error.values.merging([
                    "reason": error.code.rawValue, "line": error.line.map { String($0) } ?? "?",
                ]) { $1 })
        }
        guard let extra = receipt.extra.flatMap({ ReceiptExtra(decoding: $0) }) else {
            throw MedicalError("receiptWithoutEntry", .badInput)
        }
        do throws(MerkleLogError) {
            try receipt.verify(leafHash: MerkleTree.leafHash(extra.entry), key: key)
        } catch {
            throw MedicalError(
                "receiptInvalid", .unverified, error.values.merging(["reason": error.code.rawValue]) { $1 })
        }
        var onChain: RecordEntry?
        if case .record(let record)? = try? Entry(decoding: extra.entry[...]) { onChain = record }
        if let document {
            let commitment = PageContent.Record.commitment(salt: extra.salt, document: document)
            guard commitment == onChain?.commitment else { throw MedicalError("documentDiffers", .unverified) }
        }
        return Verdict(
            entry: receipt.index, origin: key.name.text, treeSize: receipt.checkpoint.checkpoint.treeSize,
            isDocumentChecked: document != nil, onChain: onChain)
    }
}
