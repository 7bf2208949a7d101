/// Counts what a run will hold, so that its parts can be laid out before they are written.
struct IndexRunCounts {
    var rowCount = 0
    var pairCount: UInt64 = 0
    var postingsByteCount = 0

    /// Counts a key with its entries, ascending.
    @inline(__always)
    mutating func add(_ entries: some Collection<UInt64>) {
        rowCount += 1
        pairCount += UInt64(entries.count)
        guard entries.count > 1 else { return }
        postingsByteCount += Varint.byteCount(UInt64(entries.count))
        var last: UInt64 = 0
        for entry in entries {
            postingsByteCount += Varint.byteCount(entry - last)
            last = entry
        }
    }

    /// Counts a key with one entry.
    @inline(__always)
    mutating func addSingle() {
        rowCount += 1
        pairCount += 1
    }
}

/// Writes a run from keys in ascending order, in bounded memory; see `IndexRunLayout` for the format.
///
/// The file has its name only once it is whole and durable.
final class IndexRunWriter {
    private let fileSystem: any FileSystem
    private let path: String
    private let file: any File
    private var layout: IndexRunLayout
    private var rows: RegionWriter
    private var buckets: RegionWriter
    private var postings: RegionWriter
    private var rowCount: UInt32 = 0
    private var bucketCount = 0

    init(
        _ path: String, in fileSystem: any FileSystem, covering entries: ClosedRange<UInt64>, counts: IndexRunCounts,
        access: FileAccess
    ) throws(StoreError) {
        guard counts.rowCount < UInt32.max, counts.postingsByteCount < IndexRow.valueLimit else {
            throw StoreError(.limit, "run.length", file: path)
        }
        self.fileSystem = fileSystem
        self.path = path
        layout = IndexRunLayout(
            covering: entries, rowCount: counts.rowCount, pairCount: counts.pairCount,
            postingsByteCount: counts.postingsByteCount)
        let temporary = path + ".tmp"
        if try fileSystem.exists(temporary) { try fileSystem.remove(temporary) }
        file = try fileSystem.open(temporary, .createNew(access))
        rows = RegionWriter(file, at: IndexRunLayout.headerByteCount, bufferByteCount: 1 << 20)
        buckets = RegionWriter(file, at: layout.bucketsOffset, bufferByteCount: 1 << 18)
        postings = RegionWriter(file, at: layout.postingsOffset, bufferByteCount: 1 << 18)
    }

    /// Appends a row whose value is an entry number.
    @inline(__always)
    func appendSingle(_ row: IndexRow) throws(StoreError) {
        let bucket = layout.bucket(of: row.high)
        while bucketCount <= bucket { try appendBucket() }
        rowCount += 1
        rows.buffer.appendBigEndian(row.high)
        rows.buffer.appendBigEndian(row.low)
        if rows.isFull { try rows.flush() }
    }

    /// Appends a key with its entries, ascending, at least one.
    @inline(__always)
    func append(_ key: IndexKey, _ entries: some Collection<UInt64>) throws(StoreError) {
        guard entries.count > 1 else { return try appendSingle(IndexRow(key, value: entries.first ?? 0)) }
        try appendSingle(IndexRow(key, value: IndexRow.listFlag | UInt64(postings.byteCount)))
        postings.buffer.appendVarint(UInt64(entries.count))
        var last: UInt64 = 0
        for entry in entries {
            postings.buffer.appendVarint(entry - last)
            last = entry
            if postings.isFull { try postings.flush() }
        }
    }

    /// Makes the run durable and gives it its name.
    func finish() throws(StoreError) {
        while bucketCount <= 1 << layout.bucketBits { try appendBucket() }
        try rows.flush()
        try buckets.flush()
        try postings.flush()
        precondition(Int(rowCount) == layout.rowCount && postings.byteCount == layout.postingsByteCount)
        layout.rowsChecksum = rows.checksum.value
        layout.bucketsChecksum = buckets.checksum.value
        layout.postingsChecksum = postings.checksum.value
        try file.write(layout.header, at: 0)
        try file.sync()
        try fileSystem.rename(path + ".tmp", to: path)
        try fileSystem.syncDirectory(directoryPart(of: path))
    }

    private func appendBucket() throws(StoreError) {
        buckets.buffer.appendLittleEndian(rowCount)
        bucketCount += 1
        if buckets.isFull { try buckets.flush() }
    }
}

/// Writes one part of a file from its start to its end through a buffer.
struct RegionWriter {
    private let file: any File
    private let start: Int
    private let limit: Int
    private var flushedCount = 0
    var buffer: [UInt8] = []
    private(set) var checksum = CRC32()

    init(_ file: any File, at start: Int, bufferByteCount: Int) {
        self.file = file
        self.start = start
        limit = bufferByteCount
        buffer.reserveCapacity(bufferByteCount + 64)
    }

    var byteCount: Int { flushedCount + buffer.count }

    @inline(__always)
    var isFull: Bool { buffer.count >= limit }

    mutating func flush() throws(StoreError) {
        buffer.withBytes { checksum.update($0) }
        try file.write(buffer, at: UInt64(start + flushedCount))
        flushedCount += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}

extension Array where Element == UInt8 {
    @inline(__always)
    fileprivate mutating func appendBigEndian(_ value: UInt64) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    @inline(__always)
    fileprivate mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
