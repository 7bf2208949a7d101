import LedgerCrypto
import MerkleLog
import Testing

struct ConsistencyProofTests {
    @Test func `the proof leads from every older checkpoint to the newer one`() throws {
        let log = try SampleLog()
        for (old, new) in [(0, 0), (0, 5), (1, 1), (1, 2), (4, 9), (6, 9), (31, 40), (32, 40), (40, 40)] {
            let proof = try log.consistencyProof(from: old, to: new)
            let reread = try ConsistencyProof(parsing: proof.formatted)
            #expect(reread == proof)
            #expect(reread.formatted == proof.formatted)
            try reread.verify(from: try log.checkpoint(size: old), key: log.key)
        }
    }

    @Test func `a log that forked, shrank or forgot is refused`() throws {
        let log = try SampleLog()
        let key = log.key
        let forked = SampleLog(signer: log.signer, leaves: [log.leaves[1]] + log.leaves.dropFirst())
        let proof = try log.consistencyProof(from: 6, to: 9)
        #expect(refuses(.inconsistent) { try proof.verify(from: forked.checkpoint(size: 6), key: key) })
        #expect(refuses(.oldSizeMismatch) { try proof.verify(from: log.checkpoint(size: 5), key: key) })
        let same = try log.consistencyProof(from: 6, to: 6)
        #expect(refuses(.inconsistent) { try same.verify(from: forked.checkpoint(size: 6), key: key) })
        let shrunk = ConsistencyProof(oldSize: 9, hashes: [], checkpoint: try log.checkpoint(size: 6))
        #expect(refuses(.sizesReversed) { try shrunk.verify(from: log.checkpoint(size: 9), key: key) })
    }

    @Test func `both checkpoints must be the log's`() throws {
        let log = try SampleLog()
        let other = try SampleLog("south.example", seed: 2)
        let proof = try log.consistencyProof(from: 6, to: 9)
        #expect(refuses(.originMismatch) { try proof.verify(from: other.checkpoint(size: 6), key: log.key) })
        #expect(refuses(.originMismatch) { try proof.verify(from: other.checkpoint(size: 6).checkpoint, key: log.key) })
        #expect(refuses(.originMismatch) { try proof.verify(from: log.checkpoint(size: 6), key: other.key) })
        let impostor = try SampleLog(seed: 2)
        #expect(refuses(.unsigned) { try proof.verify(from: impostor.checkpoint(size: 6), key: log.key) })
        // A witness keeps the checkpoint itself, so it needs no signature.
        try proof.verify(from: impostor.checkpoint(size: 6).checkpoint, key: log.key)
    }

    @Test func `every malformed proof is refused with its reason and line`() throws {
        let good = try SampleLog().consistencyProof(from: 6, to: 9).formatted
        let hashes = good.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().prefix { !$0.isEmpty }
        let cases: [(String, MerkleLogError.Code, Int)] = [
            ("", .missingLine, 1),
            (good.replacing(first: "old 6", with: "old"), .malformedLine, 1),
            (good.replacing(first: "old 6", with: "old "), .malformedLine, 1),
            (good.replacing(first: "old 6", with: "old 06"), .malformedLine, 1),
            (good.replacing(first: "old 6", with: "old +6"), .malformedLine, 1),
            (good.replacing(first: "old 6", with: "Old 6"), .malformedLine, 1),
            (good.replacing(first: "old 6", with: "6"), .malformedLine, 1),
            (good.replacing(first: String(hashes[1]), with: "x" + hashes[1]), .malformedLine, 2),
            (good.replacing(first: "\n\n", with: "\n"), .malformedLine, hashes.count + 2),
            (String(good.dropLast()), .unterminatedLine, hashes.count + 7),
        ]
        for (text, code, line) in cases {
            let error = #expect(throws: MerkleLogError.self) { _ = try ConsistencyProof(parsing: text) }
            #expect(error?.code == code, "\(text)")
            #expect(error?.line == line, "\(text)")
        }
        let many = String(repeating: hashes[1] + "\n", count: 64)
        let longer = good.replacing(first: "old 6\n", with: "old 6\n" + many)
        #expect(refuses(.tooManyHashes) { _ = try ConsistencyProof(parsing: longer) })
    }
}
