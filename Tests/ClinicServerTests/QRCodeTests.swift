import Foundation
import Testing

@testable import ClinicServer

struct QRCodeTests {
    // MARK: - Known answers

    /// ISO/IEC 18004:2015 annex I, the symbol 1-M of "01234567".
    @Test func `check codewords are those of the standard's example`() {
        let data: [UInt8] = [
            0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
        ]
        #expect(
            ReedSolomon.remainder(data, ReedSolomon.divisor(10))
                == [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55])
    }

    /// Annexes C and D.
    @Test func `format and version information are those of the standard's examples`() {
        #expect(QRMatrix.formatBits(.medium, mask: 5) == 0b100_0000_1100_1110)
        #expect(QRMatrix.versionBits(7) == 0b00_0111_1100_1001_0100)
    }

    /// Table 7.
    @Test(arguments: [
        (1, [17, 14, 11, 7]), (9, [230, 180, 130, 98]), (10, [271, 213, 151, 119]), (27, [1465, 1125, 805, 625]),
        (40, [2953, 2331, 1663, 1273]),
    ])
    func `capacities are those of the standard's table`(version: Int, capacities: [Int]) {
        #expect(QRCode.Correction.allCases.map { QRCode.capacity(version: version, $0) } == capacities)
    }

    /// Annex E.
    @Test(arguments: [
        (1, []), (2, [6, 18]), (7, [6, 22, 38]), (14, [6, 26, 46, 66]), (32, [6, 34, 60, 86, 112, 138]),
        (36, [6, 24, 50, 76, 102, 128, 154]), (40, [6, 30, 58, 86, 114, 142, 170]),
    ])
    func `alignment patterns stand where the standard puts them`(version: Int, places: [Int]) {
        #expect(QRMatrix.alignments(version) == places)
    }

    @Test func `what is too long has no symbol, and what just fits has`() {
        for correction in QRCode.Correction.allCases {
            let most = QRCode.capacity(version: 40, correction)
            #expect(QRCode([UInt8](repeating: 7, count: most + 1), correction: correction) == nil)
        }
        #expect(QRCode([UInt8](repeating: 7, count: 17))?.version == 1)
        #expect(QRCode([UInt8](repeating: 7, count: 18))?.version == 2)
        #expect(QRCode([])?.version == 1)
        #expect(QRCode.maximumBytes == 2953)
    }

    // MARK: - A foreign reader

    /// Reads symbols, one on a line: its size, its modules as hexadecimal bytes of 0 and 1 packed by row; answers with the
    /// version, the level and the bytes of each.
    private static let reader = """
        import json, sys
        import numpy, zxingcpp
        answers = []
        for line in sys.stdin:
            size, modules = line.split()
            size = int(size)
            grid = numpy.frombuffer(modules.encode(), numpy.uint8).reshape(size, size) - 48
            image = numpy.kron(255 * (1 - numpy.pad(grid, 4)), numpy.ones((4, 4))).astype(numpy.uint8)
            found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode, is_pure=False)
            answers.append([found[0].ec_level, found[0].bytes.hex(), found[0].text] if len(found) == 1 else ["", "", ""])
        json.dump(answers, sys.stdout)
        """

    private static func line(_ matrix: QRMatrix, damaged: Set<Int> = []) -> String {
        let modules = (0..<matrix.size * matrix.size).map { place in
            matrix.isDark(place % matrix.size, place / matrix.size) != damaged.contains(place) ? "1" : "0"
        }
        return "\(matrix.size) \(modules.joined())\n"
    }

    private static func read(_ lines: [String]) throws -> [[String]] {
        let answer = try Python.run(reader, input: Array(lines.joined().utf8))
        return try JSONDecoder().decode([[String]].self, from: Data(answer))
    }

    private static func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    @Test(.enabled(if: Python.has("zxingcpp")), arguments: QRCode.Correction.allCases)
    func `a foreign reader reads every version at every level`(correction: QRCode.Correction) throws {
        var numbers = SystemRandomNumberGenerator()
        let levels = ["L", "M", "Q", "H"]
        var lines: [String] = []
        var expected: [[String]] = []
        for version in 1...40 {
            // Sometimes full to the brim.
            let most = QRCode.capacity(version: version, correction)
            let count = version % 3 == 0 ? most : Int.random(in: 1...most, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let code = try #require(QRCode(bytes, correction: correction, minimumVersion: version))
            #expect(code.version == version)
            lines.append(Self.line(code.matrix))
            expected.append([levels[correction.rawValue], Self.hex(bytes)])
        }
        #expect(try Self.read(lines).map { Array($0.prefix(2)) } == expected)
    }

    @Test(.enabled(if: Python.has("zxingcpp"))) func `a damaged symbol is read, and UTF-8 is text`() throws {
        let text = String(repeating: "— 北方诊所 Grüße\n", count: 12)
        let code = try #require(QRCode(Array(text.utf8), correction: .high))
        var numbers = SystemRandomNumberGenerator()
        // Spots of the lower half, away from the patterns: some six percent of the codewords at most.
        let spots = (0..<40).map { _ in
            Int.random(in: 20..<code.matrix.size - 20, using: &numbers) * code.matrix.size
                + Int.random(in: 20..<code.matrix.size - 20, using: &numbers)
        }
        let answer = try Self.read([Self.line(code.matrix), Self.line(code.matrix, damaged: Set(spots))])
        #expect(answer.map { $0[2] } == [text, text])
    }
}
