#if SHA_INSTRUCTIONS
internal import LedgerCrypto
internal import _Builtin_intrinsics.intel

/// The compression of one message: `blockCount` blocks of 64 bytes go into the eight state words a to h.
func compressOne(_ state: UnsafeMutablePointer<UInt32>, _ blocks: UnsafeRawPointer, blockCount: Int) {
    var stream = Stream(state)
    for index in 0..<blockCount {
        let before = stream
        stream.load(blocks + 64 &* index)
        forEachSixteen { stream.sixteen($0, $1, $2, $3) }
        stream.add(before)
    }
    stream.store(to: state)
}

/// Hashes four messages side by side.
///
/// A round has to wait for the one before it longer than the processor is busy with it; rounds of other messages fit into
/// that gap. Each message has its turn for sixteen rounds: fewer at a time, and the compiler moves the words of four messages
/// in and out of registers too often; the processor looks far enough ahead to begin with the next turn meanwhile.
func hashFour(_ batch: borrowing SHA256.Batch) {
    var (a, b, c, d) = (Stream(), Stream(), Stream(), Stream())
    var opening = batch.prefix.map { Opening(prefix: $0) } ?? .none
    for step in 0..<batch.bodyCount &+ batch.tailCount {
        let before = (a, b, c, d)
        a.load(batch.block(0, step), opening)
        b.load(batch.block(1, step), opening)
        c.load(batch.block(2, step), opening)
        d.load(batch.block(3, step), opening)
        opening = .none
        forEachSixteen {
            a.sixteen($0, $1, $2, $3)
            b.sixteen($0, $1, $2, $3)
            c.sixteen($0, $1, $2, $3)
            d.sixteen($0, $1, $2, $3)
        }
        a.add(before.0)
        b.add(before.1)
        c.add(before.2)
        d.add(before.3)
    }
    if let keyedWords = batch.keyedWords {
        let before = (a, b, c, d)
        for index in 0..<16 {
            let keyed = row(keyedWords + 4 &* index)
            a.four(keyed)
            b.four(keyed)
            c.four(keyed)
            d.four(keyed)
        }
        a.add(before.0)
        b.add(before.1)
        c.add(before.2)
        d.add(before.3)
    }
    a.storeDigest(to: batch.digests[0])
    b.storeDigest(to: batch.digests[1])
    c.storeDigest(to: batch.digests[2])
    d.storeDigest(to: batch.digests[3])
}

extension SHA256.Batch {
    /// The block of one lane at a step.
    @inline(__always)
    fileprivate func block(_ lane: Int, _ step: Int) -> UnsafeRawPointer {
        step < bodyCount ? bodies[lane] + 64 &* step : tails[lane] + 64 &* (step &- bodyCount)
    }
}

/// The constants of four rounds.
private typealias Four = SIMD4<UInt32>

/// Gives the constants of 64 rounds, sixteen at a time.
///
/// Specification: FIPS 180-4, section 4.2.2.
@inline(__always)
private func forEachSixteen(_ body: (Four, Four, Four, Four) -> Void) {
    body(
        Four(0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5),
        Four(0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5),
        Four(0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3),
        Four(0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174))
    body(
        Four(0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc),
        Four(0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da),
        Four(0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7),
        Four(0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967))
    body(
        Four(0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13),
        Four(0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85),
        Four(0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3),
        Four(0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070))
    // The last sixteen words have no successors: what `sixteen` computes of them nobody reads, so it is left out.
    body(
        Four(0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5),
        Four(0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3),
        Four(0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208),
        Four(0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2))
}

/// One hash, in the registers as the instructions want it.
private struct Stream {
    // The working words, from the highest lane to the lowest.
    private var abef: __m128i
    private var cdgh: __m128i
    // Sixteen words of the schedule, the oldest first.
    private var words0 = __m128i()
    private var words1 = __m128i()
    private var words2 = __m128i()
    private var words3 = __m128i()

    /// Begins a hash.
    ///
    /// Specification: FIPS 180-4, section 5.3.3.
    @inline(__always)
    init() {
        abef = lanes(0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667)
        cdgh = lanes(0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372)
    }

    /// Goes on with a hash.
    @inline(__always)
    init(_ state: UnsafeMutablePointer<UInt32>) {
        let (abcd, efgh) = (words(row(state)), words(row(state + 4)))
        abef = lanes(efgh[1], efgh[0], abcd[1], abcd[0])
        cdgh = lanes(efgh[3], efgh[2], abcd[3], abcd[2])
    }

    @inline(__always)
    func store(to state: UnsafeMutablePointer<UInt32>) {
        let (first, second) = (words(abef), words(cdgh))
        setRow(state, lanes(first[3], first[2], second[3], second[2]))
        setRow(state + 4, lanes(first[1], first[0], second[1], second[0]))
    }

    /// Writes the 32 bytes of the digest.
    @inline(__always)
    func storeDigest(to digest: UnsafeMutableRawPointer) {
        let (first, second) = (words(abef), words(cdgh))
        let swap = Opening.none.places
        let abcd = _mm_shuffle_epi8(lanes(first[3], first[2], second[3], second[2]), swap)
        let efgh = _mm_shuffle_epi8(lanes(first[1], first[0], second[1], second[0]), swap)
        digest.storeBytes(of: abcd, as: __m128i.self)
        digest.storeBytes(of: efgh, toByteOffset: 16, as: __m128i.self)
    }

    /// Begins the schedule of a block.
    @inline(__always)
    mutating func load(_ block: UnsafeRawPointer, _ opening: Opening = .none) {
        words0 = _mm_or_si128(_mm_shuffle_epi8(row(block + opening.offset), opening.places), opening.byte)
        words1 = _mm_shuffle_epi8(row(block + 16), Opening.none.places)
        words2 = _mm_shuffle_epi8(row(block + 32), Opening.none.places)
        words3 = _mm_shuffle_epi8(row(block + 48), Opening.none.places)
    }

    /// Does sixteen rounds and replaces the words by the next sixteen to come.
    ///
    /// Specification: FIPS 180-4, section 6.2.2.
    @inline(__always)
    mutating func sixteen(_ constants0: Four, _ constants1: Four, _ constants2: Four, _ constants3: Four) {
        expand(doing: constants0)
        expand(doing: constants1)
        expand(doing: constants2)
        expand(doing: constants3)
    }

    /// Does four rounds with words to which the constants are added.
    @inline(__always)
    mutating func four(_ keyed: __m128i) {
        // Two rounds turn a, b, e, f into c, d, g, h: so the two halves change places each time.
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed)
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_unpackhi_epi64(keyed, keyed))
    }

    /// Does four rounds with the oldest four words and replaces these by the next four to come.
    @inline(__always)
    private mutating func expand(doing constants: Four) {
        four(_mm_add_epi32(words0, unsafeBitCast(constants, to: __m128i.self)))
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

/// Four words, the lowest lane first.
@inline(__always)
private func lanes(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) -> __m128i {
    unsafeBitCast(SIMD4(first, second, third, fourth), to: __m128i.self)
}

@inline(__always)
private func words(_ lanes: __m128i) -> SIMD4<UInt32> { unsafeBitCast(lanes, to: SIMD4<UInt32>.self) }

/// Loads four words at once: written and read in other portions, they would keep the processor waiting.
@inline(__always)
private func row(_ pointer: UnsafeRawPointer) -> __m128i { pointer.loadUnaligned(as: __m128i.self) }

@inline(__always)
private func setRow(_ pointer: UnsafeMutablePointer<UInt32>, _ row: __m128i) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: row, as: __m128i.self)
}

/// How the first four words of a block come out of memory.
///
/// A prefixed message stands one byte further on than its blocks: so the first block has its first byte from elsewhere.
private struct Opening {
    /// Where to load sixteen bytes.
    var offset: Int
    /// For each byte the place that it comes from, in each word the last byte first; or none.
    var places: __m128i
    /// The byte in whose place nothing was loaded.
    var byte: __m128i

    @inline(__always)
    static var none: Opening {
        Opening(
            offset: 0, places: __m128i(0x0405_0607_0001_0203, 0x0c0d_0e0f_0809_0a0b), byte: lanes(0, 0, 0, 0))
    }

    @inline(__always)
    init(prefix: UInt8) {
        offset = 1
        places = __m128i(Int64(bitPattern: 0x0304_0506_8000_0102), 0x0b0c_0d0e_0708_090a)
        byte = lanes(UInt32(prefix) &<< 24, 0, 0, 0)
    }

    private init(offset: Int, places: __m128i, byte: __m128i) {
        (self.offset, self.places, self.byte) = (offset, places, byte)
    }
}
#endif
