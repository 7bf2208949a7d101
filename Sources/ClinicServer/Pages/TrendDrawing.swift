/// The drawing of a trend plot.
///
/// All places are percentages of whatever width and height the page gives. Band and line lie in a drawing of 1000 by 1000
/// within, which is stretched; marks and text are not.
struct TrendDrawing {
    private let plot: TrendPlot
    private let last: TrendPlot.Point
    private let times: TimeScale
    private let values: PlotScale
    /// Where the scales begin and end, in percent; text has its place outside.
    private static let (left, right, top, bottom) = (13.0, 97.0, 7.0, 86.0)
    /// As many columns as can be told apart; of the points in one the first, lowest, highest and last are drawn.
    static let columnCount = 250
    /// The most points of which each has a mark; of more, the line shows those that lie inside their range.
    private static let markLimit = 120

    init(plot: TrendPlot, last: TrendPlot.Point) {
        self.plot = plot
        self.last = last
        times = TimeScale(covering: plot.points.lazy.map(\.milliseconds))
        values = PlotScale(covering: plot.points.lazy.flatMap { [$0.value, $0.low ?? $0.value, $0.high ?? $0.value] })
    }

    var html: HTML {
        let shown = shownPoints
        return SVG.svg(
            .class("drawing"), .svg("width", "100%"), .svg("height", "240"), .role("img"),
            .aria("labelledby", "\(plot.id)-title \(plot.id)-desc")
        ) {
            SVG.title(plot.unit.isEmpty ? plot.title : "\(plot.title), \(plot.unit)", .id("\(plot.id)-title"))
            SVG.desc(plot.summaryText, .id("\(plot.id)-desc"))
            stretched { SVG.path(.class("band"), .svg("d", band)) }
            axes
            stretched { SVG.path(.class("trend"), .svg("d", line(shown))) }
            for point in shown where shown.count <= Self.markLimit || point.standing != .inside { mark(point) }
        }
    }

    private func x(_ milliseconds: Int64) -> Double { Self.left + (Self.right - Self.left) * times.share(milliseconds) }

    private func y(_ value: Double) -> Double { Self.bottom - (Self.bottom - Self.top) * values.share(value) }

    private func stretched(@HTMLBuilder content: () -> HTML) -> HTML {
        SVG.svg(
            .svg("width", "100%"), .svg("height", "100%"), .svg("viewBox", "0 0 1000 1000"),
            .svg("preserveAspectRatio", "none"), content: content)
    }

    private var axes: HTML {
        HTML {
            for (number, tick) in values.ticks.enumerated() {
                let height = percent(y(tick.value))
                SVG.line(
                    .class("grid"), .svg("x1", "0"), .svg("x2", "100%"), .svg("y1", height), .svg("y2", height))
                // Nine numbers would stand too close; every other line goes without.
                if values.ticks.count <= 7 || number % 2 == 0 {
                    SVG.text(tick.text, .class("tick"), .svg("x", "0"), .svg("y", height), .svg("dy", "-3"))
                }
            }
            for tick in times.ticks {
                let place = percent(x(tick.milliseconds))
                SVG.line(
                    .class("tick-mark"), .svg("x1", place), .svg("x2", place), .svg("y1", percent(Self.bottom)),
                    .svg("y2", percent(Self.bottom + 2)))
                SVG.text(
                    tick.text, .class("tick", "below"), .svg("x", place), .svg("y", percent(Self.bottom)),
                    .svg("dy", "20"))
            }
        }
    }

    /// The reference range; each result's holds from it to the next, the first's also before and the last's after.
    private var band: String {
        var path = ""
        var start = Self.left - 1
        for (position, point) in plot.points.enumerated() {
            let next = position + 1 < plot.points.count ? plot.points[position + 1] : nil
            if let next, next.low == point.low, next.high == point.high { continue }
            let end = next.map { x($0.milliseconds) } ?? Self.right + 1
            if point.low != nil || point.high != nil {
                let (upper, lower) = (y(point.high ?? values.high), y(point.low ?? values.low))
                if lower > upper {
                    path +=
                        "M\(thousandths(start)) \(thousandths(upper))H\(thousandths(end))V\(thousandths(lower))H\(thousandths(start))Z"
                }
            }
            start = end
        }
        return path
    }

    private func line(_ points: [TrendPlot.Point]) -> String {
        var path = ""
        for point in points {
            path += "\(path.isEmpty ? "M" : "L")\(thousandths(x(point.milliseconds))) \(thousandths(y(point.value)))"
        }
        return path
    }

    private func mark(_ point: TrendPlot.Point) -> HTML {
        SVG.svg(.class("at"), .svg("x", percent(x(point.milliseconds))), .svg("y", percent(y(point.value)))) {
            Self.shape(
                point.standing, .class("mark", point.standing.rawValue, point.comparator == nil ? "exact" : "limit")
            ) {
                SVG.title("\(point.label): \(point.valueText) \(plot.unit) \(point.flag ?? "")")
            }
        }
    }

    /// The shape of a standing, around the origin.
    static func shape(
        _ standing: TrendPlot.Point.Standing, _ attribute: Attribute, @HTMLBuilder content: () -> HTML = { .nothing }
    ) -> HTML {
        switch standing {
        case .inside: SVG.circle(attribute, .svg("r", "4"), content: content)
        case .high: SVG.path(attribute, .svg("d", "M0-7 6.5 5h-13z"), content: content)
        case .low: SVG.path(attribute, .svg("d", "M0 7 6.5-5h-13z"), content: content)
        case .flagged: SVG.path(attribute, .svg("d", "M0-6.5 6.5 0 0 6.5-6.5 0z"), content: content)
        }
    }

    /// The points that are drawn: all, or of so many the ones that shape the line and its extremes.
    var shownPoints: [TrendPlot.Point] {
        let points = plot.points
        guard points.count > 4 * Self.columnCount else { return points }
        var shown: Set<Int> = []
        var start = 0
        while start < points.count {
            let column = column(of: points[start])
            let end = points[start...].firstIndex { self.column(of: $0) != column } ?? points.count
            let range = start..<end
            let extremes = [
                range.min { points[$0].value < points[$1].value }, range.max { points[$0].value < points[$1].value },
            ]
            shown.formUnion([start, end - 1] + extremes.compactMap(\.self))
            start = end
        }
        return shown.sorted().map { points[$0] }
    }

    private func column(of point: TrendPlot.Point) -> Int {
        Int(times.share(point.milliseconds) * Double(Self.columnCount - 1))
    }

    private func percent(_ number: Double) -> String { SVG.number(number) + "%" }

    private func thousandths(_ percent: Double) -> String { SVG.number(10 * percent) }
}
