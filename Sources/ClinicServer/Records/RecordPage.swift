internal import HealthFormats
internal import Hummingbird
internal import MedicalLedger

/// One record: its results, where they come from, and what proves that they are as they came.
enum RecordPage {
    static func page(_ visit: Visit, _ item: PatientRecord.Item) -> Response {
        let view = item.view
        return PageFrame.page(visit, title: PatientPage.title(of: item, visit)) {
            facts(visit, item)
            if item.reports.isEmpty { p(visit.say("record.unreadable"), .class("alert", "warn")) }
            for report in item.reports { results(visit, report) }
            section(.class("card")) {
                h2(visit.say("record.proof"))
                p(visit.say("record.proofMore", ["entry": String(view.entry), "time": view.sealed]))
                p {
                    a(
                        visit.say("record.receipt"), .class("button", "primary"),
                        .href("/records/\(view.entry)/receipt"))
                    " "
                    a(visit.say("record.original"), .class("button"), .href("/records/\(view.entry)/original"))
                }
            }
        }
    }

    private static func facts(_ visit: Visit, _ item: PatientRecord.Item) -> HTML {
        let (view, report) = (item.view, item.reports.first)
        let origin = [view.origin.source, view.origin.fileName].filter { !$0.isEmpty }.joined(separator: ", ")
        let lines: [(String, String?)] = [
            ("record.status", report.map { status($0.status, visit) }),
            ("record.effective", report?.effective?.text), ("record.issued", report?.issued?.text),
            ("record.performer", report?.performer), ("record.specimen", report?.specimen?.label),
            ("record.origin", "\(origin) (\(view.origin.format.rawValue))"), ("record.sealed", view.sealed),
        ]
        return dl(.class("facts")) {
            if let patient = report?.patient, visit.caller?.role != .patient {
                dt(visit.say("record.patient"))
                dd {
                    a(
                        patient.name ?? patient.identifiers.first?.value ?? "@\(view.onChain.patient)",
                        .href("/patients/\(view.onChain.patient)"))
                }
            }
            for (code, value) in lines {
                if let value, !value.isEmpty {
                    dt(visit.say(code))
                    dd(value)
                }
            }
            if let replaced = view.onChain.replaces {
                dt(visit.say("record.amends"))
                dd { a("@\(replaced)", .href("/records/\(replaced)")) }
            }
        }
    }

    private static func status(_ status: String, _ visit: Visit) -> String { visit.say("status.\(status)") }

    private static func results(_ visit: Visit, _ report: LabReport) -> HTML {
        section(.class("card")) {
            h2(report.code.label.isEmpty ? visit.say("patient.results") : report.code.label)
            if !report.results.isEmpty {
                div(.class("wide"), .tabindex(0), .role("region"), .aria("label", report.code.label)) {
                    table {
                        thead {
                            tr {
                                for code in ["analyte", "value", "flag", "range", "code"] {
                                    th(visit.say("result.\(code)"), .scope(.col))
                                }
                            }
                        }
                        tbody {
                            for result in report.results {
                                row(visit, result)
                                for component in result.components { row(visit, component, isPart: true) }
                            }
                        }
                    }
                }
            }
            for note in report.notes + report.results.flatMap(\.notes) { p(note, .class("note")) }
        }
    }

    private static func row(_ visit: Visit, _ result: LabResult, isPart: Bool = false) -> HTML {
        tr {
            th(result.code.label, .scope(.row), .class("part", when: isPart))
            ResultCells.cells(visit, result)
            td(result.code.loinc.map { "LOINC \($0)" } ?? result.code.codings.first?.code ?? "", .class("soft"))
        }
    }
}
