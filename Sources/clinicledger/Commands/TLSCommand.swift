import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger

/// `tls`: the certificate that the server shows.
struct TLSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tls", abstract: say("help.tls"), subcommands: [Show.self, Renew.self, Use.self])

    /// `tls show`: what it is.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: say("help.tls.show"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let files = try TLSFiles(of: options.directory, environment: options.environment)
            guard let identity = try files.identity() else { throw MedicalError("tlsMissing", .refused) }
            try answer(options, identity, files)
        }
    }

    /// `tls renew`: makes a new one from the ledger's own authority.
    struct Renew: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "renew", abstract: say("help.tls.renew"))

        @OptionGroup var options: LedgerOptions

        @Option(name: .customLong("name"), help: .init(say("help.tls.name"), valueName: "NAME"))
        var names: [String] = []

        func run() throws {
            let files = try TLSFiles(of: options.directory, environment: options.environment)
            try answer(options, files.renew(names.isEmpty ? nil : names), files)
        }
    }

    /// `tls use`: takes one from elsewhere.
    struct Use: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "use", abstract: say("help.tls.use"))

        @OptionGroup var options: LedgerOptions

        @Option(help: .init(say("help.tls.certificate"), valueName: "FILE"))
        var certificate: String

        @Option(help: .init(say("help.tls.key"), valueName: "FILE"))
        var key: String

        func run() throws {
            let files = try TLSFiles(of: options.directory, environment: options.environment)
            try answer(options, files.use(certificate: certificate, key: key), files)
        }
    }

    private static func answer(_ options: LedgerOptions, _ identity: TLSIdentity, _ files: TLSFiles) throws {
        let days = identity.daysLeft(at: options.environment.clock())
        let expires = Timestamp.text(identity.expires)
        let fingerprint = try identity.fingerprint
        let authority = try files.isOwn(identity) ? files.authorityFingerprint() : nil
        let lines = [
            say("tls.names", ["names": identity.names.joined(separator: ", ")]),
            say(days < 0 ? "tls.expired" : "tls.expires", ["time": expires, "days": String(days)]),
            say("tls.fingerprint", ["fingerprint": fingerprint]),
            authority.map { say("tls.own", ["file": files.authorityPath, "fingerprint": $0]) } ?? say("tls.foreign"),
        ]
        try options.answer(lines.joined(separator: "\n")) { json in
            json.array("names") { json in for name in identity.names { json.string(name) } }
            json.member("expires", expires)
            json.member("daysLeft", days)
            json.member("fingerprint", fingerprint)
            if let authority {
                json.member("authority", files.authorityPath)
                json.member("authorityFingerprint", authority)
            }
        }
    }
}
