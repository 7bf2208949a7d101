import ArgumentParser
import HealthFormats
import LedgerEngine
import MedicalLedger
import MerkleLog

/// `accept-rollback`: goes on with a ledger, or a vault, that was put back to an older state.
struct AcceptRollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-rollback", abstract: say("help.acceptRollback"),
        discussion: say("help.acceptRollback.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.confirm"), valueName: "ORIGIN"))
    var confirm: String?

    func run() throws {
        let origin = try ClinicLedger.openChain(options.directory, environment: options.environment).origin
        guard confirm == origin else { throw MedicalError("confirmOrigin", .refused, ["origin": origin]) }
        let accepted = try ClinicLedger.acceptRollback(options.directory, environment: options.environment)
        if options.isJSON { return try showJSON(accepted) }
        guard let entry = accepted.entry else { return try Console.print(say("acceptRollback.nothing")) }
        var values = [
            "entry": String(entry), "pages": String(accepted.pages), "records": String(accepted.records),
            "first": String(accepted.treeSize),
        ]
        if let history = accepted.history {
            values["old"] = String(history.treeSize)
            values["last"] = String(history.treeSize - 1)
            let isShorter = history.treeSize > accepted.treeSize
            try Console.print(say(isShorter ? "acceptRollback.history" : "acceptRollback.forked", values))
            try Console.print(say("acceptRollback.erasures"))
        }
        if accepted.pages > 0 { try Console.print(say("acceptRollback.pages", values)) }
    }

    private func showJSON(_ accepted: ClinicLedger.Acceptance) throws {
        var json = JSONWriter(isIndented: true)
        json.object {
            if let entry = accepted.entry { $0.member("entry", entry) }
            $0.member("treeSize", accepted.treeSize)
            if let history = accepted.history {
                $0.object("givenUp") {
                    $0.member("treeSize", history.treeSize)
                    $0.member("rootHash", history.rootHash.base64Text)
                }
            }
            $0.member("pages", accepted.pages)
            $0.member("records", accepted.records)
        }
        try Console.print(json.text)
    }
}
