package import LedgerCrypto

/// Appends fixed-layout values, integers little-endian.
package struct ByteWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        Swift.withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ digest: Digest) {
        digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    package mutating func append(contentsOf more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
}

/// Reads fixed-layout values; every read says nil where the bytes do not reach.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int

    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    /// Bytes not yet read.
    package var remaining: Int { bytes.endIndex - offset }

    package mutating func readUInt16() -> UInt16? { integer() }
    package mutating func readUInt32() -> UInt32? { integer() }
    package mutating func readUInt64() -> UInt64? { integer() }

    package mutating func readDigest() -> Digest? { readSlice(Digest.byteCount).flatMap { Digest($0) } }

    package mutating func readBytes(_ count: Int) -> [UInt8]? { readSlice(count).map(Array.init) }

    package mutating func readSlice(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= remaining else { return nil }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    private mutating func integer<Integer: FixedWidthInteger>() -> Integer? {
        guard let slice = readSlice(MemoryLayout<Integer>.size) else { return nil }
        return slice.withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(as: Integer.self)) }
    }
}
