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
}
