internal import HTTPTypes
internal import Hummingbird
internal import LedgerCrypto
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog

/// The ledger for whoever examines it: blocks, entries, checkpoint, witnesses, and a verification to watch.
///
/// Nothing here opens a document: what stands on the chain names nobody.
struct ExplorerDoor: Sendable {
    /// Blocks on a page.
    static let blocksOnPage: UInt64 = 50

    let desk: LedgerDesk
    let examiner: Examiner
    /// The ledger's directory.
    let directory: String

    var routes: [Route] {
        let examiners = Admission.of(PageFrame.Desks.examiners)
        return [
            .get("/explore", examiners) { try await overview($0) },
            .get("/explore/blocks/:height", examiners) { visit in
                let height = try visit.number("height")
                let block = try await desk.perform { ledger in
                    guard height < ledger.engine.blockCount else {
                        throw MedicalError("noSuchPage", .refused, ["status": "404"])
                    }
                    return try ExplorerPages.BlockView(try ledger.engine.block(height))
                }
                return ExplorerPages.block(visit, block)
            },
            .get("/explore/entries/:entry", examiners) { visit in
                let number = try visit.number("entry")
                let entry = try await desk.perform { ledger in
                    guard number < ledger.engine.treeSize else {
                        throw MedicalError("noSuchPage", .refused, ["status": "404"])
                    }
                    let bytes = Array(try ledger.engine.entry(number))
                    let block = try ledger.engine.block(with: number).block.header.height
                    return ExplorerPages.EntryView(number: number, bytes: bytes, block: block)
                }
                return ExplorerPages.entry(visit, entry)
            },
            .get("/explore/verification", examiners) { ExplorerPages.verification($0, examiner.now) },
            .form("/explore/verification", examiners) { _, form in
                examiner.begin(isQuick: form["quick"] != nil)
                return .seeOther("/explore/verification")
            },
        ]
    }

    private func overview(_ visit: Visit) async throws -> Response {
        let (directory, environment) = (directory, desk.environment)
        let below = visit.query["below"].flatMap(UInt64.init) ?? .max
        let view = try await desk.perform { ledger in
            let engine = ledger.engine
            let end = min(below, engine.blockCount)
            let heights = (end > Self.blocksOnPage ? end - Self.blocksOnPage : 0)..<end
            let cosignatures = try Cosignatures(of: directory, environment: environment)
            return ExplorerPages.Overview(
                origin: engine.origin, verifierKey: engine.key.formatted,
                checkpoint: engine.checkpoint?.formatted ?? "",
                entryCount: engine.treeSize, blockCount: engine.blockCount,
                blocks: try heights.reversed().map { try engine.block($0).header },
                witnesses: try cosignatures.witnesses().map { witness in
                    let cosigned = try? cosignatures.cosigned(by: witness)
                    return ExplorerPages.WitnessView(
                        name: witness.name.text, treeSize: cosigned?.checkpoint?.treeSize, time: cosigned?.time)
                })
        }
        return ExplorerPages.overview(visit, view, examiner.now)
    }
}
