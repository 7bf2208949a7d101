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
/// Whole or not at all: it is written under another name beside it, and has its own once `finish` returns, where it takes the
/// place of another only if that was asked for: of the file itself, where the name is a symbolic link. A new file is readable
/// by its owner alone: what is written may be about patients. Pipes and devices are written to as they are.
final class OutputFile {
    private let descriptor: Int32
    private let path: String
    /// Where the file comes to be: where a symbolic link leads to.
    private let target: String
    private let overwrites: Bool
    /// The name that it is written under; nil where it is written in place: standard output, a pipe, a device.
    private var draft: DraftName?
    private var buffer: [UInt8] = []

    /// Opens the file.
    ///
    /// One inside the ledger's directory is refused, it could only destroy the ledger, and so is one that is there already.
    init(path: String?, outside ledger: String, overwrites: Bool) throws {
        let path = path ?? "-"
        self.path = path
        self.overwrites = overwrites
        if let stream = Self.streams[path] {
            (descriptor, target) = (stream, path)
            return
        }
        let target = Self.resolved(path)
        self.target = target
        if InputFile.isInside(path, ledger) || InputFile.isInside(target, ledger) {
            throw MedicalError("outputInLedger", .refused, ["file": path])
        }
        var (status, ofLink) = (stat(), stat())
        let isThere = stat(path, &status) == 0
        let isFile = status.st_mode & S_IFMT == S_IFREG
        if isThere && !isFile {
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            // A link that leads nowhere has the name, too.
            if !overwrites && lstat(path, &ofLink) == 0 { throw Self.exists(path) }
            let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
            // As short for every file, so that any name that is not too long can be given.
            let name = "\(folder).clinicledger-\(Hexadecimal.text(try SystemRandom.bytes(4)))"
            draft = DraftName(name)
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else {
            let failure = failure()
            draft?.forget()
            draft = nil
            throw failure
        }
    }

    deinit {
        if descriptor > STDERR_FILENO { close(descriptor) }
        draft?.remove()
    }

    /// Standard output and standard error by their names: a file behind one of them is written on, not replaced.
    private static let streams = [
        "-": STDOUT_FILENO, "/dev/stdout": STDOUT_FILENO, "/dev/fd/1": STDOUT_FILENO, "/dev/stderr": STDERR_FILENO,
        "/dev/fd/2": STDERR_FILENO,
    ]

    /// Whether it is written to standard output, so that nothing else may stand there.
    var isStandardOutput: Bool { descriptor == STDOUT_FILENO }

    private static func exists(_ path: String) -> MedicalError {
        MedicalError("outputExists", .cannotCreate, ["file": path])
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
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
        guard fsync(descriptor) == 0 else { throw failure() }
        if overwrites {
            guard rename(draft.name, target) == 0 else { throw failure() }
        } else {
            try place(draft)
        }
        draft.remove()
        self.draft = nil
    }

    /// Gives a draft the file's name, unless another file has got it meanwhile.
    private func place(_ draft: DraftName) throws {
        if link(draft.name, target) == 0 { return }
        guard errno != EEXIST else { throw Self.exists(path) }
        // Where the file system knows one name per file only, an empty file takes the name first.
        let claim = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard claim >= 0 else { throw errno == EEXIST ? Self.exists(path) : failure() }
        close(claim)
        guard rename(draft.name, target) == 0 else {
            let failure = failure()
            unlink(target)
            throw failure
        }
    }

    private func failure() -> Console.OutputError { Console.OutputError(file: path, number: errno) }
}
