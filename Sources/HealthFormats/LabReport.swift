/// One laboratory report about one patient, the same whatever format it came in.
///
/// A report is a view: it is read from the exact original bytes of a record each time it is shown, so nothing is lost
/// by what it leaves out. Texts are UTF-8 after the source's character set and escapes are undone; numbers stay the text
/// that was sent.
public struct LabReport: Equatable, Sendable {
    /// Who the report is about.
    public var patient = PatientDetails()
    /// Order, accession and report numbers, the most specific first.
    public var identifiers: [Identifier] = []
    /// What was ordered: the panel or examination.
    public var code = CodedValue()
    /// The FHIR R4 DiagnosticReport status: `registered`, `partial`, `preliminary`, `final`, `amended`, `corrected`,
    /// `appended`, `cancelled`, `entered-in-error` or `unknown`.
    public var status = "unknown"
    /// When the specimen was taken or the observation made.
    public var effective: ClinicalTime?
    /// When the laboratory released the report.
    public var issued: ClinicalTime?
    /// Who made the report, a name for people.
    public var performer: String?
    /// What was examined.
    public var specimen: CodedValue?
    /// The results in the order they were sent.
    public var results: [LabResult] = []
    /// Remarks on the report as a whole.
    public var notes: [String] = []

    /// Makes an empty report.
    public init() {}
}

/// What a report says about its patient.
public struct PatientDetails: Equatable, Sendable {
    /// The patient's identifiers, the one that decides first.
    public var identifiers: [Identifier] = []
    /// The name as people write it, family name first where the format keeps parts apart.
    public var name: String?
    /// Date of birth.
    public var birthDate: ClinicalTime?
    /// FHIR R4 administrative gender: `male`, `female`, `other`, `unknown`.
    public var gender: String?

    /// Makes details that say nothing.
    public init() {}
}

/// A value that names something within a system.
public struct Identifier: Hashable, Sendable {
    /// The assigning authority: an HL7 namespace or OID, a FHIR system URI; empty when none was sent.
    public var system: String
    /// The identifier itself.
    public var value: String

    /// Makes an identifier.
    public init(system: String = "", value: String) {
        self.system = system
        self.value = value
    }
}

/// A code from a code system with its text.
public struct Coding: Hashable, Sendable {
    /// The code system's URI, `http://loinc.org` for LOINC; what was sent where no URI is known.
    public var system: String
    /// The code as sent.
    public var code: String
    /// The code's text as sent.
    public var display: String

    /// Makes a coding.
    public init(system: String = "", code: String, display: String = "") {
        self.system = system
        self.code = code
        self.display = display
    }
}

/// A concept said in one or more code systems, or in words only (FHIR R4 CodeableConcept, HL7 v2 CWE).
public struct CodedValue: Hashable, Sendable {
    /// The codings, the preferred first.
    public var codings: [Coding]
    /// The words.
    public var text: String

    /// Makes a concept.
    public init(codings: [Coding] = [], text: String = "") {
        self.codings = codings
        self.text = text
    }

    /// What to show a person: the text, else the first display, else the first code.
    public var label: String {
        if !text.isEmpty { return text }
        if let display = codings.first(where: { !$0.display.isEmpty })?.display { return display }
        return codings.first?.code ?? ""
    }

    /// Whether nothing was sent.
    public var isEmpty: Bool { codings.isEmpty && text.isEmpty }

    /// The LOINC code, if one of the codings is from LOINC.
    public var loinc: String? { codings.first { $0.system == "http://loinc.org" }?.code }
}

/// One result of a report.
public struct LabResult: Equatable, Sendable {
    /// What was measured.
    public var code = CodedValue()
    /// What was found.
    public var value = ResultValue.absent(reason: "")
    /// Interpretation flags as sent, such as `H`, `LL`, `A` or `POS`.
    public var interpretation: [String] = []
    /// The reference range as a person reads it: `3.5-5.1`, `< 5`, `negative`.
    public var referenceRange: ReferenceRange?
    /// FHIR R4 Observation status, such as `final`, `preliminary`, `corrected` or `cancelled`.
    public var status = "unknown"
    /// When it was observed, where it differs from the report.
    public var effective: ClinicalTime?
    /// The analyser or method, for people.
    public var device: String?
    /// Remarks on this result.
    public var notes: [String] = []
    /// Further parts of this result (FHIR Observation.component), none of which has components itself.
    public var components: [LabResult] = []

    /// Makes an empty result.
    public init() {}
}

/// A reference range: limits, words, or both.
public struct ReferenceRange: Hashable, Sendable {
    /// The lower limit as sent.
    public var low: String?
    /// The upper limit as sent.
    public var high: String?
    /// The range in words, or the text that could not be taken apart.
    public var text: String?

    /// Makes a range.
    public init(low: String? = nil, high: String? = nil, text: String? = nil) {
        self.low = low
        self.high = high
        self.text = text
    }
}

/// What was found; a value that is not a number is a value too.
public enum ResultValue: Equatable, Sendable {
    /// A number with its unit. `comparator` is `<`, `<=`, `>=`, `>` or nil; `number` is the text sent, with `.` as the
    /// decimal point; `unitCode` is the UCUM code where the sender said it is one.
    case quantity(comparator: String?, number: String, unit: String, unitCode: String?)
    /// A range or ratio (HL7 SN, FHIR Range and Ratio): the text for people, such as `1:128` or `10-20`.
    case structured(String, unit: String)
    /// One or more coded answers.
    case coded([CodedValue])
    /// Words; lines are separated by `\n`.
    case text(String)
    /// A date, time or date and time.
    case time(ClinicalTime)
    /// Yes or no.
    case boolean(Bool)
    /// A document, image or signal: its media type and its size; the bytes stay in the original.
    case attachment(contentType: String, byteCount: Int)
    /// Nothing, with the reason as sent (FHIR dataAbsentReason, HL7 OBX-11 `X`), or empty.
    case absent(reason: String)
}

/// A date and time with the precision and the zone that were sent, never more.
public struct ClinicalTime: Hashable, Sendable {
    /// FHIR R4 dateTime text: `2024`, `2024-05`, `2024-05-17`, `2024-05-17T08:30:00+02:00`.
    ///
    /// Where the sender gave no zone, the same without one. A time of day alone is `08:30:00`.
    public var text: String

    /// Takes text that is in the form above.
    public init(text: String) { self.text = text }

    /// Whether the time of day carries a zone, so that it is a point in time.
    public var hasZone: Bool {
        guard let time = text.split(separator: "T", maxSplits: 1).dropFirst().first else { return false }
        return time.hasSuffix("Z") || time.contains("+") || time.contains("-")
    }
}
