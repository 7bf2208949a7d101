public import LedgerCrypto
public import MerkleLog
public import SegmentStore

/// A chain of blocks with its Merkle tree, in one directory.
///
/// One writer at a time, held off by a lock; any number of readers, each of which sees the ledger as the newest
/// checkpoint says, whatever a writer does meanwhile. Not for use by several tasks at once.
///
/// Order of writes: the block is durable before the checkpoint that names it, and `append` returns after both are; of blocks
/// that are said to follow each other at once the checkpoint names only the last, but each is durable when its `append`
/// returns, and the next writer takes up what stands behind the checkpoint. After a crash anywhere, opening finds every block that
/// was appended, and all or nothing of the one in flight.
public final class Ledger {
    /// The greatest number of entries: the derived tables hold the levels of tiles that 32 bits of entry numbers need.
    public static let maximumTreeSize: UInt64 = (1 << 32) - 1

    /// The keys a writer needs.
    public struct Signers {
        let checkpoint: NoteSigner
        let member: Ed25519.SigningKey
        let formerMember: [UInt8]

        /// Takes the key of checkpoints, whose name is the origin, and the member's key of transactions and seals.
        ///
        /// - Parameter formerMember: the public key that the member's has just taken the place of and that the last block of
        ///   the checkpoint may still be sealed with; empty where there is none.
        public init(checkpoint: NoteSigner, member: Ed25519.SigningKey, formerMember: [UInt8] = []) {
            (self.checkpoint, self.member, self.formerMember) = (checkpoint, member, formerMember)
        }
    }

    /// Where the files are.
    public let files: LedgerFiles
    /// The ledger's name, the first line of its checkpoints.
    public let origin: String
    /// The key its checkpoints are signed with.
    public let key: VerifierKey
    /// The newest signed checkpoint; nil only while the first block is being made.
    public private(set) var checkpoint: SignedCheckpoint?
    /// Number of entries.
    public var treeSize: UInt64 { tree.treeSize }
    /// Number of blocks.
    public internal(set) var blockCount: UInt64

    /// Whether this handle may append.
    public var isWritable: Bool { writer != nil }
    /// The public key that this handle signs transactions with; empty for a reader.
    public var memberKey: [UInt8] { writer?.signers.member.publicKey.bytes ?? [] }

    /// The door to the disk.
    package let fileSystem: any FileSystem
    var tables: DerivedTables
    var tree: Frontier
    /// The root of the tree of all entries.
    var treeRoot: Digest { tree.root }
    var lastHeader: BlockHeader?
    /// Whether a look-up that finds damage has the tables made anew: once, after opening.
    var mayMendTables = false
    /// When the last block was sealed, milliseconds since 1970; 0 before there is one.
    public var lastTime: UInt64 { lastHeader?.timeMilliseconds ?? 0 }
    let writer: LedgerWriter?
    let blocks: BlockReader

    /// Makes the directories and the first block of a ledger.
    ///
    /// - Parameters:
    ///   - files: a directory that exists and holds no ledger.
    ///   - genesis: the first entries.
    ///   - clock: milliseconds since 1970-01-01T00:00:00Z.
    ///   - sizes: when new files are begun.
    public static func create(
        _ files: LedgerFiles, in fileSystem: any FileSystem, signers: Signers, genesis: EntryList,
        clock: @escaping @Sendable () -> UInt64, sizes: LedgerSizes = LedgerSizes()
    ) throws(LedgerError) -> Ledger {
        let lock = try storing { () throws(StoreError) in
            for directory in [files.chain, files.index] {
                try fileSystem.createDirectory(directory, access: .shared)
            }
            try fileSystem.syncDirectory(files.directory)
            return try fileSystem.lock(files.lock, access: .shared)
        }
        guard try storing({ () throws(StoreError) in try !fileSystem.exists(files.checkpoint) }) else {
            throw LedgerError(.exists, "checkpoint", place: LedgerPlace(file: files.checkpoint))
        }
        let ledger = Ledger(
            files: files, fileSystem: fileSystem, key: signers.checkpoint.verifierKey, checkpoint: nil,
            tables: try storing { () throws(StoreError) in try DerivedTables(fileSystem, files, writable: true) },
            writer: LedgerWriter(files, fileSystem, lock: lock, signers: signers, clock: clock, sizes: sizes))
        try ledger.append(genesis)
        return ledger
    }

    /// Opens a ledger for reading, or for writing if `signers` are given.
    ///
    /// A reader that finds the derived tables behind the checkpoint, as after a crash, has them written anew if no
    /// writer is at work. Damaged ones are made anew when they are met: by a writer on the disk, by a reader in memory.
    ///
    /// - Parameters:
    ///   - mark: what a writer compares the ledger with before it signs, and keeps up with what it signs.
    ///   - acceptsRollback: whether a ledger that is behind the mark, or beside it, is opened for writing all the same.
    ///   - readsWholeChain: whether a reader that finds the derived tables damaged, or cannot have any, makes them in memory from the
    ///     whole chain; else that is an error, which may come of a writer that is just at them.
    /// - Throws: `damaged`, `behindCheckpoint`, `rolledBack`, or `storage` with the cause `locked` if there is another writer.
    public static func open(
        _ files: LedgerFiles, in fileSystem: any FileSystem, key: VerifierKey, signers: Signers? = nil,
        mark: HighWaterMark? = nil, acceptsRollback: Bool = false, readsWholeChain: Bool = true,
        clock: @escaping @Sendable () -> UInt64 = { 0 }, sizes: LedgerSizes = LedgerSizes()
    ) throws(LedgerError) -> Ledger {
        var writer: LedgerWriter?
        if let signers {
            let lock = try storing { () throws(StoreError) in try fileSystem.lock(files.lock, access: .shared) }
            writer = LedgerWriter(files, fileSystem, lock: lock, signers: signers, clock: clock, sizes: sizes)
            try writer?.take(mark, acceptsRollback: acceptsRollback)
        }
        let signed = try readCheckpoint(files, fileSystem, key)
        let checkpoint = signed.checkpoint
        var repairLock: (any FileLock)?
        if writer == nil, !isDerivedComplete(files, fileSystem, checkpoint) {
            // Whoever holds the lock has written the tables as far as the checkpoint already.
            repairLock = try? fileSystem.lock(files.lock, access: .shared)
        }
        let mayWrite = writer != nil || repairLock != nil
        defer { withExtendedLifetime(repairLock) {} }
        func make(_ tables: DerivedTables) -> Ledger {
            Ledger(files: files, fileSystem: fileSystem, key: key, checkpoint: signed, tables: tables, writer: writer)
        }
        do throws(LedgerError) {
            let tables = try storing { () throws(StoreError) in
                if mayWrite { try fileSystem.createDirectory(files.index, access: .shared) }
                return try DerivedTables(fileSystem, files, writable: mayWrite)
            }
            let ledger = make(tables)
            if mayWrite {
                try ledger.recover(to: checkpoint)
            } else {
                try ledger.takeUp(checkpoint)
            }
            ledger.mayMendTables = true
            return ledger
        } catch {
            guard writer == nil, readsWholeChain else { throw error }
            let ledger = make(DerivedTables(inMemory: files, fileSystem))
            try ledger.rebuildTables(to: checkpoint.treeSize, root: checkpoint.rootHash, after: error)
            return ledger
        }
    }

    private init(
        files: LedgerFiles, fileSystem: any FileSystem, key: VerifierKey, checkpoint: SignedCheckpoint?,
        tables: DerivedTables,
        writer: LedgerWriter?
    ) {
        self.files = files
        self.fileSystem = fileSystem
        self.key = key
        self.checkpoint = checkpoint
        self.tables = tables
        self.writer = writer
        origin = key.name.text
        tree = Frontier()
        blockCount = 0
        // Whoever writes looks back at little.
        blocks = BlockReader(
            files: files, fileSystem: fileSystem, tables: tables, keptBytes: writer == nil ? 48 << 20 : 8 << 20)
    }

    // MARK: - Reading

    /// The block that holds an entry, with the entry's place in it.
    public func block(with entry: UInt64) throws(LedgerError) -> (block: Block, position: Int) {
        guard entry < treeSize else { throw LedgerError(.noSuchEntry, "entry") }
        let (kept, position) = try locate(entry)
        return (kept.block, position)
    }

    /// As `block(with:)`, also while the tree is still being taken up.
    func locate(_ entry: UInt64) throws(LedgerError) -> (kept: BlockReader.Kept, position: Int) {
        if let kept = blocks.last(with: entry) { return (kept, Int(entry - kept.block.header.firstEntry)) }
        do throws(LedgerError) {
            return try find(entry)
        } catch {
            try mend(after: error)
            return try find(entry)
        }
    }

    private func find(_ entry: UInt64) throws(LedgerError) -> (kept: BlockReader.Kept, position: Int) {
        let height = try storing { () throws(StoreError) in
            try tables.height(ofBlockWith: entry, blockCount: blockCount, treeSize: treeSize)
        }
        let kept = try blocks.block(height)
        guard entry >= kept.block.header.firstEntry, entry < kept.block.header.treeSize else {
            throw LedgerError(.damaged, "index.blocks", place: LedgerPlace(file: files.blockTable, block: height))
        }
        return (kept, Int(entry - kept.block.header.firstEntry))
    }

    /// The block of a height below `blockCount`.
    public func block(_ height: UInt64) throws(LedgerError) -> Block {
        do throws(LedgerError) {
            return try blocks.block(height).block
        } catch {
            try mend(after: error)
            return try blocks.block(height).block
        }
    }

    /// The bytes of an entry.
    public func entry(_ number: UInt64) throws(LedgerError) -> ArraySlice<UInt8> { try sealedEntry(number).bytes }

    /// The bytes of an entry, and when its block was sealed, in milliseconds since 1970-01-01T00:00:00Z.
    public func sealedEntry(
        _ number: UInt64
    ) throws(LedgerError) -> (bytes: ArraySlice<UInt8>, sealedMilliseconds: UInt64) {
        guard number < treeSize else { throw LedgerError(.noSuchEntry, "entry") }
        let (kept, position) = try locate(number)
        return (kept.block.entries[position], kept.block.header.timeMilliseconds)
    }

    /// Proves many entries of this ledger cheaply, in ascending order.
    public func prover() throws(MerkleLogError) -> TileProver<LedgerTiles> {
        try TileProver(reading: LedgerTiles(ledger: self), treeSize: treeSize)
    }

    // MARK: - Writing

    /// Adds entries as one transaction in one block, and returns when they are durable and, unless more follow, in the signed
    /// checkpoint.
    ///
    /// - Parameters:
    ///   - entries: what the block holds.
    ///   - time: when it is sealed, milliseconds since 1970, where the caller has looked at the clock already; never before the
    ///     last block.
    ///   - hasSuccessor: whether another block follows at once: then readers see this one with the checkpoint of that one,
    ///     or of `close`.
    /// - Throws: `keyMissing` for a ledger opened for reading, `limit`, `storage`; after a failure to write, every later
    ///   call throws `handleFailed`.
    @discardableResult
    public func append(
        _ entries: EntryList, time: UInt64? = nil, hasSuccessor: Bool = false
    ) throws(LedgerError) -> BlockHeader {
        guard let writer else { throw LedgerError(.keyMissing, "append") }
        guard !writer.hasFailed else { throw LedgerError(.handleFailed, "append") }
        guard entries.count > 0, entries.count <= Block.maximumEntryCount else {
            throw LedgerError(.limit, "block.entryCount")
        }
        guard treeSize + UInt64(entries.count) <= Self.maximumTreeSize else { throw LedgerError(.limit, "ledger.full") }
        guard entries.bytes.count + TransactionEnvelope.byteCount <= Frame.bodyLimit else {
            throw LedgerError(.limit, "block.bodyLength")
        }
        let sealed = seal(entries, at: time ?? writer.clock(), writer)
        do {
            let row = try storing { () throws(StoreError) in try write(sealed, writer) }
            tree = sealed.tree
            lastHeader = sealed.prefix.header
            blockCount += 1
            try storing { () throws(StoreError) in try tables.append(row, completed: sealed.completed) }
            if !hasSuccessor { try acknowledge(writer) }
        } catch {
            writer.hasFailed = true
            throw error
        }
        return sealed.prefix.header
    }

    /// Names the last block in a checkpoint, and now and then makes the derived tables durable up to it.
    private func acknowledge(_ writer: LedgerWriter) throws(LedgerError) {
        try signCheckpoint(writer)
        if blockCount >= writer.syncedBlockCount + writer.sizes.blocksBetweenSyncs { try syncTables() }
    }

    /// Acknowledges what no checkpoint names yet, and makes the derived tables durable, so that the next opening has nothing
    /// to do.
    ///
    /// Call it when done writing.
    public func close() throws(LedgerError) {
        guard let writer, !writer.hasFailed else { return }
        do {
            if checkpoint?.checkpoint.treeSize != treeSize { try signCheckpoint(writer) }
            if let checkpoint { try writer.advanceMark(to: checkpoint, isLast: true) }
            try syncTables()
        } catch {
            writer.hasFailed = true
            throw error
        }
    }

    /// A block ready to be written, with the tree after it.
    private struct SealedBlock {
        var prefix: Block.Prefix
        var body: FrameBody
        var tree: Frontier
        var completed: [(level: Int, hash: Digest)]
    }

    private func seal(_ entries: EntryList, at time: UInt64, _ writer: LedgerWriter) -> SealedBlock {
        let leafHashes = entries.leafHashes()
        var tree = self.tree
        var completed: [(level: Int, hash: Digest)] = []
        tree.append(leafHashes: leafHashes) { completed.append(($0, $2)) }
        let envelope = TransactionEnvelope.signed(
            leafHashes: leafHashes[...], origin: origin, by: writer.signers.member)
        var envelopeBytes = ByteWriter(capacity: TransactionEnvelope.byteCount)
        envelope.encode(into: &envelopeBytes)
        let body = FrameBody(
            compressing: Block.body(envelopes: [envelope], entries: entries), using: writer.deflator)
        let header = BlockHeader(
            height: blockCount, timeMilliseconds: max(time, lastTime),
            firstEntry: treeSize, entryCount: entries.count, transactionCount: 1,
            previousHeaderHash: lastHeader?.hash ?? .zero, treeRoot: tree.root,
            transactionsHash: envelopeBytes.bytes.withUnsafeBytes { TransactionEnvelope.hash(ofEncoded: $0) },
            bodyHash: SHA256.hash(body.stored))
        // A ledger of one has no membership to name yet: epoch, round, phase and membership are zero.
        var seal = Seal(
            signer: writer.signers.member.publicKey.bytes, epoch: 0, round: 0, phase: 0, membershipHash: .zero,
            signature: [])
        seal.signature = writer.signers.member.signature(for: seal.message(origin: origin, header: header)).bytes
        return SealedBlock(
            prefix: Block.Prefix(header: header, seals: [seal]), body: body, tree: tree, completed: completed)
    }

    private func write(_ sealed: SealedBlock, _ writer: LedgerWriter) throws(StoreError) -> DerivedTables.BlockRow {
        var frame: [UInt8] = []
        try FrameWriter.append(
            kind: Block.frameKind, prefix: sealed.prefix.encoded(), body: sealed.body, to: &frame)
        let header = sealed.prefix.header
        let position = try writer.segments.append(frame, newSegment: header.height)
        try writer.segments.sync()
        return DerivedTables.BlockRow(
            firstEntry: header.firstEntry, segment: position.segment, offset: position.offset, frameBytes: frame.count,
            entryCount: header.entryCount)
    }

    private func signCheckpoint(_ writer: LedgerWriter) throws(LedgerError) {
        let signed: SignedCheckpoint
        do throws(MerkleLogError) {
            signed = try Checkpoint(origin: origin, treeSize: treeSize, rootHash: tree.root)
                .signed(by: writer.signers.checkpoint)
        } catch {
            throw LedgerError(.keyMissing, error.code.rawValue)
        }
        try storing { () throws(StoreError) in
            try fileSystem.atomicReplace(files.checkpoint, with: Array(signed.formatted.utf8), access: .shared)
        }
        checkpoint = signed
        try writer.advanceMark(to: signed, isLast: false)
    }

    private func syncTables() throws(LedgerError) {
        try storing { () throws(StoreError) in
            try tables.sync(.init(treeSize: treeSize, blockCount: blockCount, treeRoot: tree.root))
        }
        writer?.syncedBlockCount = blockCount
    }

    // MARK: - Opening

    /// Takes up the ledger as a checkpoint says it is, for a reader.
    private func takeUp(_ checkpoint: Checkpoint) throws(LedgerError) {
        // Behind the mark there may be rows of blocks that never came to the disk.
        let mark = tables.syncedMark()
        let isMarked = mark.treeSize == checkpoint.treeSize && mark.treeRoot == checkpoint.rootHash
        let last = try storing { () throws(StoreError) in
            try tables.height(
                ofBlockWith: checkpoint.treeSize - 1, blockCount: isMarked ? mark.blockCount : tables.blocks.count,
                treeSize: checkpoint.treeSize)
        }
        blockCount = last + 1
        lastHeader = try blocks.block(last).block.header
        try restoreTree(treeSize: checkpoint.treeSize)
        guard lastHeader?.treeSize == checkpoint.treeSize, tree.root == checkpoint.rootHash else {
            throw LedgerError(.damaged, "checkpoint.rootMismatch", place: LedgerPlace(file: files.checkpoint))
        }
    }

    private func restoreTree(treeSize: UInt64) throws(LedgerError) {
        // The tiles reach as far as the blocks; the reader of tiles asks for no more than `treeSize`.
        do {
            tree = try LedgerTiles(ledger: self).frontier(treeSize: treeSize)
        } catch {
            throw LedgerError(.damaged, "index.tree", place: LedgerPlace(file: files.treeTable(level: 1)))
        }
    }

    /// Takes up the tables as far as their mark says, if they are of this chain; returns where the chain goes on.
    private func takeUp(_ mark: DerivedTables.Mark, within checkpoint: Checkpoint) throws -> ChainPosition {
        // The mark follows the checkpoint: one that is ahead of it was not written by us.
        guard mark.blockCount > 0, mark.treeSize <= checkpoint.treeSize else {
            throw LedgerError(.damaged, "index.blocks")
        }
        blockCount = mark.blockCount
        let row = try tables.row(ofBlock: mark.blockCount - 1)
        let header = try blocks.block(mark.blockCount - 1).block.header
        try restoreTree(treeSize: mark.treeSize)
        guard header.treeSize == mark.treeSize, header.treeRoot == mark.treeRoot, tree.root == mark.treeRoot else {
            throw LedgerError(.damaged, "index.blocks")
        }
        lastHeader = header
        return ChainPosition(segment: row.segment, offset: row.offset + UInt64(row.frameBytes))
    }

    /// Brings the derived tables up to the chain, cuts a torn tail, and checks the chain against the checkpoint.
    private func recover(to checkpoint: Checkpoint) throws(LedgerError) {
        var mark = tables.syncedMark()
        var position = ChainPosition.start
        if let end = try? takeUp(mark, within: checkpoint) {
            position = end
        } else {
            (mark, tree, lastHeader) = (.none, Frontier(), nil)
        }
        try storing { () throws(StoreError) in
            try tables.cut(treeSize: mark.treeSize, blockCount: mark.blockCount)
        }
        blockCount = mark.blockCount
        var unacknowledged: [(position: SegmentWriter.Position, bytes: [UInt8])] = []
        var rootAtCheckpoint = treeSize == checkpoint.treeSize ? tree.root : nil
        let walk = ChainWalk(files: files, fileSystem: fileSystem, from: position)
        let end = try walk.run { frame, position throws(LedgerError) in
            let isAcknowledged = self.treeSize < checkpoint.treeSize
            // No checkpoint names what stands behind the newest: only a writer takes it in, if it is its own.
            if self.writer == nil && !isAcknowledged { return }
            try self.adopt(frame, at: position, isAcknowledged: isAcknowledged)
            if !isAcknowledged {
                unacknowledged.append((.init(segment: position.segment, offset: position.offset), frame.bytes))
            }
            if self.treeSize == checkpoint.treeSize { rootAtCheckpoint = self.tree.root }
        }
        guard treeSize >= checkpoint.treeSize else {
            throw LedgerError(
                .behindCheckpoint, "checkpoint.treeSize",
                place: LedgerPlace(file: files.checkpoint, entries: treeSize..<checkpoint.treeSize))
        }
        guard rootAtCheckpoint == checkpoint.rootHash else {
            throw LedgerError(.damaged, "checkpoint.rootMismatch", place: LedgerPlace(file: files.checkpoint))
        }
        if let writer {
            // What is built on must be what this node sealed, to the last bit of its header.
            let last = try blockCount > 0 ? blocks.block(blockCount - 1).block : nil
            let own = [memberKey, writer.signers.formerMember]
            if let last, !own.contains(where: { last.isSigned(by: $0, origin: origin) }) {
                throw LedgerError(.damaged, "block.seal", place: LedgerPlace(file: files.chain, block: blockCount - 1))
            }
            try writer.compare(self)
            try storing { () throws(StoreError) in
                try writer.segments.rewrite(unacknowledged)
                if let end { try writer.segments.resume(segment: end.segment, at: end.offset) }
            }
            if treeSize > checkpoint.treeSize { try signCheckpoint(writer) }
            if let signed = self.checkpoint { try writer.beginMark(at: signed) }
        }
        guard treeSize > mark.treeSize else { return }
        do {
            try syncTables()
        } catch  where writer == nil {
            // Reading goes on without: on a full disk the next reader does it again.
        }
    }

    /// Takes a block that stands behind the tables into them, if it continues the chain.
    ///
    /// What the checkpoint covers is vouched for by its root. What is behind it is not, and whoever can write to the disk
    /// can append a block: it is taken in only if this writer's own key has sealed and signed it.
    func adopt(
        _ frame: Frame, at position: ChainPosition, isAcknowledged: Bool
    ) throws(LedgerError) {
        let place = LedgerPlace(file: position.path(in: files), offset: position.offset, block: blockCount)
        let block = try blocks.decode(frame, place: place)
        guard block.header.height == blockCount, block.header.firstEntry == treeSize,
            block.header.previousHeaderHash == lastHeader?.hash ?? .zero
        else { throw LedgerError(.damaged, "block.chain", place: place) }
        if !isAcknowledged, !block.isSigned(by: memberKey, origin: origin) {
            throw LedgerError(.damaged, "block.foreign", place: place)
        }
        var completed: [(level: Int, hash: Digest)] = []
        tree.append(leafHashes: block.leafHashes()) { completed.append(($0, $2)) }
        guard tree.root == block.header.treeRoot else { throw LedgerError(.damaged, "block.treeRoot", place: place) }
        try storing { () throws(StoreError) in
            try tables.append(
                DerivedTables.BlockRow(
                    firstEntry: block.header.firstEntry, segment: position.segment, offset: position.offset,
                    frameBytes: frame.bytes.count, entryCount: block.header.entryCount), completed: completed)
        }
        lastHeader = block.header
        blockCount += 1
    }
}
