extension CSV {
    /// The reports of a record's document: the preamble and the rows of one patient.
    ///
    /// Rows of one panel are one report; a document with rows of several panels gives several, in the order of their first
    /// rows. Rows that cannot be read are left out: the reader has rejected them before.
    ///
    /// - Parameters:
    ///   - mapping: the mapping in force at import (``Reader/mappingInForce``); nil to understand the header again.
    ///   - encoding: the character set, before what the mapping says.
    /// - Throws: why the header is not understood, as the reader's rejection of a source would say.
    public static func reports(
        document: [UInt8], mapping: Mapping? = nil, encoding: CharacterSet? = nil
    ) throws(Reason) -> [LabReport] {
        try JSONDocument.withBytes(of: document) { (bytes) throws(Reason) in
            switch open(bytes, isLast: true, mapping: mapping, encoding: encoding) {
            case .needsMore: return []
            case .refused(let reason, _): throw reason
            case .table(let table):
                var reading = DocumentReading(table, bytes)
                reading.read()
                return reading.reports
            }
        }
    }

    /// A document while its rows are read.
    private struct DocumentReading {
        private let table: Table
        private let bytes: UnsafeRawBufferPointer
        private let characterSet: CharacterSet
        private var fields: [Field] = []
        private var indices: [String: Int] = [:]
        private(set) var reports: [LabReport] = []

        init(_ table: Table, _ bytes: UnsafeRawBufferPointer) {
            self.table = table
            self.bytes = bytes
            let rows = UnsafeRawBufferPointer(rebasing: bytes[table.preambleCount...])
            characterSet = table.dialect.characterSet ?? Dialect.characterSet(of: rows)
        }

        mutating func read() {
            var scanner = RowScanner(delimiter: table.dialect.delimiter)
            scanner.pairsHideDelimiter = table.dialect.delimiter == 0x7C && characterSet.hasHiddenDelimiters
            var at = table.preambleCount
            while at < bytes.count {
                switch scanner.scan(bytes, from: at, isLast: true) {
                case .incomplete, .tooLong: return
                case .broken(_, _, let next): at = next
                case .row(let next):
                    at = next
                    fields = scanner.fields
                    readRow()
                }
            }
            for index in reports.indices { reports[index].summarize() }
        }

        private func text(at column: Int) -> String {
            guard fields.indices.contains(column) else { return "" }
            return CSV.text(of: fields[column], in: bytes, characterSet) ?? ""
        }

        private func text(_ role: Mapping.Role) -> String {
            (table.layout.columns[role] ?? []).map { text(at: $0) }.filter { !$0.isEmpty }.joined(separator: " ")
        }

        private mutating func readRow() {
            let results = table.mapping.isWide ? wideResults() : longResult().map { [$0] } ?? []
            if results.isEmpty { return }
            if let patient = table.layout.patient, text(at: patient).isEmpty { return }
            let panel = CodedValue(
                codings: text(.panelCode).isEmpty ? [] : [coding(text(.panelCode), system: "")], text: text(.panel))
            let name = "\(panel.codings.first?.code ?? "")\u{1F}\(panel.text)"
            let index = indices[name] ?? reports.count
            if index == reports.count {
                indices[name] = index
                var report = LabReport()
                report.code = panel
                reports.append(report)
            }
            fill(&reports[index])
            let effective = CSV.time(text(.collected), table.mapping)
            for var result in results {
                if effective != reports[index].effective { result.effective = effective }
                reports[index].results.append(result)
            }
        }

        /// Fills what the report does not have yet from the row.
        private func fill(_ report: inout LabReport) {
            if report.patient.identifiers.isEmpty, let patient = table.layout.patient {
                let sent = text(.patientAuthority)
                let authority = sent.isEmpty ? table.layout.authority : sent
                report.patient.identifiers = [Identifier(system: authority, value: text(at: patient))]
            }
            if report.patient.name == nil { report.patient.name = nonEmpty(text(.name)) }
            if report.patient.birthDate == nil { report.patient.birthDate = time(.birthDate, &report) }
            if report.patient.gender == nil { report.patient.gender = CSV.gender(text(.sex)) }
            if report.effective == nil { report.effective = time(.collected, &report) }
            if report.issued == nil { report.issued = time(.released, &report) }
            if report.performer == nil { report.performer = nonEmpty(text(.performer)) }
            if report.specimen == nil { report.specimen = nonEmpty(text(.specimen)).map { CodedValue(text: $0) } }
            let order = Identifier(value: text(.order))
            if !order.value.isEmpty, !report.identifiers.contains(order) { report.identifiers.append(order) }
        }

        /// The time in a role's columns; where it is not understood, a note with the column's name keeps what was sent.
        private func time(_ role: Mapping.Role, _ report: inout LabReport) -> ClinicalTime? {
            let sent = text(role)
            if sent.isEmpty { return nil }
            if let time = CSV.time(sent, table.mapping) { return time }
            let column = table.layout.column(role) ?? 0
            let name = table.layout.header.indices.contains(column) ? table.layout.header[column] : role.rawValue
            let note = "\(name): \(sent)"
            if !report.notes.contains(note) { report.notes.append(note) }
            return nil
        }

        private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

        private func comma(_ column: Int?) -> CommaUse {
            if let decides = table.mapping.decimalComma { return decides ? .decimal : .none }
            let isQuoted = column.map { fields.indices.contains($0) && fields[$0].isQuoted } ?? false
            return table.dialect.delimiter != UInt8(ascii: ",") || isQuoted ? .decimalIfSure : .none
        }

        private func coding(_ code: String, system: String) -> Coding {
            Coding(system: system.isEmpty && CSV.isLOINC(code) ? "http://loinc.org" : system, code: code)
        }

        private func longResult() -> LabResult? {
            var result = LabResult()
            let loinc = text(.loinc)
            let code = text(.code)
            let name = text(.analyte)
            if loinc.isEmpty && code.isEmpty && name.isEmpty { return nil }
            if !loinc.isEmpty { result.code.codings.append(Coding(system: "http://loinc.org", code: loinc)) }
            if !code.isEmpty, code != loinc { result.code.codings.append(coding(code, system: text(.codeSystem))) }
            result.code.text = name
            let column = table.layout.column(.value)
            let unitIsUCUM = table.mapping.unitsAreUCUM
            result.value = CSV.value(text(.value), unit: text(.unit), unitIsUCUM: unitIsUCUM, comma: comma(column))
            result.referenceRange = CSV.referenceRange(
                low: text(.refLow), high: text(.refHigh), text: text(.refText),
                comma: comma(table.layout.column(.refLow)))
            finish(&result)
            return result
        }

        private func wideResults() -> [LabResult] {
            table.layout.analytes.compactMap { column in
                let sent = text(at: column.index)
                if sent.isEmpty { return nil }
                let analyte = column.analyte
                var result = LabResult()
                if !analyte.loinc.isEmpty {
                    result.code.codings.append(Coding(system: "http://loinc.org", code: analyte.loinc))
                }
                if !analyte.code.isEmpty { result.code.codings.append(coding(analyte.code, system: "")) }
                result.code.text = analyte.name
                result.value = CSV.value(
                    sent, unit: analyte.unit, unitIsUCUM: table.mapping.unitsAreUCUM, comma: comma(column.index))
                // The mapping's limits are written as JSON numbers are, whatever the table's decimal point.
                result.referenceRange = CSV.referenceRange(
                    low: analyte.refLow, high: analyte.refHigh, text: "", comma: .decimalIfSure)
                finish(&result)
                return result
            }
        }

        /// What long and wide rows say alike.
        private func finish(_ result: inout LabResult) {
            if let flag = nonEmpty(text(.flag)) { result.interpretation = [flag] }
            if let status = nonEmpty(text(.status)) { result.status = CSV.status(status) }
            result.device = nonEmpty(text(.device))
            if let note = nonEmpty(text(.note)) { result.notes = [note] }
        }
    }

    /// Whether a code has the form of a LOINC code: one to seven digits, a hyphen, the check digit, which must be right.
    static func isLOINC(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard 3...9 ~= bytes.count, bytes[bytes.count - 2] == UInt8(ascii: "-") else { return false }
        let digits = bytes.dropLast(2) + bytes.suffix(1)
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return false }
        // Mod 10: every other digit from the last on is doubled.
        var sum = 0
        for (index, digit) in digits.dropLast().reversed().enumerated() {
            let value = Int(digit) - 0x30
            sum += index % 2 == 0 ? value * 2 / 10 + value * 2 % 10 : value
        }
        return (10 - sum % 10) % 10 == Int(digits.last ?? 0) - 0x30
    }
}

extension LabReport {
    /// Sets the report's status from those of its results.
    fileprivate mutating func summarize() {
        let statuses = Set(results.map(\.status))
        if statuses.count == 1, let only = statuses.first {
            status = only
        } else if statuses.contains("preliminary") || statuses.contains("registered") {
            status = "partial"
        } else if let changed = ["corrected", "amended"].first(where: { statuses.contains($0) }) {
            status = changed
        }
    }
}
