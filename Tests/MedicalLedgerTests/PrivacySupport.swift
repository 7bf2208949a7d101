import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog

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

    /// Adds a patient as another member would that signs with a key, and one of the clinic's own after it.
    ///
    /// - Returns: the other member's patient.
    @discardableResult
    func addPatient(signedBy key: Ed25519.SigningKey) throws -> UInt64 {
        let keyFiles = KeyFiles(files: files, environment: environment)
        let checkpoint = try keyFiles.checkpointSigner()
        let own = try keyFiles.memberSigningKey()
        func add(_ byte: UInt8, _ key: Ed25519.SigningKey, after former: Ed25519.SigningKey) throws -> UInt64 {
            let engine = try Ledger.open(
                files, in: environment.fileSystem, key: checkpoint.verifierKey,
                signers: .init(checkpoint: checkpoint, member: key, formerMember: former.publicKey.bytes),
                clock: environment.clock)
            let number = engine.treeSize
            var list = EntryList()
            try list.append(Entry.patient(pseudonym: [UInt8](repeating: byte, count: 16)).encoded())
            try engine.append(list)
            try engine.close()
            return number
        }
        let patient = try add(7, key, after: own)
        // The clinic opens a ledger whose last block it has sealed.
        _ = try add(8, own, after: key)
        return patient
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
