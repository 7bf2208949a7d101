import Testing

@testable import HealthFormats

struct CSVWriterTests {
    private func sample() -> LabReport {
        var report = LabReport()
        report.patient.identifiers = [Identifier(system: "urn:example:north", value: "P-001")]
        report.patient.name = "Muster, Eva \"Evi\""
        report.patient.birthDate = ClinicalTime(text: "1980-02-29")
        report.patient.gender = "female"
        report.identifiers = [Identifier(value: "R-17")]
        report.code = CodedValue(codings: [Coding(system: "http://loinc.org", code: "57021-8")], text: "CBC")
        report.effective = ClinicalTime(text: "2024-05-17T08:30:00+02:00")
        report.issued = ClinicalTime(text: "2024-05-17T10:00:00+02:00")
        report.performer = "North Laboratory"
        report.specimen = CodedValue(text: "Blood")
        report.status = "final"
        var result = LabResult()
        result.code = CodedValue(
            codings: [Coding(system: "http://loinc.org", code: "718-7"), Coding(system: "urn:lab", code: "HGB")],
            text: "Hemoglobin")
        result.value = .quantity(comparator: "<", number: "9.8", unit: "g/dL", unitCode: nil)
        result.interpretation = ["L"]
        result.referenceRange = ReferenceRange(low: "12.0", high: "16.0")
        result.status = "final"
        result.device = "XN-1000"
        result.notes = ["first line\nsecond line"]
        var text = LabResult()
        text.code = CodedValue(text: "Smear")
        text.value = .text("=cmd, \"quoted\"")
        text.status = "final"
        report.results = [result, text]
        return report
    }

    @Test func `what is written is read back`() throws {
        var writer = CSV.Writer()
        writer.write(sample())
        let found = CSVImport(writer.bytes)
        #expect(found.codes == [])
        #expect(found.records.map(\.patient) == [Identifier(system: "urn:example:north", value: "P-001")])
        #expect(found.records.map(\.codes) == [["718-7", "Smear"]])
        #expect(try CSV.reports(document: found.records[0].document, mapping: found.mapping) == [sample()])
    }

    @Test func `every column of the header is understood`() {
        let (columns, unknown) = CSV.HeaderNames.meanings(of: CSV.Writer.header)
        #expect(unknown == [])
        #expect(columns.count == CSV.Writer.header.count)
    }

    @Test func `parts of a result become rows`() throws {
        var report = LabReport()
        report.patient.identifiers = [Identifier(value: "1")]
        var pressure = LabResult()
        pressure.code = CodedValue(text: "Blood pressure")
        for (name, number) in [("Systolic", "120"), ("Diastolic", "80")] {
            var part = LabResult()
            part.code = CodedValue(text: name)
            part.value = .quantity(comparator: nil, number: number, unit: "mm[Hg]", unitCode: nil)
            pressure.components.append(part)
        }
        report.results = [pressure]
        var writer = CSV.Writer()
        writer.write(report)
        let read = try CSV.reports(document: writer.bytes)
        #expect(read[0].results.map(\.code.text) == ["Systolic", "Diastolic"])
    }

    @Test func `formulas are left alone unless asked, numbers always`() {
        var guarded = CSV.Writer(guardsFormulas: true)
        guarded.write(sample())
        #expect(String(decoding: guarded.bytes, as: UTF8.self).contains("\"'=cmd, \"\"quoted\"\"\""))
        #expect(CSV.Writer.isFormula("=1+1") && CSV.Writer.isFormula("@x") && CSV.Writer.isFormula("-x"))
        #expect(!CSV.Writer.isFormula("-3.2") && !CSV.Writer.isFormula("+1") && !CSV.Writer.isFormula("neg"))
    }

    @Test func `every kind of value has its words`() throws {
        let values: [(ResultValue, String)] = [
            (.structured("1:128", unit: ""), "1:128"),
            (.coded([CodedValue(text: "E. coli"), CodedValue(text: "MRSA")]), "E. coli; MRSA"),
            (.time(ClinicalTime(text: "2024-05")), "2024-05"), (.boolean(true), "true"),
            (.attachment(contentType: "application/pdf", byteCount: 9), "application/pdf"), (.absent(reason: "X"), "X"),
        ]
        for (value, expected) in values {
            var report = LabReport()
            report.patient.identifiers = [Identifier(value: "1")]
            var result = LabResult()
            result.code = CodedValue(text: "t")
            result.value = value
            report.results = [result]
            var writer = CSV.Writer()
            writer.removeAll()
            writer.write(report)
            #expect(String(decoding: writer.bytes, as: UTF8.self).contains(",\(expected),"))
        }
    }
}
