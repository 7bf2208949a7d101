@testable import MedicalLedger

/// The decision as the design says it, by plain loops over the whole chain: nothing is folded, kept or shared with the engine.
struct NaiveConsent {
    struct Event {
        var number: UInt64
        var time: UInt64
        var entry: Entry
    }

    /// Every entry, ascending.
    var events: [Event] = []

    /// The purpose that each code is directly below, by the tables of HL7's value set.
    private static let parents: [String: String] = [
        "CAREMGT": "HOPERAT", "DONAT": "HOPERAT", "FRAUD": "HOPERAT", "GOV": "HOPERAT", "HACCRED": "HOPERAT",
        "HCOMPL": "HOPERAT", "HDECD": "HOPERAT", "HDIRECT": "HOPERAT", "HDM": "HOPERAT", "HLEGAL": "HOPERAT",
        "HOUTCOMS": "HOPERAT", "HPRGRP": "HOPERAT", "HQUALIMP": "HOPERAT", "HSYSADMIN": "HOPERAT",
        "LABELING": "HSYSADMIN", "METAMGT": "HSYSADMIN", "MEMADMIN": "HOPERAT", "MILCDM": "HOPERAT",
        "PATADMIN": "HOPERAT", "PATSFTY": "HOPERAT", "PERFMSR": "HOPERAT", "RECORDMGT": "HOPERAT",
        "SYSDEV": "HOPERAT", "HTEST": "SYSDEV", "TRAIN": "HOPERAT", "CLMATTCH": "HPAYMT", "COVAUTH": "HPAYMT",
        "COVERAGE": "HPAYMT", "ELIGDTRM": "COVERAGE", "ELIGVER": "COVERAGE", "ENROLLM": "COVERAGE",
        "MILDCRG": "COVERAGE", "REMITADV": "HPAYMT", "BIORCH": "HRESCH", "CLINTRCH": "HRESCH",
        "CLINTRCHNPC": "CLINTRCH", "CLINTRCHPC": "CLINTRCH", "PRECLINTRCH": "CLINTRCH", "DSRCH": "HRESCH",
        "POARCH": "HRESCH", "TRANSRCH": "HRESCH", "FAMRQT": "PATRQT", "PWATRNY": "PATRQT", "SUPNWK": "PATRQT",
        "DISASTER": "PUBHLTH", "THREAT": "PUBHLTH", "CLINTRL": "TREAT", "COC": "TREAT", "ETREAT": "TREAT",
        "BTG": "ETREAT", "ERTREAT": "ETREAT", "POPHLTH": "TREAT",
    ]
    static let codes =
        ["HMARKT", "HOPERAT", "HPAYMT", "HRESCH", "PATRQT", "PUBHLTH", "TREAT"] + parents.keys.sorted()

    private static func isBelow(_ code: String, _ tops: String...) -> Bool {
        var code: String? = code
        while let one = code {
            if tops.contains(one) { return true }
            code = parents[one]
        }
        return false
    }

    /// The purposes that go with each role.
    private static func goes(_ role: String, with purpose: String) -> Bool {
        switch role {
        case "clinician": isBelow(purpose, "TREAT", "HOPERAT", "PUBHLTH")
        case "laboratory": isBelow(purpose, "TREAT", "HOPERAT")
        case "pharmacist": isBelow(purpose, "TREAT", "HOPERAT", "HPAYMT")
        case "researcher": isBelow(purpose, "HRESCH")
        case "administrator": isBelow(purpose, "HOPERAT", "HPAYMT")
        case "auditor": isBelow(purpose, "HOPERAT")
        default: false
        }
    }

    // MARK: - The decision

    struct Answer: Equatable {
        var reason: String
        var entries: [UInt64]
    }

    /// The first rule that applies.
    func decide(
        reader: UInt64, purpose: String, isEmergency: Bool, time: UInt64, record: RecordFacts, treeSize: UInt64
    ) -> Answer {
        let past = events.filter { $0.number < treeSize }
        let persons = same(as: record.patient, past)

        // 1. The patient, and guardians.
        let isRequest = Self.isBelow(purpose, "PATRQT")
        if persons.contains(reader) {
            return isRequest ? Answer(reason: "patient", entries: [reader]) : Answer(reason: "role", entries: [])
        }
        for person in persons.sorted() {
            if let number = guardianship(of: reader, for: person, at: time, past) {
                return isRequest ? Answer(reason: "guardian", entries: [number]) : Answer(reason: "role", entries: [])
            }
        }
        if isRequest { return Answer(reason: "notThePatient", entries: []) }

        // 2. Who the reader is.
        var institution = reader
        var person: Practitioner?
        var isThere = false
        for event in past where event.number == reader {
            if case .member = event.entry { isThere = true }
            if case .practitioner(let it) = event.entry { (isThere, person, institution) = (true, it, it.member) }
        }
        var roles: [String] = []
        var institutionIsThere = false
        for event in past where event.number == institution {
            if case .member(let it) = event.entry { (roles, institutionIsThere) = (it.roles.map(\.rawValue), true) }
        }
        if !isThere || !institutionIsThere { return Answer(reason: "readerUnknown", entries: []) }
        if !Self.codes.contains(purpose) { return Answer(reason: "purposeUnknown", entries: []) }
        for subject in [reader, institution] {
            if let suspension = suspension(of: subject, past) {
                return Answer(reason: "suspended", entries: [suspension])
            }
        }
        if let person {
            if time < person.validFrom { return Answer(reason: "expired", entries: [reader]) }
            if let until = person.validUntil, time >= until { return Answer(reason: "expired", entries: [reader]) }
            if !person.roles.contains(where: { Self.goes($0.rawValue, with: purpose) }) {
                return Answer(reason: "role", entries: [reader])
            }
        }

        // 3. Emergencies.
        if isEmergency {
            let isClinician = person?.roles.contains { $0.rawValue == "clinician" } ?? false
            let isCare = roles.contains("clinic") || roles.contains("hospital")
            let mayBreak = isClinician && isCare && Self.isBelow(purpose, "ETREAT")
            return Answer(reason: mayBreak ? "emergency" : "role", entries: [reader])
        }

        // 4. Denials, 5. the custodian, 6. grants, 7. nothing.
        let inForce = past.filter { event in
            guard case .consent(let it) = event.entry, persons.contains(it.patient) else { return false }
            let holds = it.action == .deny || counts(event, past)
            return it.action != .revoke && holds && !isRevoked(event, past)
                && matches(it, reader, institution, purpose, time, record)
        }
        for event in inForce {
            if case .consent(let it) = event.entry, it.action == .deny, it.target == nil {
                return Answer(reason: "denied", entries: [event.number])
            }
        }
        if institution == record.custodian, Self.isBelow(purpose, "TREAT", "HOPERAT", "HPAYMT") {
            return Answer(reason: "custodian", entries: [record.entry])
        }
        var cut: [UInt64] = []
        for event in inForce {
            guard case .consent(let grant) = event.entry, grant.action == .permit else { continue }
            let exception = inForce.first { other in
                if case .consent(let it) = other.entry {
                    it.action == .deny && it.target == event.number
                } else {
                    false
                }
            }
            guard let exception else { return Answer(reason: "grant", entries: [event.number]) }
            cut += [event.number, exception.number]
        }
        return cut.isEmpty ? Answer(reason: "noGrant", entries: []) : Answer(reason: "denied", entries: cut)
    }

    // MARK: - What the statements say

    /// The key that an author has who may speak for a patient in an entry: the patient under any name, or a guardian.
    func speakingKey(of author: UInt64, for patient: UInt64, in number: UInt64, time: UInt64) -> [UInt8]? {
        let past = events.filter { $0.number < number }
        let persons = same(as: patient, past)
        let isGuardian = persons.contains { guardianship(of: author, for: $0, at: time, past) != nil }
        guard persons.contains(author) || isGuardian else { return nil }
        var key: [UInt8]?
        for event in past {
            if case .patientKey(let it) = event.entry, it.patient == author { key = it.signingKey }
        }
        return key
    }

    /// The entry by which somebody acts for a pseudonym; nil where they do not.
    private func guardianship(of guardian: UInt64, for person: UInt64, at time: UInt64, _ past: [Event]) -> UInt64? {
        var newest: (number: UInt64, statement: Guardianship)?
        for event in past {
            if case .guardian(let it) = event.entry, it.patient == person, it.guardian == guardian {
                newest = (event.number, it)
            }
        }
        guard let (number, statement) = newest, !statement.isEnded, statement.until.map({ time < $0 }) ?? true else {
            return nil
        }
        return number
    }

    /// The pseudonyms of one person: links that were not undone, followed until no new one comes.
    func same(as patient: UInt64, _ past: [Event]) -> Set<UInt64> {
        var found: Set<UInt64> = [patient]
        while true {
            var next = found
            for event in past {
                guard case .link(let link) = event.entry, !link.isUndone else { continue }
                let isUndone = past.contains { later in
                    if case .link(let it) = later.entry {
                        it.isUndone && later.number > event.number && it.patient == link.patient
                            && it.other == link.other
                    } else {
                        false
                    }
                }
                if isUndone { continue }
                if found.contains(link.patient) { next.insert(link.other) }
                if found.contains(link.other) { next.insert(link.patient) }
            }
            if next == found { return found }
            found = next
        }
    }

    /// The suspension that is not over; nil where there is none.
    private func suspension(of subject: UInt64, _ past: [Event]) -> UInt64? {
        var found: UInt64?
        for event in past {
            guard case .change(let change) = event.entry, change.subject == subject else { continue }
            if change.change == .suspended { found = event.number }
            if change.change == .reinstated { found = nil }
        }
        return found
    }

    private func matches(
        _ consent: Consent, _ reader: UInt64, _ institution: UInt64, _ purpose: String, _ time: UInt64,
        _ record: RecordFacts
    ) -> Bool {
        let grantees = consent.grantee.map { [$0] } ?? [reader]
        let isMeant = grantees.contains(reader) || grantees.contains(institution)
        let isOfCategory = consent.categories.isEmpty || consent.categories.contains { $0 == record.category }
        let isForPurpose =
            consent.purposes.isEmpty || consent.purposes.contains { Self.isBelow(purpose, $0.rawValue) }
        let isAmong = consent.records.isEmpty || consent.records.numbers.contains(record.entry)
        return isMeant && isOfCategory && isForPurpose && isAmong && (consent.from ?? 0) <= time
            && time < consent.until ?? .max
    }

    /// A stolen key may close, but not open: so a permission is revoked by whatever key, a denial by none that was stolen.
    func isRevoked(_ consent: Event, _ past: [Event]) -> Bool {
        guard case .consent(let revoked) = consent.entry else { return false }
        for later in past where later.number > consent.number {
            guard case .consent(let it) = later.entry, it.action == .revoke, it.target == consent.number else {
                continue
            }
            if revoked.action == .permit || counts(later, past) { return true }
        }
        return false
    }

    /// Whether the key of who said it was not compromised before the block.
    private func counts(_ event: Event, _ past: [Event]) -> Bool {
        guard case .consent(let consent) = event.entry else { return true }
        var key: [UInt8]?
        for earlier in past where earlier.number < event.number {
            switch earlier.entry {
            case .member(let it) where earlier.number == consent.author: key = it.signingKey
            case .change(let it) where it.subject == consent.author:
                if case .rotated(let new, _) = it.change { key = new }
            case .patientKey(let it) where it.patient == consent.author: key = it.signingKey
            default: break
            }
        }
        var earlierKeys: Set<[UInt8]> = []
        for other in past {
            switch other.entry {
            case .change(let it) where it.subject == consent.author:
                if case .compromised(let lost, let since) = it.change, lost == key, event.time >= since {
                    return false
                }
            case .patientKey(let it) where it.patient == consent.author:
                if let since = it.compromisedSince, let key, earlierKeys.contains(key), event.time >= since {
                    return false
                }
                if let bound = it.signingKey { earlierKeys.insert(bound) }
            default: break
            }
        }
        return true
    }
}
