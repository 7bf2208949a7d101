internal import LedgerEngine

/// Where a page's frame lies in the vault, in 24 bytes: segment (8), offset (8), byte count (4), zero (4); little-endian.
struct PagePlace: Hashable {
    /// Set in the number of a segment that one page has to itself, because it found no room in its old place.
    private static let ownSegmentFlag: UInt64 = 1 << 63

    var segment: UInt64
    var offset: UInt64
    var byteCount: UInt32

    /// Where the frame ends.
    var end: UInt64 { offset + UInt64(byteCount) }

    init(segment: UInt64, offset: UInt64, byteCount: UInt32) {
        (self.segment, self.offset, self.byteCount) = (segment, offset, byteCount)
    }

    /// Reads a place; nil where it is none that a file could have.
    init?(_ reader: inout ByteReader) {
        guard let segment = reader.readUInt64(), let offset = reader.readUInt64(), offset <= UInt64(Int64.max),
            let byteCount = reader.readUInt32(), reader.readUInt32() == 0
        else { return nil }
        self.init(segment: segment, offset: offset, byteCount: byteCount)
    }

    func write(to out: inout ByteWriter) {
        out.append(segment)
        out.append(offset)
        out.append(byteCount)
        out.append(UInt32(0))
    }

    /// The number of the segment that a page may have to itself.
    static func ownSegment(ofPage page: UInt64) -> UInt64 { ownSegmentFlag | page }

    /// The page that has a segment to itself; nil for a segment of many pages.
    static func owner(ofSegment segment: UInt64) -> UInt64? {
        segment & ownSegmentFlag == 0 ? nil : segment & ~ownSegmentFlag
    }
}

/// A row of the page table, in 64 bytes: the page's place (24) and its wrapped key (40).
struct PageRow: Hashable {
    static let byteCount = 64

    var place: PagePlace
    var wrappedKey: [UInt8]

    /// Stands for a page that is gone and was given up: an empty place and a key of zeros.
    static let lost = PageRow(
        place: PagePlace(segment: 0, offset: 0, byteCount: 0),
        wrappedKey: [UInt8](repeating: 0, count: PageCipher.wrappedKeyByteCount))

    init(place: PagePlace, wrappedKey: [UInt8]) { (self.place, self.wrappedKey) = (place, wrappedKey) }

    /// Reads a row; nil where it is none.
    init?(_ reader: inout ByteReader) {
        guard let place = PagePlace(&reader), let key = reader.readBytes(PageCipher.wrappedKeyByteCount) else {
            return nil
        }
        self.init(place: place, wrappedKey: key)
    }

    /// Reads a row from its bytes; nil where they are none.
    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        self.init(&reader)
    }

    /// The bytes of the row.
    var bytes: [UInt8] {
        var out = ByteWriter(capacity: Self.byteCount)
        write(to: &out)
        return out.bytes
    }

    func write(to out: inout ByteWriter) {
        place.write(to: &out)
        out.append(contentsOf: wrappedKey)
    }
}
