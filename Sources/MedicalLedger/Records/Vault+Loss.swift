internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// Pages that are gone, because the vault or the table of their keys was put back from an older backup.
extension Vault {
    /// The reason of the error that a page is gone and was given up.
    static let lostPage = "vault.pageLost"

    /// Whether a page is gone and was given up.
    func isLost(_ page: UInt64) throws(LedgerError) -> Bool {
        try storing { () throws(StoreError) in try row(page) == .lost }
    }

    /// The pages that are gone and were given up, ascending.
    func lostPages() throws(LedgerError) -> [UInt64] {
        var lost: [UInt64] = []
        for page in 0..<pageCount where try isLost(page) { lost.append(page) }
        return lost
    }

    /// Gives up the pages that the table lacks, and those that do not open; what is written later comes behind them.
    ///
    /// The rows of the latter go into `keys/pages.given-up`, a line each: the page's number and base64 of the row. With them and
    /// a newer copy of the vault somebody may yet open these pages.
    ///
    /// Before `recover`.
    ///
    /// - Parameter committedPages: the number of pages that the records on the chain name.
    func giveUpUnreadable(committedPages: UInt64) throws(LedgerError) {
        try storing { () throws(StoreError) in
            while pageCount < committedPages { try table.append(PageRow.lost.bytes) }
            try table.sync()
        }
        let gone = try unreadablePages()
        guard !gone.isEmpty else { return }
        try storing { () throws(StoreError) in
            let path = Self.tablePath(files) + ".given-up"
            var lines = try fileSystem.exists(path) ? fileSystem.readAll(path, limit: 1 << 30) : []
            for page in gone { lines += Array("\(page) \(Base64.encode(try row(page).bytes))\n".utf8) }
            try fileSystem.atomicReplace(path, with: lines, access: .private)
            for page in gone { try table.overwrite(row: page, with: PageRow.lost.bytes) }
            try table.sync()
        }
        forgetPages()
    }

    /// The pages that are damaged or not there, ascending; what cannot be read for another reason is an error.
    private func unreadablePages() throws(LedgerError) -> [UInt64] {
        var gone: [UInt64] = []
        for page in 0..<pageCount where try !isLost(page) {
            do throws(LedgerError) {
                try withPage(page) { stored throws(LedgerError) in _ = try codec.open(stored, page: page, upTo: 0) }
            } catch {
                guard error.code == .damaged || error.cause?.code == .notFound else { throw error }
                gone.append(page)
            }
        }
        return gone
    }
}
