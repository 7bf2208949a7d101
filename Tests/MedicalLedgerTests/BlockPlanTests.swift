import HealthFormats
import Testing

@testable import MedicalLedger

/// Where a batch is cut into blocks.
struct BlockPlanTests {
    /// A record with so many results, whose pieces begin at these offsets and are 10 bytes long.
    private static func record(
        _ results: Int, at offsets: Int..., role: Piece.Role = .document
    ) -> ParsedRecord {
        ParsedRecord(
            pieces: offsets.map { Piece(offset: $0, count: 10, role: role) }, place: .init(line: 1, byteOffset: 0),
            patientIdentifiers: [], messageIdentity: "", reportIdentity: "", contentPieces: [], codes: [],
            resultCount: results)
    }

    @Test func `blocks hold a thousand results, or one record that has more`() {
        let counts = [400, 600, 1, 999, 5000, 1000, 1, 1]
        let records = counts.enumerated().map { Self.record($1, at: $0 * 10) }
        #expect(BlockPlan(records, format: .hl7).blocks == [0..<2, 2..<4, 4..<5, 5..<6, 6..<8])
        #expect(BlockPlan([], format: .hl7).blocks.isEmpty)
    }

    @Test func `records without results fill a block, too`() {
        let records = (0..<2500).map { Self.record(0, at: $0 * 10) }
        #expect(BlockPlan(records, format: .fhir).blocks.count > 1)
    }

    @Test func `no cut stands where bytes of a later record come before those of an earlier one`() {
        let records = [Self.record(900, at: 0, 50), Self.record(900, at: 30), Self.record(900, at: 60)]
        #expect(BlockPlan(records, format: .csv).blocks == [0..<2, 2..<3])
        // Two patients of one message share its first segment.
        let shared = [Self.record(900, at: 0, 10), Self.record(900, at: 0, 20)]
        #expect(BlockPlan(shared, format: .hl7).blocks == [0..<2])
    }

    @Test func `a Bundle is not cut, between two of them is, and a batch of messages anywhere`() {
        func record(_ roles: [Piece.Role], at offset: Int) -> ParsedRecord {
            var record = Self.record(900, at: offset)
            record.pieces = roles.enumerated().map { Piece(offset: offset + 10 * $0, count: 10, role: $1) }
            return record
        }
        let (s, d) = (Piece.Role.surrounding, Piece.Role.document)
        let records = [
            record([s, d], at: 0), record([s, d, s], at: 20),  // a Bundle of two reports
            record([s, d], at: 50), record([s, d, s], at: 70),  // another
            record([d], at: 100), record([d], at: 110),  // resources by themselves
        ]
        #expect(BlockPlan(records, format: .fhir).blocks == [0..<2, 2..<4, 4..<5, 5..<6])
        #expect(BlockPlan(records, format: .hl7).blocks.count == 6)
    }
}
