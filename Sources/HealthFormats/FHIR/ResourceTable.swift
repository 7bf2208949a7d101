extension FHIR {
    /// A string of the window, by place.
    struct SourceText {
        private(set) var start = 0
        /// Number of bytes, 0 where nothing was sent.
        private(set) var count: UInt32 = 0
        /// Tells most texts apart without a look at the window.
        private(set) var mark: UInt16 = 0
        private(set) var isEscaped = false

        var isMissing: Bool { count == 0 }

        init() {}

        /// The characters of a string; nothing for an empty one and for values of other kinds.
        init(_ value: JSONValue?) {
            guard let value, value.kind == .string else {
                self.init()
                return
            }
            self.init(value.rawBytes, at: value.rawRange.lowerBound + 1)
            isEscaped = value.isEscaped
        }

        /// The bytes of a value of any kind as they stand.
        init(bytesOf value: JSONValue) {
            self.init(value.rawBytes, at: value.rawRange.lowerBound)
        }

        private init(_ bytes: UnsafeRawBufferPointer, at start: Int) {
            guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
            self.start = start
            count = UInt32(bytes.count)
            mark = UInt16(truncatingIfNeeded: (JSONBytes.hash(base, bytes.count) &* 0x9E37_79B1) >> 16)
        }
    }

    /// An identifier of the window, by place.
    struct SourceIdentifier {
        var system = SourceText()
        var value = SourceText()
    }

    /// What grouping and indexing need of one resource; strings stay in the window.
    struct Resource {
        enum Kind { case observation, report, patient, attachable, other }

        var kind = Kind.other
        var type = SourceText()
        var range = 0..<0
        var line = 1
        /// The top-level value that it is or stands in.
        var item = 0
        var id = SourceText()
        var fullURL = SourceText()
        /// Its own first identifier.
        var identifier = SourceIdentifier()
        /// `subject.reference` and `subject.type`.
        var subject = SourceText()
        var subjectType = SourceText()
        /// In `ResourceTable.identifiers`: of a patient its own, else those said of the subject.
        var patientIdentifiers = 0..<0
        /// What `basedOn` names first, a reference or an identifier.
        var order = SourceIdentifier()
        var effective = SourceText()
        /// In `ResourceTable.links`: the results of a report, the members of a panel.
        var members = 0..<0
        /// In `ResourceTable.links`: every reference within, where resources may bring others along.
        var references = 0..<0
        /// In `ResourceTable.codes`.
        var codes = 0..<0
        /// How many results it is or contains.
        var resultCount = 0
    }

    /// The resources of one window and what they hold, in flat arrays that are used again.
    struct ResourceTable {
        var resources: [Resource] = []
        var links: [SourceText] = []
        var codes: [SourceText] = []
        var identifiers: [SourceIdentifier] = []
        var window = UnsafeRawBufferPointer(start: nil, count: 0)

        mutating func removeAll() {
            resources.removeAll(keepingCapacity: true)
            links.removeAll(keepingCapacity: true)
            codes.removeAll(keepingCapacity: true)
            identifiers.removeAll(keepingCapacity: true)
        }

        /// The bytes of a text as they stand.
        func bytes(_ text: SourceText) -> UnsafeRawBufferPointer {
            text.isMissing
                ? UnsafeRawBufferPointer(start: nil, count: 0)
                : UnsafeRawBufferPointer(rebasing: window[text.start..<text.start + Int(text.count)])
        }

        /// The text, escapes undone.
        func string(_ text: SourceText) -> String {
            let raw = bytes(text)
            return text.isEscaped
                ? String(decoding: JSONValue.unescaped(raw), as: UTF8.self) : String(decoding: raw, as: UTF8.self)
        }

        func isEqual(_ one: SourceText, _ other: SourceText) -> Bool {
            one.count == other.count && one.mark == other.mark && JSONValue.equal(bytes(one), bytes(other))
        }

        func isEqual(_ text: SourceText, _ characters: StaticString) -> Bool {
            JSONValue.equal(
                bytes(text), UnsafeRawBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount))
        }

        /// The resource type for people; never more than a name, whatever was sent.
        func typeName(_ type: SourceText) -> String {
            let name = string(type)
            return name.utf8.count <= 64 && name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 } ? name : "?"
        }

        /// Adds what `value` holds.
        ///
        /// - Parameter keepsReferences: whether every reference is kept, for finding what it brings along.
        mutating func add(
            _ value: JSONValue, fullURL: JSONValue? = nil, line: Int, item: Int, keepsReferences: Bool
        ) {
            var resource = Resource()
            resource.type = SourceText(value["resourceType"])
            resource.range = value.rawRange
            resource.line = line
            resource.item = item
            resource.fullURL = SourceText(fullURL)
            resource.id = SourceText(value["id"])
            if isEqual(resource.type, "Observation") {
                resource.kind = .observation
                addObservation(value, to: &resource)
            } else if isEqual(resource.type, "DiagnosticReport") {
                resource.kind = .report
                addReport(value, to: &resource)
            } else if isEqual(resource.type, "Patient") {
                resource.kind = .patient
                let first = identifiers.count
                addIdentifiers(value["identifier"])
                resource.patientIdentifiers = first..<identifiers.count
            } else if attachableTypes.contains(string(resource.type)) {
                resource.kind = .attachable
            }
            if keepsReferences {
                let first = links.count
                addReferences(value)
                resource.references = first..<links.count
            }
            resources.append(resource)
        }

        private mutating func addObservation(_ value: JSONValue, to resource: inout Resource) {
            addShared(value, to: &resource)
            resource.effective = SourceText(value["effectiveDateTime"] ?? value["effectiveInstant"])
            if resource.effective.isMissing, let span = value["effectivePeriod"] ?? value["effectiveTiming"] {
                resource.effective = SourceText(bytesOf: span)
            }
            addMembers(value["hasMember"], to: &resource)
            let firstCode = codes.count
            resource.resultCount = addResult(value)
            resource.codes = firstCode..<codes.count
        }

        private mutating func addReport(_ value: JSONValue, to resource: inout Resource) {
            addShared(value, to: &resource)
            addMembers(value["result"], to: &resource)
            let firstCode = codes.count
            addCode(value["code"])
            if let contained = value["contained"] {
                for inner in contained.elements where inner["resourceType"]?.isString("Observation") == true {
                    resource.resultCount += addResult(inner)
                }
            }
            resource.codes = firstCode..<codes.count
        }

        /// Adds the codes of one observation; returns 1 where it is a result, 0 where it only names its members.
        private mutating func addResult(_ value: JSONValue) -> Int {
            addCode(value["code"])
            if let components = value["component"] {
                for component in components.elements { addCode(component["code"]) }
            }
            guard value["hasMember"]?.first != nil else { return 1 }
            let says = value.members.contains { member in
                let key = member.key.rawBytes
                return key.starts(with: "value".utf8) || key.elementsEqual("dataAbsentReason".utf8)
                    || key.elementsEqual("component".utf8)
            }
            return says ? 1 : 0
        }

        /// Adds what reports and observations have in common: whose, on what order, under which own identifier.
        private mutating func addShared(_ value: JSONValue, to resource: inout Resource) {
            if let own = value["identifier"]?.elements.first(where: { $0["value"]?.kind == .string }) {
                resource.identifier = identifier(own)
            }
            if let order = value["basedOn"]?.first {
                resource.order.value = SourceText(order["reference"])
                if resource.order.value.isMissing, let named = order["identifier"] {
                    resource.order = identifier(named)
                }
            }
            guard let subject = value["subject"] else { return }
            resource.subject = SourceText(subject["reference"])
            resource.subjectType = SourceText(subject["type"])
            let first = identifiers.count
            if let named = subject["identifier"], named["value"]?.kind == .string {
                identifiers.append(identifier(named))
            }
            if let local = contained(resource.subject, in: value) {
                resource.subjectType = SourceText(local["resourceType"])
                addIdentifiers(local["identifier"])
            }
            resource.patientIdentifiers = first..<identifiers.count
        }

        /// The contained resource that a reference `#id` names.
        private func contained(_ reference: SourceText, in value: JSONValue) -> JSONValue? {
            let name = bytes(reference)
            guard name.first == UInt8(ascii: "#"), let contained = value["contained"] else { return nil }
            let id = UnsafeRawBufferPointer(rebasing: name.dropFirst())
            return contained.elements.first { $0["id"].map { JSONValue.equal($0.rawBytes, id) } ?? false }
        }

        private mutating func addMembers(_ references: JSONValue?, to resource: inout Resource) {
            guard let references else { return }
            let first = links.count
            for reference in references.elements {
                let link = SourceText(reference["reference"])
                if !link.isMissing { links.append(link) }
            }
            resource.members = first..<links.count
        }

        /// Adds the LOINC code of a concept, else its first code.
        private mutating func addCode(_ concept: JSONValue?) {
            guard let codings = concept?["coding"] else { return }
            var chosen: JSONValue?
            for coding in codings.elements {
                guard let code = coding["code"], code.kind == .string else { continue }
                if coding["system"]?.isString("http://loinc.org") == true {
                    chosen = code
                    break
                }
                chosen = chosen ?? code
            }
            let code = SourceText(chosen)
            if !code.isMissing { codes.append(code) }
        }

        private mutating func addIdentifiers(_ list: JSONValue?) {
            guard let list else { return }
            for element in list.elements where element["value"]?.kind == .string {
                identifiers.append(identifier(element))
            }
        }

        private func identifier(_ value: JSONValue) -> SourceIdentifier {
            SourceIdentifier(system: SourceText(value["system"]), value: SourceText(value["value"]))
        }

        /// Adds the references anywhere within a resource.
        private mutating func addReferences(_ value: JSONValue) {
            for element in value.elements { addReferences(element) }
            for member in value.members {
                if member.value.kind == .string, member.key.rawBytes.elementsEqual("reference".utf8) {
                    let link = SourceText(member.value)
                    if !link.isMissing { links.append(link) }
                } else {
                    addReferences(member.value)
                }
            }
        }
    }
}
