import SegmentStore
import Testing

/// Speeds, printed.
///
/// `CLINICLEDGER_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter Measurements`
@Suite(.serialized, .enabled(if: isEnvironmentSet("CLINICLEDGER_MEASURE"))) struct Measurements {
    private let disk = DiskFileSystem()

    private func measure(_ name: String, _ count: Int, _ unit: String, _ body: () throws -> Void) rethrows {
        let start = threadSeconds()
        try body()
        let seconds = threadSeconds() - start
        print("\(name): \(Int(Double(count) / seconds)) \(unit)/s of processor time (\(count) in \(seconds) s)")
    }

    @Test func `the index with three million keys`() throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(seed: 1)
        let keys = (0..<3_000_000).map { _ in IndexKey(truncating: Self.digest(random.next(), random.next())) }
        let absent = (0..<3_000_000).map { _ in IndexKey(truncating: Self.digest(random.next(), random.next())) }
        let index = try PostingIndex(directory["index"], in: disk, mode: .write(.private))
        let perRun = keys.count / 8
        for run in 0..<8 {
            let range = run * perRun..<(run + 1) * perRun
            measure("add", perRun, "keys") { for entry in range { index.add(keys[entry], UInt64(entry)) } }
            if run == 0 {
                measure("contains in memory", perRun, "look-ups") {
                    for entry in range { _ = try? index.contains(keys[entry]) }
                }
            }
            try measure("flush", perRun, "keys") {
                try index.flush(covering: UInt64(range.lowerBound)..<UInt64(range.upperBound), merging: false)
            }
        }
        let order = (0..<1_000_000).map { _ in Int.random(in: 0..<keys.count, using: &random) }
        func lookUps(_ name: String) throws {
            try measure("postings, \(name)", order.count, "look-ups") {
                for entry in order where try index.postings(for: keys[entry]) != [UInt64(entry)] { Issue.record() }
            }
            try measure("contains, \(name)", order.count, "look-ups") {
                for entry in order where try !index.contains(keys[entry]) { Issue.record() }
            }
            try measure("contains, absent, \(name)", order.count, "look-ups") {
                for entry in order where try index.contains(absent[entry]) { Issue.record() }
            }
        }
        try lookUps("8 runs")
        try measure("verify", keys.count, "keys") { try index.verify() }
        try measure("merge 8 runs", keys.count, "keys") { while try index.merge() {} }
        #expect(index.runs.count < 8)
        try lookUps("\(index.runs.count) runs")
        try measure("open", 1000, "opens") {
            for _ in 0..<1000 { _ = try PostingIndex(directory["index"], in: disk, mode: .read) }
        }
    }

    private static func digest(_ first: UInt64, _ second: UInt64) -> [UInt8] {
        withUnsafeBytes(of: (first, second)) { [UInt8]($0) }
    }

    @Test func `deflate, frames and scanning`() throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(seed: 2)
        // Invented observations: the shape of FHIR, without a dictionary about 7:1 in pages of 64 KB.
        var text: [UInt8] = []
        while text.count < 32 << 20 {
            text += Array(
                """
                {"resourceType":"Observation","id":"\(random.next())","status":"final","code":{"coding":[{"system":\
                "http://loinc.org","code":"\(random.next() % 90000)-\(random.next() % 10)"}]},"valueQuantity":{"value":\
                \(Double(random.next() % 10000) / 100),"unit":"mmol/L","system":"http://unitsofmeasure.org"}}\n
                """.utf8)
        }
        let pages = stride(from: 0, to: text.count - 65536, by: 65536).map { Array(text[$0..<$0 + 65536]) }
        let megabytes = pages.count / 16
        for level in [1, 3, 6] {
            let deflator = Deflator(level: level)
            let inflator = Inflator()
            var bodies: [FrameBody] = []
            measure("deflate level \(level)", megabytes, "MB") {
                bodies = pages.map { FrameBody(compressing: $0, using: deflator) }
            }
            let stored = bodies.reduce(0) { $0 + $1.stored.count }
            print("ratio \(Double(pages.count * 65536) / Double(stored))")
            var output: [UInt8] = []
            try measure("inflate level \(level)", megabytes, "MB") {
                for body in bodies {
                    output.removeAll(keepingCapacity: true)
                    try body.stored.withUnsafeBytes { try inflator.inflate($0, expectedCount: 65536, into: &output) }
                }
            }
        }
        var segment: [UInt8] = []
        try measure("lay out stored frames", megabytes, "MB") {
            for page in pages {
                try FrameWriter.append(kind: 1, prefix: [1], body: FrameBody(stored: page), to: &segment)
            }
        }
        try write(segment, to: directory["s"])
        let file = try disk.open(directory["s"], .read)
        try measure("scan stored frames", megabytes, "MB") {
            let scanner = try SegmentScanner(file, isLastSegment: true)
            while try scanner.next() != nil {}
        }
        let offsets = stride(from: 0, to: segment.count, by: segment.count / pages.count)
        try measure("read single frames of 64 KB", pages.count, "frames") {
            for offset in offsets.prefix(pages.count) { _ = try Frame.read(from: file, at: UInt64(offset)) }
        }
    }
}
