/// The name under which entries are found again: the first 88 bits of a digest.
///
/// The layer above hashes (namespace, bytes) and truncates. 88 bits are enough that among a thousand million keys two
/// meet by chance once in 600 million ledgers; whoever needs certainty compares the entries found. Keys are spread
/// evenly, which the look-up counts on for its speed, never for its safety.
public struct IndexKey: Hashable, Comparable, Sendable {
    /// The length of a key in bytes.
    public static let byteCount = 11

    /// The first 64 bits.
    let high: UInt64
    /// The other 24 bits.
    let low: UInt32

    init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low
    }

    /// Takes the first 11 bytes of a digest.
    public init(truncating digest: UnsafeRawBufferPointer) {
        precondition(digest.count >= Self.byteCount)
        high = UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self))
        low = UInt32(digest[8]) << 16 | UInt32(digest[9]) << 8 | UInt32(digest[10])
    }

    /// Takes the first 11 bytes of a digest.
    public init(truncating digest: [UInt8]) {
        self = digest.withBytes { IndexKey(truncating: $0) }
    }

    /// The key's 11 bytes.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64($0))) }
            + (0..<3).map { UInt8(truncatingIfNeeded: low >> (16 - 8 * UInt32($0))) }
    }

    /// Orders keys as their bytes are ordered.
    public static func < (left: IndexKey, right: IndexKey) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// A row of a run, or a pair in memory: a key of 88 bits and a value of 40, in the order of keys, then values.
struct IndexRow: Comparable {
    static let byteCount = 16
    /// Entry numbers and offsets in the postings area are below this.
    static let valueLimit: UInt64 = 1 << 39
    /// Set in the value of a row whose value is an offset in the postings area.
    static let listFlag: UInt64 = 1 << 39

    /// The first 64 bits of the key.
    var high: UInt64
    /// The other 24 bits of the key, then the value.
    var low: UInt64

    @inline(__always)
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    @inline(__always)
    init(_ key: IndexKey, value: UInt64) {
        self.init(high: key.high, low: UInt64(key.low) << 40 | value)
    }

    /// Reads a row; the caller has checked that it lies inside.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        high = bytes.littleEndian(at: offset, as: UInt64.self).byteSwapped
        low = bytes.littleEndian(at: offset + 8, as: UInt64.self).byteSwapped
    }

    @inline(__always)
    var key: IndexKey { IndexKey(high: high, low: UInt32(truncatingIfNeeded: low >> 40)) }

    @inline(__always)
    var value: UInt64 { low & (1 << 40 - 1) }

    @inline(__always)
    func hasKey(of other: IndexRow) -> Bool { high == other.high && low >> 40 == other.low >> 40 }

    @inline(__always)
    static func < (left: IndexRow, right: IndexRow) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
