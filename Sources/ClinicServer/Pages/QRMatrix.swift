/// The modules of a QR code: patterns, codewords, and the mask that scanners read best.
struct QRMatrix {
    /// Modules on each side.
    private(set) var size: Int
    /// The mask that was chosen, 0 to 7.
    private(set) var mask = 0
    private var dark: [Bool]
    /// What belongs to patterns and information, and is not masked.
    private var isFixed: [Bool]

    /// Places codewords, of which there are as many as the version has.
    init(codewords: [UInt8], version: Int, _ correction: QRCode.Correction) {
        size = 4 * version + 17
        dark = Array(repeating: false, count: size * size)
        isFixed = dark
        drawPatterns(version)
        drawFormat(correction, mask: 0)
        drawVersion(version)
        place(codewords)
        var best = Int.max
        var chosen = self
        for mask in 0..<8 {
            var tried = self
            tried.mask = mask
            tried.applyMask()
            tried.drawFormat(correction, mask: mask)
            let penalty = tried.penalty
            if penalty < best { (best, chosen) = (penalty, tried) }
        }
        self = chosen
    }

    /// Whether the module in column `x` and row `y` is dark; light outside.
    func isDark(_ x: Int, _ y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isFixed[y * size + x] = true
    }

    // MARK: - Patterns (section 6.3)

    private mutating func drawPatterns(_ version: Int) {
        for place in 0..<size {
            fix(6, place, place % 2 == 0)
            fix(place, 6, place % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            // The finder with its separator: rings around the middle.
            for dy in -4...4 {
                for dx in -4...4 {
                    let ring = max(abs(dx), abs(dy))
                    fix(x + dx, y + dy, ring != 2 && ring != 4)
                }
            }
        }
        let places = Self.alignments(version)
        for x in places {
            for y in places where !isFinder(x, y) {
                for dy in -2...2 { for dx in -2...2 { fix(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) } }
            }
        }
    }

    private func isFinder(_ x: Int, _ y: Int) -> Bool {
        let end = size - 7
        return (x, y) == (6, 6) || (x, y) == (6, end) || (x, y) == (end, 6)
    }

    /// Annex E: the middles of the alignment patterns, in both directions.
    static func alignments(_ version: Int) -> [Int] {
        guard version > 1 else { return [] }
        let count = version / 7 + 2
        let step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<count - 1).map { version * 4 + 10 - $0 * step }.reversed()
    }

    // MARK: - Information (sections 7.9 and 7.10)

    /// Level and mask with their check bits, as they are written.
    static func formatBits(_ correction: QRCode.Correction, mask: Int) -> Int {
        let data = correction.formatBits << 3 | mask
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        return (data << 10 | rest) ^ 0x5412
    }

    /// The version with its check bits.
    static func versionBits(_ version: Int) -> Int {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        return version << 12 | rest
    }

    private mutating func drawFormat(_ correction: QRCode.Correction, mask: Int) {
        let bits = Self.formatBits(correction, mask: mask)
        for place in 0..<15 {
            let isDark = bits >> place & 1 == 1
            // Around the first finder, past the timing pattern.
            if place < 8 {
                fix(8, place < 6 ? place : place + 1, isDark)
            } else {
                fix(place == 8 ? 7 : 14 - place, 8, isDark)
            }
            // Below the second and beside the third.
            if place < 8 { fix(size - 1 - place, 8, isDark) } else { fix(8, size - 15 + place, isDark) }
        }
        fix(8, size - 8, true)
    }

    private mutating func drawVersion(_ version: Int) {
        guard version >= 7 else { return }
        let bits = Self.versionBits(version)
        for place in 0..<18 {
            let isDark = bits >> place & 1 == 1
            fix(size - 11 + place % 3, place / 3, isDark)
            fix(place / 3, size - 11 + place % 3, isDark)
        }
    }

    // MARK: - Codewords (section 7.7.3) and masks (section 7.8)

    /// Writes the bits in columns of two from the right, up and down in turn.
    private mutating func place(_ codewords: [UInt8]) {
        var bit = 0
        for turn in 0..<size / 2 {
            // The column of the timing pattern is no column.
            let right = size - 1 - 2 * turn - (size - 1 - 2 * turn <= 6 ? 1 : 0)
            for step in 0..<size {
                let y = turn % 2 == 0 ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] && bit < codewords.count * 8 {
                    dark[y * size + x] = codewords[bit / 8] >> UInt8(7 - bit % 8) & 1 == 1
                    bit += 1
                }
            }
        }
    }

    private mutating func applyMask() {
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] && Self.isInverted(mask, x, y) {
                dark[y * size + x].toggle()
            }
        }
    }

    /// Table 10.
    private static func isInverted(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// Table 11: what makes a symbol hard to read.
    private var penalty: Int {
        var penalty = 0
        var darkCount = 0
        for line in 0..<size {
            penalty += linePenalty(from: line * size, step: 1) + linePenalty(from: line, step: size)
        }
        for place in dark.indices where dark[place] { darkCount += 1 }
        for y in 0..<size - 1 {
            for place in y * size..<y * size + size - 1 {
                let color = dark[place]
                if dark[place + 1] == color, dark[place + size] == color, dark[place + size + 1] == color {
                    penalty += 3
                }
            }
        }
        return penalty + abs(darkCount * 20 - dark.count * 10) / dark.count * 10
    }

    /// Runs of five and more, and what looks like a finder: 1011101 with four light modules before or after.
    private func linePenalty(from start: Int, step: Int) -> Int {
        var (penalty, run, window) = (0, 0, 0)
        var color = false
        for position in 0..<size {
            let isDark = dark[start + position * step]
            run = isDark == color && position > 0 ? run + 1 : 1
            color = isDark
            if run == 5 { penalty += 3 } else if run > 5 { penalty += 1 }
            window = (window << 1 | (isDark ? 1 : 0)) & 0x7FF
            if position >= 10, window == 0b000_0101_1101 || window == 0b101_1101_0000 { penalty += 40 }
        }
        return penalty
    }
}
