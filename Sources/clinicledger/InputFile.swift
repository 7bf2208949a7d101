import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Small files that a command reads whole: receipts, checkpoints, mappings, documents to compare.
enum InputFile {
    /// Whether a path is that of a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether two paths are those of one file.
    static func isSame(_ path: String, _ other: String) -> Bool {
        var one = stat()
        var two = stat()
        return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_ino == two.st_ino && one.st_dev == two.st_dev
    }

    /// Whether a path lies in a directory or below it, however both are written.
    static func isInside(_ path: String, _ directory: String) -> Bool {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
        guard let inner = realpath(parent, nil), let outer = realpath(directory, nil) else { return false }
        defer {
            free(inner)
            free(outer)
        }
        return (String(cString: inner) + "/").hasPrefix(String(cString: outer) + "/")
    }

    /// The bytes of a file, or of standard input for `-`.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw MedicalError("inputTooLong", .badInput, ["file": path, "limit": String(limit)])
            }
        }
    }

    private static func failure(_ path: String) -> MedicalError {
        let cause = String(cString: strerror(errno))
        switch errno {
        case EACCES, EPERM: return MedicalError("inputPermission", .permission, ["file": path, "cause": cause])
        case ENOENT: return MedicalError("inputMissing", .noInput, ["file": path, "cause": cause])
        default: return MedicalError("inputUnreadable", .failed, ["file": path, "cause": cause])
        }
    }
}
