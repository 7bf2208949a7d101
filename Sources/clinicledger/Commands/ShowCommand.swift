import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger

/// `show`: one record.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: say("help.show"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions

    @Argument(help: .init(say("help.entry"), valueName: "ENTRY"))
    var entry: UInt64

    @Flag(help: .init(say("help.show.original")))
    var original = false

    @Flag(help: .init(say("help.show.fhir")))
    var fhir = false

    func validate() throws {
        if original && fhir { throw ValidationError(say("error.oneOfOriginalFHIR")) }
    }

    func run() throws {
        let door = try visitor.open(options)
        let view = try door.record(entry)
        try door.close()
        if original { return try Console.write(view.document) }
        let reports = try view.reports()
        if fhir { return try Console.write(Conversion.fhir(reports, of: view, isIndented: true)) }
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.record(view, reports)
            return try Console.print(json.text)
        }
        try showText(view, reports)
    }

    private func showText(_ view: RecordView, _ reports: [LabReport]) throws {
        try line("show.entry", String(view.entry))
        try line("show.sealed", view.sealed)
        let origin = [view.origin.source, view.origin.fileName].filter { !$0.isEmpty }.joined(separator: ", ")
        try line(
            "show.origin", origin.isEmpty ? view.origin.format.rawValue : "\(origin) (\(view.origin.format.rawValue))")
        if let replaced = view.onChain.replaces { try line("show.replaces", String(replaced)) }
        if let patient = reports.first?.patient {
            let identifiers = patient.identifiers.map { $0.system.isEmpty ? $0.value : "\($0.value) (\($0.system))" }
            try line("show.patient", identifiers.joined(separator: ", "))
            try line("show.name", patient.name)
            try line("show.birthDate", patient.birthDate?.text)
            try line("show.gender", patient.gender.map { say("gender.\($0)") })
        }
        for report in reports { try show(report) }
    }

    private func show(_ report: LabReport) throws {
        try Console.print()
        try line("show.report", report.code.label)
        try line("show.status", report.status)
        try line("show.effective", report.effective?.text)
        try line("show.issued", report.issued?.text)
        try line("show.performer", report.performer)
        try line("show.specimen", report.specimen?.label)
        var table = Table(["show.result", "show.value", "show.flag", "show.range", "show.code"].map { say($0) })
        for result in report.results {
            append(result, to: &table, indent: "")
            for component in result.components { append(component, to: &table, indent: "  ") }
        }
        if !report.results.isEmpty {
            for line in table.lines(columns: Console.terminalColumns) { try Console.print("  " + line) }
        }
        for note in report.notes + report.results.flatMap(\.notes) { try line("show.note", note) }
    }

    private func append(_ result: LabResult, to table: inout Table, indent: String) {
        let code = result.code.loinc.map { "LOINC \($0)" } ?? result.code.codings.first?.code ?? ""
        table.append(
            [
                indent + result.code.label, result.value.words, result.interpretation.joined(separator: ","),
                result.referenceRange?.words ?? "", code,
            ].map(\.printable))
    }

    /// A line of label and value; nothing where there is no value.
    private func line(_ label: String, _ value: String?) throws {
        guard let value, !value.isEmpty else { return }
        try Console.print("\(say(label))  \(value.printable)")
    }
}
