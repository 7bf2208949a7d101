import Foundation
import LedgerCrypto
import MerkleLog
import Testing
import Wording

@testable import ClinicServer

struct ReceiptSheetTests {
    /// What a visitor sees who has the sheet on paper, a telephone and a browser.
    private struct Visit: Decodable {
        /// What the codes on the sheet hold.
        let codes: [String]
        /// The verdict behind the sheet's link.
        let linked: String
        /// Offline: of the codes pasted in reverse, with the document, with a changed one, without one code.
        let pasted: String
        let withDocument: String
        let withChanged: String
        let withoutOne: String
        /// After the document was changed, before it is checked again.
        let isVerdictGone: Bool
        /// Paths that were asked for over the network.
        let asked: [String]
        /// What the browser complained of.
        let complaints: [String]
        /// Whether the saved page is the page.
        let isSaved: Bool
    }

    private struct Job: Encodable {
        let locale: String
        let sheet: String
        let style: String
        let page: String
        let policy: String
        let key: String
        let document: String
    }

    private static let program = """
        import base64, http.server, io, json, pathlib, sys, tempfile, threading
        import numpy, zxingcpp
        from PIL import Image
        from playwright.sync_api import sync_playwright
        job = json.load(sys.stdin)
        seen = {"asked": [], "complaints": []}
        served = {
            "/sheet": (job["sheet"], "text/html; charset=utf-8", "default-src 'none'; style-src 'self'; img-src 'self'"),
            "/assets/style.css": (job["style"], "text/css", ""),
            "/check": (job["page"], "text/html; charset=utf-8", job["policy"]),
            "/favicon.ico": ("", "image/png", ""),
        }
        class Door(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                seen["asked"].append(self.path)
                body, kind, policy = served[self.path]
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())
            def log_message(self, *_): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        def verdict(page):
            page.click("button.primary")
            page.wait_for_selector("#verdict:not([hidden])")
            return page.inner_text("#verdict p >> nth=0")
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            context = browser.new_context(locale=job["locale"], viewport={"width": 1000, "height": 900})
            page = context.new_page()
            page.on("console", lambda message: seen["complaints"].append(message.text))
            page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
            page.goto(f"http://127.0.0.1:{server.server_port}/sheet")
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L")
            found = zxingcpp.read_barcodes(numpy.array(picture), formats=zxingcpp.BarcodeFormat.QRCode)
            seen["codes"] = sorted(each.text for each in found)
            page.click("ol a >> nth=0")
            seen["linked"] = verdict(page)
            with page.expect_download() as download: page.click("#save")
            saved = pathlib.Path(folder, "saved.html")
            download.value.save_as(saved)
            seen["isSaved"] = saved.read_text(encoding="utf-8") == job["page"]
            asked = len(seen["asked"])
            document = pathlib.Path(folder, "document")
            document.write_bytes(base64.b64decode(job["document"]))
            changed = pathlib.Path(folder, "changed")
            changed.write_bytes(base64.b64decode(job["document"]) + b" ")
            context.set_offline(True)
            page.goto(saved.as_uri())
            page.fill("#key", job["key"])
            page.fill("#receipt", "\\r\\n\\n".join(reversed(seen["codes"])))
            seen["pasted"] = verdict(page)
            page.set_input_files("#document", document)
            seen["withDocument"] = verdict(page)
            page.set_input_files("#document", changed)
            seen["isVerdictGone"] = page.is_hidden("#verdict")
            seen["withChanged"] = verdict(page)
            page.fill("#receipt", "\\n".join(seen["codes"][1:]))
            seen["withoutOne"] = verdict(page)
            assert asked == len(seen["asked"]), "the page went to the network"
            browser.close()
        json.dump(seen, sys.stdout)
        """

    private func visit(_ receipt: Receipt, _ real: ReceiptCase, _ language: Wording.Language) throws -> Visit {
        let sheet = ReceiptSheet(receipt: receipt, key: real.key, file: nil, language: language)
        let page = html(.lang(language.rawValue)) {
            head {
                meta(.charset("utf-8"))
                title("x")
                link(.rel("stylesheet"), .href("/assets/style.css"))
            }
            body { main { sheet.html } }
        }
        let text = String(decoding: CheckPage.document, as: UTF8.self)
        let style = text.components(separatedBy: "<style>")[1].components(separatedBy: "</style>")[0]
        let job = Job(
            locale: language == .english ? "en-GB" : "zh-CN", sheet: String(decoding: page.document, as: UTF8.self),
            style: style, page: text, policy: CheckPage.policy, key: real.key.formatted,
            document: Base64.encode(real.document))
        let answer = try Python.run(Self.program, input: [UInt8](try JSONEncoder().encode(job)))
        return try JSONDecoder().decode(Visit.self, from: Data(answer))
    }

    /// The receipt with signatures of witnesses that nobody here knows.
    private func withWitnesses(_ count: Int, _ receipt: Receipt) throws -> Receipt {
        var checkpoint = receipt.checkpoint
        for witness in 0..<count {
            let line = "— witness-\(witness).example " + Base64.encode([UInt8](repeating: UInt8(witness), count: 76))
            checkpoint = try checkpoint.adding(NoteSignature(parsing: line + "\n"))
        }
        return Receipt(
            index: receipt.index, inclusionProof: receipt.inclusionProof, extra: receipt.extra, checkpoint: checkpoint)
    }

    @Test(
        .enabled(if: CheckingBrowser.isThere && Python.has("zxingcpp, PIL")),
        arguments: Wording.Language.allCases, [0, 24])
    func `what is scanned from the sheet is checked offline`(language: Wording.Language, witnesses: Int) throws {
        func say(_ code: String, _ values: [String: String] = [:]) -> String {
            Wording.text("checkPage.\(code)", values, in: language)
        }
        let real = try ReceiptCase()
        let receipt = try withWitnesses(witnesses, real.receipt)
        let seen = try visit(receipt, real, language)
        let parts = ReceiptCodes.parts(of: receipt.formatted)
        #expect(parts.count == (witnesses == 0 ? 1 : 3))
        #expect(seen.codes == parts.map { String(decoding: $0, as: UTF8.self) })
        #expect(seen.linked == say("holds"))
        #expect(seen.pasted == say("holds"))
        #expect(seen.withDocument == say("holdsWithDocument"))
        #expect(seen.isVerdictGone)
        #expect(seen.withChanged == say("refused.documentDiffers"))
        let missing = say("refused.codeMissing", ["missing": "1", "count": "3"])
        #expect(seen.withoutOne == (witnesses == 0 ? say("refused.receiptMissing") : missing))
        #expect(seen.isSaved)
        #expect(Set(seen.asked).subtracting(["/favicon.ico"]) == ["/sheet", "/assets/style.css", "/check"])
        #expect(seen.complaints.isEmpty, "\(seen.complaints)")
    }

    @Test func `codes joined are the text, whatever its length`() throws {
        for count in [0, 1, 1699, 1700, 1701, 1702, 3000, 5000, 9000] {
            let body = (0..<count).map { $0 % 45 == 44 ? "\n" : $0 % 300 == 7 ? "—" : "x" }.joined()
            let text = body.trimmingCharacters(in: .newlines) + "\n"
            let parts = ReceiptCodes.parts(of: text).map { String(decoding: $0, as: UTF8.self) }
            #expect(parts.allSatisfy { $0.utf8.count <= ReceiptCodes.limit })
            guard parts.count > 1 else {
                #expect(parts == [text.trimmingCharacters(in: .newlines)])
                continue
            }
            let pieces = parts.enumerated().map { number, part in
                #expect(part.hasPrefix("[\(number + 1)/\(parts.count)]\n"))
                return String(part.dropFirst("[1/2]\n".count))
            }
            #expect(pieces.joined() + "\n" == text)
            #expect(pieces.allSatisfy { $0 == $0.trimmingCharacters(in: .whitespacesAndNewlines) })
        }
        #expect(ReceiptCodes.parts(of: String(repeating: "x", count: 20_000)).isEmpty)
        #expect(ReceiptCodes.parts(of: String(repeating: "—", count: 2_000)).isEmpty)
    }
}
