import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger

struct KeepingTests {
    private static func milliseconds(_ day: String) throws -> UInt64 {
        UInt64(try #require(CalendarTime.milliseconds(ofDateTime: day, zoneMinutes: 0)).lowerBound)
    }

    @Test(arguments: [
        ("2026-02-28", 10, "2036-02-28"), ("2024-02-29", 4, "2028-02-29"), ("2024-02-29", 1, "2025-03-01"),
        ("2099-12-31", 1, "2100-12-31"),
    ])
    func `a period of years ends on the same day of the calendar`(from: String, years: UInt64, until: String) throws {
        var keeping = Keeping()
        keeping.take(Hold(.retentionYears(category: .laboratory, years: years)), number: 7)
        let record = RecordFacts(entry: 3, patient: 2, category: .laboratory, custodian: 1)
        let (start, end) = (try Self.milliseconds(from), try Self.milliseconds(until))
        #expect(keeping.obstacle(to: record, of: [2], sealedAt: start, at: end - 1) == .retention(entry: 7, until: end))
        #expect(keeping.obstacle(to: record, of: [2], sealedAt: start, at: end) == nil)
        // The time of day counts as well.
        #expect(
            keeping.obstacle(to: record, of: [2], sealedAt: start + 5, at: end) == .retention(entry: 7, until: end + 5))
    }

    @Test func `no period ends at once, and one that no calendar reaches never`() {
        let record = RecordFacts(entry: 3, patient: 2, category: .laboratory, custodian: 1)
        for years in [UInt64(8000), .max] {
            var keeping = Keeping()
            keeping.take(Hold(.retentionYears(category: .laboratory, years: years)), number: 7)
            #expect(
                keeping.obstacle(to: record, of: [2], sealedAt: TestClock.start, at: .max - 1)
                    == .retention(entry: 7, until: .max))
            #expect(keeping.obstacle(to: record, of: [2], sealedAt: .max, at: .max - 1) != nil)
            keeping.take(Hold(.retentionYears(category: .laboratory, years: 0)), number: 8)
            #expect(keeping.obstacle(to: record, of: [2], sealedAt: TestClock.start, at: TestClock.start) == nil)
        }
    }

    @Test func `verify says that an erasure was interrupted, until a writer has finished it`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        do {
            let ledger = try clinic.open(for: .writing)
            let records = try ledger.entries(.recordsOfPatient(ledger.patient(named: "PAT1001")))
            var page = DetailPage(of: ledger, format: .cbor)
            let detail = try page.add(ErasureDetail(reason: "asked", deliveries: []).encoded())
            let erasure = Entry.erasure(Erasure(records: EntryRanges(records), detail: detail))
            guard case .record(let record) = try ledger.entry(records[0]) else { throw MedicalError("no", .failed) }
            try ledger.vault.prepareErasure(
                of: [(record.page, record.slot)], entry: ledger.nextEntry,
                leaf: MerkleTree.leafHash(erasure.encoded()[...]))
            // Prepared and not on the chain yet: it has not begun.
            #expect(try clinic.verify().findings.isEmpty)
            try ledger.add([erasure], pages: try page.sealed())
            try ledger.finishWrites()
        }
        let report = try clinic.verify()
        #expect(report.findings.map(\.code) == ["erasure.interrupted"])
        try clinic.open(for: .writing).close()
        #expect(try clinic.verify().findings.isEmpty && clinic.verify().erased == 1)
    }

    @Test func `the tree size at a time is that of the last block sealed by then`() throws {
        let bench = try PrivacyBench()
        var sizes: [(time: UInt64, size: UInt64)] = [(bench.clock.now, 2)]
        for number in 0..<5 {
            bench.clock.now += 1000
            try bench.clinic.take(Delivery.hl7(number..<number + 1))
            sizes.append((bench.clock.now, try bench.clinic.open().nextEntry))
        }
        let ledger = try bench.clinic.open()
        #expect(try ledger.treeSize(at: sizes[0].time - 1) == 0)
        for (time, size) in sizes {
            #expect(try ledger.treeSize(at: time) == size && ledger.treeSize(at: time + 999) == size)
        }
        #expect(try ledger.treeSize(at: .max) == ledger.nextEntry)
    }
}
