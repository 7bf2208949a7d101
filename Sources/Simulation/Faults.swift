/// What goes wrong on a simulated disk, and when.
package struct Faults: Hashable, Sendable {
    /// How a call fails.
    package enum Failure: Hashable, Sendable, CaseIterable {
        /// No room is left; a part of what was to be written may be there.
        case full
        /// The disk reports an error; the call was carried out, or not, or a part of it.
        case broken
        /// The file system was mounted anew, read-only.
        case readOnly
    }

    /// After this call nothing works any more: the process was ended, or the power lost.
    package var lastCall: Int?
    /// The calls that fail, and how.
    package var failing: Range<Int> = 0..<0
    package var failure = Failure.full
    /// The reads that fail.
    package var failingReads: Range<Int> = 0..<0

    package init() {}

    package static func dies(after call: Int) -> Faults {
        var faults = Faults()
        faults.lastCall = call
        return faults
    }

    package static func fails(_ calls: Range<Int>, _ failure: Failure) -> Faults {
        var faults = Faults()
        (faults.failing, faults.failure) = (calls, failure)
        return faults
    }
}
