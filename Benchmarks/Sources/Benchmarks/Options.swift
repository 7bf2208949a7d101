/// What the command line asks for.
struct Options {
    /// How much time is spent.
    enum Pace { case smoke, quick, full }

    var pace = Pace.full
    /// Where the figures go as JSON.
    var jsonPath: String?
    /// Results in each of the imported files; nil for what the pace says.
    private var wantedResults: Int?
    private var wantedLarge: Int?
    private var wantedRounds: Int?
    var seed: UInt64 = 42
    /// The directory in which the scratch directory is made: the disk that is measured.
    var directory = "."
    /// Families that are run; all where it is empty.
    var families: Set<String> = []
    /// What a benchmark's name must contain to be run.
    var match = ""
    /// Whether the peers have their turns; without them a profile shows our work alone.
    var hasPeers = true
    /// Whether the goals decide the exit code.
    var isCheck = false
    /// Whether all benchmarks are asked for.
    var isWhole: Bool { families.isEmpty && match.isEmpty && hasPeers }

    static let usage = """
        usage: tools/benchmark [--quick | --smoke] [--check] [--json FILE] [--only FAMILY]... [--match TEXT] [--ours]
                               [--results N] [--large N] [--rounds N] [--seed N] [--directory DIR]

          --quick          fewer results and rounds: about a minute
          --smoke          once through everything, to see that it runs; the figures mean nothing
          --check          show the goals, too; exit code 1 if one is missed by more than the margin
          --json FILE      write the figures to a file, too
          --only FAMILY    only this family: hashing, signatures, import, verify, look-up, receipt, scale
          --match TEXT     only benchmarks whose name contains this
          --ours           without the peers, for profiling
          --results N      laboratory results in each imported file (200000; quick 30000; smoke 10000)
          --large N        laboratory results in the large ledger (10000000; quick 500000; smoke 20000)
          --rounds N       how often each comparison is repeated
          --seed N         seed of the invented results (42)
          --directory DIR  where the temporary files go: the disk that is measured (.build in Benchmarks)

        """

    var resultCount: Int { wantedResults ?? [.smoke: 10_000, .quick: 30_000, .full: 200_000][pace] ?? 0 }
    var largeResultCount: Int { wantedLarge ?? [.smoke: 20_000, .quick: 500_000, .full: 10_000_000][pace] ?? 0 }
    /// Laboratory results in ledgers that are made to look at memory.
    var memoryResultCount: Int { pace == .smoke ? 10_000 : 100_000 }
    /// Observations in the git repository.
    var gitRows: Int { [.smoke: 1000, .quick: 5000, .full: 20_000][pace] ?? 0 }

    /// How often each contender has its turn.
    func rounds(isLong: Bool) -> Int {
        wantedRounds ?? [.smoke: 1, .quick: isLong ? 3 : 5, .full: isLong ? 5 : 15][pace] ?? 1
    }

    /// Reads the command line; throws `UsageError`.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        func value(_ name: String) throws(UsageError) -> String {
            guard let value = rest.popFirst() else { throw UsageError(text: "\(name) needs a value") }
            return value
        }
        func number(_ name: String) throws(UsageError) -> Int {
            let text = try value(name)
            guard let number = Int(text), number > 0 else {
                throw UsageError(text: "\(name): \(text) is no positive number")
            }
            return number
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--check": isCheck = true
            case "--smoke": pace = .smoke
            case "--quick": pace = .quick
            case "--json": jsonPath = try value(argument)
            case "--only": families.insert(try value(argument))
            case "--match": match = try value(argument)
            case "--ours": hasPeers = false
            case "--results": wantedResults = try number(argument)
            case "--large": wantedLarge = try number(argument)
            case "--rounds": wantedRounds = try number(argument)
            case "--seed": seed = UInt64(try number(argument))
            case "--directory": directory = try value(argument)
            default: throw UsageError(text: argument == "--help" ? "" : "unknown: \(argument)")
            }
        }
        let known: Set = ["hashing", "signatures", "import", "verify", "look-up", "receipt", "scale"]
        for family in families where !known.contains(family) { throw UsageError(text: "no such family: \(family)") }
    }
}

/// A command line that cannot be understood, or that asks for help.
struct UsageError: Error {
    let text: String
}
