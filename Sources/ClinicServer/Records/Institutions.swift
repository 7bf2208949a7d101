internal import HealthFormats
internal import LedgerCrypto
internal import MedicalLedger

/// What a patient lets an institution read for treatment: the switches of a page.
///
/// The switches of an institution are one grant without a period, for treatment, of some categories; changing them ends that
/// grant and states another. Grants of other terms, such as the command line makes them, are shown apart and left alone.
struct Institution: Sendable {
    /// The member's entry.
    let entry: UInt64
    let name: String
    /// Whether it keeps this ledger's records, which it may read for treatment unless it is denied.
    let isCustodian: Bool
    /// The categories that are switched on.
    let categories: Set<RecordCategoryCode>
    /// The denial of everything that is in force.
    let denial: UInt64?
    /// The grants that are these switches.
    fileprivate let grants: [UInt64]
}

extension ClinicLedger {
    /// The institutions of the ledger, with what a patient lets them read.
    func institutions(for patient: UInt64) throws -> [Institution] {
        let inForce = try rights(of: patient).standings(at: now).filter { $0.state == .inForce }
        let own = try own.entry
        return try membership().all.compactMap { subject -> Institution? in
            guard let member = subject.member, !subject.isSuspended(below: .max) else { return nil }
            let said = inForce.filter { $0.consent.grantee == subject.entry && $0.consent.records.isEmpty }
            let grants = said.filter {
                let consent = $0.consent
                return consent.action == .permit && consent.purposes == [.treatment] && consent.from == nil
                    && consent.until == nil
            }
            let denial = said.first {
                let consent = $0.consent
                return consent.action == .deny && consent.target == nil && consent.purposes.isEmpty
                    && consent.categories.isEmpty
            }
            let categories = grants.map(\.consent.categories).flatMap {
                $0.isEmpty ? RecordCategoryCode.allCases : $0.compactMap(\.code)
            }
            return Institution(
                entry: subject.entry, name: member.name, isCustodian: subject.entry == own,
                categories: Set(categories), denial: denial?.number, grants: grants.map(\.number))
        }
    }

    private func institution(_ entry: UInt64, for patient: UInt64) throws -> Institution {
        guard let found = try institutions(for: patient).first(where: { $0.entry == entry }) else {
            throw MedicalError("subjectUnknown", .refused, ["name": "@\(entry)"])
        }
        return found
    }

    /// Lets an institution read some categories for treatment, and no others.
    ///
    /// What was granted ends first: whoever is interrupted has permitted less, never more.
    func permit(
        _ categories: Set<RecordCategoryCode>, to entry: UInt64, by patient: UInt64, signingWith key: Ed25519.SigningKey
    ) throws {
        let institution = try institution(entry, for: patient)
        if institution.categories == categories { return }
        for grant in institution.grants { _ = try revoke(grant, signingWith: key) }
        if categories.isEmpty { return }
        let speaker = try speaker(for: patient, signingWith: key)
        var grant = Consent(patient: speaker.patient, action: .permit, grantee: entry, author: 0, previous: 0)
        grant.purposes = [.treatment]
        let isAll = categories.count == RecordCategoryCode.allCases.count
        if !isAll {
            grant.categories = RecordCategoryCode.allCases.filter(categories.contains).map(RecordEntry.Category.init)
        }
        try say([grant], by: speaker)
    }

    /// Denies an institution everything, whatever else permits it.
    func deny(_ entry: UInt64, by patient: UInt64, signingWith key: Ed25519.SigningKey) throws {
        if try institution(entry, for: patient).denial != nil { return }
        let speaker = try speaker(for: patient, signingWith: key)
        let denial = Consent(patient: speaker.patient, action: .deny, grantee: entry, author: 0, previous: 0)
        try say([denial], by: speaker)
    }
}
