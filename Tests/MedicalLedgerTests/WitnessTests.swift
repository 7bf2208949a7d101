import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Simulation
import Testing

@testable import MedicalLedger

/// A witness cosigns what has grown from what it has cosigned before, and nothing else, whatever happens to its disk.
struct WitnessTests {
    private static let signer = try? NoteSigner(
        name: KeyName("log.example"), signingKey: Ed25519.SigningKey(seed: [UInt8](repeating: 3, count: 32)))

    /// A tree of numbers; a fork differs from some entry on.
    private static func leaves(_ size: Int, forkedFrom fork: Int = .max) -> [Digest] {
        (0..<size).map { MerkleTree.leafHash([UInt8($0), $0 >= fork ? 1 : 0]) }
    }

    private struct Tiles: TileReader {
        let leaves: [Digest]
        func tile(level: Int, index: UInt64, count: Int) throws -> [Digest] { Array(leaves[..<count]) }
    }

    /// A request from the tree of `old` leaves to that of `size`.
    private static func request(_ old: Int, _ size: Int, forkedFrom fork: Int = .max) throws -> [UInt8] {
        let leaves = leaves(size, forkedFrom: fork)
        let signer = try #require(signer)
        let checkpoint = try Checkpoint(
            origin: "log.example", treeSize: UInt64(size), rootHash: MerkleTree.root(of: leaves)
        ).signed(by: signer)
        let hashes = old <= size ? try Tiles(leaves: leaves).consistencyProof(from: UInt64(old), to: UInt64(size)) : []
        return Array(ConsistencyProof(oldSize: UInt64(old), hashes: hashes, checkpoint: checkpoint).formatted.utf8)
    }

    private static func witness(on disk: any FileSystem, clock: UInt64 = 7_000_000) throws -> Witness {
        let environment = Environment(
            fileSystem: disk, clock: { clock }, randomBytes: { try SystemRandom.bytes($0) })
        if try disk.exists("/w/witness.key") { return try Witness(in: "/w", environment: environment) }
        let witness = try Witness.create("/w", name: try KeyName("witness.example"), environment: environment)
        try witness.watch(try #require(signer).verifierKey)
        return witness
    }

    private static func status(_ witness: Witness, _ request: [UInt8]) -> String {
        do {
            _ = try witness.cosign(request)
            return "200"
        } catch let error as MedicalError { return error.values["status"] ?? error.code } catch { return "\(error)" }
    }

    @Test func `each refusal has the status that the specification gives it`() throws {
        let witness = try Self.witness(on: SimulatedDisk(directories: ["/l", "/w"]))
        #expect(Self.status(witness, try Self.request(3, 5)) == "409")
        #expect(Self.status(witness, try Self.request(0, 5)) == "200")
        #expect(Self.status(witness, try Self.request(0, 6)) == "409")
        #expect(Self.status(witness, try Self.request(5, 5)) == "200")
        #expect(Self.status(witness, try Self.request(5, 5, forkedFrom: 4)) == "409")
        #expect(Self.status(witness, try Self.request(5, 9, forkedFrom: 4)) == "422")
        #expect(Self.status(witness, try Self.request(5, 9, forkedFrom: 5)) == "200")
        #expect(Self.status(witness, try Self.request(9, 12)) == "422")
        #expect(Self.status(witness, try Self.request(9, 8)) == "400")
        #expect(Self.status(witness, Array("old 9\n".utf8)) == "400")
        func unsigned(_ origin: String) throws -> [UInt8] {
            let signer = try NoteSigner(
                name: KeyName(origin), signingKey: Ed25519.SigningKey(seed: [UInt8](repeating: 4, count: 32)))
            let signed = try Checkpoint(origin: origin, treeSize: 9, rootHash: .zero).signed(by: signer)
            return Array(ConsistencyProof(oldSize: 9, hashes: [], checkpoint: signed).formatted.utf8)
        }
        #expect(Self.status(witness, try unsigned("log.example")) == "403")
        #expect(Self.status(witness, try unsigned("other.example")) == "404")
        let key = try #require(Self.signer).verifierKey
        #expect(try witness.cosigned(key)?.checkpoint.treeSize == 9)
    }

    @Test func `a cosignature verifies, says when, and the key survives its file`() throws {
        let disk = SimulatedDisk(directories: ["/l", "/w"])
        _ = try Self.witness(on: disk)
        let witness = try Self.witness(on: disk)
        let request = try Self.request(0, 5)
        let (signature, checkpoint) = try witness.cosign(request)
        let signed = try ConsistencyProof(parsing: request[...]).checkpoint.adding(signature)
        let found = try signed.cosignatures(by: [witness.verifierKey])
        #expect(found.map(\.timeSeconds) == [7000] && checkpoint.treeSize == 5)
        #expect(throws: MedicalError.self) { try witness.watch(try #require(Self.signer).verifierKey) }
        #expect(throws: MedicalError.self) { try witness.watch(witness.verifierKey) }
    }

    @Test func `wherever the power is lost, what was cosigned is remembered, and no fork of it is cosigned`() throws {
        let disk = SimulatedDisk(directories: ["/l", "/w"])
        _ = try Self.witness(on: disk).cosign(try Self.request(0, 5))
        let (longer, fork) = (try Self.request(5, 9), try Self.request(5, 9, forkedFrom: 6))
        let counting = disk.copy()
        _ = try Self.witness(on: counting).cosign(longer)
        var random = SeededNumbers(seed: 61)
        for call in 0..<counting.calls {
            for isLost in [true, false] {
                for attempt in 0..<(isLost ? 8 : 1) {
                    let failing = disk.copy(isLost ? .dies(after: call) : .fails(call..<call + 1, .full))
                    let isCosigned = (try? Self.witness(on: failing).cosign(longer)) != nil
                    let after = isLost ? failing.afterPowerLoss(seed: random.next()) : failing
                    let size = try Self.witness(on: after).cosigned(try #require(Self.signer).verifierKey)
                    #expect(size?.checkpoint.treeSize == 9 || !isCosigned, "call \(call) attempt \(attempt)")
                    let again = Self.status(try Self.witness(on: after), fork)
                    #expect(
                        again == (size?.checkpoint.treeSize == 9 ? "409" : "200"), "call \(call) attempt \(attempt)")
                }
            }
        }
    }

    @Test func `a cosignature is the one that another implementation makes`() throws {
        // Computed with hashlib and cryptography in Python, from the seed 09 09 … and the time 7000.
        let disk = SimulatedDisk(directories: ["/l", "/w"])
        let line = "PRIVATE+KEY+witness.example+a50367b6+BAkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ\n"
        disk.replace("/w/witness.key", Array(line.utf8))
        let witness = try Self.witness(on: disk)
        try witness.watch(try #require(Self.signer).verifierKey)
        #expect(
            witness.verifierKey.formatted
                == "witness.example+a50367b6+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY")
        #expect(
            try witness.cosign(Self.request(0, 5)).signature.formatted
                == "— witness.example pQNntgAAAAAAABtYc/xQkTUid9LsxupsXXUddKJ1V288vamn8Up2zFSN4p5FlMHzYCvtuMnr2jrA4qlsASO5TMwi8klWMxxCyxWcBg=="
        )
    }

    // MARK: - The ledger's side

    @Test func `two clinics witness each other, late answers included, and verification demands it`() throws {
        let (clinic, other) = (try TestClinic(), try TestClinic(origin: "other.example/ledger"))
        let directory = other.directory.appending(path: "witness").path
        let witness = try Witness.create(directory, name: try KeyName("w.example"), environment: other.environment)
        let ledger = try Cosignatures(of: clinic.path, environment: clinic.environment)
        try witness.watch(try clinic.open().description.key)
        try ledger.trust(witness.verifierKey)
        func findings() throws -> [String] {
            try LedgerVerifier.verify(
                clinic.path, isQuick: true, witness: witness.verifierKey, environment: clinic.environment
            ) { _, _ in }.findings.map(\.code)
        }
        #expect(try findings() == ["witness.missing"])
        var sizes: [UInt64?] = []
        for number in 0..<3 {
            let request = Array(try ledger.request(to: witness.verifierKey).formatted.utf8)
            let answer = Array((try witness.cosign(request).signature.formatted + "\n").utf8)
            if number == 1 {
                try clinic.take(Delivery.hl7(0..<2))
                #expect(throws: MedicalError.self) { try ledger.take(answer, request: nil) }
            }
            sizes += try ledger.take(answer, request: number == 1 ? request : nil).map { $0.checkpoint?.treeSize }
            // The newest checkpoint bears the cosignature only where that is over it.
            let newest = try #require(try clinic.open().engine.checkpoint)
            #expect(try newest.cosignatures(by: [witness.verifierKey]).count == (number == 1 ? 0 : 1))
            #expect(try findings().isEmpty)
        }
        #expect(sizes == [2, 2, try clinic.open().nextEntry])
        // It is written on, with what it signs alone; what was cosigned stays.
        #expect(try clinic.take(Delivery.hl7(3..<4)).counts.records == 1)
        #expect(try findings().isEmpty)
        let path = try ledger.cosigned(by: witness.verifierKey).file
        var bytes = try clinic.bytes(path)
        bytes[bytes.count - 20] ^= 1
        try clinic.replace(path, bytes)
        #expect(try findings() == ["witness.invalid"])
    }

    @Test func `a cosigned checkpoint that the ledger has not grown from is a finding`() throws {
        let clinic = try TestClinic()
        let witness = try Witness.create(
            clinic.directory.appending(path: "w").path, name: try KeyName("w.example"),
            environment: clinic.environment)
        try witness.watch(try clinic.open().description.key)
        let ledger = try Cosignatures(of: clinic.path, environment: clinic.environment)
        try ledger.trust(witness.verifierKey)
        let old = clinic.directory.appending(path: "old").path
        try FileManager.default.copyItem(atPath: clinic.path, toPath: old)
        try clinic.take(Delivery.hl7(0..<1))
        let answer = try witness.cosign(Array(try ledger.request(to: nil).formatted.utf8)).signature.formatted
        _ = try ledger.take(Array((answer + "\n").utf8), request: nil)
        try FileManager.default.removeItem(atPath: clinic.path + "/chain")
        for part in ["chain", "checkpoint"] {
            try? FileManager.default.removeItem(atPath: clinic.path + "/" + part)
            try FileManager.default.copyItem(atPath: old + "/" + part, toPath: clinic.path + "/" + part)
        }
        let report = try LedgerVerifier.verify(
            clinic.path, isQuick: true, witness: witness.verifierKey, environment: clinic.environment
        ) { _, _ in }
        #expect(report.findings.map(\.code) == ["mark.rolledBack"])
    }
}
