extension CSV {
    /// Writes reports as a long table: one row for each result, after the fixed ``header``.
    ///
    /// ```
    /// patient_id,patient_authority,patient_name,birth_date,sex,report_id,panel_code,panel,specimen,collected,issued,…
    /// P-001,,,,,R-17,57021-8,CBC,Blood,2024-05-17T08:30:00+02:00,,718-7,,,Hemoglobin,9.8,g/dL,12.0,16.0,,L,final,,,
    /// ```
    ///
    /// ``Reader`` understands the header and gives the same patients, codes, values and ranges back. A table has no place
    /// for all of a report: of several codings the LOINC code and one other are kept, of several coded answers the words
    /// (joined by `; `), of an attachment its type; parts of a result become rows of their own; remarks are joined by line
    /// ends. A report without results is no row.
    ///
    /// Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula, which a sender of results could abuse.
    /// Values are nevertheless written as they are, since `-3.2`, `+` and `@` are results; pass
    /// `guardsFormulas` for a table that people open in a spreadsheet: text cells of that kind then begin with an
    /// apostrophe, numbers stay as they are, and the table is no longer byte for byte what was sent.
    ///
    /// UTF-8 without a byte order mark, rows ended by CRLF. Specification: RFC 4180 section 2.
    public struct Writer: Sendable {
        /// What has been written.
        public private(set) var bytes: [UInt8] = []
        private let guardsFormulas: Bool

        /// The columns, in order.
        public static let header = [
            "patient_id", "patient_authority", "patient_name", "birth_date", "sex", "report_id", "panel_code", "panel",
            "specimen", "collected", "issued", "loinc", "code", "code_system", "analyte", "value", "unit", "ref_low",
            "ref_high", "ref_text", "flag", "status", "performer", "device", "note",
        ]

        /// Makes a writer and writes the header.
        public init(guardsFormulas: Bool = false) {
            self.guardsFormulas = guardsFormulas
            writeRow(Self.header)
        }

        /// Forgets what has been written, to go on with the next rows of the same table.
        public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

        /// Writes the results of a report.
        public mutating func write(_ report: LabReport) {
            let patient = report.patient.identifiers.first
            let panelCode = report.code.loinc ?? report.code.codings.first?.code ?? ""
            let shared = [
                patient?.value ?? "", patient?.system ?? "", report.patient.name ?? "",
                report.patient.birthDate?.text ?? "",
                report.patient.gender ?? "", report.identifiers.first?.value ?? "", panelCode, report.code.label,
                report.specimen?.label ?? "",
            ]
            for result in report.results { write(result, of: report, shared) }
        }

        private mutating func write(_ result: LabResult, of report: LabReport, _ shared: [String]) {
            let isBare = result.value == .absent(reason: "") && !result.components.isEmpty
            if !isBare {
                let other = result.code.codings.first { $0.system != "http://loinc.org" }
                let (value, unit) = Self.valueAndUnit(result.value)
                let range = result.referenceRange
                writeRow(
                    shared + [
                        (result.effective ?? report.effective)?.text ?? "", report.issued?.text ?? "",
                        result.code.loinc ?? "",
                        other?.code ?? "", other?.system ?? "", result.code.label, value, unit, range?.low ?? "",
                        range?.high ?? "", range?.text ?? "", result.interpretation.joined(separator: " "),
                        result.status == "unknown" ? "" : result.status, report.performer ?? "", result.device ?? "",
                        (result.notes + report.notes).joined(separator: "\n"),
                    ])
            }
            for component in result.components {
                var row = component
                if row.effective == nil { row.effective = result.effective }
                if row.status == "unknown" { row.status = result.status }
                row.components = []
                write(row, of: report, shared)
            }
        }

        private static func valueAndUnit(_ value: ResultValue) -> (String, String) {
            switch value {
            case .quantity(let comparator, let number, let unit, let unitCode):
                ((comparator ?? "") + number, unit.isEmpty ? unitCode ?? "" : unit)
            case .structured(let text, let unit): (text, unit)
            case .coded(let answers): (answers.map(\.label).joined(separator: "; "), "")
            case .text(let text): (text, "")
            case .time(let time): (time.text, "")
            case .boolean(let truth): (truth ? "true" : "false", "")
            case .attachment(let contentType, _): (contentType, "")
            case .absent(let reason): (reason, "")
            }
        }

        /// One row of any other table, its cells guarded from spreadsheets.
        public static func row(_ fields: [String]) -> [UInt8] {
            var writer = Writer(guardsFormulas: true)
            writer.removeAll()
            writer.writeRow(fields)
            return writer.bytes
        }

        private mutating func writeRow(_ fields: [String]) {
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeField(field)
            }
            bytes.append(contentsOf: [0x0D, 0x0A])
        }

        private mutating func writeField(_ field: String) {
            let text = guardsFormulas && Self.isFormula(field) ? "'" + field : field
            let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
            let hasOuterSpace =
                text.utf8.first.map { $0 <= 0x20 } ?? false || text.utf8.last.map { $0 <= 0x20 } ?? false
            if isPlain && !hasOuterSpace {
                bytes.append(contentsOf: text.utf8)
                return
            }
            bytes.append(0x22)
            for byte in text.utf8 {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }

        /// Whether a spreadsheet would run the text: its first character asks for it and it is no number.
        static func isFormula(_ text: String) -> Bool {
            guard let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) else {
                return false
            }
            return CSV.number(text, comma: .none) == nil
        }
    }
}
