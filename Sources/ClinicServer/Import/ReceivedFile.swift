internal import LedgerCrypto
internal import MedicalLedger

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file that comes over HTTP, on the disk until it was imported: it may be larger than memory.
///
/// It lies in a directory of its own, so that it keeps the name that its sender gave it, readable by this user alone.
final class ReceivedFile {
    /// The most bytes of a file.
    static let byteLimit = 2 << 30
    private static let longestName = 200

    /// What its sender calls it, as far as that is a name.
    let name: String
    /// Where it is.
    var path: String { "\(directory)/\(name)" }
    private let directory: String
    private var descriptor: Int32
    private(set) var byteCount = 0

    /// - Throws: `uploadFailed`.
    init(named name: String?, in incoming: String) throws {
        self.name = Self.plain(name ?? "")
        directory = "\(incoming)/\(Hexadecimal.text(try SystemRandom.bytes(8)))"
        guard mkdir(directory, 0o700) == 0 else { throw Self.failure() }
        descriptor = open("\(directory)/\(self.name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            let failure = Self.failure()
            rmdir(directory)
            throw failure
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        unlink(path)
        rmdir(directory)
    }

    /// - Throws: `uploadFailed`; `bodyTooLarge`.
    func write(_ bytes: ArraySlice<UInt8>) throws {
        byteCount += bytes.count
        guard byteCount <= Self.byteLimit else {
            throw MedicalError("bodyTooLarge", .refused, ["limit": String(Self.byteLimit)])
        }
        try bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                #else
                let count = Darwin.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure() }
                written += count
            }
        }
    }

    /// Makes the directory that files come into, and empties it of what an interrupted server left.
    static func prepare(_ incoming: String) throws {
        if mkdir(incoming, 0o700) != 0, errno != EEXIST { throw failure() }
        for directory in names(incoming).map({ "\(incoming)/\($0)" }) {
            for name in names(directory) { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
    }

    private static func names(_ directory: String) -> [String] {
        guard let listing = opendir(directory) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let item = readdir(listing) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The last component of a name, without what has no place in one.
    private static func plain(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        var plain = last.unicodeScalars.filter { $0.properties.generalCategory != .control }.map(String.init).joined()
        while plain.utf8.count > longestName { plain.removeFirst() }
        return plain.allSatisfy { $0 == "." || $0 == " " } ? "upload" : plain
    }

    private static func failure() -> MedicalError {
        MedicalError("uploadFailed", .failed, ["cause": String(cString: strerror(errno))])
    }
}
