import Foundation
import LedgerCrypto
import SegmentStore
import Testing

@testable import MedicalLedger

/// The dictionaries are part of the format on disk: these tests keep them as they are.
struct PageDictionaryTests {
    /// Number and SHA-256 of every dictionary ever released.
    ///
    /// Lines may be added, never altered.
    static let released: [(number: UInt32, digest: String)] = [
        (2, "3d5e6698b9c6ebfe11a3fe51487a2db4d8108a8a85af07979a1dca7da66dfb84"),
        (3, "11849fdeb260241afaf42ad4f34ca6abd64d7774d3b7a4ad3ac08d6d22ab0811"),
        (4, "c44cdd0451c34cbeb0904db837f01a1dbb16f5d682e7d3ed8cd133ab7f4c8f22"),
    ]

    @Test(arguments: released)
    func `a released dictionary never changes`(number: UInt32, digest: String) throws {
        let dictionary = try #require(PageDictionary.bytes[number])
        #expect("\(SHA256.hash(dictionary))" == digest)
    }

    @Test func `every dictionary is listed, is 16 KB long and holds plain text only`() {
        #expect(PageDictionary.bytes.keys.sorted() == Self.released.map(\.number))
        for dictionary in PageDictionary.bytes.values {
            #expect(dictionary.count == 16_384)
            let isText = dictionary.allSatisfy { (0x20..<0x7F).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
            #expect(isText)
        }
    }

    @Test func `each format that laboratories send has its dictionary, others have none`() {
        #expect(PageDictionary.number(for: .hl7) == 2)
        #expect(PageDictionary.number(for: .fhir) == 3)
        #expect(PageDictionary.number(for: .csv) == 4)
        #expect(PageDictionary.number(for: .unknown) == nil)
    }

    /// A report of a sender that the training corpus does not know.
    static let reports: [(format: SourceFormat, text: String, largestShare: Double)] = [
        (
            .hl7,
            """
            MSH|^~\\&|KESTREL|NW7|VAULT|NW|20310406071500||ORU^R01^ORU_R01|7781|P|2.5.1\r\
            PID|1||K-55120^^^NW^MR||OAKES^IMOGEN||19710214|F\r\
            OBR|1|P-9|F-9|24323-8^Comprehensive metabolic 2000 panel - Serum or Plasma^LN|||20310406060000\r\
            OBX|1|NM|2345-7^Glucose [Mass/volume] in Serum or Plasma^LN||88|mg/dL|70-99|N|||F\r\
            OBX|2|NM|2823-3^Potassium [Moles/volume] in Serum or Plasma^LN||4.4|mmol/L|3.5-5.1|N|||F\r
            """, 0.75
        ),
        (
            .fhir,
            """
            {"resourceType":"Observation","id":"k1","status":"final","category":[{"coding":[{"system":\
            "http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{\
            "system":"http://loinc.org","code":"718-7","display":"Hemoglobin [Mass/volume] in Blood"}]},"subject":{\
            "reference":"Patient/k9"},"valueQuantity":{"value":13.1,"unit":"g/dL","system":\
            "http://unitsofmeasure.org","code":"g/dL"}}
            """, 0.4
        ),
        (
            .csv,
            """
            patient_id,loinc,test_name,value,unit,reference_range,flag,collected_at
            K9,2951-2,Sodium,139,mmol/L,136-145,N,2031-04-06
            K9,2075-0,Chloride,101,mmol/L,98-107,N,2031-04-06

            """, 0.8
        ),
    ]

    @Test(arguments: reports)
    func `a single report of an unknown sender becomes much smaller than without the dictionary`(
        format: SourceFormat, text: String, largestShare: Double
    ) {
        let raw = Array(text.utf8)
        let deflator = PageCompression.deflator()
        let (plainCompression, plain) = PageCompression.compress(raw, format: .unknown, using: deflator)
        let (compression, compressed) = PageCompression.compress(raw, format: format, using: deflator)
        #expect(plainCompression.rawValue == 1)
        #expect(compression.rawValue == PageDictionary.number(for: format))
        #expect(Double(compressed.count) < largestShare * Double(plain.count))
        let read = compression.decompress(compressed, rawCount: raw.count, using: Inflator()) { _ in raw.count }
        #expect(read == raw)
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: python != nil)) func `the generator writes the committed sources byte for byte`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "dictionaries-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let generator = Process()
        generator.executableURL = URL(filePath: try #require(Self.python))
        // -B: leave no compiled files beside the sources.
        generator.arguments = ["-B", Self.root.appending(path: "tools/dictionaries/make.py").path, directory.path]
        try generator.run()
        generator.waitUntilExit()
        #expect(generator.terminationStatus == 0)
        for name in ["PageDictionary+HL7.swift", "PageDictionary+FHIR.swift", "PageDictionary+CSV.swift"] {
            let written = try Data(contentsOf: directory.appending(path: name))
            let committed = try Data(
                contentsOf: Self.root.appending(path: "Sources/MedicalLedger/Records").appending(path: name))
            #expect(written == committed, "\(name) differs from what make.py writes")
        }
    }
}
