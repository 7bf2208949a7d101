extension SHA256 {
    /// The eight working words a to h, between blocks the hash value.
    struct State: Sendable, BitwiseCopyable {
        var a: UInt32
        var b: UInt32
        var c: UInt32
        var d: UInt32
        var e: UInt32
        var f: UInt32
        var g: UInt32
        var h: UInt32

        /// The hash value that every message begins with.
        ///
        /// Specification: FIPS 180-4, section 5.3.3.
        static var initial: State {
            State(
                a: 0x6a09e667, b: 0xbb67ae85, c: 0x3c6ef372, d: 0xa54ff53a,
                e: 0x510e527f, f: 0x9b05688c, g: 0x1f83d9ab, h: 0x5be0cd19)
        }
    }

    /// Takes `blockCount` blocks of 64 bytes at `blocks` into `state`.
    ///
    /// Every hash of the process goes through here, by the processor's own instructions where `install` has put them.
    static func compress(_ state: inout State, _ blocks: UnsafeRawPointer, blockCount: Int) {
        if let installed = installedCompression {
            withUnsafeMutablePointer(to: &state) { pointer in
                pointer.withMemoryRebound(to: UInt32.self, capacity: 8) { installed($0, blocks, blockCount) }
            }
        } else {
            compressPortably(&state, blocks, blockCount: blockCount)
        }
    }

    /// A replacement of the compression: eight state words a to h, blocks of 64 bytes, how many.
    package typealias Compression = @convention(c) (UnsafeMutablePointer<UInt32>, UnsafeRawPointer, Int) -> Void

    /// The compression of three messages side by side: three times eight state words; for each step the addresses of three
    /// blocks, one of each message; how many steps.
    package typealias ThreefoldCompression =
        @convention(c) (UnsafeMutablePointer<UInt32>, UnsafePointer<UnsafeRawPointer>, Int) -> Void

    // Written at most once, before there is a second thread; single machine words, so a reader sees all or nothing.
    private nonisolated(unsafe) static var installedCompression: Compression?
    private(set) nonisolated(unsafe) static var threefoldCompression: ThreefoldCompression?

    /// Lets `compression` do the work of every hash from now on, and `threefold` that of many hashes at once.
    ///
    /// To be called at start, before there are threads.
    package static func install(_ compression: Compression?, threefold: ThreefoldCompression? = nil) {
        installedCompression = compression
        threefoldCompression = threefold
    }

    /// The compression in plain Swift.
    ///
    /// Specification: FIPS 180-4, section 6.2.2.
    static func compressPortably(_ state: inout State, _ blocks: UnsafeRawPointer, blockCount: Int) {
        var hash = state
        for index in 0..<blockCount {
            var words = Schedule(loading: blocks + 64 &* index)
            var next = hash
            next.rounds(
                words,
                0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
                0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174)
            words.expand()
            next.rounds(
                words,
                0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
                0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967)
            words.expand()
            next.rounds(
                words,
                0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
                0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070)
            words.expand()
            next.rounds(
                words,
                0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
                0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2)
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
    var w0: UInt32
    var w1: UInt32
    var w2: UInt32
    var w3: UInt32
    var w4: UInt32
    var w5: UInt32
    var w6: UInt32
    var w7: UInt32
    var w8: UInt32
    var w9: UInt32
    var w10: UInt32
    var w11: UInt32
    var w12: UInt32
    var w13: UInt32
    var w14: UInt32
    var w15: UInt32

    @inline(__always)
    init(loading block: UnsafeRawPointer) {
        func word(_ index: Int) -> UInt32 {
            UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
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

extension SHA256.State {
    /// Sixteen rounds with their words and constants.
    @inline(__always)
    fileprivate mutating func rounds(
        _ w: Schedule,
        _ k0: UInt32, _ k1: UInt32, _ k2: UInt32, _ k3: UInt32,
        _ k4: UInt32, _ k5: UInt32, _ k6: UInt32, _ k7: UInt32,
        _ k8: UInt32, _ k9: UInt32, _ k10: UInt32, _ k11: UInt32,
        _ k12: UInt32, _ k13: UInt32, _ k14: UInt32, _ k15: UInt32
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
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ keyed: UInt32
) {
    let sum1 = rotated(e ^ rotated(e ^ rotated(e, 14), 5), 6)
    let choice = g ^ (e & (f ^ g))
    let sum0 = rotated(a ^ rotated(a ^ rotated(a, 9), 11), 2)
    let majority = (a & b) ^ (c & (a ^ b))
    let first = h &+ sum1 &+ choice &+ keyed
    d = d &+ first
    h = first &+ sum0 &+ majority
}

@inline(__always)
private func sigma0(_ x: UInt32) -> UInt32 { rotated(x ^ rotated(x, 11), 7) ^ (x &>> 3) }

@inline(__always)
private func sigma1(_ x: UInt32) -> UInt32 { rotated(x ^ rotated(x, 2), 17) ^ (x &>> 10) }

@inline(__always)
private func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 { (x &>> count) | (x &<< (32 &- count)) }
