extension HL7v2 {
    /// One segment of a message with its fields found once: for reading many of them.
    struct Cursor {
        private let bytes: UnsafeRawBufferPointer
        let delimiters: Delimiters
        private let set: CharacterSet
        /// The segment's name, then its fields.
        private var fields: [Range<Int>] = []
        private var isHeader = false

        /// Reads segments of `message`, whose bytes are `bytes`.
        init(_ message: Message, _ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            delimiters = message.delimiters
            set = message.characterSet
        }

        mutating func move(to segment: Message.Segment) {
            fields.removeAll(keepingCapacity: true)
            isHeader = segment.packedName == .messageHeader
            var start = segment.range.lowerBound
            let end = segment.range.upperBound
            while let cut = find(delimiters.field, in: bytes, start..<end) {
                fields.append(start..<cut)
                start = cut + 1
            }
            fields.append(start..<end)
        }

        /// The bytes of a field; nil where it is absent, empty or `""`.
        func field(_ number: Int) -> Range<Int>? {
            let index = isHeader ? number - 1 : number
            guard index >= 1, index < fields.count else { return nil }
            return hasContent(fields[index]) ? fields[index] : nil
        }

        private func hasContent(_ range: Range<Int>) -> Bool {
            if range.isEmpty { return false }
            return
                !(range.count == 2 && bytes[range.lowerBound] == Byte.quote
                && bytes[range.lowerBound + 1] == Byte.quote)
        }

        /// The repetitions of a field that have content.
        func repetitions(_ number: Int) -> [Range<Int>] {
            guard let field = field(number) else { return [] }
            return parts(of: field, by: delimiters.repetition).filter(hasContent)
        }

        func parts(of range: Range<Int>, by separator: UInt8?) -> [Range<Int>] {
            guard let separator else { return [range] }
            guard let first = find(separator, in: bytes, range) else { return [range] }
            var parts: [Range<Int>] = []
            parts.reserveCapacity(8)
            parts.append(range.lowerBound..<first)
            var start = first + 1
            while let cut = find(separator, in: bytes, start..<range.upperBound) {
                parts.append(start..<cut)
                start = cut + 1
            }
            parts.append(start..<range.upperBound)
            return parts
        }

        func component(_ number: Int, of range: Range<Int>) -> Range<Int>? {
            part(number, of: range, in: bytes, by: delimiters.component)
        }

        func subcomponent(_ number: Int, of range: Range<Int>?) -> Range<Int>? {
            range.flatMap { part(number, of: $0, in: bytes, by: delimiters.subcomponent) }
        }

        /// The text of a range as it stands, separators that end it left out; empty for nothing and for `""`.
        func text(_ range: Range<Int>?) -> String {
            guard var range, hasContent(range) else { return "" }
            while let last = range.last, bytes[last] == delimiters.component || bytes[last] == delimiters.subcomponent {
                range = range.lowerBound..<last
            }
            return HL7v2.text(of: range, in: bytes, delimiters: delimiters, set: set)
        }

        /// The text of a component of a field's first repetition.
        func text(_ number: Int, component: Int = 1) -> String {
            guard let field = field(number),
                let repetition = part(1, of: field, in: bytes, by: delimiters.repetition)
            else { return "" }
            return text(self.component(component, of: repetition))
        }

        /// The text of a field with its separators, without blanks around it.
        func wholeText(_ number: Int) -> String { String(trimmed(text(field(number))[...])) }

        /// The repetitions of a text field as lines.
        func lines(_ number: Int) -> String { repetitions(number).map { text($0) }.joined(separator: "\n") }

        /// A coded value (CE, CWE, CNE), its parts cut by `separator`.
        ///
        /// Specification: HL7 version 2.7.1, section 2.A.13 (CWE): code, text, system; the same of an alternate;
        /// versions; original text; the same of a second alternate.
        func coded(_ range: Range<Int>, by separator: UInt8?) -> CodedValue {
            let parts = parts(of: range, by: separator)
            func part(_ number: Int) -> String { number <= parts.count ? text(parts[number - 1]) : "" }
            var value = CodedValue(text: part(9))
            for first in [1, 4, 10] where first <= parts.count {
                let code = part(first)
                let display = part(first + 1)
                if !code.isEmpty {
                    let coding = Coding(system: codeSystemURI(part(first + 2)), code: code, display: display)
                    value.codings.append(coding)
                } else if !display.isEmpty && value.text.isEmpty {
                    value.text = display
                }
            }
            return value
        }

        /// A coded value in the first repetition of a field.
        func coded(_ number: Int) -> CodedValue {
            repetitions(number).first.map { coded($0, by: delimiters.component) } ?? CodedValue()
        }

        /// An identifier with its authority: a namespace, else a universal identifier.
        ///
        /// - Parameter authority: the component that holds the authority, cut into subcomponents (CX); nil where the
        ///   authority takes the components 2 and 3 (EI).
        func identifier(_ range: Range<Int>, authority: Int?) -> Identifier? {
            let value = String(trimmed(text(component(1, of: range))[...]))
            if value.isEmpty { return nil }
            let parts: [String]
            if let authority {
                let designator = component(authority, of: range)
                parts = [text(subcomponent(1, of: designator)), text(subcomponent(2, of: designator))]
            } else {
                parts = [text(component(2, of: range)), text(component(3, of: range))]
            }
            return Identifier(system: parts.first { !$0.isEmpty } ?? "", value: value)
        }

        /// How many bytes a component holds once its transfer encoding is undone.
        func decodedCount(_ range: Range<Int>?, encoding: String) -> Int {
            guard let range else { return 0 }
            switch encoding.lowercased() {
            case "base64":
                var digits = 0
                for byte in bytes[range] where byte > 0x20 && byte != 0x3D { digits += 1 }
                return digits * 3 / 4
            case "hex": return range.count / 2
            default: return range.count
            }
        }
    }
}
