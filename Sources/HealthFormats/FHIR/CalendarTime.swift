/// Milliseconds since 1970 and the texts that FHIR writes for them, in the proleptic Gregorian calendar.
package enum CalendarTime {
    /// 0001-01-01T00:00:00.000Z.
    static let firstMilliseconds: Int64 = -62_135_596_800_000
    /// 9999-12-31T23:59:59.999Z.
    static let lastMilliseconds: Int64 = 253_402_300_799_999
    private static let dayMilliseconds: Int64 = 86_400_000

    /// An instant in UTC with milliseconds; the nearest that FHIR can write.
    static func text(_ milliseconds: Int64) -> String {
        let time = min(max(milliseconds, firstMilliseconds), lastMilliseconds)
        let days = (time >= 0 ? time : time - (dayMilliseconds - 1)) / dayMilliseconds
        let (year, month, day) = date(ofDay: Int(days))
        let rest = Int(time - days * dayMilliseconds)
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: count - text.utf8.count) + text
        }
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T" + digits(rest / 3_600_000, 2) + ":"
            + digits(rest / 60_000 % 60, 2) + ":" + digits(rest / 1000 % 60, 2) + "." + digits(rest % 1000, 3) + "Z"
    }

    /// The whole milliseconds that a dateTime covers, from the first to the one behind the last: a second without a fraction
    /// is a whole second, a date the whole day, a microsecond the millisecond at its beginning or none.
    ///
    /// - Parameter zoneMinutes: how far ahead of UTC the clocks are that a date without a zone is meant for; nil where that
    ///   is not known.
    /// - Returns: nil where `text` is no dateTime that exists, or is a date and the zone unknown.
    package static func milliseconds(ofDateTime text: String, zoneMinutes: Int? = nil) -> Range<Int64>? {
        guard FHIR.isDateTime(text) else { return nil }
        let utf8 = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int { utf8[range].reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
        func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
            Int64(dayNumber(year, month, day)) * dayMilliseconds
        }
        let year = number(0..<4)
        guard year > 0 else { return nil }
        if utf8.count <= 10 {
            guard let zoneMinutes else { return nil }
            let ahead = Int64(zoneMinutes) * 60_000
            switch utf8.count {
            case 4: return day(year, 1, 1) - ahead..<day(year + 1, 1, 1) - ahead
            case 7:
                let month = number(5..<7)
                let next = month == 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1)
                return day(year, month, 1) - ahead..<next - ahead
            default:
                guard let start = validDay(year, number(5..<7), number(8..<10)) else { return nil }
                return Int64(start) * dayMilliseconds - ahead..<Int64(start + 1) * dayMilliseconds - ahead
            }
        }
        guard let date = validDay(year, number(5..<7), number(8..<10)), number(17..<19) < 60 else { return nil }
        var time = number(11..<13) * 3_600_000 + number(14..<16) * 60_000 + number(17..<19) * 1000
        var length = 1000
        // Whether the time lies behind a whole millisecond and before the next.
        var isBetween = false
        var rest = 19
        if utf8[rest] == UInt8(ascii: ".") {
            rest += 1
            while utf8[rest] &- 0x30 < 10 {
                if length > 1 {
                    length /= 10
                    time += Int(utf8[rest] &- 0x30) * length
                } else if utf8[rest] != UInt8(ascii: "0") {
                    isBetween = true
                }
                rest += 1
            }
        }
        if utf8[rest] != UInt8(ascii: "Z") {
            let ahead = number(rest + 1..<rest + 3) * 60 + number(rest + 4..<rest + 6)
            time += (utf8[rest] == UInt8(ascii: "-") ? ahead : -ahead) * 60_000
        }
        let start = Int64(date) * dayMilliseconds + Int64(time)
        return start + (isBetween ? 1 : 0)..<start + Int64(length)
    }

    /// The same day so many years later at the same time of day, in UTC; 1 March where that year has no 29 February.
    ///
    /// - Returns: nil for a time or a year outside of 1 to 9999.
    package static func adding(years: Int, to milliseconds: Int64) -> Int64? {
        guard (firstMilliseconds...lastMilliseconds).contains(milliseconds), (0...9999).contains(years) else {
            return nil
        }
        let days = (milliseconds - (milliseconds >= 0 ? 0 : dayMilliseconds - 1)) / dayMilliseconds
        let (year, month, day) = date(ofDay: Int(days))
        guard year + years <= 9999 else { return nil }
        // The 29th of a February that has 28 days is the day after them.
        let later = Int64(dayNumber(year + years, month, day))
        return later * dayMilliseconds + milliseconds - days * dayMilliseconds
    }

    private static func validDay(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        let number = dayNumber(year, month, day)
        return date(ofDay: number) == (year, month, day) ? number : nil
    }

    // Years are counted from March, so that the day that comes and goes is the last of a year.

    /// Days since 1970-01-01.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    /// The date of a day from the year 1 on.
    private static func date(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
        let days = number + 719_468
        let (era, day) = (days / 146_097, days % 146_097)
        let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
