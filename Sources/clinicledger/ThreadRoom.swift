#if canImport(Glibc)
import Glibc

/// Whether there is memory for the threads that the work needs.
///
/// libdispatch asks for a thread once a second, without end, where the system has no memory for its stack: a command that was given
/// too little would hang and say nothing.
enum ThreadRoom {
    /// Starts as many threads as work at once, and ends them; the C library keeps their stacks for the next ones.
    static func isThere() -> Bool {
        let cores = min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), mostStacks)
        var threads: [pthread_t] = []
        // A stack counts until its thread was joined.
        defer { for thread in threads { pthread_join(thread, nil) } }
        // One for each core, and the one that reads ahead.
        for _ in 0...cores {
            var thread = pthread_t()
            guard pthread_create(&thread, nil, { _ in nil }, nil) == 0 else { return false }
            threads.append(thread)
        }
        return true
    }

    /// The C library keeps 40 MB of stacks, each of 8 MB by default.
    private static let mostStacks = 4
}
#endif
