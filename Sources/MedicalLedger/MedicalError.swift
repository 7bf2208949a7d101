internal import HealthFormats
internal import LedgerEngine
internal import SegmentStore

/// A failure of this layer, as a code with values; its sentence is in `Wording` under `error.<code>`.
package struct MedicalError: Error, Hashable, Sendable {
    /// What kind of failure it is, which decides the exit code.
    package enum Fate: Sendable {
        /// The command asked for something that is not there or not possible.
        case refused
        /// Input could not be understood.
        case badInput
        /// An input file could not be opened.
        case noInput
        /// Something could not be created.
        case cannotCreate
        /// Bytes on disk are not what was written.
        case damaged
        /// The operating system said no.
        case failed
        /// A proof or a signature does not hold.
        case unverified
        /// Access was denied.
        case permission
    }

    /// The code, such as `noSuchEntry`.
    package var code: String
    /// What kind of failure it is.
    package var fate: Fate
    /// The values that the sentence names.
    package var values: [String: String]

    /// Whether an input is at fault, so that the next one may be taken.
    package var isOfInput: Bool { fate == .badInput || fate == .noInput || code.hasPrefix("input") }

    package init(_ code: String, _ fate: Fate, _ values: [String: String] = [:]) {
        self.code = code
        self.fate = fate
        self.values = values
    }
}
