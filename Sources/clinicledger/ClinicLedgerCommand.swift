import ArgumentParser
import MedicalLedger
import SHA2Intrinsics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The command line: parses, runs, and turns every error into one sentence and an exit code.
@main
struct ClinicLedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clinicledger",
        abstract: say("help.abstract"),
        discussion: say("help.discussion"),
        version: "0.1.0",
        subcommands: [
            InitCommand.self, ImportCommand.self, RecordsCommand.self, ShowCommand.self, ReceiptCommand.self,
            CheckCommand.self, CheckpointCommand.self, VerifyCommand.self, StatsCommand.self, ExportCommand.self,
            AmendCommand.self, EraseCommand.self, HoldCommand.self,
            PatientCommand.self, ConsentCommand.self, AccessCommand.self, MemberCommand.self, PractitionerCommand.self,
            KeysCommand.self, ShareCommand.self, AcceptRollbackCommand.self, WitnessCommand.self,
            BackupCommand.self, RestoreCommand.self, ScrubCommand.self, RepairCommand.self,
            ServeCommand.self, RefusedCommand.self, AccountCommand.self, TokenCommand.self,
            TLSCommand.self,
        ])

    static func main() async {
        // A limit on file sizes is an error of the write like a full disk, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        #if canImport(Glibc)
        guard ThreadRoom.isThere() else {
            Console.complain(say("error.threads"))
            exit(withError: ExitCode(71))
        }
        #endif
        SHA2Intrinsics.install()
        Environment.shareFreedMemory()
        do {
            var command = try parseAsRoot(Speech.arguments)
            if var serving = command as? any AsyncParsableCommand {
                try await serving.run()
            } else {
                try command.run()
            }
        } catch {
            guard let complaint = Complaint(error) else {
                guard let message = ParserWords.message(for: error) else { exit(withError: error) }
                Console.note(message)
                exit(withError: ExitCode.validationFailure)
            }
            Console.complain(complaint.sentence)
            exit(withError: complaint.exitCode)
        }
    }
}

/// The options that every command has which opens a ledger.
struct LedgerOptions: ParsableArguments {
    @Option(name: [.short, .customLong("ledger")], help: .init(say("help.ledger"), valueName: "DIR"))
    var ledger: String?

    @Flag(name: .customLong("json"), help: .init(say("help.json")))
    var isJSON = false

    @Option(help: .init(say("help.passphraseFile"), valueName: "FILE"))
    var passphraseFile: String?

    @Option(help: .init(say("help.keyFile"), valueName: "FILE"))
    var keyFile: String?

    @Option(help: .init(say("help.asPassphraseFile"), valueName: "FILE"))
    var asPassphraseFile: String?

    /// The directory: the option, else `$CLINICLEDGER`, else `./clinic.ledger`.
    var directory: String { ledger ?? Speech.environment("CLINICLEDGER") ?? "clinic.ledger" }

    /// The files that open sealed keys, as far as they are named.
    var secretFiles: SecretInput.Files { SecretInput.Files(passphrase: passphraseFile, key: keyFile) }

    /// The machine's own, with this command's way to open sealed keys.
    var environment: Environment {
        var environment = Environment.system
        environment.unlock = secretFiles.unlock
        environment.stateDirectory = StatePlace.directory
        return environment
    }

    func open(for access: ClinicLedger.Opening) throws -> ClinicLedger {
        let ledger = try ClinicLedger.open(directory, for: access, environment: environment)
        ledger.complainAtOpening()
        return ledger
    }
}
