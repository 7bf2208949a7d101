/// HL7 FHIR R4 in JSON: records out of files and streams, reports out of records, resources out of reports.
///
/// - `FHIR.Reader` finds the records of a source (Bundles, NDJSON, single resources, mixed).
/// - `FHIR.reports(document:)` reads a record's document for people.
/// - `FHIR.write(_:id:into:)` writes reports of any format as a Bundle.
/// - `FHIR.ConsentResource` and its like (`FHIRResource`) are privacy statements as values.
///
/// Specification: HL7 FHIR R4 (4.0.1), http://hl7.org/fhir/R4/.
public enum FHIR {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Whether a source that begins with `prefix` is FHIR in JSON: an object with a `resourceType` near its beginning.
    ///
    /// Servers write `resourceType` first, hand-written files soon; a prefix of some kilobytes is enough.
    public static func looksLike(_ prefix: some Collection<UInt8>) -> Bool {
        var rest = prefix[...]
        if rest.starts(with: byteOrderMark) { rest = rest.dropFirst(3) }
        rest = rest.drop { JSONBytes.isSpace($0) }
        guard rest.first == UInt8(ascii: "{") else { return false }
        let bytes = Array(rest)
        let key = Array(#""resourceType""#.utf8)
        guard bytes.count >= key.count else { return false }
        return (0...bytes.count - key.count).contains {
            bytes[$0] == key[0] && bytes[$0..<$0 + key.count].elementsEqual(key)
        }
    }

    /// Resource types that a report may bring along: they say how, where, by whom and on what it was made.
    ///
    /// Patients come along as subjects only, and no other report or result does, so that a document never holds data of
    /// somebody else because two resources happen to refer to each other.
    static let attachableTypes: Set<String> = [
        "Specimen", "Organization", "Practitioner", "PractitionerRole", "ServiceRequest", "Device", "DeviceMetric",
        "Encounter", "Location", "CareTeam", "BodyStructure", "Substance", "Media", "ImagingStudy", "Binary",
        "HealthcareService", "Condition", "Endpoint",
    ]
}
