/// The names of a ledger's files.
///
/// ```
/// ledger.json   format version, origin, key, created: readable with cat
/// checkpoint    the newest signed checkpoint: readable with cat
/// chain/        NNNNNNNNNNNN.seg, named by the height of the first block
/// vault/        NNNNNNNNNNNN.seg, named by the number of the first page: pages of encrypted records
/// index/        derived: blocks, tree-1 … tree-3, synced, *.run; may be deleted and is rebuilt
/// keys/         this node's keys, the wrapped keys of pages
/// tls/          certificates of this node's server; not in backups
/// witnesses/    who cosigns, and the newest checkpoint that each has cosigned
/// lock          held by the one writer
/// ```
public struct LedgerFiles: Sendable {
    /// The ledger's directory.
    public let directory: String

    /// Names the files in a directory.
    public init(directory: String) {
        self.directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    }

    /// Says what ledger this is.
    public var description: String { directory + "/ledger.json" }
    /// The newest signed checkpoint.
    public var checkpoint: String { directory + "/checkpoint" }
    /// The directory of blocks.
    public var chain: String { directory + "/chain" }
    /// The directory of encrypted records.
    public var vault: String { directory + "/vault" }
    /// The directory of derived files.
    public var index: String { directory + "/index" }
    /// The directory of keys.
    public var keys: String { directory + "/keys" }
    /// The writer's lock.
    public var lock: String { directory + "/lock" }
    /// Where each block stands.
    var blockTable: String { index + "/blocks" }
    /// How far the derived tables are known to be durable.
    var syncedMark: String { index + "/synced" }
    /// The hashes of a level of tiles.
    func treeTable(level: Int) -> String { index + "/tree-\(level)" }
}
