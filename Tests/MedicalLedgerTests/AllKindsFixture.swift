import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import Synchronization

@testable import MedicalLedger

/// Makes the ledger of `Fixtures/all-kinds`, once: an entry of every kind, records that were erased, pages that were given up.
///
/// A later kind wants a fixture of its own beside it; this one is never rewritten. Clock and salts are made up; what the
/// system's own randomness makes, such as nonces, is another each time.
struct AllKindsFixture {
    private let clinic: TestClinic
    private let time: TestClock

    /// Makes the ledger in a directory that does not exist.
    static func write(to path: String) throws {
        let fixture = try AllKindsFixture()
        try fixture.tell()
        try FileManager.default.copyItem(atPath: fixture.clinic.path, toPath: path)
    }

    private init() throws {
        let clock = TestClock()
        // 2026-01-01: no later build's clock is behind it.
        clock.now = 1_767_225_600_000
        var environment = Environment.system
        environment.clock = {
            clock.now += 1000
            return clock.now
        }
        let bytes = Mutex<UInt64>(1)
        environment.randomBytes = { count in
            (0..<count).map { _ in
                bytes.withLock {
                    $0 = $0 &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8($0 >> 56)
                }
            }
        }
        time = clock
        clinic = try TestClinic(origin: "fixture.example/all-kinds", member: "North", environment: environment)
    }

    private func key(_ number: UInt8) throws -> Ed25519.SigningKey { try TestClinic.key(number) }

    /// The patient of the messages that has this number; the tables have patients of their own.
    private func patient(_ name: String, _ ledger: ClinicLedger) throws -> UInt64 {
        try ledger.patients(named: name).min() ?? 0
    }

    private func tell() throws {
        try clinic.take(Delivery.hl7(0..<5), Delivery.fhir(0..<3), Delivery.csv(0..<4))
        let south = try tellOfPeople()
        try tellOfRights(south)
        try tellOfReading(south)
        try tellOfEnds()
    }

    /// Members, practitioners, and what becomes of them.
    private func tellOfPeople() throws -> UInt64 {
        let south = try clinic.write { ledger in
            var member = Member(
                name: "South", roles: [.clinic], signingKey: try key(31).publicKey.bytes,
                sealingKey: SealingKey(secret: [UInt8](repeating: 32, count: 32))?.publicKey)
            member.verifierKey = ledger.description.key.formatted
            return try ledger.add([.member(member)])
        }
        try clinic.hire("Ida Invented", [.clinician], key: 41)
        let auditor = try clinic.hire("Anton Auditor", [.auditor], key: 42)
        try clinic.write { ledger in
            try ledger.add([
                .change(
                    SubjectChange(
                        subject: auditor,
                        change: .rotated(signingKey: try key(43).publicKey.bytes, sealingKey: nil), previous: auditor))
            ])
        }
        return south
    }

    /// Keys, links, guardians and consents of patients.
    private func tellOfRights(_ south: UInt64) throws {
        try clinic.write { ledger in
            let holder = try patient("PAT1001", ledger)
            var binding = PatientKey(patient: holder, signingKey: try key(51).publicKey.bytes, previous: holder)
            binding.sign(with: try key(51), origin: ledger.engine.origin)
            try ledger.add([.patientKey(binding)])
            _ = try ledger.link(try patient("PAT1002", ledger), try patient("PAT1003", ledger))
            try ledger.appoint(guardian: holder, of: try patient("PAT1004", ledger), until: nil)
            let sent = try ledger.patients(named: "PAT1000").sorted()
            for patient in sent {
                try ledger.add([
                    .consent(
                        Consent(
                            patient: patient, action: .permit, grantee: south, author: 1,
                            previous: try ledger.previous(patient)))
                ])
            }
            var denial = Consent(
                patient: holder, action: .deny, grantee: nil, author: holder, previous: try ledger.previous(holder))
            denial.sign(with: try key(51), origin: ledger.engine.origin)
            try ledger.add([.consent(denial)])
        }
    }

    /// Accesses with and without an emergency, its review, a package.
    private func tellOfReading(_ south: UInt64) throws {
        let reader = try clinic.open()
        let denied = try reader.records(underPseudonym: patient("PAT1001", reader))[0]
        let free = try reader.records(underPseudonym: patient("PAT1004", reader))[0]
        for (record, reason) in [(free, nil), (denied, "unconscious")] {
            let door = try clinic.door(.init(signingKey: try key(41), emergencyReason: reason))
            _ = try door.record(record)
            try door.close()
        }
        try clinic.write { ledger in
            let emergency = try ledger.entries(.emergencies)[0]
            try ledger.review(emergency, isJustified: true, remark: "It was one.", signingKey: try key(43))
            _ = try ledger.send(
                ShareOrder(patients: Set(try ledger.patients(named: "PAT1000")), recipient: south))
        }
    }

    /// Periods, an identity document, erasures, pages that are lost.
    private func tellOfEnds() throws {
        try clinic.write { ledger in
            try ledger.add(text: "Nothing is kept for its own sake.") {
                .hold(Hold(.retention(category: .laboratory, milliseconds: 0), detail: $0))
            }
            let one = try patient("PAT1002", ledger)
            try ledger.storeIdentity(Array("Fiona Fictional, passport X-4711".utf8), of: one)
            try ledger.erase([try ledger.records(underPseudonym: one)[0]], reason: "asked for")
            let other = try patient("PAT1004", ledger)
            try ledger.erase(try ledger.records(underPseudonym: other), patient: other, reason: "moved away")
        }
        let old = clinic.directory.appending(path: "old").path
        try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: false)
        for part in ["vault", "keys"] {
            try FileManager.default.copyItem(atPath: clinic.path + "/" + part, toPath: old + "/" + part)
        }
        try clinic.take(Delivery.hl7(20..<22))
        for part in ["vault", "keys"] {
            try FileManager.default.removeItem(atPath: clinic.path + "/" + part)
            try FileManager.default.moveItem(atPath: old + "/" + part, toPath: clinic.path + "/" + part)
        }
        _ = try ClinicLedger.acceptRollback(clinic.path, environment: clinic.environment)
        try clinic.take(Delivery.hl7(30..<32))
    }
}
