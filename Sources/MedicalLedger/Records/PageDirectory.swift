internal import HealthFormats
internal import LedgerEngine

/// The directory at the start of a page: where the records came from, and where in the page each one stands.
///
/// The table is at `PageContent`, which writes it.
struct PageDirectory {
    /// A record before its bytes are looked at.
    struct Slot {
        var salt: [UInt8]
        var pieces: [PageContent.Record.Piece]
        /// The record's bytes in the page.
        var range: Range<Int>
    }

    /// Bytes of the count before the directory.
    static let headByteCount = 4

    private(set) var origin = PageContent.Origin(
        format: .unknown, source: "", fileName: "", delivery: [], settings: [])
    /// The records by slot; nil where one was erased.
    private(set) var slots: [Slot?] = []

    /// Byte count of the directory and its head, by a page's first bytes; nil where they are not there.
    static func byteCount(ofPageBeginning bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= headByteCount else { return nil }
        return headByteCount + Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
    }

    /// Decodes the directory of a page; nil where it is not well formed or speaks of more bytes than the page has, which
    /// authenticated pages never do.
    init?(decoding page: ArraySlice<UInt8>, pageByteCount: Int) {
        do throws(CBORError) {
            try read(page.dropFirst(Self.headByteCount))
        } catch {
            return nil
        }
        var end = page.count
        for index in slots.indices {
            guard let slot = slots[index] else { continue }
            let count = slot.pieces.reduce(0) { $0 &+ $1.count }
            guard count >= 0, count <= pageByteCount - end else { return nil }
            slots[index]?.range = end..<end + count
            end += count
        }
        guard end == pageByteCount else { return nil }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) throws(CBORError) {
        var directory = self
        var end: UInt64 = 0
        var reader = CBORReader(bytes)
        try reader.readMap { (key, value) throws(CBORError) in
            switch key {
            case 1: directory.origin.format = SourceFormat(rawValue: try value.readText())
            case 2: directory.origin.source = try value.readText()
            case 3: directory.origin.fileName = try value.readText()
            case 4: directory.origin.delivery = Array(try value.readBytes())
            case 5: directory.origin.settings = Array(try value.readBytes())
            case 6:
                let count = try value.readArray()
                directory.slots.reserveCapacity(count)
                for _ in 0..<count { directory.slots.append(try Self.readSlot(&value, &end)) }
            default: return false
            }
            return true
        }
        try reader.finish()
        self = directory
    }

    private static func readSlot(_ reader: inout CBORReader, _ end: inout UInt64) throws(CBORError) -> Slot? {
        if reader.readNull() { return nil }
        let start = reader.offset
        let count = try reader.readArray()
        var slot = Slot(salt: Array(try reader.readBytes()), pieces: [], range: 0..<0)
        guard count % 2 == 1, slot.salt.count == 16 else { throw CBORError(offset: start, fault: .unexpectedType) }
        slot.pieces.reserveCapacity(count / 2)
        for _ in 0..<count / 2 {
            let offset = end &+ UInt64(bitPattern: try reader.readInt())
            let packed = try reader.readUInt()
            guard let role = HealthFormats.Piece.Role(rawValue: UInt8(packed & 1)), packed >> 1 <= UInt64(UInt32.max)
            else { throw CBORError(offset: start, fault: .unexpectedType) }
            slot.pieces.append(.init(sourceOffset: offset, count: Int(packed >> 1), role: role))
            end = offset &+ (packed >> 1)
        }
        return slot
    }
}
