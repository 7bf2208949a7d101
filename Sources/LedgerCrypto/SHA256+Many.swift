/// Many independent messages, three at a time where the processor has instructions for it.
///
/// One hash alone leaves the processor waiting: each round needs the result of the one before it. Rounds of other messages
/// fill these gaps, so that bulk work is two to three times as fast as one message after the other.
extension SHA256 {
    /// The digest of each part of `bytes`, in order; if `prefix` is given, of that byte and the part behind it.
    ///
    /// The parts may have any lengths and overlap; each must lie within `bytes`.
    package static func hashes(
        of bytes: UnsafeRawBufferPointer, ranges: [Range<Int>], prefix: UInt8? = nil
    ) -> [Digest] {
        hashes(count: ranges.count, prefix: prefix) { index in
            let range = ranges[index]
            precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a part lies outside the bytes")
            return UnsafeRawBufferPointer(rebasing: bytes[range])
        }
    }

    /// The digest of each row of `rowByteCount` bytes, a remainder left out; if `prefix` is given, of that byte and the row.
    package static func hashes(
        ofRowsIn bytes: UnsafeRawBufferPointer, rowByteCount: Int, prefix: UInt8? = nil
    ) -> [Digest] {
        hashes(count: bytes.count / rowByteCount, prefix: prefix) { index in
            UnsafeRawBufferPointer(rebasing: bytes[index * rowByteCount..<(index + 1) * rowByteCount])
        }
    }

    @inline(__always)
    private static func hashes(
        count: Int, prefix: UInt8?, message: (Int) -> UnsafeRawBufferPointer
    ) -> [Digest] {
        [Digest](unsafeUninitializedCapacity: count) { digests, initializedCount in
            if let threefold = threefoldCompression, count > 1 {
                withUnsafeTemporaryAllocation(byteCount: ThreeLanes.scratchByteCount, alignment: 16) { scratch in
                    guard let scratch = scratch.baseAddress else { return }
                    let lanes = ThreeLanes(scratch: scratch, threefold, into: digests)
                    for index in 0..<count { lanes.take(message(index), number: index, prefix: prefix) }
                    lanes.finish()
                }
            } else {
                for index in 0..<count {
                    var hash = SHA256()
                    if let prefix { withUnsafeBytes(of: prefix) { hash.update($0) } }
                    hash.update(message(index))
                    digests.initializeElement(at: index, to: hash.finalize())
                }
            }
            initializedCount = count
        }
    }
}

/// Three messages under way, and what they need of memory.
///
/// They wait until there are three; then all go as far as the shortest, whose lane takes the next message.
private struct ThreeLanes {
    private static let stepLimit = 32
    private static let stateByteCount = MemoryLayout<SHA256.State>.stride
    private static let pointerByteCount = MemoryLayout<UnsafeRawPointer>.stride
    static let scratchByteCount =
        3 * (Lane.scratchByteCount + MemoryLayout<Lane>.stride + stateByteCount + stepLimit * pointerByteCount)

    private let threefold: SHA256.ThreefoldCompression
    private let digests: UnsafeMutableBufferPointer<Digest>
    private let lanes: UnsafeMutablePointer<Lane>
    private let states: UnsafeMutablePointer<SHA256.State>
    /// The addresses of the blocks of each step.
    private let table: UnsafeMutablePointer<UnsafeRawPointer>

    init(
        scratch: UnsafeMutableRawPointer, _ threefold: SHA256.ThreefoldCompression,
        into digests: UnsafeMutableBufferPointer<Digest>
    ) {
        self.threefold = threefold
        self.digests = digests
        var free = scratch + 3 * Lane.scratchByteCount
        states = free.bindMemory(to: SHA256.State.self, capacity: 3)
        free += 3 * Self.stateByteCount
        table = free.bindMemory(to: UnsafeRawPointer.self, capacity: 3 * Self.stepLimit)
        free += 3 * Self.stepLimit * Self.pointerByteCount
        lanes = free.bindMemory(to: Lane.self, capacity: 3)
        for index in 0..<3 {
            (lanes + index).initialize(to: Lane(scratch: scratch + index * Lane.scratchByteCount))
        }
    }

    /// Puts a message into a free lane.
    @inline(__always)
    func take(_ message: UnsafeRawBufferPointer, number: Int, prefix: UInt8?) {
        let free = freeLane()
        states[free] = .initial
        lanes[free].begin(message, number: number, prefix: prefix)
    }

    /// A lane that has no message, or the first to come to the end of its own.
    @inline(__always)
    private func freeLane() -> Int {
        while true {
            for index in 0..<3 where lanes[index].remaining == 0 { return index }
            run()
        }
    }

    /// Takes all lanes on by as many blocks as each of them has.
    @inline(never)
    private func run() {
        let stepCount = min(
            min(lanes[0].remaining, lanes[1].remaining), min(lanes[2].remaining, Self.stepLimit))
        for index in 0..<3 { lanes[index].list(stepCount, in: table + index) }
        states.withMemoryRebound(to: UInt32.self, capacity: 24) { threefold($0, table, stepCount) }
        for index in 0..<3 where lanes[index].remaining == 0 { giveDigest(index) }
    }

    /// Brings to an end what is left when no message follows: at most two go on alone.
    func finish() {
        _ = freeLane()
        for index in 0..<3 where lanes[index].remaining > 0 {
            while lanes[index].remaining > 0 {
                SHA256.compress(&states[index], lanes[index].nextBlock(), blockCount: 1)
            }
            giveDigest(index)
        }
    }

    private func giveDigest(_ index: Int) {
        digests.initializeElement(at: lanes[index].number, to: Digest(bigEndianWords: states[index]))
    }
}

/// A message on its way, cut into blocks.
///
/// Whole blocks are read where the message stands, although a prefix shifts them by a byte. Only the first block of a
/// prefixed message and the padded end are put together here.
private struct Lane {
    static let scratchByteCount = 3 * SHA256.blockByteCount
    /// What the processor loads at a time: memory written in other portions keeps it waiting.
    private typealias Row = SIMD2<UInt64>

    /// The message's number, as the caller counts.
    private(set) var number = 0
    /// Blocks still to come.
    private(set) var remaining = 0
    /// How many of them are in the tail.
    private var tailCount = 1
    /// For how many bytes, prefix and message, the tail is padded.
    private var paddedCount = -1
    /// The next block.
    private var next: UnsafeRawPointer
    /// The second block of a prefixed message, where the message stands.
    private var second: UnsafeRawPointer
    /// The first block of a prefixed message.
    private let head: UnsafeMutableRawPointer
    /// The last block or two: the rest of the message and the padding.
    private let tail: UnsafeMutableRawPointer

    init(scratch: UnsafeMutableRawPointer) {
        head = scratch
        tail = scratch + SHA256.blockByteCount
        next = UnsafeRawPointer(tail)
        second = UnsafeRawPointer(tail)
    }

    /// Takes a message.
    @inline(__always)
    mutating func begin(_ message: UnsafeRawBufferPointer, number: Int, prefix: UInt8?) {
        let prefixCount = prefix == nil ? 0 : 1
        let byteCount = prefixCount &+ message.count
        let wholeCount = byteCount &>> 6
        let restCount = byteCount & 63
        self.number = number
        // A message as long as the one before it in this lane finds its padding in place.
        if byteCount != paddedCount { pad(byteCount) }
        if wholeCount == 0, let prefix { tail.storeBytes(of: prefix, as: UInt8.self) }
        remaining = wholeCount &+ tailCount
        next = UnsafeRawPointer(tail)
        guard let start = message.baseAddress else { return }
        if wholeCount > 0 {
            if restCount > 0 {
                tail.copyMemory(from: start + (64 &* wholeCount &- prefixCount), byteCount: restCount)
            }
            next = start
            if let prefix { beginHead(prefix, start) }
        } else {
            (tail + prefixCount).copyMemory(from: start, byteCount: message.count)
        }
    }

    /// Puts the padding behind a message into the tail.
    ///
    /// Specification: FIPS 180-4, section 5.1.1.
    private mutating func pad(_ byteCount: Int) {
        let restCount = byteCount & 63
        tailCount = restCount < 56 ? 1 : 2
        paddedCount = byteCount
        for row in 0..<8 { tail.storeBytes(of: .zero, toByteOffset: 16 &* row, as: Row.self) }
        tail.storeBytes(of: 0x80, toByteOffset: restCount, as: UInt8.self)
        let bitCount = UInt64(byteCount) &* 8
        tail.storeBytes(of: bitCount.bigEndian, toByteOffset: 64 &* tailCount &- 8, as: UInt64.self)
    }

    /// Puts the first block together from the prefix and 63 bytes.
    @inline(__always)
    private mutating func beginHead(_ prefix: UInt8, _ start: UnsafeRawPointer) {
        let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) &<< 8 | UInt64(prefix)
        let row = Row(first.littleEndian, start.loadUnaligned(fromByteOffset: 7, as: UInt64.self))
        head.storeBytes(of: row, as: Row.self)
        for index in 1..<4 {
            let row = start.loadUnaligned(fromByteOffset: 16 &* index &- 1, as: Row.self)
            head.storeBytes(of: row, toByteOffset: 16 &* index, as: Row.self)
        }
        next = UnsafeRawPointer(head)
        second = start + 63
    }

    /// Writes the addresses of the next blocks into every third place of `table`.
    @inline(__always)
    mutating func list(_ count: Int, in table: UnsafeMutablePointer<UnsafeRawPointer>) {
        for step in 0..<count { table[3 &* step] = nextBlock() }
    }

    /// The address of the next block, of which there must be one.
    @inline(__always)
    mutating func nextBlock() -> UnsafeRawPointer {
        let block = next
        remaining &-= 1
        if remaining == tailCount {
            next = UnsafeRawPointer(tail)
        } else if block == UnsafeRawPointer(head) {
            next = second
        } else {
            next = block + 64
        }
        return block
    }
}
