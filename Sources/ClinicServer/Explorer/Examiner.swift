internal import Dispatch
internal import MedicalLedger
internal import Synchronization

/// Verifies the ledger beside the server's work, when asked and once an hour, and remembers what was found.
final class Examiner: Sendable {
    /// A verification that has ended.
    struct Examination: Sendable {
        let isQuick: Bool
        let report: LedgerVerifier.Report
        /// When it ended, milliseconds since 1970.
        let time: UInt64
    }

    /// What is known now.
    struct State: Sendable {
        /// The last one that ended.
        var last: Examination?
        /// How far the one that runs has come, in thousandths; nil where none runs.
        var progress: Int?
        /// Why the last one could not be made; nil where it could.
        var failure: MedicalError?
    }

    private let directory: String
    private let environment: MedicalLedger.Environment
    private let queue = DispatchQueue(label: "clinicledger.examiner", qos: .utility)
    private let state = Mutex(State())

    init(_ directory: String, environment: MedicalLedger.Environment) {
        (self.directory, self.environment) = (directory, environment)
    }

    var now: State { state.withLock { $0 } }

    /// Begins a verification, unless one runs.
    func begin(isQuick: Bool) {
        let isBusy = state.withLock { state in
            defer { state.progress = state.progress ?? 0 }
            return state.progress != nil
        }
        if isBusy { return }
        queue.async { [self] in
            let result = Result {
                try LedgerVerifier.verify(directory, isQuick: isQuick, environment: environment) { [self] done, all in
                    state.withLock { $0.progress = all == 0 ? 0 : Int(min(done, all) * 1000 / all) }
                }
            }
            let time = environment.clock()
            state.withLock { state in
                state.progress = nil
                switch result {
                case .success(let report):
                    state.last = Examination(isQuick: isQuick, report: report, time: time)
                    state.failure = nil
                case .failure(let error):
                    state.failure = error as? MedicalError ?? MedicalError("ledgerUnusable", .failed)
                }
            }
        }
    }

    /// Verifies what is stored, quickly, now and every hour, until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            begin(isQuick: true)
            try? await Task.sleep(for: .seconds(3600))
        }
    }
}
