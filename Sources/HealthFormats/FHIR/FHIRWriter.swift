extension FHIR {
    /// Writes reports as one FHIR R4 Bundle of type `collection`: a Patient, a DiagnosticReport, its Specimen and its
    /// Observations for each, in the line the writer is in; with a newline behind each Bundle this is NDJSON.
    ///
    /// References are `urn:uuid:` URIs made of `id`, so equal input gives equal bytes. Reports about the same patient
    /// share a Patient. What R4 has no form for is kept so that `FHIR.reports(document:)` reads the same again:
    ///
    /// - A time of day without seconds or zone is written as its date, with the whole text in the extension
    ///   `urn:clinicledger:fhir:time-as-sent`; FHIR would have it be a point in time, which it is not.
    /// - A code system or assigning authority that is no URI becomes `urn:clinicledger:namespace:NAME`.
    /// - Remarks on the report are paragraphs of its `conclusion`.
    /// - A missing code is marked with the extension data-absent-reason `unknown`.
    ///
    /// Not kept: signs and zeros that JSON numbers cannot have (`+5` is written as `5`), and a second coded answer of one
    /// result, which becomes a component.
    ///
    /// - Parameters:
    ///   - reports: what to write.
    ///   - id: a name of the Bundle that the caller gives it, such as the record's; part of every UUID in it.
    ///   - json: receives the Bundle.
    public static func write(_ reports: [LabReport], id: String, into json: inout JSONWriter) {
        var bundle = BundleWriter(id: id)
        json.object { json in
            json.member("resourceType", "Bundle")
            if isResourceID(id) { json.member("id", id) }
            json.member("type", "collection")
            if !reports.isEmpty {
                json.array("entry") { json in
                    for report in reports { bundle.write(report, &json) }
                }
            }
        }
    }

    /// Whether `id` may be the id of a resource.
    ///
    /// Specification: HL7 FHIR R4, datatypes.html, id.
    static func isResourceID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte &- 0x30 < 10
                    || (byte | 0x20) &- 0x61 < 26
            }
    }

    /// Writes the resources of one Bundle.
    private struct BundleWriter {
        private let id: String
        private var entryCount = 0
        private var patients: [(details: PatientDetails, name: String)] = []

        init(id: String) { self.id = id }

        /// A UUID (version 8, RFC 9562) of the Bundle's name and the entry's number.
        private mutating func nextName() -> String {
            entryCount += 1
            func hash(_ basis: UInt64) -> UInt64 {
                // FNV-1a: names need to differ, not to hide anything.
                "\(id)/\(entryCount)".utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            }
            let high = hash(0xCBF2_9CE4_8422_2325) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
            let low = hash(0x9AE1_6A3B_2F90_404F) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
            func digits(_ value: UInt64) -> String {
                let text = String(value, radix: 16)
                return String(repeating: "0", count: 16 - text.count) + text
            }
            let text = Array(digits(high) + digits(low))
            let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }
            return "urn:uuid:" + parts.joined(separator: "-")
        }

        private func entry(_ name: String, _ type: String, _ json: inout JSONWriter, _ body: (inout JSONWriter) -> Void)
        {
            json.object { json in
                json.member("fullUrl", name)
                json.object("resource") { json in
                    json.member("resourceType", type)
                    body(&json)
                }
            }
        }

        mutating func write(_ report: LabReport, _ json: inout JSONWriter) {
            let patient = patientName(report.patient, &json)
            var rest = report
            rest.patient = PatientDetails()
            rest.status = "unknown"
            // A patient's record, without a report.
            if rest == LabReport() { return }
            var specimen: String?
            if let value = report.specimen, !value.isEmpty {
                let name = nextName()
                specimen = name
                entry(name, "Specimen", &json) { json in
                    json.concept("type", value)
                    json.reference("subject", patient)
                }
            }
            let results = report.results.filter { !$0.isAttachment }.map { ($0, nextName()) }
            entry(nextName(), "DiagnosticReport", &json) { json in
                json.diagnosticReport(report, patient: patient, specimen: specimen, results: results.map(\.1))
            }
            for (result, name) in results { write(result, name, of: report, patient, &json) }
        }

        /// The name of the entry of a patient, which is written first.
        private mutating func patientName(_ details: PatientDetails, _ json: inout JSONWriter) -> String {
            if let known = patients.first(where: { $0.details == details }) { return known.name }
            let name = nextName()
            patients.append((details, name))
            entry(name, "Patient", &json) { json in
                json.identifiers(details.identifiers)
                json.patientDetails(details)
            }
            return name
        }

        private func write(
            _ result: LabResult, _ name: String, of report: LabReport, _ patient: String, _ json: inout JSONWriter
        ) {
            entry(name, "Observation", &json) { $0.observation(result, of: report, patient: patient) }
        }
    }
}
