extension FHIR {
    /// Makes a report of a group's resources.
    struct ReportBuilder {
        private let group: ReportGroup
        private let table: ResourceTable
        private let index: ReferenceIndex
        /// The report made.
        private(set) var report = LabReport()
        /// Names that references lead to: organizations, practitioners, devices; and specimens.
        private var names: [Int: String] = [:]
        private var specimens: [Int: CodedValue] = [:]
        private var results: [LabResult] = []

        init(group: ReportGroup, table: ResourceTable, subjects: SubjectIdentity) {
            self.group = group
            self.table = table
            var index = ReferenceIndex()
            for member in group.members { index.add(member, in: table) }
            self.index = index
            report.patient.identifiers = subjects.identifiers(group.subject, patient: group.patient, in: table)
            // What others refer to first.
            for member in group.members where table.resources[member].kind == .attachable { read(member, noteAttached) }
            if let patient = group.patient { read(patient) { $0.addPatient($2) } }
            for member in group.members where table.resources[member].kind == .report {
                read(member) { $0.addReport($2) }
            }
            let hasReport = group.roots.contains { table.resources[$0].kind == .report }
            for member in group.members where table.resources[member].kind == .observation {
                read(member) { builder, index, value in
                    if !hasReport, index == group.roots.first { builder.addReportDetails(ofFirst: value) }
                    builder.addResult(value, isHeading: table.resources[index].resultCount == 0)
                }
            }
            if !hasReport { report.status = Self.status(of: results) }
            for index in results.indices where results[index].effective == report.effective {
                results[index].effective = nil
            }
            report.results += results
        }

        private mutating func read(_ resource: Int, _ body: (inout ReportBuilder, Int, JSONValue) -> Void) {
            var document = JSONDocument()
            // It has been parsed before; only memory that changed under us could fail.
            guard (try? document.parse(table.window, from: table.resources[resource].range.lowerBound)) != nil else {
                return
            }
            body(&self, resource, document.root)
        }

        private func noteAttached(_ builder: inout ReportBuilder, _ resource: Int, _ value: JSONValue) {
            if table.isEqual(table.resources[resource].type, "Specimen") {
                builder.specimens[resource] = value["type"]?.concept ?? CodedValue()
            } else if table.isEqual(table.resources[resource].type, "ServiceRequest") {
                if group.roots.count > 1 { builder.report.code = value["code"]?.concept ?? CodedValue() }
                builder.report.identifiers += value.elements(of: "identifier").compactMap(\.identifier)
            } else {
                builder.names[resource] =
                    value["name"]?.words ?? value["name"]?.humanName ?? value["deviceName"]?.first?["name"]?.words
                    ?? value["type"]?.concept.label
            }
        }

        private mutating func addPatient(_ value: JSONValue) {
            report.patient.name = value["name"]?.humanName
            report.patient.birthDate = value.clinicalTime("birthDate", "_birthDate")
            report.patient.gender = value["gender"]?.words
        }

        private mutating func addReport(_ value: JSONValue) {
            let own = value.elements(of: "identifier").compactMap(\.identifier)
            report.identifiers = own + report.identifiers + orders(value)
            report.code = value["code"]?.concept ?? CodedValue()
            report.status = value["status"]?.words ?? "unknown"
            addCommon(value)
            report.specimen = value["specimen"]?.first.flatMap { specimen($0, in: value) }
            if let conclusion = value["conclusion"]?.words { report.notes += Self.paragraphs(conclusion) }
            report.notes += value.elements(of: "conclusionCode").map(\.concept.label).filter { !$0.isEmpty }
            for form in value.elements(of: "presentedForm") {
                var result = LabResult()
                result.code.text = form["title"]?.string ?? ""
                result.value = JSONValue.attachment(form)
                result.status = report.status
                report.results.append(result)
            }
            for inner in value.elements(of: "contained")
            where inner["resourceType"]?.isString("Observation") == true { addResult(inner, isHeading: false) }
        }

        /// Fills the report of observations that no DiagnosticReport holds together from the first of them.
        private mutating func addReportDetails(ofFirst value: JSONValue) {
            if group.roots.count == 1 {
                report.code = value["code"]?.concept ?? CodedValue()
                report.identifiers = (value.elements(of: "identifier").compactMap(\.identifier)) + report.identifiers
            }
            report.identifiers += orders(value)
            addCommon(value)
            report.specimen = value["specimen"].flatMap { specimen($0, in: value) }
        }

        private mutating func addCommon(_ value: JSONValue) {
            report.effective = value.effective
            report.issued = value.clinicalTime("issued", "_issued")
            let performers = value.elements(of: "performer").compactMap { name($0, in: value) }
            report.performer = performers.isEmpty ? nil : performers.joined(separator: ", ")
            if report.patient.name == nil { report.patient.name = value["subject"]?["display"]?.words }
            if let local = contained(value["subject"], in: value) { addPatient(local) }
        }

        /// The orders that `basedOn` names: by identifier, else by reference.
        private func orders(_ value: JSONValue) -> [Identifier] {
            value["basedOn"]?.elements.compactMap { order in
                order["identifier"]?.identifier
                    ?? (resolve(order) == nil ? order["reference"]?.words.map { Identifier(value: $0) } : nil)
            } ?? []
        }

        private mutating func addResult(_ value: JSONValue, isHeading: Bool) {
            var result = self.result(value)
            // A panel that only names its members says nothing that the report does not.
            if isHeading, result.notes.isEmpty, result.interpretation.isEmpty { return }
            result.status = value["status"]?.words ?? "unknown"
            result.effective = value.effective
            result.notes = value.annotations
            result.device =
                value["device"].flatMap { name($0, in: value) }
                ?? value["method"].map(\.concept.label).flatMap { $0.isEmpty ? nil : $0 }
            result.components =
                value.elements(of: "component").map { component in
                    var part = self.result(component)
                    part.status = result.status
                    return part
                }
            results.append(result)
        }

        private func result(_ value: JSONValue) -> LabResult {
            var result = LabResult()
            result.code = value["code"]?.concept ?? CodedValue()
            result.value = value.resultValue
            result.interpretation = value.interpretations
            result.referenceRange = value.referenceRanges
            return result
        }

        private func contained(_ reference: JSONValue?, in value: JSONValue) -> JSONValue? {
            guard let name = reference?["reference"]?.string, name.hasPrefix("#") else { return nil }
            return value["contained"]?.elements.first { $0["id"]?.string == String(name.dropFirst()) }
        }

        private func resolve(_ reference: JSONValue) -> Int? {
            reference["reference"].flatMap { index.resolve(SourceText($0), from: group.roots[0], in: table) }
        }

        /// What people call the target of a reference: the display, else its name, else its identifier or the reference.
        private func name(_ reference: JSONValue, in value: JSONValue) -> String? {
            if let display = reference["display"]?.words { return display }
            if let local = contained(reference, in: value) {
                return local["name"]?.words ?? local["name"]?.humanName ?? local["deviceName"]?.first?["name"]?.words
            }
            if let name = resolve(reference).flatMap({ names[$0] }) { return name }
            let text = reference["reference"]?.words
            if text?.hasPrefix("urn:uuid:") == true, names.count == 1 { return names.first?.value }
            return reference["identifier"]?["value"]?.words ?? text
        }

        private func specimen(_ reference: JSONValue, in value: JSONValue) -> CodedValue? {
            if let local = contained(reference, in: value) { return local["type"]?.concept }
            if let found = resolve(reference).flatMap({ specimens[$0] }), !found.isEmpty { return found }
            if let display = reference["display"]?.words { return CodedValue(text: display) }
            return specimens.count == 1 ? specimens.first?.value : nil
        }

        /// What `FHIR.write` joins with an empty line.
        static func paragraphs(_ text: String) -> [String] {
            var paragraphs: [String] = []
            var lines: [Substring] = []
            for line in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
                if !line.isEmpty {
                    lines.append(line)
                } else if !lines.isEmpty {
                    paragraphs.append(lines.joined(separator: "\n"))
                    lines = []
                }
            }
            return paragraphs
        }

        /// The status of a report that nobody stated: the least finished of its results', else that of the changed ones.
        private static func status(of results: [LabResult]) -> String {
            let all = Set(results.map(\.status))
            if let only = all.first, all.count == 1 { return only }
            if all.isEmpty { return "unknown" }
            if !all.isDisjoint(with: ["registered", "preliminary"]) { return "partial" }
            for status in ["corrected", "amended", "final"] where all.contains(status) { return status }
            return "unknown"
        }
    }
}
