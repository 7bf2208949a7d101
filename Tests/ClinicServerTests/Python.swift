import Foundation
import Testing

/// Programs in Python, which check from outside what the pages are made of; tests that need one are skipped without it.
enum Python {
    static let isThere = has("sys")

    /// Whether a module can be imported.
    static func has(_ module: String) -> Bool {
        (try? run("import \(module)", input: [])) != nil
    }

    struct Failed: Error { let words: String }

    /// Runs a program; gives what it writes.
    static func run(_ program: String, _ arguments: [String] = [], input: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, since two pipes can wait for each other.
        let files = try ["in", "out", "err"].map { name in
            let file = folder.appending(path: name)
            try Data(name == "in" ? input : []).write(to: file)
            return try FileHandle(forUpdating: file)
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        if let tools = ProcessInfo.processInfo.environment["CLINICLEDGER_PYTHON_TOOLS"] {
            process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": tools]) { $1 }
        }
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = try String(contentsOf: folder.appending(path: "err"), encoding: .utf8)
            throw Failed(words: words)
        }
        return [UInt8](try Data(contentsOf: folder.appending(path: "out")))
    }
}
