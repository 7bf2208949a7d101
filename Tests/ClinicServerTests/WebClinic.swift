import Foundation
import HTTPTypes
import Hummingbird
import LedgerCrypto
import Logging
import NIOCore
import NIOEmbedded
import Testing
import Wording

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// A server on a simulated disk, asked without a network.
struct WebClinic {
    let door: FrontDoor
    let desk: LedgerDesk
    /// Where received files lie, on the real disk.
    let incoming: String
    let simulated: SimulatedClinic
    let accounts: Accounts
    let tokens: AccessTokens

    init(isSecure: Bool = false) throws {
        simulated = try makeClinic()
        let server = try ClinicServer(
            SimulatedClinic.directory, environment: simulated.environment, language: .english)
        desk = LedgerDesk(
            SimulatedClinic.directory, environment: simulated.environment, counters: server.counters)
        incoming = NSTemporaryDirectory() + "clinicledger-incoming-\(UInt64.random(in: 0 ... .max))"
        try ReceivedFile.prepare(incoming)
        let files = try TLSFiles(of: SimulatedClinic.directory, environment: simulated.environment)
        let tls =
            isSecure
            ? try ServerTLS(
                files.renew(), files: files, clock: simulated.environment.clock, log: Logger(label: "test")) : nil
        door = try server.frontDoor(desk, tls: tls, accountCost: 10, incoming: incoming)
        accounts = try Accounts(
            of: SimulatedClinic.directory, environment: simulated.environment, log2Rounds: 10)
        tokens = try AccessTokens(of: SimulatedClinic.directory, environment: simulated.environment)
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, headers: [HTTPField.Name: String] = [:], body: String = ""
    ) async throws -> Response {
        var fields = HTTPFields()
        for (name, value) in headers { fields[name] = value }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "clinic.example", path: path, headerFields: fields)
        let request = Request(head: head, body: .init(buffer: ByteBuffer(string: body)))
        let source = ApplicationRequestContextSource(
            channel: EmbeddedChannel(), logger: Logger(label: "test"))
        return try await door.respond(to: request, context: FrontDoor.Context(source: source))
    }

    /// Signs in; what the cookie says.
    func signIn(_ name: String, _ password: String, code: String = "") async throws -> String? {
        let response = try await ask(
            .post, "/sign-in", headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "name=\(name)&password=\(password)&code=\(code)")
        return response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
    }

    static let form: [HTTPField.Name: String] = [.contentType: "application/x-www-form-urlencoded"]

    /// What a page of this session sends by a form.
    func send(_ path: String, _ fields: String, in cookie: String) async throws -> Response {
        let named = String(cookie.dropFirst("session=".count))
        let token = try #require(try door.sessions.session(named: named)).formToken
        var headers = Self.form
        headers[.cookie] = cookie
        return try await ask(.post, path, headers: headers, body: "form-token=\(token)&\(fields)")
    }

    /// Asks as somebody who has signed in; status and text of the answer.
    func get(_ path: String, in cookie: String) async throws -> (status: Int, text: String) {
        try await Self.text(of: ask(.get, path, headers: [.cookie: cookie]))
    }

    static func text(of response: Response) async throws -> (status: Int, text: String) {
        let writer = BodyCollector()
        try await response.body.write(writer)
        return (response.status.code, String(decoding: writer.bytes.all.joined(), as: UTF8.self))
    }

    /// Takes in made-up messages.
    func takeIn(_ numbers: Range<Int>) async throws {
        let answers = Collected<Bool>()
        for number in numbers {
            desk.take(ReceivedMessage(hl7v2: message(number)), at: "test") { answers.append((try? $0.get()) != nil) }
        }
        #expect(await answers.wait(for: numbers.count).allSatisfy { $0 })
    }
}

/// Keeps what an answer writes.
private struct BodyCollector: ResponseBodyWriter {
    let bytes = Collected<[UInt8]>()

    mutating func write(_ buffer: ByteBuffer) async throws { bytes.append(Array(buffer.readableBytesView)) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

func secret(_ text: String) -> Secret {
    var bytes = Array(text.utf8)
    return Secret(takingOver: &bytes)
}
