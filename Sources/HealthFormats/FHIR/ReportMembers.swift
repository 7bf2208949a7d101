/// The members of DiagnosticReport and Observation, whatever the resources around them are called.
extension JSONWriter {
    private static let reportStatuses: Set<String> = [
        "registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled",
        "entered-in-error", "unknown",
    ]
    private static let resultStatuses: Set<String> = [
        "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown",
    ]

    /// Writes a report.
    ///
    /// - Parameters:
    ///   - patient: what the Patient is called.
    ///   - specimen: what the Specimen is called; nil for none.
    ///   - results: what the Observations are called.
    mutating func diagnosticReport(_ report: LabReport, patient: String, specimen: String?, results: [String]) {
        identifiers(report.identifiers)
        member("status", Self.reportStatuses.contains(report.status) ? report.status : "unknown")
        category("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")
        requiredConcept("code", report.code)
        reference("subject", patient)
        time("effectiveDateTime", report.effective, FHIR.isDateTime)
        time("issued", report.issued, FHIR.isInstant)
        named("performer", report.performer)
        if let specimen { array("specimen") { json in json.object { $0.member("reference", specimen) } } }
        if !results.isEmpty {
            array("result") { json in
                for name in results { json.object { $0.member("reference", name) } }
            }
        }
        if !report.notes.isEmpty { member("conclusion", report.notes.joined(separator: "\n\n")) }
        let forms = report.results.filter(\.isAttachment)
        if !forms.isEmpty {
            array("presentedForm") { json in for form in forms { json.attachment(form) } }
        }
    }

    /// Writes a result of a report.
    mutating func observation(_ result: LabResult, of report: LabReport, patient: String) {
        member("status", Self.resultStatuses.contains(result.status) ? result.status : "unknown")
        category("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")
        requiredConcept("code", result.code)
        reference("subject", patient)
        time("effectiveDateTime", result.effective ?? report.effective, FHIR.isDateTime)
        time("issued", report.issued, FHIR.isInstant)
        named("performer", report.performer)
        found(result)
        if !result.notes.isEmpty {
            array("note") { json in for note in result.notes { json.object { $0.member("text", note) } } }
        }
        if let device = result.device, !device.isEmpty { object("device") { $0.member("display", device) } }
        let components = result.components + result.furtherAnswers
        if !components.isEmpty {
            array("component") { json in
                for component in components {
                    json.object { json in
                        json.requiredConcept("code", component.code)
                        json.found(component)
                    }
                }
            }
        }
    }

    private mutating func category(_ system: String, _ code: String) {
        array("category") { json in
            json.object { json in
                json.array("coding") { $0.coding(Coding(system: system, code: code, display: "Laboratory")) }
            }
        }
    }
}

extension LabResult {
    /// Whether the result is a document, which is a form of the report and no Observation.
    var isAttachment: Bool { if case .attachment = value { true } else { false } }

    /// The second and later coded answers, which FHIR has room for in components only.
    fileprivate var furtherAnswers: [LabResult] {
        guard case .coded(let answers) = value else { return [] }
        return answers.dropFirst().map { answer in
            var result = LabResult()
            result.code = code
            result.value = .coded([answer])
            return result
        }
    }
}
