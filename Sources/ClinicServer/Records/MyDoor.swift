internal import HTTPTypes
internal import HealthFormats
internal import Hummingbird
internal import LedgerCrypto
internal import MedicalLedger

/// What patients see and decide: their results, who may read them, who did.
struct MyDoor: Sendable {
    let desk: LedgerDesk

    private static let patients = Admission.of([.patient])

    var routes: [Route] {
        [
            .get("/my", Self.patients) { visit in
                let patient = try await desk.read(for: visit) { $0.reader }
                return PatientPage.page(visit, try await desk.record(of: patient, for: visit))
            },
            .get("/my/accesses", Self.patients) { visit in
                let events = try await desk.read(for: visit) { door in
                    var query = ReadingDoor.AccessQuery()
                    query.patient = "@\(door.reader)"
                    query.since = ""
                    return try door.accesses(query).events
                }
                return AccessPage.page(visit, events)
            },
            .get("/my/rights", Self.patients) { visit in
                let (institutions, statements) = try await desk.read(for: visit) { door in
                    let ledger = door.ledger
                    let standings = try ledger.rights(of: door.reader).standings(at: ledger.now)
                    let statements = try standings.filter { $0.consent.action != .revoke }.map {
                        RightsPage.Statement(
                            standing: $0, grantee: try $0.consent.grantee.map(ledger.label),
                            author: try ledger.label(of: $0.consent.author))
                    }
                    return (try ledger.institutions(for: door.reader), statements)
                }
                return RightsPage.page(visit, institutions, statements)
            },
            .form("/my/rights/:institution", Self.patients) { visit, form in
                let chosen = Set(
                    form.fields.filter { $0.name == "category" }.compactMap { RecordCategoryCode(rawValue: $0.value) })
                let institution = try visit.number("institution")
                return try await change(visit) { try $0.permit(chosen, to: institution, by: $1, signingWith: $2) }
            },
            .form("/my/rights/:institution/deny", Self.patients) { visit, _ in
                let institution = try visit.number("institution")
                return try await change(visit) { try $0.deny(institution, by: $1, signingWith: $2) }
            },
            .form("/my/statements/:entry/revoke", Self.patients) { visit, _ in
                let entry = try visit.number("entry")
                return try await change(visit) { ledger, _, key in _ = try ledger.revoke(entry, signingWith: key) }
            },
            .get("/my/download", Self.patients) { try await download($0) },
        ]
    }

    /// Says something for the patient, signed with their key, and shows what holds now.
    private func change(
        _ visit: Visit, _ body: @escaping @Sendable (ClinicLedger, UInt64, Ed25519.SigningKey) throws -> Void
    ) async throws -> Response {
        guard let key = visit.caller?.session?.key else { throw MedicalError("notYours", .permission) }
        try await desk.read(for: visit) { try body($0.ledger, $0.reader, key.signingKey) }
        return .seeOther("/my/rights")
    }

    /// All reports of the patient as one FHIR R4 Bundle: GDPR article 20.
    private func download(_ visit: Visit) async throws -> Response {
        let (patient, views) = try await desk.read(for: visit) { door in
            let facts = try door.ledger.records(ofPerson: door.reader).map { try door.facts(ofRecord: $0) }
            let permitted = try door.admit(facts, action: .export).permitted
            return (door.reader, try permitted.map { try door.ledger.record($0.entry) })
        }
        var json = JSONWriter(isIndented: true)
        FHIR.write(views.flatMap { (try? $0.reports()) ?? [] }, id: "patient-\(patient)", into: &json)
        json.newline()
        return .file(json.bytes, type: "application/fhir+json", name: "my-results.json")
    }
}
