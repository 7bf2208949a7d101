internal import HealthFormats
internal import Hummingbird
internal import MedicalLedger

/// Who read a patient's records, and why.
enum AccessPage {
    private static let shownEvents = 500

    static func page(_ visit: Visit, _ events: [AccessEvent]) -> Response {
        PageFrame.page(visit, title: visit.say("page.accesses")) {
            p(visit.say("accesses.more"))
            if events.isEmpty { p(visit.say("access.none")) }
            div(.class("wide"), .tabindex(0), .role("region"), .aria("label", visit.say("page.accesses"))) {
                table {
                    thead {
                        tr {
                            for code in ["when", "who", "what", "purpose", "basis"] {
                                th(visit.say("accesses.\(code)"), .scope(.col))
                            }
                        }
                    }
                    tbody {
                        for event in events.prefix(shownEvents) { row(visit, event) }
                    }
                }
            }
            if events.count > shownEvents {
                p(visit.say("import.moreRejected", ["count": String(events.count - shownEvents)]))
            }
        }
    }

    private static func row(_ visit: Visit, _ event: AccessEvent) -> HTML {
        tr(.class("open", when: event.isOpen)) {
            td(String(event.time.prefix(16)).replacing("T", with: " "), .class("day"))
            th(event.who(in: visit.language), .scope(.row))
            td(event.what(in: visit.language))
            td(visit.say("purpose.\(event.access.purpose.rawValue)"))
            td {
                event.basis(in: visit.language)
                if !event.reason.isEmpty { " – \(event.reason)" }
            }
        }
    }
}

/// Who may read a patient's records: a switch for each institution and category, and all that was said.
enum RightsPage {
    /// Something that was said, with the names of whom it is about.
    struct Statement: Sendable {
        let standing: ConsentStanding
        let grantee: String?
        let author: String
    }

    static func page(_ visit: Visit, _ institutions: [Institution], _ statements: [Statement]) -> Response {
        PageFrame.page(visit, title: visit.say("page.rights")) {
            p(visit.say("rights.more"))
            for institution in institutions { card(visit, institution) }
            section(.class("card")) {
                h2(visit.say("rights.statements"))
                if statements.isEmpty { p(visit.say("rights.noStatements")) }
                ul(.class("timeline")) {
                    for statement in statements.reversed() { li { item(visit, statement) } }
                }
            }
            section(.class("card")) {
                h2(visit.say("rights.download"))
                p(visit.say("rights.downloadMore"))
                p { a(visit.say("rights.downloadAll"), .class("button"), .href("/my/download")) }
            }
        }
    }

    private static func card(_ visit: Visit, _ institution: Institution) -> HTML {
        let title = "institution-\(institution.entry)"
        return section(.class("card"), .aria("labelledby", title)) {
            h2(institution.name, .id(title))
            if let denial = institution.denial {
                p(visit.say("rights.denied"), .class("alert", "warn"))
                PageFrame.postForm(visit, to: "/my/statements/\(denial)/revoke") {
                    button(visit.say("rights.undeny"), .class("button"))
                }
            } else {
                p(visit.say(institution.isCustodian ? "rights.custodian" : "rights.other"))
                if !institution.isCustodian { switches(visit, institution) }
                PageFrame.postForm(visit, to: "/my/rights/\(institution.entry)/deny") {
                    button(visit.say("rights.deny"), .class("button", "danger"))
                }
            }
        }
    }

    private static func switches(_ visit: Visit, _ institution: Institution) -> HTML {
        PageFrame.postForm(visit, to: "/my/rights/\(institution.entry)") {
            fieldset {
                legend(visit.say("rights.mayRead"))
                for category in RecordCategoryCode.allCases {
                    let id = "category-\(institution.entry)-\(category.rawValue)"
                    div(.class("switch")) {
                        input(
                            .type("checkbox"), .id(id), .name("category"), .value(category.rawValue),
                            .checked(institution.categories.contains(category)))
                        label(.for(id)) {
                            strong(visit.say("category.\(category.rawValue)"))
                            " "
                            span(visit.say("rights.category.\(category.rawValue)"), .class("soft"))
                        }
                    }
                }
            }
            button(visit.say("rights.save"), .class("button", "primary"))
        }
    }

    private static func item(_ visit: Visit, _ statement: Statement) -> HTML {
        let (standing, consent) = (statement.standing, statement.standing.consent)
        let isException = consent.action == .deny && consent.target != nil
        let values = [
            "grantee": statement.grantee ?? visit.say("consent.everybody"),
            "target": consent.target.map(String.init) ?? "",
        ]
        var limits = consent.categories.map { visit.say("category.\($0.code?.rawValue ?? "")") }
        limits += consent.purposes.map { visit.say("purpose.\($0.rawValue)") }
        if !consent.records.isEmpty {
            limits.append(visit.say("consent.records", ["records": consent.records.words]))
        }
        if let from = consent.from { limits.append(visit.say("consent.from", ["time": Timestamp.text(from)])) }
        if let until = consent.until { limits.append(visit.say("consent.until", ["time": Timestamp.text(until)])) }
        if limits.isEmpty { limits = [visit.say("consent.unlimited")] }
        var revocation = ""
        if case .revoked(let entry) = standing.state { revocation = String(entry) }
        return HTML {
            time(String(Timestamp.text(standing.sealedAt).prefix(10)))
            " "
            strong(visit.say("consent.says.\(isException ? "except" : consent.action.name)", values))
            " (\(limits.joined(separator: "; "))) – "
            visit.say("consent.by.\(standing.signer.rawValue)", ["author": statement.author])
            " – "
            visit.say("consent.state.\(standing.state.name)", ["entry": revocation])
            if standing.state == .inForce {
                PageFrame.postForm(visit, to: "/my/statements/\(standing.number)/revoke") {
                    button(
                        visit.say("rights.revoke"), .class("button"),
                        .aria("label", visit.say("rights.revokeEntry", ["entry": String(standing.number)])))
                }
            }
        }
    }
}
