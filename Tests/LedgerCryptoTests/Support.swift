import LedgerCrypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A generator whose every run can be repeated: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

/// The bytes that hexadecimal `text` stands for.
func hex(_ text: String) -> [UInt8] { Hexadecimal.bytes(text) ?? [] }

/// A file of test data that is shared beside the repository.
struct SharedFile {
    let path: String

    init(_ name: String, testFile: String = #filePath) {
        // Tests/LedgerCryptoTests/Support.swift is three steps below the root.
        let root = testFile.split(separator: "/").dropLast(3).joined(separator: "/")
        path = "/\(root)/../shared/data/\(name)"
    }

    var exists: Bool { access(path, R_OK) == 0 }

    func text() -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}

/// Whether this build is slow: without optimisation Ed25519 takes 500 times as long.
let isDebugBuild: Bool = {
    var isDebug = false
    func note() -> Bool {
        isDebug = true
        return true
    }
    assert(note())
    return isDebug
}()
