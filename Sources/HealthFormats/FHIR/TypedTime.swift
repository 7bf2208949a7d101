extension ClinicalTime {
    /// The milliseconds since 1970 that the text covers, from the first to the one behind the last: a date is the whole day.
    ///
    /// - Parameter zoneMinutes: how far ahead of UTC the clocks are that a date without a zone is meant for.
    /// - Returns: nil where the text is no FHIR dateTime that exists.
    public func milliseconds(zoneMinutes: Int) -> Range<Int64>? {
        CalendarTime.milliseconds(ofDateTime: text, zoneMinutes: zoneMinutes)
    }
}
