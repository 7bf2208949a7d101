import Foundation
import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

/// Who read what is known to whom it concerns.
struct AccessListTests {
    private static func list(
        _ clinic: TestClinic, as key: UInt8? = nil, _ change: (inout ReadingDoor.AccessQuery) -> Void
    ) throws -> (events: [AccessEvent], denied: Int) {
        var query = ReadingDoor.AccessQuery()
        change(&query)
        let visitor = ReadingDoor.Visitor(signingKey: try key.map { try TestClinic.key($0) })
        return try ReadingDoor(of: clinic.open(), for: visitor, environment: clinic.environment).accesses(query)
    }

    /// A clinic with a doctor (key 3), a researcher (4) and an auditor (5), where the doctor broke the glass once.
    private static func clinic() throws -> (clinic: TestClinic, doctor: UInt64) {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        let doctor = try clinic.hire("Ida Invented", [.clinician], key: 3)
        try clinic.hire("Max Made-up", [.researcher], key: 4)
        try clinic.hire("Eve Example", [.auditor], key: 5)
        var question = ClinicLedger.Question()
        question.patient = "PAT1000"
        for visitor in [
            ReadingDoor.Visitor(), .init(signingKey: try TestClinic.key(3)),
            .init(signingKey: try TestClinic.key(3), emergencyReason: "unconscious"),
        ] {
            let door = try clinic.door(visitor)
            _ = try door.find(question) { _ in }
            try door.close()
        }
        return (clinic, doctor)
    }

    @Test func `a patient's list says who, when, what, why and on what basis, the newest first`() throws {
        let (clinic, doctor) = try Self.clinic()
        let events = try Self.list(clinic) { $0.patient = "PAT1000" }.events
        #expect(events.map(\.access.basis) == [.emergency, .custodian, .custodian])
        #expect(events.map(\.reader) == ["Ida Invented", "Ida Invented", "Clinic"])
        #expect(events.map(\.institution) == ["Clinic", "Clinic", "Clinic"])
        #expect(events.map(\.access.purpose) == [.breakTheGlass, .treatment, .operations])
        #expect(events.map(\.reason) == ["unconscious", "", ""])
        #expect(events.map(\.isOpen) == [true, false, false])
        let numbers: [UInt64?] = try clinic.accesses().map(\.number).reversed()
        #expect(events.map(\.entry) == numbers)
        #expect(try Self.list(clinic) { $0.patient = "PAT1001" }.events.isEmpty)
        #expect(try Self.list(clinic) { $0.reader = "@\(doctor)" }.events.count == 2)
        #expect(try Self.list(clinic) { $0.onlyEmergencies = true }.events.count == 1)
    }

    @Test func `dates bound the list`() throws {
        let (clinic, _) = try Self.clinic()
        let year = String(Timestamp.text(clinic.environment.clock()).prefix(4))
        func count(_ since: String?, _ until: String?) throws -> Int {
            try Self.list(clinic) { ($0.patient, $0.since, $0.until) = ("PAT1000", since, until) }.events.count
        }
        #expect(try count(year, nil) == 3)
        #expect(try count(nil, year) == 3)
        #expect(try count("9000", nil) == 0)
        #expect(try count(nil, "2020-01-01") == 0)
    }

    @Test func `the list is for the custodian, auditors and whom it concerns`() throws {
        let (clinic, doctor) = try Self.clinic()
        let denied = MedicalError("accessListDenied", .permission)
        #expect(try Self.list(clinic, as: 5) { $0.patient = "PAT1000" }.events.count == 3)
        #expect(throws: denied) { try Self.list(clinic, as: 4) { $0.patient = "PAT1000" } }
        #expect(throws: denied) { try Self.list(clinic, as: 3) { $0.patient = "PAT1000" } }
        #expect(try Self.list(clinic, as: 3) { $0.reader = "@\(doctor)" }.events.count == 2, "their own")
        let others = try Self.list(clinic, as: 4) { $0.reader = "@\(doctor)" }
        #expect(others.events.isEmpty && others.denied == 2)
        #expect(try Self.list(clinic, as: 4) { $0.onlyEmergencies = true }.denied == 1)
        let patient = try clinic.patient("PAT1000")
        try clinic.write { ledger in
            var own = PatientKey(patient: patient, signingKey: try TestClinic.key(9).publicKey.bytes, previous: patient)
            own.sign(with: try TestClinic.key(9), origin: ledger.engine.origin)
            try ledger.add([.patientKey(own)])
        }
        #expect(try Self.list(clinic, as: 9) { $0.patient = "PAT1000" }.events.count == 3)
        #expect(throws: denied) { try Self.list(clinic, as: 9) { $0.patient = "PAT1001" } }
    }

    @Test func `an emergency is open until somebody else has reviewed it`() throws {
        let (clinic, _) = try Self.clinic()
        let (number, _) = try #require(try clinic.accesses().first { $0.access.basis == .emergency })
        let ordinary = try #require(try clinic.accesses().first).number
        try clinic.write { ledger in
            #expect(throws: MedicalError("reviewOfOwn", .permission, ["entry": String(number)])) {
                try ledger.review(number, isJustified: true, remark: "fine", signingKey: try TestClinic.key(3))
            }
            #expect(throws: MedicalError("notAnEmergency", .refused, ["entry": String(ordinary)])) {
                try ledger.review(ordinary, isJustified: true, remark: "fine", signingKey: nil)
            }
            #expect(throws: MedicalError("remarkMissing", .refused)) {
                try ledger.review(number, isJustified: true, remark: " ", signingKey: nil)
            }
            #expect(throws: MedicalError("readerUnknown", .permission)) {
                try ledger.review(number, isJustified: true, remark: "fine", signingKey: try TestClinic.key(8))
            }
        }
        #expect(try Self.list(clinic) { $0.onlyEmergencies = true }.events.map(\.isOpen) == [true])
        try clinic.write {
            try $0.review(number, isJustified: false, remark: "was awake", signingKey: try TestClinic.key(5))
        }
        // A second one, which is open, comes first.
        let entry = try #require(try clinic.records().first).view.entry
        let door = try clinic.door(.init(signingKey: try TestClinic.key(3), emergencyReason: "again"))
        _ = try door.record(entry)
        try door.close()
        let events = try Self.list(clinic) { $0.onlyEmergencies = true }.events
        #expect(events.map(\.isOpen) == [true, false])
        let review = try #require(events.last?.reviews.first)
        #expect(!review.review.isJustified && review.remark == "was awake" && review.reviewer == "Eve Example")
        #expect(try clinic.verify().findings.isEmpty)
    }
}
