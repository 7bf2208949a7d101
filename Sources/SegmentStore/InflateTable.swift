/// The look-up table of one prefix code: one look-up gives what a code stands for and how far to go on.
///
/// It is indexed with the next bits of the stream, as many as its longest code has but at most `rootBits`. Longer codes
/// with the same first bits share an entry that leads to a subtable, indexed with the bits that follow. An entry:
///
/// ```
/// bits 0-5    bits to consume: the code and the extra bits behind it
/// bits 8-11   bits of the code alone
/// bits 13-15  `endOfBlock`, `subtable`; `exceptional` for these two and for what no stream may say
/// bits 16-30  the literal, the least length or distance, or the code length symbol
/// bit  31     `literal`
/// ```
///
/// An entry that leads to a subtable has the table's bits in 0-5, the subtable's in 8-11, its place in 16-30.
///
/// Specification: RFC 1951 section 3.2.2.
struct InflateTable {
    static let literal: UInt32 = 1 << 31
    static let exceptional: UInt32 = 1 << 15
    static let subtable: UInt32 = 1 << 14
    static let endOfBlock: UInt32 = 1 << 13
    /// The longest code.
    static let maximumLength = 15

    let entries: UnsafeMutablePointer<UInt32>
    /// Selects the bits of the stream that index the table.
    private(set) var mask: UInt64 = 0
    private let rootBits: Int

    /// Makes an empty table, for at most `symbolCount` symbols.
    ///
    /// A subtable of 2^k entries has k + 1 codes at least and k is at most 15 - `rootBits`: that bounds all of them.
    init(rootBits: Int, symbolCount: Int) {
        let subtableBits = Self.maximumLength - rootBits
        let capacity = 1 << rootBits + symbolCount << subtableBits / (subtableBits + 1)
        self.rootBits = rootBits
        entries = .allocate(capacity: capacity)
        entries.initialize(repeating: 0, count: capacity)
    }

    func deallocate() { entries.deallocate() }

    /// Fills the table for the code with these lengths.
    ///
    /// - Parameters:
    ///   - lengths: the bits of each symbol's code, at most 15, 0 for symbols without one.
    ///   - symbols: each symbol's entry, code lengths left out.
    ///   - unused: the entry of a bit that begins no code; nil where an unfinished code is refused. Even where it is not,
    ///     it may only have one code of one bit, or none at all.
    /// - Returns: whether there is such a code.
    mutating func fill(
        lengths: UnsafeBufferPointer<UInt8>, symbols: UnsafePointer<UInt32>, unused: UInt32?
    ) -> Bool {
        let lengthCount = Self.maximumLength + 1
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * lengthCount + 2 * lengths.count) {
            scratch in
            guard let counts = scratch.baseAddress else { return false }
            let places = counts + lengthCount
            let sorted = places + lengthCount
            let coded = sorted + lengths.count
            counts.initialize(repeating: 0, count: lengthCount)
            let codedCount = Self.list(lengths, coded, counts)

            // How many codes of the longest length so far are free.
            var free = 1
            var longest = 0
            var before: UInt16 = 0
            for length in 1..<lengthCount {
                places[length] = before
                before &+= counts[length]
                free = 2 &* free &- Int(counts[length])
                if free < 0 { return false }
                if counts[length] > 0 { longest = length }
            }
            for index in 0..<codedCount {
                let length = Int(lengths[Int(coded[index])])
                sorted[Int(places[length])] = coded[index]
                places[length] &+= 1
            }
            if free > 0 {
                guard let unused, longest <= 1 else { return false }
                mask = 1
                entries[0] = Self.entry(longest == 0 ? unused : symbols[Int(sorted[0])], 1)
                entries[1] = Self.entry(unused, 1)
                return true
            }
            mask = 1 << UInt64(min(longest, rootBits)) - 1
            place(sorted, counts, symbols)
            return true
        }
    }

    /// Lists the symbols that have codes, and counts these by their lengths.
    ///
    /// Most symbols of a page have none: eight of these are passed at once.
    private static func list(
        _ lengths: UnsafeBufferPointer<UInt8>, _ coded: UnsafeMutablePointer<UInt16>,
        _ counts: UnsafeMutablePointer<UInt16>
    ) -> Int {
        let bytes = UnsafeRawBufferPointer(lengths)
        var count = 0
        var start = 0
        while start < bytes.count {
            var word: UInt64 = 0
            if start + 8 <= bytes.count {
                word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            } else {
                for place in start..<bytes.count { word |= UInt64(bytes[place]) &<< UInt64(8 * (place - start)) }
            }
            while word != 0 {
                let place = word.trailingZeroBitCount & ~7
                coded[count] = UInt16(truncatingIfNeeded: start + place / 8)
                counts[Int(truncatingIfNeeded: word &>> UInt64(place) & 0xFF)] &+= 1
                count += 1
                word &= ~(0xFF &<< UInt64(place))
            }
            start += 8
        }
        return count
    }

    /// The entry of a symbol whose code has `length` bits.
    @inline(__always)
    private static func entry(_ symbol: UInt32, _ length: Int) -> UInt32 {
        symbol &+ UInt32(truncatingIfNeeded: length &* 0x101)
    }

    /// Places the entries of a complete code.
    ///
    /// In the order of `sorted` the codes count up, as their bits are sent: the first bit is the lowest here. While all codes
    /// so far are of at most n bits, 2^n entries are the whole table; for n + 1 bits it is doubled.
    private func place(
        _ sorted: UnsafePointer<UInt16>, _ counts: UnsafeMutablePointer<UInt16>, _ symbols: UnsafePointer<UInt32>
    ) {
        let tableBits = mask.trailingOneCount
        var next = sorted
        var code = 0
        for length in 1...tableBits {
            let half = 1 << (length - 1)
            (entries + half).update(from: entries, count: half)
            for _ in 0..<counts[length] {
                entries[code] = Self.entry(symbols[Int(next.pointee)], length)
                next += 1
                code = Self.successor(of: code, length)
            }
        }
        // Codes that do not end within the table; `code` is 0 again where there are none.
        var end = 1 << tableBits
        var start = end
        var prefix = -1
        for length in stride(from: tableBits + 1, through: Self.maximumLength, by: 1) {
            while counts[length] > 0 {
                if code & Int(mask) != prefix {
                    prefix = code & Int(mask)
                    start = end
                    let bits = Self.subtableBits(length - tableBits, counts + length)
                    end = start + 1 << bits
                    entries[prefix] = UInt32(
                        truncatingIfNeeded: start << 16 | Int(Self.exceptional | Self.subtable) | bits << 8 | tableBits)
                }
                let entry = Self.entry(symbols[Int(next.pointee)], length - tableBits)
                for place in stride(from: start + code >> tableBits, to: end, by: 1 << (length - tableBits)) {
                    entries[place] = entry
                }
                next += 1
                counts[length] &-= 1
                code = Self.successor(of: code, length)
            }
        }
    }

    /// The bits that index a subtable whose shortest code has `shortest` bits, where `counts[n]` codes of `shortest` + n
    /// bits are still to be placed.
    private static func subtableBits(_ shortest: Int, _ counts: UnsafePointer<UInt16>) -> Int {
        var bits = shortest
        var used = Int(counts[0])
        while used < 1 << bits {
            used = 2 * used + Int(counts[bits - shortest + 1])
            bits += 1
        }
        return bits
    }

    /// The code after `code`, first bit lowest: the highest zero becomes one, the ones above it zeros.
    @inline(__always)
    private static func successor(of code: Int, _ length: Int) -> Int {
        let zeros = code ^ (1 << length &- 1)
        if zeros == 0 { return 0 }
        let highest = 1 << (Int.bitWidth &- 1 &- zeros.leadingZeroBitCount)
        return code & (highest &- 1) | highest
    }
}

extension UInt64 {
    /// Number of ones at the lower end.
    fileprivate var trailingOneCount: Int { (~self).trailingZeroBitCount }
}
