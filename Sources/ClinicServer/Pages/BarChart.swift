internal import Wording

/// Counts in columns, such as hours, stacked by where they come from: a drawing, a summary in words, and a table.
///
/// Sources differ in pattern; colour only repeats it.
struct BarChart {
    /// A column.
    struct Bar {
        /// What stands below it, such as `08`.
        var label: String
        /// A count for each source, in their order; what is missing or negative is none.
        var counts: [Int]
    }

    /// The most sources that are told apart; the rest is one, the last.
    static let sourceLimit = 6
    /// The most labels below the columns, which have room on a telephone.
    private static let labelLimit = 8
    private static let (left, right, top, bottom) = (13.0, 99.0, 7.0, 86.0)

    let title: String
    /// The names of the sources that are shown.
    let sources: [String]
    /// The columns, each with as many counts as there are sources.
    let bars: [Bar]
    let language: Wording.Language
    /// Begins the names of elements: each chart of a page needs another.
    let id: String

    init(title: String, sources: [String], bars: [Bar], language: Wording.Language, id: String) {
        self.title = title
        self.language = language
        self.id = id
        // So large that nothing is, and that the sum of all columns is a number all the same.
        let countLimit = 1_000_000_000_000
        let full = bars.map { bar in
            sources.indices.map { $0 < bar.counts.count ? max(0, min(countLimit, bar.counts[$0])) : 0 }
        }
        guard sources.count > Self.sourceLimit else {
            self.sources = sources
            self.bars = zip(bars, full).map { Bar(label: $0.label, counts: $1) }
            return
        }
        let totals = sources.indices.map { source in full.reduce(0.0) { $0 + Double($1[source]) } }
        // The largest, in the order in which they came.
        let kept = Set(sources.indices.sorted { (totals[$0], $1) > (totals[$1], $0) }.prefix(Self.sourceLimit))
        let order = kept.sorted()
        self.sources = order.map { sources[$0] } + [Wording.text("plot.other", in: language)]
        self.bars = zip(bars, full).map { bar, counts in
            let other = counts.indices.reduce(0) { kept.contains($1) ? $0 : min(countLimit, $0 + counts[$1]) }
            return Bar(label: bar.label, counts: order.map { counts[$0] } + [other])
        }
    }

    /// The drawing with its legend and its table; a sentence where there is nothing to draw.
    var html: HTML {
        guard !bars.isEmpty, !sources.isEmpty else { return p(say("plot.nothing"), .class("hint")) }
        return figure(.class("plot")) {
            figcaption { strong(title) }
            drawing
            ul(.class("plot-legend")) {
                for (position, source) in sources.enumerated() {
                    li {
                        SVG.svg(.class("swatch"), .svg("viewBox", "0 0 16 16"), .aria("hidden", "true")) {
                            SVG.rect(
                                .class("bar"), .svg("width", "16"), .svg("height", "16"), fill(position))
                        }
                        source
                    }
                }
            }
            details {
                summary(say("plot.values"))
                valueTable
            }
        }
    }

    private func total(_ bar: Bar) -> Double { bar.counts.reduce(0) { $0 + Double($1) } }

    private var drawing: HTML {
        let scale = PlotScale(covering: bars.map(total), wantsZero: true)
        let width = (Self.right - Self.left) / Double(bars.count)
        let every = (bars.count + Self.labelLimit - 1) / Self.labelLimit
        return SVG.svg(
            .class("drawing"), .svg("width", "100%"), .svg("height", "240"), .role("img"),
            .aria("labelledby", "\(id)-title \(id)-desc")
        ) {
            SVG.title(title, .id("\(id)-title"))
            SVG.desc(summaryText, .id("\(id)-desc"))
            SVG.defs { for position in sources.indices { pattern(position) } }
            for tick in scale.ticks where tick.value == tick.value.rounded() {
                let height = percent(y(tick.value, scale))
                SVG.line(
                    .class("grid"), .svg("x1", "0"), .svg("x2", "100%"), .svg("y1", height), .svg("y2", height))
                SVG.text(tick.text, .class("tick"), .svg("x", "0"), .svg("y", height), .svg("dy", "-3"))
            }
            for (position, bar) in bars.enumerated() {
                let start = Self.left + width * Double(position)
                column(bar, from: start + width * 0.1, width: width * 0.8, scale)
                if position % every == 0 {
                    SVG.text(
                        bar.label, .class("tick", "below"), .svg("x", percent(start + width / 2)),
                        .svg("y", percent(Self.bottom)), .svg("dy", "18"))
                }
            }
        }
    }

    private func column(_ bar: Bar, from start: Double, width: Double, _ scale: PlotScale) -> HTML {
        var below = 0.0
        var pieces: [HTML] = []
        for (position, count) in bar.counts.enumerated() where count > 0 {
            let (lower, upper) = (y(below, scale), y(below + Double(count), scale))
            below += Double(count)
            pieces.append(
                SVG.rect(
                    .class("bar"), .svg("x", percent(start)), .svg("y", percent(upper)),
                    .svg("width", percent(width)), .svg("height", percent(lower - upper)), fill(position)
                ) {
                    SVG.title("\(bar.label), \(sources[position]): \(count)")
                })
        }
        return HTML(pieces)
    }

    private func y(_ value: Double, _ scale: PlotScale) -> Double {
        Self.bottom - (Self.bottom - Self.top) * scale.share(value)
    }

    private func percent(_ number: Double) -> String { SVG.number(number) + "%" }

    private func fill(_ position: Int) -> Attribute { .svg("fill", "url(#\(id)-p\(position))") }

    /// What fills the columns of a source: its colour, with lines or dots in the colour of the paper.
    private func pattern(_ position: Int) -> HTML {
        SVG.pattern(
            .id("\(id)-p\(position)"), .svg("width", "8"), .svg("height", "8"),
            .svg("patternUnits", "userSpaceOnUse")
        ) {
            SVG.rect(.class("series-\(position)"), .svg("width", "8"), .svg("height", "8"))
            switch position {
            case 1: SVG.path(.class("hatch"), .svg("d", "M-2 2 2-2M0 8 8 0M6 10 10 6"))
            case 2: SVG.circle(.class("dot"), .svg("cx", "4"), .svg("cy", "4"), .svg("r", "2"))
            case 3: SVG.path(.class("hatch"), .svg("d", "M0 4h8"))
            case 4: SVG.path(.class("hatch"), .svg("d", "M-2 6 2 10M0 0 8 8M6-2 10 2"))
            case 5: SVG.path(.class("hatch"), .svg("d", "M4 0v8"))
            case 6: SVG.path(.class("hatch"), .svg("d", "M4 0v8M0 4h8"))
            default: HTML.nothing
            }
        }
    }

    /// The chart in words.
    var summaryText: String {
        guard let highest = bars.max(by: { total($0) < total($1) }) else { return say("plot.nothing") }
        return say(
            "plot.bars",
            [
                "total": PlotScale.text(bars.reduce(0) { $0 + total($1) }), "count": String(bars.count),
                "label": highest.label, "high": PlotScale.text(total(highest)),
            ])
    }

    private var valueTable: HTML {
        table(.class("values")) {
            caption(title)
            thead {
                tr {
                    th(say("plot.when"), .scope(.col))
                    for source in sources { th(source, .scope(.col)) }
                    th(say("plot.total"), .scope(.col))
                }
            }
            tbody {
                for bar in bars {
                    tr {
                        th(bar.label, .scope(.row))
                        for count in bar.counts { td(String(count)) }
                        td(PlotScale.text(total(bar)))
                    }
                }
            }
        }
    }

    private func say(_ code: String, _ values: [String: String] = [:]) -> String {
        Wording.text(code, values, in: language)
    }
}
