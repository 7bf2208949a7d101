import ArgumentParser
import HealthFormats
import MedicalLedger

/// `hold`: what keeps records from being erased.
struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: say("help.hold"),
        subcommands: [Place.self, Release.self, Retain.self, List.self])

    /// `hold place`: a legal hold on a patient's records.
    struct Place: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "place", abstract: say("help.hold.place"))

        @OptionGroup var options: LedgerOptions

        @Option(help: .init(say("help.patient"), valueName: "PATIENT"))
        var patient: String

        @Option(
            name: .customLong("record"), parsing: .upToNextOption,
            help: .init(say("help.hold.record"), valueName: "N"))
        var records: [UInt64] = []

        @Option(help: .init(say("help.hold.reason"), valueName: "TEXT"))
        var reason: String

        func run() throws {
            let ledger = try options.open(for: .writing)
            let first = try ledger.patient(named: patient)
            var numbers: [UInt64] = []
            for pseudonym in try ledger.rights(of: first).pseudonyms.sorted() {
                let chosen = try records.filter { try ledger.facts(ofRecord: $0)?.patient == pseudonym }
                if !records.isEmpty && chosen.isEmpty { continue }
                let matter = Hold.Matter.hold(patient: pseudonym, records: EntryRanges(chosen))
                numbers.append(try ledger.add(text: reason) { .hold(Hold(matter, detail: $0)) })
            }
            guard !numbers.isEmpty else { throw MedicalError("recordsOfOther", .refused, ["patient": patient]) }
            try ledger.close()
            let entries = numbers.map(String.init).joined(separator: ", ")
            try options.report(entries: numbers, say("hold.placed", ["entries": entries]))
        }
    }

    /// `hold release`: the end of a hold.
    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "release", abstract: say("help.hold.release"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.hold.entry"), valueName: "ENTRY"))
        var entry: UInt64

        @Option(help: .init(say("help.hold.reason"), valueName: "TEXT"))
        var reason: String

        func run() throws {
            let ledger = try options.open(for: .writing)
            guard try ledger.keeping().isHold(entry) else {
                throw MedicalError("notAHold", .refused, ["entry": String(entry)])
            }
            let number = try ledger.add(text: reason) { .hold(Hold(.release(hold: entry), detail: $0)) }
            try ledger.close()
            try options.report(entries: [number], say("hold.released", ["entry": String(entry)]))
        }
    }

    /// `hold retain`: how long records of a category are kept.
    struct Retain: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "retain", abstract: say("help.hold.retain"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.hold.category"), valueName: "CATEGORY"))
        var category: String

        @Option(help: .init(say("help.hold.years"), valueName: "N"))
        var years: UInt64

        @Option(help: .init(say("help.hold.reason"), valueName: "TEXT"))
        var reason: String

        func validate() throws {
            if RecordCategoryCode(rawValue: category) == nil {
                throw ValidationError(
                    say(
                        "error.categoryUnknown",
                        [
                            "category": category,
                            "known": RecordCategoryCode.allCases.map(\.rawValue).joined(separator: ", "),
                        ]))
            }
            if years > 1000 { throw ValidationError(say("error.yearsTooMany")) }
        }

        func run() throws {
            guard let code = RecordCategoryCode(rawValue: category) else { return }
            let ledger = try options.open(for: .writing)
            let matter = Hold.Matter.retentionYears(category: .init(code), years: years)
            let number = try ledger.add(text: reason) { .hold(Hold(matter, detail: $0)) }
            try ledger.close()
            try options.report(
                entries: [number],
                say("hold.retained", ["category": say("category.\(category)"), "years": String(years)]))
        }
    }

    /// `hold list`: what is kept, and why.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.hold.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let ledger = try options.open(for: .reading)
            let holds = try ledger.holds()
            if options.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    $0.array("holds") { json in
                        for (number, hold, reason) in holds { json.hold(number, hold, reason) }
                    }
                }
                return try Console.print(json.text)
            }
            if holds.isEmpty { return try Console.print(say("hold.none")) }
            for (number, hold, reason) in holds {
                try Console.print("\(number)  \(Self.words(hold))  \(reason.printable)")
            }
        }

        private static func words(_ hold: Hold) -> String {
            switch hold.matter {
            case .hold(let patient, let records):
                let entries =
                    records.isEmpty ? say("hold.all") : records.numbers.map(String.init).joined(separator: ", ")
                return say("hold.line.hold", ["patient": "@\(patient)", "records": entries])
            case .release(let hold): return say("hold.line.release", ["entry": String(hold)])
            // Years were written as milliseconds once, of 365.2425 days each.
            case .retention(let category, let milliseconds): return line(category, years: milliseconds / 31_556_952_000)
            case .retentionYears(let category, let years): return line(category, years: years)
            }
        }

        private static func line(_ category: RecordEntry.Category, years: UInt64) -> String {
            let name = category.code?.rawValue ?? ""
            return say("hold.line.retention", ["category": say("category.\(name)"), "years": String(years)])
        }
    }
}

extension LedgerOptions {
    /// Says what was added: a sentence, or the entries' numbers as JSON.
    func report(entries: [UInt64], _ sentence: String) throws {
        guard isJSON else { return try Console.print(sentence) }
        var json = JSONWriter(isIndented: true)
        json.object { $0.array("entries") { json in for number in entries { json.number(number) } } }
        try Console.print(json.text)
    }
}

extension JSONWriter {
    fileprivate mutating func hold(_ number: UInt64, _ hold: Hold, _ reason: String) {
        object {
            $0.member("entry", number)
            switch hold.matter {
            case .hold(let patient, let records):
                $0.member("kind", "hold")
                $0.member("patient", patient)
                $0.array("records") { json in for record in records.numbers { json.number(record) } }
            case .release(let hold):
                $0.member("kind", "release")
                $0.member("hold", hold)
            case .retention(let category, let milliseconds):
                $0.member("kind", "retention")
                $0.member("category", category.code?.rawValue)
                $0.member("milliseconds", milliseconds)
            case .retentionYears(let category, let years):
                $0.member("kind", "retention")
                $0.member("category", category.code?.rawValue)
                $0.member("years", years)
            }
            $0.member("reason", reason)
        }
    }
}
