/// After how much a ledger begins a new file or makes durable what it has derived.
///
/// No part of the format: a ledger may be written with other sizes each time it is opened. Small ones bring in an hour of a test
/// what years of use bring.
public struct LedgerSizes: Hashable, Sendable {
    /// Bytes after which a segment is sealed and the next one begun.
    public var segmentBytes: UInt64
    /// Blocks after which the next checkpoint syncs the derived tables: what opening after a crash has to read again, and a batch
    /// more.
    public var blocksBetweenSyncs: UInt64
    /// Index keys that are held in memory before a run is written.
    public var keysBetweenFlushes: Int

    /// Takes sizes; those for daily use where none are given.
    public init(segmentBytes: UInt64 = 64 << 20, blocksBetweenSyncs: UInt64 = 64, keysBetweenFlushes: Int = 1 << 18) {
        self.segmentBytes = segmentBytes
        self.blocksBetweenSyncs = blocksBetweenSyncs
        self.keysBetweenFlushes = keysBetweenFlushes
    }
}
