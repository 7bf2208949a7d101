/// HMAC-SHA256 under one key.
///
/// Making a value hashes the key into two states; each message then costs its own blocks and two more compressions, and
/// allocates nothing. The two states are as secret as the key.
///
/// Specification: RFC 2104, section 2; FIPS 198-1.
public struct HMACSHA256: Sendable {
    private let inner: SHA256.State
    private let outer: SHA256.State

    /// Takes a key of any length; one of more than 64 bytes is hashed first.
    public init(key: some Collection<UInt8>) {
        // Room for all of it at once: an array that grows leaves its old bytes behind.
        var block: [UInt8] = []
        block.reserveCapacity(SHA256.blockByteCount)
        if key.count > SHA256.blockByteCount {
            block.append(contentsOf: SHA256.hash(key).bytes)
        } else {
            block.append(contentsOf: key)
        }
        block.append(contentsOf: repeatElement(0, count: SHA256.blockByteCount - block.count))
        inner = HMACSHA256.state(after: &block, changing: 0x36)
        outer = HMACSHA256.state(after: &block, changing: 0x36 ^ 0x5c)
        block.withUnsafeMutableBytes { erase($0) }
    }

    /// The state that a block leads to, each of whose bytes is changed by `padding`.
    private static func state(after block: inout [UInt8], changing padding: UInt8) -> SHA256.State {
        for index in block.indices { block[index] ^= padding }
        var hash = SHA256()
        hash.update(block)
        return hash.midstate
    }

    /// The authentication code of `message`.
    public func authenticate(_ message: UnsafeRawBufferPointer) -> Digest {
        var hash = SHA256(resuming: inner, byteCount: 64)
        hash.update(message)
        return finish(&hash)
    }

    /// The authentication code of `message`.
    public func authenticate(_ message: some Collection<UInt8>) -> Digest {
        var hash = SHA256(resuming: inner, byteCount: 64)
        hash.update(message)
        return finish(&hash)
    }

    private func finish(_ hash: inout SHA256) -> Digest {
        let digest = hash.finalize()
        var outerHash = SHA256(resuming: outer, byteCount: 64)
        outerHash.update(digest)
        return outerHash.finalize()
    }
}
