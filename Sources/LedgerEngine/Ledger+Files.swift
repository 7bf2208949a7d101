public import SegmentStore

extension Ledger {
    /// The segments of the chain as the checkpoint has them, ascending: each with the bytes that are the chain's.
    ///
    /// Of the last one a writer may have written more meanwhile.
    public func chainFiles() throws(LedgerError) -> [(name: String, byteCount: UInt64)] {
        guard blockCount > 0 else { return [] }
        return try storing { () throws(StoreError) in
            let last = try tables.row(ofBlock: blockCount - 1)
            var found: [(name: String, byteCount: UInt64)] = []
            for segment in try SegmentName.list(files.chain, in: fileSystem) where segment <= last.segment {
                let name = SegmentName.text(segment)
                let isLast = segment == last.segment
                found.append(
                    (
                        name,
                        isLast
                            ? last.offset + UInt64(last.frameBytes) : try fileSystem.size(of: files.chain + "/" + name)
                    ))
            }
            return found
        }
    }
}

extension ChainVerifier {
    /// The segments that the block table names, ascending, as far as the table is known to be durable.
    ///
    /// Derived, so no more than a hint at what is missing.
    public static func segmentsInTables(
        _ files: LedgerFiles, _ fileSystem: any FileSystem
    ) throws(LedgerError) -> [UInt64] {
        guard let tables = try? DerivedTables(fileSystem, files, writable: false) else { return [] }
        var found: [UInt64] = []
        for height in 0..<tables.syncedMark().blockCount {
            guard let row = try? tables.row(ofBlock: height) else { break }
            if found.last != row.segment { found.append(row.segment) }
        }
        return found
    }
}
