import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger

/// `token`: what programs come in to the server with.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: say("help.token"), subcommands: [Add.self, List.self, Revoke.self])

    /// `token add`: makes one and prints it, once.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: say("help.token.add"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var overwriting: OverwriteOption

        @Argument(help: .init(say("help.token.name"), valueName: "NAME"))
        var name: String

        @Option(name: .customLong("scope"), help: .init(say("help.token.scope"), valueName: "SCOPE"))
        var scopes: [String] = []

        @Option(help: .init(say("help.token.days"), valueName: "N"))
        var days = 90

        @Option(help: .init(say("help.token.certificate"), valueName: "FILE"))
        var certificate: String?

        func run() throws {
            let known = scopes.compactMap(AccessToken.Scope.init)
            if known.count < scopes.count, let unknown = scopes.first(where: { AccessToken.Scope(rawValue: $0) == nil })
            {
                let all = AccessToken.Scope.allCases.map(\.rawValue).joined(separator: ", ")
                throw MedicalError("tokenScope", .refused, ["scope": unknown, "scopes": all])
            }
            let tokens = try AccessTokens(of: options.directory, environment: options.environment)
            if let certificate { return try issue(certificate, Set(known), tokens) }
            let (token, text) = try tokens.add(name, scopes: Set(known), days: days)
            try options.answer(say("token.added", ["text": text, "id": token.id, "expires": token.expires])) { json in
                json.member("token", text)
                json.member("id", token.id)
                json.member("expires", token.expires)
            }
        }

        /// Writes a certificate and its key, which open what the token would.
        private func issue(_ path: String, _ scopes: Set<AccessToken.Scope>, _ tokens: AccessTokens) throws {
            let file = try overwriting.file(path, outside: options)
            let issued = try TLSFiles(of: options.directory, environment: options.environment)
                .program(name, days: days)
            let token = try tokens.add(name, scopes: scopes, days: days, certificate: issued.hash)
            try file.write(Array(issued.pem.utf8))
            try file.finish()
            try options.answer(say("token.issued", ["file": path, "id": token.id, "expires": token.expires])) { json in
                json.member("file", path)
                json.member("id", token.id)
                json.member("expires", token.expires)
            }
        }
    }

    /// `token list`: which there are.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.token.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let all = try AccessTokens(of: options.directory, environment: options.environment).all()
            func scopes(_ token: AccessToken) -> String {
                token.scopes.map(\.rawValue).sorted().joined(separator: ", ")
            }
            var table = Table(["id", "name", "scopes", "expires"].map { say("token.header.\($0)") })
            for token in all { table.append([token.id, token.name, scopes(token), token.expires]) }
            let lines = all.isEmpty ? [say("token.none")] : table.lines(columns: Console.terminalColumns)
            try options.answer(lines.joined(separator: "\n")) { json in
                json.array("tokens") { json in
                    for token in all {
                        json.object { json in
                            json.member("id", token.id)
                            json.member("name", token.name)
                            json.array("scopes") { json in
                                for scope in token.scopes.map(\.rawValue).sorted() { json.string(scope) }
                            }
                            json.member("created", token.created)
                            json.member("expires", token.expires)
                        }
                    }
                }
            }
        }
    }

    /// `token revoke`: makes one good for nothing.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: say("help.token.revoke"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.token.id"), valueName: "ID"))
        var id: String

        func run() throws {
            try AccessTokens(of: options.directory, environment: options.environment).revoke(id)
            try options.answer(say("token.revoked", ["id": id])) { $0.member("id", id) }
        }
    }
}
