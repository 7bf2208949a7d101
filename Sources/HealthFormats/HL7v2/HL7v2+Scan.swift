extension HL7v2 {
    /// What indexes a message: who it is about, what names it, which codes it holds.
    ///
    /// It takes one pass and makes no value of a result but its code.
    struct Scan {
        /// The part of a message about one patient.
        struct Group {
            /// The line of its PID.
            var lineIndex: Int
            var identifiers: [Identifier] = []
            var orderNumbers: [String] = []
            var codes: [String] = []
            var resultCount = 0
            var requestCount = 0
            /// The codes as a set, once there are too many to look through.
            private var known: Set<String> = []

            init(lineIndex: Int) { self.lineIndex = lineIndex }

            mutating func add(code: String) {
                if codes.count < 32 {
                    if !codes.contains(code) { codes.append(code) }
                    return
                }
                if known.isEmpty { known = Set(codes) }
                if known.insert(code).inserted { codes.append(code) }
            }
        }

        var application = ""
        var facility = ""
        /// The facility as an authority: its namespace, else its universal identifier.
        var authority = ""
        var control = ""
        var groups: [Group] = []
        /// Whether results stand before the first patient.
        var hasOrphans = false

        private let bytes: UnsafeRawBufferPointer
        private let delimiters: Delimiters
        private let set: CharacterSet
        private var order: Range<Int>?
        /// The patient at hand; before the first PID, what stands there in spite of the standard.
        private var current = Group(lineIndex: -1)

        /// Scans the lines of one message.
        ///
        /// - Parameter source: the sender where MSH-4 is empty.
        init(
            _ bytes: UnsafeRawBufferPointer, lines: [Line], delimiters: Delimiters, set: CharacterSet, source: String
        ) {
            self.bytes = bytes
            self.delimiters = delimiters
            self.set = set
            for (index, line) in lines.enumerated() {
                guard let name = line.name(in: bytes, separator: delimiters.field) else { continue }
                let segment = line.start..<line.end
                switch name {
                case .observation:
                    current.resultCount += 1
                    addCode(field: 3, of: segment)
                case .request: addRequest(segment)
                case .commonOrder: order = segment
                case .patient: beginPatient(segment, lineIndex: index)
                case .messageHeader where index == 0: readHeader(segment, source: source)
                default: break
                }
            }
            if current.lineIndex >= 0 { groups.append(current) }
        }

        private mutating func beginPatient(_ segment: Range<Int>, lineIndex: Int) {
            if current.lineIndex >= 0 {
                groups.append(current)
                current = Group(lineIndex: lineIndex)
            } else {
                hasOrphans = current.resultCount > 0 || current.requestCount > 0
                current.lineIndex = lineIndex
            }
            current.identifiers = identifiers(in: segment)
            order = nil
        }

        private mutating func readHeader(_ segment: Range<Int>, source: String) {
            // MSH-1 is the separator itself: field n is part n.
            application = text(part(3, segment))
            let sender = part(4, segment)
            facility = text(sender)
            authority = self.authority(of: sender, by: delimiters.component)
            control = text(part(10, segment))
            if facility.isEmpty { (facility, authority) = (source, source) }
        }

        /// Takes an OBR: its code, and the filler's number, else the placer's, its own or that of the ORC before it.
        private mutating func addRequest(_ segment: Range<Int>) {
            current.requestCount += 1
            var number = text(part(4, segment))
            if number.isEmpty, let order { number = text(part(4, order)) }
            if number.isEmpty { number = text(part(3, segment)) }
            if number.isEmpty, let order { number = text(part(3, order)) }
            order = nil
            if !number.isEmpty && !current.orderNumbers.contains(number) { current.orderNumbers.append(number) }
            addCode(field: 4, of: segment)
        }

        /// Takes the code of an OBX or OBR: component 1, or 4 where only that is from LOINC.
        @inline(__always)
        private mutating func addCode(field: Int, of segment: Range<Int>) {
            guard let range = part(field + 1, segment), !range.isEmpty else { return }
            var chosen = part(1, range, delimiters.component)
            if !isLOINC(part(3, range, delimiters.component)) {
                let alternate = part(4, range, delimiters.component)
                if chosen?.isEmpty ?? true || isLOINC(part(6, range, delimiters.component)) {
                    chosen = alternate.flatMap { $0.isEmpty ? nil : $0 } ?? chosen
                }
            }
            guard let chosen, !chosen.isEmpty, !isNull(chosen) else { return }
            current.add(code: HL7v2.text(of: chosen, in: bytes, delimiters: delimiters, set: set))
        }

        /// The patient's identifiers: PID-3, else PID-2, else PID-4.
        private func identifiers(in segment: Range<Int>) -> [Identifier] {
            var found: [Identifier] = []
            for field in [3, 2, 4] where found.isEmpty {
                guard let range = part(field + 1, segment) else { continue }
                var number = 1
                while let repetition = part(number, range, delimiters.repetition) {
                    number += 1
                    let value = text(part(1, repetition, delimiters.component))
                    if value.isEmpty { continue }
                    let sent = part(4, repetition, delimiters.component)
                    let system = authority(of: sent, by: delimiters.subcomponent)
                    let identifier = Identifier(system: system.isEmpty ? authority : system, value: value)
                    if !found.contains(identifier) { found.append(identifier) }
                }
            }
            return found
        }

        /// A hierarchic designator (HD): its namespace, else its universal identifier.
        private func authority(of range: Range<Int>?, by separator: UInt8?) -> String {
            guard let range else { return "" }
            let namespace = text(HL7v2.part(1, of: range, in: bytes, by: separator))
            return namespace.isEmpty ? text(HL7v2.part(2, of: range, in: bytes, by: separator)) : namespace
        }

        private func isLOINC(_ range: Range<Int>?) -> Bool {
            guard let range, range.count == 2 else { return false }
            return bytes[range.lowerBound] == 0x4C && bytes[range.lowerBound + 1] == 0x4E
        }

        private func isNull(_ range: Range<Int>) -> Bool {
            range.count == 2 && bytes[range.lowerBound] == Byte.quote && bytes[range.lowerBound + 1] == Byte.quote
        }

        @inline(__always)
        private func part(_ number: Int, _ range: Range<Int>) -> Range<Int>? {
            HL7v2.part(number, of: range, in: bytes, by: delimiters.field)
        }

        @inline(__always)
        private func part(_ number: Int, _ range: Range<Int>, _ separator: UInt8?) -> Range<Int>? {
            HL7v2.part(number, of: range, in: bytes, by: separator)
        }

        /// The text of a range without blanks around it; empty for nothing and for `""`.
        private func text(_ range: Range<Int>?) -> String {
            guard var range, !isNull(range) else { return "" }
            while let first = range.first, bytes[first] == 0x20 { range = first + 1..<range.upperBound }
            while let last = range.last, bytes[last] == 0x20 { range = range.lowerBound..<last }
            return HL7v2.text(of: range, in: bytes, delimiters: delimiters, set: set)
        }
    }
}
