internal import MerkleLog
public import SegmentStore

/// A failure of the ledger: a code, the place and the cause, never a sentence and never an entry's content.
///
/// `damaged` means bytes on disk are not what was written: everything stops and nothing is repaired.
public struct LedgerError: Error, Hashable, Sendable {
    /// The kind of failure; open to growth.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as text.
        public let rawValue: String

        /// Makes a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The directory holds something already.
        public static let exists = Code(rawValue: "exists")
        /// Bytes on disk are not what was written.
        public static let damaged = Code(rawValue: "damaged")
        /// The chain ends before the signed checkpoint: blocks are lost, or an old copy was restored.
        public static let behindCheckpoint = Code(rawValue: "behindCheckpoint")
        /// This machine has signed a checkpoint that the ledger does not hold: it was put back to an older state.
        public static let rolledBack = Code(rawValue: "rolledBack")
        /// No entry has this number.
        public static let noSuchEntry = Code(rawValue: "noSuchEntry")
        /// An entry, a block or the ledger would pass a limit of the format.
        public static let limit = Code(rawValue: "limit")
        /// An earlier write failed; the ledger must be opened again.
        public static let handleFailed = Code(rawValue: "handleFailed")
        /// A key that is needed to write is not there.
        public static let keyMissing = Code(rawValue: "keyMissing")
        /// A file could not be read or written; `cause` says why.
        public static let storage = Code(rawValue: "storage")
    }

    /// The kind of failure.
    public var code: Code
    /// What exactly: the broken rule, such as `block.bodyHash`.
    public var reason: String
    /// Where it is.
    public var place: LedgerPlace
    /// The store's error, where there is one.
    public var cause: StoreError?

    /// Makes an error.
    public init(_ code: Code, _ reason: String, place: LedgerPlace = LedgerPlace(), cause: StoreError? = nil) {
        self.code = code
        self.reason = reason
        self.place = place
        self.cause = cause
    }

    /// Takes an error of the store, with its place.
    public init(_ error: StoreError) {
        self.init(
            error.code == .damaged ? .damaged : .storage, error.reason,
            place: LedgerPlace(file: error.file, offset: error.offset), cause: error)
    }
}

/// A place in a ledger, as far as it is known.
public struct LedgerPlace: Hashable, Sendable {
    /// The path of the file.
    public var file: String?
    /// Byte offset in the file.
    public var offset: UInt64?
    /// Height of the block.
    public var block: UInt64?
    /// Entry numbers.
    public var entries: Range<UInt64>?

    /// Makes a place.
    public init(file: String? = nil, offset: UInt64? = nil, block: UInt64? = nil, entries: Range<UInt64>? = nil) {
        self.file = file
        self.offset = offset
        self.block = block
        self.entries = entries
    }
}

/// Runs storage calls and turns their errors into the ledger's.
func storing<Value>(_ body: () throws(StoreError) -> Value) throws(LedgerError) -> Value {
    do { return try body() } catch { throw LedgerError(error) }
}
