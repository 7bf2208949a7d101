import LedgerCrypto
import MerkleLog
import Testing

/// Texts with random damage: nothing crashes, and what still parses is formatted to the very bytes it was parsed from.
struct TextFuzzTests {
    /// One to three changes of the kinds that hands and wires make.
    static func damage(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = text
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4:
                let odd = Array("\n \r=+—0９\u{A0}e\u{301}".utf8).shuffled(using: &random)
                bytes.insert(contentsOf: odd.prefix(2), at: place)
            case 5: bytes.removeSubrange(place...)
            case 6: bytes.insert(UInt8(ascii: "\n"), at: place)
            default:
                // Lines change places.
                var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                lines.swapAt(
                    Int.random(in: lines.indices, using: &random), Int.random(in: lines.indices, using: &random))
                bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
            }
        }
        return bytes
    }

    /// Feeds damaged texts to a parser, and returns how many of them parsed.
    func fuzz(
        _ text: String, seed: UInt64, rounds: Int = 4000, reformatted: ([UInt8]) -> String?
    ) -> Int {
        var random = SeededGenerator(seed: seed)
        var parsed = 0
        for round in 0..<rounds {
            let bytes = Self.damage(Array(text.utf8), &random)
            guard let again = reformatted(bytes) else { continue }
            parsed += 1
            #expect(Array(again.utf8) == bytes, "seed \(seed), round \(round)")
        }
        return parsed
    }

    @Test func `notes`() {
        #expect(fuzz(SignedNoteTests.example, seed: 1) { try? SignedNote(parsing: $0[...]).formatted } > 0)
    }

    @Test func `checkpoints`() {
        let text = CheckpointTests.example + "extension\n"
        let parsed = fuzz(text, seed: 2) {
            String(validating: $0, as: UTF8.self).flatMap { try? Checkpoint(parsing: $0).text }
        }
        #expect(parsed > 0)
    }

    @Test func `keys`() {
        let parsed = fuzz(SignedNoteTests.peter, seed: 3) {
            String(validating: $0, as: UTF8.self).flatMap { try? VerifierKey(parsing: $0).formatted }
        }
        #expect(parsed < 4000)
    }

    @Test func `receipts`() throws {
        let log = try SampleLog()
        let receipt = try log.receipt(index: 5, size: 23, extra: [1, 2, 3, 4])
        #expect(fuzz(receipt.formatted, seed: 4) { try? Receipt(parsing: $0[...]).formatted } > 0)
    }

    @Test func `consistency proofs`() throws {
        let proof = try SampleLog().consistencyProof(from: 6, to: 23)
        #expect(fuzz(proof.formatted, seed: 5) { try? ConsistencyProof(parsing: $0[...]).formatted } > 0)
    }

    @Test func `noise`() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<4000 {
            let length = Int.random(in: 0...80, using: &random)
            let bytes = (0..<length).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : UInt8(ascii: "\n")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? SignedNote(parsing: bytes[...])
            _ = try? Checkpoint(parsing: text)
            _ = try? VerifierKey(parsing: text)
            _ = try? KeyName(text)
            _ = try? Receipt(parsing: bytes[...])
            _ = try? ConsistencyProof(parsing: bytes[...])
            _ = try? NoteSignature(parsing: text)
            _ = Base64.decode(text)
        }
    }

    @Test func `a damaged receipt never proves anything but what the whole one proves`() throws {
        let log = try SampleLog()
        let receipt = try log.receipt(index: 5, size: 23)
        let text = Array(receipt.formatted.utf8)
        var random = SeededGenerator(seed: 7)
        for round in 0..<2000 {
            guard let damaged = try? Receipt(parsing: Self.damage(text, &random)[...]) else { continue }
            guard (try? damaged.verify(entry: log.entries[5], key: log.key)) != nil else { continue }
            #expect(damaged.index == receipt.index, "round \(round)")
            #expect(damaged.inclusionProof == receipt.inclusionProof, "round \(round)")
            #expect(damaged.checkpoint.checkpoint == receipt.checkpoint.checkpoint, "round \(round)")
        }
    }
}
