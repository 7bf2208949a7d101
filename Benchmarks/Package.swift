// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that whoever builds ClinicLedger needs neither SQLite nor this. The parts that are measured
// are reached through symbolic links and built here as in the root package: so the benchmarks see their `package` names.

/// As in the root package.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

#if arch(x86_64)
let hasInstructions = Context.environment["CLINICLEDGER_WITHOUT_UNSAFE_FLAGS"] == nil
#else
let hasInstructions = false
#endif
let instructions: [SwiftSetting] =
    hasInstructions
    ? [.define("SHA_INSTRUCTIONS"), .unsafeFlags(["-Xcc", "-msha", "-Xcc", "-mssse3", "-Xcc", "-msse4.1"])] : []

/// A part of ClinicLedger, with the dependencies that it has in the root package.
func part(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"] + exclude, swiftSettings: house)
}

let swiftCrypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2")
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        part("LedgerCrypto"),
        .target(
            name: "SHA2Intrinsics", dependencies: ["LedgerCrypto"], exclude: ["README.md"],
            swiftSettings: house + instructions),
        part("MerkleLog", ["LedgerCrypto"]),
        part("SegmentStore", ["LedgerCrypto", "CZlib"]),
        part("LedgerEngine", ["SegmentStore", "MerkleLog", "LedgerCrypto"]),
        part("HealthFormats"),
        part(
            "MedicalLedger",
            [
                "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats", swiftCrypto, cryptoExtras,
            ],
            exclude: ["LIMITS.md", "PRIVACY.md"]),

        part(
            "Simulation",
            ["MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats"]),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation", "SHA2Intrinsics"], swiftSettings: house),

        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats",
                "SHA2Intrinsics", "CSQLite",
                swiftCrypto,
            ],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
