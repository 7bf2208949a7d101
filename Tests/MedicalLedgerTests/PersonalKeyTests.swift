import Crypto
import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

/// A secret of a test.
func secret(_ text: String) -> Secret {
    var bytes = Array(text.utf8)
    return Secret(takingOver: &bytes)
}

struct PersonalKeyTests {
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "person-\(UUID().uuidString)")
        var path: String { url.appending(path: "my.key").path }
        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: url) }
        func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
    }

    private static let disk = DiskFileSystem()
    private static let nobody: Unlock = { kind, file in
        Issue.record("asked for a \(kind) of \(file)")
        throw MedicalError("passphraseMissing", .permission)
    }

    private static func person(_ holder: PersonalKey.Holder = .patient) throws -> PersonalKey {
        try PersonalKey.create(holder, origin: try KeyName("north.example/ledger"))
    }

    @Test func `unprotected keys come back as they were, in a file of the owner's`() throws {
        let folder = try Folder()
        let key = try Self.person(.practitioner)
        try key.write(to: folder.path, protection: nil, in: Self.disk)
        let back = try PersonalKey.read(folder.path, in: Self.disk, unlock: Self.nobody)
        #expect(back.holder == .practitioner && back.origin.text == "north.example/ledger")
        #expect(back.signingKey.publicKey.bytes == key.signingKey.publicKey.bytes)
        let sealed = try SealingKey.seal([1, 2], to: key.sealingKey.publicKey, info: [])
        #expect(back.sealingKey.open(sealed, info: []) == [1, 2])
        #expect(back.signingKey.signature(for: [3]).bytes == key.signingKey.signature(for: [3]).bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let lines = String(decoding: try folder.bytes(), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines[0] == "clinicledger personal key v1")
        #expect(lines[1] == "ledger north.example/ledger" && lines[2] == "holder practitioner")
        #expect(lines[3] == "signing-key \(Base64.encode(key.signingKey.publicKey.bytes))")
        #expect(lines[5] == "protection none" && lines.count == 7)
    }

    @Test func `a passphrase opens them, another does not`() throws {
        let folder = try Folder()
        let key = try Self.person()
        try key.write(to: folder.path, protection: .passphrase(secret("correct horse")), in: Self.disk)
        #expect(String(decoding: try folder.bytes(), as: UTF8.self).contains("protection passphrase scrypt 17 8 1 "))
        let back = try PersonalKey.read(folder.path, in: Self.disk) { kind, _ in
            #expect(kind == .passphrase)
            return secret("correct horse")
        }
        #expect(back.signingKey.publicKey.bytes == key.signingKey.publicKey.bytes)
        for wrong in ["correct horsf", "", "correct horse "] {
            let error = #expect(throws: MedicalError.self) {
                try PersonalKey.read(folder.path, in: Self.disk) { _, _ in secret(wrong) }
            }
            #expect(error?.code == "passphraseWrong" && error?.fate == .permission)
        }
    }

    @Test func `a file that exists is not replaced`() throws {
        let folder = try Folder()
        try Self.person().write(to: folder.path, protection: nil, in: Self.disk)
        let before = try folder.bytes()
        #expect(throws: StoreError.self) {
            try Self.person().write(to: folder.path, protection: nil, in: Self.disk)
        }
        #expect(try folder.bytes() == before)
    }

    @Test func `a disk that fails leaves no half key`() throws {
        let calls = try FaultyFileSystem.countCalls { fileSystem in
            let folder = try Folder()
            try Self.person().write(to: folder.path, protection: nil, in: fileSystem)
        }
        #expect(calls == 4)
        for failing in 0..<calls {
            let folder = try Folder()
            #expect(throws: StoreError.self) {
                try Self.person().write(
                    to: folder.path, protection: nil, in: FaultyFileSystem(failingCall: failing))
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path), "call \(failing)")
        }
    }

    @Test(arguments: [false, true])
    func `any change to the file is refused`(isProtected: Bool) throws {
        let folder = try Folder()
        let lock = isProtected ? try KeyProtection.passphrase(secret("correct horse"), log2Rounds: 10) : nil
        try Self.person().write(to: folder.path, protection: lock, in: Self.disk)
        let whole = try folder.bytes()
        func refuses(_ bytes: [UInt8]) throws -> Bool {
            try Data(bytes).write(to: URL(filePath: folder.path))
            do {
                _ = try PersonalKey.read(folder.path, in: Self.disk) { _, _ in secret("correct horse") }
                return false
            } catch {
                return error is MedicalError
            }
        }
        #expect(try !refuses(whole))
        let ledgerLine = 29..<57
        // Without a lock nothing holds the ledger's name and the holder to the keys.
        let places = whole.indices.filter { isProtected || !ledgerLine.contains($0) }
        for place in places where place % 3 == 0 || place > whole.count - 4 {
            var changed = whole
            changed[place] ^= 1
            #expect(try refuses(changed), "byte \(place)")
        }
        #expect(try refuses(whole + [10]))
        #expect(try refuses(Array(whole.dropLast())))
        #expect(try refuses([]))
    }

    @Test func `scrypt and the lines of locks are as specified`() throws {
        // scrypt of RFC 7914 section 12 has other costs; this is what Python's hashlib.scrypt gives for ours.
        let salt = [UInt8](0..<16)
        let lock = try #require(KeyLock(parsing: "passphrase scrypt 10 8 1 \(Base64.encode(salt))"))
        let key = try lock.key(from: secret("correct horse")).withUnsafeBytes { Array($0) }
        #expect(hex(key) == "9df923deed5f4531c279af9f56bd37b1657bef4929e702ce2e811a93388a86a1")
        for wrong in [
            "passphrase scrypt 9 8 1 ", "passphrase scrypt 21 8 1 ", "passphrase scrypt 010 8 1 ", "key-file  ",
            "passphrase scrypt 10 8 2 ", "passphrase scrypt 10 8 1  ", "passphrase argon2 10 8 1 ", "keyfile ", "",
        ] { #expect(KeyLock(parsing: wrong + Base64.encode(salt)) == nil, "\(wrong)") }
        #expect(KeyLock(parsing: "key-file \(Base64.encode(salt))")?.kind == .keyFile)
        #expect(KeyLock(parsing: "key-file \(Base64.encode(salt + [0]))") == nil)
    }

    @Test func `short passphrases and other key files are refused`() {
        #expect(throws: MedicalError.self) { try KeyProtection.passphrase(secret("1234567")) }
        #expect(throws: MedicalError.self) { try KeyProtection.keyFile(secret("too short")) }
    }
}
