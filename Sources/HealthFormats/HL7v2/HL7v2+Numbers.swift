extension HL7v2 {
    /// A number as a quantity bears it: the text sent, with `.` as the decimal point; nil for what is no number.
    ///
    /// A comma is a decimal point except before exactly three digits, where nobody can tell: that stays text.
    ///
    ///     number("4.20")   // "4.20"        number("5,3")   // "5.3"
    ///     number("1,234")  // nil           number("+3")    // "+3"
    static func number(_ text: some StringProtocol) -> String? {
        var integerDigits = 0
        var fractionDigits = 0
        var exponentDigits = 0
        var mark: UInt8 = 0
        var exponent = false
        var previous: UInt8 = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x30...0x39 where exponent: exponentDigits += 1
            case 0x30...0x39 where mark != 0: fractionDigits += 1
            case 0x30...0x39: integerDigits += 1
            case 0x2B, 0x2D: if index > 0 && !(previous == 0x45 || previous == 0x65) { return nil }
            case 0x2E where mark == 0 && !exponent, 0x2C where mark == 0 && !exponent: mark = byte
            case 0x45 where integerDigits > 0 && !exponent, 0x65 where integerDigits > 0 && !exponent: exponent = true
            default: return nil
            }
            previous = byte
        }
        guard integerDigits + fractionDigits > 0, !exponent || exponentDigits > 0 else { return nil }
        guard mark == 0x2C else { return String(text) }
        guard integerDigits > 0, fractionDigits > 0, fractionDigits != 3 else { return nil }
        return String(decoding: text.utf8.map { $0 == 0x2C ? 0x2E : $0 }, as: UTF8.self)
    }

    /// A number with a comparator before it: `<5`, `>= 60`, `4.2`; nil for anything else.
    static func comparedNumber(_ text: String) -> (comparator: String?, number: String)? {
        // Most values begin with a digit.
        if let first = text.utf8.first, first < 0x3C { return number(text).map { (nil, $0) } }
        let comparator = comparators.first { text.hasPrefix($0.sent) }
        let rest = trimmed(text.dropFirst(comparator?.sent.count ?? 0))
        return number(rest).map { (comparator?.meant, $0) }
    }

    /// Longer ones first.
    private static let comparators: [(sent: String, meant: String)] = [
        ("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="), ("<", "<"), (">", ">"),
    ]

    /// A reference range taken apart.
    ///
    /// `3.5-5.1` has both limits; `>=60` and `<=5` one; `<5` and `>60` one and the words, since the limit itself lies
    /// outside. Numbers may be negative (`-2--1`), the dash may be `~`, `–`, `—`, `−` or `--` where that makes the low
    /// limit the lower one. Anything else is words.
    static func referenceRange(_ text: String) -> ReferenceRange? {
        let whole = trimmed(text[...])
        if whole.isEmpty { return nil }
        if let (comparator, number) = comparedNumber(String(whole)), let comparator {
            switch comparator {
            case "<=": return ReferenceRange(high: number)
            case ">=": return ReferenceRange(low: number)
            case "<": return ReferenceRange(high: number, text: text)
            default: return ReferenceRange(low: number, text: text)
            }
        }
        return limits(of: whole) ?? ReferenceRange(text: text)
    }

    /// Two numbers in their order with a dash between.
    private static func limits(of text: Substring) -> ReferenceRange? {
        var plain = text
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            plain = Substring(String(text.map { "–—～−".contains($0) ? "-" : $0 }))
        }
        let bytes = plain.utf8
        for cut in bytes.indices.dropFirst() where bytes[cut] == 0x2D || bytes[cut] == 0x7E {
            guard let low = number(trimmed(plain[..<cut])) else { continue }
            let rest = trimmed(plain[bytes.index(after: cut)...])
            if let high = number(rest), isOrdered(low, high) { return ReferenceRange(low: low, high: high) }
            // "3.5--5.1": a doubled dash, no negative limit below the low one.
            if rest.utf8.first == 0x2D, let high = number(rest.dropFirst()), isOrdered(low, high) {
                return ReferenceRange(low: low, high: high)
            }
        }
        return nil
    }

    private static func isOrdered(_ low: String, _ high: String) -> Bool {
        guard let low = Double(low), let high = Double(high) else { return false }
        return low <= high
    }

    /// Text without blanks and line ends around it.
    static func trimmed(_ text: Substring) -> Substring {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == Byte.lineFeed || byte == 0x09 }
        var bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, isBlank(first) || isBlank(last) else { return text }
        bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
        return Substring(bytes)
    }
}
