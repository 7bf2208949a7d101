extension HL7v2 {
    /// What was made of a message, as its sender is told.
    ///
    /// Specification: HL7 version 2.5.1, table 0008 and section 2.9.
    public enum AcknowledgementCode: String, Sendable {
        /// It was taken in.
        case applicationAccept = "AA"
        /// Something in it was refused: sending it again unchanged is of no use.
        case applicationError = "AE"
        /// It was not looked into: its kind is not taken here, or nothing can be taken just now.
        case applicationReject = "AR"
        /// It is safely kept.
        case commitAccept = "CA"
        /// It could not be kept.
        case commitError = "CE"
        /// It is of a kind that is not taken here.
        case commitReject = "CR"
    }

    /// What was wrong with a message, for segment ERR.
    ///
    /// Specification: HL7 version 2.5.1, sections 2.15.5 (ERR) and table 0357.
    public struct AcknowledgedError: Hashable, Sendable {
        /// ERR-3, of table 0357.
        public enum Condition: String, Sendable {
            case segmentSequence = "100"
            case requiredFieldMissing = "101"
            case dataType = "102"
            case tableValueNotFound = "103"
            case unsupportedMessageType = "200"
            case applicationInternalError = "207"

            var words: String {
                switch self {
                case .segmentSequence: "Segment sequence error"
                case .requiredFieldMissing: "Required field missing"
                case .dataType: "Data type error"
                case .tableValueNotFound: "Table value not found"
                case .unsupportedMessageType: "Unsupported message type"
                case .applicationInternalError: "Application internal error"
                }
            }
        }

        /// What kind of fault it is.
        public var condition: Condition
        /// A sentence that says what to do; ASCII, since the sender's character set is what it is.
        public var text: String

        /// Makes an error.
        public init(_ condition: Condition, _ text: String) { (self.condition, self.text) = (condition, text) }

        /// The kind of fault that a reader's reason stands for.
        public init(_ reason: Reason, text: String) {
            let condition: Condition =
                switch reason.code {
                case "hl7.otherMessageType": .unsupportedMessageType
                case "hl7.noMessageType", "hl7.noPatientIdentifier": .requiredFieldMissing
                case "hl7.noPatient", "hl7.noResults", "hl7.strayText", "hl7.noMessages", "hl7.noDelimiters":
                    .segmentSequence
                case "hl7.unknownCharacterSet": .tableValueNotFound
                default: .dataType
                }
            self.init(condition, text)
        }
    }

    /// When a sender wants an answer: MSH-15 and MSH-16.
    ///
    /// Specification: HL7 version 2.5.1, table 0155.
    public enum AcknowledgementWish: String, Sendable {
        case always = "AL"
        case never = "NE"
        case onError = "ER"
        case onSuccess = "SU"

        /// Whether an answer is wanted to what went well, or did not.
        public func wants(success: Bool) -> Bool {
            switch self {
            case .always: true
            case .never: false
            case .onError: !success
            case .onSuccess: success
            }
        }
    }

    /// The first segment of a message, as far as an answer needs it; fields are the sender's bytes.
    ///
    ///     let envelope = try HL7v2.Envelope(of: message)
    ///     envelope.acknowledgement(.applicationAccept, controlIdentifier: "1", time: "20260131080000+0000")
    ///
    /// Specification: HL7 version 2.5.1, sections 2.9.2 (original mode), 2.9.3 (enhanced mode) and 2.15.8 (MSA).
    public struct Envelope: Sendable {
        private let delimiters: Delimiters
        private let fields: [[UInt8]]

        /// Reads the first segment.
        ///
        /// - Throws: `hl7.noDelimiters` where it declares no separators.
        public init(of message: [UInt8]) throws(Reason) {
            let found = message.withUnsafeBytes { bytes -> (Delimiters, [[UInt8]])? in
                guard bytes.count >= 3, SegmentName(in: bytes, at: 0) == .messageHeader,
                    let delimiters = Delimiters(header: bytes)
                else { return nil }
                var scanner = LineScanner(bytes)
                let line = scanner.line(at: 0).line
                let fields = bytes[line.start..<line.end].split(
                    separator: delimiters.field, maxSplits: 25, omittingEmptySubsequences: false)
                // A field that is longer than any that is copied has no place in an answer.
                return (delimiters, fields.map { $0.count > 250 ? [] : Array($0) })
            }
            guard let found else { throw Reason("hl7.noDelimiters") }
            (delimiters, fields) = found
        }

        /// What stands for the first segment of something that has none.
        public static let unreadable = Envelope(.standard, [[], Array("^~\\&".utf8)] + Array(repeating: [], count: 10))

        private init(_ delimiters: Delimiters, _ fields: [[UInt8]]) {
            (self.delimiters, self.fields) = (delimiters, fields)
        }

        /// A field by its number in the standard, from 2 on; empty where it is absent.
        private func field(_ number: Int) -> [UInt8] { fields.count >= number ? fields[number - 1] : [] }

        private func wish(_ number: Int) -> AcknowledgementWish? {
            AcknowledgementWish(rawValue: String(decoding: field(number), as: UTF8.self))
        }

        /// Whether the sender tells apart that a message is kept and what was made of it.
        public var isEnhanced: Bool { !field(15).isEmpty || !field(16).isEmpty }
        /// When it wants to be told that the message is kept; a field that says nothing, or nonsense, says never.
        public var acceptWish: AcknowledgementWish { wish(15) ?? .never }
        /// When it wants to be told what was made of it.
        public var applicationWish: AcknowledgementWish { wish(16) ?? .never }

        /// Whether the version is one before 2.5, whose error segment is another.
        private var isBeforeErrorCodes: Bool {
            let version = field(12).prefix { $0 != delimiters.component }.split(separator: 0x2E)
            let numbers = version.prefix(2).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
            guard let major = numbers.first, major > 0 else { return false }
            return major < 2 || major == 2 && (numbers.count < 2 || numbers[1] < 5)
        }

        /// An answer to the message, in the separators and the character set of the sender.
        ///
        /// - Parameters:
        ///   - code: MSA-1.
        ///   - error: ERR; before version 2.5 its text stands in MSA-3.
        ///   - controlIdentifier: MSH-10 of the answer.
        ///   - time: MSH-7 of the answer, as HL7 writes it.
        public func acknowledgement(
            _ code: AcknowledgementCode, error: AcknowledgedError? = nil, controlIdentifier: String, time: String
        ) -> [UInt8] {
            let bar = delimiters.field
            let component = delimiters.component ?? 0x5E
            func joined(_ parts: [String], by separator: UInt8) -> [UInt8] {
                Array(parts.map { escaped($0) }.joined(separator: [separator]))
            }
            let event = field(9).split(separator: component, omittingEmptySubsequences: false).dropFirst().first ?? []
            let type = event.isEmpty ? Array("ACK".utf8) : Array("ACK".utf8) + [component] + event
            // What was sent to becomes who answers. Nobody need answer this answer.
            let enhanced = isEnhanced ? [Array("NE".utf8), Array("NE".utf8)] : [[], []]
            var header: [[UInt8]] = [
                Array("MSH".utf8), field(2), field(5), field(6), field(3), field(4), Array(time.utf8), [], type,
                escaped(controlIdentifier), field(11), field(12), [], [],
            ]
            header += enhanced + [[], field(18)]
            var acknowledgement: [[UInt8]] = [Array("MSA".utf8), Array(code.rawValue.utf8), field(10)]
            var segments: [[[UInt8]]] = []
            if let error {
                if isBeforeErrorCodes {
                    // 80 characters are all that MSA-3 holds there.
                    acknowledgement.append(escaped(String(error.text.prefix(80))))
                } else {
                    let condition = joined([error.condition.rawValue, error.condition.words, "HL70357"], by: component)
                    segments = [
                        [Array("ERR".utf8), [], [], condition, Array("E".utf8), [], [], [], escaped(error.text)]
                    ]
                }
            }
            var bytes: [UInt8] = []
            for segment in [header, acknowledgement] + segments {
                let end = (segment.lastIndex { !$0.isEmpty } ?? 0) + 1
                bytes += segment[..<end].joined(separator: [bar]) + [Byte.carriageReturn]
            }
            return bytes
        }

        /// Plain ASCII without anything that separates.
        private func escaped(_ text: String) -> [UInt8] {
            let separators = [
                delimiters.field, delimiters.component, delimiters.repetition, delimiters.escape,
                delimiters.subcomponent,
            ]
            return text.utf8.map { (0x20..<0x7F).contains($0) && !separators.contains($0) ? $0 : 0x20 }
        }
    }
}
