import Foundation
import LedgerEngine
import Testing

@testable import MedicalLedger

/// Ledgers that earlier builds made, never rewritten: every later build must read them.
struct FixtureTests {
    static let here = URL(filePath: #filePath).deletingLastPathComponent()
    private static let samples = here.deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "tools/samples")

    /// A copy that may be written to, put in the place of a test's own ledger.
    static func copy(_ name: String) throws -> TestClinic {
        let clinic = try TestClinic()
        try FileManager.default.removeItem(atPath: clinic.path)
        try FileManager.default.copyItem(
            atPath: here.appending(path: "Fixtures/\(name)").path, toPath: clinic.path)
        return clinic
    }

    private static func sample(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: samples.appending(path: name)))
    }

    @Test func `a ledger of format 1 is verified, read, exported and written on`() throws {
        let clinic = try Self.copy("format-1")
        let report = try clinic.verify()
        #expect(report.findings.isEmpty && report.records == 20)
        var question = ClinicLedger.Question()
        question.patient = "DEMO-1001"
        #expect(try !clinic.records(question).isEmpty)
        #expect(try clinic.export(.hl7) == Self.sample("results.hl7") + Self.sample("results-gb18030.hl7"))
        #expect(try clinic.export(.fhir) == Self.sample("reports.ndjson") + Self.sample("bundle.json"))
        let counts = try clinic.take(Self.sample("results.hl7"), Delivery.hl7(0..<3)).counts
        #expect(counts.known == 4 && counts.records == 3)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `after its index was deleted everything is known again, Bundles too`() throws {
        let clinic = try Self.copy("format-1")
        try FileManager.default.removeItem(atPath: clinic.files.index)
        for name in ["results.hl7", "results-gb18030.hl7", "reports.ndjson", "bundle.json", "results.csv"] {
            let counts = try clinic.take(Self.sample(name)).counts
            #expect(counts.records == 0 && counts.known > 0, "\(name): \(counts)")
        }
    }
}
