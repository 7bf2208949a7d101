import ArgumentParser
import HealthFormats
import LedgerEngine
import MedicalLedger

/// `member`: the institutions on the ledger.
struct MemberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: say("help.member.command"), discussion: say("help.member.more"),
        subcommands: [
            List.self, Export.self, Add.self, Update.self, Rotate.self, Suspend.self, Reinstate.self, Compromised.self,
        ])

    /// `member list`: who is on the ledger.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.member.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let ledger = try options.open(for: .reading)
            let membership = try ledger.membership()
            if options.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    $0.array("members") { json in
                        for subject in membership.all { Self.write(subject, membership, into: &json) }
                    }
                }
                return try Console.print(json.text)
            }
            var table = Table(
                ["people.entry", "people.name", "people.roles", "people.state"].map { say($0) }, rightAligned: [0])
            for subject in membership.all {
                guard let member = subject.member else { continue }
                table.append(
                    [
                        String(subject.entry), member.name, member.roles.map(\.rawValue).joined(separator: ", "),
                        subject.state.words,
                    ].map(\.printable))
            }
            for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
        }

        private static func write(
            _ subject: Membership.Subject, _ membership: Membership, into json: inout JSONWriter
        ) {
            guard let member = subject.member else { return }
            json.object {
                $0.member("entry", subject.entry)
                $0.member("name", member.name)
                $0.array("roles") { json in
                    for role in member.roles { json.string(role.rawValue) }
                }
                $0.member("isFounder", subject.entry == membership.founder)
                subject.write(into: &$0)
                $0.member("ledger", member.verifierKey)
            }
        }
    }

    /// `member export`: this node's public half, for other ledgers.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "export", abstract: say("help.member.export"))

        @OptionGroup var options: LedgerOptions

        @OptionGroup var overwriting: OverwriteOption

        @Option(name: [.short, .long], help: .init(say("help.member.export.output"), valueName: "FILE"))
        var output: String?

        func run() throws {
            let file = try ClinicLedger.memberFile(of: options.directory, environment: options.environment)
            let target = try overwriting.file(output, outside: options)
            try target.write(Array(file.text.utf8))
            try target.finish()
        }
    }

    /// `member add`: another institution joins.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: say("help.member.add"), discussion: say("help.member.add.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.member.file"), valueName: "FILE"))
        var file: String

        @Option(name: .customLong("role"), help: .init(say("help.member.role"), valueName: "ROLE"))
        var roles: [String] = []

        func run() throws {
            let member = try MemberCommand.read(file)
            let roles = roles.map(Member.Role.init(rawValue:))
            if let unknown = roles.first(where: { !Member.Role.all.contains($0) }) {
                throw MemberCommand.roleUnknown(unknown.rawValue, among: Member.Role.all.map(\.rawValue))
            }
            let entry = try options.write { try $0.add(member: member, roles: roles) }
            try options.report("member.added", entry: entry, ["name": member.member.name])
        }
    }

    /// `member update`: the new keys of another institution.
    struct Update: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: say("help.member.update"), discussion: say("help.member.update.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.member.file"), valueName: "FILE"))
        var file: String

        @Flag(help: .init(say("help.member.vouch")))
        var vouch = false

        func run() throws {
            let member = try MemberCommand.read(file)
            let entry = try options.write { try $0.update(member: member, isVouched: vouch) }
            try options.report("member.updated", entry: entry, ["name": member.member.name])
        }
    }

    /// `member rotate`: new keys for this node.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: say("help.member.rotate"), discussion: say("help.member.rotate.more"))

        @OptionGroup var options: LedgerOptions

        @Flag(help: .init(say("help.member.sealingKeyOnly")))
        var sealingKeyOnly = false

        func run() throws {
            let rotation = try ClinicLedger.rotateKeys(
                options.directory, sealingKeyOnly: sealingKeyOnly, environment: options.environment)
            if options.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    if let entry = rotation.signingEntry { $0.member("signingEntry", entry) }
                    if let entry = rotation.sealingEntry { $0.member("sealingEntry", entry) }
                    $0.member("finishedEarlier", rotation.isEarlier)
                }
                return try Console.print(json.text)
            }
            if let entry = rotation.sealingEntry {
                try Console.print(say("member.sealingKeyTold", ["entry": String(entry)]))
            } else if sealingKeyOnly {
                try Console.print(say("member.sealingKeyKnown"))
            }
            if let entry = rotation.signingEntry {
                let code = rotation.isEarlier ? "member.rotationFinished" : "member.rotated"
                try Console.print(say(code, ["entry": String(entry)]))
                try Console.print(say("member.rotated.next"))
            }
        }
    }

    /// `member suspend`: nothing that it signs counts.
    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "suspend", abstract: say("help.member.suspend"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.member.name"), valueName: "NAME"))
        var name: String

        func run() throws {
            let entry = try options.write { try $0.suspend(try $0.member(named: name)) }
            try options.report("people.suspended", entry: entry, ["name": name])
        }
    }

    /// `member reinstate`: the end of a suspension.
    struct Reinstate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reinstate", abstract: say("help.member.reinstate"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.member.name"), valueName: "NAME"))
        var name: String

        func run() throws {
            let entry = try options.write { try $0.reinstate(try $0.member(named: name)) }
            try options.report("people.reinstated", entry: entry, ["name": name])
        }
    }

    /// `member compromised`: a key is in other hands.
    struct Compromised: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compromised", abstract: say("help.member.compromised"),
            discussion: say("help.member.compromised.more"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.member.name"), valueName: "NAME"))
        var name: String

        @Option(help: .init(say("help.people.since"), valueName: "TIME"))
        var since: String

        @Option(help: .init(say("help.member.compromised.confirm"), valueName: "NAME"))
        var confirm: String?

        func run() throws {
            let time = try TypedTime.start(since) ?? 0
            // It cannot be undone, and what the member permitted on behalf of patients since then falls with its key.
            let full = try options.open(for: .reading).member(named: name).member?.name ?? name
            let question = say("member.compromised.ask", ["name": full, "since": Timestamp.text(time)]).printable
            guard try (confirm ?? SecretInput.askOpenly(question)) == full else {
                throw MedicalError("notConfirmed", .refused, ["name": full])
            }
            let (entry, isInForce) = try options.write {
                try $0.declareCompromised(try $0.member(named: name), since: time)
            }
            try options.report(
                "people.compromised", entry: entry, ["name": name, "since": Timestamp.text(time)])
            if isInForce { Console.note(say("member.compromised.inForce")) }
        }
    }

    static func read(_ path: String) throws -> MemberFile {
        guard let file = MemberFile(parsing: try InputFile.read(path, limit: MemberFile.byteLimit)) else {
            throw MedicalError("memberFileMalformed", .badInput, ["file": path])
        }
        return file
    }

    static func roleUnknown(_ role: String, among known: [String]) -> MedicalError {
        MedicalError("roleUnknown", .refused, ["role": role, "known": known.joined(separator: ", ")])
    }
}
