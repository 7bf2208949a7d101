import HTTPTypes
import Hummingbird
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// What auditors see: all of the chain, no document, and whether it is as it was written.
struct ExplorerTests {
    private let clinic: WebClinic
    private let cookie: String

    init() async throws {
        clinic = try WebClinic()
        try await clinic.takeIn(0..<20)
        try clinic.accounts.add("aud", role: .auditor, key: nil, password: secret("a good password"))
        cookie = try #require(try await clinic.signIn("aud", "a+good+password"))
    }

    private func wait(for words: String) async throws -> String {
        for _ in 0..<2000 {
            let page = try await clinic.get("/explore/verification", in: cookie).text
            if page.contains(words) { return page }
            try await Task.sleep(for: .milliseconds(5))
        }
        return ""
    }

    @Test func `every block and entry has a page, with the hashes that the chain has`() async throws {
        let (blocks, entries) = try await clinic.desk.perform { ($0.engine.blockCount, $0.engine.treeSize) }
        for height in 0..<blocks {
            let page = try await clinic.get("/explore/blocks/\(height)", in: cookie)
            let hash = try await clinic.desk.perform { try $0.engine.block(height).header.hash }
            #expect(page.status == 200 && page.text.contains(Hexadecimal.text(hash.bytes)))
        }
        for number in 0..<entries {
            let page = try await clinic.get("/explore/entries/\(number)", in: cookie)
            let leaf = try await clinic.desk.perform { MerkleTree.leafHash(Array(try $0.engine.entry(number))) }
            #expect(page.status == 200 && page.text.contains(Hexadecimal.text(leaf.bytes)))
            #expect(!page.text.contains("MSH|"))
        }
        for path in ["/explore/blocks/\(blocks)", "/explore/entries/\(entries)", "/explore/blocks/x"] {
            #expect(try await clinic.get(path, in: cookie).status == 404)
        }
        #expect(try await clinic.get("/explore?below=1", in: cookie).status == 200)
        #expect(try await clinic.get("/explore?below=x", in: cookie).status == 200)
    }

    @Test func `a verification is watched to its end, and finds what was changed`() async throws {
        await clinic.desk.close()
        #expect(try await clinic.send("/explore/verification", "", in: cookie).status == .seeOther)
        #expect(try await wait(for: "nothing was changed").contains("✕ ") == false)
        let disk = clinic.simulated.disk
        let path = try #require(disk.files.keys.first { $0.hasSuffix(".seg") && $0.contains("/chain/") })
        var bytes = try #require(disk.files[path])
        bytes[bytes.count / 2] ^= 1
        try clinic.simulated.environment.fileSystem.atomicReplace(path, with: bytes, access: .private)
        _ = try await clinic.send("/explore/verification", "quick=1", in: cookie)
        let page = try await wait(for: "were found")
        #expect(page.contains("000000000000.seg"))
    }
}
