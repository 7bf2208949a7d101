internal import LedgerEngine
internal import SegmentStore

/// Everything that is done to the files of a ledger, kind by kind and field by field.
package struct TamperingCase: Sendable {
    /// What is done, to which file.
    package let name: String
    package let change: @Sendable (inout TamperedFiles) throws -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout TamperedFiles) throws -> Void) {
        (self.name, self.change) = (name, change)
    }

    /// The fields of a frame's header, by offset.
    private static let frameFields = [
        ("magic", 0), ("kind", 4), ("codec", 5), ("flags", 6), ("prefix count", 8), ("raw count", 12),
        ("stored count", 16), ("dictionary", 20), ("header checksum", 24), ("checksum", 28),
    ]
    /// The fields of a block's header and its seal, by offset in the prefix.
    private static let blockFields = [
        ("height", 0), ("time", 8), ("first entry", 16), ("entry count", 24), ("transaction count", 28),
        ("previous header", 32), ("tree root", 64), ("transactions", 96), ("body hash", 128), ("seal count", 160),
        ("signer", 162), ("epoch", 194), ("round", 202), ("phase", 206), ("membership", 210), ("signature", 242),
    ]
    private static let pageFields = [("page number", 0), ("raw count", 8), ("compression", 12)]
    private static let rowFields = [("segment", 0), ("offset", 8), ("byte count", 16), ("zero", 20), ("key", 24)]
    private static let runFields = [
        ("magic", 0), ("version", 4), ("first entry", 8), ("last entry", 16), ("row count", 24), ("pair count", 32),
        ("postings count", 40), ("rows checksum", 48), ("buckets checksum", 52), ("postings checksum", 56),
        ("header checksum", 60), ("first row", 64), ("last byte", -1),
    ]

    package static var all: [TamperingCase] {
        whole("ledger.json", { _ in "ledger.json" }) + description + whole("checkpoint", { _ in "checkpoint" })
            + checkpoint
            + segments("chain", 0) + segments("chain", -1) + blocks("chain", 0) + blocks("chain", -1) + chain
            + segments("vault", 0) + vault + pageTable + keys + index + audit
    }

    /// A segment by its position among those of a directory.
    private static func segment(_ directory: String, _ position: Int) -> @Sendable (TamperedFiles) -> String {
        { files in
            let names = files.names(directory, ".seg").filter { !$0.contains("9223372036854775") }
            return names[position < 0 ? names.count + position : position]
        }
    }

    private static func place(_ directory: String, _ position: Int) -> String {
        "\(directory) \(position < 0 ? "last" : "first")"
    }

    // MARK: - Any file

    /// What can be done to any file.
    private static func whole(_ label: String, _ name: @escaping @Sendable (TamperedFiles) -> String) -> [TamperingCase]
    {
        [
            .init("\(label): removed") { $0.files[name($0)] = nil },
            .init("\(label): empty") { $0.files[name($0)] = [] },
            .init("\(label): half") { files in files.change(name(files)) { $0.removeLast($0.count / 2) } },
            .init("\(label): a byte less") { files in files.change(name(files)) { $0.removeLast() } },
            .init("\(label): zeros behind") { files in
                files.change(name(files)) { $0 += [UInt8](repeating: 0, count: 64) }
            },
            .init("\(label): rubbish behind") { files in
                files.change(name(files)) { $0 += (0..<64).map { UInt8(truncatingIfNeeded: $0 * 37 | 1) } }
            },
            .init("\(label): repeated") { files in files.change(name(files)) { $0 += $0 } },
            .init("\(label): of another ledger") { $0.files[name($0)] = $0.others[name($0)] },
        ]
    }

    private static let description: [TamperingCase] = [
        ("format", "\"format\": ", 11), ("origin", "\"origin\": \"", 14), ("key name", "\"vkey\": \"", 12),
        ("key", "+", 14), ("created", "\"created\": \"", 15),
    ].map { label, mark, offset in
        .init("ledger.json: \(label)") { files in
            files.change("ledger.json") { bytes in
                guard let range = bytes.firstRange(of: Array(mark.utf8)) else { return }
                // The last bit makes a digit another one.
                bytes[range.lowerBound + min(offset, mark.utf8.count)] ^= 1
            }
        }
    }

    private static let checkpoint: [TamperingCase] = [
        ("origin", 0, 2), ("tree size", 1, 0), ("root", 2, 5), ("signer", 4, 5), ("signature", 4, 50),
    ].map { label, line, offset in
        .init("checkpoint: \(label)") { files in
            files.change("checkpoint") { bytes in
                var starts = [0]
                for (index, byte) in bytes.enumerated() where byte == 10 { starts.append(index + 1) }
                bytes[starts[line] + offset] ^= 1
            }
        }
    }

    // MARK: - Segments

    private static func segments(_ directory: String, _ position: Int) -> [TamperingCase] {
        let name = segment(directory, position)
        let label = place(directory, position)
        return whole(label, name)
            + frameFields.map { field, offset in
                .init("\(label): \(field)") { $0.flip(name($0), offset) }
            } + [
                .init("\(label): last frame gone") { files in
                    let last = try files.frames(name(files)).last
                    files.change(name(files)) { $0.removeSubrange((last?.offset ?? 0)...) }
                },
                .init("\(label): first frame gone") { files in
                    let count = try files.frames(name(files)).first?.frame.bytes.count
                    files.change(name(files)) { $0.removeFirst(count ?? 0) }
                },
                .init("\(label): last frame twice") { files in
                    let last = try files.frames(name(files)).last
                    files.change(name(files)) { $0 += last?.frame.bytes ?? [] }
                },
                .init("\(label): frames in another order") { files in
                    files.files[name(files)] = try files.frames(name(files)).reversed().flatMap(\.frame.bytes)
                },
                .init("\(label): body flipped") { files in
                    guard let (offset, frame) = try files.frames(name(files)).last else { return }
                    files.flip(name(files), offset + frame.bodyRange.lowerBound + 3)
                },
                .init("\(label): body flipped, checksum mended") { files in
                    try files.mend(name(files), -1) { $1[$1.count / 2] ^= 4 }
                },
            ]
    }

    private static func blocks(_ directory: String, _ position: Int) -> [TamperingCase] {
        let name = segment(directory, position)
        let label = place(directory, position)
        return blockFields.map { field, offset in
            .init("\(label): block \(field), checksum mended") { files in
                try files.mend(name(files), -1) { prefix, _ in prefix[offset] ^= 1 }
            }
        }
    }

    private static let chain: [TamperingCase] = [
        .init("chain: first and second segment swapped") { $0.swap(segment("chain", 0)($0), segment("chain", 1)($0)) },
        .init("chain: second segment removed") { $0.files[segment("chain", 1)($0)] = nil },
        .init("chain: a segment more, of another ledger") { files in
            files.files["chain/000000000900.seg"] = files.others[segment("chain", 0)(files)]
        },
        .init("chain: all of another ledger") { files in
            for name in files.names("chain") { files.files[name] = nil }
            for (name, bytes) in files.others where name.hasPrefix("chain/") { files.files[name] = bytes }
        },
        .init("chain and checkpoint: of another ledger") { files in
            for name in files.names("chain") { files.files[name] = nil }
            for (name, bytes) in files.others where name.hasPrefix("chain/") || name == "checkpoint" {
                files.files[name] = bytes
            }
        },
    ]

    // MARK: - Vault and keys

    private static let vault: [TamperingCase] =
        pageFields.map { field, offset in
            .init("vault: \(field), checksum mended") { files in
                try files.mend(segment("vault", 0)(files), -1) { prefix, _ in prefix[offset] ^= 1 }
            }
        } + [
            .init("vault: segment under another number") { files in
                files.files["vault/000000000001.seg"] = files.files.removeValue(forKey: segment("vault", 0)(files))
            },
            .init("vault: mark of erasures flipped") { $0.flip("vault/erased", 0) },
            .init("vault: mark of erasures removed") { $0.files["vault/erased"] = nil },
            .init("vault: a redo file that is none") { $0.files["vault/erasing"] = [1, 2, 3, 4, 5, 6, 7, 8] },
            .init("vault and page table: of another ledger") { files in
                for name in files.names("vault") { files.files[name] = nil }
                for (name, bytes) in files.others where name.hasPrefix("vault/") || name == "keys/pages" {
                    files.files[name] = bytes
                }
            },
        ]

    private static let pageTable: [TamperingCase] =
        whole("keys/pages", { _ in "keys/pages" })
        + rowFields.map { field, offset in .init("keys/pages: \(field)") { $0.flip("keys/pages", offset) } } + [
            .init("keys/pages: rows swapped") { files in
                files.change("keys/pages") { $0 = Array($0[64..<128] + $0[..<64] + $0[128...]) }
            },
            .init("keys/pages: first row gone") { files in files.change("keys/pages") { $0.removeFirst(64) } },
            .init("keys/pages: last row gone") { files in files.change("keys/pages") { $0.removeLast(64) } },
            .init("keys/pages: last row twice") { files in files.change("keys/pages") { $0 += $0.suffix(64) } },
        ]

    private static let keys: [TamperingCase] = ["checkpoint.key", "member.key", "vault.key", "sealing.key"].flatMap {
        file in
        [
            TamperingCase("keys: \(file) removed") { $0.files["keys/" + file] = nil },
            .init("keys: \(file) flipped") { $0.flip("keys/" + file, -9) },
            .init("keys: \(file) half") { files in files.change("keys/" + file) { $0.removeLast($0.count / 2) } },
            .init("keys: \(file) of another ledger") { $0.files["keys/" + file] = $0.others["keys/" + file] },
        ]
    }

    // MARK: - What is derived

    private static let index: [TamperingCase] =
        ["blocks", "synced"].flatMap { whole("index/\($0)", { [name = "index/\($0)"] _ in name }) }
        + [("first entry", 0), ("segment", 8), ("offset", 16), ("frame bytes", 24), ("entries", 28)].map {
            field, offset in
            .init("index/blocks: \(field)") { $0.flip("index/blocks", 32 + offset) }
        }
        + [("tree size", 0), ("block count", 8), ("tree root", 16), ("check", 50)].map { field, offset in
            .init("index/synced: \(field)") { $0.flip("index/synced", offset) }
        }
        + whole("index run", { $0.names("index", ".run")[0] })
        + runFields.map { field, offset in
            .init("index run: \(field)") { $0.flip($0.names("index", ".run")[0], offset) }
        } + [
            .init("index/tree-1: removed") { $0.files["index/tree-1"] = nil },
            .init("index/tree-1: rubbish") { $0.files["index/tree-1"] = [UInt8](repeating: 7, count: 96) },
            .init("index: removed") { files in for name in files.names("index") { files.files[name] = nil } },
            .init("index: of another ledger") { files in
                for name in files.names("index") { files.files[name] = nil }
                for (name, bytes) in files.others where name.hasPrefix("index/") { files.files[name] = bytes }
            },
        ]

    private static let audit: [TamperingCase] = [
        .init("audit: an access that nobody sealed") { files in
            files.files["audit/00000000000000000000000000000000.pending"] = [UInt8](repeating: 7, count: 200)
        }
    ]
}
