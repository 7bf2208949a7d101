import ArgumentParser
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MedicalLedger
import MerkleLog

/// `init`: makes a ledger.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: say("help.init"), discussion: say("help.init.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.origin"), valueName: "NAME"))
    var origin: String?

    @Option(help: .init(say("help.member"), valueName: "NAME"))
    var member: String?

    func run() throws {
        let name: KeyName
        do {
            name = try KeyName(origin ?? "clinicledger/" + Self.randomName())
        } catch {
            throw ValidationError(say("error.originMalformed", ["origin": origin ?? ""]))
        }
        let founder = member ?? say("init.defaultMember")
        try ClinicLedger.create(
            options.directory, origin: name, member: founder,
            roles: [.clinic, .laboratory], environment: .system)
        let ledger = try options.open(for: .reading)
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("ledger", options.directory)
                $0.member("origin", name.text)
                $0.member("vkey", ledger.description.key.formatted)
                $0.member("member", founder)
                $0.checkpoint(ledger.engine)
            }
            return try Console.print(json.text)
        }
        try Console.print(say("init.done", ["directory": options.directory]))
        try Console.print(say("init.origin", ["origin": name.text]))
        try Console.print(say("init.vkey", ["vkey": ledger.description.key.formatted]))
        try Console.print(say("init.keys", ["directory": options.directory + "/keys"]))
        try Console.print(say("init.next"))
    }

    private static func randomName() throws -> String {
        try SystemRandom.bytes(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
