extension HL7v2 {
    /// One message as an index over its bytes.
    ///
    /// It knows where the segments lie; a field becomes text when it is asked for.
    ///
    /// Fields, repetitions, components and subcomponents are numbered from 1 as in the standard; MSH-1 is the field
    /// separator and MSH-2 the other separators. A line that does not begin like a segment continues the one before it:
    /// programs do break texts over lines.
    ///
    ///     let message = try HL7v2.Message(bytes)
    ///     message.text("PID", field: 5, component: 2)            // "Anna"
    ///     message.value("OBX", field: 5)                         // .text("4.2"), .null for `""`, .absent
    public struct Message: Sendable {
        /// A segment's place in the message.
        public struct Segment: Hashable, Sendable {
            let packedName: SegmentName
            let range: Range<Int>

            /// The segment's name, such as `OBX`.
            public var name: String { packedName.text }
        }

        /// What stands in a place of a message.
        public enum Value: Hashable, Sendable {
            /// Nothing was sent.
            case absent
            /// `""` was sent: what the receiver has is to be deleted.
            case null
            /// A value, its escape sequences undone.
            case text(String)
        }

        /// The separators.
        public let delimiters: Delimiters
        /// The character set that the message came in.
        public let characterSet: CharacterSet
        /// The segments in the order they were sent.
        public let segments: [Segment]
        /// The message in UTF-8.
        let bytes: [UInt8]

        /// Reads the segments of one message.
        ///
        /// - Parameters:
        ///   - document: the message, from the M of MSH on.
        ///   - encoding: its character set, whatever MSH-18 says; nil to believe MSH-18.
        /// - Throws: `hl7.noDelimiters`, `hl7.undecodable`, `hl7.unknownCharacterSet`.
        public init(_ document: UnsafeRawBufferPointer, encoding: CharacterSet? = nil) throws(Reason) {
            guard document.count >= 3, SegmentName(in: document, at: 0) == .messageHeader,
                let delimiters = Delimiters(header: document)
            else { throw Reason("hl7.noDelimiters") }
            let declared = encoding.map { .named($0) } ?? HL7v2.declaredSet(of: document, delimiters: delimiters)
            self.delimiters = delimiters
            switch try HL7v2.decode(document, as: declared, delimiters: delimiters) {
            case .asSent(let set): (bytes, characterSet) = (Array(document), set)
            case .converted(let text, let set): (bytes, characterSet) = (text, set)
            }
            segments = bytes.withUnsafeBytes { Self.segments(of: $0, separator: delimiters.field) }
        }

        /// Reads the segments of one message.
        ///
        /// - Throws: as `init(_:encoding:)` of a buffer.
        public init(_ document: [UInt8], encoding: CharacterSet? = nil) throws(Reason) {
            let result = document.withUnsafeBytes { buffer in
                Result { () throws(Reason) in try Message(buffer, encoding: encoding) }
            }
            self = try result.get()
        }

        private static func segments(of bytes: UnsafeRawBufferPointer, separator: UInt8) -> [Segment] {
            var segments: [Segment] = []
            var scanner = LineScanner(bytes)
            var start = 0
            while start < bytes.count {
                let line = scanner.line(at: start).line
                start = line.next
                if let name = line.name(in: bytes, separator: separator) {
                    segments.append(Segment(packedName: name, range: line.start..<line.end))
                } else if line.end > line.start, let last = segments.popLast() {
                    segments.append(Segment(packedName: last.packedName, range: last.range.lowerBound..<line.end))
                }
            }
            return segments
        }

        /// The value of a place in the first segment of that name.
        public func value(
            _ name: String, field: Int, repetition: Int = 1, component: Int? = nil, subcomponent: Int? = nil
        ) -> Value {
            let packed = SegmentName(name)
            guard name.utf8.count == 3, let segment = segments.first(where: { $0.packedName == packed }) else {
                return .absent
            }
            return value(
                segment, field: field, repetition: repetition, component: component, subcomponent: subcomponent)
        }

        /// The value of a place in `segment`, the whole of it where `component` or `subcomponent` is nil.
        public func value(
            _ segment: Segment, field: Int, repetition: Int = 1, component: Int? = nil, subcomponent: Int? = nil
        ) -> Value {
            bytes.withUnsafeBytes { bytes in
                guard segment.range.upperBound <= bytes.count,
                    var range = self.range(of: field, in: segment, bytes)
                else { return .absent }
                if segment.packedName == .messageHeader && field <= 2 {
                    return .text(String(decoding: bytes[range], as: UTF8.self))
                }
                let steps = [
                    (repetition, delimiters.repetition), (component, delimiters.component),
                    (subcomponent, delimiters.subcomponent),
                ]
                for case (let number?, let separator) in steps {
                    guard let part = HL7v2.part(number, of: range, in: bytes, by: separator) else { return .absent }
                    range = part
                }
                return value(of: range, bytes)
            }
        }

        /// The text of a place in the first segment of that name; empty for what is absent or null.
        public func text(
            _ name: String, field: Int, repetition: Int = 1, component: Int? = nil, subcomponent: Int? = nil
        ) -> String {
            let value = value(
                name, field: field, repetition: repetition, component: component, subcomponent: subcomponent)
            guard case .text(let text) = value else { return "" }
            return text
        }

        /// How many repetitions a field has; 0 where it is absent.
        public func repetitionCount(_ segment: Segment, field: Int) -> Int {
            bytes.withUnsafeBytes { bytes in
                guard segment.range.upperBound <= bytes.count, let range = self.range(of: field, in: segment, bytes),
                    !range.isEmpty
                else { return 0 }
                return bytes[range].lazy.filter { $0 == delimiters.repetition }.count + 1
            }
        }

        func value(of range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Value {
            if range.isEmpty { return .absent }
            if range.count == 2, bytes[range.lowerBound] == Byte.quote, bytes[range.lowerBound + 1] == Byte.quote {
                return .null
            }
            return .text(HL7v2.text(of: range, in: bytes, delimiters: delimiters, set: characterSet))
        }

        private func range(of field: Int, in segment: Segment, _ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
            guard segment.packedName == .messageHeader else {
                return field < 1 ? nil : HL7v2.part(field + 1, of: segment.range, in: bytes, by: delimiters.field)
            }
            let start = segment.range.lowerBound + 3
            if field == 1 { return start..<start + 1 }
            return field < 1 ? nil : HL7v2.part(field, of: segment.range, in: bytes, by: delimiters.field)
        }
    }

    /// What the first line of a message says about its character set: MSH-18.
    static func declaredSet(of message: UnsafeRawBufferPointer, delimiters: Delimiters) -> DeclaredSet {
        var scanner = LineScanner(message)
        let line = scanner.line(at: 0).line
        guard let field = part(18, of: 0..<line.end, in: message, by: delimiters.field), !field.isEmpty else {
            return .none
        }
        return DeclaredSet(field: UnsafeRawBufferPointer(rebasing: message[field]), delimiters: delimiters)
    }
}
