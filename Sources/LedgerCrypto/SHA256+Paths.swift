/// The ways in which hashes are computed, and the one place where they are chosen.
///
/// One message goes through a `Compression`, many go through `Batches`. Plain Swift has both; a part that knows the
/// processor's instructions installs better ones.
extension SHA256 {
    /// A way to take blocks into a hash: eight state words a to h, blocks of 64 bytes, how many.
    package typealias Compression = @convention(c) (UnsafeMutablePointer<UInt32>, UnsafeRawPointer, Int) -> Void

    /// A way to hash four messages side by side.
    package struct Batches: Sendable {
        /// Fewer messages than these go faster one by one.
        let worthwhileCount: Int
        let hash: @Sendable (borrowing Batch) -> Void

        /// Names a way to hash a batch, and from how many messages on it gains.
        package init(worthwhileCount: Int, hash: @escaping @Sendable (borrowing Batch) -> Void) {
            self.worthwhileCount = worthwhileCount
            self.hash = hash
        }

        /// One message after the other.
        package static let none = Batches(worthwhileCount: Int.max) { _ in }

        /// Four messages in the lanes of vectors that every processor has.
        package static let fourLanes = Batches(worthwhileCount: 4) { hashFourLanes($0) }
    }

    // Written at most once, before there is a second thread.
    private nonisolated(unsafe) static var installedCompression: Compression?
    private nonisolated(unsafe) static var installedBatches: Batches?

    /// Lets `compression` do the work of every hash from now on and `batches` that of many at once; nil stands for plain
    /// Swift.
    ///
    /// To be called at start, before there are threads.
    package static func install(_ compression: Compression?, batches: Batches? = nil) {
        installedCompression = compression
        installedBatches = batches
    }

    /// How many messages at once are hashed.
    static var batches: Batches { installedBatches ?? .fourLanes }

    /// Takes `blockCount` blocks of 64 bytes at `blocks` into `state`.
    static func compress(_ state: inout State, _ blocks: UnsafeRawPointer, blockCount: Int) {
        if let installed = installedCompression {
            withUnsafeMutablePointer(to: &state) { pointer in
                pointer.withMemoryRebound(to: UInt32.self, capacity: 8) { installed($0, blocks, blockCount) }
            }
        } else {
            compressPortably(&state, blocks, blockCount: blockCount)
        }
    }

    /// Four messages to be hashed from their beginning on: of all as many whole blocks, then as many of a tail.
    package struct Batch: ~Copyable {
        /// Messages in a batch.
        static let laneCount = 4

        /// For each lane the first byte of its whole blocks; with a prefix, of the message less one.
        package let bodies: UnsafePointer<UnsafeRawPointer>
        /// Whole blocks in each message.
        package let bodyCount: Int
        /// A byte that stands before each message, in place of the first of `bodies`; only if there are whole blocks.
        package let prefix: UInt8?
        /// For each lane the rest of the message, with the padding.
        package let tails: UnsafePointer<UnsafeRawPointer>
        /// Blocks in each tail, 0 to 2.
        package let tailCount: Int
        /// The words of the last block, the rounds' constants added, where that block is the same in all; it then does not
        /// count in `tailCount`.
        package let keyedWords: UnsafePointer<UInt32>?
        /// For each lane where its digest goes.
        package let digests: UnsafePointer<UnsafeMutableRawPointer>
    }
}
