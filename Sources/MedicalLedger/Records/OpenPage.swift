internal import LedgerEngine
internal import SegmentStore

/// A decrypted page, inflated as far as it has been asked for.
///
/// Whoever wants one record pays for the page up to that record; whoever comes back for one behind it pays for the whole
/// page, once. Used by one task at a time.
final class OpenPage {
    /// What is inflated at first: the directory of most pages is within.
    private static let firstByteCount = 1024

    private let compression: PageCompression
    private let compressed: [UInt8]
    private let rawCount: Int
    /// The page's bytes, from its start, as many as are inflated.
    private var raw: [UInt8]
    private let directory: PageDirectory

    /// Where the records came from.
    var origin: PageContent.Origin { directory.origin }
    /// Number of slots.
    var slotCount: Int { directory.slotCount }
    /// Bytes of memory that the page may come to take.
    var byteCount: Int { rawCount + compressed.count }

    /// Inflates a page up to the end of a slot's record, of all records if `slot` is nil.
    ///
    /// - Returns: nil where the bytes are not a page.
    init?(
        _ compressed: [UInt8], _ compression: PageCompression, rawCount: Int, upTo slot: Int?, using inflator: Inflator
    ) {
        var directory: PageDirectory?
        let raw = compression.decompress(compressed, rawCount: rawCount, using: inflator) { page in
            if page.isEmpty { return slot == nil ? rawCount : min(rawCount, Self.firstByteCount) }
            guard let end = PageDirectory.byteCount(ofPageBeginning: page), end <= rawCount else { return nil }
            if end > page.count { return end }
            if directory == nil { directory = PageDirectory(decoding: Array(page[..<end]), pageByteCount: rawCount) }
            return directory.map { known in slot.flatMap(known.end(ofSlot:)) ?? end }
        }
        guard let raw, let directory else { return nil }
        (self.compressed, self.compression, self.rawCount) = (compressed, compression, rawCount)
        (self.raw, self.directory) = (raw, directory)
    }

    /// Whether there is a record in a slot: that it is there, and was not erased.
    func hasRecord(_ slot: Int) -> Bool { directory.end(ofSlot: slot) != nil }

    /// The record in a slot; nil where there is none, or it was erased.
    func record(_ slot: Int, using inflators: Pool<Inflator>) -> PageContent.Record? {
        guard let found = directory[slot] else { return nil }
        if found.range.upperBound > raw.count {
            let whole = inflators.lend {
                compression.decompress(compressed, rawCount: rawCount, using: $0) { _ in rawCount }
            }
            guard let whole else { return nil }
            raw = whole
        }
        return PageContent.Record(salt: found.salt, pieces: found.pieces, bytes: raw[found.range])
    }
}
