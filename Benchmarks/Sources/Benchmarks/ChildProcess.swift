#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Another program at work, begun by this one.
struct ChildProcess {
    /// What is left of it.
    struct Outcome {
        /// Exit code, or 128 and the signal that ended it.
        let status: Int32
        /// The most bytes it held in memory, as `wait4` says.
        ///
        /// Not less than what the process that began it had held until then: the kernel carries that over to the child.
        let maximumBytes: Int
    }

    private let name: String
    private let id: pid_t

    /// Begins a program, found on the PATH if it is no path.
    ///
    /// - Parameters:
    ///   - environment: the whole of it, each `NAME=value`; nil for this process's own.
    ///   - input: the descriptor that it reads from; nil for this process's own.
    ///   - output: the descriptor that it writes to; nil for this process's own.
    init(_ arguments: [String], environment: [String]? = nil, input: Int32? = nil, output: Int32? = nil) throws {
        name = arguments[0]
        #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
        #else
        var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? []).map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var id: pid_t = 0
        let problem =
            environment == nil
            ? posix_spawnp(&id, arguments[0], &actions, nil, &words, environ)
            : posix_spawnp(&id, arguments[0], &actions, nil, &words, &variables)
        errno = problem
        guard problem == 0 else { throw FileFailure("run", arguments[0]) }
        self.id = id
    }

    /// Waits for its end.
    func wait() throws -> Outcome {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(id, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw FileFailure("wait for", name) }
        }
        let signal = status & 0x7F
        #if canImport(Glibc)
        let maximumBytes = usage.ru_maxrss * 1024
        #else
        let maximumBytes = usage.ru_maxrss
        #endif
        return Outcome(status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, maximumBytes: maximumBytes)
    }

    /// Waits for its end, which must be a good one.
    func finish() throws {
        let status = try wait().status
        try require(status == 0, "\(name) ended with \(status)")
    }
}

/// Two ends of a pipe, closed in children but for what they are given.
struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw FileFailure("make", "a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}
