import Foundation
import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

/// Each rule of kinds 5 to 16 refuses what breaks it: when it is added, and when it is on the chain all the same.
struct PrivacyRuleTests {
    static let origin = PrivacyBench.origin
    static let (ownerKey, doctorKey, labKey) = (
        PrivacyBench.key(20), PrivacyBench.key(21), PrivacyBench.key(22)
    )

    static let (researcherKey, formerKey, auditorKey) = (
        PrivacyBench.key(23), PrivacyBench.key(24), PrivacyBench.key(25)
    )

    /// A ledger on which everything is there that a statement may refer to.
    final class Bench {
        let story: PrivacyBench
        var patients: [UInt64] = []
        var records: [UInt64] = []
        var (researcher, former, auditor): (UInt64, UInt64, UInt64) = (0, 0, 0)
        var (lab, doctor, nurse): (UInt64, UInt64, UInt64) = (0, 0, 0)
        /// A patient whom the laboratory keeps.
        var foreign: UInt64 = 0
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
                researcher = try ledger.add([.practitioner(person(.researcher, researcherKey.publicKey.bytes))])
                auditor = try ledger.add([.practitioner(person(.auditor, auditorKey.publicKey.bytes))])
                var expired = person(.auditor, formerKey.publicKey.bytes)
                expired.validUntil = now
                former = try ledger.add([.practitioner(expired)])
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
            foreign = try story.clinic.addPatient(signedBy: labKey)
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

    struct Case {
        var name: String
        var rule: BrokenRule?
        var entry: Entry
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
                .roleNotAllowed, .patientUnknown, .keeperNotSigner,
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
            // What comes in the same block counts, too.
            let hold = Entry.hold(Hold(.hold(patient: bench.patients[2], records: EntryRanges())))
            let detail = Detail(commitment: .zero, page: 0, slot: 0)
            let erasure = Entry.erasure(Erasure(records: EntryRanges([bench.records[2]]), detail: detail))
            #expect(
                throws: MedicalError("ruleBroken", .refused, ["entry": "\(size + 1)", "rule": "legalHold"])
            ) { try ledger.add([hold, erasure]) }
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
        for (number, entry) in entries.enumerated() {
            history.take(entry, number: UInt64(number), signer: founder.signingKey)
        }
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
            guard case .member(let first) = history.naive.events[1].entry else { continue }
            let founder = first.signingKey
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
                    let unsigned: [BrokenRule?] = [nil, .signatureInvalid, .patientSignsAlone]
                    // Members other than the first speak on behalf of its patients in these histories.
                    let isOther = history.members[1...].contains { broken == .keeperNotSigner && event.isSaid(by: $0) }
                    let isAllowed = unsigned.contains(broken) || isOther
                    #expect(
                        isAllowed || broken == .signerUnknown,
                        "seed \(seed): \(event.number) \(event.entry) \(String(describing: broken))")
                }
                folded.take(event.entry, number: event.number, signer: founder)
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

extension NaiveConsent.Event {
    /// Whether it is a consent of this author.
    fileprivate func isSaid(by author: UInt64) -> Bool {
        if case .consent(let consent) = entry { consent.author == author } else { false }
    }
}
