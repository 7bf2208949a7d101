import CZlib

/// Compresses into raw deflate streams, one after the other, with one reused zlib state (about 270 KB).
///
/// Raw deflate has no header and no checksum: what stores the bytes guards them. Used by one task at a time; the output
/// depends only on the level, the dictionary, the bytes and the version of zlib.
///
/// Specification: RFC 1951.
public final class Deflator {
    /// The largest input of one stream, in bytes.
    public static let inputLimit = 1 << 30

    /// zlib keeps a pointer to this structure, so it stays where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Takes the output before it is copied to its place, so that the callers' arrays are never larger than need be.
    private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Makes a compressor.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    public init(level: Int) {
        precondition((1...9).contains(level))
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        // Fails only without memory, where Swift's own allocations would end the process too.
        precondition(status == Z_OK)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        scratch.deallocate()
    }

    /// Appends the compressed form of `source` to `output`.
    ///
    /// - Parameters:
    ///   - source: at most `inputLimit` bytes.
    ///   - dictionary: bytes that the stream may refer to; the reader needs the same ones.
    ///   - output: receives the stream.
    /// - Returns: the number of bytes appended.
    @discardableResult
    public func compress(
        _ source: UnsafeRawBufferPointer, dictionary: [UInt8] = [], into output: inout [UInt8]
    ) -> Int {
        precondition(source.count <= Self.inputLimit)
        deflateReset(stream)
        if !dictionary.isEmpty {
            let status = deflateSetDictionary(stream, dictionary, UInt32(dictionary.count))
            precondition(status == Z_OK)
        }
        let bound = Int(deflateBound(stream, UInt(source.count)))
        if scratch.count < bound {
            scratch.deallocate()
            scratch = .allocate(byteCount: bound, alignment: 16)
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = scratch.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(scratch.count)
        let status = deflate(stream, Z_FINISH)
        // The bound is zlib's promise that one call is enough.
        precondition(status == Z_STREAM_END)
        let count = scratch.count - Int(stream.pointee.avail_out)
        output.append(contentsOf: scratch[..<count])
        return count
    }

    /// Appends the compressed form of an array to `output`.
    @discardableResult
    public func compress(_ source: [UInt8], dictionary: [UInt8] = [], into output: inout [UInt8]) -> Int {
        source.withBytes { compress($0, dictionary: dictionary, into: &output) }
    }
}
