extension HL7v2 {
    /// A message and what stands around it, as ranges of the window.
    struct Unit {
        enum Phase {
            case before
            case message
            case after
        }

        /// A line of the envelope or a run of lines that belong to nothing, with the index of its (first) line.
        struct Around {
            var range: Range<Int>
            var lineIndex: Int
        }

        let start: Int
        var end = 0
        var phase = Phase.before
        /// Line ends in the unit.
        var lineCount = 0
        /// From the M of MSH to behind the last segment's line end, or to the MLLP byte that ends the block.
        var message: Range<Int>?
        /// Where the second segment begins.
        var messageBody = 0
        var messageLineIndex = 0
        /// FHS, BHS, BTS, FTS from their first letter on, in their order.
        var envelope: [Around] = []
        var strays: [Around] = []

        init(start: Int) { self.start = start }

        mutating func beginMessage(at first: Int, _ line: Line) {
            phase = .message
            message = first..<first
            messageBody = line.next
            messageLineIndex = lineCount
        }

        /// Takes a line of the message; blank lines count only where a segment follows.
        mutating func addSegment(_ line: inout Line, isBlank: Bool, _ window: UnsafeRawBufferPointer) {
            guard let begun = message else { return }
            var end = line.end
            while end > line.start && window[end - 1] == Byte.blockEnd { end -= 1 }
            if end < line.end {
                phase = .after
                line.end = end
                if end > line.start && !isBlank { message = begun.lowerBound..<end }
                messageBody = min(messageBody, message?.upperBound ?? end)
            } else if !isBlank {
                message = begun.lowerBound..<line.next
            }
        }

        /// Takes a line outside the message.
        mutating func addAround(_ line: Line, first: Int, isStray: Bool, isBlank: Bool) {
            if phase == .message { phase = .after }
            if isStray {
                if let last = strays.last, last.range.upperBound == line.start {
                    strays[strays.count - 1].range = last.range.lowerBound..<line.next
                } else {
                    strays.append(Around(range: line.start..<line.next, lineIndex: lineCount))
                }
            } else if !isBlank {
                envelope.append(Around(range: first..<line.next, lineIndex: lineCount))
            }
        }

        /// The surrounding pieces of a range outside the message: all that is not stray.
        func surroundings(in range: Range<Int>) -> [Piece] {
            var pieces: [Piece] = []
            var offset = range.lowerBound
            for stray in strays where range.contains(stray.range.lowerBound) {
                if stray.range.lowerBound > offset {
                    pieces.append(Piece(offset: offset, count: stray.range.lowerBound - offset, role: .surrounding))
                }
                offset = stray.range.upperBound
            }
            if offset < range.upperBound {
                pieces.append(Piece(offset: offset, count: range.upperBound - offset, role: .surrounding))
            }
            return pieces
        }
    }

    /// What the trailers of a batch and of a file should say.
    struct BatchCounts {
        private var messagesInBatch = 0
        private var messagesInFile = 0
        private var batchesInFile = 0

        mutating func addMessage() {
            messagesInBatch += 1
            messagesInFile += 1
        }

        /// Takes a header or trailer; the reason where a trailer's count does not hold.
        ///
        /// FTS-1 counts batches; programs that count messages there are believed too.
        ///
        /// Specification: HL7 version 2.5.1, sections 2.15.3.1 (BTS-1) and 2.15.7.1 (FTS-1).
        mutating func take(_ segment: UnsafeRawBufferPointer) -> Reason? {
            guard segment.count >= 3 else { return nil }
            let stated = Self.statedCount(segment)
            switch SegmentName(in: segment, at: 0) {
            case .fileHeader: self = BatchCounts()
            case .batchHeader: messagesInBatch = 0
            case .batchTrailer:
                let found = messagesInBatch
                messagesInBatch = 0
                batchesInFile += 1
                if let stated, stated != found { return Self.mismatch("BTS", stated, found) }
            case .fileTrailer:
                let (batches, messages) = (batchesInFile, messagesInFile)
                self = BatchCounts()
                if let stated, stated != batches && stated != messages { return Self.mismatch("FTS", stated, batches) }
            default: break
            }
            return nil
        }

        private static func statedCount(_ segment: UnsafeRawBufferPointer) -> Int? {
            guard segment.count > 4 else { return nil }
            let digits = segment[4...].prefix { $0 != segment[3] && $0 != Byte.carriageReturn && $0 != Byte.lineFeed }
            return Int(String(decoding: digits.filter { $0 != 0x20 }, as: UTF8.self))
        }

        private static func mismatch(_ segment: String, _ stated: Int, _ found: Int) -> Reason {
            Reason("hl7.batchCountMismatch", ["segment": segment, "stated": "\(stated)", "found": "\(found)"])
        }
    }
}
