internal import CSQLite
internal import Crypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a clinic would build on SQLite: a table of FHIR Observations with indices on identifier, patient and code.
///
/// Both kinds are as durable as a ledger: each commit of 1,000 rows is on the disk before the next begins
/// (`synchronous=FULL`).
struct SQLitePeer {
    enum Kind: String {
        /// As it comes, with a write-ahead log.
        case plain = "SQLite"
        /// Larger pages and cache, a hash chain over the rows, and a signature over each commit.
        case tuned = "SQLite, tuned, chained, signed"
    }

    let kind: Kind
    let path: String

    /// Rows in a commit.
    static let commitRows = 1000

    /// What an import leaves.
    struct Imported {
        var rows = 0
        var syncs = 0
    }

    /// Opens the database with the settings of its kind.
    func open() throws -> SQLite {
        let database = try SQLite(path)
        if kind == .tuned { try database.run("PRAGMA page_size=16384; PRAGMA cache_size=-65536") }
        try database.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
        return database
    }

    // MARK: - Import

    /// Makes the database at its path, where there must be none, from a file of Observations, one a line.
    func importObservations(_ file: String) throws -> Imported {
        let database = try open()
        let chained = kind == .tuned
        try database.run(
            """
            CREATE TABLE observation (entry INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, patient TEXT NOT NULL,
              code TEXT NOT NULL, time TEXT NOT NULL, json BLOB NOT NULL\(chained ? ", chain BLOB NOT NULL" : ""));
            CREATE INDEX observation_patient ON observation (patient);
            CREATE INDEX observation_code ON observation (code);
            CREATE TABLE signed (entry INTEGER PRIMARY KEY, signature BLOB NOT NULL, key BLOB NOT NULL);
            """)
        try database.countSyncs()
        let insert = try database.statement(
            "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?\(chained ? ", ?" : ""))")
        let sign = try database.statement("INSERT INTO signed VALUES (?, ?, ?)")
        let key = Curve25519.Signing.PrivateKey()
        var imported = Imported()
        var head = [UInt8](repeating: 0, count: 32)
        func commit() throws {
            if chained {
                try Array(try key.signature(for: head)).withUnsafeBytes { signature in
                    try Array(key.publicKey.rawRepresentation).withUnsafeBytes { publicKey in
                        try sign.bind(1, imported.rows)
                        try sign.bind(2, signature, isText: false)
                        try sign.bind(3, publicKey, isText: false)
                        _ = try sign.step()
                        sign.reset()
                    }
                }
            }
            try database.run("COMMIT")
        }
        try Files.forEachLine(of: file) { line in
            if imported.rows % Self.commitRows == 0 { try database.run("BEGIN") }
            imported.rows += 1
            let fields = try ObservationFields(line)
            try insert.bind(1, imported.rows)
            try insert.bind(2, fields.id, isText: true)
            try insert.bind(3, fields.patient, isText: true)
            try insert.bind(4, fields.code, isText: true)
            try insert.bind(5, fields.time, isText: true)
            try insert.bind(6, line, isText: false)
            if chained {
                head = Self.link(head, line)
                try head.withUnsafeBytes {
                    try insert.bind(7, $0, isText: false)
                    _ = try insert.step()
                }
            } else {
                _ = try insert.step()
            }
            insert.reset()
            if imported.rows % Self.commitRows == 0 { try commit() }
        }
        if imported.rows % Self.commitRows != 0 { try commit() }
        // So that all that the bytes on disk are counted of is in one file.
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        imported.syncs = database.syncCount
        return imported
    }

    /// The hash of a row and all before it.
    private static func link(_ previous: [UInt8], _ row: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = Crypto.SHA256()
        previous.withUnsafeBytes { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: row)
        return Array(hash.finalize())
    }

    // MARK: - Verification

    /// SQLite's own check of its pages and indices.
    func checkIntegrity() throws {
        let answer = try open().statement("PRAGMA integrity_check")
        guard try answer.step() else { throw SQLiteFailure(description: "integrity_check gave no answer") }
        let text = String(decoding: answer.bytes(0), as: UTF8.self)
        try require(text == "ok", "integrity_check: \(text)")
    }

    /// Goes along the hash chain and verifies the signatures; returns the number of rows.
    func checkChain() throws -> Int {
        let database = try open()
        let rows = try database.statement("SELECT json, chain FROM observation ORDER BY entry")
        let signatures = try database.statement("SELECT entry, signature, key FROM signed ORDER BY entry")
        var head = [UInt8](repeating: 0, count: 32)
        var count = 0
        var hasSignature = try signatures.step()
        while try rows.step() {
            count += 1
            head = Self.link(head, rows.bytes(0))
            try require(rows.bytes(1).elementsEqual(head), "the chain breaks at row \(count)")
            if hasSignature, signatures.number(0) == count {
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: Array(signatures.bytes(2)))
                try require(
                    key.isValidSignature(Array(signatures.bytes(1)), for: head), "bad signature at row \(count)")
                hasSignature = try signatures.step()
            }
        }
        try require(!hasSignature, "rows are missing")
        return count
    }
}

/// Where the indexed fields of an Observation stand in its line: found by searching for the bytes before them.
struct ObservationFields {
    let id: UnsafeRawBufferPointer
    let patient: UnsafeRawBufferPointer
    let code: UnsafeRawBufferPointer
    let time: UnsafeRawBufferPointer

    init(_ line: UnsafeRawBufferPointer) throws {
        id = try Self.value(after: #""id":""#, in: line)
        code = try Self.value(after: #""system":"http://loinc.org","code":""#, in: line)
        patient = try Self.value(after: #""reference":"Patient/"#, in: line)
        time = try Self.value(after: #""effectiveDateTime":""#, in: line)
    }

    /// The bytes between a mark and the next quotation mark.
    private static func value(after mark: StaticString, in line: UnsafeRawBufferPointer) throws
        -> UnsafeRawBufferPointer
    {
        guard let start = line.baseAddress,
            let found = memmem(start, line.count, mark.utf8Start, mark.utf8CodeUnitCount)
        else { throw WrongResult(description: "an Observation without \(mark)") }
        let first = found + mark.utf8CodeUnitCount
        guard let end = memchr(first, 0x22, start + line.count - UnsafeRawPointer(first)) else {
            throw WrongResult(description: "an Observation cut off")
        }
        return UnsafeRawBufferPointer(start: first, count: UnsafeRawPointer(end) - UnsafeRawPointer(first))
    }
}
