import Testing

@testable import SegmentStore

private let disk = DiskFileSystem()

/// A key made of two numbers, spread or not.
private func key(_ high: UInt64, _ low: UInt32 = 0) -> IndexKey {
    IndexKey(high: high, low: low & 0xFF_FFFF)
}

/// Every error of a run is damage that names the file and says what may be done.
private func expectNamed(_ error: StoreError, _ path: String) {
    #expect(error.code == .damaged)
    #expect(error.file == path)
    #expect(error.reason.hasPrefix("run."))
    #expect(error.values["hint"]?.contains("may be deleted") == true)
}

@Suite struct `A run` {
    private let directory = TemporaryDirectory()

    private func build(
        _ pairs: [(IndexKey, UInt64)], covering: ClosedRange<UInt64> = 0...1_000_000
    ) throws -> IndexRun {
        var builder = IndexBuilder()
        for (key, entry) in pairs { builder.add(key, entry) }
        try builder.write(to: directory["r.run"], in: disk, covering: covering, access: .private)
        return try IndexRun(directory["r.run"], in: disk)
    }

    private func postings(_ run: IndexRun, _ key: IndexKey) throws -> [UInt64] {
        var entries: [UInt64] = []
        let mapped = Result { try run.appendPostings(for: key, to: &entries) }
        // The same by reading the file, whatever it holds.
        var read: [UInt64] = []
        let isRead = Result {
            guard let value = try run.valueReadingFile(of: key) else { return }
            try run.appendPostings(at: value, readingFile: true, to: &read)
        }
        #expect((try? isRead.get()) != nil ? (try? mapped.get()) != nil && read == entries : (try? mapped.get()) == nil)
        try mapped.get()
        return entries
    }

    /// The file of `the documented layout`, for a key with one entry and a key with three.
    private let known = hex(
        """
        43 4C 52 4E 01 00 00 00 00 00 00 00 00 00 00 00 E7 03 00 00 00 00 00 00 02 00 00 00 00 00 00 00
        04 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00
        """)

    @Test func `has the documented layout`() throws {
        let (one, other) = (key(0x0102_0304_0506_0708, 0x090A0B), key(.max, 0xABCDEF))
        _ = try build([(one, 5), (other, 7), (other, 8), (other, 300)], covering: 0...999)
        let bytes = try readFile(directory["r.run"])
        let rows = hex("0102030405060708 090A0B 0000000005 FFFFFFFFFFFFFFFF ABCDEF 8000000000")
        let buckets = hex("00 00 00 00 02 00 00 00")
        let postings = hex("03 07 01 A4 02")
        #expect(Array(bytes[..<48]) == known)
        #expect(Array(bytes[64...]) == rows + buckets + postings)
        let checksums = [crc32(rows), crc32(buckets), crc32(postings), crc32(Array(bytes[..<60]))]
        for (index, checksum) in checksums.enumerated() {
            let stored = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[48 + index * 4 + $1]) << UInt32($1 * 8) }
            #expect(stored == checksum)
        }
        #expect(try disk.list(directory.path) == ["r.run"])
    }

    @Test func `finds every key, and no other, whatever the number and spread of keys`() throws {
        var random = SeededGenerator(seed: 7)
        for count in [0, 1, 2, 7, 8, 9, 100, 5000] {
            for spread in [UInt64.max, 1 << 20, 3] {
                var model: [IndexKey: Set<UInt64>] = [:]
                var pairs: [(IndexKey, UInt64)] = []
                for _ in 0..<count {
                    let key = key(.random(in: 0...spread, using: &random), .random(in: 0...2, using: &random))
                    let entry = UInt64.random(in: 0...1_000_000, using: &random)
                    model[key, default: []].insert(entry)
                    pairs.append((key, entry))
                }
                let run = try build(pairs)
                #expect(run.keyCount == model.count)
                #expect(run.pairCount == UInt64(model.values.reduce(0) { $0 + $1.count }))
                try run.verify()
                for (key, entries) in model {
                    #expect(try postings(run, key) == entries.sorted())
                    #expect(try run.contains(key))
                }
                for _ in 0..<200 {
                    let other = key(.random(in: 0...spread, using: &random), .random(in: 0...5, using: &random))
                    #expect(try postings(run, other) == model[other, default: []].sorted())
                    #expect(try run.contains(other) == (model[other] != nil))
                }
                for edge in [key(0), key(.max, .max)] {
                    #expect(try run.contains(edge) == (model[edge] != nil))
                }
            }
        }
    }

    @Test func `takes the first 11 bytes of a digest as key, in their order`() {
        let low = IndexKey(truncating: [UInt8](1...32))
        let high = IndexKey(truncating: [UInt8](1...10) + [12])
        #expect(low == key(0x0102_0304_0506_0708, 0x090A0B))
        #expect(low < high)
        #expect(!(high < low))
        #expect(IndexKey(truncating: [UInt8](1...11) + [99]) == low)
    }

    private func sample() throws -> [UInt8] {
        var random = SeededGenerator(seed: 8)
        var pairs: [(IndexKey, UInt64)] = []
        for _ in 0..<24 {
            let key = key(random.next(), 1)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                pairs.append((key, .random(in: 0...9999, using: &random)))
            }
        }
        _ = try build(pairs, covering: 0...9999)
        return try readFile(directory["r.run"])
    }

    /// Opens hostile bytes and looks up many keys: an error must be named, an answer may be wrong, nothing may crash.
    ///
    /// - Returns: whether `verify` found the bytes right.
    private func survives(_ bytes: [UInt8], _ random: inout SeededGenerator) throws -> Bool {
        let path = directory["hostile.run"]
        try write(bytes, to: path)
        do throws(StoreError) {
            let run = try IndexRun(path, in: disk)
            for _ in 0..<8 {
                do throws(StoreError) {
                    var entries: [UInt64] = []
                    // Half of the keys are ones that the file holds.
                    let row = Int.random(in: 0..<max(1, min(run.keyCount, 24)), using: &random)
                    let offset = 64 + row * 16
                    var high = random.next()
                    if Bool.random(using: &random), offset + 8 <= bytes.count {
                        high = bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
                    }
                    try run.appendPostings(for: key(high, 1), to: &entries)
                    #expect(entries.allSatisfy(run.entries.contains))
                } catch {
                    expectNamed(error, path)
                }
            }
            try run.verify()
            return true
        } catch {
            expectNamed(error, path)
            return false
        }
    }

    @Test func `with any bit flipped is found by verify or earlier`() throws {
        let bytes = try sample()
        var random = SeededGenerator(seed: 9)
        #expect(try survives(bytes, &random))
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(try !survives(flipped, &random), "bit \(bit)")
        }
    }

    @Test func `cut anywhere or with bytes behind it is not opened`() throws {
        let bytes = try sample()
        for count in 0..<bytes.count {
            try write(Array(bytes[..<count]), to: directory["cut.run"])
            #expect(throws: StoreError.self) { try IndexRun(directory["cut.run"], in: disk) }
        }
        try write(bytes + [0], to: directory["cut.run"])
        let error = #expect(throws: StoreError.self) { try IndexRun(directory["cut.run"], in: disk) }
        #expect(error?.reason == "run.length")
    }

    /// Recomputes the checksums so that only the checks of values stand between the bytes and a crash.
    private func signed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        func put(_ value: UInt32, _ offset: Int) {
            for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
        }
        let rows = Int(bytes[24])
        let bucketsEnd = 64 + rows * 16 + (1 << max(0, 64 - rows.leadingZeroBitCount - 3) + 1) * 4
        if bucketsEnd <= bytes.count {
            put(crc32(Array(bytes[64..<(64 + rows * 16)])), 48)
            put(crc32(Array(bytes[(64 + rows * 16)..<bucketsEnd])), 52)
            put(crc32(Array(bytes[bucketsEnd...])), 56)
        }
        put(crc32(Array(bytes[..<60])), 60)
        return bytes
    }

    @Test func `forged with right checksums gives wrong answers at worst`() throws {
        let bytes = try sample()
        #expect(signed(bytes) == bytes)
        var random = SeededGenerator(seed: 10)
        for round in 0..<4000 {
            var forged = bytes
            let range = round % 3 == 0 ? 4..<48 : 64..<bytes.count
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let value: UInt8 = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)][
                    Int.random(in: 0..<6, using: &random)]
                forged[Int.random(in: range, using: &random)] = value
            }
            _ = try survives(signed(forged), &random)
        }
    }

    @Test func `announcing more than the file holds is not opened`() throws {
        let bytes = try sample()
        let lies: [(Int, UInt64)] = [
            (24, .max), (24, 1 << 60), (24, 0xFFFF_FFFE), (40, .max), (40, 1 << 38), (16, .max), (8, .max),
        ]
        for (field, value) in lies {
            var forged = bytes
            for index in 0..<8 { forged[field + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
            let checksum = crc32(Array(forged[..<60]))
            for index in 0..<4 { forged[60 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(index * 8)) }
            try write(forged, to: directory["forged.run"])
            let error = #expect(throws: StoreError.self) { try IndexRun(directory["forged.run"], in: disk) }
            if let error { expectNamed(error, directory["forged.run"]) }
        }
    }

    @Test func `that is damaged is not merged into one that is whole`() throws {
        let bytes = try sample()
        var random = SeededGenerator(seed: 11)
        var builder = IndexBuilder()
        builder.add(key(5), 10_000)
        try builder.write(to: directory["next.run"], in: disk, covering: 10_000...10_001, access: .private)
        let next = try IndexRun(directory["next.run"], in: disk)
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 64..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try write(damaged, to: directory["bad.run"])
            let run = try IndexRun(directory["bad.run"], in: disk)
            do throws(StoreError) {
                try IndexRun.merge([run, next], to: directory["out.run"], in: disk, access: .private)
                // Only the buckets, which a merge makes anew, may be wrong.
                let out = try IndexRun(directory["out.run"], in: disk)
                try out.verify()
                #expect(throws: StoreError.self) { try run.verify() }
                #expect(out.pairCount == run.pairCount + 1)
            } catch {
                expectNamed(error, directory["bad.run"])
            }
        }
    }
}
