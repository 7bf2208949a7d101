internal import SHA2Intrinsics
internal import SegmentStore
internal import Simulation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Lives through ledgers' lives on a simulated disk: `tools/simulate` runs it.
@main
struct Simulate {
    private static let usage = """
        usage: simulate [--seeds N] [--seed FIRST] [--steps N] [--minutes M]
               simulate --points SEEDS [--stride N]
               simulate --tamper 1
          --seeds    how many lives, one for each seed (default 100)
          --seed     the first seed (default 1); a failure names its own
          --steps    steps of a life (default 120)
          --minutes  stop after that time, in fractions if need be
          --tamper 1 instead: what is said of each change of each file
          --points   instead: every crash point of the fixed steps, each power loss so many times
          --stride   of how many calls one is tried as a crash point (default 1)
        """

    private struct Options {
        var seeds = 100
        var first = 1
        var steps = 120
        var minutes = Double.infinity
        var points: Int?
        var stride = 1
        var tampers = false

        init?(_ arguments: [String]) {
            var rest = arguments[...]
            while let name = rest.popFirst() {
                guard let text = rest.popFirst(), let number = Double(text), number >= 0 else { return nil }
                if name == "--minutes" {
                    minutes = number
                    continue
                }
                guard let value = Int(text) else { return nil }
                switch name {
                case "--seeds": seeds = value
                case "--seed": first = value
                case "--steps": steps = value
                case "--tamper": tampers = value > 0
                case "--points": points = value
                case "--stride": stride = max(1, value)
                default: return nil
                }
            }
        }
    }

    static func main() {
        SHA2Intrinsics.install()
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            say(usage)
            exit(64)
        }
        var template = Array("/tmp/simulate-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            perror("mkdtemp")
            exit(1)
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if options.tampers { tamper(folder) }
        let isFine =
            options.tampers ? true : options.points.map { points($0, options.stride, folder) } ?? lives(options, folder)
        for name in (try? DiskFileSystem().list(folder)) ?? [] { unlink(folder + "/" + name) }
        rmdir(folder)
        exit(isFine ? 0 : 1)
    }

    /// Writes a line at once, also where somebody reads it through a pipe.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    /// Seconds since the machine was started.
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func lives(_ options: Options, _ folder: String) -> Bool {
        let start = now
        let end = start + options.minutes * 60
        var totals = RandomRun.Totals()
        var broken = 0
        func report() {
            let seconds = max(0.001, now - start)
            let rate = (Double(totals.seeds) / seconds * 10).rounded() / 10
            say(
                "\(totals.seeds) seeds, \(rate) a second: \(totals.steps) steps (\(totals.refused) refused), "
                    + "\(totals.entries) entries, \(totals.crashes) crashes (\(totals.powerLosses) with power loss), "
                    + "\(totals.faults) faults, \(totals.checks) recoveries, \(broken) broken promises")
        }
        for seed in options.first..<options.first + options.seeds {
            guard now < end else { break }
            do {
                try RandomRun.run(seed: UInt64(seed), steps: options.steps, folder: folder, totals: &totals)
            } catch {
                broken += 1
                say("\(error)")
                if broken == 10 { break }
            }
            if totals.seeds % 1000 == 0 { report() }
        }
        report()
        return broken == 0
    }

    private static func tamper(_ folder: String) {
        do {
            let bench = try TamperingBench(folder: folder)
            say("as it is | \(try bench.verdicts(bench.files))")
            for tampering in TamperingCase.all {
                var files = bench.files
                try tampering.change(&files)
                say("\(tampering.name) | \(try bench.verdicts(files))")
            }
        } catch {
            say("\(error)")
        }
    }

    private static func points(_ seeds: Int, _ stride: Int, _ folder: String) -> Bool {
        let start = now
        var totals = CrashPoints.Totals()
        defer {
            say(
                "\(totals.steps) steps of \(totals.calls) calls: \(totals.crashes) crashes, \(totals.faults) faults, "
                    + "\(Int(now - start)) s")
        }
        do {
            for steps in [CrashPoints.steps, CrashPoints.copyingSteps] {
                try CrashPoints.run(steps, seeds: seeds, stride: stride, folder: folder, totals: &totals)
            }
            return true
        } catch {
            say("\(error)")
            return false
        }
    }
}
