import CZlib

/// Reads the content of a gzip file piece by piece, in bounded memory.
///
/// Members that follow each other are read as one content, zero padding after the last one is passed over. Errors are
/// `damaged` with the reason
/// - `gzip.format`: no gzip header, or broken deflate data,
/// - `gzip.checksum`: the content differs from the member's CRC-32 or length,
/// - `gzip.truncated`: the source ends inside a member,
/// - `gzip.trailing`: something else follows a member,
///
/// and `offset` counts compressed bytes. What was handed out before an error came through the decompressor but was not
/// yet covered by the member's checksum.
///
/// Specification: RFC 1952.
public final class GzipReader {
    /// Fills a buffer with the next compressed bytes and returns how many; 0 at the end.
    public typealias Source = (UnsafeMutableRawBufferPointer) throws(StoreError) -> Int

    private enum State {
        case betweenMembers, insideMember, ended
    }

    private let name: String
    private let source: Source
    /// zlib keeps a pointer to this structure, so it stays where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutableRawBufferPointer
    private var state = State.betweenMembers
    private var readByteCount: UInt64 = 0
    private var memberCount = 0
    private var inPadding = false
    /// Thrown again by every later read.
    private var failure: StoreError?

    /// Reads from any source.
    ///
    /// - Parameters:
    ///   - name: what errors call the source.
    ///   - source: gives the compressed bytes.
    public init(name: String, source: @escaping Source) {
        self.name = name
        self.source = source
        buffer = .allocate(byteCount: 256 << 10, alignment: 16)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK)
    }

    /// Reads from an open file.
    public convenience init(file: any File) {
        var offset: UInt64 = 0
        self.init(name: file.path) { buffer throws(StoreError) in
            let count = try file.read(at: offset, into: buffer)
            offset += UInt64(count)
            return count
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    /// Whether bytes begin like a gzip file.
    public static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
    }

    /// Reads the next bytes of the content.
    ///
    /// - Returns: how many bytes were written to `target`: all it holds, or fewer at the end of the content, then 0.
    public func read(into target: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if let failure { throw failure }
        var done = 0
        while done < target.count {
            if stream.pointee.avail_in == 0, try !refill() {
                guard state != .insideMember, memberCount > 0 else { throw fail("gzip.truncated") }
                state = .ended
                break
            }
            if state == .betweenMembers, try !beginMember() { continue }
            done += try inflateMember(into: UnsafeMutableRawBufferPointer(rebasing: target[done...]))
        }
        return done
    }

    /// Gets the next compressed bytes; false at the end of the source.
    private func refill() throws(StoreError) -> Bool {
        guard state != .ended else { return false }
        let count = try source(buffer)
        readByteCount += UInt64(count)
        stream.pointee.next_in = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
        return count > 0
    }

    /// Passes over padding and gets ready for a member; false when nothing but padding is at hand.
    private func beginMember() throws(StoreError) -> Bool {
        if memberCount > 0 {
            while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
                stream.pointee.next_in += 1
                stream.pointee.avail_in -= 1
                inPadding = true
            }
            guard stream.pointee.avail_in > 0 else { return false }
            guard !inPadding, stream.pointee.next_in.pointee == 0x1f else { throw fail("gzip.trailing") }
        }
        inflateReset(stream)
        state = .insideMember
        return true
    }

    private func inflateMember(into target: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let capacity = UInt32(clamping: target.count)
        stream.pointee.avail_out = capacity
        defer { stream.pointee.next_out = nil }
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR:
            break
        case Z_STREAM_END:
            state = .betweenMembers
            memberCount += 1
        default:
            // zlib tells a wrong checksum or length at the end from broken data only by its message.
            let message = stream.pointee.msg.map { String(cString: $0) } ?? ""
            let isChecksum = message == "incorrect data check" || message == "incorrect length check"
            throw fail(isChecksum ? "gzip.checksum" : "gzip.format")
        }
        return Int(capacity - stream.pointee.avail_out)
    }

    private func fail(_ reason: String) -> StoreError {
        let offset = readByteCount - UInt64(stream.pointee.avail_in)
        let error = StoreError(.damaged, reason, file: name, offset: offset)
        failure = error
        return error
    }
}
