internal import HTTPTypes
internal import Hummingbird
internal import LedgerCrypto
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog
internal import NIOCore

/// The chain as a tiled log: `/ledger/checkpoint`, `/ledger/tile/L/N[.p/W]`, `/ledger/tile/entries/N[.p/W]`.
///
/// The checkpoint and the tiles are signatures and hashes, and everybody's. The entries name nobody, but who reads them all sees how
/// busy a clinic is: they are for whoever examines it. A full tile never changes, so any cache may keep it.
/// Specification: C2SP tlog-tiles.
struct LedgerDoor: Sendable {
    let desk: LedgerDesk

    var routes: [Route] {
        [
            .get("/ledger/checkpoint", .everyone, .data) { _ in
                let text = try await desk.perform { ledger in
                    guard let newest = ledger.engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
                    return newest.formatted
                }
                return .text(.ok, text)
            },
            .get("/ledger/tile/entries/**", .of(PageFrame.Desks.examiners, [.verify]), .data) { visit in
                let tile = try Tile(visit.path.dropFirst(3), level: 0)
                return Self.answer(
                    tile, try await desk.perform { try Self.entries(tile, $0.engine) }, "application/octet-stream")
            },
            .get("/ledger/tile/**", .everyone, .data) { visit in
                guard let level = visit.path.dropFirst(2).first.flatMap({ Int($0) }), (0..<8).contains(level),
                    visit.path[2] == String(level)
                else { throw Tile.unknown }
                let tile = try Tile(visit.path.dropFirst(3), level: level)
                return Self.answer(
                    tile, try await desk.perform { try Self.hashes(tile, $0.engine) }, "application/octet-stream")
            },
        ]
    }

    /// Which tile is asked for.
    struct Tile: Sendable {
        static let unknown = MedicalError("noSuchTile", .refused, ["status": "404"])

        let level: Int
        let index: UInt64
        /// Hashes in it: 1 to 256.
        let width: Int

        /// Reads `x001/x234/067` or `x001/x234/067.p/5`.
        init(_ path: ArraySlice<String>, level: Int) throws(MedicalError) {
            var parts = path
            var width = 256
            if parts.count >= 2, parts[parts.endIndex - 2].hasSuffix(".p") {
                let last = parts.removeLast()
                guard let typed = Int(last), (1...255).contains(typed), last == "\(typed)" else { throw Self.unknown }
                width = typed
                parts[parts.endIndex - 1].removeLast(2)
            }
            guard let last = parts.popLast(), parts.count <= 5, parts.allSatisfy({ $0.hasPrefix("x") })
            else { throw Self.unknown }
            var index: UInt64 = 0
            for part in parts.map({ $0.dropFirst() }) + [last[...]] {
                guard part.utf8.count == 3, part.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = UInt64(part) else {
                    throw Self.unknown
                }
                index = index * 1000 + number
            }
            guard parts.isEmpty || parts.first != "x000" else { throw Self.unknown }
            (self.level, self.index, self.width) = (level, index, width)
        }

        /// Whether the log is large enough for the tile.
        func isThere(_ treeSize: UInt64) -> Bool {
            let hashes = treeSize >> UInt64(8 * level)
            return index < 1 << 40 && index * 256 + UInt64(width) <= hashes
        }
    }

    private static func hashes(_ tile: Tile, _ engine: Ledger) throws -> [UInt8] {
        guard tile.isThere(engine.treeSize) else { throw Tile.unknown }
        let reader = try engine.prover().reader
        if tile.level <= 3 {
            return try reader.tile(level: tile.level, index: tile.index, count: tile.width).flatMap(\.bytes)
        }
        throw Tile.unknown
    }

    /// Each entry behind its length in two bytes, the higher one first.
    private static func entries(_ tile: Tile, _ engine: Ledger) throws -> [UInt8] {
        guard tile.isThere(engine.treeSize) else { throw Tile.unknown }
        var bytes: [UInt8] = []
        for number in tile.index * 256..<tile.index * 256 + UInt64(tile.width) {
            let entry = try engine.entry(number)
            // `EntryList.maximumEntryBytes` is what two bytes can say.
            bytes += [UInt8(entry.count >> 8), UInt8(entry.count & 0xFF)]
            bytes += entry
        }
        return bytes
    }

    private static func answer(_ tile: Tile, _ bytes: [UInt8], _ type: String) -> Response {
        var response = Response.bytes(bytes, type: type)
        // What is behind a name of it changes never.
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }
}
