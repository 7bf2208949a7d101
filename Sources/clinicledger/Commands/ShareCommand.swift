import ArgumentParser
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MedicalLedger
import SegmentStore

/// `share`: records between institutions, as files.
struct ShareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share", abstract: say("help.share"), discussion: say("help.share.more"),
        subcommands: [
            ShareCreateCommand.self, ShareOpenCommand.self, ShareAcknowledgeCommand.self, ShareListCommand.self,
            ShareProvenanceCommand.self,
        ])
}

/// `share create`: a package for a member.
struct ShareCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: say("help.share.create"), discussion: say("help.share.create.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.share.patient"), valueName: "PATIENT"))
    var patient: String

    @Option(help: .init(say("help.share.to"), valueName: "MEMBER"))
    var to: String

    @Option(help: .init(say("help.share.records"), valueName: "LIST"))
    var records: String?

    @Option(help: .init(say("help.share.purpose"), valueName: "CODE"))
    var purpose = Purpose.treatment.rawValue

    @Option(help: .init(say("help.share.validDays"), valueName: "DAYS"))
    var validDays: UInt16 = 30

    @OptionGroup var overwriting: OverwriteOption

    @Option(name: [.short, .long], help: .init(say("help.share.output"), valueName: "FILE"))
    var output: String

    func validate() throws {
        if validDays < 1 { throw ValidationError(say("error.validDaysTooFew")) }
    }

    func run() throws {
        let file = try overwriting.file(output, outside: options)
        let ledger = try options.open(for: .writing)
        let recipient = try ledger.subject(named: to)
        let patient = try ledger.patient(named: patient)
        let pseudonyms = try ledger.rights(of: patient).pseudonyms
        let chosen = try records.map(RecordList.init)
        for number in chosen?.single ?? [] {
            guard let facts = try ledger.facts(ofRecord: number), pseudonyms.contains(facts.patient) else {
                throw MedicalError("shareNotOfPatient", .refused, ["entry": String(number)])
            }
        }
        let sent = try ledger.send(
            ShareOrder(
                patients: pseudonyms, recipient: recipient.entry,
                records: chosen?.ranges, purpose: Purpose(rawValue: purpose), validity: UInt64(validDays) * 86_400_000))
        try ledger.close()
        try file.write(sent.bytes)
        try file.finish()
        let package = Hexadecimal.text(sent.head.id)
        if options.isJSON, !file.isStandardOutput {
            var json = JSONWriter(isIndented: true)
            json.object { json in
                json.member("package", package)
                json.member("file", output)
                json.member("member", sent.head.recipient)
                json.member("expires", Timestamp.text(sent.head.expires))
                json.member("entry", sent.entry)
                json.numbers("records", sent.records)
                json.array("denied") { json in
                    for (record, decision) in sent.denied {
                        json.object {
                            $0.member("entry", record.entry)
                            $0.member("reason", decision.reason.rawValue)
                        }
                    }
                }
            }
            return try Console.print(json.text)
        }
        let sentence = say(
            "share.created",
            [
                "package": package, "member": sent.head.recipient, "count": String(sent.records.count),
                "time": Timestamp.text(sent.head.expires), "entry": String(sent.entry),
            ])
        // Beside a package on standard output nothing else may stand there.
        if file.isStandardOutput { Console.note(sentence) } else { try Console.print(sentence) }
        for (record, decision) in sent.denied {
            let values = ["entries": decision.entries.map(String.init).joined(separator: ", ")]
            let reason = say("decision.\(decision.reason.rawValue)", values)
            Console.note(say("share.denied", ["record": String(record.entry), "reason": reason]))
        }
    }
}

/// Records as they are typed: `5,7-9`.
private struct RecordList {
    /// The numbers that were named one by one.
    private(set) var single: [UInt64] = []
    /// All of them.
    private(set) var ranges = EntryRanges()
    private static let limit: UInt64 = 1 << 20

    init(_ text: String) throws {
        let malformed = MedicalError("shareRecordList", .refused, ["text": text])
        var all: [UInt64] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last,
                last - first < Self.limit
            else { throw malformed }
            if ends.count == 1 { single.append(first) }
            all += first...last
        }
        ranges = EntryRanges(all)
    }
}

/// `share open`: takes a package in.
struct ShareOpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: say("help.share.open"), discussion: say("help.share.open.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.share.file"), valueName: "FILE"))
    var file: String

    @Flag(help: .init(say("help.share.dryRun")))
    var dryRun = false

    @Flag(help: .init(say("help.share.readmit")))
    var readmitErased = false

    @OptionGroup var overwriting: OverwriteOption

    @Option(name: [.short, .long], help: .init(say("help.share.openOutput"), valueName: "FILE"))
    var output: String?

    func run() throws {
        let answer = try output.map { try overwriting.file($0, outside: options) }
        let bytes = try InputFile.read(file, limit: SharePackage.maximumByteCount)
        let ledger = try options.open(for: dryRun ? .reading : .writing)
        let package = try ledger.examine(package: bytes)
        let taken: TakenPackage
        do {
            taken = try ledger.take(package, isDryRun: dryRun, readmitsErased: readmitErased)
        } catch let error as MedicalError {
            // Its sender may still be waiting to hear that it came.
            if error.code == "packageTaken", !dryRun { try acknowledge(package, ledger, answer) }
            throw error
        }
        if !dryRun { try acknowledge(package, ledger, answer) }
        let sender = try ledger.membership()[package.sender]?.member?.name ?? package.head.sender
        try ledger.close()
        let isOutputTaken = answer?.isStandardOutput ?? false
        if options.isJSON, !isOutputTaken {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("package", Hexadecimal.text(package.head.id))
                $0.member("member", sender)
                $0.member("dryRun", dryRun)
                $0.member("records", package.body.records.count)
                $0.member("new", taken.newCount)
                $0.member("patients", taken.patientCount)
                if let entry = taken.entry { $0.member("entry", entry) }
                $0.numbers("entries", taken.records)
            }
            return try Console.print(json.text)
        }
        let sentence = say(
            dryRun ? "share.wouldTake" : "share.taken",
            [
                "package": Hexadecimal.text(package.head.id), "member": sender,
                "count": String(package.body.records.count), "new": String(taken.newCount),
                "patients": String(taken.patientCount), "entry": taken.entry.map { String($0) } ?? "",
            ])
        // Beside an acknowledgement on standard output nothing else may stand there.
        if isOutputTaken { Console.note(sentence) } else { try Console.print(sentence) }
    }

    private func acknowledge(_ package: ExaminedPackage, _ ledger: ClinicLedger, _ file: OutputFile?) throws {
        guard let output, let file else { return }
        try file.write(try ledger.acknowledgement(of: package).encoded())
        try file.finish()
        if !file.isStandardOutput { Console.note(say("share.acknowledgementWritten", ["file": output])) }
    }
}

/// `share acknowledge`: the recipient's answer.
struct ShareAcknowledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: say("help.share.acknowledge"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.share.acknowledgement"), valueName: "ACK"))
    var file: String

    func run() throws {
        let bytes = try InputFile.read(file, limit: Acknowledgement.maximumByteCount)
        let acknowledgement = try Acknowledgement(decoding: bytes)
        let ledger = try options.open(for: .writing)
        let (entry, step) = try ledger.acknowledge(acknowledgement)
        let member = try ledger.membership()[step.member]?.member?.name ?? ""
        try ledger.close()
        let package = Hexadecimal.text(step.id)
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("package", package)
                $0.member("member", member)
                $0.member("entry", entry)
                $0.numbers("records", Array(step.records.numbers))
            }
            return try Console.print(json.text)
        }
        try Console.print(
            say(
                "share.acknowledged",
                [
                    "member": member, "package": package, "count": String(step.records.count),
                    "entry": String(entry),
                ]))
    }
}

/// `share list`: packages and how far they have come.
struct ShareListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.share.list"))

    @OptionGroup var options: LedgerOptions

    func run() throws {
        let ledger = try options.open(for: .reading)
        let steps = try ledger.shareSteps()
        let membership = try ledger.membership()
        func name(_ entry: UInt64) -> String { membership[entry]?.member?.name ?? "@\(entry)" }
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object { json in
                json.array("steps") { json in
                    for step in steps {
                        json.object {
                            $0.member("package", Hexadecimal.text(step.delivery.id))
                            $0.member("step", step.delivery.step.word)
                            $0.member("member", name(step.delivery.member))
                            $0.member("memberEntry", step.delivery.member)
                            $0.member("entry", step.number)
                            $0.member("time", Timestamp.text(step.sealedAt))
                            $0.member("sha256", Hexadecimal.text(step.delivery.package))
                            $0.numbers("records", Array(step.delivery.records.numbers))
                        }
                    }
                }
            }
            return try Console.print(json.text)
        }
        if steps.isEmpty { return try Console.print(say("share.none")) }
        var table = Table(
            ["column.time", "column.package", "column.records", "column.step", "column.member"].map { say($0) },
            rightAligned: [2])
        for step in steps {
            table.append([
                Timestamp.text(step.sealedAt), Hexadecimal.text(step.delivery.id),
                String(step.delivery.records.count), say("share.step.\(step.delivery.step.word)"),
                name(step.delivery.member).printable,
            ])
        }
        for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
    }
}

/// `share provenance`: where a record came from.
struct ShareProvenanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "provenance", abstract: say("help.share.provenance"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.entry"), valueName: "ENTRY"))
    var entry: UInt64

    func run() throws {
        var json = JSONWriter(isIndented: true)
        try options.open(for: .reading).provenance(of: entry).write(into: &json)
        try Console.print(json.text)
    }
}

extension MedicalLedger.Delivery.Step {
    /// The step's name in JSON and in codes of sentences.
    fileprivate var word: String {
        switch self {
        case .sent: "sent"
        case .taken: "taken"
        case .acknowledged: "acknowledged"
        }
    }
}

extension JSONWriter {
    /// A member that is an array of numbers.
    fileprivate mutating func numbers(_ name: String, _ numbers: [UInt64]) {
        array(name) { json in
            for number in numbers { json.number(number) }
        }
    }
}
