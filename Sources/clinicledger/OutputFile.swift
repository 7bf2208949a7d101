import ArgumentParser
import LedgerCrypto
import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The option of every command that writes its answer to a file.
struct OverwriteOption: ParsableArguments {
    @Flag(help: .init(say("help.overwrite")))
    var overwrite = false

    /// The file to write to; `-` and nil stand for standard output.
    func file(_ path: String?, outside options: LedgerOptions) throws -> OutputFile {
        try OutputFile(path: path, outside: options.directory, overwrites: overwrite)
    }
}

/// A file that a command writes its answer to, or standard output for `-` and nil.
///
/// Whole or not at all: it is written under another name, and has its own once `finish` returns. A new file is readable by
/// its owner alone: what is written may be about patients.
final class OutputFile {
    private let descriptor: Int32
    private let path: String
    /// The name that it is written under; nil where it is written in place: standard output, a pipe, a device.
    private var draft: String?
    private var buffer: [UInt8] = []

    /// Opens the file.
    ///
    /// One inside the ledger's directory is refused, it could only destroy the ledger, and so is one that is there already.
    init(path: String?, outside ledger: String, overwrites: Bool) throws {
        self.path = path ?? "-"
        guard let path, path != "-" else {
            descriptor = STDOUT_FILENO
            return
        }
        if InputFile.isInside(path, ledger) { throw MedicalError("outputInLedger", .refused, ["file": path]) }
        var status = stat()
        let isThere = stat(path, &status) == 0
        let isFile = status.st_mode & S_IFMT == S_IFREG
        if isThere && isFile && !overwrites { throw MedicalError("outputExists", .cannotCreate, ["file": path]) }
        if isThere && !isFile {
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let name = "\(path).new-\(Hexadecimal.text(try SystemRandom.bytes(4)))"
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            draft = name
        }
        guard descriptor >= 0 else {
            draft = nil
            throw Console.OutputError(file: path, number: errno)
        }
    }

    deinit {
        if descriptor > STDERR_FILENO { close(descriptor) }
        if let draft { unlink(draft) }
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= 1 << 18 { try flush() }
    }

    private func flush() throws {
        try Console.write(buffer, to: descriptor, file: path)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes the rest, and gives the file its name.
    func finish() throws {
        try flush()
        guard let draft else { return }
        guard fsync(descriptor) == 0, rename(draft, path) == 0 else {
            throw Console.OutputError(file: path, number: errno)
        }
        self.draft = nil
    }
}
