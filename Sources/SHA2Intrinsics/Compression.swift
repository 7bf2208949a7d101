#if arch(x86_64)
internal import _Builtin_intrinsics.intel

/// The compression of one message: `blockCount` blocks of 64 bytes go into the eight state words a to h.
func compressOne(_ state: UnsafeMutablePointer<UInt32>, _ blocks: UnsafeRawPointer, blockCount: Int) {
    var stream = Stream(state)
    for index in 0..<blockCount {
        let before = stream
        stream.load(blocks + 64 &* index)
        stream.compress()
        stream.add(before)
    }
    stream.store(to: state)
}

/// The compression of three independent messages, a block of each in every step.
///
/// A round has to wait for the one before it longer than the processor is busy with it; a round of another message fits
/// into that gap.
///
/// - Parameters:
///   - states: three times eight state words.
///   - blocks: for each step the addresses of three blocks.
func compressThree(
    _ states: UnsafeMutablePointer<UInt32>, _ blocks: UnsafePointer<UnsafeRawPointer>, stepCount: Int
) {
    var streams = Three(states)
    for step in 0..<stepCount {
        let before = streams
        streams.load(blocks + 3 &* step)
        streams.compress()
        streams.add(before)
    }
    streams.store(to: states)
}

/// One or several hashes that go through the rounds side by side.
private protocol Rounds {
    /// Does four rounds with the oldest four words of the schedule and replaces these by the next four to come.
    mutating func four(_ constants: SIMD4<UInt32>)
}

extension Rounds {
    /// Does the 64 rounds of a block.
    ///
    /// Specification: FIPS 180-4, sections 4.2.2 and 6.2.2.
    @inline(__always)
    mutating func compress() {
        four(SIMD4(0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5))
        four(SIMD4(0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5))
        four(SIMD4(0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3))
        four(SIMD4(0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174))
        four(SIMD4(0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc))
        four(SIMD4(0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da))
        four(SIMD4(0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7))
        four(SIMD4(0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967))
        four(SIMD4(0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13))
        four(SIMD4(0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85))
        four(SIMD4(0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3))
        four(SIMD4(0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070))
        // The last sixteen words have no successors: what `four` computes of them nobody reads, so it is left out.
        four(SIMD4(0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5))
        four(SIMD4(0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3))
        four(SIMD4(0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208))
        four(SIMD4(0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2))
    }
}

/// One hash, in the registers as the instructions want it.
private struct Stream: Rounds {
    // The working words, from the highest lane to the lowest.
    private var abef: __m128i
    private var cdgh: __m128i
    // Sixteen words of the schedule, the oldest first.
    private var words0 = __m128i()
    private var words1 = __m128i()
    private var words2 = __m128i()
    private var words3 = __m128i()

    @inline(__always)
    init(_ state: UnsafeMutablePointer<UInt32>) {
        let (abcd, efgh) = (row(state), row(state + 4))
        abef = lanes(efgh[1], efgh[0], abcd[1], abcd[0])
        cdgh = lanes(efgh[3], efgh[2], abcd[3], abcd[2])
    }

    @inline(__always)
    func store(to state: UnsafeMutablePointer<UInt32>) {
        let (first, second) = (words(abef), words(cdgh))
        setRow(state, lanes(first[3], first[2], second[3], second[2]))
        setRow(state + 4, lanes(first[1], first[0], second[1], second[0]))
    }

    /// Begins the schedule of a block.
    @inline(__always)
    mutating func load(_ block: UnsafeRawPointer) {
        words0 = bigEndian(block)
        words1 = bigEndian(block + 16)
        words2 = bigEndian(block + 32)
        words3 = bigEndian(block + 48)
    }

    @inline(__always)
    mutating func four(_ constants: SIMD4<UInt32>) {
        let keyed = _mm_add_epi32(words0, unsafeBitCast(constants, to: __m128i.self))
        // Two rounds turn a, b, e, f into c, d, g, h: so the two halves change places each time.
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed)
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_unpackhi_epi64(keyed, keyed))
        expand()
    }

    /// Replaces the oldest four words by the next four to come.
    @inline(__always)
    private mutating func expand() {
        let (newer, newest) = (words(words2), words(words3))
        let seventhBack = lanes(newer[1], newer[2], newer[3], newest[0])
        let sum = _mm_add_epi32(_mm_sha256msg1_epu32(words0, words1), seventhBack)
        (words0, words1, words2, words3) = (words1, words2, words3, _mm_sha256msg2_epu32(sum, words3))
    }

    /// Adds the state before the block to that behind its rounds.
    @inline(__always)
    mutating func add(_ before: Stream) {
        abef = _mm_add_epi32(abef, before.abef)
        cdgh = _mm_add_epi32(cdgh, before.cdgh)
    }
}

/// Three hashes side by side.
private struct Three: Rounds {
    private var a: Stream
    private var b: Stream
    private var c: Stream

    @inline(__always)
    init(_ states: UnsafeMutablePointer<UInt32>) {
        a = Stream(states)
        b = Stream(states + 8)
        c = Stream(states + 16)
    }

    @inline(__always)
    func store(to states: UnsafeMutablePointer<UInt32>) {
        a.store(to: states)
        b.store(to: states + 8)
        c.store(to: states + 16)
    }

    @inline(__always)
    mutating func load(_ blocks: UnsafePointer<UnsafeRawPointer>) {
        a.load(blocks[0])
        b.load(blocks[1])
        c.load(blocks[2])
    }

    @inline(__always)
    mutating func four(_ constants: SIMD4<UInt32>) {
        // One after the other: the processor finds what it can do at once, and the compiler needs fewer registers.
        a.four(constants)
        b.four(constants)
        c.four(constants)
    }

    @inline(__always)
    mutating func add(_ before: Three) {
        a.add(before.a)
        b.add(before.b)
        c.add(before.c)
    }
}

/// Four words, the lowest lane first.
@inline(__always)
private func lanes(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) -> __m128i {
    unsafeBitCast(SIMD4(first, second, third, fourth), to: __m128i.self)
}

@inline(__always)
private func words(_ lanes: __m128i) -> SIMD4<UInt32> { unsafeBitCast(lanes, to: SIMD4<UInt32>.self) }

/// Loads four words at once: written and read in other portions, they would keep the processor waiting.
@inline(__always)
private func row(_ pointer: UnsafeMutablePointer<UInt32>) -> SIMD4<UInt32> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<UInt32>.self)
}

@inline(__always)
private func setRow(_ pointer: UnsafeMutablePointer<UInt32>, _ row: __m128i) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: row, as: __m128i.self)
}

/// Loads four words of a message.
@inline(__always)
private func bigEndian(_ pointer: UnsafeRawPointer) -> __m128i {
    // In each word the last byte first.
    let swap = __m128i(0x0405_0607_0001_0203, 0x0c0d_0e0f_0809_0a0b)
    return _mm_shuffle_epi8(pointer.loadUnaligned(as: __m128i.self), swap)
}
#endif
