#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The real file system.
///
/// This file is the only one of the store that calls the operating system.
public struct DiskFileSystem: FileSystem {
    private let calls: SystemCalls

    /// Makes the door to the disk.
    public init() { self.init(calling: .system) }

    /// Makes a door whose calls are others, for tests.
    package init(calling calls: SystemCalls) { self.calls = calls }

    /// Creates one directory (0700 or 0755); one that exists already is left as it is.
    public func createDirectory(_ path: String, access: FileAccess) throws(StoreError) {
        guard mkdir(path, access == .private ? 0o700 : 0o755) != 0 else { return }
        let number = errno
        var info = stat()
        if number == EEXIST, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR { return }
        throw systemError("createDirectory", path, number)
    }

    /// Names in a directory, sorted, without `.` and `..`.
    public func list(_ directory: String) throws(StoreError) -> [String] {
        guard let stream = opendir(directory) else { throw systemError("list", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let item = readdir(stream) else {
                guard errno == 0 else { throw systemError("list", directory) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &item.pointee.d_name) { tuple in
                String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Whether a file or directory has this name.
    public func exists(_ path: String) throws(StoreError) -> Bool {
        var info = stat()
        if stat(path, &info) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw systemError("exists", path) }
        return false
    }

    /// The size of a file in bytes.
    public func size(of path: String) throws(StoreError) -> UInt64 {
        var info = stat()
        guard stat(path, &info) == 0 else { throw systemError("size", path) }
        return UInt64(clamping: info.st_size)
    }

    /// Opens a file.
    public func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File {
        let descriptor =
            switch mode {
            case .read: calls.openDescriptor(path, O_RDONLY)
            case .write: calls.openDescriptor(path, O_RDWR)
            case .create(let access): calls.openDescriptor(path, O_RDWR | O_CREAT, access)
            case .createNew(let access): calls.openDescriptor(path, O_RDWR | O_CREAT | O_EXCL, access)
            }
        guard descriptor >= 0 else { throw systemError("open", path) }
        return DiskFile(descriptor: descriptor, path: path, calls: calls)
    }

    /// Maps a whole file for reading, as long as it is at this moment.
    public func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        let descriptor = calls.openDescriptor(path, O_RDONLY)
        guard descriptor >= 0 else { throw systemError("map", path) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw systemError("map", path) }
        let count = Int(info.st_size)
        guard count > 0 else { return MappedFile(bytes: UnsafeRawBufferPointer(start: nil, count: 0)) { _ in } }
        guard let base = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
            throw systemError("map", path)
        }
        // Advice only: a kernel that ignores it reads ahead more than is useful.
        _ = madvise(base, count, pattern == .random ? MADV_RANDOM : MADV_SEQUENTIAL)
        return MappedFile(bytes: UnsafeRawBufferPointer(start: base, count: count)) { bytes in
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
    }

    /// Gives a file another name in one step, replacing what had that name.
    ///
    /// Not tried again when it is interrupted: it may have been done, and then fails.
    public func rename(_ path: String, to newPath: String) throws(StoreError) {
        guard calls.rename(path, newPath) == 0 else { throw systemError("rename", newPath) }
    }

    /// Removes a file.
    public func remove(_ path: String) throws(StoreError) {
        guard systemRemove(path) == 0 else { throw systemError("remove", path) }
    }

    /// Makes the names in a directory durable; like `File.sync`, never tried again.
    public func syncDirectory(_ path: String) throws(StoreError) {
        let descriptor = calls.openDescriptor(path, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw systemError("syncDirectory", path) }
        defer { close(descriptor) }
        guard calls.syncNames(descriptor) == 0 else { throw systemError("syncDirectory", path) }
    }

    /// Takes the exclusive lock of a file (created if need be), or throws `locked` at once.
    public func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock {
        let descriptor = calls.openDescriptor(path, O_RDWR | O_CREAT, access)
        guard descriptor >= 0 else { throw systemError("lock", path) }
        guard restarting({ calls.lock(descriptor) }) == 0 else {
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK { throw StoreError(.locked, "lock", file: path, errorNumber: number) }
            throw systemError("lock", path, number)
        }
        return DiskLock(descriptor: descriptor)
    }
}

/// A file of the real file system.
private final class DiskFile: File, @unchecked Sendable {
    let path: String
    private let descriptor: Int32
    private let calls: SystemCalls
    /// Touched by the one task that writes.
    private var hasFailed = false

    init(descriptor: Int32, path: String, calls: SystemCalls) {
        (self.descriptor, self.path, self.calls) = (descriptor, path, calls)
    }

    deinit {
        close(descriptor)
    }

    func size() throws(StoreError) -> UInt64 {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw systemError("size", path) }
        return UInt64(clamping: info.st_size)
    }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        var done = 0
        while done < buffer.count {
            guard let position = off_t(exactly: offset &+ UInt64(done)), let base = buffer.baseAddress else { break }
            let count = min(buffer.count - done, largestTransfer)
            let result = calls.read(descriptor, base + done, count, Int64(position))
            if result == 0 { break }
            if result < 0 {
                if errno == EINTR { continue }
                throw systemError("read", path).at(file: path, offset: offset)
            }
            done += result
        }
        return done
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
        try refuseAfterFailure()
        guard UInt64(bytes.count) <= UInt64(off_t.max), offset <= UInt64(off_t.max) - UInt64(bytes.count) else {
            throw StoreError(.limit, "write", file: path, offset: offset)
        }
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = min(bytes.count - done, largestTransfer)
            let result = calls.write(descriptor, base + done, count, Int64(offset) + Int64(done))
            if result > 0 {
                done += result
            } else if result == 0 || errno != EINTR {
                hasFailed = true
                throw systemError("write", path, result == 0 ? EIO : errno).at(file: path, offset: offset)
            }
        }
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        try refuseAfterFailure()
        guard let length = off_t(exactly: byteCount) else { throw StoreError(.limit, "truncate", file: path) }
        guard restarting({ calls.truncate(descriptor, Int64(length)) }) == 0 else {
            hasFailed = true
            throw systemError("truncate", path)
        }
    }

    /// A failed sync is never tried again, not even when a signal interrupted it: the kernel may have dropped the pages and would
    /// call the next one a success.
    func sync() throws(StoreError) {
        try refuseAfterFailure()
        guard calls.syncBytes(descriptor) == 0 else {
            hasFailed = true
            throw systemError("sync", path)
        }
    }

    private func refuseAfterFailure() throws(StoreError) {
        guard !hasFailed else { throw StoreError(.handleFailed, "write", file: path) }
    }
}

/// The lock of a file; closing the descriptor releases it.
private final class DiskLock: FileLock {
    private let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

/// Linux transfers at most 2 GiB less a page in one call, Darwin fails above 2 GiB.
private let largestTransfer = 1 << 30

/// The calls of the operating system that a signal may interrupt or that may do a part of what is asked.
package struct SystemCalls: Sendable {
    package var open: @Sendable (_ path: String, _ flags: Int32, _ mode: UInt32) -> Int32
    package var read: @Sendable (Int32, UnsafeMutableRawPointer, Int, Int64) -> Int
    package var write: @Sendable (Int32, UnsafeRawPointer, Int, Int64) -> Int
    package var truncate: @Sendable (Int32, Int64) -> Int32
    package var syncBytes: @Sendable (Int32) -> Int32
    package var syncNames: @Sendable (Int32) -> Int32
    package var rename: @Sendable (String, String) -> Int32
    package var lock: @Sendable (Int32) -> Int32

    /// Those that there are.
    package static let system = SystemCalls(
        open: { systemOpen($0, $1, mode_t($2)) },
        read: { pread($0, $1, $2, off_t($3)) },
        write: { pwrite($0, $1, $2, off_t($3)) },
        truncate: { ftruncate($0, off_t($1)) },
        syncBytes: { descriptor in
            #if canImport(Darwin)
            return fcntl(descriptor, F_FULLFSYNC)
            #else
            return fdatasync(descriptor)
            #endif
        },
        syncNames: { fsync($0) },
        rename: { systemRename($0, $1) },
        lock: { flock($0, LOCK_EX | LOCK_NB) })

    /// Opens with close-on-exec; files are 0600 or 0644.
    fileprivate func openDescriptor(_ path: String, _ flags: Int32, _ access: FileAccess = .private) -> Int32 {
        restarting { open(path, flags | O_CLOEXEC, access == .private ? 0o600 : 0o644) }
    }
}

/// `open` under a name that a member of that name does not hide.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }

/// `rename` under a name that a member of that name does not hide.
private func systemRename(_ path: String, _ newPath: String) -> Int32 { rename(path, newPath) }

/// Calls again while a signal interrupts.
private func restarting(_ call: () -> Int32) -> Int32 {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// The error for the number that the operating system left.
private func systemError(_ operation: String, _ path: String, _ number: Int32 = errno) -> StoreError {
    let code: StoreError.Code =
        switch number {
        case ENOSPC, EDQUOT: .diskFull
        case EACCES, EPERM, EROFS: .permission
        case ENOENT: .notFound
        case EEXIST: .exists
        default: .failed
        }
    return StoreError(code, operation, file: path, errorNumber: number)
}

/// `remove` of the C library, which a method of that name hides.
private func systemRemove(_ path: String) -> Int32 { remove(path) }
