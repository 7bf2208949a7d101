/// What a record is about, as the ledger sorts records and as FHIR says it.
///
/// In a Consent the categories of a rule stand in `provision.class`, whose codings are alternatives:
///
/// | category | codings | a FHIR reader finds |
/// | --- | --- | --- |
/// | laboratory | observation-category `laboratory` | Observations and reports of that category |
/// | imaging | observation-category `imaging` | the same |
/// | vital-signs | observation-category `vital-signs` | the same |
/// | medication | resource-types `MedicationAdministration`, `-Dispense`, `-Request`, `-Statement` | these resources |
/// | procedure | resource-types `Procedure` | these resources |
/// | note | LOINC `34109-9` (Note) | documents of that type |
/// | identity | resource-types `Patient` | the Patient |
///
/// `provision.code` is not used: it narrows `class` instead of adding to it, so that categories could not stand side by side.
/// A reader must find all codings of a category: `MedicationRequest` alone is less than `medication`.
public enum RecordCategoryCode: String, CaseIterable, Sendable {
    /// Results of a laboratory.
    case laboratory
    /// Who the patient is.
    case identity
    /// What was prescribed, dispensed, given or taken.
    case medication
    /// Images and their reports.
    case imaging
    /// Notes and letters.
    case note
    /// Vital signs.
    case vitalSigns = "vital-signs"
    /// What was done.
    case procedure

    /// The codings that together say this category.
    public var codings: [Coding] {
        switch self {
        case .laboratory, .imaging, .vitalSigns:
            [Coding(system: Self.observationSystem, code: rawValue, display: observationDisplay)]
        case .identity: [Self.resourceType("Patient")]
        case .medication:
            ["MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"]
                .map(Self.resourceType)
        case .note: [Coding(system: "http://loinc.org", code: "34109-9", display: "Note")]
        case .procedure: [Self.resourceType("Procedure")]
        }
    }

    /// The categories that codings say, whatever their order and displays; nil where one of them is no part of a category
    /// that is there as a whole.
    public static func categories(of codings: [Coding]) -> [RecordCategoryCode]? {
        var found: [RecordCategoryCode] = []
        for coding in codings {
            guard
                let category = allCases.first(where: { $0.codings.contains { $0.isSameCode(as: coding) } }),
                category.codings.allSatisfy({ part in codings.contains { $0.isSameCode(as: part) } })
            else { return nil }
            if !found.contains(category) { found.append(category) }
        }
        return found
    }

    private static let observationSystem = "http://terminology.hl7.org/CodeSystem/observation-category"

    private var observationDisplay: String {
        switch self {
        case .laboratory: "Laboratory"
        case .imaging: "Imaging"
        default: "Vital Signs"
        }
    }

    private static func resourceType(_ name: String) -> Coding {
        Coding(system: "http://hl7.org/fhir/resource-types", code: name, display: name)
    }
}

extension Coding {
    /// Whether two codings say the same, whatever their displays.
    func isSameCode(as other: Coding) -> Bool { system == other.system && code == other.code }
}
