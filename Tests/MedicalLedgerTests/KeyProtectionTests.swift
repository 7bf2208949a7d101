import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

/// Keys at rest: sealed with a passphrase or a key file, changed and unsealed again.
struct KeyProtectionTests {
    private static func passphrase(_ text: String) throws -> KeyProtection {
        // The true cost is for people; what is tested here does not depend on it.
        try .passphrase(secret(text), log2Rounds: 10)
    }

    /// How often somebody was asked.
    private final class Asked: @unchecked Sendable {
        var count = 0
    }

    /// The clinic's keys, opened with one of the given answers; counts how often they are asked for.
    private static func keys(
        _ clinic: TestClinic, answer: Secret?, on fileSystem: any FileSystem = DiskFileSystem(), asked: Asked = Asked()
    ) -> KeyFiles {
        KeyFiles(files: clinic.files, environment: environment(answer, on: fileSystem, asked: asked))
    }

    private static func environment(
        _ answer: Secret?, on fileSystem: any FileSystem = DiskFileSystem(), asked: Asked = Asked()
    ) -> Environment {
        var environment = Environment.system
        environment.fileSystem = fileSystem
        environment.unlock = { kind, file in
            asked.count += 1
            guard let answer else { return try Environment.cannotUnlock(kind, file) }
            return answer
        }
        return environment
    }

    /// Everything in the key files, as it is in clear.
    private static func contents(_ keys: KeyFiles) throws -> [[UInt8]] {
        try KeyFiles.Name.allCases.map { try keys.readSecret($0).withBytes { Array($0) } }
    }

    private static func error(_ body: () throws -> Void) -> MedicalError? {
        #expect(throws: MedicalError.self, performing: body)
    }

    @Test func `sealed keys open with their passphrase, asked for once, and a ledger works with them`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let before = try Self.contents(Self.keys(clinic, answer: nil))
        try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("correct horse"))
        let asked = Asked()
        do {
            let ledger = try ClinicLedger.open(
                clinic.path, for: .writing, environment: Self.environment(secret("correct horse"), asked: asked))
            try ledger.close()
        }
        #expect(asked.count == 1)
        #expect(try Self.contents(Self.keys(clinic, answer: secret("correct horse"))) == before)
        for name in KeyFiles.Name.allCases {
            let bytes = try clinic.bytes(clinic.files.keys + "/" + name.rawValue)
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("clinicledger sealed key v1\n"))
        }
        let report = try LedgerVerifier.verify(
            clinic.path, isQuick: false, environment: Self.environment(secret("correct horse"))
        ) { _, _ in }
        #expect(report.findings.isEmpty && report.records == 3 && report.hasKeys)
        try Self.keys(clinic, answer: secret("correct horse")).unseal()
        #expect(try Self.contents(Self.keys(clinic, answer: nil)) == before)
        #expect(try Self.keys(clinic, answer: nil).status().lock == nil)
        #expect(!FileManager.default.fileExists(atPath: clinic.files.keys + "/protection"))
    }

    @Test func `unsealed keys ask nobody`() throws {
        let clinic = try TestClinic()
        let asked = Asked()
        _ = try ClinicLedger.open(clinic.path, for: .writing, environment: Self.environment(nil, asked: asked))
        #expect(asked.count == 0)
    }

    @Test func `a wrong or missing secret is one error, and verification is not misled`() throws {
        let clinic = try TestClinic()
        try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("correct horse"))
        for (answer, code) in [(secret("wrong horse"), "passphraseWrong"), (nil, "passphraseMissing")] {
            let environment = Self.environment(answer)
            let opening = Self.error { _ = try ClinicLedger.open(clinic.path, for: .reading, environment: environment) }
            #expect(opening?.code == code && opening?.fate == .permission)
            guard answer != nil else { continue }
            let verifying = Self.error {
                _ = try LedgerVerifier.verify(clinic.path, isQuick: false, environment: environment) { _, _ in }
            }
            #expect(verifying?.code == code)
        }
        // Without any secret the chain is verified all the same, and the report says what was not looked at.
        let report = try LedgerVerifier.verify(
            clinic.path, isQuick: false, environment: Self.environment(nil)
        ) { _, _ in }
        #expect(report.findings.isEmpty && report.isSealed && !report.hasKeys && report.chain.entries == 2)
        let segment = clinic.files.chain + "/000000000000.seg"
        var bytes = try clinic.bytes(segment)
        bytes[bytes.count / 2] ^= 1
        try clinic.replace(segment, bytes)
        let damaged = try LedgerVerifier.verify(
            clinic.path, isQuick: false, environment: Self.environment(nil)
        ) { _, _ in }
        #expect(!damaged.findings.isEmpty)
    }

    @Test func `a key file seals too, and only that one opens`() throws {
        let clinic = try TestClinic()
        var random = try SystemRandom.bytes(32)
        let file = Secret(takingOver: &random)
        try Self.keys(clinic, answer: nil).seal(with: .keyFile(file))
        #expect(try Self.keys(clinic, answer: file).status().lock == .keyFile)
        _ = try Self.contents(Self.keys(clinic, answer: file))
        let other = secret(String(repeating: "x", count: 32))
        #expect(Self.error { _ = try Self.contents(Self.keys(clinic, answer: other)) }?.code == "keyFileWrong")
        #expect(Self.error { _ = try Self.contents(Self.keys(clinic, answer: secret("x"))) }?.code == "keyFileLength")
    }

    @Test func `a ledger can be made with sealed keys`() throws {
        let clinic = try TestClinic()
        let path = clinic.path + "-2"
        try ClinicLedger.create(
            path, origin: .init("two.example/ledger"), member: "Two", roles: [.clinic],
            protection: Self.passphrase("correct horse"), environment: .system)
        let keys = KeyFiles(files: LedgerFiles(directory: path), environment: .system)
        #expect(try keys.status().files.allSatisfy { $0.state == .sealed })
        _ = try ClinicLedger.open(path, for: .writing, environment: Self.environment(secret("correct horse")))
    }

    @Test func `a sealing key made later is sealed like the others`() throws {
        let clinic = try TestClinic()
        try FileManager.default.removeItem(atPath: clinic.files.keys + "/sealing.key")
        try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("correct horse"))
        #expect(try Self.keys(clinic, answer: secret("correct horse")).makeSealingKey())
        #expect(try Self.keys(clinic, answer: nil).status().isComplete)
        #expect(try Self.keys(clinic, answer: secret("correct horse")).sealingKey() != nil)
        #expect(try !Self.keys(clinic, answer: nil).makeSealingKey())
    }

    @Test func `sealed files cannot be exchanged or changed`() throws {
        let clinic = try TestClinic()
        try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("correct horse"))
        let vault = clinic.files.keys + "/vault.key"
        let whole = try clinic.bytes(vault)
        func opens() -> Bool { (try? Self.keys(clinic, answer: secret("correct horse")).vaultKeys()) != nil }
        #expect(opens())
        try clinic.replace(vault, try clinic.bytes(clinic.files.keys + "/sealing.key"))
        #expect(!opens())
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 1
            try clinic.replace(vault, changed)
            #expect(!opens(), "byte \(place)")
        }
        try clinic.replace(vault, whole)
        let protection = clinic.files.keys + "/protection"
        let lines = try clinic.bytes(protection)
        for place in lines.indices {
            var changed = lines
            changed[place] ^= 1
            try clinic.replace(protection, changed)
            #expect(!opens(), "byte \(place) of protection")
        }
    }

    @Test func `what was in clear does not stay in the old file`() throws {
        let clinic = try TestClinic()
        let path = clinic.files.keys + "/vault.key"
        let old = try DiskFileSystem().open(path, .read)
        let count = Int(try old.size())
        try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("correct horse"))
        #expect(try old.readBytes(at: 0, count: count) == [UInt8](repeating: 0, count: count))
    }

    // MARK: - Faults

    enum Change: CaseIterable {
        case seal, changePassphrase, unseal

        func run(_ clinic: TestClinic, on fileSystem: any FileSystem) throws {
            switch self {
            case .seal:
                try KeyProtectionTests.keys(clinic, answer: nil, on: fileSystem).seal(
                    with: KeyProtectionTests.passphrase("new horse"))
            case .changePassphrase:
                try KeyProtectionTests.keys(clinic, answer: secret("old horse"), on: fileSystem).seal(
                    with: KeyProtectionTests.passphrase("new horse"))
            case .unseal:
                try KeyProtectionTests.keys(clinic, answer: secret("old horse"), on: fileSystem).unseal()
            }
        }

        /// The secret before; and the one after.
        var answers: [Secret?] {
            switch self {
            case .seal: [nil, secret("new horse")]
            case .changePassphrase: [secret("old horse"), secret("new horse")]
            case .unseal: [secret("old horse"), nil]
            }
        }
    }

    @Test(arguments: Change.allCases)
    func `whatever call fails, all keys open with the old secret or all with the new`(change: Change) throws {
        func prepared() throws -> TestClinic {
            let clinic = try TestClinic()
            if change != .seal { try Self.keys(clinic, answer: nil).seal(with: Self.passphrase("old horse")) }
            return clinic
        }
        let calls = try FaultyFileSystem.countCalls { try change.run(try prepared(), on: $0) }
        #expect(calls > 5)
        for failing in 0..<calls {
            let clinic = try prepared()
            let before = try Self.contents(Self.keys(clinic, answer: change.answers[0]))
            #expect(throws: StoreError.self) {
                try change.run(clinic, on: FaultyFileSystem(failingCall: failing))
            }
            let opened = change.answers.compactMap { try? Self.contents(Self.keys(clinic, answer: $0)) }
            #expect(!opened.isEmpty && opened.allSatisfy { $0 == before }, "\(change), call \(failing)")
            // Once more, with whatever opens them now, finishes it.
            switch change {
            case .seal:
                try Self.keys(clinic, answer: secret("new horse")).seal(with: Self.passphrase("new horse"))
            case .changePassphrase:
                let answer = change.answers.first { (try? Self.contents(Self.keys(clinic, answer: $0))) != nil }
                try Self.keys(clinic, answer: answer ?? nil).seal(with: Self.passphrase("new horse"))
            case .unseal: try change.run(clinic, on: DiskFileSystem())
            }
            #expect(
                try Self.contents(Self.keys(clinic, answer: change.answers[1])) == before, "\(change), call \(failing)")
            let status = try Self.keys(clinic, answer: nil).status()
            #expect(change == .unseal ? status.lock == nil : status.isComplete && status.lock == .passphrase)
        }
    }
}
