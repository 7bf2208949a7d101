internal import LedgerCrypto

extension Entry {
    /// Decodes an entry and refuses any but the deterministic encoding.
    package init(decoding bytes: ArraySlice<UInt8>) throws(EntryError) {
        // Look-ups and verification decode little else than records.
        if let record = RecordEntry(exactly: bytes) {
            self = .record(record)
        } else {
            try self.init(readingFieldsOf: bytes)
        }
    }
}

extension RecordEntry {
    /// Decodes the bytes that `Entry.encoded` makes of a record, in place.
    ///
    /// - Returns: nil for all other bytes; whether these are a record, too, or what is wrong with them, only
    ///   `Entry.init(readingFieldsOf:)` can say.
    init?(exactly bytes: ArraySlice<UInt8>) {
        let record = bytes.withUnsafeBytes { bytes -> RecordEntry? in
            var fields = FieldReader(bytes: bytes)
            let hasReplaces = bytes.first == 0xA8
            guard fields.take(hasReplaces ? 0xA8 : 0xA7), fields.number(0) == 4,
                let patient = fields.number(1), let commitment = fields.digest(2), let page = fields.number(3),
                let slot = fields.number(4), slot <= UInt64(UInt32.max), let custodian = fields.number(5),
                let category = fields.number(6)
            else { return nil }
            let replaces = hasReplaces ? fields.number(7) : nil
            guard fields.isAtEnd, hasReplaces == (replaces != nil) else { return nil }
            return RecordEntry(
                patient: patient, commitment: commitment, page: page, slot: Int(slot), custodian: custodian,
                category: Category(rawValue: category), replaces: replaces)
        }
        guard let record else { return nil }
        self = record
    }

    /// Reads pairs of a map in deterministic CBOR: keys below 24, each with a number or 32 bytes.
    private struct FieldReader {
        let bytes: UnsafeRawBufferPointer
        var offset = 0
        var isAtEnd: Bool { offset == bytes.count }

        /// Passes over a byte that must be next.
        @inline(__always)
        mutating func take(_ byte: UInt8) -> Bool {
            guard offset < bytes.count, bytes[offset] == byte else { return false }
            offset += 1
            return true
        }

        /// The number under a key, in its shortest form.
        @inline(__always)
        mutating func number(_ key: UInt8) -> UInt64? {
            guard take(key), offset < bytes.count else { return nil }
            let head = bytes[offset]
            offset += 1
            if head < 24 { return UInt64(head) }
            guard head < 28 else { return nil }
            let width = 1 << Int(head - 24)
            guard bytes.count - offset >= width else { return nil }
            var value: UInt64 = 0
            for index in offset..<offset + width { value = value << 8 | UInt64(bytes[index]) }
            offset += width
            return value >= (width == 1 ? 24 : 1 << UInt64(4 * width)) ? value : nil
        }

        /// The 32 bytes under a key.
        @inline(__always)
        mutating func digest(_ key: UInt8) -> Digest? {
            guard take(key), take(0x58), take(UInt8(Digest.byteCount)), bytes.count - offset >= Digest.byteCount,
                let start = bytes.baseAddress
            else { return nil }
            defer { offset += Digest.byteCount }
            return Digest(loadingFrom: start + offset)
        }
    }
}
