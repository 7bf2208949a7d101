import HealthFormats
import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Times as they are typed: RFC 3339, or a date, which is meant for this machine's zone.
enum TypedTime {
    /// The beginning of what was typed, milliseconds since 1970; nil where nothing was.
    static func start(_ text: String?) throws -> UInt64? { try text.map { try range($0).lowerBound } }

    /// The end that is meant: of a date the end of its day, else the time itself; nil where nothing was typed.
    static func end(_ text: String?) throws -> UInt64? {
        try text.map { try $0.contains("T") ? range($0).lowerBound : range($0).upperBound }
    }

    /// The milliseconds that a typed time covers.
    private static func range(_ text: String) throws -> Range<UInt64> {
        guard let range = ClinicalTime(text: text).milliseconds(zoneMinutes: zoneMinutes(of: text)),
            range.lowerBound >= 0
        else { throw MedicalError("notATime", .refused, ["time": text]) }
        return UInt64(range.lowerBound)..<UInt64(range.upperBound)
    }

    /// How far ahead of UTC this machine's clocks are about that time.
    private static func zoneMinutes(of text: String) -> Int {
        guard let day = ClinicalTime(text: text).milliseconds(zoneMinutes: 0) else { return 0 }
        var seconds = time_t(day.lowerBound / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts.tm_gmtoff / 60
    }
}
