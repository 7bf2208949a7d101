internal import HealthFormats

extension Timestamp {
    /// Milliseconds since 1970 of a date, which is its midnight in UTC, or of a date and time with its zone; nil for anything
    /// else, and for times before 1970.
    ///
    /// Specification: RFC 3339.
    package static func milliseconds(_ text: String) -> UInt64? {
        guard text.utf8.count >= 10, let range = CalendarTime.milliseconds(ofDateTime: text, zoneMinutes: 0) else {
            return nil
        }
        return UInt64(exactly: range.lowerBound)
    }
}
