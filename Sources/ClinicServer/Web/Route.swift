internal import HTTPTypes
internal import Hummingbird
internal import LedgerCrypto
internal import MedicalLedger
internal import Wording

/// A door: what is asked for, who may ask, and what answers.
struct Route: Sendable {
    /// How what is sent here proves that it was sent from a page of this server.
    enum Proof: Sendable {
        /// Nothing is changed by asking.
        case none
        /// A form, which carries the session's token.
        case form
        /// A file in a form, which carries the token in its first field.
        case upload
        /// Data, beside which the token stands in the header `X-Form-Token`.
        case header
    }

    /// How refusals look.
    enum Look: Sendable { case page, data }

    let method: HTTPRequest.Method
    /// Path components; `:name` stands for any one, `**` at the end for any number.
    let pattern: [String]
    let admission: Admission
    let proof: Proof
    let look: Look
    let answer: @Sendable (Visit) async throws -> Response

    /// A page or anything else that is read.
    static func get(
        _ pattern: String, _ admission: Admission, _ look: Look = .page,
        _ answer: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .get, pattern: split(pattern), admission: admission, proof: .none, look: look, answer: answer)
    }

    /// What a form of a page sends.
    static func form(
        _ pattern: String, _ admission: Admission,
        _ answer: @escaping @Sendable (Visit, FormText) async throws -> Response
    ) -> Route {
        Route(method: .post, pattern: split(pattern), admission: admission, proof: .form, look: .page) { visit in
            let form = try await visit.form()
            try visit.check(formToken: form["form-token"])
            return try await answer(visit, form)
        }
    }

    /// Files that a form of a page sends.
    static func upload(
        _ pattern: String, _ admission: Admission,
        _ answer: @escaping @Sendable (Visit, inout MultipartBody) async throws -> Response
    ) -> Route {
        Route(method: .post, pattern: split(pattern), admission: admission, proof: .upload, look: .page) { visit in
            var body = try MultipartBody(visit.request)
            try visit.check(formToken: try await body.field("form-token"))
            return try await answer(visit, &body)
        }
    }

    /// What programs send.
    static func data(
        _ method: HTTPRequest.Method, _ pattern: String, _ admission: Admission,
        _ answer: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: method, pattern: split(pattern), admission: admission, proof: method == .get ? .none : .header,
            look: .data
        ) { visit in
            if method != .get { try visit.check(formToken: visit.header("x-form-token")) }
            return try await answer(visit)
        }
    }

    private static func split(_ pattern: String) -> [String] {
        pattern.split(separator: "/").map(String.init)
    }

    /// The pattern as it is written.
    var path: String { "/" + pattern.joined(separator: "/") }

    /// What stands for the names of the pattern in a path; nil where it does not fit.
    func parameters(of path: [String]) -> [String: String]? {
        var found: [String: String] = [:]
        for (position, part) in pattern.enumerated() {
            if part == "**" { return found }
            guard position < path.count else { return nil }
            if part.hasPrefix(":") {
                found[String(part.dropFirst())] = path[position]
            } else if part != path[position] {
                return nil
            }
        }
        return path.count == pattern.count ? found : nil
    }
}

/// One request, with all that was found out about it before it is answered.
struct Visit: Sendable {
    let request: Request
    /// The path's components, decoded.
    let path: [String]
    /// What stands for the names of the route's pattern.
    let parameters: [String: String]
    let query: FormText
    /// Who asks; nil where nobody knows.
    let caller: Caller?
    /// Of the answer.
    let language: Wording.Language
    /// Where the request comes from.
    let address: String
    /// Whether it came over TLS.
    let isSecure: Bool

    /// A form's longest text.
    private static let formLimit = 64 << 10
    private static let bodySeconds = 60

    /// A sentence in the language of the answer.
    func say(_ code: String, _ values: [String: String] = [:]) -> String {
        Wording.text(code, values, in: language)
    }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }

    /// The request's body.
    ///
    /// - Throws: `bodyTooLarge`, `bodyTooSlow`.
    func body(limit: Int) async throws -> [UInt8] {
        let request = request
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    var buffer = try await request.body.collect(upTo: limit)
                    return buffer.readBytes(length: buffer.readableBytes) ?? []
                } catch let error as HTTPError where error.status == .contentTooLarge {
                    throw MedicalError("bodyTooLarge", .refused, ["limit": String(limit)])
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.bodySeconds))
                throw MedicalError("bodyTooSlow", .refused, ["seconds": String(Self.bodySeconds)])
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    /// The fields of a form.
    fileprivate func form() async throws -> FormText {
        guard header("content-type")?.hasPrefix("application/x-www-form-urlencoded") == true else {
            throw MedicalError("formType", .badInput)
        }
        return FormText(String(decoding: try await body(limit: Self.formLimit), as: UTF8.self))
    }

    /// Whoever has a session shows that the request was made on a page of theirs.
    ///
    /// - Throws: `formForged`.
    fileprivate func check(formToken: String?) throws {
        guard let session = caller?.session else { return }
        guard let formToken, constantTimeEqual(Array(formToken.utf8), Array(session.formToken.utf8)) else {
            throw MedicalError("formForged", .permission)
        }
    }
}
