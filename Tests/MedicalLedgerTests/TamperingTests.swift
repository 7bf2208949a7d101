import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore
import Testing

@testable import LedgerEngine
@testable import MedicalLedger

/// What somebody can do who can write to the disk but has not the keys, and what a careless restore can do.
struct TamperingTests {
    @Test func `a page table that lacks pages stops the writer, and the vault stays as it is`() throws {
        for damage in [
            { (bytes: [UInt8]) in [] }, { Array($0.dropLast(64)) },
            { bytes in
                var changed = bytes
                changed[changed.count - 60] ^= 1
                return changed
            },
        ] {
            let clinic = try TestClinic()
            try clinic.take(Delivery.hl7(0..<40))
            try clinic.take(Delivery.hl7(40..<80))
            let table = clinic.files.keys + "/pages"
            let vault = clinic.files.vault + "/000000000000.seg"
            let before = (try clinic.bytes(table), try clinic.bytes(vault))
            try clinic.replace(table, damage(before.0))
            #expect(throws: (any Error).self) { try clinic.take(Delivery.hl7(80..<90)) }
            #expect(try clinic.bytes(vault) == before.1)
            try clinic.replace(table, before.0)
            try clinic.take(Delivery.hl7(80..<90))
            #expect(try clinic.verify().findings.isEmpty)
            #expect(try clinic.export(.hl7) == Delivery.hl7(0..<90))
        }
    }

    @Test func `keys of another ledger sign and write nothing`() throws {
        for name in ["checkpoint.key", "member.key", "vault.key"] {
            let clinic = try TestClinic()
            let other = try TestClinic()
            try clinic.take(Delivery.hl7(0..<5))
            let path = clinic.files.keys + "/" + name
            let own = try clinic.bytes(path)
            try clinic.replace(path, try clinic.bytes(other.files.keys + "/" + name))
            let before = try clinic.allFiles().filter { $0.name.hasPrefix("chain") || $0.name.hasPrefix("vault") }
            #expect(throws: (any Error).self, "\(name)") { try clinic.take(Delivery.hl7(5..<9)) }
            let after = try clinic.allFiles().filter { $0.name.hasPrefix("chain") || $0.name.hasPrefix("vault") }
            #expect(after.map(\.bytes) == before.map(\.bytes), "\(name)")
            try clinic.replace(path, own)
            try clinic.take(Delivery.hl7(5..<9))
            #expect(try clinic.verify().findings.isEmpty, "\(name)")
        }
    }

    @Test func `a block that a stranger has dated and sealed anew is found`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        let path = clinic.files.chain + "/000000000000.seg"
        let scanner = try SegmentScanner(try DiskFileSystem().open(path, .read), isLastSegment: true)
        var frames: [Frame] = []
        while let frame = try scanner.next()?.copy() { frames.append(frame) }
        let last = frames.removeLast()
        let stranger = try Ed25519.SigningKey(seed: [UInt8](repeating: 9, count: 32))
        var prefix = try Block.Prefix(last.prefix[...])
        prefix.header.timeMilliseconds += 86_400_000
        prefix.seals[0].signer = stranger.publicKey.bytes
        let message = prefix.seals[0].message(origin: "clinic.example/ledger", header: prefix.header)
        prefix.seals[0].signature = stranger.signature(for: message).bytes
        var bytes = frames.flatMap(\.bytes)
        try FrameWriter.append(
            kind: Block.frameKind, prefix: prefix.encoded(),
            body: last.header.codec == .stored
                ? FrameBody(stored: last.storedBody)
                : FrameBody(deflated: last.storedBody, rawCount: last.header.rawCount, dictionary: 0), to: &bytes)
        try clinic.replace(path, bytes)
        #expect(try clinic.verify().findings.map(\.code).contains("block.sealer"))
        #expect(throws: (any Error).self) { try clinic.take(Delivery.hl7(5..<6)) }
    }

    @Test func `the index of another ledger hides nothing and is put right`() throws {
        let clinic = try TestClinic()
        let other = try TestClinic()
        try clinic.take(Delivery.hl7(0..<20))
        try other.take(Delivery.hl7(100..<120))
        try FileManager.default.removeItem(atPath: clinic.files.index)
        try FileManager.default.copyItem(atPath: other.files.index, toPath: clinic.files.index)
        #expect(try !clinic.verify().findings.isEmpty)
        var question = ClinicLedger.Question()
        question.patient = "PAT1001"
        #expect(try !clinic.records(question).isEmpty)
        #expect(try clinic.take(Delivery.hl7(0..<20)).counts.records == 0)
    }

    @Test func `an index that is newer than the chain beside it answers for that chain alone`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<5))
        let older = [clinic.files.checkpoint, clinic.files.chain + "/000000000000.seg"]
        let bytes = try older.map { try clinic.bytes($0) }
        try clinic.take(Delivery.hl7(5..<9))
        for (path, bytes) in zip(older, bytes) { try clinic.replace(path, bytes) }
        #expect(try clinic.take(Delivery.hl7(0..<9)).counts.records == 4)
        #expect(try clinic.export(.hl7) == Delivery.hl7(0..<9))
        #expect(try clinic.verify().findings.isEmpty)
    }

    @Test func `an unfinished creation leaves no ledger and is no hindrance`() throws {
        let clinic = try TestClinic()
        let path = clinic.directory.path + "/a/b/new.ledger"
        let origin = try clinic.open().description.key.name
        try FileManager.default.createDirectory(
            atPath: clinic.directory.path + "/full", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: clinic.directory.path + "/full/file"))
        #expect(throws: MedicalError.self) {
            try ClinicLedger.create(
                clinic.directory.path + "/full", origin: origin, member: "M", roles: [.clinic],
                environment: clinic.environment)
        }
        let long = String(repeating: "x", count: 70_000)
        #expect(throws: (any Error).self) {
            try ClinicLedger.create(
                path, origin: origin, member: long, roles: [.clinic],
                environment: clinic.environment)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: clinic.directory.path + "/a/b").isEmpty)
        try ClinicLedger.create(
            path, origin: origin, member: "M", roles: [.clinic], environment: clinic.environment)
    }
}
