#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Counts lines; CR, LF and CRLF each end one.
struct LineCounter {
    /// The line that the byte at `position` is in, counted from 1.
    private(set) var line = 1
    var position = 0
    private var followsReturn = false

    init() {}

    init(line: Int, position: Int) {
        self.line = line
        self.position = position
    }

    /// Goes on to `offset`.
    mutating func advance(to offset: Int, in bytes: UnsafeRawBufferPointer) {
        guard position < offset else { return }
        let part = UnsafeRawBufferPointer(rebasing: bytes[position..<offset])
        line += Self.count(0x0A, in: part) { _ in true }
        // A return ends a line unless a line feed behind it does; the last byte's is seen when it has come.
        line += Self.count(0x0D, in: part) { $0 + 1 == part.count || part[$0 + 1] != 0x0A }
        if followsReturn, part.first == 0x0A { line -= 1 }
        followsReturn = part.last == 0x0D
        position = offset
    }

    /// Counts the places of a byte for which `counts` holds.
    ///
    /// Lines are long: the C library skips through them.
    private static func count(_ byte: Int32, in bytes: UnsafeRawBufferPointer, _ counts: (Int) -> Bool) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var total = 0
        var next = 0
        while next < bytes.count, let found = memchr(base + next, byte, bytes.count - next) {
            let place = UnsafeRawPointer(found) - base
            total += counts(place) ? 1 : 0
            next = place + 1
        }
        return total
    }
}
