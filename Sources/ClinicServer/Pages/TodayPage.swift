internal import Hummingbird
internal import LedgerEngine
internal import MedicalLedger

/// The first page: what came in since the server was started, and how far the ledger reaches.
struct TodayPage: Sendable {
    let desk: LedgerDesk
    let counters: ServerCounters
    let examiner: Examiner

    var routes: [Route] { [.get("/", .people) { try await page($0) }] }

    private func page(_ visit: Visit) async throws -> Response {
        let (entries, last) = try await desk.perform { ($0.engine.treeSize, $0.engine.lastTime) }
        let now = counters.now
        return PageFrame.page(visit, title: visit.say("page.today")) {
            p(
                visit.say("today.ledger", ["entries": String(entries), "time": Timestamp.text(last)]),
                .class("lead"))
            VerificationWords.summary(visit, examiner.now)
            if visit.caller?.role != .patient {
                dl(.class("cards")) {
                    for (code, count) in [
                        ("records", now.counts.records), ("results", now.counts.results), ("known", now.counts.known),
                        ("rejected", now.counts.rejected),
                    ] {
                        div(.class("card", "stat")) {
                            dt(visit.say("today.\(code)"))
                            dd(String(count))
                        }
                    }
                }
                p(visit.say("today.since"), .class("hint"))
                if let failure = now.lastFailure {
                    p(
                        visit.say("today.failures", ["count": String(now.failures), "code": failure]),
                        .class("alert", "bad"))
                }
            }
        }
    }
}
