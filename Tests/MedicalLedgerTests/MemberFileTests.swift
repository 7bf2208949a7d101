import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

/// A member's public half: what is not the member's own word, to the last byte, is no member file.
struct MemberFileTests {
    private static func file(successions: Int = 0) throws -> MemberFile {
        var keys = try (0...successions).map { _ in try Ed25519.SigningKey(seed: SystemRandom.bytes(32)) }
        let current = keys.removeFirst()
        var links: [KeySuccession] = []
        for old in keys { links.append(KeySuccession(from: old, to: links.last?.old ?? current.publicKey.bytes)) }
        let person = try PersonalKey.create(.patient, origin: try KeyName("any"))
        let member = Member(
            name: "North Klinik Über", roles: [.clinic, .laboratory], signingKey: current.publicKey.bytes,
            sealingKey: person.sealingKey.publicKey,
            verifierKey: VerifierKey(name: try KeyName("north.example/ledger"), publicKey: current.publicKey).formatted)
        return try MemberFile(member, successions: links, signedWith: current)
    }

    @Test func `a file comes back as it was`() throws {
        for successions in [0, 3] {
            let file = try Self.file(successions: successions)
            #expect(MemberFile(parsing: Array(file.text.utf8)) == file)
            #expect(file.successions.count == successions)
        }
    }

    @Test func `a file with any byte changed, left out or added is refused`() throws {
        let bytes = Array(try Self.file(successions: 1).text.utf8)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= UInt8.random(in: 1...255)
            #expect(MemberFile(parsing: changed) == nil, "byte \(position)")
            changed = bytes
            changed.remove(at: position)
            #expect(MemberFile(parsing: changed) == nil, "without byte \(position)")
        }
        #expect(MemberFile(parsing: bytes + [10]) == nil)
        #expect(MemberFile(parsing: []) == nil)
    }

    @Test func `a name that leaves its line is refused`() throws {
        let key = try Ed25519.SigningKey(seed: SystemRandom.bytes(32))
        for name in ["", " North", "North\nroles regulator", String(repeating: "n", count: 201), "N\u{2028}"] {
            let member = Member(name: name, roles: [.clinic], signingKey: key.publicKey.bytes)
            #expect(throws: MedicalError.self) { try MemberFile(member, successions: [], signedWith: key) }
        }
    }

    @Test func `the successor of a key is told from a stranger`() throws {
        let (home, other) = (try TestClinic(), try TestClinic())
        try other.rename(to: "Other")
        let file = { try ClinicLedger.memberFile(of: other.path, environment: other.environment) }
        let first = try file()
        let ledger = try home.open(for: .writing)
        try ledger.add(member: first)
        func code(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return (error as? MedicalError)?.code }
            return nil
        }
        #expect(code { try ledger.add(member: first) } == "memberThere")
        #expect(code { try ledger.update(member: first, isVouched: false) } == "memberUnchanged")
        for _ in 0..<2 { _ = try ClinicLedger.rotateKeys(other.path, environment: other.environment) }
        let second = try file()
        #expect(second.successions.count == 2)
        #expect(code { try ledger.add(member: second) } == "memberThere")
        try ledger.update(member: second, isVouched: false)
        #expect(code { try ledger.update(member: first, isVouched: true) } == "memberOutdated")
        let stranger = try Ed25519.SigningKey(seed: SystemRandom.bytes(32))
        var forged = second.member
        forged.signingKey = stranger.publicKey.bytes
        let third = try MemberFile(forged, successions: [], signedWith: stranger)
        #expect(code { try ledger.update(member: third, isVouched: false) } == "memberNotVouched")
        let subject = try ledger.member(named: "Other")
        try ledger.suspend(subject)
        #expect(code { try ledger.suspend(try ledger.member(named: "Other")) } == "suspendedAlready")
        try ledger.reinstate(try ledger.member(named: "Other"))
        let (_, isInForce) = try ledger.declareCompromised(try ledger.member(named: "Other"), since: ledger.now)
        #expect(isInForce)
        _ = try ClinicLedger.rotateKeys(other.path, environment: other.environment)
        let fourth = try file()
        // Whoever stole the key may have signed for the next one.
        #expect(code { try ledger.update(member: fourth, isVouched: false) } == "memberNotVouched")
        try ledger.update(member: fourth, isVouched: true)
        try ledger.close()
        #expect(try home.verify().findings.isEmpty)
    }
}

extension TestClinic {
    /// Makes the ledger anew for a founder of another name.
    func rename(to name: String) throws {
        try FileManager.default.removeItem(atPath: path)
        try ClinicLedger.create(
            path, origin: try KeyName("other.example/ledger"), member: name, roles: [.laboratory],
            environment: environment)
    }
}
