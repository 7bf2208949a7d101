internal import MedicalLedger

/// What is imported.
enum Source: String, CaseIterable {
    /// Observations, those of one order tied to each other by `basedOn`.
    case fhir = "FHIR"
    /// Observations that nothing ties to each other: each of another patient and another time.
    case ungrouped = "FHIR, ungrouped"
    case hl7 = "HL7 v2"
    case csv = "CSV"

    /// A name for files, without what comes behind the dot.
    var fileName: String {
        switch self {
        case .fhir: "fhir"
        case .ungrouped: "ungrouped"
        case .hl7: "hl7"
        case .csv: "csv"
        }
    }
}

/// The same results in the forms that a ledger imports, and as many others that do not belong together.
struct LaboratoryFiles {
    private let directory: String

    func path(_ source: Source) -> String { "\(directory)/\(source.fileName).results" }

    /// Writes the files into a directory.
    init(_ data: LaboratoryData, in directory: String) throws {
        self.directory = directory
        let writers = (
            hl7: try FileWriter(path(.hl7)), fhir: try FileWriter(path(.fhir)), csv: try FileWriter(path(.csv))
        )
        try writers.csv.write(
            "result_id,patient_id,pseudonym,loinc,name,value,unit,ref_low,ref_high,flag,effective,issued,lab,device\n")
        try data.forEachOrder { order in
            try writers.hl7.write(Self.hl7(order))
            try writers.fhir.write(Self.fhir(order))
            try writers.csv.write(Self.csv(order))
        }
        try writers.hl7.flush()
        try writers.fhir.flush()
        try writers.csv.flush()
        let ungrouped = try FileWriter(path(.ungrouped))
        try data.forEachOrder { try ungrouped.write(Self.fhir($0, isTied: false)) }
        try ungrouped.flush()
    }

    /// An ORU^R01 message of HL7 2.5.1; segments end with a carriage return.
    ///
    /// Put together from parts that are made once: ten million results are written this way.
    static func hl7(_ order: LaboratoryData.Order) -> String {
        let collected = hl7Time(order.collected)
        let issued = hl7Time(order.issued)
        let doctor = "D\(String(order.doctor).leftPadded(4))"
        let lab = order.laboratoryCode
        let (placer, filler) = (order.placer, order.filler)
        var text = """
            MSH|^~\\&|LIS|\(lab)|LEDGER|CLINIC|\(issued)||ORU^R01^ORU_R01|\(filler)|P|2.5.1|||AL|NE||UNICODE UTF-8\r\
            PID|1||\(order.patientIdentifier)^^^CLINIC^MR||\(order.pseudonym)||\(1930 + order.patient % 80)|\
            \(order.patient % 2 == 0 ? "F" : "M")\r\
            PV1|1|O|AMB^^^CLINIC||||\(doctor)|||||||||||V\(String(300_000 + order.number).leftPadded(8))\r
            """
        let middle = "|||F|||\(collected)||T"
        var position = 0
        for (part, (panel, device, results)) in order.parts.enumerated() {
            text += """
                ORC|RE|\(placer)|\(filler)|||CM||||||\(doctor)\r\
                OBR|\(part + 1)|\(placer)|\(filler)|\(panel.loinc)^\(panel.name)^LN|||\(collected)\
                |||||||\(collected)|\(panel.specimen)|\(doctor)||||||\(issued)||LAB|F\r
                """
            let end = "||\(panel.device)-\(device)^^\(lab)|\(issued)\r"
            for result in results {
                position += 1
                text += "OBX|"
                text += String(position)
                text += result.analyte.hl7Start
                text += result.analyte.text(result.value)
                text += result.analyte.hl7Middle
                text += result.flag
                text += middle
                text += result.technician < 10 ? "00" : "0"
                text += String(result.technician)
                text += end
            }
        }
        if let note = order.note { text += "NTE|1|L|\(note)\r" }
        return text
    }

    /// FHIR R4 Observations, one a line.
    ///
    /// - Parameter isTied: whether they name their order; else each is of a time of its own, so that nothing ties it to another.
    static func fhir(_ order: LaboratoryData.Order, isTied: Bool = true) -> String {
        var times = (collected: Timestamp.text(order.collected), issued: Timestamp.text(order.issued))
        let tie = isTied ? "\"basedOn\":[{\"reference\":\"ServiceRequest/\(order.placer)\"}]," : ""
        var text = ""
        var position = 0
        for (panel, device, results) in order.parts {
            for result in results {
                position += 1
                if !isTied { times.collected = Timestamp.text(order.collected + UInt64(position) * 1000) }
                text += fhir(result, position, of: order, tie, times, "\(panel.device)-\(device)")
            }
        }
        return text
    }

    private static func fhir(
        _ result: LaboratoryData.Result, _ position: Int, of order: LaboratoryData.Order, _ tie: String,
        _ times: (collected: String, issued: String), _ device: String
    ) -> String {
        let analyte = result.analyte
        let flags = ["N": "Normal", "L": "Low", "H": "High", "LL": "Critical low", "HH": "Critical high"]
        let unit = analyte.unit
        return """
            {"resourceType":"Observation","id":"\(result.identifier)","meta":{"versionId":"1","lastUpdated":"\(times.issued)",\
            "profile":["http://hl7.org/fhir/StructureDefinition/Observation"]},\
            "identifier":[{"system":"urn:lab:\(order.laboratoryCode)","value":"\(order.filler)-\(position)"}],\
            \(tie)"status":"final",\
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

    /// A row of CSV for each result.
    private static func csv(_ order: LaboratoryData.Order) -> String {
        let (collected, issued) = (Timestamp.text(order.collected), Timestamp.text(order.issued))
        return order.parts.map { panel, device, results in
            results.map { result in
                let analyte = result.analyte
                return [
                    result.identifier, order.patientIdentifier, order.pseudonym, analyte.loinc, analyte.short,
                    analyte.text(result.value), analyte.unit, analyte.text(analyte.low), analyte.text(analyte.high),
                    result.flag, collected, issued, order.laboratoryCode, "\(panel.device)-\(device)",
                ].joined(separator: ",") + "\n"
            }.joined()
        }.joined()
    }

    /// `20230102060000+0000`.
    private static func hl7Time(_ milliseconds: UInt64) -> String {
        String(decoding: Timestamp.text(milliseconds).utf8.filter { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self) + "+0000"
    }
}
