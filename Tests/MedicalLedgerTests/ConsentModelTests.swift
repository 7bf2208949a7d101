import Foundation
import LedgerCrypto
import Simulation
import Testing

@testable import MedicalLedger

/// A random history that keeps the rules but for signatures, which a decision does not look at.
struct RandomHistory {
    var random: SeededNumbers
    var naive = NaiveConsent()
    private(set) var members: [UInt64] = []
    private(set) var people: [UInt64] = []
    private(set) var patients: [UInt64] = []
    private(set) var records: [RecordFacts] = []
    private var last: [UInt64: UInt64] = [:]
    private var keys: [UInt64: [[UInt8]]] = [:]
    private var consents: [UInt64: [(number: UInt64, consent: Consent)]] = [:]
    private var guardians: [UInt64: Set<UInt64>] = [:]
    private var time: UInt64 = 1000
    private var isSuspended: Set<UInt64> = []
    private var isLinked: Set<[UInt64]> = []

    /// Times are small, so that periods, validity and compromise meet in all ways.
    static let timeSpan: UInt64 = 40

    var treeSize: UInt64 { UInt64(naive.events.count) }

    init(seed: UInt64, steps: Int) {
        random = SeededNumbers(seed: seed)
        add(.ledger(origin: "a.example/b", formatVersion: 1))
        for roles in [[Member.Role.clinic], [.laboratory], [.hospital, .pharmacy]] {
            let key = random.bytes(32)
            members.append(add(.member(Member(name: "M", roles: roles, signingKey: key))))
            keys[members[members.count - 1]] = [key]
        }
        for _ in 0..<3 { patients.append(add(.patient(pseudonym: random.bytes(16)))) }
        for _ in 0..<4 { step(kind: 1) }
        for _ in 0..<3 { step(kind: 0) }
        for _ in 0..<steps { step(kind: Int.random(in: 0..<20, using: &random)) }
    }

    @discardableResult
    private mutating func add(_ entry: Entry) -> UInt64 {
        let number = treeSize
        naive.events.append(.init(number: number, time: time, entry: entry))
        if Bool.random(using: &random) { time += UInt64.random(in: 0...4, using: &random) }
        return number
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    mutating func moment() -> UInt64 { 1000 + UInt64.random(in: 0...Self.timeSpan, using: &random) }

    private mutating func step(kind: Int) {
        switch kind {
        case 0: addRecord()
        case 1: addPerson()
        case 2, 3: addChange()
        case 4...8: addPatientKey()
        case 9: addGuardian()
        case 10: addLink()
        default: addConsent()
        }
    }

    private mutating func addRecord() {
        let facts = RecordFacts(
            entry: treeSize, patient: pick(patients),
            category: .init(rawValue: UInt64.random(in: 1...3, using: &random)),
            custodian: pick(members))
        add(
            .record(
                RecordEntry(
                    patient: facts.patient, commitment: .zero, page: 0, slot: 0, custodian: facts.custodian,
                    category: facts.category)))
        records.append(facts)
    }

    private mutating func addPerson() {
        var roles: [Practitioner.Role] = [chance(2) ? .clinician : pick(Practitioner.Role.all)]
        if chance(3) { roles.append(pick(Practitioner.Role.all)) }
        let from = chance(2) ? 0 : moment()
        let person = Practitioner(
            member: pick(members), roles: roles, signingKey: random.bytes(32), sealingKey: random.bytes(32),
            validFrom: from, validUntil: chance(2) ? nil : from + UInt64.random(in: 1...Self.timeSpan, using: &random))
        people.append(add(.practitioner(person)))
        keys[people[people.count - 1]] = [person.signingKey]
    }

    private mutating func addChange() {
        let subject = pick(members + people)
        var change = SubjectChange.Change.suspended
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let key = random.bytes(32)
            keys[subject, default: []].append(key)
            change = .rotated(signingKey: key, sealingKey: nil)
        case 1: change = .compromised(signingKey: pick(keys[subject] ?? [[]]), sinceMilliseconds: moment())
        default:
            change = isSuspended.contains(subject) ? .reinstated : .suspended
            if isSuspended.remove(subject) == nil { isSuspended.insert(subject) }
        }
        last[subject] = add(
            .change(SubjectChange(subject: subject, change: change, previous: last[subject] ?? subject)))
    }

    private mutating func addPatientKey() {
        let patient = chance(3) ? pick(patients) : patients[0]
        // Few keys, so that one comes back.
        let key: [UInt8]? = chance(3) ? nil : [UInt8](repeating: UInt8.random(in: 0..<3, using: &random), count: 32)
        last[patient] = add(
            .patientKey(
                PatientKey(
                    patient: patient, signingKey: key, compromisedSince: chance(2) ? moment() : nil,
                    previous: last[patient] ?? patient)))
    }

    private mutating func addGuardian() {
        let patient = pick(patients)
        let guardian = pick(patients.filter { $0 != patient })
        let isEnded = guardians[patient, default: []].contains(guardian) && chance(2)
        if isEnded { guardians[patient]?.remove(guardian) } else { guardians[patient, default: []].insert(guardian) }
        last[patient] = add(
            .guardian(
                Guardianship(
                    patient: patient, guardian: guardian, isEnded: isEnded, until: chance(2) ? nil : moment(),
                    previous: last[patient] ?? patient)))
    }

    private mutating func addLink() {
        let pair = Array(patients.shuffled(using: &random).prefix(2).sorted())
        let number = add(
            .link(
                PatientLink(
                    patient: pair[0], other: pair[1], isUndone: isLinked.contains(pair),
                    previous: last[pair[0]] ?? pair[0], otherPrevious: last[pair[1]] ?? pair[1])))
        if isLinked.remove(pair) == nil { isLinked.insert(pair) }
        for patient in pair { last[patient] = number }
    }

    private mutating func addConsent() {
        let patient = pick(patients)
        let names = naive.same(as: patient, naive.events).sorted()
        let author = pick(names + [patient, pick(members)] + (guardians[patient] ?? []).sorted())
        var consent = Consent(
            patient: patient, action: pick([.permit, .permit, .deny, .deny, .revoke]), grantee: nil, author: author,
            previous: last[patient] ?? patient)
        let open = consents[patient, default: []].filter { number, consent in
            consent.action != .revoke && !naive.isRevoked(naive.events[Int(number)], naive.events)
        }
        if consent.action == .revoke, open.isEmpty { consent.action = .permit }
        if consent.action == .revoke {
            consent.target = pick(open).number
        } else {
            if consent.action == .permit || chance(2) { consent.grantee = pick(members + people) }
            if consent.action == .deny, chance(2) {
                let grants = open.filter { $0.consent.action == .permit }
                if !grants.isEmpty { consent.target = pick(grants).number }
            }
            if chance(3) { consent.categories = [.init(rawValue: UInt64.random(in: 1...3, using: &random))] }
            if chance(2) {
                consent.purposes = [Purpose(rawValue: pick(["TREAT", "ETREAT", "HRESCH", "HOPERAT", "COVERAGE"]))]
            }
            if chance(3) { consent.from = moment() }
            if chance(3) { consent.until = (consent.from ?? 1000) + UInt64.random(in: 1...20, using: &random) }
            if chance(4) { consent.records = EntryRanges(records.map(\.entry).filter { _ in chance(2) }) }
        }
        last[patient] = add(.consent(consent))
        consents[patient, default: []].append((last[patient] ?? 0, consent))
    }

    // MARK: - Questions

    struct Question {
        var access: AccessQuestion
        var record: RecordFacts
        var treeSize: UInt64
    }

    mutating func question() -> Question {
        let likely = ["TREAT", "BTG", "HOPERAT", "HPAYMT", "HRESCH", "PATRQT", "FAMRQT", "COVERAGE"]
        let purpose = chance(4) ? pick(NaiveConsent.codes + ["NONSENSE"]) : pick(likely)
        let record = pick(records)
        var question = Question(
            access: AccessQuestion(
                reader: pick(members + people + people + patients), purpose: Purpose(rawValue: purpose),
                isEmergency: chance(4), time: moment()),
            record: record,
            treeSize: chance(2) ? treeSize : UInt64.random(in: record.entry + 1...treeSize, using: &random))
        if chance(20) { question.access.reader = treeSize + 5 }
        return question
    }
}

struct ConsentModelTests {
    /// How many random histories both implementations decide on; more where CLINICLEDGER_CONSENT_HISTORIES says so.
    private let historyCount =
        ProcessInfo.processInfo.environment["CLINICLEDGER_CONSENT_HISTORIES"].flatMap(UInt64.init) ?? 5000

    /// The decision as the engine makes it, from the entries given.
    static func decide(_ question: RandomHistory.Question, _ events: [NaiveConsent.Event]) -> Decision {
        var membership = Membership()
        var statements: [UInt64: [PatientStatement]] = [:]
        for event in events {
            membership.take(event.entry, number: event.number)
            for patient in event.entry.statementPatients {
                statements[patient, default: []].append(
                    PatientStatement(number: event.number, sealedAt: event.time, entry: event.entry))
            }
        }
        let rights = PatientRights(
            of: question.record.patient, treeSize: question.treeSize, membership: membership,
            statements: { statements[$0] ?? [] })
        return rights.decide(question.access, record: question.record)
    }

    private static func naive(
        _ question: RandomHistory.Question, _ events: [NaiveConsent.Event]
    ) -> NaiveConsent.Answer {
        NaiveConsent(events: events).decide(
            reader: question.access.reader, purpose: question.access.purpose.rawValue,
            isEmergency: question.access.isEmergency, time: question.access.time, record: question.record,
            treeSize: question.treeSize)
    }

    @Test func `both implementations decide the same on random histories`() {
        let start = UInt64.random(in: 0 ... .max / 2)
        var reasons: [String: Int] = [:]
        var differences = 0
        for seed in start..<start + historyCount {
            var history = RandomHistory(seed: seed, steps: Int(seed % 40))
            for _ in 0..<6 {
                let question = history.question()
                let decision = Self.decide(question, history.naive.events)
                let answer = Self.naive(question, history.naive.events)
                reasons[answer.reason, default: 0] += 1
                if decision.reason.rawValue == answer.reason, decision.entries == answer.entries { continue }
                differences += 1
                if differences > 3 { continue }
                let events = history.naive.events.map { "\($0.number) @\($0.time) \($0.entry)" }
                Issue.record(
                    "seed \(seed): \(question) engine \(decision) model \(answer)\n\(events.joined(separator: "\n"))")
            }
        }
        #expect(differences == 0, "seeds from \(start)")
        // Every rule is met: else the histories say too little.
        let all: Set<String> = [
            "patient", "guardian", "emergency", "custodian", "grant", "readerUnknown", "suspended", "expired", "role",
            "purposeUnknown", "notThePatient", "denied", "noGrant",
        ]
        #expect(Set(reasons.keys) == all)
        #expect(reasons.values.allSatisfy { $0 > 20 }, "\(reasons)")
    }

    @Test func `both implementations let the same people speak for a patient`() {
        let start = UInt64.random(in: 0 ... .max / 2)
        var counts = [0, 0]
        for seed in start..<start + 300 {
            let history = RandomHistory(seed: seed, steps: 40)
            var logs: [UInt64: [PatientStatement]] = [:]
            for event in history.naive.events {
                for patient in event.entry.statementPatients {
                    logs[patient, default: []].append(
                        PatientStatement(number: event.number, sealedAt: event.time, entry: event.entry))
                }
            }
            for event in history.naive.events {
                guard case .consent(let consent) = event.entry else { continue }
                for author in history.patients {
                    let person = Person(of: consent.patient, below: event.number, statements: { logs[$0] ?? [] })
                    let key = person.key(ofAuthor: author, at: event.time, statements: { logs[$0] ?? [] })
                    let expected = history.naive.speakingKey(
                        of: author, for: consent.patient, in: event.number, time: event.time)
                    #expect(key == expected, "seed \(seed): entry \(event.number), author \(author)")
                    counts[key == nil ? 0 : 1] += 1
                }
            }
        }
        #expect(counts.allSatisfy { $0 > 100 }, "\(counts)")
    }

    @Test func `a decision does not change by what is at or above the tree size, is about others, or is asked before`()
    {
        let start = UInt64.random(in: 0 ... .max / 2)
        for seed in start..<start + 600 {
            var history = RandomHistory(seed: seed, steps: 40)
            let questions = (0..<5).map { _ in history.question() }
            let events = history.naive.events
            let decisions = questions.map { Self.decide($0, events) }
            for (question, decision) in zip(questions, decisions).reversed() {
                #expect(Self.decide(question, events) == decision, "seed \(seed)")
                let past = events.filter { $0.number < question.treeSize }
                #expect(Self.decide(question, past) == decision, "seed \(seed), cut at the tree size")
                // Whoever is linked with the patient, or acts for them, is nobody else.
                let concerned = Self.concerned(by: question.record.patient, past)
                let without = events.filter { event in
                    let patients = event.entry.statementPatients
                    return patients.isEmpty || patients.contains(where: concerned.contains)
                }
                #expect(Self.decide(question, without) == decision, "seed \(seed), without the others")
            }
        }
    }

    /// Whoever was ever linked with a patient or a guardian of theirs, in any number of steps.
    private static func concerned(by patient: UInt64, _ events: [NaiveConsent.Event]) -> Set<UInt64> {
        var found: Set<UInt64> = [patient]
        var before = 0
        while before != found.count {
            before = found.count
            for event in events {
                switch event.entry {
                case .link(let it) where found.contains(it.patient) || found.contains(it.other):
                    found.formUnion([it.patient, it.other])
                case .guardian(let it) where found.contains(it.patient): found.insert(it.guardian)
                default: break
                }
            }
        }
        return found
    }
}
