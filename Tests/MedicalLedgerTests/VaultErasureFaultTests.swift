import LedgerCrypto
import LedgerEngine
import SegmentStore
import Simulation
import Testing

@testable import MedicalLedger

/// An erasure that is interrupted anywhere has not begun, or is finished by the next writer.
struct VaultErasureFaultTests {
    private typealias Records = [(page: UInt64, slot: Int)]

    /// A page that will move, and pages that will not; the last one loses a record, too.
    private static func bench() throws -> (ErasureBench, Records) {
        var random = SeededNumbers(seed: 50)
        let repeated = random.bytes(20_000)
        let documents = [repeated, random.bytes(11_000), repeated, random.bytes(11_000), repeated]
        var bench = ErasureBench()
        let pages = ErasureBench.pages(3, slots: 4, seed: 51)
        try bench.append([pages[0], ErasureBench.page(documents, &random), pages[1], pages[2]])
        return (bench, [(0, 1), (1, 2), (3, 0), (3, 3)])
    }

    /// How far an erasure came.
    private enum Progress { case nothing, prepared, applied }

    /// Erases as the ledger does, until something fails.
    private static func erase(_ records: Records, in bench: ErasureBench) -> (Progress, (any Error)?) {
        var progress = Progress.nothing
        do {
            let vault = try bench.open()
            try vault.recover(committedPages: UInt64(bench.contents.count))
            try vault.prepareErasure(of: records, entry: 40, leaf: ErasureBench.leaf)
            progress = .prepared
            try vault.applyErasure()
            return (.applied, nil)
        } catch {
            return (progress, error)
        }
    }

    /// What the next writer does, and what must hold then.
    private static func settle(
        _ bench: ErasureBench, _ records: Records, _ traces: [ErasureBench.Trace], _ progress: Progress,
        _ comment: String
    ) throws {
        var bench = bench
        // A reader that comes first finds everything that is not erased, at any state.
        let reader = try bench.open(isWritable: false)
        for (page, content) in bench.contents.enumerated() {
            for (slot, record) in content.slots.enumerated() {
                let found = try reader.record(page: UInt64(page), slot: slot)?.record
                let mayBeErased = progress == .prepared && records.contains { $0 == (UInt64(page), slot) }
                #expect(found == record || (mayBeErased && found == nil), "\(page) \(slot) \(comment)")
            }
        }
        let vault = try bench.open()
        let pending = try vault.pendingErasure
        if let pending { #expect(pending.entry == 40 && pending.leaf == ErasureBench.leaf) }
        if progress == .nothing {
            #expect(try vault.erasedMark == 0, "\(comment)")
            try vault.discardErasure()
            try vault.recover(committedPages: UInt64(bench.contents.count))
            try bench.expectIntact(but: [], comment)
            try bench.erase(records)
        } else {
            if pending == nil { #expect(try vault.erasedMark == 41, "\(comment)") }
            try vault.applyErasure()
            try vault.recover(committedPages: UInt64(bench.contents.count))
        }
        try bench.expectIntact(but: records, comment)
        try bench.expectSettled(entry: 40, comment)
        bench.expectNoTrace(traces, in: Array(bench.disk.files.values) + (try bench.plaintexts()), comment)
        try bench.append(ErasureBench.pages(2, slots: 2, seed: 52))
        try bench.expectIntact(but: records, comment)
    }

    private static func calls(_ bench: ErasureBench, _ records: Records) throws -> Int {
        var counting = bench
        counting.disk = bench.disk.copy()
        let (progress, error) = erase(records, in: counting)
        #expect(error == nil && progress == .applied)
        return counting.disk.calls
    }

    private static func unlikeDocuments(_ traces: [ErasureBench.Trace]) -> [ErasureBench.Trace] {
        traces.filter { !$0.name.contains("document") }
    }

    @Test func `whatever call fails, the next writer finishes or it has not begun`() throws {
        let (bench, records) = try Self.bench()
        let traces = Self.unlikeDocuments(try bench.traces(of: records))
        let calls = try Self.calls(bench, records)
        #expect(calls > 30)
        for call in 0..<calls {
            var failing = bench
            failing.disk = bench.disk.copy(.fails(call..<call + 1, .full))
            let (progress, error) = Self.erase(records, in: failing)
            #expect(error != nil, "call \(call)")
            try Self.settle(failing, records, traces, progress, "call \(call)")
            // No older form of a page, no new key of an erasure that never was, stays on the disk.
            failing.expectNoTrace(traces, in: failing.disk.everything, "call \(call), removed files")
        }
    }

    @Test func `wherever the power is lost, the next writer finishes or it has not begun`() throws {
        let (bench, records) = try Self.bench()
        let traces = Self.unlikeDocuments(try bench.traces(of: records))
        var random = SeededNumbers(seed: 53)
        for call in 0..<(try Self.calls(bench, records)) {
            for attempt in 0..<12 {
                var dying = bench
                dying.disk = bench.disk.copy(.dies(after: call))
                let (progress, _) = Self.erase(records, in: dying)
                dying.disk = dying.disk.afterPowerLoss(seed: random.next())
                try Self.settle(dying, records, traces, progress, "call \(call) attempt \(attempt)")
            }
        }
    }

    @Test func `an erasure that is interrupted again and again comes to its end`() throws {
        let (bench, records) = try Self.bench()
        let traces = Self.unlikeDocuments(try bench.traces(of: records))
        var random = SeededNumbers(seed: 54)
        for attempt in 0..<200 {
            var dying = bench
            dying.disk = bench.disk.copy()
            let vault = try dying.open()
            try vault.prepareErasure(of: records, entry: 40, leaf: ErasureBench.leaf)
            for _ in 0..<6 {
                dying.disk = dying.disk.copy(.dies(after: Int.random(in: 0..<25, using: &random)))
                if let vault = try? dying.open() { try? vault.applyErasure() }
                dying.disk = dying.disk.afterPowerLoss(seed: random.next())
            }
            try Self.settle(dying, records, traces, .prepared, "attempt \(attempt)")
        }
    }

    // MARK: - Readers beside a writer

    @Test func `a reader beside an erasing writer finds every other record at any moment`() throws {
        let (bench, records) = try Self.bench()
        for call in 0..<(try Self.calls(bench, records)) {
            var halted = bench
            halted.disk = bench.disk.copy(.fails(call..<call + 1, .full))
            // This one has read the rows' number and keeps a segment open since before.
            let early = try halted.open(isWritable: false)
            _ = try early.origin(ofPage: 2)
            _ = Self.erase(records, in: halted)
            for reader in [early, try halted.open(isWritable: false)] {
                for (page, content) in halted.contents.enumerated() {
                    for (slot, record) in content.slots.enumerated()
                    where !records.contains(where: { $0 == (UInt64(page), slot) }) {
                        #expect(try reader.record(page: UInt64(page), slot: slot)?.record == record, "call \(call)")
                    }
                }
            }
        }
    }

    // MARK: - The redo file

    private static func prepared() throws -> (ErasureBench, redo: [UInt8], path: String) {
        let (bench, records) = try Self.bench()
        let vault = try bench.open()
        try vault.prepareErasure(of: records, entry: 40, leaf: ErasureBench.leaf)
        return (bench, try #require(bench.disk.files[vault.redoPath]), vault.redoPath)
    }

    /// Either all is well or an error names the file, and then nothing was changed.
    private static func expectNamed(_ bench: ErasureBench, _ path: String, _ comment: String) throws {
        let before = bench.disk.files
        let vault = try bench.open()
        for step in [{ _ = try vault.pendingErasure }, { try vault.applyErasure() }] as [() throws -> Void] {
            let error = #expect(throws: LedgerError.self, "\(comment)") { try step() }
            #expect(error?.code == .damaged && error?.place.file == path, "\(comment): \(String(describing: error))")
        }
        #expect(bench.disk.files == before, "\(comment)")
    }

    @Test func `a damaged redo file is named, and nothing is done`() throws {
        let (bench, redo, path) = try Self.prepared()
        var random = SeededNumbers(seed: 55)
        for attempt in 0..<400 {
            var changed = redo
            // The lengths and places are in the first bytes: half of the flips go there.
            let reach = attempt % 2 == 0 ? redo.count : 400
            switch attempt % 5 {
            case 0: changed.removeLast(Int.random(in: 1...redo.count, using: &random))
            case 1: changed += random.bytes(Int.random(in: 1...64, using: &random))
            case 2:
                let start = Int.random(in: 0..<reach, using: &random)
                for offset in start..<min(start + 40, redo.count) { changed[offset] = random.bytes(1)[0] ^ 1 }
                if changed == redo { continue }
            default: changed[Int.random(in: 0..<reach, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            bench.disk.replace(path, changed)
            try Self.expectNamed(bench, path, "attempt \(attempt)")
        }
        bench.disk.replace(path, redo)
        #expect(try bench.open().pendingErasure?.entry == 40)
    }

    /// The frames of a redo file, in order.
    private static func frames(_ redo: [UInt8]) throws -> [Frame] {
        let disk = SimulatedDisk(directories: ["/clinic/vault", "/clinic/keys"])
        disk.replace("/redo", redo)
        let scanner = try SegmentScanner(try disk.open("/redo", .read), isLastSegment: true)
        var frames: [Frame] = []
        while let frame = try scanner.next()?.copy() { frames.append(frame) }
        return frames
    }

    @Test func `a redo file with right checksums and wrong content is named`() throws {
        let (bench, redo, path) = try Self.prepared()
        let frames = try Self.frames(redo)
        #expect(frames.count == 7 && frames.map(\.header.kind) == [3, 4, 2, 4, 2, 4, 2])
        func rebuilt(_ number: Int, _ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
            var bytes: [UInt8] = []
            for (position, frame) in frames.enumerated() {
                var prefix = frame.prefix
                if position == number { change(&prefix) }
                try FrameWriter.append(
                    kind: frame.header.kind, prefix: prefix, body: FrameBody(stored: frame.storedBody), to: &bytes)
            }
            return bytes
        }
        #expect(try rebuilt(0) { _ in } == redo)
        let wrong: [(String, [UInt8])] = [
            ("no pages named", try rebuilt(0) { $0[40] = 0 }), ("too many pages", try rebuilt(0) { $0[47] = 255 }),
            ("short head", try rebuilt(0) { $0.removeLast() }), ("other page", try rebuilt(1) { $0[0] = 2 }),
            ("page beyond", try rebuilt(5) { $0[0] = 77 }), ("other new segment", try rebuilt(1) { $0[32] ^= 1 }),
            ("new place before the old", try rebuilt(1) { $0[40] ^= 8 }),
            ("far offset", try rebuilt(3) { $0[46] = 0x10 }), ("negative offset", try rebuilt(3) { $0[47] = 0x80 }),
            ("longer frame", try rebuilt(1) { $0[49] ^= 1 }), ("not zero", try rebuilt(1) { $0[52] = 1 }),
            ("other key", try rebuilt(1) { $0[60] ^= 1 }), ("long step", try rebuilt(3) { $0.append(0) }),
            ("steps twice", redo + frames[5].bytes + frames[6].bytes),
            ("without the last", frames[..<5].flatMap(\.bytes)),
            ("other order", [0, 3, 4, 1, 2, 5, 6].flatMap { frames[$0].bytes }), ("empty", []),
        ]
        for (what, bytes) in wrong {
            bench.disk.replace(path, bytes)
            try Self.expectNamed(bench, path, what)
        }
    }

    @Test func `a redo file that was never renamed is dropped`() throws {
        var (bench, redo, path) = try Self.prepared()
        bench.disk.replace(path + ".tmp", redo)
        try bench.open().discardErasure()
        bench.disk.replace(path + ".tmp", Array(redo.prefix(100)))
        #expect(try bench.open().pendingErasure == nil)
        try bench.append([])
        #expect(!bench.disk.files.keys.contains { $0.hasSuffix(".tmp") })
        try bench.expectIntact(but: [])
    }

    @Test func `a damaged mark is named`() throws {
        let (bench, records) = try Self.bench()
        for text in ["", "\n", "x\n", "41", "-1\n", "041\n", "41 \n", "99999999999999999999\n"] {
            bench.disk.replace("/clinic/vault/erased", Array(text.utf8))
            let error = #expect(throws: LedgerError.self, "\(text)") { try bench.open().erasedMark }
            #expect(error?.code == .damaged && error?.place.file == "/clinic/vault/erased")
        }
        try bench.open().prepareErasure(of: records, entry: 40, leaf: ErasureBench.leaf)
        let before = bench.disk.files
        #expect(throws: LedgerError.self) { try bench.open().applyErasure() }
        #expect(bench.disk.files == before)
    }
}
