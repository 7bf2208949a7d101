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
    static func compress(_ raw: [UInt8], format: SourceFormat, using deflator: Deflator) -> (PageCompression, [UInt8]) {
        let number = PageDictionary.number(for: format)
        var compressed: [UInt8] = []
        deflator.compress(raw, dictionary: number.flatMap { PageDictionary.usedBytes[$0] } ?? [], into: &compressed)
        guard compressed.count < raw.count else { return (stored, raw) }
        return (number.map(PageCompression.init(rawValue:)) ?? deflate, compressed)
    }

    /// A compressor for pages.
    static func deflator() -> Deflator { Deflator(level: level) }

    /// The first bytes of the raw content, as many as `reach` wants or a few more; all of them where the page is stored.
    ///
    /// `reach` is asked again, with what is there, until it wants no more than that.
    ///
    /// - Returns: nil where the compression is unknown or the bytes are not a stream of it.
    func decompress(
        _ bytes: [UInt8], rawCount: Int, using inflator: Inflator, reach: (UnsafeRawBufferPointer) -> Int?
    ) -> [UInt8]? {
        if rawValue == Self.stored.rawValue {
            _ = bytes.withUnsafeBytes(reach)
            return bytes.count == rawCount ? bytes : nil
        }
        if rawValue != Self.deflate.rawValue && dictionary.isEmpty { return nil }
        var isWhole = false
        let raw = [UInt8](unsafeUninitializedCapacity: rawCount) { buffer, known in
            let page = UnsafeMutableRawBufferPointer(buffer)
            isWhole = bytes.withUnsafeBytes { source in
                guard (try? inflator.begin(source, dictionary: dictionary, to: page)) != nil else { return false }
                while let wanted = reach(UnsafeRawBufferPointer(rebasing: page[..<known])), wanted <= rawCount {
                    if wanted <= known { return true }
                    guard let written = try? inflator.fill(upTo: wanted) else { return false }
                    known = written
                }
                return false
            }
        }
        return isWhole ? raw : nil
    }

    private var dictionary: [UInt8] { PageDictionary.bytes[rawValue] ?? [] }
}
