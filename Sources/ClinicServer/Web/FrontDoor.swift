internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import MedicalLedger
internal import NIOCore
internal import Wording

/// Every request comes through here: who asks is found out, whether they may is decided, and only then is a route asked.
///
/// The table of routes is the whole of what the server answers; there is no other way in.
struct FrontDoor: HTTPResponder {
    /// What Hummingbird tells of a request.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let address: String
        let connection: ObjectIdentifier

        init(source: ApplicationRequestContextSource) {
            connection = ObjectIdentifier(source.channel)
            coreContext = .init(source: source)
            address = source.channel.remoteAddress?.ipAddress ?? ""
        }
    }

    let routes: [Route]
    let sessions: Sessions
    let tokens: AccessTokens
    /// What encrypts connections; nil where they are not encrypted here.
    let tls: ServerTLS?
    private var isSecure: Bool { tls != nil }
    let log: Logger
    /// What a refusal shows to a person.
    let refusalPage: @Sendable (Visit, MedicalError, HTTPResponse.Status) -> Response

    func respond(to request: Request, context: Context) async throws -> Response {
        let path = request.uri.path.split(separator: "/").map { FormText.decoded($0.utf8, plusIsSpace: false) }
        let fitting = routes.lazy.compactMap { route in route.parameters(of: path).map { (route, $0) } }
        let method = request.method == .head ? .get : request.method
        let found = fitting.first { $0.0.method == method }
        let query = FormText(request.uri.query ?? "")
        func visit(_ caller: Caller?) -> Visit {
            Visit(
                request: request, path: path, parameters: found?.1 ?? [:], query: query, caller: caller,
                language: Self.language(of: request, query), address: context.address, isSecure: isSecure)
        }
        var response: Response
        let route = found?.0
        var known: Caller?
        do {
            guard let route else {
                let others = fitting.map(\.0.method.rawValue)
                throw others.isEmpty
                    ? MedicalError("noSuchPage", .refused, ["status": "404"])
                    : MedicalError(
                        "methodNotAllowed", .refused, ["status": "405", "allow": others.joined(separator: ", ")])
            }
            let caller = try caller(of: request, over: context.connection)
            known = caller
            guard route.admission.admits(caller) else {
                throw MedicalError(caller == nil ? "signInFirst" : "notYours", .permission)
            }
            // A browser shows cookies and certificates of its own accord, also for a page of another site.
            let isUnasked = caller != nil && request.headers[.authorization] == nil
            if route.proof != .none, isUnasked || route.look == .page { try Self.checkOrigin(request) }
            response = try await route.answer(visit(caller))
        } catch {
            response = refusal(error, visit(known), route)
        }
        if request.method == .head { response.body = .init() }
        return secured(response, visit(known))
    }

    // MARK: - Who asks

    /// - Throws: `tokenRefused` where a token or a certificate is shown that is none.
    private func caller(of request: Request, over connection: ObjectIdentifier) throws -> Caller? {
        if let shown = request.headers[.authorization] {
            let parts = shown.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let token = tokens.token(shown: String(parts[1]))
            else { throw MedicalError("tokenRefused", .permission) }
            return Caller(name: token.name, kind: .program(token.scopes))
        }
        if let cookie = Self.cookie(Self.sessionCookie(isSecure), of: request),
            let session = try sessions.session(named: cookie)
        {
            return Caller(name: session.account, kind: .person(session.role, session))
        }
        guard let certificate = tls?.certificate(shownOver: connection) else { return nil }
        guard let token = tokens.token(certificate: certificate) else {
            throw MedicalError("tokenRefused", .permission)
        }
        return Caller(name: token.name, kind: .program(token.scopes))
    }

    /// The cookie's name; the prefix has browsers take it from nobody but this server over TLS (RFC 6265bis section 4.1.3).
    static func sessionCookie(_ isSecure: Bool) -> String { isSecure ? "__Host-session" : "session" }

    static func cookie(_ name: String, of request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    /// What is sent by a page of another site is refused before it is read, whoever is signed in.
    ///
    /// Specification: Fetch Metadata Request Headers; RFC 6454.
    private static func checkOrigin(_ request: Request) throws {
        let forged = MedicalError("formForged", .permission)
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) {
            guard site == "same-origin" else { throw forged }
        }
        if let origin = request.headers[.origin] {
            guard let host = request.head.authority, origin == "http://" + host || origin == "https://" + host else {
                throw forged
            }
        }
    }

    private static func language(of request: Request, _ query: FormText) -> Wording.Language {
        if let chosen = query["language"].flatMap(Wording.Language.init(rawValue:)) { return chosen }
        if let kept = cookie("language", of: request).flatMap(Wording.Language.init(rawValue:)) { return kept }
        return Wording.Language(acceptLanguage: request.headers[.acceptLanguage] ?? "")
    }

    // MARK: - What every answer has

    private func refusal(_ error: any Error, _ visit: Visit, _ route: Route?) -> Response {
        let (error, status) = Refusal.of(error)
        // The route's pattern and not the path, which may name somebody.
        log.notice(
            "refused",
            metadata: [
                "method": "\(visit.request.method)", "route": "\(route?.path ?? "-")", "status": "\(status.code)",
                "error": "\(error.code)", "from": "\(visit.address)",
            ])
        var response =
            if visit.path.first == "fhir" {
                Response.bytes(
                    FHIRBundle.outcome(error, status, in: visit.language), type: FHIRDoor.type, status: status)
            } else if route?.look == .data || visit.path.first == "ledger" {
                Response.text(status, "\(error.code): \(Refusal.sentence(error, in: visit.language))\n")
            } else {
                refusalPage(visit, error, status)
            }
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"clinicledger\"" }
        if let seconds = error.values["seconds"], status == .tooManyRequests { response.headers[.retryAfter] = seconds }
        if let allow = error.values["allow"] { response.headers[.allow] = allow }
        return response
    }

    private func secured(_ response: Response, _ visit: Visit) -> Response {
        var response = response
        func add(_ name: String, _ value: String) {
            guard let name = HTTPField.Name(name), response.headers[name] == nil else { return }
            response.headers[name] = value
        }
        add(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        add("X-Content-Type-Options", "nosniff")
        add("X-Frame-Options", "DENY")
        add("Referrer-Policy", "same-origin")
        add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        add("Cross-Origin-Opener-Policy", "same-origin")
        add("Cross-Origin-Resource-Policy", "same-origin")
        add("Cache-Control", "no-store")
        if isSecure { add("Strict-Transport-Security", "max-age=31536000") }
        if let chosen = visit.query["language"].flatMap(Wording.Language.init(rawValue:)) {
            let end = isSecure ? "; Secure" : ""
            let value = "language=\(chosen.rawValue); Path=/; Max-Age=31536000; SameSite=Lax\(end)"
            response.headers.append(HTTPField(name: .setCookie, value: value))
        }
        return response
    }
}

/// Why something is refused, as HTTP says it.
enum Refusal {
    static func of(_ error: any Error) -> (error: MedicalError, status: HTTPResponse.Status) {
        guard let error = error as? MedicalError else {
            if let error = error as? HTTPError {
                return (MedicalError("requestRefused", .badInput), error.status)
            }
            return (MedicalError("ledgerUnusable", .failed), .internalServerError)
        }
        return (error, status(of: error))
    }

    private static func status(of error: MedicalError) -> HTTPResponse.Status {
        if let status = error.values["status"].flatMap(Int.init) { return .init(code: status) }
        switch error.code {
        case "signInFirst", "tokenRefused", "signInRefused": return .unauthorized
        case "signInLater": return .tooManyRequests
        case "bodyTooLarge": return .contentTooLarge
        case "bodyTooSlow": return .requestTimeout
        case "noSuchEntry", "notARecord", "patientUnknown", "refusedUnknown": return .notFound
        case "recordErased": return .gone
        default: break
        }
        return switch error.fate {
        case .refused, .badInput, .noInput: .badRequest
        case .cannotCreate: .conflict
        case .permission: .forbidden
        case .damaged, .unverified: .internalServerError
        case .failed: .serviceUnavailable
        }
    }

    static func sentence(_ error: MedicalError, in language: Wording.Language) -> String {
        var values = error.values
        if let reason = values["reason"], Wording.sentences[reason] != nil {
            values["reason"] = Wording.text(reason, values, in: language)
        }
        return Wording.text("error.\(error.code)", values, in: language)
    }
}

extension Response {
    static func text(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// What a browser goes to after a form.
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
