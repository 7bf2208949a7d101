import Testing

@testable import HealthFormats

struct CSVMappingTests {
    private func mapping(_ json: String) throws(Reason) -> CSV.Mapping { try CSV.Mapping(json: Array(json.utf8)) }

    private func fault(_ json: String) -> String? {
        do throws(Reason) {
            _ = try mapping(json)
            return nil
        } catch {
            return ([error.code] + error.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(
                separator: " ")
        }
    }

    static let whole = """
        {"patient":{"column":"MRN","authority":"urn:a"},"name":"Name","birthDate":2,"sex":"S","collected":["D","T"],"released":"R",\
        "order":"O","panel":"P","specimen":"M","flag":"F","analytes":[{"column":"Na","loinc":"2951-2","code":"NA","name":"Sodium",\
        "unit":"mmol/L","refLow":"135","refHigh":"145"},{"column":9}],"delimiter":"\\t","encoding":"GB18030","headerRow":3,\
        "decimalComma":true,"dateFormat":"DD.MM.YYYY HH:mm","timeZone":"+01:00","ucum":true}
        """

    @Test func `a mapping is the same after writing and reading`() throws {
        let first = try mapping(Self.whole)
        #expect(String(decoding: first.encoded(), as: UTF8.self) == Self.whole)
        #expect(try CSV.Mapping(json: first.encoded()) == first)
        #expect(first.columns[.collected] == [.name("D"), .name("T")])
        #expect(first.columns[.birthDate] == [.number(2)])
        #expect(first.delimiter == 0x09)
        let rows = try mapping(#"{"patient": {"row": true}, "analytes": "others", "ignore": ["Age", 3]}"#)
        #expect(rows.patient == .eachRow)
        #expect(rows.analytes == .others(except: [.name("Age"), .number(3)]))
        #expect(try CSV.Mapping(json: rows.encoded()) == rows)
        let long = try mapping(#"{"patient": "id", "loinc": 2, "value": 3}"#)
        #expect(try CSV.Mapping(json: long.encoded()) == long)
    }

    @Test(arguments: [
        (#"{"patient": "a", "value": "b", "analyte": "c", "colour": "d"}"#, "csv.mapping.unknownKey key=colour"),
        (#"{"value": "b", "analyte": "c"}"#, "csv.mapping.missing key=patient"),
        (#"{"patient": "a", "analyte": "c"}"#, "csv.mapping.missing key=value"),
        (#"{"patient": "a", "value": "c"}"#, "csv.mapping.missing key=analyte"),
        (#"{"patient": {}, "value": "b", "analyte": "c"}"#, "csv.mapping.missing key=patient.column"),
        (#"{"patient": {"column": 1, "row": true}}"#, "csv.mapping.conflict key=patient.row other=patient.column"),
        (#"{"patient": {"column": 1, "id": true}}"#, "csv.mapping.unknownKey key=patient.id"),
        (#"{"patient": true}"#, "csv.mapping.wrongType expected=string, number key=patient"),
        (#"{"patient": 0}"#, "csv.mapping.badValue key=patient value=0"),
        (#"{"patient": 1, "unit": ["a", "b"]}"#, "csv.mapping.wrongType expected=string, number key=unit"),
        (#"{"patient": 1, "unit": {"a": 1}}"#, "csv.mapping.wrongType expected=string, number key=unit"),
        (#"{"patient": 1, "analytes": [{"loinc": "1-8"}]}"#, "csv.mapping.missing key=analytes[0].column"),
        (#"{"patient": 1, "analytes": ["a", {"column": 2, "low": 3}]}"#, "csv.mapping.unknownKey key=analytes[1].low"),
        (#"{"patient": 1, "analytes": "all"}"#, #"csv.mapping.wrongType expected=array, "others" key=analytes"#),
        (#"{"patient": 1, "analytes": []}"#, "csv.mapping.missing key=analytes[0]"),
        (#"{"patient": 1, "analytes": ["a"], "value": 3}"#, "csv.mapping.conflict key=analytes other=value"),
        (#"{"patient": 1, "analytes": ["a"], "ignore": [3]}"#, "csv.mapping.conflict key=ignore other=analytes"),
        (#"{"patient": 1, "analytes": "others", "headerRow": 0}"#, "csv.mapping.conflict key=analytes other=headerRow"),
        (#"{"patient": 1, "delimiter": "::"}"#, "csv.mapping.badValue key=delimiter value=::"),
        (#"{"patient": 1, "encoding": "KLINGON"}"#, "csv.mapping.badValue key=encoding value=KLINGON"),
        (#"{"patient": 1, "encoding": "UTF-16"}"#, "csv.mapping.badValue key=encoding value=UTF-16"),
        (#"{"patient": 1, "headerRow": -1}"#, "csv.mapping.badValue key=headerRow value=-1"),
        (#"{"patient": 1, "decimalComma": "yes"}"#, "csv.mapping.wrongType expected=true, false key=decimalComma"),
        (#"{"patient": 1, "dateFormat": "DD.MM.YY"}"#, "csv.mapping.badValue key=dateFormat value=DD.MM.YY"),
        (#"{"patient": 1, "timeZone": "CET"}"#, "csv.mapping.badValue key=timeZone value=CET"),
        (#"[1]"#, "csv.mapping.wrongType expected=object key={}"),
        (#"{"patient": 1"#, "json.unexpectedEnd offset=13"),
    ]) func `a fault is named by its key`(json: String, expected: String) {
        #expect(fault(json) == expected)
    }

    @Test func `columns are found by name, whatever their case, and by number`() throws {
        let table = "Fall Nr , Wert,Test,note\n7,140,Na,x\n"
        for json in [
            #"{"patient":"fall nr","value":"WERT","analyte":" test"}"#, #"{"patient":1,"value":2,"analyte":3}"#,
        ] {
            let found = CSVImport(table, mapping: try mapping(json))
            #expect(found.codes == [])
            #expect(found.records.map(\.patient.value) == ["7"])
            #expect(found.records.map(\.codes) == [["Na"]])
        }
    }

    @Test func `a column that the header lacks or has twice refuses the source`() throws {
        let table = "id,a,a,test\n1,2,3,Na\n"
        let missing = CSVImport(table, mapping: try mapping(#"{"patient":"id","value":"b","analyte":"test"}"#))
        #expect(missing.rejections.map(\.reason) == [Reason("csv.columnNotFound", ["column": "b"])])
        let twice = CSVImport(table, mapping: try mapping(#"{"patient":"id","value":"a","analyte":"test"}"#))
        #expect(twice.rejections.map(\.reason) == [Reason("csv.columnAmbiguous", ["column": "a"])])
        let beyond = CSVImport(table, mapping: try mapping(#"{"patient":"id","value":9,"analyte":"test"}"#))
        #expect(beyond.rejections.map(\.reason) == [Reason("csv.columnNotFound", ["column": "9"])])
    }

    @Test func `rows above the header are part of the preamble`() throws {
        let table = "Laboratory North,\"unclosed\nprinted 2024\nid,test,value\n1,Na,140\n"
        let found = CSVImport(
            table, mapping: try mapping(#"{"patient":"id","value":"value","analyte":"test","headerRow":3}"#))
        #expect(found.records.map(\.codes) == [["Na"]])
        #expect(found.records.first?.place.line == 4)
        #expect(found.joined == Array(table.utf8))
        let reports = try CSV.reports(document: found.records[0].document, mapping: found.mapping)
        #expect(reports.map(\.results.count) == [1])
    }

    @Test func `a table without a header is read by numbers`() throws {
        let json = #"{"patient":1,"loinc":2,"value":3,"headerRow":0}"#
        let found = CSVImport("P1,2951-2,140\nP1,2823-3,4.1,more\nP2,718-7\n", mapping: try mapping(json))
        #expect(found.preamble == [])
        #expect(found.records.map(\.codes) == [["2951-2", "2823-3"]])
        #expect(found.rejections.map(\.reason) == [Reason("csv.fieldCount", ["found": "2", "expected": "3"])])
    }

    @Test func `each row can be a subject of its own`() throws {
        let json = #"{"patient":{"row":true},"sex":"Sex","analytes":"others","ignore":["Age"]}"#
        let found = CSVImport(
            "Age;Sex;ALT;AST\n32;m;7.7;22.1\n32;m;7.7;22.1\n33;f;;\n", mapping: try mapping(json), name: "hcv.csv")
        #expect(found.records.map(\.patient.value) == ["hcv.csv#16", "hcv.csv#30"])
        #expect(found.records.map(\.messageIdentity) == ["hcv.csv#16", "hcv.csv#30"])
        #expect(found.records.map(\.reportIdentity) == ["", ""])
        #expect(found.records.map(\.codes) == [["ALT", "AST"], ["ALT", "AST"]])
        #expect(found.codes == ["csv.noResult"])
        let reports = try CSV.reports(document: found.records[0].document, mapping: found.mapping)
        #expect(reports.first?.patient.gender == "male")
        #expect(reports.first?.patient.identifiers == [])
    }
}
