extension CSV {
    /// What a value says.
    ///
    /// - A number, with `<`, `<=`, `>=`, `>` (also `≤`, `≥`) before it, is a quantity. The number keeps the digits sent.
    /// - `3,5` is a number where the mapping has `decimalComma`, or says nothing and the comma cannot be anything else:
    ///   the delimiter is another or the field was quoted, and there are not exactly three digits behind it. `1,234` could be
    ///   one or one thousand; so could `1.234` where the comma is the decimal point. Such a value stays text, as sent:
    ///   thousands are never guessed.
    /// - `1:128` and `10-20` are structured. Everything else is text.
    static func value(_ text: String, unit: String, unitIsUCUM: Bool, comma: CommaUse) -> ResultValue {
        if text.isEmpty { return .absent(reason: "") }
        let unitCode = unitIsUCUM && !unit.isEmpty ? unit : nil
        let (comparator, rest) = split(comparatorOf: text)
        if let number = number(rest, comma: comma) {
            return .quantity(comparator: comparator, number: number, unit: unit, unitCode: unitCode)
        }
        if comparator == nil, isStructured(text, comma: comma) { return .structured(text, unit: unit) }
        return .text(text)
    }

    /// What a comma in a number is.
    enum CommaUse {
        /// The decimal point.
        case decimal
        /// The decimal point where it cannot be anything else.
        case decimalIfSure
        /// No part of a number.
        case none
    }

    private static func split(comparatorOf text: String) -> (comparator: String?, rest: Substring) {
        for (sign, comparator) in [
            ("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="), ("<", "<"), (">", ">"), ("＜", "<"), ("＞", ">"),
        ]
        where text.hasPrefix(sign) {
            return (comparator, text.dropFirst(sign.count).drop { $0 == " " })
        }
        return (nil, text[...])
    }

    /// The number with `.` as its decimal point; nil where `text` is not a number for sure.
    static func number(_ text: some StringProtocol, comma: CommaUse) -> String? {
        var result = ""
        var rest = Substring(text)
        if let sign = rest.first, "+-−".contains(sign) {
            if sign != "+" { result = "-" }
            rest = rest.dropFirst()
        }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if let mark = rest.first, mark == "." || mark == "," {
            fraction = rest.dropFirst().prefix(while: isDigit)
            if fraction.isEmpty { return nil }
            rest = rest.dropFirst(fraction.count + 1)
            // A group of three behind one to three digits could be thousands, unless a zero leads.
            let mayBeThousands = fraction.count == 3 && 1...3 ~= whole.count && whole.first != "0"
            if mark == "," {
                if comma == .none || comma == .decimalIfSure && mayBeThousands { return nil }
            } else if comma == .decimal && mayBeThousands {
                return nil
            }
        }
        if whole.isEmpty && fraction.isEmpty { return nil }
        result += (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
        if rest.isEmpty { return result }
        guard let mark = rest.first, mark == "e" || mark == "E" else { return nil }
        rest = rest.dropFirst()
        let sign = rest.first.map { "+-".contains($0) } == true ? rest.prefix(1) : ""
        rest = rest.dropFirst(sign.count)
        guard 1...4 ~= rest.utf8.count, rest.allSatisfy(isDigit) else { return nil }
        return result + "e" + sign + rest
    }

    private static func isDigit(_ character: Character) -> Bool {
        "0" <= character && character <= "9" && character.isASCII
    }

    private static func isStructured(_ text: String, comma: CommaUse) -> Bool {
        for mark in [":", "-"] as [Character] {
            let parts = text.split(separator: mark, omittingEmptySubsequences: false)
            if parts.count == 2,
                parts.allSatisfy({ part in
                    let bare = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
                    return bare.first.map { $0.isNumber } == true && number(String(bare), comma: comma) != nil
                })
            {
                return true
            }
        }
        return false
    }

    /// The range of the limits, else of the text; a text such as `3.5-5.1` or `3,5 ~ 5,1` is taken apart.
    static func referenceRange(low: String, high: String, text: String, comma: CommaUse) -> ReferenceRange? {
        let limit = { (text: String) in text.isEmpty ? nil : number(text, comma: comma) ?? text }
        if !low.isEmpty || !high.isEmpty {
            return ReferenceRange(low: limit(low), high: limit(high), text: text.isEmpty ? nil : text)
        }
        if text.isEmpty { return nil }
        for mark in ["--", "–", "—", "~", "～", "-"] {
            // In `-3--1` the second sign belongs to the number.
            if mark == "--", text.hasPrefix("-") { continue }
            guard let (first, second) = halves(of: text, around: mark) else { continue }
            if let low = number(first, comma: comma), let high = number(second, comma: comma) {
                return ReferenceRange(low: low, high: high)
            }
        }
        return ReferenceRange(text: text)
    }

    private static func halves(of text: String, around mark: String) -> (String, String)? {
        // The first mark behind a digit: a minus sign may begin either number.
        var index = text.startIndex
        while index < text.endIndex {
            if index > text.startIndex, text[index...].hasPrefix(mark) {
                let end = text.index(index, offsetBy: mark.count)
                return (bare(text[..<index]), bare(text[end...]))
            }
            index = text.index(after: index)
        }
        return nil
    }

    private static func bare(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// FHIR R4 administrative gender of a word for sex; nil where it could mean more than one.
    static func gender(_ text: String) -> String? {
        switch text.lowercased() {
        case "m", "male", "man", "männlich", "maennlich", "masculin", "masculino", "homme", "hombre", "男", "男性": "male"
        case "f", "female", "woman", "w", "weiblich", "féminin", "feminin", "femenino", "femme", "mujer", "女", "女性":
            "female"
        case "o", "other", "d", "divers", "x", "其他": "other"
        case "u", "unk", "unknown", "unbekannt", "inconnu", "desconocido", "未知", "不详": "unknown"
        default: nil
        }
    }

    /// FHIR R4 status of a word for a result's state, or of an HL7 v2 letter (table 0085); `unknown` for another.
    static func status(_ text: String) -> String {
        switch text.lowercased() {
        case "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "partial",
            "appended":
            text.lowercased()
        case "f", "validated", "verified", "complete", "completed", "已审核", "已发布", "最终", "endgültig", "validiert":
            "final"
        case "p", "r", "vorläufig", "初步", "未审核": "preliminary"
        case "c", "korrigiert", "已更正": "corrected"
        case "x", "canceled", "已取消", "storniert": "cancelled"
        case "w": "entered-in-error"
        default: "unknown"
        }
    }
}
