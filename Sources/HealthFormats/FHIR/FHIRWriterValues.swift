/// The report model as FHIR data types.
extension JSONWriter {
    /// Writes a member whose text says something; FHIR has no empty strings.
    mutating func words(_ name: String, _ value: String?) {
        guard let value, value.utf8.contains(where: { $0 > 0x20 }) else { return }
        member(name, value)
    }

    mutating func identifiers(_ list: [Identifier]) {
        let list = list.filter { !$0.value.isEmpty }
        if list.isEmpty { return }
        array("identifier") { json in
            for identifier in list {
                json.object { json in
                    if !identifier.system.isEmpty { json.member("system", FHIR.uri(ofNamespace: identifier.system)) }
                    json.member("value", identifier.value)
                }
            }
        }
    }

    mutating func reference(_ name: String, _ target: String) {
        object(name) { $0.member("reference", target) }
    }

    /// Writes a list with one reference that has a name for people only.
    mutating func named(_ name: String, _ display: String?) {
        guard let display, !display.isEmpty else { return }
        array(name) { json in json.object { $0.member("display", display) } }
    }

    mutating func coding(_ coding: Coding) {
        // A code has no white space but single blanks within.
        let isPlain = coding.code.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let code = isPlain ? coding.code : coding.code.split { $0.isWhitespace }.joined(separator: " ")
        if code.isEmpty, coding.display.isEmpty { return }
        object { json in
            if !coding.system.isEmpty { json.member("system", FHIR.uri(ofNamespace: coding.system)) }
            json.words("code", code)
            json.words("display", coding.display)
        }
    }

    mutating func concept(_ name: String, _ value: CodedValue) {
        let codings = value.codings.filter { !$0.code.allSatisfy(\.isWhitespace) || !$0.display.isEmpty }
        if codings.isEmpty, value.text.isEmpty { return }
        object(name) { json in
            if !codings.isEmpty { json.array("coding") { json in for one in codings { json.coding(one) } } }
            json.words("text", value.text)
        }
    }

    mutating func requiredConcept(_ name: String, _ value: CodedValue) {
        guard value.label.allSatisfy(\.isWhitespace) else { return concept(name, value) }
        object(name) { json in
            json.array("extension") { json in
                json.object { json in
                    json.member("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
                    json.member("valueCode", "unknown")
                }
            }
        }
    }

    /// Writes a date or time where `isAllowed` says that FHIR has a form for it, else as much as there is a form for, with
    /// the whole of it in an extension.
    mutating func time(_ name: String, _ time: ClinicalTime?, _ isAllowed: (String) -> Bool) {
        guard let text = time?.text, !text.isEmpty else { return }
        if isAllowed(text) { return member(name, text) }
        let date = String(text.prefix { $0 != "T" })
        if isAllowed(date) { member(name, date) }
        object("_" + name) { json in
            json.array("extension") { json in
                json.object { json in
                    json.member("url", String(describing: FHIR.sentTimeExtension))
                    json.member("valueString", text)
                }
            }
        }
    }

    /// Writes what was found, its interpretation and its reference range: what Observations and components share.
    mutating func found(_ result: LabResult) {
        value(result.value)
        if !result.interpretation.isEmpty {
            array("interpretation") { json in
                for flag in result.interpretation {
                    json.object { json in
                        if FHIR.interpretationCodes.contains(flag) {
                            json.array("coding") {
                                $0.coding(Coding(system: FHIR.interpretationSystem, code: flag))
                            }
                        } else {
                            json.words("text", flag)
                        }
                    }
                }
            }
        }
        if let range = result.referenceRange, range != ReferenceRange() {
            referenceRange(range, unit: result.value.unit)
        }
    }

    private mutating func referenceRange(_ range: ReferenceRange, unit: String) {
        let (low, high) = (range.low.flatMap(FHIR.decimal), range.high.flatMap(FHIR.decimal))
        var text = range.text
        // A limit that is no number is words.
        if (low == nil) != (range.low == nil) || (high == nil) != (range.high == nil) {
            let limits = FHIR.rangeText(low == nil ? range.low : nil, high == nil ? range.high : nil)
            text = [limits, text].compactMap(\.self).joined(separator: ", ")
        }
        array("referenceRange") { json in
            json.object { json in
                if let low { json.quantity("low", number: low, unit: unit) }
                if let high { json.quantity("high", number: high, unit: unit) }
                json.words("text", text)
            }
        }
    }

    private mutating func quantity(
        _ name: String, comparator: String? = nil, number: String, unit: String, code: String? = nil
    ) {
        object(name) { json in
            json.member("value", number: number)
            json.words("comparator", comparator)
            json.words("unit", unit)
            if let code, !code.isEmpty {
                json.member("system", "http://unitsofmeasure.org")
                json.member("code", code)
            }
        }
    }

    private mutating func value(_ value: ResultValue) {
        switch value {
        case .quantity(let comparator, let sent, let unit, let code):
            let isKnown = comparator.map { ["<", "<=", ">=", ">"].contains($0) } ?? true
            if let number = FHIR.decimal(sent), isKnown {
                quantity("valueQuantity", comparator: comparator, number: number, unit: unit, code: code)
            } else {
                words("valueString", [comparator ?? "", sent, unit].filter { !$0.isEmpty }.joined(separator: " "))
            }
        case .structured(let text, let unit): structured(text, unit)
        case .coded(let answers): if let first = answers.first { concept("valueCodeableConcept", first) }
        case .text(let text): words("valueString", text)
        case .time(let time):
            if FHIR.isTimeOfDay(time.text) {
                member("valueTime", time.text)
            } else {
                self.time("valueDateTime", time, FHIR.isDateTime)
            }
        case .boolean(let truth): member("valueBoolean", truth)
        case .attachment: break
        case .absent(let reason): absent(reason)
        }
    }

    private mutating func absent(_ reason: String) {
        if reason.isEmpty { return }
        object("dataAbsentReason") { json in
            if FHIR.absenceCodes.contains(reason) {
                json.array("coding") { $0.coding(Coding(system: FHIR.absenceSystem, code: reason)) }
            } else {
                json.words("text", reason)
            }
        }
    }

    /// Writes `1:128` as a ratio, `10-20`, `>=10` and `<=20` as a range, a time and a time as a period, else the words.
    private mutating func structured(_ text: String, _ unit: String) {
        func parts(_ separator: Character) -> (String, String)? {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        func isExact(_ number: String) -> Bool { JSONWriter.isNumber(number) }
        if let (one, other) = parts(":"), isExact(one), isExact(other), !unit.contains("/") {
            object("valueRatio") { json in
                json.quantity("numerator", number: one, unit: unit)
                json.quantity("denominator", number: other, unit: "")
            }
        } else if let (low, high) = parts("-"), isExact(low), isExact(high) {
            object("valueRange") { json in
                json.quantity("low", number: low, unit: unit)
                json.quantity("high", number: high, unit: unit)
            }
        } else if text.hasPrefix(">=") || text.hasPrefix("<="), isExact(String(text.dropFirst(2))) {
            object("valueRange") { json in
                json.quantity(text.hasPrefix(">") ? "low" : "high", number: String(text.dropFirst(2)), unit: unit)
            }
        } else if unit.isEmpty, let (start, end) = parts("/"), start.isEmpty || FHIR.isDateTime(start),
            end.isEmpty || FHIR.isDateTime(end), !(start.isEmpty && end.isEmpty)
        {
            object("valuePeriod") { json in
                json.words("start", start)
                json.words("end", end)
            }
        } else {
            words("valueString", unit.isEmpty ? text : text + " " + unit)
        }
    }

    mutating func attachment(_ form: LabResult) {
        guard case .attachment(let contentType, let byteCount) = form.value else { return }
        object { json in
            json.words("contentType", contentType)
            json.member("size", min(max(byteCount, 0), Int(Int32.max)))
            json.words("title", form.code.label)
        }
    }
}

extension ResultValue {
    fileprivate var unit: String {
        switch self {
        case .quantity(_, _, let unit, _), .structured(_, let unit): unit
        default: ""
        }
    }
}

extension FHIR {
    static let interpretationSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
    /// The codes of v3-ObservationInterpretation that laboratories send.
    static let interpretationCodes: Set<String> = [
        "<", ">", "A", "AA", "HH", "LL", "H", "L", "N", "HU", "LU", "HX", "LX", "B", "D", "U", "W", "S", "I", "R",
        "SDD",
        "MS", "VS", "NS", "POS", "NEG", "IND", "E", "ND", "DET", "WR", "RR", "NR", "EXP", "UNE", "IE", "CAR",
    ]
    /// The codes of data-absent-reason.
    static let absenceCodes: Set<String> = [
        "unknown", "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable",
        "unsupported", "as-text", "error", "not-a-number", "negative-infinity", "positive-infinity", "not-performed",
        "not-permitted",
    ]

    /// A decimal text as a JSON number of the same value and precision: `+5` is `5`, `.5` is `0.5`, `5.` is `5`, `007` is
    /// `7`; nil where it is no number.
    static func decimal(_ text: String) -> String? {
        if JSONWriter.isNumber(text) { return text }
        var digits = text[...]
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard digits.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return nil }
        let whole = (parts.first ?? "").drop { $0 == "0" }
        var result =
            (isNegative ? "-" : "") + (whole.isEmpty || !(whole.utf8.first.map { $0 &- 0x30 < 10 } ?? false) ? "0" : "")
        result += whole
        if parts.count == 2, !parts[1].isEmpty { result += "." + parts[1] }
        return JSONWriter.isNumber(result) ? result : nil
    }

    /// Specification: HL7 FHIR R4, datatypes.html, date.
    static func isDate(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].count == 4, parts.allSatisfy(isDigits) else { return false }
        if parts.count > 1, !isNumber(parts[1], 1...12) { return false }
        return parts.count < 3 || isNumber(parts[2], 1...31)
    }

    /// Specification: HL7 FHIR R4, datatypes.html, dateTime: a time of day has seconds and a zone.
    static func isDateTime(_ text: String) -> Bool { isDate(text) || isInstant(text) }

    /// Specification: HL7 FHIR R4, datatypes.html, instant.
    static func isInstant(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard utf8.count > 19, utf8.dropFirst(10).first == UInt8(ascii: "T"), isDate(String(text.prefix(10))),
            let zone = utf8.dropFirst(11).firstIndex(where: { "Z+-".utf8.contains($0) }),
            isTimeOfDay(String(text[utf8.index(utf8.startIndex, offsetBy: 11)..<zone]))
        else { return false }
        let offset = utf8[zone...]
        if offset.elementsEqual("Z".utf8) { return true }
        let parts = offset.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, isNumber(parts[1], 0...59) else { return false }
        return isNumber(parts[0], 0...13) || (isNumber(parts[0], 14...14) && isNumber(parts[1], 0...0))
    }

    /// Specification: HL7 FHIR R4, datatypes.html, time.
    static func isTimeOfDay(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, isNumber(parts[0], 0...23), isNumber(parts[1], 0...59),
            isNumber(parts[2].prefix(2), 0...60)
        else { return false }
        let fraction = parts[2].dropFirst(2)
        return fraction.isEmpty
            || (fraction.count > 1 && fraction.first == UInt8(ascii: ".") && isDigits(fraction.dropFirst()))
    }

    private static func isDigits(_ text: Substring.UTF8View) -> Bool { text.allSatisfy { $0 &- 0x30 < 10 } }

    /// Whether `text` is two digits in a range.
    private static func isNumber(_ text: Substring.UTF8View, _ range: ClosedRange<Int>) -> Bool {
        text.count == 2 && isDigits(text) && Int(Substring(text)).map(range.contains) ?? false
    }
}
