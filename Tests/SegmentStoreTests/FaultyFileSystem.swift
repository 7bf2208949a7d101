import SegmentStore
import Synchronization

/// The disk, but the Nth call that would change something finds it full, or is the last moment of the process.
final class FaultyFileSystem: FileSystem {
    private let disk = DiskFileSystem()
    private let failingCall: Int
    private let isKilled: Bool
    private let calls = Mutex(0)

    /// - Parameter isKilled: whether no later call changes anything either.
    init(failingCall: Int, isKilled: Bool = false) {
        (self.failingCall, self.isKilled) = (failingCall, isKilled)
    }

    /// How many calls would change something.
    static func countCalls(_ body: (FaultyFileSystem) throws -> Void) rethrows -> Int {
        let counting = FaultyFileSystem(failingCall: -1)
        try body(counting)
        return counting.calls.withLock { $0 }
    }

    fileprivate func step(_ operation: String) throws(StoreError) {
        let number = calls.withLock { count in
            count += 1
            return count - 1
        }
        if number == failingCall || (isKilled && number > failingCall) { throw StoreError(.diskFull, operation) }
    }

    func createDirectory(_ path: String, access: FileAccess) throws(StoreError) {
        try step("createDirectory")
        try disk.createDirectory(path, access: access)
    }

    func list(_ directory: String) throws(StoreError) -> [String] { try disk.list(directory) }

    func exists(_ path: String) throws(StoreError) -> Bool { try disk.exists(path) }

    func size(of path: String) throws(StoreError) -> UInt64 { try disk.size(of: path) }

    func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File {
        if mode != .read { try step("open") }
        return FaultyFile(try disk.open(path, mode), self)
    }

    func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        try disk.map(path, pattern)
    }

    func rename(_ path: String, to newPath: String) throws(StoreError) {
        try step("rename")
        try disk.rename(path, to: newPath)
    }

    func remove(_ path: String) throws(StoreError) {
        try step("remove")
        try disk.remove(path)
    }

    func syncDirectory(_ path: String) throws(StoreError) {
        try step("syncDirectory")
        try disk.syncDirectory(path)
    }

    func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock {
        try disk.lock(path, access: access)
    }
}

/// A file of a `FaultyFileSystem`.
private final class FaultyFile: File {
    private let file: any File
    private let fileSystem: FaultyFileSystem
    var path: String { file.path }

    init(_ file: any File, _ fileSystem: FaultyFileSystem) {
        self.file = file
        self.fileSystem = fileSystem
    }

    func size() throws(StoreError) -> UInt64 { try file.size() }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        try file.read(at: offset, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
        try fileSystem.step("write")
        try file.write(bytes, at: offset)
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        try fileSystem.step("truncate")
        try file.truncate(to: byteCount)
    }

    func sync() throws(StoreError) {
        try fileSystem.step("sync")
        try file.sync()
    }
}
