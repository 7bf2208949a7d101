internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine

/// What is said about patients: their keys, links, guardians and identity documents.
extension ClinicLedger {
    // MARK: - Keys

    /// Whether a patient, under any pseudonym, signs with a key of their own; the pseudonym that does: the given one before others.
    package func keyHolder(_ patient: UInt64) throws -> UInt64? {
        let holders = try person(patient).keyHolders
        return holders.contains(patient) ? patient : holders.first
    }

    private func anyKeyHolder(_ patient: UInt64) throws -> UInt64 {
        guard let holder = try keyHolder(patient) else {
            throw MedicalError("patientHasNoKey", .refused, ["entry": String(patient)])
        }
        return holder
    }

    /// The pseudonym whose key is meant: the given one's own, or the only one that the person has.
    ///
    /// - Throws: `patientHasNoKey`; `patientKeysSeveral`.
    private func meantKeyHolder(_ patient: UInt64) throws -> UInt64 {
        let holder = try anyKeyHolder(patient)
        let holders = try person(patient).keyHolders
        guard holder == patient || holders.count == 1 else {
            throw MedicalError(
                "patientKeysSeveral", .refused,
                ["entry": String(patient), "entries": holders.map { "@\($0)" }.joined(separator: ", ")])
        }
        return holder
    }

    /// The pseudonym of a person that a key in force is bound to; nil where it is none of theirs.
    private func holder(of key: PersonalKey, _ patient: UInt64) throws -> UInt64? {
        let person = try person(patient)
        return person.keyHolders.first { person.key(under: $0) == key.signingKey.publicKey.bytes }
    }

    /// Binds a patient's first key.
    ///
    /// - Throws: `patientHasKey`.
    @discardableResult
    package func giveKey(_ key: PersonalKey, to patient: UInt64) throws -> UInt64 {
        if let holder = try keyHolder(patient) {
            throw MedicalError("patientHasKey", .refused, ["entry": String(holder)])
        }
        return try bind(key, to: patient)
    }

    /// Binds another key in the place of the one in force: of the former, where it signs, else of the pseudonym's own.
    ///
    /// - Parameters:
    ///   - patient: the pseudonym whose key it is; any of the person where the former signs or the person has no other.
    ///   - former: the patient's key in force, which signs for the new one; nil where it was lost or stolen: then the statement
    ///     says that the clinic did it on its own.
    ///   - since: from when on what the old one signed does not count; nil where nobody else can have it.
    /// - Throws: `patientHasNoKey`; `patientKeysSeveral`; `keyNotInForce`; `timeInFuture`.
    @discardableResult
    package func replaceKey(
        of patient: UInt64, with key: PersonalKey, signedWith former: PersonalKey? = nil, since: UInt64?
    ) throws -> UInt64 {
        // A former key that is none of theirs is refused below.
        let holder =
            if let former { try self.holder(of: former, patient) ?? anyKeyHolder(patient) } else {
                try meantKeyHolder(patient)
            }
        if let since { try expectPast(since) }
        return try bind(key, to: holder, signedWith: former, isByMember: former == nil, compromisedSince: since)
    }

    private func bind(
        _ key: PersonalKey, to patient: UInt64, signedWith former: PersonalKey? = nil, isByMember: Bool = false,
        compromisedSince: UInt64? = nil
    ) throws -> UInt64 {
        var statement = PatientKey(
            patient: patient, signingKey: key.signingKey.publicKey.bytes, compromisedSince: compromisedSince,
            previous: try newestStatement(of: patient))
        statement.isByMember = isByMember
        if let former { statement.formerSignature = try will(of: patient, in: statement, [former]) }
        statement.sign(with: key.signingKey, origin: engine.origin)
        return try add([.patientKey(statement)])
    }

    /// A patient's signature of a statement, by whichever of some keys is theirs; empty where they have none and the clinic speaks.
    ///
    /// - Throws: `consentNeedsKey` where no key is given; `keyNotInForce` where none is theirs.
    private func will(
        of patient: UInt64, in statement: some SignedStatement, _ keys: [PersonalKey]
    ) throws -> [UInt8] {
        let inForce = try person(patient).keys
        if inForce.isEmpty { return [] }
        if keys.isEmpty { throw MedicalError("consentNeedsKey", .permission, ["patient": "@\(patient)"]) }
        guard let key = keys.first(where: { inForce.contains($0.signingKey.publicKey.bytes) }) else {
            throw MedicalError("keyNotInForce", .permission, ["patient": "@\(patient)"])
        }
        return statement.signature(of: key.signingKey, origin: engine.origin)
    }

    private func person(_ patient: UInt64) throws -> Person {
        try Person(of: patient, below: nextEntry, statements: { try statements(of: $0) })
    }

    /// Lets the clinic sign for a patient again, as the patient wants it who signs this with the key that is given up.
    ///
    /// - Parameter patient: any pseudonym of theirs; the key is given up where it is bound.
    /// - Throws: `patientHasNoKey`; `keyNotThePatients`.
    @discardableResult
    package func giveUpKey(of patient: UInt64, signedWith key: PersonalKey) throws -> UInt64 {
        guard let holder = try holder(of: key, patient) else {
            throw MedicalError("keyNotThePatients", .permission, ["entry": String(try anyKeyHolder(patient))])
        }
        var statement = PatientKey(patient: holder, signingKey: nil, previous: try newestStatement(of: holder))
        statement.sign(with: key.signingKey, origin: engine.origin)
        return try add([.patientKey(statement)])
    }

    private func newestStatement(of patient: UInt64) throws -> UInt64 {
        try statements(of: patient).last?.number ?? patient
    }

    // MARK: - Links and guardians

    /// Says that two pseudonyms are one person.
    ///
    /// - Parameter keys: those of the sides that have one.
    /// - Throws: `linkedAlready`; `consentNeedsKey`; `keyNotInForce`.
    @discardableResult
    package func link(_ patient: UInt64, _ other: UInt64, signedWith keys: [PersonalKey] = []) throws -> UInt64 {
        guard try !rights(of: patient).pseudonyms.contains(other) else {
            throw MedicalError("linkedAlready", .refused, Self.pair(patient, other))
        }
        var link = try newLink(patient, other, isUndone: false)
        link.signature = try will(of: link.patient, in: link, keys)
        link.otherSignature = try will(of: link.other, in: link, keys)
        return try add([.link(link)])
    }

    /// Says that linking two pseudonyms was a mistake.
    ///
    /// - Parameter key: of either side; not needed where this node's member keeps a side that no key is bound to.
    /// - Throws: `notLinked` where they are not linked with each other directly; `consentNeedsKey`; `keyNotInForce`.
    @discardableResult
    package func unlink(
        _ patient: UInt64, _ other: UInt64, signedWith key: PersonalKey? = nil
    ) throws -> UInt64 {
        guard try links(of: patient).contains(other) else {
            throw MedicalError("notLinked", .refused, Self.pair(patient, other))
        }
        var link = try newLink(patient, other, isUndone: true)
        let person = try person(patient)
        let mayStop = try [patient, other].contains { try person.key(under: $0) == nil && isKeptHere($0) }
        if key != nil || !mayStop {
            link.signature = try will(of: patient, in: link, key.map { [$0] } ?? [])
        }
        return try add([.link(link)])
    }

    /// Whether this node's member brought a patient to the ledger, and so speaks about them.
    private func isKeptHere(_ patient: UInt64) throws -> Bool {
        try finishWrites()
        let (block, position) = try engine.block(with: patient)
        return try membership().owner(ofSigningKey: block.signer(ofEntryAt: position))?.entry == own.entry
    }

    private static func pair(_ patient: UInt64, _ other: UInt64) -> [String: String] {
        ["patient": String(patient), "other": String(other)]
    }

    /// The pseudonyms that a pseudonym is linked with directly, ascending.
    package func links(of patient: UInt64) throws -> [UInt64] {
        PatientRights.linked(with: patient, by: try statements(of: patient)).sorted()
    }

    private func newLink(_ patient: UInt64, _ other: UInt64, isUndone: Bool) throws -> PatientLink {
        let (low, high) = (min(patient, other), max(patient, other))
        return PatientLink(
            patient: low, other: high, isUndone: isUndone, previous: try newestStatement(of: low),
            otherPrevious: try newestStatement(of: high))
    }

    /// A guardianship that is in force.
    package struct GuardianView: Sendable {
        /// The patient's pseudonym that it was said of.
        package let patient: UInt64
        /// The guardian.
        package let guardian: UInt64
        /// Until when at most.
        package let until: UInt64?
        /// The entry that says so.
        package let entry: UInt64
    }

    /// Who may act for a patient now, under any pseudonym.
    package func guardians(of patient: UInt64) throws -> [GuardianView] {
        try rights(of: patient).pseudonyms.sorted().flatMap { pseudonym -> [GuardianView] in
            let statements = try statements(of: pseudonym)
            let inForce = statements.guardians(of: pseudonym, at: now, below: .max)
            return try inForce.sorted { $0.value < $1.value }.compactMap { guardian, number -> GuardianView? in
                guard case .guardian(let guardianship) = try entry(number) else { return nil }
                return GuardianView(
                    patient: pseudonym, guardian: guardian, until: guardianship.until, entry: number)
            }
        }
    }

    /// Lets somebody act for a patient.
    ///
    /// - Parameters:
    ///   - until: the end, such as the day the patient comes of age; nil where it is not known.
    ///   - key: the patient's; nil where they have none.
    /// - Throws: `guardianIsPatient`; `guardianThere`; `periodEmpty`; `consentNeedsKey`; `keyNotInForce`.
    @discardableResult
    package func appoint(
        guardian: UInt64, of patient: UInt64, until: UInt64?, signedWith key: PersonalKey? = nil
    ) throws -> UInt64 {
        guard try !rights(of: patient).pseudonyms.contains(guardian) else {
            throw MedicalError("guardianIsPatient", .refused)
        }
        if let until, until <= now { throw MedicalError("periodEmpty", .refused) }
        // Another end of the same guardianship takes the place of the one before.
        let there = try guardians(of: patient).first { $0.guardian == guardian }
        if let there, there.until == until {
            throw MedicalError("guardianThere", .refused, ["entry": String(there.entry)])
        }
        return try add(guardian, of: there?.patient ?? patient, isEnded: false, until: until, key)
    }

    /// Ends a guardianship before its time.
    ///
    /// - Parameter key: the patient's; nil where they have none.
    /// - Throws: `guardianUnknown`; `consentNeedsKey`; `keyNotInForce`.
    @discardableResult
    package func dismiss(
        guardian: UInt64, of patient: UInt64, signedWith key: PersonalKey? = nil
    ) throws -> UInt64 {
        let names = try rights(of: guardian).pseudonyms
        guard let there = try guardians(of: patient).first(where: { names.contains($0.guardian) }) else {
            throw MedicalError(
                "guardianUnknown", .refused, ["guardian": String(guardian), "patient": String(patient)])
        }
        return try add(there.guardian, of: there.patient, isEnded: true, until: nil, key)
    }

    private func add(
        _ guardian: UInt64, of patient: UInt64, isEnded: Bool, until: UInt64?, _ key: PersonalKey?
    ) throws -> UInt64 {
        var statement = Guardianship(
            patient: patient, guardian: guardian, isEnded: isEnded, until: until,
            previous: try newestStatement(of: patient))
        statement.signature = try will(of: patient, in: statement, key.map { [$0] } ?? [])
        return try add([.guardian(statement)])
    }

    // MARK: - Records and identity

    /// The records of a patient under all pseudonyms that were not erased, ascending.
    package func records(ofPerson patient: UInt64) throws -> [UInt64] {
        try rights(of: patient).pseudonyms.flatMap { try records(underPseudonym: $0) }.sorted()
    }

    /// The entry of a patient's newest identity document; nil where there is none, or it was erased.
    package func identityDocument(of patient: UInt64) throws -> UInt64? {
        let erased = try erasedPatients()
        return try rights(of: patient).pseudonyms.subtracting(erased).flatMap { try entries(.identities($0)) }.max()
    }

    /// The most bytes of an identity document.
    package static let identityByteLimit = 1 << 20

    /// Stores who a patient is, as a FHIR Patient or as text.
    ///
    /// - Throws: `identityUnfit` where the document is neither.
    @discardableResult
    package func storeIdentity(_ document: [UInt8], of patient: UInt64) throws -> UInt64 {
        let format = try Self.identityFormat(document)
        try finishWrites()
        var page = DetailPage(of: self, format: format)
        let detail = try page.add(document)
        return try add([.identity(IdentityDocument(patient: patient, detail: detail))], pages: try page.sealed())
    }

    private static func identityFormat(_ document: [UInt8]) throws -> SourceFormat {
        let unfit = MedicalError("identityUnfit", .badInput)
        guard !document.isEmpty, String(validating: document, as: UTF8.self) != nil else { throw unfit }
        guard document.first(where: { ![9, 10, 13, 32].contains($0) }) == UInt8(ascii: "{") else { return .text }
        let type = try? JSONDocument.read(document) { value throws(Reason) in value["resourceType"]?.string }
        guard type == "Patient" else { throw unfit }
        return .fhir
    }
}

/// Who a patient is, as somebody read it who may.
package struct PatientIdentity: Sendable {
    /// The record that it was read from.
    package let record: RecordView
    /// The identity document, as text or FHIR; nil where there is none.
    package let document: [UInt8]?
}

extension ReadingDoor {
    /// Who a patient is: reads the newest record that may be read, and the identity document if there is one.
    ///
    /// - Throws: `accessDenied`; `noRecordToRead` where there is no record to write the access down for.
    package func identity(of patient: UInt64) throws -> PatientIdentity {
        var denial = MedicalError("noRecordToRead", .refused, ["entry": String(patient)])
        for number in try ledger.records(ofPerson: patient).reversed() {
            let facts = try facts(ofRecord: number)
            // The name stands in records of every category, so whoever reads it must be let in to identity as well.
            var ofIdentity = facts
            ofIdentity.category = .identity
            for facts in [facts, ofIdentity] {
                let decision = try decision(on: facts)
                if !decision.isPermitted { denial = self.denial(of: (facts, decision)) }
            }
            guard try decision(on: facts).isPermitted, try decision(on: ofIdentity).isPermitted else { continue }
            let view = try record(number)
            let entry = try ledger.identityDocument(of: patient).map(ledger.entry)
            return PatientIdentity(record: view, document: try entry?.detail.flatMap(ledger.document(of:)))
        }
        throw denial
    }
}
