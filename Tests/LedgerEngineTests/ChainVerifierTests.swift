import Foundation
import SegmentStore
import Testing

@testable import LedgerEngine

struct ChainVerifierTests {
    @Test(arguments: [true, false])
    func `every flipped bit of the chain is found, and its block is named`(isQuick: Bool) throws {
        let test = try TestLedger()
        try test.fill(blocks: [2, 3])
        let bytes = try test.bytes(test.segment)
        let starts = try Self.blockOffsets(test)
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= 1 << UInt8(offset % 8)
            try test.replace(test.segment, changed)
            let findings = try test.verify(isQuick: isQuick)
            let block = UInt64(starts.lastIndex { $0 <= offset } ?? 0)
            #expect(findings.contains { $0.place.block == block }, "offset \(offset) in block \(block): \(findings)")
        }
    }

    @Test func `every flipped bit of the checkpoint is found`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [2])
        let bytes = try test.bytes(test.files.checkpoint)
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= 1 << UInt8(offset % 7)
            try test.replace(test.files.checkpoint, changed)
            #expect(try !test.verify().isEmpty, "offset \(offset)")
        }
    }

    @Test func `every changed byte of the derived tables is found`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [300, 5])
        for name in ["blocks", "tree-1"] {
            let path = test.files.index + "/" + name
            let bytes = try test.bytes(path)
            for offset in bytes.indices {
                var changed = bytes
                changed[offset] ^= 0x20
                try test.replace(path, changed)
                #expect(try test.verify().contains { $0.code.hasPrefix("index.") }, "\(name) offset \(offset)")
            }
            try test.replace(path, bytes)
        }
    }

    @Test(arguments: [true, false])
    func `blocks swapped, dropped, repeated and cut off are found`(isQuick: Bool) throws {
        let test = try TestLedger()
        try test.fill(blocks: [2, 3, 4])
        let bytes = try test.bytes(test.segment)
        let starts = try Self.blockOffsets(test) + [bytes.count]
        let blocks = zip(starts, starts.dropFirst()).map { Array(bytes[$0..<$1]) }
        let tampered: [[Int]] = [[0, 2, 1, 3], [0, 1, 3], [0, 1, 2, 2, 3], [1, 2, 3], [0, 1, 2], [0], []]
        for order in tampered {
            try test.replace(test.segment, order.flatMap { blocks[$0] })
            #expect(try !test.verify(isQuick: isQuick).isEmpty, "\(order)")
        }
        try test.replace(test.segment, bytes)
        #expect(try test.verify(isQuick: isQuick).isEmpty)
    }

    @Test func `a block of another ledger is found`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [2])
        let other = try TestLedger()
        try other.fill(blocks: [3])
        try test.replace(test.segment, try other.bytes(other.segment))
        #expect(try !test.verify().isEmpty)
    }

    @Test func `damage does not end the walk`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [40, 40, 40])
        var bytes = try test.bytes(test.segment)
        let starts = try Self.blockOffsets(test)
        for block in [1, 3] { bytes[starts[block] + 500] ^= 0xFF }
        try test.replace(test.segment, bytes)
        let blocks = Set(try test.verify().compactMap(\.place.block))
        #expect(blocks.isSuperset(of: [1, 3]))
    }

    @Test func `a missing segment is named`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [2])
        try FileManager.default.removeItem(atPath: test.segment)
        #expect(try !test.verify().isEmpty)
    }

    private static func blockOffsets(_ test: TestLedger) throws -> [Int] {
        let tables = try DerivedTables(test.fileSystem, test.files, writable: false)
        return try (0..<tables.blocks.count).map { Int(try tables.row(ofBlock: $0).offset) }
    }
}
