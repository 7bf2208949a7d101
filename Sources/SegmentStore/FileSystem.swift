/// The one door to the disk: every effect of the store goes through it.
///
/// `DiskFileSystem` is the real one; tests put a simulated one behind the same protocol. Paths are those of the
/// operating system. Nothing is durable before the matching `sync`: a file's bytes after `File.sync`, a file's name
/// (creation, renaming, removal) after `syncDirectory`.
public protocol FileSystem: Sendable {
    /// Creates one directory; one that exists already is left as it is.
    func createDirectory(_ path: String, access: FileAccess) throws(StoreError)
    /// Names in a directory, sorted, without `.` and `..`.
    func list(_ directory: String) throws(StoreError) -> [String]
    /// Whether a file or directory has this name.
    func exists(_ path: String) throws(StoreError) -> Bool
    /// The size of a file in bytes.
    func size(of path: String) throws(StoreError) -> UInt64
    /// Opens a file.
    func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File
    /// Maps a whole file for reading, as long as it is at this moment.
    func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile
    /// Gives a file another name in one step, replacing what had that name.
    func rename(_ path: String, to newPath: String) throws(StoreError)
    /// Removes a file or an empty directory.
    func remove(_ path: String) throws(StoreError)
    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(StoreError)
    /// Takes the exclusive lock of a file (created if need be), or throws `locked` at once.
    func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock
}

/// How a file is opened.
public enum OpenMode: Hashable, Sendable {
    /// An existing file, for reading.
    case read
    /// An existing file, for reading and writing.
    case write
    /// A file that is created if need be, for reading and writing.
    case create(FileAccess)
    /// A file that must not exist yet, for reading and writing; `exists` is thrown otherwise.
    case createNew(FileAccess)
}

/// Who may read a new file or directory.
public enum FileAccess: Hashable, Sendable {
    /// The owner alone: files 0600, directories 0700.
    case `private`
    /// Everybody may read: files 0644, directories 0755, less what the process's umask takes away.
    case shared
}

/// An open file; closed when the last reference goes.
///
/// Any number of tasks may read; one at a time may write. Once a write, a truncation or a sync has failed, what is on
/// disk is unknown: every later one throws `handleFailed`, and the file must be opened and looked at again.
public protocol File: AnyObject, Sendable {
    /// The path it was opened with.
    var path: String { get }
    /// Its size in bytes now.
    func size() throws(StoreError) -> UInt64
    /// Reads until `buffer` is full or the file ends.
    ///
    /// - Returns: the number of bytes read; less than asked only at the end of the file.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
    /// Writes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError)
    /// Cuts or extends (with zeros) the file.
    func truncate(to byteCount: UInt64) throws(StoreError)
    /// Makes everything written so far durable.
    func sync() throws(StoreError)
}

/// A lock that is held; released when the last reference goes, or with the process.
public protocol FileLock: AnyObject, Sendable {}

/// The bytes of a file as they lie in the page cache, read-only; unmapped when the last reference goes.
///
/// Never reaches beyond the size at the time of mapping. The file may be renamed or removed meanwhile, but whoever
/// shortens it makes later reads of the lost part end the process: only files that never change are mapped.
public final class MappedFile: @unchecked Sendable {
    /// How the bytes will be read.
    public enum Pattern: Hashable, Sendable {
        /// Here and there: do not read ahead.
        case random
        /// From the start to the end.
        case sequential
    }

    /// The number of bytes.
    public var count: Int { bytes.count }
    private let bytes: UnsafeRawBufferPointer
    private let release: @Sendable (UnsafeRawBufferPointer) -> Void

    /// Takes over `bytes` and calls `release` with them at the end.
    public init(bytes: UnsafeRawBufferPointer, release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
        self.bytes = bytes
        self.release = release
    }

    deinit {
        release(bytes)
    }

    /// Calls `body` with the bytes, which are valid until it returns.
    @inline(__always)
    public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes)
    }
}

extension FileSystem {
    /// Replaces a small file in one durable step: after a crash it holds its old bytes or the new ones, all of them.
    ///
    /// Writes `path.tmp`, syncs it, renames it and syncs the directory. After an error the old file stands, unless the
    /// error came from syncing the directory, when it may be either.
    public func atomicReplace(_ path: String, with bytes: [UInt8], access: FileAccess) throws(StoreError) {
        let temporary = path + ".tmp"
        if try exists(temporary) { try remove(temporary) }
        let file = try open(temporary, .createNew(access))
        try bytes.withBytes { bytes throws(StoreError) in try file.write(bytes, at: 0) }
        try file.sync()
        try rename(temporary, to: path)
        try syncDirectory(directoryPart(of: path))
    }

    /// Creates a directory and those above it that are missing, durably.
    ///
    /// The name of one that is there is made durable, too: whoever made it may have come to an end before it was.
    public func createDirectories(_ path: String, access: FileAccess) throws(StoreError) {
        let parent = directoryPart(of: path)
        if try exists(path) {
            do throws(StoreError) {
                try syncDirectory(parent)
            } catch {
                // What is above may be none of ours to open; then it was not us who made it.
                guard error.code == .permission else { throw error }
            }
            return
        }
        // Of a path without a slash there is nothing above.
        if parent != path { try createDirectories(parent, access: access) }
        try createDirectory(path, access: access)
        try syncDirectory(parent)
    }

    /// Writes a small file that must not exist yet, durably; after an error there is none.
    public func createFile(_ path: String, with bytes: [UInt8], access: FileAccess) throws(StoreError) {
        let file = try open(path, .createNew(access))
        do {
            try bytes.withBytes { bytes throws(StoreError) in try file.write(bytes, at: 0) }
            try file.sync()
            try syncDirectory(directoryPart(of: path))
        } catch {
            // Half a file would stand in the way of the next attempt.
            try? remove(path)
            throw error
        }
    }

    /// Reads a whole small file, or throws `limit` before reading anything if it is longer than `limit` bytes.
    public func readAll(_ path: String, limit: Int) throws(StoreError) -> [UInt8] {
        let file = try open(path, .read)
        let size = try file.size()
        guard size <= UInt64(limit) else {
            throw StoreError(.limit, "file.size", file: path, values: ["limit": "\(limit)", "found": "\(size)"])
        }
        return try file.readBytes(at: 0, count: Int(size))
    }
}

extension File {
    /// Reads at most `count` bytes; fewer only at the end of the file.
    ///
    /// A count that lies costs nothing: above 64 KiB no more is allocated than the file holds.
    public func readBytes(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
        var error: StoreError?
        var capacity = count
        if count > 64 << 10 {
            let size = try size()
            capacity = min(count, Int(clamping: size > offset ? size - offset : 0))
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            do throws(StoreError) {
                initialized = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            } catch let caught {
                error = caught
            }
        }
        if let error { throw error }
        return bytes
    }

    /// Writes all of an array.
    public func write(_ bytes: [UInt8], at offset: UInt64) throws(StoreError) {
        try bytes.withBytes { bytes throws(StoreError) in try write(bytes, at: offset) }
    }
}

/// The directory part of a path: what a new name must be synced in.
package func directoryPart(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
