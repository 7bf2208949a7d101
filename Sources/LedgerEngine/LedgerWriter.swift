internal import LedgerCrypto
internal import MerkleLog
internal import SegmentStore

/// What only a writer has.
final class LedgerWriter {
    let lock: any FileLock
    let signers: Ledger.Signers
    let clock: @Sendable () -> UInt64
    let deflator = Deflator(level: 6)
    let segments: SegmentWriter
    let sizes: LedgerSizes
    var hasFailed = false
    /// Blocks up to which the derived tables are durable.
    var syncedBlockCount: UInt64 = 0
    private var mark: HighWaterMark?
    private var markLock: (any FileLock)?
    private var marked: SignedCheckpoint?
    private var markedAt: UInt64 = 0
    private var acceptsRollback = false
    /// What this machine has signed and the ledger does not hold any more, where that was accepted.
    private(set) var givenUp: Checkpoint?

    init(
        _ files: LedgerFiles, _ fileSystem: any FileSystem, lock: any FileLock, signers: Ledger.Signers,
        clock: @escaping @Sendable () -> UInt64, sizes: LedgerSizes
    ) {
        self.lock = lock
        self.sizes = sizes
        self.signers = signers
        self.clock = clock
        segments = SegmentWriter(
            in: files.chain, of: fileSystem, byteLimit: sizes.segmentBytes, access: .shared)
    }

    // MARK: - The high-water mark

    /// Takes the mark that what is signed is compared with.
    func take(_ mark: HighWaterMark?, acceptsRollback: Bool) throws(LedgerError) {
        guard let mark else { return }
        (self.mark, self.acceptsRollback) = (mark, acceptsRollback)
        markLock = try mark.lock()
        marked = try mark.read()
    }

    /// Refuses to sign for a ledger that is not what the mark's checkpoint has become.
    func compare(_ ledger: Ledger) throws(LedgerError) {
        guard let mark, let marked else { return }
        guard let contradiction = try ledger.contradiction(to: marked.checkpoint, in: mark.path) else { return }
        guard acceptsRollback else { throw contradiction }
        givenUp = marked.checkpoint
    }

    /// Makes up for a mark that a crash has left behind, or begins one.
    func beginMark(at signed: SignedCheckpoint) throws(LedgerError) {
        markedAt = clock()
        // Until the ledger says that it was put back, the mark does.
        if givenUp == nil { try advanceMark(to: signed, isLast: true) }
    }

    /// Takes a signed checkpoint as the mark, if it is time.
    ///
    /// - Parameter isLast: whether nothing will be signed for a while.
    func advanceMark(to signed: SignedCheckpoint, isLast: Bool) throws(LedgerError) {
        guard let mark, marked?.checkpoint != signed.checkpoint else { return }
        let now = clock()
        // A clock that was set back must not stop the mark.
        guard isLast || now < markedAt || now - markedAt >= HighWaterMark.maximumLag else { return }
        try mark.replace(with: signed)
        (marked, markedAt) = (signed, now)
    }
}

extension Ledger {
    static func readCheckpoint(
        _ files: LedgerFiles, _ fileSystem: any FileSystem, _ key: VerifierKey
    ) throws(LedgerError) -> SignedCheckpoint {
        let bytes = try storing { () throws(StoreError) in
            try fileSystem.readAll(files.checkpoint, limit: SignedNote.maximumBytes)
        }
        do throws(MerkleLogError) {
            let signed = try SignedCheckpoint(parsing: bytes[...])
            try signed.verify(by: key)
            return signed
        } catch {
            throw LedgerError(
                .damaged, error.code.rawValue, place: LedgerPlace(file: files.checkpoint))
        }
    }

    /// Whether the derived tables are those of the checkpoint's tree; a table that is missing is as good as one behind.
    static func isDerivedComplete(
        _ files: LedgerFiles, _ fileSystem: any FileSystem, _ checkpoint: Checkpoint
    ) -> Bool {
        guard let mark = (try? DerivedTables(fileSystem, files, writable: false))?.syncedMark() else { return false }
        return mark.treeSize == checkpoint.treeSize && mark.treeRoot == checkpoint.rootHash
    }

    /// The root of the tree of the first entries.
    func root(at size: UInt64) throws(LedgerError) -> Digest {
        do {
            return try LedgerTiles(ledger: self).root(treeSize: size)
        } catch {
            throw LedgerError(.damaged, "index.tree", place: LedgerPlace(file: files.treeTable(level: 1)))
        }
    }
}
