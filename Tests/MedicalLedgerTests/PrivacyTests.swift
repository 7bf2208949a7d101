import Foundation
import LedgerEngine
import Testing

@testable import MedicalLedger

struct PrivacyTests {
    @Test func `nothing about a patient stands in clear in any file`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<30), Delivery.fhir(0..<30), Delivery.csv(0..<30))
        let secrets = [
            "PAT100", "Musterfrau", "Erika", "19710203", "718-7", "600-7", "Hemoglobin", "Staphylococcus", "MSG1",
            "FIL1", "ORD1", "obs-1", "order-1", "pat-1", "NORTHLAB", "20250304", "2025-03", "g/dL", "delivery-0",
        ]
        for (name, bytes) in try clinic.allFiles() {
            for secret in secrets {
                #expect(!bytes.contains(Array(secret.utf8)), "\(secret) stands in \(name)")
            }
        }
        // The test can fail: the same search finds what does stand there.
        #expect(try clinic.allFiles().contains { $0.bytes.contains(Array("clinic.example".utf8)) })
    }

    @Test func `keys are readable by their owner alone`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        for name in try FileManager.default.contentsOfDirectory(atPath: clinic.files.keys) {
            let attributes = try FileManager.default.attributesOfItem(atPath: clinic.files.keys + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let directory = try FileManager.default.attributesOfItem(atPath: clinic.files.keys)
        #expect(directory[.posixPermissions] as? Int == 0o700)
    }

    @Test func `equal documents have unlike commitments`() throws {
        let one = try TestClinic()
        let other = try TestClinic()
        for clinic in [one, other] { try clinic.take(Delivery.hl7(0..<1)) }
        let commitments = try [one, other].map { try #require($0.records().first).view.onChain.commitment }
        #expect(commitments[0] != commitments[1])
    }
}

extension [UInt8] {
    /// Whether the bytes hold `needle` somewhere.
    func contains(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, count >= needle.count else { return false }
        return (0...count - needle.count).contains {
            self[$0] == first && self[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }
}
