import HealthFormats
import Testing

/// The scanner steps over many bytes at once; this reads one byte after the other and is written to be read.
private struct JSONModel {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    struct Wrong: Error { let code: String, offset: Int }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var unexpected: Wrong { Wrong(code: next == nil ? "unexpectedEnd" : "unexpectedByte", offset: position) }

    mutating func skipSpace() { while let next, " \n\r\t".utf8.contains(next) { position += 1 } }

    mutating func take(_ text: String) throws {
        for byte in text.utf8 {
            guard next == byte else { throw unexpected }
            position += 1
        }
    }

    mutating func value() throws {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): try container(isObject: true)
        case UInt8(ascii: "["): try container(isObject: false)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try take("true")
        case UInt8(ascii: "f"): try take("false")
        case UInt8(ascii: "n"): try take("null")
        default: try number()
        }
    }

    mutating func container(isObject: Bool) throws {
        if depth == 128 { throw Wrong(code: "tooDeep", offset: position) }
        depth += 1
        position += 1
        skipSpace()
        let end = UInt8(ascii: isObject ? "}" : "]")
        var keys: [(raw: [UInt8], name: String, offset: Int)] = []
        if next != end {
            while true {
                if isObject {
                    let start = position
                    guard next == UInt8(ascii: "\"") else { throw unexpected }
                    let name = try string()
                    keys.append((Array(bytes[start..<position]), name, start))
                    skipSpace()
                    try take(":")
                }
                try value()
                skipSpace()
                if next == end { break }
                try take(",")
                skipSpace()
            }
        }
        position += 1
        depth -= 1
        func repeated(_ isSame: (Int, Int) -> Bool) -> Int? {
            keys.indices.first { later in keys[..<later].indices.contains { isSame($0, later) } }
        }
        let twice = repeated { keys[$0].raw == keys[$1].raw } ?? repeated { keys[$0].name == keys[$1].name }
        if let twice { throw Wrong(code: "duplicateKey", offset: keys[twice].offset) }
    }

    mutating func number() throws {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }
        func digits(_ model: inout JSONModel) throws {
            if !isDigit(model.next) { throw model.unexpected }
            while isDigit(model.next) { model.position += 1 }
        }
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits(&self) }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits(&self)
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits(&self)
        }
    }

    mutating func string() throws -> String {
        position += 1
        var units: [UInt16] = []
        while true {
            guard let byte = next else { throw unexpected }
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw Wrong(code: "controlCharacter", offset: position) }
            if byte == UInt8(ascii: "\\") { units += try escape() } else { units += try character() }
        }
        position += 1
        return String(decoding: units, as: UTF16.self)
    }

    mutating func escape() throws -> [UInt16] {
        let start = position
        position += 1
        guard let letter = next else { throw unexpected }
        let plain: [Character: UInt16] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        position += 1
        if let unit = plain[Character(UnicodeScalar(letter))] { return [unit] }
        guard letter == UInt8(ascii: "u") else { throw Wrong(code: "badEscape", offset: start + 1) }
        let high = try unit()
        if UTF16.isTrailSurrogate(high) { throw Wrong(code: "badEscape", offset: start) }
        if !UTF16.isLeadSurrogate(high) { return [high] }
        for byte in #"\u"#.utf8 {
            if next == nil { throw unexpected }
            if next != byte { throw Wrong(code: "badEscape", offset: start) }
            position += 1
        }
        let low = try unit()
        if !UTF16.isTrailSurrogate(low) { throw Wrong(code: "badEscape", offset: start) }
        return [high, low]
    }

    mutating func unit() throws -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw unexpected }
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw Wrong(code: "badEscape", offset: position)
            }
            unit = unit * 16 + UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The standard library says what UTF-8 is.
    mutating func character() throws -> [UInt16] {
        let rest = bytes[position...].prefix(4)
        for count in 1...rest.count {
            guard let text = String(validating: rest.prefix(count), as: UTF8.self) else { continue }
            position += count
            return Array(text.utf16)
        }
        let isCut = [0x80, 0x90, 0xA0].contains { first in
            (0..<3).contains { String(validating: rest + [first, 0x80, 0x80].prefix($0 + 1), as: UTF8.self) != nil }
                || (rest.count > 1
                    && String(validating: rest + [0x80, 0x80].prefix(4 - rest.count), as: UTF8.self) != nil)
        }
        if isCut, position + rest.count == bytes.count { throw Wrong(code: "unexpectedEnd", offset: bytes.count) }
        throw Wrong(code: "badUTF8", offset: position)
    }

    /// Where the value ends, or what is wrong and where.
    static func outcome(_ bytes: [UInt8]) -> String {
        var model = JSONModel(bytes: bytes)
        do {
            try model.value()
            return "\(model.position)"
        } catch {
            return (error as? Wrong).map { "\($0.code)@\($0.offset)" } ?? "?"
        }
    }
}

@Suite struct JSONModelTests {
    private func outcome(_ bytes: [UInt8]) -> String {
        var document = JSONDocument()
        return bytes.withUnsafeBytes { buffer in
            do throws(JSONError) {
                return "\(try document.parse(buffer))"
            } catch {
                return "\(error.code.rawValue)@\(error.offset)"
            }
        }
    }

    /// Pieces that texts are made of, those that matter to the scanner's steps of sixteen bytes among them.
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"a\":", "\"\\u0061\":", "\"abcd1efgh\":",
            "\"abcd2efgh\":1",
            "\"0123456789abcde\"", "\"0123456789abcdef\"", "0123456789abcdef0123456789abcdef", "é", "中中中中中中", "𝄞",
            "\\n",
            "\\uD834\\uDD1E", "\\uD834", "\\u00e9", "\n", "\u{1F}", "\u{7F}", " ", "true", "false", "null", "-", "0",
            "12",
            "1.5", "e+3", "E", ".",
        ].map { Array($0.utf8) } + [
            [0x80], [0xC0], [0xC2], [0xE0, 0xA0], [0xED, 0xA0, 0x80], [0xF0, 0x90], [0xF4, 0x90], [0xFF],
        ]

    @Test func `random texts are judged as by the model`() {
        var random = SeededRandom(seed: 7)
        let whole = Array(
            #"{"resourceType":"Observation","é中":["0123456789abcdef\"\\\uD834\uDD1E",-1.5e+3,true,null,{"":[]}],"abcd1efgh":1, "abcd2efgh" : 2}"#
                .utf8)
        for round in 0..<60_000 {
            var text: [UInt8] = []
            if round % 2 == 0 {
                for _ in 0..<random.next(upTo: 12) { text += Self.pieces[random.next(upTo: Self.pieces.count)] }
                if round % 4 == 0 { text = [0x22] + text + [0x22] }
            } else {
                text = whole
                for _ in 0...random.next(upTo: 3) {
                    let place = random.next(upTo: text.count)
                    let length = random.next(upTo: min(4, text.count - place) + 1)
                    text.replaceSubrange(
                        place..<place + length, with: Self.pieces[random.next(upTo: Self.pieces.count)])
                }
                text = Array(text.prefix(1 + random.next(upTo: text.count * 2)))
            }
            let expected = JSONModel.outcome(text)
            #expect(outcome(text) == expected, "\(text)")
        }
    }

    @Test func `a string ends where it ends at every offset and length`() {
        for lead in 0..<20 {
            for count in 0..<40 {
                let text = [UInt8](repeating: 0x20, count: lead) + [0x22] + [UInt8](repeating: 0x7E, count: count)
                #expect(outcome(text) == "unexpectedEnd@\(text.count)")
                for behind in [0, 1, 17] {
                    let rest = [UInt8](repeating: 0x22, count: behind)
                    #expect(outcome(text + [0x22] + rest) == "\(text.count + 1)")
                    #expect(outcome(text + [0x1F] + rest) == "controlCharacter@\(text.count)")
                    #expect(outcome(text + [0xFF] + rest) == "badUTF8@\(text.count)")
                    #expect(outcome(text + [0x5C, 0x78] + rest) == "badEscape@\(text.count + 1)")
                }
            }
        }
    }

    @Test func `keys with the same length, beginning and end are told apart`() throws {
        let names = (0..<60).map { "abcd\($0 + 10)efgh" }
        let members = names.enumerated().map { "\"\($1)\":\($0)" }
        let text = "{" + members.joined(separator: ",") + ",\"abcd\\u0031zefgh\":99}"
        try JSONDocument.read(Array(text.utf8)) { root in
            #expect(root["abcd10efgh"]?.integer == 0)
            #expect(root["abcd42efgh"]?.integer == 32)
            #expect(root["abcd69efgh"]?.integer == 59)
            #expect(root["abcd1zefgh"]?.integer == 99)
            #expect(root["abcd99efgh"] == nil)
        }
        for (index, name) in names.enumerated() {
            let twice = "{" + members.joined(separator: ",") + ",\"\(name)\":0}"
            #expect(outcome(Array(twice.utf8)) == "duplicateKey@\(twice.utf8.count - 15)", "\(index)")
        }
    }
}

extension SeededRandom {
    /// A number below `bound`, 0 where there is none.
    fileprivate mutating func next(upTo bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &self) }
}
