internal import Hummingbird
internal import LedgerEngine
internal import MedicalLedger

/// What whoever watches a server asks: is it there, can it take something, what has it done.
///
/// `/health` says that the process answers, `/ready` that the ledger can be written to, `/metrics` gives figures in the text format
/// of Prometheus, version 0.0.4. Nothing of it tells of a patient.
struct StatusDoor: Sendable {
    let desk: LedgerDesk
    let counters: ServerCounters
    let clock: @Sendable () -> UInt64
    /// Nil where connections are not encrypted here.
    let tls: ServerTLS?

    var routes: [Route] {
        [
            .get("/health", .everyone, .data) { _ in .text(.ok, "ok\n") },
            .get("/ready", .everyone, .data) { _ in
                do {
                    let size = try await desk.perform { $0.engine.treeSize }
                    return .text(.ok, "ready\nentries \(size)\n")
                } catch {
                    return .text(.serviceUnavailable, "not ready: \(LogWords.of(error))\n")
                }
            },
            .get("/metrics", .of([.administrator, .auditor], [.metrics]), .data) { _ in
                .text(.ok, metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    private func metrics() -> String {
        let now = counters.now
        var text = ""
        func add(_ name: String, _ kind: String, _ help: String, _ values: [(labels: String, value: Int)]) {
            text += "# HELP clinicledger_\(name) \(help)\n# TYPE clinicledger_\(name) \(kind)\n"
            for (labels, value) in values { text += "clinicledger_\(name)\(labels) \(value)\n" }
        }
        add(
            "items_total", "counter", "What became of what was delivered.",
            [
                ("{fate=\"recorded\"}", now.counts.records), ("{fate=\"known\"}", now.counts.known),
                ("{fate=\"rejected\"}", now.counts.rejected),
            ])
        add("results_total", "counter", "Results in the records that were taken in.", [("", now.counts.results)])
        add(
            "mllp_answers_total", "counter", "Answers over MLLP, by code.",
            now.messages.sorted { $0.key < $1.key }.map { ("{code=\"\($0.key)\"}", $0.value) })
        add("mllp_connections", "gauge", "Senders that are connected.", [("", now.connections)])
        add("waiting_bytes", "gauge", "Bytes of messages that wait.", [("", desk.waitingBytes)])
        add("failures_total", "counter", "Times that the ledger could not be used.", [("", now.failures)])
        if let tls {
            let seconds = Int(tls.identity.expires / 1000) - Int(clock() / 1000)
            add("certificate_expiry_seconds", "gauge", "Seconds until the server's certificate ends.", [("", seconds)])
        }
        return text
    }
}
