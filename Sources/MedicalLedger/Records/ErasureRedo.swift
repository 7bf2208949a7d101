internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// The file `vault/erasing`: what one erasure writes into the vault and the page table, so that it is done wholly or not at all.
///
/// It is a sequence of frames as `Frame` lays them out, stored, without flags; all integers are little-endian.
///
/// | frame | kind | prefix | body |
/// | --- | --- | --- | --- |
/// | head | 3 | number of the erasure's entry (8), its Merkle leaf hash (32), number of pages (8) | empty |
/// | step, for each page | 4 | page (8), its old place (24), its new row of the page table (64) | empty |
/// | page, behind each step | 2 | as `PageCodec` makes it: the page without what is erased, under its new key | |
///
/// Places and rows are those of `PagePlace` and `PageRow`. Pages ascend. The new place is where the old one begins, or lies in the
/// page's own segment. Nothing of what is erased stands in it, and nothing of the old key.
struct ErasureRedo {
    private static let headKind: UInt8 = 3
    private static let stepKind: UInt8 = 4

    /// What becomes of one page.
    struct Step: Hashable {
        var page: UInt64
        var old: PagePlace
        var new: PageRow
        /// Where the new frame stands in the redo file.
        fileprivate var frameOffset: UInt64 = 0

        init(page: UInt64, old: PagePlace, new: PageRow) { (self.page, self.old, self.new) = (page, old, new) }

        fileprivate init?(_ frame: Frame) {
            var reader = ByteReader(frame.prefix)
            guard frame.header.kind == stepKind, let page = reader.readUInt64(), let old = PagePlace(&reader),
                let new = PageRow(&reader), reader.remaining == 0
            else { return nil }
            self.init(page: page, old: old, new: new)
            guard isInPlace || new.place.segment == PagePlace.ownSegment(ofPage: page) else { return nil }
        }

        /// Whether the new frame takes the place of the old one.
        var isInPlace: Bool {
            new.place.segment == old.segment && new.place.offset == old.offset && new.place.byteCount <= old.byteCount
        }

        fileprivate func frame() throws(StoreError) -> [UInt8] {
            var prefix = ByteWriter(capacity: 96)
            prefix.append(page)
            old.write(to: &prefix)
            new.write(to: &prefix)
            return try ErasureRedo.frame(stepKind, prefix.bytes)
        }
    }

    /// Number of the erasure's entry.
    let entry: UInt64
    /// Merkle leaf hash of that entry.
    let leaf: Digest
    /// What becomes of the pages.
    let steps: [Step]
    private let file: any File

    // MARK: - Reading

    /// Reads everything but the new frames; nil where there is no such file.
    ///
    /// - Throws: `damaged` with the file and the offset.
    init?(_ path: String, in fileSystem: any FileSystem) throws(LedgerError) {
        do throws(StoreError) {
            guard try fileSystem.exists(path) else { return nil }
            file = try fileSystem.open(path, .read)
            let size = try file.size()
            let head = try Frame.read(from: file, at: 0, limit: size)
            var reader = ByteReader(head.prefix)
            guard head.header.kind == Self.headKind, let entry = reader.readUInt64(), entry < UInt64.max,
                let leaf = reader.readDigest(), let count = reader.readUInt64(), reader.remaining == 0
            else { throw Self.damage(path, 0) }
            var offset = UInt64(head.bytes.count)
            var steps: [Step] = []
            while steps.count < count {
                let frame = try Frame.read(from: file, at: offset, limit: size)
                guard var step = Step(frame), steps.last.map({ $0.page < step.page }) ?? true else {
                    throw Self.damage(path, offset)
                }
                step.frameOffset = offset + UInt64(frame.bytes.count)
                steps.append(step)
                offset = step.frameOffset + UInt64(step.new.place.byteCount)
            }
            guard offset == size else { throw Self.damage(path, offset) }
            (self.entry, self.leaf, self.steps) = (entry, leaf, steps)
        } catch {
            throw Self.placed(error, path)
        }
    }

    /// The page as it will be, its frame checked.
    func page(of step: Step) throws(LedgerError) -> StoredPage {
        do throws(StoreError) {
            let frame = try Frame.read(from: file, at: step.frameOffset, expectedCount: Int(step.new.place.byteCount))
            guard frame.bytes.count == Int(step.new.place.byteCount) else {
                throw Self.damage(file.path, step.frameOffset)
            }
            return StoredPage(
                frame: frame, wrappedKey: step.new.wrappedKey,
                place: LedgerPlace(file: file.path, offset: step.frameOffset))
        } catch {
            throw Self.placed(error, file.path)
        }
    }

    /// Whatever is wrong with the file: that it is this one is what helps.
    private static func damage(_ path: String, _ offset: UInt64) -> StoreError {
        StoreError(.damaged, "vault.erasing", file: path, offset: offset)
    }

    private static func placed(_ error: StoreError, _ path: String) -> LedgerError {
        LedgerError(error.code == .damaged ? damage(path, error.offset ?? 0) : error.at(file: path))
    }

    // MARK: - Writing

    /// Writes a redo file page by page, so that it takes the memory of one page.
    struct Writer {
        private let file: any File
        private var byteCount: UInt64 = 0

        init(_ file: any File, entry: UInt64, leaf: Digest, pageCount: Int) throws(StoreError) {
            self.file = file
            var prefix = ByteWriter(capacity: 48)
            prefix.append(entry)
            prefix.append(leaf)
            prefix.append(UInt64(pageCount))
            try append(ErasureRedo.frame(headKind, prefix.bytes))
        }

        /// Adds what becomes of a page, and the page.
        mutating func append(_ step: Step, _ frame: [UInt8]) throws(StoreError) {
            try append(step.frame())
            try append(frame)
        }

        private mutating func append(_ bytes: [UInt8]) throws(StoreError) {
            try file.write(bytes, at: byteCount)
            byteCount += UInt64(bytes.count)
        }
    }

    private static func frame(_ kind: UInt8, _ prefix: [UInt8]) throws(StoreError) -> [UInt8] {
        var bytes: [UInt8] = []
        try FrameWriter.append(kind: kind, prefix: prefix, body: FrameBody(stored: []), to: &bytes)
        return bytes
    }
}
