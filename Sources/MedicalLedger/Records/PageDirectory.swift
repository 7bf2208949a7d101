internal import HealthFormats
internal import LedgerEngine

/// The directory at the start of a page: where the records came from, and where in the page each one stands.
///
/// A look-up wants one slot of many: so slots are only walked over at first, and decoded when they are asked for. The table
/// is at `PageContent`, which writes it.
struct PageDirectory {
    /// A record before its bytes are looked at.
    struct Slot {
        var salt: [UInt8]
        var pieces: [PageContent.Record.Piece]
        /// The record's bytes in the page.
        var range: Range<Int>
    }

    /// Where a slot's record is, and where the slot is in the directory.
    private struct Span {
        var isErased: Bool
        var offset: Int
        /// Where the piece before the slot's first one ended in the imported file: gaps count from there.
        var sourceEnd: UInt64
        var range: Range<Int>
    }

    /// Bytes of the count before the directory.
    static let headByteCount = 4

    private(set) var origin = PageContent.Origin(
        format: .unknown, source: "", fileName: "", delivery: [], settings: [])
    /// Number of slots.
    var slotCount: Int { spans.count }
    private var spans: [Span] = []
    private let bytes: [UInt8]

    /// Byte count of the directory and its head, by a page's first bytes; nil where they are not there.
    static func byteCount(ofPageBeginning bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= headByteCount else { return nil }
        return headByteCount + Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
    }

    /// Decodes the directory of a page; nil where it is not well formed or speaks of other bytes than the page has, which
    /// authenticated pages never do.
    ///
    /// - Parameter page: the page's first bytes, to the end of the directory.
    init?(decoding page: [UInt8], pageByteCount: Int) {
        bytes = page
        do throws(CBORError) {
            guard try read(), (spans.last?.range.upperBound ?? page.count) == pageByteCount else { return nil }
        } catch {
            return nil
        }
    }

    /// Reads everything but what only a slot's own record needs; false where pieces would have no room in any page.
    private mutating func read() throws(CBORError) -> Bool {
        var directory = self
        var sourceEnd: UInt64 = 0
        var end = bytes.count
        var isSound = true
        var reader = CBORReader(bytes.dropFirst(Self.headByteCount))
        try reader.readMap { (key, value) throws(CBORError) in
            switch key {
            case 1: directory.origin.format = SourceFormat(rawValue: try value.readText())
            case 2: directory.origin.source = try value.readText()
            case 3: directory.origin.fileName = try value.readText()
            case 4: directory.origin.delivery = Array(try value.readBytes())
            case 5: directory.origin.settings = Array(try value.readBytes())
            case 6:
                let count = try value.readArray()
                directory.spans.reserveCapacity(count)
                for _ in 0..<count {
                    var span = Span(isErased: true, offset: value.offset, sourceEnd: sourceEnd, range: end..<end)
                    let found = try Self.readSlot(&value, &sourceEnd) { end &+= $0.count }
                    isSound = isSound && end >= span.range.lowerBound
                    if !isSound { return true }
                    if found != nil { (span.isErased, span.range) = (false, span.range.lowerBound..<end) }
                    directory.spans.append(span)
                }
            default: return false
            }
            return true
        }
        if isSound { try reader.finish() }
        self = directory
        return isSound
    }

    /// Where a slot's record ends in the page; nil where there is none.
    func end(ofSlot slot: Int) -> Int? {
        guard spans.indices.contains(slot), !spans[slot].isErased else { return nil }
        return spans[slot].range.upperBound
    }

    /// A slot; nil where there is none, or its record was erased.
    subscript(slot: Int) -> Slot? {
        guard spans.indices.contains(slot), !spans[slot].isErased else { return nil }
        let span = spans[slot]
        var reader = CBORReader(bytes[span.offset...])
        var sourceEnd = span.sourceEnd
        var pieces: [PageContent.Record.Piece] = []
        guard let salt = try? Self.readSlot(&reader, &sourceEnd, { pieces.append($0) }) else { return nil }
        return Slot(salt: Array(salt), pieces: pieces, range: span.range)
    }

    /// Reads a slot, its pieces one by one; returns its salt, nil where the record was erased.
    @inline(__always)
    private static func readSlot(
        _ reader: inout CBORReader, _ sourceEnd: inout UInt64, _ piece: (PageContent.Record.Piece) -> Void
    ) throws(CBORError) -> ArraySlice<UInt8>? {
        if reader.readNull() { return nil }
        let start = reader.offset
        let count = try reader.readArray()
        let salt = try reader.readBytes()
        guard count % 2 == 1, salt.count == 16 else { throw CBORError(offset: start, fault: .unexpectedType) }
        for _ in 0..<count / 2 {
            let offset = sourceEnd &+ UInt64(bitPattern: try reader.readInt())
            let packed = try reader.readUInt()
            guard let role = HealthFormats.Piece.Role(rawValue: UInt8(packed & 1)), packed >> 1 <= UInt64(UInt32.max)
            else { throw CBORError(offset: start, fault: .unexpectedType) }
            piece(.init(sourceOffset: offset, count: Int(packed >> 1), role: role))
            sourceEnd = offset &+ (packed >> 1)
        }
        return salt
    }
}
