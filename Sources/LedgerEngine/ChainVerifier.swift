internal import LedgerCrypto
public import MerkleLog
public import SegmentStore

/// Something that is not as it was written.
public struct Finding: Hashable, Sendable {
    /// What: the broken rule, such as `block.bodyHash`; the sentence is in `Wording` under `finding.<code>`.
    public var code: String
    /// Where.
    public var place: LedgerPlace

    /// Makes a finding.
    public init(_ code: String, _ place: LedgerPlace) {
        self.code = code
        self.place = place
    }
}

/// Goes through a whole chain and names everything that is wrong with it.
///
/// Works on the files alone, so that a ledger that cannot be opened any more can still be examined. Quick: frames, the
/// hash of each stored body, the chain of headers, the signature and root of the checkpoint. Full: all bodies inflated,
/// the tree recomputed leaf by leaf, every signature, and the derived tables compared with what they are derived from.
/// Damage does not end the walk: it goes on at the next block, and says which checks it had to leave out.
public struct ChainVerifier {
    /// How much was examined.
    public struct Totals: Sendable {
        /// Blocks up to the checkpoint.
        public var blocks: UInt64 = 0
        /// Entries in them.
        public var entries: UInt64 = 0
        /// Bytes of the chain's files.
        public var bytes: UInt64 = 0
        /// Ed25519 signatures that were checked.
        public var signatures = 0
        /// Blocks that stand behind the checkpoint: written, but not yet acknowledged.
        public var unacknowledgedBlocks: UInt64 = 0
    }

    /// What was found, in the order it was found.
    public private(set) var findings: [Finding] = []
    /// What was examined.
    public private(set) var totals = Totals()
    /// When the first block was sealed, milliseconds since 1970; nil where its header is damaged.
    public private(set) var firstBlockMilliseconds: UInt64?

    private let files: LedgerFiles
    private let fileSystem: any FileSystem
    private let key: VerifierKey
    private let isQuick: Bool
    private let inflator = Inflator()
    private var checkpoint: Checkpoint?
    private var previous: BlockHeader?
    private var rootAtCheckpoint: Digest?
    /// Earlier checkpoints that the chain must have grown from, each with the file it stands in; their signatures are verified.
    public var earlier: [(checkpoint: Checkpoint, file: String)] = []
    /// What the tree was where an earlier checkpoint was signed.
    private var earlierRoots: [UInt64: Digest] = [:]
    /// Whether a block was lost to damage that is named already, so that the next one cannot follow on.
    private var isAfterGap = false
    private var tree = Frontier()
    /// Whether every leaf so far is known, so that the tree can be recomputed.
    private var isTreeWhole = true
    private var signatures: [(item: Ed25519.BatchItem, finding: Finding)] = []
    private var tables: DerivedTables?
    private var tableHeights: UInt64 = 0

    /// Gets ready to examine the chain of a ledger.
    public init(_ files: LedgerFiles, in fileSystem: any FileSystem, key: VerifierKey, isQuick: Bool) {
        self.files = files
        self.fileSystem = fileSystem
        self.key = key
        self.isQuick = isQuick
    }

    /// Examines everything.
    ///
    /// - Parameters:
    ///   - visit: called in full mode with each block that is whole in itself; what it finds is added.
    ///   - progress: called with the bytes examined and the bytes in all.
    /// - Throws: `storage` where a file cannot be read at all.
    public mutating func run(
        visit: (Block, LedgerPlace) throws(LedgerError) -> [Finding] = { _, _ throws(LedgerError) in [] },
        progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) {
        try readCheckpoint()
        if !isQuick { openTables() }
        // Without the directory all of it is missing.
        let segments = (try? SegmentName.list(files.chain, in: fileSystem)) ?? []
        var all: UInt64 = 0
        for segment in segments {
            let path = ChainPosition(segment: segment, offset: 0).path(in: files)
            all += try storing { () throws(StoreError) in try fileSystem.size(of: path) }
        }
        for segment in segments {
            let position = ChainPosition(segment: segment, offset: 0)
            if segment != (previous.map { $0.height + 1 } ?? 0) {
                findings.append(Finding("segment.missing", LedgerPlace(file: position.path(in: files), block: segment)))
                loseTree()
            }
            let isLast = segment == segments.last
            let before = totals.bytes
            try examine(segment: position, isLast: isLast, visit) { progress(before + $0, all) }
        }
        checkSignatures()
        finish()
    }

    // MARK: - Segments and frames

    private mutating func examine(
        segment: ChainPosition, isLast: Bool, _ visit: (Block, LedgerPlace) throws(LedgerError) -> [Finding],
        _ progress: (UInt64) -> Void
    ) throws(LedgerError) {
        var position = segment
        let file = try storing { () throws(StoreError) in try fileSystem.open(position.path(in: files), .read) }
        let size = try storing { () throws(StoreError) in try file.size() }
        while position.offset < size {
            do {
                let frame = try Frame.read(from: file, at: position.offset)
                try examine(frame, at: position, visit)
                position.offset += UInt64(frame.bytes.count)
            } catch let error as StoreError where error.code == .damaged {
                let next = try storing { () throws(StoreError) in
                    try Self.nextFrame(in: file, after: position.offset, size: size)
                }
                let isTail = isLast && next == nil && (previous?.treeSize ?? 0) >= (checkpoint?.treeSize ?? .max)
                // A torn last block behind the checkpoint was never appended: the next writer cuts it.
                if !isTail { note(error.reason, at: position) }
                position.offset = next ?? size
            } catch let error as LedgerError {
                throw error
            } catch let error as StoreError {
                throw LedgerError(error)
            } catch {
                throw LedgerError(.storage, "read")
            }
            progress(position.offset)
        }
        totals.bytes += size
    }

    /// A frame that cannot be read: names it and the entries it must have held.
    private mutating func note(_ code: String, at position: ChainPosition) {
        let height = previous.map { $0.height + 1 } ?? 0
        findings.append(
            Finding(
                code, LedgerPlace(file: position.path(in: files), offset: position.offset, block: height)))
        isAfterGap = true
        loseTree()
    }

    /// The next offset at which a frame's header is intact.
    private static func nextFrame(
        in file: any File, after offset: UInt64, size: UInt64
    ) throws(StoreError) -> UInt64? {
        // A header that is intact tells where its frame ends, even if the frame's content is damaged.
        let head = try file.readBytes(at: offset, count: Frame.Header.byteCount)
        if let header = try? head.withUnsafeBytes({ try Frame.Header.parse($0) }),
            offset + UInt64(header.totalByteCount) < size
        {
            return offset + UInt64(header.totalByteCount)
        }
        var start = offset + 8
        while start + UInt64(Frame.Header.byteCount) <= size {
            let bytes = try file.readBytes(at: start, count: 1 << 20)
            let found = bytes.withUnsafeBytes { bytes in
                stride(from: 0, through: bytes.count - Frame.Header.byteCount, by: 8).first {
                    (try? Frame.Header.parse(UnsafeRawBufferPointer(rebasing: bytes[$0...]))) != nil
                }
            }
            if let found { return start + UInt64(found) }
            guard bytes.count > Frame.Header.byteCount else { return nil }
            start += UInt64((bytes.count - Frame.Header.byteCount) / 8 * 8 + 8)
        }
        return nil
    }

    private mutating func loseTree() {
        isTreeWhole = false
    }

    // MARK: - Blocks

    private mutating func examine(
        _ frame: Frame, at position: ChainPosition, _ visit: (Block, LedgerPlace) throws(LedgerError) -> [Finding]
    ) throws(LedgerError) {
        let frameplace = LedgerPlace(file: position.path(in: files), offset: position.offset)
        let prefix: Block.Prefix
        do {
            prefix = try BlockReader.prefix(of: frame)
        } catch {
            findings.append(Finding(error.reason, error.placed(frameplace).place))
            // A header that is whole still carries the chain on.
            if error.reason == "block.bodyHash", let prefix = try? Block.Prefix(frame.prefix[...]) {
                checkChain(
                    prefix.header, at: LedgerPlace(prefix.header, file: frameplace.file, offset: frameplace.offset))
                previous = prefix.header
                noteRoot(prefix.header)
            }
            loseTree()
            return
        }
        let header = prefix.header
        let place = LedgerPlace(header, file: frameplace.file, offset: frameplace.offset)
        if let checkpoint, header.firstEntry >= checkpoint.treeSize { totals.unacknowledgedBlocks += 1 }
        checkChain(header, at: place)
        if header.height == 0 { firstBlockMilliseconds = header.timeMilliseconds }
        previous = header
        noteRoot(header)
        totals.blocks += 1
        totals.entries += UInt64(header.entryCount)
        if isQuick { return }
        let block: Block
        do {
            block = try Block(prefix, body: try storing { () throws(StoreError) in try frame.body(using: inflator) })
        } catch {
            findings.append(Finding(error.reason, error.placed(place).place))
            loseTree()
            return
        }
        try examine(block, at: place, position: position, frameBytes: frame.bytes.count)
        findings += try visit(block, place)
    }

    /// Checks that a header continues the one before it.
    private mutating func checkChain(_ header: BlockHeader, at place: LedgerPlace) {
        let expectedHeight = previous.map { $0.height + 1 } ?? 0
        if isAfterGap, header.height > expectedHeight {
            isAfterGap = false
            // Now it is known which entries the lost block held.
            let start = previous?.treeSize ?? 0
            if start < header.firstEntry,
                let lost = findings.lastIndex(where: { $0.place.block == expectedHeight && $0.place.entries == nil })
            {
                findings[lost].place.entries = start..<header.firstEntry
            }
            return
        }
        if header.height != expectedHeight || header.firstEntry != (previous?.treeSize ?? 0)
            || header.previousHeaderHash != (previous?.hash ?? .zero)
        {
            findings.append(Finding("block.chain", place))
            loseTree()
        }
        if header.timeMilliseconds < previous?.timeMilliseconds ?? 0 { findings.append(Finding("block.time", place)) }
    }

    private mutating func examine(
        _ block: Block, at place: LedgerPlace, position: ChainPosition, frameBytes: Int
    ) throws(LedgerError) {
        let leafHashes = block.leafHashes()
        var completed: [(level: Int, index: UInt64, hash: Digest)] = []
        if isTreeWhole {
            tree.append(leafHashes: leafHashes) { completed.append(($0, $1, $2)) }
            if tree.root != block.header.treeRoot {
                findings.append(Finding("block.treeRoot", place))
                loseTree()
            }
        }
        var start = 0
        for envelope in block.envelopes {
            var entries = Frontier()
            entries.append(leafHashes: leafHashes[start..<start + envelope.entryCount])
            start += envelope.entryCount
            if entries.root != envelope.entriesRoot { findings.append(Finding("transaction.entriesRoot", place)) }
            expectSignature(
                envelope.signature, by: envelope.signer,
                over: TransactionEnvelope.message(
                    origin: key.name.text, signer: envelope.signer, entryCount: envelope.entryCount,
                    entriesRoot: envelope.entriesRoot), else: Finding("transaction.signature", place))
        }
        for seal in block.seals {
            expectSignature(
                seal.signature, by: seal.signer, over: seal.message(origin: key.name.text, header: block.header),
                else: Finding("block.seal", place))
        }
        if signatures.count >= 4096 { checkSignatures() }
        if isTreeWhole { compareTables(block.header, position, frameBytes, completed) }
    }

    // MARK: - Signatures

    private mutating func expectSignature(
        _ signature: [UInt8], by signer: [UInt8], over message: [UInt8], else finding: Finding
    ) {
        guard let key = try? Ed25519.PublicKey(bytes: signer), let signature = Ed25519.Signature(signature) else {
            findings.append(finding)
            return
        }
        signatures.append((Ed25519.BatchItem(publicKey: key, signature: signature, message: message), finding))
    }

    private mutating func checkSignatures() {
        let invalid = Ed25519.verify(batch: signatures.map(\.item)) { (try? SystemRandom.bytes($0)) ?? [] }
        for position in invalid { findings.append(signatures[position].finding) }
        totals.signatures += signatures.count
        signatures.removeAll(keepingCapacity: true)
    }

    // MARK: - Checkpoint and derived tables

    private mutating func readCheckpoint() throws(LedgerError) {
        do {
            let bytes = try fileSystem.readAll(files.checkpoint, limit: SignedNote.maximumBytes)
            let signed = try SignedCheckpoint(parsing: bytes[...])
            try signed.verify(by: key)
            checkpoint = signed.checkpoint
        } catch let error as MerkleLogError {
            findings.append(Finding(error.code.rawValue, LedgerPlace(file: files.checkpoint)))
        } catch let error as StoreError {
            findings.append(Finding("checkpoint.unreadable", LedgerPlace(file: files.checkpoint)))
            if error.code == .permission { throw LedgerError(error) }
        } catch {
            throw LedgerError(.storage, "read")
        }
    }

    private mutating func finish() {
        guard let checkpoint else { return }
        let place = LedgerPlace(file: files.checkpoint)
        let end = previous?.treeSize ?? 0
        compareEarlier(upTo: checkpoint.treeSize)
        if end < checkpoint.treeSize {
            var place = place
            place.entries = end..<checkpoint.treeSize
            findings.append(Finding("checkpoint.treeSize", place))
        } else if rootAtCheckpoint != checkpoint.rootHash {
            findings.append(Finding("checkpoint.rootMismatch", place))
        }
    }

    /// Names the earlier checkpoints that this chain is not what has become of.
    private mutating func compareEarlier(upTo treeSize: UInt64) {
        for (earlier, file) in earlier {
            var place = LedgerPlace(file: file)
            if earlier.treeSize > treeSize {
                place.entries = treeSize..<earlier.treeSize
                findings.append(Finding("mark.rolledBack", place))
            } else if earlierRoots[earlier.treeSize] != earlier.rootHash {
                // A ledger signs at the ends of its blocks only.
                findings.append(Finding("mark.forked", place))
            }
        }
    }

    /// Takes what a header says of the tree, where a checkpoint says it too.
    private mutating func noteRoot(_ header: BlockHeader) {
        if header.treeSize == checkpoint?.treeSize { rootAtCheckpoint = header.treeRoot }
        if earlier.contains(where: { $0.checkpoint.treeSize == header.treeSize }) {
            earlierRoots[header.treeSize] = header.treeRoot
        }
    }

    private mutating func openTables() {
        let opened = try? DerivedTables(fileSystem, files, writable: false)
        // Without a mark they are behind or gone; the next opening writes them anew.
        guard let opened, opened.syncedMark().blockCount > 0 else { return }
        tables = opened
        tableHeights = opened.syncedMark().blockCount
    }

    private mutating func compareTables(
        _ header: BlockHeader, _ position: ChainPosition, _ frameBytes: Int,
        _ completed: [(level: Int, index: UInt64, hash: Digest)]
    ) {
        guard let tables, header.height < tableHeights else { return }
        let expected = DerivedTables.BlockRow(
            firstEntry: header.firstEntry, segment: position.segment, offset: position.offset, frameBytes: frameBytes,
            entryCount: header.entryCount)
        if (try? tables.row(ofBlock: header.height)) != expected {
            findings.append(Finding("index.blocks", LedgerPlace(header, file: files.blockTable)))
        }
        for node in completed where DerivedTables.treeLevels.contains(node.level) {
            let stored = try? tables.hashes(level: node.level, from: node.index, count: 1)
            if stored != [node.hash] {
                findings.append(Finding("index.tree", LedgerPlace(header, file: files.treeTable(level: node.level))))
            }
        }
    }
}
