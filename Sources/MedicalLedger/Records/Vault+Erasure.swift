internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Erasing records: their bytes and salts, and with them everything that could open an older form of their pages.
///
/// Order of writes: `prepareErasure` makes the redo file durable; then the chain takes the erasure's entry; then `applyErasure`
/// overwrites frames, keys and at last removes the redo file. A crash leaves the redo file: if the chain has the entry, the next
/// writer applies it, else it discards it, and only then calls `recover`.
///
/// What was erased leaves the files of the ledger. A file system that never overwrites in place, a disk that moves blocks, and
/// backups keep it until they reuse the room.
extension Vault {
    var redoPath: String { files.vault + "/erasing" }
    /// A redo file that is not yet one, or no longer; no more than rubbish.
    private var rubbishPath: String { redoPath + ".tmp" }
    private var markPath: String { files.vault + "/erased" }
    private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

    // MARK: - Asking

    /// Whether a slot still holds a record: it is there, and was not erased.
    func isPresent(page: UInt64, slot: Int) throws(LedgerError) -> Bool {
        try self.page(page, upTo: 0).hasRecord(slot)
    }

    /// The entry of the erasure that was prepared and neither applied wholly nor discarded, by number and Merkle leaf hash.
    ///
    /// - Throws: `damaged` with the redo file and the offset in it.
    var pendingErasure: (entry: UInt64, leaf: Digest)? {
        get throws(LedgerError) {
            guard let redo = try ErasureRedo(redoPath, in: fileSystem) else { return nil }
            try check(redo)
            return (redo.entry, redo.leaf)
        }
    }

    /// Below which entry number all erasures on the chain have been applied to this vault; 0 if none ever was.
    ///
    /// A vault that was restored from a backup brings its own older mark with it.
    var erasedMark: UInt64 {
        get throws(LedgerError) {
            try storing { () throws(StoreError) in
                guard try fileSystem.exists(markPath) else { return 0 }
                let text = String(decoding: try fileSystem.readAll(markPath, limit: 64), as: UTF8.self)
                guard let mark = UInt64(text.dropLast()), "\(mark)\n" == text else {
                    throw StoreError(.damaged, "vault.erased", file: markPath)
                }
                return mark
            }
        }
    }

    /// The new form of a page that is being erased from; nil where none is.
    func pageBeingErased(_ page: UInt64) throws(LedgerError) -> StoredPage? {
        guard let redo = try ErasureRedo(redoPath, in: fileSystem),
            let step = redo.steps.first(where: { $0.page == page })
        else { return nil }
        return try redo.page(of: step)
    }

    // MARK: - Preparing

    /// Makes the touched pages anew without some records, each under a new key, and writes them into the redo file, durably.
    ///
    /// Nothing is erased yet. Slots that hold no record are passed over.
    ///
    /// - Parameters:
    ///   - records: where they are; what was appended is durable.
    ///   - entry: the number that the erasure's entry will have.
    ///   - leaf: the Merkle leaf hash of that entry.
    /// - Throws: `exists` where another erasure is pending; `damaged` where a page is.
    func prepareErasure(of records: [(page: UInt64, slot: Int)], entry: UInt64, leaf: Digest) throws {
        guard try !fileSystem.exists(redoPath) else {
            throw LedgerError(.exists, "vault.erasing", place: LedgerPlace(file: redoPath))
        }
        try dropUnfinishedErasure()
        let slots = Dictionary(grouping: records, by: \.page).mapValues { Set($0.map(\.slot)) }
        let file = try fileSystem.open(rubbishPath, .createNew(.private))
        do {
            var writer = try ErasureRedo.Writer(file, entry: entry, leaf: leaf, pageCount: slots.count)
            for (page, slots) in slots.sorted(by: { $0.key < $1.key }) {
                let (step, frame) = try pageWithout(slots, of: page)
                try writer.append(step, frame)
            }
            try file.sync()
            try fileSystem.rename(rubbishPath, to: redoPath)
        } catch {
            try? dropUnfinishedErasure()
            throw error
        }
        try fileSystem.syncDirectory(files.vault)
    }

    /// A page without some of its records, and where it goes.
    private func pageWithout(_ slots: Set<Int>, of page: UInt64) throws -> (ErasureRedo.Step, frame: [UInt8]) {
        let opened = try withPage(page) { stored throws(LedgerError) in try codec.open(stored, page: page) }
        let kept = (0..<opened.slotCount).map { slots.contains($0) ? nil : codec.record($0, of: opened) }
        let old = try row(page).place
        let sealed = try codec.seal(
            PageContent(origin: opened.origin, slots: kept), page: page, toFit: Int(old.byteCount))
        var new = PageRow(place: old, wrappedKey: sealed.wrappedKey)
        new.place.byteCount = UInt32(clamping: sealed.frame.count)
        if new.place.byteCount > old.byteCount {
            new.place.segment = PagePlace.ownSegment(ofPage: page)
            new.place.offset = old.segment == new.place.segment ? old.end : 0
        }
        try compare(sealed, of: page, without: slots, to: opened)
        return (ErasureRedo.Step(page: page, old: old, new: new), sealed.frame)
    }

    /// Opens a new page before the old one is overwritten: what was to stay is there as it was, what was to go is not.
    private func compare(_ sealed: SealedPage, of page: UInt64, without slots: Set<Int>, to old: OpenPage) throws {
        let place = LedgerPlace(file: redoPath)
        let frame = try Frame(sealed.frame)
        let stored = StoredPage(frame: frame, wrappedKey: sealed.wrappedKey, place: place)
        let new = try codec.open(stored, page: page)
        let isSound = (0..<old.slotCount).allSatisfy { slot in
            let (kept, known) = (codec.record(slot, of: new), codec.record(slot, of: old))
            if slots.contains(slot) { return kept == nil }
            return old.hasRecord(slot) == (kept != nil) && kept == known
        }
        guard isSound, new.slotCount == old.slotCount, new.origin == old.origin else {
            throw LedgerError(.damaged, "vault.pageContent", place: place)
        }
    }

    // MARK: - Applying

    /// Does what was prepared, or the rest of it: afterwards the erased records, their salts and the old keys are gone.
    ///
    /// Nothing happens where nothing is prepared. After an error the vault must be opened again and this called again.
    ///
    /// - Throws: `damaged`, before anything is changed, where the redo file is not as this vault has written it, or the mark cannot be read.
    func applyErasure() throws(LedgerError) {
        guard let redo = try ErasureRedo(redoPath, in: fileSystem) else { return }
        try check(redo)
        let mark = max(try erasedMark, redo.entry + 1)
        forgetPages()
        var target = Target(vault: self)
        for step in redo.steps {
            let page = try redo.page(of: step)
            try storing { () throws(StoreError) in try target.overwrite(step, with: page.frame.bytes) }
        }
        try storing { () throws(StoreError) in
            try target.finish()
            for step in redo.steps {
                var row = ByteWriter(capacity: PageRow.byteCount)
                step.new.write(to: &row)
                try table.overwrite(row: step.page, with: row.bytes)
            }
            try table.sync()
            try fileSystem.atomicReplace(markPath, with: Array("\(mark)\n".utf8), access: .private)
        }
        try discardErasure()
    }

    /// Drops what was prepared, if anything was; nothing has been erased then.
    ///
    /// Not for an erasure that stands on the chain.
    func discardErasure() throws(LedgerError) {
        try storing { () throws(StoreError) in
            guard try fileSystem.exists(redoPath) else { return }
            try dropRubbish()
            try fileSystem.rename(redoPath, to: rubbishPath)
        }
        try dropUnfinishedErasure()
    }

    /// Takes away a redo file that never became one, or no longer is.
    func dropUnfinishedErasure() throws(LedgerError) {
        try storing { () throws(StoreError) in try dropRubbish() }
    }

    /// Its pages and keys are overwritten first: a later erasure must find no older form of a page on the disk.
    private func dropRubbish() throws(StoreError) {
        guard try fileSystem.exists(rubbishPath) else { return }
        // That it is no redo file any more is durable before it looks like a damaged one.
        try fileSystem.syncDirectory(files.vault)
        let file = try fileSystem.open(rubbishPath, .write)
        try Self.writeZeros(0..<(try file.size()), in: file)
        try file.sync()
        try fileSystem.remove(rubbishPath)
    }

    /// Checks each new page: it opens with its new key as that page, so this vault has made it; and its place can be its own.
    private func check(_ redo: ErasureRedo) throws(LedgerError) {
        for step in redo.steps {
            let page = try redo.page(of: step)
            _ = try codec.open(page, page: step.page, upTo: 0)
            let path = path(ofSegment: step.new.place.segment)
            let size = try storing { () throws(StoreError) in
                try fileSystem.exists(path) ? try fileSystem.size(of: path) : 0
            }
            guard step.page < pageCount, step.new.place.offset <= size else {
                throw LedgerError(.damaged, "vault.erasing", place: page.place)
            }
        }
    }

    fileprivate static func writeZeros(_ range: Range<UInt64>, in file: any File) throws(StoreError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(UInt64(zeros.count), range.upperBound - offset)
            try file.write(Array(zeros[..<Int(count)]), at: offset)
            offset += count
        }
    }

    /// The segments that an erasure writes to: one is open at a time, and durable before the next is.
    private struct Target {
        let vault: Vault
        private var open: (segment: UInt64, file: any File)?

        init(vault: Vault) { self.vault = vault }

        mutating func overwrite(_ step: ErasureRedo.Step, with frame: [UInt8]) throws(StoreError) {
            let place = step.new.place
            try file(ofSegment: place.segment, mayBeNew: !step.isInPlace)?.write(frame, at: place.offset)
            let rest = step.isInPlace ? place.end..<step.old.end : step.old.offset..<step.old.end
            // A tail of zeros may have been cut already.
            guard let file = try file(ofSegment: step.old.segment, mayBeNew: false) else { return }
            let end = min(rest.upperBound, try file.size())
            if rest.lowerBound < end { try Vault.writeZeros(rest.lowerBound..<end, in: file) }
        }

        mutating func finish() throws(StoreError) {
            try open?.file.sync()
            open = nil
        }

        /// A segment, open for writing; nil where it is not there and should not be made.
        private mutating func file(ofSegment segment: UInt64, mayBeNew: Bool) throws(StoreError) -> (any File)? {
            if let open, open.segment == segment { return open.file }
            try finish()
            let path = vault.path(ofSegment: segment)
            let isThere = try vault.fileSystem.exists(path)
            guard isThere || mayBeNew else { return nil }
            // The name of a new one is durable with the mark's, before the redo file goes.
            let file = try vault.fileSystem.open(path, .create(.private))
            open = (segment, file)
            return file
        }
    }
}
