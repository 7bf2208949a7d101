/// A SHA-256 digest: 32 bytes.
///
/// The bytes are held in memory in their own order and without padding, so an array of digests is a contiguous run of
/// 32-byte rows that can be hashed or written as it stands.
public struct Digest: Hashable, Sendable, BitwiseCopyable {
    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// 32 zero bytes, for formats that want a digest where there is none.
    public static let zero = Digest(words: (0, 0, 0, 0))

    // Four words whose bytes in memory are the digest's bytes; the words' values depend on the processor's byte order.
    private var word0: UInt64
    private var word1: UInt64
    private var word2: UInt64
    private var word3: UInt64

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Takes 32 bytes; nil for any other number.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Digest.byteCount else { return nil }
        self = .zero
        withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, fromContentsOf: bytes) }
    }

    /// Takes the 32 bytes at `pointer`, which need not be aligned; the caller answers for their being readable.
    public init(loadingFrom pointer: UnsafeRawPointer) {
        word0 = pointer.loadUnaligned(as: UInt64.self)
        word1 = pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        word2 = pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        word3 = pointer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// Takes eight 32-bit words, each of which stands for four bytes, the most significant first.
    init(bigEndianWords state: SHA256.State) {
        func join(_ first: UInt32, _ second: UInt32) -> UInt64 {
            (UInt64(first) << 32 | UInt64(second)).bigEndian
        }
        word0 = join(state.a, state.b)
        word1 = join(state.c, state.d)
        word2 = join(state.e, state.f)
        word3 = join(state.g, state.h)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Lends the 32 bytes to `body`.
    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self, body)
    }

    @usableFromInline
    mutating func withUnsafeMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeMutableBytes(of: &self, body)
    }
}

extension Digest: CustomStringConvertible {
    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes { Hexadecimal.text($0) } }

    /// Takes exactly 64 hexadecimal digits of either case; nil for anything else.
    public init?(hex: String) {
        guard let bytes = Hexadecimal.bytes(hex) else { return nil }
        self.init(bytes)
    }

    /// The digest in hexadecimal.
    public var description: String { hex }
}

/// Bytes as hexadecimal text and back.
package enum Hexadecimal {
    /// Two lower-case digits for each byte.
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        let digits: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
            var count = 0
            for byte in bytes {
                buffer[count] = digits.utf8Start[Int(byte >> 4)]
                buffer[count + 1] = digits.utf8Start[Int(byte & 15)]
                count += 2
            }
            return count
        }
    }

    /// The bytes that `text` stands for; nil when it is not an even number of hexadecimal digits.
    package static func bytes(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { characters in
            guard characters.count.isMultiple(of: 2) else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(characters.count / 2)
            for index in stride(from: 0, to: characters.count, by: 2) {
                guard let high = value(characters[index]), let low = value(characters[index + 1]) else { return nil }
                bytes.append(high << 4 | low)
            }
            return bytes
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
