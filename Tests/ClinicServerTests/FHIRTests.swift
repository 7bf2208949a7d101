import Foundation
import HTTPTypes
import HealthFormats
import Hummingbird
import LedgerEngine
import MerkleLog
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// FHIR reads: what somebody else's parser reads, what consent permits, each with an access, and nothing else.
struct FHIRTests {
    private let clinic: WebClinic
    private let headers: [HTTPField.Name: String]
    private let patient: UInt64
    private let records: [UInt64]

    init() async throws {
        clinic = try WebClinic()
        try await clinic.takeIn(0..<60)
        headers = [.authorization: "Bearer \(try clinic.tokens.add("reader", scopes: [.read], days: 1).text)"]
        (patient, records) = try await clinic.desk.perform { ledger in
            var records: [UInt64: [UInt64]] = [:]
            for number in 0..<ledger.nextEntry {
                if let facts = try ledger.facts(ofRecord: number) { records[facts.patient, default: []].append(number) }
            }
            let most = try #require(records.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) })
            return (most.key, most.value)
        }
    }

    private func get(_ path: String) async throws -> (status: Int, text: String) {
        try await WebClinic.text(of: clinic.ask(.get, "/fhir/" + path, headers: headers))
    }

    private func json(_ path: String) async throws -> [String: Any] {
        let answer = try await get(path)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
    }

    /// The full URLs of a Bundle's entries of a mode.
    private func urls(_ bundle: [String: Any], _ mode: String = "match") -> [String] {
        (bundle["entry"] as? [[String: Any]] ?? []).filter {
            ($0["search"] as? [String: String])?["mode"] == mode
        }.compactMap { $0["fullUrl"] as? String }
    }

    private func deny() async throws {
        let patient = patient
        try await clinic.desk.perform { ledger in
            let speaker = try ledger.speaker(for: patient, signingWith: nil)
            let denial = Consent(
                patient: speaker.patient, action: .deny, grantee: try ledger.own.entry, author: 0, previous: 0)
            try ledger.say([denial], by: speaker)
        }
    }

    @Test func `every resource that a search finds is read by its URL, and is the same`() async throws {
        for type in ["DiagnosticReport", "Observation"] {
            let bundle = try await json("\(type)?patient=\(patient)&_count=500")
            let found = urls(bundle)
            #expect(found.count == bundle["total"] as? Int && found.count >= records.count)
            #expect(Set(found).count == found.count)
            for entry in try #require(bundle["entry"] as? [[String: Any]]) {
                let url = try #require(entry["fullUrl"] as? String)
                let path = String(url.dropFirst("http://clinic.example/fhir/".count))
                let read = try await json(path)
                #expect(NSDictionary(dictionary: read).isEqual(entry["resource"]))
                #expect(try await get(path + "/_history/1").status == 200)
                #expect(try await get(path + "/_history/2").status == 404)
            }
        }
        let person = try await json("Patient/\(patient)")
        #expect(person["id"] as? String == "\(patient)")
    }

    @Test func `pages visit each resource once, also while records come in`() async throws {
        var seen: [String] = []
        var path: String? = "Observation?patient=\(patient)&_count=3"
        let all = urls(try await json("Observation?patient=\(patient)&_count=500"))
        while let next = path {
            let bundle = try await json(next)
            seen += urls(bundle)
            let links = bundle["link"] as? [[String: String]] ?? []
            path = links.first { $0["relation"] == "next" }?["url"].map {
                String($0.dropFirst("http://clinic.example/fhir/".count))
            }
            if seen.count == 3 { try await clinic.takeIn(60..<200) }
        }
        #expect(seen == all)
    }

    @Test func `parameters narrow a search as the specification says`() async throws {
        let all = try await json("Observation?patient=\(patient)&_count=500")
        let first = try #require((all["entry"] as? [[String: Any]])?.first?["resource"] as? [String: Any])
        let coding = try #require(((first["code"] as? [String: Any])?["coding"] as? [[String: String]])?.first)
        let code = try #require(coding["code"])
        let day = String(try #require(first["effectiveDateTime"] as? String).prefix(10))
        func count(_ query: String) async throws -> Int {
            try #require(
                try await json("Observation?patient=Patient/\(patient)&_summary=count\(query)")["total"] as? Int)
        }
        let total = try await count("")
        let coded = try await count("&code=\(code)")
        #expect(coded > 0 && coded <= total)
        #expect(try await count("&code=\(coding["system"] ?? "")%7C\(code)") == coded)
        #expect(try await count("&code=nobody%7C\(code)") == 0)
        #expect(try await count("&code=nothing,\(code)") == coded)
        let (before, on, after) = (
            try await count("&date=lt\(day)"), try await count("&date=\(day)"), try await count("&date=gt\(day)")
        )
        #expect(on > 0 && before + on + after == total)
        #expect(try await count("&date=ge\(day)") == on + after)
        #expect(try await count("&category=laboratory") == total)
        #expect(try await count("&category=imaging") == 0)
        #expect(try await count("&status=final,preliminary,corrected,amended,unknown,registered,cancelled") == total)
        let included = try await json(
            "DiagnosticReport?patient=\(patient)&_include=DiagnosticReport:result&_include=DiagnosticReport:subject&_count=1"
        )
        #expect(urls(included).count == 1)
        #expect(urls(included, "include").contains { $0.hasSuffix("/Patient/\(patient)") })
        #expect(urls(included, "include").contains { $0.contains("/Observation/") })
        for wrong in ["date=x", "_sort=code", "_include=Observation:device", "_count=-1"] {
            let answer = try await get("Observation?patient=\(patient)&\(wrong)")
            #expect(answer.status == 400 && answer.text.contains("OperationOutcome"), "\(wrong)")
        }
        #expect(try await get("Observation").status == 400)
        #expect(try await get("Observation?patient=\(patient)&flavour=1").status == 200)
        var strict = headers
        strict[try #require(HTTPField.Name("Prefer"))] = "handling=strict"
        let refused = try await clinic.ask(.get, "/fhir/Observation?patient=\(patient)&flavour=1", headers: strict)
        #expect(refused.status == .badRequest)
    }

    @Test func `what the patient denies is in no answer, and leaves no access`() async throws {
        let report = "DiagnosticReport/\(records[0])-0"
        let before = try await get(report)
        #expect(before.status == 200)
        try await deny()
        let patient = patient
        let accesses = try await clinic.desk.perform { try $0.entries(.accessesToPatient(patient)).count }
        #expect(try await get(report).status == 403)
        #expect(try await get("Observation/\(records[0])-0-0").status == 403)
        #expect(try await get("Patient/\(patient)").status == 404)
        for search in [
            "DiagnosticReport?patient=\(patient)", "Observation?patient=\(patient)&_include=Observation:patient",
            "DiagnosticReport?_id=\(records[0])-0&_include=DiagnosticReport:result", "Patient?_id=\(patient)",
            "Patient/\(patient)/$everything",
        ] {
            let bundle = try await json(search)
            #expect(urls(bundle).isEmpty && urls(bundle, "include").isEmpty, "\(search)")
        }
        #expect(try await get("DiagnosticReport?patient=\(patient)").text.contains("suppressed"))
        // Who asks about contents is not told of what is withheld.
        #expect(try await !get("DiagnosticReport?patient=\(patient)&status=final").text.contains("suppressed"))
        #expect(try await clinic.desk.perform { try $0.entries(.accessesToPatient(patient)).count } == accesses)
    }

    @Test func `errors are outcomes with their status, and nobody comes in without a credential`() async throws {
        for (path, status) in [
            ("Observation/0-0-0", 404), ("Observation/x", 404), ("Observation/\(records[0])-99-0", 404),
            ("DiagnosticReport/99999999-0", 404), ("Practitioner/1", 404), ("Practitioner", 404), ("Patient/1x", 404),
            ("Patient/999999/$everything", 404), ("Observation/\(records[0])-0-0-0", 404),
        ] {
            let answer = try await get(path)
            #expect(answer.status == status && answer.text.contains("\"OperationOutcome\""), "\(path): \(answer)")
        }
        let none = try await WebClinic.text(of: clinic.ask(.get, "/fhir/Patient/\(patient)"))
        #expect(none.status == 401 && none.text.contains("\"login\""))
        let other = try clinic.tokens.add("other", scopes: [.metrics], days: 1).text
        let forbidden = try await clinic.ask(
            .get, "/fhir/Patient/\(patient)", headers: [.authorization: "Bearer \(other)"])
        #expect(forbidden.status == .forbidden)
        let deletion = try await clinic.ask(.delete, "/fhir/Patient/\(patient)", headers: headers)
        #expect(deletion.status == .methodNotAllowed && deletion.headers[.allow] == "GET")
        var known = headers
        known[.ifNoneMatch] = "W/\"1\""
        #expect(try await clinic.ask(.get, "/fhir/Patient/\(patient)", headers: known).status == .notModified)
    }

    @Test(.enabled(if: Python.has("fhir.resources"))) func `a foreign parser reads every answer`() async throws {
        var answers: [String] = []
        for path in [
            "metadata", "Patient/\(patient)", "Patient?_id=\(patient)", "Patient/\(patient)/$everything",
            "Observation?patient=\(patient)&_include=Observation:patient", "DiagnosticReport/\(records[0])-0",
            "DiagnosticReport?patient=\(patient)&_include=DiagnosticReport:result", "Observation/0-0-0", "Nothing/1",
        ] {
            answers.append(try await get(path).text)
        }
        try await deny()
        answers.append(try await get("DiagnosticReport?patient=\(patient)").text)
        let program = """
            import sys, json
            from fhir.resources.R4B import get_fhir_model_class
            for line in sys.stdin.buffer.read().splitlines():
                value = json.loads(line)
                get_fhir_model_class(value["resourceType"]).model_validate(value)
                print(value["resourceType"])
            """
        let read = try Python.run(program, input: Array(answers.joined(separator: "\n").utf8))
        #expect(String(decoding: read, as: UTF8.self).split(separator: "\n").count == answers.count)
    }
}
