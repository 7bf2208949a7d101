import ArgumentParser
import HealthFormats
import MedicalLedger

/// `amend`: a corrected document takes the place of a record, and both stay linked.
struct AmendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amend", abstract: say("help.amend"), discussion: say("help.amend.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.entry"), valueName: "ENTRY"))
    var entry: UInt64

    @Argument(help: .init(say("help.amend.file"), valueName: "FILE"))
    var file: String

    @Option(help: .init(say("help.import.source"), valueName: "NAME"))
    var source: String?

    func run() throws {
        var settings = RecordReader.Settings()
        settings.source = source
        let ledger = try options.open(for: .writing)
        let number = try ledger.amend(entry, with: file, settings: settings)
        try ledger.close()
        try options.report(
            entries: [number], say("amend.done", ["entry": String(number), "replaced": String(entry)]))
    }
}
