extension CSV {
    /// A table whose dialect and columns are known.
    struct Table {
        /// The bytes before the first row: byte order mark, `sep=` line, title rows, header.
        var preambleCount: Int
        /// Lines in those bytes.
        var preambleLines: Int
        /// Delimiter and character set.
        var dialect: Dialect
        /// The columns.
        var layout: Layout
        /// Everything above as a mapping, with which the same bytes are read again without detection.
        var mapping: Mapping
    }

    /// What looking at the start of a source came to.
    enum Opening {
        case table(Table)
        /// More bytes are needed to decide.
        case needsMore
        /// The source as a whole cannot be read; its first rows are the first `byteCount` bytes.
        case refused(Reason, byteCount: Int)
    }

    /// Finds out how the source that begins with `window` is written and what its columns are.
    static func open(
        _ window: UnsafeRawBufferPointer, isLast: Bool, mapping: Mapping?, encoding: CharacterSet?,
        detectionBytes: Int = CSV.detectionBytes
    ) -> Opening {
        if !isLast && window.count < detectionBytes { return .needsMore }
        let sample = UnsafeRawBufferPointer(rebasing: window.prefix(detectionBytes))
        let isWhole = isLast && sample.count == window.count
        var head: Head
        do throws(Reason) {
            guard let found = try Head(window, sample, isLast: isLast, isWhole: isWhole, mapping: mapping) else {
                return .needsMore
            }
            head = found
            try head.decideCharacterSet(window, detectionBytes, asked: encoding ?? mapping?.encoding)
            let names = try head.names(window)
            var inForce: Mapping
            if let mapping {
                inForce = mapping
            } else {
                let numeric = NumericColumns(
                    sample, from: head.end, delimiter: head.dialect.delimiter, isWhole: isWhole)
                inForce = try HeaderNames.mapping(for: names) { numeric.isNumeric($0) }
            }
            inForce.headerRow = head.headerRow
            inForce.delimiter = head.dialect.delimiter
            inForce.encoding = head.dialect.characterSet
            let layout = try Layout(inForce, header: names)
            let lines = head.lineCount
            return .table(
                Table(
                    preambleCount: head.end, preambleLines: lines, dialect: head.dialect, layout: layout,
                    mapping: inForce))
        } catch {
            let first = RowScanner.endOfFirstLine(sample)
            return .refused(error, byteCount: first)
        }
    }

    /// The rows up to the header.
    private struct Head {
        var dialect: Dialect
        var headerRow: Int
        var end = 0
        var lineCount = 0
        private var fields: [Field] = []
        private var hasHighBytes = false
        private var hasMark: Bool

        /// Scans the rows up to the header; nil where the window ends before it.
        init?(
            _ window: UnsafeRawBufferPointer, _ sample: UnsafeRawBufferPointer, isLast: Bool, isWhole: Bool,
            mapping: Mapping?
        ) throws(Reason) {
            if Dialect.utf16(sample) { throw Reason("csv.utf16") }
            let start = Dialect.byteOrderMarkCount(sample)
            hasMark = start > 0
            headerRow = mapping?.headerRow ?? 1
            let line = Dialect.separatorLine(sample, from: start)
            guard
                let delimiter = mapping?.delimiter ?? line?.delimiter
                    ?? Dialect.delimiter(of: sample, headerRow: headerRow, isWhole: isWhole)
            else { throw Reason("csv.noDelimiter") }
            dialect = Dialect(delimiter: delimiter, characterSet: nil)
            var scanner = RowScanner(delimiter: delimiter)
            end = line?.next ?? start
            lineCount = line == nil ? 0 : 1
            var row = 0
            while row < headerRow {
                guard end < window.count else {
                    if isLast { throw Reason("csv.noHeader") }
                    return nil
                }
                switch scanner.scan(window, from: end, isLast: isLast) {
                case .incomplete: return nil
                case .tooLong: throw Reason("csv.rowTooLong", ["limit": String(CSV.maxRowBytes)])
                case .broken(let fault, _, let next):
                    // Rows above the header may hold anything.
                    if row + 1 == headerRow { throw Reason(fault.code) }
                    end = next
                    lineCount += 1
                case .row(let next):
                    end = next
                    lineCount += scanner.innerLineEnds + 1
                    // Without a mapping the header is the first row with anything in it.
                    let isEmpty = scanner.fields.allSatisfy { RowScanner.trimmed($0, in: window).isEmpty }
                    if mapping == nil, isEmpty, headerRow < 100 { headerRow += 1 }
                    fields = scanner.fields
                }
                hasHighBytes = hasHighBytes || scanner.hasHighBytes
                row += 1
            }
        }

        /// Takes the character set asked for, that of the mark, or, where the head is not ASCII, that of its bytes.
        mutating func decideCharacterSet(
            _ window: UnsafeRawBufferPointer, _ detectionBytes: Int, asked: CharacterSet?
        ) throws(Reason) {
            if let asked {
                guard asked.keepsASCII else { throw Reason("csv.encodingNotSupported", ["encoding": asked.name]) }
                dialect.characterSet = asked
            } else if hasMark {
                dialect.characterSet = .utf8
            } else if hasHighBytes {
                let sample = UnsafeRawBufferPointer(rebasing: window.prefix(max(detectionBytes, end)))
                dialect.characterSet = Dialect.characterSet(of: sample)
            }
        }

        /// The names of the columns; none where there is no header.
        func names(_ window: UnsafeRawBufferPointer) throws(Reason) -> [String] {
            if headerRow == 0 { return [] }
            var names: [String] = []
            for field in fields {
                guard let name = CSV.text(of: field, in: window, dialect.characterSet ?? .utf8) else {
                    throw Reason("csv.undecodable", ["encoding": (dialect.characterSet ?? .utf8).name])
                }
                names.append(name)
            }
            return names
        }
    }

    /// Which columns of a sample hold numbers.
    private struct NumericColumns {
        private var filled: [Int: Int] = [:]
        private var numeric: [Int: Int] = [:]

        init(_ sample: UnsafeRawBufferPointer, from start: Int, delimiter: UInt8, isWhole: Bool) {
            var scanner = RowScanner(delimiter: delimiter)
            var at = start
            for _ in 0..<100 where at < sample.count {
                switch scanner.scan(sample, from: at, isLast: isWhole) {
                case .incomplete, .tooLong: return
                case .broken(_, _, let next): at = next
                case .row(let next):
                    at = next
                    for (index, field) in scanner.fields.enumerated() {
                        let range = RowScanner.trimmed(field, in: sample)
                        if range.isEmpty { continue }
                        filled[index, default: 0] += 1
                        let digits = sample[range].count { (0x30...0x39).contains($0) }
                        let others = sample[range].count {
                            !(0x2B...0x39 ~= $0 || 0x3C...0x3E ~= $0 || $0 == 0x20) || $0 == 0x2F
                        }
                        if digits > 0 && others == 0 { numeric[index, default: 0] += 1 }
                    }
                }
            }
        }

        func isNumeric(_ column: Int) -> Bool {
            (numeric[column] ?? 0) * 2 > (filled[column] ?? 0)
        }
    }

    /// The text of a field: decoded, doubled quotation marks made single, spaces around it taken off; nil where it is not
    /// in the character set.
    static func text(of field: Field, in window: UnsafeRawBufferPointer, _ characterSet: CharacterSet) -> String? {
        let range = RowScanner.trimmed(field, in: window)
        if range.isEmpty { return "" }
        let bytes = UnsafeRawBufferPointer(rebasing: window[range])
        guard field.hasDoubledQuotes else { return characterSet.text(bytes) }
        var single: [UInt8] = []
        var skip = false
        for byte in bytes {
            if skip {
                skip = false
                if byte == 0x22 { continue }
            }
            single.append(byte)
            skip = byte == 0x22
        }
        return single.withUnsafeBytes { characterSet.text($0) }
    }
}

extension CSV.RowFault {
    /// The code of the reason.
    var code: String {
        switch self {
        case .quoteNotClosed: "csv.quoteNotClosed"
        case .quoteMisplaced: "csv.quoteMisplaced"
        }
    }
}

extension CSV.RowScanner {
    /// The number of bytes up to and with the first line end.
    static func endOfFirstLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return bytes.count }
        return bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
    }
}
