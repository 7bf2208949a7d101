import HealthFormats
import SegmentStore
import Testing

@testable import MedicalLedger

/// A page is inflated only as far as somebody asks, and gives the same records however one asks.
struct OpenPageTests {
    /// A page of records of very different lengths, one of them erased, one surrounded.
    private static let content: PageContent = {
        var slots: [PageContent.Record?] = []
        for number in 0..<40 {
            let bytes = Array(repeating: Array("result \(number);".utf8), count: number * number % 97).flatMap(\.self)
            let inner = bytes.count / 3
            slots.append(
                PageContent.Record(
                    salt: [UInt8](repeating: UInt8(number), count: 16),
                    pieces: [
                        .init(sourceOffset: UInt64(number * 10_000), count: inner, role: .document),
                        .init(
                            sourceOffset: UInt64(number * 10_000 + inner), count: bytes.count - inner,
                            role: .surrounding),
                    ], bytes: bytes[...]))
        }
        slots[17] = nil
        return PageContent(
            origin: .init(format: .hl7, source: "north", fileName: "a.hl7", delivery: [1, 2], settings: [3]),
            slots: slots)
    }()

    private static func open(upTo slot: Int?, changing change: (inout [UInt8]) -> Void = { _ in }) -> OpenPage? {
        let raw = content.encoded()
        var (compression, compressed) = PageCompression.compress(
            raw, format: .hl7, using: PageCompression.deflator())
        change(&compressed)
        return OpenPage(compressed, compression, rawCount: raw.count, upTo: slot, using: Inflator())
    }

    private static let inflators = Pool(Inflator.init)

    private static func isSame(_ one: PageContent.Record?, _ other: PageContent.Record?) -> Bool {
        one?.salt == other?.salt && one?.pieces == other?.pieces && one?.bytes == other?.bytes
    }

    @Test(arguments: [nil, 0, 1, 16, 17, 39, 40, 1000])
    func `every record comes out, whichever was asked for first`(first: Int?) throws {
        let page = try #require(Self.open(upTo: first))
        #expect(page.origin == Self.content.origin)
        #expect(page.slotCount == 40)
        for slot in [first ?? 0] + Array((0..<40).reversed()) where slot < 40 {
            #expect(Self.isSame(page.record(slot, using: Self.inflators), Self.content.slots[slot]), "slot \(slot)")
        }
        #expect(page.record(40, using: Self.inflators) == nil)
    }

    @Test func `commitments of many records are those of each`() {
        let records = Self.content.slots.compactMap(\.self)
        for (record, commitment) in zip(records, PageContent.Record.commitments(of: records)) {
            #expect(commitment == PageContent.Record.commitment(salt: record.salt, document: record.document))
            #expect(commitment == record.commitment)
        }
    }

    @Test func `a page that ends early is none`() {
        #expect(Self.open(upTo: nil, changing: { $0.removeLast($0.count / 2) }) == nil)
        #expect(Self.open(upTo: 39, changing: { $0.removeLast($0.count / 2) }) == nil)
        #expect(Self.open(upTo: 0, changing: { $0.removeAll() }) == nil)
    }

    @Test func `a directory that speaks of more bytes than there are is refused`() {
        let raw = Self.content.encoded()
        #expect(PageDirectory(decoding: Array(raw[..<400]), pageByteCount: raw.count) == nil)
        let end = raw.withUnsafeBytes { PageDirectory.byteCount(ofPageBeginning: $0) } ?? 0
        #expect(PageDirectory(decoding: Array(raw[..<end]), pageByteCount: raw.count) != nil)
        #expect(PageDirectory(decoding: Array(raw[..<end]), pageByteCount: raw.count - 1) == nil)
        #expect(PageDirectory(decoding: Array(raw[..<end]), pageByteCount: raw.count + 1) == nil)
    }
}
