import ArgumentParser
import HealthFormats
import MedicalLedger

/// `erase`: records, or all of a patient, leave the vault for good.
struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: say("help.erase"), discussion: say("help.erase.more"))

    @OptionGroup var options: LedgerOptions

    @Option(
        name: .customLong("record"), parsing: .upToNextOption, help: .init(say("help.erase.record"), valueName: "N"))
    var records: [UInt64] = []

    @Option(help: .init(say("help.patient"), valueName: "PATIENT"))
    var patient: String?

    @Option(help: .init(say("help.erase.reason"), valueName: "TEXT"))
    var reason: String

    func validate() throws {
        if records.isEmpty == (patient == nil) { throw ValidationError(say("error.eraseWhat")) }
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError(say("error.eraseReason")) }
    }

    func run() throws {
        let ledger = try options.open(for: .writing)
        var numbers: [UInt64] = []
        if let patient {
            // Linked pseudonyms are one person, but each is erased by an entry of its own.
            numbers = try ledger.erase(person: try ledger.patient(named: patient), reason: reason)
        } else {
            numbers.append(try ledger.erase(records, reason: reason))
        }
        let count = try ledger.erasures().filter { numbers.contains($0.number) }.reduce(0) {
            $0 + $1.erasure.records.count
        }
        try ledger.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.array("erasures") { json in for number in numbers { json.number(number) } }
                $0.member("records", count)
                $0.checkpoint(ledger.engine)
            }
            return try Console.print(json.text)
        }
        let entries = numbers.map(String.init).joined(separator: ", ")
        try Console.print(say("erase.done", ["count": String(count), "entries": entries]))
        try Console.print(say("erase.elsewhere"))
    }
}
