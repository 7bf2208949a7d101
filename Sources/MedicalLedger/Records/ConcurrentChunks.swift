internal import Dispatch

/// Computes values on all cores, many in one go; the first error in order is thrown.
///
/// - Parameters:
///   - range: what is cut into chunks of `count`.
///   - values: gives the values of one chunk.
/// - Returns: all values, in order.
func concurrentChunks<Value>(
    of range: Range<Int>, by count: Int, _ values: @Sendable (Range<Int>) throws -> [Value]
) throws -> [Value] {
    let starts = Array(stride(from: range.lowerBound, to: range.upperBound, by: count))
    @Sendable func chunk(_ index: Int) throws -> [Value] {
        try values(starts[index]..<min(range.upperBound, starts[index] + count))
    }
    if starts.count <= 1 { return try starts.indices.flatMap(chunk) }
    var results = [Result<[Value], any Error>?](repeating: nil, count: starts.count)
    results.withUnsafeMutableBufferPointer { results in
        // Each iteration writes its own element only.
        nonisolated(unsafe) let results = results
        DispatchQueue.concurrentPerform(iterations: results.count) { index in
            results[index] = Result { try chunk(index) }
        }
    }
    return try results.flatMap { try $0?.get() ?? [] }
}
