import ArgumentParser
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MedicalLedger
import MerkleLog

/// `receipt`: an offline proof of one record.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: say("help.receipt"), discussion: say("help.receipt.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions
    @OptionGroup var overwriting: OverwriteOption

    @Argument(help: .init(say("help.entry"), valueName: "ENTRY"))
    var entry: UInt64

    @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
    var output: String?

    func run() throws {
        let file = try overwriting.file(output, outside: options)
        let door = try visitor.open(options)
        let receipt = try door.receipt(for: entry)
        try door.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("entry", entry)
                $0.member("receipt", receipt.formatted)
                $0.member("treeSize", receipt.checkpoint.checkpoint.treeSize)
            }
            try file.write(Array((json.text + "\n").utf8))
        } else {
            try file.write(Array(receipt.formatted.utf8))
        }
        try file.finish()
    }
}

/// `check`: verifies a receipt, a checkpoint or a proof of growth, on a machine that has no ledger.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: say("help.check"), discussion: say("help.check.more"))

    @Argument(help: .init(say("help.check.receipt"), valueName: "RECEIPT"))
    var receipt: String

    @Option(help: .init(say("help.check.key"), valueName: "VKEY"))
    var key: String

    @Option(help: .init(say("help.check.document"), valueName: "FILE"))
    var document: String?

    @Option(help: .init(say("help.check.since"), valueName: "OLD"))
    var since: String?

    @Flag(name: .customLong("json"), help: .init(say("help.json")))
    var isJSON = false

    func run() throws {
        let verifier = try VerifierKey(typed: key)
        let text = try InputFile.read(receipt, limit: DecisionProof.maximumBytes)
        if text.starts(with: DecisionProof.title.utf8) {
            if document != nil { throw ValidationError(say("error.documentNeedsReceipt")) }
            if since != nil { throw MedicalError("notGrowth", .badInput, ["file": receipt]) }
            return try DecisionReport.check(text, verifier, isJSON: isJSON)
        }
        if text.starts(with: "c2sp.org/tlog-proof@v1".utf8) { return try checkReceipt(text, verifier) }
        if document != nil { throw ValidationError(say("error.documentNeedsReceipt")) }
        let checkpoint: SignedCheckpoint
        let isGrowth = text.starts(with: "old ".utf8)
        if since != nil && !isGrowth { throw MedicalError("notGrowth", .badInput, ["file": receipt]) }
        if isGrowth {
            guard let since else { throw ValidationError(say("error.checkNeedsOld")) }
            let proof = try ConsistencyProof(parsing: text[...])
            let older = try SignedCheckpoint(parsing: try InputFile.read(since, limit: SignedNote.maximumBytes)[...])
            do {
                try older.verify(by: verifier)
                try proof.verify(from: older, key: verifier)
            } catch {
                throw MedicalError("growthInvalid", .unverified, ["reason": say(error.code.rawValue, error.values)])
            }
            checkpoint = proof.checkpoint
        } else {
            do throws(MerkleLogError) {
                checkpoint = try SignedCheckpoint(parsing: text[...])
            } catch {
                throw MedicalError("notCheckable", .badInput, ["file": receipt])
            }
            do throws(MerkleLogError) {
                try checkpoint.verify(by: verifier)
            } catch {
                throw MedicalError(
                    "checkpointInvalid", .unverified, ["reason": say(error.code.rawValue, error.values)])
            }
        }
        try show(checkpoint, grewFrom: isGrowth)
    }

    private func checkReceipt(_ text: [UInt8], _ verifier: VerifierKey) throws {
        if since != nil { throw MedicalError("notGrowth", .badInput, ["file": receipt]) }
        let limit = 64 << 20
        let verdict = try ReceiptCheck.check(
            text, key: verifier, document: try document.map { try InputFile.read($0, limit: limit) })
        if isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("valid", true)
                $0.member("entry", verdict.entry)
                $0.member("origin", verdict.origin)
                $0.member("treeSize", verdict.treeSize)
                $0.member("documentChecked", verdict.isDocumentChecked)
                $0.member("commitment", verdict.onChain?.commitment.hex)
            }
            return try Console.print(json.text)
        }
        let values = [
            "entry": String(verdict.entry), "origin": verdict.origin, "entries": String(verdict.treeSize),
        ]
        try Console.print(say("check.valid", values))
        try Console.print(say(verdict.isDocumentChecked ? "check.document" : "check.noDocument"))
    }

    private func show(_ checkpoint: SignedCheckpoint, grewFrom: Bool) throws {
        let values = [
            "origin": checkpoint.checkpoint.origin, "entries": String(checkpoint.checkpoint.treeSize),
        ]
        if isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("valid", true)
                $0.member("origin", checkpoint.checkpoint.origin)
                $0.member("treeSize", checkpoint.checkpoint.treeSize)
                $0.member("grewFromOld", grewFrom)
            }
            return try Console.print(json.text)
        }
        try Console.print(say(grewFrom ? "check.grew" : "check.checkpoint", values))
    }
}

extension VerifierKey {
    /// A key as it is typed, or the path of a file that holds it.
    init(typed text: String) throws {
        if let key = try? VerifierKey(parsing: text) {
            self = key
            return
        }
        guard !text.contains("+") else { throw ValidationError(say("error.vkeyMalformed", ["key": text])) }
        let line = String(decoding: try InputFile.read(text, limit: 4096), as: UTF8.self)
        guard let key = try? VerifierKey(parsing: String(line.prefix { !$0.isWhitespace })) else {
            throw ValidationError(say("error.vkeyMalformed", ["key": text]))
        }
        self = key
    }
}

/// `checkpoint`: the signed checkpoint, or the proof that the ledger has only grown.
struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: say("help.checkpoint"), discussion: say("help.checkpoint.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.checkpoint.since"), valueName: "OLD"))
    var since: String?

    func run() throws {
        let ledger = try ClinicLedger.openChain(options.directory, environment: .system)
        guard let newest = ledger.checkpoint else { return }
        var text = newest.formatted
        if let since {
            let older: SignedCheckpoint
            do {
                older = try SignedCheckpoint(parsing: try InputFile.read(since, limit: SignedNote.maximumBytes)[...])
            } catch let error as MerkleLogError {
                throw MedicalError(
                    "oldCheckpointInvalid", .badInput, ["reason": say(error.code.rawValue, error.values)])
            }
            text = try ledger.consistencyProof(since: older).formatted
        }
        guard options.isJSON else { return try Console.write(Array(text.utf8)) }
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.checkpoint(ledger)
            $0.member("vkey", ledger.key.formatted)
            $0.member(since == nil ? "signedNote" : "consistencyProof", text)
        }
        try Console.print(json.text)
    }
}
