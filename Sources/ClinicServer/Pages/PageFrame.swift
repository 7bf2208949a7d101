internal import HTTPTypes
internal import Hummingbird
internal import MedicalLedger
internal import Wording

/// What every page has around it: where one is, where one may go, who one is, and the language.
struct PageFrame {
    /// A place in the navigation.
    struct Place {
        let path: Address
        let code: String
        let admission: Admission
    }

    /// Where people may go, in the order of the navigation.
    static let places: [Place] = [
        Place(path: "/", code: "page.today", admission: .people),
        Place(path: "/patients", code: "page.patients", admission: .of([.clinician, .laboratory, .pharmacist])),
        Place(path: "/import", code: "page.import", admission: ImportDoor.technicians),
        Place(path: "/refused", code: "page.refused.items", admission: ImportDoor.technicians),
        Place(path: "/explore", code: "page.explore", admission: .of(Desks.examiners)),
        Place(path: "/my", code: "page.my", admission: .of([.patient])),
        Place(path: "/my/rights", code: "page.rights", admission: .of([.patient])),
        Place(path: "/my/accesses", code: "page.accesses", admission: .of([.patient])),
    ]

    /// The roles that work at the same things.
    enum Desks {
        static let examiners: Set<Account.Role> = [.auditor, .administrator]
    }

    /// A whole page.
    static func page(
        _ visit: Visit, title heading: String, status: HTTPResponse.Status = .ok, @HTMLBuilder content: () -> HTML
    ) -> Response {
        let inside = content()
        let other: Wording.Language = visit.language == .english ? .simplifiedChinese : .english
        let page = html(.lang(visit.language.rawValue)) {
            head {
                meta(.charset("utf-8"))
                meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
                title("\(heading) – ClinicLedger")
                link(.rel("stylesheet"), .href("/assets/style.css"))
                link(.rel("icon"), .href("/assets/icon.svg"))
            }
            body {
                a(visit.say("page.skip"), .class("skip-link"), .href("#content"))
                header(.class("top")) {
                    a("ClinicLedger", .class("brand"), .href("/"))
                    navigation(visit)
                    div(.class("who")) {
                        a(
                            other.ownName, .class("language"), .lang(other.rawValue),
                            .href(address(of: visit, in: other)))
                        if let caller = visit.caller, let session = caller.session {
                            a(caller.name, .href("/account"))
                            form(.method(.post), .action("/sign-out")) {
                                input(.type("hidden"), .name("form-token"), .value(session.formToken))
                                button(visit.say("page.signOut"), .class("button"))
                            }
                        }
                    }
                }
                main(.id("content"), .tabindex(-1)) {
                    h1(heading)
                    inside
                }
                footer {
                    p {
                        visit.say("page.footer")
                        " "
                        a(visit.say("page.check"), .href("/check"))
                    }
                }
            }
        }
        return .bytes(page.document, type: "text/html; charset=utf-8", status: status)
    }

    private static func navigation(_ visit: Visit) -> HTML? {
        guard let caller = visit.caller else { return nil }
        let here = "/" + visit.path.joined(separator: "/")
        let own = places.filter { $0.admission.admits(caller) }
        return nav(.class("main"), .aria("label", visit.say("page.navigation"))) {
            ul {
                for place in own {
                    li {
                        a(
                            visit.say(place.code), .href(place.path),
                            .when(place.path.text == here, .aria("current", "page")))
                    }
                }
            }
        }
    }

    /// This page in another language; a page that came of a form begins anew.
    private static func address(of visit: Visit, in language: Wording.Language) -> Address {
        let path = visit.request.method == .get ? visit.path : Array(visit.path.prefix(1))
        let kept = visit.query.fields.filter { $0.name != "language" } + [("language", language.rawValue)]
        let query = kept.map { "\(FormText.encoded($0.name))=\(FormText.encoded($0.value))" }.joined(separator: "&")
        let text = "/" + path.map(FormText.encoded).joined(separator: "/") + "?" + query
        return Address(outside: text) ?? "/"
    }

    /// A form of a page, with the token that shows where it comes from.
    static func postForm(
        _ visit: Visit, to address: Address, _ attributes: Attribute..., @HTMLBuilder content: () -> HTML
    ) -> HTML {
        let inside = content()
        return HTML(
            Tag("form"), [.method(.post), .action(address)] + attributes,
            HTML {
                if let session = visit.caller?.session {
                    input(.type("hidden"), .name("form-token"), .value(session.formToken))
                }
                inside
            })
    }

    /// A field of a form with its label.
    static func field(
        _ name: String, _ text: String, hint: String? = nil, _ attributes: Attribute...
    ) -> HTML {
        var all: [Attribute] = [.id(name), .name(name)] + attributes
        if hint != nil { all.append(.aria("describedby", name + "-hint")) }
        return div(.class("field")) {
            label(text, .for(name))
            HTML(VoidTag("input"), all)
            if let hint { p(hint, .class("hint"), .id(name + "-hint")) }
        }
    }

    /// What was refused, where a person sees it.
    static func refusal(_ visit: Visit, _ error: MedicalError, _ status: HTTPResponse.Status) -> Response {
        if error.code == "signInFirst" { return AccountDoor.signInPage(visit, status: status) }
        return page(visit, title: visit.say("page.refused"), status: status) {
            p(Refusal.sentence(error, in: visit.language), .class("alert", "bad"), .role("alert"))
            p { a(visit.say("page.home"), .class("button"), .href("/")) }
        }
    }
}
