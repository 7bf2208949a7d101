internal import Dispatch
internal import HealthFormats

/// A window of a source with what a reader found in it.
struct ReadWindow {
    /// The window's bytes; `batch` points into them.
    let bytes: [UInt8]
    /// Where the window begins in the source.
    let offset: UInt64
    /// How many of the bytes are done with; the next window begins behind them.
    let used: Int
    /// What was found.
    let batch: ParsedBatch
    /// The format of the source.
    let format: SourceFormat
    /// Bytes of the file read so far, before gzip was undone.
    let bytesRead: UInt64
    /// Size of the file; nil where nobody knows.
    let byteCount: UInt64?
}

/// Reads a source window by window.
///
/// A window is filled completely unless the source ends, so where windows end depends on the source's bytes alone.
final class WindowReader {
    /// The name of the source's file; empty for standard input.
    let fileName: String
    private let file: String
    private var settings: RecordReader.Settings
    private let source: ImportSource
    private var format: SourceFormat?
    private var reader: (any BatchReader)?
    private var rejects = RejectFileFilter()
    /// Bytes that the last window left over.
    private var left: ArraySlice<UInt8> = []
    private var offset: UInt64 = 0
    private var isAtEnd = false

    /// Opens a source.
    ///
    /// - Throws: `MedicalError` where there is no such file or it may not be read.
    init(file: String, settings: RecordReader.Settings) throws {
        self.file = file
        fileName = file == "-" ? "" : file.split(separator: "/").last.map(String.init) ?? ""
        self.settings = settings
        source = try ImportSource(path: file)
    }

    /// The next window; nil at the end.
    func next() throws -> ReadWindow? {
        if isAtEnd { return nil }
        var capacity = max(ImportSession.windowBytes, left.count)
        while true {
            let window = try fill(capacity)
            var reader = try openReader(window)
            var batch = ParsedBatch()
            let used = window.withUnsafeBytes {
                reader.read($0, byteOffset: offset, isLast: isAtEnd, into: &batch)
            }
            self.reader = reader
            guard used > 0 || isAtEnd else {
                guard capacity < ImportSession.maximumItemBytes else {
                    throw MedicalError(
                        "itemTooLong", .badInput,
                        ["file": file, "offset": String(offset), "limit": String(ImportSession.maximumItemBytes)])
                }
                left = window[...]
                capacity *= 2
                continue
            }
            defer { offset += UInt64(used) }
            left = window[used...]
            return ReadWindow(
                bytes: window, offset: offset, used: used, batch: batch, format: format ?? .unknown,
                bytesRead: source.bytesRead, byteCount: source.byteCount)
        }
    }

    /// What was left over and what follows it, `capacity` bytes unless the source ends.
    private func fill(_ capacity: Int) throws -> [UInt8] {
        let kept = left.count
        var count = 0
        let window = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            bytes.copyBytes(from: left)
            count = try source.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[kept...]))
            initialized = kept + count
            rejects.blank(bytes, from: kept, count: count, isStart: offset == 0)
        }
        isAtEnd = window.count < capacity
        return window
    }

    private func openReader(_ window: [UInt8]) throws -> any BatchReader {
        if let reader { return reader }
        guard !window.isEmpty else { throw MedicalError("inputEmpty", .badInput, ["file": file]) }
        let format = settings.format ?? window.withUnsafeBytes { RecordReader.format(of: $0) }
        // Where each row of a table is a person of its own, the table tells the rows of others apart.
        if format == .csv { settings.source = settings.source ?? fileName }
        guard let format, let reader = RecordReader.reader(format, settings) else {
            throw MedicalError("formatUnknown", .badInput, ["file": file])
        }
        self.format = format
        return reader
    }
}

/// Makes the next element of a sequence in the background while the last one is worked on.
final class ReadAhead<Element>: @unchecked Sendable {
    // `made` is written before `isReady` is signalled and read after it is waited for, so never by two threads at once.
    private var made: Result<Element?, any Error>?
    private var isDone = false
    private let isReady = DispatchSemaphore(value: 0)
    private let queue = DispatchQueue(label: "clinicledger.read-ahead")
    private let make: () throws -> Element?

    /// Begins with the first element.
    ///
    /// `make` is called by one thread at a time.
    init(_ make: @escaping () throws -> Element?) {
        self.make = make
        begin()
    }

    /// The next element; nil at the end.
    func next() throws -> Element? {
        if !isDone {
            isReady.wait()
            // The end, or an error, is the last thing that is made.
            if case .success(.some(let element)) = made {
                begin()
                return element
            }
            isDone = true
        }
        return try made?.get()
    }

    private func begin() {
        queue.async { [self] in
            made = Result { try make() }
            isReady.signal()
        }
    }
}
