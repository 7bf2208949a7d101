import Foundation
import Testing
import Wording

@testable import ClinicServer

struct PlotTests {
    private static let day: Int64 = 86_400_000

    private func plot(_ points: [TrendPlot.Point], unit: String = "mmol/L", id: String = "k") -> TrendPlot {
        TrendPlot(title: "Potassium", unit: unit, points: points, language: .english, id: id)
    }

    private func point(
        _ days: Int64, _ value: Double, low: Double? = 3.5, high: Double? = 5.1, comparator: String? = nil,
        flag: String? = nil
    ) -> TrendPlot.Point {
        TrendPlot.Point(
            milliseconds: days * Self.day, value: value, comparator: comparator, low: low, high: high, flag: flag,
            label: CivilDate(milliseconds: days * Self.day).text)
    }

    private func text(_ piece: HTML) -> String { String(decoding: piece.bytes, as: UTF8.self) }

    // MARK: - Scales

    @Test(arguments: [
        ([3.1, 5.9], ["3.0", "3.5", "4.0", "4.5", "5.0", "5.5", "6.0"]),
        ([0.001, 0.0042], ["0.001", "0.002", "0.003", "0.004", "0.005"]),
        ([-7, 12], ["-10", "-5", "0", "5", "10", "15"]),
        ([1_200_000, 1_900_000], ["1200000", "1400000", "1600000", "1800000", "2000000"]),
        ([7, 7], ["6.0", "6.5", "7.0", "7.5", "8.0"]), ([], ["-1.0", "-0.5", "0", "0.5", "1.0"]),
        ([.nan, .infinity, 1, 3], ["1.0", "1.5", "2.0", "2.5", "3.0"]),
    ])
    func `ticks are one, two or five times a power of ten`(numbers: [Double], ticks: [String]) {
        #expect(PlotScale(covering: numbers).ticks.map(\.text) == ticks)
    }

    @Test func `any numbers give few ticks that cover them`() {
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let size = pow(10, Double.random(in: -20...16, using: &numbers))
            let values = (0..<3).map { _ in Double.random(in: -size...size, using: &numbers) }
            let scale = PlotScale(covering: values, wantsZero: Bool.random(using: &numbers))
            let kept = values.filter(PlotScale.isDrawable)
            #expect((3...9).contains(scale.ticks.count), "\(values)")
            #expect(scale.low < scale.high)
            #expect(kept.allSatisfy { scale.low <= $0 && $0 <= scale.high }, "\(values)")
            #expect(scale.ticks.map(\.value) == scale.ticks.map(\.value).sorted())
            #expect(kept.allSatisfy { (0...1).contains(scale.share($0)) })
        }
    }

    @Test func `numbers are written as people write them`() {
        let numbers: [Double] = [5, -5, 0.5, 0.00001, -0.00012, 123_456_789, 1e-20, 4.2, .nan]
        let written = ["5", "-5", "0.5", "0.00001", "-0.00012", "123456789", "1e-20", "4.2", "–"]
        #expect(numbers.map(PlotScale.text) == written)
    }

    @Test func `dates agree with Foundation's calendar`() throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            // After 1582, where Foundation's calendar is Gregorian.
            let time = Int64.random(in: -12_000_000_000_000...253_402_300_799_999, using: &numbers)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(time) / 1000))
            let date = CivilDate(milliseconds: time)
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
            #expect(date.milliseconds == time)
        }
    }

    @Test(arguments: [
        (3 * Int64(3_600_000), ["01-01 00:00", "01-01 01:00", "01-01 02:00", "01-01 03:00"]),
        (3 * day, ["1970-01-01", "1970-01-02", "1970-01-03", "1970-01-04"]),
        (120 * day, ["1970-01", "1970-02", "1970-03", "1970-04", "1970-05"]),
        (3 * 365 * day + 200 * day, ["1970", "1971", "1972", "1973"]),
        (60 * 365 * day, ["1980", "2000", "2020"]),
    ])
    func `ticks of time stand at whole minutes, days, months or years`(span: Int64, ticks: [String]) {
        #expect(TimeScale(covering: [0, span]).ticks.map(\.text) == ticks)
    }

    @Test func `any times give few ticks within them`() {
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let size = Int64(pow(10, Double.random(in: 0...18, using: &numbers)))
            let times = (0..<2).map { _ in Int64.random(in: -size...size, using: &numbers) }
            let scale = TimeScale(covering: times)
            #expect((1...6).contains(scale.ticks.count), "\(times): \(scale.ticks)")
            #expect(scale.ticks.allSatisfy { (scale.first...scale.last).contains($0.milliseconds) })
        }
    }

    // MARK: - Trend plots

    @Test func `what is out of range has another shape, in the drawing and in words`() {
        let points = [
            point(0, 4.2), point(30, 6.1), point(60, 3.1), point(90, 4, flag: "A"), point(120, 5.1, comparator: ">"),
        ]
        #expect(points.map(\.standing) == [.inside, .high, .low, .flagged, .high])
        let written = text(plot(points).html)
        #expect(written.components(separatedBy: "<circle").count == 2)
        #expect(written.components(separatedBy: "M0-7 6.5 5h-13z").count == 4)
        #expect(
            written.contains(
                "5 results from 1970-01-01 to 1970-05-01. Lowest 3.1 mmol/L, highest 6.1 mmol/L, latest &gt; 5.1 mmol/L. 4 are"
            ))
        #expect(written.contains("<td>above the range</td>"))
        #expect(written.contains("<td>flagged by the laboratory · A</td>"))
        #expect(written.contains("<td>3.5 – 5.1</td>"))
        #expect(written.contains(#"role="img" aria-labelledby="k-title k-desc""#))
    }

    @Test func `the reference range is a band with steps, and none where there is none`() {
        func band(_ points: [TrendPlot.Point]) -> String {
            let written = text(plot(points).html)
            return String(written.components(separatedBy: #"class="band" d=""#)[1].prefix { $0 != "\"" })
        }
        #expect(band([point(0, 4), point(10, 4)]).count { $0 == "M" } == 1)
        #expect(band([point(0, 4), point(10, 4, high: 5.5), point(20, 4, high: 5.5)]).count { $0 == "M" } == 2)
        #expect(band([point(0, 4, low: nil, high: nil), point(10, 4)]).count { $0 == "M" } == 1)
        #expect(band([point(0, 4, low: nil, high: nil)]).isEmpty)
        #expect(band([point(0, 4, low: 5, high: 3)]).isEmpty)
    }

    @Test func `extreme input is drawn, within the drawing, or left out`() {
        let times: [Int64] = [.min, .max, 0, -1, 1]
        let values: [Double] = [
            0, -0.0, .nan, .infinity, -.infinity, 1e300, -1e15, 1e15, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        let points = times.flatMap { time in
            values.map {
                TrendPlot.Point(milliseconds: time, value: $0, low: values.randomElement(), high: $0, label: "<x>")
            }
        }
        let all = plot(points)
        #expect(all.points.count == 5 * 5)
        let written = text(all.html)
        for part in written.components(separatedBy: " y=\"").dropFirst() {
            let number = Double(part.prefix { $0 != "%" && $0 != "\"" }) ?? -1
            #expect((0...100).contains(number))
        }
        for point in points { _ = plot([point]).html }
        #expect(text(plot([]).html) == #"<p class="hint">There is nothing that could be drawn.</p>"#)
        #expect(text(plot([point(0, .nan)]).html) == #"<p class="hint">There is nothing that could be drawn.</p>"#)
    }

    @Test func `of thousands of points the extremes are drawn and all are listed`() {
        var points = (0..<20_000).map { point(Int64($0), 4 + Double($0 % 7) / 10) }
        points[7_777].value = 9.5
        points[12_345].value = 0.5
        let many = plot(points)
        let shown = TrendDrawing(plot: many, last: points[0]).shownPoints
        #expect(shown.count <= 4 * TrendDrawing.columnCount)
        #expect(shown.map(\.milliseconds) == shown.map(\.milliseconds).sorted())
        #expect(shown.contains { $0.value == 9.5 } && shown.contains { $0.value == 0.5 })
        #expect(text(many.html).components(separatedBy: "<tr>").count == 20_002)
    }

    @Test func `names that are markup stay text, and there is no style and no script`() {
        let hostile = "\"><script>x</script><b style='"
        var result = point(0, 9, flag: hostile)
        result.label = hostile
        let chart = BarChart(
            title: hostile, sources: [hostile], bars: [.init(label: hostile, counts: [1])], language: .english, id: "b")
        let trend = TrendPlot(title: hostile, unit: hostile, points: [result], language: .english, id: "t")
        for written in [text(trend.html), text(chart.html)] {
            #expect(!written.contains("<script") && !written.contains("<b ") && !written.contains(" style=\""))
        }
    }

    // MARK: - Bar charts

    @Test func `columns are stacked, and the smallest sources become one`() {
        let names = (0..<9).map { "S\($0)" }
        let bars = (0..<24).map { hour in BarChart.Bar(label: "\(hour)", counts: (0..<9).map { $0 * hour }) }
        let chart = BarChart(title: "Reports", sources: names, bars: bars, language: .english, id: "h")
        #expect(chart.sources == ["S3", "S4", "S5", "S6", "S7", "S8", "Other"])
        #expect(chart.bars[2].counts == [6, 8, 10, 12, 14, 16, 6])
        let written = text(chart.html)
        #expect(written.contains("9936 in 24 columns; the highest is 23 with 828."))
        #expect(written.components(separatedBy: "<pattern").count == 8)
        #expect(written.contains("<td>828</td></tr>"))
    }

    @Test func `counts that are missing, negative or absurd do no harm`() {
        let bars = [BarChart.Bar(label: "a", counts: [-5]), BarChart.Bar(label: "b", counts: [.max, .max, 3, .min])]
        for language in Wording.Language.allCases {
            let chart = BarChart(title: "t", sources: ["x", "y"], bars: bars, language: language, id: "h")
            #expect(chart.bars.map(\.counts) == [[0, 0], [1_000_000_000_000, 1_000_000_000_000]])
            #expect(text(chart.html).contains("2000000000000"))
        }
        let empty = BarChart(title: "t", sources: [], bars: [], language: .english, id: "h")
        #expect(text(empty.html).contains("nothing that could be drawn"))
    }
}
