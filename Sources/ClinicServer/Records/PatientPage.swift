internal import HealthFormats
internal import Hummingbird
internal import MedicalLedger

/// A patient's record: who it is, what was measured over time, and every report.
enum PatientPage {
    /// Earlier values of an analyte that stand beside the newest.
    private static let earlierValues = 20

    static func page(_ visit: Visit, _ record: PatientRecord, isEmergency: Bool = false) -> Response {
        let details = record.details
        let name = details?.name ?? visit.say("patient.heading", ["patient": "@\(record.patient)"])
        return PageFrame.page(visit, title: name) {
            if isEmergency { p(visit.say("patient.emergencyDone"), .class("alert", "warn"), .role("status")) }
            if let details { facts(visit, details) }
            if record.deniedCount > 0 {
                p(
                    visit.say("patient.withheld", ["count": String(record.deniedCount)]), .class("alert", "warn"),
                    .role("status"))
                if visit.caller?.role == .clinician, !isEmergency { emergency(visit, record.patient) }
            }
            if record.items.isEmpty {
                p(visit.say("patient.nothing"))
            } else {
                let series = ResultSeries.all(of: record.items)
                let plots = series.enumerated().map { $1.plot(visit, id: "trend-\($0)") }
                results(visit, Array(zip(series, plots)))
                if plots.contains(where: { $0 != nil }) {
                    section(.class("card")) {
                        h2(visit.say("patient.trends"))
                        div(.class("plots")) {
                            for plot in plots { if let plot { div(.id("at-" + plot.id)) { plot.html } } }
                        }
                    }
                }
                reports(visit, record)
            }
        }
    }

    private static func facts(_ visit: Visit, _ details: PatientDetails) -> HTML {
        let identifiers = details.identifiers.map { $0.system.isEmpty ? $0.value : "\($0.value) (\($0.system))" }
        let lines: [(String, String?)] = [
            ("patient.identifiers", identifiers.joined(separator: ", ")),
            ("patient.birthDate", details.birthDate?.text),
            ("patient.gender", details.gender.map { visit.say("gender.\($0)") }),
        ]
        return dl(.class("facts")) {
            for (code, value) in lines {
                if let value, !value.isEmpty {
                    dt(visit.say(code))
                    dd(value)
                }
            }
        }
    }

    /// The glass that a clinician may break, with what follows from it.
    private static func emergency(_ visit: Visit, _ patient: UInt64) -> HTML {
        details(.class("card")) {
            summary(visit.say("patient.emergency"))
            p(visit.say("patient.emergencyMore"))
            PageFrame.postForm(visit, to: "/patients/\(patient)/emergency") {
                PageFrame.field(
                    "reason", visit.say("patient.emergencyReason"), .required(), .maxlength(1000),
                    .autocomplete("off"))
                button(visit.say("patient.emergencyOpen"), .class("button", "danger"))
            }
        }
    }

    // MARK: - Over time

    private static func results(_ visit: Visit, _ series: [(ResultSeries, TrendPlot?)]) -> HTML {
        section(.class("card")) {
            h2(visit.say("patient.results"))
            div(.class("wide"), .tabindex(0), .role("region"), .aria("label", visit.say("patient.results"))) {
                table {
                    thead {
                        tr {
                            for code in ["analyte", "newest", "flag", "range", "when", "before"] {
                                th(visit.say("result.\(code)"), .scope(.col))
                            }
                        }
                    }
                    tbody {
                        for (one, plot) in series { row(visit, one, plot) }
                    }
                }
            }
        }
    }

    private static func row(_ visit: Visit, _ series: ResultSeries, _ plot: TrendPlot?) -> HTML {
        let earlier = series.points.dropFirst()
        return tr {
            th(series.name, .scope(.row))
            if let newest = series.points.first {
                ResultCells.cells(visit, newest.result)
                td(.class("day")) { a(day(newest.time), .href("/records/\(newest.entry)")) }
            }
            td {
                if let plot {
                    a(visit.say("result.earlier", ["count": String(earlier.count)]), .href(plot.place))
                } else if !earlier.isEmpty {
                    details {
                        summary(visit.say("result.earlier", ["count": String(earlier.count)]))
                        ul(.class("plain")) {
                            for point in earlier.prefix(earlierValues) {
                                li {
                                    a(day(point.time), .href("/records/\(point.entry)"))
                                    " "
                                    point.result.value.words(in: visit.language)
                                    " "
                                    ResultCells.flags(visit, point.result)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The day of a time, which is what one looks for over months.
    private static func day(_ time: String) -> String { time.isEmpty ? "–" : String(time.prefix(10)) }

    // MARK: - Reports

    private static func reports(_ visit: Visit, _ record: PatientRecord) -> HTML {
        let replaced = Dictionary(
            record.items.compactMap { item in item.view.onChain.replaces.map { ($0, item.view.entry) } },
            uniquingKeysWith: { first, _ in first })
        let items = record.items.sorted { ($0.time, $0.view.entry) > ($1.time, $1.view.entry) }
        return section(.class("card")) {
            h2(visit.say("patient.reports"))
            ol(.class("timeline")) {
                for item in items {
                    li {
                        time(String(item.time.prefix(16)).replacing("T", with: " "), .datetime(item.time))
                        " "
                        a(title(of: item, visit), .href("/records/\(item.view.entry)"))
                        if let newer = replaced[item.view.entry] {
                            " "
                            a(
                                visit.say("record.replaced", ["entry": String(newer)]),
                                .href("/records/\(newer)"), .class("tag"))
                        }
                        let notable = item.reports.flatMap(\.results).filter {
                            $0.interpretation.contains(where: Interpretation.isNotable)
                        }
                        if !notable.isEmpty {
                            ul(.class("plain")) {
                                for result in notable {
                                    li {
                                        "\(result.code.label) \(result.value.words(in: visit.language)) "
                                        ResultCells.flags(visit, result)
                                    }
                                }
                            }
                        }
                    }
                }
            }
            if record.hasMore {
                p(
                    visit.say("patient.more", ["limit": String(PatientDoor.recordsOnPage)]), .class("alert", "warn"))
            }
        }
    }

    static func title(of item: PatientRecord.Item, _ visit: Visit) -> String {
        if item.view.onChain.category == .identity { return visit.say("category.identity") }
        let labels = item.reports.map(\.code.label).filter { !$0.isEmpty }
        return labels.isEmpty
            ? visit.say("record.heading", ["entry": String(item.view.entry)]) : labels.joined(separator: ", ")
    }
}

/// How a result looks in a row of a table.
enum ResultCells {
    /// Value, flags and reference range.
    static func cells(_ visit: Visit, _ result: LabResult) -> HTML {
        HTML {
            td(result.value.words(in: visit.language), .class("value"))
            td { flags(visit, result) }
            td(result.referenceRange?.words ?? "")
        }
    }

    /// The flags in words, so that nobody needs to see colours.
    static func flags(_ visit: Visit, _ result: LabResult) -> HTML {
        HTML {
            for flag in result.interpretation where flag != "N" && !flag.isEmpty {
                span(
                    Interpretation.words(flag, in: visit.language),
                    .class(Interpretation.isNotable(flag) ? "flag notable" : "flag"))
                " "
            }
        }
    }
}
