internal import LedgerCrypto
internal import MerkleLog
internal import SegmentStore

/// What can be computed from the chain and is kept so that nothing has to be: where each block stands, and the hashes
/// of the Merkle tree's tiles above level 0.
///
/// | file | row |
/// | --- | --- |
/// | blocks | first entry (8), first block of the segment (8), offset in the segment (8), frame bytes (4), entries (4) |
/// | tree-1, tree-2, tree-3 | the root of a complete subtree of 256, 65,536, 16,777,216 entries (32) |
/// | synced | tree size (8), block count (8) and tree root (32) up to which the tables are durable, the numbers once more inverted |
///
/// Rows are written after the block they speak of, and synced only now and then. After a crash the rows behind the
/// `synced` mark are written again from the chain, so that a row lost in the crash cannot stay lost.
///
/// All integers are little-endian.
struct DerivedTables {
    static let treeLevels = 1...3

    let fileSystem: any FileSystem
    let files: LedgerFiles
    let blocks: RowTable
    let tree: [RowTable]

    /// Where a block stands.
    struct BlockRow: Hashable {
        static let byteCount = 32
        var firstEntry: UInt64
        var segment: UInt64
        var offset: UInt64
        var frameBytes: Int
        var entryCount: Int
    }

    init(_ fileSystem: any FileSystem, _ files: LedgerFiles, writable: Bool) throws(StoreError) {
        self.fileSystem = fileSystem
        self.files = files
        let mode = writable ? RowTable.Mode.write(.shared) : .read
        blocks = try RowTable(files.blockTable, in: fileSystem, rowByteCount: BlockRow.byteCount, mode: mode)
        var tree: [RowTable] = []
        for level in Self.treeLevels {
            tree.append(
                try RowTable(
                    files.treeTable(level: level), in: fileSystem, rowByteCount: Digest.byteCount, mode: mode))
        }
        self.tree = tree
    }

    /// Makes empty tables in memory alone, for a reader whose directory holds no usable ones.
    init(inMemory files: LedgerFiles, _ fileSystem: any FileSystem) {
        (self.fileSystem, self.files) = (fileSystem, files)
        blocks = RowTable(inMemoryFor: files.blockTable, rowByteCount: BlockRow.byteCount)
        tree = Self.treeLevels.map {
            RowTable(inMemoryFor: files.treeTable(level: $0), rowByteCount: Digest.byteCount)
        }
    }

    /// How far the tables are durable, and of which tree they are.
    struct Mark: Hashable {
        var treeSize: UInt64
        var blockCount: UInt64
        var treeRoot: Digest

        /// That nothing is known.
        static let none = Mark(treeSize: 0, blockCount: 0, treeRoot: MerkleTree.emptyRoot)
    }

    /// How far the tables are durable.
    ///
    /// Nothing where the mark is absent or torn, or a table shorter than it says: then all is written anew.
    func syncedMark() -> Mark {
        guard let bytes = try? fileSystem.readAll(files.syncedMark, limit: 64) else { return .none }
        var reader = ByteReader(bytes)
        guard let size = reader.readUInt64(), let count = reader.readUInt64(), let root = reader.readDigest(),
            reader.readUInt64() == ~size, reader.readUInt64() == ~count, count <= blocks.count,
            zip(Self.treeLevels, tree).allSatisfy({ size >> UInt64(8 * $0) <= $1.count })
        else { return .none }
        return Mark(treeSize: size, blockCount: count, treeRoot: root)
    }

    /// Makes the tables durable and marks how far they reach.
    func sync(_ mark: Mark) throws(StoreError) {
        try blocks.sync()
        for table in tree { try table.sync() }
        var out = ByteWriter(capacity: 64)
        out.append(mark.treeSize)
        out.append(mark.blockCount)
        out.append(mark.treeRoot)
        out.append(~mark.treeSize)
        out.append(~mark.blockCount)
        try fileSystem.atomicReplace(files.syncedMark, with: out.bytes, access: .shared)
    }

    /// Takes the rows of other tables instead of its own, durably.
    func replaceRows(by other: DerivedTables, upTo mark: Mark) throws(StoreError) {
        // A mark must not vouch for rows that a crash has left half written.
        if try fileSystem.exists(files.syncedMark) {
            try fileSystem.remove(files.syncedMark)
            try fileSystem.syncDirectory(files.index)
        }
        for (own, new) in zip([blocks] + tree, [other.blocks] + other.tree) {
            try own.truncate(to: 0)
            try own.append(try new.read(row: 0, count: Int(clamping: new.count)))
        }
        try sync(mark)
    }

    /// Cuts the tables to what belongs to a chain of that size.
    func cut(treeSize: UInt64, blockCount: UInt64) throws(StoreError) {
        try blocks.truncate(to: blockCount)
        for (level, table) in zip(Self.treeLevels, tree) {
            try table.truncate(to: min(table.count, treeSize >> UInt64(8 * level)))
        }
    }

    /// Adds a block's row and the tile hashes it completed.
    func append(_ row: BlockRow, completed: [(level: Int, hash: Digest)]) throws(StoreError) {
        var out = ByteWriter(capacity: BlockRow.byteCount)
        out.append(row.firstEntry)
        out.append(row.segment)
        out.append(row.offset)
        out.append(UInt32(clamping: row.frameBytes))
        out.append(UInt32(clamping: row.entryCount))
        try blocks.append(out.bytes)
        for level in Self.treeLevels {
            var rows = ByteWriter(capacity: 0)
            for node in completed where node.level == level { rows.append(node.hash) }
            if !rows.bytes.isEmpty { try tree[level - 1].append(rows.bytes) }
        }
    }

    /// The row of a block.
    func row(ofBlock height: UInt64) throws(StoreError) -> BlockRow {
        var reader = ByteReader(try blocks.read(row: height))
        guard let first = reader.readUInt64(), let segment = reader.readUInt64(), let offset = reader.readUInt64(),
            let bytes = reader.readUInt32(), let entries = reader.readUInt32()
        else { throw StoreError(.damaged, "index.blocks", file: files.blockTable, offset: height * 32) }
        return BlockRow(
            firstEntry: first, segment: segment, offset: offset, frameBytes: Int(bytes), entryCount: Int(entries))
    }

    /// The height of the block, among the first `blockCount`, that holds an entry.
    ///
    /// Blocks hold about the same number of entries each, so a guess by rule of three is close. From there it goes by steps
    /// that double until the entry is between two of them, and then by halves: few rows where the guess is close, and never
    /// many. The rows are mostly kept from look-ups before.
    ///
    /// - Parameter treeSize: number of entries in these blocks, for the guess; an untrue one costs only time.
    func height(ofBlockWith entry: UInt64, blockCount: UInt64, treeSize: UInt64) throws(StoreError) -> UInt64 {
        guard blockCount > 1 else { return 0 }
        let share = Double(entry) / Double(max(1, treeSize))
        // The block is below `high`, and not below `low`. Rows that do not ascend are damage; whoever reads the block
        // finds that it does not hold the entry.
        var (low, high): (UInt64, UInt64) = (0, blockCount)
        var probe = min(UInt64(min(1, share) * Double(blockCount)), blockCount - 1)
        var (step, isAscending): (UInt64, Bool?) = (1, nil)
        while high - low > 1 {
            let isBehind = try firstEntry(ofBlock: probe) <= entry
            if isBehind { low = max(low, probe) } else { high = min(high, probe) }
            if isAscending == nil { isAscending = isBehind }
            if isAscending != isBehind || step > high - low {
                (step, probe) = (.max, low + (high - low) / 2)
            } else {
                probe = isBehind ? min(low + step, high - 1) : max(low + 1, high - min(step, high))
                step *= 2
            }
        }
        return low
    }

    private func firstEntry(ofBlock height: UInt64) throws(StoreError) -> UInt64 {
        try blocks.keptRow(height).withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    /// Hashes of a stored level.
    func hashes(level: Int, from first: UInt64, count: Int) throws(StoreError) -> [Digest] {
        let bytes = try tree[level - 1].read(row: first, count: count)
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(bytes[$0..<min($0 + Digest.byteCount, bytes.count)])
        }
    }
}
