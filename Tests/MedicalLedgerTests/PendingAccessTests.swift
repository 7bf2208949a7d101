import Foundation
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

/// Beside a writer reading works; what was read comes onto the chain once, whatever happens in between.
struct PendingAccessTests {
    private static func clinic() throws -> (clinic: TestClinic, entry: UInt64) {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        return (clinic, try #require(try clinic.records().first).view.entry)
    }

    private static func files(_ clinic: TestClinic) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: clinic.path + "/audit")) ?? []).sorted()
    }

    @Test func `beside a writer the access waits, and the writer takes it in when it is done`() throws {
        let (clinic, entry) = try Self.clinic()
        let writer = try clinic.open(for: .writing)
        let door = try clinic.door()
        #expect(try door.record(entry).entry == entry)
        try door.close()
        #expect(try clinic.accesses().isEmpty)
        #expect(Self.files(clinic).count == 1)
        let report = try clinic.verify()
        #expect(report.findings.isEmpty && report.pendingAccesses == 1)
        var query = ReadingDoor.AccessQuery()
        query.reader = "Clinic"
        #expect(
            try ReadingDoor(of: clinic.open(), for: .init(), environment: clinic.environment).accesses(query).events
                .map(\.entry) == [nil])
        try writer.close()
        #expect(try clinic.accesses().map(\.access.records) == [EntryRanges([entry])])
        #expect(Self.files(clinic).isEmpty)
        #expect(try clinic.verify().pendingAccesses == 0)
    }

    @Test func `an emergency beside a writer keeps its reason and its signature`() throws {
        let (clinic, entry) = try Self.clinic()
        let doctor = try clinic.hire("Ida Invented", [.clinician], key: 3)
        let writer = try clinic.open(for: .writing)
        let door = try clinic.door(.init(signingKey: try TestClinic.key(3), emergencyReason: "found unconscious"))
        _ = try door.record(entry)
        try writer.close()
        let (number, access) = try #require(try clinic.accesses().first)
        #expect(access.reader == doctor && access.basis == .emergency)
        #expect(try clinic.open().text(of: access.detail) == "found unconscious")
        #expect(try clinic.open().entries(.emergencies) == [number])
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `killed between the block and the removal of the file, the access is there once`() throws {
        let (clinic, entry) = try Self.clinic()
        var (path, bytes): (String, [UInt8]) = ("", [])
        do {
            let writer = try clinic.open(for: .writing)
            _ = try clinic.door().record(entry)
            path = clinic.path + "/audit/" + (try #require(Self.files(clinic).first))
            bytes = try clinic.bytes(path)
            try writer.close()
        }
        // As if the process had died before it removed the file.
        try clinic.replace(path, bytes)
        #expect(try clinic.open().pendingAccesses().isEmpty, "it is on the chain already")
        try clinic.write { _ in }
        #expect(try clinic.accesses().count == 1)
        #expect(Self.files(clinic).isEmpty)
    }

    @Test func `a damaged file is set aside and named, and nobody is kept from writing`() throws {
        let (clinic, entry) = try Self.clinic()
        do {
            let writer = try clinic.open(for: .writing)
            _ = try clinic.door().record(entry)
            let path = clinic.path + "/audit/" + (try #require(Self.files(clinic).first))
            var bytes = try clinic.bytes(path)
            bytes[bytes.count - 1] ^= 1
            try clinic.replace(path, bytes)
            #expect(try clinic.verify().findings.map(\.code) == ["access.damaged"])
            withExtendedLifetime(writer) {}
        }
        do {
            let ledger = try clinic.open(for: .writing)
            #expect(ledger.setAside.map(\.code) == ["pendingAccessDamaged"])
            try ledger.close()
        }
        #expect(Self.files(clinic).allSatisfy { $0.hasSuffix(".damaged") } && Self.files(clinic).count == 1)
        #expect(try clinic.open(for: .writing).setAside.isEmpty, "said once")
        #expect(try clinic.verify().findings.map(\.code) == ["access.damaged"], "kept in mind")
        #expect(try clinic.accesses().isEmpty)
    }

    @Test func `of accesses that break a rule the others come onto the chain`() throws {
        let (clinic, entry) = try Self.clinic()
        try clinic.hire("Ida Invented", [.clinician], key: 3)
        do {
            let reader = try clinic.open()
            let facts = try #require(try reader.facts(ofRecord: entry))
            func access(_ reader: UInt64, _ id: UInt8) -> Access {
                Access(
                    reader: reader, patient: facts.patient, records: EntryRanges([entry]), purpose: .operations,
                    basis: .custodian, grant: nil, time: clinic.environment.clock(), treeSize: 6, action: .read,
                    id: Array(repeating: id, count: 16))
            }
            // The practitioner did not sign.
            try reader.keep(
                PendingAccesses(accesses: [access(1, 1), access(facts.patient, 2)], reason: nil, salt: nil))
        }
        let ledger = try clinic.open(for: .writing)
        #expect(ledger.setAside.map(\.code) == ["pendingAccessRefused"])
        try ledger.close()
        #expect(try clinic.accesses().map(\.access.id) == [Array(repeating: 1, count: 16)])
        #expect(Self.files(clinic).map { $0.suffix(8) } == [".refused"])
        #expect(try clinic.verify().findings.map(\.code) == ["access.refused"])
    }

    @Test func `a clock that is put back while an access waits costs nothing`() throws {
        let bench = try PrivacyBench()
        let clinic = bench.clinic
        try clinic.take(Delivery.hl7(0..<2))
        let record = try #require(try clinic.records().first).view
        let patient = record.onChain.patient
        let start = bench.clock.now
        do {
            let writer = try clinic.open(for: .writing)
            bench.clock.now = start + 10 * TestClock.day
            _ = try clinic.door().record(record.entry)
            bench.clock.now = start
            // What is said after it was not overlooked.
            try writer.add([
                .consent(
                    Consent(
                        patient: patient, action: .deny, grantee: nil, author: 1,
                        previous: try writer.previous(patient)))
            ])
            try writer.close()
            #expect(writer.setAside.isEmpty)
        }
        #expect(try clinic.accesses().map(\.access.time) == [start + 10 * TestClock.day])
        #expect(Self.files(clinic).isEmpty)
        #expect(try clinic.verify().findings.isEmpty)

        // The rule is as strict as it was: without a block of that time there is no such access, and a forged one of the far future
        // takes no ledger with it.
        var access = try #require(try clinic.accesses().first).access
        access.time = start + 1000 * TestClock.day
        access.id = Array(repeating: 9, count: 16)
        let reader = try clinic.open()
        access.treeSize = record.entry + 1
        try reader.keep(PendingAccesses(accesses: [access], reason: nil, salt: nil))
        let ledger = try clinic.open(for: .writing)
        #expect(ledger.setAside.map(\.code) == ["pendingAccessRefused"])
        #expect(ledger.setAside.first?.values["rule"] == "termsInvalid")
        #expect(ledger.engine.lastTime == start + 10 * TestClock.day)
        try ledger.close()
    }
}
