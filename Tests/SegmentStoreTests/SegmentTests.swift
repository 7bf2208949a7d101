import SegmentStore
import Testing

private let disk = DiskFileSystem()

/// A small segment: three frames, one of them compressed.
///
/// Where each begins is in `starts`, the end last.
private struct Sample {
    var bytes: [UInt8] = []
    var starts: [Int] = [0]

    init() throws {
        let deflator = Deflator(level: 6)
        let bodies = [
            FrameBody(stored: [1, 2, 3]), FrameBody(compressing: [UInt8](repeating: 5, count: 200), using: deflator),
            FrameBody(stored: Array("the last frame".utf8)),
        ]
        for (index, body) in bodies.enumerated() {
            try FrameWriter.append(kind: 1, prefix: [UInt8(index)], body: body, to: &bytes)
            starts.append(bytes.count)
        }
    }
}

/// What a scan found: the first byte of each prefix, then how it ended.
private struct Outcome: Equatable {
    var frames: [UInt8] = []
    var tail: SegmentScanner.Tail?
    var error: StoreError?

    init(_ file: any File, isLast: Bool = true, durable: UInt64? = nil, bufferByteCount: Int = 1 << 20) {
        do throws(StoreError) {
            let scanner = try SegmentScanner(
                file, isLastSegment: isLast, durableByteCount: durable, bufferByteCount: bufferByteCount)
            while let frame = try scanner.next() { frames.append(frame.prefix.first ?? 255) }
            tail = scanner.tail
        } catch {
            self.error = error
        }
    }
}

@Suite struct `A segment` {
    private let directory = TemporaryDirectory()

    private func scan(_ bytes: [UInt8], isLast: Bool = true, durable: Int? = nil) throws -> Outcome {
        try write(bytes, to: directory["000000000000.seg"])
        let file = try disk.open(directory["000000000000.seg"], .read)
        return Outcome(file, isLast: isLast, durable: durable.map(UInt64.init))
    }

    private func torn(_ sample: Sample, at start: Int, of count: Int) -> SegmentScanner.Tail {
        .torn(at: UInt64(start), droppedByteCount: UInt64(count - start))
    }

    @Test func `is read frame by frame`() throws {
        let outcome = try scan(Sample().bytes)
        #expect(outcome.frames == [0, 1, 2])
        #expect(outcome.tail == .clean)
        #expect(try scan([]).tail == .clean)
    }

    @Test func `cut at every byte is clean or torn, and damaged where it is not the last`() throws {
        let sample = try Sample()
        for count in 0..<sample.bytes.count {
            let cut = Array(sample.bytes[..<count])
            let whole = sample.starts.lastIndex { $0 <= count } ?? 0
            let outcome = try scan(cut)
            #expect(outcome.error == nil)
            #expect(outcome.frames == (0..<whole).map(UInt8.init))
            let start = sample.starts[whole]
            #expect(outcome.tail == (start == count ? .clean : torn(sample, at: start, of: count)))
            let sealed = try scan(cut, isLast: false)
            #expect((sealed.error?.code == .damaged) == (start != count))
            if start != count { #expect(sealed.error?.offset == UInt64(start)) }
            // What was synced cannot be torn.
            let known = try scan(cut, durable: sample.bytes.count)
            #expect(known.error?.reason == "segment.truncated")
        }
    }

    @Test func `with any bit flipped is found, and the frame named`() throws {
        let sample = try Sample()
        let last = sample.starts[2]
        for bit in 0..<(sample.bytes.count * 8) {
            var bytes = sample.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            let hit = (sample.starts.lastIndex { $0 <= bit / 8 } ?? 0)
            let start = sample.starts[hit]
            let outcome = try scan(bytes)
            #expect(outcome.frames == (0..<hit).map(UInt8.init))
            if start == last {
                #expect(outcome.tail == torn(sample, at: last, of: bytes.count), "bit \(bit)")
            } else {
                #expect(outcome.error?.code == .damaged)
                #expect(outcome.error?.offset == UInt64(start), "bit \(bit)")
                #expect(outcome.error?.file == directory["000000000000.seg"])
            }
            // A segment that is not the last, or is known to be durable, has no torn tail.
            for known in [try scan(bytes, isLast: false), try scan(bytes, durable: bytes.count)] {
                #expect(known.error?.code == .damaged)
                #expect(known.error?.offset == UInt64(start))
            }
        }
    }

    @Test func `whose tail power loss filled with zeros or noise is torn`() throws {
        let sample = try Sample()
        var random = SeededGenerator(seed: 5)
        for tailCount in [1, 7, 8, 31, 32, 33, 4096, 100_000] {
            for tail in [[UInt8](repeating: 0, count: tailCount), random.bytes(tailCount)] {
                let outcome = try scan(sample.bytes + tail)
                #expect(outcome.frames == [0, 1, 2])
                #expect(outcome.tail == torn(sample, at: sample.bytes.count, of: sample.bytes.count + tailCount))
                var halfWritten = sample.bytes
                halfWritten.replaceSubrange((sample.starts[2] + 20)..., with: tail)
                #expect(try scan(halfWritten).tail == torn(sample, at: sample.starts[2], of: halfWritten.count))
            }
        }
    }

    @Test func `in which a frame lies behind a bad one is damaged, unless both were never synced`() throws {
        let sample = try Sample()
        var bytes = sample.bytes
        bytes[sample.starts[1] + 35] ^= 1
        #expect(try scan(bytes).error?.offset == UInt64(sample.starts[1]))
        let unsynced = try scan(bytes, durable: sample.starts[1])
        #expect(unsynced.tail == torn(sample, at: sample.starts[1], of: bytes.count))
        #expect(unsynced.frames == [0])
        #expect(try scan(bytes, durable: sample.starts[1] + 1).error?.code == .damaged)
    }

    @Test func `whose torn frame carries another frame in its body is torn`() throws {
        let sample = try Sample()
        var bytes = sample.bytes
        let carrier = FrameBody(stored: sample.bytes)
        try FrameWriter.append(kind: 2, prefix: [UInt8](repeating: 9, count: 8), body: carrier, to: &bytes)
        bytes[bytes.count - 1] ^= 1
        #expect(try scan(bytes).tail == torn(sample, at: sample.bytes.count, of: bytes.count))
    }

    @Test func `announcing 64 MiB costs no memory for them`() throws {
        var frame: [UInt8] = []
        let big = FrameBody(stored: [UInt8](repeating: 1, count: Frame.bodyLimit))
        try FrameWriter.append(kind: 1, prefix: [], body: big, to: &frame)
        let outcome = try scan(Array(frame[..<100]))
        #expect(outcome.tail == .torn(at: 0, droppedByteCount: 100))
    }

    @Test func `is read the same whatever the buffer`() throws {
        var random = SeededGenerator(seed: 6)
        var bytes: [UInt8] = []
        for index in 0..<200 {
            let size = Int.random(in: 0...9000, using: &random)
            try FrameWriter.append(
                kind: 1, prefix: [UInt8(index)], body: FrameBody(stored: random.bytes(size)), to: &bytes)
        }
        try write(bytes, to: directory["000000000000.seg"])
        let file = try disk.open(directory["000000000000.seg"], .read)
        for bufferByteCount in [1, 4096, 5000, 8192, 65536, 1 << 20] {
            let outcome = Outcome(file, bufferByteCount: bufferByteCount)
            #expect(outcome.frames == (0..<200).map(UInt8.init))
            #expect(outcome.tail == .clean)
        }
    }
}

@Suite struct `A segment writer` {
    private let directory = TemporaryDirectory()

    private func frame(_ index: Int, _ size: Int = 60) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try FrameWriter.append(
            kind: 1, prefix: [UInt8(index)], body: FrameBody(stored: [UInt8](repeating: 7, count: size)), to: &bytes)
        return bytes
    }

    private func frames(_ number: UInt64) throws -> [UInt8] {
        Outcome(try disk.open(directory[SegmentName.text(number)], .read)).frames
    }

    @Test func `rolls when a segment is full, and each segment is named by the caller`() throws {
        let writer = SegmentWriter(in: directory.path, of: disk, byteLimit: 150, access: .private)
        let positions = try (0..<5).map { try writer.append(frame($0), newSegment: UInt64($0)) }
        try writer.sync()
        #expect(positions.map(\.segment) == [0, 0, 2, 2, 4])
        #expect(positions.map(\.offset) == [0, 96, 0, 96, 0])
        #expect(try SegmentName.list(directory.path, in: disk) == [0, 2, 4])
        #expect(try disk.list(directory.path).first == "000000000000.seg")
        #expect(try frames(2) == [2, 3])
    }

    @Test func `cuts a torn tail before the first append`() throws {
        let torn = try frame(1)[..<50] + [UInt8](repeating: 3, count: 500)
        try write(frame(0) + torn, to: directory[SegmentName.text(7)])
        let writer = SegmentWriter(in: directory.path, of: disk, byteLimit: 1000, access: .private)
        try writer.resume(segment: 7, at: 96)
        #expect(try disk.size(of: directory[SegmentName.text(7)]) == 96)
        #expect(try writer.append(frame(9), newSegment: 8) == .init(segment: 7, offset: 96))
        #expect(try frames(7) == [0, 9])
        let late = SegmentWriter(in: directory.path, of: disk, byteLimit: 1000, access: .private)
        let error = #expect(throws: StoreError.self) { try late.resume(segment: 7, at: 5000) }
        #expect(error?.reason == "segment.truncated")
    }

    @Test func `stays failed after any error, and what was synced stands`() throws {
        let workload = { (fileSystem: FaultyFileSystem, path: String) -> Int in
            let writer = SegmentWriter(in: path, of: fileSystem, byteLimit: 150, access: .private)
            var acknowledged = 0
            do {
                for index in 0..<5 {
                    _ = try writer.append(frame(index), newSegment: UInt64(index))
                    try writer.sync()
                    acknowledged += 1
                }
            } catch {
                #expect((error as? StoreError)?.code == .diskFull)
                let again = #expect(throws: StoreError.self) { try writer.sync() }
                #expect(again?.code == .handleFailed)
            }
            return acknowledged
        }
        let spare = TemporaryDirectory()
        let calls = FaultyFileSystem.countCalls { _ = workload($0, spare.path) }
        #expect(calls > 10)
        for call in 0..<calls {
            let directory = TemporaryDirectory()
            let acknowledged = workload(FaultyFileSystem(failingCall: call), directory.path)
            #expect(acknowledged < 5)
            let found = try SegmentName.list(directory.path, in: disk).flatMap { number in
                Outcome(try disk.open(directory[SegmentName.text(number)], .read)).frames
            }
            #expect(found.starts(with: (0..<acknowledged).map(UInt8.init)))
        }
    }

    @Test func `names sort like their numbers`() {
        #expect(SegmentName.text(512) == "000000000512.seg")
        #expect(SegmentName.number(in: "000000000512.seg") == 512)
        #expect(SegmentName.number(in: SegmentName.text(.max)) == .max)
        let others = ["512.seg", "000000000512.run", "+00000000512.seg", "00000000051x.seg", ".seg"]
        for name in others {
            #expect(SegmentName.number(in: name) == nil)
        }
    }
}
