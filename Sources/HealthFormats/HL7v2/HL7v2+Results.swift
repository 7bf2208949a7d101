extension HL7v2.Cursor {
    /// The result in the OBX at hand.
    ///
    /// - Parameter reportTime: when the report says the observation was made; a result repeats it only where it
    /// differs.
    func result(reportTime: ClinicalTime?) -> LabResult {
        var result = LabResult()
        result.code = coded(3)
        let status = text(11)
        result.status = HL7v2.observationStatus(status)
        let values = sentValues()
        if let first = values.first {
            result.value = first
        } else {
            result.value = .absent(reason: HL7v2.isReasonForAbsence(status) ? status : "")
        }
        for further in values.dropFirst() {
            var component = LabResult()
            component.code = result.code
            component.value = further
            component.status = result.status
            result.components.append(component)
        }
        result.interpretation = repetitions(8).map { flag in
            let code = text(component(1, of: flag))
            return code.isEmpty ? text(component(2, of: flag)) : code
        }.filter { !$0.isEmpty }
        result.referenceRange = HL7v2.referenceRange(wholeText(7))
        let time = HL7v2.dateTime(text(14)) ?? HL7v2.dateTime(text(19))
        result.effective = time == reportTime ? nil : time
        let devices = repetitions(18).map { text(component(1, of: $0)) }.filter { !$0.isEmpty }
        if !devices.isEmpty {
            result.device = devices.joined(separator: ", ")
        } else {
            result.device = [text(17, component: 2), text(17)].first { !$0.isEmpty }
        }
        return result
    }

    /// What OBX-5 holds, read by its type OBX-2; more than one value only of documents, which cannot be joined.
    ///
    /// Specification: HL7 version 2.5.1, sections 7.4.2.2, 7.4.2.5 and 2.A (data types), table 0125.
    private func sentValues() -> [ResultValue] {
        let repetitions = repetitions(5)
        guard let first = repetitions.first else { return [] }
        switch text(2) {
        case "NM": return [number(repetitions)]
        case "SN": return repetitions.count == 1 ? [structured(first)] : [.text(lines(5))]
        case "CE", "CWE", "CNE", "CF": return [coded(repetitions)]
        case "IS", "ID":
            return [.coded(repetitions.map { CodedValue(codings: [Coding(code: text($0))]) })]
        case "DT", "TS", "DTM": return [time(repetitions, HL7v2.dateTime)]
        case "TM": return [time(repetitions, HL7v2.time)]
        case "ED": return repetitions.map(document)
        case "RP": return [words(repetitions.map { component(1, of: $0) ?? $0 })]
        case "ST", "TX", "FT", "": return [words(repetitions)]
        default:
            // Addresses, names, identifiers: their parts, for people.
            let texts = repetitions.map { repetition in
                parts(of: repetition, by: delimiters.component).map { text($0) }.filter { !$0.isEmpty }
                    .joined(separator: " ")
            }
            return [.text(texts.joined(separator: "\n"))]
        }
    }

    private func words(_ repetitions: [Range<Int>]) -> ResultValue {
        let words = repetitions.map { text($0) }.joined(separator: "\n")
        return words.isEmpty ? .absent(reason: "") : .text(words)
    }

    /// OBX-6: the unit for people, and its code where the sender says that it is UCUM.
    private func sentUnit() -> (text: String, code: String?) {
        let unit = coded(6)
        let code = unit.codings.first { $0.system == HL7v2.ucum }
        if let code { return (code.display.isEmpty ? code.code : code.display, code.code) }
        return (unit.codings.first?.code ?? unit.text, nil)
    }

    /// A number; what a laboratory sends in its place (`HEMOLYZED`) is text.
    private func number(_ repetitions: [Range<Int>]) -> ResultValue {
        let texts = repetitions.map { String(HL7v2.trimmed(text($0)[...])) }
        let numbers = texts.compactMap(HL7v2.comparedNumber)
        guard numbers.count == texts.count, let first = numbers.first else { return words(repetitions) }
        let unit = sentUnit()
        if numbers.count > 1 { return .structured(texts.joined(separator: "; "), unit: unit.text) }
        return .quantity(comparator: first.comparator, number: first.number, unit: unit.text, unitCode: unit.code)
    }

    /// SN: comparator, number, separator or suffix, number.
    private func structured(_ range: Range<Int>) -> ResultValue {
        let parts = (1...4).map { HL7v2.trimmed(text(component($0, of: range))[...]) }
        let unit = sentUnit()
        let comparator: String? = parts[0].isEmpty || parts[0] == "=" ? nil : String(parts[0])
        if parts[2].isEmpty && parts[3].isEmpty {
            // A whole number in the comparator's place, as careless programs send it.
            if let whole = HL7v2.comparedNumber((comparator ?? "") + parts[1]),
                comparator == nil || parts[1].isEmpty || ["<", "<=", ">", ">="].contains(parts[0])
            {
                return .quantity(
                    comparator: whole.comparator, number: whole.number, unit: unit.text, unitCode: unit.code)
            }
        }
        let whole = (comparator ?? "") + parts[1...].joined()
        return whole.isEmpty ? .absent(reason: "") : .structured(whole, unit: unit.text)
    }

    private func coded(_ repetitions: [Range<Int>]) -> ResultValue {
        let values = repetitions.map { coded($0, by: delimiters.component) }.filter { !$0.isEmpty }
        guard let first = values.first else { return .absent(reason: "") }
        // HL7's own table for yes and no.
        if values.count == 1, let coding = first.codings.first, coding.system == HL7v2.codeSystemURI("HL70136") {
            if coding.code == "Y" { return .boolean(true) }
            if coding.code == "N" { return .boolean(false) }
        }
        return .coded(values)
    }

    private func time(_ repetitions: [Range<Int>], _ read: (String) -> ClinicalTime?) -> ResultValue {
        guard repetitions.count == 1, let time = read(text(component(1, of: repetitions[0]))) else {
            return words(repetitions)
        }
        return .time(time)
    }

    /// ED: source, type, subtype, encoding, data.
    ///
    /// Specification: HL7 version 2.5.1, section 2.A.24, tables 0191 and 0291.
    private func document(_ range: Range<Int>) -> ResultValue {
        let type = text(component(2, of: range)).lowercased()
        let subtype = text(component(3, of: range)).lowercased()
        let major =
            switch type {
            case "im", "image": "image"
            case "au", "audio": "audio"
            case "text", "tx", "ft": "text"
            case "multipart": "multipart"
            case "video": "video"
            default: "application"
            }
        let minor = !subtype.isEmpty ? subtype : ["application", "ap", ""].contains(type) ? "octet-stream" : type
        let count = decodedCount(component(5, of: range), encoding: text(component(4, of: range)))
        let plain = major == "text" && ["", "tx", "ft", "text"].contains(minor) ? "plain" : minor
        return .attachment(contentType: "\(major)/\(plain)", byteCount: count)
    }
}
