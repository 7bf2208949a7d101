/// The index of a ledger: key to entry numbers, as a set of runs on disk and the newest postings in memory.
///
/// Derived from the chain and rebuilt from it: whoever opens an index looks at `coveredUpTo` and adds the postings of
/// every later entry. Opening reads the names in the directory and the header of each run, nothing else. There are at
/// most three runs for each quadrupling of the size (see `mergeStart`), and a look-up makes two probes in each.
///
/// One task at a time uses an index; `snapshot` is for the others. There is one writer; readers in any process need no
/// lock: a run never changes, and stays readable for whoever has it open when it is merged away.
public final class PostingIndex {
    /// How an index is opened.
    public enum Mode: Hashable, Sendable {
        /// For look-ups; postings may be added in memory, not written.
        case read
        /// For writing, under the ledger's lock; the directory is created if need be, leftovers of a crash are removed.
        case write(FileAccess)
    }

    private let directory: String
    private let fileSystem: any FileSystem
    private let access: FileAccess?
    /// The runs, in the order of their entries, without gaps, from entry 0.
    public private(set) var runs: [IndexRun] = []
    /// The postings that no run holds.
    public private(set) var pending = IndexBuilder()

    /// The number of entries that the runs cover: entries 0 to `coveredUpTo` - 1.
    public var coveredUpTo: UInt64 { runs.last.map { $0.entries.upperBound + 1 } ?? 0 }

    /// What can be looked up now, for use by other tasks; does not see postings in memory.
    public var snapshot: IndexSnapshot {
        let readsFiles = keepsMemoryFlat && runs.reduce(0, { $0 + $1.fileByteCount }) > Self.mappedByteCount
        return IndexSnapshot(runs: runs, readsFiles: readsFiles)
    }

    /// Whether look-ups in runs of more than some megabytes read their files instead of mapping them into memory,
    /// which is slower: for long work that looks up everything, so that it needs no more memory the more there is.
    public var keepsMemoryFlat = false
    private static let mappedByteCount = 8 << 20

    /// Opens an index.
    ///
    /// - Throws: `damaged` if the header of a run is, with the hint that the directory may be deleted; or an I/O error.
    public init(_ directory: String, in fileSystem: any FileSystem, mode: Mode) throws(StoreError) {
        self.directory = directory
        self.fileSystem = fileSystem
        guard case .write(let access) = mode else {
            self.access = nil
            runs = try Self.openForReading(directory, fileSystem)
            return
        }
        self.access = access
        if try !fileSystem.exists(directory) {
            try fileSystem.createDirectory(directory, access: access)
            try fileSystem.syncDirectory(directoryPart(of: directory))
        }
        let names = try fileSystem.list(directory)
        let chosen = Self.chain(of: names)
        runs = try Self.open(chosen, directory, fileSystem)
        for name in names where Self.isOurs(name) && !chosen.contains(name) {
            try fileSystem.remove("\(directory)/\(name)")
        }
    }

    /// Makes an index that knows nothing yet and lives in memory alone, for a reader whose directory holds no usable runs.
    public init(inMemoryBeside directory: String, in fileSystem: any FileSystem) {
        self.directory = directory
        self.fileSystem = fileSystem
        access = nil
    }

    /// The numbers of the entries that have this key, ascending, each once.
    public func postings(for key: IndexKey) throws(StoreError) -> [UInt64] {
        var entries = try snapshot.postings(for: key)
        pending.appendPostings(for: key, to: &entries)
        return entries
    }

    /// Whether any entry has this key.
    public func contains(_ key: IndexKey) throws(StoreError) -> Bool {
        if pending.contains(key) { return true }
        return try snapshot.contains(key)
    }

    /// The lowest number of an entry that has this key.
    public func first(for key: IndexKey) throws(StoreError) -> UInt64? {
        if let first = try snapshot.first(for: key) { return first }
        var entries: [UInt64] = []
        pending.appendPostings(for: key, to: &entries)
        return entries.first
    }

    /// Adds a posting in memory.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - entry: the number of an entry that has it: not yet covered, below 2^39.
    public func add(_ key: IndexKey, _ entry: UInt64) {
        precondition(entry >= coveredUpTo)
        pending.add(key, entry)
    }

    /// Writes the postings in memory as a run, durably, and merges runs that have become too many.
    ///
    /// The entries must be durable in the chain before: an index must never know more than its ledger. After an error
    /// the postings are still in memory and nothing is lost: look-ups go on, and the call may be made again.
    ///
    /// - Parameters:
    ///   - entries: the entries whose postings were all added; begins at `coveredUpTo`, not empty.
    ///   - merging: whether to merge now; else whoever calls `merge` later decides when the time is.
    public func flush(covering entries: Range<UInt64>, merging: Bool = true) throws(StoreError) {
        precondition(entries.lowerBound == coveredUpTo && !entries.isEmpty)
        let covered = entries.lowerBound...(entries.upperBound - 1)
        let path = "\(directory)/\(Self.name(of: covered))"
        try pending.write(to: path, in: fileSystem, covering: covered, access: writerAccess)
        runs.append(try IndexRun(path, in: fileSystem))
        pending = IndexBuilder()
        if merging { try merge() }
    }

    /// Merges runs if they have become too many: reads and writes as many bytes as they hold.
    ///
    /// The old runs are removed once the new one is durable; after a crash in between the next writer removes them.
    ///
    /// - Returns: whether anything was merged.
    @discardableResult
    public func merge() throws(StoreError) -> Bool {
        guard let start = Self.mergeStart(runs.map(\.fileByteCount)) else { return false }
        let old = Array(runs[start...])
        guard let first = old.first, let last = old.last else { return false }
        let path = "\(directory)/\(Self.name(of: first.entries.lowerBound...last.entries.upperBound))"
        try IndexRun.merge(old, to: path, in: fileSystem, access: writerAccess)
        runs.replaceSubrange(start..., with: [try IndexRun(path, in: fileSystem)])
        for run in old { try fileSystem.remove(run.path) }
        return true
    }

    /// Removes every run that speaks of entries from `end` on, and all postings in memory.
    ///
    /// For a ledger that is shorter than its index: one restored from a backup, or one whose index was put in its
    /// place.
    public func discard(from end: UInt64) throws(StoreError) {
        _ = writerAccess
        pending = IndexBuilder()
        while let last = runs.last, last.entries.upperBound >= end {
            try fileSystem.remove(last.path)
            runs.removeLast()
        }
        try fileSystem.syncDirectory(directory)
    }

    /// Reads every run and checks everything in it.
    public func verify() throws(StoreError) {
        for run in runs { try run.verify() }
    }

    private var writerAccess: FileAccess {
        guard let access else { preconditionFailure("opened for reading") }
        return access
    }
}

extension PostingIndex {
    /// The number of runs of similar size that become one.
    static let mergeCount = 4

    /// Decides which runs to merge: from the one returned to the last, or none.
    ///
    /// A run's level is the number of times its size can be quartered. Two rules keep levels from rising from old to
    /// new, and fewer than four runs on each level: the newest absorbs the smaller runs before it, and of four
    /// neighbours on one level one is made. So each posting is rewritten about once a level.
    static func mergeStart(_ byteCounts: [Int]) -> Int? {
        guard var start = byteCounts.indices.last else { return nil }
        func level(_ byteCount: Int) -> Int { (Int.bitWidth - (byteCount >> 16).leadingZeroBitCount + 1) / 2 }
        var total = byteCounts[start]
        while start > 0 {
            let before = byteCounts[..<start]
            let smaller = before.reversed().prefix { level($0) < level(total) }.count
            let equal = before.reversed().prefix { level($0) == level(total) }.count
            let absorbed = smaller > 0 ? smaller : equal + 1 >= mergeCount ? equal : 0
            if absorbed == 0 { break }
            total += before.suffix(absorbed).reduce(0, +)
            start -= absorbed
        }
        return start < byteCounts.count - 1 ? start : nil
    }

    /// The file name of a run.
    static func name(of entries: ClosedRange<UInt64>) -> String {
        "\(SegmentName.padded(entries.lowerBound))-\(SegmentName.padded(entries.upperBound)).run"
    }

    /// The entries in a run's file name, or nil if no run is called so.
    static func entries(in name: String) -> ClosedRange<UInt64>? {
        guard name.hasSuffix(".run") else { return nil }
        let numbers = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
        guard
            numbers.count == 2, let first = numbers[0], let last = numbers[1], first <= last,
            last < IndexRow.valueLimit, self.name(of: first...last) == name
        else { return nil }
        return first...last
    }

    /// The names of the runs to use: from entry 0 on always the longest, without gaps.
    ///
    /// What it leaves out is a run that a longer one covers (the leftover of a merge) or one behind a gap.
    static func chain(of names: [String]) -> [String] {
        var longest: [UInt64: UInt64] = [:]
        for name in names {
            guard let entries = entries(in: name) else { continue }
            longest[entries.lowerBound] = max(longest[entries.lowerBound] ?? 0, entries.upperBound)
        }
        var chain: [String] = []
        var next: UInt64 = 0
        while let last = longest[next] {
            chain.append(name(of: next...last))
            next = last + 1
        }
        return chain
    }

    private static func isOurs(_ name: String) -> Bool {
        entries(in: name) != nil || name.hasSuffix(".run.tmp")
    }

    private static func open(
        _ names: [String], _ directory: String, _ fileSystem: any FileSystem
    ) throws(StoreError) -> [IndexRun] {
        var runs: [IndexRun] = []
        for name in names {
            let run = try IndexRun("\(directory)/\(name)", in: fileSystem)
            guard run.entries == entries(in: name) else { throw run.damaged("run.name") }
            runs.append(run)
        }
        return runs
    }

    /// Opens the runs while a writer may be merging them away: then they are listed again.
    private static func openForReading(
        _ directory: String, _ fileSystem: any FileSystem
    ) throws(StoreError) -> [IndexRun] {
        var attempts = 0
        while true {
            guard try fileSystem.exists(directory) else { return [] }
            do throws(StoreError) {
                return try open(chain(of: try fileSystem.list(directory)), directory, fileSystem)
            } catch {
                attempts += 1
                guard error.code == .notFound, attempts < 10 else { throw error }
            }
        }
    }
}

/// The runs of an index at one moment, for look-ups by any number of tasks.
public struct IndexSnapshot: Sendable {
    /// The runs, in the order of their entries.
    let runs: [IndexRun]
    /// Whether to read the files instead of their maps.
    let readsFiles: Bool

    /// The number of entries that the runs cover.
    public var coveredUpTo: UInt64 { runs.last.map { $0.entries.upperBound + 1 } ?? 0 }

    /// The numbers of the entries that have this key, ascending, each once.
    public func postings(for key: IndexKey) throws(StoreError) -> [UInt64] {
        var entries: [UInt64] = []
        // The runs follow each other, so their entries do too.
        _ = try find(key) { run, value throws(StoreError) in
            try run.appendPostings(at: value, readingFile: readsFiles, to: &entries)
            return true
        }
        return entries
    }

    /// Whether any entry has this key.
    public func contains(_ key: IndexKey) throws(StoreError) -> Bool {
        try find(key) { _, _ in false }
    }

    /// The lowest number of an entry that has this key.
    public func first(for key: IndexKey) throws(StoreError) -> UInt64? {
        var entries: [UInt64] = []
        _ = try find(key) { run, value throws(StoreError) in
            try run.appendPostings(at: value, readingFile: readsFiles, to: &entries)
            return false
        }
        return entries.first
    }

    /// Calls `body` with each run that has the key and the value of its row, until it says that it has enough.
    ///
    /// - Returns: whether any run has the key.
    @inline(__always)
    private func find(
        _ key: IndexKey, _ body: (IndexRun, UInt64) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        var isFound = false
        if readsFiles {
            for run in runs {
                guard let value = try run.valueReadingFile(of: key) else { continue }
                isFound = true
                if try !body(run, value) { break }
            }
            return isFound
        }
        // First all first probes, then all second ones: the waits for memory overlap.
        try withUnsafeTemporaryAllocation(of: IndexRun.Candidates.self, capacity: runs.count) {
            candidates throws(StoreError) in
            for (index, run) in runs.enumerated() {
                candidates.initializeElement(at: index, to: try run.candidates(for: key))
            }
            for (index, run) in runs.enumerated() {
                guard let value = try run.value(of: key, among: candidates[index]) else { continue }
                isFound = true
                if try !body(run, value) { return }
            }
        }
        return isFound
    }
}
