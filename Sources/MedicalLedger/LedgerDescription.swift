internal import HealthFormats
package import LedgerEngine
package import MerkleLog
package import SegmentStore

/// `ledger.json`: what ledger a directory holds, readable with cat.
///
/// `{"format": 1, "origin": "north.example/ledger", "vkey": "north.example/ledger+…", "created": "2026-01-31T08:00:00Z"}`
package struct LedgerDescription: Sendable {
    /// The version of the format on disk that this build writes.
    package static let formatVersion = 1

    /// The key that the ledger's checkpoints are signed with; its name is the origin.
    package var key: VerifierKey
    /// When the ledger was made, RFC 3339, for whoever reads the file: the chain's first block says it, and nobody believes this.
    package var created: String

    func encoded() -> [UInt8] {
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.member("format", Self.formatVersion)
            $0.member("origin", key.name.text)
            $0.member("vkey", key.formatted)
            $0.member("created", created)
        }
        json.newline()
        return json.bytes
    }

    /// Whether the file says of the ledger's making what the chain's first block says.
    ///
    /// Earlier builds looked at the clock once more when the block was durable, seconds later at most.
    func isCreated(withBlockOf milliseconds: UInt64) -> Bool {
        (0...10).contains { Timestamp.text(milliseconds &+ $0 * 1000) == created }
    }

    /// Reads the description of the ledger in a directory.
    package static func read(_ files: LedgerFiles, in fileSystem: any FileSystem) throws -> LedgerDescription {
        guard try fileSystem.exists(files.description) else {
            if try fileSystem.exists(files.chain) {
                throw MedicalError("descriptionMissing", .damaged, ["file": files.description])
            }
            throw MedicalError("notALedger", .noInput, ["directory": files.directory])
        }
        let bytes: [UInt8]
        do throws(StoreError) {
            bytes = try fileSystem.readAll(files.description, limit: 1 << 16)
        } catch {
            guard error.code == .limit else { throw error }
            bytes = []
        }
        let fields = try? JSONDocument.read(bytes) { json in
            (json["format"]?.integer, json["origin"]?.string, json["vkey"]?.string, json["created"]?.string)
        }
        guard let (version, origin, vkey, created) = fields, let version, let vkey,
            let key = try? VerifierKey(parsing: vkey), key.name.text == origin
        else { throw MedicalError("descriptionMalformed", .damaged, ["file": files.description]) }
        guard (1...formatVersion).contains(version) else {
            throw MedicalError(
                "unsupportedVersion", .refused,
                ["found": String(version), "supported": String(formatVersion), "file": files.description])
        }
        return LedgerDescription(key: key, created: created ?? "")
    }
}
