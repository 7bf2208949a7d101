import SegmentStore
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A directory that is removed with everything in it at the end of the test.
final class TemporaryDirectory {
    let path: String

    init() {
        var template = Array("/tmp/segmentstore-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        precondition(made != nil)
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        Self.remove(path)
    }

    static func remove(_ path: String) {
        let disk = DiskFileSystem()
        for name in (try? disk.list(path)) ?? [] {
            let inner = path + "/" + name
            if (try? disk.remove(inner)) == nil { remove(inner) }
        }
        rmdir(path)
    }

    subscript(name: String) -> String { path + "/" + name }
}

/// A seeded generator (SplitMix64), so that a failing test can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

/// The bytes written as two hexadecimal digits each, spaces and line ends ignored.
func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

/// Writes a whole file.
func write(_ bytes: [UInt8], to path: String) throws {
    let file = try DiskFileSystem().open(path, .create(.private))
    try file.truncate(to: 0)
    try file.write(bytes, at: 0)
}

/// Reads a whole file.
func readFile(_ path: String) throws -> [UInt8] {
    try DiskFileSystem().readAll(path, limit: 1 << 30)
}

/// Seconds of processor time used by this thread so far.
func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The permission bits of a file.
func permissions(of path: String) -> UInt32 {
    var info = stat()
    return stat(path, &info) == 0 ? UInt32(info.st_mode) & 0o777 : 0
}

/// Whether an environment variable is set.
func isEnvironmentSet(_ name: String) -> Bool {
    getenv(name) != nil
}
