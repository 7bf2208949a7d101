extension SHA256 {
    /// The state of one hash.
    typealias State = Words<UInt32>

    /// The eight working words a to h, between blocks the hash value; of one hash, or of as many as `Word` has lanes.
    struct Words<Word: SHA256Word>: Sendable, BitwiseCopyable {
        var a: Word
        var b: Word
        var c: Word
        var d: Word
        var e: Word
        var f: Word
        var g: Word
        var h: Word

        /// The hash value that every message begins with.
        ///
        /// Specification: FIPS 180-4, section 5.3.3.
        @inline(__always)
        static var initial: Words {
            Words(
                a: Word(all: 0x6a09e667), b: Word(all: 0xbb67ae85), c: Word(all: 0x3c6ef372), d: Word(all: 0xa54ff53a),
                e: Word(all: 0x510e527f), f: Word(all: 0x9b05688c), g: Word(all: 0x1f83d9ab), h: Word(all: 0x5be0cd19))
        }
    }

    /// The compression of one message in plain Swift.
    static func compressPortably(_ state: inout State, _ blocks: UnsafeRawPointer, blockCount: Int) {
        var hash = state
        for index in 0..<blockCount {
            let block = blocks + 64 &* index
            hash.compress(
                Schedule { UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* $0, as: UInt32.self)) })
        }
        state = hash
    }

    /// Writes the 64 words of the schedule of `block`, with the rounds' constants added.
    static func keyWords(of block: UnsafeRawPointer, into keyed: UnsafeMutablePointer<UInt32>) {
        var next = keyed
        let words = Schedule { UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* $0, as: UInt32.self)) }
        words.forEachSixteen { words in
            UnsafeMutableRawPointer(next).storeBytes(of: words.row, as: SIMD16<UInt32>.self)
            next += 16
        }
    }
}

/// What the rounds compute with: a word of one hash, or the words of several in the lanes of a vector.
///
/// Specification of the functions: FIPS 180-4, section 4.1.2.
protocol SHA256Word: Sendable, BitwiseCopyable {
    /// This word in every lane.
    init(all word: UInt32)
    static func &+ (_: Self, _: Self) -> Self
    static func ^ (_: Self, _: Self) -> Self
    static func & (_: Self, _: Self) -> Self
    var sum0: Self { get }
    var sum1: Self { get }
    var sigma0: Self { get }
    var sigma1: Self { get }
}

/// A sum of three rotations is made by rotating partial sums: x >>> 6 ^ x >>> 11 ^ x >>> 25 and its like need two copies of
/// x fewer that way.
extension UInt32: SHA256Word {
    @inline(__always)
    init(all word: UInt32) { self = word }

    @inline(__always)
    var sum0: UInt32 { (self ^ (self ^ rotated(9)).rotated(11)).rotated(2) }

    @inline(__always)
    var sum1: UInt32 { (self ^ (self ^ rotated(14)).rotated(5)).rotated(6) }

    @inline(__always)
    var sigma0: UInt32 { (self ^ rotated(11)).rotated(7) ^ (self &>> 3) }

    @inline(__always)
    var sigma1: UInt32 { (self ^ rotated(2)).rotated(17) ^ (self &>> 10) }

    @inline(__always)
    private func rotated(_ count: UInt32) -> UInt32 { (self &>> count) | (self &<< (32 &- count)) }
}

extension SHA256 {
    /// Sixteen consecutive words of the message schedule.
    ///
    /// The schedule rolls: sixteen words are all that the next sixteen need.
    struct Schedule<Word: SHA256Word> {
        private(set) var w0: Word
        private(set) var w1: Word
        private(set) var w2: Word
        private(set) var w3: Word
        private(set) var w4: Word
        private(set) var w5: Word
        private(set) var w6: Word
        private(set) var w7: Word
        private(set) var w8: Word
        private(set) var w9: Word
        private(set) var w10: Word
        private(set) var w11: Word
        private(set) var w12: Word
        private(set) var w13: Word
        private(set) var w14: Word
        private(set) var w15: Word

        /// Takes the words of a block, the first one numbered 0.
        @inline(__always)
        init(word: (Int) -> Word) {
            w0 = word(0)
            w1 = word(1)
            w2 = word(2)
            w3 = word(3)
            w4 = word(4)
            w5 = word(5)
            w6 = word(6)
            w7 = word(7)
            w8 = word(8)
            w9 = word(9)
            w10 = word(10)
            w11 = word(11)
            w12 = word(12)
            w13 = word(13)
            w14 = word(14)
            w15 = word(15)
        }

        /// Gives all 64 words, sixteen at a time, the rounds' constants added.
        ///
        /// Specification: FIPS 180-4, section 4.2.2.
        @inline(__always)
        func forEachSixteen(_ body: (Schedule) -> Void) {
            var words = self
            body(
                words.keyed(
                    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
                    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174))
            words.expand()
            body(
                words.keyed(
                    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
                    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967))
            words.expand()
            body(
                words.keyed(
                    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
                    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070))
            words.expand()
            body(
                words.keyed(
                    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
                    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2))
        }

        /// Adds the constants of sixteen rounds.
        @inline(__always)
        private func keyed(
            _ k0: UInt32, _ k1: UInt32, _ k2: UInt32, _ k3: UInt32, _ k4: UInt32, _ k5: UInt32, _ k6: UInt32,
            _ k7: UInt32,
            _ k8: UInt32, _ k9: UInt32, _ k10: UInt32, _ k11: UInt32, _ k12: UInt32, _ k13: UInt32, _ k14: UInt32,
            _ k15: UInt32
        ) -> Schedule {
            var sums = self
            sums.w0 = w0 &+ Word(all: k0)
            sums.w1 = w1 &+ Word(all: k1)
            sums.w2 = w2 &+ Word(all: k2)
            sums.w3 = w3 &+ Word(all: k3)
            sums.w4 = w4 &+ Word(all: k4)
            sums.w5 = w5 &+ Word(all: k5)
            sums.w6 = w6 &+ Word(all: k6)
            sums.w7 = w7 &+ Word(all: k7)
            sums.w8 = w8 &+ Word(all: k8)
            sums.w9 = w9 &+ Word(all: k9)
            sums.w10 = w10 &+ Word(all: k10)
            sums.w11 = w11 &+ Word(all: k11)
            sums.w12 = w12 &+ Word(all: k12)
            sums.w13 = w13 &+ Word(all: k13)
            sums.w14 = w14 &+ Word(all: k14)
            sums.w15 = w15 &+ Word(all: k15)
            return sums
        }

        /// Replaces words t to t + 15 by words t + 16 to t + 31.
        @inline(__always)
        private mutating func expand() {
            w0 = w0 &+ w1.sigma0 &+ w9 &+ w14.sigma1
            w1 = w1 &+ w2.sigma0 &+ w10 &+ w15.sigma1
            w2 = w2 &+ w3.sigma0 &+ w11 &+ w0.sigma1
            w3 = w3 &+ w4.sigma0 &+ w12 &+ w1.sigma1
            w4 = w4 &+ w5.sigma0 &+ w13 &+ w2.sigma1
            w5 = w5 &+ w6.sigma0 &+ w14 &+ w3.sigma1
            w6 = w6 &+ w7.sigma0 &+ w15 &+ w4.sigma1
            w7 = w7 &+ w8.sigma0 &+ w0 &+ w5.sigma1
            w8 = w8 &+ w9.sigma0 &+ w1 &+ w6.sigma1
            w9 = w9 &+ w10.sigma0 &+ w2 &+ w7.sigma1
            w10 = w10 &+ w11.sigma0 &+ w3 &+ w8.sigma1
            w11 = w11 &+ w12.sigma0 &+ w4 &+ w9.sigma1
            w12 = w12 &+ w13.sigma0 &+ w5 &+ w10.sigma1
            w13 = w13 &+ w14.sigma0 &+ w6 &+ w11.sigma1
            w14 = w14 &+ w15.sigma0 &+ w7 &+ w12.sigma1
            w15 = w15 &+ w0.sigma0 &+ w8 &+ w13.sigma1
        }
    }
}

extension SHA256.Schedule where Word == UInt32 {
    @inline(__always)
    fileprivate var row: SIMD16<UInt32> {
        SIMD16(w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15)
    }
}

extension SHA256.Words {
    /// Takes a block in, of which `schedule` has the words.
    ///
    /// Specification: FIPS 180-4, section 6.2.2.
    @inline(__always)
    mutating func compress(_ schedule: SHA256.Schedule<Word>) {
        let before = self
        schedule.forEachSixteen { rounds($0) }
        add(before)
    }

    /// Takes a block in, of which `keyedWords` are the words that `SHA256.keyWords` wrote.
    @inline(__always)
    mutating func compress(keyedWords: UnsafePointer<UInt32>) {
        let before = self
        for start in stride(from: 0, to: 64, by: 16) {
            rounds(SHA256.Schedule { Word(all: keyedWords[start &+ $0]) })
        }
        add(before)
    }

    @inline(__always)
    private mutating func add(_ before: SHA256.Words<Word>) {
        a = a &+ before.a
        b = b &+ before.b
        c = c &+ before.c
        d = d &+ before.d
        e = e &+ before.e
        f = f &+ before.f
        g = g &+ before.g
        h = h &+ before.h
    }

    /// Sixteen rounds with their words, to which the constants are added.
    @inline(__always)
    private mutating func rounds(_ w: SHA256.Schedule<Word>) {
        step(a, b, c, &d, e, f, g, &h, w.w0)
        step(h, a, b, &c, d, e, f, &g, w.w1)
        step(g, h, a, &b, c, d, e, &f, w.w2)
        step(f, g, h, &a, b, c, d, &e, w.w3)
        step(e, f, g, &h, a, b, c, &d, w.w4)
        step(d, e, f, &g, h, a, b, &c, w.w5)
        step(c, d, e, &f, g, h, a, &b, w.w6)
        step(b, c, d, &e, f, g, h, &a, w.w7)
        step(a, b, c, &d, e, f, g, &h, w.w8)
        step(h, a, b, &c, d, e, f, &g, w.w9)
        step(g, h, a, &b, c, d, e, &f, w.w10)
        step(f, g, h, &a, b, c, d, &e, w.w11)
        step(e, f, g, &h, a, b, c, &d, w.w12)
        step(d, e, f, &g, h, a, b, &c, w.w13)
        step(c, d, e, &f, g, h, a, &b, w.w14)
        step(b, c, d, &e, f, g, h, &a, w.w15)
    }
}

/// One round; instead of moving eight words along, the caller names them in rotated order.
@inline(__always)
private func step<Word: SHA256Word>(
    _ a: Word, _ b: Word, _ c: Word, _ d: inout Word, _ e: Word, _ f: Word, _ g: Word, _ h: inout Word, _ keyed: Word
) {
    let choice = g ^ (e & (f ^ g))
    let majority = (a & b) ^ (c & (a ^ b))
    let first = h &+ e.sum1 &+ choice &+ keyed
    d = d &+ first
    h = first &+ a.sum0 &+ majority
}
