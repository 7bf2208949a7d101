import Foundation
import LedgerEngine
import SegmentStore
import Synchronization
import Testing

@testable import MedicalLedger

/// Whatever is damaged is named; what is derived is made anew and costs no answer.
struct DamageTests {
    /// A clinic whose first patient's records were erased, with more pages behind.
    private static func erased() throws -> TestClinic {
        let clinic = try TestClinic()
        for number in 0..<3 { try clinic.take(Delivery.hl7(number..<number + 1)) }
        try clinic.write { ledger in
            _ = try ledger.erase(try ledger.records(underPseudonym: ledger.patient(named: "PAT1000")), reason: "asked")
        }
        return clinic
    }

    @Test func `a byte in room that was erased is named by file and offset`() throws {
        let clinic = try Self.erased()
        #expect(try clinic.verify().findings.isEmpty)
        let path = clinic.files.vault + "/000000000000.seg"
        let row = try #require(PageRow(bytes: Array(try clinic.bytes(clinic.files.keys + "/pages").prefix(64))))
        let next = try #require(PageRow(bytes: Array(try clinic.bytes(clinic.files.keys + "/pages")[64..<128])))
        let room = PagePlace.owner(ofSegment: row.place.segment) == nil ? row.place.end : 0
        #expect(room < next.place.offset && next.place.segment == 0)
        let bytes = try clinic.bytes(path)
        for offset in [Int(room), Int(room + next.place.offset) / 2, Int(next.place.offset) - 1] {
            #expect(bytes[offset] == 0)
            var changed = bytes
            changed[offset] = 0x40
            try clinic.replace(path, changed)
            #expect(
                try clinic.verify().findings
                    == [Finding("vault.erasedSpace", LedgerPlace(file: path, offset: UInt64(offset)))])
            #expect(try clinic.verify(isQuick: true).findings.isEmpty, "the quick one looks at the chain alone")
        }
        // Behind the last page there may be what a crash has left.
        try clinic.replace(path, bytes + [1, 2, 3])
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `a changed time of the ledger's making is named, and nobody believes it`() throws {
        let clinic = try TestClinic()
        let made = try clinic.open().statistics().created
        let text = String(decoding: try clinic.bytes(clinic.files.description), as: UTF8.self)
        #expect(text.contains("\"created\": \"\(made)\""))
        for other in ["2001-01-01T00:00:00Z", Timestamp.text(clinic.environment.clock() + 60_000), "", made + " "] {
            try clinic.replace(clinic.files.description, Array(text.replacing(made, with: other).utf8))
            for isQuick in [true, false] {
                #expect(
                    try clinic.verify(isQuick: isQuick).findings
                        == [Finding("description.created", LedgerPlace(file: clinic.files.description))], "\(other)")
            }
            #expect(try clinic.open().statistics().created == made)
        }
    }

    @Test func `readers answer with a damaged table of blocks, and writers write it anew`() throws {
        let clinic = try TestClinic()
        for number in 0..<3 { try clinic.take(Delivery.hl7(number..<number + 1)) }
        let expected = try clinic.records().map(\.view.document)
        let path = clinic.files.index + "/blocks"
        let bytes = try clinic.bytes(path)
        try #require(bytes.count >= 4 * 32 && expected.count == 3)
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            var changed = bytes
            changed[offset] ^= 4
            try clinic.replace(path, changed)
            #expect(try clinic.records().map(\.view.document) == expected, "offset \(offset)")
            #expect(try clinic.bytes(path) == changed, "a reader beside a writer changes nothing")
            #expect(try clinic.verify().findings.first?.code == "index.blocks", "offset \(offset)")
            let ledger = try clinic.open(for: .writing)
            for height in 0..<ledger.engine.blockCount { _ = try ledger.engine.block(height) }
            for number in 0..<ledger.nextEntry { _ = try ledger.entry(number) }
            try ledger.close()
            #expect(try clinic.bytes(path) == bytes, "offset \(offset)")
        }
        var changed = bytes
        changed[40] ^= 4
        try clinic.replace(path, changed)
        try Repair.index(of: clinic.path, environment: clinic.environment)
        #expect(try clinic.bytes(path) == bytes)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `readers name the damage of the chain by file and offset`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<1))
        let path = clinic.files.chain + "/000000000000.seg"
        let bytes = try clinic.bytes(path)
        for (offset, reason) in [(0, "frame.magic"), (4, "frame.headerChecksum"), (400, "frame.checksum")] {
            var changed = bytes
            changed[offset] ^= 4
            try clinic.replace(path, changed)
            let error = #expect(throws: LedgerError.self) { try clinic.open() }
            #expect(error?.reason == reason && error?.place.file == path && error?.place.offset == 0, "\(reason)")
        }
    }

    @Test func `an interrupted erasure is verified once where nobody writes`() throws {
        let clinic = try Self.erased()
        let ended = try clinic.bytes(clinic.files.vault + "/erased")
        let pauses = Mutex(0)
        func verify() throws -> [String] {
            var environment = clinic.environment
            environment.pause = { pauses.withLock { $0 += 1 } }
            return try LedgerVerifier.verify(clinic.path, isQuick: false, environment: environment) { _, _ in }
                .findings.map(\.code)
        }
        // Room that holds something is what an erasure may look like that a writer is at.
        let path = clinic.files.vault + "/000000000000.seg"
        var bytes = try clinic.bytes(path)
        let next = try #require(PageRow(bytes: Array(try clinic.bytes(clinic.files.keys + "/pages")[64..<128])))
        bytes[Int(next.place.offset) - 1] = 1
        try clinic.replace(path, bytes)
        #expect(try verify() == ["vault.erasedSpace"] && pauses.withLock { $0 } == 0)
        let writer = try clinic.open(for: .writing)
        #expect(try verify() == ["vault.erasedSpace"] && pauses.withLock { $0 } == 3)
        withExtendedLifetime(writer) {}
        #expect(try clinic.bytes(clinic.files.vault + "/erased") == ended)
    }
}
