import LedgerCrypto
import MerkleLog
import Testing

struct SignedNoteTests {
    /// The example of Go's note package, with the signatures of two keys.
    static let example = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
        — EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=

        """
    static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

    @Test func `the note of Go's note package verifies, and its signature is made again`() throws {
        let note = try SignedNote(parsing: Self.example)
        #expect(note.formatted == Self.example)
        let peter = try VerifierKey(parsing: Self.peter)
        #expect(try note.verify(by: [peter]).map(\.key) == [peter])
        let secret = try #require(Base64.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
        let signer = NoteSigner(name: peter.name, signingKey: try Ed25519.SigningKey(seed: secret[1...]))
        #expect(signer.verifierKey == peter)
        #expect(try signer.sign(note.text).signatures == [note.signatures[0]])
    }

    @Test func `signatures of unknown keys are ignored, but not all may be unknown`() throws {
        let note = try SignedNote(parsing: Self.example)
        #expect(refuses(.unsigned) { _ = try note.verify(by: [try SampleLog().key]) })
        #expect(refuses(.unsigned) { _ = try note.verify(by: []) })
        // Same name with another ID, same ID with another name: both are unknown.
        let stranger = try SampleLog("PeterNeumann").key
        #expect(refuses(.unsigned) { _ = try note.verify(by: [stranger]) })
        let renamed = try SignedNote(parsing: Self.example.replacing(first: "PeterNeumann", with: "PaterNeumann"))
        #expect(refuses(.unsigned) { _ = try renamed.verify(by: [try VerifierKey(parsing: Self.peter)]) })
    }

    @Test func `a bad signature of a known key condemns the note, whoever else signed`() throws {
        let log = try SampleLog()
        let other = try SampleLog("south.example", seed: 2)
        let text = "text\n"
        let both = try SignedNote(
            text: text, signatures: [other.signer.signature(over: text), log.signer.signature(over: "other\n")])
        #expect(try both.verify(by: [other.key]).count == 1)
        #expect(refuses(.badSignature) { _ = try both.verify(by: [other.key, log.key]) })
        #expect(refuses(.badSignature) { _ = try both.verify(by: [log.key]) })
    }

    @Test func `two signatures of one known key are refused`() throws {
        let log = try SampleLog()
        let signature = log.signer.signature(over: "text\n")
        let note = try SignedNote(text: "text\n", signatures: [signature, signature])
        #expect(refuses(.repeatedSignature) { _ = try note.verify(by: [log.key]) })
    }

    @Test func `a signature of another length does not verify`() throws {
        let log = try SampleLog()
        let good = try log.signer.sign("text\n").formatted
        let line = try #require(good.split(separator: "\n").last)
        let blob = try #require(Base64.decode(String(line.split(separator: " ")[2])))
        for bytes in [Array(blob.dropLast()), blob + [0], Array(blob[..<5])] {
            let changed = try SignedNote(
                parsing: good.replacing(first: Base64.encode(blob), with: Base64.encode(bytes)))
            #expect(refuses(.badSignature) { _ = try changed.verify(by: [log.key]) })
        }
    }

    @Test func `the text may hold blank lines and what looks like signatures`() throws {
        let log = try SampleLog()
        for text in ["\n", "\n\n\n", "a\n\nb\n", "a\n\n", "a\n\n— north.example/ledger AAAAAAAA\n", "é\u{7F}\n"] {
            let note = try log.signer.sign(text)
            let reread = try SignedNote(parsing: note.formatted)
            #expect(reread == note)
            #expect(Array(reread.text.utf8) == Array(text.utf8))
            #expect(try reread.verify(by: [log.key]).count == 1)
        }
    }

    @Test func `texts that cannot be a note's are not signed`() throws {
        let signer = try SampleLog().signer
        #expect(refuses(.unterminatedLine) { _ = try signer.sign("") })
        #expect(refuses(.unterminatedLine) { _ = try signer.sign("a") })
        #expect(refuses(.unterminatedLine) { _ = try signer.sign("a\nb") })
        #expect(refuses(.controlCharacter) { _ = try signer.sign("a\r\n") })
        #expect(refuses(.controlCharacter) { _ = try signer.sign("a\u{0}\n") })
        #expect(refuses(.textTooLong) { _ = try signer.sign(String(repeating: "a", count: 1 << 20) + "\n") })
        #expect(refuses(.textTooLong) { _ = try signer.sign(String(repeating: "a", count: (1 << 20) - 2) + "\n") })
        #expect(refuses(.noSignatures) { _ = try SignedNote(text: "a\n", signatures: []) })
    }

    @Test func `every malformed note is refused with its reason and line`() {
        let good = Self.example
        let cases: [(String, MerkleLogError.Code, Int?)] = [
            ("", .noSignatures, nil),
            ("text\n", .noSignatures, nil),
            ("text\n\n", .missingLine, 3),
            ("text\n— PeterNeumann x08go/ZJ\n", .noSignatures, nil),
            (String(good.dropLast()), .unterminatedLine, 5),
            (good + "\n", .missingLine, 7),
            (good + "more\n", .malformedLine, 6),
            (good.replacing(first: "— Peter", with: "- Peter"), .malformedLine, 4),
            (good.replacing(first: "— Peter", with: "—  Peter"), .malformedLine, 4),
            (good.replacing(first: "— Peter", with: "—Peter"), .malformedLine, 4),
            (good.replacing(first: "— Peter", with: " — Peter"), .malformedLine, 4),
            (good.replacing(first: "PeterNeumann x", with: "PeterNeumann  x"), .malformedLine, 4),
            (good.replacing(first: "PeterNeumann x", with: "PeterNeumannx"), .malformedLine, 4),
            (good.replacing(first: "EnochRoot", with: "Enoch Root"), .malformedLine, 5),
            (good.replacing(first: "EnochRoot", with: "Enoch+Root"), .malformedKeyName, 5),
            (good.replacing(first: "EnochRoot", with: "Enoch\u{A0}Root"), .malformedKeyName, 5),
            (good.replacing(first: "JnAM=", with: "JnAM"), .malformedLine, 4),
            (good.replacing(first: "JnAM=", with: "JnAN="), .malformedLine, 4),
            (good.replacing(first: "JnAM=", with: "JnAM= "), .malformedLine, 4),
            (good.replacing(first: "x08go/ZJ", with: "x08go_ZJ"), .malformedLine, 4),
            (good.replacing(first: "If you", with: "If\tyou"), .controlCharacter, 1),
            (good.replacing(first: "then", with: "then\r"), .controlCharacter, 2),
            ("text\n\n— name AAAAAA==\n", .malformedLine, 3),
        ]
        for (text, code, line) in cases {
            let error = #expect(throws: MerkleLogError.self) { _ = try SignedNote(parsing: text) }
            #expect(error?.code == code, "\(text)")
            #expect(error?.line == line, "\(text)")
        }
        #expect(refuses(.notUTF8) { _ = try SignedNote(parsing: [0xC3, 0x28, 0x0A, 0x0A]) })
        #expect(refuses(.notUTF8) { _ = try SignedNote(parsing: Array(good.utf8).dropLast() + [0xFF, 0x0A]) })
    }

    @Test func `100 signatures and a megabyte are the limits`() throws {
        let line = "— unknown.example AAAAAAAA\n"
        let hundred = "text\n\n" + String(repeating: line, count: 100)
        #expect(try SignedNote(parsing: hundred).signatures.count == 100)
        #expect(refuses(.tooManySignatures) { _ = try SignedNote(parsing: hundred + line) })
        let fitting = String(repeating: "a", count: (1 << 20) - 2 - line.utf8.count) + "\n\n" + line
        #expect(try SignedNote(parsing: fitting).formatted == fitting)
        #expect(refuses(.textTooLong) { _ = try SignedNote(parsing: "a" + fitting) })
    }
}
