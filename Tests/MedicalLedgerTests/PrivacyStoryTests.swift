import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

/// Two clinics, a laboratory and three people, from the first document to the last erasure; after each step the whole ledger is
/// verified, and each access on the chain decided once more by the naive model from the chain alone.
struct PrivacyStoryTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../tools/samples").standardizedFileURL

    private enum Who {
        static let doctor = PrivacyBench.key(41)
        static let other = PrivacyBench.key(42)
        static let technician = PrivacyBench.key(43)
        static let billing = PrivacyBench.key(44)
        static let researcher = PrivacyBench.key(45)
        static let auditor = PrivacyBench.key(46)
        static let adult = PrivacyBench.key(51)
        static let newDoctor = PrivacyBench.key(61)
        static let newAdult = PrivacyBench.key(62)
    }

    private struct Reading: Equatable {
        var reader: UInt64
        var record: UInt64
        var basis: Access.Basis
    }

    /// Entries of people by their keys.
    private struct People {
        private var entries: [[UInt8]: UInt64] = [:]
        subscript(key: Ed25519.SigningKey) -> UInt64? {
            get { entries[key.publicKey.bytes] }
            set { entries[key.publicKey.bytes] = newValue }
        }
    }

    private final class Story {
        let bench: PrivacyBench
        var people = People()
        var (adult, minor, one, other): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var (east, laboratory): (UInt64, UInt64) = (0, 0)
        /// What was given out so far, in order.
        var readings: [Reading] = []

        init() throws { bench = try PrivacyBench() }

        func records(of patient: UInt64) throws -> [UInt64] {
            try bench.events().compactMap { event in
                if case .record(let record) = event.entry, record.patient == patient { event.number } else { nil }
            }
        }

        /// The ledger is as it should be after a step.
        func check(_ step: String) throws {
            let findings = try bench.clinic.verify().findings
            #expect(findings.isEmpty, "\(step): \(findings)")
            let naive = NaiveConsent(events: try bench.events())
            var found: [Reading] = []
            for event in naive.events {
                guard case .access(let access) = event.entry else { continue }
                for record in access.records.numbers {
                    found.append(Reading(reader: access.reader, record: record, basis: access.basis))
                    guard case .record(let onChain) = naive.events[Int(record)].entry else {
                        Issue.record("\(step): \(record) is no record")
                        continue
                    }
                    let answer = naive.decide(
                        reader: access.reader, purpose: access.purpose.rawValue,
                        isEmergency: access.basis == .emergency, time: access.time,
                        record: RecordFacts(
                            entry: record, patient: onChain.patient, category: onChain.category,
                            custodian: onChain.custodian),
                        treeSize: access.treeSize)
                    #expect(answer.reason == "\(access.basis)", "\(step): \(access)")
                    if let grant = access.grant { #expect(answer.entries == [grant], "\(step): \(access)") }
                }
            }
            #expect(found == readings, "\(step)")
        }

        /// Somebody asks for a record, and is given it on a basis.
        func reads(
            _ step: String, _ key: Ed25519.SigningKey?, _ record: UInt64, _ basis: Access.Basis,
            _ purpose: Purpose? = nil, emergency: String? = nil
        ) throws {
            let refusal = try bench.refusal(of: record, key, purpose, emergency: emergency)
            #expect(refusal == nil, "\(step)")
            let reader = key.map { people[$0] ?? 0 } ?? PrivacyBench.founder
            readings.append(Reading(reader: reader, record: record, basis: basis))
            try check(step)
        }

        /// Somebody asks for a record, and is told why not.
        func isRefused(
            _ step: String, _ key: Ed25519.SigningKey?, _ record: UInt64, _ reason: String, _ purpose: Purpose? = nil,
            emergency: String? = nil
        ) throws {
            let before = try bench.clinic.open().nextEntry
            #expect(try bench.refusal(of: record, key, purpose, emergency: emergency) == reason, "\(step)")
            #expect(try bench.clinic.open().nextEntry == before, "\(step)")
        }

        @discardableResult
        func says(_ step: String, _ make: (ClinicLedger) throws -> Entry) throws -> UInt64 {
            let number = try bench.add(make)
            try check(step)
            return number
        }

        /// Adding is refused by a rule.
        func mayNotSay(_ step: String, _ rule: BrokenRule, _ make: (ClinicLedger) throws -> Entry) throws {
            do {
                _ = try bench.add(make)
                Issue.record("\(step): was taken")
            } catch let error as MedicalError {
                #expect(error.values["rule"] == rule.rawValue, "\(step)")
            }
        }

        func consent(
            _ ledger: ClinicLedger, _ patient: UInt64, _ action: Consent.Action, _ grantee: UInt64? = nil,
            by author: UInt64 = PrivacyBench.founder, key: Ed25519.SigningKey? = nil,
            _ change: (inout Consent) -> Void = { _ in }
        ) throws -> Entry {
            var consent = Consent(
                patient: patient, action: action, grantee: grantee, author: author,
                previous: try ledger.previous(patient))
            change(&consent)
            if let key { consent.sign(with: key, origin: PrivacyBench.origin) }
            return .consent(consent)
        }

        func certify(_ key: Ed25519.SigningKey, _ role: Practitioner.Role) throws {
            people[key] = try bench.write { ledger in
                try ledger.add(text: "Name of \(role.rawValue)") { detail in
                    .practitioner(
                        Practitioner(
                            member: PrivacyBench.founder, roles: [role], signingKey: key.publicKey.bytes,
                            sealingKey: [UInt8](repeating: 1, count: 32), validFrom: TestClock.start,
                            validUntil: TestClock.start + 1000 * TestClock.day, detail: detail))
                }
            }
        }
    }

    /// The documents of the samples, and who is who.
    private static func begin() throws -> Story {
        let story = try Story()
        let clinic = story.bench.clinic
        let hl7 = try clinic.bytes(samples.appending(path: "results.hl7").path)
        let fhir = try clinic.bytes(samples.appending(path: "bundle.json").path)
        let taken = try clinic.take(hl7, fhir)
        #expect(taken.counts.records >= 5 && taken.rejected.isEmpty)
        let ledger = try clinic.open()
        story.adult = try ledger.patient(named: "DEMO-1001")
        story.minor = try ledger.patient(named: "DEMO-1002")
        let both = try ledger.patients(named: "DEMO-1003").sorted()
        #expect(both.count == 2)
        (story.one, story.other) = (both[0], both[1])
        try story.check("documents")
        try story.bench.write { ledger in
            story.east = try ledger.add([
                .member(Member(name: "East", roles: [.clinic], signingKey: PrivacyBench.key(31).publicKey.bytes))
            ])
            story.laboratory = try ledger.add([
                .member(
                    Member(
                        name: "South", roles: [.laboratory],
                        signingKey: PrivacyBench.key(32).publicKey.bytes))
            ])
        }
        try story.certify(Who.doctor, .clinician)
        try story.certify(Who.billing, .administrator)
        try story.certify(Who.auditor, .auditor)
        try story.certify(Who.technician, .laboratory)
        try story.certify(Who.researcher, .researcher)
        try story.certify(Who.other, .researcher)
        try story.check("people")
        return story
    }

    @Test func `a patient's own key, grants, exceptions, expiry, denial and emergency`() throws {
        let story = try Self.begin()
        let bench = story.bench
        let adult = story.adult
        let records = try story.records(of: adult)
        try #require(records.count == 2)
        try story.reads("the doctor reads", Who.doctor, records[0], .custodian)
        try story.reads("billing bills", Who.billing, records[0], .custodian, .payment)
        try story.isRefused("billing treats", Who.billing, records[0], "role", .treatment)
        try story.isRefused("research", Who.researcher, records[0], "noGrant")
        try story.isRefused("somebody asks for a patient", Who.doctor, records[0], "notThePatient", .patientRequest)
        #expect(throws: MedicalError("readerUnknown", .permission)) { try bench.door(PrivacyBench.key(99)) }
        #expect(throws: MedicalError("purposeUnknown", .refused, ["purpose": "X"])) {
            try bench.door(Who.doctor, Purpose(rawValue: "X"))
        }

        try story.says("an own key") { ledger in
            var key = PatientKey(patient: adult, signingKey: Who.adult.publicKey.bytes, previous: adult)
            key.sign(with: Who.adult, origin: PrivacyBench.origin)
            return .patientKey(key)
        }
        story.people[Who.adult] = adult
        try story.reads("the patient reads", Who.adult, records[1], .patient)
        try story.isRefused("the patient treats", Who.adult, records[1], "role", .treatment)
        try story.isRefused(
            "the patient reads another's", Who.adult, try story.records(of: story.minor)[0], "notThePatient")
        try story.mayNotSay("the clinic consents for them", .patientSignsAlone) {
            try story.consent($0, adult, .permit, story.east)
        }
        try story.mayNotSay("a forged grant", .signatureInvalid) {
            try story.consent($0, adult, .permit, story.east, by: adult, key: Who.doctor)
        }

        let grant = try story.says("a grant for a month") {
            try story.consent($0, adult, .permit, PrivacyBench.founder, by: adult, key: Who.adult) {
                $0.purposes = [.research]
                $0.categories = [.laboratory]
                $0.until = TestClock.start + 30 * TestClock.day
            }
        }
        try story.reads("research", Who.researcher, records[0], .grant)
        try story.isRefused("research for treatment", Who.researcher, records[0], "role", .treatment)
        try story.isRefused("the grant is of research", Who.doctor, records[0], "noGrant", .publicHealth)
        let exception = try story.says("an exception") {
            try story.consent($0, adult, .deny, by: adult, key: Who.adult) {
                ($0.target, $0.records) = (grant, EntryRanges([records[1]]))
            }
        }
        try story.isRefused("what is excepted", Who.researcher, records[1], "denied")
        try story.reads("what is not excepted", Who.researcher, records[0], .grant)
        try story.reads("the exception is to the grant alone", Who.doctor, records[1], .custodian)
        try story.says("the exception ends") {
            try story.consent($0, adult, .revoke, by: adult, key: Who.adult) { $0.target = exception }
        }
        try story.reads("what was excepted", Who.researcher, records[1], .grant)
        bench.clock.now += 30 * TestClock.day
        try story.isRefused("when the month is over", Who.researcher, records[0], "noGrant")

        let denial = try story.says("a denial to all") {
            try story.consent($0, adult, .deny, by: adult, key: Who.adult)
        }
        try story.isRefused("who cares for the patient", Who.doctor, records[0], "denied")
        try story.isRefused("an emergency of a laboratory", Who.technician, records[0], "role", emergency: "fire")
        #expect(throws: MedicalError("reasonMissing", .refused)) { try bench.door(Who.doctor, emergency: " ") }
        try story.reads("an emergency", Who.doctor, records[0], .emergency, emergency: "unconscious")
        let emergency = try bench.write { ledger in try #require(try ledger.entries(.emergencies).last) }
        if case .access(let access) = try bench.clinic.open().entry(emergency) {
            #expect(try bench.clinic.open().text(of: access.detail) == "unconscious")
        }
        func review(_ key: Ed25519.SigningKey) -> Entry {
            var review = AccessReview(access: emergency, reviewer: story.people[key] ?? 0, isJustified: true)
            review.sign(with: key, origin: PrivacyBench.origin)
            return .review(review)
        }
        try story.mayNotSay("a review by the reader", .subjectUnknown) { _ in review(Who.doctor) }
        try story.says("a review") { _ in review(Who.auditor) }
        try story.says("the denial ends") {
            try story.consent($0, adult, .revoke, by: adult, key: Who.adult) { $0.target = denial }
        }
        try story.mayNotSay("it ends again", .targetInvalid) {
            try story.consent($0, adult, .revoke, by: adult, key: Who.adult) { $0.target = denial }
        }
        try story.reads("the doctor reads again", Who.doctor, records[0], .custodian)
    }

    @Test func `stolen keys, suspension, rotation`() throws {
        let story = try Self.begin()
        let (bench, adult) = (story.bench, story.adult)
        let record = try story.records(of: adult)[0]
        func bind(_ key: Ed25519.SigningKey, since: UInt64? = nil, isByMember: Bool = false) throws {
            try story.says("a patient's key") { ledger in
                var statement = PatientKey(
                    patient: adult, signingKey: key.publicKey.bytes, compromisedSince: since,
                    previous: try ledger.previous(adult))
                statement.isByMember = isByMember
                statement.sign(with: key, origin: PrivacyBench.origin)
                return .patientKey(statement)
            }
            story.people[key] = adult
        }
        try bind(Who.adult)
        try story.says("a grant") {
            try story.consent($0, adult, .permit, story.people[Who.researcher], by: adult, key: Who.adult)
        }
        try story.reads("by the grant", Who.researcher, record, .grant)
        let theft = bench.clock.now + 1
        bench.clock.now += TestClock.day
        try story.says("a thief's grant") {
            try story.consent($0, adult, .permit, story.people[Who.other], by: adult, key: Who.adult)
        }
        try story.reads("by the thief's grant", Who.other, record, .grant)
        bench.clock.now += TestClock.day
        try bind(Who.newAdult, since: theft, isByMember: true)
        try story.isRefused("the thief's grant counts no more", Who.other, record, "noGrant")
        try story.reads("the older grant counts", Who.researcher, record, .grant)
        try story.mayNotSay("the thief signs", .signatureInvalid) {
            try story.consent($0, adult, .permit, story.laboratory, by: adult, key: Who.adult)
        }

        let researcher = story.people[Who.researcher] ?? 0
        let suspension = try story.says("a suspension") { _ in
            .change(SubjectChange(subject: researcher, change: .suspended, previous: researcher))
        }
        try story.isRefused("who is suspended", Who.researcher, record, "suspended")
        try story.mayNotSay("suspended twice", .targetInvalid) { _ in
            .change(SubjectChange(subject: researcher, change: .suspended, previous: suspension))
        }
        try story.says("reinstated") { _ in
            .change(SubjectChange(subject: researcher, change: .reinstated, previous: suspension))
        }
        try story.reads("who is back", Who.researcher, record, .grant)

        let doctor = story.people[Who.doctor] ?? 0
        try story.says("new keys") { _ in
            .change(
                SubjectChange(
                    subject: doctor,
                    change: .rotated(signingKey: Who.newDoctor.publicKey.bytes, sealingKey: nil), previous: doctor))
        }
        story.people[Who.newDoctor] = doctor
        try story.isRefused("an old key", Who.doctor, record, "readerKeyOutdated")
        try story.reads("the new key", Who.newDoctor, record, .custodian)
        bench.clock.now = TestClock.start + 1000 * TestClock.day
        try story.isRefused("when the certificate is over", Who.newDoctor, record, "expired")
    }

    @Test func `a minor's guardian, and one person under two pseudonyms`() throws {
        let story = try Self.begin()
        let (bench, adult, minor) = (story.bench, story.adult, story.minor)
        let record = try story.records(of: minor)[0]
        try story.says("a parent's key") { ledger in
            var key = PatientKey(patient: adult, signingKey: Who.adult.publicKey.bytes, previous: adult)
            key.sign(with: Who.adult, origin: PrivacyBench.origin)
            return .patientKey(key)
        }
        story.people[Who.adult] = adult
        try story.isRefused("no guardian yet", Who.adult, record, "notThePatient", .familyRequest)
        try story.says("a guardian") { ledger in
            .guardian(
                Guardianship(
                    patient: minor, guardian: adult, isEnded: false, until: TestClock.start + 10 * TestClock.day,
                    previous: try ledger.previous(minor)))
        }
        try story.reads("the guardian reads", Who.adult, record, .guardian, .familyRequest)
        try story.says("the guardian permits") {
            try story.consent($0, minor, .permit, PrivacyBench.founder, by: adult, key: Who.adult)
        }
        try story.reads("research", Who.researcher, record, .grant)
        bench.clock.now += 10 * TestClock.day
        try story.isRefused("the child is of age", Who.adult, record, "notThePatient", .familyRequest)
        try story.mayNotSay("the guardian permits no more", .signatureInvalid) {
            try story.consent($0, minor, .permit, story.east, by: adult, key: Who.adult)
        }
        try story.reads("what was permitted stays", Who.researcher, record, .grant)
        // A clock that is put back lets nothing in that the block's own time would refuse.
        bench.clock.now -= 10 * TestClock.day
        try story.mayNotSay("nor when the clock goes back", .signatureInvalid) {
            try story.consent($0, minor, .permit, story.east, by: adult, key: Who.adult)
        }
        bench.clock.now += 10 * TestClock.day

        let (one, other) = (story.one, story.other)
        let records = [try story.records(of: one)[0], try story.records(of: other)[0]]
        try story.says("a grant under one name") { try story.consent($0, one, .permit, story.people[Who.researcher]) }
        try story.reads("under that name", Who.researcher, records[0], .grant)
        try story.isRefused("under the other", Who.researcher, records[1], "noGrant")
        func link(isUndone: Bool) throws {
            try story.says("link") { ledger in
                .link(
                    PatientLink(
                        patient: one, other: other, isUndone: isUndone, previous: try ledger.previous(one),
                        otherPrevious: try ledger.previous(other)))
            }
        }
        try link(isUndone: false)
        #expect(try bench.clinic.open().patient(named: "DEMO-1003") == min(one, other))
        try story.reads("both are one", Who.researcher, records[1], .grant)
        try story.says("a denial under the other name") {
            try story.consent($0, other, .deny, story.people[Who.researcher])
        }
        try story.isRefused("the denial is of both", Who.researcher, records[0], "denied")
        try link(isUndone: true)
        try story.reads("they are two again", Who.researcher, records[0], .grant)
        try story.isRefused("the denial stays with its name", Who.researcher, records[1], "denied")
    }

    @Test func `amendment, hold, retention, erasure, and the same document again`() throws {
        let story = try Self.begin()
        let (bench, adult) = (story.bench, story.adult)
        let clinic = bench.clinic
        let hl7 = try clinic.bytes(Self.samples.appending(path: "results.hl7").path)
        let corrected = Array(String(decoding: hl7, as: UTF8.self).replacing("|9.8|", with: "|9.7|").utf8)
        #expect(try clinic.take(corrected).counts.amended == 1)
        try story.check("an amendment")
        let records = try story.records(of: adult)
        try #require(records.count == 3)
        try story.reads("the amendment", Who.doctor, records[2], .custodian)

        let hold = try story.says("a hold") { _ in
            .hold(Hold(.hold(patient: adult, records: EntryRanges([records[0]]))))
        }
        func erase(_ records: [UInt64], patient: UInt64? = nil) -> String? {
            do {
                try bench.write { _ = try $0.erase(records, patient: patient, reason: "the patient asked") }
                return nil
            } catch { return (error as? MedicalError)?.code ?? "\(error)" }
        }
        #expect(erase([records[0]]) == "keptByHold")
        #expect(erase([], patient: adult) == "keptByHold")
        try story.check("a refused erasure")
        try story.says("the hold ends") { _ in .hold(Hold(.release(hold: hold))) }
        try story.says("a retention period") { _ in
            .hold(Hold(.retention(category: .laboratory, milliseconds: 365 * TestClock.day)))
        }
        #expect(erase([records[0]]) == "keptByRetention")
        bench.clock.now += 365 * TestClock.day
        #expect(erase([story.east]) == "notARecord")
        #expect(erase([records[0], records[2]]) == nil)
        try story.check("an erasure")
        #expect(erase([records[0]]) == "nothingToErase")
        try story.isRefused("what was erased", Who.doctor, records[0], "recordErased")
        try story.reads("what was not", Who.doctor, records[1], .custodian)

        // What is found is what is there, and the one that was erased is no hindrance.
        var question = ClinicLedger.Question()
        question.patient = "DEMO-1001"
        #expect(try clinic.records(question).map(\.view.entry) == [records[1]])
        var found: [UInt64] = []
        do {
            let door = try bench.door(Who.doctor)
            _ = try door.find(question) { found.append($0.entry) }
            try door.close()
        }
        #expect(found == [records[1]])
        story.readings.append(Reading(reader: story.people[Who.doctor] ?? 0, record: records[1], basis: .custodian))
        try story.check("a search")

        for text in [hl7, corrected] {
            let again = try clinic.take(text)
            #expect(again.counts.records == 0 && again.counts.rejected == 1, "\(again.counts)")
        }
        try story.check("the same again")
        // Another correction of a report whose earlier versions are gone is a report like any other.
        let third = Array(String(decoding: hl7, as: UTF8.self).replacing("|9.8|", with: "|9.6|").utf8)
        let taken = try clinic.take(third)
        #expect(taken.counts.records == 1)
        try story.check("a later correction")
        var options = ImportSession.Options()
        options.readmitsErased = true
        #expect(try clinic.take(hl7, options: options).counts.records == 1)
        try story.check("taken in again")
        #expect(try clinic.take(hl7).counts.records == 0)
        let newest = try #require(try story.records(of: adult).last)
        try story.reads("what came back", Who.doctor, newest, .custodian)
        let identity = try bench.write { ledger in
            try ledger.add(text: "Fiona Fictional, passport X-4711") { detail in
                .identity(
                    IdentityDocument(patient: adult, detail: detail ?? Detail(commitment: .zero, page: 0, slot: 0)))
            }
        }
        try story.check("an identity document")
        let passport = try #require(try clinic.open().entry(identity).detail)
        #expect(try clinic.open().text(of: passport).contains("X-4711"))
        let whole = try story.records(of: adult)
        bench.clock.now += 366 * TestClock.day
        #expect(erase(whole, patient: adult) == nil)
        try story.check("the whole patient")
        #expect(try clinic.open().patients(named: "DEMO-1001").isEmpty)
        #expect(try clinic.open().document(of: passport) == nil)
    }
}
