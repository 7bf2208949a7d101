import Testing

@testable import SegmentStore

private let disk = DiskFileSystem()

/// What the index should know: the postings of every entry, in a plain dictionary.
private struct Model {
    var log: [(IndexKey, UInt64)] = []
    var entryCount: UInt64 = 0

    func postings(_ key: IndexKey) -> [UInt64] {
        Set(log.filter { $0.0 == key }.map(\.1)).sorted()
    }

    var byKey: [IndexKey: [UInt64]] {
        Dictionary(grouping: log, by: \.0).mapValues { Set($0.map(\.1)).sorted() }
    }
}

@Suite struct `The index` {
    private let directory = TemporaryDirectory()
    private var path: String { directory["index"] }

    private func opened(_ mode: PostingIndex.Mode = .write(.private)) throws -> PostingIndex {
        try PostingIndex(path, in: disk, mode: mode)
    }

    private func key(_ number: UInt64) -> IndexKey {
        IndexKey(high: number &* 0x9E37_79B9_7F4A_7C15, low: UInt32(truncatingIfNeeded: number) & 0xFF_FFFF)
    }

    private func expectEqual(_ index: PostingIndex, _ model: Model, _ random: inout SeededGenerator) throws {
        for (key, entries) in model.byKey {
            #expect(try index.postings(for: key) == entries)
            #expect(try index.contains(key))
            #expect(try index.first(for: key) == entries.first)
        }
        for _ in 0..<50 { #expect(try index.contains(key(.random(in: 1000...9999, using: &random))) == false) }
    }

    @Test(arguments: 0..<12) func `agrees with a dictionary whatever happens`(seed: UInt64) throws {
        var random = SeededGenerator(seed: 100 + seed)
        var model = Model()
        var index = try opened()
        for _ in 0..<60 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                for _ in 0..<Int.random(in: 1...200, using: &random) {
                    for _ in 0..<Int.random(in: 0...3, using: &random) {
                        // Some keys have many entries, most few.
                        let number = UInt64.random(in: 0...(Bool.random(using: &random) ? 5 : 900), using: &random)
                        index.add(key(number), model.entryCount)
                        model.log.append((key(number), model.entryCount))
                    }
                    model.entryCount += 1
                }
            case 5, 6:
                guard index.coveredUpTo < model.entryCount else { break }
                try index.flush(
                    covering: index.coveredUpTo..<model.entryCount, merging: Bool.random(using: &random))
                #expect(index.coveredUpTo == model.entryCount)
            case 7:
                try index.merge()
                try index.verify()
            case 8:
                try reopen(&index, model, &random)
            default:
                // The ledger was cut back: the index is cut to a run's edge at or before it, the rest added again.
                let end = UInt64.random(in: 0...model.entryCount, using: &random)
                try index.discard(from: end)
                #expect(index.coveredUpTo <= end)
                model.log.removeAll { $0.1 >= end }
                model.entryCount = end
                for (key, entry) in model.log where entry >= index.coveredUpTo { index.add(key, entry) }
            }
            #expect(index.runs.count < 12)
        }
        try expectEqual(index, model, &random)
        try index.verify()
    }

    /// Opens again, now and then with what a crash leaves behind; the tail that no run covers is added again.
    private func reopen(_ index: inout PostingIndex, _ model: Model, _ random: inout SeededGenerator) throws {
        var leftovers: [String: [UInt8]] = ["000000000000-000000000003.run.tmp": [1, 2, 3]]
        for name in try disk.list(path) { leftovers[name] = try readFile("\(path)/\(name)") }
        let covered = index.coveredUpTo
        // Merge everything there is, then bring the old files back, as if their removal had not been durable.
        if index.runs.count > 1, let first = index.runs.first, let last = index.runs.last {
            let name = PostingIndex.name(of: first.entries.lowerBound...last.entries.upperBound)
            try IndexRun.merge(index.runs, to: "\(path)/\(name)", in: disk, access: .private)
        }
        for (name, bytes) in leftovers where Bool.random(using: &random) { try write(bytes, to: "\(path)/\(name)") }
        let reader = try opened(.read)
        #expect(reader.coveredUpTo == covered)
        index = try opened()
        #expect(index.coveredUpTo == covered)
        #expect(try disk.list(path).count == index.runs.count)
        for (key, entry) in model.log where entry >= covered {
            index.add(key, entry)
            reader.add(key, entry)
        }
        // The writer has just removed files that the reader has open.
        try expectEqual(reader, model, &random)
    }

    @Test func `covers entries that have no key at all`() throws {
        let index = try opened()
        try index.flush(covering: 0..<10)
        try index.flush(covering: 10..<11)
        #expect(try opened().coveredUpTo == 11)
        #expect(try index.postings(for: key(1)) == [])
        #expect(index.runs.map(\.entries) == [0...9, 10...10])
        try index.verify()
    }

    @Test func `keeps a pair added twice once`() throws {
        let index = try opened()
        for _ in 0..<3 {
            index.add(key(1), 4)
            index.add(key(1), 2)
        }
        #expect(try index.postings(for: key(1)) == [2, 4])
        try index.flush(covering: 0..<5)
        #expect(try index.postings(for: key(1)) == [2, 4])
        #expect(index.runs.first?.pairCount == 2)
    }

    @Test func `refuses a damaged header and says that the folder may be deleted`() throws {
        let index = try opened()
        index.add(key(1), 0)
        try index.flush(covering: 0..<1)
        let run = "\(path)/000000000000-000000000000.run"
        var bytes = try readFile(run)
        bytes[30] ^= 1
        try write(bytes, to: run)
        for mode in [PostingIndex.Mode.read, .write(.private)] {
            let error = #expect(throws: StoreError.self) { try opened(mode) }
            #expect(error?.code == .damaged)
            #expect(error?.file == run)
            #expect(error?.values["hint"]?.contains("may be deleted") == true)
        }
        bytes[30] ^= 1
        try disk.remove(run)
        try write(bytes, to: "\(path)/000000000000-000000000007.run")
        let error = #expect(throws: StoreError.self) { try opened() }
        #expect(error?.reason == "run.name")
    }

    @Test func `uses the longest runs without gaps`() {
        let name = PostingIndex.name
        #expect(name(0...9) == "000000000000-000000000009.run")
        let runs = [0...9, 10...19, 0...19, 20...29, 15...40, 31...50] as [ClosedRange<UInt64>]
        #expect(PostingIndex.chain(of: runs.map(name) + ["x", "-.run"]) == [name(0...19), name(20...29)])
        #expect(PostingIndex.chain(of: []) == [])
        #expect(PostingIndex.chain(of: [name(1...2)]) == [])
        for bad in ["0-9.run", "000000000009-000000000000.run", "000000000000-999999999999.run", "000000000000.run"] {
            #expect(PostingIndex.entries(in: bad) == nil)
        }
    }

    @Test func `merges so that runs stay few and postings are rewritten seldom`() {
        var random = SeededGenerator(seed: 12)
        for (low, high) in [(100_000, 100_000), (1, 1_000_000), (65_536, 300_000)] {
            var sizes: [Int] = []
            var (written, added) = (0, 0)
            for _ in 0..<2000 {
                let size = Int.random(in: low...high, using: &random)
                sizes.append(size)
                written += size
                added += size
                if let start = PostingIndex.mergeStart(sizes) {
                    let total = sizes[start...].reduce(0, +)
                    sizes.replaceSubrange(start..., with: [total])
                    written += total
                }
                #expect(sizes.count <= 24)
            }
            #expect(written < added * 9, "\(written / added)")
        }
        #expect(PostingIndex.mergeStart([]) == nil)
        #expect(PostingIndex.mergeStart([5]) == nil)
        #expect(PostingIndex.mergeStart([100, 100, 100]) == nil)
        #expect(PostingIndex.mergeStart([100, 100, 100, 100]) == 0)
        #expect(PostingIndex.mergeStart([10_000_000, 100, 100, 100, 100]) == 1)
        #expect(PostingIndex.mergeStart([10_000_000, 100, 100, 9_000_000]) == 1)
    }

    @Test func `loses nothing when the disk is full at any step`() throws {
        let workload = { (fileSystem: FaultyFileSystem, path: String) throws -> PostingIndex in
            let index = try PostingIndex(path, in: fileSystem, mode: .write(.private))
            for entry in 0..<5 as Range<UInt64> {
                index.add(key(7), entry)
                // The first attempt may meet the full disk, the second finds space.
                if (try? index.flush(covering: index.coveredUpTo..<(entry + 1))) == nil, index.coveredUpTo <= entry {
                    try index.flush(covering: index.coveredUpTo..<(entry + 1))
                }
            }
            return index
        }
        let calls = try FaultyFileSystem.countCalls { _ = try workload($0, directory["counted"]) }
        #expect(calls > 30)
        for call in 2..<calls {
            let index = try workload(FaultyFileSystem(failingCall: call), directory["at\(call)"])
            #expect(try index.postings(for: key(7)) == [0, 1, 2, 3, 4])
            let again = try PostingIndex(directory["at\(call)"], in: disk, mode: .write(.private))
            #expect(again.coveredUpTo == 5)
            #expect(try again.postings(for: key(7)) == [0, 1, 2, 3, 4])
            try again.verify()
        }
    }
}
