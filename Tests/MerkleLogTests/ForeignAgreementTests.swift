import LedgerCrypto
import MerkleLog
import Testing

/// What this part and another implementation say of each other's texts.
@Suite(.enabled(if: ForeignLog.isInstalled, ForeignLog.missing))
struct ForeignAgreementTests {
    static let name = "north.example/ledger"

    /// Asks the other implementation for verdicts; a refusal to parse is a verdict as well.
    func verdicts(_ questions: [ForeignLog.Question]) throws -> [Bool] {
        try ForeignLog.ask(questions).map { $0 == "True" }
    }

    @Test func `both write the same keys, checkpoints, receipts and consistency proofs, byte for byte`() throws {
        let log = try SampleLog(Self.name)
        let witness = try SampleLog.witness()
        var questions = [
            ForeignLog.Question("make_vkey", Self.name, "1"),
            ForeignLog.Question("make_witness", "witness.example/w1", "9"),
            ForeignLog.Question("make_checkpoint", Self.name, "1", "0"),
            ForeignLog.Question("make_checkpoint", Self.name, "1", "40", "one", "two — three"),
            ForeignLog.Question("make_cosigned", Self.name, "1", "12", "witness.example/w1", "9", "1679315147"),
        ]
        let plain = try log.checkpoint(size: 12)
        var ours = [
            log.key.formatted,
            witness.verifierKey.formatted,
            try log.checkpoint(size: 0).formatted,
            try log.checkpoint(size: 40, extensionLines: ["one", "two — three"]).formatted,
            try plain.adding(witness.cosignature(over: plain.checkpoint, timeSeconds: 1_679_315_147)).formatted,
        ]
        for size in [1, 2, 3, 7, 8, 21, 32, 33, 40] {
            for index in [0, size / 2, size - 1] {
                questions.append(ForeignLog.Question("make_receipt", Self.name, "1", "\(index)", "\(size)"))
                ours.append(try log.receipt(index: index, size: size).formatted)
                questions.append(ForeignLog.Question("make_consistency", Self.name, "1", "\(index)", "\(size)"))
                ours.append(try log.consistencyProof(from: index, to: size).formatted)
            }
        }
        let theirs = try ForeignLog.ask(questions)
        for (index, text) in ours.enumerated() { #expect(theirs[index] == text) }
    }

    @Test func `the other implementation accepts what we write`() throws {
        let log = try SampleLog(Self.name)
        let witness = try SampleLog.witness()
        let key = log.key.formatted
        let plain = try log.checkpoint(size: 12)
        let cosigned = try plain.adding(witness.cosignature(over: plain.checkpoint, timeSeconds: 7))
        let (older, empty) = (try log.checkpoint(size: 6).formatted, try log.checkpoint(size: 0).formatted)
        let salted = try log.receipt(index: 3, size: 9, extra: [1, 2, 3])
        let verdicts = try verdicts([
            .init("note", key, try log.signer.sign("any\n\ntext\n").formatted),
            .init("checkpoint", key, plain.formatted),
            .init("checkpoint", key, cosigned.formatted),
            .init("cosigned", key, witness.verifierKey.formatted, cosigned.formatted),
            .init("receipt", key, "entry 3", salted.formatted),
            .init("receipt", key, "entry 39", try log.receipt(index: 39, size: 40).formatted),
            .init("consistency", key, older, try log.consistencyProof(from: 6, to: 40).formatted),
            .init("consistency", key, empty, try log.consistencyProof(from: 0, to: 40).formatted),
        ])
        #expect(verdicts == Array(repeating: true, count: verdicts.count))
    }

    @Test func `both refuse what was tampered with`() throws {
        let log = try SampleLog(Self.name)
        let other = try SampleLog(Self.name, seed: 2)
        let (key, entry) = (log.key.formatted, "entry 5")
        let receipt = try log.receipt(index: 5, size: 23).formatted
        let proof = try log.consistencyProof(from: 6, to: 23).formatted
        let (older, newer) = (try log.checkpoint(size: 6).formatted, try log.checkpoint(size: 23).formatted)
        let hash = Base64.encode(log.leaves[4].bytes)
        let changedHash = Base64.encode(log.leaves[9].bytes)
        let root = Base64.encode(try log.checkpoint(size: 23).checkpoint.rootHash.bytes)
        let signature = newer.split(separator: "\n").last.map(String.init) ?? ""
        let otherSignature = try other.checkpoint(size: 23).formatted.split(separator: "\n").last.map(String.init) ?? ""
        let receipts = [
            receipt.replacing(first: "index 5", with: "index 4"),
            receipt.replacing(first: hash, with: changedHash),
            receipt.replacing(first: hash + "\n", with: ""),
            receipt.replacing(first: hash, with: hash + "\n" + hash),
            receipt.replacing(first: root, with: changedHash),
            receipt.replacing(first: "\n23\n", with: "\n22\n"),
            receipt.replacing(first: "\n\n\(Self.name)", with: "\n\nsouth.example"),
            receipt.replacing(first: signature, with: otherSignature),
        ]
        for text in receipts {
            #expect(text != receipt)
            #expect(throws: MerkleLogError.self) {
                try Receipt(parsing: text).verify(entry: log.entries[5], key: log.key)
            }
        }
        let second = String(proof.split(separator: "\n")[1])
        let proofs = [
            proof.replacing(first: "old 6", with: "old 7"),
            proof.replacing(first: second, with: changedHash),
            proof.replacing(first: second + "\n", with: ""),
            proof.replacing(first: root, with: changedHash),
            proof.replacing(first: signature, with: otherSignature),
        ]
        for text in proofs {
            #expect(text != proof)
            #expect(throws: MerkleLogError.self) {
                try ConsistencyProof(parsing: text).verify(from: SignedCheckpoint(parsing: older), key: log.key)
            }
        }
        let verdicts = try verdicts(
            [.init("receipt", key, entry, receipt), .init("consistency", key, older, proof)]
                + receipts.map { .init("receipt", key, entry, $0) }
                + [.init("receipt", key, "entry 6", receipt), .init("receipt", other.key.formatted, entry, receipt)]
                + proofs.map { .init("consistency", key, older, $0) }
                + [.init("consistency", key, newer, proof)])
        #expect(verdicts == [true, true] + Array(repeating: false, count: verdicts.count - 2))
    }

    @Test func `whatever damaged text we accept, the other implementation accepts too`() throws {
        let log = try SampleLog(Self.name)
        let receipt = try log.receipt(index: 5, size: 23, extra: [1, 2, 3, 4, 5, 6, 7, 8]).formatted
        let unknown = "— unknown.example AAAAAAAA\n"
        var random = SeededGenerator(seed: 11)
        var accepted: [ForeignLog.Question] = []
        for _ in 0..<3000 {
            let bytes = TextFuzzTests.damage(Array((receipt + unknown).utf8), &random)
            guard let text = String(validating: bytes, as: UTF8.self), let damaged = try? Receipt(parsing: text),
                (try? damaged.verify(entry: log.entries[5], key: log.key)) != nil
            else { continue }
            accepted.append(.init("receipt", log.key.formatted, "entry 5", text))
        }
        #expect(accepted.count > 20)
        #expect(try verdicts(accepted).allSatisfy { $0 })
    }

    @Test func `both take and refuse the same keys`() throws {
        var random = SeededGenerator(seed: 12)
        var texts = [SignedNoteTests.peter, SignedNoteTests.enoch, "x+00000000+AQ=="]
        texts += (0..<500).compactMap { _ in
            String(validating: TextFuzzTests.damage(Array(SignedNoteTests.peter.utf8), &random), as: UTF8.self)
        }
        // The other implementation takes hexadecimal digits in upper case, which the format does not have.
        texts.removeAll { $0.utf8.dropFirst(13).prefix(8).contains { (0x41...0x46).contains($0) } }
        let theirs = try ForeignLog.ask(texts.map { .init("vkey", $0) })
        for (index, text) in texts.enumerated() {
            #expect((try? VerifierKey(parsing: text))?.formatted == theirs[index], "\(text)")
        }
    }
}
