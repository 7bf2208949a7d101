extension CSV {
    /// Finds the reports of a table.
    ///
    /// The first window must hold ``CSV/detectionBytes`` or the whole source; a shorter one is asked for again, longer.
    /// Each record's document is the batch's preamble (up to and with the header) and its rows; blank lines go with the row
    /// before them, or the next, as surrounding bytes (at the very end of a source nothing may be left to go with). Rows of one report that do not stand together are one record where the window
    /// holds them all, else one record for each window.
    ///
    /// A source whose columns are not understood gives one rejection, and nothing is read.
    public struct Reader: BatchReader {
        private let mapping: Mapping?
        private let encoding: CharacterSet?
        private let source: String
        private let detectionBytes: Int
        private var table: Table?
        private var preamble: Preamble?
        private var isRefused = false
        private var line = 1
        /// Whether the window begins within a row that is longer than the limit.
        private var isInLongRow = false

        /// Makes a reader.
        ///
        /// - Parameters:
        ///   - mapping: which column is what; nil to understand the header.
        ///   - encoding: the character set, before what the mapping says; nil to detect it.
        ///   - source: the source's name; it becomes part of the identifiers where each row is a subject.
        public init(mapping: Mapping? = nil, encoding: CharacterSet? = nil, source: String? = nil) {
            self.init(mapping: mapping, encoding: encoding, source: source, detectionBytes: CSV.detectionBytes)
        }

        init(mapping: Mapping?, encoding: CharacterSet?, source: String?, detectionBytes: Int) {
            self.mapping = mapping
            self.encoding = encoding
            self.source = source ?? ""
            self.detectionBytes = detectionBytes
        }

        /// The mapping by which the source is read, with all that was detected; nil before the first window.
        ///
        /// A record's document is read again with it, whatever later versions detect.
        public var mappingInForce: Mapping? { table?.mapping }

        /// Reads the whole reports at the start of `window`; see ``BatchReader``.
        public mutating func read(
            _ window: UnsafeRawBufferPointer, byteOffset: UInt64, isLast: Bool, into batch: inout ParsedBatch
        ) -> Int {
            if isRefused || window.isEmpty { return window.count }
            if table == nil {
                switch CSV.open(
                    window, isLast: isLast, mapping: mapping, encoding: encoding, detectionBytes: detectionBytes)
                {
                case .needsMore: return 0
                case .refused(let reason, let byteCount):
                    isRefused = true
                    let place = SourcePlace(line: 1, byteOffset: byteOffset)
                    batch.rejections.append(
                        Rejection(reason: reason, place: place, pieces: [Piece(offset: 0, count: byteCount)]))
                    return window.count
                case .table(let opened):
                    table = opened
                    line = 1 + opened.preambleLines
                    preamble = Preamble(bytes: Array(window.prefix(opened.preambleCount)), byteOffset: byteOffset)
                    return read(window, from: opened.preambleCount, opened, byteOffset, isLast, into: &batch)
                }
            }
            guard let table else { return window.count }
            return read(window, from: 0, table, byteOffset, isLast, into: &batch)
        }

        private mutating func read(
            _ window: UnsafeRawBufferPointer, from start: Int, _ table: Table, _ byteOffset: UInt64, _ isLast: Bool,
            into batch: inout ParsedBatch
        ) -> Int {
            var pass = Pass(
                window: window, table: table, byteOffset: byteOffset, isLast: isLast, source: source, line: line,
                isInLongRow: isInLongRow, detectionBytes: detectionBytes)
            let used = pass.run(from: start, rejections: &batch.rejections)
            line = pass.line
            isInLongRow = pass.isInLongRow
            self.table?.dialect.characterSet = pass.characterSet
            self.table?.mapping.encoding = pass.characterSet
            batch.preamble = preamble
            batch.interpretation = self.table?.mapping.encoded() ?? []
            pass.appendRecords(to: &batch.records)
            return used
        }
    }
}
