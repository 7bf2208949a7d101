import ArgumentParser
import HealthFormats
import MedicalLedger

/// `practitioner`: the people whom this node's institution certifies.
struct PractitionerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "practitioner", abstract: say("help.practitioner"), discussion: say("help.practitioner.more"),
        subcommands: [Add.self, List.self, NewKey.self, Suspend.self, Reinstate.self, Compromised.self])

    /// `practitioner add`: certifies a person and makes their key file.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: say("help.practitioner.add"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var newKey: NewKeyOptions

        @Option(help: .init(say("help.practitioner.name"), valueName: "NAME"))
        var name: String

        @Option(name: .customLong("role"), help: .init(say("help.practitioner.role"), valueName: "ROLE"))
        var roles: [String]

        @Option(help: .init(say("help.practitioner.from"), valueName: "TIME"))
        var from: String?

        @Option(help: .init(say("help.practitioner.until"), valueName: "TIME"))
        var until: String?

        func run() throws {
            let roles = roles.map(Practitioner.Role.init(rawValue:))
            if let unknown = roles.first(where: { !Practitioner.Role.all.contains($0) }) {
                throw MemberCommand.roleUnknown(unknown.rawValue, among: Practitioner.Role.all.map(\.rawValue))
            }
            guard !roles.isEmpty else { throw ValidationError(say("error.roleMissing")) }
            let (from, until) = (try TypedTime.start(from), try TypedTime.end(until))
            let entry = try newKey.make(.practitioner, options) { ledger, key in
                try ledger.addPractitioner(named: name, roles: roles, key: key, from: from, until: until)
            }
            try options.report("practitioner.added", entry: entry, ["name": name, "file": newKey.output])
        }
    }

    /// `practitioner list`: who is certified.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.practitioner.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let ledger = try options.open(for: .reading)
            let membership = try ledger.membership()
            let people = try membership.all.compactMap { subject in
                try subject.practitioner.map { (subject, $0, try ledger.text(of: $0.detail)) }
            }
            if options.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    $0.array("practitioners") { json in
                        for (subject, person, name) in people { Self.write(subject, person, name, into: &json) }
                    }
                }
                return try Console.print(json.text)
            }
            guard !people.isEmpty else { return try Console.print(say("practitioner.none")) }
            var table = Table(
                ["people.entry", "people.name", "people.roles", "people.member", "people.until", "people.state"]
                    .map { say($0) }, rightAligned: [0])
            for (subject, person, name) in people {
                table.append(
                    [
                        "@\(subject.entry)", name, person.roles.map(\.rawValue).joined(separator: ", "),
                        membership[person.member]?.member?.name ?? "",
                        person.validUntil.map(Timestamp.text) ?? "", subject.state.words,
                    ].map(\.printable))
            }
            for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
        }

        private static func write(
            _ subject: Membership.Subject, _ person: Practitioner, _ name: String, into json: inout JSONWriter
        ) {
            json.object {
                $0.member("entry", subject.entry)
                $0.member("name", name)
                $0.member("member", person.member)
                $0.array("roles") { json in
                    for role in person.roles { json.string(role.rawValue) }
                }
                $0.member("from", Timestamp.text(person.validFrom))
                $0.member("until", person.validUntil.map(Timestamp.text))
                subject.write(into: &$0)
            }
        }
    }

    /// `practitioner new-key`: another key file for somebody who lost theirs.
    struct NewKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-key", abstract: say("help.practitioner.newKey"))

        @OptionGroup var options: LedgerOptions
        @OptionGroup var newKey: NewKeyOptions

        @Argument(help: .init(say("help.practitioner.entry"), valueName: "@ENTRY"))
        var person: String

        func run() throws {
            let entry = try newKey.make(.practitioner, options) { ledger, key in
                try ledger.renewKeys(of: try ledger.practitioner(named: person), key: key)
            }
            try options.report("practitioner.newKey", entry: entry, ["name": person, "file": newKey.output])
        }
    }

    /// `practitioner suspend`: the person reads nothing.
    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suspend", abstract: say("help.practitioner.suspend"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.practitioner.entry"), valueName: "@ENTRY"))
        var person: String

        func run() throws {
            let entry = try options.write { try $0.suspend(try $0.practitioner(named: person)) }
            try options.report("people.suspended", entry: entry, ["name": person])
        }
    }

    /// `practitioner reinstate`: the end of a suspension.
    struct Reinstate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reinstate", abstract: say("help.practitioner.reinstate"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.practitioner.entry"), valueName: "@ENTRY"))
        var person: String

        func run() throws {
            let entry = try options.write { try $0.reinstate(try $0.practitioner(named: person)) }
            try options.report("people.reinstated", entry: entry, ["name": person])
        }
    }

    /// `practitioner compromised`: a key is in other hands.
    struct Compromised: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compromised", abstract: say("help.practitioner.compromised"),
            discussion: say("help.people.compromised.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.practitioner.entry"), valueName: "@ENTRY"))
        var person: String

        @Option(help: .init(say("help.people.since"), valueName: "TIME"))
        var since: String

        func run() throws {
            let time = try TypedTime.start(since) ?? 0
            let (entry, isInForce) = try options.write {
                try $0.declareCompromised(try $0.practitioner(named: person), since: time)
            }
            try options.report(
                "people.compromised", entry: entry, ["name": person, "since": Timestamp.text(time)])
            if isInForce { Console.note(say("practitioner.compromised.inForce", ["name": person])) }
        }
    }
}
