import HTTPTypes
import HealthFormats
import Hummingbird
import LedgerCrypto
import MerkleLog
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// What patients decide on a page holds on the ledger, signed with their key, and nobody else decides it.
struct MyDoorTests {
    private let clinic: WebClinic
    private let cookie: String
    private let patient: UInt64
    private let foreign: UInt64
    private let own: UInt64
    private let other: UInt64

    init() async throws {
        clinic = try WebClinic()
        try await clinic.takeIn(0..<60)
        let key = try PersonalKey.create(.patient, origin: try KeyName(SimulatedClinic.origin))
        (patient, foreign, own, other) = try await clinic.desk.perform { ledger in
            let patients = try (0..<ledger.nextEntry).compactMap { try ledger.facts(ofRecord: $0)?.patient }
            let patient = try #require(patients.first)
            try ledger.giveKey(key, to: patient)
            let otherKey = try Ed25519.SigningKey(seed: [UInt8](repeating: 7, count: 32))
            let member = Member(
                name: "South Hospital", roles: [.hospital], signingKey: otherKey.publicKey.bytes, sealingKey: nil,
                verifierKey: nil)
            let other = try ledger.add(member: MemberFile(member, successions: [], signedWith: otherKey))
            return (patient, try #require(patients.first { $0 != patient }), try ledger.own.entry, other)
        }
        try clinic.accounts.add("pat", role: .patient, key: key, password: secret("a good password"))
        cookie = try #require(try await clinic.signIn("pat", "a+good+password"))
    }

    private func decides(_ reader: UInt64, _ category: RecordCategoryCode) async throws -> Bool {
        let patient = patient
        return try await clinic.desk.perform { ledger in
            let facts = RecordFacts(
                entry: patient + 1, patient: patient, category: .init(category), custodian: try ledger.own.entry)
            let question = AccessQuestion(reader: reader, purpose: .treatment, time: ledger.now)
            return try ledger.rights(of: patient).decide(question, record: facts).isPermitted
        }
    }

    @Test func `a switch is a grant on the ledger, and switching it off ends it`() async throws {
        #expect(try await !decides(other, .laboratory))
        let on = try await clinic.send("/my/rights/\(other)", "category=laboratory&category=note", in: cookie)
        #expect(on.status == .seeOther)
        #expect(try await decides(other, .laboratory))
        #expect(try await decides(other, .note))
        #expect(try await !decides(other, .identity))
        let page = try await clinic.get("/my/rights", in: cookie).text
        #expect(page.ranges(of: " checked").count == 2 && page.contains("South Hospital"))
        // Nothing new is said where nothing changes.
        let size = try await clinic.desk.perform { $0.nextEntry }
        _ = try await clinic.send("/my/rights/\(other)", "category=note&category=laboratory", in: cookie)
        #expect(try await clinic.desk.perform { $0.nextEntry } == size)
        _ = try await clinic.send("/my/rights/\(other)", "", in: cookie)
        #expect(try await !decides(other, .laboratory))
        #expect(try await !decides(other, .note))
    }

    @Test func `a denial holds against the clinic itself until it is taken back`() async throws {
        #expect(try await decides(own, .laboratory))
        _ = try await clinic.send("/my/rights/\(own)/deny", "", in: cookie)
        #expect(try await !decides(own, .laboratory))
        let page = try await clinic.get("/my/rights", in: cookie).text
        let start = try #require(page.firstRange(of: "/my/statements/"))
        let entry = page[start.upperBound...].prefix { $0.isNumber }
        _ = try await clinic.send("/my/statements/\(entry)/revoke", "", in: cookie)
        #expect(try await decides(own, .laboratory))
        #expect(try await clinic.send("/my/statements/\(entry)/revoke", "", in: cookie).status == .badRequest)
    }

    @Test func `what somebody else has said is not for a patient to take back`() async throws {
        let foreign = foreign
        let entry = try await clinic.desk.perform { ledger in
            let speaker = try ledger.speaker(for: foreign, signingWith: nil)
            let denial = Consent(patient: foreign, action: .deny, grantee: nil, author: 0, previous: 0)
            return try ledger.say([denial], by: speaker)
        }
        #expect(try await clinic.send("/my/statements/\(entry)/revoke", "", in: cookie).status == .forbidden)
        #expect(try await clinic.send("/my/rights/\(patient)", "category=note", in: cookie).status == .badRequest)
    }

    @Test func `patients see who read their records, and have all of them in one file`() async throws {
        try clinic.accounts.add("lab", role: .laboratory, key: nil, password: secret("a good password"))
        let lab = try #require(try await clinic.signIn("lab", "a+good+password"))
        #expect(try await clinic.get("/patients/\(patient)", in: lab).status == 200)
        let accesses = try await clinic.get("/my/accesses", in: cookie)
        #expect(accesses.status == 200 && accesses.text.contains("North Clinic"))
        let file = try await clinic.get("/my/download", in: cookie)
        #expect(file.status == 200 && file.text.contains("\"resourceType\": \"Bundle\""))
        #expect(try await clinic.get("/my/accesses", in: cookie).text.contains("exported"))
        #expect(try await clinic.get("/my/accesses", in: lab).status == 403)
    }
}
