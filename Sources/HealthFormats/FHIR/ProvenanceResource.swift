extension FHIR {
    /// A Provenance: that resources were sent from one institution to another, and the evidence for it.
    ///
    /// The sender is the agent of type `custodian`, the receiver the information recipient (`IRCP`). Evidence, such as a receipt
    /// of inclusion, stands as an entity of role `source`: a reference to the DocumentReference or Binary that holds it, or its
    /// identifier; a Provenance has no attachments.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), provenance.html.
    public struct ProvenanceResource: FHIRResource, Equatable {
        /// What happened.
        public enum Activity: CaseIterable, Sendable {
            /// The resources were sent.
            case transmit
            /// They were received and kept.
            case receive
        }

        /// A signature over the targets.
        public struct Signature: Equatable, Sendable {
            /// When it was made, in milliseconds since 1970.
            public var time: Int64
            /// Whose it is.
            public var signer: ResourceReference
            /// Media type of the signature.
            public var format: String
            /// The signature.
            public var data: [UInt8]

            /// Makes a signature.
            public init(time: Int64, signer: ResourceReference, format: String, data: [UInt8]) {
                self.time = time
                self.signer = signer
                self.format = format
                self.data = data
            }
        }

        /// The logical id.
        public var id: String
        /// What it is about.
        public var target: ResourceReference
        /// More of the same.
        public var furtherTargets: [ResourceReference]
        /// When it happened, in milliseconds since 1970.
        public var occurred: Int64?
        /// When it was recorded, in milliseconds since 1970.
        public var recorded: Int64
        /// Why.
        public var purpose: PurposeOfUse?
        /// What happened.
        public var activity: Activity
        /// Who sent.
        public var sender: ResourceReference
        /// Who received.
        public var receiver: ResourceReference?
        /// The evidence.
        public var sources: [ResourceReference]
        /// Signatures.
        public var signatures: [Signature]

        /// Makes a Provenance.
        public init(
            id: String, target: ResourceReference, furtherTargets: [ResourceReference] = [], occurred: Int64? = nil,
            recorded: Int64, purpose: PurposeOfUse? = nil, activity: Activity, sender: ResourceReference,
            receiver: ResourceReference? = nil, sources: [ResourceReference] = [], signatures: [Signature] = []
        ) {
            self.id = id
            self.target = target
            self.furtherTargets = furtherTargets
            self.occurred = occurred
            self.recorded = recorded
            self.purpose = purpose
            self.activity = activity
            self.sender = sender
            self.receiver = receiver
            self.sources = sources
            self.signatures = signatures
        }

        /// Writes the Provenance.
        public func write(into json: inout JSONWriter) {
            json.resource("Provenance", id: id) { json in
                json.references("target", [target] + furtherTargets)
                json.member("occurredDateTime", occurred.map { CalendarTime.text($0) })
                json.member("recorded", CalendarTime.text(recorded))
                json.concepts("reason", purpose.map { [$0.coding] } ?? [])
                json.concept("activity", activity.coding)
                json.array("agent") { json in
                    Self.write(sender, Self.custodian, &json)
                    if let receiver { Self.write(receiver, ConsentResource.recipient, &json) }
                }
                json.list("entity", sources) { json, source in
                    json.object { json in
                        json.member("role", "source")
                        json.reference("what", source)
                    }
                }
                json.list("signature", signatures) { json, signature in
                    json.object { json in
                        json.codings("type", [Self.authorSignature])
                        json.member("when", CalendarTime.text(signature.time))
                        json.reference("who", signature.signer)
                        json.words("sigFormat", signature.format)
                        json.base64("data", signature.data)
                    }
                }
            }
        }

        private static func write(_ who: ResourceReference, _ type: Coding, _ json: inout JSONWriter) {
            json.object { json in
                json.concept("type", type)
                json.reference("who", who)
            }
        }

        private static let custodian = Coding(
            system: "http://terminology.hl7.org/CodeSystem/provenance-participant-type", code: "custodian",
            display: "Custodian")
        private static let authorSignature = Coding(
            system: "urn:iso-astm:E1762-95:2013", code: "1.2.840.10065.1.12.1.1", display: "Author's Signature")
    }
}

extension FHIR.ProvenanceResource.Activity {
    fileprivate var coding: Coding {
        switch self {
        case .transmit: FHIR.lifecycle("transmit", "Transmit")
        case .receive: FHIR.lifecycle("receive", "Receive/Retain")
        }
    }
}
