import HealthFormats
import Testing

/// Windows, damage and files of others.
@Suite struct FHIRWindowTests {
    /// Reports first, then their results, the results of an order side by side: then the windows do not matter.
    @Test func `a source cut at every byte gives the same records`() {
        let source = Array(FHIRSample.mixedLines().utf8)
        let whole = FHIROutcome(source)
        #expect(whole.records.count == 8)
        #expect(whole.rejections.count == 6)
        for cut in 0...source.count {
            let outcome = FHIROutcome(source, cut: cut)
            #expect(outcome.records == whole.records, "cut at \(cut)")
            #expect(outcome.rejections == whole.rejections, "cut at \(cut)")
        }
    }

    @Test func `the size of windows does not matter`() {
        let source = Array(String(repeating: String(FHIRSample.mixedLines().dropFirst()), count: 3).utf8)
        let whole = FHIROutcome(source)
        for size in [1, 100, 1000, 5000] {
            let outcome = FHIROutcome(source, windowBytes: size)
            #expect(outcome.records.map(\.document) == whole.records.map(\.document), "windows of \(size)")
            #expect(outcome.rejections == whole.rejections, "windows of \(size)")
        }
    }

    @Test func `a source in no order is read in bounded windows and loses nothing`() {
        var lines: [String] = []
        for result in 0..<4 {
            for order in 0..<1500 {
                lines.append(FHIRSample.observation("\(order)-\(result)", order: "ServiceRequest/\(order)"))
            }
        }
        let source = Array((lines.joined(separator: "\n") + "\n").utf8)
        let outcome = FHIROutcome(source, windowBytes: (1 << 20) + 4096)
        #expect(outcome.rejections.isEmpty)
        #expect(outcome.records.reduce(0) { $0 + $1.resultCount } == 6000)
        #expect(outcome.joined(source) == source)
    }

    @Test func `an accepted file of lines comes back byte for byte`() {
        let lines = [
            FHIRSample.patient("p1"), FHIRSample.observation("1"), FHIRSample.observation("2"),
            FHIRSample.report("r", results: ["Observation/3"]), FHIRSample.observation("3"),
        ]
        for separator in ["\n", "\r\n", "\n\n  ", "", "\t"] {
            for end in ["", separator, " \n \n"] {
                let source = Array(("\u{FEFF}" + lines.joined(separator: separator) + end).utf8)
                for size in [Int.max, 400] {
                    let outcome = FHIROutcome(source, windowBytes: size)
                    #expect(outcome.rejections.isEmpty)
                    #expect(outcome.joined(source) == source)
                }
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `damaged sources are read to their end`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let good = Array(FHIRSample.mixedLines().utf8)
        let spice = Array("{}[]\",:\\u0d8\n\r{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":null}]}\u{0}".utf8)
        for _ in 0..<60 {
            var source = good
            for _ in 0..<Int.random(in: 1...12, using: &random) where !source.isEmpty {
                let place = Int.random(in: 0..<source.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: source[place] = UInt8.random(in: 0...255, using: &random)
                case 1: source[place] = spice[Int.random(in: 0..<spice.count, using: &random)]
                case 2:
                    source.removeSubrange(place..<min(source.count, place + Int.random(in: 1...200, using: &random)))
                default:
                    let from = Int.random(in: 0..<good.count, using: &random)
                    source.insert(contentsOf: good[from..<min(good.count, from + 300)], at: place)
                }
            }
            let whole = FHIROutcome(source)
            _ = FHIROutcome(source, windowBytes: Int.random(in: 1...3000, using: &random))
            for record in whole.records {
                #expect(throws: Never.self) { try FHIR.reports(document: Array(record.document.utf8)) }
            }
            _ = try? FHIR.reports(document: source)
        }
    }

    @Test(.enabled(if: FHIRShared.hasExamples))
    func `the examples of the standard are read, shown and written`() throws {
        var counts: [String: Int] = [:]
        for name in FHIRShared.names(in: FHIRShared.examples) {
            let source = FHIRShared.bytes(FHIRShared.examples + name)
            let outcome = FHIROutcome(source)
            counts["records", default: 0] += outcome.records.count
            for rejection in outcome.rejections {
                counts[String(rejection.split(separator: " ")[1]), default: 0] += 1
            }
            #expect(FHIR.looksLike(source.prefix(65_536)))
            if outcome.rejections.isEmpty { #expect(outcome.joined(source) == source) }
            for record in outcome.records {
                let reports = try FHIR.reports(document: Array(record.document.utf8))
                #expect(reports.count == 1, "\(name)")
                var json = JSONWriter()
                FHIR.write(reports, id: "x", into: &json)
                // A signal's samples are not part of a report.
                if name != "Observation-ekg.json" {
                    #expect(try FHIR.reports(document: json.bytes) == reports, "\(name)")
                }
            }
        }
        #expect(counts["records"] == 132)
        #expect(counts["fhir.otherResourceType"] == 372)
        #expect(counts["fhir.emptyBundle"] == 3)
        #expect(counts["fhir.noSubject"] == 2)
        #expect(counts["fhir.subjectNotPatient"] == 1)
        #expect(counts["fhir.patientWithoutIdentifier"] == 1)
    }
}
