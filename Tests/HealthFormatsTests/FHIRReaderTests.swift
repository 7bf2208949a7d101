import HealthFormats
import Testing

@Suite struct FHIRReaderTests {
    private typealias S = FHIRSample

    private func read(_ text: String, source: String? = nil) -> FHIROutcome {
        FHIROutcome(Array(text.utf8), reader: FHIR.Reader(source: source))
    }

    @Test func `observations of one order are one record, line ends included`() {
        let lines = [
            S.observation("1"), S.observation("2", code: "718-7"), S.observation("3", order: "ServiceRequest/o2"),
        ]
        let outcome = read(lines.joined(separator: "\n") + "\n")
        #expect(outcome.rejections.isEmpty)
        #expect(outcome.records.map(\.document) == [lines[0] + "\n" + lines[1] + "\n", lines[2] + "\n"])
        #expect(outcome.records.map(\.content) == [lines[0] + lines[1], lines[2]])
        #expect(outcome.records.map(\.codes) == [["2345-7", "718-7"], ["2345-7"]])
        #expect(outcome.records.map(\.resultCount) == [2, 1])
        #expect(outcome.records.map(\.line) == [1, 3])
        #expect(outcome.records.map(\.identity) == ["ServiceRequest/o1 Patient/p1", "ServiceRequest/o2 Patient/p1"])
    }

    @Test func `without an order observations of one time are one record, of none each its own`() {
        let timeless = S.observation("4", order: nil).replacing("effectiveDateTime", with: "issued")
        let outcome = read(
            [
                S.observation("1", order: nil), S.observation("2", order: nil),
                S.observation("3", subject: "Patient/p2", order: nil),
                timeless, timeless,
            ].joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [2, 1, 1, 1])
        #expect(outcome.records.map(\.identity)[1...] == ["Observation/3", "Observation/4", "Observation/4"])
    }

    @Test func `a second version of an observation begins another record of the same identity`() {
        let outcome = read(
            [S.observation("1"), S.observation("2"), S.observation("1", value: "6")].joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [2, 1])
        #expect(Set(outcome.records.map(\.identity)).count == 1)
    }

    @Test func `a report has its results, before it or behind it, those of panels too`() {
        let panel = S.observation("3", more: #","hasMember":[{"reference":"Observation/4"}]"#)
        let lines = [
            S.observation("1"), S.report("r", results: ["Observation/1", "Observation/3"]), panel, S.observation("4"),
            S.observation("5"),
        ]
        let outcome = read(lines.joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [3, 1])
        #expect(outcome.records.first?.content == lines[0...3].joined())
        #expect(outcome.records.first?.codes == ["24323-8", "2345-7"])
        #expect(outcome.records.first?.identity == "DiagnosticReport/r")
    }

    @Test func `a panel is one record with its members; a heading is no result`() {
        let heading =
            #"{"resourceType":"Observation","id":"h","subject":{"reference":"Patient/p1"},"#
            + #""hasMember":[{"reference":"Observation/1"},{"reference":"Observation/2"}]}"#
        let outcome = read([heading, S.observation("1"), S.observation("2", order: nil)].joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [2])
    }

    @Test func `panels of one order that share a member have it once`() {
        func panel(_ id: String) -> String { S.observation(id, more: #","hasMember":[{"reference":"Observation/m"}]"#) }
        let outcome = read([panel("1"), panel("2"), S.observation("m"), panel("3")].joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [4])
        let many = (0..<3000).map { panel("\($0)") }
        #expect(read(many.joined(separator: "\n")).records.map(\.resultCount) == [3000])
    }

    @Test func `a message's header is no part of its reports`() {
        let header = #"{"resourceType":"MessageHeader","id":"h"}"#
        let source = Array(
            S.bundle([(nil, header), ("http://h/Observation/1", S.observation("1"))], type: "message").utf8)
        let outcome = FHIROutcome(source)
        #expect(outcome.rejections.isEmpty)
        #expect(outcome.records.map(\.document) == [S.observation("1")])
        #expect(outcome.joined(source) == source)
    }

    @Test func `panels that are each other's members are still kept`() {
        let one = S.observation("1", order: nil, more: #","hasMember":[{"reference":"Observation/2"}]"#)
        let other = S.observation("2", order: nil, more: #","hasMember":[{"reference":"Observation/1"}]"#)
        #expect(read(one + "\n" + other).records.map(\.resultCount) == [2])
    }

    @Test func `a stranger's result never joins a report`() {
        let outcome = read(
            [
                S.report("r", results: ["Observation/1", "Observation/2"]), S.observation("1"),
                S.observation("2", subject: "Patient/p2"),
            ].joined(separator: "\n"))
        #expect(outcome.records.map(\.resultCount) == [1, 1])
        #expect(outcome.records.map { $0.patients.first?.value } == ["p1", "p2"])
    }

    @Test func `a Bundle comes apart into reports with what they refer to, and back together byte for byte`() {
        let specimen = #"{"resourceType":"Specimen","id":"s","subject":{"reference":"Patient/p1"}}"#
        let source = Array(
            ("\u{FEFF} \n"
                + S.bundle([
                    ("http://h/Patient/p1", S.patient("p1")), ("http://h/Specimen/s", specimen),
                    ("http://h/DiagnosticReport/r", S.report("r", results: ["Observation/1"])),
                    ("http://h/Observation/1", S.observation("1", more: #","specimen":{"reference":"Specimen/s"}"#)),
                    ("http://h/Observation/2", S.observation("2")),
                ]) + "\r\n\n ").utf8)
        let outcome = FHIROutcome(source)
        #expect(outcome.rejections.isEmpty)
        #expect(outcome.records.map(\.resultCount) == [1, 1])
        #expect(
            outcome.records.first?.document.hasPrefix(S.patient("p1") + specimen + #"{"resourceType":"Diag"#) == true)
        #expect(outcome.records.last?.document == S.patient("p1") + S.observation("2"))
        let expected = [
            Identifier(system: "urn:mrn", value: "M1"),
            Identifier(system: "urn:clinicledger:fhir:Patient", value: "p1"),
            Identifier(value: "weak"),
        ]
        #expect(outcome.records.map(\.patients) == [expected, expected])
        #expect(outcome.joined(source) == source)
    }

    @Test func `references resolve by urn, by version, and not across servers`() {
        let urn = S.bundle([
            ("urn:uuid:1", S.patient("p1").replacing(#""id":"p1","#, with: "")),
            ("urn:uuid:2", S.observation("x", subject: "urn:uuid:1")),
            ("urn:uuid:3", S.report("r", results: ["urn:uuid:2"], subject: "urn:uuid:1")),
        ])
        #expect(read(urn).records.map(\.resultCount) == [1])
        #expect(
            read(urn).records.first?.patients == [
                Identifier(system: "urn:mrn", value: "M1"), Identifier(value: "weak"),
            ])
        func pair(_ reference: String) -> Int {
            read(
                S.bundle([
                    ("http://h/fhir/Observation/1", S.observation("1")),
                    ("http://h/fhir/DiagnosticReport/r", S.report("r", results: [reference])),
                ])
            ).records.count
        }
        #expect(pair("http://h/fhir/Observation/1/_history/3") == 1)
        #expect(pair("Observation/1") == 1)
        #expect(pair("http://other/fhir/Observation/1") == 2)
    }

    @Test func `local ids are the source's own, URLs speak for themselves`() {
        func patients(_ subject: String, source: String? = nil) -> [Identifier]? {
            read(S.observation("1", subject: subject), source: source).records.first?.patients
        }
        #expect(patients("Patient/7") == [Identifier(system: "urn:clinicledger:fhir:Patient", value: "7")])
        #expect(
            patients("Patient/7", source: "lab n") == [
                Identifier(system: "urn:clinicledger:fhir:lab%20n:Patient", value: "7")
            ])
        #expect(
            patients("https://h/fhir/Patient/7/_history/2") == [
                Identifier(system: "https://h/fhir/Patient", value: "7")
            ])
        #expect(patients("urn:uuid:9") == [Identifier(system: "urn:ietf:rfc:3986", value: "urn:uuid:9")])
        #expect(patients("7") == nil)
    }

    @Test func `a contained patient is the subject`() {
        let local =
            #","contained":[{"resourceType":"Patient","id":"c","identifier":[{"system":"urn:mrn","value":"M9"}]}]"#
        let outcome = read(S.observation("1", subject: "#c", more: local))
        #expect(outcome.records.first?.patients == [Identifier(system: "urn:mrn", value: "M9")])
        #expect(read(S.observation("1", subject: "#c")).rejections.first?.contains("fhir.noSubject") == true)
    }

    @Test func `what is no report of a patient is refused by name`() {
        func code(_ text: String) -> [String] {
            read(text).rejections.map { $0.split(separator: " ")[1...2].joined(separator: " ") }
        }
        #expect(code(S.observation("1", subject: nil))[0].hasPrefix("fhir.noSubject"))
        #expect(code(S.observation("1", subject: "Group/1"))[0] == "fhir.subjectNotPatient type=Group")
        #expect(code(S.observation("1", subject: "http://h/Device/1"))[0] == "fhir.subjectNotPatient type=Device")
        #expect(code(#"{"resourceType":"Encounter"}"#)[0] == "fhir.otherResourceType type=Encounter")
        #expect(code(#"{"resourceType":"<b>x y"}"#)[0] == "fhir.otherResourceType type=?")
        #expect(code(#"{"resourceType":"Bundle","entry":[]}"#)[0].hasPrefix("fhir.emptyBundle"))
        #expect(code(#"{"resourceType":"Patient","active":true}"#)[0].hasPrefix("fhir.patientWithoutIdentifier"))
        #expect(code("{}")[0].hasPrefix("fhir.notAResource"))
    }

    @Test func `a line that is not JSON is refused alone, the rest goes in`() {
        let text = [
            S.observation("1"), #"{"resourceType":"Observation","id":"2""#, S.observation("3"), "junk",
            S.observation("4"),
        ]
        .joined(separator: "\n")
        let outcome = read(text)
        #expect(outcome.records.map(\.resultCount) == [3])
        let place = S.observation("1").utf8.count + 1
        let fault = place + #"{"resourceType":"Observation","id":"2""#.utf8.count + 1
        #expect(
            outcome.rejections == [
                "2:\(place) json.unexpectedByte offset=\(fault) " + #"{"resourceType":"Observation","id":"2""# + "\n",
                "4:\(fault + S.observation("3").utf8.count + 1) json.unexpectedByte offset="
                    + "\(fault + S.observation("3").utf8.count + 1) junk\n",
            ])
    }

    @Test func `a broken file that is one resource is refused whole`() {
        let text = "{\n  \"resourceType\": \"Observation\",\n  \"id\": 7x,\n  \"a\": {\n  }\n}\n"
        #expect(read(text).rejections == ["1:0 json.unexpectedByte offset=44 " + text])
    }

    @Test func `many reports of one panel cost what they should`() {
        let members = (0..<400).map { "Observation/m\($0)" }
        let links = members.map { #"{"reference":"\#($0)"}"# }.joined(separator: ",")
        let panel = S.observation("panel", more: #","hasMember":[\#(links)]"#)
        var lines = [panel] + (0..<400).map { S.observation("m\($0)") }
        lines += (0..<2000).map { S.report("r\($0)", results: ["Observation/panel"]) }
        let outcome = read(lines.joined(separator: "\n"))
        #expect(outcome.records.count >= 2000)
        #expect(outcome.records.reduce(0) { $0 + $1.resultCount } < 60_000)
    }

    @Test func `a source that looks like FHIR is told from others`() {
        #expect(FHIR.looksLike(Array("\u{FEFF}\n {\"resourceType\":\"Bundle\"".utf8)))
        #expect(FHIR.looksLike(Array("{\"id\":\"1\", \"resourceType\" : \"Patient\"}".utf8)))
        for other in ["", "{", "{\"a\":1}", "MSH|^~\\&|", "result_id,patient_id", "[{\"resourceType\":\"Patient\"}]"] {
            #expect(!FHIR.looksLike(Array(other.utf8)))
        }
    }

    @Test func `elements of the wrong kind say nothing`() {
        for subject in [
            "5", "null", "[]", #"{"reference":5}"#, #"{"reference":{"a":"Patient/1"}}"#, #"{"reference":""}"#,
            #""Patient/1""#,
        ] {
            let text =
                #"{"resourceType":"Observation","id":[1],"subject":\#(subject),"basedOn":{},"code":[],"hasMember":5}"#
            #expect(read(text).rejections.first?.contains("fhir.noSubject") == true, "\(subject)")
        }
        let odd =
            #"{"resourceType":"Observation","id":7,"subject":{"reference":"Patient/1"},"effectiveDateTime":1,"component":""}"#
        #expect(read(odd).records.map(\.resultCount) == [1])
        #expect(read(#"{"resourceType":["Observation"]}"#).rejections.first?.contains("fhir.notAResource") == true)
        #expect(
            read(#"{"resourceType":"Bundle","entry":{"resource":{}}}"#).rejections.first?.contains("emptyBundle")
                == true)
    }
}
