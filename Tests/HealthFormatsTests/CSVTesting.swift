#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
@testable import HealthFormats

/// What a reader found in a whole source, its pieces at their offsets in the source.
struct CSVImport {
    struct Record: Equatable {
        var document: [UInt8]
        var content: [UInt8]
        var place: SourcePlace
        var patient: Identifier
        var messageIdentity: String
        var reportIdentity: String
        var codes: [String]
        var resultCount: Int

        var text: String { String(decoding: document, as: UTF8.self) }
    }

    var records: [Record] = []
    var rejections: [Rejection] = []
    /// The documents of the rejected items.
    var rejected: [[UInt8]] = []
    var preamble: [UInt8] = []
    /// Offsets in the source, with the bytes, of all pieces.
    var pieces: [Int: [UInt8]] = [:]
    var mapping: CSV.Mapping?
    var interpretation: [UInt8] = []
    /// Whether every call either used bytes or asked for more.
    var madeProgress = true

    var codes: [String] { rejections.map(\.reason.code) }

    /// The preamble and all pieces in the order of their offsets.
    var joined: [UInt8] { pieces.keys.sorted().reduce(into: preamble) { $0 += pieces[$1] ?? [] } }

    /// Reads `source` in windows that begin with `windowBytes` and grow where the reader asks for more.
    init(
        _ source: [UInt8], mapping: CSV.Mapping? = nil, encoding: CharacterSet? = nil, name: String? = nil,
        windowBytes: Int = .max, detectionBytes: Int = CSV.detectionBytes
    ) {
        var reader = CSV.Reader(mapping: mapping, encoding: encoding, source: name, detectionBytes: detectionBytes)
        var start = 0
        var length = min(windowBytes, source.count)
        while start < source.count {
            let end = min(source.count, start + length)
            var batch = ParsedBatch()
            // A copy of its own size, so that a sanitizer sees what reads past the window.
            let window = Array(source[start..<end])
            let used = window.withUnsafeBytes {
                reader.read($0, byteOffset: UInt64(start), isLast: end == source.count, into: &batch)
            }
            add(batch, window, at: start)
            if used == 0 {
                if end == source.count {
                    madeProgress = false
                    break
                }
                length += max(1, min(windowBytes, 1024))
                continue
            }
            start += used
            length = windowBytes
        }
        self.mapping = reader.mappingInForce
    }

    init(_ text: String, mapping: CSV.Mapping? = nil, name: String? = nil) {
        self.init(Array(text.utf8), mapping: mapping, name: name)
    }

    private mutating func add(_ batch: ParsedBatch, _ window: [UInt8], at start: Int) {
        func bytes(_ piece: Piece) -> [UInt8] { Array(window[piece.offset..<piece.offset + piece.count]) }
        if let preamble = batch.preamble { self.preamble = preamble.bytes }
        if !batch.interpretation.isEmpty { interpretation = batch.interpretation }
        for record in batch.records {
            for piece in record.pieces { pieces[start + piece.offset] = bytes(piece) }
            let rows = record.pieces.filter { $0.role == .document }.flatMap(bytes)
            records.append(
                Record(
                    document: preamble + rows, content: record.contentPieces.flatMap(bytes), place: record.place,
                    patient: record.patientIdentifiers[0], messageIdentity: record.messageIdentity,
                    reportIdentity: record.reportIdentity, codes: record.codes, resultCount: record.resultCount))
        }
        for rejection in batch.rejections {
            for piece in rejection.pieces { pieces[start + piece.offset] = bytes(piece) }
            rejections.append(rejection)
            rejected.append(preamble + rejection.pieces.filter { $0.role == .document }.flatMap(bytes))
        }
    }
}

/// The bytes of a file; nil where there is none.
func fileBytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

/// The repository's root.
let repositoryRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

/// A generator of numbers that gives the same ones for the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
