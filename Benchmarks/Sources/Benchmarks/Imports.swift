internal import MedicalLedger
internal import HealthFormats

/// Import of each format into a new ledger, against SQLite taking in the FHIR rows.
///
/// The three files carry the same results; SQLite has a row for each, the ledger a record for each order. Both ways the
/// results are durable, found by patient and code, and safe against doubles when the import ends. What SQLite leaves out
/// (it neither reads the results nor encrypts them) is in its favour.
struct Imports {
    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("import") {
            let bytes = try bench.files().fhirBytes
            for (format, name) in [(SourceFormat.fhir, "FHIR"), (.hl7, "HL7 v2"), (.csv, "CSV")] {
                harness.compare(
                    "import \(name)", unit: "results", count: bench.data.resultCount, clocks: [.processCPU, .wall],
                    isLong: true, Contender("ours") { try bench.importAnew(format) },
                    Contender(SQLitePeer.Kind.plain.rawValue) { try bench.importAnew(.plain) },
                    Contender(SQLitePeer.Kind.tuned.rawValue) { try bench.importAnew(.tuned) })
            }
            try Self.costs(harness, bench, fhirBytes: bytes)
        }
    }

    /// What an import leaves on the disk and asks of it.
    private static func costs(_ harness: Harness, _ bench: Workbench, fhirBytes: Int) throws {
        let results = Double(bench.data.resultCount)
        let kinds: [SQLitePeer.Kind] = harness.options.hasPeers ? [.plain, .tuned] : []
        let peerBytes = try kinds.map {
            (name: $0.rawValue, value: Double(Files.size(try bench.peer($0).path)) / results)
        }
        let peerSyncs = try kinds.map { (name: $0.rawValue, value: Double(try bench.importOf($0).syncs)) }
        for (format, name) in [(SourceFormat.fhir, "FHIR"), (.hl7, "HL7 v2"), (.csv, "CSV")] {
            guard harness.isWanted("import \(name)") else { continue }
            let imported = try bench.importOf(format)
            harness.count(
                "import \(name)", "disk", unit: "bytes/result", ours: Double(imported.bytesOnDisk) / results,
                peerBytes + (format == .fhir ? [(name: "the file itself", value: Double(fhirBytes) / results)] : []))
            harness.count("import \(name)", "syncs", unit: "in all", ours: Double(imported.syncs), peerSyncs)
            if let peak = imported.peakMemory {
                harness.count("import \(name)", "memory", unit: "MiB, peak", ours: Double(peak) / 1_048_576, [])
            }
        }
    }
}
