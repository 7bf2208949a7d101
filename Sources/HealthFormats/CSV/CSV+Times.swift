extension CSV {
    /// How dates are written in a table.
    ///
    /// `YYYY` year, `MM` or `M` month (`M`: one or two digits), `DD` or `D` day, `HH` or `H` hour of 24, `hh` or `h` hour of
    /// 12 with `a` for AM or PM, `mm` minute, `ss` second with any fraction, `Z` zone (`Z`, `+01:00`, `+0100`, `+01`). Years
    /// and days may be in small letters. `T`, digits and all other characters stand for themselves. A value may end after
    /// the day, the minute or the second. There are no two-digit years: whose century would be a guess.
    struct DateFormat {
        private enum Part: Equatable {
            case year, month(exact: Bool), day(exact: Bool), hour(exact: Bool, ofTwelve: Bool), minute, second, half,
                zone
            case literal(UInt8)
        }

        private var parts: [Part] = []

        /// The forms understood without being told: no two of them read the same text differently.
        static let unmistakable: [DateFormat] = [
            "YYYY-M-DTHH:mm:ssZ", "YYYY-M-D H:mm:ssZ", "YYYY/M/D H:mm:ssZ", "YYYY.M.D H:mm:ssZ", "D.M.YYYY H:mm:ssZ",
            "YYYY年M月D日 H:mm:ssZ", "YYYY年M月D日H:mm:ssZ", "YYYYMMDDHHmmssZ", "YYYYMMDD H:mm:ssZ", "YYYY-MM", "YYYY",
        ].compactMap { DateFormat($0) }

        /// Reads a format; nil where it has an unknown letter, no year, or a day without a month.
        init?(_ text: String) {
            let bytes = Array(text.utf8)
            var at = 0
            while at < bytes.count {
                let letter = bytes[at]
                var count = 1
                while at + count < bytes.count, bytes[at + count] == letter { count += 1 }
                guard let part = Self.part(letter, count) else { return nil }
                if case .literal = part {
                    for _ in 0..<count { parts.append(part) }
                } else {
                    if parts.contains(part) { return nil }
                    parts.append(part)
                }
                at += count
            }
            func has(_ test: (Part) -> Bool) -> Bool { parts.contains(where: test) }
            let hasMonth = has { if case .month = $0 { true } else { false } }
            let hasDay = has { if case .day = $0 { true } else { false } }
            let hasHour = has { if case .hour = $0 { true } else { false } }
            let isOfTwelve = has { if case .hour(_, true) = $0 { true } else { false } }
            guard parts.contains(.year), hasMonth || !hasDay, hasDay || !hasHour, hasHour == parts.contains(.minute),
                isOfTwelve == parts.contains(.half), hasHour || !parts.contains(.second) && !parts.contains(.zone)
            else { return nil }
        }

        private static func part(_ letter: UInt8, _ count: Int) -> Part? {
            switch (Character(Unicode.Scalar(letter)), count) {
            case ("Y", 4), ("y", 4): .year
            case ("M", 1...2): .month(exact: count == 2)
            case ("D", 1...2), ("d", 1...2): .day(exact: count == 2)
            case ("H", 1...2): .hour(exact: count == 2, ofTwelve: false)
            case ("h", 1...2): .hour(exact: count == 2, ofTwelve: true)
            case ("m", 2): .minute
            case ("s", 2): .second
            case ("a", 1): .half
            case ("Z", 1): .zone
            case ("T", 1): .literal(letter)
            case ("A"..."Z", _), ("a"..."z", _): nil
            default: .literal(letter)
            }
        }

        /// The time that `text` says in this format; nil where it does not match.
        func time(_ text: String, zone: String?) -> ClinicalTime? {
            var reading = Reading(text)
            for part in parts {
                if reading.isAtEnd, reading.mayEnd { break }
                guard read(part, &reading) else { return nil }
            }
            return reading.isAtEnd ? reading.time(zone: zone) : nil
        }

        private func read(_ part: Part, _ reading: inout Reading) -> Bool {
            switch part {
            case .year: return reading.number(4...4, 1...9999, into: \.year)
            case .month(let exact): return reading.number(exact ? 2...2 : 1...2, 1...12, into: \.month)
            case .day(let exact): return reading.number(exact ? 2...2 : 1...2, 1...31, into: \.day)
            case .hour(let exact, let ofTwelve):
                return reading.number(exact ? 2...2 : 1...2, ofTwelve ? 1...12 : 0...23, into: \.hour)
            case .minute: return reading.number(2...2, 0...59, into: \.minute)
            case .second: return reading.number(2...2, 0...60, into: \.second) && reading.readFraction()
            case .half: return reading.readHalf()
            case .zone: return reading.readZone()
            case .literal(let byte): return reading.skip(byte)
            }
        }

        /// Whether `text` is a zone as FHIR writes it: `Z` or `+01:00`.
        static func isZone(_ text: String) -> Bool {
            if text == "Z" { return true }
            var reading = Reading(text)
            return text.utf8.count == 6 && reading.readZone() && reading.isAtEnd
        }

        /// A value while it is read.
        private struct Reading {
            private let bytes: [UInt8]
            private var at = 0
            var year = -1
            var month = -1
            var day = -1
            var hour = -1
            var minute = -1
            var second = -1
            private var fraction = ""
            private var zone: String?

            init(_ text: String) { bytes = Array(text.utf8) }

            var isAtEnd: Bool { at == bytes.count }
            /// Whether what was read is a date, or a date and a time of day.
            var mayEnd: Bool {
                // After `日`, but not after a `T` or a colon that something must follow.
                let isJoint =
                    bytes.last.map { $0 < 0x80 && !(0x30...0x39 ~= $0) && $0 | 0x20 != UInt8(ascii: "m") } ?? true
                return year >= 0 && month >= 0 && day >= 0 && (hour >= 0) == (minute >= 0) && !isJoint
            }

            private var digit: Int? {
                at < bytes.count && 0x30...0x39 ~= bytes[at] ? Int(bytes[at]) - 0x30 : nil
            }

            mutating func number(
                _ digits: ClosedRange<Int>, _ limits: ClosedRange<Int>, into field: WritableKeyPath<Reading, Int>
            ) -> Bool {
                var value = 0
                var count = 0
                while count < digits.upperBound, let next = digit {
                    value = value * 10 + next
                    count += 1
                    at += 1
                }
                self[keyPath: field] = value
                return count >= digits.lowerBound && limits.contains(value)
            }

            mutating func readFraction() -> Bool {
                guard at < bytes.count, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ",") else {
                    return true
                }
                at += 1
                while let next = digit, fraction.utf8.count < 9 {
                    fraction += String(next)
                    at += 1
                }
                return !fraction.isEmpty
            }

            mutating func readHalf() -> Bool {
                guard at + 2 <= bytes.count, bytes[at + 1] | 0x20 == UInt8(ascii: "m") else { return false }
                switch bytes[at] | 0x20 {
                case UInt8(ascii: "a"): if hour == 12 { hour = 0 }
                case UInt8(ascii: "p"): if hour != 12 { hour += 12 }
                default: return false
                }
                at += 2
                return true
            }

            mutating func readZone() -> Bool {
                if at < bytes.count, bytes[at] == 0x20 { at += 1 }
                guard at < bytes.count else { return false }
                let sign = bytes[at]
                at += 1
                if sign == UInt8(ascii: "Z") {
                    zone = "Z"
                    return true
                }
                guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
                var digits: [Int] = []
                readDigits(&digits, upTo: 2)
                if at < bytes.count, bytes[at] == UInt8(ascii: ":"), digits.count == 2 { at += 1 }
                readDigits(&digits, upTo: 4)
                if digits.count == 2 { digits += [0, 0] }
                guard digits.count == 4, digits[0] * 10 + digits[1] <= 14, digits[2] < 6 else { return false }
                zone = (sign == UInt8(ascii: "+") ? "+" : "-") + "\(digits[0])\(digits[1]):\(digits[2])\(digits[3])"
                return true
            }

            private mutating func readDigits(_ digits: inout [Int], upTo count: Int) {
                while let next = digit, digits.count < count {
                    digits.append(next)
                    at += 1
                }
            }

            mutating func skip(_ byte: UInt8) -> Bool {
                guard at < bytes.count, bytes[at] == byte else { return false }
                at += 1
                return true
            }

            /// The time read; nil for a day that its month does not have.
            func time(zone standing: String?) -> ClinicalTime? {
                var text = Self.digits(year, 4)
                if month >= 0 { text += "-" + Self.digits(month, 2) }
                if day >= 0 {
                    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
                    guard day <= lengths[month - 1] else { return nil }
                    text += "-" + Self.digits(day, 2)
                }
                if hour >= 0 {
                    // FHIR wants seconds; it allows zeros where none were given.
                    text += "T\(Self.digits(hour, 2)):\(Self.digits(minute, 2)):\(Self.digits(max(second, 0), 2))"
                    if !fraction.isEmpty { text += "." + fraction }
                    text += zone ?? standing ?? ""
                }
                return ClinicalTime(text: text)
            }

            private static func digits(_ number: Int, _ count: Int) -> String {
                let text = String(number)
                return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
            }
        }
    }

    /// The time that `text` says: in the mapping's format, else in one of the unmistakable ones; nil where in none.
    static func time(_ text: String, _ mapping: Mapping) -> ClinicalTime? {
        if text.isEmpty { return nil }
        if let format = mapping.dateFormat.flatMap({ DateFormat($0) }) {
            if let time = format.time(text, zone: mapping.timeZone) { return time }
            return nil
        }
        for format in DateFormat.unmistakable {
            if let time = format.time(text, zone: mapping.timeZone) { return time }
        }
        return nil
    }
}
