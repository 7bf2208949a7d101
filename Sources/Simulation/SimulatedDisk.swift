package import SegmentStore
internal import Synchronization

/// A disk in memory that fails where it is told to, and of which a copy can be had as it is after the power was lost.
///
/// What was not synced is then there, not there or torn, as the seed has it; for each file and for each name of its own. All
/// calls that would change something are numbered, and so are all reads: the same seed and the same calls give the same disk.
package final class SimulatedDisk: FileSystem {
    private let state: Mutex<DiskState>

    package init(seed: UInt64 = 0, directories: [String] = []) {
        var state = DiskState(random: SeededNumbers(seed: seed))
        for directory in directories {
            var path = ""
            for part in directory.split(separator: "/") {
                path += "/" + part
                if state.node(path) == nil { _ = try? state.make(path, isDirectory: true) }
            }
        }
        state.nodes = state.nodes.map(\.settled)
        self.state = Mutex(state)
    }

    private init(_ state: DiskState) { self.state = Mutex(state) }

    // MARK: - For whoever looks on

    /// A disk with the same files, all durable, that may fail.
    package func copy(_ faults: Faults = Faults(), seed: UInt64? = nil) -> SimulatedDisk {
        derived { state in
            state.nodes = state.nodes.map(\.settled)
            state.faults = faults
            if let seed { state.random = SeededNumbers(seed: seed) }
        }
    }

    /// The disk when the power is back.
    package func afterPowerLoss(seed: UInt64? = nil) -> SimulatedDisk {
        derived { state in
            if let seed { state.random = SeededNumbers(seed: seed) }
            state.losePower()
        }
    }

    /// The disk as the next process finds it when this one has ended: nothing is lost, and nothing more is durable.
    package func afterKill() -> SimulatedDisk { derived { _ in } }

    /// A disk of its own: the handles of this one work no more.
    private func derived(_ body: (inout DiskState) -> Void) -> SimulatedDisk {
        state.withLock { state in
            var copy = state
            (copy.calls, copy.reads, copy.faultCount) = (0, 0, 0)
            (copy.isDead, copy.locked, copy.faults) = (false, [], Faults())
            body(&copy)
            copy.forgetNameless()
            return SimulatedDisk(copy)
        }
    }

    /// What goes wrong from now on.
    package var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// Ends everything that works with this disk.
    package func die() { state.withLock { $0.isDead = true } }

    /// Whether the process has come to its end.
    package var isDead: Bool { state.withLock { $0.isDead } }
    /// How many calls so far would have changed something.
    package var calls: Int { state.withLock { $0.calls } }
    /// How many calls so far have read a file.
    package var reads: Int { state.withLock { $0.reads } }
    /// How many faults came about.
    package var faultCount: Int { state.withLock { $0.faultCount } }

    /// How much of what was written to one file tears apart.
    package var sectorByteCount: Int {
        get { state.withLock { $0.sectorByteCount } }
        set { state.withLock { $0.sectorByteCount = newValue } }
    }

    /// Every file with its bytes.
    package var files: [String: [UInt8]] {
        state.withLock { state in
            var files: [String: [UInt8]] = [:]
            var rest = [("", 0)]
            while let (path, node) = rest.popLast() {
                if !state.nodes[node].isDirectory { files[path] = state.nodes[node].current }
                rest += state.nodes[node].names.map { (path + "/" + $0.key, $0.value) }
            }
            return files
        }
    }

    /// Every byte that a file holds or held when it was removed.
    package var everything: [[UInt8]] { state.withLock { state in state.nodes.map(\.current) } }

    /// Puts a file in the place of another, durably.
    package func replace(_ path: String, _ bytes: [UInt8]) {
        state.withLock { state in
            guard let (directory, name) = try? state.place(path) else { return }
            state.nodes.append(.init(durable: bytes, current: bytes))
            state.rename([.init(name: name, node: state.nodes.count - 1)], in: directory)
            state.syncNames(of: directory)
        }
    }

    // MARK: - Faults

    /// - Parameter failed: what of the call is carried out where it fails.
    fileprivate func changing<R>(
        failed: (inout DiskState, Faults.Failure) -> Void = { _, _ in },
        _ body: (inout DiskState) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try state.withLock { state throws(StoreError) in
            if state.isDead { throw StoreError(.failed, "process") }
            let call = state.calls
            state.calls += 1
            if state.faults.failing.contains(call) {
                state.faultCount += 1
                failed(&state, state.faults.failure)
                switch state.faults.failure {
                case .full: throw StoreError(.diskFull, "call")
                case .broken: throw StoreError(.failed, "call")
                case .readOnly: throw StoreError(.permission, "call")
                }
            }
            let result = try body(&state)
            if state.faults.lastCall == call {
                state.faultCount += 1
                state.isDead = true
                throw StoreError(.failed, "process")
            }
            return result
        }
    }

    fileprivate func reading<R>(
        isCounted: Bool = false, _ body: (inout DiskState) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try state.withLock { state throws(StoreError) in
            if state.isDead { throw StoreError(.failed, "process") }
            if isCounted {
                state.reads += 1
                if state.faults.failingReads.contains(state.reads - 1) {
                    state.faultCount += 1
                    throw StoreError(.failed, "read")
                }
            }
            return try body(&state)
        }
    }

    private static func node(_ path: String, _ state: DiskState) throws(StoreError) -> Int {
        guard let node = state.node(path) else { throw StoreError(.notFound, "open", file: path) }
        return node
    }

    // MARK: - The door

    package func createDirectory(_ path: String, access: FileAccess) throws(StoreError) {
        guard try !exists(path) else { return }
        try changing { state throws(StoreError) in _ = try state.make(path, isDirectory: true) }
    }

    package func list(_ directory: String) throws(StoreError) -> [String] {
        try reading { state throws(StoreError) in
            state.nodes[try Self.node(directory, state)].names.keys.sorted()
        }
    }

    package func exists(_ path: String) throws(StoreError) -> Bool {
        try reading { state throws(StoreError) in state.node(path) != nil }
    }

    package func size(of path: String) throws(StoreError) -> UInt64 {
        try reading { state throws(StoreError) in UInt64(state.nodes[try Self.node(path, state)].current.count) }
    }

    package func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File {
        let isThere = try exists(path)
        if case .createNew = mode, isThere { throw StoreError(.exists, "open", file: path) }
        if mode != .read, mode != .write, !isThere {
            return SimulatedFile(
                self, path,
                try changing { state throws(StoreError) in try state.make(path, isDirectory: false) })
        }
        if mode != .read, faults.failure == .readOnly, faults.failing.contains(calls) {
            try changing { _ throws(StoreError) in }
        }
        return SimulatedFile(self, path, try reading { state throws(StoreError) in try Self.node(path, state) })
    }

    package func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        let bytes = try reading(isCounted: true) { state throws(StoreError) in
            state.nodes[try Self.node(path, state)].current
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        copy.copyBytes(from: bytes)
        return MappedFile(bytes: UnsafeRawBufferPointer(copy)) { $0.deallocate() }
    }

    package func rename(_ path: String, to newPath: String) throws(StoreError) {
        let isWhole = { (state: inout DiskState) throws(StoreError) in
            let node = try Self.node(path, state)
            let (old, new) = (try state.place(path), try state.place(newPath))
            guard old.directory == new.directory else { throw StoreError(.failed, "rename", file: newPath) }
            state.rename([.init(name: old.name, node: nil), .init(name: new.name, node: node)], in: old.directory)
        }
        try changing(failed: Self.sometimes(isWhole), isWhole)
    }

    package func remove(_ path: String) throws(StoreError) {
        let isWhole = { (state: inout DiskState) throws(StoreError) in
            let node = try Self.node(path, state)
            guard state.nodes[node].names.isEmpty else { throw StoreError(.failed, "remove", file: path) }
            let (directory, name) = try state.place(path)
            state.rename([.init(name: name, node: nil)], in: directory)
        }
        try changing(failed: Self.sometimes(isWhole), isWhole)
    }

    package func syncDirectory(_ path: String) throws(StoreError) {
        let isWhole = { (state: inout DiskState) throws(StoreError) in
            state.syncNames(of: try Self.node(path, state))
        }
        try changing(failed: Self.sometimes(isWhole), isWhole)
    }

    /// A call that reports an error may have been carried out all the same.
    private static func sometimes(
        _ body: @escaping (inout DiskState) throws(StoreError) -> Void
    ) -> (inout DiskState, Faults.Failure) -> Void {
        { state, failure in
            if failure == .broken, Bool.random(using: &state.random) { try? body(&state) }
        }
    }

    package func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock {
        _ = try open(path, .create(access))
        let node = try reading { state throws(StoreError) in
            let node = try Self.node(path, state)
            guard state.locked.insert(node).inserted else { throw StoreError(.locked, "lock", file: path) }
            return node
        }
        return Lock(self, node)
    }

    private final class Lock: FileLock {
        private let disk: SimulatedDisk
        private let node: Int
        init(_ disk: SimulatedDisk, _ node: Int) { (self.disk, self.node) = (disk, node) }
        deinit { _ = disk.state.withLock { $0.locked.remove(node) } }
    }
}

/// A file of a simulated disk; it fails for good once a call has failed, as a real one does.
private final class SimulatedFile: File {
    let path: String
    private let disk: SimulatedDisk
    private let node: Int
    private let hasFailed = Mutex(false)

    init(_ disk: SimulatedDisk, _ path: String, _ node: Int) { (self.disk, self.path, self.node) = (disk, path, node) }

    func size() throws(StoreError) -> UInt64 {
        try disk.reading { state throws(StoreError) in UInt64(state.nodes[node].current.count) }
    }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        try disk.reading(isCounted: true) { state throws(StoreError) in
            let size = state.nodes[node].current.count
            guard offset < UInt64(size) else { return 0 }
            let count = min(buffer.count, size - Int(offset))
            state.nodes[node].current.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count]))
            }
            return count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
        try failing(
            failed: { [node] state, failure in
                // What fitted, or was written before the error, is there.
                let count = failure == .readOnly ? 0 : Int.random(in: 0...bytes.count, using: &state.random)
                if count > 0 { state.change(node, .write(offset, Array(bytes[..<count]))) }
            },
            { state throws(StoreError) in state.change(node, .write(offset, Array(bytes))) })
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        try failing(
            failed: { [node] state, failure in
                if failure == .broken, Bool.random(using: &state.random) { state.change(node, .truncate(byteCount)) }
            },
            { state throws(StoreError) in state.change(node, .truncate(byteCount)) })
    }

    func sync() throws(StoreError) {
        try failing(
            failed: { [node] state, failure in if failure != .readOnly { state.failSync(node) } },
            { state throws(StoreError) in state.sync(node) })
    }

    private func failing(
        failed: (inout DiskState, Faults.Failure) -> Void, _ body: (inout DiskState) throws(StoreError) -> Void
    ) throws(StoreError) {
        if hasFailed.withLock({ $0 }) { throw StoreError(.handleFailed, "write", file: path) }
        do throws(StoreError) {
            try disk.changing(failed: failed, body)
        } catch {
            hasFailed.withLock { $0 = true }
            throw error
        }
    }
}
