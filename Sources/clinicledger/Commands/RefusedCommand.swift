import ArgumentParser
import HealthFormats
import MedicalLedger
import Wording

/// `refused`: what a server did not take.
struct RefusedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refused", abstract: say("help.refused"), subcommands: [List.self, Show.self, Drop.self],
        defaultSubcommand: List.self)

    /// `refused list`: each item with its reason.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.refused.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let all = try RefusedItems(of: try options.open(for: .reading)).all()
            var table = Table(["name", "time", "door", "reason"].map { say("refused.header.\($0)") })
            for (name, item) in all {
                table.append([
                    String(name.prefix(8)), item.map { Timestamp.text($0.time) } ?? "-", item?.door ?? "-",
                    item?.reasons.first.map { say($0.code, $0.values) } ?? say("refused.damaged"),
                ])
            }
            let lines = all.isEmpty ? [say("refused.none")] : table.lines(columns: Console.terminalColumns)
            try options.answer(lines.joined(separator: "\n")) { json in
                json.array("refused") { json in
                    for (name, item) in all {
                        json.object { json in
                            json.member("name", name)
                            guard let item else { return }
                            json.member("time", Timestamp.text(item.time))
                            json.member("door", item.door)
                            json.member("format", item.format.rawValue)
                            json.array("reasons") { json in
                                for reason in item.reasons {
                                    json.object {
                                        $0.member("code", reason.code)
                                        $0.member("text", say(reason.code, reason.values))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// `refused show`: an item's bytes.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: say("help.refused.show"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.refused.name"), valueName: "NAME"))
        var name: String

        @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
        var output: String?

        @OptionGroup var overwriting: OverwriteOption

        func run() throws {
            let items = try RefusedItems(of: try options.open(for: .reading))
            let item = try items[try items.name(beginningWith: name)]
            let file = try overwriting.file(output, outside: options)
            try file.write(item.bytes)
            try file.finish()
        }
    }

    /// `refused drop`: items that somebody has done with.
    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "drop", abstract: say("help.refused.drop"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.refused.name"), valueName: "NAME"))
        var names: [String]

        func run() throws {
            let items = try RefusedItems(of: try options.open(for: .reading))
            let found = try names.map { try items.name(beginningWith: $0) }
            for name in Set(found) { try items.remove(name) }
            try options.answer(say("refused.dropped", ["count": String(Set(found).count)])) {
                $0.member("dropped", Set(found).count)
            }
        }
    }
}
