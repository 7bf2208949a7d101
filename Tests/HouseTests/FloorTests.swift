import Testing

/// SwiftPM does not enforce the floors on a warm tree, so this does.
struct FloorTests {
    /// Who may import whom: a part imports only parts below it, and nothing else but what stands here.
    private static let table: [String: Set<String>] = [
        "LedgerCrypto": [],
        "SHA2Intrinsics": ["LedgerCrypto", "_Builtin_intrinsics"],
        "MerkleLog": ["LedgerCrypto"],
        "SegmentStore": ["LedgerCrypto", "CZlib"],
        "LedgerEngine": ["LedgerCrypto", "MerkleLog", "SegmentStore"],
        "HealthFormats": [],
        "Wording": [],
        "Simulation": [
            "LedgerCrypto", "MerkleLog", "SegmentStore", "LedgerEngine", "HealthFormats", "MedicalLedger",
            "Synchronization",
        ],
        "MedicalLedger": [
            "LedgerCrypto", "MerkleLog", "SegmentStore", "LedgerEngine", "HealthFormats", "Crypto",
            "CryptoExtras", "Dispatch", "FoundationEssentials", "Synchronization",
        ],
        "ClinicServer": [
            "HealthFormats", "LedgerCrypto", "LedgerEngine", "MedicalLedger", "MerkleLog", "SegmentStore", "Wording",
            "WebAssets",
            "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "NIOPosix", "NIOSSL",
            "NIOTLS", "ServiceLifecycle", "Crypto", "X509", "SwiftASN1", "Dispatch", "FoundationEssentials",
            "Synchronization",
        ],
        "clinicledger": [
            "ClinicServer",
            "LedgerCrypto", "MerkleLog", "SegmentStore", "LedgerEngine", "HealthFormats", "MedicalLedger", "Wording",
            "SHA2Intrinsics", "ArgumentParser",
        ],
    ]
    /// The C library is no package: any part may use it.
    private static let system: Set<String> = ["Glibc", "Darwin", "Musl"]

    @Test func `each part imports only what its floor allows`() {
        for file in House.sources {
            let allowed = Self.table[file.target] ?? []
            for line in file.lines {
                let words = line.split(separator: " ").map(String.init)
                guard let position = words.firstIndex(of: "import"), position <= 1, position + 1 < words.count,
                    position == 0 || ["public", "package", "internal", "private", "fileprivate"].contains(words[0])
                else { continue }
                let module = String(words[position + 1].prefix { $0 != "." })
                #expect(
                    allowed.contains(module) || Self.system.contains(module),
                    "\(file.path) imports \(module), which \(file.target) may not")
            }
        }
    }

    @Test func `every folder of sources stands in the table`() {
        let targets = Set(House.sources.map(\.target))
        #expect(targets == Set(Self.table.keys))
    }

    @Test func `nothing that can crash on outside input is called`() {
        let banned = ["try!", "fatalError(", "as!", ".unsafelyUnwrapped"]
        for file in House.sources {
            for (number, line) in file.lines.enumerated()
            where !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                for word in banned {
                    #expect(!line.contains(word), "\(file.path):\(number + 1) calls \(word)")
                }
            }
        }
    }

    @Test func `no file is longer than what one story takes`() {
        for file in House.sources {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
        }
    }
}
