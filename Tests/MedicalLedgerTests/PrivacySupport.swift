import HealthFormats
import LedgerCrypto

@testable import MedicalLedger

/// People on a clinic's ledger.
extension TestClinic {
    static func key(_ number: UInt8) throws -> Ed25519.SigningKey {
        try Ed25519.SigningKey(seed: Array(repeating: number, count: 32))
    }

    /// Certifies somebody who works at the clinic.
    @discardableResult
    func hire(_ name: String, _ roles: [Practitioner.Role], key number: UInt8) throws -> UInt64 {
        try write { ledger in
            try ledger.add(text: name) { detail in
                .practitioner(
                    Practitioner(
                        member: 1, roles: roles, signingKey: (try? Self.key(number).publicKey.bytes) ?? [],
                        sealingKey: Array(repeating: number, count: 32), validFrom: 0, detail: detail))
            }
        }
    }

    /// Denies everybody a patient's records.
    @discardableResult
    func deny(_ patient: UInt64) throws -> UInt64 {
        try write { ledger in
            try ledger.add([
                .consent(
                    Consent(
                        patient: patient, action: .deny, grantee: nil, author: 1,
                        previous: try ledger.statements(of: patient).last?.number ?? patient))
            ])
        }
    }

    @discardableResult
    func write<Value>(_ body: (ClinicLedger) throws -> Value) throws -> Value {
        let ledger = try open(for: .writing)
        defer { try? ledger.close() }
        return try body(ledger)
    }

    /// The accesses on the chain, each with its entry.
    func accesses() throws -> [(number: UInt64, access: Access)] {
        let ledger = try open()
        var found: [(UInt64, Access)] = []
        try ledger.forEachEntry { number, entry in
            if case .access(let access) = entry { found.append((number, access)) }
        }
        return found
    }

    /// The entry of the patient of a record.
    func patient(_ identifier: String) throws -> UInt64 { try open().patient(named: identifier) }
}
