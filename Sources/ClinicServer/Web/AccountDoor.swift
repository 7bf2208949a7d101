internal import Dispatch
internal import HTTPTypes
internal import Hummingbird
internal import LedgerCrypto
internal import MedicalLedger
internal import Synchronization

/// Signing in and out, and what people change about their own account.
final class AccountDoor: Sendable {
    private let accounts: Accounts
    private let sessions: Sessions
    private let guardian: SignInGuard
    private let clock: @Sendable () -> UInt64
    /// Passwords are slow on purpose, and each takes 128 MiB: one at a time.
    private let slowly = DispatchQueue(label: "clinicledger.passwords")
    private let waiting = Mutex(0)
    /// The step of the one-time password that an account used last: none is good twice.
    private let lastSteps = Mutex<[String: UInt64]>([:])
    private static let longestQueue = 16
    private static let longestPassword = 1024

    init(accounts: Accounts, sessions: Sessions, clock: @escaping @Sendable () -> UInt64) {
        (self.accounts, self.sessions, self.clock) = (accounts, sessions, clock)
        guardian = SignInGuard(clock: clock)
    }

    var routes: [Route] {
        [
            .get("/sign-in", .everyone) { Self.signInPage($0) },
            .form("/sign-in", .everyone) { [self] in try await signIn($0, $1) },
            .form("/sign-out", .people) { [self] in signOut($0, $1) },
            .get("/account", .people) { [self] in accountPage($0) },
            .form("/account/password", .people) { [self] in try await changePassword($0, $1) },
            .form("/account/second-factor", .people) { [self] in try await addSecondFactor($0, $1) },
            .form("/account/second-factor/remove", .people) { [self] in try await removeSecondFactor($0, $1) },
        ]
    }

    // MARK: - Signing in

    static func signInPage(
        _ visit: Visit, status: HTTPResponse.Status = .ok, refusal: String? = nil, name: String = ""
    ) -> Response {
        // Back to where somebody wanted to go; after a form they begin anew.
        let isBack = visit.request.method == .get && visit.path.first != "sign-in"
        let next = isBack ? visit.request.uri.string : visit.query["next"] ?? ""
        return PageFrame.page(visit, title: visit.say("page.signIn"), status: status) {
            if let refusal { p(refusal, .class("alert", "bad"), .role("alert")) }
            form(.class("card", "narrow"), .method(.post), .action("/sign-in")) {
                if isLocal(next) { input(.type("hidden"), .name("next"), .value(next)) }
                PageFrame.field(
                    "name", visit.say("signIn.name"), .autocomplete("username"), .autocapitalize("none"),
                    .spellcheck(false), .required(), .value(name), .maxlength(64))
                PageFrame.field(
                    "password", visit.say("signIn.password"), .type("password"), .autocomplete("current-password"),
                    .required(), .maxlength(longestPassword))
                PageFrame.field(
                    "code", visit.say("signIn.code"), hint: visit.say("signIn.codeHint"), .inputmode("numeric"),
                    .autocomplete("one-time-code"), .maxlength(6))
                button(visit.say("page.signIn"), .class("button", "primary"))
            }
        }
    }

    /// Whether an address leads to a page of this server and nowhere else.
    private static func isLocal(_ address: String) -> Bool {
        address.hasPrefix("/") && !address.hasPrefix("//") && !address.contains("\\") && address.count < 500
    }

    private func signIn(_ visit: Visit, _ form: FormText) async throws -> Response {
        let name = (form["name"] ?? "").lowercased()
        let wait = guardian.secondsToWait(name, at: visit.address)
        if wait > 0 {
            throw MedicalError("signInLater", .permission, ["seconds": String(wait)])
        }
        let password = Self.secret(form["password"])
        do {
            let (account, opened) = try await slow { [accounts] in try accounts.open(name, password: password) }
            try check(form["code"], opened, account)
            guardian.succeeded(name, at: visit.address)
            // Whoever was here before is so no longer.
            if let old = FrontDoor.cookie(FrontDoor.sessionCookie(visit.isSecure), of: visit.request) {
                sessions.end(old)
            }
            let (_, cookie) = try sessions.begin(account, key: opened.key)
            let next = form["next"].flatMap { Self.isLocal($0) ? $0 : nil } ?? "/"
            var response = Response.seeOther(next)
            response.headers[.setCookie] = Self.cookie(cookie, visit.isSecure)
            return response
        } catch let error as MedicalError where error.code == "signInRefused" {
            guardian.failed(name, at: visit.address)
            return Self.signInPage(
                visit, status: .unauthorized, refusal: Refusal.sentence(error, in: visit.language), name: name)
        }
    }

    /// Whether the second factor is there, if there has to be one; said in the same words as a wrong password.
    private func check(_ code: String?, _ opened: Account.Opened, _ account: Account) throws {
        guard let secret = opened.oneTimeSecret else { return }
        try lastSteps.withLock { steps in
            guard
                let step = OneTimePassword.step(
                    of: code ?? "", secret: secret, now: clock(), after: steps[account.name] ?? 0)
            else { throw MedicalError("signInRefused", .permission) }
            steps[account.name] = step
        }
    }

    private static func cookie(_ value: String, _ isSecure: Bool, maximumAge: Int? = nil) -> String {
        let age = maximumAge.map { "; Max-Age=\($0)" } ?? ""
        return "\(FrontDoor.sessionCookie(isSecure))=\(value); Path=/; HttpOnly; SameSite=Strict\(age)"
            + (isSecure ? "; Secure" : "")
    }

    private static func secret(_ text: String?) -> Secret {
        var bytes = Array((text ?? "").utf8.prefix(longestPassword))
        return Secret(takingOver: &bytes)
    }

    /// Does something that takes half a second, unless too many wait for that already.
    private func slow<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        let isFull = waiting.withLock { count in
            if count >= Self.longestQueue { return true }
            count += 1
            return false
        }
        if isFull { throw MedicalError("signInLater", .permission, ["seconds": "10"]) }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            slowly.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func signOut(_ visit: Visit, _ form: FormText) -> Response {
        if let cookie = FrontDoor.cookie(FrontDoor.sessionCookie(visit.isSecure), of: visit.request) {
            sessions.end(cookie)
        }
        var response = Response.seeOther("/sign-in")
        response.headers[.setCookie] = Self.cookie("", visit.isSecure, maximumAge: 0)
        return response
    }

    // MARK: - One's own account

    private func accountPage(_ visit: Visit, done: String? = nil, status: HTTPResponse.Status = .ok) -> Response {
        PageFrame.page(visit, title: visit.say("page.account"), status: status) {
            if let done { p(done, .class("alert", status == .ok ? "ok" : "bad"), .role("status")) }
            if let caller = visit.caller, let role = caller.role {
                dl(.class("facts")) {
                    dt(visit.say("account.name"))
                    dd(caller.name)
                    dt(visit.say("account.role"))
                    dd(visit.say("role.\(role.rawValue)"))
                }
            }
            section(.class("card")) {
                h2(visit.say("account.password"))
                PageFrame.postForm(visit, to: "/account/password") {
                    Self.passwordField(visit, "password", "account.passwordNow", "current-password")
                    Self.passwordField(visit, "new", "account.passwordNew", "new-password")
                    Self.passwordField(visit, "again", "account.passwordAgain", "new-password")
                    button(visit.say("account.change"), .class("button", "primary"))
                }
            }
            section(.class("card")) {
                h2(visit.say("account.secondFactor"))
                p(visit.say("account.secondFactorMore"))
                PageFrame.postForm(visit, to: "/account/second-factor") {
                    Self.passwordField(visit, "factor-password", "account.passwordNow", "current-password")
                    button(visit.say("account.secondFactorAdd"), .class("button", "primary"))
                    " "
                    button(
                        visit.say("account.secondFactorRemove"), .class("button"),
                        .formaction("/account/second-factor/remove"))
                }
            }
        }
    }

    private static func passwordField(_ visit: Visit, _ name: String, _ code: String, _ kind: String) -> HTML {
        PageFrame.field(
            name, visit.say(code), .type("password"), .autocomplete(kind), .required(), .maxlength(longestPassword))
    }

    private func changePassword(_ visit: Visit, _ form: FormText) async throws -> Response {
        guard form["new"] == form["again"] else {
            return try refused(visit, MedicalError("passphrasesDiffer", .refused))
        }
        let new = Self.secret(form["new"])
        return try await change(visit, form["password"], sayWhenDone: "account.changed", to: new) { $0 }
    }

    private func addSecondFactor(_ visit: Visit, _ form: FormText) async throws -> Response {
        let secret = try OneTimePassword.makeSecret()
        let response = try await change(visit, form["factor-password"], sayWhenDone: "account.changed") { opened in
            var opened = opened
            opened.oneTimeSecret = secret
            return opened
        }
        guard response.status == .ok, let caller = visit.caller else { return response }
        return PageFrame.page(visit, title: visit.say("account.secondFactor")) {
            p(visit.say("account.secondFactorShow"))
            p { code(OneTimePassword.typed(secret), .class("secret")) }
            p(visit.say("account.secondFactorNext"), .class("alert", "warn"))
            p { code(OneTimePassword.address(secret, account: caller.name), .class("secret")) }
            p { a(visit.say("page.account"), .class("button"), .href("/account")) }
        }
    }

    private func removeSecondFactor(_ visit: Visit, _ form: FormText) async throws -> Response {
        try await change(visit, form["factor-password"], sayWhenDone: "account.changed") { opened in
            var opened = opened
            opened.oneTimeSecret = nil
            return opened
        }
    }

    /// Changes what the account opens, or its password, when the old one was typed; other sessions end by that.
    private func change(
        _ visit: Visit, _ password: String?, sayWhenDone code: String, to new: Secret? = nil,
        _ body: @escaping @Sendable (Account.Opened) -> Account.Opened
    ) async throws -> Response {
        guard let caller = visit.caller else { throw MedicalError("signInFirst", .permission) }
        let wait = guardian.secondsToWait(caller.name, at: visit.address)
        if wait > 0 { throw MedicalError("signInLater", .permission, ["seconds": String(wait)]) }
        let old = Self.secret(password)
        do {
            let changed = try await slow { [accounts] in
                let (account, opened) = try accounts.open(caller.name, password: old)
                return try accounts.replace(account, opened: body(opened), password: new ?? old)
            }
            sessions.goOn(caller.session, with: changed)
        } catch let error as MedicalError where error.fate == .permission || error.fate == .refused {
            if error.code == "signInRefused" { guardian.failed(caller.name, at: visit.address) }
            return try refused(visit, error)
        }
        return accountPage(visit, done: visit.say(code))
    }

    private func refused(_ visit: Visit, _ error: MedicalError) throws -> Response {
        accountPage(visit, done: Refusal.sentence(error, in: visit.language), status: Refusal.of(error).status)
    }
}
