#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One of those that do the same work.
struct Contender {
    /// Who it is, such as `swift-crypto`.
    let name: String
    /// Does the work once, proves that it was done right, and says how much that was; nil: as much as the comparison says.
    fileprivate let work: () throws -> Int?

    init(_ name: String, _ work: @escaping () throws -> Void) {
        self.name = name
        self.work = {
            try work()
            return nil
        }
    }

    /// One that counts itself, where not all do as much: a part of the work, or answers of different lengths.
    static func counting(_ name: String, _ work: @escaping () throws -> Int) -> Contender {
        Contender(name: name, work: work)
    }

    private init(name: String, work: @escaping () throws -> Int?) {
        self.name = name
        self.work = work
    }
}

/// What the time of a comparison is shown as.
enum Shown {
    /// So many in a second.
    case rate
    /// The time of one.
    case milliseconds

    fileprivate func value(_ nanoseconds: Double) -> Double {
        switch self {
        case .rate: 1e9 / nanoseconds
        case .milliseconds: nanoseconds / 1e6
        }
    }

    fileprivate func unit(_ unit: String) -> String {
        switch self {
        case .rate: "\(unit)/s"
        case .milliseconds: "ms"
        }
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
    private var sampleNanoseconds: UInt64 { options.pace == .full ? 100_000_000 : 10_000_000 }

    init(_ options: Options) { self.options = options }

    /// Runs a family of benchmarks, if it is asked for.
    func family(_ name: String, _ body: () throws -> Void) {
        guard options.families.isEmpty || options.families.contains(name) else { return }
        group = name
        attempt(["\(name): preparation"], countsAlone: false, body)
    }

    /// Compares contenders; the first of them is ours.
    ///
    /// - Parameters:
    ///   - unit: what is counted, in the plural.
    ///   - count: how many of them one run of a contender's work does, unless it counts itself.
    ///   - clocks: what is shown; each makes a row.
    ///   - isLong: work of a second or more, which is done once per round and not warmed up.
    func compare(
        _ name: String, unit: String, count: Int, clocks: [Clock] = [.threadCPU], isLong: Bool = false,
        shown: Shown = .rate, _ all: Contender...
    ) {
        compare(
            [(name, all[0])], with: Array(all.dropFirst()), unit: unit, count: count, clocks: clocks, isLong: isLong,
            shown: shown)
    }

    /// Compares several of ours with the same peers, which so have to work only once in each round.
    func compare(
        _ named: [(name: String, contender: Contender)], with peers: [Contender], unit: String, count: Int,
        clocks: [Clock], isLong: Bool, shown: Shown = .rate
    ) {
        let ours = named.filter { isWanted($0.name) }
        guard !ours.isEmpty else { return }
        let peers = options.hasPeers ? peers : []
        attempt(ours.map(\.name)) {
            let samples = try takeSamples(ours.map(\.contender) + peers, count, clocks, isLong: isLong)
            for (position, our) in ours.enumerated() {
                for (place, clock) in clocks.enumerated() {
                    let mine = samples[position][place]
                    let figures = peers.indices.map { peer in
                        let theirs = samples[ours.count + peer][place]
                        return PeerFigure(
                            peer: peers[peer].name, value: shown.value(theirs.median),
                            ratio: zip(theirs, mine).map { $0 / $1 }.median)
                    }
                    report.add(
                        Row(
                            family: group, name: our.name, measure: clock.rawValue, unit: shown.unit(unit),
                            ours: shown.value(mine.median), peers: figures))
                }
            }
        }
    }

    /// Nanoseconds for one unit of work: of each contender, by each clock, in each round.
    private func takeSamples(
        _ contenders: [Contender], _ count: Int, _ clocks: [Clock], isLong: Bool
    ) throws -> [[[Double]]] {
        let isOnce = isLong || options.pace == .smoke
        let repetitions = try contenders.map { isOnce ? 1 : try self.repetitions($0) }
        var samples = contenders.map { _ in clocks.map { _ in [Double]() } }
        for round in 0..<options.rounds(isLong: isLong) {
            for turn in contenders.indices {
                let position = (turn + round) % contenders.count
                let times = try measure(contenders[position], repetitions[position], count, clocks)
                for (clock, time) in times.enumerated() { samples[position][clock].append(time) }
            }
        }
        return samples
    }

    /// Whether a benchmark of this name is asked for.
    func isWanted(_ name: String) -> Bool { options.match.isEmpty || name.contains(options.match) }

    /// Adds figures that are counted rather than timed; less is better.
    func count(_ name: String, _ measure: String, unit: String, ours: Double, _ peers: [(name: String, value: Double)])
    {
        guard isWanted(name) else { return }
        report.add(
            Row(
                family: group, name: name, measure: measure, unit: unit, ours: ours,
                peers: peers.map { PeerFigure(peer: $0.name, value: $0.value, ratio: $0.value / ours) }))
    }

    /// How often short work is to be repeated; finding out warms it up.
    private func repetitions(_ contender: Contender) throws -> Int {
        _ = try contender.work()
        let start = Clock.wall.now
        var done: UInt64 = 0
        repeat {
            _ = try contender.work()
            done += 1
        } while Clock.wall.now - start < sampleNanoseconds / 4
        return Int(max(1, done * sampleNanoseconds / max(1, Clock.wall.now - start)))
    }

    /// Nanoseconds for one unit of work, by each clock.
    private func measure(_ contender: Contender, _ repetitions: Int, _ count: Int, _ clocks: [Clock]) throws -> [Double]
    {
        var done = 0
        let start = clocks.map(\.now)
        for _ in 0..<repetitions { done += try contender.work() ?? count }
        let end = clocks.map(\.now)
        try require(done > 0, "nothing was done")
        return zip(start, end).map { Double(max(1, $1 - $0)) / Double(done) }
    }

    /// Notes that this machine lacks a peer, so that its goals cannot be judged.
    func lacks(_ peer: String) {
        report.missingPeers.insert(peer)
    }

    /// Does the work of some benchmarks; counts what failed, and goes on.
    private func attempt(_ names: [String], countsAlone: Bool = true, _ body: () throws -> Void) {
        do {
            try body()
            if countsAlone { report.passed += names.count }
        } catch {
            report.failed += names.count
            complain("\(names.joined(separator: ", ")): \(error)")
        }
        if countsAlone, isatty(2) == 1 { complain("\(group): \(names.joined(separator: ", "))") }
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
