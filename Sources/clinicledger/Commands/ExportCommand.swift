import ArgumentParser
import MedicalLedger

/// `export`: everything out again.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("help.export"), discussion: say("help.export.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.export.format"), valueName: "fhir|hl7|csv"))
    var format: Format

    @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
    var output: String?

    @Flag(help: .init(say("help.export.all")))
    var all = false

    func run() throws {
        let ledger = try options.open(for: .reading)
        let file = try OutputFile(path: output)
        let bar = ProgressBar(say("export.progress"))
        let counts = try Exporter.export(
            ledger, as: format.sourceFormat, includesOthers: all, write: { try file.write($0) },
            progress: { bar.show($0, of: $1) })
        try file.flush()
        bar.finish()
        Console.note(say("export.done", ["count": String(counts.original), "format": format.rawValue]))
        if counts.converted > 0 { Console.note(say("export.converted", ["count": String(counts.converted)])) }
        if counts.leftOut > 0 { Console.note(say("export.leftOut", ["count": String(counts.leftOut)])) }
    }
}
