internal import MedicalLedger

/// The same results in the three forms that a ledger imports.
struct LaboratoryFiles {
    let data: LaboratoryData
    let hl7: String
    let fhir: String
    let csv: String
    /// Bytes of the FHIR file.
    var fhirBytes: Int { Files.size(fhir) }

    /// Writes the three files into a directory.
    init(_ data: LaboratoryData, in directory: String) throws {
        self.data = data
        hl7 = "\(directory)/results.hl7"
        fhir = "\(directory)/results.ndjson"
        csv = "\(directory)/results.csv"
        let writers = (hl7: try FileWriter(hl7), fhir: try FileWriter(fhir), csv: try FileWriter(csv))
        try writers.csv.write(
            "result_id,patient_id,pseudonym,loinc,name,value,unit,ref_low,ref_high,flag,effective,issued,lab,device\n")
        try data.forEachOrder { order in
            try writers.hl7.write(Self.hl7(order))
            let times = (collected: Timestamp.text(order.collected), issued: Timestamp.text(order.issued))
            var position = 0
            for (panel, device, results) in order.parts {
                for result in results {
                    position += 1
                    let device = "\(panel.device)-\(device)"
                    try writers.fhir.write(Self.fhir(result, position, of: order, times, device))
                    try writers.csv.write(Self.csv(result, of: order, times, device))
                }
            }
        }
        try writers.hl7.flush()
        try writers.fhir.flush()
        try writers.csv.flush()
    }

    /// An ORU^R01 message of HL7 2.5.1; segments end with a carriage return.
    private static func hl7(_ order: LaboratoryData.Order) -> String {
        let collected = hl7Time(order.collected)
        let issued = hl7Time(order.issued)
        let doctor = "D\(String(order.doctor).leftPadded(4))"
        let lab = order.laboratoryCode
        var segments = [
            "MSH|^~\\&|LIS|\(lab)|LEDGER|CLINIC|\(issued)||ORU^R01^ORU_R01|\(order.filler)|P|2.5.1|||AL|NE||UNICODE UTF-8",
            "PID|1||\(order.patientIdentifier)^^^CLINIC^MR||\(order.pseudonym)||\(1930 + order.patient % 80)|"
                + (order.patient % 2 == 0 ? "F" : "M"),
            "PV1|1|O|AMB^^^CLINIC||||\(doctor)|||||||||||V\(String(300_000 + order.number).leftPadded(8))",
        ]
        var position = 0
        for (part, (panel, device, results)) in order.parts.enumerated() {
            segments.append("ORC|RE|\(order.placer)|\(order.filler)|||CM||||||\(doctor)")
            segments.append(
                "OBR|\(part + 1)|\(order.placer)|\(order.filler)|\(panel.loinc)^\(panel.name)^LN|||\(collected)"
                    + "|||||||\(collected)|\(panel.specimen)|\(doctor)||||||\(issued)||LAB|F")
            for result in results {
                position += 1
                let analyte = result.analyte
                let range = "\(analyte.text(analyte.low))-\(analyte.text(analyte.high))"
                segments.append(
                    "OBX|\(position)|NM|\(analyte.loinc)^\(analyte.name)^LN^\(analyte.short)^\(analyte.short)^L||"
                        + "\(analyte.text(result.value))|\(analyte.unit)^\(analyte.unit)^UCUM|\(range)|\(result.flag)|||F|||"
                        + "\(collected)||T\(String(result.technician).leftPadded(3))||\(panel.device)-\(device)^^\(lab)|\(issued)"
                )
            }
        }
        if let note = order.note { segments.append("NTE|1|L|\(note)") }
        return segments.joined(separator: "\r") + "\r"
    }

    /// One line of a FHIR R4 Observation.
    private static func fhir(
        _ result: LaboratoryData.Result, _ position: Int, of order: LaboratoryData.Order,
        _ times: (collected: String, issued: String), _ device: String
    ) -> String {
        let analyte = result.analyte
        let flags = ["N": "Normal", "L": "Low", "H": "High", "LL": "Critical low", "HH": "Critical high"]
        let unit = analyte.unit
        return """
            {"resourceType":"Observation","id":"\(result.identifier)","meta":{"versionId":"1","lastUpdated":"\(times.issued)",\
            "profile":["http://hl7.org/fhir/StructureDefinition/Observation"]},\
            "identifier":[{"system":"urn:lab:\(order.laboratoryCode)","value":"\(order.filler)-\(position)"}],\
            "basedOn":[{"reference":"ServiceRequest/\(order.placer)"}],"status":"final",\
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",\
            "code":"laboratory","display":"Laboratory"}]}],\
            "code":{"coding":[{"system":"http://loinc.org","code":"\(analyte.loinc)","display":"\(analyte.name)"}],\
            "text":"\(analyte.short)"},\
            "subject":{"reference":"Patient/\(order.patientIdentifier)","identifier":{"value":"\(order.pseudonym)"}},\
            "effectiveDateTime":"\(times.collected)","issued":"\(times.issued)",\
            "performer":[{"reference":"Organization/\(order.laboratoryCode)","display":"\(order.laboratoryName)"}],\
            "valueQuantity":{"value":\(analyte.text(result.value)),"unit":"\(unit)",\
            "system":"http://unitsofmeasure.org","code":"\(unit)"},\
            "interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",\
            "code":"\(result.flag)","display":"\(flags[result.flag] ?? "")"}]}],\
            "referenceRange":[{"low":{"value":\(analyte.text(analyte.low)),"unit":"\(unit)"},\
            "high":{"value":\(analyte.text(analyte.high)),"unit":"\(unit)"}}],"device":{"display":"\(device)"}}

            """
    }

    private static func csv(
        _ result: LaboratoryData.Result, of order: LaboratoryData.Order, _ times: (collected: String, issued: String),
        _ device: String
    ) -> String {
        let analyte = result.analyte
        return [
            result.identifier, order.patientIdentifier, order.pseudonym, analyte.loinc, analyte.short,
            analyte.text(result.value), analyte.unit, analyte.text(analyte.low), analyte.text(analyte.high),
            result.flag,
            times.collected, times.issued, order.laboratoryCode, device,
        ].joined(separator: ",") + "\n"
    }

    /// `20230102060000+0000`.
    private static func hl7Time(_ milliseconds: UInt64) -> String {
        Timestamp.text(milliseconds).filter(\.isNumber) + "+0000"
    }
}
