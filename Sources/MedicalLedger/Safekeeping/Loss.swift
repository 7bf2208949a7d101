package import LedgerCrypto

/// What the institution has given up because it could not be put back: kind 17.
///
/// | 1 | 2 | 3 |
/// | --- | --- | --- |
/// | tree size of a history of this ledger that goes on no more (optional) | its root (32 bytes, with 1) | vault pages that are gone (first, count, …) |
///
/// The history was signed, so others may hold receipts of its entries from where this one departs from it: they can show that
/// these were on the ledger, and this entry that the institution says so, too. Records on pages that are gone are named at
/// verification as lost, not as missing.
package struct Loss: CodedEntry {
    static let kind: UInt64 = 17

    /// The checkpoint of the history that was given up.
    package struct History: Hashable, Sendable {
        package var treeSize: UInt64
        package var rootHash: Digest

        package init(treeSize: UInt64, rootHash: Digest) { (self.treeSize, self.rootHash) = (treeSize, rootHash) }
    }

    /// The history that goes on no more; nil where only pages are gone.
    package var history: History?
    /// Numbers of vault pages that are gone.
    package var pages: EntryRanges

    func encode(into fields: inout EntryFieldWriter) {
        if let history {
            fields.write(1, history.treeSize)
            fields.write(2, bytes: history.rootHash.bytes)
        }
        fields.write(3, pages.pairs)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        if let treeSize = try fields.optionalNumber(1) {
            guard let root = Digest(try fields.bytes(2, count: 32)[...]) else { throw .missingField }
            history = History(treeSize: treeSize, rootHash: root)
        }
        guard let pages = EntryRanges(pairs: try fields.numbers(3)) else { throw .missingField }
        self.pages = pages
    }

    package init(history: History?, pages: EntryRanges) { (self.history, self.pages) = (history, pages) }
}

extension Rules {
    /// Checks that something is given up, by somebody who could have brought it.
    static func check(_ loss: Loss, _ member: Member) throws(BrokenRule) {
        guard member.bringsRecords else { throw .roleNotAllowed }
        guard loss.history != nil || !loss.pages.isEmpty else { throw .termsInvalid }
    }
}
