/// Reads the frames of one segment in order, checks each, and tells a torn tail from damage.
///
/// **The torn tail.** Power may fail while frames are being appended. What was not yet synced can then be missing, cut
/// short, full of zeros or full of anything, but only at the end of the newest segment. A frame that cannot be read
/// (too few bytes left, wrong magic, wrong header checksum, wrong checksum) at offset `o` is decided on like this:
///
/// 1. In a segment that is not the last one: damage.
/// 2. Before `durableByteCount`, if the caller knows how much was synced: damage. At or after it: torn, whatever
///    follows. A file shorter than that is damaged too (`segment.truncated`).
/// 3. Otherwise: damage if any frame begins later: if at some later multiple of 8 stands a header with the right
///    checksum whose frame fits into the file. Else torn. Where the header at `o` is intact its length is believed and
///    the search begins behind that frame, so that a frame stored inside the body of another does not count. A header
///    with garbage in its length fails its checksum, so its length is not believed and the search begins at `o + 8`. A
///    tail of zeros has no magic: torn.
///
/// Rule 3 needs a writer that syncs after each frame: of several unsynced frames the disk may keep a later one and lose
/// an earlier, which looks like damage. Such a writer passes `durableByteCount`. Rule 3 also cannot see that the last
/// frame of all, once durable, was damaged later: it looks torn. The layer above knows what it has acknowledged (the
/// checkpoint) and must compare.
///
/// A frame whose checksums are right but whose fields make no sense (unknown codec, padding that is not zero) was
/// written so, and is damage everywhere.
public final class SegmentScanner {
    /// How the segment ended.
    public enum Tail: Hashable, Sendable {
        /// With the last byte of a whole frame.
        case clean
        /// With bytes that are no whole frame: the segment is to be cut at this offset.
        case torn(at: UInt64, droppedByteCount: UInt64)
    }

    private let file: any File
    private let end: UInt64
    private let isLastSegment: Bool
    private let durableByteCount: UInt64?
    private var buffer: UnsafeMutableRawBufferPointer
    /// The part of the file that lies in `buffer`.
    private var bufferedOffset: UInt64
    private var bufferedCount = 0
    /// Where the next frame begins.
    public private(set) var offset: UInt64
    /// How the segment ended; nil before `next` has returned nil.
    public private(set) var tail: Tail?

    /// Gets ready to read.
    ///
    /// - Parameters:
    ///   - file: the segment.
    ///   - start: where a frame begins.
    ///   - end: where to stop; the size of the file if nil.
    ///   - isLastSegment: whether a torn tail is possible.
    ///   - durableByteCount: how much of the segment is known to have been synced; nil if nobody knows.
    ///   - bufferByteCount: how much to read at once; grows to the longest frame.
    public init(
        _ file: any File, from start: UInt64 = 0, to end: UInt64? = nil, isLastSegment: Bool,
        durableByteCount: UInt64? = nil, bufferByteCount: Int = 1 << 20
    ) throws(StoreError) {
        let size = try file.size()
        let needed = max(durableByteCount ?? 0, end ?? 0)
        guard size >= needed else { throw StoreError(.damaged, "segment.truncated", file: file.path, offset: size) }
        self.file = file
        self.end = end ?? size
        self.isLastSegment = isLastSegment
        self.durableByteCount = durableByteCount
        buffer = .allocate(byteCount: max(bufferByteCount, 4096), alignment: 16)
        bufferedOffset = start
        offset = start
    }

    deinit {
        buffer.deallocate()
    }

    /// Reads the next frame.
    ///
    /// - Returns: the frame, valid until the next call; nil at the end, when `tail` is set.
    /// - Throws: `damaged` with file, offset and the reason of `Frame.Header.parse` or `FrameView.check`, or an I/O
    ///   error.
    public func next() throws(StoreError) -> FrameView? {
        guard tail == nil else { return nil }
        guard offset < end else {
            tail = .clean
            return nil
        }
        var header: Frame.Header?
        do throws(StoreError) {
            let parsed = try Frame.Header.parse(try fill(Frame.Header.byteCount))
            header = parsed
            guard UInt64(parsed.totalByteCount) <= end - offset else { throw StoreError(.damaged, "frame.truncated") }
            let bytes = try fill(parsed.totalByteCount)
            guard bytes.count == parsed.totalByteCount else { throw StoreError(.damaged, "frame.truncated") }
            let view = FrameView(header: parsed, offset: offset, bytes: bytes)
            try view.check()
            offset += UInt64(parsed.totalByteCount)
            return view
        } catch {
            guard error.code == .damaged, try isTorn(error.reason, header) else {
                throw error.at(file: file.path, offset: offset)
            }
            tail = .torn(at: offset, droppedByteCount: end - offset)
            return nil
        }
    }

    /// Decides on a frame at `offset` that could not be read; see the rules above.
    private func isTorn(_ reason: String, _ header: Frame.Header?) throws(StoreError) -> Bool {
        let canBeTorn: Set = ["frame.truncated", "frame.magic", "frame.headerChecksum", "frame.checksum"]
        guard isLastSegment, canBeTorn.contains(reason) else { return false }
        if let durableByteCount { return offset >= durableByteCount }
        return try !isHeaderPresent(from: offset + UInt64(header?.totalByteCount ?? 8))
    }

    /// Whether a frame that fits into the file seems to begin at `start` or a multiple of 8 after it.
    private func isHeaderPresent(from start: UInt64) throws(StoreError) -> Bool {
        var start = start
        while start < end, end - start >= UInt64(Frame.Header.byteCount) {
            let bytes = try file.readBytes(at: start, count: Int(min(end - start, 1 << 20)))
            guard bytes.count >= Frame.Header.byteCount else { return false }
            let steps = (bytes.count - Frame.Header.byteCount) / 8 + 1
            let isFound = bytes.withBytes { bytes in
                for step in 0..<steps where bytes.littleEndian(at: step * 8, as: UInt32.self) == Frame.Header.magic {
                    let candidate = start + UInt64(step * 8)
                    if let header = try? Frame.Header.parse(bytes.part(step * 8, Frame.Header.byteCount)),
                        UInt64(header.totalByteCount) <= end - candidate
                    {
                        return true
                    }
                }
                return false
            }
            if isFound { return true }
            start += UInt64(steps * 8)
        }
        return false
    }

    /// The next `count` bytes from `offset`, or fewer where the file ends.
    private func fill(_ count: Int) throws(StoreError) -> UnsafeRawBufferPointer {
        var skipped = Int(offset - bufferedOffset)
        let wanted = Int(min(UInt64(count), end - offset))
        if bufferedCount - skipped < wanted {
            var target = buffer
            if wanted > buffer.count { target = .allocate(byteCount: wanted, alignment: 16) }
            let kept = max(0, bufferedCount - skipped)
            if kept > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[skipped..<skipped + kept])) }
            if wanted > buffer.count {
                buffer.deallocate()
                buffer = target
            }
            (bufferedOffset, bufferedCount, skipped) = (offset, kept, 0)
            let free = buffer[kept..<Int(min(UInt64(buffer.count), end - offset))]
            bufferedCount += try file.read(
                at: offset + UInt64(kept), into: UnsafeMutableRawBufferPointer(rebasing: free))
        }
        let present = min(wanted, bufferedCount - skipped)
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[skipped..<skipped + present])
    }
}
