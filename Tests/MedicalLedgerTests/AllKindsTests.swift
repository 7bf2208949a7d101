import Foundation
import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

/// A ledger with an entry of every kind that an earlier build made, never rewritten: every later build must read it.
struct AllKindsTests {
    private static let name = "all-kinds"

    /// With `CLINICLEDGER_WRITE_FIXTURE=1` writes the fixture where there is none yet.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CLINICLEDGER_WRITE_FIXTURE"] != nil))
    func `the fixture is written where there is none`() throws {
        let path = FixtureTests.here.appending(path: "Fixtures/" + Self.name).path
        if !FileManager.default.fileExists(atPath: path) { try AllKindsFixture.write(to: path) }
    }

    /// The kinds of entries that this build decodes: all others it calls unknown.
    private static var knownKinds: Set<UInt64> {
        Set(
            (UInt64(0)...255).filter { kind in
                let bytes: [UInt8] = kind < 24 ? [0xA1, 0, UInt8(kind)] : [0xA1, 0, 0x18, UInt8(kind)]
                do throws(EntryError) {
                    _ = try Entry(decoding: bytes[...])
                } catch {
                    if case .unknownKind = error { return false }
                }
                return true
            })
    }

    /// How many entries of each kind are on a ledger.
    private static func kinds(_ ledger: ClinicLedger) throws -> [UInt64: Int] {
        var counts: [UInt64: Int] = [:]
        // A map whose first key is 0; its value, the kind, fits into the next byte.
        for number in 0..<ledger.engine.treeSize {
            let bytes = try ledger.engine.entry(number)
            #expect(bytes.dropFirst().first == 0)
            counts[UInt64(bytes[bytes.startIndex + 2]), default: 0] += 1
        }
        return counts
    }

    @Test func `every kind that is known is on it, and whoever adds a kind adds a fixture`() throws {
        let clinic = try FixtureTests.copy(Self.name)
        let counts = try Self.kinds(try clinic.open())
        #expect(Set(counts.keys) == Self.knownKinds)
        #expect(Self.knownKinds == Set(1...17))
        let bytes = try clinic.allFiles().reduce(0) { $0 + $1.bytes.count }
        #expect(bytes < 150_000)
    }

    @Test func `it is verified in full, read, decided upon and written on`() throws {
        let clinic = try FixtureTests.copy(Self.name)
        let report = try clinic.verify()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.erased == 2 && report.lost.count == 2)
        let ledger = try clinic.open()
        let (doctor, auditor) = (try TestClinic.key(41), try TestClinic.key(43))
        func refusal(_ record: UInt64, emergency: String? = nil) throws -> String? {
            do {
                let door = try clinic.door(.init(signingKey: doctor, emergencyReason: emergency))
                defer { try? door.close() }
                _ = try door.record(record)
                return nil
            } catch let error as MedicalError {
                return error.values["reason"] ?? error.code
            }
        }
        func records(_ name: String) throws -> [UInt64] {
            try ledger.patients(named: name).sorted().flatMap { try ledger.entries(.recordsOfPatient($0)) }
        }
        #expect(try refusal(try #require(try records("PAT1003").last)) == nil)
        let denied = try #require(try records("PAT1001").first)
        #expect(try refusal(denied) == "decision.denied")
        #expect(try refusal(denied, emergency: "again") == nil)
        #expect(try refusal(try #require(try records("PAT1002").first)) == "recordErased")
        #expect(try refusal(report.lost[0]) == "recordMissing")
        // What was erased is not there under any name, and the texts that were not are.
        var (erased, remarks): ([UInt64], [String]) = ([], [])
        try ledger.forEachEntry { number, entry in
            if case .erasure(let erasure) = entry { erased += erasure.records.numbers }
            if case .review(let review) = entry { remarks.append(try ledger.text(of: review.detail)) }
        }
        #expect(remarks == ["It was one."])
        #expect(erased.count == 2)
        for number in erased { #expect(try refusal(number) == "recordErased") }
        let members = try ledger.membership()
        #expect(members.owner(ofSigningKey: auditor.publicKey.bytes) != nil)
        #expect(try clinic.take(Delivery.hl7(40..<41)).counts.records == 1)
        #expect(try clinic.verify().findings.isEmpty)
    }
}
