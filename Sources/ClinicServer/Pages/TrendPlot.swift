internal import Wording

/// One analyte's results over time: a drawing, a summary in words, and the same values as a table.
///
/// The drawing has no size of its own: it fills the width that it is given, and what is written in it stays as large as
/// other text. What lies outside its reference range differs in shape; colour only repeats it. Times are UTC.
struct TrendPlot {
    /// A result.
    struct Point {
        /// When the specimen was taken, since 1970.
        var milliseconds: Int64
        /// The number; a result that is none, or is not finite, cannot be drawn and is left out.
        var value: Double
        /// `<`, `<=`, `>`, `>=`: then the number is a limit.
        var comparator: String?
        /// The reference range's lower end.
        var low: Double?
        /// The reference range's upper end.
        var high: Double?
        /// What the laboratory flagged as abnormal, such as `H`; nil or empty for what it did not.
        var flag: String?
        /// What the point is called in the table: its time as the laboratory told it, and where it comes from.
        var label: String

        /// On which side of the reference range a result lies.
        enum Standing: String { case inside, low, high, flagged }

        var standing: Standing {
            if let low, value < low { return .low }
            if let high, value > high { return .high }
            if let high, value == high, comparator == ">" { return .high }
            if let low, value == low, comparator == "<" { return .low }
            return flag?.isEmpty == false ? .flagged : .inside
        }

        /// The number as the table and the pointer say it.
        var valueText: String { [comparator, PlotScale.text(value)].compactMap(\.self).joined(separator: " ") }

        var rangeText: String {
            switch (low, high) {
            case (nil, nil): ""
            case (let low?, nil): "≥ " + PlotScale.text(low)
            case (nil, let high?): "≤ " + PlotScale.text(high)
            case (let low?, let high?): "\(PlotScale.text(low)) – \(PlotScale.text(high))"
            }
        }
    }

    let title: String
    let unit: String
    /// What can be drawn, in the order of time.
    let points: [Point]
    let language: Wording.Language
    /// Begins the names of elements: each plot of a page needs another.
    let id: String

    init(title: String, unit: String, points: [Point], language: Wording.Language, id: String) {
        self.title = title
        self.unit = unit
        self.language = language
        self.id = id
        self.points =
            points.filter { PlotScale.isDrawable($0.value) }.map { point in
                var point = point
                point.milliseconds = TimeScale.clamped(point.milliseconds)
                // A bound that is no number bounds nothing.
                point.low = point.low.flatMap { PlotScale.isDrawable($0) ? $0 : nil }
                point.high = point.high.flatMap { PlotScale.isDrawable($0) ? $0 : nil }
                return point
            }
            .sorted { $0.milliseconds < $1.milliseconds }
    }

    /// The drawing with its table; a sentence where nothing can be drawn.
    var html: HTML {
        guard let last = points.last else { return p(say("plot.nothing"), .class("hint")) }
        return figure(.class("plot")) {
            figcaption {
                strong(title)
                if !unit.isEmpty { " "; small(unit) }
            }
            TrendDrawing(plot: self, last: last).html
            if points.contains(where: { $0.standing != .inside }) { legend }
            details {
                summary(say("plot.values"))
                valueTable
            }
        }
    }

    /// Where the plot is on its page, if the page gives it the name.
    var place: Address { Address(outside: "#at-" + id) ?? "#content" }

    /// The plot in words.
    var summaryText: String {
        let values = points.map(\.value)
        let out = points.count { $0.standing != .inside }
        guard let first = points.first, let last = points.last, let low = values.min(), let high = values.max() else {
            return say("plot.nothing")
        }
        let unit = unit.isEmpty ? "" : " " + unit
        let sentences = [
            say(
                "plot.summary",
                [
                    "count": String(points.count), "from": CivilDate(milliseconds: first.milliseconds).text,
                    "to": CivilDate(milliseconds: last.milliseconds).text, "low": PlotScale.text(low) + unit,
                    "high": PlotScale.text(high) + unit, "last": last.valueText + unit,
                ]),
            out == 0 ? say("plot.noneOut") : say("plot.someOut", ["count": String(out)]),
        ]
        return sentences.joined(separator: " ")
    }

    private var legend: HTML {
        let standings = Set(points.map(\.standing))
        return ul(.class("plot-legend")) {
            for standing in [Point.Standing.high, .low, .flagged] where standings.contains(standing) {
                li {
                    SVG.svg(.class("swatch"), .svg("viewBox", "-8 -8 16 16"), .aria("hidden", "true")) {
                        TrendDrawing.shape(standing, .class("mark", standing.rawValue))
                    }
                    name(of: standing)
                }
            }
        }
    }

    private func name(of standing: Point.Standing) -> String {
        switch standing {
        case .inside: ""
        case .low: say("plot.low")
        case .high: say("plot.high")
        case .flagged: say("plot.flagged")
        }
    }

    private var valueTable: HTML {
        table(.class("values")) {
            caption(unit.isEmpty ? title : "\(title) (\(unit))")
            thead {
                tr {
                    th(say("plot.when"), .scope(.col))
                    th(say("plot.value"), .scope(.col))
                    th(say("plot.range"), .scope(.col))
                    th(say("plot.standing"), .scope(.col))
                }
            }
            tbody {
                for point in points {
                    tr {
                        th(point.label, .scope(.row))
                        td(point.valueText)
                        td(point.rangeText)
                        td(
                            [name(of: point.standing), point.flag ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
                        )
                    }
                }
            }
        }
    }

    func say(_ code: String, _ values: [String: String] = [:]) -> String { Wording.text(code, values, in: language) }
}
