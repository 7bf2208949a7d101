// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that whoever builds ClinicLedger needs no sanitizers. The parts are reached through symbolic links
// and built here with libFuzzer's counters and the address sanitizer; what is of others is built as ever.

/// As in the root package, but instrumented, and open to tests.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

/// A part of ClinicLedger, with the dependencies that it has in the root package.
func part(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"] + exclude, swiftSettings: house)
}

let package = Package(
    name: "Fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2")
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        part("LedgerCrypto"),
        part("MerkleLog", ["LedgerCrypto"]),
        part("SegmentStore", ["LedgerCrypto", "CZlib"]),
        part("LedgerEngine", ["SegmentStore", "MerkleLog", "LedgerCrypto"]),
        part("HealthFormats"),
        part(
            "MedicalLedger",
            [
                "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            exclude: ["LIMITS.md", "PRIVACY.md"]),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats",
            ],
            swiftSettings: house + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
