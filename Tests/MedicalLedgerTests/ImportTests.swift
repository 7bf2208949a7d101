import Foundation
import HealthFormats
import LedgerEngine
import Testing

@testable import MedicalLedger

struct ImportTests {
    @Test func `each format goes in and comes out byte for byte`() throws {
        let clinic = try TestClinic()
        let hl7 = Delivery.hl7(0..<40)
        let fhir = Delivery.fhir(0..<60)
        let csv = Delivery.csv(0..<50)
        let counts = try clinic.take(hl7, fhir, csv).counts
        #expect(counts.records == 40 + 20 + 20)
        #expect(counts.results == 80 + 60 + 50)
        #expect(try clinic.export(.hl7) == hl7)
        #expect(try clinic.export(.fhir) == fhir)
        #expect(try clinic.export(.csv) == csv)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `the same file again adds nothing and says so`() throws {
        let clinic = try TestClinic()
        for delivery in [Delivery.hl7(0..<20), Delivery.fhir(0..<30), Delivery.csv(0..<30)] {
            let first = try clinic.take(delivery).counts
            let entries = try clinic.open().engine.treeSize
            let second = try clinic.take(delivery).counts
            #expect(second.records == 0 && second.known == first.records)
            #expect(try clinic.open().engine.treeSize == entries)
        }
    }

    @Test func `a message delivered twice in one file is one record`() throws {
        let clinic = try TestClinic()
        let counts = try clinic.take(Delivery.hl7(0..<3) + Delivery.hl7(1..<4)).counts
        #expect(counts.records == 4 && counts.known == 2)
    }

    @Test func `the same message with another time stamp is the same, with another value it is not`() throws {
        let clinic = try TestClinic()
        let message = String(decoding: Delivery.hl7(0..<1), as: UTF8.self)
        try clinic.take(Array(message.utf8))
        let resent = message.replacing("20250304101500", with: "20250305101500")
        #expect(try clinic.take(Array(resent.utf8)).counts.known == 1)
        let other = try clinic.take(Delivery.hl7(0..<1, value: "9.9")).counts
        #expect(other.records == 1 && other.amended == 1)
    }

    @Test func `a corrected report keeps both versions, and the later names the earlier`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(5..<6))
        try clinic.take(Delivery.hl7(5..<6, value: "13.1"))
        let records = try clinic.records()
        #expect(records.count == 2)
        #expect(records[0].view.onChain.replaces == records[1].view.entry)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `both versions of a report may come in one file`() throws {
        let clinic = try TestClinic()
        let counts = try clinic.take(Delivery.hl7(5..<6) + Delivery.hl7(5..<6, value: "13.1")).counts
        #expect(counts.records == 2 && counts.amended == 1)
        let records = try clinic.records()
        #expect(records[0].view.onChain.replaces == records[1].view.entry)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `an import that ended anywhere is finished by running it again`() throws {
        let whole = Delivery.hl7(0..<60)
        for end in [1, 17, 59] {
            let clinic = try TestClinic()
            try clinic.take(Delivery.hl7(0..<end))
            let counts = try clinic.take(whole).counts
            #expect(counts.known == end && counts.records == 60 - end)
            #expect(try clinic.export(.hl7) == whole)
            #expect(try clinic.verify().findings.isEmpty)
        }
    }

    @Test func `a dry run says what the import then does, and writes nothing`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        let before = try clinic.allFiles().map(\.bytes)
        var options = ImportSession.Options()
        options.isDryRun = true
        let delivery = Delivery.hl7(3..<9) + Delivery.hl7(8..<10)
        let dry = try clinic.take(delivery, options: options).counts
        #expect(try clinic.allFiles().map(\.bytes) == before)
        let real = try clinic.take(delivery).counts
        #expect((dry.records, dry.known, dry.results) == (real.records, real.known, real.results))
    }

    @Test func `what is broken is refused with its bytes, and the rest goes in`() throws {
        let clinic = try TestClinic()
        let broken = Array("MSH|^~\\&|LIS|LAB|||20250101||ORU^R01|X1|P|2.5\rOBR|1\rOBX|1|NM|1||2\r".utf8)
        let (counts, rejected) = try clinic.take(Delivery.hl7(0..<2) + broken + Delivery.hl7(2..<4))
        #expect(counts.records == 4 && counts.rejected == 1)
        #expect(rejected.first?.bytes == broken)
        #expect(rejected.first?.place.line == 11)
    }

    @Test func `a file of rejected items is imported again once it is mended`() throws {
        let clinic = try TestClinic()
        let text = "\(ImportSession.remarkMark) rejects: mend\n\(ImportSession.remarkMark): line 3: bad\n"
        let (counts, rejected) = try clinic.take(Array(text.utf8) + Delivery.hl7(0..<2))
        #expect(counts.records == 2)
        #expect(rejected.isEmpty)
    }

    @Test func `an empty file, binary rubbish and a missing file are named`() throws {
        let clinic = try TestClinic()
        for (bytes, code) in [([], "inputEmpty"), ([0, 1, 2, 255, 254, 0, 9], "formatUnknown")] as [([UInt8], String)] {
            let error = #expect(throws: MedicalError.self) { try clinic.take(bytes) }
            #expect(error?.code == code)
        }
        let session = ImportSession(into: try clinic.open(for: .writing), options: .init()) { _ in }
        let error = #expect(throws: MedicalError.self) { try session.take(file: clinic.directory.path + "/none") }
        #expect(error?.fate == .noInput)
    }

    @Test func `a deleted index is rebuilt and answers the same`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<30), Delivery.fhir(0..<30), Delivery.csv(0..<20))
        var question = ClinicLedger.Question()
        question.patient = "PAT1002"
        let before = try clinic.records(question).map(\.view.entry)
        #expect(!before.isEmpty)
        try FileManager.default.removeItem(atPath: clinic.files.index)
        #expect(try clinic.records(question).map(\.view.entry) == before)
        #expect(try clinic.take(Delivery.hl7(0..<30), Delivery.fhir(0..<30), Delivery.csv(0..<20)).counts.records == 0)
        #expect(try clinic.records(question).map(\.view.entry) == before)
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `rows that are persons of their own are known again after the index was deleted`() throws {
        let clinic = try TestClinic()
        var options = ImportSession.Options()
        options.settings.mapping = try CSV.Mapping(
            json: Array(#"{"patient":{"row":true},"analytes":"others"}"#.utf8))
        options.settings.format = .csv
        let table = Array(("ALT;AST;CREA\n" + (0..<40).map { "\($0 % 7).5;\($0).1;88\n" }.joined()).utf8)
        #expect(try clinic.take(table, options: options).counts.records == 40)
        try FileManager.default.removeItem(atPath: clinic.files.index)
        let counts = try clinic.take(table, options: options).counts
        #expect(counts.records == 0 && counts.known == 40)
    }

    @Test func `one patient's reports of all formats are found by the identifier's value`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<14), Delivery.csv(0..<10))
        var question = ClinicLedger.Question()
        question.patient = "PAT1001"
        let found = try clinic.records(question)
        #expect(Set(found.map(\.view.origin.format)) == [.hl7, .csv])
        #expect(
            found.allSatisfy { $0.reports.allSatisfy { $0.patient.identifiers.contains { $0.value == "PAT1001" } } })
        question.code = "600-7"
        #expect(try clinic.records(question).allSatisfy { $0.view.origin.format == .hl7 })
        question.patient = "nobody"
        #expect(try clinic.records(question).isEmpty)
    }

    @Test func `gzip is undone`() throws {
        let clinic = try TestClinic()
        let plain = clinic.directory.appending(path: "plain.hl7")
        try Data(Delivery.hl7(0..<8)).write(to: plain)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", plain.path]
        try gzip.run()
        gzip.waitUntilExit()
        let ledger = try clinic.open(for: .writing)
        let session = ImportSession(into: ledger, options: .init()) { _ in }
        try session.take(file: plain.path + ".gz")
        try ledger.close()
        #expect(session.counts.records == 8)
        #expect(try clinic.export(.hl7) == Delivery.hl7(0..<8))
    }
}
