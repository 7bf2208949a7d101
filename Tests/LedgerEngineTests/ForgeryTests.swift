import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import LedgerEngine

/// Blocks that somebody appends who can write to the disk but has not the keys.
struct ForgeryTests {
    /// Writes the last block again with other seals, its checksum right.
    private static func replaceSeals(_ test: TestLedger, _ change: (inout Block.Prefix) throws -> Void) throws {
        let tables = try DerivedTables(test.fileSystem, test.files, writable: false)
        let row = try tables.row(ofBlock: tables.blocks.count - 1)
        let old = try Frame.read(from: try test.fileSystem.open(test.segment, .read), at: row.offset)
        var prefix = try Block.Prefix(old.prefix[...])
        try change(&prefix)
        let body =
            old.header.codec == .stored
            ? FrameBody(stored: old.storedBody)
            : FrameBody(deflated: old.storedBody, rawCount: old.header.rawCount, dictionary: 0)
        var frame: [UInt8] = []
        try FrameWriter.append(kind: Block.frameKind, prefix: prefix.encoded(), body: body, to: &frame)
        try test.replace(test.segment, Array(try test.bytes(test.segment)[..<Int(row.offset)]) + frame)
    }

    /// A ledger with a block that is written but not yet acknowledged.
    private static func withUnacknowledgedBlock() throws -> TestLedger {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let checkpoint = try test.bytes(test.files.checkpoint)
        do { try test.open(writing: true).append(TestLedger.entries(5..<8)) }
        try test.replace(test.files.checkpoint, checkpoint)
        return test
    }

    @Test func `a block behind the checkpoint that another key has sealed is neither signed nor shown`() throws {
        let test = try Self.withUnacknowledgedBlock()
        let stranger = try Ed25519.SigningKey(seed: [UInt8](repeating: 9, count: 32))
        try Self.replaceSeals(test) { prefix in
            prefix.seals[0].signer = stranger.publicKey.bytes
            let message = prefix.seals[0].message(origin: "test.example/ledger", header: prefix.header)
            prefix.seals[0].signature = stranger.signature(for: message).bytes
        }
        #expect(try test.open().treeSize == 5)
        let error = #expect(throws: LedgerError.self) { try test.open(writing: true) }
        #expect(error?.reason == "block.foreign")
        #expect(try test.open().checkpoint?.checkpoint.treeSize == 5)
    }

    @Test func `a block with signatures that do not hold is found even where nothing vouches for it yet`() throws {
        let test = try Self.withUnacknowledgedBlock()
        #expect(try test.verify().isEmpty)
        try Self.replaceSeals(test) { $0.seals[0].signature[3] ^= 1 }
        #expect(try test.verify().map(\.code) == ["block.seal"])
        #expect(throws: LedgerError.self) { try test.open(writing: true) }
    }

    @Test func `nothing is built on a last block whose header was changed`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        try Self.replaceSeals(test) { $0.header.timeMilliseconds += 1 }
        #expect(try test.verify().map(\.code) == ["block.seal"])
        let error = #expect(throws: LedgerError.self) { try test.open(writing: true) }
        #expect(error?.reason == "block.seal")
    }
}
