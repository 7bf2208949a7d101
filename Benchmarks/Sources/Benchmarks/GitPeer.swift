#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A git repository with a blob for each Observation, a directory for each patient and a commit for each 1,000 rows.
struct GitPeer {
    static let name = "git fsck --full"

    private let path: String
    private let rows: Int

    /// Nothing of the user's: no settings, no hooks, no templates, no language.
    private static let environment = [
        "PATH=\(getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")", "HOME=/nonexistent",
        "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
    ]

    /// Makes the repository from the first lines of a file; nil where there is no git.
    init?(_ file: String, limit: Int, in path: String) throws {
        self.path = path
        guard (try? Self.git(["--version"])) != nil else { return nil }
        try Self.git(["init", "--quiet", "--bare", "--initial-branch=main", "--template=", path])
        signal(SIGPIPE, SIG_IGN)
        let pipe = try Pipe()
        let writer = FileWriter(descriptor: pipe.writing, path: "a pipe")
        let command = ["git", "-C", path, "fast-import", "--quiet", "--done"]
        let child = try ChildProcess(command, environment: Self.environment, input: pipe.reading)
        close(pipe.reading)
        rows = try Self.write(file, limit, to: writer)
        try writer.end()
        try child.finish()
    }

    /// Writes a stream for `git fast-import`; returns the number of Observations in it.
    private static func write(_ file: String, _ limit: Int, to writer: FileWriter) throws -> Int {
        var names: [String] = []
        var rows = 0
        func commit() throws {
            try writer.write("commit refs/heads/main\ncommitter Benchmark <benchmark@example.org> 1700000000 +0000\n")
            try writer.write("data 6\nimport\n" + names.joined() + "\n")
            names = []
        }
        try Files.forEachLine(of: file) { line in
            guard rows < limit else { return }
            rows += 1
            try writer.write("blob\nmark :\(rows)\ndata \(line.count)\n")
            try writer.write(line)
            try writer.write("\n")
            // A directory for each patient: found as by an index, and no tree grows large.
            let fields = try ObservationFields(line)
            let path = [fields.patient, fields.id].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
            names.append("M 100644 :\(rows) \(path).json\n")
            if names.count == SQLitePeer.commitRows { try commit() }
        }
        if !names.isEmpty { try commit() }
        try writer.write("done\n")
        return rows
    }

    /// Checks the repository; returns the number of Observations in it.
    func check() throws -> Int {
        try Self.git(["-C", path, "fsck", "--full", "--no-progress"])
        return rows
    }

    private static func git(_ arguments: [String]) throws {
        // Its words are not wanted, only its verdict.
        let sink = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(sink) }
        try ChildProcess(["git"] + arguments, environment: environment, output: sink).finish()
    }
}
