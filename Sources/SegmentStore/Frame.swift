/// A run of bytes on disk that guards itself: the unit in which segments are written and read.
///
/// A frame carries a prefix, which is never compressed (a block's header lives there), and a body, which may be. On
/// disk, all integers little-endian:
///
/// ```
/// offset  width
///      0      4  magic: "CLFR" = 43 4C 46 52
///      4      1  kind: what the prefix and the body are; 1 to 255, given meaning by the layer above
///      5      1  codec: 0 stored, 1 raw deflate (RFC 1951)
///      6      2  flags: given meaning by the layer above
///      8      4  prefix count P: at most 65,536
///     12      4  raw count R: length of the body before compression, at most 67,108,864
///     16      4  stored count S: length of the body as stored, at most 67,108,864; equal to R if the codec is 0
///     20      4  dictionary: number of the preset dictionary, 0 = none; 0 if the codec is 0
///     24      4  header checksum: CRC-32 of bytes 0 to 23
///     28      4  checksum: CRC-32 of bytes 0 to 27 and of everything from byte 32 to the end
///     32      P  prefix
///   32+P      S  stored body
///            0…7 zeros, up to a multiple of 8
/// ```
///
/// The header has a checksum of its own so that a length is believed only if it is what was written: nothing is
/// allocated or skipped on the word of a damaged header. A frame of kind 1 with flags 0, the prefix "head" and the
/// stored body "body!" is these 48 bytes:
///
/// ```
/// 43 4C 46 52 01 00 00 00 04 00 00 00 05 00 00 00 05 00 00 00 00 00 00 00 AA 4B 47 5A 9F 8F 33 5D
/// 68 65 61 64 62 6F 64 79 21 00 00 00 00 00 00 00
/// ```
///
/// The checksums find accidents. They are no protection against anyone who can compute a CRC: that is the work of the
/// hashes and signatures above.
public struct Frame: Sendable {
    /// The fields of the header.
    public let header: Header
    /// The whole frame as it lies on disk, checked.
    public let bytes: [UInt8]

    /// The prefix.
    public var prefix: [UInt8] { [UInt8](bytes[Header.byteCount..<bodyRange.lowerBound]) }

    /// The body as it is stored.
    public var storedBody: [UInt8] { [UInt8](bytes[bodyRange]) }

    /// Where in `bytes` the stored body stands, right behind the prefix.
    public var bodyRange: Range<Int> {
        let start = Header.byteCount + header.prefixCount
        return start..<(start + header.storedCount)
    }

    /// Takes over the bytes of a frame whose checksums are right.
    init(header: Header, bytes: [UInt8]) {
        self.header = header
        self.bytes = bytes
    }

    /// Takes over the bytes of one frame, and checks them.
    ///
    /// - Parameter isGuarded: whether the caller checks what is in the frame better than its checksum does, which is then
    ///   passed over.
    /// - Throws: `damaged` with one of the reasons of `Header.parse` and `FrameView.check`.
    public init(_ bytes: [UInt8], isGuarded: Bool = false) throws(StoreError) {
        let header = try bytes.withBytes { bytes throws(StoreError) in try Header.parse(bytes) }
        guard header.totalByteCount == bytes.count else { throw StoreError(.damaged, "frame.truncated") }
        self.init(header: header, bytes: bytes)
        if isGuarded { return }
        try withView { view throws(StoreError) in try view.check() }
    }

    /// Looks at the frame without copying.
    public func withView<R, E: Error>(_ body: (FrameView) throws(E) -> R) throws(E) -> R {
        try bytes.withBytes { bytes throws(E) in try body(FrameView(header: header, offset: 0, bytes: bytes)) }
    }

    /// Reads and checks one frame.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - offset: where the frame begins.
    ///   - limit: where the readable part of the file ends; the size of the file if nil.
    ///   - expectedCount: the frame's byte count as a table says; saves a look at the file where it is right.
    ///   - isGuarded: as for `init(_:isGuarded:)`.
    /// - Throws: `damaged` with file, offset and one of the reasons of `FrameView.check`, or an I/O error.
    public static func read(
        from file: any File, at offset: UInt64, limit: UInt64? = nil, expectedCount: Int? = nil, isGuarded: Bool = false
    ) throws(StoreError) -> Frame {
        // A table may lie: a long frame is read by its own header.
        if let expectedCount, expectedCount <= 1 << 20,
            let frame = try? readExactly(expectedCount, from: file, at: offset, isGuarded: isGuarded)
        {
            return frame
        }
        let size = try file.size()
        let end = min(limit ?? size, size)
        do throws(StoreError) {
            let present = end > offset ? end - offset : 0
            // One read serves most frames of a page or two.
            var bytes = try file.readBytes(at: offset, count: Int(min(present, 16 << 10)))
            let header = try bytes.withBytes { bytes throws(StoreError) in try Header.parse(bytes) }
            guard UInt64(header.totalByteCount) <= present else { throw StoreError(.damaged, "frame.truncated") }
            if header.totalByteCount > bytes.count {
                bytes = try file.readBytes(at: offset, count: header.totalByteCount)
                guard bytes.count == header.totalByteCount else { throw StoreError(.damaged, "frame.truncated") }
            } else {
                bytes.removeSubrange(header.totalByteCount...)
            }
            let frame = Frame(header: header, bytes: bytes)
            try frame.withView { view throws(StoreError) in try view.check() }
            return frame
        } catch {
            throw error.at(file: file.path, offset: offset)
        }
    }

    private static func readExactly(
        _ count: Int, from file: any File, at offset: UInt64, isGuarded: Bool
    ) throws(StoreError) -> Frame {
        try Frame(try file.readBytes(at: offset, count: count), isGuarded: isGuarded)
    }

    /// The body before compression.
    ///
    /// - Parameters:
    ///   - inflator: decompresses, if need be.
    ///   - dictionary: the bytes of the preset dictionary that the header names.
    public func body(using inflator: Inflator, dictionary: [UInt8] = []) throws(StoreError) -> [UInt8] {
        try withView { view throws(StoreError) in
            var body: [UInt8] = []
            try view.appendBody(to: &body, using: inflator, dictionary: dictionary)
            return body
        }
    }
}

/// A frame seen where it lies; the pointers are valid as long as whoever gave the view says.
public struct FrameView {
    /// The fields of the header.
    public let header: Frame.Header
    /// Where the frame begins in its file.
    public let offset: UInt64
    /// The whole frame.
    public let bytes: UnsafeRawBufferPointer

    /// The prefix.
    public var prefix: UnsafeRawBufferPointer { bytes.part(Frame.Header.byteCount, header.prefixCount) }

    /// The body as it is stored.
    public var storedBody: UnsafeRawBufferPointer {
        bytes.part(Frame.Header.byteCount + header.prefixCount, header.storedCount)
    }

    /// The frame in memory of its own.
    public func copy() -> Frame {
        Frame(header: header, bytes: [UInt8](bytes))
    }

    /// Appends the body before compression to `output`.
    public func appendBody(
        to output: inout [UInt8], using inflator: Inflator, dictionary: [UInt8] = []
    ) throws(StoreError) {
        switch header.codec {
        case .stored: output.append(contentsOf: storedBody)
        case .deflate:
            let dictionary = header.dictionary == 0 ? [] : dictionary
            try inflator.inflate(storedBody, dictionary: dictionary, expectedCount: header.rawCount, into: &output)
        }
    }

    /// Compares the checksum and the padding with the bytes.
    ///
    /// - Throws: `damaged` with the reason `frame.checksum` or `frame.padding`.
    func check() throws(StoreError) {
        var checksum = CRC32()
        checksum.update(bytes.part(0, 28))
        checksum.update(bytes.part(32, bytes.count - 32))
        guard checksum.value == header.checksum else { throw StoreError(.damaged, "frame.checksum") }
        let end = Frame.Header.byteCount + header.prefixCount + header.storedCount
        guard bytes[end...].allSatisfy({ $0 == 0 }) else { throw StoreError(.damaged, "frame.padding") }
    }
}
