/// A QR code of any bytes: model 2, byte mode, versions 1 to 40.
///
/// Bytes beyond ASCII are taken for UTF-8 by scanners, though the standard leaves that to them.
/// Specification: ISO/IEC 18004:2015.
struct QRCode {
    /// How much of the symbol may be lost: about 7, 15, 25, 30 percent.
    enum Correction: Int, CaseIterable {
        case low, medium, quartile, high

        /// Table 12: how the level is written into the symbol.
        var formatBits: Int { [1, 0, 3, 2][rawValue] }
    }

    /// 1 to 40.
    let version: Int
    let correction: Correction
    /// The symbol's modules.
    let matrix: QRMatrix

    /// The most bytes that a symbol holds: version 40, the lowest correction.
    static let maximumBytes = capacity(version: 40, .low)

    /// Makes the smallest symbol that holds the bytes; nil where none does.
    ///
    /// - Parameter minimumVersion: the smallest that is wanted, 1 to 40.
    init?(_ bytes: [UInt8], correction: Correction = .low, minimumVersion: Int = 1) {
        let fitting = (max(1, minimumVersion)...40).first { Self.capacity(version: $0, correction) >= bytes.count }
        guard let version = fitting else { return nil }
        self.version = version
        self.correction = correction
        let data = Self.dataCodewords(bytes, version: version, correction)
        matrix = QRMatrix(codewords: Self.interleaved(data, version: version, correction), version: version, correction)
    }

    /// The number of bytes that a version holds.
    static func capacity(version: Int, _ correction: Correction) -> Int {
        dataCount(version, correction) - (version < 10 ? 2 : 3)
    }

    // MARK: - Codewords

    /// Modules that are no pattern and no information, in bytes.
    static func codewordCount(_ version: Int) -> Int {
        var modules = (16 * version + 128) * version + 64
        if version >= 2 {
            let alignments = version / 7 + 2
            modules -= (25 * alignments - 10) * alignments - 55
            if version >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    private static func dataCount(_ version: Int, _ correction: Correction) -> Int {
        let (blocks, check) = blocks(version, correction)
        return codewordCount(version) - blocks * check
    }

    /// Mode, length, bytes, and what fills the rest (section 7.4).
    static func dataCodewords(_ bytes: [UInt8], version: Int, _ correction: Correction) -> [UInt8] {
        let room = dataCount(version, correction)
        // All but the first four bits, which are the mode 0100, lies across the codewords by half of one.
        var nibbles: [UInt8] = [4]
        for shift in stride(from: version < 10 ? 4 : 12, through: 0, by: -4) {
            nibbles.append(UInt8(truncatingIfNeeded: bytes.count >> shift) & 15)
        }
        for byte in bytes { nibbles += [byte >> 4, byte & 15] }
        nibbles.append(0)
        var codewords = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
        let filling: [UInt8] = [0xEC, 0x11]
        for position in 0..<max(0, room - codewords.count) { codewords.append(filling[position % 2]) }
        return codewords
    }

    /// The data in blocks with their check codewords, one of each block in turn (sections 7.5 and 7.6).
    private static func interleaved(_ data: [UInt8], version: Int, _ correction: Correction) -> [UInt8] {
        let (count, checkCount) = blocks(version, correction)
        let divisor = ReedSolomon.divisor(checkCount)
        let long = data.count % count
        var blocks: [[UInt8]] = []
        var start = 0
        for block in 0..<count {
            // The last ones are longer by one.
            let end = start + data.count / count + (block >= count - long ? 1 : 0)
            blocks.append(Array(data[start..<end]))
            start = end
        }
        let checks = blocks.map { ReedSolomon.remainder($0, divisor) }
        var result: [UInt8] = []
        for position in 0...data.count / count {
            for block in blocks where position < block.count { result.append(block[position]) }
        }
        for position in 0..<checkCount { for check in checks { result.append(check[position]) } }
        return result
    }

    /// Table 9: the number of blocks, and of check codewords in each.
    private static func blocks(_ version: Int, _ correction: Correction) -> (count: Int, check: Int) {
        (blockCounts[correction.rawValue][version - 1], checkCounts[correction.rawValue][version - 1])
    }

    private static let checkCounts: [[Int]] = [
        [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
            28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
            26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ],
        [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
            28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
            30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
    ]

    private static let blockCounts: [[Int]] = [
        [
            1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
            8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
        ],
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
            17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ],
        [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
            23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        ],
        [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
            25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
        ],
    ]

    // MARK: - Drawing

    /// The symbol as a drawing, black on white at all times, with the quiet zone of four modules that scanners need.
    func svg(title: String) -> HTML {
        let side = matrix.size + 8
        return SVG.svg(
            .class("qr"), .svg("viewBox", "0 0 \(side) \(side)"), .svg("shape-rendering", "crispEdges"), .role("img"),
            .aria("label", title)
        ) {
            SVG.rect(.svg("width", Double(side)), .svg("height", Double(side)), .svg("fill", "#fff"))
            SVG.path(.svg("d", path), .svg("fill", "#000"))
        }
    }

    /// The dark modules of each row, in runs.
    private var path: String {
        var path = ""
        for y in 0..<matrix.size {
            var x = 0
            while x < matrix.size {
                var end = x
                while end < matrix.size, matrix.isDark(end, y) { end += 1 }
                if end > x { path += "M\(x + 4) \(y + 4)h\(end - x)v1h\(x - end)z" }
                x = end + 1
            }
        }
        return path
    }
}

/// Check codewords: polynomials over the field of 256 elements that x^8 + x^4 + x^3 + x^2 + 1 makes.
enum ReedSolomon {
    /// Powers of 2, twice over, and their exponents.
    private static let powers: [UInt8] = {
        var power: UInt16 = 1
        return (0..<510).map { _ in
            defer { power = power << 1 ^ (power & 0x80 != 0 ? 0x11D : 0) }
            return UInt8(power)
        }
    }()
    private static let exponents: [Int] = (0..<255).reduce(into: Array(repeating: 0, count: 256)) {
        $0[Int(powers[$1])] = $1
    }

    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        left == 0 || right == 0 ? 0 : powers[exponents[Int(left)] + exponents[Int(right)]]
    }

    /// The product of (x - 2^i) for all i below the count; its first coefficient, 1, is left out.
    static func divisor(_ count: Int) -> [UInt8] {
        var divisor = [UInt8](repeating: 0, count: count - 1) + [1]
        for exponent in 0..<count {
            for place in divisor.indices {
                divisor[place] = product(divisor[place], powers[exponent])
                if place + 1 < count { divisor[place] ^= divisor[place + 1] }
            }
        }
        return divisor
    }

    static func remainder(_ data: [UInt8], _ divisor: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: divisor.count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for place in rest.indices { rest[place] ^= product(divisor[place], factor) }
        }
        return rest
    }
}
