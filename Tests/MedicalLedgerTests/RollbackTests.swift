import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Simulation
import Testing

@testable import MedicalLedger

/// A ledger that is put back to an older copy of itself is read with a warning, and signs nothing until somebody says so.
struct RollbackTests {
    /// A clinic on a machine that keeps marks, with copies of itself to go back to.
    private final class Bench {
        let clinic: TestClinic
        let state: URL

        init() throws {
            state = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)")
            var environment = Environment.system
            environment.stateDirectory = state.path
            clinic = try TestClinic(environment: environment)
            try clinic.take(Delivery.hl7(0..<2))
        }

        deinit { try? FileManager.default.removeItem(at: state) }

        var mark: HighWaterMark? {
            get throws {
                clinic.environment.mark(
                    of: try LedgerDescription.read(clinic.files, in: DiskFileSystem()).key)
            }
        }

        func marked() throws -> UInt64? { try mark?.read()?.checkpoint.treeSize }

        func copy(_ name: String = "copy", of part: String = "") throws {
            try FileManager.default.copyItem(
                atPath: clinic.path + part, toPath: clinic.directory.appending(path: name).path)
        }

        func putBack(_ name: String = "copy", part: String = "") throws {
            try FileManager.default.removeItem(atPath: clinic.path + part)
            try FileManager.default.copyItem(
                atPath: clinic.directory.appending(path: name).path, toPath: clinic.path + part)
        }

        func findings(_ earlier: SignedCheckpoint? = nil) throws -> [String] {
            try LedgerVerifier.verify(
                clinic.path, isQuick: false, earlier: earlier.map { ($0, "earlier") },
                environment: clinic.environment
            ) { _, _ in }.findings.map(\.code)
        }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as MedicalError { return error.code } catch { return "\(error)" }
        return nil
    }

    @Test func `the mark follows what is signed, and a ledger that only grew is written to`() throws {
        let bench = try Bench()
        #expect(try bench.marked() == bench.clinic.open().nextEntry)
        try bench.clinic.take(Delivery.hl7(2..<3))
        #expect(try bench.marked() == bench.clinic.open().nextEntry)
        #expect(try bench.clinic.open().contradiction == nil)
        #expect(try bench.findings().isEmpty)
        // A mark that a crash left behind is made up for.
        let newest = try #require(try bench.mark)
        try FileManager.default.removeItem(atPath: newest.path)
        _ = try bench.clinic.open(for: .writing)
        #expect(try bench.marked() == bench.clinic.open().nextEntry)
    }

    @Test func `an older copy is read with a warning, and refuses to sign until it is accepted`() throws {
        let bench = try Bench()
        try bench.copy()
        let old = try bench.clinic.open().nextEntry
        try bench.clinic.take(Delivery.hl7(2..<4))
        let new = try bench.clinic.open().nextEntry
        let newest = try #require(try bench.clinic.open().engine.checkpoint)
        let files = try bench.clinic.allFiles().filter { $0.name.hasPrefix("chain") }
        try bench.putBack()
        #expect(code { try bench.clinic.take(Delivery.hl7(5..<6)) } == "rolledBack")
        #expect(try bench.marked() == new)
        #expect(files.count == 1)
        let reader = try bench.clinic.open()
        #expect(reader.contradiction?.code == "rolledBack" && reader.contradiction?.values["signed"] == "\(new)")
        let door = try bench.clinic.door()
        #expect(door.ledger.contradiction?.code == "rolledBack")
        _ = try door.record(try #require(try reader.records(underPseudonym: 2).first))
        try door.close()
        #expect(try bench.findings() == ["mark.rolledBack"])
        #expect(try bench.findings(newest) == ["mark.rolledBack", "mark.rolledBack"])

        let accepted = try ClinicLedger.acceptRollback(bench.clinic.path, environment: bench.clinic.environment)
        #expect(accepted.entry == old && accepted.history?.treeSize == new && accepted.treeSize == old)
        #expect(try bench.clinic.take(Delivery.hl7(5..<6)).counts.records == 1)
        #expect(try bench.marked() == bench.clinic.open().nextEntry)
        #expect(try bench.findings().isEmpty)
        let losses = try bench.clinic.open().losses()
        #expect(losses.count == 1 && losses[0].history?.rootHash == newest.checkpoint.rootHash)
        // What was given up is not forgotten by who kept its checkpoint.
        #expect(try bench.findings(newest).contains { $0.hasPrefix("mark.") })
        // Nothing is left to accept.
        let again = try ClinicLedger.acceptRollback(bench.clinic.path, environment: bench.clinic.environment)
        #expect(again.entry == nil)
    }

    @Test func `another history of the same length or longer is found, too`() throws {
        let bench = try Bench()
        try bench.copy()
        try bench.clinic.take(Delivery.hl7(2..<4))
        let mark = try bench.clinic.bytes(try #require(try bench.mark?.path))
        try bench.putBack()
        // Elsewhere, where nobody knows, it is written on.
        var elsewhere = bench.clinic.environment
        elsewhere.stateDirectory = nil
        func write(_ pseudonyms: Range<UInt8>) throws {
            let ledger = try ClinicLedger.open(bench.clinic.path, for: .writing, environment: elsewhere)
            for number in pseudonyms { try ledger.add([.patient(pseudonym: [UInt8](repeating: number, count: 16))]) }
            try ledger.close()
        }
        try write(1..<2)
        #expect(try bench.clinic.bytes(try #require(try bench.mark?.path)) == mark)
        #expect(code { try bench.clinic.take(Delivery.hl7(5..<6)) } == "rolledBack")
        try write(2..<9)
        #expect(code { try bench.clinic.take(Delivery.hl7(5..<6)) } == "forked")
        #expect(try bench.clinic.open().contradiction?.code == "forked")
        #expect(try bench.findings() == ["mark.forked"])
        let accepted = try ClinicLedger.acceptRollback(bench.clinic.path, environment: bench.clinic.environment)
        #expect(accepted.history != nil)
        #expect(try bench.findings().isEmpty)
    }

    @Test func `two copies of a ledger are not written to at once on one machine`() throws {
        let bench = try Bench()
        try bench.copy()
        let first = try bench.clinic.open(for: .writing)
        let copy = bench.clinic.directory.appending(path: "copy").path
        let other = try ClinicLedger.open(copy, for: .writingIfFree, environment: bench.clinic.environment)
        #expect(!other.engine.isWritable)
        try first.close()
    }

    @Test func `a mark that is damaged, or another ledger's, is not believed and not overwritten`() throws {
        let bench = try Bench()
        let path = try #require(try bench.mark?.path)
        var bytes = try bench.clinic.bytes(path)
        bytes[bytes.count - 10] ^= 1
        try bench.clinic.replace(path, bytes)
        #expect(code { _ = try bench.clinic.open(for: .writing) } == "markUnusable")
        #expect(try bench.findings() == ["mark.malformed"])
        #expect(try bench.clinic.open().contradiction?.code == "markUnusable")
        #expect(try bench.clinic.open(for: .writingIfFree).contradiction?.code == "markUnusable")
        #expect(try bench.clinic.bytes(path) == bytes)
    }

    @Test func `a vault that lacks pages is written to once that is accepted, and what is lost is named`() throws {
        let bench = try Bench()
        for part in ["/vault", "/keys"] { try bench.copy("old" + part.dropFirst(), of: part) }
        try bench.clinic.take(Delivery.hl7(2..<5))
        try bench.clinic.take(Delivery.hl7(7..<9))
        let all = try bench.clinic.records().map(\.view.entry).sorted()
        for part in ["/vault", "/keys"] { try bench.putBack("old" + part.dropFirst(), part: part) }
        #expect(throws: LedgerError.self) { try bench.clinic.open(for: .writing) }
        let accepted = try ClinicLedger.acceptRollback(bench.clinic.path, environment: bench.clinic.environment)
        #expect(accepted.history == nil && accepted.pages == 2 && accepted.records == 5)
        let report = try bench.clinic.verify()
        #expect(report.findings.isEmpty && report.lost == all.suffix(5) && report.records == 2)
        // Written, read and indexed on.
        #expect(try bench.clinic.take(Delivery.hl7(20..<22)).counts.records == 2)
        try FileManager.default.removeItem(atPath: bench.clinic.files.index)
        #expect(try bench.clinic.take(Delivery.hl7(30..<31)).counts.records == 1)
        let after = try bench.clinic.verify()
        #expect(after.findings.isEmpty && after.lost == all.suffix(5) && after.records == 5)
        #expect(code { _ = try bench.clinic.door().record(all[all.count - 1]) } == "recordMissing")
        #expect(try bench.clinic.door().record(all[0]).document.count > 0)
    }

    @Test func `a vault put back beside the newer table of its keys is given up where it does not open`() throws {
        let bench = try Bench()
        try bench.copy("vault", of: "/vault")
        try bench.clinic.take(Delivery.hl7(2..<5))
        do {
            // The page is another since then, and the older one does not open with its key.
            let ledger = try bench.clinic.open(for: .writing)
            try ledger.erase([try #require(try ledger.entries(.recordsOfPatient(2)).first)], reason: "asked")
            try ledger.close()
        }
        let table = try bench.clinic.bytes(bench.clinic.files.keys + "/pages")
        try bench.putBack("vault", part: "/vault")
        #expect(throws: LedgerError.self) { try bench.clinic.open(for: .writing) }
        let accepted = try ClinicLedger.acceptRollback(bench.clinic.path, environment: bench.clinic.environment)
        #expect(accepted.pages == 3 && accepted.history == nil)
        let report = try bench.clinic.verify()
        #expect(report.findings.isEmpty && report.lost.count == 4 && report.records == 0, "\(report)")
        let lines = String(
            decoding: try bench.clinic.bytes(bench.clinic.files.keys + "/pages.given-up"), as: UTF8.self)
        let rows = lines.split(separator: "\n").compactMap { Base64.decode(String($0.split(separator: " ")[1])) }
        #expect(rows.flatMap(\.self) == table)
        #expect(try bench.clinic.take(Delivery.hl7(20..<22)).counts.records == 2)
        #expect(try bench.clinic.verify().findings.isEmpty)
    }

    @Test func `a page that is marked as lost without an entry on the chain is named`() throws {
        let bench = try Bench()
        let table = bench.clinic.files.keys + "/pages"
        let bytes = try bench.clinic.bytes(table)
        try bench.clinic.replace(table, [UInt8](repeating: 0, count: bytes.count))
        #expect(try Set(bench.findings()) == ["vault.pageLost"])
    }

    @Test func `wherever the power is lost, the mark is a checkpoint of the ledger and keeps nobody from writing`()
        throws
    {
        let disk = SimulatedDisk(directories: ["/l", "/w"])
        let seed = [UInt8](repeating: 7, count: 32)
        let signing = try Ed25519.SigningKey(seed: seed)
        let signer = NoteSigner(name: try KeyName("mark.example"), signingKey: signing)
        let files = LedgerFiles(directory: "/l")
        let mark = HighWaterMark(of: signer.verifierKey, in: "/state", on: disk)
        var genesis = EntryList()
        try genesis.append([1, 2, 3])
        let made = try Ledger.create(
            files, in: disk, signers: .init(checkpoint: signer, member: signing), genesis: genesis, clock: { 5 })
        try made.close()
        func write(_ disk: SimulatedDisk, _ clock: UInt64) throws -> UInt64 {
            let mark = HighWaterMark(of: signer.verifierKey, in: "/state", on: disk)
            let ledger = try Ledger.open(
                files, in: disk, key: signer.verifierKey, signers: .init(checkpoint: signer, member: signing),
                mark: mark, clock: { clock })
            var more = EntryList()
            try more.append([4])
            try ledger.append(more)
            try ledger.append(more)
            try ledger.close()
            return ledger.treeSize
        }
        _ = mark
        let counting = disk.copy()
        #expect(try write(counting, 5) == 3)
        var random = SeededNumbers(seed: 60)
        for call in 0..<counting.calls {
            for attempt in 0..<6 {
                let dying = disk.copy(.dies(after: call))
                _ = try? write(dying, 5)
                let after = dying.afterPowerLoss(seed: random.next())
                let before = try HighWaterMark(of: signer.verifierKey, in: "/state", on: after).read()
                // Whatever was marked is in the ledger.
                let size = try write(after, 9)
                #expect(size >= 3 && size <= 5, "call \(call) attempt \(attempt)")
                #expect((before?.checkpoint.treeSize ?? 0) <= size - 2, "call \(call) attempt \(attempt)")
                let newest = try HighWaterMark(of: signer.verifierKey, in: "/state", on: after).read()
                #expect(newest?.checkpoint.treeSize == size, "call \(call) attempt \(attempt)")
            }
        }
    }
}
