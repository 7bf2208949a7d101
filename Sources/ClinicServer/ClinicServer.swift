internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
package import MedicalLedger
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization
package import Wording

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A clinic's ledger on the network.
///
/// One desk works with the ledger; doors bring it what comes: MLLP and HTTP. Told to stop (SIGTERM, SIGINT), the doors take nothing more, what
/// was taken is made durable and answered, and the ledger is closed.
package struct ClinicServer: Sendable {
    /// Where to listen.
    package struct Places: Sendable {
        /// The address of all doors.
        package var host = "127.0.0.1"
        /// The port of HTTP; 0 for any that is free.
        package var port = 8420
        /// Whether HTTP goes unencrypted.
        package var isPlain = false
        /// The port of MLLP; nil for none.
        package var mllpPort: Int?
        /// Whether MLLP goes through TLS.
        package var isMLLPSecure = false
        /// Whether who sends over MLLP must show a certificate of the scope `import`.
        package var hasMLLPCertificates = false
        /// A folder whose files are imported; nil for none.
        package var folder: String?

        package init() {}
    }

    /// A door that is open.
    package enum Opened: Sendable {
        case http(port: Int)
        /// A certificate was made; its authority's is in a file, for the clinic's machines to trust.
        case authority(file: String)
        case mllp(port: Int)
        case folder
    }

    private let directory: String
    private let environment: MedicalLedger.Environment
    private let log: Logger
    private let language: Wording.Language
    /// What was done since the start.
    package let counters: ServerCounters
    private let examiner: Examiner

    /// Makes a server of the ledger in a directory.
    ///
    /// - Parameter language: of what is written for people.
    /// - Throws: as `ClinicLedger.open`, so that what cannot be served is said before a door is opened.
    package init(
        _ directory: String, environment: MedicalLedger.Environment, language: Wording.Language
    ) throws {
        var environment = environment
        environment.unlock = Self.askingOnce(environment.unlock)
        (self.directory, self.environment, self.language) = (directory, environment, language)
        // Standard output is for what the command says.
        var log = Logger(label: "clinicledger") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .notice
        self.log = log
        counters = ServerCounters { [log] error in log.error("ledger: \(LogWords.of(error))") }
        examiner = Examiner(directory, environment: environment)
        try ClinicLedger.open(directory, for: .writing, environment: environment).close()
    }

    /// Asks once for what opens sealed keys and keeps it: the ledger is opened again and again, when nobody is there to be asked.
    private static func askingOnce(_ unlock: @escaping Unlock) -> Unlock {
        final class Known: Sendable { let secrets = Mutex<[String: Secret]>([:]) }
        let known = Known()
        return { kind, file in
            try known.secrets.withLock { secrets in
                if let secret = secrets["\(kind) \(file)"] { return secret }
                let secret = try unlock(kind, file)
                secrets["\(kind) \(file)"] = secret
                return secret
            }
        }
    }

    private static let maximumConnections = 1024

    /// Everything that is answered over HTTP.
    ///
    /// - Parameters:
    ///   - tls: what encrypts connections; nil for none.
    ///   - accountCost: of a password; less is for tests.
    ///   - incoming: where received files lie; nil for the ledger's own directory.
    func frontDoor(
        _ desk: LedgerDesk, tls: ServerTLS? = nil, accountCost: Int = KeyLock.defaultLog2Rounds, incoming: String? = nil
    ) throws -> FrontDoor {
        let accounts = try Accounts(of: directory, environment: environment, log2Rounds: accountCost)
        let sessions = Sessions(accounts: accounts, clock: environment.clock)
        let status = StatusDoor(desk: desk, counters: counters, clock: environment.clock, tls: tls)
        let account = AccountDoor(accounts: accounts, sessions: sessions, clock: environment.clock)
        return FrontDoor(
            routes: status.routes + AssetDoor.routes + account.routes + LedgerDoor(desk: desk).routes
                + TodayPage(desk: desk, counters: counters, examiner: examiner).routes + PatientDoor(desk: desk).routes
                + MyDoor(desk: desk).routes + FHIRDoor(desk: desk).routes
                + ExplorerDoor(desk: desk, examiner: examiner, directory: directory).routes
                + ImportDoor(desk: desk, incoming: incoming ?? directory + "/incoming").routes,
            sessions: sessions,
            tokens: try AccessTokens(of: directory, environment: environment), tls: tls, log: log,
            refusalPage: PageFrame.refusal)
    }

    /// - Throws: `tlsMalformed`, `tlsMismatch`.
    private func secured(_ isOpen: (Opened) -> Void) throws -> ServerTLS {
        let files = try TLSFiles(of: directory, environment: environment)
        let (identity, isNew) = try files.identityMade()
        if isNew { isOpen(.authority(file: files.authorityPath)) }
        let tls = try ServerTLS(identity, files: files, clock: environment.clock, log: log)
        tls.renewIfDue()
        return tls
    }

    /// - Throws: `tlsNoSenders`.
    private func mllpEncryption(_ tls: ServerTLS, _ places: Places) throws -> MLLPDoor.Encryption {
        guard places.hasMLLPCertificates else { return MLLPDoor.Encryption(tls: tls, senders: nil) }
        guard tls.knowsClients else { throw MedicalError("tlsNoSenders", .refused) }
        return MLLPDoor.Encryption(tls: tls, senders: try AccessTokens(of: directory, environment: environment))
    }

    private static func http(_ tls: ServerTLS?) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let inner = HTTP1Channel(
                responder: responder,
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
            guard let tls else { return inner }
            return SecureChannel(inner: inner, tls: tls)
        }
    }

    /// Serves until the process is told to stop.
    ///
    /// - Throws: `cannotListen`, `folderUnusable`.
    package func run(_ places: Places, isOpen: @escaping @Sendable (Opened) -> Void) async throws {
        let isMLLPSecure = places.mllpPort != nil && (places.isMLLPSecure || places.hasMLLPCertificates)
        let tls = try places.isPlain && !isMLLPSecure ? nil : secured(isOpen)
        let encryption = try tls.flatMap { isMLLPSecure ? try mllpEncryption($0, places) : nil }
        let desk = LedgerDesk(directory, environment: environment, counters: counters)
        try ReceivedFile.prepare(directory + "/incoming")
        let httpTLS = places.isPlain ? nil : tls
        var application = Application(
            responder: try frontDoor(desk, tls: httpTLS), server: Self.http(httpTLS),
            configuration: .init(
                address: .hostname(places.host, port: places.port), serverName: "clinicledger",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            onServerRunning: { channel in isOpen(.http(port: channel.localAddress?.port ?? places.port)) },
            logger: log)
        if let tls { application.addServices(CertificateWatch(tls: tls)) }
        application.addServices(ExaminerService(examiner: examiner))
        if let port = places.mllpPort {
            let door = MLLPDoor(
                desk: desk, counters: counters, log: log, clock: environment.clock, encryption: encryption)
            application.addServices(
                MLLPService(door: door, host: places.host, port: port) { isOpen(.mllp(port: $0)) })
        }
        if let folder = places.folder {
            let watched = WatchedFolder(directory: folder, desk: desk, log: log, language: language)
            try watched.prepare()
            isOpen(.folder)
            application.addServices(FolderService(folder: watched))
        }
        do {
            try await application.runService()
        } catch let error as IOError {
            await desk.close()
            let values = [
                "address": "\(places.host):\(places.port)", "cause": String(cString: strerror(error.errnoCode)),
            ]
            throw MedicalError("cannotListen", .failed, values)
        } catch {
            await desk.close()
            throw error
        }
        await desk.close()
    }
}

/// The MLLP door under the same supervision as HTTP.
private struct MLLPService: Service {
    let door: MLLPDoor
    let host: String
    let port: Int
    let isListening: @Sendable (Int) -> Void

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await door.run(host: host, port: port, isListening: isListening)
        }
    }
}

/// The watched folder under the same supervision.
private struct FolderService: Service {
    let folder: WatchedFolder

    func run() async throws { await cancelWhenGracefulShutdown { await folder.run() } }
}

/// Verifies now and then, under the same supervision.
private struct ExaminerService: Service {
    let examiner: Examiner

    func run() async throws { await cancelWhenGracefulShutdown { await examiner.run() } }
}

/// What the log says of an error: its code, never values, which may name a patient.
enum LogWords {
    static func of(_ error: any Error) -> String {
        (error as? MedicalError)?.code ?? String(describing: type(of: error))
    }
}
