extension HL7v2 {
    /// The FHIR URI of a coding system as HL7 v2 names it; the name as sent where none is known.
    ///
    /// Specification: HL7 version 2 table 0396; FHIR R4, section 4.3.0 (code systems).
    static func codeSystemURI(_ name: String) -> String {
        if name.isEmpty { return name }
        // The two that stand in nearly every result.
        if name == "LN" { return "http://loinc.org" }
        if name == "UCUM" { return ucum }
        if let known = codeSystems.first(where: { $0.name == name }) { return known.uri }
        if let other = otherNames[name] { return other }
        // HL7's own tables: HL70078.
        if name.utf8.count == 7, name.hasPrefix("HL7"),
            name.utf8.dropFirst(3).allSatisfy({ (0x30...0x39).contains($0) })
        {
            return hl7TablePrefix + name.dropFirst(3)
        }
        return name
    }

    /// The name that HL7 v2 has for a coding system; the URI where it has none.
    static func codeSystemName(_ uri: String) -> String {
        if let known = codeSystems.first(where: { $0.uri == uri }) { return known.name }
        let table = uri.dropFirst(hl7TablePrefix.count)
        if uri.hasPrefix(hl7TablePrefix), table.utf8.count == 4,
            table.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            return "HL7" + table
        }
        return uri
    }

    private static let hl7TablePrefix = "http://terminology.hl7.org/CodeSystem/v2-"

    /// The name that is written, and the URI.
    private static let codeSystems: [(name: String, uri: String)] = [
        ("LN", "http://loinc.org"),
        ("UCUM", ucum),
        ("SCT", "http://snomed.info/sct"),
        ("I10", "http://hl7.org/fhir/sid/icd-10"),
        ("I10C", "http://hl7.org/fhir/sid/icd-10-cm"),
        ("I9C", "http://hl7.org/fhir/sid/icd-9-cm"),
        ("C4", "http://www.ama-assn.org/go/cpt"),
        ("RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        ("CVX", "http://hl7.org/fhir/sid/cvx"),
        ("NDC", "http://hl7.org/fhir/sid/ndc"),
    ]

    /// The code system of units.
    static let ucum = "http://unitsofmeasure.org"

    /// Further names that are met.
    private static let otherNames = [
        "LOINC": "http://loinc.org", "2.16.840.1.113883.6.1": "http://loinc.org",
        "SNM": "http://snomed.info/sct", "SNOMED": "http://snomed.info/sct", "SNOMED-CT": "http://snomed.info/sct",
        "2.16.840.1.113883.6.96": "http://snomed.info/sct",
        "ICD10": "http://hl7.org/fhir/sid/icd-10", "ICD-10": "http://hl7.org/fhir/sid/icd-10",
        "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm", "I9": "http://hl7.org/fhir/sid/icd-9-cm",
        "CPT": "http://www.ama-assn.org/go/cpt", "2.16.840.1.113883.6.8": ucum,
    ]

    /// The FHIR Observation status of OBX-11.
    ///
    /// Specification: HL7 version 2 table 0085; the HL7 guide "v2 to FHIR", its map of that table; where the map is
    /// silent (B, N, O, R, V) the nearest meaning.
    static func observationStatus(_ code: String) -> String {
        switch code {
        case "F", "U", "V": "final"
        case "P", "R", "S": "preliminary"
        case "C": "corrected"
        case "A", "B": "amended"
        case "D", "W": "entered-in-error"
        case "X", "N": "cancelled"
        case "I", "O": "registered"
        default: "unknown"
        }
    }

    /// OBX-11 of a FHIR Observation status; empty for `unknown`.
    static func observationStatusCode(_ status: String) -> String {
        switch status {
        case "final": "F"
        case "preliminary": "P"
        case "corrected": "C"
        case "amended": "A"
        case "entered-in-error": "W"
        case "cancelled": "X"
        case "registered": "I"
        default: ""
        }
    }

    /// Whether OBX-11 explains why a result has no value.
    static func isReasonForAbsence(_ code: String) -> Bool { ["X", "N", "I", "O", "D", "W"].contains(code) }

    /// The FHIR DiagnosticReport status of OBR-25.
    ///
    /// Specification: HL7 version 2 table 0123; the HL7 guide "v2 to FHIR", its map of that table.
    static func reportStatus(_ code: String) -> String {
        switch code {
        case "F": "final"
        case "P", "M": "preliminary"
        case "A", "R": "partial"
        case "C": "corrected"
        case "X": "cancelled"
        case "O", "I", "S", "N": "registered"
        default: "unknown"
        }
    }

    /// OBR-25 of a FHIR DiagnosticReport status.
    ///
    /// The table has no codes for `amended` and `appended`, which are sent as corrections, and for `entered-in-error`,
    /// which is sent as cancelled.
    static func reportStatusCode(_ status: String) -> String {
        switch status {
        case "final": "F"
        case "preliminary": "P"
        case "partial": "A"
        case "corrected", "amended", "appended": "C"
        case "cancelled", "entered-in-error": "X"
        case "registered": "I"
        default: ""
        }
    }

    /// The FHIR gender of PID-8; nil for what says nothing.
    ///
    /// Specification: HL7 version 2 table 0001; 男 and 女 as Chinese programs send them.
    static func gender(_ code: String) -> String? {
        switch code {
        case "M", "m", "男": "male"
        case "F", "f", "女": "female"
        case "O", "A", "N", "X": "other"
        case "U": "unknown"
        default: nil
        }
    }

    /// PID-8 of a FHIR gender.
    static func genderCode(_ gender: String?) -> String {
        switch gender {
        case "male": "M"
        case "female": "F"
        case "other": "O"
        case "unknown": "U"
        default: ""
        }
    }
}
