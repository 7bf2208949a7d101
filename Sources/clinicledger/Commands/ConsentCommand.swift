import ArgumentParser
import HealthFormats
import LedgerCrypto
import MedicalLedger

/// `consent`: what a patient permits, denies and takes back, and what follows from it.
struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: say("help.consent"), discussion: say("help.consent.more"),
        subcommands: [
            Grant.self, Deny.self, Revoke.self, ConsentListCommand.self, ConsentExplainCommand.self,
            ConsentProveCommand.self, ConsentExportCommand.self, ConsentImportCommand.self,
        ])

    /// `consent grant`: somebody may read.
    struct Grant: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "grant", abstract: say("help.consent.grant"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var terms: ConsentTermOptions

        @Option(help: .init(say("help.consent.to"), valueName: "GRANTEE"))
        var to: String

        @Option(name: .customLong("as"), help: .init(say("help.consent.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func run() throws {
            let key = try options.personalKey(personalKey)?.signingKey
            let ledger = try options.open(for: .writing)
            let speaker = try ledger.speaker(for: try ledger.patient(named: terms.patient), signingWith: key)
            var consent = Consent(
                patient: speaker.patient, action: .permit, grantee: try ledger.subject(named: to).entry, author: 0,
                previous: 0)
            try terms.apply(to: &consent)
            try ConsentCommand.said(try ledger.say([consent], by: speaker), "consent.granted", ledger, options)
        }
    }

    /// `consent deny`: somebody may not read, or not within a grant.
    struct Deny: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deny", abstract: say("help.consent.deny"), discussion: say("help.consent.deny.more"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var terms: ConsentTermOptions

        @Option(help: .init(say("help.consent.denyTo"), valueName: "GRANTEE"))
        var to: String?

        @Option(help: .init(say("help.consent.within"), valueName: "GRANT"))
        var within: UInt64?

        @Option(name: .customLong("as"), help: .init(say("help.consent.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func run() throws {
            let key = try options.personalKey(personalKey)?.signingKey
            let ledger = try options.open(for: .writing)
            var patient = try ledger.patient(named: terms.patient)
            if let within {
                let grant = try ledger.consent(within, of: patient)
                guard grant.action == .permit else {
                    throw MedicalError("notAGrant", .refused, ["entry": String(within)])
                }
                patient = grant.patient
            }
            let speaker = try ledger.speaker(for: patient, signingWith: key, isFixed: within != nil)
            var consent = Consent(
                patient: speaker.patient, action: .deny, grantee: try to.map { try ledger.subject(named: $0).entry },
                author: 0, previous: 0)
            consent.target = within
            try terms.apply(to: &consent)
            try ConsentCommand.said(try ledger.say([consent], by: speaker), "consent.denied", ledger, options)
        }
    }

    /// `consent revoke`: a permission or denial ends.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: say("help.consent.revoke"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.consent.entry"), valueName: "ENTRY"))
        var entry: UInt64

        @Option(name: .customLong("as"), help: .init(say("help.consent.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func run() throws {
            let key = try options.personalKey(personalKey)?.signingKey
            let ledger = try options.open(for: .writing)
            let number = try ledger.revoke(entry, signingWith: key)
            try ConsentCommand.said(number, "consent.revoked", ledger, options, target: entry)
        }
    }

    /// Closes the ledger and says what stands on it now.
    static func said(
        _ entry: UInt64, _ code: String, _ ledger: ClinicLedger, _ options: LedgerOptions, target: UInt64? = nil
    ) throws {
        guard case .consent(let consent) = try ledger.entry(entry) else { return }
        let isOnBehalf = try ledger.membership()[consent.author] != nil
        try ledger.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("entry", entry)
                $0.member("action", consent.action.name)
                $0.member("patient", consent.patient)
                if let target { $0.member("revokes", target) }
                $0.member("author", consent.author)
                $0.member("onBehalf", isOnBehalf)
            }
            return try Console.print(json.text)
        }
        try Console.print(say(code, ["entry": String(entry), "target": target.map(String.init) ?? ""]))
        try Console.print(say(isOnBehalf ? "consent.onBehalf" : "consent.signed"))
        try Console.print(say("consent.receiptHint", ["entry": String(entry)]))
    }
}
