internal import Crypto
internal import LedgerCrypto
internal import MerkleLog
internal import SHA2Intrinsics

/// Hashes of long and short messages and of a Merkle tree, against swift-crypto.
struct Hashing {
    static let rootName = "RFC 6962 root over 100,000 entries of 256 bytes"
    static let portableRootName = "the same without SHA instructions"
    static let joinedPeer = "swift-crypto, buffers joined before"
    static let scalarPeer = "ours, one message after the other"

    private let harness: Harness
    private let bytes: [UInt8]
    private let count = 100_000

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
        let messages = bytes.prefix(count * byteCount)
        let expected = theirs(messages, byteCount)
        harness.compare(
            "SHA-256, 100,000 messages of \(byteCount) bytes", unit: "messages", count: count,
            Contender("ours") {
                let hashes = messages.withUnsafeBytes {
                    LedgerCrypto.SHA256.hashes(ofRowsIn: $0, rowByteCount: byteCount)
                }
                let sum = hashes.reduce(UInt64(0)) { sum, hash in
                    sum ^ hash.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
                }
                try require(sum == expected, "wrong hashes")
            },
            Contender("swift-crypto") { try require(theirs(messages, byteCount) == expected, "wrong hashes") })
    }

    private func theirs(_ messages: ArraySlice<UInt8>, _ byteCount: Int) -> UInt64 {
        messages.withUnsafeBytes { bytes in
            (0..<count).reduce(UInt64(0)) { sum, position in
                let hash = Self.peerHash(bytes, position * byteCount, byteCount)
                return sum ^ hash.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
            }
        }
    }

    private static func peerHash(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ byteCount: Int) -> SHA256Digest {
        var hash = Crypto.SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[start..<start + byteCount]))
        return hash.finalize()
    }

    // MARK: - Tree

    /// From the entries to the root.
    ///
    /// The peer is spared all but hashing: its leaves come as 0x00 || entry, joined before the clock runs, and each hash
    /// goes where the buffer of its parent, 0x01 || left || right, has its place.
    private func tree() {
        let joined = (0..<count).flatMap { [0] + bytes[$0 * 256..<($0 + 1) * 256] }
        let ranges = (0..<count).map { $0 * 256..<($0 + 1) * 256 }
        let nodes = (0...count).map { _ in [1] + [UInt8](repeating: 0, count: 64) }.flatMap { $0 }
        // What the peer works in; a tree of n leaves never needs more than n nodes at a time.
        var buffer = nodes
        let expected = Self.peerRoot(joined, &buffer, count)
        harness.compare(
            Self.rootName, unit: "entries", count: count,
            Contender("ours") { try require(root(ranges) == expected, "wrong root") },
            Contender(Self.joinedPeer) {
                try require(Self.peerRoot(joined, &buffer, count) == expected, "wrong root")
            })
        // The path without SHA instructions is forced here: with nothing installed, LedgerCrypto hashes as other processors
        // do, many messages in SIMD lanes where it has them, and one alone in scalar code.
        harness.compare(
            Self.portableRootName, unit: "entries", count: count,
            Contender("ours") {
                LedgerCrypto.SHA256.install(nil)
                defer { SHA2Intrinsics.install() }
                try require(root(ranges) == expected, "wrong root")
            },
            Contender(Self.scalarPeer) {
                LedgerCrypto.SHA256.install(nil)
                defer { SHA2Intrinsics.install() }
                try require(rootHashByHash(ranges) == expected, "wrong root")
            })
    }

    private func root(_ ranges: [Range<Int>]) -> [UInt8] {
        let leaves = bytes.withUnsafeBytes { MerkleTree.leafHashes(of: $0, ranges: ranges) }
        return MerkleTree.root(of: leaves).bytes
    }

    private func rootHashByHash(_ ranges: [Range<Int>]) -> [UInt8] {
        var row = bytes.withUnsafeBytes { bytes in
            ranges.map { MerkleTree.leafHash(UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        }
        while row.count > 1 {
            for pair in 0..<row.count / 2 { row[pair] = MerkleTree.nodeHash(row[2 * pair], row[2 * pair + 1]) }
            // The last of an odd row rises as it is.
            if row.count % 2 == 1 { row[row.count / 2] = row[row.count - 1] }
            row.removeLast(row.count / 2)
        }
        return row[0].bytes
    }

    /// The root over leaves that stand side by side, each with its prefix, row by row in place.
    private static func peerRoot(_ joined: [UInt8], _ nodes: inout [UInt8], _ count: Int) -> [UInt8] {
        nodes.withUnsafeMutableBytes { nodes in
            func put(_ hash: SHA256Digest, _ position: Int) {
                let start = position / 2 * 65 + 1 + position % 2 * 32
                hash.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: nodes[start..<start + 32]).copyMemory(from: $0)
                }
            }
            joined.withUnsafeBytes { joined in
                for leaf in 0..<count { put(peerHash(joined, leaf * 257, 257), leaf) }
            }
            var rowCount = count
            while rowCount > 1 {
                for pair in 0..<rowCount / 2 {
                    put(peerHash(UnsafeRawBufferPointer(nodes), pair * 65, 65), pair)
                }
                if rowCount % 2 == 1 {
                    let last = rowCount - 1
                    let (from, to) = (last / 2 * 65 + 1, last / 2 / 2 * 65 + 1 + last / 2 % 2 * 32)
                    for byte in 0..<32 { nodes[to + byte] = nodes[from + byte] }
                }
                rowCount = rowCount / 2 + rowCount % 2
            }
            return Array(nodes[1..<33])
        }
    }
}
