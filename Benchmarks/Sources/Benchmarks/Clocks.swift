internal import CSQLite

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clocks that work is measured with.
enum Clock: String, CaseIterable {
    /// Time that the calling thread spent on a core: for work of one thread, blind to whatever else the machine does.
    case threadCPU = "CPU"
    /// Time that all threads of this process spent on cores: for work that spreads.
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
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
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

    /// Forgets the peak so far, so that `peakBytes` says what comes next; false where the system cannot.
    ///
    /// Memory that was freed is given back first, as far as the allocator lets go of it.
    static func resetPeak() -> Bool {
        #if os(Linux)
        malloc_trim(0)
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, "5", 1) == 1
        #else
        return false
        #endif
    }

    /// The most bytes held in memory since `resetPeak`; nil where the system cannot tell.
    static var peakBytes: Int? {
        guard let status = try? Files.read("/proc/self/status") else { return nil }
        for line in status.split(separator: UInt8(ascii: "\n")) where line.starts(with: "VmHWM:".utf8) {
            let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
        }
        return nil
    }
}
