internal import HealthFormats
internal import Hummingbird
internal import MedicalLedger

/// Where a technician brings files, and sees what became of them.
enum ImportPage {
    /// What became of a file.
    struct Result {
        let file: String
        let outcome: Swift.Result<LedgerDesk.FileOutcome, MedicalError>
    }

    /// Refused items of a file that are shown; all of them are in the file to be mended.
    private static let shownRefusals = 100

    static func form(_ visit: Visit) -> Response {
        PageFrame.page(visit, title: visit.say("page.import")) { uploadForm(visit) }
    }

    private static func uploadForm(_ visit: Visit) -> HTML {
        PageFrame.postForm(visit, to: "/import", .enctype(.multipart), .class("card")) {
            div(.class("field")) {
                label(visit.say("upload.files"), .for("file"))
                input(
                    .id("file"), .name("file"), .type("file"), .multiple(), .required(), .class("drop"),
                    .aria("describedby", "file-hint"))
                p(visit.say("upload.hint"), .class("hint"), .id("file-hint"))
            }
            button(visit.say("upload.send"), .class("button", "primary"))
        }
    }

    static func results(_ visit: Visit, _ results: [Result]) -> Response {
        PageFrame.page(visit, title: visit.say("page.import")) {
            if results.isEmpty { p(visit.say("upload.none"), .class("alert", "warn"), .role("status")) }
            for result in results {
                section(.class("card")) {
                    h2(result.file)
                    switch result.outcome {
                    case .success(let outcome): show(visit, outcome)
                    case .failure(let error):
                        p(Refusal.sentence(error, in: visit.language), .class("alert", "bad"), .role("alert"))
                    }
                }
            }
            uploadForm(visit)
        }
    }

    private static func show(_ visit: Visit, _ outcome: LedgerDesk.FileOutcome) -> HTML {
        let counts = outcome.counts
        let values = [
            "records": String(counts.records), "results": String(counts.results), "known": String(counts.known),
            "rejected": String(counts.rejected),
        ]
        let refused = outcome.refused.filter { !$0.isRemark }
        return HTML {
            p(
                visit.say(counts.rejected == 0 ? "upload.done" : "upload.doneInPart", values),
                .class("alert", counts.rejected == 0 ? "ok" : "warn"), .role("status"))
            if !refused.isEmpty {
                ul(.class("plain")) {
                    for item in refused.prefix(shownRefusals) {
                        li {
                            strong(item.place.words(in: visit.language))
                            " "
                            item.reason.words(in: visit.language)
                        }
                    }
                }
                if counts.rejected > min(refused.count, shownRefusals) {
                    p(
                        visit.say(
                            "import.moreRejected",
                            ["count": String(counts.rejected - min(refused.count, shownRefusals))]))
                }
                p(visit.say("upload.mend"))
                p {
                    for name in outcome.kept {
                        a(visit.say("refused.download"), .class("button"), .href("/refused/\(name)"))
                        " "
                    }
                    a(visit.say("page.refused.items"), .class("button"), .href("/refused"))
                }
            }
        }
    }
}

/// What was refused, whichever door it came in by.
enum RefusedPage {
    private static let shownItems = 200

    static func page(_ visit: Visit, _ all: [(name: String, item: RefusedItem?)]) -> Response {
        PageFrame.page(visit, title: visit.say("page.refused.items")) {
            p(visit.say("refused.more"))
            if all.isEmpty { p(visit.say("refused.none"), .class("alert", "ok")) }
            for (name, item) in all.prefix(shownItems) {
                section(.class("card")) {
                    h2("\(item.map { Timestamp.text($0.time) } ?? "–") · \(item?.door ?? visit.say("refused.damaged"))")
                    ul(.class("plain")) {
                        for reason in item?.reasons ?? [] { li(reason.words(in: visit.language)) }
                    }
                    if item != nil {
                        p { a(visit.say("refused.download"), .class("button"), .href("/refused/\(name)")) }
                    }
                    PageFrame.postForm(visit, to: "/refused/\(name)/drop") {
                        button(visit.say("refused.drop"), .class("button", "danger"))
                    }
                }
            }
            if all.count > shownItems {
                p(visit.say("import.moreRejected", ["count": String(all.count - shownItems)]))
            }
        }
    }
}
