/// Look-ups that read the file: slower than through the map, but what they look at stays in the system's memory and does not
/// count as this process's.
extension IndexRun {
    /// The rows that are read at once; a bucket has four to eight unless the keys are not spread evenly.
    private static let rowsAtOnce = 32

    /// The value of a key's row, or nil if there is none.
    func valueReadingFile(of key: IndexKey) throws(StoreError) -> UInt64? {
        let offset = layout.bucketsOffset + layout.bucket(of: key.high) * 4
        let bucket = try read(offset, 8)
        var start = bucket.withBytes { Int($0.littleEndian(at: 0, as: UInt32.self)) }
        var end = bucket.withBytes { Int($0.littleEndian(at: 4, as: UInt32.self)) }
        guard start <= end, end <= layout.rowCount else { throw damaged("run.bucket", at: offset) }
        // The first row not below the key with value 0.
        let wanted = IndexRow(key, value: 0)
        while end - start > Self.rowsAtOnce {
            let middle = (start + end) / 2
            if try rows(middle, 1)[0] < wanted { start = middle + 1 } else { end = middle + 1 }
        }
        guard let row = try rows(start, end - start).first(where: { !($0 < wanted) }) else { return nil }
        return row.hasKey(of: wanted) ? row.value : nil
    }

    private func rows(_ start: Int, _ count: Int) throws(StoreError) -> [IndexRow] {
        let bytes = try read(IndexRunLayout.headerByteCount + start * IndexRow.byteCount, count * IndexRow.byteCount)
        return bytes.withBytes { bytes in (0..<count).map { IndexRow(bytes, at: $0 * IndexRow.byteCount) } }
    }

    private func read(_ offset: Int, _ count: Int) throws(StoreError) -> [UInt8] {
        let bytes = try file.readBytes(at: UInt64(offset), count: count)
        guard bytes.count == count else { throw damaged("run.length", at: offset) }
        return bytes
    }

    /// Appends the entries of a list in the postings.
    func appendListReadingFile(at offset: Int, to output: inout [UInt64]) throws(StoreError) {
        let start = layout.postingsOffset + offset
        guard start < layout.fileByteCount else { throw damaged("run.posting", at: start) }
        var reader = RegionReader(file, from: start, to: layout.fileByteCount, bufferByteCount: 1024)
        func next() throws(StoreError) -> UInt64 {
            var varint = Varint()
            while let byte = try reader.take(1) {
                if varint.take(byte[0]) { return varint.value }
            }
            throw damaged("run.posting", at: start)
        }
        let count = try next()
        // Each takes a byte at least, so a count that lies ends here.
        guard count >= 2, count <= UInt64(layout.fileByteCount - start) else { throw damaged("run.posting", at: start) }
        var entry: UInt64 = 0
        for index in 0..<count {
            let step = try next()
            entry += step
            guard entries.contains(entry), step > 0 || index == 0 else { throw damaged("run.posting", at: start) }
            output.append(entry)
        }
    }
}
