import Foundation
import LedgerCrypto
import MerkleLog
import SegmentStore

@testable import LedgerEngine

/// A deterministic generator, so that a failure can be repeated from its seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A ledger in a directory of its own, with fixed keys and a clock that ticks a second for each block.
final class TestLedger {
    let directory: URL
    let files: LedgerFiles
    let signers: Ledger.Signers
    let fileSystem = DiskFileSystem()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        files = LedgerFiles(directory: directory.path)
        signers = Ledger.Signers(
            checkpoint: NoteSigner(
                name: try KeyName("test.example/ledger"), signingKey: try .init(seed: [UInt8](repeating: 1, count: 32))),
            member: try .init(seed: [UInt8](repeating: 2, count: 32)))
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var key: VerifierKey { signers.checkpoint.verifierKey }

    func create() throws -> Ledger {
        try Ledger.create(
            files, in: fileSystem, signers: signers, genesis: Self.entries(0..<2), clock: { 1_700_000_000_000 })
    }

    func open(writing: Bool = false) throws -> Ledger {
        try Ledger.open(
            files, in: fileSystem, key: key, signers: writing ? signers : nil, clock: { 1_700_000_000_000 })
    }

    /// Creates a ledger of several blocks and closes it.
    func fill(blocks: [Int]) throws {
        let ledger = try create()
        for count in blocks { try ledger.append(Self.entries(ledger.treeSize..<ledger.treeSize + UInt64(count))) }
        try ledger.close()
    }

    func verify(isQuick: Bool = false) throws -> [Finding] {
        var verifier = ChainVerifier(files, in: fileSystem, key: key, isQuick: isQuick)
        try verifier.run()
        return verifier.findings
    }

    /// Entries whose bytes follow from their numbers.
    static func entries(_ numbers: Range<UInt64>) throws -> EntryList {
        var list = EntryList()
        for number in numbers { try list.append(entry(number)) }
        return list
    }

    static func entry(_ number: UInt64) -> [UInt8] {
        Array("entry \(number) ".utf8) + SHA256.hash(Array(String(number).utf8)).bytes.prefix(Int(number % 29) + 1)
    }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    func replace(_ path: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

    var segment: String { files.chain + "/000000000000.seg" }
}
