#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A character set that sources come in, converted to UTF-8 by the system's iconv.
public struct CharacterSet: Hashable, Sendable {
    /// The name iconv knows it by.
    public let name: String

    /// UTF-8, which needs no conversion, only a check.
    public static let utf8 = CharacterSet(known: "UTF-8")
    /// ISO 8859-1, in which every byte is a character.
    public static let latin1 = CharacterSet(known: "ISO-8859-1")
    /// GB 18030, the Chinese national standard; GBK and GB 2312 are parts of it.
    public static let gb18030 = CharacterSet(known: "GB18030")

    private init(known name: String) { self.name = name }

    /// Takes a set by any name that iconv knows; nil for an unknown one.
    public init?(named name: String) {
        guard let converter = Self.open(name) else { return nil }
        iconv_close(converter)
        self.name = name
    }

    /// The UTF-8 bytes of `bytes`; nil where they are not valid in this set.
    public func utf8(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        if name == "UTF-8" { return String(validating: bytes, as: UTF8.self).map { Array($0.utf8) } }
        if bytes.isEmpty { return [] }
        guard let converter = Self.open(name) else { return nil }
        defer { iconv_close(converter) }
        var source = [CChar](unsafeUninitializedCapacity: bytes.count) { buffer, count in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            count = bytes.count
        }
        // No character of any set grows beyond 4 bytes in UTF-8, and each takes at least one byte in its own.
        var result = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        var sourceLeft = source.count
        let capacity = result.count
        var resultLeft = capacity
        let failed = source.withUnsafeMutableBufferPointer { sourceBuffer in
            result.withUnsafeMutableBufferPointer { resultBuffer in
                var from = sourceBuffer.baseAddress
                var to = resultBuffer.baseAddress
                return iconv(converter, &from, &sourceLeft, &to, &resultLeft) == -1
            }
        }
        if failed || sourceLeft != 0 { return nil }
        return result.prefix(capacity - resultLeft).map(UInt8.init(bitPattern:))
    }

    /// The text of `bytes`; nil where they are not valid in this set.
    public func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        if name == "UTF-8" { return String(validating: bytes, as: UTF8.self) }
        return utf8(bytes).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func open(_ name: String) -> iconv_t? {
        guard !name.isEmpty, let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
            return nil
        }
        return converter
    }
}
