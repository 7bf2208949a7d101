import Testing

@testable import HealthFormats

struct CSVValueTests {
    private func value(_ text: String, _ comma: CSV.CommaUse = .decimalIfSure) -> ResultValue {
        CSV.value(text, unit: "u", unitIsUCUM: false, comma: comma)
    }

    private func number(_ number: String, _ comparator: String? = nil) -> ResultValue {
        .quantity(comparator: comparator, number: number, unit: "u", unitCode: nil)
    }

    @Test(arguments: [
        ("140", "140"), ("4.10", "4.10"), ("-3.2", "-3.2"), ("−3", "-3"), ("+1", "1"), (".5", "0.5"), ("1e3", "1e3"),
        ("3,5", "3.5"),
        ("0,125", "0.125"), ("1234,567", "1234.567"), ("1,2345", "1.2345"), ("48.8951754817963", "48.8951754817963"),
    ]) func `numbers keep the digits sent`(text: String, expected: String) {
        #expect(value(text) == number(expected))
    }

    @Test(arguments: [
        "neg", "阴性", "+", "++", "1.2.3", "3,", "1,234", "1.234,5", "1 234", "-", "12a", "e5", "5e", "<", "< neg", "٣",
    ])
    func `what is no number for sure is text, as sent`(text: String) {
        #expect(value(text) == .text(text))
    }

    @Test(arguments: [
        ("<5", "<"), ("< 5", "<"), ("<=5", "<="), ("≤ 5", "<="), (">5", ">"), ("≥ 5", ">="), (">= 5", ">="),
    ])
    func `comparators are taken off`(text: String, comparator: String) {
        #expect(value(text) == number("5", comparator))
    }

    @Test func `a separator of three digits is only what it was declared to be`() {
        #expect(value("1,234", .decimal) == number("1.234"))
        #expect(value("1.234", .decimal) == .text("1.234"))
        #expect(value("3.5", .decimal) == number("3.5"))
        #expect(value("1.234") == number("1.234"))
        #expect(value("3,5", .none) == .text("3,5"))
    }

    @Test func `ratios and ranges are structured`() {
        #expect(value("1:128") == .structured("1:128", unit: "u"))
        #expect(value("10-20") == .structured("10-20", unit: "u"))
        #expect(value("a:b") == .text("a:b"))
        #expect(value("08:30:00") == .text("08:30:00"))
    }

    @Test func `an empty value is absent, a UCUM unit is a code`() {
        #expect(value("") == .absent(reason: ""))
        let coded = CSV.value("5", unit: "g/dL", unitIsUCUM: true, comma: .none)
        #expect(coded == .quantity(comparator: nil, number: "5", unit: "g/dL", unitCode: "g/dL"))
    }

    @Test func `reference ranges are taken apart where they are two numbers`() {
        func range(_ text: String) -> ReferenceRange? {
            CSV.referenceRange(low: "", high: "", text: text, comma: .decimalIfSure)
        }
        #expect(range("3.5-5.1") == ReferenceRange(low: "3.5", high: "5.1"))
        #expect(range("3,5 – 5,1") == ReferenceRange(low: "3.5", high: "5.1"))
        #expect(range("115--150") == ReferenceRange(low: "115", high: "150"))
        #expect(range("-2~2") == ReferenceRange(low: "-2", high: "2"))
        #expect(range("-3--1") == ReferenceRange(low: "-3", high: "-1"))
        #expect(range("<5") == ReferenceRange(text: "<5"))
        #expect(range("negative") == ReferenceRange(text: "negative"))
        #expect(range("") == nil)
    }

    @Test(arguments: [
        ("2024", "2024"), ("2024-05", "2024-05"), ("2024-05-17", "2024-05-17"), ("20240517", "2024-05-17"),
        ("2024-05-17T08:30:00+02:00", "2024-05-17T08:30:00+02:00"),
        ("2024-05-17T08:30:00.25Z", "2024-05-17T08:30:00.25Z"),
        ("2024-05-17 08:30", "2024-05-17T08:30:00"), ("2024/5/7 8:30", "2024-05-07T08:30:00"),
        ("17.5.2024", "2024-05-17"),
        ("17.05.2024 08:30", "2024-05-17T08:30:00"), ("20240517083015+0200", "2024-05-17T08:30:15+02:00"),
        ("2024年5月7日", "2024-05-07"), ("2024年5月7日 08:30", "2024-05-07T08:30:00"),
    ]) func `unmistakable times are understood`(text: String, expected: String) {
        #expect(CSV.time(text, CSV.Mapping(patient: .eachRow))?.text == expected)
    }

    @Test(arguments: [
        "05/06/2024", "5-6-24", "2024-13-01", "2023-02-29", "2024-05-17T25:00", "yesterday", "17.5.", "2024-05-17T",
        "T08:30",
    ])
    func `other times are not guessed`(text: String) {
        #expect(CSV.time(text, CSV.Mapping(patient: .eachRow)) == nil)
    }

    @Test func `a time is read in the format and zone that the mapping says`() {
        var mapping = CSV.Mapping(patient: .eachRow)
        mapping.dateFormat = "MM/DD/YYYY hh:mm a"
        mapping.timeZone = "-05:00"
        #expect(CSV.time("05/06/2024 01:30 PM", mapping)?.text == "2024-05-06T13:30:00-05:00")
        #expect(CSV.time("05/06/2024 12:30 AM", mapping)?.text == "2024-05-06T00:30:00-05:00")
        #expect(CSV.time("05/06/2024", mapping)?.text == "2024-05-06")
        #expect(CSV.time("2024-05-06", mapping) == nil)
        mapping.dateFormat = "dd.MM.yyyy HH:mm:ssZ"
        #expect(CSV.time("06.05.2024 01:30:00+01", mapping)?.text == "2024-05-06T01:30:00+01:00")
        #expect(CSV.time("06.05.2024 01:30", mapping)?.text == "2024-05-06T01:30:00-05:00")
    }

    @Test(arguments: [
        "", "DD.MM", "DD.MM.YY", "YYYY-DD", "YYYY-MM HH:mm", "YYYY-MM-DD HH", "YYYY-MM-DD hh:mm", "YYYY-MM-DD YYYY",
        "YYYY-MM-DD ss", "QQ",
    ])
    func `formats that say too little are refused`(text: String) {
        #expect(CSV.DateFormat(text) == nil)
    }

    @Test func `a time that is not understood is kept as a note`() throws {
        let report = try CSV.reports(document: Array("pid,collected,test,result\n1,05/06/2024,Na,140\n".utf8))[0]
        #expect(report.effective == nil)
        #expect(report.notes == ["collected: 05/06/2024"])
    }

    @Test func `LOINC codes are known by their check digit`() {
        #expect(["718-7", "2951-2", "6690-2", "57021-8", "4548-4", "600-7"].allSatisfy { CSV.isLOINC($0) })
        #expect(!["718-8", "718", "-7", "7187", "a18-7", "12345678-9"].contains { CSV.isLOINC($0) })
    }
}
