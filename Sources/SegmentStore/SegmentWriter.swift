/// The names of segments: a number in at least twelve digits, then `.seg`.
public enum SegmentName {
    /// The file name of a segment.
    public static func text(_ number: UInt64) -> String {
        padded(number) + ".seg"
    }

    /// The number in a file name, or nil if no segment is called so.
    public static func number(in name: String) -> UInt64? {
        guard name.hasSuffix(".seg"), let number = UInt64(name.dropLast(4)), text(number) == name else { return nil }
        return number
    }

    /// The numbers of the segments in a directory, ascending; other names are passed over.
    public static func list(_ directory: String, in fileSystem: any FileSystem) throws(StoreError) -> [UInt64] {
        try fileSystem.list(directory).compactMap(number(in:)).sorted()
    }

    /// A number with zeros in front, so that names sort like numbers.
    static func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}

/// Appends frames to the segments of one directory, rolling to a new file when one is full.
///
/// The caller holds the ledger's lock; there is one writer. Nothing is durable before `sync`. After any error every
/// call throws `handleFailed`: what is on disk is unknown, and the segment must be scanned and resumed anew.
public final class SegmentWriter {
    /// Where a frame begins.
    public struct Position: Hashable, Sendable {
        /// The number of the segment.
        public let segment: UInt64
        /// The byte offset in it.
        public let offset: UInt64

        /// Makes a position.
        public init(segment: UInt64, offset: UInt64) {
            self.segment = segment
            self.offset = offset
        }
    }

    private let fileSystem: any FileSystem
    private let directory: String
    private let byteLimit: UInt64
    private let access: FileAccess
    private var file: (any File)?
    private var hasFailed = false
    private var isDirty = false
    /// The segment that is written to; nil before the first one.
    public private(set) var segment: UInt64?
    /// The length of that segment: where the next frame goes, unless the segment is full.
    public private(set) var byteCount: UInt64 = 0

    /// Makes a writer that will begin a new segment, unless one is resumed first.
    ///
    /// - Parameters:
    ///   - fileSystem: the door to the disk.
    ///   - directory: where the segments are.
    ///   - byteLimit: a segment that has reached this length is full; it may pass it by one append.
    ///   - access: who may read new segments.
    public init(in directory: String, of fileSystem: any FileSystem, byteLimit: UInt64, access: FileAccess) {
        self.fileSystem = fileSystem
        self.directory = directory
        self.byteLimit = byteLimit
        self.access = access
    }

    /// Goes on writing to an existing segment after its first `end` bytes.
    ///
    /// What lies behind (a torn tail) is cut, durably, before anything is appended: else a later, shorter tail could
    /// leave remains of the older one behind it.
    public func resume(segment: UInt64, at end: UInt64) throws(StoreError) {
        try guarded { () throws(StoreError) in
            let file = try fileSystem.open("\(directory)/\(SegmentName.text(segment))", .write)
            let size = try file.size()
            guard size >= end else {
                throw StoreError(.damaged, "segment.truncated", file: file.path, offset: size)
            }
            if size > end {
                try file.truncate(to: end)
                try file.sync()
            }
            // Whoever began a segment may have come to its end before the name was durable.
            if end == 0 { try fileSystem.syncDirectory(directory) }
            (self.file, self.segment, byteCount) = (file, segment, end)
        }
    }

    /// Writes frames once more where they stand, and makes them durable, before anybody builds upon them.
    ///
    /// Whoever wrote them may have come to its end before the sync, or it failed: then they can be read, but are in the cache
    /// alone, and after a failed sync no other one would write them.
    public func rewrite(_ frames: [(position: Position, bytes: [UInt8])]) throws(StoreError) {
        try guarded { () throws(StoreError) in
            for (position, bytes) in frames {
                let file = try fileSystem.open("\(directory)/\(SegmentName.text(position.segment))", .write)
                try file.write(bytes, at: position.offset)
                try file.sync()
            }
        }
    }

    /// Appends whole frames.
    ///
    /// - Parameters:
    ///   - frames: the bytes of one or more frames, as `FrameWriter` laid them out; they stay together in one segment.
    ///   - newSegment: the number of the segment to begin if none is open or the open one is full; above all others.
    /// - Returns: where the first of the frames begins.
    public func append(_ frames: [UInt8], newSegment: UInt64) throws(StoreError) -> Position {
        precondition(frames.count % 8 == 0)
        return try guarded { () throws(StoreError) in
            if file == nil || byteCount >= byteLimit { try begin(newSegment) }
            let position = Position(segment: segment ?? newSegment, offset: byteCount)
            isDirty = true
            try file?.write(frames, at: byteCount)
            byteCount += UInt64(frames.count)
            return position
        }
    }

    /// Makes everything appended so far durable.
    public func sync() throws(StoreError) {
        try guarded { () throws(StoreError) in
            guard isDirty else { return }
            try file?.sync()
            isDirty = false
        }
    }

    /// Seals the open segment and creates the next; both are durable, the new one empty.
    private func begin(_ number: UInt64) throws(StoreError) {
        precondition(segment.map { number > $0 } ?? true)
        if isDirty { try file?.sync() }
        isDirty = false
        let file = try fileSystem.open("\(directory)/\(SegmentName.text(number))", .createNew(access))
        try fileSystem.syncDirectory(directory)
        (self.file, segment, byteCount) = (file, number, 0)
    }

    private func guarded<R>(_ body: () throws(StoreError) -> R) throws(StoreError) -> R {
        guard !hasFailed else { throw StoreError(.handleFailed, "write", file: file?.path ?? directory) }
        do throws(StoreError) {
            return try body()
        } catch {
            hasFailed = true
            throw error
        }
    }
}
