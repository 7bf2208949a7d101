extension FHIR {
    /// An AuditEvent: who read, gave away or exported which records of a patient, and why.
    ///
    /// The type is DICOM's (Patient Record or Export), the subtype ISO 21089's (access, disclose, extract), as IHE's Basic Audit
    /// has it; the action is `R`. Emergency access bears the purpose `BTG` (break the glass) beside its own.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), auditevent.html.
    public struct AuditEventResource: FHIRResource, Equatable {
        /// What was done with the records.
        public enum Action: CaseIterable, Sendable {
            /// Somebody read them.
            case access
            /// They were given to somebody else.
            case disclose
            /// They were written to a file.
            case export
        }

        /// How it ended; the raw value is R4's code.
        public enum Outcome: String, CaseIterable, Sendable {
            /// It was done.
            case success = "0"
            /// It was not allowed or asked wrongly.
            case refused = "4"
            /// It failed on our side.
            case failed = "8"
        }

        /// Somebody who took part.
        public struct Agent: Equatable, Sendable {
            /// Who it is.
            public var who: ResourceReference
            /// The role in which they took part.
            public var role: Coding?
            /// URIs of what allowed it, such as the Consent.
            public var policies: [String]

            /// Makes an agent.
            public init(_ who: ResourceReference, role: Coding? = nil, policies: [String] = []) {
                self.who = who
                self.role = role
                self.policies = policies
            }
        }

        /// A fact about the event that R4 has no element for, such as the size of the tree that the reader saw.
        public struct Detail: Equatable, Sendable {
            /// What it is.
            public var type: String
            /// The fact.
            public var value: String

            /// Makes a detail.
            public init(_ type: String, _ value: String) {
                self.type = type
                self.value = value
            }
        }

        /// The logical id.
        public var id: String
        /// What was done.
        public var action: Action
        /// When, in milliseconds since 1970.
        public var recorded: Int64
        /// How it ended.
        public var outcome: Outcome
        /// Why.
        public var purpose: PurposeOfUse
        /// Whether it was done in an emergency, without the patient's consent.
        public var isEmergency: Bool
        /// Who read.
        public var reader: Agent
        /// Who received the records, where that is somebody else.
        public var recipient: Agent?
        /// The ledger that saw it.
        public var ledger: ResourceReference
        /// Where the ledger is kept.
        public var site: String?
        /// Whose records they are.
        public var patient: ResourceReference
        /// The records.
        public var records: [ResourceReference]
        /// The ledger's entry of this event.
        public var entry: ResourceReference?
        /// Further facts.
        public var details: [Detail]

        /// Makes an event.
        public init(
            id: String, action: Action, recorded: Int64, outcome: Outcome = .success, purpose: PurposeOfUse,
            isEmergency: Bool = false, reader: Agent, recipient: Agent? = nil, ledger: ResourceReference,
            site: String? = nil, patient: ResourceReference, records: [ResourceReference],
            entry: ResourceReference? = nil, details: [Detail] = []
        ) {
            self.id = id
            self.action = action
            self.recorded = recorded
            self.outcome = outcome
            self.purpose = purpose
            self.isEmergency = isEmergency
            self.reader = reader
            self.recipient = recipient
            self.ledger = ledger
            self.site = site
            self.patient = patient
            self.records = records
            self.entry = entry
            self.details = details
        }

        /// Writes the event.
        public func write(into json: inout JSONWriter) {
            json.resource("AuditEvent", id: id) { json in
                json.coding("type", action.type)
                json.codings("subtype", [action.subtype])
                json.member("action", "R")
                json.member("recorded", CalendarTime.text(recorded))
                json.member("outcome", outcome.rawValue)
                let isMarked = isEmergency && purpose != .breakTheGlass
                json.concepts(
                    "purposeOfEvent", [purpose.coding] + (isMarked ? [PurposeOfUse.breakTheGlass.coding] : []))
                json.array("agent") { json in
                    Self.write(reader, Self.humanUser, isRequestor: true, &json)
                    if let recipient { Self.write(recipient, Self.destination, isRequestor: false, &json) }
                }
                json.object("source") { json in
                    json.words("site", site)
                    json.reference("observer", ledger)
                    json.codings("type", [Self.applicationServer])
                }
                json.array("entity") { json in
                    Self.write(patient, Self.person, Self.patientRole, action.lifecycle, [], &json)
                    for record in records {
                        Self.write(record, Self.systemObject, Self.domainResource, action.lifecycle, [], &json)
                    }
                    if entry != nil || !details.isEmpty {
                        Self.write(entry, Self.systemObject, Self.securityResource, nil, details, &json)
                    }
                }
            }
        }

        private static func write(_ agent: Agent, _ type: Coding, isRequestor: Bool, _ json: inout JSONWriter) {
            json.object { json in
                json.concept("type", type)
                json.concepts("role", agent.role.map { [$0] } ?? [])
                json.reference("who", agent.who)
                json.member("requestor", isRequestor)
                json.list("policy", agent.policies) { $0.string($1) }
            }
        }

        private static func write(
            _ what: ResourceReference?, _ type: Coding, _ role: Coding, _ lifecycle: Coding?, _ details: [Detail],
            _ json: inout JSONWriter
        ) {
            json.object { json in
                json.reference("what", what)
                json.coding("type", type)
                json.coding("role", role)
                if let lifecycle { json.coding("lifecycle", lifecycle) }
                json.list("detail", details) { json, detail in
                    json.object { json in
                        json.words("type", detail.type)
                        json.words("valueString", detail.value)
                    }
                }
            }
        }

        private static let humanUser = Coding(
            system: "http://terminology.hl7.org/CodeSystem/extra-security-role-type", code: "humanuser",
            display: "human user")
        private static let destination = Coding(
            system: dicomSystem, code: "110152", display: "Destination Role ID")
        private static let applicationServer = Coding(
            system: "http://terminology.hl7.org/CodeSystem/security-source-type", code: "4",
            display: "Application Server")
        private static let person = Coding(system: entitySystem, code: "1", display: "Person")
        private static let systemObject = Coding(system: entitySystem, code: "2", display: "System Object")
        private static let patientRole = Coding(system: roleSystem, code: "1", display: "Patient")
        private static let domainResource = Coding(system: roleSystem, code: "4", display: "Domain Resource")
        private static let securityResource = Coding(system: roleSystem, code: "13", display: "Security Resource")
        private static let entitySystem = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
        private static let roleSystem = "http://terminology.hl7.org/CodeSystem/object-role"
        fileprivate static let dicomSystem = "http://dicom.nema.org/resources/ontology/DCM"
    }

    /// A code of ISO 21089, the life of a health record.
    static func lifecycle(_ code: String, _ display: String) -> Coding {
        Coding(
            system: "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", code: code,
            display: display + " Record Lifecycle Event")
    }
}

extension FHIR.AuditEventResource.Action {
    fileprivate var type: Coding {
        let system = FHIR.AuditEventResource.dicomSystem
        return switch self {
        case .access: Coding(system: system, code: "110110", display: "Patient Record")
        case .disclose, .export: Coding(system: system, code: "110106", display: "Export")
        }
    }

    fileprivate var subtype: Coding {
        switch self {
        case .access: FHIR.lifecycle("access", "Access/View")
        case .disclose: FHIR.lifecycle("disclose", "Disclose")
        case .export: FHIR.lifecycle("extract", "Extract")
        }
    }

    fileprivate var lifecycle: Coding {
        let system = "http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle"
        return switch self {
        case .access: Coding(system: system, code: "6", display: "Access / Use")
        case .disclose: Coding(system: system, code: "11", display: "Disclosure")
        case .export: Coding(system: system, code: "10", display: "Export")
        }
    }
}
