import ArgumentParser
import ClinicServer
import HealthFormats
import LedgerEngine
import MedicalLedger
import MerkleLog
import Wording

/// `backup`: a copy of the ledger in another directory.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: say("help.backup"), discussion: say("help.backup.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.backup.target"), valueName: "DEST"))
    var target: String

    @Flag(help: .init(say("help.backup.incremental")))
    var incremental = false

    @Flag(help: .init(say("help.backup.withKeys")))
    var withKeys = false

    @Option(help: .init(say("help.backup.confirm"), valueName: "ORIGIN"))
    var confirm: String?

    func run() throws {
        if InputFile.isInside(target, options.directory) {
            throw MedicalError("outputInLedger", .refused, ["file": target])
        }
        var keys = withKeys ? Backup.Keys.ifSealed : .leftOut
        if withKeys, let confirm {
            let origin = try ClinicLedger.openChain(options.directory, environment: options.environment).origin
            guard confirm == origin else { throw MedicalError("confirmOrigin", .refused, ["origin": origin]) }
            keys = .evenInClear
        }
        let report = try Backup.make(
            of: options.directory, to: target, isIncremental: incremental, keys: keys,
            environment: options.environment)
        let values = [
            "directory": target, "entries": String(report.entries), "pages": String(report.manifest.pages),
            "bytes": Size.words(report.bytesWritten), "count": String(report.pagesOverwritten),
        ]
        var lines = [say("backup.done", values)]
        if report.pagesOverwritten > 0 { lines.append(say("backup.overwritten", values)) }
        lines.append(say(report.hasKeys ? "backup.keys" : "backup.noKeys"))
        try options.answer(lines.joined(separator: "\n")) {
            $0.member("backup", target)
            $0.member("treeSize", report.entries)
            $0.member("pages", report.manifest.pages)
            $0.member("bytesWritten", report.bytesWritten)
            $0.member("pagesOverwritten", report.pagesOverwritten)
            $0.member("keys", report.hasKeys)
        }
    }
}

/// `restore`: a ledger from a backup.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: say("help.restore"), discussion: say("help.restore.more"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.restore.backup"), valueName: "BACKUP"))
    var backup: String

    @Argument(help: .init(say("help.restore.directory"), valueName: "DIRECTORY"))
    var directory: String

    @Option(help: .init(say("help.restore.keys"), valueName: "DIR"))
    var keys: String?

    func run() throws {
        let report: Restore.Report
        do {
            report = try Restore.run(from: backup, to: directory, keys: keys, environment: options.environment)
        } catch let error as MedicalError where error.code == "backupUnsound" {
            var values = error.values
            values["what"] = Finding.words(values["finding"] ?? "", in: Speech.language)
            throw MedicalError(error.code, error.fate, values)
        }
        let values = [
            "directory": directory, "entries": String(report.entries), "records": String(report.records),
            "time": report.manifest.made,
        ]
        if let contradiction = report.contradiction, let complaint = Complaint(contradiction) {
            Console.complain(complaint.sentence)
        }
        let lines = [say("restore.done", values), say(report.hasKeys ? "restore.verified" : "restore.noKeys", values)]
        try options.answer(lines.joined(separator: "\n")) {
            $0.member("ledger", directory)
            $0.member("treeSize", report.entries)
            $0.member("made", report.manifest.made)
            $0.member("keys", report.hasKeys)
            $0.member("records", report.records)
            $0.member("rolledBack", report.contradiction != nil)
        }
    }
}

/// `scrub`: everything is read, for a clock to run.
struct ScrubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scrub", abstract: say("help.scrub"), discussion: say("help.scrub.more"))

    @OptionGroup var options: LedgerOptions

    func run() throws {
        let report = try LedgerVerifier.verify(
            options.directory, isQuick: false, environment: options.environment
        ) { _, _ in }
        let isGood = report.findings.isEmpty
        let first = report.findings.first
        let values = [
            "origin": report.origin, "blocks": String(report.chain.blocks), "entries": String(report.chain.entries),
            "records": report.hasKeys ? String(report.records) : "-", "lost": String(report.lost.count),
            "count": String(report.findings.count),
            "place": first?.place.words(in: Speech.language) ?? "",
            "what": first.map { Finding.words($0.code, in: Speech.language) } ?? "",
        ]
        try options.answer(say(isGood ? "scrub.good" : "scrub.bad", values)) {
            $0.member("ok", isGood)
            $0.member("origin", report.origin)
            $0.member("blocks", report.chain.blocks)
            $0.member("entries", report.chain.entries)
            $0.member("records", report.records)
            $0.member("recordsExamined", report.hasKeys)
            $0.member("lost", report.lost.count)
            $0.array("findings") { json in
                for finding in report.findings {
                    json.object {
                        $0.member("code", finding.code)
                        $0.member("place", finding.place.words(in: Speech.language))
                        $0.member("message", Finding.words(finding.code, in: Speech.language))
                    }
                }
            }
        }
        if !isGood { throw ExitCode(1) }
    }
}

/// `repair`: the index anew, or segments of the chain from another copy.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: say("help.repair"), discussion: say("help.repair.more"))

    @OptionGroup var options: LedgerOptions

    @Flag(help: .init(say("help.repair.index")))
    var index = false

    @Option(help: .init(say("help.repair.from"), valueName: "BACKUP-OR-LEDGER"))
    var from: String?

    func validate() throws {
        if index == (from != nil) { throw ValidationError(say("error.repairWhat")) }
    }

    func run() throws {
        guard let from else {
            try Repair.index(of: options.directory, environment: options.environment)
            return try options.answer(say("repair.index")) { $0.member("index", true) }
        }
        let segments = try Repair.chain(of: options.directory, from: from, environment: options.environment)
        func name(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
        var lines = segments.map { segment in
            let values = ["file": name(segment.file), "aside": segment.setAside.map(name) ?? ""]
            guard let aside = segment.setAside else { return say("repair.stayed", values) }
            return say(aside == segment.file ? "repair.put" : "repair.replaced", values)
        }
        if segments.isEmpty { lines.append(say("repair.nothing")) }
        try options.answer(lines.joined(separator: "\n")) { json in
            json.array("segments") { json in
                for segment in segments {
                    json.object {
                        $0.member("file", segment.file)
                        $0.member("repaired", segment.setAside != nil)
                        $0.member("setAside", segment.setAside == segment.file ? nil : segment.setAside)
                    }
                }
            }
        }
        if segments.contains(where: { $0.setAside == nil }) { throw ExitCode(1) }
    }
}
