internal import HTTPTypes
internal import HealthFormats
internal import Hummingbird
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog

extension LedgerDesk {
    /// Reads as the person who asks: with their own key, else for the member.
    ///
    /// Each access is durable before this returns. The ledger stays open; the door must not be closed.
    func read<R: Sendable>(
        for visit: Visit, emergencyReason: String? = nil, _ body: @escaping @Sendable (ReadingDoor) throws -> R
    ) async throws -> R {
        let (key, environment) = (visit.caller?.session?.key, environment)
        return try await perform { ledger in
            let visitor = ReadingDoor.Visitor(signingKey: key?.signingKey, emergencyReason: emergencyReason)
            return try body(try ReadingDoor(of: ledger, for: visitor, environment: environment))
        }
    }

    /// The newest records of a patient that may be read.
    func record(
        of patient: UInt64, for visit: Visit, emergencyReason: String? = nil
    ) async throws -> PatientRecord {
        let (views, denied, hasMore) = try await read(for: visit, emergencyReason: emergencyReason) { door in
            // An entry that is no patient has no page, whoever asks.
            let patient = try door.ledger.patient(named: "@\(patient)")
            var question = ClinicLedger.Question()
            question.patient = "@\(patient)"
            question.limit = PatientDoor.recordsOnPage
            var views: [RecordView] = []
            let hasMore = try door.find(question) { views.append($0) }
            return (views, door.deniedCount, hasMore)
        }
        return PatientRecord(
            patient: patient, items: views.map(PatientRecord.Item.init), deniedCount: denied, hasMore: hasMore)
    }
}

/// What people read of patients: a patient's record, one report, its original and its receipt.
struct PatientDoor: Sendable {
    /// Records of a patient that are shown at most, the newest.
    static let recordsOnPage = 200

    let desk: LedgerDesk

    private static let carers: Set<Account.Role> = [.clinician, .laboratory, .pharmacist]

    var routes: [Route] {
        let carers = Admission.of(Self.carers)
        let readers = Admission.of(Self.carers.union([.patient]))
        return [
            .get("/patients", carers) { Self.searchPage($0) },
            .form("/patients", carers) { try await search($0, $1) },
            .get("/patients/:patient", carers) { visit in
                PatientPage.page(visit, try await desk.record(of: try visit.number("patient"), for: visit))
            },
            .form("/patients/:patient/emergency", .of([.clinician])) { visit, form in
                let reason = form["reason"] ?? ""
                let patient = try visit.number("patient")
                return PatientPage.page(
                    visit, try await desk.record(of: patient, for: visit, emergencyReason: reason),
                    isEmergency: true)
            },
            .get("/records/:entry", readers) { visit in
                let entry = try visit.number("entry")
                let view = try await desk.read(for: visit) { try $0.record(entry) }
                return RecordPage.page(visit, PatientRecord.Item(view))
            },
            .get("/records/:entry/original", readers) { try await original($0) },
            .get("/records/:entry/receipt", readers) { visit in
                let entry = try visit.number("entry")
                let (receipt, key) = try await desk.read(for: visit) {
                    (try $0.receipt(for: entry), $0.ledger.engine.key)
                }
                return PageFrame.page(visit, title: visit.say("record.receipt")) {
                    ReceiptSheet(
                        receipt: receipt, key: key, file: "/records/\(entry)/receipt-file", language: visit.language
                    ).html
                }
            },
            .get("/records/:entry/receipt-file", readers) { visit in
                let entry = try visit.number("entry")
                let text = try await desk.read(for: visit) { try $0.receipt(for: entry).formatted }
                return .file(Array(text.utf8), type: "text/plain; charset=utf-8", name: "\(entry).tlog-proof")
            },
        ]
    }

    // MARK: - Finding a patient

    private static func searchPage(_ visit: Visit, refusal: String? = nil) -> Response {
        PageFrame.page(visit, title: visit.say("page.patients"), status: refusal == nil ? .ok : .notFound) {
            if let refusal { p(refusal, .class("alert", "bad"), .role("alert")) }
            PageFrame.postForm(visit, to: "/patients", .class("card", "narrow")) {
                PageFrame.field(
                    "patient", visit.say("patients.identifier"), hint: visit.say("patients.identifierHint"),
                    .required(), .maxlength(256), .autocomplete("off"), .spellcheck(false))
                button(visit.say("patients.open"), .class("button", "primary"))
            }
        }
    }

    /// Goes to the page of the patient that an identifier means: addresses name a pseudonym, never a person.
    private func search(_ visit: Visit, _ form: FormText) async throws -> Response {
        let name = form["patient"] ?? ""
        do {
            let patient = try await desk.perform { try $0.patient(named: name) }
            return .seeOther("/patients/\(patient)")
        } catch let error as MedicalError where error.fate == .refused {
            return Self.searchPage(visit, refusal: Refusal.sentence(error, in: visit.language))
        }
    }

    // MARK: - Files

    private func original(_ visit: Visit) async throws -> Response {
        let entry = try visit.number("entry")
        let view = try await desk.read(for: visit) { try $0.record(entry, action: .export) }
        let (type, suffix) =
            switch view.origin.format {
            case .fhir: ("application/fhir+json", "json")
            case .hl7: ("x-application/hl7-v2+er7", "hl7")
            case .csv: ("text/csv; charset=utf-8", "csv")
            default: ("application/octet-stream", "txt")
            }
        return .file(view.document, type: type, name: "record-\(entry).\(suffix)")
    }
}

extension Visit {
    /// The entry number that stands for a name of the route's pattern.
    ///
    /// - Throws: `noSuchPage` where it is no number.
    func number(_ name: String) throws -> UInt64 {
        guard let number = parameters[name].flatMap(UInt64.init) else {
            throw MedicalError("noSuchPage", .refused, ["status": "404"])
        }
        return number
    }
}

extension Response {
    /// What a browser saves instead of showing it.
    static func file(_ bytes: [UInt8], type: String, name: String) -> Response {
        var response = Response.bytes(bytes, type: type)
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return response
    }
}
