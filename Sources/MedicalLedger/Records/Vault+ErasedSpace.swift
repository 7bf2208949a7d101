internal import LedgerEngine
internal import SegmentStore

/// The room between the vault's pages: whatever lay there was erased and overwritten with zeros.
extension Vault {
    /// Room that no page takes, from the first byte on that is not zero.
    struct Remains {
        let segment: UInt64
        let file: String
        let bytes: Range<UInt64>
    }

    /// Where room that no page takes holds something else than zeros.
    ///
    /// Behind the last page of all anything may lie: pages whose block never came, which the next writer cuts. How far a page reached
    /// that was given up nobody knows: the room beside it is left aside. Reads the rows of all pages, and of the segments nothing but
    /// that room.
    ///
    /// - Parameter committedPages: the number of pages that the records on the chain name.
    func erasedBytesLeft(committedPages: UInt64) throws(LedgerError) -> [Remains] {
        try storing { () throws(StoreError) in
            var rooms = RoomScan(vault: self, segments: try SegmentName.list(files.vault, in: fileSystem))
            for page in 0..<min(committedPages, pageCount) {
                // A row that is none is named with its page.
                let row = (try? row(page, isKept: true)) ?? .lost
                try rooms.take(row == .lost ? nil : row.place)
            }
            return rooms.found
        }
    }

    /// Goes through the places of pages, in the order in which they were written, and looks into what lies between them.
    private struct RoomScan {
        let vault: Vault
        let segments: [UInt64]
        var found: [Remains] = []
        /// Where the last page of a segment of many ends.
        private var end: PagePlace?
        /// Whether a page was given up since.
        private var isUnsure = false

        init(vault: Vault, segments: [UInt64]) { (self.vault, self.segments) = (vault, segments) }

        /// - Parameter place: of the next page; nil where nobody knows it.
        mutating func take(_ place: PagePlace?) throws(StoreError) {
            guard let place else {
                isUnsure = true
                return
            }
            if PagePlace.owner(ofSegment: place.segment) != nil {
                // It may have found no room for a second time, and stands behind its older form then.
                try look(segment: place.segment, from: 0, to: place.offset)
                return try look(segment: place.segment, from: place.end, to: nil)
            }
            if !isUnsure {
                if let end, end.segment == place.segment {
                    try look(segment: place.segment, from: end.end, to: place.offset)
                } else {
                    if let end { try look(segment: end.segment, from: end.end, to: nil) }
                    for segment in segments where segment < place.segment && end.map({ segment > $0.segment }) ?? true {
                        try look(segment: segment, from: 0, to: nil)
                    }
                    try look(segment: place.segment, from: 0, to: place.offset)
                }
            }
            (end, isUnsure) = (place, false)
        }

        private mutating func look(segment: UInt64, from start: UInt64, to end: UInt64?) throws(StoreError) {
            // One that is not there is named with its pages, and a tail of zeros may have been cut.
            guard start < end ?? .max, segments.contains(segment) else { return }
            let file = try vault.file(ofSegment: segment)
            var offset = start
            let end = min(end ?? .max, try file.size())
            while offset < end {
                let bytes = try file.readBytes(at: offset, count: Int(min(1 << 20, end - offset)))
                if let position = bytes.firstIndex(where: { $0 != 0 }) {
                    let rest = offset + UInt64(position)..<end
                    return found.append(Remains(segment: segment, file: file.path, bytes: rest))
                }
                guard !bytes.isEmpty else { return }
                offset += UInt64(bytes.count)
            }
        }
    }
}
