extension FHIR {
    /// A privacy Consent: one rule about who may read what of a patient, and its exceptions.
    ///
    /// In R4's words: scope `patient-privacy`; the root provision bears `effect`, the provisions in it the other type. The
    /// definition of `provision.type` would have none at the root, while R4's own examples and IHE's Privacy Consent on FHIR
    /// have one there; without it nobody could tell a permit from a deny. `policyRule` (ppc-1) says the same once more: `OPTIN`
    /// for a permit, `OPTOUT` for a deny.
    ///
    /// Each rule is about reading (action `access`); nothing in a list means no limit by it. Actors are information
    /// recipients (role `IRCP`); record categories are codings of `provision.class`, see `RecordCategoryCode`; records are
    /// `provision.data` with the meaning `instance`.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), consent.html.
    public struct ConsentResource: FHIRResource, Equatable {
        /// Where a Consent is in its life.
        public enum Status: String, CaseIterable, Sendable {
            /// Not yet in use.
            case draft
            /// Offered, not yet given.
            case proposed
            /// In force.
            case active
            /// Not given.
            case rejected
            /// Revoked or over.
            case inactive
            /// Was never meant.
            case enteredInError = "entered-in-error"
        }

        /// What a rule does.
        public enum Effect: String, CaseIterable, Sendable {
            /// Reading is allowed.
            case permit
            /// Reading is forbidden.
            case deny

            /// The type of the exceptions.
            public var opposite: Effect { self == .permit ? .deny : .permit }
        }

        /// Whom, for what, of what and when; an empty list and a missing period are no limit.
        public struct Provision: Equatable, Sendable {
            /// When the rule holds.
            public var period: Period?
            /// Institutions and practitioners.
            public var recipients: [ResourceReference] = []
            /// Purposes, each with all that are within it.
            public var purposes: [PurposeOfUse] = []
            /// Categories of records, none twice.
            public var categories: [RecordCategoryCode] = []
            /// Single records.
            public var records: [ResourceReference] = []

            /// Makes a rule.
            public init(
                period: Period? = nil, recipients: [ResourceReference] = [], purposes: [PurposeOfUse] = [],
                categories: [RecordCategoryCode] = [], records: [ResourceReference] = []
            ) {
                self.period = period
                self.recipients = recipients
                self.purposes = purposes
                self.categories = categories
                self.records = records
            }
        }

        /// Whether somebody has confirmed that this is the patient's will.
        public struct Verification: Equatable, Sendable {
            /// Whether it was confirmed.
            public var isVerified: Bool
            /// The patient or the related person who confirmed it.
            public var by: ResourceReference?
            /// When.
            public var time: ClinicalTime?

            /// Makes a verification.
            public init(isVerified: Bool, by person: ResourceReference? = nil, time: ClinicalTime? = nil) {
                self.isVerified = isVerified
                self.by = person
                self.time = time
            }
        }

        /// Who signed a Consent.
        public enum Signer: Equatable, Sendable {
            /// The patient.
            case patient
            /// Somebody who may act for the patient: a RelatedPerson.
            case guardian(ResourceReference)
            /// An institution on the patient's behalf: an Organization. Nobody has confirmed it then.
            case member(ResourceReference)
        }

        /// The logical id.
        public var id: String
        /// Identifiers of the Consent itself.
        public var identifiers: [Identifier] = []
        /// Where it is in its life.
        public var status: Status
        /// What kind of consent it is: LOINC `59284-0` (Patient Consent) unless said otherwise.
        public var categories: [Coding] = [ConsentResource.patientConsent]
        /// Whose records it is about.
        public var patient: ResourceReference
        /// When it was given.
        public var dateTime: ClinicalTime?
        /// Who agreed: the patient, a guardian, an institution.
        public var performers: [ResourceReference]
        /// Who keeps the Consent.
        public var organizations: [ResourceReference]
        /// The document that was signed.
        public var source: ResourceReference?
        /// URIs of policies that it stands under.
        public var policies: [String] = []
        /// Who confirmed it.
        public var verifications: [Verification]
        /// Whether the rule permits or denies.
        public var effect: Effect
        /// The rule.
        public var provision: Provision
        /// Rules of the opposite effect within the rule.
        public var exceptions: [Provision]

        /// Makes a Consent that says who signed it, as performer and verification.
        public init(
            id: String, status: Status = .active, patient: ResourceReference, dateTime: ClinicalTime? = nil,
            signer: Signer,
            organizations: [ResourceReference] = [], effect: Effect, provision: Provision, exceptions: [Provision] = []
        ) {
            self.id = id
            self.status = status
            self.patient = patient
            self.dateTime = dateTime
            self.organizations = organizations
            self.effect = effect
            self.provision = provision
            self.exceptions = exceptions
            switch signer {
            case .patient: (performers, verifications) = ([patient], [Verification(isVerified: true, by: patient)])
            case .guardian(let person):
                (performers, verifications) = ([person], [Verification(isVerified: true, by: person)])
            case .member(let institution):
                (performers, verifications) = ([institution], [Verification(isVerified: false)])
            }
            for index in verifications.indices where verifications[index].isVerified {
                verifications[index].time = dateTime
            }
        }

        static let patientConsent = Coding(system: "http://loinc.org", code: "59284-0", display: "Patient Consent")
        /// Categories that say no more than that this is a consent to the sharing of information.
        static let knownCategories = [
            patientConsent,
            Coding(system: "http://loinc.org", code: "64292-6"),
            Coding(system: "http://loinc.org", code: "57016-8"),
            Coding(system: actCodeSystem, code: "INFA"),
            Coding(system: actCodeSystem, code: "IDSCL"),
        ]
        static let actCodeSystem = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
        static let scope = Coding(
            system: "http://terminology.hl7.org/CodeSystem/consentscope", code: "patient-privacy",
            display: "Privacy Consent")
        static let access = Coding(
            system: "http://terminology.hl7.org/CodeSystem/consentaction", code: "access", display: "Access")
        static let recipient = Coding(
            system: "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", code: "IRCP",
            display: "information recipient")
        static let primaryRecipient = Coding(system: recipient.system, code: "PRCP")
    }
}

extension FHIR.ConsentResource.Effect {
    /// The base policy that goes with the effect of the root.
    var policyRule: Coding {
        let system = FHIR.ConsentResource.actCodeSystem
        switch self {
        case .permit: return Coding(system: system, code: "OPTIN", display: "opt-in")
        case .deny: return Coding(system: system, code: "OPTOUT", display: "opt-out")
        }
    }
}

extension FHIR.ConsentResource {
    /// Writes the Consent.
    public func write(into json: inout JSONWriter) {
        json.resource("Consent", id: id) { json in
            json.identifiers(identifiers)
            json.member("status", status.rawValue)
            json.concept("scope", Self.scope)
            json.concepts("category", categories.isEmpty ? [Self.patientConsent] : categories)
            json.reference("patient", patient)
            json.time("dateTime", dateTime, FHIR.isDateTime)
            json.references("performer", performers)
            json.references("organization", organizations)
            json.reference("sourceReference", source)
            json.list("policy", policies) { json, uri in json.object { $0.member("uri", uri) } }
            json.concept("policyRule", effect.policyRule)
            json.list("verification", verifications) { json, verification in
                json.object { json in
                    json.member("verified", verification.isVerified)
                    json.reference("verifiedWith", verification.by)
                    json.time("verificationDate", verification.time, FHIR.isDateTime)
                }
            }
            json.object("provision") { json in
                Self.write(provision, effect, &json)
                json.list("provision", exceptions) { json, exception in
                    json.object { Self.write(exception, effect.opposite, &$0) }
                }
            }
        }
    }

    private static func write(_ provision: Provision, _ effect: Effect, _ json: inout JSONWriter) {
        json.member("type", effect.rawValue)
        json.period("period", provision.period)
        json.list("actor", provision.recipients) { json, recipient in
            json.object { json in
                json.concept("role", Self.recipient)
                json.reference("reference", recipient)
            }
        }
        json.concepts("action", [access])
        json.codings("purpose", provision.purposes.map(\.coding))
        json.codings("class", provision.categories.flatMap(\.codings))
        json.list("data", provision.records) { json, record in
            json.object { json in
                json.member("meaning", "instance")
                json.reference("reference", record)
            }
        }
    }
}
