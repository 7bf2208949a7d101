import Foundation
import Testing

/// Whole-command tests as text: what a person types and what they see.
///
/// A line that begins with `$ ` is run by the shell, in a directory of its own where `samples` are the repository's
/// samples. The lines under it are what standard output and standard error must show, `…` standing for anything; the last
/// may be `? N`, the exit code, which is otherwise 0. Lines that begin with `# ` say what the script shows.
struct ScriptTests {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent()
    private static let root = here.deletingLastPathComponent().deletingLastPathComponent()
    private static let scripts =
        (try? FileManager.default.contentsOfDirectory(atPath: here.appending(path: "Scripts").path).sorted()) ?? []

    /// The folder of the binary: the test runner's own.
    private static let binaryFolder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    @Test(arguments: scripts)
    func `a person sees what the script says`(name: String) throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }
        try FileManager.default.createSymbolicLink(
            at: work.appending(path: "samples"), withDestinationURL: Self.root.appending(path: "tools/samples"))
        let text = try String(contentsOf: Self.here.appending(path: "Scripts/\(name)"), encoding: .utf8)
        for step in Self.steps(text) {
            let (lines, code) = try Self.run(step.command, in: work)
            #expect(
                code == step.exitCode, "\(name): \(step.command) ended with \(code):\n\(lines.joined(separator: "\n"))")
            let isSame = lines.count == step.expected.count && zip(lines, step.expected).allSatisfy(Self.matches)
            #expect(
                isSame,
                "\(name): \(step.command) showed\n\(lines.joined(separator: "\n"))\nand not\n\(step.expected.joined(separator: "\n"))"
            )
        }
    }

    private struct Step {
        var command: String
        var expected: [String] = []
        var exitCode: Int32 = 0
    }

    private static func steps(_ text: String) -> [Step] {
        var steps: [Step] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2))))
            } else if line.hasPrefix("? "), let code = Int32(line.dropFirst(2)) {
                steps[steps.count - 1].exitCode = code
            } else if !line.hasPrefix("# "), !line.isEmpty {
                steps[steps.count - 1].expected.append(line)
            }
        }
        return steps
    }

    private static func run(_ command: String, in folder: URL) throws -> ([String], Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec 2>&1\n" + command]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": binaryFolder.path + ":/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.path,
            "CLINICLEDGER_STATE": folder.appending(path: "state").path,
        ].merging(ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return (text.split(separator: "\n").map(String.init), process.terminationStatus)
    }

    /// Whether a line is as expected, where `…` stands for any text.
    private static func matches(line: String, expected: String) -> Bool {
        let parts = expected.components(separatedBy: "…")
        guard parts.count > 1 else { return line == expected }
        guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = line.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= parts[parts.count - 1].count
    }
}
