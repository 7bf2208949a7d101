import Foundation
import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger

struct VerificationTests {
    @Test func `every flipped byte of vault, chain and page keys is found`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let paths = [clinic.files.vault + "/000000000000.seg", clinic.files.keys + "/pages", clinic.files.checkpoint]
        for path in paths {
            let bytes = try clinic.bytes(path)
            for offset in bytes.indices {
                var changed = bytes
                changed[offset] ^= 0x41
                try clinic.replace(path, changed)
                let findings = (try? clinic.verify().findings) ?? [Finding("unreadable", LedgerPlace())]
                #expect(!findings.isEmpty, "\(path) offset \(offset)")
            }
            try clinic.replace(path, bytes)
        }
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `a changed record is named by its entry`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let path = clinic.files.vault + "/000000000000.seg"
        var bytes = try clinic.bytes(path)
        bytes[bytes.count / 2] ^= 1
        try clinic.replace(path, bytes)
        let finding = try #require(clinic.verify().findings.first)
        let entries = try #require(finding.place.entries)
        #expect(finding.place.file == path)
        let treeSize = try clinic.open().engine.treeSize
        #expect(entries.contains(treeSize - 1))
    }

    @Test func `without keys everything but the records is verified`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<10))
        try FileManager.default.removeItem(atPath: clinic.files.keys)
        let report = try clinic.verify()
        #expect(report.findings.isEmpty && !report.hasKeys && report.records == 0)
        var bytes = try clinic.bytes(clinic.files.chain + "/000000000000.seg")
        bytes[700] ^= 1
        try clinic.replace(clinic.files.chain + "/000000000000.seg", bytes)
        #expect(try !clinic.verify().findings.isEmpty)
    }

    @Test func `vault pages that changed places are found`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        try clinic.take(Delivery.hl7(2..<4))
        let path = clinic.files.keys + "/pages"
        let rows = try clinic.bytes(path)
        try clinic.replace(path, Array(rows[64...] + rows[..<64]))
        #expect(try !clinic.verify().findings.isEmpty)
    }

    @Test func `a receipt is checked where there is no ledger, with its document`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<50))
        let ledger = try clinic.open()
        let record = try #require(clinic.records().last).view
        let receipt = Array(try ledger.receipt(for: record.entry).formatted.utf8)
        let key = ledger.description.key
        let verdict = try ReceiptCheck.check(receipt, key: key, document: record.document)
        #expect(verdict.entry == record.entry && verdict.isDocumentChecked)
        for offset in record.document.indices {
            var changed = record.document
            changed[offset] ^= 1
            #expect(throws: MedicalError.self) { try ReceiptCheck.check(receipt, key: key, document: changed) }
        }
        for offset in receipt.indices {
            var changed = receipt
            changed[offset] ^= 1
            let verdict = try? ReceiptCheck.check(changed, key: key, document: record.document)
            #expect(verdict == nil, "a changed receipt holds: byte \(offset)")
        }
        let other = try TestClinic().open().description.key
        #expect(throws: MedicalError.self) { try ReceiptCheck.check(receipt, key: other, document: nil) }
    }

    @Test func `growth is proven, and a forked ledger is refused`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        let older = try #require(clinic.open().engine.checkpoint)
        let copy = try TestClinic()
        try FileManager.default.removeItem(atPath: copy.path)
        try FileManager.default.copyItem(atPath: clinic.path, toPath: copy.path)
        try clinic.take(Delivery.hl7(5..<9))
        try clinic.open().engine.consistencyProof(since: older).verify(from: older, key: clinic.open().description.key)
        try copy.take(Delivery.hl7(20..<40))
        let newest = try #require(clinic.open().engine.checkpoint)
        let error = #expect(throws: MedicalError.self) { try copy.open().engine.consistencyProof(since: newest) }
        #expect(error?.code == "checkpointForked")
    }
}
