extension SHA256 {
    /// Hashes four messages, each in a lane of its own of vectors of four words.
    ///
    /// Every x86-64 and aarch64 processor has such vectors, so nobody has to be asked before this.
    static func hashFourLanes(_ batch: borrowing Batch) {
        var words = Words<SIMD4<UInt32>>.initial
        for step in 0..<batch.bodyCount &+ batch.tailCount {
            let blocks = (batch.block(0, step), batch.block(1, step), batch.block(2, step), batch.block(3, step))
            words.compress(
                Schedule { index in
                    if index == 0, step == 0, let prefix = batch.prefix { return firstColumn(blocks, prefix) }
                    return column(blocks, at: 4 &* index)
                })
        }
        if let keyedWords = batch.keyedWords { words.compress(keyedWords: keyedWords) }
        for lane in 0..<Batch.laneCount {
            let state = State(
                a: words.a[lane], b: words.b[lane], c: words.c[lane], d: words.d[lane], e: words.e[lane],
                f: words.f[lane], g: words.g[lane], h: words.h[lane])
            batch.digests[lane].storeBytes(of: Digest(bigEndianWords: state), as: Digest.self)
        }
    }
}

extension SHA256.Batch {
    /// The block of one lane at a step.
    @inline(__always)
    fileprivate func block(_ lane: Int, _ step: Int) -> UnsafeRawPointer {
        step < bodyCount ? bodies[lane] + 64 &* step : tails[lane] + 64 &* (step &- bodyCount)
    }
}

private typealias Blocks = (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer)

/// A word of each of four blocks.
@inline(__always)
private func column(_ blocks: Blocks, at offset: Int) -> SIMD4<UInt32> {
    func word(_ block: UnsafeRawPointer) -> UInt32 {
        UInt32(bigEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    return SIMD4(word(blocks.0), word(blocks.1), word(blocks.2), word(blocks.3))
}

/// The first word of each of four blocks that begin with `prefix` where no byte of a message stands.
@inline(__always)
private func firstColumn(_ blocks: Blocks, _ prefix: UInt8) -> SIMD4<UInt32> {
    column(blocks, at: 1) &>> 8 | SIMD4(repeating: UInt32(prefix) &<< 24)
}

/// Without rotations: the shifts of a sum are added up side by side, those to the right and those to the left each in a
/// chain of their own; else the compiler sees rotations and takes the vector apart for them.
extension SIMD4<UInt32>: SHA256Word {
    @inline(__always)
    init(all word: UInt32) { self.init(repeating: word) }

    @inline(__always)
    var sum0: Self { ((self &>> 2) ^ (self &>> 13) ^ (self &>> 22)) ^ ((self &<< 30) ^ (self &<< 19) ^ (self &<< 10)) }

    @inline(__always)
    var sum1: Self { ((self &>> 6) ^ (self &>> 11) ^ (self &>> 25)) ^ ((self &<< 26) ^ (self &<< 21) ^ (self &<< 7)) }

    @inline(__always)
    var sigma0: Self { ((self &>> 7) ^ (self &>> 18) ^ (self &>> 3)) ^ ((self &<< 25) ^ (self &<< 14)) }

    @inline(__always)
    var sigma1: Self { ((self &>> 17) ^ (self &>> 19) ^ (self &>> 10)) ^ ((self &<< 15) ^ (self &<< 13)) }
}
