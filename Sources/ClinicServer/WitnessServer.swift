internal import Hummingbird
internal import HummingbirdCore
internal import HTTPTypes
internal import Logging
package import MedicalLedger
internal import MerkleLog
internal import NIOCore
internal import NIOPosix
package import Wording

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A witness that others ask over HTTP.
///
/// `POST /add-checkpoint` with the body that the specification lays down; answered are the cosignature (200), the size that it
/// has cosigned (409, `text/x.tlog.size`), or why not (400, 403, 404, 409, 413, 422). Whoever reaches it may ask: it
/// cosigns nothing but what grew from what it cosigned before. Keep it behind a proxy that speaks TLS, or in a network of its own.
/// Specification: C2SP tlog-witness, section add-checkpoint.
package struct WitnessServer: Sendable {
    private let directory: String
    private let environment: MedicalLedger.Environment
    private let language: Wording.Language

    /// Makes a server of the witness in a directory.
    ///
    /// - Parameter language: of the sentences that refuse a request.
    /// - Throws: as `Witness.init(in:environment:)`.
    package init(in directory: String, environment: MedicalLedger.Environment, language: Wording.Language) throws {
        _ = try Witness(in: directory, environment: environment)
        (self.directory, self.environment, self.language) = (directory, environment, language)
    }

    /// Serves until the process is told to stop; what is being answered then is answered still.
    ///
    /// - Parameters:
    ///   - host: the address to listen at.
    ///   - port: 0 for any that is free.
    ///   - isListening: receives the port, once.
    /// - Throws: `cannotListen`.
    package func run(host: String, port: Int, isListening: @escaping @Sendable (Int) -> Void) async throws {
        let router = Router()
        router.post("add-checkpoint") { request, _ in try await self.answer(request) }
        // Standard output is for what the command says.
        var logger = Logger(label: "clinicledger.witness") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let server = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(30)))
        let application = Application(
            router: router, server: server,
            configuration: .init(address: .hostname(host, port: port), serverName: "clinicledger"),
            onServerRunning: { channel in isListening(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.runService()
        } catch let error as IOError {
            let values = ["address": "\(host):\(port)", "cause": String(cString: strerror(error.errnoCode))]
            throw MedicalError("cannotListen", .failed, values)
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        var body = try await request.body.collect(upTo: ConsistencyProof.maximumBytes)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        do {
            // It waits for the disk, which no event loop may.
            let signature = try await NIOThreadPool.singleton.runIfActive {
                try Witness(in: directory, environment: environment).cosign(bytes).signature
            }
            return Self.response(.ok, "text/plain; charset=utf-8", signature.formatted + "\n")
        } catch let error as MedicalError {
            guard let status = error.values["status"].flatMap(Int.init) else { throw error }
            if status == 409, let size = error.values["size"] {
                return Self.response(.conflict, "text/x.tlog.size", size + "\n")
            }
            var values = error.values
            values["reason"] = values["reason"].map { Wording.text($0, values, in: language) }
            let sentence = Wording.text("error.\(error.code)", values, in: language)
            return Self.response(.init(code: status), "text/plain; charset=utf-8", sentence + "\n")
        }
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
