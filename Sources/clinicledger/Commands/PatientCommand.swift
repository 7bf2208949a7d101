import ArgumentParser
import HealthFormats
import MedicalLedger

/// `patient`: who the patients are, who acts for them, and their own keys.
struct PatientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient", abstract: say("help.patient.command"), discussion: say("help.patient.more"),
        subcommands: [
            PatientShowCommand.self, Identity.self, PatientKeyCommand.self, Link.self, Unlink.self, Guardian.self,
            PatientExportCommand.self,
        ])

    /// `patient identity`: stores who a patient is.
    struct Identity: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "identity", abstract: say("help.patient.identity"),
            discussion: say("help.patient.identity.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Argument(help: .init(say("help.patient.identity.file"), valueName: "FILE"))
        var file: String

        func run() throws {
            let document = try InputFile.read(file, limit: ClinicLedger.identityByteLimit)
            let entry = try options.write { try $0.storeIdentity(document, of: try $0.patient(named: patient)) }
            try options.report("patient.identityStored", entry: entry)
        }
    }

    /// `patient link`: two pseudonyms are one person.
    struct Link: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: say("help.patient.link"), discussion: say("help.patient.link.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Argument(help: .init(say("help.patient.id"), valueName: "OTHER"))
        var other: String

        @Option(name: .customLong("as"), help: .init(say("help.patient.link.as"), valueName: "KEYFILE"))
        var personalKeys: [String] = []

        func run() throws {
            let keys = try personalKeys.compactMap { try options.personalKey($0) }
            let entry = try options.write {
                try $0.link(try $0.pseudonym(named: patient), $0.pseudonym(named: other), signedWith: keys)
            }
            try options.report("patient.linked", entry: entry, ["patient": patient, "other": other])
        }
    }

    /// `patient unlink`: they are not.
    struct Unlink: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlink", abstract: say("help.patient.unlink"), discussion: say("help.patient.unlink.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Argument(help: .init(say("help.patient.id"), valueName: "OTHER"))
        var other: String

        @Option(name: .customLong("as"), help: .init(say("help.patient.unlink.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func run() throws {
            let key = try options.personalKey(personalKey)
            let entry = try options.write {
                try $0.unlink(try $0.pseudonym(named: patient), $0.pseudonym(named: other), signedWith: key)
            }
            try options.report("patient.unlinked", entry: entry, ["patient": patient, "other": other])
        }
    }

    /// `patient guardian`: somebody acts for a patient, or does not any more.
    struct Guardian: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "guardian", abstract: say("help.patient.guardian"),
            discussion: say("help.patient.guardian.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Option(help: .init(say("help.patient.guardian.who"), valueName: "PATIENT"))
        var guardian: String

        @Option(help: .init(say("help.patient.guardian.until"), valueName: "TIME"))
        var until: String?

        @Flag(help: .init(say("help.patient.guardian.end")))
        var end = false

        @Option(name: .customLong("as"), help: .init(say("help.patient.guardian.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func validate() throws {
            if end && until != nil { throw ValidationError(say("error.oneOfEndUntil")) }
        }

        func run() throws {
            let time = try TypedTime.start(until)
            let key = try options.personalKey(personalKey)
            let (entry, hasKey) = try options.write { ledger in
                let ward = try ledger.patient(named: patient)
                let person = try ledger.patient(named: guardian)
                // Guardians are known by the pseudonym that their key is bound to.
                let holder = try ledger.keyHolder(person)
                let entry =
                    end
                    ? try ledger.dismiss(guardian: person, of: ward, signedWith: key)
                    : try ledger.appoint(guardian: holder ?? person, of: ward, until: time, signedWith: key)
                return (entry, holder != nil)
            }
            try options.report(
                end ? "patient.guardianEnded" : "patient.guardianBegun", entry: entry,
                ["patient": patient, "guardian": guardian])
            if !end && !hasKey { Console.note(say("patient.guardianWithoutKey", ["guardian": guardian])) }
        }
    }
}

/// `patient key`: a patient's own key.
struct PatientKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: say("help.patient.key"), discussion: say("help.patient.key.more"),
        subcommands: [New.self, GiveUp.self, Replace.self])

    /// `patient key new`: from now on the patient signs.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "new", abstract: say("help.patient.key.new"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var newKey: NewKeyOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        func run() throws {
            let entry = try newKey.make(.patient, options) { ledger, key in
                try ledger.giveKey(key, to: try ledger.patient(named: patient))
            }
            try options.report("patient.keyGiven", entry: entry, ["patient": patient, "file": newKey.output])
        }
    }

    /// `patient key give-up`: the clinic signs for the patient again.
    struct GiveUp: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "give-up", abstract: say("help.patient.key.giveUp"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Option(name: .customLong("as"), help: .init(say("help.patient.key.as"), valueName: "KEYFILE"))
        var personalKey: String

        func run() throws {
            guard let key = try options.personalKey(personalKey) else { return }
            let entry = try options.write { try $0.giveUpKey(of: try $0.pseudonym(named: patient), signedWith: key) }
            try options.report("patient.keyGivenUp", entry: entry, ["patient": patient])
        }
    }

    /// `patient key replace`: the key was lost or stolen.
    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replace", abstract: say("help.patient.key.replace"),
            discussion: say("help.patient.key.replace.more"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var newKey: NewKeyOptions

        @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
        var patient: String

        @Option(help: .init(say("help.patient.key.since"), valueName: "TIME"))
        var since: String?

        @Option(name: .customLong("as"), help: .init(say("help.patient.key.replace.as"), valueName: "KEYFILE"))
        var personalKey: String?

        func run() throws {
            let time = try TypedTime.start(since)
            let former = try options.personalKey(personalKey)
            let entry = try newKey.make(.patient, options) { ledger, key in
                try ledger.replaceKey(
                    of: try ledger.pseudonym(named: patient), with: key, signedWith: former, since: time)
            }
            try options.report("patient.keyReplaced", entry: entry, ["patient": patient, "file": newKey.output])
            if former == nil { Console.note(say("patient.keyReplaced.byMember", ["patient": patient])) }
        }
    }
}
