internal import Dispatch
internal import HealthFormats
package import MedicalLedger
internal import Synchronization
internal import Wording

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The one place where a server works with its ledger: a thread, and a queue of what is asked of it.
///
/// What comes while the disk is busy goes into the next block together, so many senders cost one sync. The ledger is open for
/// writing only while there is something to do and for a moment after, so the command line can work beside the server.
package final class LedgerDesk: Sendable {
    /// A message, and who is told what became of it.
    private struct Waiting: Sendable {
        let message: ReceivedMessage
        let door: String
        let answer: @Sendable (Result<MessageOutcome, any Error>) -> Void
    }

    /// What waits for the thread.
    private struct Queue {
        var messages: [Waiting] = []
        var bytes = 0
        var tasks: [@Sendable (Bench) -> Void] = []
        var isAwake = false
        var isClosed = false

        mutating func nextMessages() -> [Waiting] {
            let next = Array(messages.prefix(messagesAtOnce))
            messages.removeFirst(next.count)
            bytes -= next.reduce(0) { $0 + $1.message.byteCount }
            return next
        }
    }

    /// What only the thread touches.
    private final class Bench: @unchecked Sendable {
        var ledger: ClinicLedger?
        var delivery: MessageDelivery?
        /// Messages whose block is still being written.
        var unsettled: [(waiting: Waiting, outcome: MessageOutcome)] = []
        var lastUse: UInt64 = 0
    }

    /// Messages of one block at most: so many that a sync is shared well, so few that nobody waits for long.
    private static let messagesAtOnce = 512
    /// How long the ledger stays open for writing when nobody asks.
    private static let patience = DispatchTimeInterval.milliseconds(300)

    private let directory: String
    let environment: MedicalLedger.Environment
    private let counters: ServerCounters
    private let thread = DispatchQueue(label: "clinicledger.desk", qos: .userInitiated)
    private let queue = Mutex(Queue())
    private let bench = Bench()

    /// Makes a desk for the ledger in a directory.
    package init(_ directory: String, environment: MedicalLedger.Environment, counters: ServerCounters) {
        (self.directory, self.environment, self.counters) = (directory, environment, counters)
    }

    /// Bytes of messages that wait to be taken in.
    package var waitingBytes: Int { queue.withLock { $0.bytes } }

    /// Takes a message in; what is refused of it is kept.
    ///
    /// - Parameters:
    ///   - door: where it came in, and from whom.
    ///   - answer: told what became of it when that is durable; called on the desk's thread, in the order of messages.
    package func take(
        _ message: ReceivedMessage, at door: String,
        answer: @escaping @Sendable (Result<MessageOutcome, any Error>) -> Void
    ) {
        let isClosed = queue.withLock { queue in
            if queue.isClosed { return true }
            queue.messages.append(Waiting(message: message, door: door, answer: answer))
            queue.bytes += message.byteCount
            return false
        }
        if isClosed { return answer(.failure(MedicalError("serverStopping", .failed))) }
        wake()
    }

    /// Does something with the ledger, opened for writing.
    package func perform<R: Sendable>(_ body: @escaping @Sendable (ClinicLedger) throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let isClosed = queue.withLock { queue in
                if queue.isClosed { return true }
                queue.tasks.append { [self] bench in
                    continuation.resume(
                        with: Result {
                            try settle()
                            return try body(try opened())
                        })
                }
                return false
            }
            if isClosed { return continuation.resume(throwing: MedicalError("serverStopping", .failed)) }
            wake()
        }
    }

    /// What became of a file.
    package struct FileOutcome: Sendable {
        package var counts = ImportCounts()
        /// What was refused of it, as far as it is little.
        package var refused: [ImportSession.RejectedItem] = []
        /// The names under which what was refused is kept.
        package var kept: [String] = []
    }

    /// Who brought a file: then what is refused of it is kept.
    struct Bringer: Sendable {
        /// Where it came in, and from whom.
        let door: String
        /// What they call it.
        let file: String
        /// Of the remarks beside what is kept.
        let language: Wording.Language
    }

    /// Imports a file; messages that come meanwhile wait for a part of it at most.
    ///
    /// - Throws: as `ImportSession.take(file:)`; what was taken in before stays.
    func take(file: String, from bringer: Bringer? = nil) async throws -> FileOutcome {
        try await perform { [self] ledger in
            let refused = Collector()
            let keeper = try bringer.map {
                try RefusedKeeper(
                    of: ledger, door: $0.door, file: $0.file, time: environment.clock(), language: $0.language)
            }
            let session = ImportSession(into: ledger, options: .init()) { item in
                if refused.items.count < Self.keptRefusals { refused.items.append(item) }
                try keeper?.take(item)
            } progress: { [self] _, _, _ in
                takeWaiting()
            }
            defer { counters.took(session.counts) }
            let end = Result { try session.take(file: file) }
            try keeper?.keep()
            try end.get()
            return FileOutcome(counts: session.counts, refused: refused.items, kept: keeper?.names ?? [])
        }
    }

    private final class Collector { var items: [ImportSession.RejectedItem] = [] }

    /// Refused items of a file that are told; all are counted.
    private static let keptRefusals = 1000

    /// Does what waits, closes the ledger, and takes nothing more.
    package func close() async {
        queue.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            thread.async { [self] in
                work()
                release()
                continuation.resume()
            }
        }
    }

    // MARK: - The thread

    private func wake() {
        let isAsleep = queue.withLock { queue in
            defer { queue.isAwake = true }
            return !queue.isAwake
        }
        if isAsleep { thread.async { [self] in work() } }
    }

    /// Works until nothing waits.
    private func work() {
        while true {
            let (messages, tasks) = queue.withLock { queue in
                let messages = queue.nextMessages()
                defer { queue.tasks = [] }
                queue.isAwake = !messages.isEmpty || !queue.tasks.isEmpty || !bench.unsettled.isEmpty
                return (messages, queue.tasks)
            }
            if !messages.isEmpty { take(messages) }
            for task in tasks { task(bench) }
            if messages.isEmpty, tasks.isEmpty {
                if bench.unsettled.isEmpty { break }
                try? settle()
            }
        }
        bench.lastUse = DispatchTime.now().uptimeNanoseconds
        thread.asyncAfter(deadline: .now() + Self.patience) { [self] in
            let isIdle = queue.withLock { !$0.isAwake }
            let idleTime = DispatchTime.now().uptimeNanoseconds - bench.lastUse
            if isIdle, idleTime >= 290_000_000 { release() }
        }
    }

    /// Takes the messages that have come while something long is done.
    private func takeWaiting() {
        let messages = queue.withLock { $0.nextMessages() }
        guard !messages.isEmpty else { return }
        take(messages)
        try? settle()
    }

    private func opened() throws -> ClinicLedger {
        if let ledger = bench.ledger { return ledger }
        let ledger = try ClinicLedger.open(directory, for: .writing, environment: environment)
        bench.ledger = ledger
        bench.delivery = MessageDelivery(into: ledger)
        return ledger
    }

    /// Lets go of the ledger, and with it of the lock.
    private func release() {
        defer { (bench.ledger, bench.delivery) = (nil, nil) }
        do {
            try bench.ledger?.close()
        } catch {
            counters.failed(error)
        }
    }

    private func take(_ messages: [Waiting]) {
        do {
            _ = try opened()
            guard let delivery = bench.delivery else { return }
            let (outcomes, counts) = try delivery.take(messages.map(\.message))
            // What was taken before is durable now.
            answerSettled()
            bench.unsettled = zip(messages, outcomes).map { (waiting: $0, outcome: $1) }
            counters.took(counts)
            if counts.records == 0 { answerSettled() }
        } catch {
            fail(messages, error)
        }
    }

    /// Waits for the disk and tells those whose messages are durable.
    private func settle() throws {
        guard !bench.unsettled.isEmpty else { return }
        do {
            try bench.delivery?.settle()
            answerSettled()
        } catch {
            fail([], error)
            throw error
        }
    }

    private func answerSettled() {
        let settled = bench.unsettled
        bench.unsettled = []
        for (waiting, outcome) in settled {
            waiting.answer(
                Result {
                    if !outcome.refused.isEmpty { try keep(waiting, outcome.refused) }
                    return outcome
                })
        }
    }

    private func keep(_ waiting: Waiting, _ reasons: [Reason]) throws {
        let item = RefusedItem(
            time: environment.clock(), door: waiting.door, format: .hl7, reasons: reasons,
            bytes: waiting.message.document)
        try RefusedItems(of: try opened()).keep(item)
    }

    /// Nobody is told that something was kept that may not have been; the next message opens the ledger anew.
    private func fail(_ messages: [Waiting], _ error: any Error) {
        counters.failed(error)
        let all = bench.unsettled.map(\.waiting) + messages
        bench.unsettled = []
        release()
        for waiting in all { waiting.answer(.failure(error)) }
    }
}
