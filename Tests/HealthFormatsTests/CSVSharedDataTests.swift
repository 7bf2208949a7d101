#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Testing

@testable import HealthFormats

private let shared = repositoryRoot + "/../shared"
private let samples = repositoryRoot + "/tools/samples"

private func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

struct CSVSharedDataTests {
    @Test(.enabled(if: exists(shared + "/data/csv-sdtm-lab/lb.csv")))
    func `a CDISC SDTM table is understood by its header`() throws {
        let source = try #require(fileBytes(shared + "/data/csv-sdtm-lab/lb.csv"))
        let found = CSVImport(source)
        #expect(found.codes == [])
        #expect(found.records.count == 595)
        #expect(found.records.reduce(0) { $0 + $1.resultCount } == 13_708)
        #expect(found.joined == source)
        let split = CSVImport(source, windowBytes: 100_000)
        #expect(split.records == found.records)
        let reports = try CSV.reports(document: found.records[0].document, mapping: found.mapping)
        #expect(reports.map(\.code.text) == ["Serum", "Urine", "Blood"])
        let first = try #require(reports.first?.results.first)
        #expect(first.code.text == "Albumin")
        #expect(first.value == .quantity(comparator: nil, number: "48.8951754817963", unit: "g/L", unitCode: nil))
        #expect(first.referenceRange == ReferenceRange(low: "35", high: "55"))
        #expect(reports[0].patient.identifiers == [Identifier(value: "01-001")])
        #expect(reports[0].effective == ClinicalTime(text: "2015-05-21"))
    }

    @Test(.enabled(if: exists(shared + "/data/csv-hcv/hcvdat0.csv")))
    func `a table without a patient column needs a mapping that says each row is a subject`() throws {
        let source = try #require(fileBytes(shared + "/data/csv-hcv/hcvdat0.csv"))
        let refused = CSVImport(source)
        #expect(refused.rejections.map(\.reason.code) == ["csv.headerNotUnderstood"])
        #expect(refused.rejections.first?.reason.values["missing"] == "patient")
        #expect(refused.records.isEmpty)
        let json = #"{"patient": {"row": true}, "sex": "Sex", "analytes": "others", "ignore": ["Category", "Age"]}"#
        let found = CSVImport(source, mapping: try CSV.Mapping(json: Array(json.utf8)), name: "hcvdat0.csv")
        #expect(found.codes == [])
        #expect(found.records.count == 615)
        #expect(found.records.first?.codes == ["ALT", "AST", "BIL", "CHOL", "CREA", "GGT"])
        #expect(Set(found.records.map(\.patient.value)).count == 615)
        #expect(found.joined == source)
    }

    @Test(.enabled(if: exists(shared + "/peers/generate_labs.py")))
    func `a generated table is read whole, and its reports hold every result`() throws {
        var template = Array("/tmp/csv-labs-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { ["labs.csv", "labs.hl7", "labs.ndjson"].forEach { remove("\(folder)/\($0)") }; rmdir(folder) }
        let process = try #require(
            popen("python3 '\(shared)/peers/generate_labs.py' --results 2000 --out '\(folder)' >/dev/null", "r"))
        #expect(pclose(process) == 0)
        let source = try #require(fileBytes(folder + "/labs.csv"))
        let found = CSVImport(source)
        #expect(found.codes == [])
        #expect(found.records.count == 191)
        #expect(found.records.reduce(0) { $0 + $1.resultCount } == 2000)
        #expect(found.records == CSVImport(source, windowBytes: 70_000).records)
        var resultCount = 0
        for record in found.records {
            let reports = try CSV.reports(document: record.document, mapping: found.mapping)
            for result in reports.flatMap(\.results) {
                resultCount += 1
                let isQuantity = if case .quantity = result.value { true } else { false }
                #expect(isQuantity && result.code.loinc != nil && result.referenceRange?.low != nil)
            }
            #expect(reports.first?.effective?.hasZone == true && reports.first?.issued?.hasZone == true)
        }
        #expect(resultCount == 2000)
    }

    @Test func `our own samples are read without a mistake`() throws {
        let long = CSVImport(try #require(fileBytes(samples + "/results.csv")))
        #expect(long.codes == [])
        #expect(long.records.map(\.resultCount) == [6, 4, 3, 4])
        let mapping = try CSV.Mapping(json: try #require(fileBytes(samples + "/wide.mapping.json")))
        let wide = CSVImport(try #require(fileBytes(samples + "/wide.csv")), mapping: mapping)
        #expect(wide.codes == [])
        #expect(wide.records.map(\.resultCount) == [5, 6, 4, 5])
        let report = try CSV.reports(document: wide.records[0].document, mapping: wide.mapping)[0]
        #expect(report.effective == ClinicalTime(text: "2025-03-04T07:40:00+01:00"))
        #expect(
            report.results[1].value == .quantity(comparator: nil, number: "4.2", unit: "mmol/L", unitCode: "mmol/L"))
        let chinese = CSVImport(try #require(fileBytes(samples + "/结果.csv")))
        #expect(chinese.codes == [])
        #expect(chinese.mapping?.encoding == .gb18030)
        #expect(chinese.records.map(\.resultCount) == [4, 3])
        let first = try CSV.reports(document: chinese.records[0].document, mapping: chinese.mapping)[0]
        #expect(first.patient.name == "张示例")
        #expect(first.patient.gender == "female")
        #expect(first.results.first?.referenceRange == ReferenceRange(low: "115", high: "150"))
    }
}
