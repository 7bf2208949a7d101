internal import SegmentStore

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file, or standard input, that records are imported from: plain bytes, gzip undone.
///
/// Outside the ledger, so not behind its `FileSystem`: read once from the start to the end, never written.
final class ImportSource {
    /// The path, or `-` for standard input.
    let path: String
    /// Size on disk; nil where nobody knows, as for a pipe.
    let byteCount: UInt64?
    /// Bytes read from the file so far, before gzip is undone.
    private(set) var bytesRead: UInt64 = 0
    private let descriptor: Int32
    private var ahead: ArraySlice<UInt8> = []
    private var gzip: GzipReader?

    /// Opens a file or standard input.
    ///
    /// - Throws: `noInput` or `permission`.
    init(path: String) throws {
        self.path = path
        if path == "-" {
            descriptor = STDIN_FILENO
            byteCount = nil
        } else {
            descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.error(path, errno) }
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw Self.error(path, errno) }
            byteCount = status.st_mode & S_IFMT == S_IFREG ? UInt64(status.st_size) : nil
        }
        var head = [UInt8](repeating: 0, count: 4096)
        let count = try head.withUnsafeMutableBytes { try readPlain(into: $0) }
        ahead = head[..<count]
        if head.withUnsafeBytes({ GzipReader.recognizes(UnsafeRawBufferPointer(rebasing: $0[..<count])) }) {
            gzip = GzipReader(name: path) { [unowned self] (buffer) throws(StoreError) in
                do {
                    return try self.readPlain(into: buffer)
                } catch {
                    throw StoreError(.failed, "read", file: path, errorNumber: errno)
                }
            }
        }
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Reads until `buffer` is full or the source ends; fewer bytes mean the end.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try gzip.map { try inflate($0, rest) } ?? readPlain(into: rest)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    private func inflate(_ gzip: GzipReader, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do throws(StoreError) {
            return try gzip.read(into: buffer)
        } catch {
            if error.code == .failed { throw Self.error(path, error.errorNumber ?? EIO) }
            throw MedicalError("gzip", .badInput, ["file": path])
        }
    }

    private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if !ahead.isEmpty {
            let count = min(ahead.count, buffer.count)
            buffer.copyBytes(from: ahead.prefix(count))
            ahead = ahead.dropFirst(count)
            return count
        }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                bytesRead += UInt64(count)
                return count
            }
            if errno != EINTR { throw Self.error(path, errno) }
        }
    }

    private static func error(_ path: String, _ number: Int32) -> MedicalError {
        let fate: MedicalError.Fate =
            switch number {
            case EACCES, EPERM: .permission
            case ENOENT, ENOTDIR: .noInput
            default: .failed
            }
        let code = fate == .permission ? "inputPermission" : fate == .noInput ? "inputMissing" : "inputUnreadable"
        return MedicalError(code, fate, ["file": path, "cause": String(cString: strerror(number))])
    }

    /// The files that a path stands for: itself, or the files in a directory and those below it, in the order of names.
    ///
    /// Names that begin with a dot are passed over.
    static func files(at path: String) throws -> [String] {
        if path == "-" { return [path] }
        var status = stat()
        guard stat(path, &status) == 0 else { throw error(path, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        var names: [String] = []
        guard let directory = opendir(path) else { throw error(path, errno) }
        defer { closedir(directory) }
        while let item = readdir(directory) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().flatMap { name -> [String] in
            let child = path + "/" + name
            var status = stat()
            // What cannot be looked at is given as it is, so that opening it says why.
            guard lstat(child, &status) == 0 else { return [child] }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: return (try? files(at: child)) ?? [child]
            case S_IFREG, S_IFLNK: return [child]
            default: return []
            }
        }
    }
}
