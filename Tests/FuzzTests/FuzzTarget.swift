#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
@testable import HealthFormats
@testable import LedgerEngine
@testable import MedicalLedger
import MerkleLog
@testable import SegmentStore

/// Every parser of bytes that come from outside, with what must hold of any input at all.
///
/// The same targets run under libFuzzer (`tools/fuzz`) and, over the inputs that are kept, in the tests.
enum FuzzTarget: String, CaseIterable, Sendable {
    /// Sources that are imported.
    case hl7v2, fhir, csv
    /// A file that says what the columns of a table are.
    case mapping
    /// A FHIR Consent.
    case consent
    /// Frames of a segment, with whatever the checksums say and with right ones.
    case frames
    /// A raw deflate stream.
    case deflate
    /// A file of the index, with right checksums.
    case indexRun
    /// A block's header with its seals, and its body.
    case block
    /// An entry of the chain.
    case entry
    /// A signed note and what is made of it.
    case note, receipt, consistency
    /// A file that carries a decision.
    case decision
    /// A package between institutions, and what is sealed in it.
    case package, packageBody
    /// Small files: of a member, of a share of a key.
    case member, keyShare
    /// The start of a page of the vault.
    case page

    /// Feeds bytes to the parser.
    ///
    /// - Returns: what does not hold of them; nil where all is well, be it that they are refused.
    func run(_ bytes: [UInt8]) -> String? {
        switch self {
        case .hl7v2:
            return source(bytes) {
                HL7v2.Reader()
            } reports: {
                try HL7v2.reports(document: $0)
            }
        case .fhir:
            // Which resources, or scattered rows of a report, meet in one record depends on the windows: so there is only one.
            return source(bytes, isCut: false) {
                FHIR.Reader()
            } reports: {
                try FHIR.reports(document: $0)
            }
        case .csv:
            return source(bytes, isCut: false) {
                CSV.Reader(mapping: nil, encoding: nil, source: nil, detectionBytes: 64)
            } reports: {
                try CSV.reports(document: $0)
            }
        case .mapping:
            guard let mapping = try? CSV.Mapping(json: bytes) else { return nil }
            return (try? CSV.Mapping(json: mapping.encoded())) == mapping ? nil : "is not what it was encoded from"
        case .consent:
            guard let consent = try? FHIR.ConsentResource(document: bytes, zoneMinutes: 60) else { return nil }
            var json = JSONWriter()
            consent.write(into: &json)
            let again = try? FHIR.ConsentResource(document: json.bytes, zoneMinutes: 60)
            return again == consent ? nil : "is not what it was written from"
        case .frames: return frames(bytes)
        case .deflate: return deflate(bytes)
        case .indexRun: return indexRun(bytes)
        case .block: return block(bytes)
        case .entry:
            guard let entry = try? Entry(decoding: bytes[...]) else { return nil }
            let encoded = entry.encoded()
            // Fields that are not known yet are passed over.
            return encoded == bytes || encoded.count < bytes.count ? nil : "a second encoding"
        case .note:
            if let key = String(validating: bytes, as: UTF8.self).flatMap({ try? VerifierKey(parsing: $0) }) {
                return Array(key.formatted.utf8) == bytes ? nil : "a second form of a key"
            }
            if let note = try? SignedNote(parsing: bytes[...]), Array(note.formatted.utf8) != bytes {
                return "a second form of a note"
            }
            guard let checkpoint = try? SignedCheckpoint(parsing: bytes[...]) else { return nil }
            return Array(checkpoint.formatted.utf8) == bytes ? nil : "a second form of a checkpoint"
        case .receipt:
            guard let receipt = try? Receipt(parsing: bytes[...]) else { return nil }
            return Array(receipt.formatted.utf8) == bytes ? nil : "a second form"
        case .consistency:
            guard let proof = try? ConsistencyProof(parsing: bytes[...]) else { return nil }
            return Array(proof.formatted.utf8) == bytes ? nil : "a second form"
        case .decision:
            _ = try? DecisionProof(parsing: bytes)
        case .package:
            _ = try? SharePackage(parsing: bytes)
            _ = try? Acknowledgement(decoding: bytes)
        case .packageBody:
            guard let body = SharePackage.Body(decoding: bytes) else { return nil }
            return body.encoded() == bytes ? nil : "a second encoding"
        case .member:
            guard let file = MemberFile(parsing: bytes) else { return nil }
            return Array(file.text.utf8) == bytes ? nil : "a second form"
        case .keyShare:
            guard let share = KeyShare(parsing: bytes) else { return nil }
            return Array(share.formatted.utf8) == bytes ? nil : "a second form"
        case .page:
            guard let count = bytes.withUnsafeBytes({ PageDirectory.byteCount(ofPageBeginning: $0) }),
                count <= bytes.count
            else { return nil }
            guard let directory = PageDirectory(decoding: Array(bytes[..<count]), pageByteCount: bytes.count) else {
                return nil
            }
            for slot in 0..<directory.slotCount { _ = directory[slot] }
        }
        return nil
    }

    // MARK: - Sources

    /// What a reader finds: all of the source is used, pieces lie within it, and where windows end does not matter.
    private func source(
        _ bytes: [UInt8], isCut: Bool = true, _ reader: () -> any BatchReader,
        reports: ([UInt8]) throws -> [LabReport]
    ) -> String? {
        // The first byte says where the first window ends, so that the same input always means the same.
        guard let first = bytes.first else { return nil }
        let source = Array(bytes.dropFirst())
        guard let whole = Findings(source, reader(), firstWindow: source.count) else { return "is not used up" }
        if let wrong = whole.misplaced { return wrong }
        if isCut {
            let cut = Findings(source, reader(), firstWindow: source.count * Int(first) / 256)
            guard cut?.records == whole.records, cut?.rejections == whole.rejections else {
                return "depends on the windows"
            }
        }
        for document in whole.documents { _ = try? reports(document) }
        return nil
    }

    private struct Findings {
        var records: [String] = []
        var rejections: [String] = []
        var documents: [[UInt8]] = []
        var misplaced: String?

        /// Nil where the reader leaves something at the end.
        init?(_ source: [UInt8], _ reader: any BatchReader, firstWindow: Int) {
            var reader = reader
            var used = 0
            for end in [firstWindow, source.count] {
                var batch = ParsedBatch()
                // A copy of its own size, so that the sanitizer sees what reads past the window.
                let window = Array(source[used..<end])
                let count = window.withUnsafeBytes {
                    reader.read($0, byteOffset: UInt64(used), isLast: end == source.count, into: &batch)
                }
                guard count <= window.count else { return nil }
                take(batch, window, at: used)
                used += count
                if end == source.count { break }
            }
            guard used == source.count else { return nil }
        }

        private mutating func take(_ batch: ParsedBatch, _ window: [UInt8], at base: Int) {
            func text(_ pieces: [Piece]) -> String {
                pieces.map { "\($0.offset + base)+\($0.count)\($0.role)" }.joined(separator: " ")
            }
            func check(_ pieces: [Piece]) {
                for piece in pieces {
                    let isInside = piece.offset >= 0 && piece.count >= 0 && piece.offset <= window.count
                    if !isInside || piece.count > window.count - piece.offset {
                        misplaced = "a piece outside the window"
                    }
                }
            }
            for record in batch.records {
                check(record.pieces + record.contentPieces)
                if misplaced != nil { return }
                if record.patientIdentifiers.isEmpty { misplaced = "a record of nobody" }
                records.append(
                    "\(record.place) \(text(record.pieces)) \(text(record.contentPieces)) \(record.patientIdentifiers) "
                        + "\(record.messageIdentity) \(record.reportIdentity) \(record.codes) \(record.resultCount)")
                let pieces = record.pieces.filter { $0.role == .document }
                documents.append(
                    (batch.preamble?.bytes ?? []) + pieces.flatMap { window[$0.offset..<$0.offset + $0.count] })
            }
            for rejection in batch.rejections {
                check(rejection.pieces)
                let values = rejection.reason.values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
                rejections.append("\(rejection.place) \(rejection.reason.code) \(values) \(text(rejection.pieces))")
            }
        }
    }

    // MARK: - The store

    private func frames(_ bytes: [UInt8]) -> String? {
        var sealed = bytes
        FrameChecksums.mend(&sealed)
        for bytes in [bytes, sealed] {
            guard
                let scanner = try? SegmentScanner(
                    OneFile(bytes), isLastSegment: bytes.count % 2 == 0, bufferByteCount: 4096)
            else { continue }
            let inflator = Inflator()
            do {
                while let view = try scanner.next() {
                    let frame = view.copy()
                    if frame.bytes.count % 8 != 0 { return "a frame of odd length" }
                    _ = try? frame.body(using: inflator)
                }
            } catch { continue }
            guard case .torn(let offset, let dropped)? = scanner.tail else { continue }
            if offset + dropped != UInt64(bytes.count) { return "bytes after the torn tail" }
        }
        return nil
    }

    private func deflate(_ bytes: [UInt8]) -> String? {
        guard bytes.count > 2 else { return nil }
        let count = Int(bytes[0]) | Int(bytes[1]) << 8
        let inflator = Inflator()
        let dictionary = bytes[0] % 2 == 0 ? [] : [UInt8](repeating: 7, count: 100)
        _ = try? inflator.inflate(Array(bytes[2...]), dictionary: dictionary, expectedCount: count)
        return nil
    }

    private func indexRun(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 64 else { return nil }
        var sealed = bytes
        let checksum = sealed.withUnsafeBytes { CRC32.of($0.part(0, 60)) }
        withUnsafeBytes(of: checksum.littleEndian) { sealed.replaceSubrange(60..<64, with: $0) }
        guard let run = try? IndexRun("run", in: OneFile(sealed)) else { return nil }
        var found: [UInt64] = []
        for start in stride(from: 0, to: min(bytes.count - 16, 256), by: 16) {
            let key = bytes[start..<start + 16].withUnsafeBytes { IndexKey(truncating: $0) }
            _ = try? run.contains(key)
            _ = try? run.appendPostings(for: key, to: &found)
        }
        _ = try? run.verify()
        return nil
    }

    private func block(_ bytes: [UInt8]) -> String? {
        // The first byte says how many seals there are: a frame's header would say how long the prefix is.
        guard let seals = bytes.first else { return nil }
        let prefixBytes = bytes.dropFirst().prefix(BlockHeader.byteCount + 2 + Int(seals % 8) * Seal.byteCount)
        guard let prefix = try? Block.Prefix(prefixBytes) else { return nil }
        if prefix.encoded() != Array(prefixBytes) { return "a second encoding" }
        _ = prefix.validSigners(origin: "north.example/ledger")
        _ = try? Block(prefix, body: Array(bytes[prefixBytes.endIndex...]))
        return nil
    }
}

/// Makes the checksums of frames right, so that what they guard is reached, too.
enum FrameChecksums {
    static func mend(_ bytes: inout [UInt8]) {
        var start = 0
        while start + Frame.Header.byteCount <= bytes.count {
            func field(_ offset: Int) -> Int {
                Int(bytes[start + offset..<start + offset + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
            }
            func put(_ value: UInt32, _ offset: Int) {
                withUnsafeBytes(of: value.littleEndian) {
                    bytes.replaceSubrange(start + offset..<start + offset + 4, with: $0)
                }
            }
            let (prefixCount, storedCount) = (field(8), field(16))
            put(Frame.Header.magic, 0)
            put(bytes.withUnsafeBytes { CRC32.of($0.part(start, 24)) }, 24)
            let end = start + Frame.Header.byteCount + prefixCount + storedCount
            guard end <= bytes.count else { return }
            let padded = min(start + (end - start + 7) & ~7, bytes.count)
            var checksum = CRC32()
            bytes.withUnsafeBytes {
                checksum.update($0.part(start, 28))
                checksum.update($0.part(start + 32, padded - start - 32))
            }
            put(checksum.value, 28)
            start = padded
        }
    }
}

/// A file system of one file in memory, for reading.
final class OneFile: FileSystem, File {
    let path = "file"
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func size() throws(StoreError) -> UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        let start = min(Int(clamping: offset), bytes.count)
        let count = min(buffer.count, bytes.count - start)
        buffer.copyBytes(from: bytes[start..<start + count])
        return count
    }

    func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        copy.copyBytes(from: bytes)
        return MappedFile(bytes: UnsafeRawBufferPointer(copy)) { $0.deallocate() }
    }

    func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File { self }
    func size(of path: String) throws(StoreError) -> UInt64 { UInt64(bytes.count) }
    func exists(_ path: String) throws(StoreError) -> Bool { true }
    func list(_ directory: String) throws(StoreError) -> [String] { [path] }

    private var readOnly: StoreError { StoreError(.permission, "file.write", file: path) }
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) { throw readOnly }
    func truncate(to byteCount: UInt64) throws(StoreError) { throw readOnly }
    func sync() throws(StoreError) { throw readOnly }
    func createDirectory(_ path: String, access: FileAccess) throws(StoreError) { throw readOnly }
    func rename(_ path: String, to newPath: String) throws(StoreError) { throw readOnly }
    func remove(_ path: String) throws(StoreError) { throw readOnly }
    func syncDirectory(_ path: String) throws(StoreError) { throw readOnly }
    func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock { throw readOnly }
}
