/// What records are read for: a code of HL7 v3 PurposeOfUse.
package struct Purpose: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let treatment = Purpose(rawValue: "TREAT")
    package static let emergencyTreatment = Purpose(rawValue: "ETREAT")
    package static let breakTheGlass = Purpose(rawValue: "BTG")
    package static let emergencyRoom = Purpose(rawValue: "ERTREAT")
    package static let operations = Purpose(rawValue: "HOPERAT")
    package static let payment = Purpose(rawValue: "HPAYMT")
    package static let research = Purpose(rawValue: "HRESCH")
    package static let publicHealth = Purpose(rawValue: "PUBHLTH")
    package static let patientRequest = Purpose(rawValue: "PATRQT")
    package static let familyRequest = Purpose(rawValue: "FAMRQT")

    /// Whether this is the other purpose or one below it.
    package func isWithin(_ other: Purpose) -> Bool {
        var purpose: Purpose? = self
        while let next = purpose {
            if next == other { return true }
            purpose = Purpose.parents[next.rawValue].map(Purpose.init(rawValue:))
        }
        return false
    }

    /// Whether there is such a code.
    package var isKnown: Bool { Purpose.parents[rawValue] != nil || Purpose.parents.values.contains(rawValue) }

    private static let parents = ["ETREAT": "TREAT", "BTG": "ETREAT", "ERTREAT": "ETREAT", "FAMRQT": "PATRQT"]
}
