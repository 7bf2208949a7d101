internal import HTTPTypes
internal import Hummingbird
internal import LedgerCrypto
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog

/// The pages of whoever examines the ledger.
enum ExplorerPages {
    struct WitnessView: Sendable {
        let name: String
        /// What it has cosigned; nil where that is nothing yet.
        let treeSize: UInt64?
        let time: String?
    }

    struct Overview: Sendable {
        let origin: String
        let verifierKey: String
        let checkpoint: String
        let entryCount: UInt64
        let blockCount: UInt64
        /// The newest first.
        let blocks: [BlockHeader]
        let witnesses: [WitnessView]
    }

    static func overview(_ visit: Visit, _ view: Overview, _ state: Examiner.State) -> Response {
        PageFrame.page(visit, title: visit.say("page.explore")) {
            facts(
                visit,
                [
                    ("explore.origin", view.origin), ("explore.key", view.verifierKey),
                    ("explore.entries", String(view.entryCount)), ("explore.blocks", String(view.blockCount)),
                ])
            section(.class("card")) {
                h2(visit.say("explore.verification"))
                VerificationWords.summary(visit, state)
                verifyForm(visit)
            }
            section(.class("card")) {
                h2(visit.say("explore.checkpoint"))
                p(visit.say("explore.checkpointMore"))
                pre(.class("wide"), .tabindex(0)) { code(view.checkpoint) }
                h2(visit.say("explore.witnesses"))
                if view.witnesses.isEmpty { p(visit.say("explore.noWitness")) }
                ul {
                    for witness in view.witnesses {
                        li {
                            "\(witness.name): "
                            visit.say(
                                witness.treeSize == nil ? "explore.notCosigned" : "explore.cosigned",
                                ["entries": String(witness.treeSize ?? 0), "time": witness.time ?? ""])
                        }
                    }
                }
            }
            blocks(visit, view)
        }
    }

    private static func blocks(_ visit: Visit, _ view: Overview) -> HTML {
        section(.class("card")) {
            h2(visit.say("explore.blocks"))
            div(.class("wide"), .tabindex(0), .role("region"), .aria("label", visit.say("explore.blocks"))) {
                table {
                    thead {
                        tr {
                            for code in ["block", "sealed", "entries", "hash"] {
                                th(visit.say("explore.\(code)"), .scope(.col))
                            }
                        }
                    }
                    tbody {
                        for header in view.blocks {
                            tr {
                                th(.scope(.row)) {
                                    a(String(header.height), .href("/explore/blocks/\(header.height)"))
                                }
                                td(Timestamp.text(header.timeMilliseconds), .class("day"))
                                td(entries(header))
                                td { code(Hexadecimal.text(header.hash.bytes.prefix(8)) + "…") }
                            }
                        }
                    }
                }
            }
            if let last = view.blocks.last, last.height > 0 {
                p { a(visit.say("explore.older"), .class("button"), .href("/explore?below=\(last.height)")) }
            }
        }
    }

    private static func entries(_ header: BlockHeader) -> String {
        header.entryCount == 1 ? "\(header.firstEntry)" : "\(header.firstEntry) – \(header.treeSize - 1)"
    }

    static func facts(_ visit: Visit, _ lines: [(code: String, value: String)]) -> HTML {
        dl(.class("facts")) {
            for (code, value) in lines {
                dt(visit.say(code))
                dd(value, .class("hash"))
            }
        }
    }

    // MARK: - A block

    struct BlockView: Sendable {
        let header: BlockHeader
        /// The kinds of its entries, in order.
        let kinds: [String]

        init(_ block: Block) throws {
            header = block.header
            kinds = (0..<block.entries.count).map { EntryView.kind(of: block.entries[$0]) }
        }
    }

    /// Entries of a block that are listed; the rest is reached by number.
    private static let listedEntries = 1000

    static func block(_ visit: Visit, _ view: BlockView) -> Response {
        let header = view.header
        return PageFrame.page(visit, title: visit.say("explore.blockHeading", ["block": String(header.height)])) {
            facts(
                visit,
                [
                    ("explore.sealed", Timestamp.text(header.timeMilliseconds)), ("explore.entries", entries(header)),
                    ("explore.hash", Hexadecimal.text(header.hash.bytes)),
                    ("explore.previous", Hexadecimal.text(header.previousHeaderHash.bytes)),
                    ("explore.root", Hexadecimal.text(header.treeRoot.bytes)),
                    ("explore.bodyHash", Hexadecimal.text(header.bodyHash.bytes)),
                ])
            p {
                if header.height > 0 {
                    a(visit.say("explore.before"), .class("button"), .href("/explore/blocks/\(header.height - 1)"))
                    " "
                }
                a(visit.say("page.explore"), .class("button"), .href("/explore"))
            }
            section(.class("card")) {
                h2(visit.say("explore.entries"))
                ol(.class("timeline")) {
                    for (position, kind) in view.kinds.prefix(listedEntries).enumerated() {
                        let number = header.firstEntry + UInt64(position)
                        li {
                            a("@\(number)", .href("/explore/entries/\(number)"))
                            " "
                            visit.say("kind.\(kind)")
                        }
                    }
                }
                if view.kinds.count > listedEntries {
                    p(visit.say("import.moreRejected", ["count": String(view.kinds.count - listedEntries)]))
                }
            }
        }
    }

    // MARK: - An entry

    struct EntryView: Sendable {
        let number: UInt64
        let bytes: [UInt8]
        let block: UInt64

        /// The name of an entry's kind.
        static func kind(of bytes: ArraySlice<UInt8>) -> String {
            guard let entry = try? Entry(decoding: bytes) else { return "unknown" }
            return switch entry {
            case .ledger: "ledger"
            case .member: "member"
            case .patient: "patient"
            case .record: "record"
            case .change: "change"
            case .practitioner: "practitioner"
            case .patientKey: "patientKey"
            case .link: "link"
            case .guardian: "guardian"
            case .consent: "consent"
            case .access: "access"
            case .review: "review"
            case .erasure: "erasure"
            case .hold: "hold"
            case .identity: "identity"
            case .delivery: "delivery"
            case .loss: "loss"
            }
        }
    }

    static func entry(_ visit: Visit, _ view: EntryView) -> Response {
        PageFrame.page(visit, title: visit.say("explore.entryHeading", ["entry": String(view.number)])) {
            facts(
                visit,
                [
                    ("explore.kind", visit.say("kind.\(EntryView.kind(of: view.bytes[...]))")),
                    ("explore.leaf", Hexadecimal.text(MerkleTree.leafHash(view.bytes).bytes)),
                    ("explore.size", String(view.bytes.count)),
                ])
            p {
                a(
                    visit.say("explore.blockHeading", ["block": String(view.block)]), .class("button"),
                    .href("/explore/blocks/\(view.block)"))
            }
            section(.class("card")) {
                h2(visit.say("explore.bytes"))
                p(visit.say("explore.bytesMore"))
                p { code(Hexadecimal.text(view.bytes), .class("hash")) }
            }
        }
    }

    // MARK: - Verification

    private static func verifyForm(_ visit: Visit) -> HTML {
        PageFrame.postForm(visit, to: "/explore/verification") {
            button(visit.say("explore.verifyAll"), .class("button", "primary"))
            " "
            button(visit.say("explore.verifyQuick"), .class("button"), .name("quick"), .value("1"))
        }
    }

    static func verification(_ visit: Visit, _ state: Examiner.State) -> Response {
        var response = PageFrame.page(visit, title: visit.say("explore.verification")) {
            VerificationWords.summary(visit, state)
            if let last = state.last {
                let chain = last.report.chain
                facts(
                    visit,
                    [
                        ("explore.blocks", String(chain.blocks)), ("explore.entries", String(chain.entries)),
                        ("explore.signatures", String(chain.signatures)),
                        ("explore.records", String(last.report.records)),
                        ("explore.erased", String(last.report.erased)),
                    ])
            }
            if state.progress == nil { verifyForm(visit) }
        }
        // Who watches needs no script.
        if state.progress != nil, let refresh = HTTPField.Name("Refresh") { response.headers[refresh] = "1" }
        return response
    }
}

/// What is known of the ledger's state, in a sentence and its detail.
enum VerificationWords {
    private static let shownFindings = 100

    static func summary(_ visit: Visit, _ state: Examiner.State) -> HTML {
        HTML {
            if let progress = state.progress {
                p(visit.say("explore.running", ["percent": String(progress / 10)]), .role("status"))
                HTML(
                    Tag("progress"),
                    [.max("1000"), .value(String(progress)), .aria("label", visit.say("explore.verification"))],
                    .nothing)
            }
            if let failure = state.failure {
                p(Refusal.sentence(failure, in: visit.language), .class("alert", "bad"), .role("alert"))
            }
            if let last = state.last {
                let findings = last.report.findings
                p(
                    visit.say(
                        findings.isEmpty
                            ? last.isQuick ? "explore.quickGood" : "explore.good" : "explore.found",
                        ["time": Timestamp.text(last.time), "count": String(findings.count)]),
                    .class("alert", findings.isEmpty ? "ok" : "bad"), .role("status"))
                if !findings.isEmpty {
                    ul {
                        for finding in findings.prefix(shownFindings) { li(finding.words(in: visit.language)) }
                    }
                }
            } else if state.progress == nil {
                p(visit.say("explore.never"))
            }
        }
    }
}
