internal import HealthFormats
internal import LedgerEngine

/// Gives records out again as files.
///
/// What came in as the format comes out byte for byte, in the order it came in: the pieces of the records of each block,
/// sorted by where they stood in the imported file. Between files stands a line break where one is missing. A header line
/// that the rows of one table share is written once, and not again where the next table has the same. Of a Bundle of which
/// something was refused, denied or erased come out the other resources, one in a line.
///
/// All goes through the door: the accesses to the records of some blocks are durable before a byte of them leaves. Others may
/// write to the ledger meanwhile; the export has what was there when it began.
package struct Exporter {
    /// What was written.
    package struct Counts: Sendable {
        /// Records written as they came in.
        package var original = 0
        /// Records of other formats that were converted.
        package var converted = 0
        /// Records of other formats that were left out.
        package var leftOut = 0
        /// Imported files that the records came in.
        package var deliveries = 0
        /// Records that were erased.
        package var erased = 0
    }

    private let door: ReadingDoor
    private let format: SourceFormat
    private let includesOthers: Bool
    private let write: ([UInt8]) throws -> Void
    private let beginDelivery: (String) -> Bool
    private var counts = Counts()
    private var delivery: [UInt8] = []
    /// How far the current delivery has been written, as an offset of its file.
    private var writtenUpTo: UInt64 = 0
    private var preamble: [UInt8] = []
    private var endsLine = true

    /// Writes all records of a format, and those of other formats converted if `includesOthers`.
    ///
    /// - Parameters:
    ///   - beginDelivery: called with the name of each imported file before its records are written; says whether they go
    ///     into a file of their own.
    ///   - write: receives the bytes.
    package static func export(
        _ door: ReadingDoor, as format: SourceFormat, includesOthers: Bool,
        beginDelivery: @escaping (String) -> Bool = { _ in false }, write: @escaping ([UInt8]) throws -> Void,
        progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws -> Counts {
        var exporter = Exporter(
            door: door, format: format, includesOthers: includesOthers, write: write, beginDelivery: beginDelivery)
        let end = door.ledger.engine.blockCount
        var next: UInt64 = 0
        while next < end {
            let blocks = next..<min(end, next + blocksAtOnce)
            let permitted = try exporter.admit(blocks)
            try door.letOthersWrite()
            for height in blocks {
                try exporter.export(try door.ledger.engine.block(height), permitted)
                progress(height + 1, end)
            }
            next = blocks.upperBound
        }
        return exporter.counts
    }

    /// Blocks whose accesses are written together.
    private static let blocksAtOnce: UInt64 = 32

    private init(
        door: ReadingDoor, format: SourceFormat, includesOthers: Bool, write: @escaping ([UInt8]) throws -> Void,
        beginDelivery: @escaping (String) -> Bool
    ) {
        self.door = door
        self.format = format
        self.includesOthers = includesOthers
        self.write = write
        self.beginDelivery = beginDelivery
    }

    /// Writes down who gets the records of some blocks.
    ///
    /// - Returns: those that may be given out.
    private mutating func admit(_ blocks: Range<UInt64>) throws -> Set<UInt64> {
        let ledger = door.ledger
        let erasures = try ledger.erasures().map(\.erasure)
        var facts: [RecordFacts] = []
        for height in blocks {
            let block = try ledger.engine.block(height)
            for position in 0..<block.entries.count {
                guard case .record(let record)? = try? Entry(decoding: block.entries[position]) else { continue }
                let number = block.header.firstEntry + UInt64(position)
                if erasures.contains(where: { $0.records.contains(number) }) {
                    counts.erased += 1
                } else if try includesOthers || ledger.vault.origin(ofPage: record.page).format == format {
                    facts.append(RecordFacts(entry: number, record))
                } else {
                    counts.leftOut += 1
                }
            }
        }
        return Set(try door.admit(facts, action: .export).permitted.map(\.entry))
    }

    private struct PlacedPiece {
        let offset: UInt64
        let role: HealthFormats.Piece.Role
        let bytes: ArraySlice<UInt8>
    }

    private mutating func export(_ block: Block, _ permitted: Set<UInt64>) throws {
        var deliveries: [(origin: PageContent.Origin, pieces: [PlacedPiece])] = []
        for position in 0..<block.entries.count {
            guard case .record(let record)? = try? Entry(decoding: block.entries[position]) else { continue }
            let number = block.header.firstEntry + UInt64(position)
            guard permitted.contains(number) else { continue }
            let found = try door.ledger.stored(number, record, isFirstOfMany: true)
            let stored = found.record
            guard found.origin.format == format else {
                try exportOther(number)
                continue
            }
            // A block of an import has one delivery; one that came from another institution may have several.
            var delivery = deliveries.count - 1
            if deliveries.last?.origin != found.origin {
                delivery = deliveries.firstIndex { $0.origin == found.origin } ?? deliveries.count
                if delivery == deliveries.count { deliveries.append((found.origin, [])) }
            }
            var start = stored.bytes.startIndex
            for piece in stored.pieces {
                deliveries[delivery].pieces.append(
                    PlacedPiece(
                        offset: piece.sourceOffset, role: piece.role, bytes: stored.bytes[start..<start + piece.count]))
                start += piece.count
            }
            counts.original += 1
        }
        for (origin, pieces) in deliveries { try write(pieces, of: origin) }
    }

    /// Writes a block's pieces of one delivery.
    private mutating func write(_ pieces: [PlacedPiece], of origin: PageContent.Origin) throws {
        let sorted = pieces.sorted { $0.offset < $1.offset }
        var out: [UInt8] = []
        if origin.delivery != delivery {
            delivery = origin.delivery
            writtenUpTo = 0
            counts.deliveries += 1
            let isSeparate = beginDelivery(origin.fileName)
            if let first = sorted.first, first.offset == 0, format == .csv {
                // The next table under the same header line goes on where the last one ended.
                if !isSeparate && first.bytes.elementsEqual(preamble) { writtenUpTo = UInt64(first.bytes.count) }
                preamble = Array(first.bytes)
            }
            if !isSeparate && !endsLine { out.append(format == .hl7 ? 0x0D : 0x0A) }
        }
        var bundle = BundleGathering()
        for piece in sorted where piece.offset >= writtenUpTo {
            let isNext = piece.offset == writtenUpTo
            writtenUpTo = piece.offset + UInt64(piece.bytes.count)
            if format == .fhir {
                bundle.take(piece.bytes, isDocument: piece.role == .document, followsOn: isNext, to: &out)
            } else {
                out += piece.bytes
            }
        }
        bundle.end(&out)
        if let last = out.last { endsLine = last == 0x0A || last == 0x0D }
        try write(out)
    }

    private mutating func exportOther(_ number: UInt64) throws {
        delivery = []
        preamble = []
        _ = beginDelivery("")
        let view = try door.ledger.record(number)
        try write(Conversion.convert(view, to: format, isFirst: counts.converted == 0))
        counts.converted += 1
    }
}
