/// Where the parts of a run lie, and how many of each there are; read from its header.
///
/// A run is an immutable file `FIRST-LAST.run` that holds the postings of the entries FIRST to LAST. Integers are
/// little-endian, except in rows, which sort like their bytes:
///
/// ```
/// offset  width
///      0      4  magic: "CLRN" = 43 4C 52 4E
///      4      4  version: 1
///      8      8  first entry number covered
///     16      8  last entry number covered
///     24      8  row count N: one row for each key, below 2^32 - 1
///     32      8  pair count: of (key, entry)
///     40      8  postings byte count P
///     48      4  CRC-32 of the rows
///     52      4  CRC-32 of the buckets
///     56      4  CRC-32 of the postings
///     60      4  CRC-32 of bytes 0 to 59
///     64   16 N  rows in ascending order of keys: key (11 bytes), value (5 bytes, big-endian)
///        4 (B+1)  buckets: for each value of the key's first b bits the number of the first row that has it or a
///                higher one; the last one is N. b = log2(N) - 2 rounded down, at least 0, and B = 2^b: 4 to 8 rows each
///             P  postings of the keys with several entries
/// ```
///
/// A value is an entry number below 2^39 if the key has only this one; else 2^39 plus the offset in the postings of a
/// list: count (at least 2), first entry number, then for each further one its distance from the one before, as
/// base-128 varints (seven bits each, lowest first, the highest bit set on all but the last byte). Lists stand in the
/// order of their rows.
///
/// With the key 01 02 … 0B at entry 5 and the key FF … FF AB CD EF at 7, 8 and 300, these bytes follow the header:
///
/// ```
/// 01 02 03 04 05 06 07 08 09 0A 0B 00 00 00 00 05   row: entry 5
/// FF FF FF FF FF FF FF FF AB CD EF 80 00 00 00 00   row: the list at offset 0
/// 00 00 00 00 02 00 00 00                           one bucket: rows 0 to 2
/// 03 07 01 A4 02                                    3 entries: 7, 7 + 1, 8 + 292
/// ```
struct IndexRunLayout: Hashable, Sendable {
    static let magic: UInt32 = 0x4E52_4C43
    static let headerByteCount = 64
    static let hint = "the folder index may be deleted; it is rebuilt from the chain"

    var firstEntry: UInt64
    var lastEntry: UInt64
    var rowCount: Int
    var pairCount: UInt64
    var postingsByteCount: Int
    var rowsChecksum: UInt32 = 0
    var bucketsChecksum: UInt32 = 0
    var postingsChecksum: UInt32 = 0

    /// The bits of a key that choose its bucket.
    var bucketBits: Int { max(0, Int.bitWidth - rowCount.leadingZeroBitCount - 3) }
    var bucketsOffset: Int { Self.headerByteCount + rowCount * IndexRow.byteCount }
    var postingsOffset: Int { bucketsOffset + (1 << bucketBits + 1) * 4 }
    var fileByteCount: Int { postingsOffset + postingsByteCount }

    @inline(__always)
    func bucket(of high: UInt64) -> Int { Int(truncatingIfNeeded: high >> UInt64(64 - bucketBits)) }

    /// The header as it lies on disk.
    var header: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(Self.magic)
        bytes.appendLittleEndian(UInt32(1))
        for field in [firstEntry, lastEntry, UInt64(rowCount), pairCount, UInt64(postingsByteCount)] {
            bytes.appendLittleEndian(field)
        }
        for field in [rowsChecksum, bucketsChecksum, postingsChecksum] { bytes.appendLittleEndian(field) }
        bytes.appendLittleEndian(bytes.withBytes { CRC32.of($0) })
        return bytes
    }

    init(covering entries: ClosedRange<UInt64>, rowCount: Int, pairCount: UInt64, postingsByteCount: Int) {
        (firstEntry, lastEntry) = (entries.lowerBound, entries.upperBound)
        (self.rowCount, self.pairCount, self.postingsByteCount) = (rowCount, pairCount, postingsByteCount)
    }

    /// Reads and checks a header: afterwards every part lies inside the file, and no sum has overflowed.
    init(parsing bytes: UnsafeRawBufferPointer, fileByteCount: Int) throws(StoreError) {
        guard
            bytes.count >= Self.headerByteCount, bytes.littleEndian(at: 0, as: UInt32.self) == Self.magic,
            CRC32.of(bytes.part(0, 60)) == bytes.littleEndian(at: 60, as: UInt32.self)
        else { throw StoreError(.damaged, "run.header") }
        guard bytes.littleEndian(at: 4, as: UInt32.self) == 1 else { throw StoreError(.damaged, "run.version") }
        let (first, last) = (bytes.littleEndian(at: 8, as: UInt64.self), bytes.littleEndian(at: 16, as: UInt64.self))
        let rows = bytes.littleEndian(at: 24, as: UInt64.self)
        let postings = bytes.littleEndian(at: 40, as: UInt64.self)
        guard
            first <= last, last < IndexRow.valueLimit, rows < UInt64(UInt32.max), postings < IndexRow.valueLimit
        else { throw StoreError(.damaged, "run.header") }
        self.init(
            covering: first...last, rowCount: Int(rows), pairCount: bytes.littleEndian(at: 32),
            postingsByteCount: Int(postings))
        rowsChecksum = bytes.littleEndian(at: 48)
        bucketsChecksum = bytes.littleEndian(at: 52)
        postingsChecksum = bytes.littleEndian(at: 56)
        guard self.fileByteCount == fileByteCount else { throw StoreError(.damaged, "run.length") }
    }
}

/// One immutable part of the index, open for look-ups; see `IndexRunLayout` for the format.
///
/// Opening reads the header only. Every number read from the file is checked before it is used, so that a damaged or
/// hostile run can give wrong entries but never reach outside the file; `verify` finds every such run that the
/// checksums can tell. Stays readable after the file was removed.
public final class IndexRun: Sendable {
    /// The path of the file.
    public let path: String
    let layout: IndexRunLayout
    private let map: MappedFile
    let file: any File

    /// The entry numbers that it covers.
    public var entries: ClosedRange<UInt64> { layout.firstEntry...layout.lastEntry }
    /// The number of distinct keys.
    public var keyCount: Int { layout.rowCount }
    /// The number of pairs of key and entry.
    public var pairCount: UInt64 { layout.pairCount }
    /// The length of the file.
    public var fileByteCount: Int { layout.fileByteCount }

    /// Opens a run.
    ///
    /// - Throws: `damaged` with the reason `run.header`, `run.version` or `run.length`, or an I/O error.
    public init(_ path: String, in fileSystem: any FileSystem) throws(StoreError) {
        self.path = path
        map = try fileSystem.map(path, .random)
        file = try fileSystem.open(path, .read)
        do throws(StoreError) {
            layout = try map.withBytes { bytes throws(StoreError) in
                try IndexRunLayout(parsing: bytes, fileByteCount: bytes.count)
            }
        } catch {
            throw Self.placed(error, path)
        }
    }

    /// The rows among which a key's row is, if the run has it.
    struct Candidates {
        var start: Int
        var end: Int
        /// The start of the first of them, so that its memory is on the way before it is needed.
        var firstHigh: UInt64
    }

    /// Whether any entry has this key.
    public func contains(_ key: IndexKey) throws(StoreError) -> Bool {
        try value(of: key, among: try candidates(for: key)) != nil
    }

    /// Appends the numbers of the entries that have this key, ascending.
    public func appendPostings(for key: IndexKey, to output: inout [UInt64]) throws(StoreError) {
        guard let value = try value(of: key, among: try candidates(for: key)) else { return }
        try appendPostings(at: value, readingFile: false, to: &output)
    }

    /// Makes the first probe: into the buckets.
    func candidates(for key: IndexKey) throws(StoreError) -> Candidates {
        try map.withBytes { bytes throws(StoreError) in
            let offset = layout.bucketsOffset + layout.bucket(of: key.high) * 4
            let start = Int(bytes.littleEndian(at: offset, as: UInt32.self))
            let end = Int(bytes.littleEndian(at: offset + 4, as: UInt32.self))
            guard start <= end, end <= layout.rowCount else { throw damaged("run.bucket", at: offset) }
            let firstHigh = start < end ? row(start, in: bytes).high : .max
            return Candidates(start: start, end: end, firstHigh: firstHigh)
        }
    }

    /// Makes the second probe: into the rows of one bucket.
    ///
    /// - Returns: the value of the key's row, or nil if there is none.
    func value(of key: IndexKey, among candidates: Candidates) throws(StoreError) -> UInt64? {
        guard candidates.firstHigh <= key.high else { return nil }
        return map.withBytes { bytes in
            // The first row not below the key with value 0.
            let wanted = IndexRow(key, value: 0)
            var (start, end) = (candidates.start, candidates.end)
            // For keys that are not spread evenly.
            while end - start > 8 {
                let middle = (start + end) / 2
                if row(middle, in: bytes) < wanted { start = middle + 1 } else { end = middle + 1 }
            }
            while start < end {
                let row = row(start, in: bytes)
                if !(row < wanted) { return row.hasKey(of: wanted) ? row.value : nil }
                start += 1
            }
            return nil
        }
    }

    /// Appends the entries that a row's value stands for.
    func appendPostings(at value: UInt64, readingFile: Bool, to output: inout [UInt64]) throws(StoreError) {
        if value & IndexRow.listFlag == 0 {
            guard entries.contains(value) else { throw damaged("run.posting") }
            output.append(value)
        } else if readingFile {
            try appendListReadingFile(at: Int(value ^ IndexRow.listFlag), to: &output)
        } else {
            try map.withBytes { bytes throws(StoreError) in
                try appendList(at: Int(value ^ IndexRow.listFlag), in: bytes, to: &output)
            }
        }
    }

    @inline(__always)
    private func row(_ index: Int, in bytes: UnsafeRawBufferPointer) -> IndexRow {
        IndexRow(bytes, at: IndexRunLayout.headerByteCount + index * IndexRow.byteCount)
    }

    private func appendList(
        at offset: Int, in bytes: UnsafeRawBufferPointer, to output: inout [UInt64]
    ) throws(StoreError) {
        var position = layout.postingsOffset + offset
        func next() throws(StoreError) -> UInt64 {
            var varint = Varint()
            while position < bytes.count {
                position += 1
                if varint.take(bytes[position - 1]) { return varint.value }
            }
            throw damaged("run.posting", at: position)
        }
        let count = try next()
        // Each takes a byte at least, so a count that lies ends here.
        guard count >= 2, count <= UInt64(max(0, bytes.count - position)) else {
            throw damaged("run.posting", at: position)
        }
        output.reserveCapacity(output.count + Int(count))
        var entry: UInt64 = 0
        for index in 0..<count {
            let step = try next()
            entry += step
            guard entries.contains(entry), step > 0 || index == 0 else { throw damaged("run.posting", at: position) }
            output.append(entry)
        }
    }

    /// An error that names this file and says what may be done.
    func damaged(_ reason: String, at offset: Int? = nil) -> StoreError {
        Self.placed(StoreError(.damaged, reason, offset: offset.map(UInt64.init)), path)
    }

    private static func placed(_ error: StoreError, _ path: String) -> StoreError {
        var error = error.at(file: path)
        if error.code == .damaged { error.values["hint"] = IndexRunLayout.hint }
        return error
    }
}

/// A base-128 varint below 2^42, taken byte by byte.
struct Varint {
    private(set) var value: UInt64 = 0
    private var shift: UInt64 = 0

    /// Takes the next byte; true after the last.
    ///
    /// Bits beyond 42 make the value too large for any use.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
        guard shift <= 42 else {
            value = 1 << 42
            return true
        }
        return byte & 0x80 == 0
    }

    /// The number of bytes that a value takes.
    @inline(__always)
    static func byteCount(_ value: UInt64) -> Int {
        max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }
}
