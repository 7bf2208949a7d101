extension CSV.Pass {
    /// Appends the records of the reports found, in the order of their first rows.
    func appendRecords(to records: inout [ParsedRecord]) {
        records.reserveCapacity(records.count + groups.groups.count)
        for group in groups.groups { records.append(record(group)) }
    }

    private func record(_ group: CSV.Group) -> ParsedRecord {
        let set = characterSet ?? .utf8
        var identifier = Identifier(system: layout.authority, value: "")
        var messageIdentity = ""
        if layout.patient != nil {
            identifier.value = CSV.text(of: group.key.patient, in: window, set) ?? ""
            let authority = CSV.text(of: group.key.authority, in: window, set) ?? ""
            if !authority.isEmpty { identifier.system = authority }
        } else {
            identifier.value = "\(source)#\(group.place.byteOffset)"
            messageIdentity = identifier.value
        }
        let rows = group.pieces.filter { $0.role == .document }
        var numbers = group.codes
        if group.runCount > 1 {
            var seen: Set<Int32> = []
            numbers = numbers.filter { seen.insert($0).inserted }
        }
        return ParsedRecord(
            pieces: group.pieces, place: group.place, patientIdentifiers: [identifier],
            messageIdentity: messageIdentity,
            reportIdentity: reportIdentity(group, patient: identifier.value, set), contentPieces: rows,
            codes: numbers.map { codes.texts[Int($0)] }, resultCount: group.resultCount,
            mayBePart: true)
    }

    /// Patient and order number, else patient, time and panel; empty where there is neither number nor time, since then
    /// every table of the patient would be a version of the same report.
    private func reportIdentity(_ group: CSV.Group, patient: String, _ set: CharacterSet) -> String {
        let key = group.key
        if key.order.start < key.order.end {
            return "\(patient)\u{1F}\(CSV.text(of: key.order, in: window, set) ?? "")"
        }
        let time = [key.time.0, key.time.1].map { CSV.text(of: $0, in: window, set) ?? "" }.joined(separator: " ")
        if layout.patient == nil || time == " " { return "" }
        let panel = group.isOnePanel ? CSV.text(of: group.panel, in: window, set) ?? "" : ""
        return "\(patient)\u{1F}\(time)\u{1F}\(panel)"
    }
}
