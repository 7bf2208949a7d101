package import HealthFormats
internal import LedgerEngine

/// A message that came by itself, not in a file: parsed where it was received, so that taking it in is short.
package struct ReceivedMessage: Sendable {
    /// The message with the framing that it came in, which the reader keeps apart from the document.
    let bytes: [UInt8]
    let batch: ParsedBatch
    /// How much memory it takes.
    package var byteCount: Int { bytes.count }
    /// The message as it came, without framing.
    package var document: [UInt8] { Array(bytes[1..<bytes.count - 2]) }

    /// Reads an HL7 v2 message; what is wrong with it is told when it is taken in.
    ///
    /// - Parameter message: from the M of MSH on, as it came.
    package init(hl7v2 message: [UInt8]) {
        // Framed as it came over the line: so the next message's first segment never joins this one's last.
        bytes = [0x0B] + message + [0x1C, 0x0D]
        var batch = ParsedBatch()
        var reader = HL7v2.Reader()
        bytes.withUnsafeBytes { _ = reader.read($0, byteOffset: 0, isLast: true, into: &batch) }
        if reader.messageCount != 1 {
            // One frame, one message, one answer.
            let place = SourcePlace(line: 1, byteOffset: 0)
            let reason = Reason(reader.messageCount == 0 ? "hl7.noDelimiters" : "hl7.severalMessages")
            batch = ParsedBatch()
            batch.rejections = [Rejection(reason: reason, place: place, pieces: [])]
        }
        self.batch = batch
    }
}

/// What became of a message.
package struct MessageOutcome: Sendable {
    /// What was refused of it; empty where all of it is on the ledger, be it since before.
    package internal(set) var refused: [Reason] = []
    /// Records that it brought.
    package internal(set) var records = 0
}

/// Takes messages into the ledger, as many at once as have come.
///
/// Data's way: each message is parsed by whoever received it; those that wait together become one window, one batch and one
/// block. That block is written in the background while the next ones come together; it is durable, and its messages may be
/// acknowledged, when `settle` or the next `take` returns.
package final class MessageDelivery {
    private let ledger: ClinicLedger
    private var importer: Importer

    /// Gets ready to take messages.
    ///
    /// - Parameter ledger: opened for writing.
    package init(into ledger: ClinicLedger) {
        self.ledger = ledger
        importer = Importer(ledger: ledger, isDryRun: false, readmitsErased: false, replaces: nil)
    }

    /// Takes messages in as one block.
    ///
    /// When it returns, all that was taken before is durable; these messages are once `settle` or another `take` has returned.
    ///
    /// - Returns: what became of each message.
    package func take(_ messages: [ReceivedMessage]) throws -> (outcomes: [MessageOutcome], counts: ImportCounts) {
        var outcomes = [MessageOutcome](repeating: MessageOutcome(), count: messages.count)
        var window: [UInt8] = []
        window.reserveCapacity(messages.reduce(0) { $0 + $1.bytes.count })
        var batch = ParsedBatch()
        var owners: [Int] = []
        for (position, message) in messages.enumerated() {
            let start = window.count
            window += message.bytes
            for record in message.batch.records {
                batch.records.append(record.moved(by: start))
                owners.append(position)
            }
            outcomes[position].records = message.batch.records.count
            outcomes[position].refused = message.batch.rejections.filter { !$0.isRemark }.map(\.reason)
        }
        let origin = PageContent.Origin(
            format: .hl7, source: "", fileName: "",
            delivery: PageContent.Origin.delivery(random: try ledger.randomBytes(8), firstWindow: window), settings: [])
        let counts = try window.withUnsafeBytes {
            try importer.take(batch, window: $0, windowOffset: 0, origin: origin) { position, erasure in
                outcomes[owners[position]].records -= 1
                outcomes[owners[position]].refused.append(Reason("import.erased", ["entry": String(erasure)]))
            }
        }
        // Whatever wrote a block has waited for the one before it; who wrote none says nothing of that one.
        if counts.records == 0 { try settle() }
        return (outcomes, counts)
    }

    /// Waits until all that was taken is durable.
    package func settle() throws { try ledger.finishWrites() }
}

extension ParsedRecord {
    /// The same record in a window in which its bytes begin so much later.
    fileprivate func moved(by offset: Int) -> ParsedRecord {
        func moved(_ piece: Piece) -> Piece {
            Piece(offset: piece.offset + offset, count: piece.count, role: piece.role)
        }
        var record = self
        record.pieces = pieces.map(moved)
        record.contentPieces = contentPieces.map(moved)
        return record
    }
}
