import HealthFormats

/// What a reader found in a whole source, with offsets in the source.
struct HL7Found: Equatable {
    var records: [String] = []
    var rejections: [String] = []
    /// Pieces of records and refused items.
    var pieces: Set<Piece> = []
    /// Documents in the order of the records.
    var documents: [[UInt8]] = []
    var codes: [String] = []
    var resultCount = 0

    /// Reads `source` in windows that end at `ends` first, then wherever they must.
    init(
        _ source: [UInt8], windowsEndingAt ends: [Int] = [], encoding: CharacterSet? = nil, source name: String? = nil
    ) {
        var reader = HL7v2.Reader(encoding: encoding, source: name)
        self.init(source, &reader, windowsEndingAt: ends)
    }

    init(_ source: [UInt8], _ reader: inout some BatchReader, windowsEndingAt ends: [Int] = []) {
        var used = 0
        for end in ends.filter({ $0 < source.count }) + [source.count] where end >= used {
            var batch = ParsedBatch()
            let count = source[used..<end].withUnsafeBytes {
                reader.read($0, byteOffset: UInt64(used), isLast: end == source.count, into: &batch)
            }
            add(batch, at: used, source)
            used += count
        }
        isUsedUp = used == source.count
    }

    var isUsedUp = false

    private mutating func add(_ batch: ParsedBatch, at base: Int, _ source: [UInt8]) {
        func moved(_ pieces: [Piece]) -> [Piece] {
            pieces.map { Piece(offset: $0.offset + base, count: $0.count, role: $0.role) }
        }
        func describe(_ pieces: [Piece]) -> String {
            moved(pieces).map { "\($0.role == .document ? "d" : "s")\($0.offset)+\($0.count)" }.joined(separator: " ")
        }
        for record in batch.records {
            records.append(
                """
                \(record.place.line)@\(record.place.byteOffset) \(describe(record.pieces)) content \
                \(describe(record.contentPieces)) \
                \(record.patientIdentifiers.map { "\($0.system)#\($0.value)" }) \
                \(record.messageIdentity) \(record.reportIdentity) \(record.codes) \(record.resultCount)
                """)
            pieces.formUnion(moved(record.pieces))
            documents.append(
                moved(record.pieces).filter { $0.role == .document }.flatMap {
                    source[$0.offset..<$0.offset + $0.count]
                })
            codes += record.codes
            resultCount += record.resultCount
        }
        for rejection in batch.rejections {
            let values = rejection.reason.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            rejections.append(
                ([rejection.reason.code] + values + ["\(rejection.place.line)@\(rejection.place.byteOffset)"])
                    .joined(separator: " "))
            // A wrong count refuses nothing: its piece belongs to a record too.
            if rejection.reason.code != "hl7.batchCountMismatch" { pieces.formUnion(moved(rejection.pieces)) }
        }
    }

    /// The reasons without places.
    var reasons: [String] {
        rejections.map { String($0.prefix { $0 != "@" }).split(separator: " ").dropLast().joined(separator: " ") }
    }

    /// The source put together from all pieces, each once; nil where they leave a gap or overlap.
    func reassembled(from source: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        for piece in pieces.sorted(by: { ($0.offset, $0.count) < ($1.offset, $1.count) }) {
            guard piece.offset == result.count, piece.count > 0 else { return nil }
            result += source[piece.offset..<piece.offset + piece.count]
        }
        return result
    }
}

/// A message of given segments with the usual header.
func hl7Message(
    _ segments: String..., type: String = "ORU^R01", control: String = "C1", set: String = "", end: String = "\r"
) -> [UInt8] {
    let header = "MSH|^~\\&|LIS|LAB|LEDGER|CLINIC|20240517083000||\(type)|\(control)|P|2.5.1||||||\(set)"
    return Array(([header] + segments).map { $0 + end }.joined().utf8)
}

/// The reports of a message with one OBR and the given OBX segments.
func hl7Results(_ observations: String..., set: String = "") throws -> [LabResult] {
    let message = hl7Message(
        (["PID|1||P1", "OBR|1||F1|CBC^Count^L|||20240517"] + observations).joined(separator: "\r"), set: set)
    return try HL7v2.reports(document: message).flatMap(\.results)
}
