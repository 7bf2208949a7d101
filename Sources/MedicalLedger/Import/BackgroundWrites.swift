internal import Dispatch

/// Makes one write after the other in the background, in the order they were given, at most one ahead of the caller.
///
/// What a write touches is its own until `finish` returns. Once a write has failed, nothing is written any more.
final class BackgroundWrites {
    private let queue = DispatchQueue(label: "clinicledger.writes")
    private let running = DispatchGroup()
    private let outcome = Outcome()

    /// Written by the running write before it leaves the group, read after that was waited for.
    private final class Outcome: @unchecked Sendable { var error: (any Error)? }

    /// Begins a write, once the one before it is done.
    ///
    /// - Throws: what went wrong with one before.
    func begin(_ write: @escaping () throws -> Void) throws {
        try finish()
        nonisolated(unsafe) var write: (() throws -> Void)? = write
        queue.async(group: running) { [outcome] in
            do { try write?() } catch { outcome.error = error }
            // What it holds, the ledger's lock too, is let go of before anybody who waits goes on.
            write = nil
        }
    }

    /// Waits for the last write.
    ///
    /// - Throws: what went wrong with it or one before, each time.
    func finish() throws {
        running.wait()
        if let error = outcome.error { throw error }
    }
}
