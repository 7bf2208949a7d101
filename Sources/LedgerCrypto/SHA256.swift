/// SHA-256, for one message given whole or in parts.
///
/// ```swift
/// SHA256.hash("abc".utf8).hex  // "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad"
/// ```
///
/// A value of this type is some 112 bytes with nothing on the heap: copying it forks the message, and hashing never
/// allocates. Messages of 2^61 bytes and more are outside the standard and not told apart.
///
/// Specification: FIPS 180-4, sections 4.1.2, 5.1.1, 5.3.3 and 6.2.
public struct SHA256: Sendable, BitwiseCopyable {
    /// The number of bytes that one compression takes in.
    public static let blockByteCount = 64

    private var state: State
    /// The start of a block that is not yet whole: the first `byteCount % 64` bytes count.
    private var pending = Block()
    private var byteCount: UInt64

    /// Begins a message.
    public init() {
        state = .initial
        byteCount = 0
    }

    /// Goes on from a state into which `byteCount` bytes went, a multiple of 64.
    init(resuming state: State, byteCount: UInt64) {
        self.state = state
        self.byteCount = byteCount
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress, bytes.count > 0 else { return }
        var left = bytes.count
        let filled = Int(byteCount % 64)
        byteCount &+= UInt64(left)
        if filled > 0 {
            let taken = min(64 - filled, left)
            withUnsafeMutableBytes(of: &pending) { block in
                block.baseAddress?.advanced(by: filled).copyMemory(from: source, byteCount: taken)
            }
            guard filled + taken == 64 else { return }
            compressPending()
            source += taken
            left -= taken
        }
        if left >= 64 {
            SHA256.compress(&state, source, blockCount: left / 64)
            source += left & ~63
            left &= 63
        }
        if left > 0 {
            withUnsafeMutableBytes(of: &pending) { $0.baseAddress?.copyMemory(from: source, byteCount: left) }
        }
    }

    /// Appends `bytes` to the message.
    @inlinable
    public mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// Appends the 32 bytes of `digest` to the message.
    public mutating func update(_ digest: Digest) {
        digest.withUnsafeBytes { update($0) }
    }

    /// Ends the message and gives its digest; the value is then as new.
    public mutating func finalize() -> Digest {
        var filled = Int(byteCount % 64)
        let bitCount = (byteCount &* 8).bigEndian
        withUnsafeMutableBytes(of: &pending) { block in
            block[filled] = 0x80
            for index in (filled + 1)..<64 { block[index] = 0 }
        }
        filled += 1
        if filled > 56 {
            compressPending()
            pending = Block()
        }
        pending.word7 = bitCount
        compressPending()
        let digest = Digest(bigEndianWords: state)
        self = SHA256()
        return digest
    }

    private mutating func compressPending() {
        withUnsafeBytes(of: pending) { block in
            guard let address = block.baseAddress else { return }
            SHA256.compress(&state, address, blockCount: 1)
        }
    }

    /// The state after this message, whose length must be a multiple of 64.
    var midstate: State { state }

    /// The digest of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The digest of `bytes`.
    @inlinable
    public static func hash(_ bytes: some Collection<UInt8>) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// 64 bytes of a message, in memory as they came.
    private struct Block: BitwiseCopyable {
        var word0: UInt64 = 0
        var word1: UInt64 = 0
        var word2: UInt64 = 0
        var word3: UInt64 = 0
        var word4: UInt64 = 0
        var word5: UInt64 = 0
        var word6: UInt64 = 0
        var word7: UInt64 = 0
    }
}
