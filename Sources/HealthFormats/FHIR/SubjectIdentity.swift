extension FHIR {
    /// Reads who a resource is about.
    ///
    /// A patient's identifiers in the order in which they decide:
    ///
    /// 1. business identifiers with a system: `subject.identifier`, then those of the Patient resource in the same Bundle
    ///    or contained, in the order sent;
    /// 2. the reference: `Patient/123` is `urn:clinicledger:fhir:Patient|123`, with a source's name
    ///    `urn:clinicledger:fhir:NAME:Patient|123`, since a server's ids mean nothing elsewhere;
    ///    `https://host/fhir/Patient/123` is `https://host/fhir/Patient|123`; and the Patient resource's own id likewise;
    /// 3. identifiers without a system, which may be another person's elsewhere;
    /// 4. where there is nothing else, the reference as a URI (`urn:uuid:…`) under `urn:ietf:rfc:3986`.
    struct SubjectIdentity {
        /// No patient has more; a hostile one must not cost more.
        private static let identifierLimit = 256

        /// The system of ids that are local to the server.
        let localSystem: String

        init(source: String?) {
            let name = (source ?? "").utf8.map { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    String(UnicodeScalar(byte))
                default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            }.joined()
            localSystem = "urn:clinicledger:fhir:" + (name.isEmpty ? "" : name + ":") + "Patient"
        }

        /// Whether a resource says anything that identifies its subject.
        func hasSubject(_ index: Int, in table: ResourceTable) -> Bool {
            let resource = table.resources[index]
            if !resource.patientIdentifiers.isEmpty { return true }
            return !resource.subject.isMissing && table.bytes(resource.subject).first != UInt8(ascii: "#")
        }

        /// Whether a result may stand in a report about the subject of `other`: it says nothing else, or the same.
        func mayJoin(_ index: Int, _ other: Int?, in table: ResourceTable, _ references: ReferenceIndex) -> Bool {
            guard let other, hasSubject(index, in: table) else { return true }
            let (own, theirs) = (table.resources[index].subject, table.resources[other].subject)
            if !own.isMissing, table.isEqual(own, theirs), table.bytes(own).first != UInt8(ascii: "#") { return true }
            func patient(_ subject: SourceText, _ origin: Int) -> Int? {
                subject.isMissing ? nil : references.resolve(subject, from: origin, in: table)
            }
            let patients = (patient(own, index), patient(theirs, other))
            if let one = patients.0, let another = patients.1 {
                // Two versions of one patient have the same id.
                let ids = (table.resources[one].id, table.resources[another].id)
                return one == another || (!ids.0.isMissing && table.isEqual(ids.0, ids.1))
            }
            return !Set(identifiers(index, patient: patients.0, in: table)).isDisjoint(
                with: identifiers(other, patient: patients.1, in: table))
        }

        /// The type of the subject, as the reference, `subject.type` or the resource itself tells; nil for a patient and
        /// where nothing tells.
        func otherType(_ index: Int, resolved: Int?, in table: ResourceTable) -> String? {
            let resource = table.resources[index]
            let type = Reference(table.bytes(resource.subject)).type
            let name =
                resolved.map { table.typeName(table.resources[$0].type) }
                ?? (!type.isEmpty
                    ? String(decoding: type, as: UTF8.self)
                    : resource.subjectType.isMissing ? "Patient" : table.typeName(resource.subjectType))
            return name == "Patient" ? nil : name.utf8.count <= 64 ? name : "?"
        }

        /// The patient's identifiers, the one that decides first.
        func identifiers(_ index: Int?, patient: Int?, in table: ResourceTable) -> [Identifier] {
            var named: [Identifier] = []
            var fromReferences: [Identifier] = []
            var uri: Identifier?
            if let index {
                let resource = table.resources[index]
                named += resource.patientIdentifiers.prefix(Self.identifierLimit).map {
                    identifier(table.identifiers[$0], in: table)
                }
                let text = table.string(resource.subject)
                if !text.isEmpty { addReference(text, to: &fromReferences, &uri) }
            }
            if let patient {
                let resource = table.resources[patient]
                named += resource.patientIdentifiers.prefix(Self.identifierLimit).map {
                    identifier(table.identifiers[$0], in: table)
                }
                let id = table.string(resource.id)
                if !id.isEmpty { fromReferences.append(Identifier(system: localSystem, value: id)) }
            }
            var all: [Identifier] = []
            var seen: Set<Identifier> = []
            func add(_ identifier: Identifier) {
                if identifier.value.isEmpty { return }
                // Few are compared one by one; a set takes over before that grows expensive.
                if all.count == 8 { seen = Set(all) }
                let isNew = all.count < 8 ? !all.contains(identifier) : seen.insert(identifier).inserted
                if isNew { all.append(identifier) }
            }
            for identifier in named where !identifier.system.isEmpty { add(identifier) }
            for identifier in fromReferences { add(identifier) }
            for identifier in named where identifier.system.isEmpty { add(identifier) }
            if all.isEmpty, let uri { add(uri) }
            return all
        }

        private func addReference(_ text: String, to list: inout [Identifier], _ uri: inout Identifier?) {
            var text = text
            let (base, type, id) = text.withUTF8 { utf8 in
                let reference = Reference(UnsafeRawBufferPointer(utf8))
                return (
                    String(decoding: reference.base, as: UTF8.self), String(decoding: reference.type, as: UTF8.self),
                    String(decoding: reference.id, as: UTF8.self)
                )
            }
            if type.isEmpty {
                if text.contains(":") { uri = Identifier(system: "urn:ietf:rfc:3986", value: text) }
            } else if type == "Patient" {
                list.append(Identifier(system: base.isEmpty ? localSystem : base + "/Patient", value: id))
            }
        }

        func identifier(_ place: SourceIdentifier, in table: ResourceTable) -> Identifier {
            Identifier(system: FHIR.namespace(ofURI: table.string(place.system)), value: table.string(place.value))
        }
    }
}
