import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

struct ConsentStatementTests {
    private let world: ConsentClinic
    private var ledger: ClinicLedger { world.ledger }
    private var patient: UInt64 { world.patients[0].entry }

    init() throws { world = try ConsentClinic() }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? MedicalError)?.code }
        return nil
    }

    @Test func `a key is replaced and given up where it is bound`() throws {
        let (one, two, three) = (patient, world.patients[1].entry, world.patients[2].entry)
        func key() throws -> PersonalKey { try PersonalKey.create(.patient, origin: ledger.description.key.name) }
        let (first, second, third, fourth) = (try key(), try key(), try key(), try key())
        func bound() throws -> [[UInt8]?] {
            try [one, two, three].map { try ledger.statements(of: $0).signingKey(of: $0, below: .max) }
        }
        func bytes(_ key: PersonalKey) -> [UInt8] { key.signingKey.publicKey.bytes }
        try ledger.giveKey(first, to: one)
        try ledger.giveKey(second, to: two)
        try ledger.link(one, two, signedWith: [first, second])
        try ledger.link(two, three, signedWith: [second])
        #expect(try ledger.keyHolder(two) == two && ledger.keyHolder(three) == one)
        #expect(code { try ledger.replaceKey(of: three, with: third, since: nil) } == "patientKeysSeveral")
        try ledger.replaceKey(of: two, with: third, since: nil)
        #expect(try bound() == [bytes(first), bytes(third), nil])
        try ledger.replaceKey(of: two, with: fourth, signedWith: first, since: nil)
        #expect(try bound() == [bytes(fourth), bytes(third), nil])
        #expect(code { try ledger.replaceKey(of: one, with: second, signedWith: first, since: nil) } == "keyNotInForce")
        #expect(code { try ledger.giveUpKey(of: one, signedWith: first) } == "keyNotThePatients")
        try ledger.giveUpKey(of: one, signedWith: third)
        #expect(try bound() == [bytes(fourth), nil, nil])
        #expect(try ledger.keyHolder(three) == one)
        #expect(try world.clinic.verify().findings.isEmpty)
    }

    @Test func `the member speaks for a patient until there is a key, linked pseudonyms included`() throws {
        try world.say(.permit, to: world.hospital, of: patient)
        try world.bind(world.patientKey, to: patient)
        #expect(code { try world.say(.permit, to: world.hospital, of: patient) } == "consentNeedsKey")
        #expect(code { try world.link(patient, world.patients[1].entry) } == "ruleBroken")
        try world.link(patient, world.patients[1].entry, key: world.patientKey)
        #expect(code { try world.say(.deny, to: nil, of: world.patients[1].entry) } == "consentNeedsKey")
        #expect(code { try world.say(.deny, to: nil, of: patient, key: world.guardianKey) } == "consentKeyUnknown")
        try world.say(.deny, to: nil, of: world.patients[1].entry, key: world.patientKey)
        let standings = try ledger.rights(of: patient).standings(at: ledger.now)
        #expect(standings.map(\.signer) == [.member, .patient])
        #expect(standings.map(\.consent.patient) == [patient, patient])
    }

    @Test func `a stolen key opens nothing, and what it closed stays closed`() throws {
        let (_, record) = world.patients[0]
        let question = world.question(world.hospital)
        let own = try ledger.own.entry
        let kept = try world.say(.permit, to: world.hospital, of: patient)
        let denial = try world.say(.deny, to: own, of: patient)
        let mistaken = try world.say(.permit, to: own, of: patient)
        _ = try ledger.revoke(mistaken, signingWith: nil)
        let lifted = try ledger.revoke(denial, signingWith: nil)
        #expect(try world.decide(question, record).entries == [kept])
        #expect(try world.decide(world.question(own), record).reason == .custodian)
        let member = try #require(try ledger.membership()[own])
        _ = try ledger.add(
            change: .compromised(signingKey: member.signingKey(below: .max), sinceMilliseconds: 1), of: own)
        let states = try ledger.rights(of: patient).standings(at: ledger.now).map(\.state)
        #expect(states == [.void, .inForce, .void, .inForce, .void])
        #expect(try world.decide(question, record).reason == .noGrant)
        #expect(try world.decide(world.question(own), record) == Decision(reason: .denied, entries: [denial]))
        // The denial is in force again, so it can be revoked again: by a key that counts.
        let key = try Ed25519.SigningKey(seed: [UInt8](repeating: 9, count: 32))
        try world.bind(key, to: patient)
        let again = try ledger.revoke(denial, signingWith: key)
        #expect(lifted < again)
        #expect(code { _ = try ledger.revoke(denial, signingWith: key) } == "consentRevoked")
        #expect(try world.decide(world.question(own), record).reason == .custodian)
    }

    @Test func `either key of a person revokes what stands under either pseudonym while they are linked`() throws {
        let other = world.patients[1].entry
        let otherKey = try Ed25519.SigningKey(seed: [UInt8](repeating: 8, count: 32))
        try world.link(patient, other)
        let first = try world.say(.permit, to: world.hospital, of: patient)
        let second = try world.say(.permit, to: world.hospital, of: patient)
        try world.bind(world.patientKey, to: patient)
        #expect(code { _ = try ledger.revoke(first, signingWith: otherKey) } == "consentKeyUnknown")
        try world.bind(otherKey, to: other, endorsedBy: world.patientKey)
        let third = try world.say(.permit, to: world.hospital, of: other, key: otherKey)
        _ = try ledger.revoke(first, signingWith: otherKey)
        _ = try ledger.revoke(third, signingWith: world.patientKey)
        let standings = try ledger.rights(of: other).standings(at: ledger.now)
        #expect(standings.map(\.consent.patient) == [patient, patient, other, patient, other])
        #expect(standings.last?.signer == .patient && standings.last?.consent.author == patient)
        let proof = try ledger.prove(world.question(world.hospital), record: world.patients[1].record.entry)
        #expect(proof.decision == Decision(reason: .grant, entries: [second]))
        try world.link(patient, other, isUndone: true, key: otherKey)
        #expect(code { _ = try ledger.revoke(second, signingWith: otherKey) } == "consentNotTheirs")
        // What the other key signed while they were linked is still proven.
        let later = try ledger.prove(world.question(world.hospital), record: world.patients[0].record.entry)
        #expect(later.decision == Decision(reason: .grant, entries: [second]))
    }

    @Test func `a stranger's and a replaced key are refused`() throws {
        try world.bind(world.patientKey, to: patient)
        try world.bind(world.guardianKey, to: world.patients[1].entry)
        #expect(code { try world.say(.deny, to: nil, of: patient, key: world.guardianKey) } == "consentNotTheirs")
        let newKey = try Ed25519.SigningKey(seed: [UInt8](repeating: 9, count: 32))
        try world.bind(newKey, to: patient)
        #expect(try ledger.rights(of: patient).keysBoundByMember.count == 1)
        #expect(code { try world.say(.deny, to: nil, of: patient, key: world.patientKey) } == "consentKeyReplaced")
    }

    @Test func `a consent is revoked once, and its exceptions go with it`() throws {
        let grant = try world.say(.permit, to: world.hospital, of: patient)
        let exception = try world.say(.deny, to: nil, of: patient) { $0.target = grant }
        let (_, record) = world.patients[0]
        #expect(try world.decide(world.question(world.hospital), record).entries == [grant, exception])
        let revocation = try ledger.revoke(grant, signingWith: nil)
        #expect(code { _ = try ledger.revoke(grant, signingWith: nil) } == "consentRevoked")
        #expect(code { _ = try ledger.revoke(revocation, signingWith: nil) } == "notAConsent")
        let states = try ledger.rights(of: patient).standings(at: ledger.now).map(\.state)
        #expect(states == [.revoked(by: revocation), .withoutGrant, .inForce])
    }

    @Test func `mistyped terms are refused with a sentence`() throws {
        #expect(code { try world.say(.deny, to: nil, of: patient) { ($0.from, $0.until) = (2, 1) } } == "consentPeriod")
        #expect(
            code { try world.say(.deny, to: nil, of: patient) { $0.purposes = [Purpose(rawValue: "X")] } }
                == "purposeUnknown")
        let foreign = world.patients[1].record.entry
        #expect(
            code { try world.say(.deny, to: nil, of: patient) { $0.records = EntryRanges([foreign]) } }
                == "recordOfOther")
    }

    @Test func `the explanation says of each consent why it does not apply`() throws {
        let (_, record) = world.patients[0]
        let now = ledger.now
        let own = try ledger.own.entry
        try world.say(.permit, to: own, of: patient)
        try world.say(.permit, to: world.hospital, of: patient) { $0.categories = [.identity] }
        try world.say(.permit, to: world.hospital, of: patient) { $0.purposes = [.research] }
        try world.say(.permit, to: world.hospital, of: patient) { $0.from = now + 3_600_000 }
        try world.say(.permit, to: world.hospital, of: patient) { $0.until = 5 }
        let grant = try world.say(.permit, to: world.hospital, of: patient)
        let exception = try world.say(.deny, to: nil, of: patient) { $0.target = grant }
        let effects = try ledger.rights(of: patient).effects(world.question(world.hospital), record: record)
        #expect(
            effects.map(\.effect) == [
                .mismatch(.grantee), .mismatch(.category), .mismatch(.purpose), .mismatch(.notYet), .mismatch(.over),
                .cutOut(by: exception), .applies,
            ])
    }

    @Test func `consents come back from FHIR as they went, and no wider`() throws {
        let until = ledger.now + 3_600_000
        let grant = try world.say(.permit, to: world.hospital, of: patient) {
            $0.categories = [.laboratory]
            $0.purposes = [.treatment]
            $0.until = until
            $0.records = EntryRanges([world.patients[0].record.entry])
        }
        try world.say(.deny, to: nil, of: patient) {
            $0.target = grant
            $0.purposes = [.breakTheGlass]
        }
        try world.say(.deny, to: world.hospital, of: patient) { $0.purposes = [.research] }
        let bundle = try ledger.consentBundle(of: patient, at: ledger.now, isIndented: true)
        let again = try ledger.importConsents(bundle, for: patient, signingWith: nil)
        #expect(again.entries.isEmpty && again.knownCount == 2)
        _ = try ledger.revoke(grant, signingWith: nil)
        let taken = try ledger.importConsents(bundle, for: patient, signingWith: nil)
        #expect(taken.entries.count == 2 && taken.knownCount == 1)
        let original = try ledger.consent(try #require(taken.entries.first))
        #expect(original.until == until && original.categories == [.laboratory] && original.grantee == world.hospital)
        #expect(original.records.contains(world.patients[0].record.entry) && original.purposes == [.treatment])
        #expect(try ledger.consent(taken.entries[1]).target == taken.entries[0])
        let inactive = try ledger.importConsents(
            try ledger.consentBundle(of: patient, at: ledger.now, isIndented: false), for: patient, signingWith: nil)
        #expect(inactive.inactiveCount == 1 && inactive.entries.isEmpty)
        #expect(
            code { _ = try ledger.importConsents(bundle, for: world.patients[1].entry, signingWith: nil) }
                == "consentOtherPatient")
    }

    @Test func `a recipient that nobody knows is refused, a member's name is known`() throws {
        let own = "urn:clinicledger:entry:clinic.example/ledger"
        func taken(_ recipient: String, patientOf system: String? = nil) throws -> [UInt64] {
            let text = """
                {"resourceType":"Consent","status":"active",
                "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                "patient":{"identifier":{"system":"\(system ?? own)","value":"\(patient)"}},
                "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
                "provision":{"type":"permit"\(recipient)}}
                """
            let imported = try ledger.importConsents(Array(text.utf8), for: patient, signingWith: nil)
            return imported.entries
        }
        func actor(_ reference: String) -> String {
            #","actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":\#(reference)}]"#
        }
        #expect(code { _ = try taken("") } == "consentNeedsRecipient")
        // The number of another system's resource is not an entry of ours.
        #expect(code { _ = try taken(actor(#"{"reference":"Organization/1"}"#)) } == "consentRecipient")
        #expect(
            code { _ = try taken(actor(#"{"reference":"Organization/1","display":"Elsewhere"}"#)) }
                == "consentRecipient")
        let hospital = actor(#"{"reference":"Organization/77","display":"Hospital"}"#)
        let record = world.patients[0].record.entry
        func data(_ system: String) -> String {
            #","data":[{"meaning":"instance","reference":{"identifier":{"system":"\#(system)","value":"\#(record)"}}}]"#
        }
        #expect(code { _ = try taken(hospital + data("urn:other")) } == "consentRecord")
        #expect(code { _ = try taken(hospital, patientOf: "urn:other") } == "consentOtherPatient")
        let narrow = try taken(hospital + data(own))
        #expect(try ledger.consent(try #require(narrow.first)).records.contains(record))
        let entries = try taken(hospital)
        #expect(try ledger.consent(try #require(entries.first)).grantee == world.hospital)
    }

    @Test func `the patient gets a receipt of a revocation`() throws {
        let grant = try world.say(.permit, to: world.hospital, of: patient)
        let revocation = try ledger.revoke(grant, signingWith: nil)
        let receipt = Array(try ledger.receipt(for: revocation).formatted.utf8)
        let verdict = try ReceiptCheck.check(receipt, key: ledger.description.key, document: nil)
        #expect(verdict.entry == revocation && verdict.onChain == nil)
        #expect(code { _ = try ledger.receipt(for: world.hospital) } == "notARecord")
    }

    @Test func `an index that hides a statement is found`() throws {
        try world.say(.permit, to: world.hospital, of: patient)
        try ledger.close()
        #expect(try world.clinic.verify().findings.isEmpty)
        for isHidden in [false, true] {
            let path = world.clinic.files.index
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
            let index = try PostingIndex(path, in: world.clinic.environment.fileSystem, mode: .write(.private))
            for number in 0..<ledger.engine.treeSize {
                if number == 0 { index.add(ledger.key(.ledger(origin: ledger.engine.origin)), 0) }
                let entry = try Entry(decoding: try ledger.engine.entry(number))
                if case .record(let record) = entry { index.add(ledger.key(.recordsOfPatient(record.patient)), number) }
                if !isHidden { for question in entry.questions { index.add(ledger.key(question), number) } }
            }
            try index.flush(covering: 0..<ledger.engine.treeSize)
            #expect(try world.clinic.verify().findings.map(\.code) == (isHidden ? ["index"] : []))
        }
    }
}

/// The time of one decision, printed.
///
/// `CLINICLEDGER_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter DecisionMeasurements`
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CLINICLEDGER_MEASURE"] != nil))
struct DecisionMeasurements {
    @Test func `a decision among a thousand grants`() {
        var membership = Membership()
        for entry in 1...1002 as ClosedRange<UInt64> {
            let key = (0..<32).map { UInt8(truncatingIfNeeded: Int(entry) >> ($0 % 4 * 8)) }
            membership.take(
                .member(Member(name: "M\(entry)", roles: [.clinic], signingKey: key)), number: entry)
        }
        // The one that applies is the last; the others differ in the grantee, the category or the purpose.
        let statements = (0..<1000).map { position -> PatientStatement in
            let number = 3000 + UInt64(position)
            var consent = Consent(
                patient: 2000, action: .permit,
                grantee: position < 999 && position % 3 == 0 ? UInt64(position + 2) : 1002, author: 1,
                previous: position == 0 ? 2000 : number - 1)
            if position < 999 { consent.categories = [position % 3 == 1 ? .identity : .laboratory] }
            if position < 999, position % 3 == 2 { consent.purposes = [.research, .payment] }
            return PatientStatement(number: number, sealedAt: 1, entry: .consent(consent))
        }
        let rights = PatientRights(of: 2000, treeSize: 5000, membership: membership) { _ in statements }
        let question = AccessQuestion(reader: 1002, purpose: .treatment, time: 10)
        let record = RecordFacts(entry: 2001, patient: 2000, category: .laboratory, custodian: 1)
        let rounds = 2000
        var samples: [Double] = []
        for _ in 0..<5 {
            let clock = ContinuousClock()
            let spent = clock.measure {
                for _ in 0..<rounds where !rights.decide(question, record: record).isPermitted { Issue.record() }
            }
            samples.append(Double(spent.components.attoseconds) / 1e12 / Double(rounds))
        }
        print("a decision among 1000 grants: \(samples.sorted()[2]) us")
    }
}
