internal import SegmentStore

/// What a simulated disk holds: files and directories, what is durable of them and what is not yet.
struct DiskState: Sendable {
    /// A change of a file that was not synced.
    enum Change: Sendable {
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

    /// A name that comes or goes.
    struct Naming: Sendable {
        var name: String
        var node: Int?
    }

    /// Names that come and go in one step, and which step of the disk that was.
    struct NamingStep: Sendable {
        var number: Int
        var namings: [Naming]
    }

    /// A file or a directory.
    struct Node: Sendable {
        var isDirectory = false
        var durable: [UInt8] = []
        var current: [UInt8] = []
        var unsynced: [Change] = []
        var durableNames: [String: Int] = [:]
        var names: [String: Int] = [:]
        var unsyncedNames: [NamingStep] = []

        /// The same, all of it durable.
        var settled: Node {
            Node(isDirectory: isDirectory, durable: current, current: current, durableNames: names, names: names)
        }
    }

    /// The first node is the root.
    var nodes = [Node(isDirectory: true)]
    var locked: Set<Int> = []
    var random: SeededNumbers
    /// Sectors of less than a real disk's, so that the rows of tables tear, too.
    var sectorByteCount = 8
    /// How many calls so far would have changed something.
    var calls = 0
    /// How many calls have read a file.
    var reads = 0
    var faults = Faults()
    var isDead = false
    /// How many faults came about.
    var faultCount = 0
    private var stepNumber = 0

    init(random: SeededNumbers) { self.random = random }

    // MARK: - Names

    /// The node of a path; nil where there is none.
    func node(_ path: String) -> Int? {
        var node = 0
        for part in path.split(separator: "/") {
            guard let next = nodes[node].names[String(part)] else { return nil }
            node = next
        }
        return node
    }

    /// The directory that a path's last name stands in, and that name.
    func place(_ path: String) throws(StoreError) -> (directory: Int, name: String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last, let directory = node(parts.dropLast().joined(separator: "/")),
            nodes[directory].isDirectory
        else { throw StoreError(.notFound, "open", file: path) }
        return (directory, String(name))
    }

    mutating func rename(_ namings: [Naming], in directory: Int) {
        stepNumber += 1
        for naming in namings { nodes[directory].names[naming.name] = naming.node }
        nodes[directory].unsyncedNames.append(NamingStep(number: stepNumber, namings: namings))
    }

    /// Makes an empty file or directory.
    mutating func make(_ path: String, isDirectory: Bool) throws(StoreError) -> Int {
        let (directory, name) = try place(path)
        nodes.append(Node(isDirectory: isDirectory))
        rename([Naming(name: name, node: nodes.count - 1)], in: directory)
        return nodes.count - 1
    }

    mutating func syncNames(of directory: Int) {
        nodes[directory].durableNames = nodes[directory].names
        nodes[directory].unsyncedNames = []
    }

    // MARK: - Bytes

    mutating func change(_ node: Int, _ change: Change) {
        change.apply(to: &nodes[node].current)
        nodes[node].unsynced.append(change)
    }

    mutating func sync(_ node: Int) {
        if nodes[node].unsynced.isEmpty { return }
        nodes[node].durable = nodes[node].current
        nodes[node].unsynced = []
    }

    /// A sync that fails: what was to be written is on the disk or not, nobody tries again, and whoever reads still finds it in
    /// the cache.
    mutating func failSync(_ node: Int) {
        for change in nodes[node].unsynced { land(change, on: node) }
        nodes[node].unsynced = []
    }

    // MARK: - Power loss

    /// One change reaches the disk, or not, or a part of it.
    private mutating func land(_ change: Change, on node: Int) {
        switch (change, Int.random(in: 0..<4, using: &random)) {
        case (_, 0): change.apply(to: &nodes[node].durable)
        case (.write(let offset, let written), 1):
            // Sectors reach the disk in any order.
            for start in stride(from: 0, to: written.count, by: sectorByteCount) where Bool.random(using: &random) {
                let sector = Array(written[start..<min(start + sectorByteCount, written.count)])
                Change.write(offset + UInt64(start), sector).apply(to: &nodes[node].durable)
            }
        case (.write(let offset, let written), 2):
            // The file is as long as if it were there, but holds zeros.
            let end = offset + UInt64(written.count)
            if end > UInt64(nodes[node].durable.count) { Change.truncate(end).apply(to: &nodes[node].durable) }
        default: break
        }
    }

    /// What is there when the power is back: of what was not synced some, as chance has it.
    mutating func losePower() {
        // Most file systems bring names in order to the disk, some only those of one directory, and none need.
        let order = Int.random(in: 0..<3, using: &random)
        let reach = Int.random(in: 0...stepNumber, using: &random)
        for index in nodes.indices {
            var steps = nodes[index].unsyncedNames
            switch order {
            case 0: steps = steps.filter { $0.number <= reach }
            case 1: steps = Array(steps.prefix(Int.random(in: 0...steps.count, using: &random)))
            default:
                var some: [NamingStep] = []
                for step in steps where Bool.random(using: &random) { some.append(step) }
                steps = some
            }
            for naming in steps.flatMap(\.namings) { nodes[index].durableNames[naming.name] = naming.node }
            nodes[index].names = nodes[index].durableNames
            nodes[index].unsyncedNames = []
            let changes = nodes[index].unsynced
            for change in changes { land(change, on: index) }
            nodes[index].current = nodes[index].durable
            nodes[index].unsynced = []
        }
    }

    /// Lets go of the bytes of files that no name leads to, or may lead to after a crash.
    mutating func forgetNameless() {
        var isNamed = Set([0])
        var found = [0]
        while let node = found.popLast() {
            let children =
                Array(nodes[node].names.values) + nodes[node].durableNames.values
                + nodes[node].unsyncedNames.flatMap(\.namings).compactMap(\.node)
            for child in children where isNamed.insert(child).inserted { found.append(child) }
        }
        for node in nodes.indices where !isNamed.contains(node) { nodes[node] = Node() }
    }
}
