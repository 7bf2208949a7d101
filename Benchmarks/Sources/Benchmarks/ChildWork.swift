internal import LedgerEngine
internal import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Work that this program does in another process of its own, so that the memory of that work alone is seen.
///
/// The kernel counts what a process held before it began another program as that program's own. So this program, which may
/// have grown large, begins a small one, itself again, that begins the one that works, waits for it, and tells its peak.
enum ChildWork {
    private static let mark = "--child"
    private static let launch = "launch"

    // MARK: - In the large process

    /// Imports what `write` writes into a new ledger; returns the peak of memory in bytes.
    static func importing(into ledger: String, results: Int, _ write: (FileWriter) throws -> Void) throws -> Int {
        try run(["import", "-", ledger, String(results)], write)
    }

    /// Verifies a ledger, with its keys; returns the peak of memory in bytes.
    static func verifying(_ ledger: String) throws -> Int { try run(["verify", ledger]) { _ in } }

    private static func run(_ arguments: [String], _ write: (FileWriter) throws -> Void) throws -> Int {
        // A child that dies must not take this process along; the write then fails instead.
        signal(SIGPIPE, SIG_IGN)
        let (input, output) = (try Pipe(), try Pipe())
        let writer = FileWriter(descriptor: input.writing, path: "a pipe")
        let command = [executable, mark, launch] + arguments
        let child = try ChildProcess(command, input: input.reading, output: output.writing)
        close(input.reading)
        close(output.writing)
        defer { close(output.reading) }
        let written = Result {
            try write(writer)
            try writer.end()
        }
        let answer = String(decoding: try Files.readAll(output.reading, "a pipe"), as: UTF8.self)
        let status = try child.wait().status
        // Where the child failed, the broken pipe is no news.
        guard status == 0, let peak = Int(answer.filter(\.isNumber)) else {
            throw WrongResult(description: "\(arguments[0]) in a process of its own ended with \(status)")
        }
        try written.get()
        return peak
    }

    private static var executable: String {
        #if os(Linux)
        "/proc/self/exe"
        #else
        CommandLine.arguments[0]
        #endif
    }

    // MARK: - In the small processes

    /// Does what a child was begun for, and returns its exit code; nil if this process is none.
    static func main(_ arguments: [String]) -> Int32? {
        guard arguments.first == mark else { return nil }
        do {
            try perform(Array(arguments.dropFirst()))
            return 0
        } catch {
            complain("error: \(error)")
            return 1
        }
    }

    private static func perform(_ arguments: [String]) throws {
        switch (arguments.first, arguments.count) {
        case (launch, 2...):
            let outcome = try ChildProcess([executable, mark] + arguments.dropFirst()).wait()
            guard outcome.status == 0 else { throw WrongResult(description: "ended with \(outcome.status)") }
            print(outcome.maximumBytes)
        case ("import", 4):
            let counts = try LedgerImport.run(arguments[1], into: arguments[2], environment: .system).counts
            try LedgerImport.check(counts, resultCount: Int(arguments[3]) ?? 0)
        case ("verify", 2):
            try LedgerImport.verify(arguments[1], isQuick: false)
        default:
            throw WrongResult(description: "no such work: \(arguments)")
        }
    }
}
