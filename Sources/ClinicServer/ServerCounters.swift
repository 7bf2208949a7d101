package import MedicalLedger
internal import Synchronization

/// What a server has done since it was started, for whoever watches it.
package final class ServerCounters: Sendable {
    /// The figures.
    package struct Figures: Sendable {
        /// What became of what was delivered.
        package var counts = ImportCounts()
        /// Messages that came over MLLP, by the code of the answer.
        package var messages: [String: Int] = [:]
        /// Connections of MLLP that are open.
        package var connections = 0
        /// Answers over HTTP, by their status.
        package var responses: [Int: Int] = [:]
        /// Times that the ledger could not be written to.
        package var failures = 0
        /// Why the last time.
        package var lastFailure: String?

        package init() {}
    }

    private let figures = Mutex(Figures())
    private let report: @Sendable (any Error) -> Void

    /// - Parameter report: told of each failure, for the log.
    package init(report: @escaping @Sendable (any Error) -> Void = { _ in }) { self.report = report }

    package var now: Figures { figures.withLock { $0 } }

    package func count(_ change: (inout Figures) -> Void) { figures.withLock { change(&$0) } }

    func took(_ counts: ImportCounts) { count { $0.counts += counts } }

    func failed(_ error: any Error) {
        count { figures in
            figures.failures += 1
            figures.lastFailure = (error as? MedicalError)?.code ?? "\(type(of: error))"
        }
        report(error)
    }
}
