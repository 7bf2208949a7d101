/// What deflate's symbols stand for, as entries of an `InflateTable` whose code lengths are yet to be added.
///
/// Specification: RFC 1951 sections 3.2.5 to 3.2.7.
enum InflateSymbols {
    /// Literals and lengths: 256 ends the block, 286 and 287 have codes in the fixed code only and mean nothing.
    static let literals: [UInt32] =
        (0..<256).map { InflateTable.literal | $0 << 16 }
        + [InflateTable.exceptional | InflateTable.endOfBlock]
        + ranges(from: 3, extraBits: (0..<28).map { $0 < 8 ? 0 : $0 / 4 - 1 })
        + [258 << 16, nothing, nothing]

    /// Distances; 30 and 31 mean nothing.
    static let distances: [UInt32] =
        ranges(from: 1, extraBits: (0..<30).map { $0 < 4 ? 0 : $0 / 2 - 1 }) + [nothing, nothing]

    /// Code lengths: 16, 17 and 18 repeat one.
    static let codeLengths: [UInt32] = (0..<16).map { $0 << 16 } + [16 << 16 | 2, 17 << 16 | 3, 18 << 16 | 7]

    /// What no stream may say.
    static let nothing = InflateTable.exceptional

    /// The order in which a block sends the lengths of the codes of code lengths.
    static let codeLengthOrder: [UInt8] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The lengths of the fixed code.
    static let fixedLiteralLengths: [UInt8] =
        .init(repeating: 8, count: 144) + .init(repeating: 9, count: 112) + .init(repeating: 7, count: 24)
        + .init(repeating: 8, count: 8)
    static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)

    /// Values in consecutive ranges, each as long as its extra bits can tell apart.
    private static func ranges(from first: UInt32, extraBits: [UInt32]) -> [UInt32] {
        var base = first
        return extraBits.map { bits in
            defer { base += 1 << bits }
            return base << 16 | bits
        }
    }
}
