extension HL7v2 {
    /// What a message says about its character set.
    enum DeclaredSet: Equatable {
        /// It names one, or the person who imports it did.
        case named(CharacterSet)
        /// It names none, or ASCII, which programs write whatever they send: UTF-8 if it is valid, else ISO 8859-1.
        case none
        /// It names one that nobody here knows.
        case unknown(String)

        /// Takes MSH-18, its first repetition that says something beyond ASCII.
        ///
        /// UNICODE, and UTF-16 and UTF-32 too, mean UTF-8: a message whose first letters could be read byte by byte is
        /// in no wider form.
        ///
        /// Specification: HL7 version 2.5.1, section 2.15.9.18, table 0211; misspellings as they are met.
        init(field: UnsafeRawBufferPointer, delimiters: Delimiters) {
            self = .none
            for name in field.split(whereSeparator: { $0 == delimiters.repetition || $0 == delimiters.component }) {
                let found = Self.set(named: UnsafeRawBufferPointer(rebasing: name))
                if found != .none {
                    self = found
                    return
                }
            }
        }

        private static func set(named name: UnsafeRawBufferPointer) -> DeclaredSet {
            let known = Array(name.lazy.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }.filter(Byte.isNamePart))
            let letters = String(decoding: known, as: UTF8.self)
            switch letters {
            case "UTF8", "UNICODEUTF8", "UTF", "UNICODE", "UNICODEUTF16", "UNICODEUTF32", "UTF16", "UTF32", "ISO10646",
                "ISOIR192":
                return .named(.utf8)
            case "", "ASCII", "USASCII", "ISO646", "ISOIR6", "ISO646US", "ANSI": return .none
            case "GB18030", "GB180302000", "GB180302005", "GB180302022", "GBK", "GB2312", "GB231280", "ISOIR58",
                "CP936":
                return .named(.gb18030)
            case "LATIN1", "ISOLATIN1", "ISOIR100": return .named(.latin1)
            case "LATIN9", "LATIN15": return foreign("ISO-8859-15", letters)
            case "BIG5": return foreign("BIG5", letters)
            case "CNS116431992": return foreign("EUC-TW", letters)
            case "KSX1001", "ISOIR149": return foreign("EUC-KR", letters)
            case "ISOIR13", "ISOIR14": return foreign("SHIFT_JIS", letters)
            case "ISOIR87", "ISOIR159": return foreign("ISO-2022-JP-2", letters)
            default: break
            }
            let number = letters.hasPrefix("ISO") ? letters.dropFirst(3) : Substring(letters)
            if number.hasPrefix("8859"), let part = Int(number.dropFirst(4)), (1...16).contains(part) {
                return part == 1 ? .named(.latin1) : foreign("ISO-8859-\(part)", letters)
            }
            // Only a plain name may reach iconv: it takes directions such as //TRANSLIT behind a slash.
            let isPlain = name.allSatisfy {
                Byte.isNamePart($0 & 0xDF) || Byte.isNamePart($0) || $0 == 0x2D || $0 == 0x5F
            }
            return isPlain
                ? foreign(String(decoding: name, as: UTF8.self), letters) : .unknown(String(letters.prefix(20)))
        }

        private static func foreign(_ known: String, _ letters: String) -> DeclaredSet {
            CharacterSet(named: known).map { .named($0) } ?? .unknown(String(letters.prefix(20)))
        }
    }

    /// The text of a message in UTF-8.
    enum DecodedText {
        /// The bytes are UTF-8 as they are.
        case asSent(CharacterSet)
        /// They had to be converted. Line ends stay where they are, in number and order.
        case converted([UInt8], from: CharacterSet)
    }

    /// Decodes a whole message.
    ///
    /// All of it, before it is cut at its separators: in GB 18030, Big5 and Shift JIS the second byte of a character
    /// can be `|`, `^`, `~` or `\`.
    ///
    /// - Throws: `hl7.undecodable` with the first faulty field, `hl7.unknownCharacterSet`.
    static func decode(
        _ message: UnsafeRawBufferPointer, as declared: DeclaredSet, delimiters: Delimiters
    ) throws(Reason) -> DecodedText {
        switch declared {
        case .named(let set):
            if set == .utf8 {
                guard let fault = firstInvalidUTF8(message) else { return .asSent(set) }
                throw undecodable(set, fieldName(at: fault, in: message, delimiters: delimiters))
            }
            if !isStateful(set) && isASCII(message) { return .asSent(set) }
            if set == .latin1 { return .converted(utf8(latin1: message), from: set) }
            if let text = set.utf8(message) { return .converted(text, from: set) }
            throw undecodable(set, firstFault(in: message, set: set, delimiters: delimiters))
        case .none:
            if isASCII(message) || firstInvalidUTF8(message) == nil { return .asSent(.utf8) }
            return .converted(utf8(latin1: message), from: .latin1)
        case .unknown(let name):
            if isASCII(message) || firstInvalidUTF8(message) == nil { return .asSent(.utf8) }
            throw Reason("hl7.unknownCharacterSet", ["characterSet": name])
        }
    }

    /// ISO 8859-1 in UTF-8, without the way through iconv: every byte is the character of its number.
    private static func utf8(latin1 bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { buffer, count in
            for byte in bytes {
                if byte < 0x80 {
                    buffer[count] = byte
                    count += 1
                } else {
                    buffer[count] = 0xC0 | byte >> 6
                    buffer[count + 1] = 0x80 | byte & 0x3F
                    count += 2
                }
            }
        }
    }

    /// Whether ASCII bytes may mean other characters after an escape sequence.
    private static func isStateful(_ set: CharacterSet) -> Bool {
        set.name.hasPrefix("ISO-2022") || set.name.hasPrefix("UTF-7") || set.name.hasPrefix("HZ")
    }

    private static func undecodable(_ set: CharacterSet, _ field: String) -> Reason {
        Reason("hl7.undecodable", ["characterSet": set.name, "field": field])
    }

    /// The name of the field, such as `PID-5`, that holds the byte at `offset`.
    private static func fieldName(
        at offset: Int, in message: UnsafeRawBufferPointer, delimiters: Delimiters
    ) -> String {
        var scanner = LineScanner(message)
        var start = 0
        while start < message.count {
            let line = scanner.line(at: start).line
            if offset < line.next {
                guard let name = line.name(in: message, separator: delimiters.field) else { break }
                let separators = message[line.start..<min(offset, line.end)].lazy.filter { $0 == delimiters.field }
                    .count
                return "\(name.text)-\(separators + (name == .messageHeader ? 1 : 0))"
            }
            start = line.next
        }
        return ""
    }

    /// The name of the first field that is not valid in `set`.
    private static func firstFault(
        in message: UnsafeRawBufferPointer, set: CharacterSet, delimiters: Delimiters
    ) -> String {
        var scanner = LineScanner(message)
        var start = 0
        while start < message.count {
            let line = scanner.line(at: start).line
            start = line.next
            if set.utf8(UnsafeRawBufferPointer(rebasing: message[line.start..<line.end])) != nil { continue }
            var field = line.start
            while field < line.end {
                let end = find(delimiters.field, in: message, field..<line.end) ?? line.end
                if set.utf8(UnsafeRawBufferPointer(rebasing: message[field..<end])) == nil {
                    return fieldName(at: field, in: message, delimiters: delimiters)
                }
                field = end + 1
            }
        }
        return ""
    }
}
