import Testing

@testable import HealthFormats

struct CSVWindowTests {
    /// A table with everything that may go wrong at the edge of a window: quoted line ends, doubled quotation marks, blank
    /// lines, broken and refused rows, every line end, characters beyond ASCII, no line end at the end.
    static let difficult = """
        \u{FEFF}pid,collected,panel,test,value,note\r
        A,2024-01-01,CBC,HGB,9.8,\"line one\nline \"\"two\"\"\"\r
        A,2024-01-01,CBC,WBC,7.1,\n\
        \n\
        A,2024-01-01,CBC,,7.1,\r\
        A,2024-01-01,CBC,PLT,\"250\",é\r\n\
        \"B\",2024-01-01,CBC,HGB,12.1,患者\n\
        B,2024-01-02,BMP,Na,\"140,\n\
        B,2024-01-02,BMP,Na,140,\n\
        B,2024-01-02,BMP,K,4.1,\"x\"\"\r\n\"\r\r\n\
        C,,BMP,Na,1,2,3\n\
        C,,BMP,Na,\"a\"b,\n\
        C,,BMP,Na,141,\"\"\n\
        C,2024-01-04,CBC,HGB,\"11\",\r
        """

    @Test func `windows that end anywhere give the same records as one window`() {
        let source = Array(Self.difficult.utf8)
        let whole = CSVImport(source, detectionBytes: 96)
        #expect(whole.records.map(\.patient.value) == ["A", "B", "B", "C", "C"])
        #expect(whole.codes == ["csv.noAnalyte", "csv.quoteMisplaced", "csv.fieldCount", "csv.quoteMisplaced"])
        #expect(whole.joined == source)
        for length in 1...source.count {
            let split = CSVImport(source, windowBytes: length, detectionBytes: 96)
            #expect(split.records == whole.records, "windows of \(length)")
            #expect(split.rejections.map(\.place) == whole.rejections.map(\.place), "windows of \(length)")
            #expect(split.rejections.map(\.reason) == whole.rejections.map(\.reason), "windows of \(length)")
            #expect(split.joined == source, "windows of \(length)")
            #expect(split.madeProgress)
        }
    }

    @Test func `the last report is left to the next window, the others are given`() {
        let source = Array("pid,test,value\nA,Na,1\nB,Na,2\nB,K,3\n".utf8)
        var reader = CSV.Reader(mapping: nil, encoding: nil, source: nil, detectionBytes: 16)
        var batch = ParsedBatch()
        let used = source.withUnsafeBytes { reader.read($0, byteOffset: 0, isLast: false, into: &batch) }
        #expect(used == 22)
        #expect(batch.records.map(\.patientIdentifiers.first?.value) == ["A"])
        #expect(batch.preamble == Preamble(bytes: Array("pid,test,value\n".utf8), byteOffset: 0))
        batch = ParsedBatch()
        let rest = Array(source[used...])
        let more = rest.withUnsafeBytes { reader.read($0, byteOffset: 22, isLast: true, into: &batch) }
        #expect(more == rest.count)
        #expect(batch.records.map(\.resultCount) == [2])
        #expect(batch.records[0].place == SourcePlace(line: 3, byteOffset: 22))
        #expect(batch.records[0].pieces == [Piece(offset: 0, count: 13)])
        #expect(batch.preamble?.bytes.count == 15)
    }

    @Test func `a report returning within its window does not keep the run at the window's end`() {
        let source = Array("pid,test,value\nA,Na,1\nB,Na,2\nA,K,3\n".utf8)
        var reader = CSV.Reader(mapping: nil, encoding: nil, source: nil, detectionBytes: 16)
        var batch = ParsedBatch()
        let used = source.withUnsafeBytes { reader.read($0, byteOffset: 0, isLast: false, into: &batch) }
        #expect(used == 29)
        #expect(batch.records.map(\.codes) == [["Na"], ["Na"]])
        #expect(batch.records.map(\.resultCount) == [1, 1])
    }

    @Test func `a report beyond the limit becomes several records, the same in any window`() {
        let row = "A,Na,\(String(repeating: "9", count: 90))\n"
        let source = Array(("pid,test,value\n" + String(repeating: row, count: 60_000)).utf8)
        let whole = CSVImport(source)
        #expect(whole.records.count == 2)
        #expect(whole.records.map(\.resultCount).reduce(0, +) == 60_000)
        let split = CSVImport(source, windowBytes: CSV.maxReportBytes + 100_000)
        #expect(split.records.map(\.resultCount) == whole.records.map(\.resultCount))
        #expect(split.joined == source)
    }

    @Test func `mutated tables never stop the reader and lose no byte`() {
        let seed: UInt64 = 20_240_517
        var random = SeededRandom(seed: seed)
        let pieces: [[UInt8]] =
            ["\"", "\"\"", ",", ";", "\n", "\r", "\r\n", "|", "\t", "sep=;\n"].map { Array($0.utf8) }
            + [[0xFF], [0xEF, 0xBB, 0xBF], [0x8F, 0x7C], [0xB0, 0xD7], [0], Array("é".utf8)]
        let bases = [Self.difficult, "Patient;Datum;Na;K\n1;01.02.2024;140,1;4,2\n2;01.02.2024;139,5;4,4\n"].map {
            Array($0.utf8)
        }
        var understood = 0
        for round in 0..<1500 {
            var source = bases[round % bases.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0...source.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: source.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
                case 1: source.removeSubrange(at..<min(source.count, at + Int.random(in: 1...9, using: &random)))
                case 2 where at < source.count: source[at] = UInt8.random(in: 0...255, using: &random)
                default: source.insert(contentsOf: source.prefix(at).suffix(40), at: at)
                }
            }
            let whole = CSVImport(source, detectionBytes: 64)
            let split = CSVImport(source, windowBytes: Int.random(in: 1...200, using: &random), detectionBytes: 64)
            #expect(whole.madeProgress && split.madeProgress, "seed \(seed), round \(round)")
            let isSame = split.joined == whole.joined
            #expect(isSame, "seed \(seed), round \(round)")
            if whole.mapping != nil, !whole.records.isEmpty {
                understood += 1
                let isWhole = whole.joined == source
                #expect(isWhole, "seed \(seed), round \(round)")
            }
            for record in whole.records {
                let reports = try? CSV.reports(document: record.document, mapping: whole.mapping)
                let resultCount = reports?.reduce(0) { $0 + $1.results.count }
                #expect(resultCount == record.resultCount, "seed \(seed), round \(round)")
            }
            _ = source.withUnsafeBytes { CSV.looksLike($0) }
        }
        #expect(understood > 700)
    }

    @Test func `mutated mappings are read or refused`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            var json = Array(CSVMappingTests.whole.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                json[Int.random(in: 0..<json.count, using: &random)] = UInt8.random(in: 0x20...0x7E, using: &random)
            }
            if let mapping = try? CSV.Mapping(json: json) {
                #expect((try? CSV.Mapping(json: mapping.encoded())) == mapping)
                _ = CSVImport("MRN,Na\n1,140\n", mapping: mapping)
            }
        }
    }
}
