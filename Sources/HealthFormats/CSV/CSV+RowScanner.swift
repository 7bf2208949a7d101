extension CSV {
    /// One field of a row: where its content lies in the window, without the quotation marks around it.
    struct Field {
        /// Offset of the first byte of the content.
        var start: Int
        /// Offset after the last byte of the content.
        var end: Int
        /// Whether it stood in quotation marks.
        var isQuoted = false
        /// Whether the content has doubled quotation marks.
        var hasDoubledQuotes = false
    }

    /// What a scan of one row came to.
    enum RowOutcome: Equatable {
        /// A whole row; the next begins at `next`.
        case row(next: Int)
        /// The window ends before the row does.
        case incomplete
        /// A row that cannot be read for the quoted field that opens at `quote`; reading goes on at `next`, the line after.
        case broken(RowFault, quote: Int, next: Int)
        /// No line end within the limit; `reached` bytes were looked at.
        case tooLong(reached: Int)
    }

    /// Why a row cannot be split into fields.
    enum RowFault: Equatable {
        /// A quoted field does not end within the limit or the source.
        case quoteNotClosed
        /// Something follows a closing quotation mark.
        case quoteMisplaced
    }

    /// Splits rows into fields, one pass over the bytes, no copies.
    struct RowScanner {
        private static let quote = UInt8(ascii: "\"")
        private static let lineFeed = UInt8(ascii: "\n")
        private static let carriageReturn = UInt8(ascii: "\r")

        private static let ones: UInt64 = 0x0101_0101_0101_0101
        private static let highBits: UInt64 = 0x8080_8080_8080_8080
        private static let lineFeeds = ones &* 0x0A
        private static let returns = ones &* 0x0D

        /// The byte between fields, once and eight times.
        let delimiter: UInt8
        private let delimiters: UInt64
        /// Whether a byte from 0x81 may take the delimiter as its second byte: GB 18030 and its like with `|`.
        var pairsHideDelimiter = false
        /// The fields of the last row.
        private(set) var fields: [Field] = []
        /// Line ends inside the last row, its own not counted.
        private(set) var innerLineEnds = 0
        /// Whether the last row has bytes beyond ASCII.
        private(set) var hasHighBytes = false

        init(delimiter: UInt8) {
            self.delimiter = delimiter
            delimiters = Self.ones &* UInt64(delimiter)
            fields.reserveCapacity(64)
        }

        /// Scans the row at `start`.
        ///
        /// - Parameter isLast: whether the source ends with this window.
        mutating func scan(_ window: UnsafeRawBufferPointer, from start: Int, isLast: Bool) -> RowOutcome {
            fields.removeAll(keepingCapacity: true)
            innerLineEnds = 0
            let end = min(window.count, start &+ CSV.maxRowBytes)
            let isWhole = isLast && end == window.count
            var bits: UInt64 = 0
            defer { hasHighBytes = bits & Self.highBits != 0 }
            var at = start
            while true {
                if at < end, window[at] == Self.quote {
                    switch quotedField(window, from: at, end: end, bits: &bits) {
                    case .closed(let next): at = next
                    case .open:
                        if !isWhole && end == window.count && end &- start < CSV.maxRowBytes { return .incomplete }
                        return Self.broken(.quoteNotClosed, window, row: start, quote: at, end: end, isLast: isLast)
                    }
                } else {
                    at = plainField(window, from: at, end: end, bits: &bits)
                }
                guard at < end else {
                    if isWhole { return .row(next: end) }
                    return end &- start < CSV.maxRowBytes ? .incomplete : .tooLong(reached: end)
                }
                let byte = window[at]
                if byte == delimiter {
                    at &+= 1
                    continue
                }
                if byte == Self.lineFeed { return .row(next: at &+ 1) }
                if byte == Self.carriageReturn {
                    if at &+ 1 < window.count {
                        return .row(next: window[at &+ 1] == Self.lineFeed ? at &+ 2 : at &+ 1)
                    }
                    return isLast ? .row(next: at &+ 1) : .incomplete
                }
                let quoted = (fields.last?.start ?? start) &- 1
                return Self.broken(.quoteMisplaced, window, row: start, quote: quoted, end: end, isLast: isLast)
            }
        }

        private enum QuotedEnd {
            case closed(next: Int)
            case open
        }

        /// Reads a quoted field whose opening mark is at `start`.
        private mutating func quotedField(
            _ window: UnsafeRawBufferPointer, from start: Int, end: Int, bits: inout UInt64
        ) -> QuotedEnd {
            var field = Field(start: start &+ 1, end: start &+ 1, isQuoted: true)
            var at = start &+ 1
            while at < end {
                let byte = window[at]
                bits |= UInt64(byte)
                if byte == Self.quote {
                    if at &+ 1 < end, window[at &+ 1] == Self.quote {
                        field.hasDoubledQuotes = true
                        at &+= 2
                        continue
                    }
                    // At the very end of the window it is not known whether the mark is doubled; the row then has no
                    // line end in this window either and is read again.
                    field.end = at
                    fields.append(field)
                    return .closed(next: at &+ 1)
                }
                if byte == Self.lineFeed {
                    innerLineEnds &+= 1
                } else if byte == Self.carriageReturn, at &+ 1 >= end || window[at &+ 1] != Self.lineFeed {
                    innerLineEnds &+= 1
                }
                at &+= 1
            }
            return .open
        }

        /// Reads an unquoted field; returns the offset of the delimiter or line end after it, or `end`.
        @inline(__always)
        private mutating func plainField(
            _ window: UnsafeRawBufferPointer, from start: Int, end: Int, bits: inout UInt64
        ) -> Int {
            var at = start
            // Eight bytes at a time: a byte of `ends` has its high bit set where it ends the field; those above the first
            // such byte may be set wrongly by the borrow.
            while !pairsHideDelimiter, at &+ 8 <= end {
                let word = UInt64(littleEndian: window.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let ends =
                    Self.zeros(word ^ delimiters) | Self.zeros(word ^ Self.lineFeeds) | Self.zeros(word ^ Self.returns)
                if ends == 0 {
                    bits |= word
                    at &+= 8
                    continue
                }
                let bitCount = ends.trailingZeroBitCount & ~7
                bits |= word & ((1 &<< UInt64(truncatingIfNeeded: bitCount)) &- 1)
                at &+= bitCount &>> 3
                fields.append(Field(start: start, end: at))
                return at
            }
            while at < end {
                let byte = window[at]
                if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
                bits |= UInt64(byte)
                at &+= 1
                // The second byte goes with the first, whatever it is; digits and line ends are never a first byte.
                if pairsHideDelimiter, byte >= 0x81, at < end, window[at] >= 0x30 {
                    bits |= UInt64(window[at])
                    at &+= 1
                }
            }
            fields.append(Field(start: start, end: at))
            return at
        }

        /// A word whose lowest set bit is the high bit of the first zero byte of `word`; 0 where there is none.
        @inline(__always)
        private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highBits }

        /// A broken row, to be left behind at the first line end after `quote`.
        private static func broken(
            _ fault: RowFault, _ window: UnsafeRawBufferPointer, row start: Int, quote: Int, end: Int, isLast: Bool
        ) -> RowOutcome {
            var at = quote
            while at < end {
                let byte = window[at]
                at &+= 1
                if byte == lineFeed { return .broken(fault, quote: quote, next: at) }
                guard byte == carriageReturn else { continue }
                if at < window.count {
                    return .broken(fault, quote: quote, next: window[at] == lineFeed ? at &+ 1 : at)
                }
                return isLast ? .broken(fault, quote: quote, next: at) : .incomplete
            }
            if isLast && end == window.count { return .broken(fault, quote: quote, next: end) }
            return end &- start < CSV.maxRowBytes ? .incomplete : .tooLong(reached: end)
        }

        /// The bytes of a field without the spaces and tabs around them.
        static func trimmed(_ field: Field, in window: UnsafeRawBufferPointer) -> Range<Int> {
            var start = field.start
            var end = field.end
            while start < end, window[start] == 0x20 || window[start] == 0x09 { start &+= 1 }
            while end > start, window[end &- 1] == 0x20 || window[end &- 1] == 0x09 { end &-= 1 }
            return start..<end
        }
    }
}
