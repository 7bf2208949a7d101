import Foundation
import Logging
import NIOCore
import NIOPosix
import SegmentStore
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// The server's certificate, and connections that show it.
struct TLSTests {
    private static let day: UInt64 = 86_400_000

    /// A ledger on a simulated disk whose time the test tells.
    private final class Clinic: Sendable {
        let files: TLSFiles
        let environment: Environment
        let disk: SimulatedDisk
        let pass: @Sendable (UInt64) -> Void

        init(days: UInt64 = 21_000, seed: UInt64 = 1) throws {
            let simulated = try makeClinic(seed: seed)
            var environment = simulated.environment
            disk = simulated.disk
            let now = Collected<UInt64>()
            now.append(days * TLSTests.day)
            environment.clock = { now.all.last ?? 0 }
            pass = { now.append((now.all.last ?? 0) + $0 * TLSTests.day) }
            self.environment = environment
            files = try TLSFiles(of: SimulatedClinic.directory, environment: environment)
        }

        var now: UInt64 { environment.clock() }

        func text(_ name: String) throws -> String {
            let bytes = try disk.readAll("\(SimulatedClinic.directory)/tls/\(name)", limit: 1 << 20)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Verifies as a browser would, with another implementation: what it is told of the chain at a time, for a name.
    private static let verifier = """
        import sys, json, datetime, ipaddress
        from cryptography import x509
        from cryptography.x509 import verification as v
        authority, server, names, time = json.load(sys.stdin)
        authority = x509.load_pem_x509_certificate(authority.encode())
        server = x509.load_pem_x509_certificates(server.encode())[0]
        said = {}
        for name in names:
            try: subject = x509.IPAddress(ipaddress.ip_address(name))
            except ValueError: subject = x509.DNSName(name)
            try:
                v.PolicyBuilder().store(v.Store([authority])).time(datetime.datetime.fromtimestamp(time)) \\
                    .build_server_verifier(subject).verify(server, [])
                said[name] = "good"
            except v.VerificationError as error: said[name] = str(error)
        def get(kind): return server.extensions.get_extension_for_class(kind)
        ca = authority.extensions.get_extension_for_class(x509.BasicConstraints)
        said["authority"] = f"{ca.critical} {ca.value.ca} {ca.value.path_length}"
        said["constraints"] = str(authority.extensions.get_extension_for_class(x509.NameConstraints).critical)
        said["days"] = str((server.not_valid_after_utc - server.not_valid_before_utc).days)
        said["usage"] = ",".join(u._name for u in get(x509.ExtendedKeyUsage).value)
        said["leaf"] = str(get(x509.BasicConstraints).value.ca)
        json.dump(said, sys.stdout)
        """

    private func verify(_ clinic: Clinic, _ names: [String]) throws -> [String: String] {
        let question: [Any] = [
            try clinic.text("authority.pem"), try clinic.text("server.pem"), names, Double(clinic.now / 1000),
        ]
        let input = try JSONSerialization.data(withJSONObject: question)
        let output = try Python.run(Self.verifier, input: [UInt8](input))
        return try #require(try JSONSerialization.jsonObject(with: Data(output)) as? [String: String])
    }

    @Test(.enabled(if: Python.has("cryptography")))
    func `another implementation trusts the server under its names, until its time is over`() throws {
        let clinic = try Clinic()
        let made = try clinic.files.renew(["ledger.clinic.example", "192.168.7.1"])
        let said = try verify(clinic, made.names + ["other.clinic.example", "192.168.7.2"])
        for name in made.names { #expect(said[name] == "good", "\(name): \(said[name] ?? "")") }
        #expect(made.names.starts(with: ["localhost", "127.0.0.1", "::1"]))
        #expect(said["other.clinic.example"] != "good" && said["192.168.7.2"] != "good")
        #expect(said["authority"] == "True True 0" && said["constraints"] == "True" && said["leaf"] == "False")
        #expect(said["days"] == "397" && said["usage"] == "serverAuth")
        clinic.pass(398)
        #expect(try verify(clinic, ["localhost"])["localhost"] != "good")
        #expect(made.daysLeft(at: clinic.now) == -1)
    }

    @Test(.enabled(if: Python.has("cryptography")))
    func `a stolen authority can pass for no server elsewhere`() throws {
        let clinic = try Clinic()
        try clinic.files.renew()
        #expect { try clinic.files.renew(["bank.example"]) } throws: { ($0 as? MedicalError)?.code == "tlsNameOutside" }
        #expect { try clinic.files.renew(["8.8.8.8"]) } throws: { ($0 as? MedicalError)?.code == "tlsNameOutside" }
        for name in ["", "a b", "*.lan", "1.2.3", "-a.lan", "a..lan"] {
            #expect { try clinic.files.renew([name]) } throws: { ($0 as? MedicalError)?.code == "tlsName" }
        }
        // The same random numbers make the same key: what a thief signs with it is found out by whoever connects.
        let honest = try clinic.text("authority.pem")
        let forger = try Clinic()
        try forger.files.renew(["bank.example"])
        forger.disk.replace("\(SimulatedClinic.directory)/tls/authority.pem", Array(honest.utf8))
        let said = try verify(forger, ["bank.example"])["bank.example"]
        #expect(said?.contains("constraint") == true, "\(said ?? "")")
    }

    @Test func `renewing keeps the authority and the names, and takes a new key`() throws {
        let clinic = try Clinic()
        let (first, isNew) = try clinic.files.identityMade()
        #expect(isNew)
        let authority = try clinic.text("authority.pem")
        let named = try clinic.files.renew(["box.lan"])
        let again = try clinic.files.renew()
        #expect(named.names == first.names + ["box.lan"] && again.names == named.names)
        #expect(try clinic.files.renew([]).names == first.names)
        // The key stands first.
        #expect(try first.pem.prefix(150) != named.pem.prefix(150))
        #expect(try clinic.text("authority.pem") == authority && clinic.files.isOwn(again))
        #expect(try !clinic.files.identityMade().isNew)
    }

    @Test func `without its key the authority stands, the server serves, and nothing is renewed`() throws {
        let clinic = try Clinic()
        let made = try clinic.files.renew()
        try clinic.disk.remove("\(SimulatedClinic.directory)/tls/authority.key")
        #expect(try clinic.files.identityMade().identity.fingerprint == made.fingerprint)
        #expect(try !clinic.files.canRenew(made))
        #expect { try clinic.files.renew() } throws: { ($0 as? MedicalError)?.code == "tlsAuthorityKey" }
    }

    @Test func `a certificate from elsewhere is taken with its key, in its time, whole`() throws {
        let (clinic, other) = (try Clinic(), try Clinic(days: 20_900, seed: 2))
        let own = try clinic.files.renew()
        let foreign = try other.files.renew()
        let again = try other.files.renew()
        func use(_ certificate: String, _ key: String) throws -> TLSIdentity {
            clinic.disk.replace("/clinic/c.pem", Array(certificate.utf8))
            clinic.disk.replace("/clinic/k.pem", Array(key.utf8))
            return try clinic.files.use(certificate: "/clinic/c.pem", key: "/clinic/k.pem")
        }
        let pem = try again.pem
        let cut = try #require(pem.range(of: "-----BEGIN CERTIFICATE"))
        let key = String(pem[..<cut.lowerBound])
        for (certificate, key, code) in [
            (try foreign.chainPEM, key, "tlsMismatch"), (try again.chainPEM, "", "tlsMalformed"),
            (try again.chainPEM, "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n", "tlsMalformed"),
            ("", key, "tlsMismatch"), (try again.chainPEM + own.chainPEM, key, "tlsMismatch"),
            (String(try again.chainPEM.dropLast(60)), key, "tlsMalformed"),
        ] {
            #expect("\(code)") { _ = try use(certificate, key) } throws: { ($0 as? MedicalError)?.code == code }
        }
        #expect(try clinic.files.identity()?.fingerprint == own.fingerprint)
        #expect(try use(again.chainPEM + other.text("authority.pem"), key).fingerprint == again.fingerprint)
        #expect(try clinic.files.identity()?.fingerprint == again.fingerprint)
        #expect(try !clinic.files.isOwn(again))
        clinic.pass(400)
        #expect { _ = try use(again.chainPEM, key) } throws: { ($0 as? MedicalError)?.code == "tlsNotInForce" }
    }

    @Test func `any byte that is changed in the file is an error and not a crash`() throws {
        let clinic = try Clinic()
        let pem = Array(try clinic.files.renew().pem.utf8)
        for place in stride(from: 0, to: pem.count - 30, by: 13) {
            var changed = pem
            changed[place] = changed[place] == 0x41 ? 0x42 : 0x41
            clinic.disk.replace(clinic.files.serverPath, changed)
            _ = try? clinic.files.identity()
            clinic.disk.replace(clinic.files.serverPath, Array(pem[..<place]))
            #expect(throws: MedicalError.self) { try clinic.files.identity() }
        }
    }

    @Test func `a server renews by itself what ends soon, and says of others how many days are left`() throws {
        let (clinic, said) = (try Clinic(), Collected<String>())
        let log = Logger(label: "test") { _ in WordsOfLog(said: said) }
        let (first, _) = try clinic.files.identityMade()
        let tls = try ServerTLS(first, files: clinic.files, clock: clinic.environment.clock, log: log)
        tls.renewIfDue()
        #expect(try tls.identity.fingerprint == first.fingerprint && tls.daysLeft == 397)
        clinic.pass(370)
        tls.renewIfDue()
        #expect(tls.daysLeft == 397 && said.all == ["certificate taken up"])
        try clinic.disk.remove("\(SimulatedClinic.directory)/tls/authority.key")
        clinic.pass(370)
        tls.renewIfDue()
        #expect(tls.daysLeft == 27 && said.all.last == "certificate ends soon")
        // What is damaged is not taken up; what was in use stays.
        clinic.disk.replace(clinic.files.serverPath, [1, 2, 3])
        tls.takeUp()
        #expect(said.all.last == "certificate not taken up: tlsMalformed" && tls.daysLeft == 27)
    }

    // MARK: - Connections

    /// Runs a Python program against a port that answers "hello" over TLS; its arguments are the port and the authority's file.
    private func connect(_ clinic: Clinic, _ tls: ServerTLS, _ program: String) async throws -> String {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try tls.secure(channel)
                    try channel.pipeline.syncOperations.addHandler(Greeter())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let file = NSTemporaryDirectory() + "authority-\(UUID().uuidString).pem"
        try Data(clinic.text("authority.pem").utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let port = try #require(server.localAddress?.port)
        let head = """
            import socket, ssl, sys
            port, file = int(sys.argv[1]), sys.argv[2]
            def plain(): return socket.create_connection(("127.0.0.1", port), timeout=20)
            def secure(name="localhost", change=lambda context: None):
                context = ssl.create_default_context(cafile=file)
                change(context)
                return context.wrap_socket(plain(), server_hostname=name)

            """
        let output = try await Task.detached { try Python.run(head + program, ["\(port)", file], input: []) }.value
        try await server.close()
        return String(decoding: output, as: UTF8.self)
    }

    @Test(.enabled(if: Python.isThere))
    func `programs connect with TLS 1_2 and 1_3, under the right name, and see what was renewed`() async throws {
        let clinic = try Clinic(days: UInt64(Date().timeIntervalSince1970 / 86_400))
        let (first, _) = try clinic.files.identityMade()
        let tls = try ServerTLS(first, files: clinic.files, clock: clinic.environment.clock, log: Logger(label: "test"))
        let program = """
            import hashlib
            for version in ["TLSv1_2", "TLSv1_3"]:
                def only(context): context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
                line = secure("127.0.0.1", only)
                print(line.version(), line.recv(5).decode())
            print(hashlib.sha256(line.getpeercert(True)).hexdigest())
            for name, trusted in [("other.lan", file), ("localhost", None)]:
                context = ssl.create_default_context(cafile=trusted)
                try: context.wrap_socket(plain(), server_hostname=name); print("connected")
                except ssl.SSLCertVerificationError as error: print("refused")
            """
        func digits(_ identity: TLSIdentity) throws -> String {
            try identity.fingerprint.replacing(":", with: "").lowercased()
        }
        let words = "TLSv1.2 hello\nTLSv1.3 hello\n"
        #expect(try await connect(clinic, tls, program) == words + digits(first) + "\nrefused\nrefused\n")
        let second = try clinic.files.renew()
        tls.takeUp()
        #expect(try await connect(clinic, tls, program) == words + digits(second) + "\nrefused\nrefused\n")
    }

    @Test(.enabled(if: Python.isThere))
    func `who does not speak TLS is cut off, who says nothing too, and others notice nothing`() async throws {
        let clinic = try Clinic(days: UInt64(Date().timeIntervalSince1970 / 86_400))
        let (identity, _) = try clinic.files.identityMade()
        let tls = try ServerTLS(
            identity, files: clinic.files, clock: clinic.environment.clock, log: Logger(label: "test"),
            handshakeTime: .milliseconds(300))
        let program = """
            def rest(line):
                got = b""
                try:
                    while part := line.recv(4096): got += part
                except ConnectionResetError: pass
                return got
            before = secure()
            line = plain(); line.sendall(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
            print(b"hello" in rest(line))
            silent, half = plain(), plain()
            half.sendall(b"\\x16\\x03\\x01\\x02\\x00\\x01")
            print(rest(silent), rest(half))
            print(before.recv(5).decode(), secure().recv(5).decode())
            """
        #expect(try await connect(clinic, tls, program) == "False\nb'' b''\nhello hello\n")
    }
}

/// Says hello once the other side is known to speak TLS.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: "hello")), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// What a log is told, without what comes with it.
private struct WordsOfLog: LogHandler {
    let said: Collected<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { said.append(event.message.description) }
}
