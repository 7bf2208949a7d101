import LedgerCrypto
import LedgerEngine
import Testing

@testable import MedicalLedger

struct EntryTests {
    private static let member = Member(
        name: "North Clinic", roles: [.clinic, .laboratory], signingKey: [UInt8](repeating: 7, count: 32))
    private static let record = RecordEntry(
        patient: 2, commitment: SHA256.hash([1, 2, 3]), page: 300, slot: 4, custodian: 1, category: .laboratory,
        replaces: 90_000)

    @Test func `the documented patient is encoded as documented`() {
        let bytes = Entry.patient(pseudonym: Array(0...15)).encoded()
        #expect(bytes == [0xA2, 0x00, 0x03, 0x01, 0x50] + Array(0...15))
    }

    @Test func `every kind comes back as it went in`() throws {
        var plain = Self.record
        plain.replaces = nil
        let entries: [Entry] = [
            .ledger(origin: "a.example/b", formatVersion: 1), .member(Self.member),
            .patient(pseudonym: [UInt8](repeating: 9, count: 16)), .record(Self.record), .record(plain),
        ]
        for entry in entries { #expect(try Entry(decoding: entry.encoded()[...]) == entry) }
    }

    @Test func `an unknown kind is told from a malformed entry, and unknown fields are passed over`() throws {
        #expect(throws: EntryError.unknownKind(99)) { try Entry(decoding: [0xA1, 0x00, 0x18, 99]) }
        #expect(throws: EntryError.missingField) { try Entry(decoding: [0xA1, 0x00, 0x03]) }
        let extended: [UInt8] = [0xA3, 0x00, 0x03, 0x01, 0x50] + Array(0...15) + [0x18, 0x20, 0x61, 0x78]
        #expect(try Entry(decoding: extended[...]) == .patient(pseudonym: Array(0...15)))
    }

    @Test func `a known field of another shape is refused, not passed over`() throws {
        // What a record replaces, as bytes; who a member's ledger is, as an array.
        let record = Entry.record(Self.record).encoded()
        var replaced = record.dropFirst()
        if let last = replaced.lastIndex(of: 0x07) { replaced.removeSubrange(last...) }
        let forged = [UInt8(0xA8)] + replaced + [0x07, 0x41, 0x05]
        #expect(throws: EntryError.self) { try Entry(decoding: forged[...]) }
        let member: [UInt8] = [0xA5, 0, 2, 1, 0x61, 0x78, 2, 0x80, 3, 0x58, 32] + [UInt8](repeating: 1, count: 32)
        #expect(throws: EntryError.self) { try Entry(decoding: (member + [5, 0x81, 0x61, 0x78])[...]) }
        #expect(throws: Never.self) { try Entry(decoding: (member + [5, 0x61, 0x78])[...]) }
    }

    @Test func `no changed byte decodes to the same entry`() throws {
        let bytes = Entry.record(Self.record).encoded()
        for offset in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[offset] ^= 1 << UInt8(bit)
                #expect((try? Entry(decoding: changed[...])) != .record(Self.record))
            }
        }
    }

    @Test func `a record decoded in place is what its fields say, whatever the bytes`() throws {
        var random = SystemRandomNumberGenerator()
        func number() -> UInt64 {
            UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
        }
        for _ in 0..<20_000 {
            let record = RecordEntry(
                patient: number(), commitment: SHA256.hash([UInt8(truncatingIfNeeded: number())]), page: number(),
                slot: Int(number() & 0xFFFF_FFFF), custodian: number(), category: .init(rawValue: number()),
                replaces: Bool.random() ? number() : nil)
            var bytes = Entry.record(record).encoded()
            #expect(RecordEntry(exactly: bytes[...]) == record)
            switch Int.random(in: 0..<4) {
            case 0: bytes.removeLast(.random(in: 1...bytes.count))
            case 1: bytes.append(.random(in: 0...255))
            case 2: bytes.insert(.random(in: 0...255), at: bytes.indices.randomElement() ?? 0)
            default: bytes[bytes.indices.randomElement() ?? 0] = .random(in: 0...255)
            }
            guard let found = RecordEntry(exactly: bytes[...]) else { continue }
            #expect(try Entry(readingFieldsOf: bytes[...]) == .record(found), "\(bytes)")
        }
    }

    /// A history of one member, one patient and one record.
    private static let history: FoldedHistory = {
        var history = FoldedHistory()
        history.begin(block: 0, time: 0)
        let entries: [Entry] = [
            .ledger(origin: "a.example/b", formatVersion: 1), .member(member),
            .patient(pseudonym: [UInt8](repeating: 9, count: 16)), .record(record),
        ]
        for (number, entry) in entries.enumerated() {
            history.take(entry, number: UInt64(number), signer: member.signingKey)
        }
        return history
    }()

    private func broken(_ entry: Entry, _ number: UInt64, signer: [UInt8] = member.signingKey) -> BrokenRule? {
        do throws(BrokenRule) {
            try Rules.check(
                entry, at: .init(number: number, signer: signer, origin: "a.example/b", time: 0),
                history: Self.history)
            return nil
        } catch {
            return error
        }
    }

    @Test func `each rule refuses what breaks it and nothing else`() {
        var record = Self.record
        record.replaces = nil
        #expect(broken(.record(record), 10) == nil)
        #expect(broken(.record(record), 10, signer: [1]) == .signerUnknown)
        record.replaces = 3
        #expect(broken(.record(record), 10) == nil)
        record.replaces = 4
        #expect(broken(.record(record), 10) == .replacesOther)
        record.replaces = 11
        #expect(broken(.record(record), 10) == .replacesOther)
        record.replaces = nil
        record.custodian = 5
        #expect(broken(.record(record), 10) == .custodianNotSigner)
        record.patient = 3
        #expect(broken(.record(record), 10) == .patientUnknown)
        #expect(broken(.ledger(origin: "a.example/b", formatVersion: 1), 0) == nil)
        #expect(broken(.ledger(origin: "a.example/b", formatVersion: 1), 5) == .ledgerEntryMisplaced)
        #expect(broken(.ledger(origin: "else.example", formatVersion: 1), 0) == .otherOrigin)
        #expect(broken(.patient(pseudonym: []), 0) == .ledgerEntryMisplaced)
        #expect(broken(.member(Self.member), 1) == nil)
        #expect(broken(.member(Self.member), 1, signer: [2]) == .signerUnknown)
    }
}
