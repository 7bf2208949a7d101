internal import SegmentStore

/// How the plaintext of a page is compressed: stored as it is, or raw deflate with one of the built-in dictionaries.
///
/// The number is part of the format: 0 stored, 1 deflate without a dictionary, 2 and more deflate with that dictionary.
struct PageCompression: RawRepresentable, Hashable {
    let rawValue: UInt32

    private static let stored = PageCompression(rawValue: 0)
    private static let deflate = PageCompression(rawValue: 1)
    /// Fast enough to import at disk speed; the dictionary matters more than the level.
    private static let level = 3

    /// Compresses with what suits the format, and stores what compression does not make shorter.
    static func compress(_ raw: [UInt8], format: SourceFormat) -> (PageCompression, [UInt8]) {
        let compression = PageDictionary.number(for: format).map(PageCompression.init(rawValue:)) ?? deflate
        var compressed: [UInt8] = []
        Deflator(level: level).compress(raw, dictionary: compression.dictionary, into: &compressed)
        return compressed.count < raw.count ? (compression, compressed) : (stored, raw)
    }

    /// The raw bytes, exactly `rawCount` of them; nil where the compression is unknown or the bytes are not a stream of it.
    func decompress(_ bytes: [UInt8], rawCount: Int) -> [UInt8]? {
        switch rawValue {
        case Self.stored.rawValue: bytes.count == rawCount ? bytes : nil
        case Self.deflate.rawValue: try? Inflator().inflate(bytes, expectedCount: rawCount)
        default:
            dictionary.isEmpty ? nil : try? Inflator().inflate(bytes, dictionary: dictionary, expectedCount: rawCount)
        }
    }

    private var dictionary: [UInt8] { PageDictionary.bytes[rawValue] ?? [] }
}
