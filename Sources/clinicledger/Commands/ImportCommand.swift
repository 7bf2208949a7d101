import ArgumentParser
import HealthFormats
import LedgerEngine
import MedicalLedger

/// `import`: the main job.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: say("help.import"), discussion: say("help.import.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.import.files"), valueName: "FILE"))
    var files: [String]

    @Option(help: .init(say("help.import.format"), valueName: "hl7|fhir|csv"))
    var format: Format?

    @Option(help: .init(say("help.import.source"), valueName: "NAME"))
    var source: String?

    @Option(help: .init(say("help.import.mapping"), valueName: "FILE"))
    var mapping: String?

    @Option(help: .init(say("help.import.encoding"), valueName: "NAME"))
    var encoding: String?

    @Option(help: .init(say("help.import.rejects"), valueName: "FILE"))
    var rejects: String?

    @Flag(help: .init(say("help.import.strict")))
    var strict = false

    @Flag(help: .init(say("help.import.dryRun")))
    var dryRun = false

    @Flag(help: .init(say("help.import.readmitErased")))
    var readmitErased = false

    func validate() throws {
        if strict && files.contains("-") { throw ValidationError(say("error.strictNeedsFiles")) }
        if let encoding, CharacterSet(named: encoding) == nil {
            throw ValidationError(say("error.encodingUnknown", ["encoding": encoding]))
        }
    }

    func run() throws {
        var settings = RecordReader.Settings(
            format: format?.sourceFormat, encoding: encoding.flatMap { CharacterSet(named: $0) }, source: source)
        if let mapping {
            let json = try InputFile.read(mapping, limit: 1 << 20)
            do throws(Reason) {
                settings.mapping = try CSV.Mapping(json: json)
            } catch {
                throw MedicalError(
                    "mapping", .badInput, ["file": mapping, "reason": say(error.code, error.values)])
            }
            // Whoever says what the columns are says that it is a table.
            settings.format = settings.format ?? .csv
        }
        let ledger = try options.open(for: dryRun ? .reading : .writing)
        if strict {
            // All or nothing: a first pass that writes nothing must find nothing to refuse.
            let trial = ImportRun(ledger, settings, isDryRun: true, readmitsErased: readmitErased, rejectsPath: rejects)
            try trial.take(files)
            if trial.hasProblems {
                try ImportReport(trial, ledger, options, wasRefused: true).show()
                throw ExitCode(65)
            }
        }
        let run = ImportRun(
            ledger, settings, isDryRun: dryRun, readmitsErased: readmitErased, rejectsPath: rejects)
        do {
            try run.take(files)
            try ledger.close()
        } catch {
            // The disk, not the input: what went in before is acknowledged, if the disk still lets, and said all the same.
            try? ledger.close()
            try ImportReport(run, ledger, options, wasRefused: false).show()
            throw error
        }
        try ImportReport(run, ledger, options, wasRefused: false).show()
        if let failure = run.failures.first { throw failure.exitCode }
        if run.hasProblems { throw ExitCode(65) }
    }
}

/// A format as it is typed.
enum Format: String, ExpressibleByArgument, CaseIterable {
    case hl7, fhir, csv

    var sourceFormat: SourceFormat { SourceFormat(rawValue: rawValue) }
}

/// One pass over the files of an import, and what came of it.
final class ImportRun {
    /// Refused items that are shown; all are counted, and written where `--rejects` says.
    private static let shownRejections = 1000

    private(set) var rejections: [ImportSession.RejectedItem] = []
    /// Files that could not be read or understood at all.
    private(set) var failures: [Complaint] = []
    private(set) var rejectFiles: [String] = []
    private let ledger: ClinicLedger
    private let settings: RecordReader.Settings
    private let isDryRun: Bool
    private let readmitsErased: Bool
    private let rejectsPath: String?
    private(set) var session: ImportSession?

    var counts: ImportCounts { session?.counts ?? ImportCounts() }
    var hasProblems: Bool { counts.rejected > 0 || !failures.isEmpty }

    init(
        _ ledger: ClinicLedger, _ settings: RecordReader.Settings, isDryRun: Bool, readmitsErased: Bool,
        rejectsPath: String?
    ) {
        self.readmitsErased = readmitsErased
        self.ledger = ledger
        self.settings = settings
        self.isDryRun = isDryRun
        self.rejectsPath = rejectsPath
    }

    /// Imports the files; a file that cannot be read is noted and the next one is taken.
    func take(_ files: [String]) throws {
        var inputs: [String] = []
        for path in files {
            do {
                inputs += try ImportSession.files(at: path)
            } catch let error as MedicalError {
                note(error, isListed: true)
            }
        }
        let writer = try rejectsPath.map {
            try RejectsWriter(path: $0, inputs: inputs, ledger: ledger.engine.files.directory)
        }
        let bar = ProgressBar(say("import.progress"))
        var importOptions = ImportSession.Options()
        importOptions.settings = settings
        importOptions.isDryRun = isDryRun
        importOptions.readmitsErased = readmitsErased
        let session = ImportSession(into: ledger, options: importOptions) { [unowned self] item in
            if rejections.count < Self.shownRejections { rejections.append(item) }
            try writer?.write(item)
        } progress: { file, read, all in
            bar.show(read, of: all, detail: file)
        }
        self.session = session
        defer { rejectFiles = writer?.paths ?? [] }
        for file in inputs {
            do {
                try session.take(file: file)
            } catch let error as MedicalError where error.isOfInput {
                note(error, isListed: files.contains(file))
            } catch {
                bar.finish()
                try? writer?.finish()
                throw error
            }
        }
        bar.finish()
        try writer?.finish()
    }

    private func note(_ error: MedicalError, isListed: Bool) {
        // In a directory there are other things than deliveries; only what was named must be one.
        if error.code == "formatUnknown" && !isListed {
            skipped.append(error.values["file"] ?? "")
        } else if let complaint = Complaint(error) {
            failures.append(complaint)
        }
    }

    /// Files of a directory that are in no format that is known.
    private(set) var skipped: [String] = []
}
