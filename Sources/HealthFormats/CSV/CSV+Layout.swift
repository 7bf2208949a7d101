extension CSV {
    /// A mapping applied to a header: the columns as offsets from 0.
    struct Layout {
        /// The analyte of one column of a wide table.
        struct AnalyteColumn {
            var index: Int
            var analyte: Mapping.Analyte
            /// What the record is found by: LOINC, else the code, else the name.
            var indexedCode: String {
                [analyte.loinc, analyte.code].first { !$0.isEmpty } ?? analyte.name
            }
        }

        /// The patient column; nil where each row is a subject.
        var patient: Int?
        /// Who gives the patient's identifiers.
        var authority = ""
        /// The columns of the roles.
        var columns: [Mapping.Role: [Int]] = [:]
        /// The analytes of a wide table; empty in a long one.
        var analytes: [AnalyteColumn] = []
        /// The least and the most fields of a row, empty ones at its end not counted.
        var fieldCounts: ClosedRange<Int>
        /// The header's names, for messages.
        var header: [String]

        /// The time that tells reports apart: of collection, else of release.
        var keyTimes: [Int] { columns[.collected] ?? columns[.released] ?? [] }

        /// The only column of a role, or the first of two.
        func column(_ role: Mapping.Role) -> Int? { columns[role]?.first }

        /// Finds the columns of `mapping` in `header`, which is empty where the table has none.
        ///
        /// - Throws: `csv.columnNotFound`, `csv.columnAmbiguous`.
        init(_ mapping: Mapping, header: [String]) throws(Reason) {
            let isHeaderless = mapping.headerRow == 0
            self.header = header
            fieldCounts = 1...1
            var used: Set<Int> = []
            let indices = Self.indices(header)
            func find(_ column: Mapping.Column) throws(Reason) -> Int {
                let index = try Self.index(of: column, in: header, indices, isHeaderless: isHeaderless)
                used.insert(index)
                return index
            }
            if case .column(let column, let authority) = mapping.patient {
                patient = try find(column)
                self.authority = authority
            }
            for role in Mapping.Role.allCases {
                for column in mapping.columns[role] ?? [] { columns[role, default: []].append(try find(column)) }
            }
            switch mapping.analytes {
            case .inRows: break
            case .listed(let listed):
                for var analyte in listed {
                    let index = try find(analyte.column)
                    if analyte.name.isEmpty {
                        analyte.name = header.indices.contains(index) ? header[index] : analyte.code
                    }
                    if analyte.name.isEmpty { analyte.name = analyte.loinc.isEmpty ? String(index + 1) : analyte.loinc }
                    analytes.append(AnalyteColumn(index: index, analyte: analyte))
                }
            case .others(let excluded):
                for column in excluded { _ = try find(column) }
                for index in header.indices where !used.contains(index) && !header[index].isEmpty {
                    var analyte = HeaderNames.analyte(.number(index + 1), named: header[index])
                    if analyte.name.isEmpty { analyte.name = header[index] }
                    analytes.append(AnalyteColumn(index: index, analyte: analyte))
                }
            }
            let named = (header.lastIndex { !$0.isEmpty } ?? 0) + 1
            fieldCounts =
                isHeaderless ? ((used.max() ?? 0) + 1)...Int.max : min(named, header.count)...max(named, header.count)
        }

        /// The columns of each name.
        static func indices(_ header: [String]) -> [String: [Int]] {
            Dictionary(grouping: header.indices) { comparable(header[$0]) }
        }

        /// A name as it is compared: lower case, no spaces around it.
        static func comparable(_ name: String) -> String {
            let lower = name.lowercased()
            return String(lower.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }

        private static func index(
            of column: Mapping.Column, in header: [String], _ indices: [String: [Int]], isHeaderless: Bool
        ) throws(Reason) -> Int {
            switch column {
            case .number(let number):
                guard number >= 1, isHeaderless || number <= header.count else {
                    throw Reason("csv.columnNotFound", ["column": String(number)])
                }
                return number - 1
            case .name(let name):
                let found = indices[comparable(name)] ?? []
                guard let first = found.first else { throw Reason("csv.columnNotFound", ["column": name]) }
                guard found.count == 1 else { throw Reason("csv.columnAmbiguous", ["column": name]) }
                return first
            }
        }
    }
}
