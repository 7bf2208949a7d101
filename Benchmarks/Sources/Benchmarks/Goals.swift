/// What a figure is to reach.
struct Goal {
    /// What counts as reached.
    enum Bound {
        /// So many times better than that peer.
        case ratio(Double, against: String)
        /// Our own figure, the more the better.
        case atLeast(Double)
        /// Our own figure, the less the better.
        case atMost(Double)
    }

    let family: String
    let name: String
    let measure: String
    let bound: Bound

    init(_ family: String, _ name: String, _ measure: String, _ bound: Bound) {
        self.family = family
        self.name = name
        self.measure = measure
        self.bound = bound
    }
}

/// All goals, in the order of the report: the one place where they stand.
///
/// Family, name, measure and peer are those of the report's rows; `--check` fails where a goal names a row that there is not.
enum Goals {
    /// How far a figure may stay behind its goal and still pass: what noise can do to it.
    static let margin = 0.10

    static let all: [Goal] = hashing + signatures + imports + verification + lookUps + receipts + scale

    private static let cpu = Clock.threadCPU.rawValue
    private static let allCPU = Clock.processCPU.rawValue
    private static let wall = Clock.wall.rawValue
    private static let crypto = "swift-crypto"
    private static let tuned = SQLitePeer.Kind.tuned.rawValue
    private static let chain = Verification.chainPeer

    private static let hashing = [
        Goal("hashing", "SHA-256, one message of 1 MiB", cpu, .ratio(1.0, against: crypto)),
        Goal("hashing", "SHA-256, 100,000 messages of 256 bytes", cpu, .ratio(3.0, against: crypto)),
        Goal("hashing", "SHA-256, 100,000 messages of 64 bytes", cpu, .ratio(4.8, against: crypto)),
        Goal("hashing", Hashing.rootName, cpu, .ratio(3.7, against: Hashing.joinedPeer)),
        Goal("hashing", Hashing.portableRootName, cpu, .ratio(1.3, against: Hashing.scalarPeer)),
    ]

    // Fractions of swift-crypto's time, the other way round: 0.90, 0.50, 0.20, 0.09, 0.076, 0.17.
    private static let signatures = [
        Goal("signatures", "Ed25519 sign", cpu, .ratio(1.11, against: crypto)),
        Goal("signatures", "Ed25519 verify, key as bytes", cpu, .ratio(2.0, against: crypto)),
        Goal("signatures", "Ed25519 verify, key kept", cpu, .ratio(2.0, against: crypto)),
        Goal("signatures", "Ed25519 verify, prepared key", cpu, .ratio(5.0, against: crypto)),
        Goal(
            "signatures", "Ed25519 verify, batch of 1,024 from 8 keys", cpu,
            .ratio(11.1, against: Signatures.oneByOne)),
        Goal(
            "signatures", "Ed25519 verify, batch of 16,384 from 8 keys", cpu,
            .ratio(13.2, against: Signatures.oneByOne)),
        Goal(
            "signatures", "Ed25519 verify, batch of 16,384, each from another key", cpu,
            .ratio(5.9, against: Signatures.oneByOne)),
    ]

    private static let imports = [
        Goal("import", "import FHIR", allCPU, .ratio(1.5, against: tuned)),
        Goal("import", "import FHIR", wall, .ratio(2.5, against: tuned)),
        Goal("import", "import HL7 v2", allCPU, .ratio(3.0, against: tuned)),
        Goal("import", "import HL7 v2", wall, .ratio(5.0, against: tuned)),
        Goal("import", "import FHIR", "disk", .ratio(11.0, against: tuned)),
        Goal("import", "import FHIR, ungrouped", "disk", .ratio(7.0, against: tuned)),
    ]

    private static let verification = [
        Goal("verify", "verify --quick", wall, .ratio(10.0, against: chain)),
        Goal("verify", "verify", wall, .ratio(1.1, against: chain)),
        Goal("verify", "verify", wall, .ratio(20.0, against: GitPeer.name)),
    ]

    private static let lookUps = [
        Goal("look-up", "one record by entry, cached page", cpu, .ratio(1.0, against: LookUps.byIdentifier)),
        Goal("look-up", "one record by entry, uncached page", cpu, .ratio(0.5, against: LookUps.byIdentifier)),
        Goal("look-up", "all results of a patient", cpu, .ratio(0.4, against: LookUps.byPatientIndex)),
    ]

    private static let receipts = [
        Goal("receipt", "receipts of neighbours", cpu, .atLeast(20_000)),
        Goal("receipt", "one receipt, ledger open, page uncached", wall, .atMost(1)),
        Goal("receipt", "one receipt, opening the ledger included", wall, .atMost(1)),
    ]

    private static let scale = [
        Goal("scale", Scale.openAndFind, wall, .atMost(10)),
        Goal("scale", Scale.openAndFind, cpu, .ratio(1.0, against: Scale.smallPeer)),
        Goal("scale", "import HL7 v2", "memory", .atMost(64)),
        Goal("scale", "import FHIR", "memory", .atMost(64)),
        Goal("scale", "verify", "memory", .atMost(64)),
        Goal("scale", "import HL7 v2, large ledger", "memory", .atMost(64)),
        Goal("scale", "verify, large ledger", "memory", .atMost(64)),
    ]

    /// The goal of a row's own figure, or of its ratio to a peer.
    static func goal(of row: Row, against peer: String? = nil) -> Goal? {
        all.first { goal in
            guard goal.family == row.family, goal.name == row.name, goal.measure == row.measure else { return false }
            if case .ratio(_, let against) = goal.bound { return against == peer }
            return peer == nil
        }
    }
}

extension Goal {
    /// How a figure stands to its goal.
    enum Verdict: String {
        case met
        /// Behind the goal, by no more than the margin.
        case near = "met within the margin"
        case missed
        case notMeasured = "not measured"
    }

    /// Judges a figure: the ratio to the peer, or our own.
    func verdict(_ figure: Double) -> Verdict {
        switch bound {
        case .ratio(let limit, _), .atLeast(let limit):
            figure >= limit ? .met : figure >= limit * (1 - Goals.margin) ? .near : .missed
        case .atMost(let limit):
            figure <= limit ? .met : figure <= limit * (1 + Goals.margin) ? .near : .missed
        }
    }

    /// The figure that counts among those of a run.
    func figure(in rows: [Row]) -> Double? {
        guard let row = rows.first(where: { $0.family == family && $0.name == name && $0.measure == measure }) else {
            return nil
        }
        guard case .ratio(_, let peer) = bound else { return row.ours }
        return row.peers.first { $0.peer == peer }?.ratio
    }

    /// The goal as people read it, such as `>= 3.00x`.
    var text: String {
        switch bound {
        case .ratio(let limit, _): ">= \(Report.short(limit))x"
        case .atLeast(let limit): ">= \(Report.short(limit))"
        case .atMost(let limit): "<= \(Report.short(limit))"
        }
    }
}
