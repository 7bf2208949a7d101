/// FHIR data types as the report model says them. Absent and malformed elements are nil or empty, never errors: a report
/// is a view, and the original is kept.
extension JSONValue {
    /// A string that says something.
    var words: String? { string.flatMap { $0.isEmpty ? nil : $0 } }

    /// A CodeableConcept.
    var concept: CodedValue {
        let codings = self["coding"]?.elements.map { coding in
            Coding(
                system: FHIR.namespace(ofURI: coding["system"]?.string ?? ""), code: coding["code"]?.string ?? "",
                display: coding["display"]?.string ?? "")
        }
        return CodedValue(codings: codings ?? [], text: self["text"]?.string ?? "")
    }

    /// An Identifier with a value.
    var identifier: Identifier? {
        self["value"]?.words.map { Identifier(system: FHIR.namespace(ofURI: self["system"]?.string ?? ""), value: $0) }
    }

    /// The text of a number, in quotes or not.
    private var digits: String? { numberText ?? words }

    /// What was found, as an Observation or one of its components says it.
    var resultValue: ResultValue {
        for member in members {
            guard let key = member.key.string, key.hasPrefix("value") else { continue }
            if let value = Self.resultValue(String(key.dropFirst(5)), member.value) { return value }
        }
        if let time = clinicalTime("valueDateTime", "_valueDateTime") { return .time(time) }
        guard let reason = self["dataAbsentReason"] else { return .absent(reason: "") }
        let concept = reason.concept
        let known = concept.codings.first { $0.system == FHIR.absenceSystem && !$0.code.isEmpty }
        return .absent(reason: known?.code ?? concept.label)
    }

    private static func resultValue(_ type: String, _ value: JSONValue) -> ResultValue? {
        switch type {
        case "Quantity":
            guard let number = value["value"]?.digits else { return nil }
            let code = value["code"]?.words
            let isUCUM = value["system"]?.isString("http://unitsofmeasure.org") == true
            return .quantity(
                comparator: value["comparator"]?.words, number: number, unit: value["unit"]?.words ?? code ?? "",
                unitCode: isUCUM ? code : nil)
        case "CodeableConcept": return .coded([value.concept])
        case "String": return value.string.map { .text($0) }
        case "Boolean": return value.bool.map { .boolean($0) }
        case "Integer": return value.digits.map { .quantity(comparator: nil, number: $0, unit: "", unitCode: nil) }
        case "Range":
            let limits = (value["low"]?["value"]?.digits, value["high"]?["value"]?.digits)
            let unit = value["low"]?["unit"]?.words ?? value["high"]?["unit"]?.words ?? ""
            return FHIR.rangeText(limits.0, limits.1).map { .structured($0, unit: unit) }
        case "Ratio": return ratio(value)
        case "SampledData":
            return .attachment(contentType: "application/fhir+json", byteCount: value["data"]?.rawBytes.count ?? 0)
        case "Attachment": return attachment(value)
        case "Time", "Instant": return value.words.map { .time(ClinicalTime(text: $0)) }
        case "Period":
            let (start, end) = (value["start"]?.words, value["end"]?.words)
            return start == nil && end == nil ? nil : .structured("\(start ?? "")/\(end ?? "")", unit: "")
        default: return nil
        }
    }

    private static func ratio(_ value: JSONValue) -> ResultValue? {
        func part(_ quantity: JSONValue?) -> String? {
            quantity?["value"]?.digits.map { (quantity?["comparator"]?.words ?? "") + $0 }
        }
        guard let numerator = part(value["numerator"]) else { return nil }
        let units = [value["numerator"]?["unit"]?.words, value["denominator"]?["unit"]?.words].compactMap(\.self)
        let text = part(value["denominator"]).map { "\(numerator):\($0)" } ?? numerator
        return .structured(text, unit: units.joined(separator: "/"))
    }

    /// An Attachment: its type and the number of its bytes, counted from the Base64 where it does not say.
    static func attachment(_ value: JSONValue) -> ResultValue {
        var byteCount = value["size"]?.integer ?? 0
        if let data = value["data"]?.rawBytes {
            let symbols = data.lazy.filter { $0 != UInt8(ascii: "=") && $0 > 0x20 }.count
            byteCount = symbols * 3 / 4
        }
        return .attachment(contentType: value["contentType"]?.string ?? "", byteCount: byteCount)
    }

    /// A date or time under `key`, or the one that its extension keeps where FHIR could not say it.
    func clinicalTime(_ key: StaticString, _ extended: StaticString) -> ClinicalTime? {
        if let extensions = self[extended]?["extension"] {
            for one in extensions.elements where one["url"]?.isString(FHIR.sentTimeExtension) == true {
                if let text = one["valueString"]?.words { return ClinicalTime(text: text) }
            }
        }
        return self[key]?.words.map { ClinicalTime(text: $0) }
    }

    /// `effective[x]`: of a period its start, else its end.
    var effective: ClinicalTime? {
        if let time = clinicalTime("effectiveDateTime", "_effectiveDateTime") { return time }
        let period = self["effectivePeriod"]
        let text =
            self["effectiveInstant"]?.words ?? period?["start"]?.words ?? period?["end"]?.words
            ?? self["effectiveTiming"]?["event"]?.first?.words
        return text.map { ClinicalTime(text: $0) }
    }

    /// `interpretation` as short flags.
    var interpretations: [String] {
        guard let list = self["interpretation"] else { return [] }
        return list.elements.compactMap { concept in
            let coded = concept.concept
            return coded.codings.first { !$0.code.isEmpty }?.code ?? (coded.label.isEmpty ? nil : coded.label)
        }
    }

    /// `referenceRange`: one with its limits, several in words.
    var referenceRanges: ReferenceRange? {
        guard let list = self["referenceRange"] else { return nil }
        let ranges = list.elements.map { element in
            let about = (element.elements(of: "appliesTo").map(\.concept.label)) + [element.ageText].compactMap(\.self)
            let type = element["type"]?.concept
            let isNormal = type?.codings.contains { $0.code == "normal" } ?? true
            let words = [element["text"]?.words] + about.map(Optional.some) + [isNormal ? nil : type?.label]
            let text = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
            return ReferenceRange(
                low: element["low"]?["value"]?.digits, high: element["high"]?["value"]?.digits,
                text: text.isEmpty ? nil : text)
        }.filter { $0 != ReferenceRange() }
        guard ranges.count > 1 else { return ranges.first }
        let all = ranges.map { range in
            [FHIR.rangeText(range.low, range.high), range.text].compactMap(\.self).joined(separator: " ")
        }
        return ReferenceRange(text: all.joined(separator: "; "))
    }

    private var ageText: String? {
        guard let age = self["age"] else { return nil }
        let unit = age["low"]?["unit"]?.words ?? age["high"]?["unit"]?.words ?? ""
        return FHIR.rangeText(age["low"]?["value"]?.digits, age["high"]?["value"]?.digits).map { "\($0) \(unit)" }
    }

    /// `note` and the like: the texts of annotations.
    var annotations: [String] { self.elements(of: "note").compactMap { $0["text"]?.words } }

    /// The name of a HumanName list: the official one, in words, else its parts, family name first.
    var humanName: String? {
        let names = Array(elements)
        let name =
            names.first { $0["use"]?.isString("official") == true } ?? names.first {
                $0["use"]?.isString("usual") == true
            }
            ?? names.first
        guard let name else { return nil }
        if let text = name["text"]?.words { return text }
        let given = name["given"]?.elements.compactMap(\.words).joined(separator: " ") ?? ""
        let family = name["family"]?.words ?? ""
        let isHan = family.unicodeScalars.first.map { (0x3400...0x9FFF).contains($0.value) } ?? false
        let parts = [family, given].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: isHan ? "" : ", ")
    }
}

extension FHIR {
    static let absenceSystem = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    /// Keeps a time in the precision in which it was sent, where FHIR R4 has no form for it: a time of day must have
    /// seconds and a zone there.
    static let sentTimeExtension: StaticString = "urn:clinicledger:fhir:time-as-sent"
    static let namespacePrefix = "urn:clinicledger:namespace:"

    /// The URI of a code system or assigning authority: FHIR allows nothing else, HL7 v2 sends names and bare OIDs.
    static func uri(ofNamespace name: String) -> String {
        if name.contains(":"), name.utf8.allSatisfy({ $0 > 0x20 }) { return name }
        return namespacePrefix
            + name.utf8.map { byte in
                let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%")
                return isPlain
                    ? String(UnicodeScalar(byte)) : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
    }

    /// The name that `uri(ofNamespace:)` was given.
    static func namespace(ofURI uri: String) -> String {
        guard uri.hasPrefix(namespacePrefix) else { return uri }
        var bytes: [UInt8] = []
        var rest = uri.utf8.dropFirst(namespacePrefix.utf8.count)
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(JSONValue.hexadecimal)
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func rangeText(_ low: String?, _ high: String?) -> String? {
        switch (low, high) {
        case (let low?, let high?): "\(low)-\(high)"
        case (let low?, nil): ">=\(low)"
        case (nil, let high?): "<=\(high)"
        case (nil, nil): nil
        }
    }
}
