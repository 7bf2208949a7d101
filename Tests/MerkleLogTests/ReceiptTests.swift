import LedgerCrypto
import MerkleLog
import Testing

struct ReceiptTests {
    @Test func `a receipt proves its entry, and no other`() throws {
        let log = try SampleLog()
        for (index, size) in [(0, 1), (0, 2), (39, 40), (16, 33), (32, 33)] {
            let receipt = try log.receipt(index: index, size: size)
            let reread = try Receipt(parsing: receipt.formatted)
            #expect(reread == receipt)
            #expect(reread.formatted == receipt.formatted)
            try reread.verify(entry: log.entries[index], key: log.key)
            try reread.verify(leafHash: log.leaves[index], key: log.key)
            #expect(throws: MerkleLogError.self) {
                try reread.verify(entry: log.entries[index] + [0], key: log.key)
            }
        }
    }

    @Test func `a receipt of one log is refused under another log's key`() throws {
        let log = try SampleLog()
        let receipt = try log.receipt(index: 3, size: 9)
        let south = try SampleLog("south.example").key
        let successor = try SampleLog(seed: 2).key
        #expect(refuses(.originMismatch) { try receipt.verify(entry: log.entries[3], key: south) })
        #expect(refuses(.unsigned) { try receipt.verify(entry: log.entries[3], key: successor) })
    }

    @Test func `extra bytes travel along, and nothing depends on them`() throws {
        let log = try SampleLog()
        let salted = try log.receipt(index: 3, size: 9, extra: [0, 1, 255])
        let text = salted.formatted
        #expect(text.contains("\nextra AAH/\nindex 3\n"))
        let reread = try Receipt(parsing: text)
        #expect(reread.extra == [0, 1, 255])
        try reread.verify(entry: log.entries[3], key: log.key)
        let changed = try Receipt(parsing: text.replacing(first: "AAH/", with: "AAH+"))
        try changed.verify(entry: log.entries[3], key: log.key)
        #expect(try log.receipt(index: 3, size: 9, extra: []).extra == nil)
    }

    @Test func `every changed byte of a receipt is noticed`() throws {
        let log = try SampleLog()
        let bytes = Array(try log.receipt(index: 5, size: 11).formatted.utf8)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8(1 << (place % 8))
            #expect(throws: MerkleLogError.self, "byte \(place)") {
                try Receipt(parsing: changed[...]).verify(entry: log.entries[5], key: log.key)
            }
        }
    }

    @Test func `an index beyond the tree is refused`() throws {
        let log = try SampleLog()
        let text = try log.receipt(index: 3, size: 9).formatted
        for index in ["9", "10", "9223372036854775807"] {
            let receipt = try Receipt(parsing: text.replacing(first: "index 3", with: "index \(index)"))
            #expect(refuses(.indexOutsideTree) { try receipt.verify(entry: log.entries[3], key: log.key) })
        }
    }

    @Test func `every malformed receipt is refused with its reason and line`() throws {
        let good = try SampleLog().receipt(index: 3, size: 9, extra: [7]).formatted
        let hash = try #require(good.split(separator: "\n").dropFirst(3).first)
        let cases: [(String, MerkleLogError.Code, Int)] = [
            ("", .missingLine, 1),
            (good.replacing(first: "@v1", with: "@v2"), .malformedLine, 1),
            (" " + good, .malformedLine, 1),
            (good.replacing(first: "\n", with: "\r\n"), .controlCharacter, 1),
            (good.replacing(first: "\n", with: "\n\n"), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "extra "), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "extra"), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "Extra Bw=="), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "extra  Bw=="), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "extra Bx=="), .malformedLine, 2),
            (good.replacing(first: "extra Bw==", with: "extra Bw==\nextra Bw=="), .malformedLine, 3),
            (good.replacing(first: "index 3\n", with: ""), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index"), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index "), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index 03"), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index -3"), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index 3 "), .malformedLine, 3),
            (good.replacing(first: "index 3", with: "index 9223372036854775808"), .malformedLine, 3),
            (good.replacing(first: String(hash), with: String(hash.dropLast())), .malformedLine, 4),
            (good.replacing(first: String(hash), with: " " + hash), .malformedLine, 4),
            (good.replacing(first: String(hash), with: "AAAA"), .malformedLine, 4),
            // Without the first blank line the checkpoint's origin stands where a hash must stand.
            (good.replacing(first: "\n\n", with: "\n"), .malformedLine, 8),
            (good.replacing(first: "\n9\n", with: "\n09\n"), .malformedLine, 10),
            (String(good.dropLast()), .unterminatedLine, 13),
            (good + "\n", .missingLine, 15),
            (String(good.split(separator: "\n")[0]) + "\n", .missingLine, 2),
        ]
        for (text, code, line) in cases {
            let error = #expect(throws: MerkleLogError.self) { _ = try Receipt(parsing: text) }
            #expect(error?.code == code, "\(text)")
            #expect(error?.line == line, "\(text)")
        }
    }

    @Test func `a proof has 63 hashes at most`() throws {
        let text = try SampleLog().receipt(index: 3, size: 9).formatted
        let hash = Base64.encode([UInt8](repeating: 1, count: 32)) + "\n"
        let more = String(repeating: hash, count: 59)
        let longest = text.replacing(first: "index 3\n", with: "index 3\n" + more)
        #expect(try Receipt(parsing: longest).inclusionProof.count == 63)
        let longer = text.replacing(first: "index 3\n", with: "index 3\n" + more + hash)
        #expect(refuses(.tooManyHashes) { _ = try Receipt(parsing: longer) })
    }
}
