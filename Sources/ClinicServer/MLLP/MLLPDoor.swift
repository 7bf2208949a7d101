internal import HealthFormats
internal import Logging
internal import MedicalLedger
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Wording

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Takes laboratory reports from analysers and laboratories: HL7 v2 over MLLP.
///
/// A message is acknowledged when its block is durable, and not before. What is refused is kept in `refused/`, and its sender is told why. A
/// sender that stops in the middle of a message, or sends what is none, is cut off; a silent one stays until its place is needed.
struct MLLPDoor: Sendable {
    /// What a door allows.
    struct Limits: Sendable {
        /// Senders at once.
        var connections = 512
        /// The longest message.
        var messageBytes = 32 << 20
        /// Messages of one sender that wait for their answer; then it is not read from.
        var waitingMessages = 64
        /// Bytes of messages that wait, of all senders; then none is read from.
        ///
        /// As many are kept of messages that are not whole yet.
        var waitingBytes = 256 << 20
        /// How long a message may take from its first byte to its last.
        var messageTime = TimeAmount.seconds(120)

        init() {}
    }

    private let desk: LedgerDesk
    private let counters: ServerCounters
    private let limits: Limits
    private let log: Logger
    private let clock: @Sendable () -> UInt64
    private let encryption: Encryption?

    /// How a door encrypts.
    struct Encryption: Sendable {
        let tls: ServerTLS
        /// Who may come in by a certificate; nil where everybody may.
        let senders: AccessTokens?

        fileprivate func secure(_ channel: any Channel, _ log: Logger) throws {
            guard let senders else { return try tls.secure(channel) }
            let peer = channel.remoteAddress?.ipAddress ?? "-"
            try tls.secure(channel, .required) { certificate in
                let token = certificate.flatMap { senders.token(certificate: $0) }
                let isAdmitted = token?.scopes.contains(.import) == true
                if !isAdmitted { log.warning("mllp: certificate refused", metadata: ["peer": "\(peer)"]) }
                return isAdmitted
            }
        }
    }

    /// - Parameter encryption: nil for none.
    init(
        desk: LedgerDesk, counters: ServerCounters, limits: Limits = Limits(), log: Logger,
        clock: @escaping @Sendable () -> UInt64, encryption: Encryption? = nil
    ) {
        self.encryption = encryption
        (self.desk, self.counters, self.limits, self.log, self.clock) = (desk, counters, limits, log, clock)
    }

    /// Listens until its task is cancelled; what is being answered then is answered still.
    ///
    /// - Parameter isListening: receives the port, once.
    /// - Throws: `cannotListen`.
    func run(host: String, port: Int, isListening: @escaping @Sendable (Int) -> Void) async throws {
        let places = ConnectionPlaces(limit: limits.connections)
        let answering = MLLPAnswering(clock: clock)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                places.enter(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try encryption?.secure(channel, log)
                    let decoder = MLLPFrameDecoder(maximumMessageBytes: limits.messageBytes)
                    let sender = MLLPSender(
                        desk: desk, counters: counters, limits: limits, log: log, answering: answering, places: places)
                    try channel.pipeline.syncOperations.addHandlers(
                        BackPressureHandler(), ByteToMessageHandler(decoder, maximumBufferSize: nil), sender)
                }
            }
        let server: any Channel
        do {
            server = try await bootstrap.bind(host: host, port: port).get()
        } catch let error as IOError {
            let values = ["address": "\(host):\(port)", "cause": String(cString: strerror(error.errnoCode))]
            throw MedicalError("cannotListen", .failed, values)
        }
        isListening(server.localAddress?.port ?? port)
        await withTaskCancellationHandler {
            try? await server.closeFuture.get()
        } onCancel: {
            server.close(promise: nil)
        }
        await places.closeAll()
    }
}

/// The senders that are connected.
///
/// When all places are taken, whoever has been silent longest gives theirs up.
final class ConnectionPlaces: Sendable {
    private struct Place {
        let channel: any Channel
        /// Bytes of a message that is not whole yet, where they are many.
        var partialBytes = 0
        var lastHeard: NIODeadline
    }

    private let limit: Int
    private let places = Mutex<[ObjectIdentifier: Place]>([:])

    init(limit: Int) { self.limit = limit }

    var count: Int { places.withLock { $0.count } }

    func enter(_ channel: any Channel) {
        let displaced = places.withLock { places in
            places[ObjectIdentifier(channel)] = Place(channel: channel, lastHeard: .now())
            guard places.count > limit, let oldest = places.min(by: { $0.value.lastHeard < $1.value.lastHeard }) else {
                return (any Channel)?.none
            }
            places[oldest.key] = nil
            return oldest.value.channel
        }
        displaced?.close(promise: nil)
        channel.closeFuture.whenComplete { [self] _ in
            _ = places.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    /// - Parameter partialBytes: how much there is of a message that is not whole yet.
    /// - Returns: how much there is of all such messages.
    func hear(_ channel: any Channel, partialBytes: Int = 0) -> Int {
        places.withLock { places in
            places[ObjectIdentifier(channel)]?.lastHeard = .now()
            places[ObjectIdentifier(channel)]?.partialBytes = partialBytes
            return partialBytes < 1 << 20 ? 0 : places.values.reduce(0) { $0 + $1.partialBytes }
        }
    }

    /// Asks each sender's handler to end when it has answered what it has taken.
    func closeAll() async {
        let channels = places.withLock { $0.values.map(\.channel) }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(MLLPSender.Farewell()) }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
