internal import SegmentStore
internal import Synchronization

/// The disk, counting what goes to it.
struct CountingFileSystem: FileSystem {
    /// How often something was made durable.
    final class Counter: Sendable {
        private let counted = Atomic<Int>(0)
        var syncs: Int { counted.load(ordering: .relaxed) }
        fileprivate func count() { counted.add(1, ordering: .relaxed) }
    }

    let counter = Counter()
    private let disk = DiskFileSystem()

    func createDirectory(_ path: String, access: FileAccess) throws(StoreError) {
        try disk.createDirectory(path, access: access)
    }
    func list(_ directory: String) throws(StoreError) -> [String] { try disk.list(directory) }
    func exists(_ path: String) throws(StoreError) -> Bool { try disk.exists(path) }
    func size(of path: String) throws(StoreError) -> UInt64 { try disk.size(of: path) }
    func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File {
        CountingFile(file: try disk.open(path, mode), counter: counter)
    }
    func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        try disk.map(path, pattern)
    }
    func rename(_ path: String, to newPath: String) throws(StoreError) { try disk.rename(path, to: newPath) }
    func remove(_ path: String) throws(StoreError) { try disk.remove(path) }
    func syncDirectory(_ path: String) throws(StoreError) {
        counter.count()
        try disk.syncDirectory(path)
    }
    func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock {
        try disk.lock(path, access: access)
    }
}

/// A file of the disk, counting its syncs.
private final class CountingFile: File {
    private let file: any File
    private let counter: CountingFileSystem.Counter

    init(file: any File, counter: CountingFileSystem.Counter) {
        self.file = file
        self.counter = counter
    }

    var path: String { file.path }
    func size() throws(StoreError) -> UInt64 { try file.size() }
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        try file.read(at: offset, into: buffer)
    }
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
        try file.write(bytes, at: offset)
    }
    func truncate(to byteCount: UInt64) throws(StoreError) { try file.truncate(to: byteCount) }
    func sync() throws(StoreError) {
        counter.count()
        try file.sync()
    }
}
