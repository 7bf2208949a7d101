extension CSV {
    /// One pass over the rows of a window.
    struct Pass {
        let window: UnsafeRawBufferPointer
        let layout: Layout
        private let byteOffset: UInt64
        private let isLast: Bool
        let source: String
        private let detectionBytes: Int
        private let delimiter: UInt8
        private let columns: KeyColumns
        private var scanner: RowScanner
        private(set) var groups = Groups()
        private(set) var codes = Codes()
        /// Rows that end here or before are in the character set.
        private var decodableEnd = 0
        /// Rows that end here or before must be looked at one by one.
        private var doubtfulEnd = 0

        /// Rows rejected in this pass.
        private var rejectionCount = 0

        /// Line of the next row.
        private(set) var line: Int
        /// Whether the window ends within a row that is longer than the limit.
        private(set) var isInLongRow: Bool
        /// The character set; nil as long as only ASCII was seen.
        private(set) var characterSet: CharacterSet?

        /// The columns looked at in each row; -1 for none.
        private struct KeyColumns {
            var patient = -1
            var authority = -1
            var order = -1
            var times = (-1, -1)
            var panel = -1
            var codes = (-1, -1, -1)
            var isWide = false
            var analytes: [(column: Int, code: Int32)] = []
        }

        init(
            window: UnsafeRawBufferPointer, table: Table, byteOffset: UInt64, isLast: Bool, source: String, line: Int,
            isInLongRow: Bool, detectionBytes: Int
        ) {
            self.window = window
            self.byteOffset = byteOffset
            self.isLast = isLast
            self.source = source
            self.line = line
            self.isInLongRow = isInLongRow
            self.detectionBytes = detectionBytes
            layout = table.layout
            delimiter = table.dialect.delimiter
            characterSet = table.dialect.characterSet
            scanner = RowScanner(delimiter: delimiter)
            var columns = KeyColumns()
            columns.patient = layout.patient ?? -1
            columns.authority = layout.column(.patientAuthority) ?? -1
            columns.order = layout.column(.order) ?? -1
            let times = layout.keyTimes
            columns.times = (times.first ?? -1, times.count > 1 ? times[1] : -1)
            columns.panel = layout.column(.panelCode) ?? layout.column(.panel) ?? -1
            columns.codes = (layout.column(.loinc) ?? -1, layout.column(.code) ?? -1, layout.column(.analyte) ?? -1)
            columns.isWide = table.mapping.isWide
            for analyte in layout.analytes {
                columns.analytes.append((analyte.index, codes.add(analyte.indexedCode)))
            }
            self.columns = columns
            updatePairs()
        }

        private mutating func updatePairs() {
            scanner.pairsHideDelimiter = delimiter == 0x7C && characterSet?.hasHiddenDelimiters == true
        }

        /// Reads the rows from `start`; returns how many bytes of the window are used up.
        mutating func run(from start: Int, rejections: inout [Rejection]) -> Int {
            var at = start
            if isInLongRow { at = skipLongRow(from: at) }
            rows: while at < window.count {
                switch scanner.scan(window, from: at, isLast: isLast) {
                case .incomplete: break rows
                case .row(let next):
                    if scanner.hasHighBytes, characterSet == nil {
                        guard decideCharacterSet(from: at) else { break rows }
                        // A delimiter may be the second half of a character.
                        if scanner.pairsHideDelimiter { continue }
                    }
                    at = take(at..<next, &rejections)
                case .broken(let fault, let quote, let next):
                    let lineOfQuote = line + lineEnds(at..<quote)
                    let place = SourcePlace(line: lineOfQuote, byteOffset: byteOffset + UInt64(quote))
                    let reason = Reason(fault.code, ["line": String(lineOfQuote)])
                    reject(at..<next, reason, at: place, &rejections)
                    line += lineEnds(at..<next)
                    at = next
                case .tooLong(let reached):
                    reject(at..<reached, Reason("csv.rowTooLong", ["limit": String(CSV.maxRowBytes)]), &rejections)
                    groups.endRun()
                    line += lineEnds(at..<reached)
                    isInLongRow = true
                    at = skipLongRow(from: reached)
                }
            }
            if isLast { return at }
            if let blank = groups.leadingBlank, blank.count < CSV.maxRowBytes {
                // Blank lines that stand alone wait for a row to go with, unless there is no end to them.
                line = groups.leadingLine
                return blank.offset
            }
            guard layout.patient != nil, let open = groups.run else { return at }
            groups.takeBackRun()
            rejections.removeLast(rejections.count - open.rejectionCount)
            line = open.line
            return open.start
        }

        /// Leaves the rest of a row that was rejected for its length.
        private mutating func skipLongRow(from start: Int) -> Int {
            guard let end = window[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
                return window.count
            }
            if window[end] == 0x0D {
                guard end + 1 < window.count || isLast else { return end }
                isInLongRow = false
                line += 1
                return end + 1 < window.count && window[end + 1] == 0x0A ? end + 2 : end + 1
            }
            isInLongRow = false
            line += 1
            return end + 1
        }

        /// Takes one row that was split into fields; returns where the next begins.
        @inline(__always)
        private mutating func take(_ row: Range<Int>, _ rejections: inout [Rejection]) -> Int {
            let lines = scanner.innerLineEnds &+ 1
            if let reason = fault(row) {
                if reason.code.isEmpty {
                    addBlank(row, &rejections)
                } else if lines > 1, reason.code == "csv.fieldCount" {
                    // The likelier cause is a quotation mark too many, so that the lines are rows of their own.
                    let end =
                        row.lowerBound
                        + RowScanner.endOfFirstLine(UnsafeRawBufferPointer(rebasing: window[row]))
                    reject(row.lowerBound..<end, reason, &rejections)
                    line &+= 1
                    return end
                } else {
                    reject(row, reason, &rejections)
                }
            } else {
                accept(row, rejections.count)
            }
            line &+= lines
            return row.upperBound
        }

        /// Why the row is refused; nil for a good one, an empty code for a blank one.
        @inline(__always)
        private mutating func fault(_ row: Range<Int>) -> Reason? {
            let count = scanner.fields.count
            if count < layout.fieldCounts.lowerBound || count > layout.fieldCounts.upperBound {
                if isBlank(from: 0) { return Reason("") }
                if count < layout.fieldCounts.lowerBound || !isBlank(from: layout.fieldCounts.upperBound) {
                    let expected = String(
                        layout.fieldCounts.upperBound == .max ? layout.fieldCounts.lowerBound : layout.header.count)
                    return Reason("csv.fieldCount", ["found": String(count), "expected": expected])
                }
            }
            if scanner.hasHighBytes, !isDecodable(row) {
                return Reason("csv.undecodable", ["encoding": (characterSet ?? .utf8).name])
            }
            if columns.patient >= 0, isEmpty(columns.patient) {
                if isBlank(from: 0) { return Reason("") }
                return Reason("csv.noPatient", ["column": header(columns.patient)])
            }
            if columns.isWide {
                if columns.analytes.allSatisfy({ isEmpty($0.column) }) {
                    return isBlank(from: 0) ? Reason("") : Reason("csv.noResult")
                }
            } else if isEmpty(columns.codes.0), isEmpty(columns.codes.1), isEmpty(columns.codes.2) {
                return isBlank(from: 0) ? Reason("") : Reason("csv.noAnalyte")
            }
            return nil
        }

        /// Adds a good row to its report.
        @inline(__always)
        private mutating func accept(_ row: Range<Int>, _ rejectionCount: Int) {
            let order = field(columns.order)
            let isOrdered = order.start < order.end
            let key = RowKey(
                patient: field(columns.patient), authority: field(columns.authority), order: order,
                time: isOrdered ? (RowKey.nothing, RowKey.nothing) : (field(columns.times.0), field(columns.times.1)))
            let panel = field(columns.panel)
            let isTooLong = groups.run.map { row.upperBound &- $0.start > CSV.maxReportBytes } ?? false
            if columns.patient < 0 || isTooLong || !groups.continuesRun(key, window) {
                let place = SourcePlace(line: line, byteOffset: byteOffset + UInt64(row.lowerBound))
                groups.begin(
                    key, panel: panel, place: place, at: row.lowerBound, rejectionCount: rejectionCount,
                    isAlone: columns.patient < 0 || isTooLong, window)
            }
            if columns.panel >= 0, let index = groups.run?.group,
                !Groups.same(groups.groups[index].panel, panel, window)
            {
                groups.markMixedPanels()
            }
            guard columns.isWide else {
                let code =
                    isEmpty(columns.codes.0)
                    ? isEmpty(columns.codes.1) ? columns.codes.2 : columns.codes.1 : columns.codes.0
                groups.add(codes.number(of: scanner.fields[code], in: window, characterSet ?? .utf8), &codes)
                groups.add(row, resultCount: 1)
                return
            }
            var resultCount = 0
            for analyte in columns.analytes where !isEmpty(analyte.column) {
                resultCount += 1
                groups.add(analyte.code, &codes)
            }
            groups.add(row, resultCount: resultCount)
        }

        @inline(__always)
        private func field(_ column: Int) -> Field {
            guard column >= 0, column < scanner.fields.count else { return RowKey.nothing }
            var field = scanner.fields[column]
            let range = RowScanner.trimmed(field, in: window)
            field.start = range.lowerBound
            field.end = range.upperBound
            return field
        }

        @inline(__always)
        private func isEmpty(_ column: Int) -> Bool {
            guard column >= 0, column < scanner.fields.count else { return true }
            return RowScanner.trimmed(scanner.fields[column], in: window).isEmpty
        }

        private func isBlank(from first: Int) -> Bool {
            scanner.fields.indices.dropFirst(first).allSatisfy { isEmpty($0) }
        }

        private func header(_ column: Int) -> String {
            layout.header.indices.contains(column) && !layout.header[column].isEmpty
                ? String(layout.header[column].prefix(80)) : String(column + 1)
        }

        private mutating func reject(
            _ row: Range<Int>, _ reason: Reason, at place: SourcePlace? = nil, _ rejections: inout [Rejection]
        ) {
            let place = place ?? SourcePlace(line: line, byteOffset: byteOffset + UInt64(row.lowerBound))
            let blank = groups.takeLeadingBlank().map { [$0] } ?? []
            let pieces = blank + [Piece(offset: row.lowerBound, count: row.count)]
            rejections.append(Rejection(reason: reason, place: place, pieces: pieces))
            rejectionCount += 1
        }

        /// Adds a blank line to what stands before it: the run in progress, else a rejected row.
        private mutating func addBlank(_ row: Range<Int>, _ rejections: inout [Rejection]) {
            guard groups.run == nil, rejectionCount > 0, let last = rejections.indices.last else {
                return groups.addBlank(row, number: line)
            }
            rejections[last].pieces.append(Piece(offset: row.lowerBound, count: row.count, role: .surrounding))
        }

        private func lineEnds(_ range: Range<Int>) -> Int {
            range.count {
                window[$0] == 0x0A || window[$0] == 0x0D && ($0 + 1 >= window.count || window[$0 + 1] != 0x0A)
            }
        }

        /// Decides the character set by the bytes from `start`; false where more of them are needed.
        private mutating func decideCharacterSet(from start: Int) -> Bool {
            let sample = UnsafeRawBufferPointer(rebasing: window[start...].prefix(detectionBytes))
            if sample.count < detectionBytes && !isLast { return false }
            characterSet = Dialect.characterSet(of: sample)
            updatePairs()
            return true
        }

        /// Whether the row is in the character set; looks at many rows at once.
        private mutating func isDecodable(_ row: Range<Int>) -> Bool {
            if row.upperBound <= decodableEnd { return true }
            if row.upperBound > doubtfulEnd {
                let chunk = window[row.lowerBound..<min(window.count, row.lowerBound &+ (1 << 18))]
                let end = max(row.upperBound, (chunk.lastIndex { $0 == 0x0A || $0 == 0x0D } ?? row.lowerBound) + 1)
                if isDecodable(bytes: row.lowerBound..<end) {
                    decodableEnd = end
                    return true
                }
                doubtfulEnd = end
            }
            return isDecodable(bytes: row)
        }

        private func isDecodable(bytes range: Range<Int>) -> Bool {
            (characterSet ?? .utf8).text(UnsafeRawBufferPointer(rebasing: window[range])) != nil
        }
    }
}
