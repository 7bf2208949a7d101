internal import LedgerCrypto
internal import SegmentStore

/// A place between two blocks of the chain.
struct ChainPosition: Hashable, Sendable {
    /// Number of the segment: the height of its first block.
    var segment: UInt64
    /// Byte offset in the segment.
    var offset: UInt64

    /// Before the first block.
    static let start = ChainPosition(segment: 0, offset: 0)

    func path(in files: LedgerFiles) -> String { "\(files.chain)/\(SegmentName.text(segment))" }
}

/// Goes through the frames of the chain in order, from a position to the end of the last segment.
struct ChainWalk {
    let files: LedgerFiles
    let fileSystem: any FileSystem
    let from: ChainPosition

    /// Gives each frame with its position to `body`, and returns where the next block goes: before a torn tail.
    ///
    /// - Throws: `damaged` for a segment that is missing, a frame that cannot be read, or what `body` throws.
    func run(_ body: (Frame, ChainPosition) throws(LedgerError) -> Void) throws(LedgerError) -> ChainPosition? {
        let segments = try storing { () throws(StoreError) in
            try SegmentName.list(files.chain, in: fileSystem).filter { $0 >= from.segment }
        }
        guard segments.first == from.segment || (segments.isEmpty && from == .start) else {
            throw LedgerError(.damaged, "segment.missing", place: LedgerPlace(file: from.path(in: files)))
        }
        var end: ChainPosition?
        for segment in segments {
            let start = segment == from.segment ? from.offset : 0
            var position = ChainPosition(segment: segment, offset: start)
            let path = position.path(in: files)
            // Every block is synced before the next is written: so of those behind the checkpoint only the last can be torn.
            let scanner = try storing { () throws(StoreError) in
                let file = try fileSystem.open(path, .read)
                let size = try file.size()
                guard size >= start else { throw StoreError(.damaged, "segment.truncated", file: path, offset: size) }
                return try SegmentScanner(file, from: start, isLastSegment: segment == segments.last)
            }
            while let frame = try storing({ () throws(StoreError) in try scanner.next()?.copy() }) {
                try body(frame, position)
                position.offset += UInt64(frame.bytes.count)
            }
            end = position
        }
        return end
    }
}

/// Reads blocks by height and keeps the last ones.
final class BlockReader {
    private let files: LedgerFiles
    private let fileSystem: any FileSystem
    var tables: DerivedTables
    private let inflator = Inflator()
    private var file: (segment: UInt64, file: any File)?
    private var recent: RecentCache<UInt64, Kept>
    /// The block that was read last: neighbours are asked for one after the other.
    private var last: Kept?

    /// A block in memory, lent out as a whole: copying it would count the references to each of its parts.
    final class Kept {
        let block: Block
        init(_ block: Block) { self.block = block }
    }

    /// Gets ready to read.
    ///
    /// - Parameter keptBytes: bytes of blocks that are kept: a look-up would else hash and inflate a whole block for one
    ///   entry.
    init(files: LedgerFiles, fileSystem: any FileSystem, tables: DerivedTables, keptBytes: Int) {
        recent = RecentCache(totalCost: keptBytes)
        self.files = files
        self.fileSystem = fileSystem
        self.tables = tables
    }

    /// The block that was read last, if it holds an entry.
    func last(with entry: UInt64) -> Kept? {
        guard let last, entry >= last.block.header.firstEntry, entry < last.block.header.treeSize else { return nil }
        return last
    }

    /// The block of a height.
    ///
    /// - Throws: `damaged` where the file does not hold that block where the table says.
    func block(_ height: UInt64) throws(LedgerError) -> Kept {
        if let known = recent.value(for: height) {
            last = known
            return known
        }
        let row = try storing { () throws(StoreError) in try tables.row(ofBlock: height) }
        let position = ChainPosition(segment: row.segment, offset: row.offset)
        let frame = try storing { () throws(StoreError) in
            if file?.segment != row.segment {
                // A table that names a segment nobody has is wrong itself: beginning anew, the chain tells what is missing.
                guard try fileSystem.exists(position.path(in: files)) else {
                    throw StoreError(.damaged, "index.blocks", file: files.blockTable)
                }
                file = (row.segment, try fileSystem.open(position.path(in: files), .read))
            }
            guard let file = file?.file else { throw StoreError(.notFound, "open") }
            return try Frame.read(from: file, at: row.offset, expectedCount: row.frameBytes)
        }
        let place = LedgerPlace(file: position.path(in: files), offset: row.offset, block: height)
        let block = try decode(frame, place: place)
        guard block.header.height == height, block.header.firstEntry == row.firstEntry,
            block.header.entryCount == row.entryCount, frame.bytes.count == row.frameBytes
        else {
            throw LedgerError(.damaged, "index.blocks", place: LedgerPlace(file: files.blockTable, block: height))
        }
        let kept = Kept(block)
        recent.insert(kept, for: height, cost: block.byteCount)
        last = kept
        return kept
    }

    /// Decodes a frame and checks what can be checked of a block alone: that its stored body is the one its header hashes.
    func decode(_ frame: Frame, place: LedgerPlace) throws(LedgerError) -> Block {
        do {
            let prefix = try Self.prefix(of: frame)
            let body = try storing { () throws(StoreError) in try frame.body(using: inflator) }
            return try Block(prefix, body: body)
        } catch {
            throw error.placed(place)
        }
    }

    /// Reads a frame's prefix and checks the stored body against the header.
    static func prefix(of frame: Frame) throws(LedgerError) -> Block.Prefix {
        guard frame.header.kind == Block.frameKind else { throw LedgerError(.damaged, "block.kind") }
        let prefix = try Block.Prefix(frame.prefix[...])
        let bodyHash = frame.withView { SHA256.hash($0.storedBody) }
        guard bodyHash == prefix.header.bodyHash else {
            throw LedgerError(.damaged, "block.bodyHash", place: LedgerPlace(prefix.header))
        }
        return prefix
    }
}

extension LedgerError {
    /// The same error with its place filled in where it was not known.
    func placed(_ place: LedgerPlace) -> LedgerError {
        var placed = self
        placed.place.file = self.place.file ?? place.file
        placed.place.offset = self.place.offset ?? place.offset
        placed.place.block = self.place.block ?? place.block
        placed.place.entries = self.place.entries ?? place.entries
        return placed
    }
}
