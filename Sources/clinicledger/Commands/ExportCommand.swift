import ArgumentParser
import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `export`: everything out again.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("help.export"), discussion: say("help.export.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions
    @OptionGroup var overwriting: OverwriteOption

    @Option(help: .init(say("help.export.format"), valueName: "fhir|hl7|csv"))
    var format: Format

    @Option(name: [.short, .long], help: .init(say("help.export.output"), valueName: "FILE"))
    var output: String?

    @Flag(help: .init(say("help.export.all")))
    var all = false

    func run() throws {
        let sink = try ExportSink(path: output, format: format, ledger: options.directory, overwriting.overwrite)
        let door = try visitor.open(options)
        let bar = ProgressBar(say("export.progress"))
        let counts = try Exporter.export(
            door, as: format.sourceFormat, includesOthers: all, beginDelivery: sink.begin, write: sink.write,
            progress: { bar.show($0, of: $1) })
        try sink.finish()
        bar.finish()
        try door.close()
        try VisitorOptions.note(door, shown: counts.original + counts.converted)
        Console.note(say("export.done", ["count": String(counts.original), "format": format.rawValue]))
        if counts.converted > 0 { Console.note(say("export.converted", ["count": String(counts.converted)])) }
        if counts.erased > 0 { Console.note(say("export.erased", ["count": String(counts.erased)])) }
        if counts.leftOut > 0 { Console.note(say("export.leftOut", ["count": String(counts.leftOut)])) }
    }
}

/// Where an export goes: one file, standard output, or a directory that gets one file for each imported file.
private final class ExportSink {
    private let directory: String?
    private let format: Format
    private let ledger: String
    private let overwrites: Bool
    private var file: OutputFile?
    private var pendingName: String?
    private var count = 0

    init(path: String?, format: Format, ledger: String, _ overwrites: Bool) throws {
        self.format = format
        self.overwrites = overwrites
        self.ledger = ledger
        if let path, path.hasSuffix("/") { mkdir(path, 0o700) }
        directory = path.flatMap { InputFile.isDirectory($0) ? $0 : nil }
        if directory == nil { file = try OutputFile(path: path, outside: ledger, overwrites: overwrites) }
    }

    /// Says whether the records of an imported file go into a file of their own.
    func begin(_ name: String) -> Bool {
        if directory != nil { pendingName = name }
        return directory != nil
    }

    func write(_ bytes: [UInt8]) throws {
        if let directory, let name = pendingName {
            try file?.finish()
            count += 1
            let number = String(repeating: "0", count: max(0, 4 - String(count).count)) + String(count)
            let safe = name.isEmpty ? "records.\(format.rawValue)" : name.printable
            file = try OutputFile(
                path: "\(directory)/\(number)-\(safe)", outside: ledger, overwrites: overwrites)
            pendingName = nil
        }
        try file?.write(bytes)
    }

    func finish() throws { try file?.finish() }
}
