internal import HealthFormats
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// Sizes, counts and times of a ledger.
package struct Statistics: Sendable {
    /// The ledger's name.
    package var origin = ""
    /// The key of its checkpoints.
    package var vkey = ""
    /// When it was made, RFC 3339.
    package var created = ""
    /// When its last block was sealed, RFC 3339.
    package var lastBlock = ""
    /// Number of blocks.
    package var blocks: UInt64 = 0
    /// Number of entries.
    package var entries: UInt64 = 0
    /// Number of records by format.
    package var records: [String: Int] = [:]
    /// Number of patients.
    package var patients = 0
    /// Number of members.
    package var members = 0
    /// Bytes of the original documents.
    package var documentBytes: UInt64 = 0
    /// Bytes on disk by directory: chain, vault, index, keys.
    package var bytesOnDisk: [(directory: String, bytes: UInt64)] = []
}

extension ClinicLedger {
    /// Counts what is on the ledger, reading all of it.
    package func statistics() throws -> Statistics {
        var statistics = Statistics()
        statistics.origin = engine.origin
        statistics.vkey = engine.key.formatted
        statistics.created = Timestamp.text(try engine.block(0).header.timeMilliseconds)
        statistics.blocks = engine.blockCount
        statistics.entries = engine.treeSize
        for height in 0..<engine.blockCount {
            let block = try engine.block(height)
            statistics.lastBlock = Timestamp.text(block.header.timeMilliseconds)
            for position in 0..<block.entries.count {
                switch try? Entry(decoding: block.entries[position]) {
                case .patient: statistics.patients += 1
                case .member: statistics.members += 1
                case .record(let record):
                    let found = try vault.record(page: record.page, slot: record.slot, isFirstOfMany: true)
                    guard let (origin, stored) = found else { continue }
                    statistics.records[origin.format.rawValue, default: 0] += 1
                    statistics.documentBytes += stored.pieces.reduce(0) {
                        $0 + ($1.role == .document ? UInt64($1.count) : 0)
                    }
                default: break
                }
            }
        }
        statistics.bytesOnDisk = try bytesOnDisk()
        return statistics
    }

    /// Bytes on disk by directory.
    package func bytesOnDisk() throws -> [(directory: String, bytes: UInt64)] {
        let files = engine.files
        let fileSystem = engine.fileSystem
        return try [("chain", files.chain), ("vault", files.vault), ("index", files.index), ("keys", files.keys)].map {
            (name, path) in
            let bytes = try fileSystem.list(path).reduce(UInt64(0)) {
                $0 + ((try? fileSystem.size(of: path + "/" + $1)) ?? 0)
            }
            return (directory: name, bytes: bytes)
        }
    }
}
