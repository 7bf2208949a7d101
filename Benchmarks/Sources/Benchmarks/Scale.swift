internal import HealthFormats
internal import MedicalLedger

/// Whether a large ledger is as quick to open as a small one, and whether memory stays flat.
struct Scale {
    static let openAndFind = "open, and find a patient's records: large ledger"
    static let smallPeer = "ours, with 10,000 results"

    private let harness: Harness
    private let bench: Workbench

    /// A ledger made of a stream of orders by a process of its own.
    private struct Streamed {
        let path: String
        /// Patients with about as many results as every patient has on average, and how many these are.
        let patients: [(identifier: String, results: Int)]
        /// The most bytes that the import held in memory.
        let importBytes: Int
    }

    static func run(_ harness: Harness, _ bench: Workbench) {
        harness.family("scale") {
            let scale = Scale(harness: harness, bench: bench)
            let large = try scale.stream(harness.options.largeResultCount, "large", LaboratoryFiles.hl7)
            let small = try scale.stream(10_000, "small", LaboratoryFiles.hl7)
            scale.opening(large, small)
            try scale.memory(large)
        }
    }

    /// Imports while the messages are made: they never lie on the disk.
    private func stream(
        _ resultCount: Int, _ name: String, _ format: (LaboratoryData.Order) -> String
    ) throws -> Streamed {
        let data = LaboratoryData(resultCount: resultCount, seed: harness.options.seed)
        let path = bench.fresh("\(name).ledger")
        var counts = [Int](repeating: 0, count: data.patientCount)
        let peak = try ChildWork.importing(into: path, results: resultCount) { writer in
            try data.forEachOrder { order in
                counts[order.patient] += order.resultCount
                try writer.write(format(order))
            }
        }
        let patients = counts.indices.lazy.filter { (30...50).contains(counts[$0]) }.map {
            (identifier: LaboratoryData.identifier(ofPatient: $0), results: counts[$0])
        }
        var random = SeededGenerator(seed: harness.options.seed)
        return Streamed(
            path: path, patients: Array(patients.shuffled(using: &random).prefix(1000)), importBytes: peak)
    }

    /// From a closed ledger to all records of one patient, as `clinicledger records` does.
    private func opening(_ large: Streamed, _ small: Streamed) {
        harness.compare(
            Self.openAndFind, unit: "", count: 1, clocks: [.threadCPU, .wall], shown: .milliseconds,
            contender("ours", large), contender(Self.smallPeer, small))
    }

    private func contender(_ name: String, _ streamed: Streamed) -> Contender {
        var next = 0
        return Contender(name) {
            next = (next + 1) % streamed.patients.count
            let asked = streamed.patients[next]
            let ledger = try ClinicLedger.open(streamed.path, for: .reading, environment: .system)
            var question = ClinicLedger.Question()
            question.patient = asked.identifier
            var found = 0
            _ = try ledger.find(question) { view in
                found += try view.reports().reduce(0) { $0 + $1.results.count }
            }
            try require(found == asked.results, "\(found) of \(asked)")
        }
    }

    /// The peaks of processes that do nothing else.
    private func memory(_ large: Streamed) throws {
        let count = harness.options.memoryResultCount
        let hl7 = try stream(count, "memory-hl7", LaboratoryFiles.hl7)
        let fhir = try stream(count, "memory-fhir") { LaboratoryFiles.fhir($0) }
        show("import HL7 v2", hl7.importBytes)
        show("import FHIR", fhir.importBytes)
        show("verify", try ChildWork.verifying(fhir.path))
        show("import HL7 v2, large ledger", large.importBytes, beside: hl7.importBytes)
        show("verify, large ledger", try ChildWork.verifying(large.path), beside: try ChildWork.verifying(hl7.path))
    }

    private func show(_ name: String, _ bytes: Int, beside few: Int? = nil) {
        let count = Report.short(Double(harness.options.memoryResultCount))
        harness.count(
            name, "memory", unit: "MiB, peak", ours: Double(bytes) / 1_048_576,
            few.map { [(name: "ours, with \(count) results", value: Double($0) / 1_048_576)] } ?? [])
    }
}
