internal import LedgerCrypto
internal import MerkleLog
internal import SegmentStore

/// A block as it is read: header and seals from the frame's prefix, envelopes and entries from its body.
///
/// Frame prefix: the header (160 bytes), the number of seals (2 bytes), the seals (144 bytes each).
/// Frame body, raw deflate or stored where that is not longer: the transaction envelopes (136 bytes each), then the entries as an entry bundle.
public struct Block: Sendable {
    /// The frame kind of blocks.
    static let frameKind: UInt8 = 1
    /// The greatest number of entries in a block.
    public static let maximumEntryCount = 1 << 20
    /// The greatest number of seals under a block.
    static let maximumSealCount = 256

    /// The header.
    public var header: BlockHeader
    /// The members' signatures under the header.
    public var seals: [Seal]
    /// The transactions' signed envelopes, in order.
    public var envelopes: [TransactionEnvelope]
    /// The entries of all transactions, in order.
    public var entries: EntryList

    /// Bytes of memory that the block takes, about.
    var byteCount: Int { entries.bytes.count + entries.count * MemoryLayout<Range<Int>>.stride + 1024 }

    /// The signer of each entry, by its position in the block.
    public func signer(ofEntryAt position: Int) -> [UInt8] {
        var end = 0
        for envelope in envelopes {
            end += envelope.entryCount
            if position < end { return envelope.signer }
        }
        return []
    }

    /// Header and seals, as they stand in the frame's prefix.
    public var prefix: Prefix { Prefix(header: header, seals: seals) }

    /// Header and seals as they stand in the frame's prefix.
    public struct Prefix: Sendable {
        /// The header.
        public var header: BlockHeader
        /// The members' signatures under the header.
        public var seals: [Seal]

        init(header: BlockHeader, seals: [Seal]) {
            self.header = header
            self.seals = seals
        }

        /// Decodes header and seals, verifying nothing.
        public init(_ bytes: ArraySlice<UInt8>) throws(LedgerError) {
            var reader = ByteReader(bytes)
            guard let header = BlockHeader(&reader) else { throw LedgerError(.damaged, "block.header") }
            guard let count = reader.readUInt16(), count > 0, count <= Block.maximumSealCount,
                reader.remaining == Int(count) * Seal.byteCount
            else { throw LedgerError(.damaged, "block.seals", place: LedgerPlace(header)) }
            self.header = header
            seals = []
            for _ in 0..<count {
                guard let seal = Seal(&reader) else {
                    throw LedgerError(.damaged, "block.seals", place: LedgerPlace(header))
                }
                seals.append(seal)
            }
        }

        /// The signing keys whose seals hold in a ledger of that name.
        public func validSigners(origin: String) -> [[UInt8]] {
            seals.filter { seal in
                guard let key = try? Ed25519.PublicKey(bytes: seal.signer),
                    let signature = Ed25519.Signature(seal.signature)
                else { return false }
                return key.isValid(signature, for: seal.message(origin: origin, header: header))
            }
            .map(\.signer)
        }

        /// The bytes that `init(_:)` takes.
        public func encoded() -> [UInt8] {
            var out = ByteWriter(capacity: BlockHeader.byteCount + 2 + seals.count * Seal.byteCount)
            out.append(contentsOf: header.encoded())
            out.append(UInt16(clamping: seals.count))
            for seal in seals { seal.encode(into: &out) }
            return out.bytes
        }
    }

    /// Joins envelopes and entries to the body that a frame carries.
    static func body(envelopes: [TransactionEnvelope], entries: EntryList) -> [UInt8] {
        var out = ByteWriter(capacity: envelopes.count * TransactionEnvelope.byteCount + entries.bytes.count)
        for envelope in envelopes { envelope.encode(into: &out) }
        out.append(contentsOf: entries.bytes)
        return out.bytes
    }

    /// Takes a body apart and checks that it is what the header speaks of: its counts and the envelopes' hash.
    init(_ prefix: Prefix, body: [UInt8]) throws(LedgerError) {
        header = prefix.header
        seals = prefix.seals
        envelopes = []
        let envelopeBytes = header.transactionCount * TransactionEnvelope.byteCount
        guard body.count >= envelopeBytes else {
            throw LedgerError(.damaged, "block.body", place: LedgerPlace(header))
        }
        let hash = body.withUnsafeBytes { TransactionEnvelope.hash(ofEncoded: .init(rebasing: $0[..<envelopeBytes])) }
        guard hash == header.transactionsHash else {
            throw LedgerError(.damaged, "block.transactionsHash", place: LedgerPlace(header))
        }
        var reader = ByteReader(body)
        var entryCount = 0
        for _ in 0..<header.transactionCount {
            guard let envelope = TransactionEnvelope(&reader) else {
                throw LedgerError(.damaged, "block.envelopes", place: LedgerPlace(header))
            }
            entryCount += envelope.entryCount
            envelopes.append(envelope)
        }
        guard entryCount == header.entryCount,
            let entries = EntryList(bundle: body, from: envelopeBytes, count: entryCount)
        else { throw LedgerError(.damaged, "block.entries", place: LedgerPlace(header)) }
        self.entries = entries
    }

    /// Whether one key has sealed the block and signed all its transactions.
    func isSigned(by key: [UInt8], origin: String) -> Bool {
        guard let publicKey = try? Ed25519.PublicKey(bytes: key) else { return false }
        func holds(_ signer: [UInt8], _ signature: [UInt8], _ message: [UInt8]) -> Bool {
            guard signer == key, let signature = Ed25519.Signature(signature) else { return false }
            return publicKey.isValid(signature, for: message)
        }
        var start = 0
        let leafHashes = leafHashes()
        for envelope in envelopes {
            let root = MerkleTree.root(of: Array(leafHashes[start..<start + envelope.entryCount]))
            let message = TransactionEnvelope.message(
                origin: origin, signer: envelope.signer, entryCount: envelope.entryCount, entriesRoot: root)
            guard root == envelope.entriesRoot, holds(envelope.signer, envelope.signature, message) else {
                return false
            }
            start += envelope.entryCount
        }
        return seals.allSatisfy { holds($0.signer, $0.signature, $0.message(origin: origin, header: header)) }
    }

    /// The leaf hashes of the entries, in order.
    func leafHashes() -> [Digest] { entries.leafHashes() }
}

extension LedgerPlace {
    /// The place of a block.
    init(_ header: BlockHeader, file: String? = nil, offset: UInt64? = nil) {
        self.init(file: file, offset: offset, block: header.height, entries: header.firstEntry..<header.treeSize)
    }
}
