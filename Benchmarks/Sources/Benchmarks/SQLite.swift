internal import CSQLite

/// SQLite said no.
struct SQLiteFailure: Error, CustomStringConvertible {
    let description: String
}

/// A connection to an SQLite database, and no more of it than the peers need.
final class SQLite {
    let path: String
    private let handle: OpaquePointer?
    private var syncs = SyncCounter()

    init(_ path: String) throws {
        self.path = path
        var handle: OpaquePointer?
        let result = sqlite3_open(path, &handle)
        self.handle = handle
        try check(result)
    }

    deinit {
        syncs.detach()
        sqlite3_close_v2(handle)
    }

    /// Runs statements that give no rows, or whose rows do not matter.
    func run(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    /// Prepares a statement.
    func statement(_ sql: String) throws -> Statement {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
        return Statement(statement: statement, database: self)
    }

    fileprivate func check(_ result: Int32) throws {
        guard result != SQLITE_OK, result != SQLITE_ROW, result != SQLITE_DONE else { return }
        throw SQLiteFailure(description: "\(path): \(String(cString: sqlite3_errmsg(handle)))")
    }

    /// Begins to count the syncs of the database and its log, which must have been written to.
    func countSyncs() throws {
        for code in [SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER] {
            var file: UnsafeMutablePointer<sqlite3_file>?
            try check(sqlite3_file_control(handle, "main", code, &file))
            if let file { syncs.attach(to: file) }
        }
    }

    /// Syncs since `countSyncs`.
    var syncCount: Int { SyncCounter.count - syncs.countBefore }
}

/// A prepared statement.
final class Statement {
    private let statement: OpaquePointer?
    private let database: SQLite

    fileprivate init(statement: OpaquePointer?, database: SQLite) {
        self.statement = statement
        self.database = database
    }

    deinit { sqlite3_finalize(statement) }

    /// Binds bytes that stay where they are until `step` returns; as text if it is not to be a blob.
    func bind(_ position: Int32, _ bytes: UnsafeRawBufferPointer, isText: Bool) throws {
        let start = bytes.baseAddress
        try database.check(
            isText
                ? sqlite3_bind_text(
                    statement, position, start?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
                : sqlite3_bind_blob(statement, position, start, Int32(bytes.count), nil))
    }

    /// Binds a number.
    func bind(_ position: Int32, _ number: Int) throws {
        try database.check(sqlite3_bind_int64(statement, position, Int64(number)))
    }

    /// Binds a copy of a text.
    func bind(_ position: Int32, _ text: String) throws {
        // -1 is SQLITE_TRANSIENT, which C writes as a cast.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try database.check(sqlite3_bind_text(statement, position, text, -1, transient))
    }

    /// Goes to the next row; false after the last.
    func step() throws -> Bool {
        let result = sqlite3_step(statement)
        try database.check(result)
        return result == SQLITE_ROW
    }

    /// Goes back to before the first row.
    func reset() { sqlite3_reset(statement) }

    /// The bytes of a column of the current row, valid until the next step.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// The number in a column of the current row.
    func number(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
}

/// Counts syncs by putting a method of its own before SQLite's.
///
/// For one connection at a time: a C function carries no state.
private struct SyncCounter {
    /// Only the one thread that measures comes here.
    nonisolated(unsafe) fileprivate(set) static var count = 0
    nonisolated(unsafe) private static var originalSync:
        (@convention(c) (UnsafeMutablePointer<sqlite3_file>?, Int32) -> Int32)?

    private(set) var countBefore = SyncCounter.count
    private var attached:
        [(
            file: UnsafeMutablePointer<sqlite3_file>, original: UnsafePointer<sqlite3_io_methods>,
            own: UnsafeMutablePointer<sqlite3_io_methods>
        )] = []

    mutating func attach(to file: UnsafeMutablePointer<sqlite3_file>) {
        guard let original = file.pointee.pMethods else { return }
        if attached.isEmpty { countBefore = Self.count }
        let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        own.initialize(to: original.pointee)
        Self.originalSync = original.pointee.xSync
        own.pointee.xSync = { file, flags in
            SyncCounter.count += 1
            return SyncCounter.originalSync?(file, flags) ?? SQLITE_IOERR
        }
        file.pointee.pMethods = UnsafePointer(own)
        attached.append((file, original, own))
    }

    /// Gives SQLite its own methods back, while the connection is still open.
    mutating func detach() {
        for (file, original, own) in attached {
            file.pointee.pMethods = original
            own.deallocate()
        }
        attached = []
    }
}
