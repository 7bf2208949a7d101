import ArgumentParser
import ClinicServer
import HealthFormats
import LedgerEngine
import MedicalLedger
import MerkleLog
import Wording

/// `verify`: the whole ledger.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: say("help.verify"), discussion: say("help.verify.more"))

    @OptionGroup var options: LedgerOptions

    @Flag(help: .init(say("help.verify.quick")))
    var quick = false

    @Option(help: .init(say("help.verify.key"), valueName: "VKEY"))
    var key: String?

    @Option(help: .init(say("help.verify.checkpoint"), valueName: "FILE"))
    var checkpoint: String?

    @Option(help: .init(say("help.verify.witness"), valueName: "VKEY"))
    var witness: String?

    func run() throws {
        let key = try key.map { try VerifierKey(typed: $0) }
        let earlier = try checkpoint.map { file in
            do {
                let text = try InputFile.read(file, limit: SignedNote.maximumBytes)
                return (checkpoint: try SignedCheckpoint(parsing: text[...]), file: file)
            } catch let error as MerkleLogError {
                throw MedicalError(
                    "oldCheckpointInvalid", .badInput, ["reason": say(error.code.rawValue, error.values)])
            }
        }
        let bar = ProgressBar(say("verify.progress"))
        let report = try LedgerVerifier.verify(
            options.directory, isQuick: quick, expecting: key, earlier: earlier,
            witness: try witness.map { try VerifierKey(typed: $0) }, environment: options.environment
        ) {
            bar.show($0, of: $1)
        }
        bar.finish()
        if options.isJSON { try showJSON(report) } else { try showText(report) }
        if !report.findings.isEmpty { throw ExitCode(1) }
    }

    private func showText(_ report: LedgerVerifier.Report) throws {
        let chain = report.chain
        for finding in report.findings { try Console.print(finding.words(in: Speech.language)) }
        if chain.unacknowledgedBlocks > 0 {
            try Console.print(say("verify.unacknowledged", ["count": String(chain.unacknowledgedBlocks)]))
        }
        if report.pendingAccesses > 0 {
            try Console.print(say("verify.pendingAccesses", ["count": String(report.pendingAccesses)]))
        }
        let values = [
            "blocks": String(chain.blocks), "entries": String(chain.entries), "bytes": Size.words(chain.bytes),
            "signatures": String(chain.signatures), "records": String(report.records),
            "count": String(report.findings.count), "origin": report.origin,
        ]
        try Console.print(say("verify.examined", values))
        if let cosigned = report.cosigned, let checkpoint = cosigned.checkpoint {
            try Console.print(
                say(
                    "verify.cosigned",
                    [
                        "name": cosigned.witness.name.text, "entries": String(checkpoint.treeSize),
                        "time": cosigned.time ?? "?",
                    ]))
        }
        if !quick {
            let code =
                report.hasKeys ? "verify.records" : report.isSealed ? "verify.sealed" : "verify.withoutKeys"
            try Console.print(say(code, values))
            if report.erased > 0 { try Console.print(say("verify.erased", ["count": String(report.erased)])) }
            if !report.lost.isEmpty {
                let entries = EntryRanges(report.lost).words
                try Console.print(say("verify.lost", ["count": String(report.lost.count), "entries": entries]))
            }
        }
        try Console.print(say(verdict(report), values))
    }

    private func verdict(_ report: LedgerVerifier.Report) -> String {
        guard report.findings.isEmpty else {
            return report.findings.allSatisfy { $0.code == "erasure.interrupted" } ? "verify.unfinished" : "verify.bad"
        }
        return quick ? "verify.quickGood" : report.hasKeys ? "verify.good" : "verify.chainGood"
    }

    private func showJSON(_ report: LedgerVerifier.Report) throws {
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.member("ok", report.findings.isEmpty)
            $0.member("quick", quick)
            $0.member("origin", report.origin)
            $0.member("blocks", report.chain.blocks)
            $0.member("entries", report.chain.entries)
            $0.member("records", report.records)
            $0.member("erased", report.erased)
            $0.array("lost") { json in for entry in report.lost { json.number(entry) } }
            $0.member("signatures", report.chain.signatures)
            $0.member("bytes", report.chain.bytes)
            $0.member("unacknowledgedBlocks", report.chain.unacknowledgedBlocks)
            $0.member("pendingAccesses", report.pendingAccesses)
            $0.member("hasKeys", report.hasKeys)
            $0.member("sealed", report.isSealed)
            if let cosigned = report.cosigned { $0.cosigned(cosigned) }
            $0.array("findings") { json in
                for finding in report.findings {
                    json.object {
                        $0.member("code", finding.code)
                        $0.member("message", finding.words(in: Speech.language))
                        $0.member("file", finding.place.file)
                        if let offset = finding.place.offset { $0.member("offset", offset) }
                        if let block = finding.place.block { $0.member("block", block) }
                        if let entries = finding.place.entries, !entries.isEmpty {
                            $0.member("firstEntry", entries.lowerBound)
                            $0.member("lastEntry", entries.upperBound - 1)
                        }
                    }
                }
            }
        }
        try Console.print(json.text)
    }
}
