extension FHIR.ConsentResource {
    /// Reads a Consent, exactly or not at all.
    ///
    /// Accepted is what this value can say: an active Consent on privacy whose root provision permits or denies, with provisions
    /// of the other type in it and none in those. Everything that could make it mean something else is refused by name: other
    /// actions than `access`, security labels, `dataPeriod`, codes, purposes and classes that are not known, a base policy that
    /// disagrees with the root, contained resources, modifier extensions, and elements that R4 does not have. Extensions that
    /// are no modifiers, narratives and display texts say nothing more and are passed over.
    ///
    /// - Parameters:
    ///   - document: the resource in JSON.
    ///   - policies: URIs of policies under which nobody may read anything but what a Consent permits; `policy` may name
    ///     these only.
    ///   - zoneMinutes: how far ahead of UTC the clocks are that dates without a zone are meant for; where nil, a period of
    ///     dates is refused.
    /// - Throws: a reason that names the element; `json.` reasons where the text is not JSON.
    public init(
        document: [UInt8], policies: Set<String> = [], zoneMinutes: Int? = nil
    ) throws(Reason) {
        let reader = ConsentReader(policies: policies, zoneMinutes: zoneMinutes)
        self = try JSONDocument.read(document) { (root) throws(Reason) in try reader.consent(root) }
    }
}

/// Reads the elements of one Consent; a path says where each stands, as FHIRPath does.
private struct ConsentReader {
    typealias Consent = FHIR.ConsentResource
    let policies: Set<String>
    let zoneMinutes: Int?

    func consent(_ root: JSONValue) throws(Reason) -> Consent {
        guard let type = root["resourceType"]?.string else { throw Reason("fhir.notAResource") }
        guard type == "Consent" else { throw Reason("fhir.notAConsent") }
        try Strict.check(
            root, "Consent",
            [
                "resourceType", "meta", "language", "text", "identifier", "status", "scope", "category", "patient",
                "dateTime", "performer", "organization", "sourceReference", "policy", "policyRule", "verification",
                "provision",
            ])
        if root["meta"]?.elements(of: "tag").contains(where: { $0["code"]?.isString("SUBSETTED") == true }) == true {
            throw Reason("fhir.consentElement", ["element": "Consent.meta.tag"])
        }
        let status = try Strict.text(Strict.required(root["status"], "Consent.status"), "Consent.status")
        guard let status = Consent.Status(rawValue: status) else { throw Strict.unreadable("Consent.status") }
        guard status == .active else { throw Reason("fhir.consentNotActive", ["status": status.rawValue]) }
        let scope = try Strict.concept(Strict.required(root["scope"], "Consent.scope"), "Consent.scope")
        guard scope.isSameCode(as: Consent.scope) else { throw Strict.inexpressible("Consent.scope") }
        let effect = try effect(of: root)
        let provision = try Strict.required(root["provision"], "Consent.provision")
        var consent = Consent(
            id: try root["id"].map { (id) throws(Reason) in try Strict.text(id, "Consent.id") } ?? "",
            patient: try Strict.reference(
                Strict.required(root["patient"], "Consent.patient"), "Consent.patient", ["Patient"]),
            signer: .patient, effect: effect,
            provision: try self.provision(provision, "Consent.provision", effect, isRoot: true))
        guard consent.id.isEmpty || FHIR.isResourceID(consent.id) else { throw Strict.unreadable("Consent.id") }
        try readContext(root, into: &consent)
        let exceptions = "Consent.provision.provision"
        consent.exceptions = try Strict.list(provision["provision"], exceptions) { (one, path) throws(Reason) in
            try self.provision(one, path, effect.opposite, isRoot: false)
        }
        return consent
    }

    /// Reads who agreed to what paper when: nothing that says who may do what.
    private func readContext(_ root: JSONValue, into consent: inout Consent) throws(Reason) {
        consent.identifiers = try Strict.list(root["identifier"], "Consent.identifier", Strict.identifier)
        consent.categories = try Strict.list(
            Strict.required(root["category"], "Consent.category"), "Consent.category"
        ) { (one, path) throws(Reason) in
            let coding = try Strict.concept(one, path)
            guard Consent.knownCategories.contains(where: coding.isSameCode) else { throw Strict.inexpressible(path) }
            return coding
        }
        consent.dateTime = try Strict.time(root["dateTime"], "Consent.dateTime")
        consent.performers = try Strict.list(root["performer"], "Consent.performer") { (one, path) throws(Reason) in
            try Strict.reference(
                one, path, ["Organization", "Patient", "Practitioner", "RelatedPerson", "PractitionerRole"])
        }
        consent.organizations = try Strict.list(
            root["organization"], "Consent.organization"
        ) { (one, path) throws(Reason) in try Strict.reference(one, path, ["Organization"]) }
        if let source = root["sourceReference"] {
            consent.source = try Strict.reference(
                source, "Consent.sourceReference",
                ["Consent", "DocumentReference", "Contract", "QuestionnaireResponse"]
            )
        }
        consent.policies = try Strict.list(root["policy"], "Consent.policy") { (one, path) throws(Reason) in
            try Strict.check(one, path, ["uri"])
            let uri = try Strict.text(Strict.required(one["uri"], path + ".uri"), path + ".uri")
            guard policies.contains(uri) else { throw Strict.inexpressible(path + ".uri") }
            return uri
        }
        consent.verifications = try Strict.list(
            root["verification"], "Consent.verification"
        ) { (one, path) throws(Reason) in
            try Strict.check(one, path, ["verified", "verifiedWith", "verificationDate"])
            guard let isVerified = try Strict.required(one["verified"], path + ".verified").bool else {
                throw Strict.unreadable(path + ".verified")
            }
            let person = try one["verifiedWith"].map { (who) throws(Reason) in
                try Strict.reference(who, path + ".verifiedWith", ["Patient", "RelatedPerson"])
            }
            let time = try Strict.time(one["verificationDate"], path + ".verificationDate")
            return Consent.Verification(isVerified: isVerified, by: person, time: time)
        }
    }

    /// What the root does, and that the base policy does not do more.
    private func effect(of root: JSONValue) throws(Reason) -> Consent.Effect {
        let path = "Consent.provision.type"
        let provision = try Strict.required(root["provision"], "Consent.provision")
        let type = try Strict.text(Strict.required(provision["type"], path), path)
        guard let effect = Consent.Effect(rawValue: type) else { throw Strict.unreadable(path) }
        if let rule = root["policyRule"] {
            guard try Strict.concept(rule, "Consent.policyRule").isSameCode(as: effect.policyRule) else {
                throw Strict.inexpressible("Consent.policyRule")
            }
        } else if root["policy"] == nil {
            throw Reason("fhir.consentMissing", ["element": "Consent.policyRule"])
        }
        return effect
    }

    private func provision(
        _ value: JSONValue, _ path: String, _ effect: Consent.Effect, isRoot: Bool
    ) throws(Reason) -> Consent.Provision {
        let known: Set<String> = ["type", "period", "actor", "action", "purpose", "class", "data"]
        try Strict.check(value, path, isRoot ? known.union(["provision"]) : known)
        let type = try Strict.text(Strict.required(value["type"], path + ".type"), path + ".type")
        guard let found = Consent.Effect(rawValue: type) else { throw Strict.unreadable(path + ".type") }
        guard found == effect else { throw Strict.inexpressible(path + ".type") }
        _ = try Strict.list(value["action"], path + ".action") { (one, path) throws(Reason) in
            guard try Strict.concept(one, path).isSameCode(as: Consent.access) else {
                throw Strict.inexpressible(path)
            }
        }
        let classes = try Strict.list(value["class"], path + ".class", Strict.coding)
        guard let categories = RecordCategoryCode.categories(of: classes) else {
            throw Strict.inexpressible(path + ".class")
        }
        return Consent.Provision(
            period: try value["period"].map { (one) throws(Reason) in try period(one, path + ".period") },
            recipients: try Strict.list(value["actor"], path + ".actor", recipient),
            purposes: try Strict.list(value["purpose"], path + ".purpose") { (one, path) throws(Reason) in
                let coding = try Strict.coding(one, path)
                guard coding.system == PurposeOfUse.system, let purpose = PurposeOfUse(rawValue: coding.code) else {
                    throw Strict.inexpressible(path)
                }
                return purpose
            },
            categories: categories,
            records: try Strict.list(value["data"], path + ".data", record))
    }

    private func recipient(_ value: JSONValue, _ path: String) throws(Reason) -> FHIR.ResourceReference {
        try Strict.check(value, path, ["role", "reference"])
        let role = try Strict.concept(Strict.required(value["role"], path + ".role"), path + ".role")
        guard role.isSameCode(as: Consent.recipient) || role.isSameCode(as: Consent.primaryRecipient) else {
            throw Strict.inexpressible(path + ".role")
        }
        return try Strict.reference(
            Strict.required(value["reference"], path + ".reference"), path + ".reference",
            ["Organization", "Practitioner"])
    }

    private func record(_ value: JSONValue, _ path: String) throws(Reason) -> FHIR.ResourceReference {
        try Strict.check(value, path, ["meaning", "reference"])
        let meaning = try Strict.text(Strict.required(value["meaning"], path + ".meaning"), path + ".meaning")
        guard meaning == "instance" else { throw Strict.inexpressible(path + ".meaning") }
        return try Strict.reference(
            Strict.required(value["reference"], path + ".reference"), path + ".reference", nil)
    }

    private func period(_ value: JSONValue, _ path: String) throws(Reason) -> FHIR.Period {
        try Strict.check(value, path, ["start", "end"])
        func limit(_ value: JSONValue?, _ path: String) throws(Reason) -> Range<Int64>? {
            guard let value else { return nil }
            let text = try Strict.text(value, path)
            guard FHIR.isDateTime(text) else { throw Strict.unreadable(path) }
            guard let range = CalendarTime.milliseconds(ofDateTime: text, zoneMinutes: zoneMinutes) else {
                throw Reason("fhir.consentTime", ["element": path])
            }
            return range
        }
        let start = try limit(value["start"], path + ".start")
        let end = try limit(value["end"], path + ".end")
        guard let period = FHIR.Period(from: start?.lowerBound, until: end?.upperBound) else {
            throw Strict.unreadable(path)
        }
        return period
    }
}
