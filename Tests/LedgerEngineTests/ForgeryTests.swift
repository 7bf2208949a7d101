import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import LedgerEngine

/// Blocks that somebody appends who can write to the disk but has not the keys.
struct ForgeryTests {
    @Test func `a block behind the checkpoint that another key has sealed is neither signed nor shown`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let forger = try TestLedger(copying: test)
        let stranger = Ledger.Signers(
            checkpoint: test.signers.checkpoint, member: try .init(seed: [UInt8](repeating: 9, count: 32)))
        let forged = try Ledger.open(
            forger.files, in: forger.fileSystem, key: forger.key, signers: stranger, clock: { 1_700_000_000_000 })
        try forged.append(TestLedger.entries(5..<8))
        try test.replace(test.segment, try forger.bytes(forger.segment))

        #expect(try test.open().treeSize == 5)
        let error = #expect(throws: LedgerError.self) { try test.open(writing: true) }
        #expect(error?.reason == "block.foreign")
        #expect(try test.open().checkpoint?.checkpoint.treeSize == 5)
    }

    @Test func `a block with signatures that do not hold is found even where nothing vouches for it yet`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let checkpoint = try test.bytes(test.files.checkpoint)
        do { try test.open(writing: true).append(TestLedger.entries(5..<8)) }
        try test.replace(test.files.checkpoint, checkpoint)
        #expect(try test.verify().isEmpty)
        var frame: [UInt8] = []
        let file = try test.fileSystem.open(test.segment, .read)
        let tables = try DerivedTables(test.fileSystem, test.files, writable: false)
        let row = try tables.row(ofBlock: 2)
        let old = try Frame.read(from: file, at: row.offset)
        var prefix = try Block.Prefix(old.prefix[...])
        prefix.seals[0].signature[3] ^= 1
        let body =
            old.header.codec == .stored
            ? FrameBody(stored: old.storedBody)
            : FrameBody(deflated: old.storedBody, rawCount: old.header.rawCount, dictionary: 0)
        try FrameWriter.append(kind: Block.frameKind, prefix: prefix.encoded(), body: body, to: &frame)
        let bytes = try test.bytes(test.segment)
        try test.replace(test.segment, Array(bytes[..<Int(row.offset)]) + frame)
        #expect(try test.verify().map(\.code) == ["block.seal"])
        #expect(throws: LedgerError.self) { try test.open(writing: true) }
    }
}
