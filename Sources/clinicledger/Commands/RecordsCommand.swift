import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger

/// `records`: a table of reports and results.
struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: say("help.records"), discussion: say("help.records.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions

    @Option(help: .init(say("help.records.patient"), valueName: "ID"))
    var patient: String?

    @Option(help: .init(say("help.records.code"), valueName: "LOINC"))
    var code: String?

    @Option(help: .init(say("help.records.since"), valueName: "DATE"))
    var since: String?

    @Option(help: .init(say("help.records.until"), valueName: "DATE"))
    var until: String?

    @Option(help: .init(say("help.records.limit"), valueName: "N"))
    var limit = 50

    func validate() throws {
        if limit < 1 { throw ValidationError(say("error.limitTooSmall")) }
        try Self.expectDates(since, until)
    }

    /// Whether the question is about what stands in documents: then even the number of those that are denied would answer it.
    private var asksContents: Bool { code != nil || since != nil || until != nil }

    func run() throws {
        var question = ClinicLedger.Question()
        question.patient = patient
        question.code = code
        question.since = since
        question.until = until
        question.limit = limit
        let door = try visitor.open(options)
        if options.isJSON { try showJSON(door, question) } else { try showTable(door, question) }
    }

    private func showJSON(_ door: ReadingDoor, _ question: ClinicLedger.Question) throws {
        var found: [(RecordView, [LabReport])] = []
        let hasMore = try door.find(question) { found.append(($0, (try? $0.reports()) ?? [])) }
        try door.close()
        if !asksContents { try VisitorOptions.note(door, shown: found.count) }
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.array("records") { json in
                for (view, reports) in found { json.record(view, reports) }
            }
            $0.member("more", hasMore)
            if !asksContents { $0.member("denied", door.deniedCount) }
        }
        try Console.print(json.text)
    }

    private func showTable(_ door: ReadingDoor, _ question: ClinicLedger.Question) throws {
        // On a narrow terminal the results are what is looked for.
        let columns = Console.terminalColumns
        let isNarrow = (columns ?? 200) < 120
        var table = Table(
            ["records.entry", "records.time", "records.patient", "records.report", "records.results"].map { say($0) },
            rightAligned: [0])
        var count = 0
        let hasMore = try door.find(question) { view in
            let reports = (try? view.reports()) ?? []
            count += 1
            if reports.isEmpty { table.append([String(view.entry), "", "", say("records.unreadable"), ""]) }
            for report in reports {
                table.append(
                    [
                        String(view.entry),
                        ((report.effective ?? report.issued)?.text ?? "").cut(toColumns: isNarrow ? 11 : 32),
                        report.patient.identifiers.first?.value ?? "",
                        (view.onChain.category == .identity ? say("records.identity") : report.code.label)
                            .cut(toColumns: isNarrow ? 20 : 80),
                        report.results.map(Self.summary).joined(separator: " · "),
                    ].map(\.printable))
            }
        }
        try door.close()
        if !asksContents { try VisitorOptions.note(door, shown: count) }
        guard count > 0 else {
            return try Console.print(say(asksContents ? "records.noneReadable" : "records.none"))
        }
        for line in table.lines(columns: columns) { try Console.print(line) }
        if hasMore { Console.note(say("records.more", ["limit": String(limit)])) }
    }

    /// A result in a few words: short name, value, and its flag unless it is normal.
    private static func summary(_ result: LabResult) -> String {
        let flags = result.interpretation.filter { $0 != "N" }.joined(separator: ",")
        return "\(result.code.shortLabel) \(result.value.words)" + (flags.isEmpty ? "" : " [\(flags)]")
    }

    /// Refuses what is no date.
    static func expectDates(_ dates: String?...) throws {
        for date in dates.compactMap({ $0 }) where !isDate(date) {
            throw ValidationError(say("error.dateMalformed", ["date": date]))
        }
    }

    private static func isDate(_ text: String) -> Bool {
        let digits = text.prefix { $0 != "T" }.split(separator: "-", omittingEmptySubsequences: false)
        let widths = [4, 2, 2]
        return digits.count <= 3 && zip(digits, widths).allSatisfy { $0.count == $1 && $0.allSatisfy(\.isNumber) }
    }
}

extension CodedValue {
    /// The shortest name that was sent: the text, else the shortest display.
    var shortLabel: String {
        ([text] + codings.map(\.display)).filter { !$0.isEmpty }.min { $0.count < $1.count } ?? label
    }
}
