import Testing

@testable import HealthFormats

/// Answers to messages: HL7 version 2.5.1, sections 2.9.2, 2.9.3, 2.15.5 and 2.15.8.
struct HL7v2AcknowledgementTests {
    private func message(_ header: String) -> [UInt8] { Array((header + "\rPID|1||P1\r").utf8) }

    private func answer(
        _ header: String, _ code: HL7v2.AcknowledgementCode, _ error: HL7v2.AcknowledgedError? = nil
    ) throws -> String {
        let bytes = try HL7v2.Envelope(of: message(header)).acknowledgement(
            code, error: error, controlIdentifier: "A1", time: "20260131080000+0000")
        return String(decoding: bytes, as: UTF8.self).replacing("\r", with: "\n")
    }

    @Test func `an answer turns sender and receiver round and names the message`() throws {
        let header = "MSH|^~\\&|LIS|LAB|LEDGER|CLINIC|20250304||ORU^R01^ORU_R01|M7|P|2.5.1||||||UNICODE UTF-8"
        #expect(
            try answer(header, .applicationAccept) == """
                MSH|^~\\&|LEDGER|CLINIC|LIS|LAB|20260131080000+0000||ACK^R01|A1|P|2.5.1||||||UNICODE UTF-8
                MSA|AA|M7

                """)
    }

    @Test func `an error stands in ERR, before version 2.5 in MSA-3`() throws {
        let error = HL7v2.AcknowledgedError(
            Reason("hl7.noPatientIdentifier"), text: "No | in PID-3, and \u{E9} neither")
        let header = "MSH|^~\\&|LIS|LAB|||20250304||ORU^R01|M7|P|"
        #expect(
            try answer(header + "2.5.1", .applicationError, error) == """
                MSH|^~\\&|||LIS|LAB|20260131080000+0000||ACK^R01|A1|P|2.5.1
                MSA|AE|M7
                ERR|||101^Required field missing^HL70357|E||||No   in PID-3, and    neither

                """)
        for version in ["2.1", "2.3", "2.4", "2.3.1^USA"] {
            #expect(try answer(header + version, .applicationError, error).contains("MSA|AE|M7|No   in PID-3"))
        }
        for version in ["2.5", "2.8.2", "2.10", ""] {
            #expect(try answer(header + version, .applicationError, error).contains("\nERR|||101"))
        }
    }

    @Test func `the sender's own separators are kept`() throws {
        let header = "MSH!:+*%!LIS!LAB!LEDGER!CLINIC!20250304!!ORU:R01!M7!P!2.5.1"
        #expect(
            try answer(header, .applicationReject, .init(.unsupportedMessageType, "a:b!c"))
                == "MSH!:+*%!LEDGER!CLINIC!LIS!LAB!20260131080000+0000!!ACK:R01!A1!P!2.5.1\n"
                + "MSA!AR!M7\nERR!!!200:Unsupported message type:HL70357!E!!!!a b c\n")
    }

    @Test func `enhanced mode is seen by MSH-15 and MSH-16`() throws {
        func envelope(_ end: String) throws -> HL7v2.Envelope {
            try HL7v2.Envelope(of: message("MSH|^~\\&|LIS|LAB|||20250304||ORU^R01|M7|P|2.5.1||" + end))
        }
        #expect(try !envelope("").isEnhanced)
        #expect(try !envelope("||||").isEnhanced)
        let both = try envelope("|AL|ER")
        #expect(both.isEnhanced && both.acceptWish == .always && both.applicationWish == .onError)
        let odd = try envelope("|XX")
        #expect(odd.isEnhanced && odd.acceptWish == .never && odd.applicationWish == .never)
        #expect(try answer("MSH|^~\\&|||||||ORU^R01|M7|P|2.5.1|||AL|AL", .commitAccept).contains("|2.5.1|||NE|NE\n"))
    }

    @Test func `wishes are those of table 0155`() {
        let wishes = [HL7v2.AcknowledgementWish.always, .never, .onError, .onSuccess]
        #expect(wishes.map { $0.wants(success: true) } == [true, false, false, true])
        #expect(wishes.map { $0.wants(success: false) } == [true, false, true, false])
    }

    @Test func `what has no first segment has an answer`() {
        #expect(throws: Reason("hl7.noDelimiters")) { try HL7v2.Envelope(of: Array("rubbish".utf8)) }
        let bytes = HL7v2.Envelope.unreadable.acknowledgement(.applicationError, controlIdentifier: "1", time: "2026")
        #expect(String(decoding: bytes, as: UTF8.self) == "MSH|^~\\&|||||2026||ACK|1\rMSA|AE\r")
    }

    @Test func `fields without an end make no long answer`() throws {
        let long = String(repeating: "x", count: 1000)
        let answer = try answer("MSH|^~\\&|\(long)|LAB|||||ORU^R01|\(long)|P|2.5.1", .applicationAccept)
        #expect(answer.utf8.count < 100)
    }
}
