extension HL7v2 {
    /// Reads a message's whole content: one report for each OBR.
    ///
    /// Results that follow no OBR make a report without a code. What a value does not say is not guessed: a time that
    /// is none is nil, a number that is none is text, and the result is kept.
    ///
    /// - Parameters:
    ///   - document: one message, from the M of MSH on; one patient's part of a message is one too.
    ///   - encoding: the message's character set, whatever MSH-18 says; nil to believe MSH-18.
    /// - Throws: `hl7.noDelimiters`, `hl7.undecodable`, `hl7.unknownCharacterSet`.
    public static func reports(
        document: UnsafeRawBufferPointer, encoding: CharacterSet? = nil
    ) throws(Reason) -> [LabReport] {
        let message = try Message(document, encoding: encoding)
        return message.bytes.withUnsafeBytes { bytes in
            var builder = ReportBuilder(Cursor(message, bytes))
            for segment in message.segments { builder.take(segment) }
            return builder.finish()
        }
    }

    /// Reads a message's whole content, as `reports(document:encoding:)` of a buffer does.
    public static func reports(document: [UInt8], encoding: CharacterSet? = nil) throws(Reason) -> [LabReport] {
        let result = document.withUnsafeBytes { buffer in
            Result { () throws(Reason) in try reports(document: buffer, encoding: encoding) }
        }
        return try result.get()
    }

    /// Puts segments together to reports.
    ///
    /// Specification: HL7 version 2.5.1, section 7.3.1 (ORU^R01), sections 7.4.1 (OBR), 7.4.2 (OBX), 3.4.2 (PID),
    /// 2.15.10 (NTE).
    struct ReportBuilder {
        /// What a note is about: the segment before it.
        private enum NoteTarget {
            case patient
            case order
            case report
            case result
        }

        var cursor: Cursor
        private var facility = ""
        private var patient = PatientDetails()
        private var hasPatient = false
        /// Notes before an OBR, for the reports of the patient and for the next report.
        private var patientNotes: [String] = []
        private var orderNotes: [String] = []
        /// ORC-3 and ORC-2.
        private var orderIdentifiers: (filler: Identifier?, placer: Identifier?) = (nil, nil)
        private var finished: [LabReport] = []
        private var current: LabReport?
        private var target = NoteTarget.patient

        init(_ cursor: Cursor) { self.cursor = cursor }

        mutating func take(_ segment: Message.Segment) {
            switch segment.packedName {
            case .messageHeader:
                cursor.move(to: segment)
                let parts = [cursor.text(4), cursor.text(4, component: 2)]
                facility = parts.first { !$0.isEmpty } ?? ""
            case .patient: beginPatient(segment)
            case .commonOrder:
                cursor.move(to: segment)
                orderIdentifiers = (identifier(3), identifier(2))
                target = .order
            case .request: beginReport(segment)
            case .observation: addResult(segment)
            case .specimen: addSpecimen(segment)
            case .note: addNote(segment)
            default: break
            }
        }

        mutating func finish() -> [LabReport] {
            endReport()
            return finished
        }

        private mutating func endReport() {
            if let report = current { finished.append(report) }
            current = nil
        }

        private mutating func beginPatient(_ segment: Message.Segment) {
            endReport()
            cursor.move(to: segment)
            patient = patientDetails()
            if !hasPatient {
                for index in finished.indices { finished[index].patient = patient }
            } else {
                patientNotes = []
            }
            hasPatient = true
            orderNotes = []
            orderIdentifiers = (nil, nil)
            target = .patient
        }

        /// What PID says; the identifiers are those that the reader indexes.
        private func patientDetails() -> PatientDetails {
            var details = PatientDetails()
            for field in [3, 2, 4] where details.identifiers.isEmpty {
                for repetition in cursor.repetitions(field) {
                    guard var identifier = cursor.identifier(repetition, authority: 4) else { continue }
                    if identifier.system.isEmpty { identifier.system = facility }
                    if !details.identifiers.contains(identifier) { details.identifiers.append(identifier) }
                }
            }
            if let name = cursor.repetitions(5).first {
                let family = cursor.text(cursor.subcomponent(1, of: cursor.component(1, of: name)))
                let parts = [
                    family, cursor.text(cursor.component(2, of: name)), cursor.text(cursor.component(3, of: name)),
                ]
                let whole = parts.filter { !$0.isEmpty }.joined(separator: " ")
                details.name = whole.isEmpty ? nil : whole
            }
            details.birthDate = dateTime(cursor.text(7))
            details.gender = HL7v2.gender(cursor.text(8))
            return details
        }

        private mutating func beginReport(_ segment: Message.Segment) {
            endReport()
            cursor.move(to: segment)
            var report = LabReport()
            report.patient = patient
            for identifier in [identifier(3) ?? orderIdentifiers.filler, identifier(2) ?? orderIdentifiers.placer] {
                if let identifier, !report.identifiers.contains(identifier) { report.identifiers.append(identifier) }
            }
            orderIdentifiers = (nil, nil)
            report.code = cursor.coded(4)
            report.status = reportStatus(cursor.text(25))
            report.effective = dateTime(cursor.text(7))
            report.issued = dateTime(cursor.text(22))
            report.specimen = sourceOfSpecimen()
            let interpreter = namedInterpreter()
            report.performer = interpreter ?? (facility.isEmpty ? nil : facility)
            isPerformerNamed = interpreter != nil
            report.notes = patientNotes + orderNotes
            orderNotes = []
            current = report
            target = .report
        }

        /// Whether the report's performer is more than the sending facility.
        private var isPerformerNamed = false

        private func identifier(_ field: Int) -> Identifier? {
            cursor.repetitions(field).first.flatMap { cursor.identifier($0, authority: nil) }
        }

        /// OBR-15: the specimen's code, text and system as subcomponents; a single value is words.
        private func sourceOfSpecimen() -> CodedValue? {
            guard let field = cursor.repetitions(15).first, let source = cursor.component(1, of: field) else {
                return nil
            }
            var value = cursor.coded(source, by: cursor.delimiters.subcomponent)
            if value.codings.count == 1, value.codings[0].system.isEmpty, value.codings[0].display.isEmpty {
                value = CodedValue(text: value.codings[0].code)
            }
            return value.isEmpty ? nil : value
        }

        /// OBR-32: the principal result interpreter, with or without an identifier before the name.
        private func namedInterpreter() -> String? {
            guard let field = cursor.repetitions(32).first else { return nil }
            let person = cursor.component(1, of: field)
            var parts = [
                cursor.text(cursor.subcomponent(2, of: person)), cursor.text(cursor.subcomponent(3, of: person)),
            ]
            if parts.allSatisfy(\.isEmpty) {
                parts = [cursor.text(cursor.component(2, of: field)), cursor.text(cursor.component(3, of: field))]
                if dateTime(parts[0]) != nil { parts = [cursor.text(person)] }
            }
            let name = parts.filter { !$0.isEmpty }.joined(separator: " ")
            return name.isEmpty ? nil : name
        }

        private mutating func addResult(_ segment: Message.Segment) {
            cursor.move(to: segment)
            var report = current ?? LabReport()
            if current == nil {
                report.patient = patient
                report.performer = facility.isEmpty ? nil : facility
                report.notes = patientNotes + orderNotes
                orderNotes = []
                isPerformerNamed = false
            }
            current = nil
            if !isPerformerNamed {
                // The performing organization, else the producer.
                var name = cursor.text(23)
                if name.isEmpty { name = cursor.text(15, component: 2) }
                if name.isEmpty { name = cursor.text(15) }
                if !name.isEmpty { (report.performer, isPerformerNamed) = (name, true) }
            }
            report.results.append(cursor.result(reportTime: report.effective))
            current = report
            target = .result
        }

        private mutating func addSpecimen(_ segment: Message.Segment) {
            cursor.move(to: segment)
            target = .report
            guard current != nil else { return }
            let kind = cursor.coded(4)
            if !kind.isEmpty { current?.specimen = kind }
            if current?.effective == nil { current?.effective = dateTime(cursor.text(17)) }
        }

        private mutating func addNote(_ segment: Message.Segment) {
            cursor.move(to: segment)
            let note = cursor.lines(3)
            if note.isEmpty { return }
            guard var report = current, target == .report || target == .result else {
                if target == .order { orderNotes.append(note) } else { patientNotes.append(note) }
                return
            }
            current = nil
            if target == .result, let last = report.results.indices.last {
                report.results[last].notes.append(note)
            } else {
                report.notes.append(note)
            }
            current = report
        }
    }
}
