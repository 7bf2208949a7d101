import Foundation
import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger
@testable import Simulation

/// The table of `tampering.txt`, which says what whoever looks at a changed ledger says of it.
///
/// By column: what was done, what verify says (quick; full; full without keys), a reader, a writer. `-` means that nothing is
/// wrong, `!` that it ends with an error.
struct TamperingMatrixTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tampering-\(UUID().uuidString)")

    private func bench() throws -> TamperingBench {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try TamperingBench(folder: folder.path)
    }

    private static let table = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "tampering.txt")

    /// What is changed and nobody minds, with the reason.
    private static let harmless: Set<String> = [
        // JSON may end with white space.
        "ledger.json: a byte less",
        // As after a crash: the next writer cuts what no checkpoint names and no table.
        "chain last: zeros behind", "chain last: rubbish behind", "vault first: zeros behind",
        "vault first: rubbish behind", "vault first: repeated", "vault first: last frame twice",
        "keys/pages: zeros behind", "keys/pages: rubbish behind", "keys/pages: repeated",
        "keys/pages: last row twice",
    ]

    /// Index and mark are derived: verify names what is wrong with them or leaves them aside, and the answers are right.
    private static func isDerived(_ name: String) -> Bool {
        name.hasPrefix("index") || name.hasPrefix("vault: mark of erasures")
    }

    @Test func `every change of every field of every file is found, and named as the table says`() throws {
        let bench = try bench()
        #expect(try "\(bench.verdicts(bench.files))" == "- | - | - | - | -")
        var lines: [String] = []
        #if DEBUG
        let cases = TamperingCase.all.enumerated().filter { $0.offset % 75 == 3 }.map(\.element)
        #else
        let cases = TamperingCase.all
        #endif
        for tampering in cases {
            var files = bench.files
            try tampering.change(&files)
            // The table of blocks of another ledger may by chance be the same.
            if files.files == bench.files.files, tampering.name == "index/blocks: of another ledger" { continue }
            #expect(files.files != bench.files.files, "\(tampering.name): nothing was changed")
            let verdicts = try bench.verdicts(files)
            lines.append("\(tampering.name) | \(verdicts)")
            #expect(verdicts.reader != "WRONG", "\(tampering.name)")
            if Self.isDerived(tampering.name) {
                #expect(verdicts.reader == "-" && verdicts.writer == "-", "\(tampering.name): \(verdicts)")
            } else if !Self.harmless.contains(tampering.name) {
                #expect(verdicts.isFound, "\(tampering.name): \(verdicts)")
            }
        }
        let expected = (try? String(contentsOf: Self.table, encoding: .utf8)) ?? ""
        // Where the program is right and the table is not: `tools/simulate --tamper 1` writes another one.
        let known = Set(expected.split(separator: "\n"))
        for line in lines where !known.contains(line[...]) { Issue.record("not in the table: \(line)") }
        #expect(known.count == TamperingCase.all.count + 1)
    }

    @Test func `every bit of a small ledger counts`() throws {
        let bench = try bench()
        let files = bench.files
        // One of so many bits; all of them without the optimiser would take hours.
        #if DEBUG
        let stride = 30_011
        #else
        let stride = 37
        #endif
        let names = files.files.keys.sorted().filter {
            $0.hasPrefix("chain/") || $0.hasPrefix("vault/0") || ["checkpoint", "keys/pages"].contains($0)
        }
        var position = 0
        for name in names {
            guard let bytes = files.files[name] else { continue }
            while position < bytes.count * 8 {
                defer { position += stride }
                var changed = files
                changed.files[name]?[position / 8] ^= 1 << UInt8(position % 8)
                let copy = try bench.copy(changed)
                if TamperingBench.verdict(of: copy, isQuick: true) != "-" { continue }
                #expect(
                    TamperingBench.verdict(of: copy, isQuick: false) != "-",
                    "\(name), byte \(position / 8), bit \(position % 8)")
            }
            position -= bytes.count * 8
        }
    }

    @Test func `whoever has stolen the node's keys and makes history anew is found out by any checkpoint of before`()
        throws
    {
        let bench = try bench()
        var (clinic, thief) = (try bench.copy(bench.files), try bench.copy(bench.files))
        func checkpoint(_ clinic: SimulatedClinic) throws -> SignedCheckpoint {
            try #require(
                try ClinicLedger.open(SimulatedClinic.directory, for: .reading, environment: clinic.environment)
                    .engine.checkpoint)
        }
        let common = try checkpoint(clinic)
        var known: [SignedCheckpoint] = []
        for patient in [2, 3, 2] as [UInt64] {
            try clinic.perform(.consent(patient: patient, isDenial: true))
            try clinic.close()
            known.append(try checkpoint(clinic))
        }
        // The thief has all keys, and more to say.
        for patient in [3, 2, 3, 2, 3] as [UInt64] { try thief.perform(.consent(patient: patient, isDenial: false)) }
        try thief.close()
        #expect(TamperingBench.verdict(of: thief, isQuick: false) == "-", "alone nobody can tell")
        let forged = try ClinicLedger.open(SimulatedClinic.directory, for: .reading, environment: thief.environment)
        try forged.engine.consistencyProof(since: common).verify(from: common, key: forged.description.key)
        for checkpoint in known {
            let error = #expect(throws: MedicalError.self) { try forged.engine.consistencyProof(since: checkpoint) }
            #expect(error?.code == "checkpointForked")
        }
    }
}
