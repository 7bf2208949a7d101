extension Frame {
    /// The longest prefix, in bytes.
    public static let prefixLimit = 64 << 10
    /// The longest body, raw or stored, in bytes.
    public static let bodyLimit = 64 << 20
    /// The most bytes that one byte of a deflate stream may stand for: two bits copy 258 bytes.
    static let inflationLimit = 1032

    /// How a body is stored.
    public enum Codec: UInt8, Hashable, Sendable {
        /// As it is.
        case stored = 0
        /// As a raw deflate stream.
        case deflate = 1
    }

    /// The 32 bytes at the start of a frame; see `Frame` for the layout.
    public struct Header: Hashable, Sendable {
        /// The length of a header in bytes.
        public static let byteCount = 32
        /// "CLFR", read as a little-endian integer.
        static let magic: UInt32 = 0x5246_4C43

        /// What the frame holds; 1 to 255.
        public let kind: UInt8
        /// How the body is stored.
        public let codec: Codec
        /// Given meaning by the layer above.
        public let flags: UInt16
        /// Length of the prefix.
        public let prefixCount: Int
        /// Length of the body before compression.
        public let rawCount: Int
        /// Length of the body as stored.
        public let storedCount: Int
        /// Number of the preset dictionary; 0 = none.
        public let dictionary: UInt32
        /// CRC-32 of everything but itself.
        public let checksum: UInt32

        /// Length of the whole frame with its padding.
        public var totalByteCount: Int { (Self.byteCount + prefixCount + storedCount + 7) & ~7 }

        /// Reads the first 32 of `bytes`.
        ///
        /// - Throws: `damaged` with the reason `frame.truncated` (fewer than 32 bytes), `frame.magic`,
        ///   `frame.headerChecksum`, or (checksum right, but not written by us) `frame.kind`, `frame.codec`,
        ///   `frame.dictionary`, `frame.length`.
        public static func parse(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Header {
            guard bytes.count >= byteCount else { throw StoreError(.damaged, "frame.truncated") }
            guard bytes.littleEndian(at: 0, as: UInt32.self) == magic else { throw StoreError(.damaged, "frame.magic") }
            guard CRC32.of(bytes.part(0, 24)) == bytes.littleEndian(at: 24, as: UInt32.self) else {
                throw StoreError(.damaged, "frame.headerChecksum")
            }
            guard bytes[4] != 0 else { throw StoreError(.damaged, "frame.kind") }
            guard let codec = Codec(rawValue: bytes[5]) else { throw StoreError(.damaged, "frame.codec") }
            let header = Header(
                kind: bytes[4], codec: codec, flags: bytes.littleEndian(at: 6),
                prefixCount: Int(bytes.littleEndian(at: 8, as: UInt32.self)),
                rawCount: Int(bytes.littleEndian(at: 12, as: UInt32.self)),
                storedCount: Int(bytes.littleEndian(at: 16, as: UInt32.self)),
                dictionary: bytes.littleEndian(at: 20), checksum: bytes.littleEndian(at: 28))
            guard
                header.prefixCount <= prefixLimit, header.rawCount <= bodyLimit, header.storedCount <= bodyLimit,
                codec == .deflate
                    ? header.rawCount <= header.storedCount * inflationLimit : header.rawCount == header.storedCount
            else { throw StoreError(.damaged, "frame.length") }
            guard codec == .deflate || header.dictionary == 0 else { throw StoreError(.damaged, "frame.dictionary") }
            return header
        }
    }
}
