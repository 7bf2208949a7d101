/// A file that is in memory alone and used by one task at a time.
final class MemoryFile: File, @unchecked Sendable {
    let path: String
    private var bytes: [UInt8] = []

    /// Makes an empty file.
    ///
    /// - Parameter path: what errors name.
    init(_ path: String) { self.path = path }

    func size() throws(StoreError) -> UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        let start = Int(clamping: offset)
        guard start < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - start)
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
        return count
    }

    func write(_ new: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
        let start = Int(clamping: offset)
        if start == bytes.count { return bytes.append(contentsOf: new) }
        if bytes.count < start + new.count {
            bytes += [UInt8](repeating: 0, count: start + new.count - bytes.count)
        }
        bytes.replaceSubrange(start..<start + new.count, with: new)
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        let count = Int(clamping: byteCount)
        bytes = Array(bytes.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - bytes.count))
    }

    func sync() throws(StoreError) {}
}
