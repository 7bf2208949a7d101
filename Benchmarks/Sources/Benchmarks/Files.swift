#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An operation of the system that failed.
struct FileFailure: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let number: Int32

    init(_ operation: String, _ path: String) {
        self.operation = operation
        self.path = path
        number = errno
    }

    var description: String { "\(operation) \(path): \(String(cString: strerror(number)))" }
}

/// The few things that the benchmarks do with files themselves.
enum Files {
    /// Reads a file whole.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path) }
        defer { close(descriptor) }
        return try readAll(descriptor, path)
    }

    /// Reads to the end of what is open.
    static func readAll(_ descriptor: Int32, _ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0) }
            guard count >= 0 else { throw FileFailure("read", path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Gives each line of a file, without its line break, to `body`; the bytes are valid until it returns.
    static func forEachLine(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path) }
        defer { close(descriptor) }
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { window.deallocate() }
        var filled = 0
        while true {
            let count = systemRead(descriptor, UnsafeMutableRawBufferPointer(rebasing: window[filled...]))
            guard count >= 0, let base = window.baseAddress else { throw FileFailure("read", path) }
            if count == 0 { return }
            filled += count
            var start = 0
            while let end = memchr(base + start, 0x0A, filled - start).map({ $0 - base }) {
                try body(UnsafeRawBufferPointer(rebasing: window[start..<end]))
                start = end + 1
            }
            base.copyMemory(from: base + start, byteCount: filled - start)
            filled -= start
        }
    }

    /// The bytes of a file, 0 where there is none.
    static func size(_ path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }
}

/// Writes a file through a buffer.
final class FileWriter {
    private var descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []

    /// Creates a file, or makes it empty.
    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw FileFailure("create", path) }
    }

    /// Writes to what is open, and closes it in the end.
    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes what is left and closes, so that who reads sees the end.
    func end() throws {
        defer {
            close(descriptor)
            descriptor = -1
        }
        try flush()
    }

    func write(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= 1 << 18 { try flush() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        buffer += bytes
        if buffer.count >= 1 << 18 { try flush() }
    }

    func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes {
                systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: $0[done...]))
            }
            guard count > 0 else { throw FileFailure("write", path) }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A directory of the run's own, made under a given one and removed with all that is in it at the end.
///
/// Nothing outside of it is ever written or removed, but for the file of `--json`.
final class ScratchDirectory {
    let path: String

    init(in parent: String) throws {
        var template = Array("\(parent)/clinicledger-benchmarks-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileFailure("create a directory in", parent) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.removeTree(path) }

    /// A path in this directory at which nothing is: what was there is removed.
    func fresh(_ name: String) -> String {
        let path = "\(path)/\(name)"
        for suffix in ["", "-wal", "-shm"] { Self.removeTree(path + suffix) }
        return path
    }

    /// Removes a file, or a directory with all that is in it.
    private static func removeTree(_ path: String) {
        if let stream = opendir(path) {
            while let item = readdir(stream) {
                let name = withUnsafePointer(to: &item.pointee.d_name) {
                    String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                }
                if name != ".", name != ".." { removeTree("\(path)/\(name)") }
            }
            closedir(stream)
        }
        remove(path)
    }
}

/// `read` under a name that no method hides; again when a signal interrupts.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 || errno != EINTR { return count }
    }
}

/// `write` under a name that no method hides; again when a signal interrupts.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    while true {
        let count = write(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 || errno != EINTR { return count }
    }
}
