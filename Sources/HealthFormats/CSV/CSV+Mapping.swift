extension CSV {
    /// Says which column is what, where the header does not say it in words that are known.
    ///
    /// As a JSON file (every key but `patient` is optional; a column is its name in the header, upper and lower case
    /// alike, or its number from 1):
    ///
    /// ```json
    /// {
    ///   "patient": {"column": "Fallnummer", "authority": "urn:example:north"},
    ///   "name": "Name", "birthDate": "Geb.", "sex": "m/w",
    ///   "collected": ["Datum", "Uhrzeit"],
    ///   "analytes": [{"column": "Na", "loinc": "2951-2", "name": "Sodium", "unit": "mmol/L", "refLow": "135", "refHigh": "145"}],
    ///   "dateFormat": "DD.MM.YYYY HH:mm", "timeZone": "+01:00", "decimalComma": true
    /// }
    /// ```
    ///
    /// | key | meaning |
    /// | --- | --- |
    /// | `patient` | the column, or `{"column": …, "authority": …}`, or `{"row": true}`: see ``Patient`` |
    /// | ``Role`` names | the column that plays the role; `collected` and `released` may be two: date and time of day |
    /// | `analytes` | makes the table wide: the columns of values, or `"others"`: every column without another role |
    /// | `ignore` | with `"analytes": "others"`: columns that are no analytes |
    /// | `delimiter`, `encoding` | instead of detection: `";"`, `"\t"`; any ASCII-compatible set iconv knows |
    /// | `headerRow` | the row of the column names, 1 unless said; rows above it are skipped; 0: there is none |
    /// | `decimalComma` | whether `3,5` is a number; without it, where nothing else can be meant |
    /// | `dateFormat` | made of `YYYY`, `MM`, `M`, `DD`, `D`, `HH`, `H`, `hh`, `h`, `mm`, `ss`, `a` (AM, PM), `Z` (zone), other characters as they are; the part after the day may be missing |
    /// | `timeZone` | the zone of times that carry none: `+01:00`, `Z` |
    /// | `ucum` | whether units are UCUM codes |
    public struct Mapping: Hashable, Sendable {
        /// A column by its name in the header or its number.
        public enum Column: Hashable, Sendable {
            /// The name; upper and lower case and surrounding spaces do not matter.
            case name(String)
            /// The number, counted from 1.
            case number(Int)
        }

        /// Who a row is about.
        public enum Patient: Hashable, Sendable {
            /// The patient whose identifier is in the column, given by `authority` (empty: not said).
            case column(Column, authority: String)
            /// An anonymous subject for each row, for tables of studies that have no patient column. The identifier is
            /// the name of the source and the line, so that the same file imported again names the same subjects; it
            /// cannot be matched with any patient.
            case eachRow
        }

        /// What a column can be besides the patient and the analytes of a wide table.
        public enum Role: String, CaseIterable, Sendable {
            /// Patient's name, birth date, sex; the authority of the patient's identifier.
            case name, birthDate, sex, patientAuthority
            /// When the specimen was taken; when the report was released.
            case collected, released
            /// Order or report number; panel, its code; specimen.
            case order, panel, panelCode, specimen
            /// LOINC code, another code, that code's system, name of the analyte.
            case loinc, code, codeSystem, analyte
            /// Value, unit, limits of the reference range, or the range as text.
            case value, unit, refLow, refHigh, refText
            /// Interpretation flag, result status, laboratory, analyser, remark.
            case flag, status, performer, device, note

            /// Whether a date and a time of day may stand in two columns.
            var mayBeTwoColumns: Bool { self == .collected || self == .released }
        }

        /// One analyte of a wide table.
        public struct Analyte: Hashable, Sendable {
            /// The column of its values.
            public var column: Column
            /// Its LOINC code; empty where not known.
            public var loinc = ""
            /// Its code in the laboratory; empty where not known.
            public var code = ""
            /// Its name; empty for the name in the header.
            public var name = ""
            /// The unit of the values.
            public var unit = ""
            /// The limits of the reference range; empty where not known.
            public var refLow = ""
            /// The upper limit.
            public var refHigh = ""

            /// Makes an analyte of which only the column is known.
            public init(column: Column) { self.column = column }
        }

        /// Where the results are.
        public enum Analytes: Hashable, Sendable {
            /// In the value column: one result a row.
            case inRows
            /// In these columns.
            case listed([Analyte])
            /// In every column without another role, but for these.
            case others(except: [Column])
        }

        /// Who a row is about.
        public var patient: Patient
        /// The columns of the roles.
        public var columns: [Role: [Column]] = [:]
        /// Where the results are.
        public var analytes = Analytes.inRows
        /// The byte between fields; nil to detect it.
        public var delimiter: UInt8?
        /// The character set; nil to detect it.
        public var encoding: CharacterSet?
        /// The row of the column names, counted from 1; 0 where there is none.
        public var headerRow = 1
        /// Whether a comma is the decimal point; nil where only an unmistakable one is.
        public var decimalComma: Bool?
        /// How dates are written; nil for ISO 8601 and the unmistakable forms of ``CSV/DateFormat``.
        public var dateFormat: String?
        /// The zone of times that carry none, as `+01:00` or `Z`.
        public var timeZone: String?
        /// Whether units are UCUM codes.
        public var unitsAreUCUM = false

        /// Makes a mapping that knows only whom a row is about.
        public init(patient: Patient) { self.patient = patient }

        /// Whether each analyte has its column.
        public var isWide: Bool { analytes != .inRows }
    }
}

extension CSV.Mapping.Column {
    /// The name or number, for messages.
    var label: String {
        switch self {
        case .name(let name): name
        case .number(let number): String(number)
        }
    }
}
