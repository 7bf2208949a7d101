package import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine

/// A step of a package where it stands on the chain.
package struct ShareStep: Sendable {
    /// Entry number.
    package let number: UInt64
    /// When its block was sealed, milliseconds since 1970.
    package let sealedAt: UInt64
    /// The step.
    package let delivery: Delivery
}

extension ClinicLedger {
    /// The steps of all packages, ascending by entry number.
    package func shareSteps() throws -> [ShareStep] {
        try entries(.packages).compactMap { number in
            guard case .delivery(let delivery) = try entry(number) else { return nil }
            return ShareStep(number: number, sealedAt: try sealedAt(number), delivery: delivery)
        }
    }

    /// A step of one package, the newest of its kind; nil where it has not come so far.
    func shareStep(_ step: Delivery.Step, of id: [UInt8]) throws -> (number: UInt64, delivery: Delivery)? {
        for number in try entries(.package(id: id)).reversed() {
            if case .delivery(let delivery) = try entry(number), delivery.step == step, delivery.id == id {
                return (number, delivery)
            }
        }
        return nil
    }

    /// Where a record came from, if it came in a package; of several the first.
    ///
    /// - Throws: `recordNotShared` where it came from elsewhere.
    package func provenance(of number: UInt64) throws -> FHIR.ProvenanceResource {
        guard number < nextEntry, case .record(let record) = try entry(number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        let step = try shareSteps().first { $0.delivery.step == .taken && $0.delivery.records.contains(number) }
        guard let step else { throw MedicalError("recordNotShared", .refused, ["entry": String(number)]) }
        // An erased record's page still says where its neighbours came from.
        let source = try vault.origin(ofPage: record.page).source
        let membership = try membership()
        func organization(_ entry: UInt64) -> FHIR.ResourceReference {
            FHIR.ResourceReference(
                identifier: Identifier(system: "urn:clinicledger:member:\(engine.origin)", value: String(entry)),
                type: "Organization", display: membership[entry]?.member?.name)
        }
        let package = Hexadecimal.text(step.delivery.id)
        return FHIR.ProvenanceResource(
            id: "package-\(package)",
            target: FHIR.ResourceReference(
                identifier: Identifier(system: "urn:clinicledger:entry:\(engine.origin)", value: String(number))),
            recorded: Int64(clamping: step.sealedAt), activity: .receive,
            sender: organization(step.delivery.member), receiver: organization(record.custodian),
            sources: [
                FHIR.ResourceReference(
                    identifier: Identifier(system: "urn:clinicledger:package", value: package), display: source),
                FHIR.ResourceReference(
                    identifier: Identifier(
                        system: "urn:clinicledger:sha256", value: Hexadecimal.text(step.delivery.package))),
            ])
    }
}
