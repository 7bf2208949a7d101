import LedgerCrypto
import MerkleLog
import Testing

struct VerifierKeyTests {
    @Test(arguments: [
        "", " ", "a b", "a+b", "+", "a\tb", "a\nb", "a\r\nb", "a\u{0}b", "a\u{1F}b", "a\u{85}b", "a\u{A0}b",
        "a\u{2003}b", "a\u{2028}b", "a\u{202F}b", "a\u{3000}b", "a\u{1680}b",
        String(repeating: "a", count: 256), String(repeating: "é", count: 128),
    ])
    func `a key name is refused if empty, too long or with spaces, plus or control characters`(name: String) {
        #expect(refuses(.malformedKeyName) { _ = try KeyName(name) })
    }

    @Test(arguments: ["a", "north.example/ledger", "診療所.example", "é", "e\u{301}", "a-b_c~d:8080", "\u{200B}"])
    func `other key names are taken as they are`(name: String) throws {
        #expect(try Array(KeyName(name).text.utf8) == Array(name.utf8))
    }

    @Test func `names are the same only if their bytes are`() throws {
        let (composed, decomposed) = (try KeyName("caf\u{E9}"), try KeyName("cafe\u{301}"))
        #expect(composed.text == decomposed.text, "Swift calls the strings equal")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
        // The Kelvin sign is equivalent to the letter K.
        #expect(try KeyName("\u{212A}") != KeyName("K"))
    }

    @Test func `the key of Go's note package parses and formats to itself`() throws {
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let key = try VerifierKey(parsing: text)
        #expect(key.name.text == "PeterNeumann")
        #expect(key.id == 0xc74f_20a3)
        #expect(key.algorithm == .ed25519)
        #expect(key.formatted == text)
        #expect(VerifierKey(name: key.name, publicKey: key.publicKey) == key)
    }

    @Test func `the same key has another ID for each use and each name`() throws {
        let log = try SampleLog()
        let publicKey = log.key.publicKey
        let cosigner = VerifierKey(name: log.key.name, algorithm: .cosignature, publicKey: publicKey)
        #expect(cosigner.id != log.key.id)
        #expect(try VerifierKey(name: KeyName("south.example"), publicKey: publicKey).id != log.key.id)
        for key in [log.key, cosigner] { #expect(try VerifierKey(parsing: key.formatted) == key) }
    }

    @Test func `an ID that begins with zeros keeps them`() throws {
        for seed in UInt8(0)...255 {
            let key = try SampleLog(seed: seed, entryCount: 0).key
            guard key.id < 0x1000_0000 else { continue }
            #expect(key.formatted.split(separator: "+")[1].utf8.count == 8)
            #expect(try VerifierKey(parsing: key.formatted) == key)
            return
        }
        Issue.record("no seed gave such an ID")
    }

    @Test func `malformed keys are refused`() {
        let good = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let cases: [(String, MerkleLogError.Code)] = [
            ("", .malformedKey),
            ("PeterNeumann", .malformedKey),
            ("PeterNeumann+c74f20a3", .malformedKey),
            ("PeterNeumann+c74f20a3+", .malformedKey),
            (good.replacing(first: "PeterNeumann", with: ""), .malformedKeyName),
            (good.replacing(first: "Peter", with: "Peter "), .malformedKeyName),
            (good.replacing(first: "c74f", with: "C74F"), .malformedKey),
            (good.replacing(first: "c74f", with: "c74"), .malformedKey),
            (good.replacing(first: "c74f", with: "0c74f"), .malformedKey),
            (good.replacing(first: "c74f", with: "+74f"), .malformedKey),
            (good.replacing(first: "c74f", with: "c74e"), .keyIDMismatch),
            (good.replacing(first: "Peter", with: "Pater"), .keyIDMismatch),
            (good.replacing(first: "ARpc", with: "ARpd"), .weakKey),
            (good.replacing(first: "ARpc", with: "Ahpc"), .unknownAlgorithm),
            (good.replacing(first: "10TW", with: "10Q="), .weakKey),
            (good + "AAAA", .weakKey),
            (good + "\n", .malformedKey),
            (good + " ", .malformedKey),
            // The identity, under which anyone can make signatures.
            ("x+00000000+" + Base64.encode([1, 1] + [UInt8](repeating: 0, count: 31)), .weakKey),
        ]
        for (text, code) in cases {
            let found = refusal { _ = try VerifierKey(parsing: text) }
            // A changed key may be a point of the curve as well; then its ID gives it away.
            let otherPoint = code == .weakKey && found == .keyIDMismatch && text.utf8.count == good.utf8.count
            #expect(found == code || otherPoint, "\(text)")
        }
    }
}
