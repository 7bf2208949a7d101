package import HealthFormats
internal import LedgerCrypto

/// Accesses as tables and as FHIR.
package enum AccessTable {
    private static let columns = [
        "time", "entry", "reader", "reader_name", "institution", "patient", "action", "records", "purpose", "basis",
        "grant", "tree_size", "reason", "reviewed", "review", "reviewer", "remark",
    ]

    /// A table for spreadsheets, with a header line.
    package static func csv(_ events: [AccessEvent]) -> [UInt8] {
        events.reduce(into: CSV.Writer.row(columns)) { table, event in
            let access = event.access
            let review = event.reviews.last
            let verdict = review.map { $0.review.isJustified ? "justified" : "unjustified" }
            table += CSV.Writer.row([
                event.time, event.entry.map { String($0) } ?? "", String(access.reader), event.reader,
                event.institution, String(access.patient), access.action.name, access.records.words,
                access.purpose.rawValue, access.basis.name, access.grant.map { String($0) } ?? "",
                String(access.treeSize), event.reason, verdict ?? (event.isOpen ? "open" : ""),
                review.map { String($0.entry) } ?? "", review?.reviewer ?? "", review?.remark ?? "",
            ])
        }
    }

    /// AuditEvents, whose people and records are named by the ledger's entries.
    package static func auditEvents(_ events: [AccessEvent], origin: String) -> [FHIR.BundleEntry] {
        func entry(_ number: UInt64, _ type: String, _ name: String = "") -> FHIR.ResourceReference {
            .init(
                identifier: Identifier(system: "urn:clinicledger:entry:\(origin)", value: String(number)), type: type,
                display: name.isEmpty ? nil : name)
        }
        return events.map { event in
            let access = event.access
            var details = [FHIR.AuditEventResource.Detail("tree-size", String(access.treeSize))]
            details.append(.init("basis", access.basis.name))
            if !event.reason.isEmpty { details.append(.init("reason", event.reason)) }
            for review in event.reviews {
                let verdict = review.review.isJustified ? "justified" : "unjustified"
                details.append(.init("review", "\(verdict): \(review.remark) (\(review.reviewer), \(review.entry))"))
            }
            let reader = entry(access.reader, event.readerKind.resourceType, event.reader)
            let isDisclosure = access.action == .disclose
            let ledger = FHIR.ResourceReference(
                identifier: Identifier(system: "urn:clinicledger:ledger", value: origin), type: "Device")
            let id = Hexadecimal.text(access.id)
            let resource = FHIR.AuditEventResource(
                id: id, action: access.action.resourceAction, recorded: Int64(clamping: access.time),
                purpose: access.purpose.known ?? .operations, isEmergency: access.basis == .emergency,
                reader: .init(
                    isDisclosure ? ledger : reader,
                    policies: access.grant.map { ["urn:clinicledger:entry:\(origin):\($0)"] } ?? []),
                recipient: isDisclosure ? .init(reader) : nil, ledger: ledger,
                site: event.institution.isEmpty ? nil : event.institution,
                patient: entry(access.patient, "Patient"),
                records: access.records.numbers.map { entry($0, "DiagnosticReport") },
                entry: event.entry.map { entry($0, "AuditEvent") }, details: details)
            return FHIR.BundleEntry(
                event.entry.map { "urn:clinicledger:entry:\(origin):\($0)" } ?? "urn:clinicledger:access:\(id)",
                resource)
        }
    }
}

extension JSONWriter {
    /// Accesses, and how many were left out.
    package mutating func accesses(_ events: [AccessEvent], denied: Int) {
        object {
            $0.array("accesses") { json in
                for event in events { json.access(event) }
            }
            $0.member("denied", denied)
        }
    }

    /// One access.
    mutating func access(_ event: AccessEvent) {
        let access = event.access
        object {
            if let entry = event.entry { $0.member("entry", entry) }
            $0.member("waits", event.entry == nil)
            $0.member("time", event.time)
            $0.object("reader") {
                $0.member("entry", access.reader)
                if !event.reader.isEmpty { $0.member("name", event.reader) }
                if !event.institution.isEmpty { $0.member("institution", event.institution) }
            }
            $0.member("patient", access.patient)
            $0.member("action", access.action.name)
            $0.array("records") { json in
                for pair in access.records.runs {
                    json.object {
                        $0.member("first", pair.lowerBound)
                        $0.member("last", pair.upperBound)
                    }
                }
            }
            $0.member("purpose", access.purpose.rawValue)
            $0.member("basis", access.basis.name)
            if let grant = access.grant { $0.member("grant", grant) }
            $0.member("treeSize", access.treeSize)
            if access.basis == .emergency || !event.reason.isEmpty { $0.member("reason", event.reason) }
            if access.basis == .emergency {
                $0.member("open", event.isOpen)
                $0.array("reviews") { json in
                    for review in event.reviews {
                        json.object {
                            $0.member("entry", review.entry)
                            $0.member("justified", review.review.isJustified)
                            $0.member("reviewer", review.review.reviewer)
                            $0.member("reviewerName", review.reviewer)
                            $0.member("remark", review.remark)
                        }
                    }
                }
            }
        }
    }
}

extension AccessEvent.Kind {
    fileprivate var resourceType: String {
        switch self {
        case .member: "Organization"
        case .practitioner: "Practitioner"
        case .patient: "Patient"
        }
    }
}

extension Access.Action {
    /// The name in tables and JSON.
    package var name: String {
        switch self {
        case .read: "read"
        case .export: "export"
        case .disclose: "disclose"
        case .receipt: "receipt"
        }
    }

    fileprivate var resourceAction: FHIR.AuditEventResource.Action {
        switch self {
        case .read: .access
        case .export, .receipt: .export
        case .disclose: .disclose
        }
    }
}

extension Access.Basis {
    /// The name in tables and JSON.
    package var name: String {
        switch self {
        case .custodian: "custodian"
        case .grant: "grant"
        case .emergency: "emergency"
        case .patient: "patient"
        case .guardian: "guardian"
        }
    }
}

extension EntryRanges {
    /// First and last number of each run.
    package var runs: [ClosedRange<UInt64>] {
        stride(from: 0, to: pairs.count, by: 2).map { pairs[$0]...pairs[$0] + pairs[$0 + 1] - 1 }
    }

    /// The numbers as they are typed: `5,7-9`.
    package var words: String {
        runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
