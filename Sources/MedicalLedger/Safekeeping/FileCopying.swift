internal import LedgerCrypto
internal import SegmentStore

/// Copies and hashes long files piece by piece.
extension FileSystem {
    private static var pieceByteCount: UInt64 { 1 << 20 }

    /// Gives the bytes of a range to `body`, piece by piece.
    ///
    /// - Throws: `damaged` with the reason `segment.truncated` where the file ends before the range does.
    private func read(
        _ path: String, _ range: Range<UInt64>, _ body: ([UInt8], UInt64) throws(StoreError) -> Void
    ) throws(StoreError) {
        let file = try open(path, .read)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = Int(min(Self.pieceByteCount, range.upperBound - offset))
            let bytes = try file.readBytes(at: offset, count: count)
            guard bytes.count == count else {
                throw StoreError(.damaged, "segment.truncated", file: path, offset: offset + UInt64(bytes.count))
            }
            try body(bytes, offset)
            offset += UInt64(count)
        }
    }

    /// SHA-256 of the first bytes of a file.
    func hash(_ path: String, byteCount: UInt64) throws(StoreError) -> Digest {
        var hash = LedgerCrypto.SHA256()
        try read(path, 0..<byteCount) { bytes, _ throws(StoreError) in hash.update(bytes) }
        return hash.finalize()
    }

    /// Makes a file's bytes from `start` on those of another's, up to `byteCount`, where it ends then; durable but for its name.
    ///
    /// - Returns: SHA-256 of what was read.
    @discardableResult
    func copy(
        _ path: String, to copy: String, from start: UInt64 = 0, byteCount: UInt64, access: FileAccess
    ) throws(StoreError) -> Digest {
        let file = try open(copy, .create(access))
        var hash = LedgerCrypto.SHA256()
        try read(path, start..<max(start, byteCount)) { bytes, offset throws(StoreError) in
            hash.update(bytes)
            try file.write(bytes, at: offset)
        }
        if try file.size() > byteCount { try file.truncate(to: byteCount) }
        try file.sync()
        return hash.finalize()
    }

    /// Takes away a directory of files and directories of files, as far as that is possible.
    func removeTree(_ directory: String) {
        for name in (try? list(directory)) ?? [] {
            let path = directory + "/" + name
            for inner in (try? list(path)) ?? [] { try? remove(path + "/" + inner) }
            try? remove(path)
        }
        try? remove(directory)
    }
}
