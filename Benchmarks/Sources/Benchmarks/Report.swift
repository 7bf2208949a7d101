/// What a contender other than ours reached.
struct PeerFigure {
    let peer: String
    let value: Double
    /// How many times better ours is.
    let ratio: Double
}

/// A benchmark's figures by one measure.
struct Row {
    let family: String
    let name: String
    /// The clock, or what is counted.
    let measure: String
    let unit: String
    let ours: Double
    let peers: [PeerFigure]
}

/// All figures of a run, as a table for people and as JSON.
struct Report {
    private(set) var rows: [Row] = []
    /// Benchmarks that ran and whose results were right.
    var passed = 0
    /// Benchmarks that did not.
    var failed = 0
    /// Peers that this machine does not have.
    var missingPeers: Set<String> = []

    mutating func add(_ row: Row) { rows.append(row) }

    /// The table: a line for each peer, and for each figure without one.
    var table: String {
        var lines = [["", "measure", "ours", "", "theirs", "peer", "ratio", "goal"]]
        var family = ""
        for row in rows {
            if row.family != family { lines.append(["[\(row.family)]"]) }
            family = row.family
            let start = [row.name, row.measure, Self.short(row.ours), row.unit]
            let own = Goals.goal(of: row)
            if row.peers.isEmpty || own != nil {
                lines.append(start + ["", "", "", own.map { Self.mark($0, row.ours) } ?? ""])
            }
            for (position, peer) in row.peers.enumerated() {
                let goal = Goals.goal(of: row, against: peer.peer).map { Self.mark($0, peer.ratio) } ?? ""
                lines.append(
                    (position == 0 && own == nil ? start : ["", "", "", ""])
                        + [Self.short(peer.value), peer.peer, "\(Self.short(peer.ratio))x", goal])
            }
        }
        return Self.aligned(lines, numbers: [2, 4, 6])
    }

    /// A goal, and whether a figure misses it.
    private static func mark(_ goal: Goal, _ figure: Double) -> String {
        switch goal.verdict(figure) {
        case .met: goal.text
        case .near: goal.text + " near"
        case .missed, .notMeasured: goal.text + " MISSED"
        }
    }

    /// Lines of cells as columns; of those in `numbers` the ends stand below each other.
    static func aligned(_ lines: [[String]], numbers: Set<Int>) -> String {
        let widths = lines[0].indices.map { column in
            lines.filter { $0.count > 1 && column < $0.count }.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            let cells = line.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: max(0, widths[column] - cell.count))
                return numbers.contains(column) ? gap + cell : cell + gap
            }
            return cells.joined(separator: "  ").trimmedRight
        }.joined(separator: "\n") + "\n"
    }

    /// Everything as one JSON object.
    func json(_ facts: [(name: String, value: String)], _ check: GoalCheck) -> String {
        let factLines = facts.map { "  \(Self.quoted($0.name)): \(Self.quoted($0.value))," }
        let rowLines = rows.map { row in
            let peers = row.peers.map {
                "{\"peer\": \(Self.quoted($0.peer)), \"value\": \(Self.exact($0.value)), \"ratio\": \(Self.exact($0.ratio))}"
            }
            return "    {\"family\": \(Self.quoted(row.family)), \"name\": \(Self.quoted(row.name)), "
                + "\"measure\": \(Self.quoted(row.measure)), \"unit\": \(Self.quoted(row.unit)), "
                + "\"ours\": \(Self.exact(row.ours)), \"peers\": [\(peers.joined(separator: ", "))]}"
        }
        return "{\n" + factLines.joined(separator: "\n") + "\n  \"passed\": \(passed),\n  \"failed\": \(failed),\n"
            + "  \"rows\": [\n" + rowLines.joined(separator: ",\n") + "\n  ],\n  \"goals\": " + check.json + "\n}\n"
    }

    /// Three digits that count.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        var unit = 1.0
        let magnitude = abs(value)
        // Whole numbers from a hundred up; below, as many decimals as make three digits.
        if magnitude >= 100 {
            while magnitude / unit >= 1000 { unit *= 10 }
            return grouped(Int((value / unit).rounded() * unit))
        }
        let decimals = magnitude >= 10 ? 1 : 2
        let scale = decimals == 1 ? 10 : 100
        let scaled = Int((value * Double(scale)).rounded())
        return "\(scaled / scale).\(String(scaled % scale).leftPadded(decimals))"
    }

    private static func grouped(_ value: Int) -> String {
        var digits = String(value)[...]
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    static func exact(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case _ where scalar.value < 0x20: out += "\\u" + String(scalar.value, radix: 16).leftPadded(4)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension String {
    /// The text without the spaces at its end.
    fileprivate var trimmedRight: Substring { self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)] }
}
