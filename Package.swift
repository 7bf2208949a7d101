// swift-tools-version: 6.2

import PackageDescription

/// Every target: Swift 6 mode, imports internal unless said otherwise, `any` spelled out.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The flags with which SHA2Intrinsics may name the processor's instructions; it asks the processor before it uses them.
// SwiftPM refuses such flags in a dependency: no target of the library product may have any, or depend on one that has. With
// CLINICLEDGER_WITHOUT_UNSAFE_FLAGS in the environment there are none, and everything works alike but slower.
#if arch(x86_64)
let hasInstructions = Context.environment["CLINICLEDGER_WITHOUT_UNSAFE_FLAGS"] == nil
#else
let hasInstructions = false
#endif
let instructions: [SwiftSetting] =
    hasInstructions
    ? [.define("SHA_INSTRUCTIONS"), .unsafeFlags(["-Xcc", "-msha", "-Xcc", "-mssse3", "-Xcc", "-msse4.1"])] : []

/// A library target of ours, with a page of its own beside the code.
///
/// SwiftPM does not enforce the floors; `HouseTests` compares the imports with its own table.
func part(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"] + exclude, swiftSettings: house)
}

/// The tests of one part.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: house)
}

let swiftCrypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "ClinicLedger",
    products: [
        .executable(name: "clinicledger", targets: ["clinicledger"]),
        .library(name: "LedgerEngine", targets: ["LedgerEngine", "MerkleLog", "LedgerCrypto", "SegmentStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        // Without its default traits, which pull in all of Foundation.
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
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
        // For tests and tools; nothing that is shipped depends on it.
        part(
            "Simulation",
            ["MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats"]),
        part("Wording"),
        // Style sheets and scripts, embedded by the C compiler.
        .target(name: "WebAssets", exclude: ["README.md", "files"]),
        part(
            "ClinicServer",
            [
                "MedicalLedger", "HealthFormats", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto",
                "Wording", "WebAssets", swiftCrypto,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]),
        .executableTarget(
            name: "clinicledger",
            dependencies: [
                "ClinicServer", "MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto",
                "HealthFormats",
                "Wording", "SHA2Intrinsics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"],
            swiftSettings: house),

        tests("LedgerCryptoTests", ["LedgerCrypto", swiftCrypto]),
        tests("SHA2IntrinsicsTests", ["SHA2Intrinsics", "MerkleLog", "LedgerCrypto"]),
        tests("MerkleLogTests", ["MerkleLog", "LedgerCrypto"]),
        tests("SegmentStoreTests", ["SegmentStore", "LedgerCrypto", "CZlib"]),
        tests("LedgerEngineTests", ["LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto"]),
        tests("HealthFormatsTests", ["HealthFormats", "Wording"]),
        tests(
            "MedicalLedgerTests",
            [
                "MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats",
                "Simulation", swiftCrypto,
            ],
            exclude: ["naive_verifier.py", "Fixtures", "tampering.txt"]),
        tests(
            "ClinicServerTests",
            [
                "ClinicServer", "MedicalLedger", "HealthFormats", "LedgerEngine", "SegmentStore", "Simulation",
                "LedgerCrypto", "MerkleLog", "Wording",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests("CommandTests", ["clinicledger"], exclude: ["Scripts"]),
        tests(
            "FuzzTests",
            ["MedicalLedger", "LedgerEngine", "SegmentStore", "MerkleLog", "LedgerCrypto", "HealthFormats"],
            exclude: ["Corpus"]),
        tests("HouseTests", ["Wording"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu2x
)
