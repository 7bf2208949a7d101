extension SHA512 {
    /// The eight working words a to h, between blocks the hash value.
    struct State: Hashable, Sendable, BitwiseCopyable {
        var a: UInt64
        var b: UInt64
        var c: UInt64
        var d: UInt64
        var e: UInt64
        var f: UInt64
        var g: UInt64
        var h: UInt64

        /// The hash value that every message begins with.
        ///
        /// Specification: FIPS 180-4, section 5.3.5.
        static var initial: State {
            State(
                a: 0x6a09e667f3bcc908, b: 0xbb67ae8584caa73b,
                c: 0x3c6ef372fe94f82b, d: 0xa54ff53a5f1d36f1,
                e: 0x510e527fade682d1, f: 0x9b05688c2b3e6c1f,
                g: 0x1f83d9abfb41bd6b, h: 0x5be0cd19137e2179)
        }

        static var zero: State { State(a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, h: 0) }
    }

    /// Takes `blockCount` blocks of 128 bytes at `blocks` into `state`.
    ///
    /// Specification: FIPS 180-4, section 6.4.2.
    static func compress(_ state: inout State, _ blocks: UnsafeRawPointer, blockCount: Int) {
        var hash = state
        for index in 0..<blockCount {
            var words = Schedule(loading: blocks + 128 &* index)
            var next = hash
            next.rounds(
                words,
                0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
                0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
                0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
                0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694)
            words.expand()
            next.rounds(
                words,
                0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
                0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
                0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
                0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70)
            words.expand()
            next.rounds(
                words,
                0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
                0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
                0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
                0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8)
            words.expand()
            next.rounds(
                words,
                0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
                0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
                0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
                0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b)
            words.expand()
            next.rounds(
                words,
                0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
                0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
                0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
                0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817)
            hash.a &+= next.a
            hash.b &+= next.b
            hash.c &+= next.c
            hash.d &+= next.d
            hash.e &+= next.e
            hash.f &+= next.f
            hash.g &+= next.g
            hash.h &+= next.h
        }
        state = hash
    }
}

/// Sixteen consecutive words of the message schedule.
///
/// The schedule rolls: sixteen words are all that the next sixteen need.
private struct Schedule {
    var w0: UInt64
    var w1: UInt64
    var w2: UInt64
    var w3: UInt64
    var w4: UInt64
    var w5: UInt64
    var w6: UInt64
    var w7: UInt64
    var w8: UInt64
    var w9: UInt64
    var w10: UInt64
    var w11: UInt64
    var w12: UInt64
    var w13: UInt64
    var w14: UInt64
    var w15: UInt64

    @inline(__always)
    init(loading block: UnsafeRawPointer) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: block.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self))
        }
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

    /// Replaces words t to t + 15 by words t + 16 to t + 31.
    @inline(__always)
    mutating func expand() {
        w0 = w0 &+ sigma0(w1) &+ w9 &+ sigma1(w14)
        w1 = w1 &+ sigma0(w2) &+ w10 &+ sigma1(w15)
        w2 = w2 &+ sigma0(w3) &+ w11 &+ sigma1(w0)
        w3 = w3 &+ sigma0(w4) &+ w12 &+ sigma1(w1)
        w4 = w4 &+ sigma0(w5) &+ w13 &+ sigma1(w2)
        w5 = w5 &+ sigma0(w6) &+ w14 &+ sigma1(w3)
        w6 = w6 &+ sigma0(w7) &+ w15 &+ sigma1(w4)
        w7 = w7 &+ sigma0(w8) &+ w0 &+ sigma1(w5)
        w8 = w8 &+ sigma0(w9) &+ w1 &+ sigma1(w6)
        w9 = w9 &+ sigma0(w10) &+ w2 &+ sigma1(w7)
        w10 = w10 &+ sigma0(w11) &+ w3 &+ sigma1(w8)
        w11 = w11 &+ sigma0(w12) &+ w4 &+ sigma1(w9)
        w12 = w12 &+ sigma0(w13) &+ w5 &+ sigma1(w10)
        w13 = w13 &+ sigma0(w14) &+ w6 &+ sigma1(w11)
        w14 = w14 &+ sigma0(w15) &+ w7 &+ sigma1(w12)
        w15 = w15 &+ sigma0(w0) &+ w8 &+ sigma1(w13)
    }
}

extension SHA512.State {
    /// Sixteen rounds with their words and constants.
    @inline(__always)
    fileprivate mutating func rounds(
        _ w: Schedule,
        _ k0: UInt64, _ k1: UInt64, _ k2: UInt64, _ k3: UInt64,
        _ k4: UInt64, _ k5: UInt64, _ k6: UInt64, _ k7: UInt64,
        _ k8: UInt64, _ k9: UInt64, _ k10: UInt64, _ k11: UInt64,
        _ k12: UInt64, _ k13: UInt64, _ k14: UInt64, _ k15: UInt64
    ) {
        step(a, b, c, &d, e, f, g, &h, k0 &+ w.w0)
        step(h, a, b, &c, d, e, f, &g, k1 &+ w.w1)
        step(g, h, a, &b, c, d, e, &f, k2 &+ w.w2)
        step(f, g, h, &a, b, c, d, &e, k3 &+ w.w3)
        step(e, f, g, &h, a, b, c, &d, k4 &+ w.w4)
        step(d, e, f, &g, h, a, b, &c, k5 &+ w.w5)
        step(c, d, e, &f, g, h, a, &b, k6 &+ w.w6)
        step(b, c, d, &e, f, g, h, &a, k7 &+ w.w7)
        step(a, b, c, &d, e, f, g, &h, k8 &+ w.w8)
        step(h, a, b, &c, d, e, f, &g, k9 &+ w.w9)
        step(g, h, a, &b, c, d, e, &f, k10 &+ w.w10)
        step(f, g, h, &a, b, c, d, &e, k11 &+ w.w11)
        step(e, f, g, &h, a, b, c, &d, k12 &+ w.w12)
        step(d, e, f, &g, h, a, b, &c, k13 &+ w.w13)
        step(c, d, e, &f, g, h, a, &b, k14 &+ w.w14)
        step(b, c, d, &e, f, g, h, &a, k15 &+ w.w15)
    }
}

/// One round; instead of moving eight words along, the caller names them in rotated order.
///
/// A sum of three rotations is made by rotating partial sums: x >>> 6 ^ x >>> 11 ^ x >>> 25 and its like need two copies of
/// x fewer that way.
@inline(__always)
private func step(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: inout UInt64,
    _ e: UInt64, _ f: UInt64, _ g: UInt64, _ h: inout UInt64, _ keyed: UInt64
) {
    let sum1 = rotated(e ^ rotated(e ^ rotated(e, 23), 4), 14)
    let choice = g ^ (e & (f ^ g))
    let sum0 = rotated(a ^ rotated(a ^ rotated(a, 5), 6), 28)
    let majority = (a & b) ^ (c & (a ^ b))
    let first = h &+ sum1 &+ choice &+ keyed
    d = d &+ first
    h = first &+ sum0 &+ majority
}

@inline(__always)
private func sigma0(_ x: UInt64) -> UInt64 { rotated(x ^ rotated(x, 7), 1) ^ (x &>> 7) }

@inline(__always)
private func sigma1(_ x: UInt64) -> UInt64 { rotated(x ^ rotated(x, 42), 19) ^ (x &>> 6) }

@inline(__always)
private func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 { (x &>> count) | (x &<< (64 &- count)) }
