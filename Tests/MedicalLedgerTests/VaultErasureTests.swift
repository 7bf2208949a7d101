import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import SegmentStore
import Simulation
import Testing

@testable import MedicalLedger

/// A vault on a disk in memory, and what was put into it.
struct ErasureBench {
    static let files = LedgerFiles(directory: "/clinic")
    static let leaf = Digest(Array(repeating: 7, count: 32)[...]) ?? .zero
    private static let keys = VaultKeys(masterSecret: Array(repeating: 5, count: 32))

    var disk = SimulatedDisk(directories: ["/clinic/vault", "/clinic/keys"])
    var contents: [PageContent] = []

    func open(isWritable: Bool = true) throws -> Vault {
        try Vault(
            Self.files, in: disk, keys: Self.keys, origin: "clinic.example/ledger", isWritable: isWritable)
    }

    /// Appends pages in one block each.
    mutating func append(_ pages: [PageContent]) throws {
        let vault = try open()
        try vault.recover(committedPages: UInt64(contents.count))
        for page in pages {
            try vault.append([try vault.codec.seal(page, page: UInt64(contents.count))])
            try vault.sync()
            contents.append(page)
        }
    }

    /// A page of documents, one piece each but every third, which is surrounded.
    static func page(_ documents: [[UInt8]], _ random: inout SeededNumbers) -> PageContent {
        var offset: UInt64 = 1000
        let slots = documents.enumerated().map { slot, document in
            defer { offset += UInt64(document.count) }
            let inner = slot % 3 == 2 ? document.count / 2 : document.count
            var pieces = [PageContent.Record.Piece(sourceOffset: offset, count: inner, role: .document)]
            if inner < document.count {
                pieces.append(
                    .init(sourceOffset: offset + UInt64(inner), count: document.count - inner, role: .surrounding))
            }
            return PageContent.Record(salt: random.bytes(16), pieces: pieces, bytes: document[...])
        }
        return PageContent(
            origin: .init(
                format: .hl7, source: "north", fileName: "a.hl7", delivery: random.bytes(16), settings: [3]),
            slots: slots)
    }

    /// Pages of documents of random letters and digits, which do compress.
    static func pages(_ pageCount: Int, slots: Int, seed: UInt64) -> [PageContent] {
        var random = SeededNumbers(seed: seed)
        return (0..<pageCount).map { _ in
            let documents = (0..<slots).map { _ in
                let count = Int.random(in: 24...90, using: &random)
                return (0..<count).map { _ in UInt8.random(in: 0x30...0x5A, using: &random) }
            }
            return page(documents, &random)
        }
    }

    // MARK: - What must hold

    /// What of a record must be nowhere once it is erased.
    struct Trace {
        var name: String
        var bytes: [UInt8]
    }

    func traces(of erased: [(page: UInt64, slot: Int)]) throws -> [Trace] {
        let vault = try open(isWritable: false)
        return try erased.flatMap { page, slot -> [Trace] in
            guard let record = contents[Int(page)].slots[slot] else { return [] }
            let stored = try vault.sealed(page)
            let body = stored.frame.storedBody
            return [
                Trace(name: "salt", bytes: record.salt), Trace(name: "document", bytes: Array(record.bytes.prefix(16))),
                Trace(name: "end of document", bytes: Array(record.bytes.suffix(16))),
                Trace(name: "wrapped key", bytes: stored.wrappedKey),
                Trace(name: "half of the wrapped key", bytes: Array(stored.wrappedKey.suffix(16))),
                Trace(name: "start of the ciphertext", bytes: Array(body.prefix(16))),
                Trace(name: "middle of the ciphertext", bytes: Array(body[(body.count / 2)...].prefix(16))),
                Trace(name: "end of the ciphertext", bytes: Array(body.suffix(16))),
            ]
        }
    }

    /// The plaintext of every page and of what the redo file holds, whether its directory names the bytes or not.
    func plaintexts() throws -> [[UInt8]] {
        let vault = try open(isWritable: false)
        var stored = try (0..<vault.pageCount).map { ($0, try vault.sealed($0)) }
        if let redo = try ErasureRedo(vault.redoPath, in: disk) {
            stored += try redo.steps.map { ($0.page, try redo.page(of: $0)) }
        }
        return try stored.map { page, stored in
            let plain = try #require(
                vault.codec.cipher.open(stored.frame.storedBody[...], wrappedKey: stored.wrappedKey, page: page))
            var prefix = ByteReader(Array(stored.frame.prefix.dropFirst(8)))
            let (rawCount, compression) = (Int(prefix.readUInt32() ?? 0), prefix.readUInt32() ?? 0)
            let raw = PageCompression(rawValue: compression).decompress(plain, rawCount: rawCount, using: Inflator()) {
                _ in rawCount
            }
            return try #require(raw)
        }
    }

    func expectNoTrace(_ traces: [Trace], in places: [[UInt8]], _ comment: String) {
        for trace in traces {
            #expect(!places.contains { $0.contains(trace.bytes) }, "\(trace.name): \(comment)")
        }
    }

    /// Every record is as it was put in, but those that were erased.
    func expectIntact(but erased: [(page: UInt64, slot: Int)], _ comment: String = "") throws {
        let vault = try open(isWritable: false)
        #expect(vault.pageCount == UInt64(contents.count), "\(comment)")
        for (number, content) in contents.enumerated() {
            let page = UInt64(number)
            #expect(try vault.origin(ofPage: page) == content.origin)
            for (slot, record) in content.slots.enumerated() {
                let isErased = erased.contains { $0 == (page, slot) }
                let found = try vault.record(page: page, slot: slot)?.record
                #expect(found == (isErased ? nil : record), "page \(page) slot \(slot) \(comment)")
                #expect(found?.commitment == (isErased ? nil : record?.commitment))
                #expect(try vault.isPresent(page: page, slot: slot) == !isErased)
            }
        }
    }

    func erase(_ records: [(page: UInt64, slot: Int)], entry: UInt64 = 40) throws {
        let vault = try open()
        try vault.recover(committedPages: UInt64(contents.count))
        try vault.prepareErasure(of: records, entry: entry, leaf: Self.leaf)
        try vault.applyErasure()
    }

    func expectSettled(entry: UInt64, _ comment: String = "") throws {
        let vault = try open(isWritable: false)
        #expect(try vault.pendingErasure == nil, "\(comment)")
        #expect(try vault.erasedMark == entry + 1, "\(comment)")
        #expect(!disk.files.keys.contains { $0.contains("erasing") || $0.hasSuffix(".tmp") }, "\(comment)")
    }
}

/// What is erased is nowhere any more, and everything else is as it was.
struct VaultErasureTests {
    private static func bench(_ pageCount: Int = 4, slots: Int = 6) throws -> ErasureBench {
        var bench = ErasureBench()
        try bench.append(ErasureBench.pages(pageCount, slots: slots, seed: 11))
        return bench
    }

    private static let choices: [[(page: UInt64, slot: Int)]] = [
        [(1, 2)], [(0, 0), (0, 5)], [(3, 5)], (0..<6).map { (2, $0) }, (0..<6).map { (3, $0) },
        [(0, 1), (3, 0), (1, 4), (0, 2)], (0..<4).flatMap { page in (0..<6).map { (page, $0) } }, [],
    ]

    @Test(arguments: choices.indices)
    func `of an erased record nothing is left, and all others stay`(choice: Int) throws {
        var bench = try Self.bench()
        let erased = Self.choices[choice]
        let traces = try bench.traces(of: erased)
        // The search can find: before, the keys and ciphertexts are in the files, the documents in the plaintexts.
        let before = Array(bench.disk.files.values) + (try bench.plaintexts())
        for trace in traces { #expect(before.contains { $0.contains(trace.bytes) }, "\(trace.name)") }

        let vault = try bench.open()
        try vault.recover(committedPages: 4)
        for (page, slot) in erased { #expect(try vault.isPresent(page: page, slot: slot)) }
        try vault.prepareErasure(of: erased, entry: 40, leaf: ErasureBench.leaf)
        let pending = try #require(try vault.pendingErasure)
        #expect(pending.entry == 40 && pending.leaf == ErasureBench.leaf)
        try bench.expectIntact(but: [], "prepared")
        let redo = try #require(bench.disk.files[vault.redoPath])
        let redone = try bench.plaintexts().suffix(Set(erased.map(\.page)).count)
        bench.expectNoTrace(traces, in: [redo] + redone, "redo file")
        try vault.applyErasure()
        for (page, slot) in erased { #expect(try vault.record(page: page, slot: slot) == nil, "same process") }

        bench.expectNoTrace(traces, in: bench.disk.everything, "files, also removed ones")
        bench.expectNoTrace(traces, in: try bench.plaintexts(), "pages")
        try bench.expectIntact(but: erased)
        try bench.expectSettled(entry: 40)
        try bench.append(ErasureBench.pages(3, slots: 4, seed: 12))
        try bench.expectIntact(but: erased, "after an append")
        bench.expectNoTrace(traces, in: bench.disk.everything, "after an append")
    }

    @Test func `what was erased can be erased again, and more of its page`() throws {
        let bench = try Self.bench()
        try bench.erase([(1, 2)])
        let second = try bench.traces(of: [(1, 3)])
        try bench.erase([(1, 2), (1, 3), (1, 99)], entry: 50)
        try bench.erase([(1, 2)], entry: 60)
        try bench.expectIntact(but: [(1, 2), (1, 3)])
        bench.expectNoTrace(second, in: bench.disk.everything + (try bench.plaintexts()), "second erasure")
        try bench.expectSettled(entry: 60)
        try bench.erase([(0, 0)], entry: 45)
        try bench.expectSettled(entry: 60, "an older erasure does not lower the mark")
    }

    @Test func `pages may be appended between preparing and applying`() throws {
        var bench = try Self.bench()
        let vault = try bench.open()
        try vault.recover(committedPages: 4)
        try vault.prepareErasure(of: [(3, 1)], entry: 40, leaf: ErasureBench.leaf)
        let more = ErasureBench.pages(2, slots: 3, seed: 13)
        try vault.append(more.enumerated().map { try vault.codec.seal($1, page: UInt64(4 + $0)) })
        try vault.sync()
        bench.contents += more
        #expect(throws: LedgerError.self) {
            try vault.prepareErasure(of: [(0, 1)], entry: 41, leaf: ErasureBench.leaf)
        }
        #expect(throws: LedgerError.self) { try bench.open().recover(committedPages: 6) }
        try vault.applyErasure()
        try bench.expectIntact(but: [(3, 1)])
        try bench.erase([(5, 0)], entry: 50)
        try bench.append(ErasureBench.pages(1, slots: 3, seed: 14))
        try bench.expectIntact(but: [(3, 1), (5, 0)])
    }

    @Test func `what was discarded has erased nothing`() throws {
        var bench = try Self.bench()
        let vault = try bench.open()
        try vault.recover(committedPages: 4)
        try vault.prepareErasure(of: [(3, 1)], entry: 40, leaf: ErasureBench.leaf)
        let redone = try #require(try vault.pageBeingErased(3))
        try vault.discardErasure()
        #expect(try vault.pendingErasure == nil && vault.erasedMark == 0)
        #expect(!bench.disk.everything.contains { $0.contains(redone.wrappedKey) }, "the new key of the discarded page")
        try vault.applyErasure()
        try bench.append(ErasureBench.pages(1, slots: 2, seed: 15))
        try bench.expectIntact(but: [])
    }

    @Test func `a page of bytes that do not compress is erased in place`() throws {
        var random = SeededNumbers(seed: 20)
        var bench = ErasureBench()
        try bench.append([ErasureBench.page((0..<5).map { _ in random.bytes(3000) }, &random)])
        let traces = try bench.traces(of: [(0, 3)])
        try bench.erase([(0, 3)])
        bench.expectNoTrace(traces, in: bench.disk.everything + (try bench.plaintexts()), "")
        #expect(try bench.open().row(0).place.segment == 0)
        try bench.append(ErasureBench.pages(2, slots: 2, seed: 21))
        try bench.expectIntact(but: [(0, 3)])
    }

    // MARK: - Pages that move

    /// A page that is longer without slots 2 and 7: the repetitions behind them are then too far from what they repeat.
    private static func growingPage(_ random: inout SeededNumbers) -> PageContent {
        let repeated = (0..<2).map { _ in random.bytes(20_000) }
        let documents = repeated.flatMap { part in
            [part, random.bytes(11_000), part, random.bytes(11_000), part]
        }
        return ErasureBench.page(documents, &random)
    }

    @Test(arguments: [[0], [1], [2], [0, 1], [1, 2], [0, 1, 2]])
    func `a page that grows moves, once and again, and appending goes on`(growing: [Int]) throws {
        var random = SeededNumbers(seed: 30)
        var bench = ErasureBench()
        let plain = ErasureBench.pages(3, slots: 4, seed: 31)
        try bench.append(
            (0..<3).map { growing.contains($0) ? Self.growingPage(&random) : plain[$0] })
        var erased: [(page: UInt64, slot: Int)] = []
        for (round, slot) in [2, 7].enumerated() {
            let new = growing.map { (page: UInt64($0), slot: slot) }
            // The same document stands in other slots.
            let traces = try bench.traces(of: new).filter { !$0.name.contains("document") }
            try bench.erase(new, entry: UInt64(50 + round))
            erased += new
            bench.expectNoTrace(traces, in: bench.disk.everything + (try bench.plaintexts()), "round \(round)")
            try bench.expectIntact(but: erased, "round \(round)")
            for page in growing {
                let place = try bench.open(isWritable: false).row(UInt64(page)).place
                #expect(PagePlace.owner(ofSegment: place.segment) == UInt64(page))
                #expect((place.offset > 0) == (round > 0), "moved again")
            }
            try bench.append(ErasureBench.pages(1, slots: 3, seed: UInt64(32 + round)))
            try bench.expectIntact(but: erased, "appended, round \(round)")
        }
        let isEmptied = growing.count == 3
        #expect((bench.disk.files["/clinic/vault/000000000000.seg"] == nil) == isEmptied, "zeros alone are not kept")
        try bench.erase([(UInt64(growing[0]), 0)], entry: 60)
        try bench.expectIntact(but: erased + [(UInt64(growing[0]), 0)])
        try bench.expectSettled(entry: 60)
    }

    @Test func `pages whose block never came are cut, also behind pages that have moved`() throws {
        var random = SeededNumbers(seed: 40)
        var bench = ErasureBench()
        try bench.append(ErasureBench.pages(2, slots: 3, seed: 41) + [Self.growingPage(&random)])
        try bench.erase([(2, 2)])
        let committed = bench
        try bench.append(ErasureBench.pages(2, slots: 3, seed: 42))
        try bench.open().recover(committedPages: 3)
        try committed.expectIntact(but: [(2, 2)])
        var again = committed
        try again.append(ErasureBench.pages(2, slots: 3, seed: 43))
        try again.expectIntact(but: [(2, 2)])
        // An older chain: what moved goes with the rest.
        try again.open().recover(committedPages: 2)
        #expect(again.disk.files.keys.allSatisfy { !$0.contains("92233720368547758") })
        again.contents.removeLast(3)
        try again.expectIntact(but: [])
    }

    // MARK: - In a ledger

    private static func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private static func eraseFromLastPage(_ clinic: TestClinic) throws {
        let ledger = try clinic.open(for: .writing)
        let vault = ledger.vault
        let last = vault.pageCount - 1
        #expect(try vault.record(page: last, slot: 0) != nil)
        try vault.prepareErasure(of: [(last, 0)], entry: 99, leaf: ErasureBench.leaf)
        #expect(try permissions(vault.redoPath) == 0o600)
        try vault.applyErasure()
        #expect(try vault.record(page: last, slot: 0) == nil)
        try ledger.close()
    }

    @Test func `a ledger goes on after its last page has lost a record`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<40))
        try Self.eraseFromLastPage(clinic)
        #expect(try Self.permissions(clinic.files.vault + "/erased") == 0o600)
        #expect(try clinic.take(Delivery.hl7(40..<80)).counts.records == 40)
        #expect(try clinic.verify().findings.map(\.code) == ["record.missing"])
    }

    @Test func `a verification beside an erasing writer finds no damage`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<400))
        let keys = try KeyFiles(files: clinic.files, environment: clinic.environment).vaultKeys()
        func vault(_ fileSystem: any FileSystem) throws -> Vault {
            try Vault(clinic.files, in: fileSystem, keys: keys, origin: "clinic.example/ledger", isWritable: true)
        }
        let writer = try vault(DiskFileSystem())
        #expect(writer.pageCount > 2)
        // The second time no page changes its length, so that only its key tells the old one from the new one.
        for round in 0..<2 {
            try writer.prepareErasure(of: [(0, 0), (2, 1)], entry: 99, leaf: ErasureBench.leaf)
            var call = 0
            while try writer.pendingErasure != nil {
                try? vault(FaultyFileSystem(failingCall: call)).applyErasure()
                let codes = Set(try clinic.verify().findings.map(\.code))
                #expect(codes.isSubset(of: ["record.missing"]), "round \(round) call \(call)")
                call += 1
            }
            #expect(call > 8)
        }
        #expect(try clinic.verify().findings.map(\.code) == ["record.missing", "record.missing"])
    }
}
