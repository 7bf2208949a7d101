import Foundation
import HealthFormats
import Testing

/// Messages as other programs write them.
@Suite struct HL7v2FileTests {
    static let shared = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "../shared").standardizedFileURL
    static let folders = [
        shared.appending(path: "data/hl7v2-fhir-converter/data/SampleData/Hl7v2"),
        shared.appending(path: "data/hl7v2-linuxforhealth/src/test/resources"),
    ]
    static let generator = shared.appending(path: "peers/generate_labs.py")

    static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    /// All files, by name.
    private static func sources() throws -> [(name: String, bytes: [UInt8])] {
        try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".hl7") }
                .map {
                    ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
                }
        }
    }

    @Test(.enabled(if: folders.allSatisfy(exists)))
    func `published samples are taken or refused by reason, byte for byte`() throws {
        var counts: [String: Int] = [:]
        for (name, source) in try Self.sources() {
            let found = HL7Found(source)
            #expect(found.isUsedUp, "\(name)")
            #expect(found.reassembled(from: source) == source, "\(name)")
            for cut in stride(from: 0, to: source.count, by: 211) {
                #expect(HL7Found(source, windowsEndingAt: [cut]) == found, "\(name) cut at \(cut)")
            }
            counts["taken", default: 0] += found.records.count
            for reason in found.reasons { counts[String(reason.prefix { $0 != " " }), default: 0] += 1 }
            for document in found.documents {
                let reports = try HL7v2.reports(document: document)
                #expect(reports.map(\.results.count).reduce(0, +) == found.resultCount)
                let written = HL7v2.write(reports, controlIdentifier: "1", time: nil, sendingFacility: "X")
                #expect(HL7Found(written).rejections == [], "\(name)")
            }
        }
        #expect(counts == ["taken": 7, "hl7.otherMessageType": 136])
    }

    @Test(.enabled(if: exists(generator)))
    func `generated results are all found, and read as generated`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hl7v2-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", Self.generator.path, "--results", "2000", "--out", folder.path]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let source = Array(try Data(contentsOf: folder.appending(path: "labs.hl7")))
        let found = HL7Found(source, windowsEndingAt: Array(stride(from: 0, to: source.count, by: 10_007)))
        #expect(found.rejections == [])
        #expect(found.resultCount == 2000)
        #expect(found.reassembled(from: source) == source)
        var results = 0
        for document in found.documents {
            for result in try HL7v2.reports(document: document).flatMap(\.results) {
                results += 1
                guard case .quantity(nil, _, _, _?) = result.value else {
                    Issue.record("\(result.value)")
                    continue
                }
                #expect(result.code.loinc != nil && result.referenceRange?.low != nil && result.status == "final")
            }
        }
        #expect(results == 2000)
    }
}
