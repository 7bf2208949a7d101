@testable import HealthFormats
import Testing

@Suite struct HL7v2WriterTests {
    /// Values of every kind that version 2 has a place for.
    private static let values: [ResultValue] = [
        .quantity(comparator: nil, number: "4.20", unit: "mmol/L", unitCode: "mmol/L"),
        .quantity(comparator: "<", number: "0.5", unit: "gram & more", unitCode: "g^1"),
        .quantity(comparator: nil, number: "-7", unit: "arb. units", unitCode: nil),
        .structured("1:128", unit: "titre"), .structured(">1:640", unit: ""), .structured("10-20", unit: "/HPF"),
        .structured("2+", unit: ""),
        .coded([CodedValue(codings: [Coding(system: "http://snomed.info/sct", code: "260385009", display: "Negative")])]
        ),
        .coded([
            CodedValue(
                codings: [
                    Coding(system: "http://loinc.org", code: "A"),
                    Coding(system: "urn:own", code: "B", display: "b|^&~\\"),
                    Coding(system: "http://terminology.hl7.org/CodeSystem/v2-0078", code: "H", display: "High"),
                ], text: "original ~ words"), CodedValue(text: "only & words"),
        ]),
        .text("plain"), .text("separators |^~\\& and \\E\\ and #"), .text("two\nlines\n\nfour"), .text("\"\""),
        .text("\t控制\u{1}"), .text(String(repeating: "王芳é😀", count: 90)), .time(ClinicalTime(text: "2024-05-17")),
        .time(ClinicalTime(text: "2024-05-17T08:30:00.25+02:00")), .time(ClinicalTime(text: "2024")),
        .time(ClinicalTime(text: "08:30:00")), .boolean(true), .boolean(false), .absent(reason: ""),
        .attachment(contentType: "application/pdf", byteCount: 0), .attachment(contentType: "image/png", byteCount: 0),
    ]

    private static func report(_ patient: String) -> LabReport {
        var report = LabReport()
        report.patient.identifiers = [
            Identifier(system: "CLINIC", value: patient), Identifier(system: "1.2.840.1", value: "x|y"),
            Identifier(system: "https://clinic.example/mrn", value: "&"),
        ]
        report.patient.name = "Müller Anna Maria de la"
        report.patient.birthDate = ClinicalTime(text: "1954-03-12")
        report.patient.gender = "female"
        report.identifiers = [Identifier(system: "LIS", value: "F1"), Identifier(value: "P~1")]
        report.code = CodedValue(
            codings: [Coding(system: "http://loinc.org", code: "24323-8", display: "Panel")], text: "CMP")
        report.status = "final"
        report.effective = ClinicalTime(text: "2024-05-17T08:15:00+02:00")
        report.issued = ClinicalTime(text: "2024-05-17T09:00:00Z".replacing("Z", with: "+00:00"))
        report.performer = "North & Co"
        report.specimen = CodedValue(codings: [
            Coding(system: "http://snomed.info/sct", code: "119364003", display: "Serum")
        ])
        report.notes = ["first\nline two", "second | note"]
        for (index, value) in values.enumerated() {
            var result = LabResult()
            result.code = CodedValue(codings: [Coding(system: "http://loinc.org", code: "\(index)-1", display: "^&")])
            result.value = value
            result.status =
                ["final", "preliminary", "corrected", "amended", "entered-in-error", "registered"][index % 6]
            result.interpretation = index % 3 == 0 ? ["H", "A"] : []
            result.referenceRange =
                [
                    ReferenceRange(low: "3.5", high: "5.1"), ReferenceRange(low: "-5", high: "-2"),
                    ReferenceRange(high: "5", text: "<5"), ReferenceRange(low: "60"), ReferenceRange(text: "neg | pos"),
                    nil,
                ][index % 6]
            result.effective = index % 2 == 0 ? ClinicalTime(text: "2024-05-16T23:00:00") : nil
            result.device = index % 4 == 0 ? "XN-1000^2" : nil
            result.notes = index % 5 == 0 ? ["on | the\nresult"] : []
            report.results.append(result)
        }
        return report
    }

    @Test func `what is written is read back equal`() throws {
        let reports = [Self.report("P1"), Self.report("P1"), Self.report("P2")]
        let time = ClinicalTime(text: "2024-05-17T09:30:00+02:00")
        let bytes = HL7v2.write(reports, controlIdentifier: "N|1", time: time, sendingFacility: "NORTH")
        let read = try HL7v2.reports(document: bytes)
        #expect(read.count == 3)
        for (sent, got) in zip(reports, read) {
            #expect(got.patient == sent.patient)
            #expect(got.notes == sent.notes)
            #expect(got.specimen == sent.specimen)
            #expect(got.identifiers == sent.identifiers)
            #expect(got.performer == sent.performer)
            for (sentResult, gotResult) in zip(sent.results, got.results) { #expect(gotResult == sentResult) }
            #expect(got == sent)
        }
        let found = HL7Found(bytes)
        #expect(found.records.count == 2)
        #expect(found.records[0].contains("ClinicLedger|NORTH|N|1 NORTH/ClinicLedger/F1^LIS"))
        #expect(found.resultCount == 3 * Self.values.count)
        let message = try HL7v2.Message(bytes)
        #expect(message.text("MSH", field: 7) == "20240517093000+0200")
        #expect(message.text("MSH", field: 12) == "2.5.1")
        #expect(message.characterSet == .utf8)
    }

    @Test func `every byte of a text comes back`() throws {
        for scalar in (0...0x2FF).compactMap({ Unicode.Scalar($0 as UInt32) }) where scalar != "\r" {
            let text = "a\(scalar)b"
            #expect(
                try hl7Results("OBX|1|ST|A||" + String(decoding: HL7v2.escaped(text, lines: #"\.br\"#), as: UTF8.self))
                    .first?.value == .text(text))
        }
    }

    @Test func `what version 2 has no place for is left out, and the rest still reads`() throws {
        var report = LabReport()
        report.patient.identifiers = [Identifier(value: "P1")]
        var part = LabResult()
        part.value = .text("part")
        var result = LabResult()
        result.components = [part, part]
        result.value = .attachment(contentType: "weird", byteCount: 7)
        result.referenceRange = ReferenceRange(low: "1", high: "2", text: "men")
        report.results = [result]
        let bytes = HL7v2.write([report], controlIdentifier: "1", time: nil)
        let read = try #require(try HL7v2.reports(document: bytes).first)
        #expect(read.results.count == 3)
        #expect(read.results[0].referenceRange == ReferenceRange(text: "1-2 (men)"))
        #expect(HL7Found(bytes).records.count == 1)
        #expect(HL7v2.write([], controlIdentifier: "", time: nil).count { $0 == 0x0D } == 1)
    }

    @Test func `a report read from a message is written and read equal`() throws {
        let source = hl7Message(
            "PID|1||P1^^^CLINIC||Weber^Anna||19540312|F", "OBR|1|O1|F1|24323-8^Panel^LN|||20240517",
            "OBX|1|NM|2823-3^Potassium^LN||4.2|mmol/L^mmol/L^UCUM|3.5-5.1|N|||F|||20240518|||^Photometry|", "NTE|1||ok",
            "OBX|2|FT|X^Comment^L||a\\.br\\b||||||P")
        let first = try HL7v2.reports(document: source)
        let second = try HL7v2.reports(
            document: HL7v2.write(first, controlIdentifier: "1", time: nil, sendingFacility: "LAB"))
        #expect(first == second)
    }
}
