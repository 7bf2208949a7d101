internal import HummingbirdCore
internal import Logging
internal import MedicalLedger
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import ServiceLifecycle
internal import Synchronization

/// TLS of a running server: every new connection gets what the files say now.
final class ServerTLS: Sendable {
    private struct Present {
        var identity: ServerIdentity
        var context: NIOSSLContext
    }

    private let files: TLSFiles
    private let clock: @Sendable () -> UInt64
    private let log: Logger
    private let present: Mutex<Present>
    /// Who connects must have proven by then that they speak TLS.
    private let handshakeTime: TimeAmount

    init(
        _ identity: ServerIdentity, files: TLSFiles, clock: @escaping @Sendable () -> UInt64, log: Logger,
        handshakeTime: TimeAmount = .seconds(10)
    ) throws {
        (self.files, self.clock, self.log, self.handshakeTime) = (files, clock, log, handshakeTime)
        present = Mutex(Present(identity: identity, context: try identity.context()))
    }

    /// What is shown to new connections.
    var identity: ServerIdentity { present.withLock { $0.identity } }

    /// Whole days until the certificate ends; negative once it has.
    var daysLeft: Int { identity.daysLeft(at: clock()) }

    /// Has a new connection speak TLS.
    func secure(_ channel: any Channel) throws {
        let context = present.withLock { $0.context }
        try channel.pipeline.syncOperations.addHandlers(
            NIOSSLServerHandler(context: context), HandshakeTimer(time: handshakeTime))
    }

    /// Takes up what was written to the files since; what cannot be used leaves all as it is.
    func takeUp() {
        do {
            guard let found = try files.identity(), found.certificate != identity.certificate else { return }
            let context = try found.context()
            present.withLock { $0 = Present(identity: found, context: context) }
            log.notice("certificate taken up", metadata: ["days": "\(daysLeft)"])
        } catch {
            log.error("certificate not taken up: \(LogWords.of(error))")
        }
    }

    /// Renews a certificate that ends soon, or says so where it cannot.
    func renewIfDue() {
        guard daysLeft < TLSFiles.warningDays else { return }
        do {
            if try files.canRenew(identity) {
                try files.renew()
                takeUp()
            }
        } catch {
            log.error("certificate not renewed: \(LogWords.of(error))")
        }
        if daysLeft < TLSFiles.warningDays {
            log.warning("certificate ends soon", metadata: ["days": "\(daysLeft)"])
        }
    }
}

/// Looks after the certificate while the server runs: at its files every minute, at its end every day.
struct CertificateWatch: Service {
    let tls: ServerTLS

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for _ in 0..<24 * 60 {
                    do { try await Task.sleep(for: .seconds(60)) } catch { return }
                    tls.takeUp()
                }
                tls.renewIfDue()
            }
        }
    }
}

/// Closes a connection whose handshake takes too long; then goes out of the way.
private final class HandshakeTimer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    private let time: TimeAmount
    private var end: Scheduled<Void>?

    init(time: TimeAmount) { self.time = time }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        end = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }
}

/// A protocol inside TLS.
struct SecureChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let tls: ServerTLS

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        channel.eventLoop.makeCompletedFuture { try tls.secure(channel) }
            .flatMap { inner.setup(channel: channel, logger: logger) }
    }

    func handle(value: Inner.Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}
