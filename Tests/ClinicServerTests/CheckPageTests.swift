import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import Testing
import Wording

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// A browser that opens the page that checks receipts.
enum CheckingBrowser {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") && Python.has("playwright")

    /// What is asked of the page: a script that is given `cases`, and gives one answer for each.
    private struct Job: Encodable {
        let page: String
        let script: String
        let cases: [[String: String]]
    }

    private static let program = """
        import json, pathlib, sys, tempfile
        from playwright.sync_api import sync_playwright
        job = json.load(sys.stdin)
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "check.html")
            file.write_text(job["page"], encoding="utf-8")
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(file.as_uri())
            json.dump(page.evaluate(job["script"], job["cases"]), sys.stdout)
            browser.close()
        """

    static func answers(to script: String, _ cases: [[String: String]]) throws -> [String] {
        let page = String(decoding: CheckPage.document, as: UTF8.self)
        let job = try JSONEncoder().encode(Job(page: page, script: script, cases: cases))
        return try JSONDecoder().decode([String].self, from: Data(try Python.run(program, input: [UInt8](job))))
    }

    /// What becomes of receipts: `holds`, or the code of what does not.
    static func verdicts(_ cases: [[String: String]]) throws -> [String] {
        try answers(
            to: """
                cases => cases.map((each) => {
                  try {
                    const document = each.document === undefined ? null : fromBase64(each.document);
                    return verify(each.receipt, each.key, document) ? "holds" : "";
                  } catch (error) { return error.code ?? String(error); }
                })
                """, cases)
    }
}

/// A ledger with a record, its receipt and its key.
struct ReceiptCase {
    let receipt: Receipt
    let key: VerifierKey
    let document: [UInt8]
    /// A receipt of an entry that has no document.
    let member: Receipt

    init(seed: UInt64 = 1) throws {
        let clinic = try makeClinic(seed: seed)
        let ledger = try ClinicLedger.open(SimulatedClinic.directory, for: .writing, environment: clinic.environment)
        let file = FileManager.default.temporaryDirectory.appending(path: "delivery-\(UUID().uuidString).hl7")
        try Data(LabDelivery(.hl7, 0..<40).bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try ImportSession(into: ledger, options: .init(), reject: { _ in }).take(file: file.path)
        var found: RecordView?
        for number in (0..<ledger.engine.treeSize).reversed() where found == nil {
            if case .record = try ledger.entry(number) { found = try ledger.record(number) }
        }
        let record = try #require(found)
        receipt = try ledger.receipt(for: record.entry)
        document = record.document
        key = ledger.engine.key
        let (bytes, proof) = try ledger.proven(0)
        member = Receipt(
            index: 0, inclusionProof: proof, extra: ReceiptExtra(entry: bytes, salt: []).encoded(),
            checkpoint: receipt.checkpoint)
    }

    /// Says what the program says.
    func programVerdict(_ text: String, key: VerifierKey, document: [UInt8]?) -> Bool {
        (try? ReceiptCheck.check(Array(text.utf8), key: key, document: document)) != nil
    }
}

struct CheckPageTests {
    private static let page = String(decoding: CheckPage.document, as: UTF8.self)

    private static func matches(_ pattern: String, in text: String) throws -> [String] {
        let expression = try Regex(pattern, as: (Substring, Substring).self)
        return text.matches(of: expression).map { String($0.1) }
    }

    @Test func `the policy lets nothing run but the page's own script, and nothing go out`() throws {
        let scripts = Self.page.components(separatedBy: "<script").dropFirst()
        #expect(scripts.count == 2)
        let script = try #require(scripts.last?.dropFirst().components(separatedBy: "</script>").first)
        let style = try #require(
            Self.page.components(separatedBy: "<style>").last?.components(separatedBy: "</style>").first)
        let hashes = [script, style].map { "'sha256-\(Base64.encode(SHA256.hash(Array($0.utf8)).bytes))'" }
        #expect(
            CheckPage.policy
                == "default-src 'none'; script-src \(hashes[0]); style-src \(hashes[1]); base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        #expect(Self.page.contains("content=\"\(CheckPage.policy.replacing("; frame-ancestors 'none'", with: ""))\""))
        #expect(!Self.page.contains("{{") && !Self.page.contains("src=") && !Self.page.contains("@import"))
    }

    @Test func `the page says what stands in the wording, and all of it`() throws {
        let fixed = try Self.matches(#"data-say="(\w+)""#, in: Self.page) + ["noscript"]
        let refusals = try Self.matches(#"Refusal\("(\w+)""#, in: Self.page) + ["fault"]
        let said = Set(fixed + refusals.map { "refused.\($0)" })
        let known = Set(Wording.sentences.keys.filter { $0.hasPrefix("checkPage.") }.map { String($0.dropFirst(10)) })
        #expect(said.subtracting(known) == [])
        // What the verdict is put together from is named in the script between quotes.
        #expect(known.subtracting(said).filter { !Self.page.contains("\"\($0)\"") } == [])
    }

    @Test(.enabled(if: CheckingBrowser.isThere)) func `hashes and signatures are those of the program`() throws {
        var numbers = SystemRandomNumberGenerator()
        var cases: [[String: String]] = []
        var expected: [String] = []
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) } }
        func add(_ key: [UInt8], _ signature: [UInt8], _ message: [UInt8]) {
            cases.append([
                "key": Base64.encode(key), "signature": Base64.encode(signature), "message": Base64.encode(message),
            ])
            let isValid =
                if let key = try? Ed25519.PublicKey(bytes: key), let signature = Ed25519.Signature(signature) {
                    key.isValid(signature, for: message)
                } else { false }
            expected.append(
                "\(isValid) \(SHA256.hash(message).hex) \(SHA512.hash(message).hex)")
        }
        for count in [0, 1, 55, 56, 63, 64, 111, 112, 119, 120, 127, 128, 300] {
            let key = try Ed25519.SigningKey(seed: bytes(32))
            let message = bytes(count)
            let signature = key.signature(for: message).bytes
            add(key.publicKey.bytes, signature, message)
            var changed = signature
            changed[Int.random(in: 0..<64, using: &numbers)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            add(key.publicKey.bytes, changed, message)
        }
        // Points of small order and encodings that are not canonical, as key and in the signature.
        let zeros = [UInt8](repeating: 0, count: 32)
        let prime = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        let odd = [
            zeros, [1] + zeros.dropFirst(), [1] + zeros.dropFirst().dropLast() + [0x80], prime,
            prime.dropLast() + [0xFF],
        ]
        for point in odd {
            add(point, point + zeros, [])
            add(try Ed25519.SigningKey(seed: zeros).publicKey.bytes, point + zeros, [])
        }
        let answers = try CheckingBrowser.answers(
            to: """
                cases => cases.map(({ key, signature, message }) => {
                  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
                  const data = fromBase64(message);
                  return `${isSignature(fromBase64(signature), data, fromBase64(key))} ${hex(sha256(data))} ${hex(sha512(data))}`;
                })
                """, cases)
        #expect(answers == expected)
        #expect(expected.count { $0.hasPrefix("true") } == 13)
    }

    @Test(.enabled(if: CheckingBrowser.isThere))
    func `a receipt holds, with and without its document, and no changed one`() throws {
        let real = try ReceiptCase()
        let other = try ReceiptCase(seed: 2)
        let text = real.receipt.formatted
        let document = Base64.encode(real.document)
        func verdict(_ text: String, key: String? = nil, document: String? = nil) throws -> String {
            var fields = ["receipt": text, "key": key ?? real.key.formatted]
            fields["document"] = document
            return try #require(try CheckingBrowser.verdicts([fields]).first)
        }
        #expect(try verdict(text) == "holds")
        #expect(try verdict(text, document: document) == "holds")
        #expect(try verdict("\r\n" + text.replacing("\n", with: "\r\n")) == "holds")
        #expect(try verdict(real.member.formatted) == "holds")
        #expect(try verdict(real.member.formatted, document: document) == "documentDiffers")
        #expect(try verdict(text, document: Base64.encode(other.document + [0])) == "documentDiffers")
        #expect(try verdict(text, document: "") == "documentDiffers")
        #expect(try verdict(text, key: other.key.formatted) == "unsigned")
        #expect(try verdict(text, key: String(real.key.formatted.dropLast())) == "keyMalformed")
        // Each character of the receipt but the last line feed, and each bit of the document's first bytes.
        let characters = text.dropLast().indices
        let changed = characters.map { place in
            let instead: Character = text[place] == "A" ? "B" : "A"
            return text.replacingCharacters(in: place...place, with: String(instead))
        }
        var cases = changed.map { ["receipt": $0, "key": real.key.formatted, "document": document] }
        for bit in 0..<64 {
            var bytes = real.document
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            cases.append(["receipt": text, "key": real.key.formatted, "document": Base64.encode(bytes)])
        }
        let verdicts = try CheckingBrowser.verdicts(cases)
        #expect(verdicts.count == cases.count && !verdicts.contains("holds"))
        // Nothing is refused for want of an answer.
        let codes: Set = [
            "malformed", "notReceipt", "noEntry", "otherLedger", "unsigned", "badSignature", "notIncluded",
            "documentDiffers",
        ]
        #expect(Set(verdicts) == codes, "\(Set(verdicts).symmetricDifference(codes))")
    }

    @Test(.enabled(if: CheckingBrowser.isThere))
    func `the page and the program agree on receipts with lines out of place`() throws {
        let real = try ReceiptCase()
        var numbers = SystemRandomNumberGenerator()
        let lines = real.receipt.formatted.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let extras = [
            [0xA2, 1, 0x41, 0, 2, 0x40], [0xA2, 2, 0x40, 1, 0x41, 0], [0xA2, 1, 0x58, 1, 0, 2, 0x40], [0xA0], [0xFF],
            [0xA1, 1],
            [0xBB, 255, 255, 255, 255, 255, 255, 255, 255], real.receipt.extra ?? [] + [0],
        ]
        let strange =
            [
                "", "index 0", "index 00", "index 9223372036854775808", "index 1", "extra ", "extra A===", "— a b",
                "— x AAAAAAA=", "5", " ",
                lines[2] + " ",
            ] + extras.map { "extra " + Base64.encode($0) } + lines
        var texts: [String] = []
        for _ in 0..<300 {
            var changed = lines
            let place = Int.random(in: changed.indices, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: changed.remove(at: place)
            case 1: changed.insert(changed[place], at: place)
            case 2: changed.swapAt(place, Int.random(in: changed.indices, using: &numbers))
            case 3: changed.insert(strange.randomElement(using: &numbers) ?? "", at: place)
            default: changed[place] = strange.randomElement(using: &numbers) ?? ""
            }
            // The page puts the white space at both ends right before it looks.
            texts.append(changed.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines) + "\n")
        }
        texts.append(real.receipt.formatted)
        let verdicts = try CheckingBrowser.verdicts(texts.map { ["receipt": $0, "key": real.key.formatted] })
        for (text, verdict) in zip(texts, verdicts) {
            let expected = real.programVerdict(text, key: real.key, document: nil)
            #expect((verdict == "holds") == expected, "\(verdict):\n\(text)")
        }
        #expect(verdicts.last == "holds")
    }
}
