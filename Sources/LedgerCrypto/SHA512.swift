/// SHA-512, for one message given whole or in parts.
///
/// The same in shape and manners as `SHA256`; it is here for Ed25519. Messages are limited to 2^61 bytes.
///
/// Specification: FIPS 180-4, sections 4.1.3, 5.1.2, 5.3.5 and 6.4.
public struct SHA512: Sendable, BitwiseCopyable {
    /// The number of bytes that one compression takes in.
    public static let blockByteCount = 128

    private var state = State.initial
    /// The start of a block that is not yet whole: the first `byteCount % 128` bytes count.
    private var pending = Block()
    private var byteCount: UInt64 = 0

    /// Begins a message.
    public init() {}

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress, bytes.count > 0 else { return }
        var left = bytes.count
        let filled = Int(byteCount % 128)
        byteCount &+= UInt64(left)
        if filled > 0 {
            let taken = min(128 - filled, left)
            withUnsafeMutableBytes(of: &pending) { block in
                block.baseAddress?.advanced(by: filled).copyMemory(from: source, byteCount: taken)
            }
            guard filled + taken == 128 else { return }
            compressPending()
            source += taken
            left -= taken
        }
        if left >= 128 {
            SHA512.compress(&state, source, blockCount: left / 128)
            source += left & ~127
            left &= 127
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

    /// Ends the message and gives its digest; the value is then as new.
    public mutating func finalize() -> Digest512 {
        var filled = Int(byteCount % 128)
        let bitCount = byteCount &* 8
        withUnsafeMutableBytes(of: &pending) { block in
            block[filled] = 0x80
            for index in (filled + 1)..<128 { block[index] = 0 }
        }
        filled += 1
        if filled > 112 {
            compressPending()
            pending = Block()
        }
        pending.high.h = bitCount.bigEndian
        compressPending()
        let digest = Digest512(state)
        self = SHA512()
        return digest
    }

    private mutating func compressPending() {
        withUnsafeBytes(of: pending) { block in
            guard let address = block.baseAddress else { return }
            SHA512.compress(&state, address, blockCount: 1)
        }
    }

    /// The digest of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest512 {
        var hash = SHA512()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The digest of `bytes`.
    @inlinable
    public static func hash(_ bytes: some Collection<UInt8>) -> Digest512 {
        var hash = SHA512()
        hash.update(bytes)
        return hash.finalize()
    }

    /// 128 bytes of a message, in memory as they came.
    private struct Block: BitwiseCopyable {
        var low = State.zero
        var high = State.zero
    }
}

/// A SHA-512 digest: 64 bytes.
public struct Digest512: Hashable, Sendable, BitwiseCopyable {
    /// The number of bytes in a digest.
    public static let byteCount = 64

    // Words whose bytes in memory are the digest's bytes.
    private var words: SHA512.State

    init(_ state: SHA512.State) {
        words = SHA512.State(
            a: state.a.bigEndian, b: state.b.bigEndian, c: state.c.bigEndian, d: state.d.bigEndian,
            e: state.e.bigEndian, f: state.f.bigEndian, g: state.g.bigEndian, h: state.h.bigEndian)
    }

    /// The 64 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// The digest as 128 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes { Hexadecimal.text($0) } }

    /// Lends the 64 bytes to `body`.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: words, body)
    }
}
