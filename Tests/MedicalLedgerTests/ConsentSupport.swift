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

    /// Gives a patient a key, or takes it away.
    @discardableResult
    func bind(
        _ key: Ed25519.SigningKey?, to patient: UInt64, signedBy signer: Ed25519.SigningKey? = nil,
        compromisedSince since: UInt64? = nil
    ) throws -> UInt64 {
        var statement = PatientKey(
            patient: patient, signingKey: key?.publicKey.bytes, compromisedSince: since, previous: try previous(patient)
        )
        if let signs = signer ?? key { statement.sign(with: signs, origin: ledger.engine.origin) }
        return try ledger.add([.patientKey(statement)])
    }

    @discardableResult
    func guardian(_ guardian: UInt64, of patient: UInt64, until: UInt64? = nil) throws -> UInt64 {
        try ledger.add([
            .guardian(
                Guardianship(
                    patient: patient, guardian: guardian, isEnded: false, until: until, previous: try previous(patient))
            )
        ])
    }

    @discardableResult
    func link(_ one: UInt64, _ other: UInt64, isUndone: Bool = false) throws -> UInt64 {
        try ledger.add([
            .link(
                PatientLink(
                    patient: one, other: other, isUndone: isUndone, previous: try previous(one),
                    otherPrevious: try previous(other)))
        ])
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
