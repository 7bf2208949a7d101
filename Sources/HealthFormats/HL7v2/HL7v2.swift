/// HL7 version 2: laboratory report messages, bytes to values and back.
///
/// A message is lines of text. Each line is a segment, named by its first three letters, and is cut by separators that
/// the message itself declares in its first nine bytes:
///
///     MSH|^~\&|LIS|LAB-N|LEDGER|CLINIC|20240517083000+0200||ORU^R01^ORU_R01|17|P|2.5.1||||||UNICODE UTF-8
///     PID|1||PAT0001000^^^CLINIC^MR||Weber^Anna||19540312|F
///     OBR|1|ORD1|N-1|24323-8^Comprehensive metabolic panel^LN|||20240517081500+0200
///     OBX|1|NM|2823-3^Potassium^LN||4.2|mmol/L^mmol/L^UCUM|3.5-5.1|N|||F
///
/// Four doors: ``Reader`` finds the messages of a file and what indexes them, without building a value per result;
/// ``Message`` gives any field as text; ``reports(document:encoding:)`` gives the whole content of one message;
/// ``write(_:controlIdentifier:time:sendingApplication:sendingFacility:)`` makes a message of reports from elsewhere.
///
/// What is taken: ORU (unsolicited results) with trigger event R01, R30, R31 or R32, or, as in versions 2.1 and 2.2,
/// with none. OUL, the traffic between analysers and a laboratory's own system, is not a report to a clinic and is
/// refused by name as every other message type is.
///
/// Specification: HL7 version 2.5.1, chapter 2 (control) and chapter 7 (observation reporting).
public enum HL7v2 {
    /// The largest message that is taken, in bytes; a message with a scanned document is some megabytes long.
    public static let maximumMessageBytes = 64 << 20

    /// Whether a source that begins with `prefix` is HL7 v2: after byte order mark, framing bytes and white space
    /// comes MSH, FHS or BHS with a separator.
    public static func looksLike(_ prefix: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while start < prefix.count {
            start = Line.endOfFraming(in: prefix, from: start, to: prefix.count)
            guard start < prefix.count, prefix[start] == Byte.carriageReturn || prefix[start] == Byte.lineFeed else {
                break
            }
            start += 1
        }
        guard start + 3 < prefix.count, Byte.isSeparator(prefix[start + 3]) else { return false }
        let name = SegmentName(in: prefix, at: start)
        return name == .messageHeader || name == .fileHeader || name == .batchHeader
    }
}

extension HL7v2 {
    /// Bytes with a meaning in every message.
    enum Byte {
        static let carriageReturn: UInt8 = 0x0D
        static let lineFeed: UInt8 = 0x0A
        /// Start of a message in the minimal lower layer protocol (MLLP).
        static let blockStart: UInt8 = 0x0B
        /// End of a message in MLLP; a carriage return follows.
        static let blockEnd: UInt8 = 0x1C
        static let quote: UInt8 = 0x22

        /// Whether a byte may separate: printable ASCII that is no letter, digit or space.
        static func isSeparator(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
            default: false
            }
        }

        /// Whether a byte may stand in a segment's name.
        static func isNamePart(_ byte: UInt8) -> Bool {
            (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        }
    }

    /// The three letters that name a segment, in one word.
    struct SegmentName: Hashable, Sendable {
        let packed: UInt32

        /// The name at `offset`, where at least three bytes are left.
        @inline(__always)
        init(in bytes: UnsafeRawBufferPointer, at offset: Int) {
            packed = UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
        }

        /// Takes the letters as numbers, so that the names below are constants that cost nothing at run time.
        private init(_ first: UInt32, _ second: UInt32, _ third: UInt32) { packed = first | second << 8 | third << 16 }

        init(_ letters: String) {
            packed = letters.utf8.prefix(3).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }

        var text: String {
            String(
                decoding: [UInt8(packed & 0xFF), UInt8(packed >> 8 & 0xFF), UInt8(packed >> 16 & 0xFF)], as: UTF8.self)
        }

        static let messageHeader = SegmentName(0x4D, 0x53, 0x48)  // MSH
        static let fileHeader = SegmentName(0x46, 0x48, 0x53)  // FHS
        static let fileTrailer = SegmentName(0x46, 0x54, 0x53)  // FTS
        static let batchHeader = SegmentName(0x42, 0x48, 0x53)  // BHS
        static let batchTrailer = SegmentName(0x42, 0x54, 0x53)  // BTS
        static let patient = SegmentName(0x50, 0x49, 0x44)  // PID
        static let commonOrder = SegmentName(0x4F, 0x52, 0x43)  // ORC
        static let request = SegmentName(0x4F, 0x42, 0x52)  // OBR
        static let observation = SegmentName(0x4F, 0x42, 0x58)  // OBX
        static let note = SegmentName(0x4E, 0x54, 0x45)  // NTE
        static let specimen = SegmentName(0x53, 0x50, 0x4D)  // SPM
    }
}
