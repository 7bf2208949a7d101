/// Many independent messages, four at a time.
///
/// One hash alone leaves the processor waiting: each round needs the result of the one before it. Rounds of other messages
/// fill these gaps, or take the other lanes of a vector. A batch goes in step, so messages of as many blocks are put
/// together; where they differ, all go as far as the shortest and then on alone.
extension SHA256 {
    /// The digest of each part of `bytes`, in order; if `prefix` is given, of that byte and the part behind it.
    ///
    /// The parts may have any lengths and overlap; each must lie within `bytes`.
    package static func hashes(
        of bytes: UnsafeRawBufferPointer, ranges: [Range<Int>], prefix: UInt8? = nil
    ) -> [Digest] {
        let common = ranges.first?.count ?? 0
        var isUniform = true
        for range in ranges {
            precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a part lies outside the bytes")
            isUniform = isUniform && range.count == common
        }
        if isUniform {
            return hashes(count: ranges.count, commonByteCount: common, prefix: prefix) { index in
                Message(bytes, at: ranges[index].lowerBound, byteCount: common, number: index)
            }
        }
        let order = order(of: ranges, prefixCount: prefix == nil ? 0 : 1)
        return hashes(count: ranges.count, commonByteCount: nil, prefix: prefix) { position in
            let range = ranges[order[position]]
            return Message(bytes, at: range.lowerBound, byteCount: range.count, number: order[position])
        }
    }

    /// The digest of each row of `rowByteCount` bytes, a remainder left out; if `prefix` is given, of that byte and the row.
    package static func hashes(
        ofRowsIn bytes: UnsafeRawBufferPointer, rowByteCount: Int, prefix: UInt8? = nil
    ) -> [Digest] {
        hashes(count: bytes.count / rowByteCount, commonByteCount: rowByteCount, prefix: prefix) { index in
            Message(bytes, at: index &* rowByteCount, byteCount: rowByteCount, number: index)
        }
    }

    /// Asks `message` for each message, those that go well together one after the other.
    @inline(__always)
    private static func hashes(
        count: Int, commonByteCount: Int?, prefix: UInt8?, message: (Int) -> Message
    ) -> [Digest] {
        [Digest](unsafeUninitializedCapacity: count) { digests, initializedCount in
            guard let digests = digests.baseAddress else { return }
            let batches = batches
            var position = 0
            if count >= batches.worthwhileCount {
                withUnsafeTemporaryAllocation(byteCount: Lanes.scratchByteCount, alignment: 16) { scratch in
                    guard let scratch = scratch.baseAddress else { return }
                    let lanes = Lanes(scratch: scratch, batches, prefix: prefix, into: digests)
                    let shape = commonByteCount.map { lanes.prepare($0, messageCount: count) }
                    while count &- position >= batches.worthwhileCount {
                        for lane in 0..<Batch.laneCount {
                            // Lanes for which nothing is left hash the last message again.
                            let message = message(min(position &+ lane, count &- 1))
                            if shape == nil { lanes.pad(message.byteCount, lane: lane) }
                            lanes.place(message, lane: lane)
                        }
                        if let shape { lanes.run(shape) } else { lanes.runUneven(position, message, last: count &- 1) }
                        position &+= Batch.laneCount
                    }
                }
            }
            while position < count {
                let message = message(position)
                var hash = SHA256()
                if let prefix { withUnsafeBytes(of: prefix) { hash.update($0) } }
                hash.update(UnsafeRawBufferPointer(start: message.start, count: message.byteCount))
                (digests + message.number).initialize(to: hash.finalize())
                position &+= 1
            }
            initializedCount = count
        }
    }

    /// The numbers of the parts, those of like shape side by side.
    ///
    /// Sorted by counting, with no more counters than twice the parts: what shares one goes into batches as it came.
    private static func order(of ranges: [Range<Int>], prefixCount: Int) -> [Int] {
        var keys = ranges.map { Shape(byteCount: prefixCount &+ $0.count).key }
        guard let low = keys.min(), let high = keys.max() else { return [] }
        var shift = 0
        while (high &- low) >> shift > 2 &* ranges.count { shift &+= 1 }
        var places = [Int](repeating: 0, count: ((high &- low) >> shift) &+ 2)
        for index in keys.indices {
            keys[index] = (keys[index] &- low) >> shift
            places[keys[index] &+ 1] &+= 1
        }
        for key in 1..<places.count { places[key] &+= places[key &- 1] }
        var order = [Int](repeating: 0, count: ranges.count)
        for (number, key) in keys.enumerated() {
            order[places[key]] = number
            places[key] &+= 1
        }
        return order
    }
}

/// A message, and the place of its digest among all.
private struct Message {
    /// Nil only where there are no bytes.
    let start: UnsafeRawPointer?
    let byteCount: Int
    let number: Int

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int, byteCount: Int, number: Int) {
        start = bytes.baseAddress.map { $0 + offset }
        self.byteCount = byteCount
        self.number = number
    }
}

/// Into how many blocks a message falls.
private struct Shape: Equatable {
    /// Whole blocks.
    let bodyCount: Int
    /// Blocks for the rest and the padding.
    let tailCount: Int

    @inline(__always)
    init(byteCount: Int) {
        bodyCount = byteCount &>> 6
        tailCount = byteCount & 63 < 56 ? 1 : 2
    }

    /// Equal for equal shapes, greater for greater ones, and limited.
    var key: Int { min(2 &* bodyCount &+ tailCount, 4_096) }
}

/// The messages of a batch, cut into whole blocks and tails.
///
/// Whole blocks are read where the message stands. The rest of a message and its padding are put together here.
private struct Lanes {
    private typealias Row = SIMD4<UInt32>

    /// A row of slack and two blocks.
    private static let tailByteCount = 16 + 2 * SHA256.blockByteCount
    private static let keyedByteCount = 64 * 4
    private static let laneCount = SHA256.Batch.laneCount
    static let scratchByteCount =
        keyedByteCount + laneCount * (tailByteCount + 3 * MemoryLayout<UnsafeRawPointer>.stride)

    private let batches: SHA256.Batches
    private let prefix: UInt8?
    private let prefixCount: Int
    private let digests: UnsafeMutablePointer<Digest>
    private let keyedWords: UnsafeMutablePointer<UInt32>
    private let firstTail: UnsafeMutableRawPointer
    private let tails: UnsafeMutablePointer<UnsafeRawPointer>
    private let bodies: UnsafeMutablePointer<UnsafeRawPointer>
    private let results: UnsafeMutablePointer<UnsafeMutableRawPointer>

    init(
        scratch: UnsafeMutableRawPointer, _ batches: SHA256.Batches, prefix: UInt8?,
        into digests: UnsafeMutablePointer<Digest>
    ) {
        self.batches = batches
        self.prefix = prefix
        prefixCount = prefix == nil ? 0 : 1
        self.digests = digests
        keyedWords = scratch.bindMemory(to: UInt32.self, capacity: 64)
        firstTail = scratch + Self.keyedByteCount + 16
        let pointers = scratch + Self.keyedByteCount + Self.laneCount * Self.tailByteCount
        let byteCount = Self.laneCount * MemoryLayout<UnsafeRawPointer>.stride
        tails = pointers.bindMemory(to: UnsafeRawPointer.self, capacity: Self.laneCount)
        bodies = (pointers + byteCount).bindMemory(to: UnsafeRawPointer.self, capacity: Self.laneCount)
        results = (pointers + 2 * byteCount).bindMemory(to: UnsafeMutableRawPointer.self, capacity: Self.laneCount)
        for lane in 0..<Self.laneCount { tails[lane] = UnsafeRawPointer(tail(lane)) }
    }

    @inline(__always)
    private func tail(_ lane: Int) -> UnsafeMutableRawPointer { firstTail + Self.tailByteCount &* lane }

    /// Puts the padding behind a message into the tail of a lane.
    ///
    /// Specification: FIPS 180-4, section 5.1.1.
    func pad(_ messageByteCount: Int, lane: Int) {
        let byteCount = prefixCount &+ messageByteCount
        let tail = tail(lane)
        for row in 0..<8 { tail.storeBytes(of: .zero, toByteOffset: 16 &* row, as: Row.self) }
        tail.storeBytes(of: 0x80, toByteOffset: byteCount & 63, as: UInt8.self)
        let bitCount = UInt64(byteCount) &* 8
        let end = 64 &* Shape(byteCount: byteCount).tailCount
        tail.storeBytes(of: bitCount.bigEndian, toByteOffset: end &- 8, as: UInt64.self)
    }

    /// Puts into all lanes what messages of one length share.
    func prepare(_ messageByteCount: Int, messageCount: Int) -> (shape: Shape, isKeyed: Bool) {
        for lane in 0..<Self.laneCount { pad(messageByteCount, lane: lane) }
        let byteCount = prefixCount &+ messageByteCount
        // Behind whole blocks alone the padding is a block of its own, whose schedule is worth keeping.
        let isKeyed = byteCount & 63 == 0 && messageCount >= 8 &* Self.laneCount
        if isKeyed { SHA256.keyWords(of: firstTail, into: keyedWords) }
        return (Shape(byteCount: byteCount), isKeyed)
    }

    /// Puts a message into a lane in which its padding stands.
    @inline(__always)
    func place(_ message: Message, lane: Int) {
        let tail = tail(lane)
        let byteCount = prefixCount &+ message.byteCount
        results[lane] = UnsafeMutableRawPointer(digests + message.number)
        if byteCount >= 64, let start = message.start {
            bodies[lane] = start - prefixCount
            // Rows from the end backwards; the last may reach into the slack before the tail. There is a whole block before
            // the rest, so nothing is read from before the message.
            let rest = start + message.byteCount - byteCount & 63
            var offset = byteCount & 63
            while offset > 0 {
                offset &-= 16
                tail.storeBytes(of: (rest + offset).loadUnaligned(as: Row.self), toByteOffset: offset, as: Row.self)
            }
        } else {
            if let prefix { tail.storeBytes(of: prefix, as: UInt8.self) }
            if let start = message.start { (tail + prefixCount).copyMemory(from: start, byteCount: message.byteCount) }
        }
    }

    /// Hashes what is placed, all of one shape.
    @inline(__always)
    func run(_ common: (shape: Shape, isKeyed: Bool)) {
        batches.hash(
            SHA256.Batch(
                bodies: bodies, bodyCount: common.shape.bodyCount, prefix: common.shape.bodyCount > 0 ? prefix : nil,
                tails: tails, tailCount: common.isKeyed ? 0 : common.shape.tailCount,
                keyedWords: common.isKeyed ? UnsafePointer(keyedWords) : nil, digests: results))
    }

    /// Hashes what is placed, the messages from `position` on: all as far as the shortest, and each on alone.
    @inline(__always)
    func runUneven(_ position: Int, _ message: (Int) -> Message, last: Int) {
        var shortest = Int.max
        var isEven = true
        let first = Shape(byteCount: prefixCount &+ message(position).byteCount)
        for lane in 0..<Self.laneCount {
            let shape = Shape(byteCount: prefixCount &+ message(min(position &+ lane, last)).byteCount)
            shortest = min(shortest, shape.bodyCount)
            isEven = isEven && shape == first
        }
        if isEven { return run((first, isKeyed: false)) }
        batches.hash(
            SHA256.Batch(
                bodies: bodies, bodyCount: shortest, prefix: shortest > 0 ? prefix : nil, tails: tails, tailCount: 0,
                keyedWords: nil, digests: results))
        // The same message may stand in several lanes: its state becomes its digest once.
        for place in position...min(position &+ Self.laneCount &- 1, last) {
            let message = message(place)
            let digest = digests + message.number
            var hash = SHA256(resuming: SHA256.State(digest.pointee), byteCount: UInt64(64 &* shortest))
            if shortest == 0, let prefix { withUnsafeBytes(of: prefix) { hash.update($0) } }
            let done = max(0, 64 &* shortest &- prefixCount)
            let rest = UnsafeRawBufferPointer(start: message.start, count: message.byteCount)[done...]
            hash.update(UnsafeRawBufferPointer(rebasing: rest))
            digest.initialize(to: hash.finalize())
        }
    }
}

extension SHA256.State {
    /// The state that `digest` is the last of.
    init(_ digest: Digest) {
        self = digest.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt32 {
                UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
            }
            return SHA256.State(
                a: word(0), b: word(1), c: word(2), d: word(3), e: word(4), f: word(5), g: word(6), h: word(7))
        }
    }
}
