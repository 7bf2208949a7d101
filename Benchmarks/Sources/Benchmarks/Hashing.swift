internal import Crypto
internal import LedgerCrypto
internal import MerkleLog

/// Hashes of long and short messages and of a Merkle tree, against swift-crypto.
struct Hashing {
    private let harness: Harness
    private let bytes: [UInt8]

    static func run(_ harness: Harness) {
        harness.family("hashing") {
            var random = SeededGenerator(seed: harness.options.seed)
            let hashing = Hashing(harness: harness, bytes: random.bytes(100_000 * 256))
            hashing.longMessages()
            hashing.shortMessages(256)
            hashing.shortMessages(64)
            hashing.tree()
        }
    }

    private init(harness: Harness, bytes: [UInt8]) {
        self.harness = harness
        self.bytes = bytes
    }

    private func longMessages() {
        let message = Array(bytes[..<(1 << 20)])
        let expected256 = Array(Crypto.SHA256.hash(data: message))
        let expected512 = Array(Crypto.SHA512.hash(data: message))
        harness.compare(
            "SHA-256, one message of 1 MiB", unit: "MiB", count: 1,
            Contender("ours") {
                try require(LedgerCrypto.SHA256.hash(message).bytes == expected256, "wrong hash")
            },
            Contender("swift-crypto") {
                try require(Array(Crypto.SHA256.hash(data: message)) == expected256, "wrong hash")
            })
        harness.compare(
            "SHA-512, one message of 1 MiB", unit: "MiB", count: 1,
            Contender("ours") {
                try require(LedgerCrypto.SHA512.hash(message).bytes == expected512, "wrong hash")
            },
            Contender("swift-crypto") {
                try require(Array(Crypto.SHA512.hash(data: message)) == expected512, "wrong hash")
            })
    }

    /// Many messages of one size; the exclusive or of their hashes proves that each was hashed.
    private func shortMessages(_ byteCount: Int) {
        let count = 100_000
        let expected = theirs(byteCount, count)
        harness.compare(
            "SHA-256, \(count) messages of \(byteCount) bytes", unit: "messages", count: count,
            Contender("ours") {
                let sum = bytes.withUnsafeBytes { bytes in
                    (0..<count).reduce(UInt64(0)) { sum, position in
                        let message = bytes[position * byteCount..<(position + 1) * byteCount]
                        return sum
                            ^ LedgerCrypto.SHA256.hash(UnsafeRawBufferPointer(rebasing: message)).withUnsafeBytes {
                                $0.loadUnaligned(as: UInt64.self)
                            }
                    }
                }
                try require(sum == expected, "wrong hashes")
            },
            Contender("swift-crypto") { try require(theirs(byteCount, count) == expected, "wrong hashes") })
    }

    private func theirs(_ byteCount: Int, _ count: Int) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            (0..<count).reduce(UInt64(0)) { sum, position in
                var hash = Crypto.SHA256()
                hash.update(
                    bufferPointer: UnsafeRawBufferPointer(
                        rebasing: bytes[position * byteCount..<(position + 1) * byteCount]))
                return sum ^ hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
            }
        }
    }

    /// From the entries to the root.
    private func tree() {
        let count = 100_000
        let expected = peerRoot(count)
        harness.compare(
            "RFC 6962 root over \(count) entries of 256 bytes", unit: "entries", count: count,
            Contender("ours") {
                let leaves = bytes.withUnsafeBytes { bytes in
                    (0..<count).map {
                        MerkleTree.leafHash(UnsafeRawBufferPointer(rebasing: bytes[$0 * 256..<($0 + 1) * 256]))
                    }
                }
                try require(MerkleTree.root(of: leaves).bytes == expected, "wrong root")
            },
            Contender("swift-crypto") { try require(peerRoot(count) == expected, "wrong root") })
    }

    /// The same tree, row by row in place.
    private func peerRoot(_ count: Int) -> [UInt8] {
        var row = bytes.withUnsafeBytes { bytes in
            (0..<count).map { position in
                var hash = Crypto.SHA256()
                withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
                hash.update(
                    bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[position * 256..<(position + 1) * 256]))
                return hash.finalize()
            }
        }
        while row.count > 1 {
            for pair in 0..<row.count / 2 {
                var hash = Crypto.SHA256()
                withUnsafeBytes(of: UInt8(1)) { hash.update(bufferPointer: $0) }
                row[2 * pair].withUnsafeBytes { hash.update(bufferPointer: $0) }
                row[2 * pair + 1].withUnsafeBytes { hash.update(bufferPointer: $0) }
                row[pair] = hash.finalize()
            }
            // The last of an odd row rises as it is.
            if row.count % 2 == 1 { row[row.count / 2] = row[row.count - 1] }
            row.removeLast(row.count / 2)
        }
        return Array(row[0])
    }
}
