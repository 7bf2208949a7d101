import Foundation
import MerkleLog
import Testing

@testable import HealthFormats
@testable import LedgerEngine
@testable import MedicalLedger
@testable import SegmentStore

/// The page of limits says what the code says.
struct LimitTests {
    private static let limits: [String: Int] = [
        "entries of a ledger": Int(Ledger.maximumTreeSize),
        "entries of a block": Block.maximumEntryCount,
        "bytes of an entry": EntryList.maximumEntryBytes,
        "bytes of a block's or page's body": Frame.bodyLimit,
        "bytes of a frame's prefix": Frame.prefixLimit,
        "inflated bytes for each stored one": Frame.inflationLimit,
        "seals of a block": Block.maximumSealCount,
        "bytes of a signed note or checkpoint": SignedNote.maximumBytes,
        "signatures of a note": SignedNote.maximumSignatureCount,
        "hashes of a proof": ConsistencyProof.maximumHashCount,
        "bytes of an origin or key name": KeyName.maximumBytes,
        "bytes of a message, Bundle or run of rows that is imported": ImportSession.maximumItemBytes,
        "bytes of a CSV row": CSV.maxRowBytes,
        "depth of JSON": JSONDocument.maximumDepth,
        "records of a share package": SharePackage.maximumRecordCount,
        "bytes of a share package": SharePackage.maximumByteCount,
        "bytes of a proven decision": DecisionProof.maximumBytes,
        "bytes of an identity document": ClinicLedger.identityByteLimit,
        "bytes of a member's file": MemberFile.byteLimit,
        "shares of a key": KeyShare.maximumCount,
    ]

    @Test func `every limit on the page is the one that is kept, and each has its error`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let page = try String(contentsOf: root.appending(path: "MedicalLedger/LIMITS.md"), encoding: .utf8)
        let sources = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" && !$0.path.contains("/Wording/") }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        var rows: [String: Int] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let value = Int(cells[1].filter(\.isNumber)) else { continue }
            rows[cells[0]] = value
            for code in cells[2].split(separator: ", ") {
                let name = code.filter { $0 != "`" }
                // The reasons of JSON are made of a prefix and a case.
                let isThere = sources.contains("\"\(name)\"") || name.hasPrefix("json.")
                #expect(isThere, "\(name) is thrown nowhere")
            }
        }
        #expect(rows == Self.limits)
    }
}
