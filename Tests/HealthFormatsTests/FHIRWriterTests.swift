import HealthFormats
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct FHIRWriterTests {
    private static let generator = FHIRShared.folder + "peers/generate_labs.py"

    private func written(_ reports: [LabReport], isIndented: Bool = false) -> [UInt8] {
        var json = JSONWriter(isIndented: isIndented)
        FHIR.write(reports, id: "record-7", into: &json)
        return json.bytes
    }

    private func result(_ code: String, _ value: ResultValue) -> LabResult {
        var result = LabResult()
        result.code = CodedValue(codings: [Coding(system: "http://loinc.org", code: code)])
        result.value = value
        result.status = "final"
        return result
    }

    /// A report as it comes from HL7 v2, with all that the model can say and FHIR can hold.
    private var full: LabReport {
        var report = LabReport()
        report.patient.identifiers = [Identifier(system: "CLINIC", value: "PAT 1"), Identifier(value: "weak")]
        report.patient.name = "Doe, Jo"
        report.patient.birthDate = ClinicalTime(text: "1980-05")
        report.patient.gender = "female"
        report.identifiers = [Identifier(system: "实验室 %", value: "F1"), Identifier(value: "P1")]
        report.code = CodedValue(
            codings: [
                Coding(system: "http://loinc.org", code: "24323-8", display: "CMP"), Coding(system: "L", code: "CMP"),
            ],
            text: "panel")
        report.status = "corrected"
        report.effective = ClinicalTime(text: "2024-05-17T08:30")
        report.issued = ClinicalTime(text: "2024-05-17T10:00:00.5-14:00")
        report.performer = "Northside"
        report.specimen = CodedValue(text: "Serum")
        report.notes = ["first\nsecond line", "another"]
        let values: [ResultValue] = [
            .quantity(comparator: "<=", number: "5.10", unit: "mmol/L", unitCode: "mmol/L"),
            .quantity(comparator: nil, number: "-1.0e3", unit: "", unitCode: nil), .structured("1:128", unit: ""),
            .structured("10-20", unit: "mg"), .structured(">=10", unit: ""),
            .structured("2024-01-01/2024-02", unit: ""),
            .structured("+-3", unit: ""),
            .coded([CodedValue(codings: [Coding(system: "L", code: "POS")], text: "positive")]),
            .text("one\ntwo \"quoted\" 中文"), .time(ClinicalTime(text: "08:30:00")),
            .time(ClinicalTime(text: "2024-05-17T08:30")),
            .time(ClinicalTime(text: "2024-05-17T08:30:00Z")), .boolean(true), .absent(reason: "error"),
            .absent(reason: "clotted"), .absent(reason: ""),
        ]
        report.results = values.map { result("2345-7", $0) }
        // Words are all that FHIR has for such a text.
        report.results[6].value = .text("+-3")
        report.results[0].interpretation = ["H", "sehr hoch"]
        report.results[0].referenceRange = ReferenceRange(low: "3.50", high: "5", text: "adult")
        report.results[1].referenceRange = ReferenceRange(text: "negative")
        report.results[2].status = "cancelled"
        report.results[3].effective = ClinicalTime(text: "2024-05-16")
        report.results[4].device = "XN-1000"
        report.results[5].notes = ["n1", "n2"]
        report.results[5].components = [result("718-7", .text("part")), result("789-8", .boolean(false))]
        report.results[6].code = CodedValue()
        var form = LabResult()
        form.code.text = "Befund"
        form.value = .attachment(contentType: "application/pdf", byteCount: 12_345)
        form.status = report.status
        report.results.insert(form, at: 0)
        return report
    }

    @Test func `what is written is read again as the same report`() throws {
        var other = full
        other.identifiers = [Identifier(value: "second")]
        var stranger = LabReport()
        stranger.patient.identifiers = [Identifier(system: "urn:mrn", value: "2")]
        for isIndented in [false, true] {
            let reports = [full, other, stranger]
            let bytes = written(reports, isIndented: isIndented)
            var again = try FHIR.reports(document: bytes)
            #expect(again.count == 3)
            // A patient without a report stands behind the reports, or wherever the reader finds it.
            again.sort { $0.results.count > $1.results.count }
            for (one, another) in zip(again, reports) {
                #expect(one == another)
                for (left, right) in zip(one.results, another.results) { #expect(left == right) }
            }
            #expect(bytes == written(reports, isIndented: isIndented))
            #expect(isIndented == bytes.contains(0x0A))
        }
    }

    @Test func `the records of a written Bundle are its reports`() {
        let outcome = FHIROutcome(written([full]))
        #expect(outcome.rejections.isEmpty)
        #expect(outcome.records.count == 1)
        #expect(outcome.records.first?.patients == full.patient.identifiers)
        #expect(outcome.joined(written([full])) == written([full]))
    }

    @Test(arguments: [
        ("5.10", "5.10"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("-.50", "-0.50"), ("007.0", "7.0"), ("000", "0"),
        ("+.5e1", "0.5e1"),
    ])
    func `numbers keep their digits`(_ sent: String, _ expected: String) throws {
        var report = full
        report.results = [result("1", .quantity(comparator: nil, number: sent, unit: "g", unitCode: nil))]
        let again = try FHIR.reports(document: written([report])).first?.results.first?.value
        #expect(again == .quantity(comparator: nil, number: expected, unit: "g", unitCode: nil))
    }

    @Test(arguments: ["", "+", ".", "-.", "abc", "1,5", "1.2.3", "0x1", "--1", "1 2"])
    func `what is no number is written as words`(_ sent: String) throws {
        var report = full
        report.results = [result("1", .quantity(comparator: "<", number: sent, unit: "g", unitCode: "g"))]
        let again = try FHIR.reports(document: written([report])).first?.results.first?.value
        #expect(again == .text(["<", sent, "g"].filter { !$0.isEmpty }.joined(separator: " ")))
    }

    @Test func `times without a zone are dates in FHIR, and never lost`() throws {
        for text in [
            "2024-05-17T08:30:00", "2024-05-17T08+02:00", "2024-05-17T08:30", "2024-02", "2024-05-17T25:00:00Z", "soon",
        ] {
            var report = full
            report.effective = ClinicalTime(text: text)
            report.issued = ClinicalTime(text: text)
            let bytes = written([report])
            #expect(try FHIR.reports(document: bytes).first?.effective?.text == text)
            #expect(try FHIR.reports(document: bytes).first?.issued?.text == text)
        }
    }

    /// Bundles that between them have everything the writer can write.
    private func bundles() throws -> [UInt8] {
        var json = JSONWriter()
        FHIR.write([full], id: "full", into: &json)
        json.newline()
        var odd = full
        odd.patient = PatientDetails()
        odd.patient.gender = "M"
        odd.patient.birthDate = ClinicalTime(text: "1980-05-01T10:00")
        odd.code = CodedValue(codings: [Coding(system: "a b", code: " x\t y ")])
        odd.status = "F"
        odd.results = [
            result("", .quantity(comparator: "~", number: "5", unit: "g", unitCode: nil)), result(" ", .text("")),
            result("1", .coded([CodedValue(text: "a"), CodedValue(text: "b")])), result("2", .coded([])),
            result("3", .attachment(contentType: "", byteCount: -1)), result("4", .structured("a", unit: "b")),
        ]
        odd.results[0].referenceRange = ReferenceRange(low: "neg", high: "5.", text: nil)
        FHIR.write([odd, LabReport()], id: "not an id", into: &json)
        json.newline()
        FHIR.write([], id: "", into: &json)
        json.newline()
        for name in FHIRShared.names(in: FHIRShared.examples) {
            let reports = (try? FHIR.reports(document: FHIRShared.bytes(FHIRShared.examples + name))) ?? []
            FHIR.write(reports, id: String(name.dropLast(5).prefix(60)), into: &json)
            json.newline()
        }
        return json.bytes
    }

    @Test(.enabled(if: FHIRPython.tools != nil, FHIRPython.missing))
    func `Bundles are valid for the Python package fhir.resources`() throws {
        let script = """
            import sys
            from fhir.resources.R4B.bundle import Bundle
            lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
            for number, line in enumerate(lines, 1):
                try: bundle = Bundle.model_validate_json(line)
                except Exception as error: sys.exit(f"line {number}: {error}")
                urls = [entry.fullUrl for entry in bundle.entry or []]
                assert len(urls) == len(set(urls)), number
            print(len(lines), "valid")
            """
        #expect(try FHIRPython.run(script, on: bundles()) != nil)
    }

    @Test(.enabled(if: access(generator, F_OK) == 0))
    func `a generated file has as many records as its HL7 form has messages`() throws {
        let folder = "/tmp/clinicledger-labs-\(getpid())"
        try #require(FHIRPython.shell("python3 '\(Self.generator)' --results 2000 --out \(folder) > /dev/null") == 0)
        defer { _ = FHIRPython.shell("rm -r \(folder)") }
        let messages = String(decoding: FHIRShared.bytes(folder + "/labs.hl7"), as: UTF8.self)
        let messageCount = messages.split(separator: "\r").filter { $0.hasPrefix("MSH|") }.count
        let source = FHIRShared.bytes(folder + "/labs.ndjson")
        for size in [Int.max, 100_000] {
            let outcome = FHIROutcome(source, windowBytes: size)
            #expect(outcome.records.count == messageCount)
            #expect(outcome.records.reduce(0) { $0 + $1.resultCount } == 2000)
            #expect(Set(outcome.records.map(\.identity)).count == messageCount)
            #expect(outcome.joined(source) == source)
        }
        for record in FHIROutcome(source).records.prefix(20) {
            let reports = try FHIR.reports(document: Array(record.document.utf8))
            #expect(reports.map(\.results.count) == [record.resultCount])
            #expect(try FHIR.reports(document: written(reports)) == reports)
        }
    }
}
