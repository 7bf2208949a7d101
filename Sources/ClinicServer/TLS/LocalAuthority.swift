internal import Crypto
internal import FoundationEssentials
internal import LedgerCrypto
internal import MedicalLedger
internal import SwiftASN1
internal import X509

/// A clinic's own certificate authority: what its machines trust, so that they know its server.
///
/// P-256 and ECDSA with SHA-256. It vouches for servers and programs, not for other authorities, and for servers only under names that are private or
/// that it was made for: whoever steals its key can pass for this server, but not for a bank.
/// Specification: RFC 5280 sections 4.2.1.9 and 4.2.1.10.
struct LocalAuthority {
    let certificate: Certificate
    let key: Certificate.PrivateKey
    private let environment: MedicalLedger.Environment

    private static let days = 3652
    /// Browsers take no server's certificate for longer (CA/Browser Forum Baseline Requirements section 6.3.2).
    static let serverDays = 397
    /// Before now, for clocks that are behind.
    private static let toleranceSeconds = 3600.0

    init(certificate: Certificate, key: Certificate.PrivateKey, environment: MedicalLedger.Environment) {
        (self.certificate, self.key, self.environment) = (certificate, key, environment)
    }

    /// Makes an authority that may vouch for some names.
    init(for names: [GeneralName], environment: MedicalLedger.Environment) throws {
        self.environment = environment
        key = try Self.newKey(environment)
        let name = try DistinguishedName {
            OrganizationName("ClinicLedger")
            CommonName("ClinicLedger authority \(Hexadecimal.text(try environment.randomBytes(4)))")
        }
        let publicKey = key.publicKey
        certificate = try Self.signed(
            subject: name, issuer: name, publicKey: publicKey, until: Self.end(days: Self.days, environment), by: key,
            environment,
            try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
                Critical(
                    NameConstraints(permittedSubtrees: CertificateNames.subtrees(for: names), excludedSubtrees: []))
            })
    }

    /// Makes a server's key and certificate.
    ///
    /// - Throws: `tlsNameOutside`.
    func server(_ names: [GeneralName]) throws -> TLSIdentity {
        let permitted = try certificate.extensions.nameConstraints?.permittedSubtrees ?? []
        for name in names where !CertificateNames.isWithin(permitted, name) {
            throw MedicalError("tlsNameOutside", .refused, ["name": CertificateNames.decoded(name) ?? ""])
        }
        let serverKey = try Self.newKey(environment)
        let issued = try Self.signed(
            subject: DistinguishedName { CommonName("ClinicLedger server") }, issuer: certificate.subject,
            publicKey: serverKey.publicKey,
            until: min(Self.end(days: Self.serverDays, environment), certificate.notValidAfter), by: key, environment,
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
                SubjectKeyIdentifier(hash: serverKey.publicKey)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
            })
        return try TLSIdentity(chain: [issued], key: serverKey)
    }

    /// Makes the key and certificate of a program.
    ///
    /// - Parameter name: what it is for; it is no host's, and written so that it looks like none.
    func program(_ name: String, days: Int) throws -> TLSIdentity {
        let programKey = try Self.newKey(environment)
        let issued = try Self.signed(
            subject: DistinguishedName { CommonName("program \(name)") }, issuer: certificate.subject,
            publicKey: programKey.publicKey,
            until: min(Self.end(days: days, environment), certificate.notValidAfter), by: key, environment,
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
                SubjectKeyIdentifier(hash: programKey.publicKey)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
            })
        return try TLSIdentity(chain: [issued], key: programKey)
    }

    private static func newKey(_ environment: MedicalLedger.Environment) throws -> Certificate.PrivateKey {
        var bytes = try environment.randomBytes(32)
        defer { erase(&bytes) }
        return Certificate.PrivateKey(try P256.Signing.PrivateKey(rawRepresentation: bytes))
    }

    private static func end(days: Int, _ environment: MedicalLedger.Environment) -> Date {
        Date(timeIntervalSince1970: Double(environment.clock() / 1000) + Double(days) * 86_400)
    }

    private static func signed(
        subject: DistinguishedName, issuer: DistinguishedName, publicKey: Certificate.PublicKey, until: Date,
        by key: Certificate.PrivateKey, _ environment: MedicalLedger.Environment, _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        var serial = try environment.randomBytes(16)
        // Positive, and never shorter (RFC 5280 section 4.1.2.2).
        serial[0] = serial[0] & 0x3f | 0x40
        let now = end(days: 0, environment)
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: serial), publicKey: publicKey,
            notValidBefore: now - toleranceSeconds, notValidAfter: until,
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: key)
    }
}
