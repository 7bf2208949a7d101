internal import LedgerEngine
internal import SegmentStore

/// Where the bytes of records live: encrypted pages in `vault/`, their wrapped keys in `keys/pages`.
///
/// A page is a frame as `PageCodec` makes it. The page table has one row for each page: segment of the vault (8), offset (8), frame bytes (4),
/// zero (4), wrapped key (40). All integers are little-endian.
///
/// Order of writes: pages, then their keys, then the block that commits to them. Pages whose block never came are cut at the
/// next opening.
final class Vault {
    private static let segmentBytes: UInt64 = 64 << 20
    private static let rowByteCount = 64
    private static let maximumOrphans: UInt64 = 4096

    private let files: LedgerFiles
    private let fileSystem: any FileSystem
    /// Seals and opens pages, on any thread.
    let codec: PageCodec
    private let segments: SegmentWriter
    private let table: RowTable
    private var open: (segment: UInt64, file: any File)?
    private var recent = RecentCache<UInt64, OpenPage>(totalCost: keptBytes)
    /// Bytes of pages kept open: more than those of a block, so that a walk in the order of entries opens each page once.
    private static let keptBytes = 16 << 20

    private struct Row {
        var segment: UInt64
        var offset: UInt64
        var frameBytes: UInt32
        var wrappedKey: [UInt8]
    }

    /// Where the wrapped keys of pages are.
    static func tablePath(_ files: LedgerFiles) -> String { files.keys + "/pages" }

    init(
        _ files: LedgerFiles, in fileSystem: any FileSystem, keys: VaultKeys, origin: String, isWritable: Bool
    ) throws(StoreError) {
        self.files = files
        self.fileSystem = fileSystem
        codec = PageCodec(cipher: PageCipher(keys: keys, origin: origin))
        segments = SegmentWriter(in: files.vault, of: fileSystem, byteLimit: Self.segmentBytes, access: .private)
        table = try RowTable(
            Self.tablePath(files), in: fileSystem, rowByteCount: Self.rowByteCount,
            mode: isWritable ? .write(.private) : .read)
    }

    /// Number of pages.
    var pageCount: UInt64 { table.count }

    // MARK: - Reading

    /// A record, with where it came from; nil where there is none in the slot, or it was erased.
    ///
    /// - Parameter isFirstOfMany: whether other records of the page will be asked for, so that it is inflated wholly.
    func record(
        page: UInt64, slot: Int, isFirstOfMany: Bool = false
    ) throws(LedgerError) -> (origin: PageContent.Origin, record: PageContent.Record)? {
        let opened = try self.page(page, upTo: isFirstOfMany ? nil : slot)
        return codec.record(slot, of: opened).map { (opened.origin, $0) }
    }

    /// Where the records of a page came from.
    func origin(ofPage page: UInt64) throws(LedgerError) -> PageContent.Origin { try self.page(page, upTo: 0).origin }

    /// An opened page; the last ones are kept.
    private func page(_ page: UInt64, upTo slot: Int?) throws(LedgerError) -> OpenPage {
        if let known = recent.value(for: page) { return known }
        let opened = try codec.open(try sealed(page), page: page, upTo: slot)
        recent.insert(opened, for: page, cost: opened.byteCount)
        return opened
    }

    /// Reads a page without opening it.
    func sealed(_ page: UInt64) throws(LedgerError) -> StoredPage {
        // A writer may have added pages since this reader counted them.
        if page >= pageCount { try? table.refresh() }
        guard page < pageCount else {
            throw LedgerError(.damaged, "vault.pageTableShort", place: LedgerPlace(file: Self.tablePath(files)))
        }
        do throws(StoreError) {
            let row = try self.row(page)
            let path = "\(files.vault)/\(SegmentName.text(row.segment))"
            if open?.segment != row.segment { open = (row.segment, try fileSystem.open(path, .read)) }
            guard let file = open?.file else { throw StoreError(.notFound, "open", file: path) }
            let frame = try Frame.read(from: file, at: row.offset, expectedCount: Int(row.frameBytes))
            guard frame.bytes.count == Int(row.frameBytes) else { throw StoreError(.damaged, "vault.pageTable") }
            return StoredPage(
                frame: frame, wrappedKey: row.wrappedKey, place: LedgerPlace(file: path, offset: row.offset))
        } catch {
            throw LedgerError(error)
        }
    }

    // MARK: - Writing

    /// Appends pages with their keys; they are durable after `sync`.
    func append(_ pages: [SealedPage]) throws(StoreError) {
        var frames: [UInt8] = []
        frames.reserveCapacity(pages.reduce(0) { $0 + $1.frame.count })
        for page in pages { frames += page.frame }
        var position = try segments.append(frames, newSegment: pageCount)
        var rows = ByteWriter(capacity: pages.count * Self.rowByteCount)
        for page in pages {
            rows.append(position.segment)
            rows.append(position.offset)
            rows.append(UInt32(clamping: page.frame.count))
            rows.append(UInt32(0))
            rows.append(contentsOf: page.wrappedKey)
            position = .init(segment: position.segment, offset: position.offset + UInt64(page.frame.count))
        }
        try segments.sync()
        try table.append(rows.bytes)
    }

    /// Makes the keys of the appended pages durable; the pages are already.
    func sync() throws(StoreError) { try table.sync() }

    /// Cuts the pages whose block never came, and gets ready to append.
    ///
    /// The chain decides how many pages there are, never the table alone: what the chain commits to is not cut.
    ///
    /// - Parameter committedPages: the number of pages that the records on the chain name.
    /// - Throws: `damaged` where the table lacks some of them, or the last one does not stand where it says or does not
    ///   open with this vault's key.
    func recover(committedPages: UInt64) throws(LedgerError) {
        guard pageCount >= committedPages else {
            throw LedgerError(.damaged, "vault.pageTableShort", place: LedgerPlace(file: Self.tablePath(files)))
        }
        // One block leaves few pages behind; more are those of a longer chain than the one that stands beside them.
        guard pageCount - committedPages <= Self.maximumOrphans else {
            throw LedgerError(.damaged, "vault.newerThanChain", place: LedgerPlace(file: Self.tablePath(files)))
        }
        if committedPages > 0 {
            let last = committedPages - 1
            _ = try codec.open(try sealed(last), page: last)
        }
        do throws(StoreError) {
            if pageCount > committedPages { try table.truncate(to: committedPages) }
            if committedPages > 0 {
                let last = try row(committedPages - 1)
                try segments.resume(segment: last.segment, at: last.offset + UInt64(last.frameBytes))
            }
            // Segments that begin behind the last page hold nothing but what was just cut.
            for segment in try SegmentName.list(files.vault, in: fileSystem) where segment >= committedPages {
                try fileSystem.remove("\(files.vault)/\(SegmentName.text(segment))")
            }
        } catch {
            throw LedgerError(error)
        }
    }

    private func row(_ page: UInt64) throws(StoreError) -> Row {
        var reader = ByteReader(try table.read(row: page))
        guard let segment = reader.readUInt64(), let offset = reader.readUInt64(),
            let frameBytes = reader.readUInt32(), reader.readUInt32() == 0,
            let key = reader.readBytes(PageCipher.wrappedKeyByteCount)
        else {
            throw StoreError(
                .damaged, "vault.pageTable", file: Self.tablePath(files), offset: page * UInt64(Self.rowByteCount))
        }
        return Row(segment: segment, offset: offset, frameBytes: frameBytes, wrappedKey: key)
    }
}
