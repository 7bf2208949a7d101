import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Simulation
import Testing

@testable import MedicalLedger

/// A backup is one moment's, names what is wrong with it, and comes back as the ledger that it was made of.
struct BackupTests {
    private final class Bench {
        let clinic: TestClinic
        var backup: String { clinic.directory.appending(path: "backup").path }
        var restored: String { clinic.directory.appending(path: "restored").path }

        init(_ numbers: Range<Int> = 0..<3) throws {
            clinic = try TestClinic()
            try clinic.take(Delivery.hl7(numbers))
        }

        @discardableResult
        func save(
            incremental: Bool = false, keys: Backup.Keys = .leftOut, on fileSystem: any FileSystem = DiskFileSystem()
        ) throws -> Backup.Report {
            var environment = clinic.environment
            environment.fileSystem = fileSystem
            return try Backup.make(
                of: clinic.path, to: backup, isIncremental: incremental, keys: keys, environment: environment)
        }

        @discardableResult
        func restore(
            keys: Bool = true, on fileSystem: any FileSystem = DiskFileSystem()
        ) throws -> Restore.Report {
            try? FileManager.default.removeItem(atPath: restored)
            var environment = clinic.environment
            environment.fileSystem = fileSystem
            return try Restore.run(
                from: backup, to: restored, keys: keys ? clinic.files.keys : nil, environment: environment)
        }

        func verify(_ directory: String) throws -> LedgerVerifier.Report {
            try LedgerVerifier.verify(directory, isQuick: false, environment: clinic.environment) { _, _ in }
        }

        func files(_ directory: String) throws -> [String: [UInt8]] {
            var found: [String: [UInt8]] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
                var isDirectory: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isDirectory)
                if !isDirectory.boolValue { found[name] = try clinic.bytes("\(directory)/\(name)") }
            }
            return found
        }

        /// Nothing is left of a restoring that did not come to its end, but a draft.
        var isRestored: Bool { FileManager.default.fileExists(atPath: restored) }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as MedicalError { return error.code } catch { return "\(error)" }
        return nil
    }

    private func contains(_ text: String, in files: [String: [UInt8]]) -> Bool {
        files.values.contains { $0.count >= 8 && String(decoding: $0, as: UTF8.self).contains(text) }
    }

    @Test func `what was backed up comes back, is verified, read and written on`() throws {
        let bench = try Bench()
        let report = try bench.save()
        #expect(try report.entries == bench.clinic.open().nextEntry && !report.hasKeys && report.manifest.pages == 1)
        let names = try Set(bench.files(bench.backup).keys)
        #expect(names.isDisjoint(with: Backup.secretNames) && names.contains("keys/pages"))
        let back = try bench.restore()
        #expect(back.hasKeys && back.records == 3)
        #expect(try bench.verify(bench.restored).findings.isEmpty)
        let ledger = try ClinicLedger.open(bench.restored, for: .writing, environment: bench.clinic.environment)
        try ledger.add([.patient(pseudonym: [UInt8](repeating: 1, count: 16))])
        try ledger.close()
        #expect(try bench.verify(bench.restored).findings.isEmpty)
        #expect(code { try bench.save() } == "backupExists")
        #expect(
            code {
                _ = try Restore.run(
                    from: bench.backup, to: bench.restored, keys: nil, environment: bench.clinic.environment)
            } == "ledgerExists")
    }

    @Test func `without keys the chain is verified, with them in the backup nothing else is needed`() throws {
        let bench = try Bench()
        try bench.save()
        let back = try bench.restore(keys: false)
        #expect(!back.hasKeys && back.records == 0)
        #expect(code { try bench.save(incremental: true, keys: .ifSealed) } == "keysInClear")
        try bench.save(incremental: true, keys: .evenInClear)
        let whole = try bench.restore(keys: false)
        #expect(whole.hasKeys && whole.records == 3)
        // Left out again, they do not stay behind.
        try bench.save(incremental: true)
        #expect(try Set(bench.files(bench.backup).keys).isDisjoint(with: Backup.secretNames))
    }

    @Test func `a later backup copies what is new and overwrites what was erased`() throws {
        let bench = try Bench()
        try bench.save()
        let before = try bench.files(bench.backup)
        let rows = try #require(before["keys/pages"])
        try bench.clinic.take(Delivery.hl7(5..<7))
        do {
            let ledger = try bench.clinic.open(for: .writing)
            try ledger.erase([try #require(try ledger.entries(.recordsOfPatient(2)).first)], reason: "asked")
            try ledger.close()
        }
        let report = try bench.save(incremental: true)
        #expect(report.pagesOverwritten == 1)
        let after = try bench.files(bench.backup)
        // Neither the old frame nor its key is left.
        let frame = try #require(before["vault/000000000000.seg"])
        #expect(after.values.allSatisfy { !$0.starts(with: frame.prefix(200)) })
        #expect(after["keys/pages"]?.starts(with: rows) == false)
        let vault = try bench.files(bench.clinic.files.vault)
        #expect(after["vault/000000000000.seg"] == vault["000000000000.seg"])
        #expect(try bench.save(incremental: true).bytesWritten == 0)
        #expect(try bench.restore().records == 4)
        #expect(try bench.verify(bench.restored).erased == 1)
        #expect(try bench.files(bench.restored)["vault/000000000000.seg"] == after["vault/000000000000.seg"])
    }

    @Test func `an erasure that the backup missed is done again before the ledger is there`() throws {
        let bench = try Bench()
        let ledger = try bench.clinic.open(for: .writing)
        let record = try #require(try ledger.entries(.recordsOfPatient(2)).first)
        let vault = try bench.files(bench.clinic.files.vault)
        let pages = try bench.clinic.bytes(bench.clinic.files.keys + "/pages")
        try ledger.erase([record], reason: "asked")
        try ledger.close()
        // As if the pages had been copied before the erasure, and the chain after it.
        for (name, bytes) in vault {
            let path = "\(bench.clinic.files.vault)/\(name)"
            try bench.clinic.replace(path, bytes + (try bench.clinic.bytes(path)).dropFirst(bytes.count))
        }
        let table = try bench.clinic.bytes(bench.clinic.files.keys + "/pages")
        try bench.clinic.replace(bench.clinic.files.keys + "/pages", pages + table.dropFirst(pages.count))
        try? FileManager.default.removeItem(atPath: bench.clinic.files.vault + "/erased")
        try bench.save()
        try bench.restore()
        let report = try bench.verify(bench.restored)
        #expect(report.findings.isEmpty && report.erased == 1)
    }

    @Test func `a byte changed, a file cut or missing is named, and nothing appears`() throws {
        let bench = try Bench(0..<1)
        try bench.save()
        for (name, bytes) in try bench.files(bench.backup) where name != "lock" && name != "checkpoint" {
            let path = "\(bench.backup)/\(name)"
            var changed = bytes
            changed[bytes.count / 2] ^= 1
            for damaged in [changed, Array(bytes.dropLast())] {
                try bench.clinic.replace(path, damaged)
                let found = code { try bench.restore() }
                #expect(found == (name == "BACKUP" ? "backupManifestDamaged" : "backupFileDamaged"), "\(name)")
                #expect(!bench.isRestored)
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(code { try bench.restore() } == (name == "BACKUP" ? "backupIncomplete" : "backupFileDamaged"))
            try bench.clinic.replace(path, bytes)
        }
        #expect(try bench.restore().records == 1)
        let drafts = try FileManager.default.contentsOfDirectory(atPath: bench.clinic.directory.path)
        #expect(!drafts.contains { $0.contains(".new-") })
    }

    @Test func `a ledger that was put back does not take the place of its newer backup`() throws {
        let bench = try Bench()
        let old = bench.clinic.directory.appending(path: "old").path
        try FileManager.default.copyItem(atPath: bench.clinic.path, toPath: old)
        try bench.clinic.take(Delivery.hl7(5..<6))
        try bench.save()
        try FileManager.default.removeItem(atPath: bench.clinic.path)
        try FileManager.default.copyItem(atPath: old, toPath: bench.clinic.path)
        #expect(code { try bench.save(incremental: true) } == "backupAhead")
        let other = try TestClinic(origin: "other.example/ledger")
        #expect(
            code {
                _ = try Backup.make(
                    of: other.path, to: bench.backup, isIncremental: true, keys: .leftOut,
                    environment: other.environment)
            } == "backupOfOther")
    }

    @Test func `whatever call a backup ends at, it is whole, incomplete by name, and finished by running it again`()
        throws
    {
        let bench = try Bench()
        try bench.save()
        let first = bench.clinic.directory.appending(path: "first").path
        try FileManager.default.copyItem(atPath: bench.backup, toPath: first)
        try bench.clinic.take(Delivery.hl7(5..<6))
        do {
            let ledger = try bench.clinic.open(for: .writing)
            try ledger.erase([try #require(try ledger.entries(.recordsOfPatient(2)).first)], reason: "asked")
            try ledger.close()
        }
        func reset() throws {
            try FileManager.default.removeItem(atPath: bench.backup)
            try FileManager.default.copyItem(atPath: first, toPath: bench.backup)
        }
        let calls = try FaultyFileSystem.countCalls { try bench.save(incremental: true, on: $0) }
        let whole = try bench.files(bench.backup)
        #expect(calls > 20)
        for call in 0..<calls {
            for isKilled in [true, false] where isKilled || call % 3 == 0 {
                try reset()
                let disk = FaultyFileSystem(failingCall: call, isKilled: isKilled)
                #expect(throws: (any Error).self, "call \(call)") { try bench.save(incremental: true, on: disk) }
                // Restoring is slow: that the manifest holds is what it begins with.
                if let manifest = try? BackupManifest.read(bench.backup, in: DiskFileSystem()) {
                    for (path, file) in manifest.files {
                        let hash = try DiskFileSystem().hash("\(bench.backup)/\(path)", byteCount: file.byteCount)
                        #expect(hash == file.hash, "call \(call) \(path)")
                    }
                } else {
                    #expect(code { try bench.restore() } == "backupIncomplete", "call \(call)")
                }
                try bench.save(incremental: true)
                var files = try bench.files(bench.backup)
                #expect(files["BACKUP"].flatMap { BackupManifest($0) } != nil)
                (files["BACKUP"], files["lock"]) = (whole["BACKUP"], whole["lock"])
                #expect(files == whole, "call \(call)")
            }
        }
    }

    @Test func `whatever call a restoring ends at, there is no ledger or a whole one`() throws {
        let bench = try Bench(0..<1)
        try bench.save()
        let calls = try FaultyFileSystem.countCalls { try bench.restore(on: $0) }
        for call in stride(from: 0, to: calls, by: 1) {
            let disk = FaultyFileSystem(failingCall: call, isKilled: call % 2 == 0)
            let isDone = (try? bench.restore(on: disk)) != nil
            if bench.isRestored {
                #expect(try bench.verify(bench.restored).findings.isEmpty, "call \(call)")
            } else {
                #expect(!isDone)
            }
        }
        #expect(try bench.restore().records == 1)
    }

    @Test func `random manifests come back as they went in, and changed ones are refused`() throws {
        let bench = try Bench(0..<1)
        let manifest = try bench.save().manifest
        let bytes = manifest.encoded()
        #expect(BackupManifest(bytes)?.encoded() == bytes)
        var random = SeededNumbers(seed: 70)
        for _ in 0..<60 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            #expect(BackupManifest(changed) == nil)
            #expect(BackupManifest(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))) == nil)
        }
        for path in ["../x", "/etc/passwd", "chain/../../x", "chain//x", "a/b/c"] {
            var evil = manifest
            evil.files[path] = .init(byteCount: 0, hash: .zero)
            #expect(BackupManifest(evil.encoded()) == nil, "\(path)")
        }
    }
}

/// What can be had again is repaired, and nothing else is touched.
struct RepairTests {
    @Test func `a damaged or missing segment comes from a copy that need not be trusted`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        let copy = clinic.directory.appending(path: "copy").path
        try FileManager.default.copyItem(atPath: clinic.path, toPath: copy)
        let segment = clinic.files.chain + "/000000000000.seg"
        let good = try clinic.bytes(segment)
        func repair(_ source: String) throws -> [Repair.Segment] {
            try Repair.chain(of: clinic.path, from: source, environment: clinic.environment)
        }
        #expect(try repair(copy).isEmpty)
        var damaged = good
        damaged[good.count / 2] ^= 4
        try clinic.replace(segment, damaged)
        // A copy that is damaged elsewhere does not help, and nothing changes.
        var other = good
        other[good.count - 40] ^= 4
        try clinic.replace(copy + "/chain/000000000000.seg", other)
        #expect(try repair(copy).map(\.setAside) == [nil])
        #expect(try clinic.bytes(segment) == damaged)
        try clinic.replace(copy + "/chain/000000000000.seg", good)
        let aside = try #require(try repair(copy).first?.setAside)
        #expect(try clinic.bytes(aside) == damaged && clinic.bytes(segment) == good)
        #expect(try clinic.verify().findings.isEmpty)
        try FileManager.default.removeItem(atPath: segment)
        #expect(try repair(copy).map(\.setAside) == [segment])
        #expect(try clinic.verify().findings.isEmpty)
        #expect(try clinic.take(Delivery.hl7(5..<6)).counts.records == 1)
    }

    @Test func `an index that is damaged anywhere is made anew`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<2))
        for (name, bytes) in try clinic.allFiles() where name.hasPrefix("index/") && !bytes.isEmpty {
            let path = clinic.path + "/" + name
            var damaged = bytes
            damaged[bytes.count / 2] ^= 1
            try clinic.replace(path, damaged)
            try Repair.index(of: clinic.path, environment: clinic.environment)
            #expect(try clinic.verify().findings.isEmpty, "\(name)")
        }
        #expect(try clinic.records().count == 2)
    }
}
