internal import LedgerCrypto

/// Secret bytes in memory of their own, which is overwritten when the last reference goes.
package final class Secret: Sendable {
    /// The number of bytes.
    package let count: Int
    // Written by `init` and `deinit` only.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    /// Takes bytes over: the array holds zeros afterwards.
    package init(takingOver bytes: inout [UInt8]) {
        count = bytes.count
        memory = .allocate(byteCount: bytes.count, alignment: 16)
        memory.copyBytes(from: bytes)
        erase(&bytes)
    }

    deinit {
        erase(memory)
        memory.deallocate()
    }

    /// Calls `body` with the bytes, which are valid until it returns.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(memory))
    }

    /// Whether two secrets are the same bytes, in constant time.
    package static func areEqual(_ one: Secret, _ other: Secret) -> Bool {
        one.withBytes { one in other.withBytes { constantTimeEqual(one, $0) } }
    }
}
