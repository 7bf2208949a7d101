import Foundation
import LedgerCrypto
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

/// A node's new key takes the place of the old one whole or not at all, whatever interrupts it.
struct KeyRotationTests {
    private static func keyOnDisk(_ clinic: TestClinic) throws -> [UInt8] {
        try KeyFiles(files: clinic.files, environment: clinic.environment).memberKey()
    }

    /// The founder's key in force, as a reader sees it.
    private static func keyOnChain(_ clinic: TestClinic) throws -> [UInt8] {
        try clinic.open().membership()[1]?.signingKey(below: .max) ?? []
    }

    @Test func `after a rotation the new key writes, and all is as it was signed`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let first = try Self.keyOnDisk(clinic)
        let rotation = try ClinicLedger.rotateKeys(clinic.path, environment: clinic.environment)
        #expect(rotation.signingEntry != nil && rotation.sealingEntry == nil && !rotation.isEarlier)
        #expect(try Self.keyOnDisk(clinic) != first && Self.keyOnDisk(clinic) == Self.keyOnChain(clinic))
        #expect(try clinic.verify().findings.isEmpty)
        // Twice in a row, with nothing between.
        _ = try ClinicLedger.rotateKeys(clinic.path, environment: clinic.environment)
        #expect(try clinic.take(Delivery.hl7(3..<6)).counts.records == 3)
        let ledger = try clinic.open(for: .writing)
        let own = try ledger.member(named: "Clinic")
        #expect(try ledger.declareCompromised(own, since: ledger.sealedAt(2)).isInForce == false)
        try ledger.close()
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `a ledger that knows no sealing key is told it in an entry of its own`() throws {
        let clinic = try TestClinic()
        try FileManager.default.removeItem(atPath: clinic.files.keys + "/sealing.key")
        let rotation = try ClinicLedger.rotateKeys(
            clinic.path, sealingKeyOnly: true, environment: clinic.environment)
        #expect(rotation.signingEntry == nil && rotation.sealingEntry == 2)
        let made = try KeyFiles(files: clinic.files, environment: clinic.environment).sealingKey()?.publicKey
        #expect(try made != nil && clinic.open().membership()[1]?.sealingKey(below: .max) == made)
        #expect(try clinic.take(Delivery.hl7(0..<1)).counts.records == 1)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `a sealed key stays sealed`() throws {
        let clinic = try TestClinic()
        let protection = try KeyProtection.keyFile(secret(String(repeating: "k", count: 32)))
        try KeyFiles(files: clinic.files, environment: clinic.environment).seal(with: protection)
        var environment = clinic.environment
        environment.unlock = protection.unlock
        _ = try ClinicLedger.rotateKeys(clinic.path, environment: environment)
        let status = try KeyFiles(files: clinic.files, environment: environment).status()
        #expect(status.isComplete && status.lock == .keyFile)
        try ClinicLedger.open(clinic.path, for: .writing, environment: environment).close()
    }

    @Test func `whatever call finds the disk full, the old key or the new one is in force and writes`() throws {
        func rotate(_ clinic: TestClinic, on fileSystem: any FileSystem) throws {
            var environment = clinic.environment
            environment.fileSystem = fileSystem
            _ = try ClinicLedger.rotateKeys(clinic.path, environment: environment)
        }
        let calls = try FaultyFileSystem.countCalls { try rotate(try TestClinic(), on: $0) }
        var outcomes: Set<Bool> = []
        for failing in 0..<calls {
            let clinic = try TestClinic()
            let old = try Self.keyOnDisk(clinic)
            try? rotate(clinic, on: FaultyFileSystem(failingCall: failing))
            let ledger = try clinic.open(for: .writing)
            let inForce = ledger.engine.memberKey
            try ledger.close()
            outcomes.insert(inForce == old)
            #expect(try Self.keyOnDisk(clinic) == inForce && Self.keyOnChain(clinic) == inForce, "call \(failing)")
            #expect(try !FileManager.default.contentsOfDirectory(atPath: clinic.files.keys).contains("member.key.new"))
            #expect(try clinic.verify().findings.isEmpty, "call \(failing)")
        }
        #expect(outcomes == [true, false])
    }

    /// Stops a rotation behind the entry, before the new key's file is in its place.
    private static func interrupt(_ clinic: TestClinic) throws -> [UInt8] {
        let ledger = try clinic.open(for: .writing)
        let next = try KeyFiles(files: clinic.files, environment: clinic.environment).makeMemberDraft()
        _ = try ledger.add(change: .rotated(signingKey: next, sealingKey: nil), of: 1)
        return next
    }

    @Test func `between two keys nothing is sealed, shared or exported`() throws {
        let clinic = try TestClinic()
        _ = try Self.interrupt(clinic)
        let keyFiles = KeyFiles(files: clinic.files, environment: clinic.environment)
        func code(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return (error as? MedicalError)?.code }
            return nil
        }
        #expect(code { try keyFiles.unseal() } == "rotationUnfinished")
        #expect(code { _ = try keyFiles.split(count: 3, threshold: 2) } == "rotationUnfinished")
        #expect(
            code { _ = try ClinicLedger.memberFile(of: clinic.path, environment: clinic.environment) }
                == "rotationUnfinished")
    }

    @Test func `a rotation that was interrupted is finished by the next one`() throws {
        let clinic = try TestClinic()
        let next = try Self.interrupt(clinic)
        let rotation = try ClinicLedger.rotateKeys(clinic.path, environment: clinic.environment)
        #expect(rotation.isEarlier && rotation.signingEntry == 2)
        #expect(try Self.keyOnDisk(clinic) == next)
    }

    @Test func `a last block that a stranger sealed is still refused`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<1))
        // The node's key is another one, that the chain knows nothing of.
        let keyFiles = KeyFiles(files: clinic.files, environment: clinic.environment)
        _ = try keyFiles.makeMemberDraft()
        try keyFiles.takeMemberDraft()
        #expect(throws: LedgerError.self) { try clinic.open(for: .writing) }
    }
}
