import Foundation
import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

/// Each rule of kinds 5 to 16 refuses what breaks it: when it is added, and when it is on the chain all the same.
struct PrivacyRuleTests {
    private static let origin = PrivacyBench.origin
    private static let (ownerKey, doctorKey, labKey) = (
        PrivacyBench.key(20), PrivacyBench.key(21), PrivacyBench.key(22)
    )

    /// A ledger on which everything is there that a statement may refer to.
    private final class Bench {
        let story: PrivacyBench
        var patients: [UInt64] = []
        var records: [UInt64] = []
        var (lab, doctor, nurse): (UInt64, UInt64, UInt64) = (0, 0, 0)
        var (grant, denial, revoked): (UInt64, UInt64, UInt64) = (0, 0, 0)
        var (hold, emergency, plainAccess, erased): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let now = TestClock.start

        init() throws {
            story = try PrivacyBench()
            try story.clinic.take(Delivery.hl7(0..<5))
            for event in try story.events() {
                if case .patient = event.entry { patients.append(event.number) }
                if case .record = event.entry { records.append(event.number) }
            }
            let patients = patients
            let records = records
            try story.write { ledger in
                lab = try ledger.add([
                    .member(Member(name: "L", roles: [.laboratory], signingKey: labKey.publicKey.bytes))
                ])
                doctor = try ledger.add([.practitioner(person(.clinician, doctorKey.publicKey.bytes))])
                nurse = try ledger.add([.practitioner(person(.clinician, [UInt8](repeating: 5, count: 32)))])
                try ledger.add([.change(SubjectChange(subject: nurse, change: .suspended, previous: nurse))])
                var key = PatientKey(patient: patients[0], signingKey: ownerKey.publicKey.bytes, previous: patients[0])
                key.sign(with: ownerKey, origin: origin)
                try ledger.add([.patientKey(key)])
                try ledger.add([
                    .guardian(
                        Guardianship(
                            patient: patients[1], guardian: patients[0], isEnded: false, until: now + TestClock.day,
                            previous: patients[1]))
                ])
                grant = try ledger.add([.consent(consent(.permit, lab, try ledger.previous(patients[2])))])
                denial = try ledger.add([.consent(consent(.deny, lab, grant) { $0.purposes = [.payment] })])
                revoked = try ledger.add([.consent(consent(.permit, lab, denial))])
                try ledger.add([.consent(consent(.revoke, nil, revoked) { $0.target = revoked })])
                hold = try ledger.add([.hold(Hold(.hold(patient: patients[3], records: EntryRanges())))])
                try ledger.erase([records[4]], reason: "asked")
                erased = records[4]
                try ledger.add([.hold(Hold(.retention(category: .laboratory, milliseconds: TestClock.day)))])
            }
            let door = try story.door(doctorKey, emergency: "unconscious")
            _ = try door.record(records[1])
            try door.close()
            #expect(try story.refusal(of: records[1], doctorKey) == nil)
            for event in try story.events() {
                guard case .access(let access) = event.entry else { continue }
                if access.basis == .emergency { emergency = event.number } else { plainAccess = event.number }
            }
        }

        func person(_ role: Practitioner.Role, _ key: [UInt8]) -> Practitioner {
            Practitioner(
                member: PrivacyBench.founder, roles: [role], signingKey: key,
                sealingKey: [UInt8](repeating: 1, count: 32), validFrom: 0)
        }

        func consent(
            _ action: Consent.Action, _ grantee: UInt64?, _ previous: UInt64,
            _ change: (inout Consent) -> Void = { _ in }
        ) -> Consent {
            var consent = Consent(
                patient: patients[2], action: action, grantee: grantee, author: PrivacyBench.founder, previous: previous
            )
            change(&consent)
            return consent
        }

        func access(_ size: UInt64, _ change: (inout Access) -> Void) -> Access {
            var access = Access(
                reader: doctor, patient: patients[2], records: EntryRanges([records[2]]), purpose: .treatment,
                basis: .custodian, grant: nil, time: now, treeSize: size, action: .read,
                id: [UInt8](repeating: 3, count: 16))
            change(&access)
            access.sign(with: doctorKey, origin: origin)
            return access
        }
    }

    private struct Case {
        var name: String
        var rule: BrokenRule?
        var entry: Entry
    }

    private static func cases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        try membershipCases(bench, ledger) + rightsCases(bench, ledger) + consentCases(bench, ledger)
            + accessCases(bench, ledger) + keepingCases(bench, ledger)
    }

    private static func membershipCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        let own = ledger.engine.memberKey
        func changed(_ subject: UInt64, _ change: SubjectChange.Change) throws -> Entry {
            let last = try ledger.membership()[subject]?.last ?? subject
            return .change(SubjectChange(subject: subject, change: change, previous: last))
        }
        func person(_ change: (inout Practitioner) -> Void) -> Entry {
            var person = bench.person(.clinician, [UInt8](repeating: 77, count: 32))
            change(&person)
            return .practitioner(person)
        }
        let member = Member(name: "T", roles: [.clinic], signingKey: doctorKey.publicKey.bytes)
        let fresh = [UInt8](repeating: 88, count: 32)
        return [
            Case(name: "good person", rule: nil, entry: person { _ in }),
            Case(name: "member with a taken key", rule: .keyTaken, entry: .member(member)),
            Case(name: "person with a taken key", rule: .keyTaken, entry: person { $0.signingKey = own }),
            Case(
                name: "rotation to a taken key", rule: .keyTaken,
                entry: try changed(bench.doctor, .rotated(signingKey: own, sealingKey: nil))),
            Case(
                name: "another's key compromised", rule: .keyTaken,
                entry: try changed(bench.doctor, .compromised(signingKey: own, sinceMilliseconds: 0))),
            Case(
                name: "good rotation", rule: nil,
                entry: try changed(bench.doctor, .rotated(signingKey: fresh, sealingKey: nil))),
            Case(name: "change of a patient", rule: .subjectUnknown, entry: try changed(bench.patients[0], .suspended)),
            Case(
                name: "change that passes over one", rule: .previousDiffers,
                entry: .change(SubjectChange(subject: bench.nurse, change: .reinstated, previous: bench.nurse))),
            Case(name: "suspended twice", rule: .targetInvalid, entry: try changed(bench.nurse, .suspended)),
            Case(name: "the founder suspended", rule: .targetInvalid, entry: try changed(1, .suspended)),
            Case(
                name: "reinstated, not suspended", rule: .targetInvalid, entry: try changed(bench.doctor, .reinstated)),
            Case(name: "person of another member", rule: .roleNotAllowed, entry: person { $0.member = bench.lab }),
            Case(name: "person without a role", rule: .termsInvalid, entry: person { $0.roles = [] }),
            Case(
                name: "person of an unknown role", rule: .termsInvalid,
                entry: person { $0.roles = [.init(rawValue: "x")] }),
            Case(
                name: "person never valid", rule: .termsInvalid,
                entry: person { ($0.validFrom, $0.validUntil) = (5, 5) }),
        ]
    }

    private static func rightsCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        let patients = bench.patients
        func key(_ patient: UInt64, _ key: Ed25519.SigningKey?, signer: Ed25519.SigningKey?, previous: UInt64? = nil)
            throws -> Entry
        {
            var statement = PatientKey(
                patient: patient, signingKey: key?.publicKey.bytes, previous: try previous ?? ledger.previous(patient))
            if let signer { statement.sign(with: signer, origin: origin) }
            return .patientKey(statement)
        }
        func link(_ one: UInt64, _ other: UInt64, isUndone: Bool = false, previous: UInt64? = nil) throws -> Entry {
            .link(
                PatientLink(
                    patient: one, other: other, isUndone: isUndone, previous: try previous ?? ledger.previous(one),
                    otherPrevious: try ledger.previous(other)))
        }
        func guardian(_ one: UInt64, _ other: UInt64, isEnded: Bool = false, previous: UInt64? = nil) throws -> Entry {
            .guardian(
                Guardianship(
                    patient: one, guardian: other, isEnded: isEnded, until: nil,
                    previous: try previous ?? ledger.previous(one)))
        }
        return [
            Case(name: "good key", rule: nil, entry: try key(patients[2], labKey, signer: labKey)),
            Case(name: "key of nobody", rule: .patientUnknown, entry: try key(1, labKey, signer: labKey, previous: 1)),
            Case(name: "key unsigned", rule: .signatureInvalid, entry: try key(patients[2], labKey, signer: nil)),
            Case(
                name: "key signed by another", rule: .signatureInvalid,
                entry: try key(patients[2], labKey, signer: doctorKey)),
            Case(
                name: "key given up by another", rule: .signatureInvalid,
                entry: try key(patients[0], nil, signer: doctorKey)),
            Case(name: "key given up", rule: nil, entry: try key(patients[0], nil, signer: ownerKey)),
            Case(name: "no key given up", rule: .signatureInvalid, entry: try key(patients[2], nil, signer: ownerKey)),
            Case(
                name: "key that passes over one", rule: .previousDiffers,
                entry: try key(patients[0], labKey, signer: labKey, previous: patients[0])),
            Case(name: "good link", rule: nil, entry: try link(patients[2], patients[3])),
            Case(name: "link the other way", rule: .termsInvalid, entry: try link(patients[3], patients[2])),
            Case(name: "link with itself", rule: .termsInvalid, entry: try link(patients[3], patients[3])),
            Case(
                name: "link undone that is not", rule: .targetInvalid,
                entry: try link(patients[2], patients[3], isUndone: true)),
            Case(
                name: "link that passes over one", rule: .previousDiffers,
                entry: try link(patients[2], patients[3], previous: patients[2])),
            Case(name: "link with nobody", rule: .patientUnknown, entry: try link(patients[2], bench.records[4])),
            Case(name: "good guardian", rule: nil, entry: try guardian(patients[2], patients[3])),
            Case(name: "one's own guardian", rule: .termsInvalid, entry: try guardian(patients[2], patients[2])),
            Case(name: "guardian unknown", rule: .patientUnknown, entry: try guardian(patients[2], 1)),
            Case(
                name: "no guardian ended", rule: .targetInvalid,
                entry: try guardian(patients[2], patients[3], isEnded: true)),
            Case(name: "guardian ended", rule: nil, entry: try guardian(patients[1], patients[0], isEnded: true)),
            Case(
                name: "guardian that passes over one", rule: .previousDiffers,
                entry: try guardian(patients[1], patients[0], previous: patients[1])),
        ]
    }

    private static func consentCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        func say(
            _ action: Consent.Action, _ grantee: UInt64?, signer: Ed25519.SigningKey? = nil,
            _ change: (inout Consent) -> Void = { _ in }
        ) throws -> Entry {
            var consent = bench.consent(action, grantee, 0) { change(&$0) }
            if consent.previous == 0 { consent.previous = try ledger.previous(consent.patient) }
            if let signer { consent.sign(with: signer, origin: origin) }
            return .consent(consent)
        }
        let (lab, patients) = (bench.lab, bench.patients)
        return [
            Case(name: "good grant", rule: nil, entry: try say(.permit, lab)),
            Case(name: "grant to a patient", rule: .subjectUnknown, entry: try say(.permit, patients[0])),
            Case(
                name: "grant that passes over one", rule: .previousDiffers,
                entry: try say(.permit, lab) { $0.previous = bench.grant }),
            Case(
                name: "grant by a member, signed", rule: .signatureInvalid, entry: try say(.permit, lab, signer: labKey)
            ),
            Case(
                name: "grant by another member", rule: .signatureInvalid,
                entry: try say(.permit, lab) { $0.author = lab }),
            Case(
                name: "member for who has a key", rule: .patientSignsAlone,
                entry: try say(.permit, lab) { $0.patient = patients[0] }),
            Case(
                name: "patient's own", rule: nil,
                entry: try say(.permit, lab, signer: ownerKey) { ($0.patient, $0.author) = (patients[0], patients[0]) }),
            Case(
                name: "patient's own, unsigned", rule: .signatureInvalid,
                entry: try say(.permit, lab) { ($0.patient, $0.author) = (patients[0], patients[0]) }),
            Case(
                name: "patient's own, by another key", rule: .signatureInvalid,
                entry: try say(.permit, lab, signer: labKey) { ($0.patient, $0.author) = (patients[0], patients[0]) }),
            Case(
                name: "guardian's", rule: nil,
                entry: try say(.permit, lab, signer: ownerKey) { ($0.patient, $0.author) = (patients[1], patients[0]) }),
            Case(
                name: "no guardian's", rule: .signatureInvalid,
                entry: try say(.permit, lab, signer: ownerKey) { ($0.patient, $0.author) = (patients[3], patients[0]) }),
            Case(name: "grant to nobody", rule: .termsInvalid, entry: try say(.permit, nil)),
            Case(
                name: "grant with a target", rule: .termsInvalid,
                entry: try say(.permit, lab) { $0.target = bench.grant }),
            Case(
                name: "unknown purpose", rule: .termsInvalid,
                entry: try say(.permit, lab) { $0.purposes = [.init(rawValue: "X")] }),
            Case(
                name: "empty period", rule: .termsInvalid, entry: try say(.permit, lab) { ($0.from, $0.until) = (5, 5) }
            ),
            Case(name: "denial to all", rule: nil, entry: try say(.deny, nil)),
            Case(name: "exception to a grant", rule: nil, entry: try say(.deny, lab) { $0.target = bench.grant }),
            Case(
                name: "exception to a denial", rule: .targetInvalid,
                entry: try say(.deny, lab) { $0.target = bench.denial }),
            Case(
                name: "exception to nothing", rule: .targetInvalid,
                entry: try say(.deny, lab) { $0.target = bench.doctor }),
            Case(name: "revocation", rule: nil, entry: try say(.revoke, nil) { $0.target = bench.denial }),
            Case(name: "revocation of nothing", rule: .targetInvalid, entry: try say(.revoke, nil)),
            Case(
                name: "revoked twice", rule: .targetInvalid, entry: try say(.revoke, nil) { $0.target = bench.revoked }),
            Case(
                name: "revocation of a revocation", rule: .targetInvalid,
                entry: try say(.revoke, nil) { $0.target = bench.revoked + 1 }),
            Case(
                name: "revocation with terms", rule: .termsInvalid,
                entry: try say(.revoke, lab) { $0.target = bench.denial }),
        ]
    }

    private static func accessCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        let size = ledger.nextEntry
        func read(_ change: (inout Access) -> Void = { _ in }) -> Entry { .access(bench.access(size, change)) }
        var unsigned = bench.access(size) { _ in }
        unsigned.signature = []
        var forged = unsigned
        forged.sign(with: labKey, origin: origin)
        func review(_ access: UInt64, _ reviewer: UInt64, signer: Ed25519.SigningKey? = nil) -> Entry {
            var review = AccessReview(access: access, reviewer: reviewer, isJustified: true)
            if let signer { review.sign(with: signer, origin: origin) }
            return .review(review)
        }
        return [
            Case(name: "good access", rule: nil, entry: read()),
            Case(name: "access of nobody", rule: .patientUnknown, entry: read { $0.patient = 1 }),
            Case(name: "access from the future", rule: .targetInvalid, entry: read { $0.treeSize = size + 1 }),
            Case(
                name: "another's record", rule: .targetInvalid,
                entry: read { $0.records = EntryRanges([bench.records[1]]) }),
            Case(name: "unsigned access", rule: .signatureInvalid, entry: .access(unsigned)),
            Case(name: "forged access", rule: .signatureInvalid, entry: .access(forged)),
            Case(name: "access by another member", rule: .signatureInvalid, entry: read { $0.reader = bench.lab }),
            Case(name: "access by nobody", rule: .subjectUnknown, entry: read { $0.reader = bench.records[0] }),
            Case(name: "access without a right", rule: .accessNotPermitted, entry: read { $0.purpose = .research }),
            Case(
                name: "access on another basis", rule: .accessNotPermitted,
                entry: read { ($0.basis, $0.grant) = (.grant, bench.grant) }),
            Case(name: "a grant too much", rule: .accessNotPermitted, entry: read { $0.grant = bench.grant }),
            Case(name: "access that is yet to come", rule: .termsInvalid, entry: read { $0.time = bench.now + 60_001 }),
            Case(
                name: "a denial passed over", rule: .accessStale,
                entry: read { ($0.treeSize, $0.time) = (bench.denial, bench.now + 60_000) }),
            Case(
                name: "a denial that was too young", rule: nil,
                entry: read { ($0.treeSize, $0.time) = (bench.denial, bench.now + 59_999) }),
            Case(
                name: "emergency without a reason", rule: .reasonMissing,
                entry: read { ($0.basis, $0.purpose) = (.emergency, .breakTheGlass) }),
            Case(
                name: "disclosure of what others keep", rule: .accessNotPermitted,
                entry: read { ($0.reader, $0.action, $0.purpose) = (bench.lab, .disclose, .payment) }),
            Case(name: "good review", rule: nil, entry: review(bench.emergency, 1)),
            Case(name: "review of no emergency", rule: .targetInvalid, entry: review(bench.plainAccess, 1)),
            Case(
                name: "review by the reader", rule: .subjectUnknown,
                entry: review(bench.emergency, bench.doctor, signer: doctorKey)),
            Case(
                name: "review by who is suspended", rule: .subjectUnknown, entry: review(bench.emergency, bench.nurse)),
            Case(name: "review by another member", rule: .signatureInvalid, entry: review(bench.emergency, bench.lab)),
        ]
    }

    private static func keepingCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        func erase(_ records: [UInt64], patient: UInt64? = nil) -> Entry {
            let detail = Detail(commitment: .zero, page: 0, slot: 0)
            return .erasure(Erasure(records: EntryRanges(records), patient: patient, detail: detail))
        }
        func deliver(_ member: UInt64, _ records: [UInt64]) -> Entry {
            .delivery(
                MedicalLedger.Delivery(
                    step: .sent, id: [UInt8](repeating: 1, count: 16), member: member, records: EntryRanges(records),
                    package: [UInt8](repeating: 2, count: 32)))
        }
        let (records, patients) = (bench.records, bench.patients)
        return [
            Case(name: "what a hold keeps", rule: .legalHold, entry: erase([records[3]])),
            Case(name: "who a hold keeps", rule: .legalHold, entry: erase([], patient: patients[3])),
            Case(name: "what is kept for a time", rule: .retention, entry: erase([records[2]])),
            Case(name: "what is erased", rule: .erasedAlready, entry: erase([bench.erased])),
            Case(name: "what is no record", rule: .targetInvalid, entry: erase([bench.doctor])),
            Case(
                name: "another patient's record", rule: .targetInvalid, entry: erase([records[2]], patient: patients[1])
            ),
            Case(name: "nobody", rule: .patientUnknown, entry: erase([], patient: 1)),
            Case(name: "release of a hold", rule: nil, entry: .hold(Hold(.release(hold: bench.hold)))),
            Case(name: "release of no hold", rule: .targetInvalid, entry: .hold(Hold(.release(hold: bench.grant)))),
            Case(
                name: "hold on nobody", rule: .patientUnknown,
                entry: .hold(Hold(.hold(patient: 1, records: EntryRanges())))),
            Case(
                name: "hold on another's record", rule: .targetInvalid,
                entry: .hold(Hold(.hold(patient: patients[1], records: EntryRanges([records[2]]))))),
            Case(name: "good delivery", rule: nil, entry: deliver(bench.lab, records)),
            Case(name: "delivery to nobody", rule: .subjectUnknown, entry: deliver(bench.doctor, records)),
            Case(name: "delivery of no record", rule: .targetInvalid, entry: deliver(bench.lab, [bench.doctor])),
        ]
    }

    private static func append(_ entry: Entry, to ledger: ClinicLedger) throws {
        var list = EntryList()
        try list.append(entry.encoded())
        try ledger.engine.append(list)
    }

    @Test func `each rule refuses an entry at append, and names it where it is on the chain`() throws {
        let bench = try Bench()
        let clinic = bench.story.clinic
        #expect(try clinic.verify().findings.isEmpty)
        let cases = try bench.story.write { ledger in
            let cases = try Self.cases(bench, ledger)
            let rules = Set(cases.compactMap(\.rule))
            let wanted: Set<BrokenRule> = [
                .keyTaken, .subjectUnknown, .previousDiffers, .signatureInvalid, .patientSignsAlone, .targetInvalid,
                .termsInvalid, .accessNotPermitted, .accessStale, .reasonMissing, .legalHold, .retention,
                .erasedAlready,
                .roleNotAllowed, .patientUnknown,
            ]
            #expect(rules == wanted)
            let size = ledger.nextEntry
            for one in cases where one.rule != nil {
                #expect(
                    throws: MedicalError(
                        "ruleBroken", .refused, ["entry": "\(size)", "rule": one.rule?.rawValue ?? ""]), "\(one.name)"
                ) {
                    try ledger.add([one.entry])
                }
            }
            #expect(ledger.nextEntry == size)
            return cases
        }
        let backup = clinic.directory.path + "/backup"
        try FileManager.default.copyItem(atPath: clinic.path, toPath: backup)
        for one in cases {
            try FileManager.default.removeItem(atPath: clinic.path)
            try FileManager.default.copyItem(atPath: backup, toPath: clinic.path)
            let ledger = try clinic.open(for: .writing)
            let number = ledger.nextEntry
            try Self.append(one.entry, to: ledger)
            try ledger.engine.close()
            let named = try clinic.verify().findings.filter { $0.code.hasPrefix("rule.") }
            #expect(named.map(\.code) == (one.rule.map { ["rule.\($0.rawValue)"] } ?? []), "\(one.name)")
            #expect(named.allSatisfy { $0.place.entries == number..<number + 1 }, "\(one.name)")
        }
    }

    @Test func `members that bring no records make no statements about patients`() throws {
        var history = FoldedHistory()
        history.begin(block: 0, time: 0)
        let maker = Member(name: "M", roles: [.manufacturer], signingKey: [UInt8](repeating: 4, count: 32))
        let founder = Member(name: "C", roles: [.clinic], signingKey: [UInt8](repeating: 3, count: 32))
        let entries: [Entry] = [
            .ledger(origin: "a.example/b", formatVersion: 1), .member(founder), .member(maker),
            .patient(pseudonym: [UInt8](repeating: 9, count: 16)),
            .patient(pseudonym: [UInt8](repeating: 8, count: 16)),
        ]
        for (number, entry) in entries.enumerated() { history.take(entry, number: UInt64(number)) }
        let detail = Detail(commitment: .zero, page: 0, slot: 0)
        let statements: [Entry] = [
            .patientKey(PatientKey(patient: 3, signingKey: founder.signingKey, previous: 3)),
            .link(PatientLink(patient: 3, other: 4, isUndone: false, previous: 3, otherPrevious: 4)),
            .guardian(Guardianship(patient: 3, guardian: 4, isEnded: false, until: nil, previous: 3)),
            .identity(IdentityDocument(patient: 3, detail: detail)),
            .hold(Hold(.hold(patient: 3, records: EntryRanges()))),
            .change(
                SubjectChange(
                    subject: 1, change: .rotated(signingKey: [UInt8](repeating: 5, count: 32), sealingKey: nil),
                    previous: 1)),
        ]
        for statement in statements {
            #expect(throws: BrokenRule.roleNotAllowed, "\(statement)") {
                try Rules.check(
                    statement, at: .init(number: 5, signer: maker.signingKey, origin: "a.example/b", time: 0),
                    history: history)
            }
        }
    }

    @Test func `random histories keep the rules, but for the signatures that they lack`() throws {
        let start = UInt64.random(in: 0 ... .max / 2)
        for seed in start..<start + 300 {
            let history = RandomHistory(seed: seed, steps: 40)
            var folded = FoldedHistory()
            for event in history.naive.events {
                folded.begin(block: event.number, time: event.time)
                var broken: BrokenRule?
                if let signer = Self.signer(of: event, history) {
                    do throws(BrokenRule) {
                        try Rules.check(
                            event.entry,
                            at: .init(number: event.number, signer: signer, origin: "a.example/b", time: event.time),
                            history: folded)
                    } catch { broken = error }
                    let isAllowed = broken == nil || broken == .signatureInvalid || broken == .patientSignsAlone
                    #expect(
                        isAllowed || broken == .signerUnknown,
                        "seed \(seed): \(event.number) \(event.entry) \(String(describing: broken))")
                }
                folded.take(event.entry, number: event.number)
            }
        }
    }

    /// The key of the member whose matter an entry is; nil where that member is suspended or does not matter.
    private static func signer(of event: NaiveConsent.Event, _ history: RandomHistory) -> [UInt8]? {
        var membership = Membership()
        for earlier in history.naive.events where earlier.number < event.number {
            membership.take(earlier.entry, number: earlier.number)
        }
        func key(_ member: UInt64?) -> [UInt8]? { member.flatMap { membership[$0] }?.signingKey(below: .max) }
        return switch event.entry {
        case .ledger, .member: nil
        case .record(let it): key(it.custodian)
        case .practitioner(let it): key(it.member)
        case .change(let it):
            it.change == .suspended && it.subject == 1 ? nil : key(membership[it.subject]?.memberEntry)
        case .consent(let it): key(membership[it.author] == nil ? history.members[0] : it.author)
        default: key(history.members[0])
        }
    }
}
