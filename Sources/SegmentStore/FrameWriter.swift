/// A body ready to be stored: compressed if that made it shorter.
///
/// Made before its frame, because what goes into the prefix (the hash of the stored bytes) depends on it.
public struct FrameBody: Hashable, Sendable {
    /// How it is stored.
    public let codec: Frame.Codec
    /// Number of the preset dictionary; 0 = none.
    public let dictionary: UInt32
    /// Its length before compression.
    public let rawCount: Int
    /// The bytes to store.
    public let stored: [UInt8]

    /// Takes a body as it is.
    public init(stored: [UInt8]) {
        codec = .stored
        dictionary = 0
        rawCount = stored.count
        self.stored = stored
    }

    /// Takes a body that was compressed elsewhere.
    public init(deflated: [UInt8], rawCount: Int, dictionary: UInt32) {
        codec = .deflate
        self.dictionary = dictionary
        self.rawCount = rawCount
        stored = deflated
    }

    /// Compresses a body, and stores it as it is where compression does not make it shorter.
    ///
    /// - Parameters:
    ///   - raw: the body.
    ///   - deflator: compresses.
    ///   - dictionary: number and bytes of a preset dictionary; the number is at least 1.
    public init(
        compressing raw: UnsafeRawBufferPointer, using deflator: Deflator, dictionary: (UInt32, [UInt8])? = nil
    ) {
        var deflated: [UInt8] = []
        if raw.count <= Frame.bodyLimit { deflator.compress(raw, dictionary: dictionary?.1 ?? [], into: &deflated) }
        if raw.count <= Frame.bodyLimit, deflated.count < raw.count {
            self.init(deflated: deflated, rawCount: raw.count, dictionary: dictionary?.0 ?? 0)
        } else {
            self.init(stored: [UInt8](raw))
        }
    }

    /// Compresses an array, and stores it as it is where compression does not make it shorter.
    public init(compressing raw: [UInt8], using deflator: Deflator, dictionary: (UInt32, [UInt8])? = nil) {
        self = raw.withBytes { FrameBody(compressing: $0, using: deflator, dictionary: dictionary) }
    }
}

/// Lays out frames; see `Frame` for the layout.
public enum FrameWriter {
    /// Appends one frame to `output`.
    ///
    /// - Parameters:
    ///   - kind: what the frame holds, 1 to 255.
    ///   - flags: given meaning by the layer above.
    ///   - prefix: stored as it is, at most `Frame.prefixLimit` bytes.
    ///   - body: at most `Frame.bodyLimit` bytes.
    ///   - output: receives the frame, a multiple of 8 bytes.
    /// - Throws: `limit`, and `output` is as it was.
    public static func append(
        kind: UInt8, flags: UInt16 = 0, prefix: [UInt8], body: FrameBody, to output: inout [UInt8]
    ) throws(StoreError) {
        precondition(kind != 0)
        guard prefix.count <= Frame.prefixLimit else { throw tooLong(prefix.count, Frame.prefixLimit) }
        guard max(body.rawCount, body.stored.count) <= Frame.bodyLimit else {
            throw tooLong(max(body.rawCount, body.stored.count), Frame.bodyLimit)
        }
        let start = output.count
        output.appendLittleEndian(Frame.Header.magic)
        output.append(kind)
        output.append(body.codec.rawValue)
        output.appendLittleEndian(flags)
        output.appendLittleEndian(UInt32(prefix.count))
        output.appendLittleEndian(UInt32(body.rawCount))
        output.appendLittleEndian(UInt32(body.stored.count))
        output.appendLittleEndian(body.dictionary)
        output.appendLittleEndian(output.withBytes { CRC32.of($0.part(start, 24)) })
        output.appendLittleEndian(UInt32(0))
        output.append(contentsOf: prefix)
        output.append(contentsOf: body.stored)
        while (output.count - start) % 8 != 0 { output.append(0) }
        let checksum = output.withBytes { bytes in
            var checksum = CRC32()
            checksum.update(bytes.part(start, 28))
            checksum.update(bytes.part(start + 32, bytes.count - start - 32))
            return checksum.value
        }
        withUnsafeBytes(of: checksum.littleEndian) { output.replaceSubrange(start + 28..<start + 32, with: $0) }
    }

    private static func tooLong(_ count: Int, _ limit: Int) -> StoreError {
        StoreError(.limit, "frame.length", values: ["limit": "\(limit)", "found": "\(count)"])
    }
}
