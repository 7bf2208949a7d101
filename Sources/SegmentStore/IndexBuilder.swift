/// Postings in memory: those of the entries that no run covers yet.
///
/// 16 bytes for each pair, and 8 to 12 for finding it again; writing takes another 17 while it lasts. Adding and looking
/// up take constant time: the table is salted, so that whoever chooses keys cannot choose collisions.
public struct IndexBuilder {
    /// The pairs in the order in which they came, their value an entry number.
    private var pairs: [IndexRow] = []
    /// For each slot the number of its newest pair, plus 1; a power of two of slots.
    private var newest = [UInt32](repeating: 0, count: 1024)
    /// For each pair the number of the next older one in its slot, plus 1.
    private var older: [UInt32] = []
    private let salt = UInt64.random(in: .min ... .max) | 1
    /// The lowest and the highest entry number; nil when empty.
    private(set) var entries: ClosedRange<UInt64>?

    /// Makes an empty builder.
    public init() {}

    /// The number of pairs added; a pair added twice may count twice.
    public var count: Int { pairs.count }

    /// Adds a pair.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - entry: the number of an entry that has it, below 2^39.
    public mutating func add(_ key: IndexKey, _ entry: UInt64) {
        precondition(entry < IndexRow.valueLimit && pairs.count < UInt32.max)
        let pair = IndexRow(key, value: entry)
        let slot = slot(of: pair)
        let last = newest[slot]
        // An entry often names the same key twice in a row.
        if last != 0, pairs[Int(last - 1)] == pair { return }
        pairs.append(pair)
        older.append(last)
        newest[slot] = UInt32(pairs.count)
        entries = min(entries?.lowerBound ?? entry, entry)...max(entries?.upperBound ?? entry, entry)
        if pairs.count > newest.count { rehash() }
    }

    /// Whether any entry has this key.
    public func contains(_ key: IndexKey) -> Bool {
        let wanted = IndexRow(key, value: 0)
        var number = newest[slot(of: wanted)]
        while number != 0 {
            if pairs[Int(number - 1)].hasKey(of: wanted) { return true }
            number = older[Int(number - 1)]
        }
        return false
    }

    /// Appends the numbers of the entries that have this key, ascending.
    public func appendPostings(for key: IndexKey, to output: inout [UInt64]) {
        let wanted = IndexRow(key, value: 0)
        var found: [UInt64] = []
        var number = newest[slot(of: wanted)]
        while number != 0 {
            let pair = pairs[Int(number - 1)]
            if pair.hasKey(of: wanted) { found.append(pair.value) }
            number = older[Int(number - 1)]
        }
        found.sort()
        for (index, entry) in found.enumerated() where index == 0 || entry != found[index - 1] { output.append(entry) }
    }

    /// Writes all pairs as a run, durably.
    ///
    /// - Parameters:
    ///   - path: the file, replaced if it exists.
    ///   - fileSystem: the door to the disk.
    ///   - covered: the entries the run speaks for; every entry added is one of them.
    ///   - access: who may read the file.
    public func write(
        to path: String, in fileSystem: any FileSystem, covering covered: ClosedRange<UInt64>, access: FileAccess
    ) throws(StoreError) {
        precondition(entries.map { covered.contains($0.lowerBound) && covered.contains($0.upperBound) } ?? true)
        let sorted = sortedPairs()
        var counts = IndexRunCounts()
        Self.forEachKey(in: sorted) { _, entries in counts.add(entries) }
        let writer = try IndexRunWriter(path, in: fileSystem, covering: covered, counts: counts, access: access)
        try Self.forEachKey(in: sorted) { key, entries throws(StoreError) in try writer.append(key, entries) }
        try writer.finish()
    }

    /// Calls `body` for each key with its entries, in order, each once.
    private static func forEachKey<E: Error>(
        in sorted: [IndexRow], _ body: (IndexKey, LazyMapSequence<ArraySlice<IndexRow>, UInt64>) throws(E) -> Void
    ) throws(E) {
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].hasKey(of: sorted[start]) { end += 1 }
            try body(sorted[start].key, sorted[start..<end].lazy.map(\.value))
            start = end
        }
    }

    /// The pairs in order, each once: spread over buckets by the key's first bits, then each bucket sorted.
    private func sortedPairs() -> [IndexRow] {
        let bits = max(0, 64 - UInt64(pairs.count).leadingZeroBitCount - 4)
        var starts = [Int](repeating: 0, count: 1 << bits + 1)
        for pair in pairs { starts[Int(truncatingIfNeeded: pair.high >> UInt64(64 - bits)) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var sorted = [IndexRow](unsafeUninitializedCapacity: pairs.count) { buffer, initialized in
            for pair in pairs {
                let bucket = Int(truncatingIfNeeded: pair.high >> UInt64(64 - bits))
                buffer.initializeElement(at: starts[bucket], to: pair)
                starts[bucket] += 1
            }
            initialized = pairs.count
            // Each start has moved to the start of the next bucket.
            var start = 0
            for end in starts.dropLast() {
                sort(buffer, start, end)
                start = end
            }
        }
        var kept = 0
        for index in sorted.indices where index == 0 || sorted[index] != sorted[kept - 1] {
            sorted[kept] = sorted[index]
            kept += 1
        }
        sorted.removeSubrange(kept...)
        return sorted
    }

    /// Sorts a part: small ones by insertion, those of a key with many entries as usual.
    private func sort(_ rows: UnsafeMutableBufferPointer<IndexRow>, _ start: Int, _ end: Int) {
        guard end - start <= 32 else {
            rows[start..<end].sort()
            return
        }
        var next = start + 1
        while next < end {
            let row = rows[next]
            var hole = next
            while hole > start, row < rows[hole - 1] {
                rows[hole] = rows[hole - 1]
                hole -= 1
            }
            rows[hole] = row
            next += 1
        }
    }

    @inline(__always)
    private func slot(of row: IndexRow) -> Int {
        let mixed = (row.high ^ row.low >> 40 &* 0x9E37_79B9_7F4A_7C15) &* salt
        return Int(truncatingIfNeeded: ((mixed ^ mixed >> 32) &* salt) >> 20) & (newest.count - 1)
    }

    private mutating func rehash() {
        newest = [UInt32](repeating: 0, count: newest.count * 2)
        for index in pairs.indices {
            let slot = slot(of: pairs[index])
            older[index] = newest[slot]
            newest[slot] = UInt32(index + 1)
        }
    }
}
