package import HealthFormats

/// Reports of one format written in another.
package enum Conversion {
    /// A record's reports as one FHIR R4 Bundle, ended by a line break.
    package static func fhir(_ reports: [LabReport], of view: RecordView, isIndented: Bool) -> [UInt8] {
        var json = JSONWriter(isIndented: isIndented)
        FHIR.write(reports, id: "entry-\(view.entry)", into: &json)
        json.newline()
        return json.bytes
    }

    /// The bytes of a record's reports in a format; `isFirst` where a table still needs its header.
    static func convert(_ view: RecordView, to format: SourceFormat, isFirst: Bool) throws -> [UInt8] {
        let reports: [LabReport]
        do throws(Reason) {
            reports = try view.reports()
        } catch {
            throw MedicalError(
                "conversion", .damaged,
                error.values.merging(["entry": String(view.entry), "reason": error.code]) { $1 })
        }
        switch format {
        case .fhir: return fhir(reports, of: view, isIndented: false)
        case .hl7:
            return HL7v2.write(
                reports, controlIdentifier: "entry-\(view.entry)", time: ClinicalTime(text: view.sealed),
                sendingFacility: view.origin.source)
        default:
            var csv = CSV.Writer()
            if !isFirst { csv.removeAll() }
            for report in reports { csv.write(report) }
            return csv.bytes
        }
    }
}
