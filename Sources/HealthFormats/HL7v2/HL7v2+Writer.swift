extension HL7v2 {
    /// Writes reports as one message: ORU^R01, version 2.5.1, UTF-8, segments ended by CR.
    ///
    /// `reports(document:encoding:)` reads the same values back, except what version 2 has no place for: the size of a
    /// document (its bytes are not in the report), a reason for an absent value that is not one of OBX-11, identifiers
    /// after the second, codings after the third, and the part that results are of another (components become results
    /// after it). What is made by this function is for receivers; the original of a record is never changed.
    ///
    /// - Parameters:
    ///   - reports: reports in the order to send; a new PID is written where the patient changes.
    ///   - controlIdentifier: MSH-10.
    ///   - time: MSH-7.
    ///   - sendingApplication: MSH-3.
    ///   - sendingFacility: MSH-4; readers take it also as the authority of identifiers that come without one and as
    ///     the performer of reports that name none.
    public static func write(
        _ reports: [LabReport], controlIdentifier: String, time: ClinicalTime?,
        sendingApplication: String = "ClinicLedger", sendingFacility: String = ""
    ) -> [UInt8] {
        var writer = Writer()
        writer.begin("MSH|^~\\&")
        writer.put(3, escaped(sendingApplication))
        writer.put(4, escaped(sendingFacility))
        writer.put(7, escaped(hl7Time(time)))
        writer.put(9, Array("ORU^R01^ORU_R01".utf8))
        writer.put(10, escaped(controlIdentifier))
        writer.put(11, Array("P".utf8))
        writer.put(12, Array("2.5.1".utf8))
        writer.put(18, Array("UNICODE UTF-8".utf8))
        writer.end()
        var patient: PatientDetails?
        var patientNumber = 0
        var reportNumber = 0
        for report in reports {
            if patient != report.patient {
                patientNumber += 1
                reportNumber = 0
                writer.write(report.patient, number: patientNumber)
                patient = report.patient
            }
            reportNumber += 1
            writer.write(report, number: reportNumber)
        }
        return writer.bytes
    }

    /// Puts segments together.
    private struct Writer {
        var bytes: [UInt8] = []
        private var field = 0

        /// Begins a segment by its name; MSH by its name and its first two fields.
        mutating func begin(_ start: StaticString) {
            start.withUTF8Buffer { bytes += $0 }
            field = start.utf8CodeUnitCount > 3 ? 2 : 0
        }

        /// Puts a field, after those already put; an empty one costs nothing.
        mutating func put(_ number: Int, _ value: [UInt8]) {
            if value.isEmpty { return }
            while field < number {
                bytes.append(0x7C)
                field += 1
            }
            bytes += value
        }

        mutating func end() { bytes.append(Byte.carriageReturn) }

        mutating func write(_ patient: PatientDetails, number: Int) {
            begin("PID")
            put(1, Array(String(number).utf8))
            put(3, joined(patient.identifiers.map { HL7v2.identifier($0, authority: 4) }, by: 0x7E))
            put(5, name(patient.name ?? ""))
            put(7, escaped(hl7Time(patient.birthDate)))
            put(8, Array(genderCode(patient.gender).utf8))
            end()
        }

        /// A name, family name first: the first word as the family name, the rest as the given names.
        private func name(_ name: String) -> [UInt8] {
            joined(name.split(separator: " ", maxSplits: 1).map { escaped(String($0)) }, by: 0x5E)
        }

        mutating func write(_ report: LabReport, number: Int) {
            begin("OBR")
            put(1, Array(String(number).utf8))
            // The filler's number is the most specific; the placer's comes second.
            let identifiers = report.identifiers.map { HL7v2.identifier($0, authority: nil) }
            put(2, identifiers.dropFirst().first ?? [])
            put(3, identifiers.first ?? [])
            put(4, coded(report.code))
            put(7, escaped(hl7Time(report.effective)))
            put(22, escaped(hl7Time(report.issued)))
            put(25, Array(reportStatusCode(report.status).utf8))
            let performer = escaped(report.performer ?? "")
            if report.results.isEmpty && !performer.isEmpty { put(32, Array("&".utf8) + performer) }
            end()
            write(report.notes)
            var resultNumber = 0
            for result in report.results {
                for part in [result] + result.components {
                    resultNumber += 1
                    write(part, number: resultNumber, performer: performer)
                }
            }
            if let specimen = report.specimen, !specimen.isEmpty {
                begin("SPM")
                put(1, Array("1".utf8))
                put(4, coded(specimen))
                end()
            }
        }

        private mutating func write(_ notes: [String]) {
            for (index, note) in notes.enumerated() {
                begin("NTE")
                put(1, Array(String(index + 1).utf8))
                put(2, Array("L".utf8))
                put(3, escaped(note, lines: #"\.br\"#))
                end()
            }
        }

        private mutating func write(_ result: LabResult, number: Int, performer: [UInt8]) {
            let value = SentValue(result.value)
            begin("OBX")
            put(1, Array(String(number).utf8))
            put(2, Array(value.type.utf8))
            put(3, coded(result.code))
            put(5, value.bytes)
            put(6, value.unit)
            put(7, range(result.referenceRange))
            put(8, joined(result.interpretation.map { escaped($0) }, by: 0x7E))
            put(11, Array(observationStatusCode(result.status).utf8))
            put(14, escaped(hl7Time(result.effective)))
            put(18, escaped(result.device ?? ""))
            put(23, performer)
            end()
            write(result.notes)
        }

        /// A reference range: the limits, the words, or both.
        private func range(_ range: ReferenceRange?) -> [UInt8] {
            guard let range else { return [] }
            let limits: String
            switch (range.low, range.high) {
            case (let low?, let high?): limits = "\(low)-\(high)"
            case (let low?, nil): limits = ">=\(low)"
            case (nil, let high?): limits = "<=\(high)"
            case (nil, nil): limits = ""
            }
            guard let text = range.text, !text.isEmpty else { return escaped(limits) }
            // "<5" says more than its limit alone.
            let isWhole = limits.isEmpty || referenceRange(text) == range
            return escaped(isWhole ? text : "\(limits) (\(text))")
        }
    }

    /// A result's value as OBX-2, OBX-5 and OBX-6 carry it.
    private struct SentValue {
        var type = ""
        var bytes: [UInt8] = []
        var unit: [UInt8] = []

        init(_ value: ResultValue) {
            switch value {
            case .quantity(let comparator, let number, let unit, let code):
                type = comparator == nil ? "NM" : "SN"
                bytes = comparator.map { escaped($0) + [0x5E] } ?? []
                bytes += escaped(number)
                self.unit = Self.unit(unit, code: code)
            case .structured(let text, let unit):
                (type, bytes) = Self.structured(text)
                self.unit = Self.unit(unit, code: nil)
            case .coded(let values):
                (type, bytes) = ("CWE", joined(values.map(HL7v2.coded), by: 0x7E))
            case .text(let text):
                let isLine = !text.contains { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
                type = !isLine ? "FT" : text.count < 200 ? "ST" : "TX"
                bytes = escaped(text, lines: #"\.br\"#)
            case .time(let time):
                type = time.text.contains("T") ? "TS" : time.text.contains(":") ? "TM" : "DT"
                bytes = escaped(hl7Time(time))
            case .boolean(let isTrue):
                (type, bytes) = ("CWE", Array((isTrue ? "Y^Yes^HL70136" : "N^No^HL70136").utf8))
            case .attachment(let contentType, _):
                let parts = contentType.split(separator: "/", maxSplits: 1).map { escaped(String($0)) }
                (type, bytes) = ("ED", [0x5E] + joined(parts, by: 0x5E))
            case .absent: break
            }
        }

        private static func unit(_ text: String, code: String?) -> [UInt8] {
            guard let code else { return escaped(text) }
            return escaped(code) + [0x5E] + escaped(text == code ? "" : text) + Array("^UCUM".utf8)
        }

        /// `1:128`, `10-20`, `2+` with their separator apart; other text as it is.
        private static func structured(_ text: String) -> (type: String, bytes: [UInt8]) {
            let isNumeral: (Character) -> Bool = { $0.isASCII && $0.isNumber || $0 == "." }
            let comparator = text.prefix { $0 == "<" || $0 == ">" || $0 == "=" }
            let first = text[comparator.endIndex...].prefix(while: isNumeral)
            let rest = text[first.endIndex...]
            let second = rest.dropFirst()
            guard number(first) != nil, let separator = rest.first, "-+/:".contains(separator),
                second.isEmpty || (number(second) != nil && second.allSatisfy(isNumeral))
            else { return ("ST", escaped(text)) }
            let parts = [comparator, first, rest.prefix(1)].map { escaped(String($0)) }
            return ("SN", joined(parts + (second.isEmpty ? [] : [escaped(String(second))]), by: 0x5E))
        }
    }

    private static func joined(_ parts: [[UInt8]], by separator: UInt8) -> [UInt8] {
        Array(parts.joined(separator: [separator]))
    }

    /// A coded value: up to three codings, and the words as original text.
    private static func coded(_ value: CodedValue) -> [UInt8] {
        if value.codings.isEmpty { return value.text.isEmpty ? [] : [0x5E] + escaped(value.text) }
        var parts = [[UInt8]](repeating: [], count: 12)
        for (coding, first) in zip(value.codings, [0, 3, 9]) {
            parts[first] = escaped(coding.code)
            parts[first + 1] = escaped(coding.display)
            parts[first + 2] = escaped(codeSystemName(coding.system))
        }
        parts[8] = escaped(value.text)
        while parts.last?.isEmpty == true { parts.removeLast() }
        return joined(parts, by: 0x5E)
    }

    /// An identifier with its authority as a namespace, or as a universal identifier where it is a URI or an OID.
    private static func identifier(_ identifier: Identifier, authority: Int?) -> [UInt8] {
        let system = identifier.system
        if system.isEmpty { return escaped(identifier.value) }
        let isObject = system.contains(".") && system.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        let isUniversal = isObject || system.contains(":")
        let parts = isUniversal ? [[], escaped(system), Array((isObject ? "ISO" : "URI").utf8)] : [escaped(system)]
        guard let authority else { return joined([escaped(identifier.value)] + parts, by: 0x5E) }
        let empty = [[UInt8]](repeating: [], count: authority - 2)
        return joined([escaped(identifier.value)] + empty + [joined(parts, by: 0x26)], by: 0x5E)
    }
}
