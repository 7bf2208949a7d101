internal import LedgerEngine
internal import SegmentStore

/// Where the bytes of records live: encrypted pages in `vault/`, their wrapped keys in `keys/pages`.
///
/// | file | what |
/// | --- | --- |
/// | vault/NNNNNNNNNNNN.seg | pages, each a frame as `PageCodec` makes it; named by the number of the first page |
/// | vault/9223372036854775808.seg and above | 2^63 + page: a page that found no room in its old place, alone in its segment |
/// | keys/pages | the page table: one row for each page, see `PageRow` |
/// | vault/erasing | an erasure on its way, see `ErasureRedo` |
/// | vault/erased | how far the chain's erasures are done: the number of the first entry that may ask for more, a line of decimal digits |
///
/// Between pages there may be zeros, where an erasure has made a page shorter or moved it; frames are found by the table alone.
///
/// Order of writes: pages, then their keys, then the block that commits to them. Pages whose block never came are cut at the
/// next opening. For erasures see `prepareErasure`.
final class Vault {
    private static let maximumOrphans: UInt64 = 4096

    let files: LedgerFiles
    let fileSystem: any FileSystem
    /// Seals and opens pages, on any thread.
    let codec: PageCodec
    private let segments: SegmentWriter
    let table: RowTable
    private var open: (segment: UInt64, file: any File)?
    private var recent = RecentCache<UInt64, OpenPage>(totalCost: keptBytes)
    /// Bytes of pages kept open: more than those of a block, so that a walk in the order of entries opens each page once.
    private static let keptBytes = 16 << 20
    /// How often a page that seems damaged is read again; an erasure comes between two readings once.
    private static let attemptsBesideErasure = 4

    /// Where the wrapped keys of pages are.
    static func tablePath(_ files: LedgerFiles) -> String { files.keys + "/pages" }

    init(
        _ files: LedgerFiles, in fileSystem: any FileSystem, keys: VaultKeys, origin: String, isWritable: Bool,
        segmentBytes: UInt64 = LedgerSizes().segmentBytes
    ) throws(StoreError) {
        self.files = files
        self.fileSystem = fileSystem
        codec = PageCodec(cipher: PageCipher(keys: keys, origin: origin))
        segments = SegmentWriter(in: files.vault, of: fileSystem, byteLimit: segmentBytes, access: .private)
        table = try RowTable(
            Self.tablePath(files), in: fileSystem, rowByteCount: PageRow.byteCount,
            mode: isWritable ? .write(.private) : .read)
    }

    /// Number of pages.
    var pageCount: UInt64 { table.count }

    // MARK: - Reading

    /// A record, with where it came from; nil where there is none in the slot, or it was erased or lost.
    ///
    /// - Parameter isFirstOfMany: whether other records of the page will be asked for, so that it is inflated wholly.
    func record(
        page: UInt64, slot: Int, isFirstOfMany: Bool = false
    ) throws(LedgerError) -> (origin: PageContent.Origin, record: PageContent.Record)? {
        do throws(LedgerError) {
            let opened = try self.page(page, upTo: isFirstOfMany ? nil : slot)
            return codec.record(slot, of: opened).map { (opened.origin, $0) }
        } catch {
            guard error.reason == Self.lostPage else { throw error }
            return nil
        }
    }

    /// Where the records of a page came from.
    func origin(ofPage page: UInt64) throws(LedgerError) -> PageContent.Origin { try self.page(page, upTo: 0).origin }

    /// An opened page; the last ones are kept.
    func page(_ page: UInt64, upTo slot: Int?) throws(LedgerError) -> OpenPage {
        if let known = recent.value(for: page) { return known }
        let opened: OpenPage
        if let stored = try? stored(page, isFirstTry: true),
            let known = try? codec.open(stored, page: page, upTo: slot)
        {
            opened = known
        } else {
            opened = try withPage(page) { stored throws(LedgerError) in
                try codec.open(stored, page: page, upTo: slot)
            }
        }
        recent.insert(opened, for: page, cost: opened.byteCount)
        return opened
    }

    /// Forgets the opened pages.
    func forgetPages() { recent = RecentCache(totalCost: Self.keptBytes) }

    /// Reads a page without opening it.
    func sealed(_ page: UInt64) throws(LedgerError) -> StoredPage {
        try withPage(page) { stored throws(LedgerError) in stored }
    }

    /// Gives a page as it lies on disk to `body`, and once more if that finds it damaged.
    ///
    /// A writer that erases beside this reader may come between the row of the page and its frame: what it is about to write is
    /// in its redo file, and once that is gone both are new.
    func withPage<Value>(
        _ page: UInt64, _ body: (StoredPage) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value {
        for _ in 0..<Self.attemptsBesideErasure {
            do throws(LedgerError) {
                return try body(try stored(page))
            } catch {
                guard error.code == .damaged || error.cause?.code == .notFound else { throw error }
                if let redone = try? pageBeingErased(page), let value = try? body(redone) { return value }
            }
        }
        return try body(try stored(page))
    }

    /// Reads a page.
    ///
    /// - Parameter isFirstTry: whether the caller opens the page, which shows that it is the right one and whole, and reads it
    ///   again if it does not open: then the row may be one that was kept, and no checksum needs to be computed.
    private func stored(_ page: UInt64, isFirstTry: Bool = false) throws(LedgerError) -> StoredPage {
        // A writer may have added pages since this reader counted them.
        if page >= pageCount { try? table.refresh() }
        guard page < pageCount else {
            throw LedgerError(.damaged, "vault.pageTableShort", place: LedgerPlace(file: Self.tablePath(files)))
        }
        do throws(StoreError) {
            let row = try row(page, isKept: isFirstTry)
            if row == .lost { throw StoreError(.damaged, Self.lostPage, file: Self.tablePath(files)) }
            let file = try file(ofSegment: row.place.segment)
            let count = Int(row.place.byteCount)
            let frame = try Frame.read(
                from: file, at: row.place.offset, expectedCount: count, isGuarded: isFirstTry)
            guard frame.bytes.count == count else { throw StoreError(.damaged, "vault.pageTable") }
            return StoredPage(
                frame: frame, wrappedKey: row.wrappedKey, place: LedgerPlace(file: file.path, offset: row.place.offset))
        } catch {
            throw LedgerError(error)
        }
    }

    func file(ofSegment segment: UInt64) throws(StoreError) -> any File {
        if let open, open.segment == segment { return open.file }
        let file = try fileSystem.open(path(ofSegment: segment), .read)
        open = (segment, file)
        return file
    }

    // MARK: - Writing

    /// Appends pages with their keys; they are durable after `sync`.
    func append(_ pages: [SealedPage]) throws(StoreError) {
        var frames: [UInt8] = []
        frames.reserveCapacity(pages.reduce(0) { $0 + $1.frame.count })
        for page in pages { frames += page.frame }
        var position = try segments.append(frames, newSegment: pageCount)
        var rows = ByteWriter(capacity: pages.count * PageRow.byteCount)
        for page in pages {
            let place = PagePlace(
                segment: position.segment, offset: position.offset, byteCount: UInt32(clamping: page.frame.count))
            PageRow(place: place, wrappedKey: page.wrappedKey).write(to: &rows)
            position = .init(segment: place.segment, offset: place.end)
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
    ///   open with this vault's key; `exists` where a pending erasure was neither applied nor discarded.
    func recover(committedPages: UInt64) throws(LedgerError) {
        guard try storing({ () throws(StoreError) in try !fileSystem.exists(redoPath) }) else {
            throw LedgerError(.exists, "vault.erasing", place: LedgerPlace(file: redoPath))
        }
        try dropUnfinishedErasure()
        guard pageCount >= committedPages else {
            throw LedgerError(.damaged, "vault.pageTableShort", place: LedgerPlace(file: Self.tablePath(files)))
        }
        // One block leaves few pages behind; more are those of a longer chain than the one that stands beside them.
        guard pageCount - committedPages <= Self.maximumOrphans else {
            throw LedgerError(.damaged, "vault.newerThanChain", place: LedgerPlace(file: Self.tablePath(files)))
        }
        // Appending goes on behind the last page that lies in a segment of many. It, and the pages behind it, open: so no
        // row has lied about where that is.
        var end: PagePlace?
        var page = committedPages
        while page > 0, end == nil {
            page -= 1
            if try isLost(page) { continue }
            _ = try withPage(page) { stored throws(LedgerError) in try codec.open(stored, page: page) }
            let place = try storing { () throws(StoreError) in try row(page).place }
            if PagePlace.owner(ofSegment: place.segment) == nil { end = place }
        }
        try storing { () throws(StoreError) in
            if pageCount > committedPages { try table.truncate(to: committedPages) }
            if let end { try segments.resume(segment: end.segment, at: end.end) }
            // Segments behind that one hold nothing but what was just cut, and the zeros of pages that have moved.
            for segment in try SegmentName.list(files.vault, in: fileSystem) {
                let owner = PagePlace.owner(ofSegment: segment)
                if owner.map({ $0 >= committedPages }) ?? (end.map { segment > $0.segment } ?? true) {
                    try fileSystem.remove(path(ofSegment: segment))
                }
            }
        }
    }

    func path(ofSegment segment: UInt64) -> String { "\(files.vault)/\(SegmentName.text(segment))" }

    func row(_ page: UInt64, isKept: Bool = false) throws(StoreError) -> PageRow {
        var reader = ByteReader(try isKept ? table.keptRow(page) : table.read(row: page)[...])
        guard let row = PageRow(&reader) else {
            throw StoreError(
                .damaged, "vault.pageTable", file: Self.tablePath(files), offset: page * UInt64(PageRow.byteCount))
        }
        return row
    }

    /// Runs storage calls and turns their errors into the ledger's.
    func storing<Value>(_ body: () throws(StoreError) -> Value) throws(LedgerError) -> Value {
        do { return try body() } catch { throw LedgerError(error) }
    }
}
