import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore

@testable import MedicalLedger

/// A clinic's ledger in a directory of its own.
final class TestClinic {
    let directory: URL
    let environment: Environment

    init(
        origin: String = "clinic.example/ledger", member: String = "Clinic", environment: Environment = .system
    ) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        self.environment = environment
        try ClinicLedger.create(
            path, origin: try KeyName(origin), member: member, roles: [.clinic],
            environment: environment)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var path: String { directory.appending(path: "clinic.ledger").path }
    var files: LedgerFiles { LedgerFiles(directory: path) }

    func open(for access: ClinicLedger.Opening = .reading) throws -> ClinicLedger {
        try ClinicLedger.open(path, for: access, environment: environment)
    }

    /// Imports texts as files of their own and says what became of them.
    @discardableResult
    func take(_ texts: [UInt8]..., options: ImportSession.Options = .init()) throws -> (
        counts: ImportCounts, rejected: [ImportSession.RejectedItem]
    ) {
        let ledger = try open(for: options.isDryRun ? .reading : .writing)
        var rejected: [ImportSession.RejectedItem] = []
        let session = ImportSession(into: ledger, options: options) { rejected.append($0) }
        for (number, text) in texts.enumerated() {
            let file = directory.appending(path: "delivery-\(number)")
            try Data(text).write(to: file)
            try session.take(file: file.path)
        }
        try ledger.close()
        return (session.counts, rejected)
    }

    func export(_ format: SourceFormat, includesOthers: Bool = false) throws -> [UInt8] {
        let door = try door()
        defer { try? door.close() }
        var bytes: [UInt8] = []
        _ = try Exporter.export(
            door, as: format, includesOthers: includesOthers, write: { bytes += $0 }, progress: { _, _ in })
        return bytes
    }

    /// The door, opened for the member itself, or for whoever has a key.
    func door(_ visitor: ReadingDoor.Visitor = .init()) throws -> ReadingDoor {
        try ReadingDoor.open(path, for: visitor, environment: environment)
    }

    func verify(isQuick: Bool = false) throws -> LedgerVerifier.Report {
        try LedgerVerifier.verify(path, isQuick: isQuick, environment: environment) { _, _ in }
    }

    func records(_ question: ClinicLedger.Question = .init()) throws -> [(view: RecordView, reports: [LabReport])] {
        var found: [(RecordView, [LabReport])] = []
        _ = try open().find(question) { found.append(($0, (try? $0.reports()) ?? [])) }
        return found
    }

    /// Every file of the ledger with its bytes.
    func allFiles() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.subpathsOfDirectory(atPath: path).compactMap { name in
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isDirectory)
            return isDirectory.boolValue ? nil : (name, try bytes(path + "/" + name))
        }
    }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
    func replace(_ path: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
}

/// Made-up deliveries.
enum Delivery {
    /// HL7 v2 messages, one for each number; the value follows from the number unless it is given.
    static func hl7(_ numbers: Range<Int>, value: String? = nil) -> [UInt8] {
        Array(
            numbers.map { number in
                [
                    "MSH|^~\\&|LIS|NORTHLAB|LEDGER|CLINIC|20250304101500+0100||ORU^R01^ORU_R01|MSG\(number)|P|2.5.1",
                    "PID|1||PAT\(1000 + number % 7)^^^CLINIC^MR||Musterfrau\(number % 7)^Erika||19710203|F",
                    "OBR|1|ORD\(number)|FIL\(number)|57021-8^CBC panel^LN|||20250304074000+0100",
                    "OBX|1|NM|718-7^Hemoglobin^LN||\(value ?? "1\(number % 10).5")|g/dL^g/dL^UCUM|12.0-17.5|N|||F",
                    "OBX|2|ST|600-7^Bacteria^LN||Staphylococcus argenteus \(number)||||||F",
                ].joined(separator: "\r") + "\r"
            }.joined().utf8)
    }

    /// FHIR Observations, one line each; three of one order.
    static func fhir(_ numbers: Range<Int>) -> [UInt8] {
        Array(
            numbers.map { number in
                """
                {"resourceType":"Observation","id":"obs-\(number)","status":"final","basedOn":[{"reference":\
                "ServiceRequest/order-\(number / 3)"}],"code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},\
                "subject":{"reference":"Patient/pat-\(number / 3 % 5)"},"effectiveDateTime":"2025-03-04T07:40:00+01:00",\
                "valueQuantity":{"value":1\(number % 10).5,"unit":"g/dL"}}\n
                """
            }.joined().utf8)
    }

    /// A long table; two rows of each report.
    static func csv(_ numbers: Range<Int>) -> [UInt8] {
        let rows = numbers.map { number in
            "PAT\(1000 + number / 2 % 5),718-7,Hemoglobin \(number),1\(number % 10).5,g/dL,2025-03-\(10 + number / 2 % 20)\n"
        }
        return Array(("patient_id,loinc,name,value,unit,effective\n" + rows.joined()).utf8)
    }
}
