import HTTPTypes
import HealthFormats
import Hummingbird
import LedgerEngine
import MerkleLog
import Testing
import Wording

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// What people see of patients: what they may, with a trace, and nothing else.
struct PatientDoorTests {
    private let clinic: WebClinic
    private let doctor: String
    /// The records of a patient, and somebody else's.
    private let patient: UInt64
    private let records: [UInt64]
    private let foreign: UInt64

    init() async throws {
        clinic = try WebClinic()
        try await clinic.takeIn(0..<60)
        let origin = try KeyName(SimulatedClinic.origin)
        let key = try PersonalKey.create(.practitioner, origin: origin)
        (patient, records, foreign) = try await clinic.desk.perform { ledger in
            try ledger.addPractitioner(named: "A Doctor", roles: [.clinician], key: key)
            var records: [UInt64: [UInt64]] = [:]
            for number in 0..<ledger.nextEntry {
                if let facts = try ledger.facts(ofRecord: number) { records[facts.patient, default: []].append(number) }
            }
            let most = try #require(records.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) })
            let other = try #require(records.first { $0.key != most.key }?.value.first)
            return (most.key, most.value, other)
        }
        try clinic.accounts.add("doctor", role: .clinician, key: key, password: secret("a good password"))
        doctor = try #require(try await clinic.signIn("doctor", "a+good+password"))
    }

    private func accessCount() async throws -> Int {
        let patient = patient
        return try await clinic.desk.perform { try $0.entries(.accessesToPatient(patient)).count }
    }

    @Test func `a patient's page, a report, its original and its receipt are shown, each with an access before`()
        async throws
    {
        var accesses = 0
        for (path, type) in [
            ("/patients/\(patient)", "text/html; charset=utf-8"),
            ("/records/\(records[0])", "text/html; charset=utf-8"),
            ("/records/\(records[0])/original", "x-application/hl7-v2+er7"),
            ("/records/\(records[0])/receipt", "text/html; charset=utf-8"),
            ("/records/\(records[0])/receipt-file", "text/plain; charset=utf-8"),
        ] {
            let response = try await clinic.ask(.get, path, headers: [.cookie: doctor])
            #expect(response.status == .ok && response.headers[.contentType] == type, "\(path)")
            let now = try await accessCount()
            #expect(now == accesses + 1, "\(path) left \(now - accesses) accesses")
            accesses = now
        }
        let page = try await clinic.get("/patients/\(patient)", in: doctor).text
        for record in records { #expect(page.contains("/records/\(record)")) }
        #expect(!page.contains("/records/\(foreign)\""))
        let original = try await clinic.get("/records/\(records[0])/original", in: doctor).text
        #expect(original.hasPrefix("MSH|"))
        let receipt = try await clinic.get("/records/\(records[0])/receipt-file", in: doctor).text
        let key = try await clinic.desk.perform { $0.engine.key }
        let verdict = try ReceiptCheck.check(Array(receipt.utf8), key: key, document: Array(original.utf8))
        #expect(verdict.entry == records[0] && verdict.isDocumentChecked)
    }

    @Test func `results that are numbers are drawn once there are three, and only those`() throws {
        func series(_ values: [ResultValue]) -> ResultSeries {
            ResultSeries(
                name: "x",
                points: values.enumerated().map { day, value in
                    var result = LabResult()
                    result.value = value
                    return .init(entry: 1, time: "2026-01-0\(day + 1)", result: result)
                })
        }
        func number(_ text: String) -> ResultValue {
            .quantity(comparator: nil, number: text, unit: "g", unitCode: nil)
        }
        let visit = Visit(
            request: Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/"),
                body: .init(buffer: .init())),
            path: [], parameters: [:], query: FormText(""), caller: nil, language: .english, address: "",
            isSecure: false)
        #expect(series([number("1"), number("2")]).plot(visit, id: "a") == nil)
        #expect(series([number("1"), number("x"), .text("2"), number("3")]).plot(visit, id: "a") == nil)
        let plot = try #require(series([number("3"), .text("?"), number("2"), number("1e1")]).plot(visit, id: "a"))
        #expect(plot.points.map(\.value) == [3, 2, 10] && plot.unit == "g")
    }

    @Test func `what the patient denies is nowhere, but for an emergency with a reason`() async throws {
        let (patient, record) = (patient, records[0])
        let name = try await clinic.desk.perform { try #require($0.record(record).reports().first?.patient.name) }
        try await clinic.desk.perform { ledger in
            let speaker = try ledger.speaker(for: patient, signingWith: nil)
            let denial = Consent(
                patient: speaker.patient, action: .deny, grantee: try ledger.own.entry, author: 0, previous: 0)
            try ledger.say([denial], by: speaker)
        }
        let accesses = try await accessCount()
        let page = try await clinic.get("/patients/\(patient)", in: doctor)
        #expect(page.status == 200 && page.text.contains(">Withheld") && !page.text.contains(name))
        for path in ["", "/original", "/receipt", "/receipt-file"] {
            #expect(try await clinic.get("/records/\(record)\(path)", in: doctor).status == 403)
        }
        #expect(try await accessCount() == accesses)
        let empty = try await clinic.send("/patients/\(patient)/emergency", "reason=+", in: doctor)
        #expect(empty.status == .badRequest)
        let open = try await WebClinic.text(
            of: clinic.send("/patients/\(patient)/emergency", "reason=unconscious", in: doctor))
        #expect(open.status == 200 && open.text.contains(name))
        #expect(try await accessCount() == accesses + 1)
    }

    @Test func `a patient reads what is theirs and finds nobody else`() async throws {
        let patient = patient
        let key = try PersonalKey.create(.patient, origin: try KeyName(SimulatedClinic.origin))
        _ = try await clinic.desk.perform { try $0.giveKey(key, to: patient) }
        try clinic.accounts.add("pat", role: .patient, key: key, password: secret("a good password"))
        let cookie = try #require(try await clinic.signIn("pat", "a+good+password"))
        let own = try await clinic.get("/my", in: cookie)
        #expect(own.status == 200)
        for record in records { #expect(own.text.contains("/records/\(record)")) }
        #expect(try await clinic.get("/records/\(records[0])", in: cookie).status == 200)
        for path in ["/records/\(foreign)", "/records/\(foreign)/receipt", "/patients", "/patients/\(patient)"] {
            #expect(try await clinic.get(path, in: cookie).status == 403, "\(path)")
        }
    }

    @Test func `a number that is no patient or record is not found, in whatever words`() async throws {
        for path in ["/patients/0", "/patients/x", "/patients/99999999", "/records/\(patient)", "/records/-1", "/my"] {
            let status = try await clinic.get(path, in: doctor).status
            #expect(status == (path == "/my" ? 403 : 404), "\(path): \(status)")
        }
        let found = try await clinic.send("/patients", "patient=@\(patient)", in: doctor)
        #expect(found.headers[.location] == "/patients/\(patient)")
        #expect(try await clinic.send("/patients", "patient=nobody%27s", in: doctor).status == .notFound)
    }
}
