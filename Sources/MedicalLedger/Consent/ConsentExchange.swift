internal import HealthFormats
package import LedgerCrypto
internal import LedgerEngine

/// Consents of the ledger as FHIR, and back.
///
/// Resources have their entry numbers as ids: `Patient/5`, `Organization/1`, `Practitioner/12`, `DocumentReference/7`,
/// `Consent/9`. A number says nothing outside of its ledger, so each reference bears an identifier of the ledger's own system,
/// `urn:clinicledger:entry:ORIGIN`, and only that one is believed when a reference comes back.
extension ClinicLedger {
    /// The system of identifiers that are entry numbers of this ledger.
    private var entrySystem: String { "urn:clinicledger:entry:\(engine.origin)" }

    private func reference(_ type: String, _ entry: UInt64, display: String? = nil) -> FHIR.ResourceReference {
        FHIR.ResourceReference(
            "\(type)/\(entry)", identifier: Identifier(system: entrySystem, value: String(entry)), display: display)
    }

    // MARK: - Export

    /// A patient's permissions and denials as a Bundle of Consents; exceptions stand in their grants.
    ///
    /// What is revoked, over or void is there as `inactive`.
    package func consentBundle(of patient: UInt64, at time: UInt64, isIndented: Bool) throws -> [UInt8] {
        let standings = try rights(of: patient).standings(at: time)
        let roots = standings.filter { $0.consent.action != .revoke && $0.consent.target == nil }
        let entries = try roots.map { standing in
            let exceptions = standings.filter {
                $0.consent.action == .deny && $0.consent.target == standing.number && $0.isStanding
            }
            return FHIR.BundleEntry(
                "urn:clinicledger:entry:\(engine.origin):\(standing.number)", try resource(standing, exceptions))
        }
        var json = JSONWriter(isIndented: isIndented)
        FHIR.write(bundle: "consents-\(patient)", timestamp: Int64(clamping: time), entries, into: &json)
        return json.bytes + [UInt8(ascii: "\n")]
    }

    private func resource(
        _ standing: ConsentStanding, _ exceptions: [ConsentStanding]
    ) throws -> FHIR.ConsentResource {
        let consent = standing.consent
        let signer: FHIR.ConsentResource.Signer =
            switch standing.signer {
            case .patient: .patient
            case .guardian: .guardian(reference("RelatedPerson", consent.author))
            case .member: .member(try recipient(consent.author))
            }
        return FHIR.ConsentResource(
            id: String(standing.number), status: standing.isStanding ? .active : .inactive,
            patient: reference("Patient", consent.patient),
            dateTime: ClinicalTime(milliseconds: Int64(clamping: standing.sealedAt)), signer: signer,
            organizations: [try recipient(own.entry)], effect: consent.action == .permit ? .permit : .deny,
            provision: try provision(consent), exceptions: try exceptions.map { try provision($0.consent) })
    }

    /// The most records that a provision names one by one; a range on the chain may have billions.
    private static let recordsInProvision: UInt64 = 100_000

    private func recipient(_ entry: UInt64) throws -> FHIR.ResourceReference {
        let member = try membership()[entry]?.member
        return reference(member == nil ? "Practitioner" : "Organization", entry, display: member?.name)
    }

    private func provision(_ consent: Consent) throws -> FHIR.ConsentResource.Provision {
        func known<Value>(_ value: Value?) throws -> Value {
            guard let value else {
                throw MedicalError("consentInexpressible", .refused, ["patient": "@\(consent.patient)"])
            }
            return value
        }
        guard consent.records.count <= Self.recordsInProvision else {
            throw MedicalError("consentInexpressible", .refused, ["patient": "@\(consent.patient)"])
        }
        return FHIR.ConsentResource.Provision(
            period: FHIR.Period(
                from: consent.from.map { Int64(clamping: $0) }, until: consent.until.map { Int64(clamping: $0) }),
            recipients: try consent.grantee.map { [try recipient($0)] } ?? [],
            purposes: try consent.purposes.map { try known($0.known) },
            categories: try consent.categories.map { try known($0.code) },
            records: consent.records.numbers.map { reference("DocumentReference", $0) })
    }

    // MARK: - Import

    /// What an import of Consents has done.
    package struct ImportedConsents: Sendable {
        /// The new statements.
        package var entries: [UInt64] = []
        /// Consents that are in force already, word for word.
        package var knownCount = 0
        /// Consents that are not active.
        package var inactiveCount = 0
    }

    /// Takes a FHIR Consent, or those of a Bundle, over for a patient: all or none, and none wider than it was.
    ///
    /// - Parameter key: the patient's or a guardian's; nil where this node's member speaks on the patient's behalf.
    /// - Throws: the reason of the reader; `consentOtherPatient`, `consentRecipient`, `consentRecord`,
    ///   `consentNeedsRecipient`, `consentExceptionOfDenial`, `consentNone`.
    package func importConsents(
        _ bytes: [UInt8], for patient: UInt64, signingWith key: Ed25519.SigningKey?
    ) throws -> ImportedConsents {
        let speaker = try speaker(for: patient, signingWith: key)
        try finishWrites()
        var imported = ImportedConsents()
        var drafts: [Consent] = []
        let rights = try rights(of: patient)
        for document in try Self.consentDocuments(in: bytes) {
            let resource: FHIR.ConsentResource
            do throws(Reason) {
                resource = try FHIR.ConsentResource(document: document)
            } catch {
                guard error.code == "fhir.consentNotActive" else { throw error }
                imported.inactiveCount += 1
                continue
            }
            try checkPatient(of: resource, rights)
            for draft in try consents(of: resource, speaker) {
                if rights.has(draft.grant, draft.exceptions) {
                    imported.knownCount += 1
                    continue
                }
                let number = nextEntry + UInt64(drafts.count)
                drafts.append(draft.grant)
                drafts += draft.exceptions.map { exception in
                    var exception = exception
                    exception.target = number
                    return exception
                }
            }
        }
        guard !drafts.isEmpty else { return imported }
        let first = try say(drafts, by: speaker)
        imported.entries = Array(first..<first + UInt64(drafts.count))
        return imported
    }

    /// The Consents of a text: itself, or the resources of a Bundle, each of which must be one.
    private static func consentDocuments(in bytes: [UInt8]) throws -> [[UInt8]] {
        let documents = try JSONDocument.read(bytes) { (root) throws(Reason) -> [[UInt8]] in
            guard root["resourceType"]?.isString("Bundle") == true else { return [bytes] }
            var documents: [[UInt8]] = []
            for entry in root.elements(of: "entry") {
                guard let resource = entry["resource"] else { throw Reason("fhir.notAConsent") }
                documents.append(Array(bytes[resource.rawRange]))
            }
            return documents
        }
        guard !documents.isEmpty else { throw MedicalError("consentNone", .badInput) }
        return documents
    }

    /// The permissions or denials of a Consent, one for each recipient, with the exceptions of each.
    private func consents(
        of resource: FHIR.ConsentResource, _ speaker: ConsentSpeaker
    ) throws -> [(grant: Consent, exceptions: [Consent])] {
        if resource.effect == .deny, !resource.exceptions.isEmpty {
            throw MedicalError("consentExceptionOfDenial", .refused)
        }
        if resource.effect == .permit, resource.provision.recipients.isEmpty {
            throw MedicalError("consentNeedsRecipient", .refused)
        }
        let roots = try drafts(resource.provision, resource.effect == .permit ? .permit : .deny, speaker)
        let exceptions = try resource.exceptions.flatMap { try drafts($0, .deny, speaker) }
        return roots.map { ($0, exceptions) }
    }

    private func drafts(
        _ provision: FHIR.ConsentResource.Provision, _ action: Consent.Action, _ speaker: ConsentSpeaker
    ) throws -> [Consent] {
        func draft(_ grantee: UInt64?) throws -> Consent {
            var consent = Consent(
                patient: speaker.patient, action: action, grantee: grantee, author: 0, previous: 0)
            consent.categories = provision.categories.map(RecordEntry.Category.init(_:))
            consent.purposes = provision.purposes.map(Purpose.init(_:))
            consent.records = EntryRanges(try provision.records.map(record))
            // Before 1970 nobody asks: a beginning there is none, and an end there leaves nothing.
            consent.from = provision.period?.from.flatMap { $0 > 0 ? UInt64($0) : nil }
            consent.until = provision.period?.until.map { UInt64(max($0, 1)) }
            return consent
        }
        if provision.recipients.isEmpty { return [try draft(nil)] }
        return try provision.recipients.map { try draft(try grantee($0)) }
    }

    private func checkPatient(of resource: FHIR.ConsentResource, _ rights: PatientRights) throws {
        guard let identifier = resource.patient.identifier else {
            throw MedicalError("consentOtherPatient", .refused, ["patient": resource.patient.reference ?? ""])
        }
        var found: Set<UInt64> = []
        if let entry = entry(of: resource.patient) {
            found = [entry]
        } else if !identifier.system.isEmpty {
            found = try patients(named: identifier.system + "|" + identifier.value)
        }
        guard !found.isEmpty, rights.pseudonyms.isSuperset(of: found) else {
            throw MedicalError("consentOtherPatient", .refused, ["patient": identifier.value])
        }
    }

    /// The entry number that a reference bears, if it is one of this ledger.
    private func entry(of reference: FHIR.ResourceReference) -> UInt64? {
        guard let identifier = reference.identifier, identifier.system == entrySystem else { return nil }
        return UInt64(identifier.value)
    }

    /// The member or practitioner that a recipient is.
    private func grantee(_ reference: FHIR.ResourceReference) throws -> UInt64 {
        if reference.identifier?.system == entrySystem {
            if let entry = entry(of: reference), let subject = try membership()[entry],
                reference.resourceType.map({ ($0 == "Organization") == (subject.member != nil) }) ?? true
            {
                return entry
            }
        } else if reference.resourceType != "Practitioner", let name = reference.display ?? reference.identifier?.value,
            !name.hasPrefix("@"), let subject = try? subject(named: name)
        {
            return subject.entry
        }
        throw MedicalError(
            "consentRecipient", .refused,
            ["name": reference.display ?? reference.identifier?.value ?? reference.reference ?? ""])
    }

    private func record(_ reference: FHIR.ResourceReference) throws -> UInt64 {
        guard let entry = entry(of: reference), try facts(ofRecord: entry) != nil else {
            throw MedicalError("consentRecord", .refused, ["name": reference.reference ?? ""])
        }
        return entry
    }
}

extension ConsentStanding {
    /// Whether it is in force or will be.
    fileprivate var isStanding: Bool { state == .inForce || state == .notYet }
}

extension PatientRights {
    /// Whether a permission or denial with just these exceptions is in force already.
    fileprivate func has(_ draft: Consent, _ exceptions: [Consent]) -> Bool {
        let own = draft.action == .permit ? permissions : denials
        return own.contains { provision in
            provision.consent.terms == draft.terms
                && Set((self.exceptions[provision.number] ?? []).map(\.consent.terms)) == Set(exceptions.map(\.terms))
        }
    }
}

extension Consent {
    /// What is said, whoever said it when.
    fileprivate var terms: Consent {
        var terms = Consent(patient: 0, action: action, grantee: grantee, author: 0, previous: 0)
        (terms.categories, terms.purposes, terms.records) = (categories, purposes, records)
        (terms.from, terms.until) = (from, until)
        return terms
    }
}
