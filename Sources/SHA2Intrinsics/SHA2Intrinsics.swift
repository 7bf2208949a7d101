internal import LedgerCrypto

#if SHA_INSTRUCTIONS
internal import _Builtin_intrinsics.intel.cpuid
#endif

/// SHA-256 by the processor's own instructions.
///
/// Linked by programs, not by the library product: the compiler flags that this part needs are refused in a dependency.
/// Without it, or on another processor, everything works alike but slower.
public enum SHA2Intrinsics {
    /// Lets the processor do the work of every SHA-256 from now on, if it can; to be called first, before there are threads.
    ///
    /// - Returns: whether it can.
    @discardableResult
    public static func install() -> Bool {
        #if SHA_INSTRUCTIONS
        guard isSupported else { return false }
        SHA256.install(
            { compressOne($0, $1, blockCount: $2) },
            batches: SHA256.Batches(worthwhileCount: 2) { hashFour($0) })
        return true
        #else
        return false
        #endif
    }

    #if SHA_INSTRUCTIONS
    /// Whether the processor has SSSE3, SSE4.1 and SHA.
    ///
    /// Specification: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID.
    private static var isSupported: Bool {
        let ssse3: UInt32 = 1 << 9
        let sse41: UInt32 = 1 << 19
        let sha: UInt32 = 1 << 29
        var (a, b, c, d): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        guard __get_cpuid_count(1, 0, &a, &b, &c, &d) == 1, c & ssse3 != 0, c & sse41 != 0 else { return false }
        return __get_cpuid_count(7, 0, &a, &b, &c, &d) == 1 && b & sha != 0
    }
    #endif
}
