#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One of those that do the same work.
struct Contender {
    /// Who it is, such as `swift-crypto`.
    let name: String
    /// How much of the work it does, where a part tells as much as the whole; its time is scaled up.
    let share: Double
    /// Does the work once, and proves that it was done right.
    let work: () throws -> Void

    init(_ name: String, share: Double = 1, _ work: @escaping () throws -> Void) {
        self.name = name
        self.share = share
        self.work = work
    }
}

/// Measures contenders by turns and keeps the figures.
///
/// All contenders of a comparison work in every round, one right after the other and each round from another one on, so
/// that whatever else the machine does strikes them alike. A figure is the median over the rounds; a ratio is the median
/// of the ratios within the rounds, which is steadier than the ratio of the medians.
final class Harness {
    /// The figures so far.
    private(set) var report = Report()
    let options: Options
    private var group = ""
    /// Short work is repeated until a sample lasts this long.
    private var sampleNanoseconds: UInt64 { options.pace == .full ? 200_000_000 : 20_000_000 }

    init(_ options: Options) { self.options = options }

    /// Runs a family of benchmarks, if it is asked for.
    func family(_ name: String, _ body: () throws -> Void) {
        guard options.families.isEmpty || options.families.contains(name) else { return }
        group = name
        attempt("\(name): preparation", countsAlone: false, body)
    }

    /// Compares contenders; the first of them is ours.
    ///
    /// - Parameters:
    ///   - unit: what is counted, in the plural.
    ///   - count: how many of them one run of a contender's work does.
    ///   - clocks: what is shown; each makes a row.
    ///   - isLong: work of a second or more, which is done once per round and not warmed up.
    func compare(
        _ name: String, unit: String, count: Int, clocks: [Clock] = [.threadCPU], isLong: Bool = false,
        _ all: Contender...
    ) {
        guard isWanted(name) else { return }
        let contenders = options.hasPeers ? all : Array(all.prefix(1))
        attempt(name) {
            let repetitions =
                isLong || options.pace == .smoke ? contenders.map { _ in 1 } : try contenders.map(repetitions)
            let rounds = options.rounds(isLong: isLong)
            var samples = contenders.map { _ in clocks.map { _ in [Double]() } }
            for round in 0..<rounds {
                for turn in contenders.indices {
                    let position = (turn + round) % contenders.count
                    let times = try measure(contenders[position], repetitions[position], clocks)
                    for (clock, time) in times.enumerated() { samples[position][clock].append(time) }
                }
            }
            for (place, clock) in clocks.enumerated() {
                let rates = samples.map { Double(count) * 1e9 / $0[place].median }
                let peers = contenders.indices.dropFirst().map { position in
                    let ratios = zip(samples[position][place], samples[0][place]).map { $0 / $1 }
                    return PeerFigure(peer: contenders[position].name, value: rates[position], ratio: ratios.median)
                }
                report.add(
                    Row(
                        family: group, name: name, measure: clock.rawValue, unit: "\(unit)/s", ours: rates[0],
                        peers: peers))
            }
        }
    }

    /// Whether a benchmark of this name is asked for.
    func isWanted(_ name: String) -> Bool { options.match.isEmpty || name.contains(options.match) }

    /// Adds figures that are counted rather than timed; less is better.
    func count(_ name: String, _ measure: String, unit: String, ours: Double, _ peers: [(name: String, value: Double)])
    {
        report.add(
            Row(
                family: group, name: name, measure: measure, unit: unit, ours: ours,
                peers: peers.map { PeerFigure(peer: $0.name, value: $0.value, ratio: $0.value / ours) }))
    }

    /// How often short work is to be repeated; finding out warms it up.
    private func repetitions(_ contender: Contender) throws -> Int {
        try contender.work()
        let start = Clock.wall.now
        var done: UInt64 = 0
        repeat {
            try contender.work()
            done += 1
        } while Clock.wall.now - start < sampleNanoseconds / 4
        return Int(max(1, done * sampleNanoseconds / max(1, Clock.wall.now - start)))
    }

    /// Nanoseconds of one run of the work, by each clock.
    private func measure(_ contender: Contender, _ repetitions: Int, _ clocks: [Clock]) throws -> [Double] {
        let start = clocks.map(\.now)
        for _ in 0..<repetitions { try contender.work() }
        let end = clocks.map(\.now)
        return zip(start, end).map { Double(max(1, $1 - $0)) / (Double(repetitions) * contender.share) }
    }

    /// Counts what failed, and goes on.
    private func attempt(_ name: String, countsAlone: Bool = true, _ body: () throws -> Void) {
        do {
            try body()
            if countsAlone { report.passed += 1 }
        } catch {
            report.failed += 1
            complain("\(name): \(error)")
        }
        if countsAlone, isatty(2) == 1 { complain("\(group): \(name)") }
    }
}

/// A benchmark whose result is not what it must be.
struct WrongResult: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless a benchmark's result is right; so no contender can leave out the work.
func require(_ isRight: Bool, _ what: @autoclosure () -> String) throws {
    if !isRight { throw WrongResult(description: what()) }
}

/// Writes a line to standard error.
func complain(_ line: String) {
    Array("\(line)\n".utf8).withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
}

extension [Double] {
    /// The middle value, or the mean of the two in the middle.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        return (sorted[count / 2] + sorted[(count - 1) / 2]) / 2
    }
}
