package import HealthFormats

/// What records are read for: a code of HL7 v3 PurposeOfUse, as the chain writes it.
package struct Purpose: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    /// The purpose that the code stands for; nil where there is none.
    package let known: PurposeOfUse?

    package init(rawValue: String) {
        self.rawValue = rawValue
        known = PurposeOfUse(rawValue: rawValue)
    }

    /// The code of a purpose.
    package init(_ purpose: PurposeOfUse) {
        rawValue = purpose.code
        known = purpose
    }

    /// Whether this is the other purpose or a part of it.
    package func isWithin(_ other: Purpose) -> Bool {
        guard let known, let other = other.known else { return false }
        return known.isWithin(other)
    }

    /// Whether there is such a code.
    package var isKnown: Bool { known != nil }

    package static let treatment = Purpose(.treatment)
    package static let emergencyTreatment = Purpose(.emergencyTreatment)
    package static let breakTheGlass = Purpose(.breakTheGlass)
    package static let operations = Purpose(.operations)
    package static let payment = Purpose(.payment)
    package static let research = Purpose(.research)
    package static let publicHealth = Purpose(.publicHealth)
    package static let patientRequest = Purpose(.patientRequested)
    package static let familyRequest = Purpose(.familyRequested)
}
