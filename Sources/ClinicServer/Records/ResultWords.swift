package import HealthFormats
package import Wording

extension ResultValue {
    /// The value as a person reads it.
    package func words(in language: Wording.Language) -> String {
        func say(_ code: String, _ values: [String: String] = [:]) -> String {
            Wording.text(code, values, in: language)
        }
        return switch self {
        case .quantity(let comparator, let number, let unit, _):
            (comparator ?? "") + number + (unit.isEmpty ? "" : " " + unit)
        case .structured(let text, let unit): unit.isEmpty ? text : text + " " + unit
        case .coded(let concepts): concepts.map(\.label).joined(separator: ", ")
        case .text(let text): text
        case .time(let time): time.text
        case .boolean(let value): say(value ? "value.yes" : "value.no")
        case .attachment(let contentType, let byteCount):
            say("value.attachment", ["type": contentType, "size": Size.words(UInt64(byteCount))])
        case .absent(let reason): reason.isEmpty ? say("value.absent") : reason
        }
    }
}

extension ReferenceRange {
    /// The range as a person reads it.
    package var words: String {
        if let text, !text.isEmpty { return text }
        switch (low, high) {
        case (let low?, let high?): return "\(low) – \(high)"
        case (let low?, nil): return "≥ \(low)"
        case (nil, let high?): return "≤ \(high)"
        case (nil, nil): return ""
        }
    }
}

/// What a laboratory's flags mean, in words and with a sign, so that nobody needs to see colours.
///
/// Specification: HL7 v2 table 0078, which FHIR R4 took over as v3 ObservationInterpretation.
enum Interpretation {
    private static let signs = [
        "H": "↑", "HH": "⇈", "HU": "⇈", "L": "↓", "LL": "⇊", "LU": "⇊", "A": "!", "AA": "!!",
        // As laboratories write them who print their reports.
        "↑": "", "↓": "",
    ]

    /// Whether a flag says that something is out of the ordinary.
    static func isNotable(_ flag: String) -> Bool { signs[flag] != nil || flag == "POS" || flag == "R" }

    /// The flag as a person reads it: a sign and words where it is a known one, else as it was sent.
    static func words(_ flag: String, in language: Wording.Language) -> String {
        let code = "flag.\(flag)"
        guard Wording.sentences[code] != nil else { return flag }
        let words = Wording.text(code, in: language)
        return signs[flag].map { "\($0) \(words)" } ?? words
    }
}
