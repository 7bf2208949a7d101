extension FHIR {
    /// A laboratory report as a DiagnosticReport of a server, its Specimen contained in it.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), diagnosticreport.html.
    public struct DiagnosticReportResource: FHIRResource {
        private let id: String
        private let report: LabReport
        private let patient: String
        private let results: [String]
        private let lastUpdated: Int64

        /// Makes a DiagnosticReport.
        ///
        /// - Parameters:
        ///   - patient: the Patient's relative URL.
        ///   - results: the Observations' relative URLs, of the results that are no documents, in order.
        ///   - lastUpdated: when it came to be on the server, milliseconds since 1970.
        public init(id: String, report: LabReport, patient: String, results: [String], lastUpdated: Int64) {
            (self.id, self.report, self.patient, self.results) = (id, report, patient, results)
            self.lastUpdated = lastUpdated
        }

        /// Writes the resource.
        public func write(into json: inout JSONWriter) {
            json.resource("DiagnosticReport", id: id) { json in
                json.meta(lastUpdated)
                var specimen: String?
                if let value = report.specimen, !value.isEmpty {
                    specimen = "#specimen"
                    json.array("contained") { json in
                        json.resource("Specimen", id: "specimen") { json in
                            json.concept("type", value)
                            json.reference("subject", patient)
                        }
                    }
                }
                json.diagnosticReport(report, patient: patient, specimen: specimen, results: results)
            }
        }
    }

    /// A result as an Observation of a server.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), observation.html.
    public struct ObservationResource: FHIRResource {
        private let id: String
        private let result: LabResult
        private let report: LabReport
        private let patient: String
        private let lastUpdated: Int64

        /// Makes an Observation; parameters as of a DiagnosticReport.
        public init(id: String, result: LabResult, of report: LabReport, patient: String, lastUpdated: Int64) {
            (self.id, self.result, self.report, self.patient) = (id, result, report, patient)
            self.lastUpdated = lastUpdated
        }

        /// Writes the resource.
        public func write(into json: inout JSONWriter) {
            json.resource("Observation", id: id) { json in
                json.meta(lastUpdated)
                json.observation(result, of: report, patient: patient)
            }
        }
    }
}

extension LabReport {
    /// The results that are Observations: those that are documents are forms of the report.
    public var observations: [LabResult] { results.filter { !$0.isAttachment } }
}

extension JSONWriter {
    /// Writes the meta of a resource of which there is one version: what is on a ledger does not change.
    mutating func meta(_ lastUpdated: Int64) {
        object("meta") { json in
            json.member("versionId", "1")
            json.member("lastUpdated", CalendarTime.text(lastUpdated))
        }
    }
}
