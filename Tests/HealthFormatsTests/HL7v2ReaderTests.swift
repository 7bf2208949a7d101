@testable import HealthFormats
import Testing

@Suite struct HL7v2ReaderTests {
    @Test func `one message is one record with what indexes it`() {
        let source = hl7Message(
            "PID|1||P1^^^CLINIC^MR~77^^^&1.2.3&ISO^SS||Weber^Anna", "ORC|RE|O1|F1", "OBR|1|O1|F1|24323-8^Panel^LN",
            "OBX|1|NM|2823-3^Potassium^LN||4.2", "OBX|2|NM|NA^Sodium^L^2951-2^Sodium^LN||140",
            "OBX|3|NM|2823-3^Potassium^LN||4.3", "OBX|4|ST|X9^Own^99LAB||free")
        let found = HL7Found(source)
        let end = source.count
        let body = source.firstIndex(of: 0x0D).map { $0 + 1 } ?? 0
        #expect(
            found.records == [
                """
                1@0 d0+\(end) content d\(body)+\(end - body) ["CLINIC#P1", "1.2.3#77"] LIS|LAB|C1 LAB/LIS/F1 \
                ["24323-8", "2823-3", "2951-2", "X9"] 4
                """
            ])
        #expect(found.rejections.isEmpty)
    }

    @Test(arguments: ["\r", "\n", "\r\n", "\n\r"])
    func `any line end separates segments`(end: String) {
        let message = hl7Message("PID|1||P1", "OBR|1||F1|A", "OBX|1|NM|B||1", end: end)
        let found = HL7Found(message + message)
        #expect(found.resultCount == 2)
        #expect(found.codes == ["A", "B", "A", "B"])
        #expect(found.reassembled(from: message + message) == message + message)
    }

    @Test func `envelopes, framing and blank lines are kept around the document`() {
        let message = "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.3\rPID|1||P1\rOBR|1||F|A\rOBX|1|NM|B||1\r"
        let source = Array(
            ("\u{FEFF}FHS|^~\\&|A\r\nBHS|^~\\&|A\r\n\r\n\u{0B}" + message + "\u{1C}\r\u{0B}" + message
                + "\u{1C}\rBTS|2\r\nFTS|1\r\n\n").utf8)
        let found = HL7Found(source)
        #expect(found.rejections.isEmpty)
        #expect(found.documents == [Array(message.utf8), Array(message.utf8)])
        #expect(found.reassembled(from: source) == source)
        #expect(found.isUsedUp)
    }

    @Test func `a message may lack its last line end, before the block end too`() {
        let text = "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.3\rPID|1||P1\rOBX|1|NM|B||1"
        #expect(HL7Found(Array(text.utf8)).documents == [Array(text.utf8)])
        #expect(HL7Found(Array("\u{0B}\(text)\u{1C}\r".utf8)).documents == [Array(text.utf8)])
        #expect(HL7Found(Array("\u{0B}\(text)\u{1C}\r\u{0B}\(text)\u{1C}".utf8)).documents.count == 2)
    }

    @Test func `a batch count that does not hold is said, and nothing is refused for it`() {
        let message = hl7Message("PID|1||P1", "OBX|1|NM|B||1")
        let source = Array("FHS|^~\\&\rBHS|^~\\&\r".utf8) + message + message + Array("BTS|3\rFTS|7\r".utf8)
        let found = HL7Found(source)
        #expect(found.records.count == 2)
        #expect(
            found.reasons == [
                "hl7.batchCountMismatch found=2 segment=BTS stated=3",
                "hl7.batchCountMismatch found=1 segment=FTS stated=7",
            ])
        #expect(found.reassembled(from: source) == source)
    }

    @Test func `each batch counts for itself, and a file may count batches or messages`() {
        let message = String(decoding: hl7Message("PID|1||P1", "OBX|1|NM|B||1"), as: UTF8.self)
        let batch = "BHS|^~\\&\r\(message)\(message)BTS|2\r"
        for count in ["2", "4", "", "unknown"] {
            #expect(HL7Found(Array("FHS|^~\\&\r\(batch)\(batch)FTS|\(count)\r".utf8)).rejections == [])
        }
        #expect(HL7Found(Array("FHS|^~\\&\r\(batch)\(batch)FTS|3\r".utf8)).rejections.count == 1)
    }

    @Test func `several patients in one message are several records that share its header`() {
        let source = hl7Message(
            "SFT|x", "PID|1||P1", "OBR|1||F1|A", "OBX|1|NM|B||1", "PID|2||P2", "OBR|1||F2|C", "OBX|1|NM|D||1",
            "NTE|1||x")
        let found = HL7Found(source)
        #expect(found.records.count == 2)
        let texts = found.documents.map { String(decoding: $0, as: UTF8.self) }
        #expect(texts.allSatisfy { $0.hasPrefix("MSH|") && $0.contains("\rSFT|x\rPID|") })
        #expect(texts[0].hasSuffix("OBX|1|NM|B||1\r") && texts[1].hasSuffix("NTE|1||x\r") && !texts[1].contains("P1"))
        #expect(found.records[1].contains("LAB/LIS/F2 [\"C\", \"D\"] 1"))
        #expect(found.reassembled(from: source) == source)
    }

    @Test func `one patient without an identifier does not cost the other`() {
        let source = hl7Message("PID|1||P1", "OBX|1|NM|B||1", "PID|2||", "OBX|1|NM|D||1")
        let found = HL7Found(source)
        #expect(found.records.count == 1)
        #expect(found.reasons == ["hl7.noPatientIdentifier"])
        #expect(found.reassembled(from: source) == source)
    }

    @Test func `patient identifiers come from PID-3, else PID-2, else PID-4; their authority else from the sender`() {
        let first = HL7Found(hl7Message("PID|1|two|three^^^X~~\"\"~three^^^X|four", "OBX|1|NM|B||1")).records[0]
        #expect(first.contains("[\"X#three\"]"))
        let second = HL7Found(hl7Message("PID|1| two |\"\"|four", "OBX|1|NM|B||1")).records[0]
        #expect(second.contains("[\"LAB#two\"]"))
        let third = HL7Found(hl7Message("PID|1|||four~five", "OBX|1|NM|B||1")).records[0]
        #expect(third.contains("[\"LAB#four\", \"LAB#five\"]"))
    }

    @Test func `a sender without a name gets the name of the source`() {
        let source = Array("MSH|^~\\&|||||||ORU^R01|9|P|2.3\rPID|1||P1\rOBR|1|PL\rOBX|1|NM|B||1\r".utf8)
        let record = HL7Found(source, source: "north").records[0]
        #expect(record.contains("[\"north#P1\"] |north|9 north//PL"))
        #expect(HL7Found(source).records[0].contains("[\"#P1\"] ||9 //PL"))
    }

    @Test func `a report is named by the filler's number, else by the order's, else the placer's`() {
        func name(_ segments: String) -> String {
            let record = HL7Found(hl7Message("PID|1||P1", segments)).records[0]
            return String(record.split(separator: "LIS|LAB|C1 ").last?.prefix { $0 != " " } ?? "")
        }
        #expect(name("ORC|RE|OP|OF\rOBR|1|P|F|A\rORC|RE||G\rOBR|2||F|B\rOBR|3||H|B") == "LAB/LIS/F,H")
        #expect(name("ORC|RE|OP|OF\rOBR|1|P||A") == "LAB/LIS/OF")
        #expect(name("ORC|RE|OP\rOBR|1|P||A") == "LAB/LIS/P")
        #expect(name("ORC|RE|OP\rOBR|1|||A") == "LAB/LIS/OP")
        #expect(HL7Found(hl7Message("PID|1||P1", "OBR|1|||A")).records[0].contains("LIS|LAB|C1  [\"A\"]"))
    }

    @Test func `a message without a control identifier has no identity`() {
        #expect(HL7Found(hl7Message("PID|1||P1", "OBR|1||F|A", control: "")).records[0].contains("]  LAB/LIS/F"))
    }

    @Test(arguments: [
        ("ADT^A01", "hl7.otherMessageType type=ADT^A01"), ("ORM^O01^ORM_O01", "hl7.otherMessageType type=ORM^O01"),
        ("OUL^R22^OUL_R22", "hl7.otherMessageType type=OUL^R22"), ("ORU^R03", "hl7.otherMessageType type=ORU^R03"),
        ("", "hl7.noMessageType"), ("Müller", "hl7.otherMessageType type=M"),
    ])
    func `other message types are refused by name`(type: String, reason: String) {
        let found = HL7Found(hl7Message("PID|1||P1", "OBX|1|NM|B||1", type: type))
        #expect(found.reasons == [reason])
        #expect(found.records.isEmpty)
    }

    @Test(arguments: ["ORU", "ORU^R01", "ORU^R01^ORU_R01", "ORU^R30^ORU_R30", "ORU^R31", "ORU^R32"])
    func `unsolicited results are taken`(type: String) {
        #expect(HL7Found(hl7Message("PID|1||P1", "OBX|1|NM|B||1", type: type)).records.count == 1)
    }

    @Test func `what is no report about a patient is refused by reason`() {
        #expect(HL7Found(hl7Message("OBR|1||F|A", "OBX|1|NM|B||1")).reasons == ["hl7.noPatient"])
        #expect(HL7Found(hl7Message("PID|1|||||X", "OBR|1||F|A")).reasons == ["hl7.noPatientIdentifier"])
        #expect(HL7Found(hl7Message("PID|1||P1", "PV1|1")).reasons == ["hl7.noResults"])
        #expect(HL7Found(hl7Message("OBX|1|NM|B||1", "PID|1||P1", "PID|1||P2", "OBR|1")).reasons == ["hl7.noPatient"])
        for header in ["MSH", "MSH|", "MSH||", "MSH|LAB|x|", "MSH|^|"] {
            let found = HL7Found(Array("\(header)\rPID|1||P1\rOBR|1||F|A\r".utf8))
            #expect(found.reasons == [header == "MSH|^|" ? "hl7.noMessageType" : "hl7.noDelimiters"])
        }
    }

    @Test func `an order without results and results without an order are reports`() {
        #expect(HL7Found(hl7Message("PID|1||P1", "OBR|1||F|A")).resultCount == 0)
        #expect(HL7Found(hl7Message("PID|1||P1", "OBR|1||F|A")).records.count == 1)
        #expect(HL7Found(hl7Message("PID|1||P1", "OBX|1|NM|B||1")).resultCount == 1)
        #expect(HL7Found(hl7Message("OBR|1||F|A", "OBX|1|NM|B||1", "PID|1||P1")).codes == ["A", "B"])
    }

    @Test func `lines outside any message are refused with their place, the messages are taken`() {
        let message = String(decoding: hl7Message("PID|1||P1", "OBX|1|NM|B||1"), as: UTF8.self)
        let source = Array("PID|lost\rOBX|lost\r\r\(message)BTS|1\rZZZ|stray\r\(message)".utf8)
        let found = HL7Found(source)
        #expect(found.records.count == 2)
        #expect(found.rejections == ["hl7.strayText 1@0", "hl7.strayText 8@\(19 + message.utf8.count + 6)"])
        #expect(found.reassembled(from: source) == source)
    }

    @Test func `a source without messages is said to be one`() {
        #expect(HL7Found([]).rejections == [])
        #expect(HL7Found(Array("\r\n\r\n".utf8)).reasons == ["hl7.noMessages"])
        #expect(HL7Found(Array("FHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r".utf8)).reasons == ["hl7.noMessages"])
        #expect(HL7Found(Array("<html>\n</html>\n".utf8)).reasons == ["hl7.strayText"])
        #expect(HL7Found([0, 0, 0x0B, 0x1C]).isUsedUp)
    }

    @Test func `prose in a broken line begins no message`() {
        let source = hl7Message("PID|1||P1", "OBX|1|TX|B||hormones:\nMSH, total\nMSH 5\nFTS-4 high", "OBX|2|NM|C||1")
        let found = HL7Found(source)
        #expect(found.resultCount == 2)
        #expect(found.rejections == [])
    }

    @Test func `a message over the limit is refused in parts, and the next is taken`() {
        let message = hl7Message("PID|1||P1", "OBX|1|NM|B||1")
        for filler in [[UInt8](repeating: 0x41, count: 5000), Array(String(repeating: "NTE|1||x\r", count: 600).utf8)] {
            let source = message + hl7Message("PID|1||P2", "OBX|1|TX|B||") + filler + [0x0D] + message
            for step in [2100, 2500, 4000, 8000] {
                var reader = HL7v2.Reader(encoding: nil, source: nil, maximumMessageBytes: 2048)
                let found = HL7Found(
                    source, &reader, windowsEndingAt: Array(stride(from: step, to: source.count, by: step)))
                #expect(found.records.count == 2)
                #expect(!found.reasons.isEmpty && Set(found.reasons) == ["hl7.tooLarge limit=2048"])
                #expect(found.reassembled(from: source) == source)
                #expect(found.isUsedUp)
            }
        }
    }

    @Test func `a message of thousands of distinct codes names each once`() {
        let observations = (0..<5000).map { "OBX|1|NM|C\($0 % 2500)||1" }.joined(separator: "\r")
        let found = HL7Found(hl7Message("PID|1||P1", observations))
        #expect(found.codes == (0..<2500).map { "C\($0)" })
        #expect(found.resultCount == 5000)
    }

    @Test func `the format is known by its first bytes`() {
        func looks(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { HL7v2.looksLike($0) } }
        for text in [
            "MSH|^~\\&|", "FHS|^", "BHS|", "\u{FEFF}MSH|", "\u{0B}MSH|^~\\&", "\r\n \tMSH#*", "\n\n\u{0B}MSH|",
        ] {
            #expect(looks(text))
        }
        for text in ["", "MSH", "MSHA|", "MSH1", "PID|1", "{\"a\":1}", "patient,code\nMSH|", "MSH \n", "msh|^~"] {
            #expect(!looks(text))
        }
    }
}
