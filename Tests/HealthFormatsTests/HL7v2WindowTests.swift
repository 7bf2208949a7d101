@testable import HealthFormats
import Testing

/// What is found must not depend on where windows end, must cover the source, and must never crash.
@Suite struct HL7v2WindowTests {
    /// A source with everything that stands around and within messages.
    static let rich: [UInt8] = {
        let plain = "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.3\rPID|1||P1\rOBR|1||F|A\rOBX|1|NM|B||1\r"
        let feeds = plain.replacing("\r", with: "\n")
        let pairs = plain.replacing("\r", with: "\r\n")
        let several = "MSH|^~\\&|A|B|||||ORU^R01|2|P|2.3\nSFT|1\nPID|1||P1\nOBX|1|NM|B||1\nPID|2||P2\nOBX|1|NM|C||1\n"
        let broken = "MSH|^~\\&|A|B|||||ORU^R01|3|P|2.3\rPID|1||P1\rOBX|1|TX|B||one\ntwo MSH\rOBX|2|NM|C||1\r\r"
        let other = "MSH|^~\\&|A|B|||||ADT^A01|4|P|2.3\rPID|1||P1\r"
        let text =
            "\u{FEFF}lost\r\nFHS|^~\\&\r\nBHS|^~\\&\r\n\u{0B}\(plain)\u{1C}\r\u{0B}\(pairs)\u{1C}\r\n\(feeds)BTS|4|\nstray\n"
            + "FTS|1\r\r\n\n\(several)\r\n \t\n\(broken)\(other)BHS|^~\\&\n\(plain)BTS|1\nFHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r"
        return Array(text.utf8)
    }()

    @Test func `windows that end at any byte give the same as one window`() {
        let source = Self.rich
        let whole = HL7Found(source)
        #expect(whole.records.count == 7)
        #expect(
            whole.reasons == [
                "hl7.strayText", "hl7.batchCountMismatch found=3 segment=BTS stated=4", "hl7.strayText",
                "hl7.otherMessageType type=ADT^A01", "hl7.noMessages",
            ])
        #expect(whole.reassembled(from: source) == source)
        for cut in 0...source.count {
            #expect(HL7Found(source, windowsEndingAt: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test func `windows that grow byte by byte give the same as one window`() {
        let source = Self.rich
        #expect(HL7Found(source, windowsEndingAt: Array(0..<source.count)) == HL7Found(source))
    }

    @Test func `two windows that end at any bytes of a message pair give the same as one window`() {
        let message = "\u{0B}MSH|^~\\&|A|B|||||ORU^R01|1|P|2.3\r\nPID|1||P1\r\nOBX|1|NM|B||1\r\n\u{1C}\r\n"
        let source = Array((message + message).utf8)
        let whole = HL7Found(source)
        for first in stride(from: 0, through: source.count, by: 3) {
            for second in first...source.count { #expect(HL7Found(source, windowsEndingAt: [first, second]) == whole) }
        }
    }

    @Test func `mutated sources never crash, are used up, and come back byte for byte`() throws {
        var random = SeededRandom(seed: 20_240_517)
        let marks = Array("|^~\\&\r\n\u{0B}\u{1C}\"\0MSHPIDOBXBTSFHS".utf8)
        for _ in 0..<1000 {
            var source = Self.rich
            for _ in 0..<Int.random(in: 1...12, using: &random) where !source.isEmpty {
                let place = Int.random(in: 0..<source.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: source[place] = UInt8.random(in: 0...255, using: &random)
                case 1: source.remove(at: place)
                case 2: source.insert(marks.randomElement(using: &random) ?? 0, at: place)
                case 3: source.removeSubrange(place..<min(source.count, place + Int.random(in: 0...90, using: &random)))
                case 4: source.insert(contentsOf: source[place..<min(source.count, place + 60)], at: place / 2)
                default: source[place] = marks.randomElement(using: &random) ?? 0
                }
            }
            let whole = HL7Found(source)
            #expect(whole.isUsedUp)
            #expect(whole.reassembled(from: source) == source)
            let cuts = (0..<4).map { _ in Int.random(in: 0...source.count, using: &random) }.sorted()
            #expect(HL7Found(source, windowsEndingAt: cuts) == whole)
            for document in whole.documents {
                let reports = try HL7v2.reports(document: document)
                _ = try HL7v2.reports(document: HL7v2.write(reports, controlIdentifier: "1", time: nil))
            }
        }
    }

    @Test(arguments: ["GB18030", "8859/7", "UTF-8", "ISO IR87", "BIG-5", "EUC-JP", "KLINGON", "ASCII"])
    func `noise in any character set is read or refused, never lost`(set: String) {
        var random = SeededRandom(seed: 11)
        for _ in 0..<400 {
            var noise = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0x20...0xFF, using: &random)
            }
            if Bool.random(using: &random) { noise += [0x1B, 0x24, 0x42, 0x30, 0x21, 0x7C, 0x5C, 0x1B, 0x28, 0x42] }
            let source = hl7Message("PID|1||P1", "OBR|1||F|A", "OBX|1|TX|A||", set: set).dropLast() + noise + [0x0D]
            let found = HL7Found(source + hl7Message("PID|1||P2", "OBX|1|NM|B||1", set: set))
            #expect(found.isUsedUp && found.documents.count + found.rejections.count == 2)
            for document in found.documents {
                #expect((try? HL7v2.reports(document: document))?.flatMap(\.results).isEmpty == false)
            }
        }
    }

    @Test func `noise of separators and names never crashes`() {
        var random = SeededRandom(seed: 7)
        let words = [
            "MSH|^~\\&|", "MSH", "PID", "OBX|", "OBR", "|", "^", "~", "&", "\\", "\\X", "\\.", "\r", "\n", "\"\"", "5",
            "é",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<60, using: &random)
            let text = (0..<count).compactMap { _ in words.randomElement(using: &random) }.joined()
            let source = Array(("MSH|^~\\&|||||||ORU|1\rPID|||1\rOBX|1|" + text).utf8)
            let found = HL7Found(source)
            #expect(found.isUsedUp)
            #expect(found.reassembled(from: source) == source)
            _ = try? HL7v2.reports(document: source)
            _ = try? HL7v2.reports(document: Array(text.utf8))
        }
    }
}
