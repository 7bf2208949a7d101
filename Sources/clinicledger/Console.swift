#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error.
enum Console {
    /// A write to standard output or to a file that failed.
    struct OutputError: Error {
        let file: String
        let number: Int32
    }

    /// Writes a line to standard output.
    static func print(_ line: String = "") throws { try write(Array((line + "\n").utf8)) }

    /// Writes bytes to standard output.
    static func write(_ bytes: [UInt8]) throws { try write(bytes, to: STDOUT_FILENO, file: "stdout") }

    /// Writes a remark that is no data to standard error.
    static func note(_ line: String) {
        try? write(Array((line + "\n").utf8), to: STDERR_FILENO, file: "stderr")
    }

    /// Writes an error to standard error.
    static func complain(_ sentence: String) { note(say("error.prefix", ["sentence": sentence.printable])) }

    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal on standard output; nil where it is none.
    static var terminalColumns: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, file: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw OutputError(file: file, number: errno) }
                rest = rest.dropFirst(count)
            }
        }
    }
}

/// A progress bar on standard error, if that is a terminal.
final class ProgressBar {
    private static let columns: UInt64 = 30
    private let label: String
    private var shown = ""

    init(_ label: String) { self.label = label }

    /// Shows how far it has come; draws only when something changes.
    func show(_ done: UInt64, of all: UInt64?, detail: String = "") {
        guard Console.isErrorTerminal else { return }
        var line = label
        if let all, all > 0 {
            let part = min(done, all)
            let filled = Int(part * Self.columns / all)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Int(Self.columns) - filled)
            line += " \(bar) \(part * 100 / all) %"
        }
        if !detail.isEmpty { line += "  " + detail }
        guard line != shown else { return }
        try? Console.write(Array("\r\u{1B}[K\(line)".utf8), to: STDERR_FILENO, file: "stderr")
        shown = line
    }

    /// Takes the bar away.
    func finish() {
        if !shown.isEmpty { try? Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO, file: "stderr") }
        shown = ""
    }
}
