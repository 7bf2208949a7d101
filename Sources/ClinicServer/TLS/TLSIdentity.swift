internal import FoundationEssentials
package import LedgerCrypto
internal import MedicalLedger
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Whether whoever connects shows a certificate of the ledger's own authority.
enum ClientCertificates: CaseIterable {
    case ignored
    case accepted
    case required
}

/// What one side of a connection shows to the other: its certificate, what leads from it to an authority, and that it has the key.
package struct TLSIdentity: Sendable {
    let chain: [Certificate]
    let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// - Throws: `tlsMismatch` where key and certificates do not belong together.
    init(chain: [Certificate], key: Certificate.PrivateKey) throws {
        guard let first = chain.first, key.publicKey == first.publicKey,
            zip(chain, chain.dropFirst()).allSatisfy({ issued, issuer in
                issued.issuer == issuer.subject && issuer.publicKey.isValidSignature(issued.signature, for: issued)
            })
        else { throw MedicalError("tlsMismatch", .refused) }
        (self.chain, certificate, self.key) = (chain, first, key)
    }

    /// Reads a key and certificates, the key's own first, in PEM.
    ///
    /// - Parameter file: what the error names.
    /// - Throws: `tlsMalformed`, `tlsMismatch`.
    init(pem: String, file: String) throws {
        let malformed = MedicalError("tlsMalformed", .refused, ["file": file])
        guard let documents = try? PEMDocument.parseMultiple(pemString: pem) else { throw malformed }
        let keys = documents.filter { $0.discriminator.hasSuffix("PRIVATE KEY") }
        guard keys.count == 1, let key = try? Certificate.PrivateKey(pemDocument: keys[0]),
            let chain = try? documents.filter({ $0.discriminator == Certificate.defaultPEMDiscriminator })
                .map({ try Certificate(pemDocument: $0) })
        else { throw malformed }
        try self.init(chain: chain, key: key)
    }

    /// The certificates in PEM, the key's own first.
    var chainPEM: String {
        get throws { try chain.map { try $0.serializeAsPEM().pemString + "\n" }.joined() }
    }

    /// The key and the certificates.
    package var pem: String {
        get throws { try key.serializeAsPEM().pemString + "\n" + chainPEM }
    }

    /// The DNS names and addresses that it is good for.
    package var names: [String] {
        let names = try? certificate.extensions.subjectAlternativeNames
        return (names ?? SubjectAlternativeNames()).compactMap(CertificateNames.decoded)
    }

    /// SHA-256 of the certificate, as browsers show it: pairs of hexadecimal digits between colons.
    package var fingerprint: String {
        get throws { try Self.fingerprint(certificate) }
    }

    /// SHA-256 of the certificate.
    package var hash: Digest {
        get throws { LedgerCrypto.SHA256.hash(try certificate.serializeAsPEM().derBytes) }
    }

    static func fingerprint(_ certificate: Certificate) throws -> String {
        let bytes = try certificate.serializeAsPEM().derBytes
        return LedgerCrypto.SHA256.hash(bytes).bytes.map { Hexadecimal.text([$0]).uppercased() }.joined(separator: ":")
    }

    /// When it begins to be good, in milliseconds since 1970.
    package var begins: UInt64 { Self.milliseconds(certificate.notValidBefore) }

    /// When it ends to be good, in milliseconds since 1970.
    package var expires: UInt64 { Self.milliseconds(certificate.notValidAfter) }

    /// Whole days that it is good still; negative once it is not.
    package func daysLeft(at now: UInt64) -> Int {
        let left = Int(expires / 1000) - Int(now / 1000)
        return left >= 0 ? left / 86_400 : -1 - (-left - 1) / 86_400
    }

    static func milliseconds(_ date: Date) -> UInt64 { UInt64(max(0, date.timeIntervalSince1970)) * 1000 }

    /// What encrypts a server's connections: TLS 1.2 and 1.3.
    ///
    /// - Parameter authority: whose certificates are taken of clients.
    func context(_ clients: ClientCertificates, of authority: Certificate?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain.map {
                .certificate(try NIOSSLCertificate(bytes: $0.serializeAsPEM().derBytes, format: .der))
            },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(key.serializeAsPEM().pemString.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authority, clients != .ignored {
            let root = try NIOSSLCertificate(bytes: authority.serializeAsPEM().derBytes, format: .der)
            configuration.trustRoots = .certificates([root])
            configuration.certificateVerification =
                clients == .required ? .noHostnameVerification : .optionalVerification
            // Browsers then ask nobody for a certificate that is of another authority.
            configuration.sendCANameList = true
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
