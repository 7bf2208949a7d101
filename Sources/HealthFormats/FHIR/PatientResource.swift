extension FHIR {
    /// A Patient as the ledger knows one: a pseudonym, and whatever else is known.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), patient.html.
    public struct PatientResource: FHIRResource, Equatable {
        /// Another Patient that is the same person.
        public struct Link: Equatable, Sendable {
            /// What the other Patient is to this one; the raw value is R4's code.
            public enum Kind: String, CaseIterable, Sendable {
                /// The other is to be used instead of this one.
                case replacedBy = "replaced-by"
                /// This one is to be used instead of the other.
                case replaces
                /// The other says more, and this one points to it.
                case refersTo = "refer"
                /// Both are in use.
                case seeAlso = "seealso"
            }

            /// The other Patient.
            public var other: ResourceReference
            /// What it is to this one.
            public var kind: Kind

            /// Makes a link.
            public init(to other: ResourceReference, kind: Kind) {
                self.other = other
                self.kind = kind
            }
        }

        /// The logical id.
        public var id: String
        /// The patient's pseudonym; the first identifier.
        public var pseudonym: Identifier
        /// What is known besides.
        public var details: PatientDetails
        /// Patients that are the same person.
        public var links: [Link]

        /// Makes a Patient.
        public init(
            id: String, pseudonym: Identifier, details: PatientDetails = PatientDetails(), links: [Link] = []
        ) {
            self.id = id
            self.pseudonym = pseudonym
            self.details = details
            self.links = links
        }

        /// Writes the Patient.
        public func write(into json: inout JSONWriter) {
            json.resource("Patient", id: id) { json in
                json.identifiers([pseudonym] + details.identifiers)
                json.patientDetails(details)
                json.list("link", links) { json, link in
                    json.object { json in
                        json.reference("other", link.other)
                        json.member("type", link.kind.rawValue)
                    }
                }
            }
        }
    }
}

extension JSONWriter {
    /// Writes a patient's name, gender and date of birth.
    mutating func patientDetails(_ details: PatientDetails) {
        if let text = details.name, !text.isEmpty {
            array("name") { json in json.object { $0.member("text", text) } }
        }
        if let gender = details.gender, ["male", "female", "other", "unknown"].contains(gender) {
            member("gender", gender)
        }
        time("birthDate", details.birthDate, FHIR.isDate)
    }
}
