import Foundation
import Logging
import Testing
import Wording

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// Files that are dropped into a folder.
struct WatchedFolderTests {
    private let folder = NSTemporaryDirectory() + "watched-\(UUID().uuidString)"

    private func watching(
        _ clinic: SimulatedClinic, _ body: (LedgerDesk) async throws -> Void
    ) async throws -> ServerCounters.Figures {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let counters = ServerCounters()
        let desk = LedgerDesk(SimulatedClinic.directory, environment: clinic.environment, counters: counters)
        var watched = WatchedFolder(
            directory: folder, desk: desk, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            language: .english)
        (watched.interval, watched.settleTime) = (.milliseconds(20), .milliseconds(100))
        try watched.prepare()
        let running = Task { [watched] in await watched.run() }
        try await body(desk)
        running.cancel()
        await running.value
        await desk.close()
        return counters.now
    }

    private func put(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) }

    /// Waits until there is such a file.
    private func wait(for name: String) async -> Bool {
        for _ in 0..<3000 {
            if FileManager.default.fileExists(atPath: folder + "/" + name) { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func `whole files go in and move to done, others to rejected with the reasons`() async throws {
        let clinic = try makeClinic()
        let figures = try await watching(clinic) { _ in
            try put(LabDelivery(.hl7, 0..<5).bytes, "good.hl7")
            try put(LabDelivery(.csv, 0..<4).bytes, "table.csv")
            try put(message(9) + message(10, type: "ADT^A01"), "mixed.hl7")
            try put(Array("nothing that is known".utf8), "letter.txt")
            try put([], "empty.hl7")
            for name in [
                "done/good.hl7", "done/table.csv", "rejected/mixed.hl7", "rejected/letter.txt", "rejected/empty.hl7",
            ] {
                #expect(await wait(for: name), "\(name)")
            }
            #expect(text("rejected/mixed.hl7.reasons.txt")?.contains("ADT^A01") ?? false)
            #expect(text("rejected/letter.txt.reasons.txt")?.isEmpty == false)
            // The same again is known, and takes nobody's place.
            try put(LabDelivery(.hl7, 0..<5).bytes, "good.hl7")
            #expect(await wait(for: "done/good.hl7.2"))
        }
        #expect(figures.counts.records >= 8 && figures.counts.known == 5 && figures.counts.rejected == 1)
    }

    @Test func `what is still being written, and what is no file, stays`() async throws {
        let clinic = try makeClinic()
        _ = try await watching(clinic) { _ in
            let bytes = LabDelivery(.hl7, 0..<5).bytes
            try put(bytes, "copy.hl7.part")
            try put(bytes, ".hidden.hl7")
            try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.hl7", withDestinationPath: folder + "/.hidden.hl7")
            try put([], "slow.hl7")
            let file = try FileHandle(forWritingTo: URL(filePath: folder + "/slow.hl7"))
            try file.write(contentsOf: Data(bytes.prefix(300)))
            try await Task.sleep(for: .milliseconds(600))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/done").isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/rejected").isEmpty)
            try file.write(contentsOf: Data(bytes.dropFirst(300)))
            try file.close()
            #expect(await wait(for: "done/slow.hl7"))
            let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(left == ["copy.hl7.part", ".hidden.hl7", "sub", "link.hl7", "done", "rejected"])
        }
    }

    @Test func `files wait while the ledger cannot be written to`() async throws {
        let clinic = try makeClinic().copy(.fails(0..<1_000_000, .full), seed: 2)
        _ = try await watching(clinic) { _ in
            try put(LabDelivery(.hl7, 0..<5).bytes, "good.hl7")
            try await Task.sleep(for: .milliseconds(400))
            #expect(text("good.hl7") != nil)
            clinic.disk.faults = Faults()
            #expect(await wait(for: "done/good.hl7"))
        }
    }
}
