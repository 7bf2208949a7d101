internal import LedgerEngine
package import MedicalLedger
internal import SegmentStore
internal import SwiftASN1
internal import X509

/// The certificates of a ledger's server, in `tls/`: PEM files.
///
/// | file | content |
/// | --- | --- |
/// | authority.pem | the certificate that the clinic's machines trust; readable by everybody |
/// | authority.key | its key, 0600: needed to renew and not to serve; may be kept elsewhere |
/// | server.pem | the server's key and its certificates, 0600: one file, so that they are always those of each other |
///
/// They are in no backup: keep a copy of authority.key apart, or have the machines trust a new authority after a loss.
package struct TLSFiles: Sendable {
    private let directory: String
    private let environment: MedicalLedger.Environment
    private static let byteLimit = 1 << 20
    /// Then a certificate of the clinic's own authority is renewed by the server, and any other is warned of.
    package static let warningDays = 30

    /// Certificates of the ledger in a directory; reads none yet.
    ///
    /// - Throws: where there is no ledger.
    package init(of ledger: String, environment: MedicalLedger.Environment) throws {
        let files = LedgerFiles(directory: ledger)
        _ = try LedgerDescription.read(files, in: environment.fileSystem)
        directory = files.directory + "/tls"
        self.environment = environment
    }

    /// The authority's certificate.
    package var authorityPath: String { directory + "/authority.pem" }
    private var authorityKeyPath: String { directory + "/authority.key" }
    /// The server's key and certificates.
    package var serverPath: String { directory + "/server.pem" }

    private var fileSystem: any FileSystem { environment.fileSystem }

    private func text(_ path: String) throws -> String? {
        guard try fileSystem.exists(path) else { return nil }
        return String(decoding: try fileSystem.readAll(path, limit: Self.byteLimit), as: UTF8.self)
    }

    // MARK: - The server

    /// What the server shows; nil where nothing was made yet.
    ///
    /// - Throws: `tlsMalformed`, `tlsMismatch`.
    package func identity() throws -> TLSIdentity? {
        try text(serverPath).map { try TLSIdentity(pem: $0, file: serverPath) }
    }

    /// What the server shows, made now if there is nothing yet.
    ///
    /// - Returns: also whether it was made.
    package func identityMade() throws -> (identity: TLSIdentity, isNew: Bool) {
        if let identity = try identity() { return (identity, false) }
        return (try renew(), true)
    }

    /// Makes a new key and certificate from the clinic's own authority, which is made if there is none.
    ///
    /// - Parameter names: DNS names and addresses beside this machine's own; nil for those that it has now.
    /// - Throws: `tlsName`, `tlsNameOutside`, `tlsAuthorityKey`.
    @discardableResult
    package func renew(_ names: [String]? = nil) throws -> TLSIdentity {
        let kept = try names == nil ? identity().flatMap { try isOwn($0) ? $0.names : nil } : nil
        var wanted = CertificateNames.ofThisMachine
        for name in names ?? kept ?? [] where !wanted.contains(name.lowercased()) { wanted.append(name.lowercased()) }
        let encoded = try wanted.map { name in
            guard let encoded = CertificateNames.encoded(name) else {
                throw MedicalError("tlsName", .refused, ["name": name])
            }
            return encoded
        }
        let identity = try authority(for: encoded).server(encoded)
        try write(identity)
        return identity
    }

    /// Takes a certificate that the clinic has from elsewhere.
    ///
    /// - Parameters:
    ///   - certificate: a PEM file with the server's certificate and what leads to its authority.
    ///   - key: a PEM file with its key.
    /// - Throws: `tlsMalformed`, `tlsMismatch`, `tlsNotInForce`.
    @discardableResult
    package func use(certificate: String, key: String) throws -> TLSIdentity {
        let texts = try [certificate, key].map { path in
            guard let text = try text(path) else { throw MedicalError("inputMissing", .noInput, ["file": path]) }
            return text
        }
        // A file may hold both.
        let pem = certificate == key ? texts[0] : texts.joined(separator: "\n")
        let identity = try TLSIdentity(pem: pem, file: certificate)
        let now = environment.clock()
        guard identity.begins <= now, now < identity.expires else {
            throw MedicalError(
                "tlsNotInForce", .refused,
                ["from": Timestamp.text(identity.begins), "until": Timestamp.text(identity.expires)])
        }
        try write(identity)
        return identity
    }

    private func write(_ identity: TLSIdentity) throws {
        try fileSystem.createDirectories(directory, access: .shared)
        try fileSystem.atomicReplace(serverPath, with: Array(identity.pem.utf8), access: .private)
    }

    /// Makes the key and certificate of a program; the caller has it kept.
    ///
    /// - Throws: `tlsAuthorityKey`.
    package func program(_ name: String, days: Int) throws -> TLSIdentity {
        let names = CertificateNames.ofThisMachine.compactMap(CertificateNames.encoded)
        return try authority(for: names).program(name, days: days)
    }

    // MARK: - The authority

    /// The fingerprint of the clinic's own authority; nil where there is none.
    package func authorityFingerprint() throws -> String? { try authority().map(TLSIdentity.fingerprint) }

    func authority() throws -> Certificate? {
        guard let text = try text(authorityPath) else { return nil }
        guard let certificate = try? Certificate(pemEncoded: text) else {
            throw MedicalError("tlsMalformed", .refused, ["file": authorityPath])
        }
        return certificate
    }

    /// Whether the clinic's own authority has signed it.
    package func isOwn(_ identity: TLSIdentity) throws -> Bool {
        let (last, authority) = (identity.chain.last, try authority())
        guard let last, let authority else { return false }
        return authority.publicKey.isValidSignature(last.signature, for: last)
    }

    /// Whether the server can renew its certificate by itself.
    func canRenew(_ identity: TLSIdentity) throws -> Bool {
        try isOwn(identity) && fileSystem.exists(authorityKeyPath)
    }

    private func authority(for names: [GeneralName]) throws -> LocalAuthority {
        guard let certificate = try authority() else { return try makeAuthority(for: names) }
        guard let pem = try text(authorityKeyPath) else {
            throw MedicalError("tlsAuthorityKey", .refused, ["file": authorityKeyPath])
        }
        guard let key = try? Certificate.PrivateKey(pemEncoded: pem), key.publicKey == certificate.publicKey else {
            throw MedicalError("tlsMalformed", .refused, ["file": authorityKeyPath])
        }
        return LocalAuthority(certificate: certificate, key: key, environment: environment)
    }

    private func makeAuthority(for names: [GeneralName]) throws -> LocalAuthority {
        let authority = try LocalAuthority(for: names, environment: environment)
        try fileSystem.createDirectories(directory, access: .shared)
        // The certificate last: while there is none, there is no authority, and its key may be written again.
        let (key, certificate) = (try authority.key.serializeAsPEM(), try authority.certificate.serializeAsPEM())
        try fileSystem.atomicReplace(authorityKeyPath, with: Array("\(key.pemString)\n".utf8), access: .private)
        try fileSystem.atomicReplace(authorityPath, with: Array("\(certificate.pemString)\n".utf8), access: .shared)
        return authority
    }
}
