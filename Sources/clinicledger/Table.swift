/// Text in columns, aligned for terminals that draw Chinese characters two columns wide.
struct Table {
    private var rows: [[String]]
    private let rightAligned: Set<Int>

    /// Begins a table with its heading.
    init(_ heading: [String], rightAligned: Set<Int> = []) {
        rows = [heading]
        self.rightAligned = rightAligned
    }

    mutating func append(_ row: [String]) { rows.append(row) }

    /// The lines; the last column is cut to what `columns` leaves.
    func lines(columns: Int?) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].displayColumns : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                if column > 0 { line += "  " }
                let padding = String(repeating: " ", count: widths[column] - cell.displayColumns)
                if rightAligned.contains(column) {
                    line += padding + cell
                } else {
                    line += column == row.count - 1 ? cell : cell + padding
                }
            }
            return columns.map { line.cut(toColumns: $0) } ?? line
        }
    }
}

extension String {
    /// Columns that a terminal draws: two for East Asian wide characters, none for combining marks.
    var displayColumns: Int { unicodeScalars.reduce(0) { $0 + $1.displayColumns } }

    /// At most so many columns, with an ellipsis where something was cut.
    func cut(toColumns limit: Int) -> String {
        guard displayColumns > limit else { return self }
        var result = ""
        var used = 0
        for character in self {
            let width = String(character).displayColumns
            if used + width > limit - 1 { break }
            result.append(character)
            used += width
        }
        return result + "…"
    }

    /// The text without control characters, so that no data moves the cursor or colours the terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var displayColumns: Int {
        switch value {
        case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
