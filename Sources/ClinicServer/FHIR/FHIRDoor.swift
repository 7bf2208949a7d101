internal import HTTPTypes
internal import HealthFormats
internal import Hummingbird
internal import LedgerEngine
internal import MedicalLedger

/// Records as FHIR R4 resources: read and search, what consent permits, each answer's accesses on the ledger before it leaves.
///
/// Resources are views of records: a DiagnosticReport `ENTRY-n` for each report, an Observation `ENTRY-n-m` for each result, a
/// Patient for each pseudonym. What is on a ledger does not change, so each has one version. Records come in by `/ledger/import`.
/// Specification: HL7 FHIR R4 (4.0.1), http.html.
struct FHIRDoor: Sendable {
    let desk: LedgerDesk

    static let type = "application/fhir+json; charset=utf-8"
    private static let readers = Admission.of([.clinician, .laboratory, .pharmacist, .patient], [.read])

    var routes: [Route] {
        let readers = Self.readers
        return [
            .get("/fhir/metadata", .everyone, .data) { Self.answer($0, FHIRBundle.capabilities(base: $0.fhirBase)) },
            .get("/fhir/Patient/:id/$everything", readers, .data) { try await everything($0) },
            .get("/fhir/:type", readers, .data) { try await search($0, $0.query) },
            .get("/fhir/:type/:id", readers, .data) { try await read($0) },
            .get("/fhir/:type/:id/_history/:version", readers, .data) { visit in
                guard visit.parameters["version"] == "1" else { throw Self.unknown }
                return try await read(visit)
            },
        ]
    }

    private static let unknown = MedicalError("fhirUnknown", .refused, ["status": "404"])

    private static func kind(_ visit: Visit) throws -> FHIRItem.Kind {
        guard let kind = FHIRItem.Kind(rawValue: visit.parameters["type"] ?? "") else {
            throw MedicalError("fhirType", .refused, ["status": "404", "type": visit.parameters["type"] ?? ""])
        }
        return kind
    }

    static func answer(_ visit: Visit, _ json: [UInt8]) -> Response {
        .bytes(json, type: type)
    }

    // MARK: - One resource

    private func read(_ visit: Visit) async throws -> Response {
        let (kind, id) = (try Self.kind(visit), visit.parameters["id"] ?? "")
        guard let entry = id.split(separator: "-").first.flatMap({ UInt64($0) }) else { throw Self.unknown }
        let found: FHIRItem?
        switch kind {
        case .patient:
            found = String(entry) == id ? try await patients(visit, ["@\(id)"]).first { $0.id == id } : nil
        case .report, .observation:
            let view = try await desk.read(for: visit) { door in
                do {
                    return try door.record(entry)
                } catch let error as MedicalError where ["noSuchEntry", "notARecord"].contains(error.code) {
                    throw Self.unknown
                }
            }
            found = FHIRItem.items(of: view).first { $0.kind == kind && $0.id == id }
        }
        guard let found else { throw Self.unknown }
        let tag = "W/\"1\""
        var response = Response(status: .notModified)
        if visit.header("if-none-match") != tag { response = Self.answer(visit, found.bytes) }
        response.headers[.eTag] = tag
        return response
    }

    /// The Patients that may be read among those that some names mean.
    private func patients(_ visit: Visit, _ names: [String]) async throws -> [FHIRItem] {
        try await desk.read(for: visit) { door in
            let origin = door.ledger.engine.origin
            var items: [FHIRItem] = []
            for name in names {
                for patient in try door.ledger.patients(named: name).sorted()
                where !items.contains(where: { $0.patient == patient }) {
                    var newest: RecordView?
                    for entry in try door.ledger.records(underPseudonym: patient).reversed() {
                        // Who it is stands in records of every category, so whoever reads it must be let in to identity as well.
                        var identity = try door.facts(ofRecord: entry)
                        identity.category = .identity
                        guard try door.decision(on: door.facts(ofRecord: entry)).isPermitted,
                            try door.decision(on: identity).isPermitted
                        else { continue }
                        newest = try door.record(entry)
                        break
                    }
                    if let newest { items.append(.patient(patient, by: newest, origin: origin)) }
                }
            }
            return items
        }
    }

    // MARK: - Searches

    private func search(_ visit: Visit, _ query: FormText) async throws -> Response {
        let isStrict = visit.header("prefer")?.contains("handling=strict") ?? false
        let search = try FHIRSearch(try Self.kind(visit), query, isStrict: isStrict)
        if search.kind == .patient { return try await searchPatients(visit, search) }
        var question = ClinicLedger.Question()
        question.patient = search.patient
        if search.patient == nil {
            // Whoever names neither patient nor resource asks for the whole ledger.
            guard !search.ids.isEmpty else { throw MedicalError("fhirTooCostly", .badInput) }
        }
        let (views, denied, size) = try await desk.read(for: visit) { [question] door in
            let size = door.ledger.engine.treeSize
            var views: [RecordView] = []
            if question.patient != nil {
                _ = try door.find(question) { views.append($0) }
            } else {
                let entries = Set(search.ids.compactMap { $0.split(separator: "-").first.flatMap { UInt64($0) } })
                let facts = entries.sorted().compactMap { try? door.facts(ofRecord: $0) }
                views = try door.admit(facts, action: .read).permitted.map { try door.ledger.record($0.entry) }
            }
            return (views, door.deniedCount, size)
        }
        let all = views.flatMap(FHIRItem.items)
        let matches = search.sorted(all.filter(search.asks))
        let page = matches.dropFirst(search.offset).prefix(search.count)
        var included: [FHIRItem] = []
        if search.includesResults {
            let wanted = Set(page.flatMap(\.results))
            included += all.filter { wanted.contains($0.url) }
        }
        if search.includesPatient {
            included += try await patients(visit, Set(page.map { "@\($0.patient)" }).sorted())
                .filter { patient in page.contains { $0.patient == patient.patient } }
        }
        let next = search.offset + page.count < matches.count ? search.offset + page.count : nil
        let bundle = FHIRBundle(
            search: search, base: visit.fhirBase, total: matches.count, matches: search.isCountOnly ? [] : Array(page),
            included: search.isCountOnly ? [] : included, withheld: search.asksContents ? 0 : denied,
            next: search.isCountOnly ? nil : next, treeSize: search.treeSize ?? size, language: visit.language)
        return Self.answer(visit, bundle.bytes)
    }

    private func searchPatients(_ visit: Visit, _ search: FHIRSearch) async throws -> Response {
        let names = search.patient.map { [$0] } ?? search.ids.compactMap { UInt64($0).map { "@\($0)" } }
        if search.patient == nil, search.ids.isEmpty { throw MedicalError("fhirTooCostly", .badInput) }
        let found = try await patients(visit, names.sorted()).filter {
            search.ids.isEmpty || search.ids.contains($0.id)
        }
        let bundle = FHIRBundle(
            search: search, base: visit.fhirBase, total: found.count,
            matches: search.isCountOnly ? [] : Array(found.prefix(search.count)), included: [], withheld: 0, next: nil,
            treeSize: 0, language: visit.language)
        return Self.answer(visit, bundle.bytes)
    }

    private func everything(_ visit: Visit) async throws -> Response {
        let id = visit.parameters["id"] ?? ""
        guard let entry = UInt64(id), String(entry) == id else { throw Self.unknown }
        let search = try FHIRSearch(.report, FormText("patient=\(id)"), isStrict: true)
        let (views, denied, size) = try await desk.read(for: visit) { door in
            _ = try door.ledger.patient(named: "@\(entry)")
            var question = ClinicLedger.Question()
            question.patient = "@\(entry)"
            var views: [RecordView] = []
            _ = try door.find(question) { views.append($0) }
            return (views, door.deniedCount, door.ledger.engine.treeSize)
        }
        let found = try await patients(visit, ["@\(entry)"]) + views.flatMap(FHIRItem.items)
        let bundle = FHIRBundle(
            search: search, base: visit.fhirBase, total: found.count, matches: found, included: [], withheld: denied,
            next: nil, treeSize: size, language: visit.language)
        return Self.answer(visit, bundle.bytes)
    }
}

extension Visit {
    /// The base URL of the FHIR door, as whoever asks reached it.
    var fhirBase: String { "\(isSecure ? "https" : "http")://\(request.head.authority ?? "localhost")/fhir" }
}
