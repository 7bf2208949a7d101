import Testing
import Wording

@testable import HealthFormats

@Suite struct ConsentTests {
    typealias Consent = FHIR.ConsentResource

    /// A grant to a laboratory but for one of its practitioners, signed by the patient.
    private static let grant: Consent = {
        let patient = FHIR.ResourceReference(
            "Patient/p1", identifier: Identifier(system: "urn:clinicledger:pseudonym", value: "abc"))
        var consent = Consent(
            id: "c-17", patient: patient, dateTime: ClinicalTime(milliseconds: 1_715_934_600_123), signer: .patient,
            organizations: [FHIR.ResourceReference("Organization/m1")], effect: .permit,
            provision: Consent.Provision(
                period: FHIR.Period(from: 1_715_934_600_000, until: 1_747_470_600_000),
                recipients: [FHIR.ResourceReference("Organization/m2", display: "North Laboratory")],
                purposes: [.treatment, .payment], categories: [.laboratory, .medication],
                records: [FHIR.ResourceReference("DocumentReference/r5")]),
            exceptions: [
                Consent.Provision(recipients: [FHIR.ResourceReference("Practitioner/x")], purposes: [.coverage])
            ])
        consent.identifiers = [Identifier(system: "urn:clinicledger:entry", value: "17")]
        return consent
    }()

    private func read(_ text: String, policies: Set<String> = [], zoneMinutes: Int? = nil) throws(Reason) -> Consent {
        try Consent(document: Array(text.utf8), policies: policies, zoneMinutes: zoneMinutes)
    }

    @Test func `a grant is written as R4 says it`() {
        let concept = #"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/"#
        let access = #""action":["# + concept + #"consentaction","code":"access","display":"Access"}]}]"#
        let role = #""role":"# + concept + #"v3-ParticipationType","code":"IRCP","display":"information recipient"}]}"#
        let purpose = #"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"#
        let types = ["Administration", "Dispense", "Request", "Statement"].map {
            #"{"system":"http://hl7.org/fhir/resource-types","code":"Medication\#($0)","display":"Medication\#($0)"}"#
        }
        let patient =
            #"{"reference":"Patient/p1","identifier":{"system":"urn:clinicledger:pseudonym","value":"abc"}}"#
        let expected = [
            #"{"resourceType":"Consent","id":"c-17""#,
            #""identifier":[{"system":"urn:clinicledger:entry","value":"17"}],"status":"active""#,
            #""scope":"# + concept + #"consentscope","code":"patient-privacy","display":"Privacy Consent"}]}"#,
            #""category":[{"coding":[{"system":"http://loinc.org","code":"59284-0","display":"Patient Consent"}]}]"#,
            #""patient":"# + patient, #""dateTime":"2024-05-17T08:30:00.123Z","performer":["# + patient + "]",
            #""organization":[{"reference":"Organization/m1"}]"#,
            #""policyRule":"# + concept + #"v3-ActCode","code":"OPTIN","display":"opt-in"}]}"#,
            #""verification":[{"verified":true,"verifiedWith":"# + patient
                + #","verificationDate":"2024-05-17T08:30:00.123Z"}]"#,
            #""provision":{"type":"permit""#,
            #""period":{"start":"2024-05-17T08:30:00.000Z","end":"2025-05-17T08:29:59.999Z"}"#,
            #""actor":[{"# + role + #","reference":{"reference":"Organization/m2","display":"North Laboratory"}}]"#,
            access,
            #""purpose":["# + purpose + #""TREAT","display":"treatment"}"#,
            purpose + #""HPAYMT","display":"healthcare payment"}]"#,
            #""class":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory""#,
            #""display":"Laboratory"}"#, types.joined(separator: ",") + "]",
            #""data":[{"meaning":"instance","reference":{"reference":"DocumentReference/r5"}}]"#,
            #""provision":[{"type":"deny""#, #""actor":[{"# + role + #","reference":{"reference":"Practitioner/x"}}]"#,
            access, #""purpose":["# + purpose + #""COVERAGE","display":"coverage under policy or program"}]}]}}"#,
        ]
        #expect(String(decoding: Self.grant.bytes, as: UTF8.self) == expected.joined(separator: ","))
    }

    @Test func `who signed is who performed and who confirmed`() {
        let guardian = FHIR.ResourceReference("RelatedPerson/g")
        let member = FHIR.ResourceReference("Organization/m")
        let patient = Self.grant.patient
        let time = ClinicalTime(text: "2024-05-17")
        func signed(_ signer: Consent.Signer) -> Consent {
            Consent(id: "", patient: patient, dateTime: time, signer: signer, effect: .deny, provision: .init())
        }
        #expect(signed(.patient).verifications == [.init(isVerified: true, by: patient, time: time)])
        #expect(signed(.guardian(guardian)).performers == [guardian])
        #expect(signed(.guardian(guardian)).verifications == [.init(isVerified: true, by: guardian, time: time)])
        #expect(signed(.member(member)).performers == [member])
        #expect(signed(.member(member)).verifications == [.init(isVerified: false)])
    }

    @Test func `what is written is read again`() throws {
        var random = ConsentRandom(seed: 1)
        for _ in 0..<2000 {
            let consent = random.consent()
            let again = try Consent(document: consent.bytes, policies: Set(consent.policies))
            try #require(again == consent)
            try #require(again.bytes == consent.bytes)
        }
    }

    @Test(arguments: Consent.Status.allCases.filter { $0 != .active })
    func `a Consent that is not active is refused`(_ status: Consent.Status) {
        var consent = Self.grant
        consent.status = status
        #expect(throws: Reason("fhir.consentNotActive", ["status": status.rawValue])) {
            try Consent(document: consent.bytes)
        }
    }

    /// A change of the grant's text, and the element that is named.
    private static let refusals: [(from: String, to: String, code: String, element: String)] = {
        let nested = #""provision":[{"type":"deny""#
        let root = #""provision":{"type":"permit""#
        return [
            // What R4 can say and we cannot.
            (root, root + #","securityLabel":[{"code":"R"}]"#, "Element", "Consent.provision.securityLabel"),
            (root, root + #","dataPeriod":{"start":"2020-01-01"}"#, "Element", "Consent.provision.dataPeriod"),
            (root, root + #","code":[{"text":"all"}]"#, "Element", "Consent.provision.code"),
            (root, root + #","modifierExtension":[{}]"#, "Element", "Consent.provision.modifierExtension"),
            (
                nested, nested + #","securityLabel":[{"code":"R"}]"#, "Element",
                "Consent.provision.provision[0].securityLabel"
            ),
            (
                nested, nested + #","provision":[{"type":"permit"}]"#, "Element",
                "Consent.provision.provision[0].provision"
            ),
            (nested, #""provision":[{"type":"permit""#, "Element", "Consent.provision.provision[0].type"),
            (nested, #""provision":[{"type":"perhaps""#, "Malformed", "Consent.provision.provision[0].type"),
            (nested, #""provision":[{"id":"1""#, "Missing", "Consent.provision.provision[0].type"),
            (root, #""provision":{"id":"1""#, "Missing", "Consent.provision.type"),
            (root, #""provision":{"type":"deny""#, "Element", "Consent.policyRule"),
            (root, #""provisions":{"type":"permit""#, "Element", "Consent.provisions"),
            (#""OPTIN""#, #""OPTINR""#, "Element", "Consent.policyRule"),
            (#""policyRule":"#, #""policy":[{"uri":"urn:p"}],"policyRule":"#, "Element", "Consent.policy[0].uri"),
            (
                #""policyRule":"#, #""policy":[{"authority":"urn:p"}],"policyRule":"#, "Element",
                "Consent.policy[0].authority"
            ),
            (#""policyRule":"#, #""_policyRule":"#, "Element", "Consent.policyRule"),
            (#""code":"COVERAGE""#, #""code":"TREATDS""#, "Element", "Consent.provision.provision[0].purpose[0]"),
            (#""code":"HPAYMT""#, #""version":"1""#, "Missing", "Consent.provision.purpose[1].code"),
            (
                #"v3-ActReason","code":"TREAT""#, #"v3-ActCode","code":"TREAT""#, "Element",
                "Consent.provision.purpose[0]"
            ),
            (#""code":"MedicationRequest""#, #""code":"Medication""#, "Element", "Consent.provision.class"),
            (#""code":"access""#, #""code":"correct""#, "Element", "Consent.provision.action[0]"),
            (#""code":"IRCP""#, #""code":"CST""#, "Element", "Consent.provision.actor[0].role"),
            ("Organization/m2", "Group/m2", "Element", "Consent.provision.actor[0].reference"),
            ("Organization/m2", "#m2", "Element", "Consent.provision.actor[0].reference.reference"),
            (#"{"reference":"Organization/m2","#, "{", "Missing", "Consent.provision.actor[0].reference.reference"),
            (#""instance""#, #""related""#, "Element", "Consent.provision.data[0].meaning"),
            (
                #""start":"2024-05-17T08:30:00.000Z""#, #""start":"2024-05-17""#, "Time",
                "Consent.provision.period.start"
            ),
            (#"2025-05-17T08:29:59.999Z"#, #"2025-02-29T08:29:59.999Z"#, "Time", "Consent.provision.period.end"),
            (#"2025-05-17T08:29:59.999Z"#, #"2025-05-17T08:29:60Z"#, "Time", "Consent.provision.period.end"),
            (#"2025-05-17T08:29:59.999Z"#, #"2025-05-17T08:29:59"#, "Malformed", "Consent.provision.period.end"),
            (#""end":"2025"#, #""end":"2023"#, "Malformed", "Consent.provision.period"),
            (#","end":"#, #","_end":"#, "Element", "Consent.provision.period.end"),
            (#""id":"c-17""#, #""implicitRules":"urn:r""#, "Element", "Consent.implicitRules"),
            (#""id":"c-17""#, #""contained":[{}]"#, "Element", "Consent.contained"),
            (#""id":"c-17""#, #""sourceAttachment":{"title":"t"}"#, "Element", "Consent.sourceAttachment"),
            (#""id":"c-17""#, #""meta":{"tag":[{"code":"SUBSETTED"}]}"#, "Element", "Consent.meta.tag"),
            (#""id":"c-17""#, #""Mary Miller has a secret":1"#, "Element", "Consent"),
            (#""id":"c-17""#, #""id":"c/17""#, "Malformed", "Consent.id"),
            ("patient-privacy", "research", "Element", "Consent.scope"),
            ("59284-0", "59284-1", "Element", "Consent.category[0]"),
            (#""status":"active""#, #""status":"Active""#, "Malformed", "Consent.status"),
            (#""status":"active","#, "", "Missing", "Consent.status"),
            (
                #""patient":{"reference":"Patient/p1""#, #""patient":{"reference":"Group/p1""#, "Element",
                "Consent.patient"
            ),
            (#"Z","performer""#, #"","performer""#, "Malformed", "Consent.dateTime"),
            (#""verified":true"#, #""verified":"true""#, "Malformed", "Consent.verification[0].verified"),
            (#""purpose":["#, #""purpose":[],"_a":["#, "Element", "Consent.provision.a"),
        ]
    }()

    @Test(arguments: refusals.indices)
    func `what cannot be kept exactly is refused by name`(_ index: Int) throws {
        let (from, to, code, element) = Self.refusals[index]
        let text = String(decoding: Self.grant.bytes, as: UTF8.self)
        let changed = text.replacing(from, with: to, maxReplacements: 1)
        try #require(changed != text, "\(from)")
        #expect(throws: Reason("fhir.consent" + code, ["element": element])) { try read(changed) }
        #expect(Wording.sentences["fhir.consent" + code] != nil)
    }

    @Test func `what is no Consent is refused`() {
        #expect(throws: Reason("fhir.notAResource")) { try read("{}") }
        #expect(throws: Reason("fhir.notAResource")) { try read("[1]") }
        #expect(throws: Reason("fhir.notAConsent")) { try read(#"{"resourceType":"Contract"}"#) }
        #expect(throws: Reason("json.unexpectedEnd", ["offset": "1"])) { try read("{") }
    }

    @Test func `empty arrays and nulls are refused`() {
        let text = String(decoding: Self.grant.bytes, as: UTF8.self)
        for name in ["actor", "action", "purpose", "class", "data"] {
            for value in ["[]", "null", "{}", "\"\""] {
                let changed = text.replacing(
                    #""provision":[{"type":"deny","actor""#,
                    with: #""provision":[{"type":"deny","\#(name)":\#(value),"b""#)
                #expect(throws: Reason.self) { try read(changed) }
            }
        }
    }

    @Test func `what says nothing more is passed over`() throws {
        let more = #""id":"c-17","meta":{"versionId":"3"},"language":"en","text":{"status":"empty"},"extension":[{}],"#
        let text = String(decoding: Self.grant.bytes, as: UTF8.self)
            .replacing(#""id":"c-17","#, with: more)
            .replacing(#""status":"active""#, with: #""status":"active","_status":{"id":"s"}"#)
            .replacing(#""code":"IRCP","display":"information recipient""#, with: #""code":"PRCP","version":"2""#)
        #expect(try read(text) == Self.grant)
    }

    @Test func `a known policy may stand for the base policy`() throws {
        let text = String(decoding: Self.grant.bytes, as: UTF8.self)
        let rule = try #require(
            text.split(separator: #""policyRule":"#).last?.split(separator: #""verification":"#).first)
        let changed = text.replacing(#""policyRule":"# + rule, with: #""policy":[{"uri":"urn:base"}],"#)
        var expected = Self.grant
        expected.policies = ["urn:base"]
        #expect(try read(changed, policies: ["urn:base"]) == expected)
        #expect(throws: Reason("fhir.consentElement", ["element": "Consent.policy[0].uri"])) { try read(changed) }
        let without = text.replacing(#""policyRule":"# + rule, with: "")
        #expect(throws: Reason("fhir.consentMissing", ["element": "Consent.policyRule"])) { try read(without) }
    }

    @Test func `a period of dates is whole days in the zone that is given`() throws {
        let text = String(decoding: Self.grant.bytes, as: UTF8.self)
            .replacing("2024-05-17T08:30:00.000Z", with: "2024-02").replacing(
                "2025-05-17T08:29:59.999Z", with: "2024-02-29")
        let period = try read(text, zoneMinutes: 8 * 60).provision.period
        #expect(period == FHIR.Period(from: 1_706_716_800_000, until: 1_709_222_400_000))
    }

    @Test func `R4's examples are refused by name, for none says which type its root is or it cannot be kept`() throws {
        guard FHIRShared.hasExamples else { return }
        var elements: [String: String] = [:]
        for name in FHIRShared.names(in: FHIRShared.examples) where name.hasPrefix("Consent-") {
            do {
                _ = try Consent(document: FHIRShared.bytes(FHIRShared.examples + name))
                Issue.record("\(name) was read")
            } catch {
                elements[String(name.dropFirst(24).dropLast(5))] = error.values["element"]
            }
        }
        #expect(elements["notOrg"] == "Consent.sourceAttachment")
        #expect(elements["signature"] == "Consent.provision.type")
        #expect(elements["smartonfhir"] == "Consent.provision.type")
        #expect(!elements.values.contains(""))
    }

    @Test func `no bytes crash the reader, and what it accepts it writes the same`() throws {
        var random = ConsentRandom(seed: 99)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = random.consent().bytes
            for _ in 0..<Int.random(in: 1...3, using: &random.numbers) { random.damage(&bytes) }
            guard let consent = try? Consent(document: bytes, policies: ["urn:p", "urn:q"], zoneMinutes: 0) else {
                continue
            }
            accepted += 1
            let again = try? Consent(document: consent.bytes, policies: ["urn:p", "urn:q"])
            try #require(again == consent)
        }
        #expect(accepted > 100)
    }

    @Test(.enabled(if: FHIRPython.tools != nil, FHIRPython.missing))
    func `Consents go through the Python package fhir.resources unchanged`() throws {
        var random = ConsentRandom(seed: 3)
        var consents = [Self.grant]
        for _ in 0..<200 { consents.append(random.consent()) }
        let script = """
            import sys
            from fhir.resources.R4B.consent import Consent
            with open(sys.argv[2], "w", encoding="utf-8") as out:
                for line in open(sys.argv[1], encoding="utf-8").read().split("\\n"):
                    out.write(Consent.model_validate_json(line).model_dump_json() + "\\n")
            """
        let input = consents.map(\.bytes).joined(separator: [0x0A])
        let output = try #require(try FHIRPython.run(script, on: Array(input)))
        let again = try output.split(separator: 0x0A).map {
            try Consent(document: Array($0), policies: ["urn:p", "urn:q"])
        }
        // Python writes times in its own form.
        #expect(again.map(\.provision) == consents.map(\.provision))
        #expect(again.map(\.exceptions) == consents.map(\.exceptions))
        #expect(again.map(\.patient) == consents.map(\.patient))
        #expect(again.map(\.effect) == consents.map(\.effect))
    }
}

/// Random Consents and random damage.
struct ConsentRandom {
    typealias Consent = FHIR.ConsentResource
    var numbers: SeededRandom

    init(seed: UInt64) { numbers = SeededRandom(seed: seed) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }

    private mutating func some<Element>(_ list: [Element]) -> [Element] {
        list.filter { _ in Int.random(in: 0..<3, using: &numbers) == 0 }
    }

    mutating func reference(_ type: String) -> FHIR.ResourceReference {
        let name = ["a", "é中", "x\"y", "\u{1F600}"][number(0...3)] + String(number(0...99))
        let display = number(0...1) == 0 ? nil : name
        let identifier = Identifier(system: ["", "urn:s", "M 1"][number(0...2)], value: name)
        switch number(0...3) {
        case 0: return FHIR.ResourceReference("\(type)/\(number(0...999))", display: display)
        case 1: return FHIR.ResourceReference("http://h/fhir/\(type)/7/_history/1", identifier: identifier)
        case 2: return FHIR.ResourceReference("urn:uuid:3b2a-\(number(0...999))", display: display)
        default: return FHIR.ResourceReference(identifier: identifier, type: type, display: display)
        }
    }

    mutating func references(_ types: [String]) -> [FHIR.ResourceReference] { some(types).map { reference($0) } }

    mutating func provision() -> Consent.Provision {
        let times = [Int64(number(-62_135_596_800...253_402_300_799)) * 1000 + Int64(number(0...999)), 0].sorted()
        let period = [
            nil, FHIR.Period(from: times[0], until: nil), FHIR.Period(from: nil, until: times[1]),
            FHIR.Period(from: times[0], until: times[1]),
        ][number(0...3)]
        return Consent.Provision(
            period: period, recipients: references(["Organization", "Practitioner", "Organization"]),
            purposes: some(PurposeOfUse.allCases.shuffled(using: &numbers)),
            categories: some(RecordCategoryCode.allCases.shuffled(using: &numbers)),
            records: references(["DiagnosticReport", "Binary"]))
    }

    mutating func consent() -> Consent {
        let patient = reference("Patient")
        let signer: Consent.Signer =
            [.patient, .guardian(reference("RelatedPerson")), .member(reference("Organization"))][number(0...2)]
        let time = number(0...2) == 0 ? nil : ClinicalTime(milliseconds: Int64(number(0...4_000_000_000)) * 1000)
        var consent = Consent(
            id: ["", "c1", "a-b.C"][number(0...2)], patient: patient, dateTime: time, signer: signer,
            organizations: references(["Organization"]), effect: number(0...1) == 0 ? .permit : .deny,
            provision: provision(), exceptions: (0..<number(0...3)).map { _ in provision() })
        if number(0...2) == 0 { consent.identifiers = [Identifier(system: "urn:i", value: "é\n\(number(0...9))")] }
        if number(0...2) == 0 { consent.source = reference("DocumentReference") }
        if number(0...2) == 0 { consent.categories += [Consent.knownCategories[number(1...4)]] }
        consent.policies = some(["urn:p", "urn:q"])
        return consent
    }

    /// Changes, removes, doubles or moves a few bytes.
    mutating func damage(_ bytes: inout [UInt8]) {
        if bytes.isEmpty { return }
        let start = number(0...bytes.count - 1)
        let end = min(bytes.count, start + number(1...12))
        switch number(0...4) {
        case 0: bytes[start] = UInt8(number(0...255))
        case 1: bytes.removeSubrange(start..<end)
        case 2: bytes.insert(contentsOf: bytes[start..<end], at: number(0...bytes.count))
        case 3: bytes[start] = Array("{}[],:\"0\\n".utf8)[number(0...9)]
        default:
            // A digit or letter for another leaves the form whole, so that some of it is accepted.
            for place in start..<end where bytes[place] &- 0x30 < 10 { bytes[place] = UInt8(0x30 + number(0...9)) }
        }
    }
}
