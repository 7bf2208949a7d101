internal import HealthFormats
internal import MedicalLedger

/// All results of one analyte in one unit, the newest first.
struct ResultSeries: Sendable {
    /// One of them.
    struct Point: Sendable {
        /// The record's entry.
        let entry: UInt64
        /// When it was observed, as it was sent; empty where nobody said.
        let time: String
        let result: LabResult
    }

    /// What was measured, as the newest report calls it.
    let name: String
    private(set) var points: [Point]

    /// The series of some records, in the order of their names.
    ///
    /// What a later record replaces is no result any more; what has no value never was one.
    static func all(of records: [PatientRecord.Item]) -> [ResultSeries] {
        let replaced = Set(records.compactMap(\.view.onChain.replaces))
        var series: [String: ResultSeries] = [:]
        for record in records where !replaced.contains(record.view.entry) {
            for report in record.reports {
                let own = report.effective ?? report.issued
                for result in report.results.flatMap({ [$0] + $0.components }) {
                    if case .absent = result.value { continue }
                    let time = (result.effective ?? own)?.text ?? ""
                    let point = Point(entry: record.view.entry, time: time, result: result)
                    series[key(of: result), default: ResultSeries(name: result.code.label, points: [])]
                        .points.append(point)
                }
            }
        }
        // Records come by entry; what was taken later need not have been imported later.
        for key in series.keys { series[key]?.points.sort { ($0.time, $0.entry) > ($1.time, $1.entry) } }
        return series.sorted { ($0.value.name, $0.key) < ($1.value.name, $1.key) }.map(\.value)
    }

    /// The results that are numbers, to be drawn; nil where there are too few of them to show anything.
    func plot(_ visit: Visit, id: String) -> TrendPlot? {
        var unit = ""
        let drawn = points.compactMap { point -> TrendPlot.Point? in
            guard case .quantity(let comparator, let number, let its, _) = point.result.value,
                let value = Double(number),
                let time = ClinicalTime(text: point.time).milliseconds(zoneMinutes: 0)
            else { return nil }
            unit = its
            let range = point.result.referenceRange
            let flags = point.result.interpretation.filter { $0 != "N" }
            return TrendPlot.Point(
                milliseconds: time.lowerBound, value: value, comparator: comparator,
                low: range?.low.flatMap(Double.init), high: range?.high.flatMap(Double.init),
                flag: flags.map { Interpretation.words($0, in: visit.language) }.joined(separator: ", "),
                label: String(point.time.prefix(16)).replacing("T", with: " "))
        }
        guard drawn.count >= Self.pointsOfPlot else { return nil }
        return TrendPlot(title: name, unit: unit, points: drawn, language: visit.language, id: id)
    }

    /// So many points make a line worth looking at.
    private static let pointsOfPlot = 3

    /// What results must share to be compared: the code, and the unit they are in.
    private static func key(of result: LabResult) -> String {
        let coding = result.code.codings.first { $0.system == "http://loinc.org" } ?? result.code.codings.first
        let code = coding.map { "\($0.system)|\($0.code)" } ?? result.code.label
        guard case .quantity(_, _, let unit, let unitCode) = result.value else { return code }
        return "\(code) in \(unitCode ?? unit)"
    }
}

/// What somebody may read of a patient.
struct PatientRecord: Sendable {
    /// A record with the reports in it; none where it cannot be read as reports.
    struct Item: Sendable {
        let view: RecordView
        let reports: [LabReport]

        init(_ view: RecordView) {
            self.view = view
            reports = (try? view.reports()) ?? []
        }

        /// When it was made: by the report, else when it came.
        var time: String { reports.lazy.compactMap { ($0.effective ?? $0.issued)?.text }.first ?? view.sealed }
    }

    /// Entry of the patient.
    let patient: UInt64
    /// The newest entry first.
    let items: [Item]
    /// Records that were withheld.
    let deniedCount: Int
    /// Whether there are older ones than these.
    let hasMore: Bool

    /// Who the patient is, by the newest report that says it.
    var details: PatientDetails? {
        items.lazy.flatMap(\.reports).map(\.patient).first { $0.name != nil } ?? items.first?.reports.first?.patient
    }
}
