internal import HealthFormats
internal import Logging
internal import MedicalLedger
internal import NIOCore
internal import Synchronization
internal import Wording

/// One sender's connection: its messages in, the answers out, in the order of the messages.
final class MLLPSender: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Tells a connection to end once it has answered.
    struct Farewell: Sendable {}

    private let desk: LedgerDesk
    private let counters: ServerCounters
    private let limits: MLLPDoor.Limits
    private let log: Logger
    private let answering: MLLPAnswering
    private let places: ConnectionPlaces
    /// Messages that have no answer yet.
    private var waiting = 0
    private var isEnding = false
    /// Whether a reading was asked for that has to wait.
    private var hasHeldRead = false
    /// Cuts off a message that does not come to its end.
    private var messageTimer: Scheduled<Void>?
    private var peer = ""

    init(
        desk: LedgerDesk, counters: ServerCounters, limits: MLLPDoor.Limits, log: Logger, answering: MLLPAnswering,
        places: ConnectionPlaces
    ) {
        (self.desk, self.counters, self.limits) = (desk, counters, limits)
        (self.log, self.answering, self.places) = (log, answering, places)
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = context.remoteAddress?.ipAddress ?? "-"
        counters.count { $0.connections += 1 }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        counters.count { $0.connections -= 1 }
        messageTimer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: - In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        messageTimer?.cancel()
        messageTimer = nil
        _ = places.hear(context.channel)
        if isEnding { return }
        waiting += 1
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        let envelope = (try? HL7v2.Envelope(of: bytes)) ?? .unreadable
        let (handler, bound) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.loopBound)
        desk.take(ReceivedMessage(hl7v2: bytes), at: "mllp \(peer)") { [answering, counters] result in
            let answers = answering.answers(to: envelope, result)
            counters.count { figures in
                for (code, _) in answers { figures.messages[code.rawValue, default: 0] += 1 }
            }
            handler.eventLoop.execute { handler.value.send(answers.map(\.bytes), bound.value) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let partial as MLLPFrameDecoder.Partial:
            if places.hear(context.channel, partialBytes: partial.byteCount) > limits.waitingBytes {
                return cut(context, "too much of unfinished messages")
            }
            guard messageTimer == nil else { return }
            let (handler, bound) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.loopBound)
            messageTimer = context.eventLoop.scheduleTask(in: limits.messageTime) {
                handler.value.cut(bound.value, "message not finished in time")
            }
        case is Farewell:
            isEnding = true
            if waiting == 0 { context.close(promise: nil) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case MLLPFrameDecoder.Fault.tooLong: cut(context, "message too long")
        case MLLPFrameDecoder.Fault.noFrame: cut(context, "no MLLP frames")
        default: cut(context, "connection failed")
        }
    }

    private func cut(_ context: ChannelHandlerContext, _ why: String) {
        log.warning("mllp: connection closed", metadata: ["peer": "\(peer)", "why": "\(why)"])
        context.close(promise: nil)
    }

    // MARK: - Out

    /// Reads on when fewer wait.
    func read(context: ChannelHandlerContext) {
        if waiting < limits.waitingMessages, desk.waitingBytes < limits.waitingBytes {
            context.read()
        } else {
            hasHeldRead = true
        }
    }

    private func send(_ messages: [[UInt8]], _ context: ChannelHandlerContext) {
        waiting -= 1
        for message in messages {
            var buffer = context.channel.allocator.buffer(capacity: message.count + 3)
            buffer.writeInteger(0x0B as UInt8)
            buffer.writeBytes(message)
            buffer.writeBytes([0x1C, 0x0D])
            context.write(wrapOutboundOut(buffer), promise: nil)
        }
        context.flush()
        if isEnding, waiting == 0 { return context.close(promise: nil) }
        // Another sender may have filled what waits: somebody's answer always comes, and this one's reading with it.
        if hasHeldRead, waiting < limits.waitingMessages {
            hasHeldRead = false
            read(context: context)
            if hasHeldRead, waiting == 0 { retry(context) }
        }
    }

    private func retry(_ context: ChannelHandlerContext) {
        let (handler, bound) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.loopBound)
        context.eventLoop.scheduleTask(in: .milliseconds(20)) {
            guard handler.value.hasHeldRead else { return }
            handler.value.hasHeldRead = false
            handler.value.read(context: bound.value)
            if handler.value.hasHeldRead { handler.value.retry(bound.value) }
        }
    }
}

/// Words the answers to messages.
///
/// In original mode the answer says what was made of the message: AA, AE where something was refused, AR where it was not looked
/// into. In enhanced mode CA says that it is kept, on the ledger or among what was refused, and another message says what was made
/// of it; each as far as the sender wants it.
/// Specification: HL7 version 2.5.1, sections 2.9.2 and 2.9.3.
struct MLLPAnswering: Sendable {
    typealias Answer = (code: HL7v2.AcknowledgementCode, bytes: [UInt8])

    let clock: @Sendable () -> UInt64
    private let count = Counter()

    private final class Counter: Sendable { let value = Atomic<UInt64>(0) }

    init(clock: @escaping @Sendable () -> UInt64) { self.clock = clock }

    func answers(to envelope: HL7v2.Envelope, _ result: Result<MessageOutcome, any Error>) -> [Answer] {
        let code: HL7v2.AcknowledgementCode
        var error: HL7v2.AcknowledgedError?
        switch result {
        case .success(let outcome):
            error = outcome.refused.first.map { reason in
                HL7v2.AcknowledgedError(reason, text: Wording.text(reason.code, reason.values, in: .english))
            }
            let isOfOtherKind = outcome.refused.contains { $0.code == "hl7.otherMessageType" }
            code = error == nil ? .applicationAccept : isOfOtherKind ? .applicationReject : .applicationError
        case .failure:
            error = .init(.applicationInternalError, Wording.text("mllp.later", in: .english))
            code = .applicationReject
        }
        guard envelope.isEnhanced else { return [answer(envelope, code, error)] }
        var answers: [Answer] = []
        let isKept = (try? result.get()) != nil
        let commit: HL7v2.AcknowledgementCode =
            !isKept ? .commitError : code == .applicationReject ? .commitReject : .commitAccept
        if envelope.acceptWish.wants(success: commit == .commitAccept) {
            answers.append(answer(envelope, commit, commit == .commitAccept ? nil : error))
        }
        if commit == .commitAccept, envelope.applicationWish.wants(success: code == .applicationAccept) {
            answers.append(answer(envelope, code, error))
        }
        return answers
    }

    private func answer(
        _ envelope: HL7v2.Envelope, _ code: HL7v2.AcknowledgementCode, _ error: HL7v2.AcknowledgedError?
    ) -> Answer {
        let now = clock()
        let number = count.value.wrappingAdd(1, ordering: .relaxed).newValue
        let identifier = String(now, radix: 36) + "-" + String(number, radix: 36)
        let time = Timestamp.text(now).filter(\.isNumber) + "+0000"
        return (
            code, envelope.acknowledgement(code, error: error, controlIdentifier: identifier.uppercased(), time: time)
        )
    }
}
