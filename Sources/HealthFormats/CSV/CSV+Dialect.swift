extension CSV {
    /// How a table is written: the delimiter, the character set, and what comes before the header.
    ///
    /// Detection, in this order, from the first ``CSV/detectionBytes`` of the source:
    ///
    /// - *Character set*: a UTF-8 byte order mark decides. A UTF-16 mark, or a zero byte for every other one, is refused.
    ///   Without a mark the set is decided at the first row with bytes beyond ASCII: UTF-8 where the sample has at least
    ///   four well-formed sequences for each stray byte; else GB 18030 where most bytes beyond ASCII come in pairs; else
    ///   Windows-1252, which is Latin-1 with more letters. A stray byte in a UTF-8 file therefore costs one row.
    /// - *Delimiter*: a first line `sep=;` decides. Else, of comma, semicolon, tab and bar, the one that divides the header
    ///   into two fields or more and most of the next 20 rows into equally many; of equals the one with more fields, then
    ///   the first in that order.
    /// - Quotation marks are always `"`; CR, LF and CRLF always end a row, in any mixture.
    struct Dialect {
        /// The byte between fields.
        var delimiter: UInt8
        /// The character set; nil as long as only ASCII was seen.
        var characterSet: CharacterSet?

        static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]

        /// The number of bytes of a UTF-8 byte order mark at the start: 3 or 0.
        static func byteOrderMarkCount(_ sample: UnsafeRawBufferPointer) -> Int {
            sample.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        }

        /// Whether the sample is UTF-16.
        static func utf16(_ sample: UnsafeRawBufferPointer) -> Bool {
            if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) { return true }
            let zeroCount = sample.prefix(64).count { $0 == 0 }
            return zeroCount >= 4 && zeroCount * 3 >= sample.prefix(64).count
        }

        /// The delimiter that a first line `sep=;` names, and the offset after that line.
        static func separatorLine(_ sample: UnsafeRawBufferPointer, from start: Int) -> (delimiter: UInt8, next: Int)? {
            let line = sample[start...]
            guard line.count >= 6, line.prefix(4).elementsEqual("sep=".utf8) else { return nil }
            let delimiter = line[start + 4]
            guard delimiter > 0x20 && delimiter < 0x7F || delimiter == 0x09, delimiter != 0x22 else { return nil }
            switch line[start + 5] {
            case 0x0A: return (delimiter, start + 6)
            case 0x0D: return (delimiter, line.count > 6 && line[start + 6] == 0x0A ? start + 7 : start + 6)
            default: return nil
            }
        }

        /// The delimiter that the rule above finds; nil where none divides the header.
        static func delimiter(of sample: UnsafeRawBufferPointer, headerRow: Int, isWhole: Bool) -> UInt8? {
            let start = byteOrderMarkCount(sample)
            if let line = separatorLine(sample, from: start) { return line.delimiter }
            var best: (delimiter: UInt8, equalRows: Int, fieldCount: Int)?
            for candidate in candidates {
                guard let (fieldCount, equalRows) = score(candidate, sample, from: start, headerRow, isWhole: isWhole)
                else { continue }
                if let known = best, (known.equalRows, known.fieldCount) >= (equalRows, fieldCount) { continue }
                best = (candidate, equalRows, fieldCount)
            }
            return best?.delimiter
        }

        private static func score(
            _ candidate: UInt8, _ sample: UnsafeRawBufferPointer, from start: Int, _ headerRow: Int, isWhole: Bool
        ) -> (fieldCount: Int, equalRows: Int)? {
            var scanner = RowScanner(delimiter: candidate)
            var at = start
            var header: Int?
            var equalRows = 0
            for row in 1...(max(headerRow, 1) + 20) where at < sample.count {
                switch scanner.scan(sample, from: at, isLast: isWhole) {
                case .row(let next):
                    at = next
                    if row < headerRow { continue }
                    guard let fieldCount = header else {
                        let isBlank =
                            scanner.fields.count == 1 && RowScanner.trimmed(scanner.fields[0], in: sample).isEmpty
                        if isBlank && headerRow == 1 { continue }
                        header = scanner.fields.count
                        continue
                    }
                    if scanner.fields.count == fieldCount { equalRows += 1 }
                case .broken(_, _, let next): at = next
                case .incomplete, .tooLong:
                    // A header that the sample cuts off is still a header: `looksLike` may see no more of it.
                    if header == nil, row >= headerRow { header = scanner.fields.count }
                    at = sample.count
                }
            }
            guard let header, header >= 2 else { return nil }
            return (header, equalRows)
        }

        /// The character set of a sample that has bytes beyond ASCII.
        ///
        /// Sequences cut off by the end of the sample are not counted.
        static func characterSet(of sample: UnsafeRawBufferPointer) -> CharacterSet {
            var sequences = 0
            var strays = 0
            var at = 0
            while at < sample.count {
                let lead = sample[at]
                at += 1
                if lead < 0x80 { continue }
                let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
                if lead < 0xC2 || lead > 0xF4 {
                    strays += 1
                    continue
                }
                if at + length - 1 > sample.count { break }
                if sample[at..<(at + length - 1)].allSatisfy({ $0 & 0xC0 == 0x80 }) {
                    sequences += 1
                    at += length - 1
                } else {
                    strays += 1
                }
            }
            if sequences >= strays * 4 { return .utf8 }
            return pairsPrevail(in: sample) ? .gb18030 : .windows1252
        }

        /// Whether most bytes beyond ASCII stand in pairs, as the two bytes of a Chinese character do.
        private static func pairsPrevail(in sample: UnsafeRawBufferPointer) -> Bool {
            var paired = 0
            var single = 0
            var at = 0
            while at < sample.count {
                if sample[at] < 0x80 {
                    at += 1
                } else if at + 1 < sample.count, sample[at] > 0x80, sample[at] < 0xFF, sample[at + 1] >= 0xA1 {
                    paired += 2
                    at += 2
                } else {
                    single += 1
                    at += 1
                }
            }
            return paired > single
        }
    }
}

extension CharacterSet {
    /// Windows-1252, Latin-1 with letters in most of the places of its control characters.
    static let windows1252 = CharacterSet(named: "WINDOWS-1252") ?? .latin1

    /// Whether `|` may be the second byte of a character, as it may in GB 18030, Big5 and Shift JIS.
    var hasHiddenDelimiters: Bool {
        if self == .utf8 { return false }
        return [0x88, 0xA4, 0xE0].contains { (lead: UInt8) in
            let pair = [lead, 0x7C].withUnsafeBytes { utf8($0) }
            return pair.map { $0.last != 0x7C } ?? false
        }
    }

    /// Whether bytes below 0x80 are ASCII, so that delimiters and line ends can be found before conversion.
    var keepsASCII: Bool {
        let name = name.uppercased()
        // These shift into other alphabets that reuse the bytes of ASCII.
        if ["2022", "UTF-7", "UTF7", "HZ", "UTF-16", "UTF-32", "UCS"].contains(where: { name.contains($0) }) {
            return false
        }
        // Some sets have a yen sign in the place of the backslash, which no table needs.
        let plain = (UInt8(0x20)...0x7D).filter { $0 != 0x5C }
        return plain.withUnsafeBytes { utf8($0) } == plain
    }
}
