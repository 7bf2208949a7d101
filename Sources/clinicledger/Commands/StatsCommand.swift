import ArgumentParser
import HealthFormats
import MedicalLedger
import Wording

/// `stats`: sizes, counts, times, and the ledger's key.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: say("help.stats"))

    @OptionGroup var options: LedgerOptions

    func run() throws {
        let statistics = try options.open(for: .reading).statistics()
        let onDisk = statistics.bytesOnDisk.reduce(0) { $0 + $1.bytes }
        let formats = statistics.records.sorted { $0.key < $1.key }
        let records = formats.reduce(0) { $0 + $1.value }
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("origin", statistics.origin)
                $0.member("vkey", statistics.vkey)
                $0.member("created", statistics.created)
                $0.member("lastBlock", statistics.lastBlock)
                $0.member("blocks", statistics.blocks)
                $0.member("entries", statistics.entries)
                $0.member("members", statistics.members)
                $0.member("patients", statistics.patients)
                $0.member("records", records)
                $0.object("recordsByFormat") { json in
                    for (format, count) in formats { json.member(format, count) }
                }
                $0.member("documentBytes", statistics.documentBytes)
                $0.member("bytesOnDisk", onDisk)
                $0.object("bytesByDirectory") { json in
                    for (directory, bytes) in statistics.bytesOnDisk { json.member(directory, bytes) }
                }
            }
            return try Console.print(json.text)
        }
        try line("stats.origin", statistics.origin)
        try line("stats.vkey", statistics.vkey)
        try line("stats.created", statistics.created)
        try line("stats.lastBlock", statistics.lastBlock)
        try line("stats.blocks", "\(statistics.blocks)")
        try line("stats.entries", "\(statistics.entries)")
        try line("stats.patients", "\(statistics.patients)")
        let byFormat = formats.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        try line("stats.records", byFormat.isEmpty ? "0" : "\(records) (\(byFormat))")
        try line("stats.documents", Size.words(statistics.documentBytes))
        let byDirectory = statistics.bytesOnDisk.map { "\($0.directory) \(Size.words($0.bytes))" }
        try line("stats.onDisk", "\(Size.words(onDisk)) (\(byDirectory.joined(separator: ", ")))")
    }

    private func line(_ label: String, _ value: String) throws { try Console.print("\(say(label))  \(value)") }
}
