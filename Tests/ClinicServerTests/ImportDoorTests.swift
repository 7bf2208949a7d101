import Foundation
import HTTPTypes
import HealthFormats
import Hummingbird
import HummingbirdCore
import NIOCore
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// Files over HTTP: what comes in is on the ledger, what does not is kept with its reasons.
struct ImportDoorTests {
    private static let boundary = "----part"
    private static let multipart: [HTTPField.Name: String] = [
        .contentType: "multipart/form-data; boundary=\(boundary)"
    ]

    private static func part(_ name: String, file: String? = nil, _ content: String) -> String {
        let fileName = file.map { "; filename=\"\($0)\"\r\nContent-Type: text/plain" } ?? ""
        return "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(fileName)\r\n\r\n\(content)\r\n"
    }

    private static let end = "--\(boundary)--\r\n"

    /// The parts of a body that comes in pieces of some size.
    private func parts(_ body: String, pieces: Int) async throws -> [String] {
        let (stream, source) = AsyncStream<ByteBuffer>.makeStream()
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            source.yield(ByteBuffer(bytes: bytes[start..<min(bytes.count, start + pieces)]))
        }
        source.finish()
        let head = HTTPRequest(
            method: .post, scheme: "http", authority: "x", path: "/",
            headerFields: [.contentType: "multipart/form-data; boundary=\(Self.boundary)"])
        var reader = try MultipartBody(Request(head: head, body: .init(asyncSequence: stream)))
        var found: [String] = []
        while let part = try await reader.next() {
            var content: [UInt8] = []
            try await reader.content { content += $0 }
            found.append("\(part.name)/\(part.fileName ?? "-"): \(String(decoding: content, as: UTF8.self))")
        }
        return found
    }

    @Test func `parts are the same however they are cut`() async throws {
        let contents = ["", "a", "\r\n", "--", "\r\n--", "\r\n----par", "----part", "a\r\nb\r\n", "\r", "\n\r\n\r\n--"]
        let body = contents.enumerated().map { Self.part("n\($0)", file: $0 % 2 == 0 ? nil : "f", $1) }.joined()
        let expected = contents.enumerated().map { "n\($0)/\($0 % 2 == 0 ? "-" : "f"): \($1)" }
        for pieces in [1, 2, 3, 7, 20, 64, 10_000] {
            #expect(try await parts("before\r\n" + body + Self.end, pieces: pieces) == expected)
            #expect(try await parts(body + Self.end + "behind", pieces: pieces) == expected)
        }
    }

    @Test func `a body that ends early or makes no sense is refused, never a shorter file`() async throws {
        let body = Self.part("form-token", "1") + Self.part("file", file: "a.hl7", "content") + Self.end
        for count in 0..<body.utf8.count - 4 {
            let cut = String(decoding: Array(body.utf8).prefix(count), as: UTF8.self)
            await #expect(throws: MedicalError.self, "cut at \(count)") { try await parts(cut, pieces: 11) }
        }
        for wrong in ["--\(Self.boundary)\r\nno head\r\n\r\nx\r\n" + Self.end, String(repeating: "x", count: 100_000)] {
            await #expect(throws: MedicalError.self) { try await parts(wrong, pieces: 1000) }
        }
    }

    @Test func `a file goes in once, and what is refused of it can be mended`() async throws {
        let clinic = try WebClinic()
        try clinic.accounts.add("lab", role: .laboratory, key: nil, password: secret("a good password"))
        let cookie = try #require(try await clinic.signIn("lab", "a+good+password"))
        let token = try #require(
            try clinic.door.sessions.session(named: String(cookie.dropFirst("session=".count)))
        ).formToken
        let good = String(decoding: message(1) + message(2), as: UTF8.self)
        let bad = String(decoding: message(3), as: UTF8.self).replacing("|ORU^R01^ORU_R01", with: "|ADT^A01^ADT_A01")
        var headers = Self.multipart
        headers[.cookie] = cookie
        func upload(_ content: String, token: String) async throws -> (status: Int, text: String) {
            let body = Self.part("form-token", token) + Self.part("file", file: "../../a.hl7", content) + Self.end
            return try await WebClinic.text(of: clinic.ask(.post, "/import", headers: headers, body: body))
        }
        #expect(try await upload(good, token: "0").status == 403)
        let first = try await upload(good + bad, token: token)
        #expect(first.status == 200 && first.text.contains("1 refused") && first.text.contains("2 new reports"))
        let again = try await upload(good, token: token)
        #expect(again.text.contains("2 were known"))
        let kept = try await clinic.desk.perform { try RefusedItems(of: $0).all() }
        let item = try #require(kept.first)
        #expect(kept.count == 1 && first.text.contains("/refused/\(item.name)"))
        let download = try await clinic.get("/refused/\(item.name)", in: cookie)
        #expect(download.status == 200)
        let mended = download.text.replacing("ADT^A01^ADT_A01", with: "ORU^R01^ORU_R01")
        #expect(try await upload(mended, token: token).text.contains("1 new reports"))
        #expect(try await clinic.send("/refused/\(item.name)/drop", "", in: cookie).status == .seeOther)
        #expect(try await clinic.get("/refused/\(item.name)", in: cookie).status == 404)
        #expect(try FileManager.default.contentsOfDirectory(atPath: clinic.incoming).isEmpty)
    }

    @Test func `a program imports with a token of that scope, and is told what was refused`() async throws {
        let clinic = try WebClinic()
        let token = try clinic.tokens.add("analyser", scopes: [.import], days: 1).text
        let headers: [HTTPField.Name: String] = [.authorization: "Bearer \(token)"]
        let body = String(decoding: message(1), as: UTF8.self)
        let answer = try await WebClinic.text(
            of: clinic.ask(.post, "/ledger/import?name=a.hl7", headers: headers, body: body))
        #expect(answer.status == 200 && answer.text.contains("\"records\": 1"))
        let known = try await WebClinic.text(of: clinic.ask(.post, "/ledger/import", headers: headers, body: body))
        #expect(known.status == 200 && known.text.contains("\"known\": 1"))
        let refused = try await WebClinic.text(
            of: clinic.ask(
                .post, "/ledger/import", headers: headers,
                body: body + body.replacing("ORU^R01^ORU_R01", with: "ADT^A01")))
        #expect(refused.status == 422 && refused.text.contains("hl7.otherMessageType"))
        #expect(try await clinic.ask(.post, "/ledger/import", body: body).status == .unauthorized)
        let rubbish = try await clinic.ask(.post, "/ledger/import", headers: headers, body: "rubbish")
        #expect(rubbish.status == .badRequest)
    }
}
