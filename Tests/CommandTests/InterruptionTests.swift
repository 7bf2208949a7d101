import Foundation
import Testing

/// An import that is killed at any moment, and run again, ends with exactly what one run gives.
struct InterruptionTests {
    private static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "clinicledger")

    /// What the machine keeps of its ledgers, apart from them.
    private static let state = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path

    private static func run(_ arguments: [String], killAfter seconds: Double? = nil) throws -> (
        code: Int32, text: String
    ) {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["CLINICLEDGER_STATE": state]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        if let seconds {
            Thread.sleep(forTimeInterval: seconds)
            kill(process.processIdentifier, SIGKILL)
        }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Enough messages for several blocks.
    private static func messages() -> Data {
        var text = ""
        for number in 0..<60_000 {
            text += "MSH|^~\\&|LIS|LAB|||20250304101500||ORU^R01|M\(number)|P|2.5.1\r"
            text += "PID|1||P\(number % 997)^^^LAB^MR||Invented^Ida\r"
            text += "OBR|1||F\(number)|57021-8^CBC^LN|||20250304074000\r"
            text += "OBX|1|NM|718-7^Hemoglobin^LN||1\(number % 10).\(number % 7)|g/dL|12-17|N|||F\r"
        }
        return Data(text.utf8)
    }

    @Test func `killed again and again, an import ends with what one run gives`() throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "kill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer {
            try? FileManager.default.removeItem(at: work)
            try? FileManager.default.removeItem(atPath: Self.state)
        }
        let input = work.appending(path: "results.hl7").path
        let ledger = work.appending(path: "clinic.ledger").path
        try Self.messages().write(to: URL(filePath: input))
        #expect(try Self.run(["init", "-l", ledger]).code == 0)
        for attempt in 1...12 {
            // Later attempts pass over what is there and come further, so each is killed somewhere else.
            _ = try Self.run(["import", "-l", ledger, input], killAfter: 0.03 * Double(attempt))
            #expect(try Self.run(["verify", "-l", ledger]).code == 0, "after attempt \(attempt)")
        }
        #expect(try Self.run(["import", "-l", ledger, input]).code == 0)
        let statistics = try Self.run(["stats", "-l", ledger, "--json"]).text
        #expect(statistics.contains("\"records\": 60000,"))
        let output = work.appending(path: "out.hl7").path
        #expect(try Self.run(["export", "-l", ledger, "--format", "hl7", "-o", output]).code == 0)
        #expect(FileManager.default.contentsEqual(atPath: input, andPath: output))
        #expect(try Self.run(["verify", "-l", ledger]).code == 0)
    }
}
