/// The goals beside what was measured.
struct GoalCheck {
    /// A goal and what became of it.
    struct Line {
        let goal: Goal
        let figure: Double?
        let verdict: Goal.Verdict
    }

    /// All goals; of a part of the benchmarks, those that were measured.
    let lines: [Line]
    /// Whether no goal was missed by more than the margin, and none was left out unasked.
    let isPassed: Bool

    /// - Parameters:
    ///   - isWhole: whether all benchmarks were asked for, so that a goal without a figure is a fault.
    init(_ report: Report, isWhole: Bool) {
        lines = Goals.all.compactMap { goal in
            let figure = goal.figure(in: report.rows)
            if figure == nil && !isWhole { return nil }
            return Line(goal: goal, figure: figure, verdict: figure.map(goal.verdict) ?? .notMeasured)
        }
        isPassed = lines.allSatisfy { line in
            switch line.verdict {
            case .met, .near: true
            case .missed: false
            case .notMeasured: line.goal.peer.map(report.missingPeers.contains) ?? false
            }
        }
    }

    /// A line for each goal.
    var table: String {
        let head = ["goals", "measure", "against", "measured", "goal", "margin", ""]
        let body = lines.map { line in
            [
                "[\(line.goal.family)] \(line.goal.name)", line.goal.measure, line.goal.peer ?? "",
                line.figure.map { Report.short($0) + (line.goal.peer == nil ? "" : "x") } ?? "-", line.goal.text,
                "\(Int((Goals.margin * 100).rounded())) %", line.verdict.rawValue,
            ]
        }
        return Report.aligned([head] + body, numbers: [3, 4, 5])
    }

    /// How many stand how, in one sentence.
    var summary: String {
        let counts = [Goal.Verdict.met, .near, .missed, .notMeasured].map { verdict in
            "\(lines.count { $0.verdict == verdict }) \(verdict.rawValue)"
        }
        return "goals: " + counts.joined(separator: ", ")
    }

    /// The lines as a JSON array.
    var json: String {
        let objects = lines.map { line in
            let peer = line.goal.peer.map { "\"peer\": \(Report.quoted($0)), " } ?? ""
            return "    {\"family\": \(Report.quoted(line.goal.family)), \"name\": \(Report.quoted(line.goal.name)), "
                + "\"measure\": \(Report.quoted(line.goal.measure)), \(peer)"
                + "\"measured\": \(line.figure.map(Report.exact) ?? "null"), \"goal\": \(Report.exact(line.goal.limit)), "
                + "\"better\": \"\(line.goal.isLessBetter ? "less" : "more")\", \"margin\": \(Goals.margin), "
                + "\"verdict\": \(Report.quoted(line.verdict.rawValue))}"
        }
        return "[\n" + objects.joined(separator: ",\n") + "\n  ]"
    }
}

extension Goal {
    /// The peer whose ratio counts; nil where our own figure does.
    var peer: String? {
        if case .ratio(_, let peer) = bound { peer } else { nil }
    }

    fileprivate var limit: Double {
        switch bound {
        case .ratio(let limit, _), .atLeast(let limit), .atMost(let limit): limit
        }
    }

    fileprivate var isLessBetter: Bool {
        if case .atMost = bound { true } else { false }
    }
}
