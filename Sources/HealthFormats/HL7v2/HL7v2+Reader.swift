extension HL7v2 {
    /// Finds the reports of a source, message by message.
    ///
    /// A source is a run of messages, in an envelope or not:
    ///
    /// ```text
    /// [FHS] { [BHS] { MSH … } [BTS] } [FTS]        or    0x0B MSH … 0x1C 0x0D …    or    MSH … MSH …
    /// ```
    /// The reader works in units: a message, the headers, framing and blank lines before it, and the trailers, framing
    /// and blank lines after it. A unit ends where the next header (MSH, FHS, BHS) begins, so that what is found never
    /// depends on where windows end. Every byte of a unit becomes a piece of a record or of a rejection.
    ///
    /// One message is one record; where PID repeats, one for each patient, sharing the segments before the first PID.
    ///
    /// Patient identifiers are the repetitions of PID-3, else PID-2, else PID-4. Their system is the assigning
    /// authority, else the sending facility MSH-4.
    ///
    /// Refused, with code and values: `hl7.noDelimiters`, `hl7.noMessageType`, `hl7.otherMessageType` (type),
    /// `hl7.noPatient`, `hl7.noPatientIdentifier`, `hl7.noResults`, `hl7.undecodable` (characterSet, field),
    /// `hl7.unknownCharacterSet` (characterSet), `hl7.tooLarge` (limit), `hl7.strayText`, `hl7.noMessages`. One reason
    /// refuses nothing: `hl7.batchCountMismatch` (segment, stated, found) says that a trailer counts other than the
    /// file does.
    ///
    /// Specification: HL7 version 2.5.1, sections 2.5, 2.10.3 (batch protocol) and 7.3.1 (ORU).
    public struct Reader: BatchReader {
        /// The character set of all messages, whatever they say.
        let encoding: CharacterSet?
        /// Who sends messages that do not name their sender.
        let source: String
        let limit: Int

        /// The line that the next window begins with, from 1.
        var lineNumber = 1
        /// Messages so far, taken and refused.
        public internal(set) var messageCount = 0
        /// Messages and batches since the last header of each kind, for the trailers.
        var counts = BatchCounts()
        /// Whether the bytes that come belong to a message that was refused for its size.
        var isOversized = false
        /// Whether they begin within a line of it.
        var isWithinLine = false
        /// The lines of the message at hand; kept to keep its memory.
        var lines: [Line] = []

        /// Makes a reader for one source.
        ///
        /// - Parameters:
        ///   - encoding: the character set of all messages; nil to believe each message's MSH-18.
        ///   - source: the name of the sender of messages whose MSH-4 is empty.
        public init(encoding: CharacterSet? = nil, source: String? = nil) {
            self.init(encoding: encoding, source: source, maximumMessageBytes: HL7v2.maximumMessageBytes)
        }

        init(encoding: CharacterSet?, source: String?, maximumMessageBytes: Int) {
            self.encoding = encoding
            self.source = source ?? ""
            limit = maximumMessageBytes
        }

        /// Reads the whole messages at the start of `window`, as `BatchReader` describes.
        public mutating func read(
            _ window: UnsafeRawBufferPointer, byteOffset: UInt64, isLast: Bool, into batch: inout ParsedBatch
        ) -> Int {
            var scanner = LineScanner(window)
            var used = 0
            while used < window.count {
                guard let unit = nextUnit(window, from: used, isLast: isLast, &scanner) else {
                    guard window.count - used > limit else { break }
                    return refuseOversized(window, from: used, byteOffset: byteOffset, into: &batch)
                }
                take(unit, window, byteOffset: byteOffset, into: &batch)
                lineNumber += unit.lineCount
                used = unit.end
            }
            return used
        }

        /// Refuses what there is of a message that is over the limit; what comes of it in later windows follows.
        private mutating func refuseOversized(
            _ window: UnsafeRawBufferPointer, from start: Int, byteOffset: UInt64, into batch: inout ParsedBatch
        ) -> Int {
            var scanner = LineScanner(window)
            var end = start
            var newLines = 0
            while end < window.count {
                let (line, isEnded) = scanner.line(at: end)
                // The last line may be the beginning of the next message: it is left for the next window.
                guard isEnded, line.next < window.count else { break }
                end = line.next
                newLines += 1
            }
            let cut = end > start ? end : window.count
            batch.rejections.append(
                Rejection(
                    reason: Reason("hl7.tooLarge", ["limit": "\(limit)"]),
                    place: SourcePlace(line: lineNumber, byteOffset: byteOffset &+ UInt64(start)),
                    pieces: [Piece(offset: start, count: cut - start)]))
            lineNumber += newLines
            isOversized = true
            isWithinLine = end == start
            return cut
        }
    }
}

extension HL7v2.Reader {
    /// What a line is to the source.
    private enum LineKind {
        case message
        case header
        case trailer
        case blank
        case other
    }

    /// Reads one unit into ranges; nil where its end is not within the window.
    private mutating func nextUnit(
        _ window: UnsafeRawBufferPointer, from start: Int, isLast: Bool, _ scanner: inout HL7v2.LineScanner
    ) -> HL7v2.Unit? {
        var unit = HL7v2.Unit(start: start)
        lines.removeAll(keepingCapacity: true)
        var offset = start
        var separator: UInt8?
        while offset < window.count {
            var (line, isEnded) = scanner.line(at: offset)
            let isWithin = isWithinLine && offset == start
            let (kind, first) =
                isWithin ? (.other, offset) : Self.kind(of: line, in: window, messageSeparator: separator)
            if (kind == .message || kind == .header) && unit.phase != .before {
                // Five bytes are enough to know the next header, wherever the window ends.
                guard isEnded || isLast || line.end - first >= 5 else { return nil }
                break
            }
            guard isEnded || isLast else { return nil }
            if kind == .message {
                unit.beginMessage(at: first, line)
                line.start = first
                separator = line.end > first + 3 ? window[first + 3] : Self.bar
            }
            switch unit.phase {
            case .message where kind != .trailer:
                unit.addSegment(&line, isBlank: kind == .blank, window)
                lines.append(line)
            default: unit.addAround(line, first: first, isStray: kind == .other, isBlank: kind == .blank)
            }
            unit.lineCount += isEnded ? 1 : 0
            offset = line.next
            if offset == window.count && !isLast { return nil }
        }
        unit.end = offset
        return unit
    }

    /// Tells headers, trailers, blank lines and the rest apart; `first` is the first byte behind framing.
    @inline(__always)
    private static func kind(
        of line: HL7v2.Line, in window: UnsafeRawBufferPointer, messageSeparator: UInt8?
    ) -> (LineKind, first: Int) {
        var first = line.start
        // Nearly every line begins with a letter at once.
        if first == line.end || !(0x41...0x5A).contains(window[first]) {
            first = HL7v2.Line.endOfFraming(in: window, from: first, to: line.end)
        }
        if first == line.end { return (.blank, first) }
        guard line.end - first >= 3 else { return (.other, first) }
        let name = HL7v2.SegmentName(in: window, at: first)
        let isHeader = name == .messageHeader || name == .fileHeader || name == .batchHeader
        guard isHeader || name == .batchTrailer || name == .fileTrailer else { return (.other, first) }
        // Prose in a broken line may begin with "MSH, total" (a hormone) or "FTS-4": a trailer separates as its message
        // does, a header by the bar or with a second separator after the first.
        let separator = line.end > first + 3 ? window[first + 3] : bar
        if separator != bar && separator != messageSeparator {
            guard HL7v2.Byte.isSeparator(separator), isHeader || messageSeparator == nil,
                !isHeader || line.end > first + 4 && HL7v2.Byte.isSeparator(window[first + 4])
            else { return (.other, first) }
        }
        if name == .messageHeader { return (.message, first) }
        return (isHeader ? .header : .trailer, first)
    }

    private static let bar: UInt8 = 0x7C
}
