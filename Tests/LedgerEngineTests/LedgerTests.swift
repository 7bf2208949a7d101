import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import LedgerEngine

struct LedgerTests {
    @Test func `what was appended is read again, by the same handle and by the next`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [1, 300, 5])
        let ledger = try test.open()
        #expect(ledger.treeSize == 308)
        #expect(ledger.blockCount == 4)
        for number in 0..<ledger.treeSize { #expect(Array(try ledger.entry(number)) == TestLedger.entry(number)) }
        #expect(throws: LedgerError.self) { try ledger.entry(308) }
        #expect(try test.verify().isEmpty)
        #expect(try test.verify(isQuick: true).isEmpty)
    }

    @Test func `every entry has a proof that leads to the signed checkpoint`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [255, 1, 700])
        let ledger = try test.open()
        let checkpoint = try #require(ledger.checkpoint)
        var prover = try ledger.prover()
        for number in 0..<ledger.treeSize {
            let receipt = Receipt(
                index: number, inclusionProof: try prover.inclusionProof(of: number), checkpoint: checkpoint)
            try receipt.verify(leafHash: MerkleTree.leafHash(TestLedger.entry(number)), key: test.key)
        }
    }

    @Test func `each checkpoint is consistent with all later ones`() throws {
        let test = try TestLedger()
        let ledger = try test.create()
        var older = [try #require(ledger.checkpoint)]
        for count in [1, 3, 255, 2, 40] {
            try ledger.append(TestLedger.entries(ledger.treeSize..<ledger.treeSize + UInt64(count)))
            let newest = try #require(ledger.checkpoint)
            var prover = try ledger.prover()
            for old in older {
                let size = old.checkpoint.treeSize
                let proof = ConsistencyProof(
                    oldSize: size, hashes: try prover.consistencyProof(from: size), checkpoint: newest)
                try proof.verify(from: old, key: test.key)
            }
            older.append(newest)
        }
    }

    @Test func `the root is that of a tree built from the entries alone`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [17, 400])
        let ledger = try test.open()
        let leaves = (0..<ledger.treeSize).map { MerkleTree.leafHash(TestLedger.entry($0)) }
        #expect(ledger.checkpoint?.checkpoint.rootHash == MerkleTree.root(of: leaves))
    }

    @Test func `a second writer is refused, and a reader is not`() throws {
        let test = try TestLedger()
        let writer = try test.create()
        let error = #expect(throws: LedgerError.self) { try test.open(writing: true) }
        #expect(error?.cause?.code == .locked)
        #expect(try test.open().treeSize == writer.treeSize)
    }

    @Test func `a reader sees the ledger as it was when it opened`() throws {
        let test = try TestLedger()
        let writer = try test.create()
        let reader = try test.open()
        try writer.append(TestLedger.entries(2..<500))
        #expect(reader.treeSize == 2)
        #expect(try test.open().treeSize == 500)
        #expect(Array(try reader.entry(1)) == TestLedger.entry(1))
    }

    @Test func `derived files may be deleted and are written again`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [600, 10])
        for name in try FileManager.default.contentsOfDirectory(atPath: test.files.index) {
            let path = test.files.index + "/" + name
            let before = try test.bytes(path)
            try FileManager.default.removeItem(atPath: path)
            let ledger = try test.open()
            #expect(Array(try ledger.entry(611)) == TestLedger.entry(611))
            #expect(try test.bytes(path) == before, "\(name) was not written again as it was")
            #expect(try test.verify().isEmpty)
        }
        try FileManager.default.removeItem(atPath: test.files.index)
        #expect(try test.open(writing: true).treeSize == 612)
    }

    @Test func `a ledger cut at any byte of its last block opens with what was acknowledged before`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let checkpoint = try test.bytes(test.files.checkpoint)
        let before = try test.bytes(test.segment)
        let writer = try test.open(writing: true)
        try writer.append(TestLedger.entries(5..<8))
        let after = try test.bytes(test.segment)
        let derived = try FileManager.default.contentsOfDirectory(atPath: test.files.index)
        for end in before.count..<after.count {
            // The crash came before the new checkpoint, so the old one stands; derived files may hold anything.
            try test.replace(test.segment, Array(after[..<end]))
            try test.replace(test.files.checkpoint, checkpoint)
            for name in derived where Int(end) % 2 == 0 {
                try? FileManager.default.removeItem(atPath: test.files.index + "/" + name)
            }
            let copy = try TestLedger(copying: test)
            let ledger = try copy.open(writing: true)
            #expect(ledger.treeSize == 5)
            try ledger.append(TestLedger.entries(5..<7))
            try ledger.close()
            #expect(try copy.verify().isEmpty, "cut at \(end)")
        }
    }

    @Test func `blocks that follow at once are durable each, and acknowledged by the last one or at the end`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        func append(_ count: UInt64, to ledger: Ledger, hasSuccessor: Bool) throws {
            try ledger.append(
                TestLedger.entries(ledger.treeSize..<ledger.treeSize + count), hasSuccessor: hasSuccessor)
        }
        var writer: Ledger? = try test.open(writing: true)
        let first = try #require(writer)
        for _ in 0..<3 { try append(4, to: first, hasSuccessor: true) }
        #expect(try test.open().treeSize == 5, "a reader sees what the checkpoint names")
        try append(4, to: first, hasSuccessor: false)
        #expect(try test.open().treeSize == 21)
        for _ in 0..<100 { try append(1, to: first, hasSuccessor: true) }
        #expect(try test.verify().isEmpty, "in the middle")
        // A crash here: nothing says that these blocks were the last.
        let copy = try TestLedger(copying: test)
        #expect(try copy.open(writing: true).treeSize == 121)
        #expect(try copy.verify().isEmpty)
        try first.close()
        writer = nil
        #expect(try test.open().treeSize == 121)
        #expect(try test.verify().isEmpty)
    }

    @Test func `of blocks behind the checkpoint only the last can be torn, damage before it is never cut`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let start = try test.bytes(test.segment).count
        do {
            let writer = try test.open(writing: true)
            for _ in 0..<3 {
                try writer.append(TestLedger.entries(writer.treeSize..<writer.treeSize + 4), hasSuccessor: true)
            }
        }
        let whole = try test.bytes(test.segment)
        for offset in stride(from: start, to: start + 200, by: 7) {
            var bytes = whole
            bytes[offset] ^= 0x20
            try test.replace(test.segment, bytes)
            #expect(throws: LedgerError.self, "offset \(offset)") { try test.open(writing: true) }
            #expect(try test.bytes(test.segment) == bytes)
        }
        // A torn last block was never appended.
        try test.replace(test.segment, Array(whole.dropLast(5)))
        #expect(try test.open(writing: true).treeSize == 13)
    }

    @Test func `the block of an entry is found however uneven the blocks are`() throws {
        let test = try TestLedger()
        var counts: [Int] = []
        var random = SplitMix(seed: 7)
        for block in 0..<200 {
            counts.append(block % 50 == 49 ? 3000 : block < 120 ? 1 : Int.random(in: 1...9, using: &random))
        }
        try test.fill(blocks: counts)
        let ledger = try test.open()
        var height: UInt64 = 0
        var end: UInt64 = 2
        for entry in 0..<ledger.treeSize {
            while entry >= end {
                end += UInt64(counts[Int(height)])
                height += 1
            }
            for treeSize in [ledger.treeSize, 0, entry, .max] {
                let found = try ledger.tables.height(
                    ofBlockWith: entry, blockCount: ledger.blockCount, treeSize: treeSize)
                #expect(found == height, "entry \(entry)")
            }
        }
    }

    @Test func `a block behind the checkpoint is taken in whole`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let checkpoint = try test.bytes(test.files.checkpoint)
        do {
            let writer = try test.open(writing: true)
            try writer.append(TestLedger.entries(5..<8))
        }
        try test.replace(test.files.checkpoint, checkpoint)
        #expect(try test.open().treeSize == 5)
        let ledger = try test.open(writing: true)
        #expect(ledger.treeSize == 8)
        #expect(ledger.checkpoint?.checkpoint.treeSize == 8)
        #expect(try test.verify().isEmpty)
    }

    @Test func `a chain that ends before its checkpoint is not opened`() throws {
        let test = try TestLedger()
        try test.fill(blocks: [3])
        let before = try test.bytes(test.segment)
        do { try test.open(writing: true).append(TestLedger.entries(5..<8)) }
        try test.replace(test.segment, before)
        try? FileManager.default.removeItem(atPath: test.files.index)
        let error = #expect(throws: LedgerError.self) { try test.open(writing: true) }
        #expect(error?.code == .behindCheckpoint)
        #expect(try test.verify().map(\.code) == ["checkpoint.treeSize"])
    }

    @Test func `entries beyond the limits are refused`() throws {
        var list = EntryList()
        #expect(throws: LedgerError.self) { try list.append([]) }
        #expect(throws: LedgerError.self) { try list.append([UInt8](repeating: 0, count: 65_536)) }
        try list.append([UInt8](repeating: 0, count: 65_535))
        let test = try TestLedger()
        let ledger = try test.create()
        #expect(throws: LedgerError.self) { try TestLedger().open() }
        func reason(_ entries: EntryList) -> String? {
            #expect(throws: LedgerError.self) { try ledger.append(entries) }?.reason
        }
        #expect(reason(EntryList()) == "block.entryCount")
        var many = EntryList()
        for _ in 0..<1025 { try many.append([UInt8](repeating: 0, count: 65_535)) }
        #expect(reason(many) == "block.bodyLength")
        // What was refused leaves no trace.
        try ledger.append(list)
    }
}

extension TestLedger {
    /// A copy in a directory of its own.
    convenience init(copying other: TestLedger) throws {
        try self.init()
        try FileManager.default.removeItem(at: directory)
        try FileManager.default.copyItem(at: other.directory, to: directory)
    }
}
