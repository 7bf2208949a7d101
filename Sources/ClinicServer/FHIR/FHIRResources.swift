internal import HealthFormats
internal import MedicalLedger

/// A resource that the server gives out, and what searches ask of it.
struct FHIRItem: Sendable {
    /// The types there are.
    enum Kind: String, CaseIterable, Sendable {
        case patient = "Patient", report = "DiagnosticReport", observation = "Observation"
    }

    let kind: Kind
    let id: String
    /// Entry of the patient.
    let patient: UInt64
    /// The record's entry; of a Patient that of the record that says who it is.
    let entry: UInt64
    let code: CodedValue
    let status: String
    let time: ClinicalTime?
    /// Relative URLs of the Observations of a report.
    let results: [String]
    /// The resource as JSON.
    let bytes: [UInt8]

    var url: String { "\(kind.rawValue)/\(id)" }

    /// The resources of a record: a DiagnosticReport `ENTRY-n` for each report, an Observation `ENTRY-n-m` for each result.
    static func items(of view: RecordView) -> [FHIRItem] {
        guard let reports = try? view.reports() else { return [] }
        let patient = "Patient/\(view.onChain.patient)"
        let updated = Int64(clamping: view.sealedMilliseconds)
        return reports.enumerated().flatMap { position, report -> [FHIRItem] in
            let id = "\(view.entry)-\(position)"
            let observations = report.observations.enumerated().map { place, result in
                let resource = FHIR.ObservationResource(
                    id: "\(id)-\(place)", result: result, of: report, patient: patient, lastUpdated: updated)
                return FHIRItem(
                    kind: .observation, id: "\(id)-\(place)", patient: view.onChain.patient, entry: view.entry,
                    code: result.code, status: result.status, time: result.effective ?? report.effective, results: [],
                    bytes: resource.bytes)
            }
            let results = observations.map(\.url)
            let resource = FHIR.DiagnosticReportResource(
                id: id, report: report, patient: patient, results: results, lastUpdated: updated)
            let item = FHIRItem(
                kind: .report, id: id, patient: view.onChain.patient, entry: view.entry, code: report.code,
                status: report.status, time: report.effective ?? report.issued, results: results, bytes: resource.bytes)
            return [item] + observations
        }
    }

    /// The Patient as a record says who it is.
    static func patient(_ patient: UInt64, by view: RecordView, origin: String) -> FHIRItem {
        let details = (try? view.reports())?.first?.patient ?? PatientDetails()
        let resource = FHIR.PatientResource(
            id: String(patient),
            pseudonym: Identifier(system: "urn:clinicledger:entry:\(origin)", value: String(patient)), details: details)
        return FHIRItem(
            kind: .patient, id: String(patient), patient: patient, entry: view.entry, code: CodedValue(), status: "",
            time: nil, results: [], bytes: resource.bytes)
    }
}
