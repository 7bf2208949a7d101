@testable import HealthFormats
import Testing

@Suite struct HL7v2ReportsTests {
    @Test func `a report bears all that its message says`() throws {
        let source = hl7Message(
            "PID|1||P1^^^CLINIC^MR~9||Weber&von^Anna^Maria^^Dr||19540312|F", "NTE|1||on the patient",
            "ORC|RE|O1^PLACER|F1", "NTE|1||on the order",
            "OBR|1||F1^LIS|24323-8^Comprehensive panel^LN^CMP^Own panel^L|||202405170815-0500|||||||20240517|BLD&Blood&HL70487|||||||"
                + "20240517083015.25||LAB|C|||||||&Cole&Jane^20240517",
            "NTE|1||on the report~two lines",
            "OBX|1|NM|2823-3^Potassium^LN|1|4.20|mmol/L^mmol/L^UCUM|3.5-5.1|H~A|||C|||202405170816|"
                + "||M1^Method^L|AU-1^^LAB~AU-2", "NTE|1||on the result",
            "SPM|1|||SER^Serum^HL70487^119364003^^SCT||||||||||20240517",
            "NTE|1||on the report again", set: "UNICODE UTF-8")
        let reports = try HL7v2.reports(document: source)
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(
            report.patient.identifiers == [
                Identifier(system: "CLINIC", value: "P1"), Identifier(system: "LAB", value: "9"),
            ])
        #expect(report.patient.name == "Weber Anna Maria")
        #expect(report.patient.birthDate == ClinicalTime(text: "1954-03-12"))
        #expect(report.patient.gender == "female")
        #expect(
            report.identifiers == [Identifier(system: "LIS", value: "F1"), Identifier(system: "PLACER", value: "O1")])
        #expect(report.code.loinc == "24323-8")
        #expect(report.code.codings.last == Coding(system: "L", code: "CMP", display: "Own panel"))
        #expect(report.status == "corrected")
        #expect(report.effective?.text == "2024-05-17T08:15-05:00")
        #expect(report.issued?.text == "2024-05-17T08:30:15.25")
        #expect(report.performer == "Cole Jane")
        #expect(report.specimen?.label == "Serum")
        #expect(report.specimen?.codings.last?.system == "http://snomed.info/sct")
        #expect(report.notes == ["on the patient", "on the order", "on the report\ntwo lines", "on the report again"])
        let result = try #require(report.results.first)
        #expect(result.code.loinc == "2823-3")
        #expect(result.value == .quantity(comparator: nil, number: "4.20", unit: "mmol/L", unitCode: "mmol/L"))
        #expect(result.referenceRange == ReferenceRange(low: "3.5", high: "5.1"))
        #expect(result.interpretation == ["H", "A"])
        #expect(result.status == "corrected")
        #expect(result.effective?.text == "2024-05-17T08:16")
        #expect(result.device == "AU-1, AU-2")
        #expect(result.notes == ["on the result"])
    }

    @Test func `each OBR is a report of its own, for the patient before it`() throws {
        let source = hl7Message(
            "PID|1||P1", "OBX|1|ST|A||loose", "OBR|1||F1|A", "OBX|1|NM|A||1", "OBX|2|NM|B||2", "OBR|2||F2|C",
            "PID|2||P2",
            "ORC|RE|O3|F3", "OBR|1|||D", "OBX|1|NM|D||3")
        let reports = try HL7v2.reports(document: source)
        #expect(reports.map(\.results.count) == [1, 2, 0, 1])
        #expect(reports.map { $0.patient.identifiers[0].value } == ["P1", "P1", "P1", "P2"])
        #expect(reports.map { $0.identifiers.first?.value } == [nil, "F1", "F2", "F3"])
        #expect(reports.map(\.performer) == ["LAB", "LAB", "LAB", "LAB"])
    }

    @Test(
        arguments: [
            ("NM", "4.2", ResultValue.quantity(comparator: nil, number: "4.2", unit: "U", unitCode: nil)),
            ("NM", " -0.5 ", .quantity(comparator: nil, number: "-0.5", unit: "U", unitCode: nil)),
            ("NM", "<5", .quantity(comparator: "<", number: "5", unit: "U", unitCode: nil)),
            ("NM", ">= 1.5E3", .quantity(comparator: ">=", number: "1.5E3", unit: "U", unitCode: nil)),
            ("NM", "5,3", .quantity(comparator: nil, number: "5.3", unit: "U", unitCode: nil)),
            ("NM", "1,234", .text("1,234")), ("NM", "HEMOLYZED", .text("HEMOLYZED")), ("NM", "1.2.3", .text("1.2.3")),
            ("NM", "60~120", .structured("60; 120", unit: "U")), ("NM", "60~low", .text("60\nlow")),
            ("NM", "", .absent(reason: "")), ("NM", "\"\"", .absent(reason: "")),
            ("SN", "^182", .quantity(comparator: nil, number: "182", unit: "U", unitCode: nil)),
            ("SN", "<^5", .quantity(comparator: "<", number: "5", unit: "U", unitCode: nil)),
            ("SN", "=^5", .quantity(comparator: nil, number: "5", unit: "U", unitCode: nil)),
            ("SN", "7.5", .quantity(comparator: nil, number: "7.5", unit: "U", unitCode: nil)),
            ("SN", "^1^:^128", .structured("1:128", unit: "U")), ("SN", "^10^-^20", .structured("10-20", unit: "U")),
            ("SN", "^2^+", .structured("2+", unit: "U")), ("SN", ">^1^:^640", .structured(">1:640", unit: "U")),
            ("SN", "<>^5", .structured("<>5", unit: "U")),
            ("ST", "negative", .text("negative")), ("ST", "<5", .text("<5")), ("ST", "a^b & c^^", .text("a^b & c")),
            ("TX", "one~two\\F\\three", .text("one\ntwo|three")), ("FT", "one\\.br\\two", .text("one\ntwo")),
            ("", "plain", .text("plain")),
            (
                "CE", "260385009^Negative^SCT",
                .coded([
                    CodedValue(codings: [
                        Coding(system: "http://snomed.info/sct", code: "260385009", display: "Negative")
                    ])
                ])
            ),
            (
                "CWE", "A^^L~^words only",
                .coded([CodedValue(codings: [Coding(system: "L", code: "A")]), CodedValue(text: "words only")])
            ),
            (
                "CWE", "A^B^99X^C^D^LN^^^original^E^F^I10",
                .coded([
                    CodedValue(
                        codings: [
                            Coding(system: "99X", code: "A", display: "B"),
                            Coding(system: "http://loinc.org", code: "C", display: "D"),
                            Coding(system: "http://hl7.org/fhir/sid/icd-10", code: "E", display: "F"),
                        ], text: "original")
                ])
            ),
            ("CWE", "Y^Yes^HL70136", .boolean(true)), ("CNE", "N^^HL70136", .boolean(false)),
            ("CE", "^^", .absent(reason: "")),
            (
                "IS", "POS~NEG",
                .coded([CodedValue(codings: [Coding(code: "POS")]), CodedValue(codings: [Coding(code: "NEG")])])
            ),
            ("ID", "Y", .coded([CodedValue(codings: [Coding(code: "Y")])])),
            ("DT", "20240229", .time(ClinicalTime(text: "2024-02-29"))), ("DT", "20230229", .text("20230229")),
            ("TM", "0830", .time(ClinicalTime(text: "08:30"))),
            ("TM", "083000.5+0100", .time(ClinicalTime(text: "08:30:00.5+01:00"))),
            ("TS", "202405^D", .time(ClinicalTime(text: "2024-05"))),
            ("DTM", "20240517083000-0330", .time(ClinicalTime(text: "2024-05-17T08:30:00-03:30"))),
            ("ED", "^application^pdf^Base64^AAECAw==", .attachment(contentType: "application/pdf", byteCount: 4)),
            ("ED", "LIS^IM^JPEG^Base64^AAEC", .attachment(contentType: "image/jpeg", byteCount: 3)),
            ("ED", "^PDF^^Base64^AAE=", .attachment(contentType: "application/pdf", byteCount: 2)),
            ("ED", "^TEXT^^A^abcde", .attachment(contentType: "text/plain", byteCount: 5)),
            ("ED", "^AP^Octet-stream^Hex^00FF", .attachment(contentType: "application/octet-stream", byteCount: 2)),
            ("RP", "https://host/a?b\\T\\c^^IM^PNG", .text("https://host/a?b&c")),
            ("XPN", "Weber^Anna", .text("Weber Anna")), ("CX", "17^^^LAB", .text("17 LAB")),
        ] as [(String, String, ResultValue)])
    func `each type of OBX-5 is read`(type: String, sent: String, value: ResultValue) throws {
        let results = try hl7Results("OBX|1|\(type)|A||\(sent)|U||||F")
        #expect(results.map(\.value) == [value])
    }

    @Test func `documents after the first become parts of the result`() throws {
        let result = try #require(
            try hl7Results("OBX|1|ED|A||^IM^PNG^Base64^AAAA~^application^pdf^Base64^AAAA||||||F").first)
        #expect(result.value == .attachment(contentType: "image/png", byteCount: 3))
        #expect(result.components.map(\.value) == [.attachment(contentType: "application/pdf", byteCount: 3)])
        #expect(result.components.map(\.status) == ["final"])
    }

    @Test func `why there is no value is said where OBX-11 says it`() throws {
        let results = try hl7Results(
            "OBX|1|NM|A||||||||X", "OBX|2|NM|A||||||||F", "OBX|3||A", "OBX|4|NM|A||\"\"||||||N")
        #expect(
            results.map(\.value) == [
                .absent(reason: "X"), .absent(reason: ""), .absent(reason: ""), .absent(reason: "N"),
            ])
        #expect(results.map(\.status) == ["cancelled", "final", "unknown", "cancelled"])
    }

    @Test(
        arguments: [
            ("3.5-5.1", ReferenceRange(low: "3.5", high: "5.1")),
            ("3.5 - 5.1", ReferenceRange(low: "3.5", high: "5.1")),
            ("-2-3", ReferenceRange(low: "-2", high: "3")), ("-5--2", ReferenceRange(low: "-5", high: "-2")),
            ("3.5--5.1", ReferenceRange(low: "3.5", high: "5.1")), ("3,5-5,1", ReferenceRange(low: "3.5", high: "5.1")),
            ("3.5~5.1", ReferenceRange(low: "3.5", high: "5.1")), ("3.5–5.1", ReferenceRange(low: "3.5", high: "5.1")),
            ("<5", ReferenceRange(high: "5", text: "<5")), ("> 60", ReferenceRange(low: "60", text: "> 60")),
            (">=60", ReferenceRange(low: "60")), ("≤5", ReferenceRange(high: "5")),
            ("<=-1", ReferenceRange(high: "-1")),
            ("negative", ReferenceRange(text: "negative")), ("5.1-3.5", ReferenceRange(text: "5.1-3.5")),
            ("2024-05-17", ReferenceRange(text: "2024-05-17")), ("70_105", ReferenceRange(text: "70_105")),
            ("3.5-5.1 mmol/L", ReferenceRange(text: "3.5-5.1 mmol/L")), ("-", ReferenceRange(text: "-")),
            ("1-", ReferenceRange(text: "1-")), ("--", ReferenceRange(text: "--")), ("", nil), ("\"\"", nil),
            (" ", nil),
        ] as [(String, ReferenceRange?)])
    func `reference ranges are taken apart where that is certain`(sent: String, range: ReferenceRange?) throws {
        #expect(try hl7Results("OBX|1|NM|A||1|U|\(sent)|||F").first?.referenceRange == range)
    }

    @Test(arguments: [
        ("2024", "2024"), ("202405", "2024-05"), ("20240517", "2024-05-17"), ("2024051708", "2024-05-17T08"),
        ("202405170830", "2024-05-17T08:30"), ("20240517083059", "2024-05-17T08:30:59"),
        ("20240517083059.1234", "2024-05-17T08:30:59.1234"), ("20240517083059.5+0545", "2024-05-17T08:30:59.5+05:45"),
        ("202405170830Z", "2024-05-17T08:30Z"), ("20240517+0200", "2024-05-17"), ("20000229", "2000-02-29"),
        ("19000229", nil), ("20241301", nil), ("20240500", nil), ("20240431", nil), ("2024051724", nil),
        ("202405170860", nil), ("20240517083061", nil), ("20240", nil), ("202405171", nil), ("2024-05-17", nil),
        ("20240517083000+2500", nil), ("0000", nil), ("x", nil), ("", nil), ("202405.5", nil), ("２０２４", nil),
    ])
    func `times keep the precision and the zone that were sent`(sent: String, text: String?) {
        #expect(HL7v2.dateTime(sent)?.text == text)
        if let text, sent != "20240517+0200", sent != "202405170830Z" {
            #expect(HL7v2.hl7Time(ClinicalTime(text: text)) == sent)
        }
    }

    @Test func `a result with a wrong date keeps its value, and one at the report's time has none of its own`() throws {
        let results = try hl7Results(
            "OBX|1|NM|A||1||||||F|||20241350", "OBX|2|NM|A||1||||||F|||20240517",
            "OBX|3|NM|A||1||||||F|||||||||20240518")
        #expect(results.map { $0.effective?.text } == [nil, nil, nil])
        let analysed = try hl7Results("OBX|1|NM|A||1||||||F||||||||20240518")
        #expect(analysed.first?.effective?.text == "2024-05-18")
    }

    @Test(
        arguments: [
            ("mg/dL", "mg/dL", nil), ("mg/dL^milligram^UCUM", "milligram", "mg/dL"), ("mg/dL^^UCUM", "mg/dL", "mg/dL"),
            ("mg/dl^x^L^mg/dL^mg/dL^UCUM", "mg/dL", "mg/dL"), ("^words", "words", nil), ("g/L^gram^ISO+", "g/L", nil),
            ("", "", nil),
        ] as [(String, String, String?)])
    func `units are UCUM where the sender says so`(sent: String, unit: String, code: String?) throws {
        let value = try hl7Results("OBX|1|NM|A||1|\(sent)||||F").first?.value
        #expect(value == .quantity(comparator: nil, number: "1", unit: unit, unitCode: code))
    }

    @Test func `the performer is the interpreter, else who did the test, else the sender`() throws {
        func performer(_ request: String, _ observation: String) throws -> String? {
            try HL7v2.reports(document: hl7Message("PID|1||P1", request, observation)).first?.performer
        }
        let interpreter = "OBR|1||F|A" + String(repeating: "|", count: 28)
        #expect(try performer(interpreter + "4^HIPPOCRATES^HOWARD H^^^^MD", "OBX|1|NM|A||1") == "HIPPOCRATES HOWARD H")
        #expect(try performer(interpreter + "&CYTO&JANE^20141006", "OBX|1|NM|A||1||||||F||||C^Central") == "CYTO JANE")
        #expect(try performer("OBR|1||F|A", "OBX|1|NM|A||1||||||F||||C^Central^L") == "Central")
        #expect(try performer("OBR|1||F|A", "OBX|1|NM|A||1||||||F||||||||||||North Lab^L") == "North Lab")
        #expect(try performer("OBR|1||F|A", "OBX|1|NM|A||1") == "LAB")
    }

    @Test func `a single word in OBR-15 is words`() throws {
        let fields = String(repeating: "|", count: 11)
        let words = hl7Message("PID|1||P1", "OBR|1||F|A\(fields)Whole blood EDTA")
        #expect(try HL7v2.reports(document: words)[0].specimen == CodedValue(text: "Whole blood EDTA"))
        let coded = hl7Message("PID|1||P1", "OBR|1||F|A\(fields)BLD&Blood&HL70487^^X")
        #expect(
            try HL7v2.reports(document: coded)[0].specimen?.codings == [
                Coding(system: "http://terminology.hl7.org/CodeSystem/v2-0487", code: "BLD", display: "Blood")
            ])
    }

    @Test func `the standard's example is read`() throws {
        // HL7 version 2.5.1, section 7.4.2.4 and the GHH lab example of chapter 7.
        let source = Array(
            ("MSH|^~\\&|GHH LAB|ELAB-3|GHH OE|BLDG4|200202150930||ORU^R01|CNTRL-3456|P|2.4\r"
                + "PID|||555-44-4444||EVERYWOMAN^EVE^E^^^^L|JONES|19620320|F|||153 FERNWOOD DR.^^STATESVILLE^OH^35292\r"
                + "OBR|1|845439^GHH OE|1045813^GHH LAB|15545^GLUCOSE|||200202150730|||||||||555-55-5555^PRIMARY^PATRICIA P^^^^MD"
                + "|||||||||F||||||444-44-4444^HIPPOCRATES^HOWARD H^^^^MD\r"
                + "OBX|1|SN|1554-5^GLUCOSE^POST 12H CFST:MCNC:PT:SER/PLAS:QN||^182|mg/dl|70_105|H|||F\r").utf8)
        let report = try #require(try HL7v2.reports(document: source).first)
        #expect(report.patient.name == "EVERYWOMAN EVE E")
        #expect(report.patient.identifiers == [Identifier(system: "ELAB-3", value: "555-44-4444")])
        #expect(report.status == "final")
        #expect(report.results[0].value == .quantity(comparator: nil, number: "182", unit: "mg/dl", unitCode: nil))
        #expect(report.results[0].interpretation == ["H"])
        #expect(HL7Found(source).codes == ["15545", "1554-5"])
    }

    @Test func `a document of 600 KB is measured, not copied about`() throws {
        let data = String(repeating: "QUJD", count: 150_000)
        let source = hl7Message(
            "PID|1||P1", "OBR|1||F|A", "OBX|1|ED|B||^application^pdf^Base64^\(data)||||||F", "OBX|2|NM|C||1")
        let found = HL7Found(source)
        #expect(found.codes == ["A", "B", "C"])
        let results = try HL7v2.reports(document: source)[0].results
        #expect(results[0].value == .attachment(contentType: "application/pdf", byteCount: 450_000))
        #expect(results[0].status == "final")
        #expect(results.count == 2)
    }

    @Test func `only a message can be read`() {
        for text in ["", "MS", "PID|1", "MSH", "MSH|"] {
            #expect(throws: Reason("hl7.noDelimiters")) { try HL7v2.reports(document: Array(text.utf8)) }
        }
    }
}
