@testable import HealthFormats
import Testing

@Suite struct HL7v2MessageTests {
    /// The text of OBX-5 in a message of one's own.
    private func value(_ field: String, header: String = "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.5.1") throws -> String {
        try HL7v2.Message(Array("\(header)\rOBX|1|TX|A||\(field)|u\r".utf8)).text("OBX", field: 5)
    }

    @Test(arguments: [
        (#"a\F\b"#, "a|b"), (#"a\S\b"#, "a^b"), (#"a\T\b"#, "a&b"), (#"a\R\b"#, "a~b"), (#"a\E\b"#, #"a\b"#),
        (#"\H\loud\N\ calm"#, "loud calm"), (#"a\.br\b\.BR\c"#, "a\nb\nc"), (#"a\.sp\b\.sp2\c"#, "a\nb\n\nc"),
        (#"a\.sk3\b"#, "a   b"), (#"\.in+4\\.ti-4\a\.nf\b\.fi\c\.ce\d"#, "abc\nd"), (#"\X48\\X49\"#, "HI"),
        (#"\X4849\"#, "HI"), (#"\XC3A9\"#, "é"), (#"\XC3\\XA9\"#, "é"), (#"a\X0D0A\b\X0d\c"#, "a\nb\nc"),
        (#"a\Z01\b"#, #"a\Z01\b"#), (#"\C2842\x"#, #"\C2842\x"#), (#"a\P\b"#, #"a\P\b"#),
        (#"\X4\ \XG1\"#, #"\X4\ \XG1\"#),
        (#"\XFF\"#, #"\XFF\"#), (#"a\"#, #"a\"#), (#"C:\temp"#, #"C:\temp"#), (#"\\"#, #"\\"#), (#"\.xx\"#, #"\.xx\"#),
        (#"\F\\S\\T\\R\\E\"#, #"|^&~\"#), (#"\E\F\E\"#, #"\F\"#),
    ])
    func `each escape sequence means what the standard says, others are kept`(sent: String, read: String) throws {
        #expect(try value(sent) == read)
    }

    @Test func `truncation has an escape where it is declared`() throws {
        #expect(try value(#"a\P\b"#, header: "MSH|^~\\&#|A|B|||||ORU^R01|1|P|2.7") == "a#b")
    }

    @Test func `places are numbered as in the standard`() throws {
        let message = try HL7v2.Message(
            Array("MSH|^~\\&|APP^1.2&3|FAC\rPID|1|\"\"|a^b&c&d~e^^f||\rPID|2\rZZ1\r".utf8))
        #expect(message.text("MSH", field: 1) == "|")
        #expect(message.text("MSH", field: 2) == "^~\\&")
        #expect(message.text("MSH", field: 3) == "APP^1.2&3")
        #expect(message.text("MSH", field: 3, component: 2, subcomponent: 2) == "3")
        #expect(message.text("MSH", field: 4) == "FAC")
        #expect(message.value("MSH", field: 5) == .absent)
        #expect(message.text("PID", field: 3) == "a^b&c&d")
        #expect(message.text("PID", field: 3, component: 2, subcomponent: 3) == "d")
        #expect(message.text("PID", field: 3, repetition: 2, component: 3) == "f")
        #expect(message.value("PID", field: 3, repetition: 2, component: 2) == .absent)
        #expect(message.value("PID", field: 3, repetition: 3) == .absent)
        #expect(message.value("PID", field: 2) == .null)
        #expect(message.value("PID", field: 4) == .absent)
        #expect(message.value("PID", field: 0) == .absent)
        #expect(message.value("PID", field: -1, repetition: -1) == .absent)
        #expect(message.value("PID", field: 3, repetition: 0) == .absent)
        #expect(message.value("OBX", field: 1) == .absent)
        #expect(message.value("", field: 1) == .absent)
        #expect(message.segments.map(\.name) == ["MSH", "PID", "PID", "ZZ1"])
        #expect(message.text("PID", field: 1) == "1")
        #expect(message.value(message.segments[2], field: 1) == .text("2"))
        #expect(message.repetitionCount(message.segments[1], field: 3) == 2)
        #expect(message.repetitionCount(message.segments[1], field: 4) == 0)
    }

    @Test func `a message separates as it says`() throws {
        let message = try HL7v2.Message(Array("MSH*!:%?*A*B*\rPID*1**P!x?y:Q*a^b|c&d%F%e\r".utf8))
        #expect(message.text("PID", field: 3, component: 2, subcomponent: 2) == "y")
        #expect(message.text("PID", field: 3, repetition: 2) == "Q")
        #expect(message.text("PID", field: 4) == "a^b|c&d*e")
    }

    @Test(
        arguments: [
            ("MSH|^|", "^", nil, nil, nil, nil), ("MSH|^~|x", "^", "~", nil, nil, nil),
            ("MSH|^~\\|", "^", "~", "\\", nil, nil), ("MSH|^~\\&|", "^", "~", "\\", "&", nil),
            ("MSH|^~\\&", "^", "~", "\\", "&", nil), ("MSH|^~\\&#|", "^", "~", "\\", "&", "#"),
            ("MSH|^~\\\\&|", "^", "~", "\\", "&", nil), ("MSH|^~\\&\rPID", "^", "~", "\\", "&", nil),
        ] as [(String, Character?, Character?, Character?, Character?, Character?)])
    func `fewer and more separators than four are read`(
        header: String, component: Character?, repetition: Character?, escape: Character?, subcomponent: Character?,
        truncation: Character?
    ) throws {
        let read = Array(header.utf8).withUnsafeBytes { HL7v2.Delimiters(header: $0) }
        let delimiters = try #require(read)
        #expect(delimiters.field == 0x7C)
        #expect(delimiters.component == component?.asciiValue)
        #expect(delimiters.repetition == repetition?.asciiValue)
        #expect(delimiters.escape == escape?.asciiValue)
        #expect(delimiters.subcomponent == subcomponent?.asciiValue)
        #expect(delimiters.truncation == truncation?.asciiValue)
    }

    @Test(arguments: ["", "MSH", "MSH|", "MSH||", "MSHA^~\\&", "MSH|A|", "MSH|^~\\&#$%|", "MSH|é|", "MSH \u{7F}"])
    func `a header without separators is none`(header: String) {
        #expect(Array(header.utf8).withUnsafeBytes { HL7v2.Delimiters(header: $0) } == nil)
    }

    @Test func `a segment broken over lines is one segment`() throws {
        let source = hl7Message("PID|1||P1", "OBX|1|TX|A||first\n second|mg\r\nthird\n\nMSH of 5", "NTE|1||x")
        let message = try HL7v2.Message(source)
        #expect(message.segments.map(\.name) == ["MSH", "PID", "OBX", "NTE"])
        #expect(message.text("OBX", field: 5) == "first\n second")
        #expect(message.text("OBX", field: 6) == "mg\nthird\n\nMSH of 5")
    }

    @Test(arguments: [
        ("", "UTF-8"), ("ASCII", "UTF-8"), ("UNICODE UTF-8", "UTF-8"), ("UTF-8", "UTF-8"), ("utf8", "UTF-8"),
        ("UNICODE", "UTF-8"), ("~UNICODE UTF-8", "UTF-8"), ("8859/1", "ISO-8859-1"), ("ISO-8859-1", "ISO-8859-1"),
        ("8859/15", "ISO-8859-15"), ("ISO 8859-2", "ISO-8859-2"), ("ISO8859/5", "ISO-8859-5"),
        ("GB 18030-2000", "GB18030"),
        ("GB18030", "GB18030"), ("gb2312", "GB18030"), ("GBK", "GB18030"), ("BIG-5", "BIG5"),
        ("WINDOWS-1252", "WINDOWS-1252"),
        ("ASCII~ISO IR87", "ISO-2022-JP-2"),
    ])
    func `character sets are known by the standard's names and by others`(name: String, set: String) throws {
        let message = try HL7v2.Message(hl7Message("PID|1||P1", set: name))
        #expect(message.characterSet.name == set)
    }

    @Test func `each message is read in its own character set`() throws {
        func message(_ name: [UInt8], _ set: String) -> [UInt8] {
            hl7Message("PID|1||P1||", set: set).dropLast() + name + Array("\rOBX|1|NM|A||1\r".utf8)
        }
        let latin = message([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x5E, 0x52, 0x65, 0x6E, 0xE9], "8859/1")
        #expect(try HL7v2.reports(document: latin)[0].patient.name == "Müller René")
        let undeclared = message([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72], "")
        #expect(try HL7v2.reports(document: undeclared)[0].patient.name == "Müller")
        #expect(try HL7v2.reports(document: message(Array("Müller".utf8), ""))[0].patient.name == "Müller")
        let cyrillic = message([0xB8, 0xD2, 0xD0, 0xDD], "8859/5")
        #expect(try HL7v2.reports(document: cyrillic)[0].patient.name == "Иван")
        // 王芳 and, with | ^ ~ and \ as second bytes, 亅 乛 亊 and 乗.
        let chinese = message([0xCD, 0xF5, 0x5E, 0xB7, 0xBC], "GB 18030-2000")
        #expect(try HL7v2.reports(document: chinese)[0].patient.name == "王 芳")
        let tricky: [UInt8] = [0x81, 0x7C, 0x81, 0x5E, 0x81, 0x7E, 0x81, 0x5C]
        let name = try HL7v2.reports(document: message(tricky, "GB18030"))[0].patient.name
        #expect(name == CharacterSet.gb18030.text(tricky.withUnsafeBytes { $0 }))
        #expect(name?.count == 4)
        let found = HL7Found(latin + chinese + undeclared + message(tricky, "GB18030"))
        #expect(found.records.count == 4)
        #expect(found.rejections == [])
    }

    @Test func `ISO 8859-1 is converted as iconv does it`() throws {
        let bytes = [UInt8](0x20...0xFF).filter { !Array("|^~\\&".utf8).contains($0) }
        let text = try HL7v2.Message(hl7Message("OBX|1|TX|A||", set: "8859/1").dropLast() + bytes).text("OBX", field: 5)
        #expect(text == bytes.withUnsafeBytes { CharacterSet.latin1.text($0) })
    }

    @Test func `hexadecimal bytes belong to the message's character set`() throws {
        let source = hl7Message("OBX|1|TX|A||\\XCDF5\\\\XB7\\\\XBC\\", set: "GB18030")
        #expect(try HL7v2.Message(source).text("OBX", field: 5) == "王芳")
        #expect(try HL7v2.Message(hl7Message("OBX|1|TX|A||\\XE9\\", set: "8859/1")).text("OBX", field: 5) == "é")
    }

    @Test func `a character set that is given goes before the declared one`() throws {
        let source = hl7Message("PID|1||P1||").dropLast() + [0xCD, 0xF5] + Array("\rOBX|1|NM|A||1\r".utf8)
        #expect(try HL7v2.reports(document: source)[0].patient.name == "Íõ")
        #expect(try HL7v2.reports(document: Array(source), encoding: .gb18030)[0].patient.name == "王")
        #expect(HL7Found(Array(source), encoding: .utf8).reasons == ["hl7.undecodable characterSet=UTF-8 field=PID-5"])
    }

    @Test func `what cannot be decoded is refused with its field`() {
        func reasons(_ set: String, _ bytes: [UInt8]) -> [String] {
            let source = hl7Message("PID|1||P1", "OBX|1|TX|A||x", set: set).dropLast() + bytes + Array("|mg\r".utf8)
            return HL7Found(Array(source)).reasons
        }
        #expect(reasons("UNICODE UTF-8", [0xC3]) == ["hl7.undecodable characterSet=UTF-8 field=OBX-5"])
        #expect(reasons("GB18030", [0xFF]) == ["hl7.undecodable characterSet=GB18030 field=OBX-5"])
        #expect(reasons("8859/3", [0xA5]) == ["hl7.undecodable characterSet=ISO-8859-3 field=OBX-5"])
        #expect(reasons("KLINGON", [0xFF]) == ["hl7.unknownCharacterSet characterSet=KLINGON"])
        #expect(reasons("KLINGON", []) == [])
        // iconv would take this as an order to skip what is wrong.
        #expect(reasons("8859/3//IGNORE", [0xA5]) == ["hl7.unknownCharacterSet characterSet=88593IGNORE"])
        var header = hl7Message("PID|1||P1", "OBX|1|TX|A", set: "UTF-8")
        header[10] = 0xFF
        #expect(HL7Found(header).reasons == ["hl7.undecodable characterSet=UTF-8 field=MSH-3"])
    }

    @Test func `the check of UTF-8 agrees with the standard library`() {
        var random = SeededRandom(seed: 3)
        let parts: [[UInt8]] = [
            [0x41], Array("éß".utf8), Array("王".utf8), Array("😀".utf8), [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90],
            [0x80],
            [0xE0, 0x9F], [0xF8], [0xC3], [0xE7, 0x8E], Array(repeating: 0x61, count: 40),
        ]
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                bytes += parts[Int.random(in: 0..<Int.random(in: 1...parts.count, using: &random), using: &random)]
            }
            let isValid = bytes.withUnsafeBytes { HL7v2.firstInvalidUTF8($0) == nil }
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil))
            #expect(bytes.withUnsafeBytes { HL7v2.isASCII($0) } == bytes.allSatisfy { $0 < 0x80 })
        }
    }
}
