import LedgerCrypto
import MerkleLog
import Testing

struct CheckpointTests {
    /// The example of the specification; its keys are not published.
    static let example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        """

    @Test func `the checkpoint of the specification parses and formats to itself`() throws {
        let checkpoint = try Checkpoint(parsing: Self.example)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.treeSize == 20_852_163)
        #expect(checkpoint.rootHash.hex == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
        #expect(checkpoint.extensionLines.isEmpty)
        #expect(checkpoint.text == Self.example)
    }

    @Test func `what is signed opens with the log's key only`() throws {
        let log = try SampleLog()
        for size in [0, 1, 40] {
            let signed = try log.checkpoint(size: size, extensionLines: size == 40 ? ["one", "two — three"] : [])
            let opened = try SignedCheckpoint.open(signed.formatted, key: log.key)
            #expect(opened == signed)
            #expect(opened.checkpoint.treeSize == UInt64(size))
        }
        let text = try log.checkpoint(size: 7).formatted
        let sameName = try SampleLog(seed: 2).key
        #expect(refuses(.unsigned) { _ = try SignedCheckpoint.open(text, key: sameName) })
        let other = try SampleLog("south.example", seed: 1).key
        #expect(refuses(.originMismatch) { _ = try SignedCheckpoint.open(text, key: other) })
        #expect(refuses(.originMismatch) { _ = try SignedCheckpoint.open(text, key: log.key, origin: "south.example") })
        let asWitness = VerifierKey(name: log.key.name, algorithm: .cosignature, publicKey: log.key.publicKey)
        #expect(refuses(.wrongKeyKind) { _ = try SignedCheckpoint.open(text, key: asWitness) })
    }

    @Test func `a log may sign under a key name that is not its origin, if one says so`() throws {
        let log = try SampleLog("keys.example/2026")
        let checkpoint = try Checkpoint(origin: "A log, with spaces + plus", treeSize: 1, rootHash: log.leaves[0])
        let text = try checkpoint.signed(by: log.signer).formatted
        #expect(refuses(.originMismatch) { _ = try SignedCheckpoint.open(text, key: log.key) })
        let opened = try SignedCheckpoint.open(text, key: log.key, origin: "A log, with spaces + plus")
        #expect(opened.checkpoint == checkpoint)
    }

    @Test func `every changed byte of a signed checkpoint is noticed`() throws {
        let log = try SampleLog()
        let bytes = Array(try log.checkpoint(size: 20).formatted.utf8)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8(1 << (place % 8))
            let text = String(decoding: changed, as: UTF8.self)
            #expect(throws: MerkleLogError.self, "byte \(place)") {
                _ = try SignedCheckpoint.open(text, key: log.key)
            }
        }
    }

    @Test func `every malformed checkpoint is refused with its reason and line`() {
        let good = Self.example
        let cases: [(String, MerkleLogError.Code, Int)] = [
            ("", .missingLine, 1),
            ("\n" + good, .malformedLine, 1),
            ("origin\n", .missingLine, 2),
            ("origin\n1\n", .missingLine, 3),
            (String(good.dropLast()), .unterminatedLine, 3),
            (good + "\n", .malformedLine, 4),
            (good + "extension", .unterminatedLine, 4),
            (good + "extension\n\nmore\n", .malformedLine, 5),
            (good.replacing(first: "20852163", with: ""), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "020852163"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "00"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "+20852163"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "-1"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: " 1"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "1 "), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "0x10"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "1e3"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "٣"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "9223372036854775808"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: "18446744073709551616"), .malformedLine, 2),
            (good.replacing(first: "20852163", with: String(repeating: "9", count: 100)), .malformedLine, 2),
            (good.replacing(first: "q2I=", with: "q2J="), .malformedLine, 3),
            (good.replacing(first: "q2I=", with: "q2I"), .malformedLine, 3),
            (good.replacing(first: "q2I=", with: "q2I= "), .malformedLine, 3),
            (good.replacing(first: "q2I=", with: "q2IA"), .malformedLine, 3),
            (good.replacing(first: "CsUY", with: ""), .malformedLine, 3),
            (good.replacing(first: "sofa", with: "sofa\r"), .controlCharacter, 1),
        ]
        for (text, code, line) in cases {
            let error = #expect(throws: MerkleLogError.self) { _ = try Checkpoint(parsing: text) }
            #expect(error?.code == code, "\(text)")
            #expect(error?.line == line, "\(text)")
        }
        let largest = good.replacing(first: "20852163", with: "9223372036854775807")
        #expect(throws: Never.self) { _ = try Checkpoint(parsing: largest) }
    }

    @Test func `a checkpoint that would not come back as itself is not made`() throws {
        let root = try SampleLog().leaves[0]
        func make(_ origin: String, _ size: UInt64 = 1, _ lines: [String] = []) -> MerkleLogError.Code? {
            refusal { _ = try Checkpoint(origin: origin, treeSize: size, rootHash: root, extensionLines: lines) }
        }
        #expect(make("a") == nil)
        #expect(make("") == .malformedLine)
        #expect(make("a\nb") == .malformedLine)
        #expect(make("a\n5\n\(Base64.encode(root.bytes))") == .malformedLine)
        #expect(make("a\r\n") == .controlCharacter)
        #expect(make("a", 1 << 63) == .treeTooLarge)
        #expect(make("a", 1, [""]) == .malformedLine)
        #expect(make("a", 1, ["x\ny"]) == .malformedLine)
        #expect(make("a", 1, ["x\n"]) == .malformedLine)
        #expect(make("a", 1, ["x", "y"]) == nil)
        #expect(make("a", 1, Array(repeating: "x", count: 100)) == nil)
        #expect(make("a", 1, Array(repeating: "x", count: 101)) == .tooManyLines)
        #expect(make(String(repeating: "a", count: 255)) == nil)
        #expect(make(String(repeating: "a", count: 256)) == .malformedLine)
    }

    @Test func `cosignatures are verified with their time, others ignored`() throws {
        let log = try SampleLog()
        let (first, second) = (try SampleLog.witness(), try SampleLog.witness("witness.example/w2", seed: 10))
        let plain = try log.checkpoint(size: 12)
        let signed = try plain.adding(first.cosignature(over: plain.checkpoint, timeSeconds: 1_679_315_147))
        let reread = try SignedCheckpoint.open(signed.formatted, key: log.key)
        let verified = try reread.cosignatures(by: [second.verifierKey, first.verifierKey])
        #expect(verified.map(\.key) == [first.verifierKey])
        #expect(verified.map(\.timeSeconds) == [1_679_315_147])
        #expect(try reread.cosignatures(by: [second.verifierKey]).isEmpty)
        #expect(try plain.cosignatures(by: [first.verifierKey]).isEmpty)
        #expect(refuses(.wrongKeyKind) { _ = try reread.cosignatures(by: [log.key]) })

        let later = try log.checkpoint(size: 13)
        let moved = try later.adding(first.cosignature(over: plain.checkpoint, timeSeconds: 5))
        #expect(refuses(.badSignature) { _ = try moved.cosignatures(by: [first.verifierKey]) })
        // The log did sign it: a foreign bad cosignature does not hurt whoever does not ask for it.
        #expect(throws: Never.self) { _ = try SignedCheckpoint.open(moved.formatted, key: log.key) }
        let twice = try signed.adding(first.cosignature(over: plain.checkpoint, timeSeconds: 6))
        #expect(refuses(.repeatedSignature) { _ = try twice.cosignatures(by: [first.verifierKey]) })
    }

    @Test func `the time of a cosignature is signed`() throws {
        let log = try SampleLog()
        let witness = try SampleLog.witness()
        let plain = try log.checkpoint(size: 12)
        let signature = witness.cosignature(over: plain.checkpoint, timeSeconds: .max)
        let signed = try plain.adding(signature)
        #expect(try signed.cosignatures(by: [witness.verifierKey]).map(\.timeSeconds) == [UInt64(Int64.max)])
        let id = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> (24 - 8 * UInt32($0))) }
        let blob = Base64.encode(id + signature.bytes)
        for place in 0..<8 {
            var changed = signature.bytes
            changed[place] ^= 0x80
            let text = signed.formatted.replacing(first: blob, with: Base64.encode(id + changed))
            let moved = try SignedCheckpoint(parsing: text)
            #expect(refuses(.badSignature) { _ = try moved.cosignatures(by: [witness.verifierKey]) })
        }
    }

    @Test func `a witness's answer is taken line by line`() throws {
        let log = try SampleLog()
        let witness = try SampleLog.witness()
        let plain = try log.checkpoint(size: 3)
        let signed = try plain.adding(witness.cosignature(over: plain.checkpoint, timeSeconds: 7))
        let line = try #require(signed.formatted.split(separator: "\n").last) + "\n"
        #expect(try plain.adding(NoteSignature(parsing: String(line))) == signed)
        #expect(refuses(.unterminatedLine) { _ = try NoteSignature(parsing: String(line.dropLast())) })
        #expect(refuses(.malformedLine) { _ = try NoteSignature(parsing: String(line + line)) })
        #expect(refuses(.malformedLine) { _ = try NoteSignature(parsing: "\n") })
    }
}
