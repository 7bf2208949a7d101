import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger

/// `serve`: the ledger on the network.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: say("help.serve"), discussion: say("help.serve.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var place: ListeningPlace

    @Option(help: .init(say("help.serve.port"), valueName: "PORT"))
    var port = 8420

    @Flag(help: .init(say("help.serve.plainHTTP")))
    var plainHttp = false

    @Option(help: .init(say("help.serve.mllp"), valueName: "PORT"))
    var mllp: Int?

    @Flag(help: .init(say("help.serve.mllpTLS")))
    var mllpTls = false

    @Flag(help: .init(say("help.serve.mllpCertificates")))
    var mllpClientCertificates = false

    @Option(help: .init(say("help.serve.watch"), valueName: "DIR"))
    var watch: String?

    func validate() throws {
        for port in [port, mllp ?? 0] { try ListeningPlace.check(port: port) }
    }

    func run() async throws {
        let server = try ClinicServer(options.directory, environment: options.environment, language: Speech.language)
        var places = ClinicServer.Places()
        (places.host, places.port, places.mllpPort, places.folder) = (place.host, port, mllp, watch)
        places.isPlain = plainHttp
        (places.isMLLPSecure, places.hasMLLPCertificates) = (mllpTls, mllpClientCertificates)
        if plainHttp && !place.isLoopback { Console.note(say("serve.plain", ["address": place.host])) }
        let (options, place, watch, scheme) = (options, place, watch, plainHttp ? "http" : "https")
        try await server.run(places) { opened in
            let (name, address) =
                switch opened {
                case .http(let port): ("http", scheme + "://" + place.address(port: port))
                case .mllp(let port): ("mllp", place.address(port: port))
                case .authority(let file): ("authority", file)
                case .folder: ("folder", watch ?? "")
                }
            try? options.answer(say("serve.\(name)", ["address": address])) { $0.member(name, address) }
        }
    }
}

/// The address that a server listens at.
struct ListeningPlace: ParsableArguments {
    @Option(help: .init(say("help.serve.host"), valueName: "ADDRESS"))
    var host = "127.0.0.1"

    static func check(port: Int) throws {
        guard (0...65_535).contains(port) else { throw ValidationError(say("error.portOutside")) }
    }

    /// Whether nobody but this machine's own programs reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// The address with a port, as URLs write it.
    func address(port: Int) -> String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
