import LedgerCrypto
import LedgerEngine

@testable import MedicalLedger

/// One statement for each way to break a rule, and some that break none.
extension PrivacyRuleTests {
    static func cases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        try membershipCases(bench, ledger) + rightsCases(bench, ledger) + consentCases(bench, ledger)
            + accessCases(bench, ledger) + keepingCases(bench, ledger)
    }

    static func membershipCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
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

    static func rightsCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
        let patients = bench.patients
        func key(
            _ patient: UInt64, _ key: Ed25519.SigningKey?, signer: Ed25519.SigningKey?, previous: UInt64? = nil,
            former: Ed25519.SigningKey? = nil, isByMember: Bool = false
        ) throws -> Entry {
            var statement = PatientKey(
                patient: patient, signingKey: key?.publicKey.bytes, previous: try previous ?? ledger.previous(patient))
            statement.isByMember = isByMember
            if let former { statement.formerSignature = statement.signature(of: former, origin: origin) }
            if let signer { statement.sign(with: signer, origin: origin) }
            return .patientKey(statement)
        }
        func link(
            _ one: UInt64, _ other: UInt64, isUndone: Bool = false, previous: UInt64? = nil,
            signer: Ed25519.SigningKey? = nil, other otherSigner: Ed25519.SigningKey? = nil
        ) throws -> Entry {
            var link = PatientLink(
                patient: one, other: other, isUndone: isUndone, previous: try previous ?? ledger.previous(one),
                otherPrevious: try ledger.previous(other))
            if let otherSigner { link.otherSignature = link.signature(of: otherSigner, origin: origin) }
            if let signer { link.sign(with: signer, origin: origin) }
            return .link(link)
        }
        func guardian(
            _ one: UInt64, _ other: UInt64, isEnded: Bool = false, previous: UInt64? = nil,
            signer: Ed25519.SigningKey? = nil
        ) throws -> Entry {
            var guardian = Guardianship(
                patient: one, guardian: other, isEnded: isEnded, until: nil,
                previous: try previous ?? ledger.previous(one))
            if let signer { guardian.sign(with: signer, origin: origin) }
            return .guardian(guardian)
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
            Case(
                name: "key replaced without the one before", rule: .patientSignsAlone,
                entry: try key(patients[0], labKey, signer: labKey)),
            Case(
                name: "key replaced with another's signature", rule: .signatureInvalid,
                entry: try key(patients[0], labKey, signer: labKey, former: doctorKey)),
            Case(
                name: "key replaced with the one before", rule: nil,
                entry: try key(patients[0], labKey, signer: labKey, former: ownerKey)),
            Case(
                name: "key replaced by the clinic, and it says so", rule: nil,
                entry: try key(patients[0], labKey, signer: labKey, isByMember: true)),
            Case(
                name: "first key replaced", rule: .termsInvalid,
                entry: try key(patients[2], labKey, signer: labKey, isByMember: true)),
            Case(
                name: "key replaced by both", rule: .termsInvalid,
                entry: try key(patients[0], labKey, signer: labKey, former: ownerKey, isByMember: true)),
            Case(
                name: "first key signed for", rule: .signatureInvalid,
                entry: try key(patients[2], labKey, signer: labKey, former: ownerKey)),
            Case(
                name: "link without the patient", rule: .patientSignsAlone, entry: try link(patients[0], patients[2])),
            Case(
                name: "link with the patient's key", rule: nil,
                entry: try link(patients[0], patients[2], signer: ownerKey)),
            Case(
                name: "link with the key on the other side", rule: .patientSignsAlone,
                entry: try link(patients[0], patients[2], other: ownerKey)),
            Case(
                name: "link with a key too much", rule: .signatureInvalid,
                entry: try link(patients[0], patients[2], signer: ownerKey, other: ownerKey)),
            Case(
                name: "link signed by another", rule: .signatureInvalid,
                entry: try link(patients[0], patients[2], signer: doctorKey)),
            Case(
                name: "guardian without the patient", rule: .patientSignsAlone,
                entry: try guardian(patients[0], patients[2])),
            Case(
                name: "guardian with the patient's key", rule: nil,
                entry: try guardian(patients[0], patients[2], signer: ownerKey)),
            Case(
                name: "guardian signed by another", rule: .signatureInvalid,
                entry: try guardian(patients[0], patients[2], signer: doctorKey)),
            Case(
                name: "guardian signed where there is no key", rule: .signatureInvalid,
                entry: try guardian(patients[2], patients[0], signer: ownerKey)),
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
            Case(
                name: "link with another's patient", rule: .keeperNotSigner,
                entry: try link(patients[2], bench.foreign)),
            Case(
                name: "key of another's patient", rule: .keeperNotSigner,
                entry: try key(bench.foreign, labKey, signer: labKey)),
            Case(
                name: "guardian of another's patient", rule: .keeperNotSigner,
                entry: try guardian(bench.foreign, patients[2])),
            Case(name: "another's patient as guardian", rule: nil, entry: try guardian(patients[2], bench.foreign)),
            Case(
                name: "identity of another's patient", rule: .keeperNotSigner,
                entry: .identity(
                    IdentityDocument(patient: bench.foreign, detail: Detail(commitment: .zero, page: 0, slot: 0)))),
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

    static func consentCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
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
            Case(
                name: "member for another's patient", rule: .keeperNotSigner,
                entry: try say(.deny, lab) { $0.patient = bench.foreign }),
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

    static func accessCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
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
            Case(
                name: "review by an auditor", rule: nil,
                entry: review(bench.emergency, bench.auditor, signer: auditorKey)),
            Case(
                name: "review by an auditor, unsigned", rule: .signatureInvalid,
                entry: review(bench.emergency, bench.auditor)),
            Case(
                name: "review by a researcher", rule: .roleNotAllowed,
                entry: review(bench.emergency, bench.researcher, signer: researcherKey)),
            Case(
                name: "review by whose certificate is over", rule: .subjectUnknown,
                entry: review(bench.emergency, bench.former, signer: formerKey)),
            Case(name: "review of no emergency", rule: .targetInvalid, entry: review(bench.plainAccess, 1)),
            Case(
                name: "review by the reader", rule: .subjectUnknown,
                entry: review(bench.emergency, bench.doctor, signer: doctorKey)),
            Case(
                name: "review by who is suspended", rule: .subjectUnknown, entry: review(bench.emergency, bench.nurse)),
            Case(name: "review by another member", rule: .signatureInvalid, entry: review(bench.emergency, bench.lab)),
        ]
    }

    static func keepingCases(_ bench: Bench, _ ledger: ClinicLedger) throws -> [Case] {
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
}
