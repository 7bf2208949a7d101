import Testing

@testable import HealthFormats

@Suite struct FHIRResourceTests {
    private static let patient = FHIR.ResourceReference("Patient/p1")
    private static let laboratory = FHIR.ResourceReference("Organization/m2", display: "North Laboratory")

    private static let event = FHIR.AuditEventResource(
        id: "e9", action: .disclose, recorded: 1_715_934_600_123, purpose: .emergencyTreatment, isEmergency: true,
        reader: .init(
            FHIR.ResourceReference("Practitioner/x"), role: Coding(system: "urn:r", code: "clinician"),
            policies: ["urn:uuid:c17"]),
        recipient: .init(laboratory), ledger: FHIR.ResourceReference("Device/ledger"), site: "West", patient: patient,
        records: [FHIR.ResourceReference("Binary/r5"), FHIR.ResourceReference("Binary/r6")],
        entry: FHIR.ResourceReference(identifier: Identifier(system: "urn:clinicledger:entry", value: "9")),
        details: [.init("tree-size", "512")])

    private static let provenance = FHIR.ProvenanceResource(
        id: "v1", target: FHIR.ResourceReference("Binary/r5"), occurred: 0, recorded: -1, purpose: .treatment,
        activity: .transmit, sender: FHIR.ResourceReference("Organization/m1"), receiver: laboratory,
        sources: [FHIR.ResourceReference("DocumentReference/receipt")],
        signatures: [
            .init(
                time: 0, signer: FHIR.ResourceReference("Organization/m1"), format: "application/jose",
                data: [0xFB, 0xEF, 0xFF, 0x00])
        ])

    private static func text(_ resource: some FHIRResource) -> String {
        String(decoding: resource.bytes, as: UTF8.self)
    }

    @Test func `an access event names reader, recipient, ledger, patient and records`() {
        let text = Self.text(Self.event)
        let dicom = #""system":"http://dicom.nema.org/resources/ontology/DCM","code":"#
        for part in [
            #"{"resourceType":"AuditEvent","id":"e9","type":{\#(dicom)"110106","display":"Export"}"#,
            #""code":"disclose","display":"Disclose Record Lifecycle Event"}],"action":"R""#,
            #""recorded":"2024-05-17T08:30:00.123Z","outcome":"0","purposeOfEvent":[{"#,
            #""code":"ETREAT","display":"Emergency Treatment"}]},{"coding":["#, #""code":"BTG""#,
            #""who":{"reference":"Practitioner/x"},"requestor":true,"policy":["urn:uuid:c17"]}"#,
            #""code":"110152","display":"Destination Role ID"}]},"who":{"reference":"Organization/m2""#,
            #""requestor":false}],"source":{"site":"West","observer":{"reference":"Device/ledger"}"#,
            #""entity":[{"what":{"reference":"Patient/p1"}"#, #"{"what":{"reference":"Binary/r6"}"#,
            #""detail":[{"type":"tree-size","valueString":"512"}]}]}"#,
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func `break the glass marks emergencies, once`() {
        func count(_ purpose: PurposeOfUse, _ isEmergency: Bool) -> Int {
            var event = Self.event
            event.purpose = purpose
            event.isEmergency = isEmergency
            return Self.text(event).split(separator: #""code":"BTG""#, omittingEmptySubsequences: false).count - 1
        }
        #expect(count(.breakTheGlass, true) == 1)
        #expect(count(.breakTheGlass, false) == 1)
        #expect(count(.emergencyRoom, true) == 1)
        #expect(count(.treatment, false) == 0)
    }

    @Test func `a Provenance says who sent what to whom, and the evidence`() {
        let text = Self.text(Self.provenance)
        for part in [
            #""target":[{"reference":"Binary/r5"}],"occurredDateTime":"1970-01-01T00:00:00.000Z""#,
            #""recorded":"1969-12-31T23:59:59.999Z""#,
            #""code":"transmit","display":"Transmit Record Lifecycle Event"}]}"#,
            #""code":"custodian","display":"Custodian"}]},"who":{"reference":"Organization/m1"}}"#,
            #""code":"IRCP""#, #""entity":[{"role":"source","what":{"reference":"DocumentReference/receipt"}}]"#,
            #""sigFormat":"application/jose","data":"++//AA=="}]}"#,
        ] { #expect(text.contains(part), "\(part)") }
    }

    private static let known: FHIR.PatientResource = {
        var details = PatientDetails()
        details.identifiers = [Identifier(system: "urn:mrn", value: "M1")]
        details.name = "Doe Jo"
        details.birthDate = ClinicalTime(text: "1980-02-29")
        details.gender = "female"
        return FHIR.PatientResource(
            id: "p1", pseudonym: Identifier(system: "urn:clinicledger:pseudonym", value: "abc"), details: details,
            links: [.init(to: FHIR.ResourceReference("Patient/p0"), kind: .replaces)])
    }()

    @Test func `a Patient has the pseudonym first, and links to the others that it is`() {
        let expected =
            #"{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:clinicledger:pseudonym","value":"abc"},"#
            + #"{"system":"urn:mrn","value":"M1"}],"name":[{"text":"Doe Jo"}],"gender":"female","#
            + #""birthDate":"1980-02-29","link":[{"other":{"reference":"Patient/p0"},"type":"replaces"}]}"#
        #expect(Self.text(Self.known) == expected)
        let bare = FHIR.PatientResource(id: "no id", pseudonym: Identifier(system: "urn:p", value: "1"))
        #expect(Self.text(bare) == #"{"resourceType":"Patient","identifier":[{"system":"urn:p","value":"1"}]}"#)
    }

    @Test func `a Bundle holds resources in their order, originals byte for byte`() throws {
        let original = Array(#" {"resourceType" : "Observation","valueQuantity":{"value":5.10}} "#.utf8)
        var json = JSONWriter()
        FHIR.write(
            bundle: "b1", timestamp: 0,
            [
                .init("urn:uuid:1", try FHIR.RawResource(json: original)),
                .init(
                    "", FHIR.BinaryResource(id: "r5", contentType: "x-application/hl7-v2+er7", data: Array("MSH|".utf8))
                ),
            ], into: &json)
        #expect(
            json.text
                == #"{"resourceType":"Bundle","id":"b1","type":"collection","timestamp":"1970-01-01T00:00:00.000Z","#
                + #""entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType" : "Observation","#
                + #""valueQuantity":{"value":5.10}}},"#
                + #"{"resource":{"resourceType":"Binary","id":"r5","contentType":"x-application/hl7-v2+er7","#
                + #""data":"TVNIfA=="}}]}"#)
        json.removeAll()
        FHIR.write(bundle: "", [], into: &json)
        #expect(json.text == #"{"resourceType":"Bundle","type":"collection"}"#)
        #expect(throws: Reason("fhir.notAResource")) { try FHIR.RawResource(json: Array("{}".utf8)) }
        #expect(throws: Reason("json.trailing", ["offset": "2"])) { try FHIR.RawResource(json: Array("{}}".utf8)) }
    }

    @Test func `Base64 is that of RFC 4648`() {
        for (plain, coded) in [
            ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ] {
            let binary = FHIR.BinaryResource(id: "", contentType: "", data: Array(plain.utf8))
            #expect(
                Self.text(binary)
                    == #"{"resourceType":"Binary","contentType":"application/octet-stream","data":"\#(coded)"}"#)
        }
    }

    @Test func `milliseconds and their texts are each other's inverse`() {
        #expect(CalendarTime.text(.min) == "0001-01-01T00:00:00.000Z")
        #expect(CalendarTime.text(.max) == "9999-12-31T23:59:59.999Z")
        #expect(CalendarTime.text(951_782_400_000) == "2000-02-29T00:00:00.000Z")
        var random = SeededRandom(seed: 5)
        for _ in 0..<20_000 {
            let time = Int64.random(
                in: CalendarTime.firstMilliseconds...CalendarTime.lastMilliseconds, using: &random)
            #expect(CalendarTime.milliseconds(ofDateTime: CalendarTime.text(time)) == time..<time + 1)
        }
        // Day by day against a calendar that counts.
        var (year, month, day) = (1, 1, 1)
        for number in 0..<800_000 {
            let text = CalendarTime.text(CalendarTime.firstMilliseconds + Int64(number) * 86_400_000)
            let expected = [(year, 4), (month, 2), (day, 2)].map { value, count in
                String(repeating: "0", count: count - String(value).count) + String(value)
            }
            if text.prefix(10) != expected.joined(separator: "-") {
                Issue.record("\(text) is not \(expected)")
                break
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > days { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(
        arguments: [
            ("2024-05-17T10:30:00+02:00", 1_715_934_600_000, 1000), ("2024-05-17T08:30:00.5Z", 1_715_934_600_500, 100),
            ("2024-05-17T03:00:00.12-05:30", 1_715_934_600_120, 10),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000, 1000),
            ("2024-05-17T08:30:00.123000Z", 1_715_934_600_123, 1),
            ("2024-05-17T08:30:00.123001Z", 1_715_934_600_124, 0),
        ] as [(String, Int64, Int64)])
    func `a time covers what its precision says`(_ text: String, _ start: Int64, _ length: Int64) {
        #expect(CalendarTime.milliseconds(ofDateTime: text) == start..<start + length)
    }

    @Test func `a period is never empty and never endless on both sides`() {
        #expect(FHIR.Period(from: nil, until: nil) == nil)
        #expect(FHIR.Period(from: 5, until: 5) == nil)
        #expect(FHIR.Period(from: 5, until: 6) != nil)
        #expect(FHIR.Period(from: .min, until: nil) == nil)
        #expect(FHIR.Period(from: nil, until: .min) == nil)
        #expect(FHIR.Period(from: nil, until: .max) == nil)
        #expect(FHIR.Period(from: CalendarTime.firstMilliseconds, until: CalendarTime.lastMilliseconds + 1) != nil)
    }

    @Test(.enabled(if: FHIRPython.tools != nil, FHIRPython.missing))
    func `a Bundle of everything is valid for the Python package fhir.resources`() throws {
        var entries: [FHIR.BundleEntry] = []
        func add(_ resource: any FHIRResource) { entries.append(.init("urn:uuid:\(entries.count)", resource)) }
        for action in FHIR.AuditEventResource.Action.allCases {
            for outcome in FHIR.AuditEventResource.Outcome.allCases {
                var event = Self.event
                (event.action, event.outcome) = (action, outcome)
                if outcome == .failed { (event.recipient, event.entry, event.details, event.site) = (nil, nil, [], "") }
                add(event)
            }
        }
        add(Self.provenance)
        add(
            FHIR.ProvenanceResource(
                id: "", target: Self.patient, recorded: 5, activity: .receive, sender: Self.laboratory))
        for kind in FHIR.PatientResource.Link.Kind.allCases {
            var patient = Self.known
            patient.links[0].kind = kind
            add(patient)
        }
        add(FHIR.BinaryResource(id: "r5", contentType: "text/plain", data: Array(0...255)))
        add(
            FHIR.DocumentReferenceResource(
                id: "d1", identifiers: [Identifier(value: "5")], type: CodedValue(text: "report"),
                categories: RecordCategoryCode.note.codings, subject: Self.patient, date: 7, custodian: Self.laboratory,
                title: "A report", contentType: "text/csv", url: "Binary/r5", byteCount: 1 << 40))
        add(FHIR.DocumentReferenceResource(id: "d2", contentType: "text/plain", data: [1, 2]))
        var random = ConsentRandom(seed: 8)
        for _ in 0..<20 { add(random.consent()) }
        var json = JSONWriter()
        FHIR.write(bundle: "all", timestamp: 0, entries, into: &json)
        let script = """
            import sys
            from fhir.resources.R4B.bundle import Bundle
            bundle = Bundle.model_validate_json(open(sys.argv[1], encoding="utf-8").read())
            open(sys.argv[2], "w").write(" ".join(entry.resource.get_resource_type() for entry in bundle.entry))
            """
        let output = try #require(try FHIRPython.run(script, on: json.bytes))
        let types = String(decoding: output, as: UTF8.self).split(separator: " ")
        #expect(types.count == entries.count)
        #expect(Set(types).count == 6)
    }
}
