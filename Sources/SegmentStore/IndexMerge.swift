/// Reads one part of a file from its start to its end through a buffer, and keeps its checksum.
struct RegionReader: ~Copyable {
    private let file: any File
    private let end: Int
    private var offset: Int
    private let buffer: UnsafeMutableRawBufferPointer
    private var position = 0
    private var count = 0
    private(set) var checksum = CRC32()
    /// How many bytes were taken so far.
    private(set) var takenCount = 0

    init(_ file: any File, from start: Int, to end: Int, bufferByteCount: Int) {
        self.file = file
        self.offset = start
        self.end = end
        buffer = .allocate(byteCount: bufferByteCount, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// The next `length` bytes, valid until the next call, or nil if the part ends before; the buffer's length is a
    /// multiple of `length`.
    @inline(__always)
    mutating func take(_ length: Int) throws(StoreError) -> UnsafeRawBufferPointer? {
        if count - position < length, try !refill() { return nil }
        guard count - position >= length else { return nil }
        defer { position += length }
        takenCount += length
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[position..<position + length])
    }

    private mutating func refill() throws(StoreError) -> Bool {
        let wanted = min(buffer.count, end - offset)
        guard position == count, wanted > 0 else { return false }
        count = try file.read(
            at: UInt64(offset), into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        position = 0
        offset += count
        checksum.update(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
        return count > 0
    }
}

/// Reads a run key by key, checking everything but its buckets.
final class IndexRunCursor {
    let run: IndexRun
    private var rows: RegionReader
    private var postings: RegionReader
    private let entries: ClosedRange<UInt64>
    private var rowCount = 0
    private var pairCount: UInt64 = 0
    private var last: IndexRow?
    /// The entries of the row that `next` returned last if it has several, else empty.
    private(set) var list: [UInt64] = []

    init(_ run: IndexRun) {
        self.run = run
        entries = run.entries
        let layout = run.layout
        rows = RegionReader(
            run.file, from: IndexRunLayout.headerByteCount, to: layout.bucketsOffset, bufferByteCount: 1 << 18)
        postings = RegionReader(
            run.file, from: layout.postingsOffset, to: layout.fileByteCount, bufferByteCount: 1 << 16)
    }

    /// The row of the next key; nil at the end, when all checksums were right.
    func next() throws(StoreError) -> IndexRow? {
        guard let bytes = try rows.take(IndexRow.byteCount) else {
            try finish()
            return nil
        }
        let row = IndexRow(bytes, at: 0)
        if let last, row < last || row.hasKey(of: last) { throw run.damaged("run.order") }
        last = row
        rowCount += 1
        if !list.isEmpty { list.removeAll(keepingCapacity: true) }
        if row.value & IndexRow.listFlag != 0 {
            try readList(at: row.value ^ IndexRow.listFlag)
        } else {
            guard entries.contains(row.value) else { throw run.damaged("run.posting") }
            pairCount += 1
        }
        return row
    }

    private func readList(at offset: UInt64) throws(StoreError) {
        guard offset == UInt64(postings.takenCount) else { throw run.damaged("run.posting") }
        let count = try nextVarint()
        guard count >= 2, count <= UInt64(run.layout.postingsByteCount) else { throw run.damaged("run.posting") }
        var entry: UInt64 = 0
        for index in 0..<count {
            let step = try nextVarint()
            entry += step
            guard entries.contains(entry), step > 0 || index == 0 else { throw run.damaged("run.posting") }
            list.append(entry)
        }
        pairCount += count
    }

    private func nextVarint() throws(StoreError) -> UInt64 {
        var varint = Varint()
        while let byte = try postings.take(1) {
            if varint.take(byte[0]) { return varint.value }
        }
        throw run.damaged("run.posting")
    }

    /// Compares what was read with what the header says, so that damage is never copied under a new checksum.
    private func finish() throws(StoreError) {
        let layout = run.layout
        guard
            rowCount == layout.rowCount, pairCount == layout.pairCount,
            postings.takenCount == layout.postingsByteCount, rows.checksum.value == layout.rowsChecksum,
            postings.checksum.value == layout.postingsChecksum
        else { throw run.damaged("run.checksum") }
    }
}

extension IndexRun {
    /// Reads the whole file and checks everything: the checksums, the order of the keys, the buckets, every posting.
    ///
    /// - Throws: `damaged` with a reason that begins with `run.`, or an I/O error.
    public func verify() throws(StoreError) {
        let cursor = IndexRunCursor(self)
        var next = try cursor.next()
        var buckets = RegionReader(
            file, from: layout.bucketsOffset, to: layout.postingsOffset, bufferByteCount: 1 << 16)
        var rowNumber: UInt32 = 0
        for bucket in 0...(1 << layout.bucketBits) {
            while let row = next, layout.bucket(of: row.high) < bucket {
                rowNumber += 1
                next = try cursor.next()
            }
            guard let bytes = try buckets.take(4), bytes.littleEndian(at: 0, as: UInt32.self) == rowNumber else {
                throw damaged("run.bucket")
            }
        }
        guard next == nil, buckets.checksum.value == layout.bucketsChecksum else {
            throw damaged("run.checksum")
        }
    }

    /// Writes one run that holds what several neighbours hold, durably, in memory that does not depend on their sizes.
    ///
    /// - Parameters:
    ///   - runs: at least one, in the order of their entries, without gaps.
    ///   - path: the new file.
    ///   - fileSystem: the door to the disk.
    ///   - access: who may read the file.
    static func merge(
        _ runs: [IndexRun], to path: String, in fileSystem: any FileSystem, access: FileAccess
    ) throws(StoreError) {
        guard let first = runs.first, let last = runs.last else { return }
        // Twice through: the first time to count, so that the second can write every part in its place.
        var counts = IndexRunCounts()
        try forEachKey(
            of: runs, single: { _ in counts.addSingle() }, several: { _, entries in counts.add(entries) })
        let writer = try IndexRunWriter(
            path, in: fileSystem, covering: first.entries.lowerBound...last.entries.upperBound, counts: counts,
            access: access)
        try forEachKey(
            of: runs, single: { row throws(StoreError) in try writer.appendSingle(row) },
            several: { key, entries throws(StoreError) in try writer.append(key, entries) })
        try writer.finish()
    }

    /// Goes through the keys of several runs in order.
    @inline(__always)
    private static func forEachKey(
        of runs: [IndexRun], single: (IndexRow) throws(StoreError) -> Void,
        several: (IndexKey, [UInt64]) throws(StoreError) -> Void
    ) throws(StoreError) {
        var cursors: [IndexRunCursor] = []
        var heads: [IndexRow] = []
        for run in runs {
            let cursor = IndexRunCursor(run)
            guard let row = try cursor.next() else { continue }
            cursors.append(cursor)
            heads.append(row)
        }
        /// Goes on in one run; false, and the run is gone from the list, at its end.
        func advance(_ index: Int) throws(StoreError) -> Bool {
            if let row = try cursors[index].next() {
                heads[index] = row
                return true
            }
            cursors.remove(at: index)
            heads.remove(at: index)
            return false
        }
        var entries: [UInt64] = []
        while var lowest = heads.first {
            var source = 0
            var isShared = false
            for index in 1..<heads.count where heads[index].high <= lowest.high {
                let row = heads[index]
                if row.hasKey(of: lowest) {
                    isShared = true
                } else if row < lowest {
                    (lowest, source, isShared) = (row, index, false)
                }
            }
            if !isShared, lowest.value & IndexRow.listFlag == 0 {
                try single(lowest)
                _ = try advance(source)
                continue
            }
            // The runs follow each other, so their entries do too: joined, they ascend.
            entries.removeAll(keepingCapacity: true)
            var index = source
            while index < heads.count {
                guard heads[index].hasKey(of: lowest) else {
                    index += 1
                    continue
                }
                if cursors[index].list.isEmpty {
                    entries.append(heads[index].value)
                } else {
                    entries += cursors[index].list
                }
                if try advance(index) { index += 1 }
            }
            try several(lowest.key, entries)
        }
    }
}
