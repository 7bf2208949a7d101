internal import LedgerEngine
internal import MedicalLedger
internal import SegmentStore

/// The files of a small ledger, for whoever changes them.
package struct TamperedFiles {
    /// By their names in the ledger's directory.
    package var files: [String: [UInt8]]
    /// Those of another ledger with the same origin.
    let others: [String: [UInt8]]

    /// Names in a directory, ascending.
    package func names(_ directory: String, _ suffix: String = "") -> [String] {
        files.keys.filter { $0.hasPrefix(directory + "/") && $0.hasSuffix(suffix) }.sorted()
    }

    mutating func flip(_ name: String, _ offset: Int) {
        guard let bytes = files[name], !bytes.isEmpty else { return }
        files[name]?[offset < 0 ? bytes.count + offset : offset] ^= 4
    }

    mutating func swap(_ name: String, _ other: String) { (files[name], files[other]) = (files[other], files[name]) }

    mutating func change(_ name: String, _ body: (inout [UInt8]) -> Void) {
        guard var bytes = files[name] else { return }
        body(&bytes)
        files[name] = bytes
    }

    /// The frames of a segment with their places, those between which an erasure left zeros, too.
    func frames(_ name: String) throws -> [(offset: Int, frame: Frame)] {
        let disk = SimulatedDisk()
        disk.replace("/segment", files[name] ?? [])
        let file = try disk.open("/segment", .read)
        var frames: [(offset: Int, frame: Frame)] = []
        var offset: UInt64 = 0
        while offset < (try file.size()) {
            if let frame = try? Frame.read(from: file, at: offset) {
                frames.append((Int(offset), frame))
                offset += UInt64(frame.bytes.count)
            } else {
                offset += 8
            }
        }
        return frames
    }

    /// Changes a frame, whose length stays, and computes its checksums anew; a position below 0 counts from the end.
    mutating func mend(
        _ name: String, _ position: Int, _ change: (_ prefix: inout [UInt8], _ body: inout [UInt8]) -> Void
    ) throws {
        let frames = try frames(name)
        let (offset, frame) = frames[position < 0 ? frames.count + position : position]
        var (prefix, body) = (frame.prefix, frame.storedBody)
        change(&prefix, &body)
        var bytes: [UInt8] = []
        try FrameWriter.append(
            kind: frame.header.kind, prefix: prefix,
            body: frame.header.codec == .stored
                ? FrameBody(stored: body)
                : FrameBody(deflated: body, rawCount: frame.header.rawCount, dictionary: frame.header.dictionary),
            to: &bytes)
        files[name]?.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}

/// A small ledger with everything on it, and what is said of it once its files were changed.
package struct TamperingBench {
    private let clinic: SimulatedClinic
    private let other: SimulatedClinic
    /// What a reader finds in it.
    private let documents: [UInt64: [UInt8]]
    private static let root = SimulatedClinic.directory + "/"

    package init(folder: String) throws {
        clinic = try Self.make(seed: 1, folder)
        other = try Self.make(seed: 2, folder)
        let model = clinic.model
        documents = model.documents.filter { !model.isErased($0.key) }
    }

    private static func make(seed: UInt64, _ folder: String) throws -> SimulatedClinic {
        var clinic = SimulatedClinic(seed: seed, folder: folder)
        // Several segments with several blocks.
        clinic.sizes.segmentBytes = 1500
        try clinic.create()
        let steps: [Step] = [
            .take(LabDelivery(.hl7, 0..<3)), .take(LabDelivery(.csv, 0..<4)), .close,
            .consent(patient: 2, isDenial: false), .consent(patient: 3, isDenial: true), .erase([6]), .close,
            .take(LabDelivery(.hl7, 3..<4)), .close, .consent(patient: 2, isDenial: true),
            .consent(patient: 3, isDenial: false), .close,
        ]
        for step in steps { try clinic.perform(step) }
        return clinic
    }

    /// The files as they are.
    package var files: TamperedFiles {
        func relative(_ clinic: SimulatedClinic) -> [String: [UInt8]] {
            Dictionary(
                uniqueKeysWithValues: clinic.disk.files.map { (String($0.key.dropFirst(Self.root.count)), $0.value) })
        }
        return TamperedFiles(files: relative(clinic), others: relative(other))
    }

    /// A copy of the ledger with other files.
    package func copy(_ tampered: TamperedFiles) throws -> SimulatedClinic {
        let copy = clinic.copy(seed: 3)
        try copy.disk.createDirectory(Self.root + "audit", access: .private)
        let old = files.files
        for (name, bytes) in tampered.files where old[name] != bytes { copy.disk.replace(Self.root + name, bytes) }
        for name in old.keys where tampered.files[name] == nil { try copy.disk.remove(Self.root + name) }
        return copy
    }

    /// What each who looks at it says: verify, quick and full, with and without keys; a reader; a writer.
    package struct Verdicts: CustomStringConvertible {
        package var quick = ""
        package var full = ""
        package var withoutKeys = ""
        package var reader = ""
        package var writer = ""
        package static let fine = "-"
        /// Whether anybody who verifies has found it.
        package var isFound: Bool { full != Self.fine }
        package var description: String { [quick, full, withoutKeys, reader, writer].joined(separator: " | ") }
    }

    package func verdicts(_ tampered: TamperedFiles) throws -> Verdicts {
        var verdicts = Verdicts()
        let copy = try copy(tampered)
        verdicts.quick = Self.verdict(of: copy, isQuick: true)
        verdicts.full = Self.verdict(of: copy, isQuick: false)
        var keyless = tampered
        for name in keyless.names("keys") { keyless.files[name] = nil }
        verdicts.withoutKeys = Self.verdict(of: try self.copy(keyless), isQuick: false)
        verdicts.reader = reading(try self.copy(tampered))
        var written = try self.copy(tampered)
        verdicts.writer = Self.outcome {
            let ledger = try written.openWriter()
            let setAside = ledger.setAside.map(\.code)
            try written.close()
            return setAside.isEmpty ? Verdicts.fine : setAside.joined(separator: " ")
        }
        return verdicts
    }

    package static func verdict(of clinic: SimulatedClinic, isQuick: Bool) -> String {
        outcome {
            let report = try LedgerVerifier.verify(
                SimulatedClinic.directory, isQuick: isQuick, environment: clinic.environment
            ) { _, _ in }
            let codes = Set(report.findings.map(\.code)).sorted()
            return codes.isEmpty ? Verdicts.fine : codes.joined(separator: " ")
        }
    }

    /// What a reader finds: everything as it was, less, or something else, which must never be.
    private func reading(_ clinic: SimulatedClinic) -> String {
        Self.outcome {
            let ledger = try ClinicLedger.open(
                SimulatedClinic.directory, for: .reading, environment: clinic.environment)
            var found: [UInt64: [UInt8]] = [:]
            _ = try ledger.find(.init()) { found[$0.entry] = $0.document }
            for (record, document) in found where documents[record] != document { return "WRONG" }
            for patient in clinic.model.patients {
                let known = clinic.model.statements[patient] ?? []
                if found.count == documents.count, try ledger.statements(of: patient).map(\.number) != known {
                    return "WRONG"
                }
            }
            return found.count == documents.count ? Verdicts.fine : "fewer"
        }
    }

    private static func outcome(_ body: () throws -> String) -> String {
        do {
            return try body()
        } catch let error as MedicalError {
            return "!\(error.code)"
        } catch let error as LedgerError {
            return
                "!\(error.cause.map { "\($0.code.rawValue) \($0.reason)" } ?? "\(error.code.rawValue) \(error.reason)")"
        } catch let error as StoreError {
            return "!\(error.code.rawValue) \(error.reason)"
        } catch {
            return "!\(error)"
        }
    }
}
