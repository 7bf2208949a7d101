import Testing

@testable import HealthFormats

struct CSVReaderTests {
    @Test func `a long table gives one record for each patient and time`() throws {
        let table = """
            patient_id,collected,loinc,analyte,value,unit,ref_low,ref_high,flag
            P1,2024-05-17T08:30:00+02:00,718-7,Hemoglobin,9.8,g/dL,12.0,16.0,L
            P1,2024-05-17T08:30:00+02:00,6690-2,Leukocytes,7.1,10*3/uL,4.0,11.0,N
            P1,2024-05-18,718-7,Hemoglobin,10.1,g/dL,12.0,16.0,L
            P2,2024-05-18,718-7,Hemoglobin,,g/dL,12.0,16.0,

            """
        let found = CSVImport(table)
        #expect(found.codes == [])
        #expect(found.records.map(\.patient.value) == ["P1", "P1", "P2"])
        #expect(found.records.map(\.resultCount) == [2, 1, 1])
        #expect(found.records.map(\.codes) == [["718-7", "6690-2"], ["718-7"], ["718-7"]])
        #expect(found.records.map(\.place.line) == [2, 4, 5])
        #expect(Set(found.records.map(\.reportIdentity)).count == 3)
        #expect(found.joined == Array(table.utf8))
        let lines = table.split(separator: "\n").map { $0 + "\n" }
        #expect(found.records[0].text == lines[0] + lines[1] + lines[2])
        #expect(String(decoding: found.records[0].content, as: UTF8.self) == lines[1] + lines[2])

        let reports = try CSV.reports(document: found.records[0].document, mapping: found.mapping)
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.patient.identifiers == [Identifier(value: "P1")])
        #expect(report.effective == ClinicalTime(text: "2024-05-17T08:30:00+02:00"))
        #expect(report.results[0].code.loinc == "718-7")
        #expect(report.results[0].code.text == "Hemoglobin")
        #expect(report.results[0].value == .quantity(comparator: nil, number: "9.8", unit: "g/dL", unitCode: nil))
        #expect(report.results[0].referenceRange == ReferenceRange(low: "12.0", high: "16.0"))
        #expect(report.results[0].interpretation == ["L"])
        let empty = try CSV.reports(document: found.records[2].document, mapping: found.mapping)
        #expect(empty[0].results.map(\.value) == [.absent(reason: "")])
    }

    @Test func `rows of one report need not stand together`() {
        let table =
            "pid,date,test,result\nA,2024-01-01,Na,1\nB,2024-01-01,Na,2\nA,2024-01-01,K,3\nA,2024-01-01,Na,5\nB,2024-01-01,K,4\n"
        let found = CSVImport(table)
        #expect(found.records.map(\.codes) == [["Na", "K"], ["Na", "K"]])
        #expect(found.records.map(\.resultCount) == [3, 2])
        #expect(
            found.records[0].text == "pid,date,test,result\nA,2024-01-01,Na,1\nA,2024-01-01,K,3\nA,2024-01-01,Na,5\n")
        #expect(found.joined == Array(table.utf8))
    }

    @Test func `an order number makes the report, whatever the times`() throws {
        let table =
            "pid,order_id,collected,test,result\nA,1,2024-01-01T08:00:00Z,Glucose,5\nA,1,2024-01-01T10:00:00Z,Glucose,7\nA,2,2024-01-01T08:00:00Z,Na,140\nB,1,2024-01-01T08:00:00Z,Na,139\n"
        let found = CSVImport(table)
        #expect(found.records.map(\.resultCount) == [2, 1, 1])
        #expect(Set(found.records.map(\.reportIdentity)).count == 3)
        let report = try CSV.reports(document: found.records[0].document, mapping: found.mapping)[0]
        #expect(report.identifiers == [Identifier(value: "1")])
        #expect(report.effective == ClinicalTime(text: "2024-01-01T08:00:00Z"))
        #expect(report.results.map(\.effective?.text) == [nil, "2024-01-01T10:00:00Z"])
    }

    @Test func `rows of several panels are several reports of one record`() throws {
        let table =
            "pid,date,panel,test,result\nA,2024-01-01,CBC,WBC,5\nA,2024-01-01,BMP,Na,140\nA,2024-01-01,CBC,HGB,7\n"
        let found = CSVImport(table)
        #expect(found.records.map(\.resultCount) == [3])
        let reports = try CSV.reports(document: found.records[0].document, mapping: found.mapping)
        #expect(reports.map(\.code.text) == ["CBC", "BMP"])
        #expect(reports.map(\.results.count) == [2, 1])
    }

    @Test func `a wide table gives a result for each filled cell`() throws {
        let table =
            "Patient;Datum;Name;Na (mmol/l);K [mmol/l];HbA1c (%);AST (GOT)\n7;01.02.2024;Muster, Eva;140,1;4,2;;25\n7;02.02.2024;Muster, Eva;;;6,1;< 5\n"
        let found = CSVImport(table)
        #expect(found.codes == [])
        #expect(found.records.map(\.codes) == [["Na", "K", "AST (GOT)"], ["HbA1c", "AST (GOT)"]])
        #expect(found.records.map(\.resultCount) == [3, 2])
        let report = try CSV.reports(document: found.records[0].document, mapping: found.mapping)[0]
        #expect(report.patient.name == "Muster, Eva")
        #expect(report.effective == ClinicalTime(text: "2024-02-01"))
        #expect(report.results[0].value == .quantity(comparator: nil, number: "140.1", unit: "mmol/l", unitCode: nil))
        let second = try CSV.reports(document: found.records[1].document, mapping: found.mapping)[0]
        #expect(second.results[1].value == .quantity(comparator: "<", number: "5", unit: "", unitCode: nil))
    }

    @Test func `a bad row is rejected alone, with its line, offset and header`() {
        let table =
            "pid,date,test,result\nA,2024-01-01,Na,1\nA,2024-01-01,Na\n,2024-01-01,Na,3\nA,2024-01-01,,3\nA,2024-01-01,K,3,,\nA,2024-01-01,K,3,4\n\n,,,\nB,2024-01-01,\"K,4\nB,2024-01-01,\"K\"x,4\nB,2024-01-01,K,4"
        let found = CSVImport(table)
        #expect(
            found.codes == [
                "csv.fieldCount", "csv.noPatient", "csv.noAnalyte", "csv.fieldCount", "csv.quoteMisplaced",
                "csv.quoteMisplaced",
            ])
        #expect(found.rejections.map(\.place.line) == [3, 4, 5, 7, 10, 11])
        #expect(found.rejections[0].place.byteOffset == 39)
        #expect(found.rejections[0].reason.values == ["found": "3", "expected": "4"])
        #expect(found.rejections[1].reason.values == ["column": "pid"])
        #expect(found.rejected[0] == Array("pid,date,test,result\nA,2024-01-01,Na\n".utf8))
        #expect(found.records.map(\.resultCount) == [2, 1])
        #expect(found.records.map(\.place.line) == [2, 12])
        #expect(found.joined == Array(table.utf8))
    }

    @Test func `a field in too many lines gives its lines back as rows`() {
        let found = CSVImport("pid,test,result\nA,\"Na,1\nB,K,2\nC,\"Cl\",3\nD,Ca,4\n")
        #expect(found.records.map(\.patient.value) == ["B", "C", "D"])
        #expect(found.codes == ["csv.quoteMisplaced"])
        let swallowed = CSVImport("pid,test,result\nA,\"Na,1\nB,K,2\nC,Cl\",3\nD,Ca,4\n")
        #expect(swallowed.records.map(\.patient.value) == ["A", "D"])
        let uneven = CSVImport("pid,test,result,note\nA,\"Na,1,\nB,K,2,\nC,Cl\",3,\"x\"\n,,\nD,Ca,4,\n")
        #expect(uneven.records.map(\.patient.value) == ["A", "D"])
    }

    @Test func `a header that is not understood gives one rejection that names what is missing`() {
        let found = CSVImport("Category;Age;Sex;ALT;AST\nx;32;m;7.7;22.1\ny;32;m;18;24.7\n")
        #expect(
            found.rejections.map(\.reason) == [
                Reason("csv.headerNotUnderstood", ["header": "Category, Age, Sex, ALT, AST", "missing": "patient"])
            ])
        #expect(found.records.isEmpty)
        #expect(found.rejected == [Array("Category;Age;Sex;ALT;AST\n".utf8)])
        let noValue = CSVImport("pid,test,colour\n1,Na,red\n")
        #expect(noValue.rejections.first?.reason.values["missing"] == "value")
        let noAnalyte = CSVImport("pid,result\n1,3\n")
        #expect(noAnalyte.rejections.first?.reason.values["missing"] == "analyte")
    }

    @Test func `a first line that is no header is not quoted`() {
        let found = CSVImport("Eva Muster,7.1,positive\nMax Muster,7.2,negative\n")
        #expect(found.rejections.map(\.reason) == [Reason("csv.noHeader")])
        #expect(CSVImport("only one column\nEva Muster\n").codes == ["csv.noDelimiter"])
        #expect(CSVImport("").codes == [])
    }

    @Test func `a header alone is an empty table`() {
        let found = CSVImport("pid,test,result\n")
        #expect(found.records.isEmpty && found.rejections.isEmpty)
        #expect(CSVImport("\n\npid,test,result\nA,Na,1\n").records.map(\.place.line) == [4])
    }

    @Test(arguments: [
        "Patient ID,Test Name,Result,Units", "USUBJID,LBTEST,LBSTRESN,LBSTRESU",
        "Patientennummer,Analyt,Messwert,Einheit",
        "N° patient,Analyse,Résultat,Unité", "ID paciente,Prueba,Resultado,Unidad", "患者ID,检验项目,结果,单位",
        "病历号,项目名称,检验结果,单位",
        "住院号,项目,结果,单位", "mrn,name,value,unit",
    ]) func `headers in many languages are understood`(header: String) throws {
        let found = CSVImport(header + "\n1,Na,140,mmol/L\n")
        #expect(found.codes == [])
        let report = try #require(try CSV.reports(document: found.records[0].document, mapping: found.mapping).first)
        #expect(report.results.map(\.code.text) == ["Na"])
        #expect(report.results[0].value == .quantity(comparator: nil, number: "140", unit: "mmol/L", unitCode: nil))
    }

    @Test func `every name in the table of names has one meaning and is normalized`() {
        var seen: [String: CSV.HeaderNames.Meaning] = [:]
        for (meaning, names) in CSV.HeaderNames.table {
            for name in names {
                #expect(seen.updateValue(meaning, forKey: String(name)) == nil, "\(name) twice")
                #expect(CSV.HeaderNames.normalized(String(name)) == name)
            }
        }
    }

    @Test func `the interpretation kept with a record reads its document again`() throws {
        let found = CSVImport("mrn;name;wert;Datum\n1;Na;140,5;1.2.2024\n")
        let kept = try CSV.Mapping(json: found.interpretation)
        #expect(kept == found.mapping)
        let again = try CSV.reports(document: found.records[0].document, mapping: kept)
        #expect(again == (try CSV.reports(document: found.records[0].document)))
        #expect(again[0].results[0].value == .quantity(comparator: nil, number: "140.5", unit: "", unitCode: nil))
    }

    @Test func `equal numbers of two authorities are two patients`() {
        let found = CSVImport("pid,patient_authority,test,result\n1,north,Na,1\n1,south,Na,2\n")
        #expect(
            found.records.map(\.patient) == [
                Identifier(system: "north", value: "1"), Identifier(system: "south", value: "1"),
            ])
    }
}
