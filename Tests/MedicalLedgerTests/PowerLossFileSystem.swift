import SegmentStore
import Synchronization

/// A disk in memory that may fail at a call, or lose power there: then what was not synced is there, not there or torn, as
/// chance has it.
final class PowerLossFileSystem: FileSystem {
    /// What happens at a call that would change something.
    enum Fault: Hashable {
        /// The disk is full once.
        case fails(call: Int)
        /// The power is lost: nothing works any more.
        case loses(call: Int)
        case never
    }

    private enum Change {
        case write(UInt64, [UInt8])
        case truncate(UInt64)

        func apply(to bytes: inout [UInt8]) {
            switch self {
            case .write(let offset, let written):
                let end = Int(offset) + written.count
                if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
                bytes.replaceSubrange(Int(offset)..<end, with: written)
            case .truncate(let count):
                if bytes.count > Int(count) { bytes.removeSubrange(Int(count)...) }
                if bytes.count < Int(count) { bytes += [UInt8](repeating: 0, count: Int(count) - bytes.count) }
            }
        }
    }

    private struct Node {
        var durable: [UInt8] = []
        var current: [UInt8] = []
        var unsynced: [Change] = []
    }

    private struct Naming {
        var path: String
        var node: Int?
    }

    private struct State: Sendable {
        var nodes: [Node] = []
        var durableNames: [String: Int] = [:]
        var names: [String: Int] = [:]
        /// Steps of one operation, which come together.
        var unsyncedNames: [[Naming]] = []
        var calls = 0
        var isDead = false
        var fault = Fault.never
    }

    /// Far less than a real one, so that the rows of tables tear, too.
    private let sectorByteCount = 8
    private let state: Mutex<State>

    init() { state = Mutex(State()) }
    private init(_ state: State) { self.state = Mutex(state) }

    /// A disk with the same files, all durable, that may fail.
    func copy(_ fault: Fault = .never) -> PowerLossFileSystem {
        state.withLock { state in
            var copy = State()
            copy.nodes = state.nodes.map { Node(durable: $0.current, current: $0.current) }
            (copy.names, copy.durableNames, copy.fault) = (state.names, state.names, fault)
            return PowerLossFileSystem(copy)
        }
    }

    /// The disk when the power is back.
    func afterPowerLoss(using random: inout some RandomNumberGenerator) -> PowerLossFileSystem {
        let old = state.withLock { $0 }
        var new = State()
        for node in old.nodes {
            var bytes = node.durable
            for change in node.unsynced {
                switch (change, Int.random(in: 0..<3, using: &random)) {
                case (_, 0): change.apply(to: &bytes)
                case (.write(let offset, let written), 1):
                    // Sectors reach the disk in any order.
                    for start in stride(from: 0, to: written.count, by: sectorByteCount)
                    where Bool.random(using: &random) {
                        let sector = Array(written[start..<min(start + sectorByteCount, written.count)])
                        Change.write(offset + UInt64(start), sector).apply(to: &bytes)
                    }
                default: break
                }
            }
            new.nodes.append(Node(durable: bytes, current: bytes))
        }
        new.durableNames = old.durableNames
        for namings in old.unsyncedNames.prefix(Int.random(in: 0...old.unsyncedNames.count, using: &random)) {
            for naming in namings { new.durableNames[naming.path] = naming.node }
        }
        new.names = new.durableNames
        return PowerLossFileSystem(new)
    }

    /// How many calls so far would have changed something.
    var calls: Int { state.withLock { $0.calls } }

    /// Every file with its bytes.
    var files: [String: [UInt8]] {
        get { state.withLock { state in state.names.mapValues { state.nodes[$0].current } } }
    }

    /// Every byte that a file holds or held when it was removed.
    var everything: [[UInt8]] { state.withLock { $0.nodes.map(\.current) } }

    func replace(_ path: String, _ bytes: [UInt8]) {
        state.withLock { state in
            state.names[path] = state.nodes.count
            state.durableNames = state.names
            state.nodes.append(Node(durable: bytes, current: bytes))
        }
    }

    private func changing<R>(_ body: (inout State) throws(StoreError) -> R) throws(StoreError) -> R {
        try state.withLock { state throws(StoreError) in
            if state.isDead { throw StoreError(.failed, "power") }
            let call = state.calls
            state.calls += 1
            if state.fault == .fails(call: call) { throw StoreError(.diskFull, "call") }
            let result = try body(&state)
            if state.fault == .loses(call: call) {
                state.isDead = true
                throw StoreError(.failed, "power")
            }
            return result
        }
    }

    private func reading<R>(_ body: (inout State) throws(StoreError) -> R) throws(StoreError) -> R {
        try state.withLock { state throws(StoreError) in
            if state.isDead { throw StoreError(.failed, "power") }
            return try body(&state)
        }
    }

    private static func node(_ path: String, _ state: State) throws(StoreError) -> Int {
        guard let node = state.names[path] else { throw StoreError(.notFound, "open", file: path) }
        return node
    }

    private static func directory(_ path: String) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }

    // MARK: - The door

    func createDirectory(_ path: String, access: FileAccess) throws(StoreError) {}

    func list(_ directory: String) throws(StoreError) -> [String] {
        try reading { state throws(StoreError) in
            state.names.keys.filter { Self.directory($0) == directory[...] }
                .map { String($0.dropFirst(directory.count + 1)) }.sorted()
        }
    }

    func exists(_ path: String) throws(StoreError) -> Bool {
        try reading { state throws(StoreError) in state.names[path] != nil }
    }

    func size(of path: String) throws(StoreError) -> UInt64 {
        try reading { state throws(StoreError) in UInt64(state.nodes[try Self.node(path, state)].current.count) }
    }

    func open(_ path: String, _ mode: OpenMode) throws(StoreError) -> any File {
        let isThere = try exists(path)
        if case .createNew = mode, isThere { throw StoreError(.exists, "open", file: path) }
        let mayCreate = mode != .read && mode != .write
        if mayCreate, !isThere {
            try changing { state throws(StoreError) in
                state.names[path] = state.nodes.count
                state.unsyncedNames.append([Naming(path: path, node: state.nodes.count)])
                state.nodes.append(Node())
            }
        }
        return OpenFile(self, path, try reading { state throws(StoreError) in try Self.node(path, state) })
    }

    func map(_ path: String, _ pattern: MappedFile.Pattern) throws(StoreError) -> MappedFile {
        throw StoreError(.failed, "map")
    }

    func rename(_ path: String, to newPath: String) throws(StoreError) {
        try changing { state throws(StoreError) in
            let node = try Self.node(path, state)
            state.names[path] = nil
            state.names[newPath] = node
            state.unsyncedNames.append([Naming(path: path, node: nil), Naming(path: newPath, node: node)])
        }
    }

    func remove(_ path: String) throws(StoreError) {
        try changing { state throws(StoreError) in
            _ = try Self.node(path, state)
            state.names[path] = nil
            state.unsyncedNames.append([Naming(path: path, node: nil)])
        }
    }

    func syncDirectory(_ path: String) throws(StoreError) {
        try changing { state throws(StoreError) in
            for naming in state.unsyncedNames.joined() where Self.directory(naming.path) == path[...] {
                state.durableNames[naming.path] = naming.node
            }
            state.unsyncedNames.removeAll { $0.allSatisfy { Self.directory($0.path) == path[...] } }
        }
    }

    func lock(_ path: String, access: FileAccess) throws(StoreError) -> any FileLock { Lock() }

    private final class Lock: FileLock {}

    /// A file of the disk in memory; it fails for good once a call has failed, as a real one does.
    private final class OpenFile: File {
        let path: String
        private let disk: PowerLossFileSystem
        private let node: Int
        private let hasFailed = Mutex(false)

        init(_ disk: PowerLossFileSystem, _ path: String, _ node: Int) {
            (self.disk, self.path, self.node) = (disk, path, node)
        }

        func size() throws(StoreError) -> UInt64 {
            try disk.reading { state throws(StoreError) in UInt64(state.nodes[node].current.count) }
        }

        func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
            try disk.reading { state throws(StoreError) in
                let bytes = state.nodes[node].current
                guard offset < UInt64(bytes.count) else { return 0 }
                let count = min(buffer.count, bytes.count - Int(offset))
                buffer.copyBytes(from: bytes[Int(offset)..<Int(offset) + count])
                return count
            }
        }

        func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
            try change(.write(offset, Array(bytes)))
        }

        func truncate(to byteCount: UInt64) throws(StoreError) { try change(.truncate(byteCount)) }

        func sync() throws(StoreError) {
            try failing { state throws(StoreError) in
                state.nodes[node].durable = state.nodes[node].current
                state.nodes[node].unsynced = []
            }
        }

        private func change(_ change: Change) throws(StoreError) {
            try failing { state throws(StoreError) in
                change.apply(to: &state.nodes[node].current)
                state.nodes[node].unsynced.append(change)
            }
        }

        private func failing(_ body: (inout State) throws(StoreError) -> Void) throws(StoreError) {
            if hasFailed.withLock({ $0 }) { throw StoreError(.handleFailed, "write", file: path) }
            do throws(StoreError) {
                try disk.changing(body)
            } catch {
                hasFailed.withLock { $0 = true }
                throw error
            }
        }
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}
