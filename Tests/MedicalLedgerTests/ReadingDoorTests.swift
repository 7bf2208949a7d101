import Foundation
import HealthFormats
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

/// What leaves was decided and written down before; what is denied or erased does not leave.
struct ReadingDoorTests {
    @Test func `a long export leaves no access waiting`() throws {
        let clinic = try TestClinic()
        for number in 0..<34 { try clinic.take(Delivery.hl7(number..<number + 1)) }
        let bytes = try clinic.export(.hl7)
        #expect(bytes == (0..<34).flatMap { Delivery.hl7($0..<$0 + 1) })
        let report = try clinic.verify()
        #expect(report.findings.isEmpty && report.pendingAccesses == 0)
        #expect(try clinic.accesses().flatMap { Array($0.access.records.numbers) }.count == 34)
    }

    @Test func `records that are denied are left out, counted, and do not use up the limit`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<14))
        let denied = try clinic.patient("PAT1006")
        try clinic.deny(denied)
        let door = try clinic.door()
        var question = ClinicLedger.Question()
        question.limit = 12
        var found: [RecordView] = []
        #expect(try !door.find(question) { found.append($0) })
        try door.close()
        #expect(found.count == 12 && !found.contains { $0.onChain.patient == denied })
        #expect(door.deniedCount == 2)
        #expect(door.firstDenial?.code == "accessDenied")
        let accesses = try clinic.accesses().map(\.access)
        #expect(Set(accesses.flatMap { Array($0.records.numbers) }) == Set(found.map(\.entry)))
        #expect(accesses.allSatisfy { $0.basis == .custodian && $0.action == .read && $0.patient != denied })
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `what is asked for and wholly denied is no access`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        for patient in try clinic.records().map(\.view.onChain.patient) { try clinic.deny(patient) }
        let entry = try #require(try clinic.records().first).view.entry
        let door = try clinic.door()
        #expect(try !door.find(.init()) { _ in Issue.record("something was given out") })
        #expect(throws: MedicalError.self) { try door.record(entry) }
        #expect(throws: MedicalError.self) { try door.receipt(for: entry) }
        try door.close()
        #expect(try clinic.export(.hl7).isEmpty)
        #expect(try clinic.accesses().isEmpty)
    }

    @Test func `an erased record is left out everywhere, and is no error`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let entries = try clinic.records().map(\.view.entry).sorted()
        try clinic.write { _ = try $0.erase([entries[1]], reason: "asked for") }
        let door = try clinic.door()
        var found: [UInt64] = []
        _ = try door.find(.init()) { found.append($0.entry) }
        #expect(found == [entries[2], entries[0]])
        #expect(throws: MedicalError("recordErased", .refused, ["entry": String(entries[1])])) {
            try door.record(entries[1])
        }
        #expect(door.deniedCount == 0)
        try door.close()
        #expect(try clinic.export(.hl7) == Delivery.hl7(0..<1) + Delivery.hl7(2..<3))
        #expect(try clinic.open().statistics().records == ["hl7": 2])
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `an export tells only of what leaves, and lets others write meanwhile`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2), Delivery.csv(0..<2))
        let door = try clinic.door()
        var bytes: [UInt8] = []
        var isFree = false
        let counts = try Exporter.export(
            door, as: .hl7, includesOthers: false,
            write: {
                bytes += $0
                let other = try clinic.open(for: .writing)
                try other.close()
                isFree = true
            }, progress: { _, _ in })
        try door.close()
        #expect(isFree && bytes == Delivery.hl7(0..<2))
        #expect(counts.original == 2 && counts.leftOut == 1)
        let accesses = try clinic.accesses().map(\.access)
        #expect(accesses.allSatisfy { $0.action == .export })
        #expect(accesses.reduce(0) { $0 + $1.records.count } == 2)
    }

    @Test func `of a Bundle of which a part is denied come out the permitted resources`() throws {
        func observation(_ number: Int) -> String {
            #"{"resourceType":"Observation","id":"o\#(number)","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"subject":{"reference":"Patient/pat-\#(number)"},"effectiveDateTime":"2025-03-04","valueQuantity":{"value":1\#(number).5,"unit":"g/dL"}}"#
        }
        let bundle =
            #"{"resourceType":"Bundle","type":"collection","entry":["#
            + (1...3).map { #"{"resource":\#(observation($0))}"# }.joined(separator: ",") + "]}\n"
        let clinic = try TestClinic()
        try clinic.take(Array(bundle.utf8))
        #expect(try clinic.export(.fhir) == Array(bundle.utf8))
        let records = try clinic.records()
        let second = try #require(records.first { $0.view.document.contains(Array(#""id":"o2""#.utf8)) })
        try clinic.deny(second.view.onChain.patient)
        let text = String(decoding: try clinic.export(.fhir), as: UTF8.self)
        #expect(text.contains(observation(1)) && text.contains(observation(3)))
        #expect(!text.contains("o2") && !text.contains("pat-2") && !text.contains("Bundle"))
    }

    @Test func `whatever call of the disk fails while the access is written, nothing is given out`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        let entry = try #require(try clinic.records().first).view.entry
        func read(on disk: any FileSystem, beside writer: ClinicLedger? = nil) throws -> RecordView {
            var environment = clinic.environment
            environment.fileSystem = disk
            return try withExtendedLifetime(writer) {
                try ReadingDoor.open(clinic.path, for: .init(), environment: environment).record(entry)
            }
        }
        for isBesideWriter in [false, true] {
            let writer = isBesideWriter ? try clinic.open(for: .writing) : nil
            let calls = try FaultyFileSystem.countCalls { _ = try read(on: $0, beside: writer) }
            #expect(calls > 3)
            var refused = 0
            for failing in 0..<calls {
                let before = try known(clinic)
                do {
                    _ = try read(on: FaultyFileSystem(failingCall: failing), beside: writer)
                    #expect(try known(clinic) > before, "call \(failing): given out, but not written down")
                } catch {
                    refused += 1
                }
            }
            #expect(refused > 0)
            try writer?.close()
        }
        #expect(try clinic.verify().findings.isEmpty)
    }

    /// Accesses that are durable, on the chain or beside it.
    private func known(_ clinic: TestClinic) throws -> Int {
        try clinic.accesses().count + clinic.open().pendingAccesses().count
    }
}
