internal import CSQLite
internal import MedicalLedger
internal import SHA2Intrinsics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The benchmarks of ClinicLedger: `tools/benchmark` runs them.
@main
struct BenchmarkRun {
    static func main() {
        SHA2Intrinsics.install()
        Environment.shareFreedMemory()
        if let code = ChildWork.main(Array(CommandLine.arguments.dropFirst())) { exit(code) }
        do {
            exit(try run(Options(Array(CommandLine.arguments.dropFirst()))) ? 0 : 1)
        } catch let error as UsageError {
            complain((error.text.isEmpty ? "" : "error: \(error.text)\n") + Options.usage)
            exit(error.text.isEmpty ? 0 : 64)
        } catch {
            complain("error: \(error)")
            exit(1)
        }
    }

    /// Runs what is asked for and prints the figures; false if anything failed.
    private static func run(_ options: Options) throws -> Bool {
        let start = Clock.wall.now
        let harness = Harness(options)
        // In a scope of its own: `exit` would leave the scratch directory behind.
        do {
            let bench = try Workbench(options)
            Hashing.run(harness)
            Signatures.run(harness)
            Imports.run(harness, bench)
            Verification.run(harness, bench)
            LookUps.run(harness, bench)
            Receipts.run(harness, bench)
            Scale.run(harness, bench)
        }
        let check = GoalCheck(harness.report, isWhole: options.isWhole)
        let seconds = (Clock.wall.now - start) / 1_000_000_000
        var facts = facts(options) + [("duration", "\(seconds) s")]
        if !harness.report.missingPeers.isEmpty {
            facts.append(("not on this machine", harness.report.missingPeers.sorted().joined(separator: ", ")))
        }
        for fact in facts { print("\(fact.name): \(fact.value)") }
        print("\n" + harness.report.table)
        print("A ratio above 1 is in our favour: so many times faster or smaller than the peer.")
        if options.isCheck { print("\n" + check.table) }
        print("\(harness.report.passed) passed, \(harness.report.failed) failed")
        print(check.summary)
        if let path = options.jsonPath {
            let file = try FileWriter(path)
            try file.write(harness.report.json(facts, check))
            try file.flush()
        }
        return harness.report.failed == 0 && (check.isPassed || !options.isCheck)
    }

    /// What the figures depend on.
    private static func facts(_ options: Options) -> [(name: String, value: String)] {
        var load = [0.0]
        getloadavg(&load, 1)
        return [
            ("processor", processor), ("cores", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))"),
            ("load average", Report.short(load[0])), ("SQLite", String(cString: sqlite3_libversion())),
            ("results", "\(options.resultCount)"), ("results in the large ledger", "\(options.largeResultCount)"),
            ("seed", "\(options.seed)"),
            ("rounds", "\(options.rounds(isLong: false)), of long work \(options.rounds(isLong: true))"),
            ("peak memory of the whole run", "\(Report.short(Double(ResidentMemory.maximumBytes) / 1_048_576)) MiB"),
        ]
    }

    private static var processor: String {
        let lines = ((try? Files.read("/proc/cpuinfo")) ?? []).split(separator: UInt8(ascii: "\n"))
        guard let line = lines.first(where: { $0.starts(with: "model name".utf8) }),
            let colon = line.firstIndex(of: UInt8(ascii: ":"))
        else { return "unknown" }
        return String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }
}
