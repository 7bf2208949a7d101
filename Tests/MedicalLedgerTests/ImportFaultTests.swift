import Foundation
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

/// The disk may be full at any call: an import says so, counts what is durable, and is finished by running it again.
struct ImportFaultTests {
    /// Messages for several blocks, then corrections of some of them.
    private static let deliveries = [Delivery.hl7(0..<1100), Delivery.hl7(1090..<1099, value: "9.9")]

    private static func take(into clinic: TestClinic, on fileSystem: any FileSystem) -> (ImportCounts, (any Error)?) {
        var environment = Environment.system
        environment.fileSystem = fileSystem
        var counts = ImportCounts()
        do {
            let ledger = try ClinicLedger.open(clinic.path, for: .writing, environment: environment)
            let session = ImportSession(into: ledger, options: .init(), reject: { _ in })
            defer {
                counts = session.counts
                try? ledger.close()
            }
            for (number, delivery) in deliveries.enumerated() {
                let file = clinic.directory.appending(path: "delivery-\(number)")
                try Data(delivery).write(to: file)
                try session.take(file: file.path)
            }
            try ledger.close()
        } catch {
            return (counts, error)
        }
        return (counts, nil)
    }

    private static func isFullDisk(_ error: any Error) -> Bool {
        let cause = (error as? StoreError) ?? (error as? LedgerError)?.cause
        return cause?.code == .diskFull
    }

    @Test func `whatever call finds the disk full, nothing is lost, nothing is there twice`() throws {
        let calls = try FaultyFileSystem.countCalls { fileSystem in
            let clinic = try TestClinic()
            let (counts, error) = Self.take(into: clinic, on: fileSystem)
            #expect(error == nil && counts.records == 1109 && counts.amended == 9)
            #expect(try clinic.open().engine.blockCount > 3, "several blocks")
        }
        for failing in 0..<calls {
            let clinic = try TestClinic()
            let (counts, error) = Self.take(into: clinic, on: FaultyFileSystem(failingCall: failing))
            if let error { #expect(Self.isFullDisk(error), "call \(failing): \(error)") }
            let before = try clinic.take().counts
            #expect(before.records == 0)
            let there = try clinic.records().count
            #expect(counts.records <= there, "call \(failing): counted but not there")
            let again = Self.take(into: clinic, on: DiskFileSystem())
            #expect(again.1 == nil)
            #expect(again.0.records + there == 1109, "call \(failing)")
            #expect(try clinic.export(.hl7) == Self.deliveries.flatMap(\.self), "call \(failing)")
            #expect(try clinic.verify().findings.isEmpty, "call \(failing)")
        }
    }
}
