extension HL7v2 {
    /// A date and time (`YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`) with the precision and zone sent; nil where it is not
    /// one.
    ///
    ///     dateTime("202405")                     // 2024-05
    ///     dateTime("202405170830+0200")          // 2024-05-17T08:30+02:00
    ///     dateTime("20240230")                   // nil: no such day
    ///
    /// Specification: HL7 version 2.5.1, sections 2.A.22 (DTM) and 2.A.77 (TS).
    static func dateTime(_ text: String) -> ClinicalTime? {
        guard var time = TimeText(text), let year = time.take(4), year > 0 else { return nil }
        if let month = time.take(2, after: 0x2D) {
            guard (1...12).contains(month) else { return nil }
            if let day = time.take(2, after: 0x2D) {
                guard day >= 1, day <= days(in: month, of: year) else { return nil }
                if !time.isUsedUp {
                    guard time.takeTimeOfDay(after: 0x54) else { return nil }
                }
            }
        }
        return time.isUsedUp ? ClinicalTime(text: time.result) : nil
    }

    /// A time of day (`HH[MM[SS[.S…]]][±ZZZZ]`); nil where it is not one.
    ///
    /// Specification: HL7 version 2.5.1, section 2.A.75 (TM).
    static func time(_ text: String) -> ClinicalTime? {
        guard var time = TimeText(text), time.takeTimeOfDay(after: nil), time.isUsedUp else { return nil }
        return ClinicalTime(text: time.result)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A time being moved, digit by digit, from HL7's form to FHIR's.
    private struct TimeText {
        private var digits: ArraySlice<UInt8>
        private var fraction: ArraySlice<UInt8> = []
        private var zone: [UInt8] = []
        private var written: [UInt8] = []

        /// Whether all has been written; a date alone has no use for its zone.
        var isUsedUp: Bool { digits.isEmpty && fraction.isEmpty }
        var result: String { String(decoding: written, as: UTF8.self) }

        /// Takes text apart into digits, fraction and zone; nil where it holds anything else.
        init?(_ text: String) {
            digits = Array(HL7v2.trimmed(text[...]).utf8)[...]
            if digits.isEmpty { return nil }
            written.reserveCapacity(32)
            if digits.last == 0x5A {
                zone = [0x5A]
                digits = digits.dropLast()
            } else if let sign = digits.lastIndex(where: { $0 == 0x2B || $0 == 0x2D }) {
                let offset = digits[(sign + 1)...]
                guard offset.count == 4, Self.isDigits(offset), Self.number(offset.prefix(2)) <= 14,
                    Self.number(offset.suffix(2)) < 60
                else { return nil }
                zone = [digits[sign]] + offset.prefix(2) + [0x3A] + offset.suffix(2)
                digits = digits[..<sign]
            }
            if let point = digits.firstIndex(of: 0x2E) {
                fraction = digits[(point + 1)...]
                digits = digits[..<point]
                if fraction.isEmpty || fraction.count > 9 { return nil }
            }
            guard Self.isDigits(digits), Self.isDigits(fraction) else { return nil }
        }

        private static func isDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
            bytes.allSatisfy { (0x30...0x39).contains($0) }
        }

        private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } }

        /// Writes the next `count` digits behind a mark, and gives their value; nil where there are fewer.
        mutating func take(_ count: Int, after mark: UInt8? = nil) -> Int? {
            guard digits.count >= count else { return nil }
            if let mark { written.append(mark) }
            let taken = digits.prefix(count)
            written += taken
            digits = digits.dropFirst(count)
            return Self.number(taken)
        }

        /// Writes hour, minute, second, fraction and zone, as far as they were sent; false where they are no time.
        mutating func takeTimeOfDay(after mark: UInt8?) -> Bool {
            guard let hour = take(2, after: mark), hour < 24 else { return false }
            if let minute = take(2, after: 0x3A) {
                guard minute < 60 else { return false }
                if let second = take(2, after: 0x3A) {
                    // A leap second is 60.
                    guard second <= 60 else { return false }
                    if !fraction.isEmpty { written += [0x2E] + fraction }
                    fraction = []
                }
            }
            written += zone
            return true
        }
    }

    /// HL7's form of a time in FHIR's: the digits without what stands between them.
    static func hl7Time(_ time: ClinicalTime?) -> String {
        guard let text = time?.text else { return "" }
        let clock =
            text.firstIndex(of: "T").map { text[text.index(after: $0)...] } ?? (text.contains(":") ? text[...] : "")
        let sign = clock.firstIndex { $0 == "+" || $0 == "-" || $0 == "Z" } ?? clock.endIndex
        let date = text.prefix(while: { $0 != "T" })
        let day = clock.startIndex == text.startIndex && !clock.isEmpty ? "" : date.filter { $0 != "-" }
        let zone = clock[sign...] == "Z" ? "+0000" : clock[sign...].filter { $0 != ":" }
        return day + clock[..<sign].filter { $0 != ":" } + zone
    }
}
