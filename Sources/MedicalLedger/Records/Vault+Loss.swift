internal import LedgerEngine
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

    /// Gives up the pages that the table lacks; what is written later comes behind them.
    ///
    /// Before `recover`.
    ///
    /// - Parameter committedPages: the number of pages that the records on the chain name.
    func giveUpMissing(committedPages: UInt64) throws(LedgerError) {
        try storing { () throws(StoreError) in
            while pageCount < committedPages { try table.append(PageRow.lost.bytes) }
            try table.sync()
        }
    }
}
