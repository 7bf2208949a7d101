import Testing

@testable import HealthFormats

struct CSVDialectTests {
    private func bytes(_ text: String, as name: String) -> [UInt8] {
        // Only what these tests use.
        switch name {
        case "GB18030":
            text.flatMap { character -> [UInt8] in
                if let ascii = character.asciiValue { return [ascii] }
                return Self.gb18030[character] ?? [0x3F]
            }
        default: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
    }

    private static let gb18030: [Character: [UInt8]] = [
        "患": [0xBB, 0xBC], "者": [0xD5, 0xDF], "项": [0xCF, 0xEE], "目": [0xC4, 0xBF], "结": [0xBD, 0xE1],
        "果": [0xB9, 0xFB],
        "血": [0xD1, 0xAA], "红": [0xBA, 0xEC], "蛋": [0xB5, 0xB0], "白": [0xB0, 0xD7], "阴": [0xD2, 0xF5],
        "性": [0xD0, 0xD4],
        "弢": [0x8F, 0x7C], "姓": [0xD0, 0xD5], "名": [0xC3, 0xFB],
    ]

    @Test(arguments: [",", ";", "\t", "|"]) func `each delimiter is found`(delimiter: String) {
        let text =
            ["patient_id", "test", "value"].joined(separator: delimiter) + "\n"
            + ["P1", "Na", "140"].joined(separator: delimiter) + "\n"
        let found = CSVImport(text)
        #expect(found.records.map(\.patient.value) == ["P1"])
        #expect(found.mapping?.delimiter == delimiter.utf8.first)
        #expect(Array(text.utf8).withUnsafeBytes { CSV.looksLike($0) })
    }

    @Test func `decimal commas do not make the comma a delimiter`() {
        let found = CSVImport("Patient;Datum;Na;K\n1;01.02.2024;140,1;4,2\n2;01.02.2024;139,5;4,4\n")
        #expect(found.mapping?.delimiter == UInt8(ascii: ";"))
        #expect(found.records.map(\.codes) == [["Na", "K"], ["Na", "K"]])
    }

    @Test func `a first line sep= decides and belongs to the preamble`() {
        let found = CSVImport("sep=;\r\npatient;test;value\r\nP1;a,b,c;3\r\n")
        #expect(found.records.map(\.codes) == [["a,b,c"]])
        #expect(found.preamble == Array("sep=;\r\npatient;test;value\r\n".utf8))
        #expect(found.records.first?.place == SourcePlace(line: 3, byteOffset: 27))
    }

    @Test func `a byte order mark is no part of the first name`() {
        let found = CSVImport([0xEF, 0xBB, 0xBF] + Array("patient,test,value\nP1,Härte,3\n".utf8))
        #expect(found.records.map(\.codes) == [["Härte"]])
        #expect(found.preamble.prefix(3) == [0xEF, 0xBB, 0xBF])
        #expect(found.mapping?.encoding == .utf8)
    }

    @Test func `Latin-1 is told from GB 18030`() throws {
        let latin = CSVImport(
            bytes("Patient,Analyt,Wert,Einheit\nP1,Kreatinin,3,µmol/l\nP2,Härte,3,µg\n", as: "Latin-1"))
        #expect(latin.mapping?.encoding?.name == "WINDOWS-1252")
        #expect(latin.records.last?.codes == ["Härte"])
        let report = try CSV.reports(document: latin.records[0].document, mapping: latin.mapping)
        #expect(report[0].results[0].value == .quantity(comparator: nil, number: "3", unit: "µmol/l", unitCode: nil))
    }

    @Test func `GB 18030 is found, in the header or later`() throws {
        let chinese = CSVImport(bytes("患者,项目,结果\nP1,血红蛋白,阴性\n", as: "GB18030"))
        #expect(chinese.mapping?.encoding == .gb18030)
        #expect(chinese.records.map(\.codes) == [["血红蛋白"]])
        let report = try CSV.reports(document: chinese.records[0].document, mapping: chinese.mapping)
        #expect(report[0].results[0].value == .text("阴性"))

        let ascii = "patient,test,value\n" + String(repeating: "P0,Na,140\n", count: 10_000)
        let late = CSVImport(Array(ascii.utf8) + bytes("P1,血红蛋白,阴性\n", as: "GB18030"))
        #expect(late.mapping?.encoding == .gb18030)
        #expect(late.records.last?.codes == ["血红蛋白"])
    }

    @Test func `a bar may be the second half of a Chinese character`() throws {
        let found = CSVImport(bytes("患者|姓名|项目|结果\nP1|弢|血红蛋白|阴性\nP2|血弢|血红|1\n", as: "GB18030"))
        #expect(found.codes == [])
        #expect(found.records.count == 2)
        let report = try CSV.reports(document: found.records[1].document, mapping: found.mapping)
        #expect(report[0].patient.name == "血弢")
    }

    @Test func `a stray byte in a UTF-8 file costs one row`() {
        var source = Array("patient,test,value\nP1,Härte,1\nP2,Härte,2\nP3,Härte,3\nP4,Härte,4\nP5,X".utf8)
        source += [0xFF] + Array(",5\nP6,Härte,6\n".utf8)
        let found = CSVImport(source)
        #expect(found.codes == ["csv.undecodable"])
        #expect(found.rejections.first?.place.line == 6)
        #expect(found.records.map(\.patient.value) == ["P1", "P2", "P3", "P4", "P6"])
        #expect(found.joined == source)
    }

    @Test func `the encoding asked for is used`() {
        let source = bytes("patient,test,value\nP1,Härte,1\n", as: "Latin-1")
        #expect(CSVImport(source, encoding: .latin1).records.first?.codes == ["Härte"])
        #expect(CSVImport(source, encoding: .utf8).codes == ["csv.undecodable"])
        #expect(CSVImport(source, encoding: CharacterSet(named: "UTF-16")).codes == ["csv.encodingNotSupported"])
        #expect(CSVImport(source, encoding: CharacterSet(named: "ISO-2022-JP")).codes == ["csv.encodingNotSupported"])
    }

    @Test func `UTF-16 is refused with its own reason`() {
        let little: [UInt8] = [0xFF, 0xFE] + "patient,test,value\n".utf8.flatMap { [$0, 0] }
        #expect(CSVImport(little).codes == ["csv.utf16"])
        #expect(CSVImport(Array(little.dropFirst(2))).codes == ["csv.utf16"])
    }

    @Test func `what is no table does not look like one`() {
        func looks(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { CSV.looksLike($0) } }
        #expect(looks(Array("a,b,c\n1,2,3\n".utf8)))
        #expect(looks(Array("a;b\n".utf8)))
        #expect(!looks([]))
        #expect(!looks(Array("MSH|^~\\&|LIS|LAB|||2024||ORU^R01|1|P|2.5\rPID|1||X\r".utf8)))
        #expect(!looks(Array("{\"resourceType\": \"Bundle\", \"a\": 1}\n".utf8)))
        #expect(!looks(Array("<a b=\"1\", c=\"2\">\n".utf8)))
        #expect(!looks(Array("just a line\nand another\n".utf8)))
        #expect(!looks([0x1F, 0x8B, 0x08, 0x00, 0x2C, 0x0A]))
        #expect(!looks(Array("a,b\n".utf8) + [0x00]))
    }
}
