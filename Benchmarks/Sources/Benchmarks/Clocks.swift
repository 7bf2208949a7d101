#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clocks that work is measured with.
enum Clock: String, CaseIterable {
    /// Time that the calling thread spent on a core: for work of one thread, blind to whatever else the machine does.
    case threadCPU = "CPU"
    /// Time that all threads of this process, and programs that it waited for, spent on cores: for work that spreads.
    case processCPU = "CPU, all threads"
    /// Time on the wall: what somebody who waits sees.
    case wall = "wall"

    /// Nanoseconds since some moment that stays the same.
    var now: UInt64 {
        let clock =
            switch self {
            case .threadCPU: CLOCK_THREAD_CPUTIME_ID
            case .processCPU: CLOCK_PROCESS_CPUTIME_ID
            case .wall: CLOCK_MONOTONIC
            }
        var time = timespec()
        clock_gettime(clock, &time)
        let own = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        return self == .processCPU ? own + Self.childrenNanoseconds : own
    }

    /// Time on cores of all programs that this process has waited for.
    private static var childrenNanoseconds: UInt64 {
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        #else
        getrusage(RUSAGE_CHILDREN, &usage)
        #endif
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + UInt64($1.tv_sec) * 1_000_000_000 + UInt64($1.tv_usec) * 1000
        }
    }
}

/// The memory of this process.
enum ResidentMemory {
    /// The most bytes that this process has held in memory since it began.
    static var maximumBytes: Int {
        var usage = rusage()
        #if canImport(Glibc)
        // Linux counts in KiB.
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }
}
