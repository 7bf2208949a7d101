public import MerkleLog
public import SegmentStore

/// The newest checkpoint that this machine is known to have signed for a ledger, kept outside of the ledger's directory; of a
/// witness, the newest that it has cosigned.
///
/// The directory may be replaced as a whole by an older copy of itself, and then everything in it agrees: only what is kept
/// elsewhere tells. Whoever opens a ledger for writing compares it with the mark before anything is signed, so that no two
/// histories of one ledger are ever signed unknowingly.
///
/// ```
/// 0a1b2c3d.checkpoint   the checkpoint as the ledger has signed it, named by the id of its key: readable with cat
/// 0a1b2c3d.lock         held by whoever writes to a ledger with that key: two copies of one are not written to at once
/// ```
///
/// The mark follows the checkpoint: when a writer opens, when it closes, and when it signs and the mark is a second old. So after
/// a crash the mark may lack what was signed in the last second before it; the next opening for writing makes it up. Only a
/// crash *and* an older copy in the ledger's place before that opening go unseen.
public struct HighWaterMark: Sendable {
    /// Milliseconds that the mark may lag behind what is signed.
    static let maximumLag: UInt64 = 1000

    /// The file.
    public let path: String
    private let directory: String
    private let key: VerifierKey
    private let fileSystem: any FileSystem

    /// The mark of the ledger with that key.
    ///
    /// - Parameter directory: where this machine keeps its marks; made by `replace`.
    public init(of key: VerifierKey, in directory: String, on fileSystem: any FileSystem) {
        let digits = String(key.id, radix: 16)
        self.directory = directory
        self.key = key
        self.fileSystem = fileSystem
        path = "\(directory)/\(String(repeating: "0", count: 8 - digits.count))\(digits).checkpoint"
    }

    /// The checkpoint; nil where this machine has signed none yet.
    ///
    /// - Throws: `damaged` with the reason `mark.malformed`, where the file is not a checkpoint that the ledger's key has signed.
    public func read() throws(LedgerError) -> SignedCheckpoint? {
        let bytes = try storing { () throws(StoreError) -> [UInt8]? in
            do throws(StoreError) {
                return try fileSystem.readAll(path, limit: SignedNote.maximumBytes)
            } catch {
                guard error.code == .notFound else { throw error }
                return nil
            }
        }
        guard let bytes else { return nil }
        guard let signed = try? SignedCheckpoint(parsing: bytes[...]), (try? signed.verify(by: key)) != nil else {
            throw LedgerError(.damaged, "mark.malformed", place: LedgerPlace(file: path))
        }
        return signed
    }

    /// Puts a newer checkpoint in the place of the one before, durably.
    public func replace(with signed: SignedCheckpoint) throws(LedgerError) {
        try storing { () throws(StoreError) in
            try fileSystem.atomicReplace(path, with: Array(signed.formatted.utf8), access: .private)
        }
    }

    /// Keeps others from writing to any copy of the ledger on this machine, or from cosigning for it.
    public func lock() throws(LedgerError) -> any FileLock {
        try storing { () throws(StoreError) in
            try fileSystem.createDirectories(directory, access: .private)
            return try fileSystem.lock(path.dropLast("checkpoint".count) + "lock", access: .private)
        }
    }
}

extension Ledger {
    /// What an earlier checkpoint of the same ledger says of this one.
    public enum Standing: String, Sendable {
        /// This is the same, or has grown from it.
        case consistent
        /// This is shorter: an older copy was put back, or what came later was removed.
        case rolledBack
        /// This has another history.
        case forked
    }

    /// Compares the ledger with an earlier checkpoint of it, whose signature the caller has verified.
    public func standing(toward earlier: Checkpoint) throws(LedgerError) -> Standing {
        guard earlier.treeSize <= treeSize else { return .rolledBack }
        // What is taken up is the checkpoint's tree: mostly that is the one in question.
        if earlier.rootHash == checkpoint?.checkpoint.rootHash, earlier.treeSize == checkpoint?.checkpoint.treeSize {
            return .consistent
        }
        return try root(at: earlier.treeSize) == earlier.rootHash ? .consistent : .forked
    }

    /// What an earlier checkpoint of this ledger says against it; nil where the ledger has grown from it.
    ///
    /// - Parameters:
    ///   - earlier: read before the ledger was opened, where a writer may be at work; its signature is verified.
    ///   - file: where it stands.
    public func contradiction(to earlier: Checkpoint, in file: String) throws(LedgerError) -> LedgerError? {
        let standing = try standing(toward: earlier)
        guard standing != .consistent else { return nil }
        var place = LedgerPlace(file: file)
        if standing == .rolledBack { place.entries = treeSize..<earlier.treeSize }
        return LedgerError(.rolledBack, "mark.\(standing.rawValue)", place: place)
    }

    /// What this machine has signed and the ledger does not hold, where that was accepted when it was opened.
    public var givenUp: Checkpoint? { writer?.givenUp }
}
