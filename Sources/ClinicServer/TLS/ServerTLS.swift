internal import HummingbirdCore
internal import LedgerCrypto
internal import Logging
internal import MedicalLedger
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import ServiceLifecycle
internal import Synchronization
internal import X509

/// TLS of a running server: every new connection gets what the files say now.
final class ServerTLS: Sendable {
    private struct Present {
        let identity: TLSIdentity
        let authority: Certificate?
        let contexts: [ClientCertificates: NIOSSLContext]

        init(_ identity: TLSIdentity, _ authority: Certificate?) throws {
            (self.identity, self.authority) = (identity, authority)
            let all = try ClientCertificates.allCases.map { ($0, try identity.context($0, of: authority)) }
            contexts = Dictionary(uniqueKeysWithValues: all)
        }
    }

    private let files: TLSFiles
    private let clock: @Sendable () -> UInt64
    private let log: Logger
    private let present: Mutex<Present>
    /// The certificates that clients have shown, by connection.
    private let shown = Mutex<[ObjectIdentifier: Digest]>([:])
    /// Who connects must have proven by then that they speak TLS.
    private let handshakeTime: TimeAmount

    init(
        _ identity: TLSIdentity, files: TLSFiles, clock: @escaping @Sendable () -> UInt64, log: Logger,
        handshakeTime: TimeAmount = .seconds(10)
    ) throws {
        (self.files, self.clock, self.log, self.handshakeTime) = (files, clock, log, handshakeTime)
        present = Mutex(try Present(identity, files.authority()))
    }

    /// What is shown to new connections.
    var identity: TLSIdentity { present.withLock { $0.identity } }

    /// Whole days until the certificate ends; negative once it has.
    var daysLeft: Int { identity.daysLeft(at: clock()) }

    /// Whether there is an authority whose certificates clients can show.
    var knowsClients: Bool { present.withLock { $0.authority != nil } }

    /// Has a new connection speak TLS.
    ///
    /// - Parameter admits: asked with the hash of the certificate that was shown, once it has shown that it has the key.
    func secure(
        _ channel: any Channel, _ clients: ClientCertificates = .ignored,
        admits: @escaping @Sendable (Digest?) -> Bool = { _ in true }
    ) throws {
        guard let context = present.withLock({ $0.contexts[clients] }) else { return }
        try channel.pipeline.syncOperations.addHandlers(
            NIOSSLServerHandler(context: context), HandshakeGuard(time: handshakeTime, admits: admits))
    }

    /// The same, and remembers the certificate as long as the connection is there.
    func secureNoting(_ channel: any Channel) throws {
        let name = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { [self] _ in _ = shown.withLock { $0.removeValue(forKey: name) } }
        try secure(channel, .accepted) { [self] digest in
            shown.withLock { $0[name] = digest }
            return true
        }
    }

    /// The hash of the certificate that was shown over a connection.
    func certificate(shownOver channel: ObjectIdentifier) -> Digest? { shown.withLock { $0[channel] } }

    /// Takes up what was written to the files since; what cannot be used leaves all as it is.
    func takeUp() {
        do {
            let (found, authority) = (try files.identity(), try files.authority())
            let isKnown = present.withLock {
                found?.certificate == $0.identity.certificate && authority == $0.authority
            }
            guard let found, !isKnown else { return }
            let new = try Present(found, authority)
            present.withLock { $0 = new }
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

/// Closes a connection whose handshake takes too long, or whose certificate is not admitted; else goes out of the way.
private final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    private let time: TimeAmount
    private let admits: @Sendable (Digest?) -> Bool
    private var end: Scheduled<Void>?

    init(time: TimeAmount, admits: @escaping @Sendable (Digest?) -> Bool) { (self.time, self.admits) = (time, admits) }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        end = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        // Asked of the connection and not while certificates are verified: a session that is resumed skips that.
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        let shown = try? handler?.peerCertificate?.toDERBytes()
        guard admits(shown.map { LedgerCrypto.SHA256.hash($0) }) else { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

/// A protocol inside TLS.
struct SecureChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let tls: ServerTLS

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        channel.eventLoop.makeCompletedFuture { try tls.secureNoting(channel) }
            .flatMap { inner.setup(channel: channel, logger: logger) }
    }

    func handle(value: Inner.Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}
