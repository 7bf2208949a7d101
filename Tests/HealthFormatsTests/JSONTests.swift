import HealthFormats
import Testing

@Suite struct JSONTests {
    /// The code of the error and its offset, or nil where the whole text is one value.
    private func verdict(_ bytes: [UInt8]) -> String? {
        do throws(Reason) {
            try JSONDocument.read(bytes) { _ in }
            return nil
        } catch {
            return "\(error.code.dropFirst("json.".count))@\(error.values["offset"] ?? "")"
        }
    }

    private func verdict(_ text: String) -> String? { verdict(Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", "false", " \t\r\n1 \n", "0", "-0", "-1", "10", "1.0", "0.10", "1e5", "1E+5", "1e-05", "-0.0E-0",
        "123456789012345678901234567890.123456789", "1e999999", #""""#, #""abc""#, #""\"\\\/\b\f\n\r\t""#, #""\u00e9""#,
        #""\uD834\uDD1E""#, "\"é中𝄞\u{7F}\u{2028}\"", "[]", "[ ]", "{}", "{ }", "[1,2]", "[[],{}]", #"{"a":1}"#,
        #"{"a":{"b":[1,{"c":null}]},"d":""}"#, #"{"":1}"#, "\"12345678\"", "\"1234567890123456\"",
    ])
    func `texts of the grammar are accepted`(_ text: String) {
        #expect(verdict(text) == nil)
    }

    @Test(arguments: [
        ("", "unexpectedEnd@0"), (" ", "unexpectedEnd@1"), ("nul", "unexpectedEnd@3"), ("nulx", "unexpectedByte@3"),
        ("True", "unexpectedByte@0"), ("01", "trailing@1"), ("+1", "unexpectedByte@0"), (".5", "unexpectedByte@0"),
        ("5.", "unexpectedEnd@2"), ("5.x", "unexpectedByte@2"), ("1e", "unexpectedEnd@2"), ("1e+", "unexpectedEnd@3"),
        ("-", "unexpectedEnd@1"), ("-a", "unexpectedByte@1"), ("NaN", "unexpectedByte@0"), ("0x1", "trailing@1"),
        ("'a'", "unexpectedByte@0"), ("\"a", "unexpectedEnd@2"), ("\"a\nb\"", "controlCharacter@2"),
        ("\"12345678\tb\"", "controlCharacter@9"), ("\"\u{0}\"", "controlCharacter@1"), (#""\x""#, "badEscape@2"),
        (#""\u12g4""#, "badEscape@5"), (#""\uD834""#, "badEscape@1"), (#""\uD834\n""#, "badEscape@1"),
        (#""\uD834\u0041""#, "badEscape@1"), (#""\uDD1E""#, "badEscape@1"), (#""\uD834\u"#, "unexpectedEnd@9"),
        ("[", "unexpectedEnd@1"), ("[1,]", "unexpectedByte@3"), ("[,1]", "unexpectedByte@1"),
        ("[1 2]", "unexpectedByte@3"),
        ("[1}", "unexpectedByte@2"), ("]", "unexpectedByte@0"), ("{", "unexpectedEnd@1"), ("{1:2}", "unexpectedByte@1"),
        (#"{"a"}"#, "unexpectedByte@4"), (#"{"a":}"#, "unexpectedByte@5"), (#"{"a":1,}"#, "unexpectedByte@7"),
        (#"{"a":1]"#, "unexpectedByte@6"), ("{}{}", "trailing@2"), ("1 2", "trailing@2"), ("/**/1", "unexpectedByte@0"),
        ("\u{FEFF}1", "unexpectedByte@0"), (#"{"a":1,"b":2,"a":3}"#, "duplicateKey@13"),
        (#"{"a":1,"\u0061":3}"#, "duplicateKey@7"), (#"{"x":{"subject":1,"subject":2}}"#, "duplicateKey@18"),
    ])
    func `texts outside the grammar are refused where they leave it`(_ text: String, _ expected: String) {
        #expect(verdict(text) == expected)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xC2, 0x22], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE4, 0xB8, 0x22], [0xF0, 0x9D, 0x84, 0x22],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(_ character: [UInt8]) {
        #expect(verdict([0x22] + character + [0x22]) == "badUTF8@1")
        #expect(verdict(Array("\"123456789".utf8) + character + [0x22]) == "badUTF8@10")
    }

    @Test func `a text cut anywhere only ends too soon`() {
        let text = Array(#"{"a":["é中\uD834\uDD1E\n",-1.5e+3,true,false,null,{}],"bcdefghijkl":""}"#.utf8)
        for count in 0..<text.count { #expect(verdict(Array(text.prefix(count))) == "unexpectedEnd@\(count)") }
        #expect(verdict(text) == nil)
    }

    @Test func `depth is limited`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(verdict(nested(JSONDocument.maximumDepth)) == nil)
        #expect(verdict(nested(JSONDocument.maximumDepth + 1)) == "tooDeep@128")
        #expect(verdict(String(repeating: #"{"a":"#, count: 100_000)) == "tooDeep@640")
        #expect(verdict("[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]") == nil)
    }

    @Test func `a large object is searched for its duplicate key`() {
        var members = (0..<5000).map { #""key\#($0)":\#($0)"# }
        #expect(verdict("{" + members.joined(separator: ",") + "}") == nil)
        let offset = 1 + members.joined(separator: ",").utf8.count + 1
        members.append(#""key17":0"#)
        members.append(#""key3":0"#)
        #expect(verdict("{" + members.joined(separator: ",") + "}") == "duplicateKey@\(offset)")
    }

    @Test func `values are found and read`() throws {
        let text =
            #"{"s":"a\"\\\/\b\f\n\r\t\u00e9\ud834\udd1e","n":-1.50e2,"i":42,"t":true,"a":[1,[2],{"x":"3"}],"z":null,"\u006B":7}"#
        try JSONDocument.read(Array(text.utf8)) { root in
            #expect(root.kind == .object)
            #expect(root["s"]?.string == "a\"\\/\u{8}\u{C}\n\r\té𝄞")
            #expect(root["n"]?.numberText == "-1.50e2")
            #expect(root["n"]?.integer == nil)
            #expect(root["i"]?.integer == 42)
            #expect(root["t"]?.bool == true)
            #expect(root["z"]?.kind == .null)
            #expect(root["missing"]?["s"] == nil)
            #expect(root["i"]?["s"] == nil)
            #expect(root["k"]?.integer == 7)
            let array = root["a"]
            #expect(array?.elements.map(\.kind) == [.number, .array, .object])
            #expect(array?.first?.integer == 1)
            #expect(Array(array?.elements ?? root.elements)[2]["x"]?.isString("3") == true)
            #expect(root.members.map { $0.key.string ?? "" } == ["s", "n", "i", "t", "a", "z", "k"])
            let bytes = Array(text.utf8)
            #expect(array.map { String(decoding: bytes[$0.rawRange], as: UTF8.self) } == #"[1,[2],{"x":"3"}]"#)
            #expect(root["i"].map { String(decoding: bytes[$0.rawRange], as: UTF8.self) } == "42")
            let first = root.members.first { _ in true }
            #expect(first.map { String(decoding: bytes[$0.key.rawRange], as: UTF8.self) } == #""s""#)
        }
    }

    @Test func `a parse begins anywhere and ends behind its value`() throws {
        let bytes = Array(#"{"a":1} [2] 3"#.utf8)
        var document = JSONDocument()
        bytes.withUnsafeBytes { buffer in
            let ends = [0, 7, 11].map { start in
                let end = try? document.parse(buffer, from: start)
                return [end ?? -1, document.root.rawRange.lowerBound, document.root.first?.rawRange.lowerBound ?? -1]
            }
            #expect(ends == [[7, 0, -1], [11, 8, 9], [13, 12, -1]])
            let past = try? document.parse(buffer, from: 13)
            #expect(past == nil)
            let kind = document.root.kind
            #expect(kind == .null)
        }
    }

    @Test func `what is written is what is read`() throws {
        for isIndented in [false, true] {
            var json = JSONWriter(isIndented: isIndented)
            json.object {
                $0.member("text", "\"\\/\u{0}\u{1F}\u{8}\n\r\t é中𝄞")
                $0.member("none", nil as String?)
                $0.member("digits", number: "5.10")
                $0.member("words", number: "5.")
                $0.member("count", -7)
                $0.member("yes", true)
                $0.object("empty") { _ in }
                $0.array("list") {
                    $0.null()
                    $0.array { _ in }
                    $0.raw(Array("[1, 2]".utf8))
                    $0.object { $0.member("k\"", "v") }
                }
            }
            try JSONDocument.read(json.bytes) { root in
                #expect(root["text"]?.string == "\"\\/\u{0}\u{1F}\u{8}\n\r\t é中𝄞")
                #expect(root["none"] == nil)
                #expect(root["digits"]?.numberText == "5.10")
                #expect(root["words"]?.string == "5.")
                #expect(root["count"]?.integer == -7)
                #expect(root["list"]?.elements.map(\.kind) == [.null, .array, .array, .object])
            }
            #expect(json.text.contains("\n") == isIndented)
        }
    }

    @Test func `an indented text looks as people expect`() {
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.member("a", 1)
            $0.array("b") { $0.string("c") }
            $0.object("d") { _ in }
        }
        json.newline()
        #expect(json.text == "{\n  \"a\": 1,\n  \"b\": [\n    \"c\"\n  ],\n  \"d\": {}\n}\n")
        json.removeAll()
        json.object { $0.member("a", 1) }
        #expect(json.bytes.first == UInt8(ascii: "{"))
    }
}
