/// Literals and matches: a fast loop while the ends of stream and output are far, a careful one near them.
///
/// In the fast loop eight bytes are taken in at once, so that up to three literals, or a length and a distance, need no look
/// whether there are enough bits; matches are copied sixteen bytes at a time, beyond their end, where the next
/// symbols' bytes will stand. The careful loop counts every bit and byte.
///
/// Specification: RFC 1951 section 3.2.3.
extension InflateStream {
    /// What one turn of the fast loop writes at most: two literals, a match, and what is copied beyond it.
    private static let turnOutput = 2 + 258 + InflateCopy.overshoot
    /// What one turn of the fast loop takes in at most: two times eight bytes.
    ///
    /// Before the first turn it is one more time.
    private static let turnInput = 16
    /// The bits of the longest distance.
    private static let distanceBits: UInt64 = 15 + 13

    /// Reads symbols until `wanted`, or a few bytes more, is written; nil at the end of the block.
    mutating func readSymbols(_ codes: InflateCodes, wanted: UnsafeMutableRawPointer) -> Halt? {
        if end - next >= Self.turnInput + 8, limit - output >= Self.turnOutput {
            switch readFast(codes, until: min(wanted, limit - (Self.turnOutput - 1))) {
            case .damaged: return .damaged
            case .ended:
                place = .blockHeader
                return nil
            default: break
            }
        }
        return readCarefully(codes, until: wanted)
    }

    /// Reads symbols while at least `turnInput` bytes are to be read and what is written does not reach `until`.
    ///
    /// - Returns: why it stops; `ended` stands for the end of the block.
    private mutating func readFast(_ codes: InflateCodes, until: UnsafeMutableRawPointer) -> Halt {
        let literals = UnsafePointer(codes.literals.entries)
        let distances = UnsafePointer(codes.distances.entries)
        let (literalMask, distanceMask) = (codes.literals.mask, codes.distances.mask)
        let (start, lastInput) = (UnsafeRawPointer(start), end - Self.turnInput)
        let (dictionaryEnd, dictionaryCount) = (dictionaryEnd, dictionaryCount)
        // Of `bitCount` the lowest six bits count: whole entries are subtracted from it, which leaves waste above.
        var (bits, bitCount, next, output) = (bits, bitCount, next, output)
        defer { (self.bits, self.bitCount, self.next, self.output) = (bits, bitCount & 63, next, output) }

        Self.refill(&bits, &bitCount, &next)
        var entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
        repeat {
            if entry & InflateTable.literal != 0 {
                Self.write(entry, &output, &bits, &bitCount)
                entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                if entry & InflateTable.literal != 0 {
                    Self.write(entry, &output, &bits, &bitCount)
                    entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                    if entry & InflateTable.literal != 0 {
                        Self.write(entry, &output, &bits, &bitCount)
                        Self.refill(&bits, &bitCount, &next)
                        entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
            }
            if entry & InflateTable.exceptional != 0 {
                if entry & InflateTable.subtable != 0 {
                    entry = Self.lookUp(literals, entry, &bits, &bitCount)
                    if entry & InflateTable.literal != 0 {
                        Self.write(entry, &output, &bits, &bitCount)
                        Self.refill(&bits, &bitCount, &next)
                        entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
                if entry & InflateTable.exceptional != 0 {
                    Self.drop(entry, &bits, &bitCount)
                    return entry & InflateTable.endOfBlock != 0 ? .ended : .damaged
                }
            }
            let length = Self.value(entry, bits)
            Self.drop(entry, &bits, &bitCount)
            if bitCount & 63 < Self.distanceBits { Self.refill(&bits, &bitCount, &next) }
            entry = distances[Int(truncatingIfNeeded: bits & distanceMask)]
            if entry & InflateTable.exceptional != 0 {
                if entry & InflateTable.subtable != 0 { entry = Self.lookUp(distances, entry, &bits, &bitCount) }
                if entry & InflateTable.exceptional != 0 { return .damaged }
            }
            let distance = Self.value(entry, bits)
            Self.drop(entry, &bits, &bitCount)
            // The next symbol is looked up while the match is copied.
            Self.refill(&bits, &bitCount, &next)
            entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
            // Above zero where the match begins in the dictionary. A third of a page's matches do, in no order that could
            // be foreseen: the base is chosen without a branch, and only what lies across or overlaps goes another way.
            let fromEnd = distance &- (UnsafeRawPointer(output) - start)
            if fromEnd > dictionaryCount { return .damaged }
            if distance >= 16 && UInt(bitPattern: fromEnd &- 1) >= UInt(bitPattern: length &- 1) {
                let base = fromEnd > 0 ? dictionaryEnd : start
                InflateCopy.words(base + (0 &- fromEnd), to: output, length: length)
            } else if fromEnd <= 0 {
                InflateCopy.pattern(to: output, distance: distance, length: length)
            } else {
                InflateCopy.exactly(dictionaryEnd, fromEnd, to: output, distance: distance, length: length)
            }
            output += length
        } while output < until && next <= lastInput
        return .wanted
    }

    /// Reads symbols with a look at every bit and byte; nil at the end of the block.
    private mutating func readCarefully(_ codes: InflateCodes, until wanted: UnsafeMutableRawPointer) -> Halt? {
        while true {
            // At the limit the stream may still end.
            if output >= wanted && output < limit { return .wanted }
            refill()
            let (symbol, value) = readSymbol(codes.literals)
            if bitCount > 63 { return .cut }
            if symbol & InflateTable.literal != 0 {
                if output == limit { return .full }
                output.storeBytes(of: UInt8(truncatingIfNeeded: symbol >> 16), as: UInt8.self)
                output += 1
                continue
            }
            if symbol & InflateTable.exceptional != 0 {
                if symbol & InflateTable.endOfBlock == 0 { return .damaged }
                place = .blockHeader
                return nil
            }
            let (distanceSymbol, distance) = readSymbol(codes.distances)
            if bitCount > 63 { return .cut }
            if distanceSymbol & InflateTable.exceptional != 0 { return .damaged }
            if output == limit { return .full }
            let fromEnd = distance - count
            if fromEnd > dictionaryCount { return .damaged }
            let length = min(value, limit - output)
            InflateCopy.exactly(dictionaryEnd, fromEnd, to: output, distance: distance, length: length)
            output += length
            if length < value { return .full }
        }
    }

    /// The entry of the next symbol, and what it says with its extra bits; `bitCount` falls below zero, around to a huge
    /// number, if there are too few bits.
    private mutating func readSymbol(_ table: InflateTable) -> (entry: UInt32, value: Int) {
        var entry = table.entries[Int(truncatingIfNeeded: bits & table.mask)]
        if entry & InflateTable.subtable != 0 {
            var waste = bitCount
            let rootBits = UInt64(entry & 63)
            entry = Self.lookUp(UnsafePointer(table.entries), entry, &bits, &waste)
            bitCount &-= rootBits
        }
        let value = Self.value(entry, bits)
        bits &>>= UInt64(entry)
        bitCount &-= UInt64(entry & 63)
        return (entry, value)
    }

    /// Takes in eight bytes, of which those count that fit.
    @inline(__always)
    private static func refill(_ bits: inout UInt64, _ bitCount: inout UInt64, _ next: inout UnsafeRawPointer) {
        bits |= UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) &<< bitCount
        next += Int(truncatingIfNeeded: (63 &- (bitCount & 63)) &>> 3)
        bitCount |= 56
    }

    /// Writes a literal and consumes its bits.
    @inline(__always)
    private static func write(
        _ entry: UInt32, _ output: inout UnsafeMutableRawPointer, _ bits: inout UInt64, _ bitCount: inout UInt64
    ) {
        drop(entry, &bits, &bitCount)
        output.storeBytes(of: UInt8(truncatingIfNeeded: entry >> 16), as: UInt8.self)
        output += 1
    }

    /// Consumes the bits of an entry.
    @inline(__always)
    private static func drop(_ entry: UInt32, _ bits: inout UInt64, _ bitCount: inout UInt64) {
        bits &>>= UInt64(entry)
        bitCount &-= UInt64(entry)
    }

    /// The least value of an entry and the extra bits behind its code in `bits`.
    @inline(__always)
    private static func value(_ entry: UInt32, _ bits: UInt64) -> Int {
        let extra = (bits & (1 &<< UInt64(entry) &- 1)) &>> UInt64(entry >> 8)
        return Int(truncatingIfNeeded: UInt64(entry >> 16) &+ extra)
    }

    /// Consumes the bits that lead to a subtable, and looks up there.
    @inline(__always)
    private static func lookUp(
        _ entries: UnsafePointer<UInt32>, _ entry: UInt32, _ bits: inout UInt64, _ bitCount: inout UInt64
    ) -> UInt32 {
        drop(entry, &bits, &bitCount)
        let mask: UInt64 = 1 &<< UInt64(entry >> 8 & 15) &- 1
        return entries[Int(truncatingIfNeeded: UInt64(entry >> 16) &+ (bits & mask))]
    }
}
