import ArgumentParser
import MedicalLedger

/// `keys split`: writes shares of the keys, so that several people together can restore them.
struct KeysSplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: say("help.keys.split"), discussion: say("help.keys.split.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.keys.shares"), valueName: "N"))
    var shares: Int

    @Option(help: .init(say("help.keys.threshold"), valueName: "N"))
    var threshold: Int

    @Option(name: [.short, .long], help: .init(say("help.keys.split.output"), valueName: "DIR"))
    var output: String

    func run() throws {
        let keys = try options.keyFiles()
        if InputFile.isInside(output + "/share", options.directory) || InputFile.isInside(output, options.directory) {
            throw MedicalError("outputInLedger", .refused, ["file": output])
        }
        let parts = try keys.split(count: shares, threshold: threshold)
        let paths = try KeyShare.write(parts, into: output, in: environment.fileSystem)
        for path in paths { try Console.print(path) }
        try Console.print(
            say("keys.split", ["count": String(shares), "threshold": String(threshold), "directory": output]))
    }

    private var environment: Environment { options.environment }
}

/// `keys combine`: restores keys from shares.
struct KeysCombineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "combine", abstract: say("help.keys.combine"), discussion: say("help.keys.combine.more"))

    @OptionGroup var options: LedgerOptions

    @Flag(help: .init(say("help.keys.replaceSealed")))
    var replaceSealed = false

    @Argument(help: .init(say("help.keys.combine.shares"), valueName: "SHARE"))
    var shares: [String]

    func run() throws {
        let keys = try options.keyFiles()
        let parts = try shares.map { path in
            guard let share = KeyShare(parsing: try InputFile.read(path, limit: KeyShare.byteLimit)) else {
                throw MedicalError("shareDamaged", .refused, ["file": path])
            }
            return (label: path, share: share)
        }
        let restored = try keys.restore(from: parts, replacesSealed: replaceSealed)
        guard !restored.isEmpty else { return try Console.print(say("keys.nothingMissing")) }
        try Console.print(say("keys.restored", ["files": restored.map(\.rawValue).joined(separator: ", ")]))
        if try !keys.hasPageKeys { try Console.print(say("keys.pagesMissing")) }
        try Console.print(say("keys.restoredClear"))
    }
}
