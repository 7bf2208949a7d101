/// Decompresses raw deflate streams of known length, one after the other, with tables that are reused.
///
/// Used by one task at a time. Writes exactly as many bytes as the caller expects or throws `damaged`, with the reason
/// - `deflate.data`: the bytes are no deflate stream (or were made with another dictionary),
/// - `deflate.early`: the stream ends, or the bytes run out, before the expected length,
/// - `deflate.late`: the stream holds more than the expected length,
/// - `deflate.trailing`: bytes follow the end of the stream.
///
/// It takes what zlib takes and refuses what zlib refuses. All memory that it reads and writes is there as a whole, which
/// is why it is faster than zlib: no window is kept beside the output.
///
/// The error names no file: whoever knows the place adds it with `StoreError.at`.
///
/// Specification: RFC 1951.
public final class Inflator {
    /// The longest stream and the longest content, in bytes.
    public static let limit = 1 << 30
    /// How far back a stream can refer.
    private static let windowByteCount = 32768

    private var tables = InflateTables()
    private var stream: InflateStream
    /// The dictionary that was used last; held, so that an array with the same storage has the same bytes.
    private var dictionary: [UInt8] = []
    /// Its last bytes, at the end of a window; behind them room to read on.
    private let window: UnsafeMutableRawPointer
    private var dictionaryEnd: UnsafeMutableRawPointer { window + Self.windowByteCount }

    /// Makes a decompressor.
    public init() {
        let byteCount = Self.windowByteCount + InflateCopy.overshoot
        window = .allocate(byteCount: byteCount, alignment: 16)
        window.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        let nothing = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        stream = InflateStream(.init(nothing), to: nothing, dictionaryEnd: window, dictionaryCount: 0)
    }

    deinit {
        tables.deallocate()
        window.deallocate()
    }

    /// Fills `target` with the content of the stream `source`.
    public func inflate(
        _ source: UnsafeRawBufferPointer, dictionary: [UInt8] = [], to target: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        try begin(source, dictionary: dictionary, to: target)
        switch stream.run(upTo: .max, &tables) {
        case .ended:
            if stream.count < target.count { throw StoreError(.damaged, "deflate.early") }
            if stream.unreadByteCount > 0 { throw StoreError(.damaged, "deflate.trailing") }
        case .damaged: throw StoreError(.damaged, "deflate.data")
        case .wanted, .full, .cut:
            throw StoreError(.damaged, stream.count < target.count ? "deflate.early" : "deflate.late")
        }
    }

    /// Begins a stream of which only a part may be wanted.
    ///
    /// - Parameters:
    ///   - source: the stream.
    ///   - target: receives all of the content, or as much as is wanted. Both stay where they are until the last call of
    ///     `fill`.
    public func begin(
        _ source: UnsafeRawBufferPointer, dictionary: [UInt8] = [], to target: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        guard max(source.count, target.count) <= Self.limit else {
            throw StoreError(.limit, "deflate.length", values: ["limit": "\(Self.limit)"])
        }
        let dictionaryCount = use(dictionary)
        stream = InflateStream(source, to: target, dictionaryEnd: dictionaryEnd, dictionaryCount: dictionaryCount)
    }

    /// Writes on until the first `count` bytes of the target, or a few more, are written.
    ///
    /// What follows in the stream does not matter. Of the rest of the target any byte may be changed.
    ///
    /// - Returns: the number of bytes that are written since the stream was begun.
    public func fill(upTo count: Int) throws(StoreError) -> Int {
        switch stream.run(upTo: count, &tables) {
        case .wanted: return stream.count
        case .damaged: throw StoreError(.damaged, "deflate.data")
        case .ended, .full, .cut: throw StoreError(.damaged, "deflate.early")
        }
    }

    /// Makes a dictionary the one in use.
    ///
    /// - Returns: how many of its bytes a stream can refer to.
    private func use(_ dictionary: [UInt8]) -> Int {
        let count = min(dictionary.count, Self.windowByteCount)
        dictionary.withUnsafeBytes { bytes in
            let isInUse = self.dictionary.withUnsafeBytes {
                $0.baseAddress == bytes.baseAddress && $0.count == bytes.count
            }
            if isInUse || count == 0 { return }
            UnsafeMutableRawBufferPointer(start: dictionaryEnd - count, count: count).copyBytes(
                from: bytes.suffix(count))
        }
        // Without a dictionary the window keeps the last one's bytes: they will be needed again.
        if count > 0 { self.dictionary = dictionary }
        return count
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
