import ArgumentParser
import HealthFormats
import MedicalLedger
import MerkleLog

/// `consent prove`: a decision as a file that is checked where there is no ledger.
struct ConsentProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: say("help.consent.prove"), discussion: say("help.consent.prove.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var asked: QuestionOptions
    @OptionGroup var overwriting: OverwriteOption

    @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
    var output: String

    func run() throws {
        let file = try overwriting.file(output, outside: options)
        let ledger = try options.open(for: .reading)
        let (question, record) = try asked.question(ledger, options.environment)
        let proof = try ledger.prove(question, record: record.entry)
        try file.write(Array(proof.formatted.utf8))
        try file.finish()
        if file.isStandardOutput { return }
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.decision(proof.decision, question, record)
                $0.member("treeSize", proof.checkpoint.checkpoint.treeSize)
                $0.member("file", output)
            }
            return try Console.print(json.text)
        }
        try Console.print(proof.decision.words)
        try Console.print(say("consent.proven", ["file": output]))
    }
}

/// What `check` says of a proven decision.
enum DecisionReport {
    static func check(_ text: [UInt8], _ key: VerifierKey, isJSON: Bool) throws {
        let verdict = try DecisionCheck.check(text, key: key)
        let reader = verdict.readerName.map { "\($0) (@\(verdict.question.reader))" } ?? "@\(verdict.question.reader)"
        if isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("valid", true)
                $0.decision(verdict.decision, verdict.question, verdict.record)
                $0.member("readerName", verdict.readerName)
                $0.member("origin", verdict.origin)
                $0.member("treeSize", verdict.treeSize)
                $0.member("entriesProven", verdict.entryCount)
                $0.member("newestStatement", verdict.newest)
                $0.array("onBehalf") { json in for entry in verdict.onBehalf { json.number(entry) } }
            }
            return try Console.print(json.text)
        }
        let values = [
            "count": String(verdict.entryCount), "origin": verdict.origin, "entries": String(verdict.treeSize),
            "newest": String(verdict.newest),
            "behalf": verdict.onBehalf.map(String.init).joined(separator: ", "),
        ]
        try Console.print(say("consent.check.valid", values))
        try Console.print(verdict.decision.words)
        let custodian = ["custodian": "@\(verdict.record.custodian)"]
        try Console.print(
            say(
                "consent.question",
                verdict.question.values(reader: reader, verdict.record).merging(custodian) { $1 }))
        if !verdict.onBehalf.isEmpty { try Console.print(say("consent.check.onBehalf", values)) }
        try Console.print(say("consent.check.times"))
        try Console.print(say("consent.check.newest", values))
    }
}

/// `consent export`: a patient's consents as FHIR.
struct ConsentExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("help.consent.export"), discussion: say("help.consent.export.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var overwriting: OverwriteOption

    @Option(help: .init(say("help.consent.patient"), valueName: "ID"))
    var patient: String

    @Flag(help: .init(say("help.consent.fhir")))
    var fhir = false

    @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
    var output: String?

    func run() throws {
        let ledger = try options.open(for: .reading)
        let bundle = try ledger.consentBundle(
            of: try ledger.patient(named: patient), at: options.environment.clock(), isIndented: true)
        let file = try overwriting.file(output, outside: options)
        try file.write(bundle)
        try file.finish()
    }
}

/// `consent import`: FHIR Consents become statements of the ledger.
struct ConsentImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: say("help.consent.import"), discussion: say("help.consent.import.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.consent.file"), valueName: "FILE"))
    var file: String

    @Option(help: .init(say("help.consent.patient"), valueName: "ID"))
    var patient: String

    @Option(name: .customLong("as"), help: .init(say("help.consent.as"), valueName: "KEYFILE"))
    var personalKey: String?

    func run() throws {
        let key = try options.personalKey(personalKey)?.signingKey
        let bytes = try InputFile.read(file, limit: 16 << 20)
        let ledger = try options.open(for: .writing)
        let taken = try ledger.importConsents(bytes, for: try ledger.patient(named: patient), signingWith: key)
        try ledger.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.array("entries") { json in for entry in taken.entries { json.number(entry) } }
                $0.member("alreadyThere", taken.knownCount)
                $0.member("notActive", taken.inactiveCount)
            }
            return try Console.print(json.text)
        }
        try Console.print(
            say(
                "consent.imported",
                [
                    "count": String(taken.entries.count), "known": String(taken.knownCount),
                    "inactive": String(taken.inactiveCount),
                ]))
    }
}
