import LedgerEngine
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

/// What a look-up does with a page that is not as it was when the ledger was opened.
struct PageReadingTests {
    private struct Place {
        let row: Int
        var offset: Int
        let count: Int
    }

    private static func place(ofPage page: Int, in table: [UInt8]) -> Place {
        func integer(_ start: Int, _ width: Int) -> Int {
            (0..<width).reversed().reduce(0) { $0 << 8 | Int(table[start + $1]) }
        }
        return Place(row: page * 64, offset: integer(page * 64 + 8, 8), count: integer(page * 64 + 16, 4))
    }

    private static func recordNumbers(_ ledger: ClinicLedger) throws -> [(entry: UInt64, page: UInt64)] {
        var numbers: [(UInt64, UInt64)] = []
        try ledger.forEachEntry { number, entry in
            if case .record(let record) = entry { numbers.append((number, record.page)) }
        }
        return numbers
    }

    @Test func `a changed byte of a page is told by a look-up as by verification, or changes nothing`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        let path = clinic.files.vault + "/000000000000.seg"
        let good = try clinic.bytes(path)
        let numbers = try Self.recordNumbers(try clinic.open())
        let number = try #require(numbers.first).entry
        let document = try clinic.open().record(number).document
        for offset in stride(from: 0, to: good.count, by: 7) {
            var changed = good
            changed[offset] ^= 0x10
            try clinic.replace(path, changed)
            let ledger = try clinic.open()
            let expected = #expect(throws: LedgerError.self) { try ledger.vault.sealed(0) }
            do {
                #expect(try ledger.record(number).document == document)
                #expect((28..<32).contains(offset) || offset >= good.count - 7, "checksum and padding, no other")
            } catch let error as LedgerError {
                #expect((error.reason, error.place.offset) == (expected?.reason, expected?.place.offset), "\(offset)")
            }
        }
    }

    @Test func `a page that was moved since its row was kept is found where it is now`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        try clinic.take(Delivery.hl7(5..<10))
        let reader = try clinic.open()
        let numbers = try Self.recordNumbers(reader)
        let first = try #require(numbers.first { $0.page == 0 }).entry
        let other = try #require(numbers.first { $0.page == 1 }).entry
        let document = try clinic.open().record(first).document
        _ = try reader.record(other)

        let (tablePath, vaultPath) = (clinic.files.keys + "/pages", clinic.files.vault + "/000000000000.seg")
        var table = try clinic.bytes(tablePath)
        var vault = try clinic.bytes(vaultPath)
        let place = Self.place(ofPage: 0, in: table)
        let frame = vault[place.offset..<place.offset + place.count]
        for index in 0..<8 { table[place.row + 8 + index] = UInt8(truncatingIfNeeded: vault.count >> (8 * index)) }
        vault.replaceSubrange(frame.indices, with: repeatElement(0, count: place.count))
        vault += frame
        for (path, bytes) in [(tablePath, table), (vaultPath, vault)] {
            let file = try DiskFileSystem().open(path, .write)
            try file.write(bytes, at: 0)
        }
        #expect(try reader.record(first).document == document)
    }
}
