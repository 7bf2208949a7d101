import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import SegmentStore
import Testing

@testable import MedicalLedger

/// What is left of an erased record in a whole ledger: nothing, whatever happens on the way and afterwards.
struct LedgerErasureTests {
    /// Sixteen bytes.
    private struct Window: Hashable {
        var (high, low): (UInt64, UInt64) = (0, 0)

        /// The windows of some bytes.
        static func all(of bytes: [UInt8]) -> Set<Window> {
            var found: Set<Window> = []
            slide(over: bytes) {
                found.insert($0)
                return true
            }
            return found
        }

        static func slide(over bytes: [UInt8], _ body: (Window) -> Bool) {
            var window = Window()
            for (position, byte) in bytes.enumerated() {
                window.high = window.high << 8 | window.low >> 56
                window.low = window.low << 8 | UInt64(byte)
                if position >= 15, !body(window) { return }
            }
        }
    }

    /// A ledger of a few records, one of which goes.
    private struct Bench {
        let story: PrivacyBench
        var (patient, record): (UInt64, UInt64) = (0, 0)
        /// What the others are.
        var others: [UInt64: [UInt8]] = [:]
        /// What is in no other record.
        var traces: Set<Window> = []

        var clinic: TestClinic { story.clinic }

        init(messages: Int) throws {
            story = try PrivacyBench()
            try clinic.take(Delivery.hl7(0..<messages), Delivery.fhir(0..<3))
            let views = try clinic.records().map(\.view)
            let chosen = try #require(views.first { String(decoding: $0.document, as: UTF8.self).contains("MSG1|") })
            (patient, record) = (chosen.onChain.patient, chosen.entry)
            traces = Window.all(of: chosen.document).union(Window.all(of: chosen.salt))
            for view in views where view.entry != record {
                others[view.entry] = view.document
                traces.subtract(Window.all(of: view.document))
            }
            // A rule of the patient, so that there are statements, too.
            try story.add { ledger in
                .consent(
                    Consent(
                        patient: patient, action: .deny, grantee: nil, author: 1, previous: try ledger.previous(patient)
                    ))
            }
        }

        /// The plaintext of every page of the vault.
        func plaintexts() throws -> [[UInt8]] {
            let ledger = try clinic.open()
            let vault = ledger.vault
            return try (0..<vault.pageCount).map { page in
                let stored = try vault.sealed(page)
                let plain = try #require(
                    vault.codec.cipher.open(stored.frame.storedBody[...], wrappedKey: stored.wrappedKey, page: page))
                var prefix = ByteReader(Array(stored.frame.prefix.dropFirst(8)))
                let (rawCount, compression) = (Int(prefix.readUInt32() ?? 0), prefix.readUInt32() ?? 0)
                let raw = PageCompression(rawValue: compression).decompress(
                    plain, rawCount: rawCount, using: Inflator()
                ) {
                    _ in rawCount
                }
                return try #require(raw)
            }
        }

        /// Where something of the record still stands.
        func found() throws -> [String] {
            let files = try clinic.allFiles() + plaintexts().enumerated().map { ("page \($0)", $1) }
            return files.compactMap { name, bytes in
                var isFound = false
                Window.slide(over: bytes) { window in
                    isFound = traces.contains(window)
                    return !isFound
                }
                return isFound ? name : nil
            }
        }

        func expectErased(_ comment: String) throws {
            #expect(try clinic.verify().findings.isEmpty, "\(comment)")
            #expect(try clinic.verify().erased == 1, "\(comment)")
            #expect(try found().isEmpty, "\(comment)")
            try expectOthers(comment)
            #expect(try story.refusal(of: record) == "recordErased", "\(comment)")
        }

        func expectOthers(_ comment: String) throws {
            let views = try clinic.records().map(\.view).filter { $0.entry != record }
            #expect(Dictionary(uniqueKeysWithValues: views.map { ($0.entry, $0.document) }) == others, "\(comment)")
        }

        func copy(_ names: [String], to place: String) throws {
            for name in names {
                try FileManager.default.createDirectory(
                    atPath: clinic.directory.path + "/" + place, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: clinic.path + "/" + name, toPath: clinic.directory.path + "/" + place + "/" + name)
            }
        }

        func putBack(_ names: [String], from place: String) throws {
            for name in names {
                try FileManager.default.removeItem(atPath: clinic.path + "/" + name)
                try FileManager.default.copyItem(
                    atPath: clinic.directory.path + "/" + place + "/" + name, toPath: clinic.path + "/" + name)
            }
        }
    }

    @Test func `a hold under one name of a person keeps the records under the linked one`() throws {
        let world = try ConsentClinic()
        let ledger = world.ledger
        let (one, other) = (world.patients[0], world.patients[1])
        let hold = try ledger.add([.hold(Hold(.hold(patient: other.entry, records: EntryRanges())))])
        try world.link(one.entry, other.entry)
        let record = one.record.entry
        #expect(throws: MedicalError("keptByHold", .refused, ["entry": String(record), "hold": String(hold)])) {
            try ledger.erase([record], reason: "asked")
        }
        for patient in [nil, one.entry] {
            let erasure = Erasure(
                records: EntryRanges(patient == nil ? [record] : []), patient: patient,
                detail: Detail(commitment: .zero, page: 0, slot: 0))
            let refused = MedicalError(
                "ruleBroken", .refused, ["entry": String(ledger.nextEntry), "rule": "legalHold"])
            #expect(throws: refused) { try ledger.add([.erasure(erasure)]) }
        }
        try world.link(one.entry, other.entry, isUndone: true)
        try ledger.erase([record], reason: "asked")
    }

    @Test func `nothing of an erased record is in any file or page`() throws {
        let bench = try Bench(messages: 12)
        // The test can fail: before, the page holds it.
        #expect(try bench.found().count == 1)
        try bench.story.write { _ = try $0.erase([bench.record], reason: "the patient asked") }
        try bench.expectErased("")
        let again = try bench.clinic.take(Delivery.hl7(0..<12))
        #expect(again.counts.records == 0 && again.counts.rejected == 1)
        #expect(try bench.found().isEmpty)
    }

    @Test(arguments: [true, false])
    func `an erasure that is interrupted at any call is done or has not begun`(isKilled: Bool) throws {
        let bench = try Bench(messages: 3)
        let parts = try FileManager.default.contentsOfDirectory(atPath: bench.clinic.path)
        try bench.copy(parts, to: "backup")
        func erase(on fileSystem: any FileSystem) throws {
            try bench.story.write(on: fileSystem) { _ = try $0.erase([bench.record], reason: "asked") }
        }
        let calls = try FaultyFileSystem.countCalls { try erase(on: $0) }
        try bench.expectErased("no fault")
        var outcomes: Set<Bool> = []
        for call in 0..<calls {
            let comment = "call \(call) of \(calls)"
            try bench.putBack(
                try FileManager.default.contentsOfDirectory(atPath: bench.clinic.path).filter(parts.contains),
                from: "backup")
            #expect(throws: (any Error).self, "\(comment)") {
                try erase(on: FaultyFileSystem(failingCall: call, isKilled: isKilled))
            }
            try bench.story.write { _ in }
            let isDone = try bench.story.write { try $0.isErased(bench.record) }
            outcomes.insert(isDone)
            if !isDone {
                #expect(try bench.clinic.verify().findings.isEmpty, "\(comment)")
                try bench.expectOthers(comment)
                #expect(try bench.found() == ["page 0"], "\(comment)")
                try erase(on: DiskFileSystem())
            }
            try bench.expectErased(comment)
        }
        #expect(outcomes == [true, false])
    }

    @Test func `a vault that was put back gives nothing out that was erased since`() throws {
        let bench = try Bench(messages: 6)
        try bench.copy(["vault", "keys"], to: "backup")
        try bench.story.write { _ = try $0.erase([bench.record], reason: "asked") }
        for hasIndex in [true, false] {
            try bench.putBack(["vault", "keys"], from: "backup")
            if !hasIndex { try FileManager.default.removeItem(atPath: bench.clinic.files.index) }
            let named = try bench.clinic.verify().findings
            #expect(
                named.contains { $0.code == "record.notErased" && $0.place.entries?.lowerBound == bench.record },
                "\(named)")

            // A reader, who changes nothing, does not give it out: not by number, not by search.
            if hasIndex {
                #expect(try !bench.found().isEmpty)
                let reader = try ReadingDoor(
                    of: try bench.clinic.open(), for: .init(), environment: bench.clinic.environment)
                #expect(throws: MedicalError("recordErased", .refused, ["entry": "\(bench.record)"])) {
                    try reader.record(bench.record)
                }
                var found: [UInt64] = []
                _ = try reader.find(.init()) { found.append($0.entry) }
                #expect(!found.contains(bench.record) && !found.isEmpty)
                try reader.close()
            } else {
                #expect(throws: (any Error).self) { try bench.clinic.open() }
            }

            // The page of the erasure's own reason is not in the backup, so this vault cannot be written to any more; but what was
            // erased is erased again before that is said.
            #expect(throws: (any Error).self) { try bench.story.write { _ in } }
            #expect(try !bench.clinic.verify().findings.contains { $0.code == "record.notErased" })
            for (name, bytes) in try bench.clinic.allFiles() {
                #expect(Window.all(of: bytes).isDisjoint(with: bench.traces), "\(name)")
            }
        }
    }

    @Test func `an index that was deleted is made anew, with what was erased and what was said`() throws {
        let bench = try Bench(messages: 6)
        try bench.story.write { _ = try $0.erase([bench.record], reason: "asked") }
        let statements = try bench.clinic.open().statements(of: bench.patient).map(\.number)
        #expect(statements.count == 1)
        try FileManager.default.removeItem(atPath: bench.clinic.files.index)
        #expect(try bench.clinic.open().statements(of: bench.patient).map(\.number) == statements)
        try bench.story.write { _ in }
        try bench.expectErased("index made anew")
        #expect(try bench.clinic.open().statements(of: bench.patient).map(\.number) == statements)
        let again = try bench.clinic.take(Delivery.hl7(0..<6))
        #expect(again.counts.records == 0 && again.counts.rejected == 1)
        var options = ImportSession.Options()
        options.readmitsErased = true
        #expect(try bench.clinic.take(Delivery.hl7(0..<6), options: options).counts.records == 1)
        #expect(try bench.clinic.verify().findings.isEmpty)
        try FileManager.default.removeItem(atPath: bench.clinic.files.index)
        #expect(try bench.clinic.take(Delivery.hl7(0..<6)).counts.records == 0)
    }
}
