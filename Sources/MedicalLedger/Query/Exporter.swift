internal import HealthFormats
internal import LedgerEngine

/// Gives records out again as files.
///
/// What came in as the format comes out byte for byte, in the order it came in: the pieces of the records of each block,
/// sorted by where they stood in the imported file. A header line that the rows of one table share is written once, and
/// not again where the next table has the same.
package struct Exporter {
    /// What was written.
    package struct Counts: Sendable {
        /// Records written as they came in.
        package var original = 0
        /// Records of other formats that were converted.
        package var converted = 0
        /// Records of other formats that were left out.
        package var leftOut = 0
    }

    private let ledger: ClinicLedger
    private let format: SourceFormat
    private let includesOthers: Bool
    private let write: ([UInt8]) throws -> Void
    private var counts = Counts()
    private var delivery: [UInt8] = []
    /// How far the current delivery has been written, as an offset of its file.
    private var writtenUpTo: UInt64 = 0
    private var preamble: [UInt8] = []

    /// Writes all records of a format, and those of other formats converted if `includesOthers`.
    package static func export(
        _ ledger: ClinicLedger, as format: SourceFormat, includesOthers: Bool,
        write: @escaping ([UInt8]) throws -> Void,
        progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws -> Counts {
        var exporter = Exporter(ledger: ledger, format: format, includesOthers: includesOthers, write: write)
        for height in 0..<ledger.engine.blockCount {
            try exporter.export(try ledger.engine.block(height))
            progress(height + 1, ledger.engine.blockCount)
        }
        return exporter.counts
    }

    private init(
        ledger: ClinicLedger, format: SourceFormat, includesOthers: Bool, write: @escaping ([UInt8]) throws -> Void
    ) {
        self.ledger = ledger
        self.format = format
        self.includesOthers = includesOthers
        self.write = write
    }

    private struct PlacedPiece {
        let offset: UInt64
        let bytes: ArraySlice<UInt8>
    }

    private mutating func export(_ block: Block) throws {
        var pieces: [PlacedPiece] = []
        var isOfDelivery: [UInt8] = []
        for position in 0..<block.entries.count {
            guard case .record(let record)? = try? Entry(decoding: block.entries[position]) else { continue }
            let number = block.header.firstEntry + UInt64(position)
            let content = try ledger.vault.content(ofPage: record.page)
            guard content.origin.format == format else {
                try exportOther(number, record)
                continue
            }
            guard record.slot < content.slots.count, let stored = content.slots[record.slot] else {
                throw MedicalError("recordMissing", .damaged, ["entry": String(number)])
            }
            isOfDelivery = content.origin.delivery
            var start = 0
            for piece in stored.pieces {
                pieces.append(
                    PlacedPiece(offset: piece.sourceOffset, bytes: stored.bytes[start..<start + piece.count]))
                start += piece.count
            }
            counts.original += 1
        }
        if !pieces.isEmpty { try write(pieces, of: isOfDelivery) }
    }

    /// Writes a block's pieces; a block holds records of one delivery only.
    private mutating func write(_ pieces: [PlacedPiece], of delivery: [UInt8]) throws {
        let sorted = pieces.sorted { $0.offset < $1.offset }
        var out: [UInt8] = []
        if delivery != self.delivery {
            self.delivery = delivery
            writtenUpTo = 0
            // The next table under the same header line goes on where the last one ended.
            if let first = sorted.first, first.offset == 0, format == .csv, first.bytes.elementsEqual(preamble) {
                writtenUpTo = UInt64(first.bytes.count)
            } else if let first = sorted.first, first.offset == 0 {
                preamble = Array(first.bytes)
            }
        }
        for piece in sorted where piece.offset >= writtenUpTo {
            out += piece.bytes
            writtenUpTo = piece.offset + UInt64(piece.bytes.count)
        }
        try write(out)
    }

    private mutating func exportOther(_ number: UInt64, _ record: RecordEntry) throws {
        guard includesOthers else {
            counts.leftOut += 1
            return
        }
        let view = try ledger.view(number, record)
        try write(Conversion.convert(view, to: format, isFirst: counts.converted == 0))
        counts.converted += 1
    }
}
