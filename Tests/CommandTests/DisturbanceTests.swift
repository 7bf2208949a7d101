import Foundation
import Testing

/// A short form of `tools/reliability`: the real program on the real disk, disturbed.
struct DisturbanceTests {
    private static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "clinicledger")
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "tools/reliability")

    /// The thread sanitizer's own files are larger than the limit of that trial.
    private static let trials =
        ["little_memory", "two_writers", "readers", "copies", "full_disk", "full_backup", "flipped_bits"]
        + (ProcessInfo.processInfo.environment["TSAN_OPTIONS"] == nil ? ["quota"] : [])

    @Test(arguments: trials)
    func `nothing is lost`(when trial: String) throws {
        let process = Process()
        process.executableURL = Self.script
        process.arguments = [
            "--binary", Self.binary.path, "--only", trial, "--minutes", "0.1", "--size", "300", "--seed", "1",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("losses: 0"), "\(text)")
    }
}
