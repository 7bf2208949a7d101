import LedgerCrypto
import LedgerEngine
import SegmentStore

@testable import MedicalLedger

/// A clinic with three patients, a hospital, and keys for whoever needs one.
final class ConsentClinic {
    let clinic: TestClinic
    let ledger: ClinicLedger
    /// Patients by entry, each with one record.
    let patients: [(entry: UInt64, record: RecordFacts)]
    let hospital: UInt64
    let patientKey: Ed25519.SigningKey
    let guardianKey: Ed25519.SigningKey

    init() throws {
        clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        ledger = try clinic.open(for: .writing)
        var found: [(UInt64, RecordFacts)] = []
        for number in 0..<ledger.nextEntry {
            if let facts = try ledger.facts(ofRecord: number) { found.append((facts.patient, facts)) }
        }
        patients = found
        func key(_ byte: UInt8) throws -> Ed25519.SigningKey {
            try Ed25519.SigningKey(seed: [UInt8](repeating: byte, count: 32))
        }
        (patientKey, guardianKey) = (try key(1), try key(2))
        let member = Member(name: "Hospital", roles: [.hospital], signingKey: try key(3).publicKey.bytes)
        hospital = try ledger.add([.member(member)])
    }

    func previous(_ patient: UInt64) throws -> UInt64 {
        try ledger.statements(of: patient).last?.number ?? patient
    }

    /// Gives a patient a key, or takes it away; the clinic does so alone where a key is in force that does not endorse it.
    @discardableResult
    func bind(
        _ key: Ed25519.SigningKey?, to patient: UInt64, signedBy signer: Ed25519.SigningKey? = nil,
        endorsedBy former: Ed25519.SigningKey? = nil, compromisedSince since: UInt64? = nil
    ) throws -> UInt64 {
        var statement = PatientKey(
            patient: patient, signingKey: key?.publicKey.bytes, compromisedSince: since, previous: try previous(patient)
        )
        let hasKey = try ledger.keyHolder(patient) != nil
        statement.isByMember = hasKey && key != nil && former == nil
        if let former { statement.formerSignature = statement.signature(of: former, origin: ledger.engine.origin) }
        if let signs = signer ?? key { statement.sign(with: signs, origin: ledger.engine.origin) }
        return try ledger.add([.patientKey(statement)])
    }

    @discardableResult
    func guardian(
        _ guardian: UInt64, of patient: UInt64, until: UInt64? = nil, key: Ed25519.SigningKey? = nil
    ) throws -> UInt64 {
        var statement = Guardianship(
            patient: patient, guardian: guardian, isEnded: false, until: until, previous: try previous(patient))
        if let key { statement.sign(with: key, origin: ledger.engine.origin) }
        return try ledger.add([.guardian(statement)])
    }

    @discardableResult
    func link(
        _ one: UInt64, _ other: UInt64, isUndone: Bool = false, key: Ed25519.SigningKey? = nil,
        otherKey: Ed25519.SigningKey? = nil
    ) throws -> UInt64 {
        var link = PatientLink(
            patient: one, other: other, isUndone: isUndone, previous: try previous(one),
            otherPrevious: try previous(other))
        if let otherKey { link.otherSignature = link.signature(of: otherKey, origin: ledger.engine.origin) }
        if let key { link.sign(with: key, origin: ledger.engine.origin) }
        return try ledger.add([.link(link)])
    }

    @discardableResult
    func say(
        _ action: Consent.Action, to grantee: UInt64?, of patient: UInt64, key: Ed25519.SigningKey? = nil,
        _ change: (inout Consent) -> Void = { _ in }
    ) throws -> UInt64 {
        let speaker = try ledger.speaker(for: patient, signingWith: key)
        var consent = Consent(patient: speaker.patient, action: action, grantee: grantee, author: 0, previous: 0)
        change(&consent)
        return try ledger.say([consent], by: speaker)
    }

    func question(_ reader: UInt64, _ purpose: Purpose = .treatment, at time: UInt64? = nil) -> AccessQuestion {
        AccessQuestion(reader: reader, purpose: purpose, time: time ?? ledger.now)
    }

    func decide(_ question: AccessQuestion, _ record: RecordFacts) throws -> Decision {
        try ledger.rights(of: record.patient).decide(question, record: record)
    }
}
