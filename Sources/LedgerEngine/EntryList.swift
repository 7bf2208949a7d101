internal import LedgerCrypto
internal import MerkleLog

/// Entries in order, in one buffer: each with its length in 16 bits, big-endian, before it.
///
/// The buffer is an entry bundle of C2SP tlog-tiles, so that a block's body can be served as it is.
public struct EntryList: Sendable {
    /// The greatest byte count of an entry: its length takes 16 bits.
    public static let maximumEntryBytes = 65_535

    /// The bundle.
    public private(set) var bytes: [UInt8] = []
    /// Where each entry's bytes stand in `bytes`.
    public private(set) var ranges: [Range<Int>] = []

    /// Makes an empty list.
    public init() {}

    /// Number of entries.
    public var count: Int { ranges.count }

    /// The bytes of one entry.
    public subscript(position: Int) -> ArraySlice<UInt8> { bytes[ranges[position]] }

    /// The leaf hashes of the entries, in order.
    func leafHashes() -> [Digest] { bytes.withUnsafeBytes { MerkleTree.leafHashes(of: $0, ranges: ranges) } }

    /// Adds an entry.
    ///
    /// - Throws: `limit` for more than 65,535 bytes or none.
    public mutating func append(_ entry: [UInt8]) throws(LedgerError) {
        guard !entry.isEmpty, entry.count <= Self.maximumEntryBytes else {
            throw LedgerError(.limit, "entry.byteCount")
        }
        bytes.append(UInt8(entry.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: entry.count))
        ranges.append(bytes.count..<bytes.count + entry.count)
        bytes += entry
    }

    /// Takes a bundle apart; nil unless it holds exactly `count` entries and nothing behind them.
    init?(bundle: [UInt8], from start: Int, count: Int) {
        ranges.reserveCapacity(count)
        var offset = start
        for _ in 0..<count {
            guard bundle.count - offset >= 2 else { return nil }
            let length = Int(bundle[offset]) << 8 | Int(bundle[offset + 1])
            offset += 2
            guard length > 0, bundle.count - offset >= length else { return nil }
            ranges.append(offset..<offset + length)
            offset += length
        }
        guard offset == bundle.count else { return nil }
        bytes = bundle
    }
}
