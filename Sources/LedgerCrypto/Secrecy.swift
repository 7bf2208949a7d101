#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Whether two byte strings are equal, in a time that depends on their lengths only.
///
/// For authentication codes and other values that an attacker must not find out byte by byte.
@inlinable
public func constantTimeEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(left, right) { difference |= a ^ b }
    return difference == 0
}

/// Whether two digests are equal, in constant time.
public func constantTimeEqual(_ left: Digest, _ right: Digest) -> Bool {
    left.withUnsafeBytes { a in right.withUnsafeBytes { b in constantTimeEqual(a, b) } }
}

/// The operating system's source of randomness.
public enum SystemRandom {
    /// `count` unpredictable bytes, fit for keys; throws `CryptoError.randomnessUnavailable` when the system has none.
    public static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        guard count > 0 else { return [] }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            buffer.initialize(repeating: 0)
            initializedCount = count
            // The system gives at most 256 bytes at a time.
            for start in stride(from: 0, to: count, by: 256) {
                let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[start...])
                guard let address = part.baseAddress, getentropy(address, min(part.count, 256)) == 0 else {
                    failed = true
                    return
                }
            }
        }
        if failed { throw .randomnessUnavailable }
        return bytes
    }
}

/// Overwrites `bytes` with zeros, which the compiler must not leave out even if nobody reads them again.
package func erase(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let address = bytes.baseAddress else { return }
    #if canImport(Darwin)
    _ = memset_s(address, bytes.count, 0, bytes.count)
    #else
    // The only call of the C library here that Swift has no words for.
    explicit_bzero(address, bytes.count)
    #endif
}

/// Overwrites `value` with zeros.
func erase<Value: BitwiseCopyable>(_ value: inout Value) {
    withUnsafeMutableBytes(of: &value) { erase($0) }
}

/// Overwrites the bytes of an array with zeros; of other copies of them it knows nothing.
package func erase(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { erase($0) }
}
