/// The codes of one block.
struct InflateCodes {
    var literals: InflateTable
    var distances: InflateTable
}

/// The tables of an `Inflator`, made once and filled for each block.
struct InflateTables {
    private(set) var codeLengths = InflateTable(rootBits: 7, symbolCount: 19)
    fileprivate(set) var block = InflateCodes(
        literals: InflateTable(rootBits: 10, symbolCount: 288), distances: InflateTable(rootBits: 8, symbolCount: 32))
    private(set) var fixed = InflateCodes(
        literals: InflateTable(rootBits: 9, symbolCount: 288), distances: InflateTable(rootBits: 5, symbolCount: 32))

    init() {
        _ = InflateSymbols.fixedLiteralLengths.withUnsafeBufferPointer { lengths in
            fixed.literals.fill(lengths: lengths, symbols: InflateSymbols.literals, unused: nil)
        }
        _ = InflateSymbols.fixedDistanceLengths.withUnsafeBufferPointer { lengths in
            fixed.distances.fill(lengths: lengths, symbols: InflateSymbols.distances, unused: nil)
        }
    }

    func deallocate() {
        for table in [codeLengths, block.literals, block.distances, fixed.literals, fixed.distances] {
            table.deallocate()
        }
    }

    /// Fills `codeLengths`; false where there is no such code.
    ///
    /// A code of nothing is read as zeros of one bit each, as zlib does: what is made of them is refused.
    mutating func fillCodeLengths(_ lengths: UnsafeBufferPointer<UInt8>) -> Bool {
        let isEmpty = lengths.allSatisfy { $0 == 0 }
        return codeLengths.fill(
            lengths: lengths, symbols: InflateSymbols.codeLengths, unused: isEmpty ? InflateSymbols.codeLengths[0] : nil
        )
    }

    /// Fills `block`; false where there are no such codes.
    mutating func fillBlock(literals: UnsafeBufferPointer<UInt8>, distances: UnsafeBufferPointer<UInt8>) -> Bool {
        let unused = InflateSymbols.nothing
        return block.literals.fill(lengths: literals, symbols: InflateSymbols.literals, unused: unused)
            && block.distances.fill(lengths: distances, symbols: InflateSymbols.distances, unused: unused)
    }
}

/// Blocks: their headers, the codes that come with them, and stored bytes.
///
/// Specification: RFC 1951 sections 3.2.3, 3.2.4 and 3.2.7.
extension InflateStream {
    /// Takes in bytes until there are more than 55 bits or no bytes.
    @inline(__always)
    mutating func refill() {
        if end - next >= 8 {
            bits |= UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) &<< bitCount
            next += Int(truncatingIfNeeded: (63 &- bitCount) &>> 3)
            bitCount |= 56
        } else {
            while bitCount < 56, next < end {
                bits |= UInt64(next.load(as: UInt8.self)) &<< bitCount
                next += 1
                bitCount &+= 8
            }
        }
    }

    /// The next `count` bits of those that are there; the caller has seen that there are as many.
    @inline(__always)
    mutating func take(_ count: UInt64) -> Int {
        let value = bits & (1 &<< count &- 1)
        bits &>>= count
        bitCount &-= count
        return Int(truncatingIfNeeded: value)
    }

    /// Reads the header of the next block.
    mutating func readHeader(_ tables: inout InflateTables) -> Halt? {
        if isLastBlock { return .ended }
        refill()
        if bitCount < 3 { return .cut }
        isLastBlock = take(1) == 1
        switch take(2) {
        case 0: return readStoredHeader()
        case 1: place = .symbols(tables.fixed)
        case 2: return readCodes(&tables)
        default: return .damaged
        }
        return nil
    }

    /// Number of whole bytes of the stream that were not taken.
    var unreadByteCount: Int { end - next + Int(truncatingIfNeeded: bitCount / 8) }

    private mutating func readStoredHeader() -> Halt? {
        _ = take(bitCount % 8)
        refill()
        if bitCount < 32 { return .cut }
        let count = take(16)
        if take(16) != count ^ 0xFFFF { return .damaged }
        next -= Int(truncatingIfNeeded: bitCount / 8)
        (bits, bitCount) = (0, 0)
        place = .stored(count)
        return nil
    }

    /// Copies the bytes of a stored block, of which `rest` are left.
    mutating func copyStored(_ rest: Int) -> Halt? {
        let count = min(rest, end - next, limit - output)
        output.copyMemory(from: next, byteCount: count)
        output += count
        next += count
        place = count == rest ? .blockHeader : .stored(rest - count)
        if count == rest { return nil }
        return next == end ? .cut : .full
    }

    /// Reads the codes of a block with codes of its own.
    private mutating func readCodes(_ tables: inout InflateTables) -> Halt? {
        refill()
        if bitCount < 14 { return .cut }
        let literalCount = take(5) + 257
        let distanceCount = take(5) + 1
        let codeLengthCount = take(4) + 4
        if literalCount > 286 || distanceCount > 30 { return .damaged }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 286 + 30) { lengths in
            lengths[..<19].update(repeating: 0)
            for symbol in InflateSymbols.codeLengthOrder.prefix(codeLengthCount) {
                refill()
                if bitCount < 3 { return .cut }
                lengths[Int(symbol)] = UInt8(truncatingIfNeeded: take(3))
            }
            guard tables.fillCodeLengths(.init(rebasing: lengths[..<19])) else { return .damaged }
            lengths.update(repeating: 0)
            let used = UnsafeMutableBufferPointer(rebasing: lengths[..<(literalCount + distanceCount)])
            if let halt = readLengths(into: used, tables.codeLengths) { return halt }
            // A block without an end is none.
            if used[256] == 0 { return .damaged }
            let (literals, distances) = (used[..<literalCount], used[literalCount...])
            guard tables.fillBlock(literals: .init(rebasing: literals), distances: .init(rebasing: distances)) else {
                return .damaged
            }
            place = .symbols(tables.block)
            return nil
        }
    }

    /// Reads the lengths of the codes of literals and distances, which are one sequence: repetitions run across.
    ///
    /// - Parameter lengths: all zero.
    private mutating func readLengths(into lengths: UnsafeMutableBufferPointer<UInt8>, _ table: InflateTable) -> Halt? {
        var known = 0
        while known < lengths.count {
            refill()
            let entry = table.entries[Int(truncatingIfNeeded: bits & table.mask)]
            // The code and the extra bits: a stream that ends between them is as much cut as one that ends within.
            if bitCount < UInt64(entry & 63) { return .cut }
            let taken = take(UInt64(entry & 63))
            let symbol = Int(entry >> 16)
            if symbol < 16 {
                lengths[known] = UInt8(truncatingIfNeeded: symbol)
                known &+= 1
                continue
            }
            let extra = taken >> Int(entry >> 8 & 15)
            if symbol == 16 && known == 0 { return .damaged }
            let count = extra + (symbol == 18 ? 11 : 3)
            if count > lengths.count - known { return .damaged }
            if symbol == 16 {
                for index in known..<(known + count) { lengths[index] = lengths[known - 1] }
            }
            known += count
        }
        return nil
    }
}
