import Foundation
import LedgerCrypto
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

struct SealingKeyTests {
    private static let tools = ProcessInfo.processInfo.environment["CLINICLEDGER_PYTHON_TOOLS"]

    private static func newKey() throws -> SealingKey {
        try #require(SealingKey(secret: try SystemRandom.bytes(32)))
    }

    /// From the test vectors that were published with RFC 9180: mode 0, KEM 0x0020, KDF 1, AEAD 2, the first message.
    @Test func `the published vector opens`() throws {
        let key = try #require(
            SealingKey(secret: bytes("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d")))
        #expect(key.publicKey == bytes("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c"))
        let sealed = bytes(
            "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"
                + "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a")
        let opened = key.open(
            sealed, info: Array("Ode on a Grecian Urn".utf8), authenticating: Array("Count-0".utf8))
        #expect(opened == Array("Beauty is truth, truth beauty".utf8))
    }

    @Test func `what is sealed opens with its key, its purpose and its neighbours only`() throws {
        let key = try Self.newKey()
        for count in [0, 1, 31, 1000, 70_000] {
            let message = try SystemRandom.bytes(count)
            let sealed = try SealingKey.seal(message, to: key.publicKey, info: [1], authenticating: [2])
            #expect(sealed.count == count + SealingKey.overheadByteCount)
            #expect(key.open(sealed, info: [1], authenticating: [2]) == message)
            #expect(key.open(sealed, info: [2], authenticating: [2]) == nil)
            #expect(key.open(sealed, info: [1], authenticating: []) == nil)
            #expect(try Self.newKey().open(sealed, info: [1], authenticating: [2]) == nil)
            #expect(try SealingKey.seal(message, to: key.publicKey, info: [1], authenticating: [2]) != sealed)
        }
    }

    @Test func `any changed bit and any cut are found`() throws {
        let key = try Self.newKey()
        let sealed = try SealingKey.seal([7, 8, 9], to: key.publicKey, info: [])
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            // The top bit of an X25519 key is not part of its value, but of what HPKE hashes.
            #expect(key.open(changed, info: []) == nil, "bit \(bit)")
        }
        for count in 0..<sealed.count { #expect(key.open(sealed.prefix(count), info: []) == nil, "\(count) bytes") }
    }

    @Test func `keys that anybody could open are refused`() {
        let zero = [UInt8](repeating: 0, count: 32)
        let one = [1] + [UInt8](repeating: 0, count: 31)
        // Of order 8; and p, which is another way to write 0.
        let eight = bytes("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")
        let prime = bytes("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
        for unfit in [[], [UInt8](repeating: 9, count: 31), zero, one, eight, prime] {
            #expect(throws: MedicalError.self) { try SealingKey.seal([1], to: unfit, info: []) }
        }
        #expect(SealingKey(secret: [UInt8](repeating: 1, count: 31)) == nil)
    }

    @Test func `a node has a sealing key, and one without it can be given one`() throws {
        let clinic = try TestClinic()
        let keys = KeyFiles(files: clinic.files, environment: clinic.environment)
        let first = try #require(try keys.sealingKey())
        #expect(try !keys.makeSealingKey())
        #expect(try keys.sealingKey()?.publicKey == first.publicKey)
        try FileManager.default.removeItem(atPath: clinic.files.keys + "/sealing.key")
        #expect(try keys.sealingKey() == nil)
        try clinic.open(for: .writing).close()
        #expect(try keys.makeSealingKey())
        #expect(try keys.sealingKey()?.publicKey != first.publicKey)
        try clinic.replace(clinic.files.keys + "/sealing.key", Array("nonsense\n".utf8))
        #expect(throws: MedicalError.self) { try keys.sealingKey() }
    }

    @Test(.enabled(if: tools != nil, "CLINICLEDGER_PYTHON_TOOLS names no folder with cryptography"))
    func `another implementation opens ours, and we its`() throws {
        let key = try Self.newKey()
        let message = Array("from one to the other".utf8)
        let program = """
            import sys
            from cryptography.hazmat.primitives.hpke import Suite, KEM, KDF, AEAD
            from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
            suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
            own = X25519PrivateKey.from_private_bytes(bytes(range(32)))
            request = [bytes.fromhex(line) for line in sys.stdin.read().split()]
            if request:
                message = suite.decrypt(request[0], own, info=b"purpose")
                print(suite.encrypt(message, X25519PublicKey.from_public_bytes(request[1]), info=b"purpose").hex())
            else:
                print(own.public_key().public_bytes_raw().hex())
            """
        let theirs = bytes(try Self.python(program, input: ""))
        let purpose = Array("purpose".utf8)
        let sealed = try SealingKey.seal(message, to: theirs, info: purpose)
        let answer = try Self.python(program, input: "\(hex(sealed)) \(hex(key.publicKey))")
        #expect(key.open(bytes(answer), info: purpose) == message)
    }

    private static func python(_ program: String, input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": tools ?? ""]) { $1 }
        let (answers, questions) = (Pipe(), Pipe())
        process.standardOutput = answers
        process.standardInput = questions
        try process.run()
        questions.fileHandleForWriting.write(Data(input.utf8))
        try questions.fileHandleForWriting.close()
        let output = answers.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// The bytes that a text of hexadecimal digits stands for.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Bytes in hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String { bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
