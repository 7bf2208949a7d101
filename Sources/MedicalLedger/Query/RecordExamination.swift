internal import Dispatch
internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Compares the records of one block after the other with their commitments.
///
/// The pages of a block are opened on all cores while the caller goes on to the next block, and waited for before that one's
/// pages begin: so no more than two blocks are in memory.
final class RecordExamination {
    /// Pages that one task opens: enough records to hash side by side.
    private static let pagesAtOnce = 8

    /// Records taken so far.
    private(set) var count: UInt64 = 0
    /// Entries whose bytes were on a page that is gone, by page.
    private(set) var lost: [UInt64: [(entry: UInt64, isRecord: Bool)]] = [:]
    private let vault: Vault
    private let running = DispatchGroup()
    private let found = Found()

    /// Written by the running task before it leaves the group, read after that was waited for.
    private final class Found: @unchecked Sendable {
        var findings: [Finding] = []
        /// Pages that did not open, of one block.
        var suspects: [Page] = []
        var place = LedgerPlace()
    }

    /// What an entry commits to, and where in the vault that is.
    struct Commitment: Sendable {
        let entry: UInt64
        let page: UInt64
        let slot: Int
        let digest: Digest
        /// Whether it is a text that belongs to the entry, and no record.
        let isDetail: Bool

        /// Nil where the entry commits to nothing.
        init?(_ entry: Entry, number: UInt64) {
            if case .record(let record) = entry {
                (page, slot, digest, isDetail) = (record.page, record.slot, record.commitment, false)
            } else if let detail = entry.detail {
                (page, slot, digest, isDetail) = (detail.page, detail.slot, detail.commitment, true)
            } else {
                return nil
            }
            self.entry = number
        }
    }

    /// A page with the records on it.
    private struct Page: Sendable {
        let number: UInt64
        let stored: StoredPage
        let records: [Commitment]
    }

    init(_ vault: Vault) { self.vault = vault }

    /// Begins with the records of a block.
    ///
    /// - Returns: what is wrong with the files of this block's pages, and with the records of blocks before.
    func take(
        _ records: [Commitment], of place: LedgerPlace
    ) throws(LedgerError) -> [Finding] {
        var findings: [Finding] = []
        var pages: [Page] = []
        let byPage = Dictionary(grouping: records, by: \.page)
        for (number, records) in byPage.sorted(by: { $0.key < $1.key }) {
            do throws(LedgerError) {
                pages.append(Page(number: number, stored: try vault.sealed(number), records: records))
            } catch  where error.reason == Vault.lostPage {
                lost[number, default: []] += records.map { ($0.entry, !$0.isDetail) }
                continue
            } catch  where error.code == .damaged || error.cause?.code == .notFound {
                findings.append(Self.finding(error, records, place))
                continue
            }
            count += UInt64(records.count { !$0.isDetail })
        }
        findings = finish() + findings
        let codec = vault.codec
        let taken = pages
        DispatchQueue.global().async(group: running) { [found] in
            let compared = try? concurrentChunks(of: taken.indices, by: Self.pagesAtOnce) {
                [Self.compare(taken[$0], codec, place)]
            }
            found.findings = compared?.flatMap(\.findings) ?? []
            found.suspects = compared?.flatMap(\.suspects) ?? []
            found.place = place
        }
        return findings
    }

    /// Waits for what was begun, and gives what was found.
    func finish() -> [Finding] {
        running.wait()
        defer { (found.findings, found.suspects) = ([], []) }
        return found.findings + found.suspects.flatMap { examineAgain($0) }
    }

    /// A page that does not open may be one that a writer beside this reader is erasing from: it is read anew.
    private func examineAgain(_ page: Page) -> [Finding] {
        do throws(LedgerError) {
            let stored = try vault.withPage(page.number) { stored throws(LedgerError) in
                _ = try vault.codec.open(stored, page: page.number)
                return stored
            }
            let page = Page(number: page.number, stored: stored, records: page.records)
            return Self.compare([page], vault.codec, found.place).findings
        } catch {
            return [Self.finding(error, page.records, found.place)]
        }
    }

    private static func compare(
        _ pages: ArraySlice<Page>, _ codec: PageCodec, _ place: LedgerPlace
    ) -> (findings: [Finding], suspects: [Page]) {
        var findings: [Finding] = []
        var suspects: [Page] = []
        var stored: [PageContent.Record] = []
        var expected: [(digest: Digest, finding: Finding)] = []
        for page in pages {
            do throws(LedgerError) {
                let opened = try codec.open(page.stored, page: page.number)
                for record in page.records {
                    var place = page.stored.place
                    place.entries = record.entry..<record.entry + 1
                    if let found = codec.record(record.slot, of: opened) {
                        stored.append(found)
                        expected.append((record.digest, Finding("record.commitment", place)))
                    } else {
                        findings.append(
                            record.isDetail ? Finding("detail.missing", place) : Finding("record.missing", place))
                    }
                }
            } catch {
                suspects.append(page)
            }
        }
        for (commitment, expected) in zip(PageContent.Record.commitments(of: stored), expected)
        where commitment != expected.digest { findings.append(expected.finding) }
        return (findings, suspects)
    }

    private static func finding(
        _ error: LedgerError, _ records: [Commitment], _ place: LedgerPlace
    ) -> Finding {
        var place = place
        place.file = error.place.file ?? place.file
        place.offset = error.place.offset ?? place.offset
        let numbers = records.map(\.entry)
        if let first = numbers.min(), let last = numbers.max() { place.entries = first..<last + 1 }
        return Finding(error.code == .storage ? "file.unreadable" : error.reason, place)
    }
}
