import Foundation
import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger

struct PatientExportTests {
    private func export(_ clinic: TestClinic, to directory: String, _ visitor: ReadingDoor.Visitor = .init()) throws
        -> PatientExport.Counts
    {
        let door = try ReadingDoor.open(clinic.path, for: visitor, environment: clinic.environment)
        defer { try? door.close() }
        return try PatientExport.write(
            try door.ledger.patient(named: "PAT1000"), to: directory, readMe: "read me\n", through: door,
            environment: clinic.environment)
    }

    @Test func `an export holds all of one patient and nothing of others`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<1), Delivery.hl7(7..<9), Delivery.csv(0..<2))
        // The table's number has no assigner, so somebody must say that both are one person.
        do {
            let ledger = try clinic.open(for: .writing)
            let (one, other) = (
                try ledger.patient(named: "CLINIC|PAT1000"),
                try #require(ledger.patients(named: "PAT1000").max())
            )
            #expect(one < other)
            try ledger.add([
                .link(
                    PatientLink(
                        patient: one, other: other, isUndone: false, previous: one, otherPrevious: other))
            ])
            try ledger.close()
        }
        let directory = clinic.directory.appending(path: "export").path
        let counts = try export(clinic, to: directory)
        let ledger = try clinic.open()
        let patient = try ledger.patient(named: "PAT1000")
        let numbers = try ledger.rights(of: patient).pseudonyms.flatMap { try ledger.entries(.recordsOfPatient($0)) }
        #expect(counts.records == numbers.count && counts.records == 3 && counts.denied == 0 && counts.accesses == 2)
        for number in numbers {
            let view = try ledger.record(number)
            let name = "\(number).\(view.origin.format.rawValue)"
            #expect(try clinic.bytes("\(directory)/originals/\(name)") == view.document)
            let receipt = try clinic.bytes("\(directory)/receipts/\(number).txt")
            let verdict = try ReceiptCheck.check(receipt, key: ledger.engine.key, document: view.document)
            #expect(verdict.isDocumentChecked && verdict.entry == number)
        }
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: directory + "/" + name, isDirectory: &isDirectory)
            if isDirectory.boolValue { continue }
            #expect(try !clinic.bytes(directory + "/" + name).contains(Array("PAT1001".utf8)), "\(name)")
        }
        #expect(try clinic.bytes(directory + "/bundle.json").contains(Array("Musterfrau0".utf8)))
        let accesses = String(decoding: try clinic.bytes(directory + "/accesses.csv"), as: UTF8.self)
        #expect(
            accesses.hasPrefix("time,entry,reader,reader_name,")
                && accesses.contains(",1,Clinic,Clinic,") && accesses.contains(",export,"))
        let consents = String(decoding: try clinic.bytes(directory + "/consents.json"), as: UTF8.self)
        #expect(consents.contains(#""resourceType": "Bundle""#))
        #expect(throws: MedicalError("exportExists", .cannotCreate, ["directory": directory])) {
            try export(clinic, to: directory)
        }
    }

    @Test func `identity documents that are given out stand in the access, and in no export that has none`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<1), Delivery.hl7(1..<2))
        var document: UInt64 = 0
        do {
            let ledger = try clinic.open(for: .writing)
            let patient = try ledger.patient(named: "PAT1000")
            var page = DetailPage(of: ledger, format: .text)
            let detail = try page.add(Array("passport".utf8))
            document = try ledger.add(
                [.identity(IdentityDocument(patient: patient, detail: detail))], pages: try page.sealed())
            try ledger.close()
        }
        let directory = clinic.directory.appending(path: "export").path
        _ = try export(clinic, to: directory)
        #expect(try clinic.bytes("\(directory)/identity/\(document).json") == Array("passport".utf8))
        let accesses = String(decoding: try clinic.bytes(directory + "/accesses.csv"), as: UTF8.self)
        #expect(accesses.contains("identity @\(document)"))
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `what may not be read leaves no directory`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<1))
        let directory = clinic.directory.appending(path: "export").path
        let size = try clinic.open().nextEntry
        #expect(throws: MedicalError.self) { try export(clinic, to: directory, .init(purpose: .research)) }
        #expect(try clinic.open().nextEntry == size)
        // The draft cannot be made, and nothing is left of it.
        #expect(throws: (any Error).self) { try export(clinic, to: directory + "/missing/export") }
        #expect(!FileManager.default.fileExists(atPath: directory))
    }
}
