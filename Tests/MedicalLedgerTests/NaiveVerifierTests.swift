import Foundation
import LedgerEngine
import Testing

@testable import MedicalLedger

/// The format as its tables say, against a verifier in another language that shares no code with this one.
struct NaiveVerifierTests {
    private static let tools = ProcessInfo.processInfo.environment["CLINICLEDGER_PYTHON_TOOLS"]

    private static func run(_ clinic: TestClinic) throws -> String {
        var arguments = [
            "python3", URL(filePath: #filePath).deletingLastPathComponent().appending(path: "naive_verifier.py").path,
            clinic.path,
        ]
        for (number, bytes) in PageDictionary.bytes {
            let file = clinic.directory.appending(path: "dictionary-\(number)")
            try Data(bytes).write(to: file)
            arguments.append("\(number)=\(file.path)")
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": tools ?? ""]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        .enabled(if: tools != nil, "CLINICLEDGER_PYTHON_TOOLS names no folder of Python packages; tools/test makes one")
    )
    func `a second verifier comes to the same verdict`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<90), Delivery.fhir(0..<90), Delivery.csv(0..<90))
        try clinic.take(Delivery.hl7(40..<130, value: "11.1"))
        let ledger = try clinic.open()
        let records = try clinic.verify().records
        #expect(try Self.run(clinic) == "ok \(ledger.engine.blockCount) \(ledger.engine.treeSize) \(records) 0 0\n")
        let path = clinic.files.vault + "/000000000000.seg"
        var bytes = try clinic.bytes(path)
        bytes[bytes.count / 3] ^= 4
        try clinic.replace(path, bytes)
        #expect(try Self.run(clinic).hasPrefix("wrong:"))
    }

    @Test(
        .enabled(if: tools != nil, "CLINICLEDGER_PYTHON_TOOLS names no folder of Python packages; tools/test makes one")
    )
    func `a second verifier knows entries of all kinds, what was erased and what was given up`() throws {
        let clinic = try FixtureTests.copy("all-kinds")
        let (ledger, report) = (try clinic.open(), try clinic.verify())
        let expected = [
            UInt64(ledger.engine.blockCount), ledger.engine.treeSize, report.records, report.erased,
            UInt64(report.lost.count),
        ]
        #expect(try Self.run(clinic) == "ok " + expected.map(String.init).joined(separator: " ") + "\n")
        // A page that is not in the table is lost to who gave nothing up.
        let path = clinic.files.keys + "/pages"
        let rows = try clinic.bytes(path)
        try clinic.replace(path, [UInt8](repeating: 0, count: 64) + rows[64...])
        #expect(try Self.run(clinic).hasPrefix("wrong: page 0"))
    }
}
