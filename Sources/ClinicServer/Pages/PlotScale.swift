/// The numbers that a drawing covers, with ticks at 1, 2 or 5 times a power of ten.
struct PlotScale {
    /// A tick's number as text, exact to the digit, and where it lies.
    struct Tick: Equatable {
        let text: String
        let value: Double
    }

    /// The largest magnitude that is drawn: nothing that is counted or measured comes near it, and below it sums stay exact enough.
    static let limit = 1e15

    /// The lowest number.
    let low: Double
    /// The highest; always above the lowest.
    let high: Double
    /// Three to nine, ascending.
    let ticks: [Tick]

    /// Covers the numbers, of which those that are not finite or beyond the limit count for nothing.
    ///
    /// - Parameter wantsZero: whether zero is covered at all events, and no room is left below it.
    init(covering numbers: some Sequence<Double>, wantsZero: Bool = false) {
        var (low, high) = (Double.infinity, -Double.infinity)
        for number in numbers where Self.isDrawable(number) { (low, high) = (min(low, number), max(high, number)) }
        if wantsZero || low > high { (low, high) = (min(low, 0), max(high, 0)) }
        let size = max(abs(low), abs(high))
        // Numbers that hardly differ are drawn as one in the middle, not as a landscape of rounding errors.
        if high - low < max(size * 1e-9, 1e-12) {
            let room = size < 1e-11 ? 1 : size / 10
            (low, high) = (wantsZero && low >= 0 ? 0 : low - room, high + room)
        }
        let step = Self.step(for: (high - low) / 6)
        let first = Int((low / step.size).rounded(.down))
        let last = max(first + 1, Int((high / step.size).rounded(.up)))
        ticks = (first...last).map {
            let (text, value) = Self.decimal($0 * step.digit, exponent: step.exponent)
            return Tick(text: text, value: value)
        }
        self.low = ticks.first?.value ?? low
        self.high = ticks.last?.value ?? high
    }

    /// Whether a number can be drawn.
    static func isDrawable(_ number: Double) -> Bool { number.isFinite && abs(number) <= limit }

    /// How far from the lowest to the highest a number lies, from 0 to 1; what lies outside is put on the edge.
    func share(_ number: Double) -> Double { max(0, min(1, (number - low) / (high - low))) }

    /// The smallest of 1, 2, 5 times a power of ten that is not below `least`, which is above 0.
    private static func step(for least: Double) -> (digit: Int, exponent: Int, size: Double) {
        var exponent = 0
        var power = 1.0
        while power * 5 < least {
            power *= 10
            exponent += 1
        }
        while power / 2 >= least {
            power /= 10
            exponent -= 1
        }
        for digit in [1, 2, 5] where power * Double(digit) >= least { return (digit, exponent, power * Double(digit)) }
        return (1, exponent + 1, power * 10)
    }

    /// `digits` times ten to the `exponent`, as text and as a number.
    private static func decimal(_ digits: Int, exponent: Int) -> (String, Double) {
        let sign = digits < 0 ? "-" : ""
        let written = String(digits.magnitude)
        if exponent >= 0 || digits == 0 {
            let text = digits == 0 ? "0" : sign + written + String(repeating: "0", count: exponent)
            return (text, Double(text) ?? 0)
        }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - written.count)) + written
        let text = sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
        return (text, Double(text) ?? 0)
    }

    /// A number as a person writes it: without an exponent where it is of ordinary size, and no point for nothing.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "–" }
        if number == number.rounded(), abs(number) <= limit { return String(Int(number)) }
        let text = String(describing: number)
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
            (-9..<0).contains(exponent)
        else { return text }
        let digits = text[..<mark].filter(\.isNumber)
        return (number < 0 ? "-" : "") + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
}
