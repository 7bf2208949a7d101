package import HealthFormats
internal import LedgerEngine
internal import MerkleLog

/// Imports files one after the other and keeps account of what became of everything in them.
package final class ImportSession {
    /// What a technician may ask for.
    package struct Options: Sendable {
        /// How to read the sources.
        package var settings = RecordReader.Settings()
        /// Whether to look only and write nothing.
        package var isDryRun = false
        /// Whether what was erased is taken in again when it is delivered again.
        package var readmitsErased = false
        /// The record that the one in the source corrects, whatever version the source says it is.
        var replaces: RecordFacts?

        package init() {}
    }

    /// An item that was refused, with its bytes.
    package struct RejectedItem: Sendable {
        /// Whether nothing was refused, only something found that a person should know.
        package let isRemark: Bool
        /// The file it came from.
        package let file: String
        /// The format it came in.
        package let format: SourceFormat
        /// What was wrong.
        package let reason: Reason
        /// Where it began.
        package let place: SourcePlace
        /// Its original bytes, such that they are an input of their own once mended.
        package let bytes: [UInt8]
        /// How many bytes at the start of `bytes` are the header that all items of its file share.
        package let preambleCount: Int
    }

    /// Bytes of one window, whose records become one block or several.
    ///
    /// Part of what makes a repeated import find the same reports, because
    /// rows of one report are gathered within a window; so it stays as it is.
    static let windowBytes = 4 << 20
    /// The longest item (a message, a Bundle, a row); a longer one is refused.
    static let maximumItemBytes = 32 << 20

    /// What a line begins with that is passed over in a file of rejected items.
    package static let remarkMark = RejectFileFilter.mark

    private let ledger: ClinicLedger
    private let options: Options
    /// Whether nothing is written.
    package var isDryRun: Bool { options.isDryRun }
    private var importer: Importer
    private let reject: (RejectedItem) throws -> Void
    private let progress: (String, UInt64, UInt64?) -> Void

    /// What became of everything so far that is known to be durable.
    package private(set) var counts = ImportCounts()
    /// What became of the last window, whose last block is still being written.
    private var unconfirmed = ImportCounts()
    /// The entry behind that window's last one.
    private var unconfirmedEnd: UInt64 = 0
    /// Bytes read, after gzip was undone.
    package private(set) var bytesIn: UInt64 = 0
    /// Number of files read.
    package private(set) var fileCount = 0

    /// Gets ready to import.
    ///
    /// - Parameters:
    ///   - ledger: opened for writing, unless it is a dry run.
    ///   - reject: receives each refused item as it is found.
    ///   - progress: called with the file, the bytes read of it, and its size where it is known.
    package init(
        into ledger: ClinicLedger, options: Options, reject: @escaping (RejectedItem) throws -> Void,
        progress: @escaping (String, UInt64, UInt64?) -> Void = { _, _, _ in }
    ) {
        self.ledger = ledger
        self.options = options
        self.reject = reject
        self.progress = progress
        importer = Importer(
            ledger: ledger, isDryRun: options.isDryRun, readmitsErased: options.readmitsErased,
            replaces: options.replaces)
    }

    /// The files that a path stands for: itself, or the files in a directory and below it, in the order of names.
    package static func files(at path: String) throws -> [String] { try ImportSource.files(at: path) }

    /// Imports a file, or standard input (`-`).
    ///
    /// - Throws: `MedicalError` where the file cannot be read or understood at all; what was taken in before stays.
    package func take(file: String) throws {
        let reader = try WindowReader(file: file, settings: options.settings)
        fileCount += 1
        var origin = PageContent.Origin(
            format: .unknown, source: options.settings.source ?? "", fileName: reader.fileName,
            delivery: [], settings: [])
        // Whatever ends this, what was taken in is durable then.
        defer {
            try? ledger.finishWrites()
            if ledger.engine.treeSize >= unconfirmedEnd { confirm() }
        }
        // Reading and parsing go on while the window before is compressed, encrypted and written.
        let windows = ReadAhead { try reader.next() }
        while let window = try windows.next() {
            if origin.delivery.isEmpty {
                origin.delivery = PageContent.Origin.delivery(
                    random: try ledger.randomBytes(8), firstWindow: window.bytes)
            }
            origin.format = window.format
            origin.settings = window.batch.interpretation
            if window.format == .hl7, let encoding = options.settings.encoding {
                origin.settings = Array(encoding.name.utf8)
            }
            try take(window, origin: origin, file: file)
            bytesIn += UInt64(window.used)
            progress(file, window.bytesRead, window.byteCount)
        }
        try ledger.finishWrites()
    }

    private func confirm() {
        counts += unconfirmed
        unconfirmed = ImportCounts()
    }

    private func take(_ window: ReadWindow, origin: PageContent.Origin, file: String) throws {
        let batch = window.batch
        var refused = batch.rejections
        let found = try window.bytes.withUnsafeBytes {
            try importer.take(batch, window: $0, windowOffset: window.offset, origin: origin) { position, erasure in
                let record = batch.records[position]
                refused.append(
                    Rejection(
                        reason: Reason("import.erased", ["entry": String(erasure)]), place: record.place,
                        pieces: record.pieces))
            }
        }
        // Whatever wrote a block has waited for the one before it; who wrote none says nothing of that one.
        if found.records == 0 { try ledger.finishWrites() }
        confirm()
        (unconfirmed, unconfirmedEnd) = (found, ledger.nextEntry)
        for rejection in refused {
            var bytes = batch.preamble?.bytes ?? []
            for piece in rejection.pieces { bytes += window.bytes[piece.offset..<piece.offset + piece.count] }
            try reject(
                RejectedItem(
                    isRemark: rejection.isRemark, file: file, format: origin.format, reason: rejection.reason,
                    place: rejection.place, bytes: bytes,
                    preambleCount: batch.preamble?.bytes.count ?? 0))
        }
    }
}

/// Blanks the remarks in a file of rejected items, so that it can be imported again once it is mended.
///
/// Such a file begins with the line `# clinicledger rejects`; each later line that begins with `# clinicledger` is a
/// remark. The bytes become spaces, so that line numbers and offsets stay what an editor shows.
struct RejectFileFilter {
    /// What every remark begins with.
    static let mark = "# clinicledger"
    private var isRejectFile = false
    private var isLineStart = true
    private var isInRemark = false

    /// Blanks the remarks in `buffer[from..<from + count]`, which follows what was blanked before.
    mutating func blank(_ buffer: UnsafeMutableRawBufferPointer, from: Int, count: Int, isStart: Bool) {
        let mark = Array(Self.mark.utf8)
        if isStart, from == 0 { isRejectFile = buffer[..<count].starts(with: mark) }
        guard isRejectFile else { return }
        for offset in from..<from + count {
            let byte = buffer[offset]
            // A mark may be cut by the end of what was read so far; no other line begins with a part of it.
            if isLineStart { isInRemark = mark.starts(with: buffer[offset..<from + count].prefix(mark.count)) }
            isLineStart = byte == 0x0A || byte == 0x0D
            if isLineStart {
                isInRemark = false
            } else if isInRemark {
                buffer[offset] = 0x20
            }
        }
    }
}
