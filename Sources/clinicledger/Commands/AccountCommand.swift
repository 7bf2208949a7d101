import ArgumentParser
import HealthFormats
import MedicalLedger

/// `account`: who may sign in to the server's pages.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: say("help.account"),
        subcommands: [Add.self, List.self, Password.self, Remove.self])

    /// The password, and the key that it opens.
    struct Secrets: ParsableArguments {
        @Option(help: .init(say("help.account.key"), valueName: "KEYFILE"))
        var key: String?

        @Option(help: .init(say("help.account.passwordFile"), valueName: "FILE"))
        var passwordFile: String?

        func personalKey(_ options: LedgerOptions) throws -> PersonalKey? {
            try key.map {
                try PersonalKey.read(
                    $0, in: options.environment.fileSystem,
                    unlock: SecretInput.unlockOfPerson(passphrase: options.asPassphraseFile))
            }
        }
    }

    /// `account add`: makes one.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: say("help.account.add"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var secrets: Secrets

        @Argument(help: .init(say("help.account.name"), valueName: "NAME"))
        var name: String

        @Option(help: .init(say("help.account.role"), valueName: "ROLE"))
        var role: String

        func run() throws {
            guard let known = Account.Role(rawValue: role) else {
                let roles = Account.Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw MedicalError("accountRole", .refused, ["role": role, "roles": roles])
            }
            let account = try Accounts(of: options.directory, environment: options.environment).add(
                name, role: known, key: secrets.personalKey(options),
                password: SecretInput.newPassword(secrets.passwordFile, for: name))
            try options.answer(
                say("account.added", ["name": name, "role": say("role.\(account.role.rawValue)")])
            ) { json in
                json.member("name", account.name)
                json.member("role", account.role.rawValue)
            }
        }
    }

    /// `account list`: who there is.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.account.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let all = try Accounts(of: options.directory, environment: options.environment).all()
            var table = Table(["name", "role", "created"].map { say("account.header.\($0)") })
            for account in all {
                table.append([account.name, say("role.\(account.role.rawValue)"), account.created])
            }
            let lines = all.isEmpty ? [say("account.none")] : table.lines(columns: Console.terminalColumns)
            try options.answer(lines.joined(separator: "\n")) { json in
                json.array("accounts") { json in
                    for account in all {
                        json.object {
                            $0.member("name", account.name)
                            $0.member("role", account.role.rawValue)
                            $0.member("created", account.created)
                        }
                    }
                }
            }
        }
    }

    /// `account password`: a new one where the old one is lost.
    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: say("help.account.password"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var secrets: Secrets

        @Argument(help: .init(say("help.account.name"), valueName: "NAME"))
        var name: String

        func run() throws {
            try Accounts(of: options.directory, environment: options.environment).reset(
                name, key: secrets.personalKey(options),
                password: SecretInput.newPassword(secrets.passwordFile, for: name))
            try options.answer(say("account.passwordSet", ["name": name])) { $0.member("name", name) }
        }
    }

    /// `account remove`: takes one away.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "remove", abstract: say("help.account.remove"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.account.name"), valueName: "NAME"))
        var name: String

        func run() throws {
            try Accounts(of: options.directory, environment: options.environment).remove(name)
            try options.answer(say("account.removed", ["name": name])) { $0.member("name", name) }
        }
    }
}
