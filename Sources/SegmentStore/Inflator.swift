import CZlib

/// Decompresses raw deflate streams of known length, one after the other, with one reused zlib state.
///
/// Used by one task at a time. Writes exactly as many bytes as the caller expects or throws `damaged`, with the reason
/// - `deflate.data`: the bytes are no deflate stream (or were made with another dictionary),
/// - `deflate.early`: the stream ends, or the bytes run out, before the expected length,
/// - `deflate.late`: the stream holds more than the expected length,
/// - `deflate.trailing`: bytes follow the end of the stream.
///
/// The error names no file: whoever knows the place adds it with `StoreError.at`.
public final class Inflator {
    /// The longest stream and the longest content, in bytes.
    public static let limit = 1 << 30

    /// zlib keeps a pointer to this structure, so it stays where it is.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Makes a decompressor.
    public init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Fills `target` with the content of the stream `source`.
    public func inflate(
        _ source: UnsafeRawBufferPointer, dictionary: [UInt8] = [], to target: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        try begin(source, dictionary: dictionary)
        switch try advance(to: target, flush: Z_FINISH) {
        case Z_STREAM_END:
            if stream.pointee.avail_out != 0 { throw StoreError(.damaged, "deflate.early") }
            if stream.pointee.avail_in != 0 { throw StoreError(.damaged, "deflate.trailing") }
        default:
            throw StoreError(.damaged, stream.pointee.avail_out == 0 ? "deflate.late" : "deflate.early")
        }
    }

    /// Begins a stream of which only a part may be wanted.
    ///
    /// - Parameter source: the stream; stays where it is until the last call of `fill`.
    public func begin(_ source: UnsafeRawBufferPointer, dictionary: [UInt8] = []) throws(StoreError) {
        guard source.count <= Self.limit else {
            throw StoreError(.limit, "deflate.length", values: ["limit": "\(Self.limit)"])
        }
        inflateReset(stream)
        if !dictionary.isEmpty {
            let status = inflateSetDictionary(stream, dictionary, UInt32(dictionary.count))
            precondition(status == Z_OK)
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(source.count)
    }

    /// Fills `target` with what comes next in the stream that was begun; what follows it is not looked at.
    public func fill(_ target: UnsafeMutableRawBufferPointer) throws(StoreError) {
        if target.isEmpty { return }
        _ = try advance(to: target, flush: Z_SYNC_FLUSH)
        if stream.pointee.avail_out != 0 { throw StoreError(.damaged, "deflate.early") }
    }

    private func advance(to target: UnsafeMutableRawBufferPointer, flush: Int32) throws(StoreError) -> Int32 {
        guard target.count <= Self.limit else {
            throw StoreError(.limit, "deflate.length", values: ["limit": "\(Self.limit)"])
        }
        // zlib refuses a null output pointer even where there is nothing to write.
        var nothing: UInt8 = 0
        let status = withUnsafeMutablePointer(to: &nothing) { nothing in
            stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nothing
            stream.pointee.avail_out = UInt32(target.count)
            defer { stream.pointee.next_out = nil }
            return CZlib.inflate(stream, flush)
        }
        guard [Z_STREAM_END, Z_OK, Z_BUF_ERROR].contains(status) else { throw StoreError(.damaged, "deflate.data") }
        return status
    }

    /// Appends the content of the stream `source`, exactly `expectedCount` bytes, to `output`.
    ///
    /// After an error `output` is as it was. `expectedCount` is allocated before the stream is read, so the caller
    /// checks it against its own limit first.
    public func inflate(
        _ source: UnsafeRawBufferPointer, dictionary: [UInt8] = [], expectedCount: Int, into output: inout [UInt8]
    ) throws(StoreError) {
        guard (0...Self.limit).contains(expectedCount) else {
            throw StoreError(.limit, "deflate.length", values: ["limit": "\(Self.limit)", "found": "\(expectedCount)"])
        }
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: expectedCount))
        do throws(StoreError) {
            try output.withUnsafeMutableBufferPointer { buffer throws(StoreError) in
                let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[start...])
                try inflate(source, dictionary: dictionary, to: target)
            }
        } catch {
            output.removeSubrange(start...)
            throw error
        }
    }

    /// The content of the stream in an array, exactly `expectedCount` bytes.
    public func inflate(
        _ source: [UInt8], dictionary: [UInt8] = [], expectedCount: Int
    ) throws(StoreError) -> [UInt8] {
        var output: [UInt8] = []
        try source.withBytes { source throws(StoreError) in
            try inflate(source, dictionary: dictionary, expectedCount: expectedCount, into: &output)
        }
        return output
    }
}
