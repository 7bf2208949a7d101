import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing
import Wording

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

struct FrontDoorTests {
    private let clinic: WebClinic

    init() throws { clinic = try WebClinic() }

    @Test func `whoever is nobody gets nowhere but through the open doors`() async throws {
        var closed = 0
        for route in clinic.door.routes {
            let path = route.path.replacing("**", with: "000")
            for headers in [[:], [HTTPField.Name.authorization: "Bearer clt_00000000_00"], [.cookie: "session=00"]] {
                let response = try await clinic.ask(
                    route.method, path, headers: headers.merging(WebClinic.form) { first, _ in first })
                if route.admission.isOpen && headers[.authorization] == nil {
                    #expect(response.status != .unauthorized || route.path == "/sign-in", "\(route.path)")
                } else {
                    closed += 1
                    #expect([401, 403].contains(response.status.code), "\(route.method) \(route.path)")
                }
            }
        }
        #expect(closed > 10)
    }

    @Test func `each role comes in where the table says, and nowhere else`() async throws {
        for role in Account.Role.allCases where role != .patient {
            try clinic.accounts.add(role.rawValue, role: role, key: nil, password: secret("a good password"))
            let cookie = try #require(try await clinic.signIn(role.rawValue, "a+good+password"))
            for route in clinic.door.routes where route.method == .get {
                let response = try await clinic.ask(
                    .get, route.path.replacing("**", with: "000"), headers: [.cookie: cookie])
                let isIn = route.admission.isOpen || route.admission.roles.contains(role)
                #expect((response.status == .forbidden) == !isIn, "\(role) \(route.path): \(response.status)")
            }
        }
    }

    @Test func `a form counts only with the token of its session, from a page of this server`() async throws {
        try clinic.accounts.add("ida", role: .clinician, key: nil, password: secret("a good password"))
        let cookie = try #require(try await clinic.signIn("ida", "a+good+password"))
        let named = String(cookie.dropFirst("session=".count))
        let session = try #require(try clinic.door.sessions.session(named: named))
        var headers = WebClinic.form
        headers[.cookie] = cookie
        #expect(try await clinic.ask(.post, "/sign-out", headers: headers).status == .forbidden)
        #expect(try await clinic.ask(.post, "/sign-out", headers: headers, body: "form-token=0").status == .forbidden)
        headers[.origin] = "http://elsewhere.example"
        let body = "form-token=\(session.formToken)"
        #expect(try await clinic.ask(.post, "/sign-out", headers: headers, body: body).status == .forbidden)
        #expect(clinic.door.sessions.count == 1)
        headers[.origin] = "http://clinic.example"
        #expect(try await clinic.ask(.post, "/sign-out", headers: headers, body: body).status == .seeOther)
        #expect(clinic.door.sessions.count == 0)
        #expect(try await clinic.ask(.get, "/account", headers: [.cookie: cookie]).status == .unauthorized)
    }

    @Test func `a session ends with the account it belongs to, whoever changes that`() async throws {
        for name in ["ida", "otto"] {
            try clinic.accounts.add(name, role: .clinician, key: nil, password: secret("a good password"))
        }
        let ida = try #require(try await clinic.signIn("ida", "a+good+password"))
        let otto = try #require(try await clinic.signIn("otto", "a+good+password"))
        let elsewhere = try #require(try await clinic.signIn("otto", "a+good+password"))
        try clinic.accounts.remove("ida")
        #expect(try await clinic.ask(.get, "/account", headers: [.cookie: ida]).status == .unauthorized)
        let named = String(otto.dropFirst("session=".count))
        let token = try #require(try clinic.door.sessions.session(named: named)).formToken
        var headers = WebClinic.form
        headers[.cookie] = otto
        let body = "form-token=\(token)&password=a+good+password&new=another+password&again=another+password"
        #expect(try await clinic.ask(.post, "/account/password", headers: headers, body: body).status == .ok)
        #expect(try await clinic.ask(.get, "/account", headers: [.cookie: otto]).status == .ok)
        #expect(try await clinic.ask(.get, "/account", headers: [.cookie: elsewhere]).status == .unauthorized)
        try clinic.accounts.reset("otto", key: nil, password: secret("a third password"))
        #expect(try await clinic.ask(.get, "/account", headers: [.cookie: otto]).status == .unauthorized)
        #expect(clinic.door.sessions.count == 0)
    }

    @Test func `who guesses is kept waiting`() async throws {
        try clinic.accounts.add("ida", role: .clinician, key: nil, password: secret("a good password"))
        for _ in 0..<5 { #expect(try await clinic.signIn("ida", "wrong") == nil) }
        let response = try await clinic.ask(
            .post, "/sign-in", headers: WebClinic.form, body: "name=ida&password=a+good+password")
        #expect(response.status == .tooManyRequests && response.headers[.retryAfter] != nil)
    }

    @Test func `a token is good for its scopes until it is revoked`() async throws {
        let (token, text) = try clinic.tokens.add("watch", scopes: [.metrics], days: 1)
        let shown: [HTTPField.Name: String] = [.authorization: "Bearer \(text)"]
        #expect(try await clinic.ask(.get, "/metrics", headers: shown).status == .ok)
        #expect(try await clinic.ask(.get, "/ledger/tile/entries/000", headers: shown).status == .forbidden)
        let other = text.dropLast() + (text.hasSuffix("0") ? "1" : "0")
        let wrong: [HTTPField.Name: String] = [.authorization: "Bearer \(other)"]
        #expect(try await clinic.ask(.get, "/metrics", headers: wrong).status == .unauthorized)
        try clinic.tokens.revoke(token.id)
        #expect(try await clinic.ask(.get, "/metrics", headers: shown).status == .unauthorized)
    }

    @Test func `over TLS cookies go nowhere else, browsers stay with it, and the certificate's end is a figure`()
        async throws
    {
        let secure = try WebClinic(isSecure: true)
        try secure.accounts.add("ida", role: .administrator, key: nil, password: secret("a good password"))
        let response = try await secure.ask(
            .post, "/sign-in", headers: WebClinic.form, body: "name=ida&password=a+good+password&code=")
        let cookie = try #require(response.headers[.setCookie])
        #expect(cookie.hasPrefix("__Host-session=") && cookie.contains("; Secure") && cookie.contains("; Path=/"))
        #expect(response.headers[.strictTransportSecurity] == "max-age=31536000")
        let shown: [HTTPField.Name: String] = [.cookie: String(cookie.prefix { $0 != ";" })]
        let metrics = try await secure.ask(.get, "/metrics", headers: shown)
        let said = Collected<String>()
        try await metrics.body.write(Pieces(said: said))
        #expect(said.all.joined().contains("\nclinicledger_certificate_expiry_seconds 343"), "\(said.all)")
        #expect(try await clinic.ask(.get, "/health").headers[.strictTransportSecurity] == nil)
    }

    @Test func `every answer is guarded, and unknown pages and methods are named`() async throws {
        for path in ["/", "/sign-in", "/health", "/nothing", "/ledger/checkpoint", "/ledger/tile/0/999"] {
            let response = try await clinic.ask(.get, path)
            #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
        }
        #expect(try await clinic.ask(.get, "/nothing").status == .notFound)
        let wrong = try await clinic.ask(.delete, "/health")
        #expect(wrong.status == .methodNotAllowed && wrong.headers[.allow] == "GET")
        #expect(try await clinic.ask(.get, "/ledger/checkpoint").status == .ok)
    }

    @Test func `one-time passwords are those of the specification`() throws {
        // RFC 6238 appendix B, the last six digits.
        let key = secret("12345678901234567890")
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            #expect(OneTimePassword.text(key, step: UInt64(seconds / 30)) == expected)
            let now = UInt64(seconds) * 1000
            let step = try #require(OneTimePassword.step(of: expected, secret: key, now: now, after: 0))
            #expect(OneTimePassword.step(of: expected, secret: key, now: now, after: step) == nil)
        }
        #expect(OneTimePassword.typed(key) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }
}

/// Collects what an answer says.
private struct Pieces: ResponseBodyWriter {
    let said: Collected<String>
    mutating func write(_ buffer: ByteBuffer) async throws { said.append(String(buffer: buffer)) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
