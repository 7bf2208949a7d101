internal import HealthFormats

/// Which records of a batch share a block.
///
/// A block holds the results of some minutes of a laboratory's day, so that little is lost with one, and a look-up reads
/// little. An export puts the pieces of each block in the order of their file, block after block: so a cut stands only
/// where all bytes of the records before it come first, and never within a Bundle, whose brackets belong together.
struct BlockPlan {
    /// Results after which the next block begins.
    static let resultsInBlock = 1000
    /// The records of each block.
    private(set) var blocks: [Range<Int>] = []

    init(_ records: some RandomAccessCollection<ParsedRecord>, format: SourceFormat) {
        if records.isEmpty { return }
        // The first byte of each record and those behind it.
        var starts = records.map { $0.pieces.first?.offset ?? 0 }
        for position in starts.indices.dropLast().reversed() {
            starts[position] = min(starts[position], starts[position + 1])
        }
        var start = 0
        var end = 0
        var lastRole: Piece.Role?
        var results = 0
        for (position, record) in records.enumerated() {
            // What stands between two resources is the later one's; what closes a Bundle is its last one's.
            let isWithinBundle =
                format == .fhir && record.pieces.first?.role == .surrounding && lastRole != .surrounding
            lastRole = record.pieces.last?.role
            if results + record.resultCount > Self.resultsInBlock, position > start, end <= starts[position],
                !isWithinBundle
            {
                blocks.append(start..<position)
                (start, results) = (position, 0)
            }
            results += max(1, record.resultCount)
            end = max(end, record.pieces.last.map { $0.offset + $0.count } ?? 0)
        }
        blocks.append(start..<records.count)
    }
}
