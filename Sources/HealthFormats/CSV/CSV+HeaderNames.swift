extension CSV {
    /// The column names that are understood without a mapping, in English, German, French, Spanish and Chinese, and those
    /// of CDISC SDTM (LB domain).
    ///
    /// Names are compared by their letters and digits in lower case: `Patient ID`, `patient_id` and `PatientID` are one.
    /// Of two columns for one role the name that stands first in ``table`` has it.
    enum HeaderNames {
        /// What a name means.
        enum Meaning: Hashable {
            case patient
            case role(Mapping.Role)
            /// `name`: the analyte's in a long table that has no other column for it, else the patient's.
            case someName
            /// Known, and neither a role nor an analyte.
            case other
        }

        private static let known: [String: (meaning: Meaning, rank: Int)] = {
            var known: [String: (meaning: Meaning, rank: Int)] = [:]
            for (meaning, names) in table {
                for (rank, name) in names.enumerated() where known[String(name)] == nil {
                    known[String(name)] = (meaning, rank)
                }
            }
            return known
        }()

        /// The letters and digits of a name in lower case.
        static func normalized(_ name: String) -> String {
            String(name.lowercased().filter { $0.isLetter || $0.isNumber })
        }

        /// The column of each meaning, and the columns whose names are not known.
        static func meanings(of header: [String]) -> (columns: [Meaning: Int], unknown: [Int]) {
            var columns: [Meaning: (index: Int, rank: Int)] = [:]
            var unknown: [Int] = []
            for (index, name) in header.enumerated() {
                guard let (meaning, rank) = known[normalized(name)] else {
                    if !normalized(name).isEmpty { unknown.append(index) }
                    continue
                }
                if let taken = columns[meaning], taken.rank <= rank { continue }
                columns[meaning] = (index, rank)
            }
            return (columns.mapValues(\.index), unknown)
        }

        /// The mapping that the header stands for.
        ///
        /// - Parameter isNumeric: whether most of a column's values in the sample are numbers.
        /// - Throws: `csv.headerNotUnderstood`, `csv.noHeader`.
        static func mapping(for header: [String], isNumeric: (Int) -> Bool) throws(Reason) -> Mapping {
            var (columns, unknown) = meanings(of: header)
            let hasValue = columns[.role(.value)] != nil
            let hasAnalyte = [Mapping.Role.analyte, .loinc, .code].contains { columns[.role($0)] != nil }
            if let name = columns[.someName] {
                let role: Mapping.Role = hasValue && columns[.role(.analyte)] == nil ? .analyte : .name
                if columns[.role(role)] == nil { columns[.role(role)] = name }
            }
            let isLong = hasValue && (hasAnalyte || columns[.role(.analyte)] != nil)
            let isWide = !hasValue && !unknown.isEmpty && unknown.count { isNumeric($0) } * 2 >= unknown.count
            guard let patient = columns[.patient], isLong || isWide else {
                throw notUnderstood(header, columns: columns, hasAnalytes: isLong || isWide)
            }
            let indices = Layout.indices(header)
            // A column by its name, or by its number where the name is not the only one of its kind.
            let reference = { (index: Int) -> Mapping.Column in
                let name = Layout.comparable(header[index])
                return indices[name]?.count == 1 && !name.isEmpty ? .name(header[index]) : .number(index + 1)
            }
            var mapping = Mapping(patient: .column(reference(patient), authority: ""))
            for role in Mapping.Role.allCases {
                if let index = columns[.role(role)] { mapping.columns[role] = [reference(index)] }
            }
            if isWide { mapping.analytes = .listed(unknown.map { analyte(reference($0), named: header[$0]) }) }
            return mapping
        }

        /// An analyte of a wide table; a unit in brackets at the end of the column's name is taken off: `Na (mmol/L)`.
        static func analyte(_ column: Mapping.Column, named name: String) -> Mapping.Analyte {
            var analyte = Mapping.Analyte(column: column)
            guard let last = name.last, let opening = ([")": "(", "]": "["] as [Character: Character])[last],
                let open = name.lastIndex(of: opening), open != name.startIndex
            else { return analyte }
            let inside = name[name.index(after: open)...].dropLast()
            let isUnit = inside.contains("/") || ["%", "fl", "pg", "s", "sec", "‰"].contains(inside.lowercased())
            guard isUnit else { return analyte }
            analyte.unit = String(inside)
            analyte.name = String(name[..<open].reversed().drop { $0 == " " }.reversed())
            return analyte
        }

        /// A header is quoted in the reason only where some of it was understood: what is no header may be a patient's row.
        private static func notUnderstood(_ header: [String], columns: [Meaning: Int], hasAnalytes: Bool) -> Reason {
            if columns.isEmpty { return Reason("csv.noHeader") }
            var missing: [String] = []
            if columns[.patient] == nil { missing.append("patient") }
            if !hasAnalytes {
                if columns[.role(.value)] == nil { missing.append("value") } else { missing.append("analyte") }
            }
            let found = header.map { $0.prefix(40) }.joined(separator: ", ").prefix(400)
            return Reason(
                "csv.headerNotUnderstood", ["header": String(found), "missing": missing.joined(separator: ", ")])
        }
    }
}
