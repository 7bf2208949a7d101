extension HL7v2.Reader {
    /// Turns a unit into records and rejections.
    mutating func take(
        _ unit: HL7v2.Unit, _ window: UnsafeRawBufferPointer, byteOffset: UInt64, into batch: inout ParsedBatch
    ) {
        let firstRejection = batch.rejections.count
        let place = Places(line: lineNumber, byteOffset: byteOffset)
        checkCounts(unit, window, place, into: &batch)
        let overflow = isOversized ? Reason("hl7.tooLarge", ["limit": "\(limit)"]) : nil
        if let message = unit.message {
            messageCount += 1
            let before = unit.surroundings(in: unit.start..<message.lowerBound)
            let after = unit.surroundings(in: message.upperBound..<unit.end)
            takeMessage(message, unit, before, after, window, place, into: &batch)
            for stray in unit.strays {
                let reason = stray.range.lowerBound < message.lowerBound ? overflow : nil
                batch.rejections.append(place.rejection(reason ?? Reason("hl7.strayText"), stray, []))
            }
        } else if let first = unit.strays.first {
            let around = unit.surroundings(in: unit.start..<unit.end)
            for stray in unit.strays {
                let isFirst = stray.lineIndex == first.lineIndex
                let rejection = place.rejection(overflow ?? Reason("hl7.strayText"), stray, isFirst ? around : [])
                batch.rejections.append(rejection)
            }
        } else {
            let whole = HL7v2.Unit.Around(range: unit.start..<unit.end, lineIndex: 0)
            batch.rejections.append(place.rejection(overflow ?? Reason("hl7.noMessages"), whole, []))
        }
        isOversized = false
        isWithinLine = false
        if batch.rejections.count > firstRejection + 1 {
            batch.rejections[firstRejection...].sort { $0.place.byteOffset < $1.place.byteOffset }
        }
    }

    private mutating func checkCounts(
        _ unit: HL7v2.Unit, _ window: UnsafeRawBufferPointer, _ place: Places, into batch: inout ParsedBatch
    ) {
        var isCounted = unit.message == nil
        for segment in unit.envelope {
            if !isCounted, let message = unit.message, segment.range.lowerBound > message.lowerBound {
                counts.addMessage()
                isCounted = true
            }
            if let reason = counts.take(UnsafeRawBufferPointer(rebasing: window[segment.range])) {
                var remark = place.rejection(reason, segment, [])
                remark.isRemark = true
                batch.rejections.append(remark)
            }
        }
        if !isCounted { counts.addMessage() }
    }

    private func takeMessage(
        _ message: Range<Int>, _ unit: HL7v2.Unit, _ before: [Piece], _ after: [Piece],
        _ window: UnsafeRawBufferPointer, _ place: Places, into batch: inout ParsedBatch
    ) {
        let bytes = UnsafeRawBufferPointer(rebasing: window[message])
        let whole = [Piece(offset: message.lowerBound, count: message.count)]
        func refuse(_ reason: Reason) {
            let item = place.at(message.lowerBound, lineIndex: unit.messageLineIndex)
            batch.rejections.append(Rejection(reason: reason, place: item, pieces: before + whole + after))
        }
        if message.count > limit { return refuse(Reason("hl7.tooLarge", ["limit": "\(limit)"])) }
        do throws(Reason) {
            let scan = try scan(bytes, in: window, message)
            guard let first = scan.groups.first, !(scan.hasOrphans && scan.groups.count > 1) else {
                throw Reason("hl7.noPatient")
            }
            if scan.groups.count == 1 {
                let content = Piece(offset: unit.messageBody, count: message.upperBound - unit.messageBody)
                let item = place.at(message.lowerBound, lineIndex: unit.messageLineIndex)
                let pieces = before + whole + after
                let record = try record(of: first, scan, pieces: pieces, content: [content], place: item)
                batch.records.append(record)
            } else {
                takeGroups(scan, message, unit, before, after, place, into: &batch)
            }
        } catch {
            refuse(error)
        }
    }

    /// Makes a record for each patient of a message; all share the segments before the first PID.
    private func takeGroups(
        _ scan: HL7v2.Scan, _ message: Range<Int>, _ unit: HL7v2.Unit, _ before: [Piece], _ after: [Piece],
        _ place: Places, into batch: inout ParsedBatch
    ) {
        let starts = scan.groups.map { lines[$0.lineIndex].start }
        let shared = Piece(offset: message.lowerBound, count: starts[0] - message.lowerBound)
        let sharedContent = Piece(offset: unit.messageBody, count: starts[0] - unit.messageBody)
        for (index, group) in scan.groups.enumerated() {
            let isLast = index == scan.groups.count - 1
            let end = isLast ? message.upperBound : starts[index + 1]
            let own = Piece(offset: starts[index], count: end - starts[index])
            let pieces = (index == 0 ? before : []) + [shared, own] + (isLast ? after : [])
            let content = sharedContent.count > 0 ? [sharedContent, own] : [own]
            let item = place.at(starts[index], lineIndex: unit.messageLineIndex + group.lineIndex)
            do throws(Reason) {
                batch.records.append(try record(of: group, scan, pieces: pieces, content: content, place: item))
            } catch {
                batch.rejections.append(Rejection(reason: error, place: item, pieces: pieces))
            }
        }
    }

    /// Checks that the message is a report, decodes it and collects what indexes it.
    private func scan(
        _ bytes: UnsafeRawBufferPointer, in window: UnsafeRawBufferPointer, _ message: Range<Int>
    ) throws(Reason) -> HL7v2.Scan {
        guard let delimiters = HL7v2.Delimiters(header: bytes) else { throw Reason("hl7.noDelimiters") }
        try Self.checkType(bytes, delimiters)
        let declared = encoding.map { .named($0) } ?? HL7v2.declaredSet(of: bytes, delimiters: delimiters)
        switch try HL7v2.decode(bytes, as: declared, delimiters: delimiters) {
        case .asSent(let set):
            return HL7v2.Scan(window, lines: lines, delimiters: delimiters, set: set, source: source)
        case .converted(let text, let set):
            return text.withUnsafeBytes { text in
                var converted: [HL7v2.Line] = []
                var scanner = HL7v2.LineScanner(text)
                var start = 0
                while start < text.count && converted.count < lines.count {
                    converted.append(scanner.line(at: start).line)
                    start = converted[converted.count - 1].next
                }
                return HL7v2.Scan(text, lines: converted, delimiters: delimiters, set: set, source: source)
            }
        }
    }

    /// Refuses a message that MSH-9 does not call an unsolicited result.
    ///
    /// R30, R31 and R32 are results of point-of-care devices, built like R01.
    private static func checkType(
        _ bytes: UnsafeRawBufferPointer, _ delimiters: HL7v2.Delimiters
    ) throws(Reason) {
        var scanner = HL7v2.LineScanner(bytes)
        let end = scanner.line(at: 0).line.end
        guard let field = HL7v2.part(9, of: 0..<end, in: bytes, by: delimiters.field), !field.isEmpty else {
            throw Reason("hl7.noMessageType")
        }
        // Two components of a few letters: nothing that a faulty message puts here can be about a patient.
        let names = (1...2).map { number -> String in
            let part = HL7v2.part(number, of: field, in: bytes, by: delimiters.component) ?? 0..<0
            return String(decoding: bytes[part].lazy.filter(HL7v2.Byte.isNamePart).prefix(5), as: UTF8.self)
        }
        if names[0] == "ORU", ["", "R01", "R30", "R31", "R32"].contains(names[1]) { return }
        throw Reason("hl7.otherMessageType", ["type": names.filter { !$0.isEmpty }.joined(separator: "^")])
    }

    private func record(
        of group: HL7v2.Scan.Group, _ scan: HL7v2.Scan, pieces: [Piece], content: [Piece], place: SourcePlace
    ) throws(Reason) -> ParsedRecord {
        if group.identifiers.isEmpty { throw Reason("hl7.noPatientIdentifier") }
        guard group.resultCount > 0 || group.requestCount > 0 else { throw Reason("hl7.noResults") }
        let orders = group.orderNumbers.joined(separator: ",")
        return ParsedRecord(
            pieces: pieces, place: place, patientIdentifiers: group.identifiers,
            messageIdentity: scan.control.isEmpty ? "" : "\(scan.application)|\(scan.facility)|\(scan.control)",
            reportIdentity: orders.isEmpty ? "" : "\(scan.facility)/\(scan.application)/\(orders)",
            contentPieces: content, codes: group.codes, resultCount: group.resultCount)
    }
}

/// Where things of a unit stand in the source.
private struct Places {
    /// The unit's first line.
    let line: Int
    /// Where the window begins.
    let byteOffset: UInt64

    func at(_ offset: Int, lineIndex: Int) -> SourcePlace {
        SourcePlace(line: line + lineIndex, byteOffset: byteOffset &+ UInt64(offset))
    }

    func rejection(_ reason: Reason, _ item: HL7v2.Unit.Around, _ surroundings: [Piece]) -> Rejection {
        let own = Piece(offset: item.range.lowerBound, count: item.range.count)
        return Rejection(
            reason: reason, place: at(item.range.lowerBound, lineIndex: item.lineIndex),
            pieces: (surroundings + [own]).sorted { $0.offset < $1.offset })
    }
}
