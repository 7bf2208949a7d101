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

    @Flag(help: .init(say("help.protect")))
    var protect = false

    func run() throws {
        let name: KeyName
        do {
            name = try KeyName(origin ?? "clinicledger/" + Self.randomName())
        } catch {
            throw ValidationError(say("error.originMalformed", ["origin": origin ?? ""]))
        }
        let founder = member ?? say("init.defaultMember")
        let protection = try chosenProtection()
        var environment = options.environment
        // What was typed once to seal the keys is not asked for again to open them.
        if let protection { environment.unlock = protection.unlock }
        try ClinicLedger.create(
            options.directory, origin: name, member: founder,
            roles: [.clinic, .laboratory], protection: protection, environment: environment)
        let ledger = try ClinicLedger.open(options.directory, for: .reading, environment: environment)
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

    private func chosenProtection() throws -> KeyProtection? {
        if let named = try options.secretFiles.protection() { return named }
        guard protect else { return nil }
        return try options.secretFiles.orOfEnvironment.protection()
            ?? SecretInput.newPassphrase(for: options.directory)
    }

    private static func randomName() throws -> String {
        try SystemRandom.bytes(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
