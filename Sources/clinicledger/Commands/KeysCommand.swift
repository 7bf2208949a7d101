import ArgumentParser
import HealthFormats
import LedgerEngine
import MedicalLedger

/// `keys`: the node's secret keys at rest.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: say("help.keys"), discussion: say("help.keys.more"),
        subcommands: [
            Status.self, Seal.self, Unseal.self, NewSealingKey.self, KeysSplitCommand.self, KeysCombineCommand.self,
        ])

    /// `keys status`: which files are there and sealed.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "status", abstract: say("help.keys.status"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let status = try options.keyFiles().status()
            if options.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    $0.member("sealedWith", status.lock?.rawValue)
                    $0.object("files") { json in
                        for (name, state) in status.files { json.member(name.rawValue, state.rawValue) }
                    }
                }
                return try Console.print(json.text)
            }
            var table = Table([say("keys.file"), say("keys.state")])
            for (name, state) in status.files { table.append([name.rawValue, say("keys.state.\(state.rawValue)")]) }
            for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
            switch status.lock {
            case .passphrase: try Console.print(say("keys.withPassphrase"))
            case .keyFile: try Console.print(say("keys.withKeyFile"))
            case nil: try Console.print(say("keys.unprotected"))
            }
            if status.lock != nil && !status.isComplete { try Console.print(say("keys.halfSealed")) }
        }
    }

    /// `keys seal`: seals the keys, or changes what opens them.
    struct Seal: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal", abstract: say("help.keys.seal"), discussion: say("help.keys.seal.more"))

        @OptionGroup var options: LedgerOptions

        @Option(help: .init(say("help.keys.newPassphraseFile"), valueName: "FILE"))
        var newPassphraseFile: String?

        @Option(help: .init(say("help.keys.newKeyFile"), valueName: "FILE"))
        var newKeyFile: String?

        func run() throws {
            let keys = try options.keyFiles()
            let status = try keys.status()
            var protection = try SecretInput.Files(passphrase: newPassphraseFile, key: newKeyFile).protection()
            if protection == nil, status.lock == nil {
                protection = try options.secretFiles.orOfEnvironment.protection()
            }
            // The passphrase of now is asked for before the new one.
            if status.lock != nil { try keys.open() }
            // Sealing that was interrupted is finished with what opens the others.
            if protection == nil, status.lock == nil || status.isComplete {
                protection = try SecretInput.newPassphrase(for: options.directory)
            }
            try keys.seal(with: protection)
            try Console.print(say(status.lock == nil ? "keys.sealed" : "keys.sealedAnew"))
        }
    }

    /// `keys unseal`: writes the keys in clear again.
    struct Unseal: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "unseal", abstract: say("help.keys.unseal"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            try options.keyFiles().unseal()
            try Console.print(say("keys.unprotected"))
        }
    }

    /// `keys new-sealing-key`: for ledgers that were made before there was one.
    struct NewSealingKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-sealing-key", abstract: say("help.keys.newSealingKey"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let isNew = try options.keyFiles().makeSealingKey()
            try Console.print(say(isNew ? "keys.sealingKeyMade" : "keys.sealingKeyThere"))
        }
    }
}

extension LedgerOptions {
    /// The key files of a directory that holds a ledger.
    func keyFiles() throws -> KeyFiles {
        let environment = environment
        let files = LedgerFiles(directory: directory)
        _ = try LedgerDescription.read(files, in: environment.fileSystem)
        return KeyFiles(files: files, environment: environment)
    }
}
