import ArgumentParser
import HealthFormats
import MedicalLedger
import Wording

/// `patient export`: everything about one patient, for the patient.
struct PatientExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("help.patient.export"), discussion: say("help.patient.export.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions

    @Argument(help: .init(say("help.share.patient"), valueName: "PATIENT"))
    var patient: String

    @Option(name: [.short, .long], help: .init(say("help.patient.export.output"), valueName: "DIR"))
    var output: String?

    func run() throws {
        let door = try visitor.open(options)
        let number = try door.ledger.patient(named: patient)
        var directory = output ?? "patient-\(number)"
        while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
        if InputFile.isInside(directory, options.directory) {
            throw MedicalError("outputInLedger", .refused, ["file": directory])
        }
        let readMe = Wording.Language.allCases.map { Wording.text("patient.export.readMe", in: $0) }
            .joined(separator: "\n\n")
        let counts = try PatientExport.write(
            number, to: directory, readMe: readMe + "\n", through: door, environment: options.environment)
        try door.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("patient", number)
                $0.member("directory", directory)
                $0.member("records", counts.records)
                $0.member("unreadable", counts.unreadable)
                $0.member("denied", counts.denied)
                $0.member("accesses", counts.accesses)
            }
            return try Console.print(json.text)
        }
        try Console.print(
            say(
                "patient.export.done",
                ["directory": directory, "count": String(counts.records), "accesses": String(counts.accesses)]))
        if counts.denied > 0 {
            Console.note(say("patient.export.denied", ["count": String(counts.denied)]))
        }
        if counts.unreadable > 0 {
            Console.note(say("patient.export.unreadable", ["count": String(counts.unreadable)]))
        }
    }
}
