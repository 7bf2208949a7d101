/// A file of rows of equal width that is appended to: the block table, the page table, the hashes of the tree.
///
/// Has no header and no checksum: it is derived, or guarded by hashes kept elsewhere. Opening takes constant time.
/// Bytes after the last whole row (a torn tail) are not counted, and cut when a writer opens. Used by one task at a time.
public final class RowTable {
    /// How a table is opened.
    public enum Mode: Hashable, Sendable {
        /// For reading; the file must exist.
        case read
        /// For reading and writing; the file is created, durably, if need be.
        case write(FileAccess)
    }

    /// The width of a row.
    public let rowByteCount: Int
    /// The number of whole rows: for a reader, when it opened or last called `refresh`.
    public private(set) var count: UInt64
    private let file: any File
    /// Runs of rows that were read lately, by number.
    private var recent = RowTable.noRuns
    private static var noRuns: RecentCache<UInt64, [UInt8]> { RecentCache(totalCost: 1 << 20) }
    /// Rows of a run: some 4 KB.
    private var runRowCount: UInt64 { UInt64(max(1, 4096 / rowByteCount)) }

    /// Opens a table.
    public init(
        _ path: String, in fileSystem: any FileSystem, rowByteCount: Int, mode: Mode
    ) throws(StoreError) {
        precondition(rowByteCount > 0)
        self.rowByteCount = rowByteCount
        switch mode {
        case .read:
            file = try fileSystem.open(path, .read)
        case .write(let access):
            let isNew = try !fileSystem.exists(path)
            file = try fileSystem.open(path, .create(access))
            if isNew { try fileSystem.syncDirectory(directoryPart(of: path)) }
        }
        let size = try file.size()
        count = size / UInt64(rowByteCount)
        if mode != .read, size % UInt64(rowByteCount) != 0 { try file.truncate(to: count * UInt64(rowByteCount)) }
    }

    /// Makes an empty table in memory alone.
    ///
    /// - Parameter path: the file that it stands for, which errors name.
    public init(inMemoryFor path: String, rowByteCount: Int) {
        precondition(rowByteCount > 0)
        self.rowByteCount = rowByteCount
        (file, count) = (MemoryFile(path), 0)
    }

    /// Counts the rows again, to see what a writer has appended since.
    public func refresh() throws(StoreError) {
        count = try file.size() / UInt64(rowByteCount)
    }

    /// Reads rows.
    ///
    /// - Throws: `damaged` with the reason `rows.missing` if the table ends before them.
    public func read(row: UInt64, count: Int = 1) throws(StoreError) -> [UInt8] {
        try check(row, count)
        let bytes = try file.readBytes(at: row * UInt64(rowByteCount), count: count * rowByteCount)
        guard bytes.count == count * rowByteCount else { throw missing(row) }
        return bytes
    }

    /// Reads one row or more into memory of the caller: as many as `buffer`, a multiple of the width, holds.
    public func read(row: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) {
        precondition(buffer.count % rowByteCount == 0)
        try check(row, buffer.count / rowByteCount)
        let read = try file.read(at: row * UInt64(rowByteCount), into: buffer)
        guard read == buffer.count else { throw missing(row) }
    }

    /// A row, which is read together with its neighbours and kept with them: for tables of which no other process replaces
    /// rows, or where the caller finds out.
    public func keptRow(_ row: UInt64) throws(StoreError) -> ArraySlice<UInt8> {
        try check(row, 1)
        let number = row / runRowCount
        let start = Int(row % runRowCount) * rowByteCount
        if let run = recent.value(for: number), start < run.count { return run[start..<start + rowByteCount] }
        let first = number * runRowCount
        let run = try read(row: first, count: Int(min(runRowCount, count - first)))
        recent.insert(run, for: number, cost: run.count)
        return run[start..<start + rowByteCount]
    }

    /// Appends rows: a multiple of the width.
    public func append(_ rows: [UInt8]) throws(StoreError) {
        precondition(rows.count % rowByteCount == 0)
        try file.write(rows, at: count * UInt64(rowByteCount))
        count += UInt64(rows.count / rowByteCount)
    }

    /// Replaces one row that exists.
    public func overwrite(row: UInt64, with bytes: [UInt8]) throws(StoreError) {
        precondition(bytes.count == rowByteCount)
        try check(row, 1)
        recent = Self.noRuns
        try file.write(bytes, at: row * UInt64(rowByteCount))
    }

    /// Keeps the first `newCount` rows only.
    public func truncate(to newCount: UInt64) throws(StoreError) {
        guard newCount <= count else { throw missing(newCount) }
        recent = Self.noRuns
        try file.truncate(to: newCount * UInt64(rowByteCount))
        count = newCount
    }

    /// Makes everything written so far durable.
    public func sync() throws(StoreError) {
        try file.sync()
    }

    private func check(_ row: UInt64, _ rowCount: Int) throws(StoreError) {
        guard rowCount >= 0, row <= count, UInt64(rowCount) <= count - row else { throw missing(row) }
    }

    private func missing(_ row: UInt64) -> StoreError {
        StoreError(
            .damaged, "rows.missing", file: file.path, offset: row &* UInt64(rowByteCount),
            values: ["row": "\(row)", "count": "\(count)"])
    }
}
