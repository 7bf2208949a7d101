/// The time that a drawing covers, with ticks at whole minutes, hours, days, months or years (UTC).
struct TimeScale {
    /// A tick's date as text, and where it lies.
    struct Tick: Equatable {
        let text: String
        let milliseconds: Int64
    }

    /// What a step of ticks is counted in.
    private enum Step {
        case minutes(Int64)
        case months(Int64)
    }

    private static let minute: Int64 = 60_000
    private static let hour = 60 * minute
    private static let day = 24 * hour
    /// The years 1 to 9999, which all calendars of computers have; times beyond are put on their edge.
    static let range =
        CivilDate(year: 1, month: 1, day: 1)
        .milliseconds...CivilDate(year: 9999, month: 12, day: 31)
        .milliseconds

    /// The earliest time, milliseconds since 1970.
    let first: Int64
    /// The latest, at least an hour later.
    let last: Int64
    /// Ascending; none outside.
    let ticks: [Tick]

    /// Covers the times, of which there may be one or none.
    init(covering times: some Sequence<Int64>) {
        let kept = times.map(Self.clamped)
        var (first, last) = (kept.min() ?? 0, kept.max() ?? 0)
        if last - first < Self.hour { (first, last) = (first - Self.day / 2, last + Self.day / 2) }
        (self.first, self.last) = (first, last)
        ticks = Self.ticks(from: first, to: last)
    }

    static func clamped(_ milliseconds: Int64) -> Int64 { max(range.lowerBound, min(range.upperBound, milliseconds)) }

    /// How far from the earliest to the latest a time lies, from 0 to 1.
    func share(_ milliseconds: Int64) -> Double {
        let time = max(first, min(last, Self.clamped(milliseconds)))
        return Double(time - first) / Double(last - first)
    }

    /// Short dates have room for more ticks than long ones, also on a telephone.
    private static func ticks(from first: Int64, to last: Int64) -> [Tick] {
        for minutes: Int64 in [15, 30, 60, 120, 180, 360, 720] where (last - first) / (minutes * minute) <= 3 {
            return ticks(from: first, to: last, .minutes(minutes)) { "\($0.monthAndDay) \($0.timeOfDay)" }
        }
        for days: Int64 in [1, 2, 5, 10] where (last - first) / (days * day) <= 3 {
            return ticks(from: first, to: last, .minutes(days * 24 * 60)) { $0.text }
        }
        for months: Int64 in [1, 2, 3, 6] where (last - first) / (months * 30 * day) <= 4 {
            return ticks(from: first, to: last, .months(months)) { $0.yearAndMonth }
        }
        var years: Int64 = 1
        for factor in [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] as [Int64]
        where (last - first) / (years * 365 * day) > 4 {
            years = factor
        }
        return ticks(from: first, to: last, .months(12 * years)) { $0.yearText }
    }

    private static func ticks(
        from first: Int64, to last: Int64, _ step: Step, _ text: (CivilDate) -> String
    ) -> [Tick] {
        var ticks: [Tick] = []
        // One tick more than fits at the most: the step was chosen so that there are few.
        for position in 0...8 as ClosedRange<Int64> {
            let date: CivilDate
            switch step {
            case .minutes(let count):
                let size = count * minute
                let start = (first - first.positiveRemainder(size)) + (first.positiveRemainder(size) == 0 ? 0 : size)
                date = CivilDate(milliseconds: start + position * size)
            case .months(let count):
                let begin = CivilDate(milliseconds: first)
                var month = Int64(begin.year) * 12 + Int64(begin.month - 1)
                if begin.day > 1 || begin.millisecondOfDay > 0 { month += 1 }
                month += (count - month.positiveRemainder(count)) % count + position * count
                date = CivilDate(year: Int(month / 12), month: Int(month % 12) + 1, day: 1)
            }
            if date.milliseconds > last { break }
            ticks.append(Tick(text: text(date), milliseconds: date.milliseconds))
        }
        return ticks
    }
}

/// A date of the Gregorian calendar and the time of day, in UTC.
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int
    let millisecondOfDay: Int64

    private static let dayMilliseconds: Int64 = 86_400_000

    init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day, millisecondOfDay) = (year, month, day, 0)
    }

    /// The date at a time since 1970, counted in 400-year eras that begin on 1 March.
    init(milliseconds: Int64) {
        millisecondOfDay = milliseconds.positiveRemainder(Self.dayMilliseconds)
        let shifted = Int((milliseconds - millisecondOfDay) / Self.dayMilliseconds) + 719_468
        let dayOfEra = Int(Int64(shifted).positiveRemainder(146_097))
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Since 1970; years from 1 on.
    var milliseconds: Int64 {
        let fromMarch = month > 2 ? year : year - 1
        let (era, yearOfEra) = (fromMarch / 400, fromMarch % 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return Int64(days) * Self.dayMilliseconds + millisecondOfDay
    }

    /// `2026-03-14`.
    var text: String { "\(yearAndMonth)-\(Self.padded(day))" }
    /// `2026`.
    var yearText: String { Self.padded(year, 4) }
    /// `2026-03`.
    var yearAndMonth: String { "\(yearText)-\(Self.padded(month))" }
    /// `03-14`.
    var monthAndDay: String { "\(Self.padded(month))-\(Self.padded(day))" }
    /// `08:30`.
    var timeOfDay: String {
        let minutes = Int(millisecondOfDay / 60_000)
        return "\(Self.padded(minutes / 60)):\(Self.padded(minutes % 60))"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    /// The remainder that is not negative.
    fileprivate func positiveRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
