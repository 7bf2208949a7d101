internal import Synchronization

/// Lends out values that are costly to make and serve one task at a time, such as compressors.
final class Pool<Value>: Sendable {
    // A value is with the pool or with one borrower, never with two tasks at once.
    private struct Free: @unchecked Sendable { var values: [Value] = [] }
    private let free = Mutex(Free())
    private let make: @Sendable () -> Value

    /// Makes a pool that makes values as they are needed.
    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    /// Calls `body` with a value that nobody else uses meanwhile.
    func lend<R, E: Error>(_ body: (Value) throws(E) -> R) throws(E) -> R {
        let value = free.withLock { $0.values.popLast() } ?? make()
        defer { free.withLock { $0.values.append(value) } }
        return try body(value)
    }
}
