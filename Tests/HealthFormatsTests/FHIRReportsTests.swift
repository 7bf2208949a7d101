import HealthFormats
import Testing
import Wording

@Suite struct FHIRReportsTests {
    private func reports(_ text: String) throws(Reason) -> [LabReport] { try FHIR.reports(document: Array(text.utf8)) }

    /// The value of an Observation that has these members.
    private func value(_ members: String) throws -> ResultValue? {
        try reports(#"{"resourceType":"Observation","subject":{"reference":"Patient/1"},\#(members)}"#).first?.results
            .first?.value
    }

    @Test func `every kind of value is read`() throws {
        #expect(
            try value(
                #""valueQuantity":{"value":5.10,"comparator":"<","unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}"#
            )
                == .quantity(comparator: "<", number: "5.10", unit: "mg", unitCode: "mg"))
        #expect(
            try value(#""valueQuantity":{"value":-1e-3,"system":"urn:x","code":"u"}"#)
                == .quantity(comparator: nil, number: "-1e-3", unit: "u", unitCode: nil))
        #expect(
            try value(#""valueCodeableConcept":{"coding":[{"system":"s","code":"c","display":"d"}],"text":"t"}"#)
                == .coded([CodedValue(codings: [Coding(system: "s", code: "c", display: "d")], text: "t")]))
        #expect(try value(#""valueString":"a\nb""#) == .text("a\nb"))
        #expect(try value(#""valueBoolean":false"#) == .boolean(false))
        #expect(try value(#""valueInteger":7"#) == .quantity(comparator: nil, number: "7", unit: "", unitCode: nil))
        #expect(
            try value(#""valueRange":{"low":{"value":1.0,"unit":"g"},"high":{"value":2}}"#)
                == .structured("1.0-2", unit: "g"))
        #expect(try value(#""valueRange":{"high":{"value":2}}"#) == .structured("<=2", unit: ""))
        #expect(
            try value(#""valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}"#)
                == .structured("1:128", unit: ""))
        #expect(
            try value(
                #""valueRatio":{"numerator":{"value":3,"unit":"mg","comparator":">"},"denominator":{"value":1,"unit":"L"}}"#
            )
                == .structured(">3:1", unit: "mg/L"))
        #expect(try value(#""valueTime":"08:30:00""#) == .time(ClinicalTime(text: "08:30:00")))
        #expect(try value(#""valueDateTime":"2024-05""#) == .time(ClinicalTime(text: "2024-05")))
        #expect(try value(#""valuePeriod":{"start":"2024","end":"2025"}"#) == .structured("2024/2025", unit: ""))
        #expect(
            try value(#""valueSampledData":{"data":"1 2 3"}"#)
                == .attachment(contentType: "application/fhir+json", byteCount: 5))
        #expect(
            try value(
                #""dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"error"}],"text":"x"}"#
            )
                == .absent(reason: "error"))
        #expect(try value(#""dataAbsentReason":{"text":"clotted"}"#) == .absent(reason: "clotted"))
        #expect(try value(#""status":"final""#) == .absent(reason: ""))
    }

    @Test func `a report is read with all that it has`() throws {
        let observation =
            #"{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/p"},"#
            + #""code":{"text":"Glucose"},"effectiveDateTime":"2024-05-17","valueQuantity":{"value":4.0},"#
            + #""interpretation":[{"coding":[{"code":"H"}]},{"text":"check"}],"#
            + #""referenceRange":[{"low":{"value":3.5},"high":{"value":5.1},"appliesTo":[{"text":"adult"}]}],"#
            + #""device":{"reference":"Device/d"},"note":[{"text":"n1"}],"#
            + #""component":[{"code":{"text":"part"},"valueString":"x"}]}"#
        let text =
            #"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:mrn","value":"M"}],"birthDate":"1980-01-02","#
            + #""gender":"female","name":[{"family":"旧"},{"use":"official","family":"王","given":["小","明"]}]}"#
            + #"{"resourceType":"Device","id":"d","deviceName":[{"name":"XN","type":"model-name"}]}"#
            + #"{"resourceType":"Specimen","id":"s","type":{"text":"Serum"}}"#
            + #"{"resourceType":"Organization","id":"lab","name":"North"}"# + observation
            + #"{"resourceType":"DiagnosticReport","id":"r","status":"corrected","identifier":[{"system":"urn:acc","value":"A1"}],"#
            + #""basedOn":[{"reference":"ServiceRequest/9"}],"subject":{"reference":"Patient/p"},"code":{"text":"Panel"},"#
            + #""effectivePeriod":{"start":"2024-05-17"},"issued":"2024-05-18T00:00:00Z","performer":[{"reference":"Organization/lab"}],"#
            + #""specimen":[{"reference":"Specimen/s"}],"result":[{"reference":"Observation/o"}],"conclusion":"c1\n\nc2","#
            + #""presentedForm":[{"contentType":"application/pdf","data":"QUJD","title":"doc"}]}"#
        let all = try reports(text)
        #expect(all.count == 1)
        let report = try #require(all.first)
        #expect(report.patient.name == "王小 明")
        #expect(report.patient.gender == "female")
        #expect(report.patient.birthDate == ClinicalTime(text: "1980-01-02"))
        #expect(report.patient.identifiers.first == Identifier(system: "urn:mrn", value: "M"))
        #expect(
            report.identifiers == [Identifier(system: "urn:acc", value: "A1"), Identifier(value: "ServiceRequest/9")])
        #expect(report.code.text == "Panel")
        #expect(report.status == "corrected")
        #expect(report.effective?.text == "2024-05-17")
        #expect(report.issued?.text == "2024-05-18T00:00:00Z")
        #expect(report.performer == "North")
        #expect(report.specimen?.text == "Serum")
        #expect(report.notes == ["c1", "c2"])
        #expect(report.results.count == 2)
        #expect(report.results.first?.value == .attachment(contentType: "application/pdf", byteCount: 3))
        let result = try #require(report.results.last)
        #expect(result.interpretation == ["H", "check"])
        #expect(result.referenceRange == ReferenceRange(low: "3.5", high: "5.1", text: "adult"))
        #expect(result.device == "XN")
        #expect(result.notes == ["n1"])
        #expect(result.effective == nil)
        #expect(result.components.map(\.value) == [.text("x")])
    }

    @Test func `a document from a Bundle is one report though its references lead nowhere`() throws {
        let source = Array(
            FHIRSample.bundle([
                (
                    "urn:uuid:1",
                    #"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"M"}],"name":[{"text":"Jo"}]}"#
                ),
                (
                    "urn:uuid:2",
                    #"{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},"valueString":"b"}"#
                ),
                (
                    "urn:uuid:3",
                    #"{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},"valueString":"a"}"#
                ),
                ("urn:uuid:4", FHIRSample.report("r", results: ["urn:uuid:3", "urn:uuid:2"], subject: "urn:uuid:1")),
            ]).utf8)
        let whole = try FHIR.reports(document: source)
        #expect(whole.first?.results.map(\.value) == [.text("a"), .text("b")])
        let record = try #require(FHIROutcome(source).records.first)
        let alone = try reports(record.document)
        #expect(alone.count == 1)
        #expect(alone.first?.patient == whole.first?.patient)
        #expect(alone.first?.results.count == 2)
    }

    @Test func `what holds no report says why`() {
        #expect(throws: Reason("json.unexpectedEnd", ["offset": "1"])) { try reports("{") }
        #expect(throws: Reason("fhir.notAResource")) { try reports("") }
        #expect(throws: Reason("fhir.notAResource")) { try reports("7") }
        #expect(throws: Reason("fhir.otherResourceType", ["type": "Encounter"])) {
            try reports(#"{"resourceType":"Encounter"}"#)
        }
        #expect(throws: Reason("fhir.emptyBundle")) { try reports(#"{"resourceType":"Bundle"}"#) }
    }

    @Test func `every reason has its sentence in each language`() {
        var codes = JSONError.Code.allCases.map { "json.\($0.rawValue)" }
        codes += [
            "notAResource", "otherResourceType", "emptyBundle", "noSubject", "subjectNotPatient",
            "patientWithoutIdentifier",
        ]
        .map { "fhir.\($0)" }
        for code in codes {
            for language in Wording.Language.allCases {
                let text = Wording.text(code, ["offset": "1", "type": "T"], in: language)
                #expect(!text.contains(code) && !text.contains("{"), "\(code)")
            }
        }
    }
}
