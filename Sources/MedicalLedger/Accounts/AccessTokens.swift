package import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// What a program shows to come in, for a time and for some things only.
///
/// A text file in `accounts/` for each token, which holds a hash of it and not the token:
///
///     clinicledger token v1
///     id 5f0c2a91
///     name ward-monitor
///     scopes import read
///     created 2026-01-31T08:00:00Z
///     expires 2026-05-01T08:00:00Z
///     hash 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
///
/// The token is `clt_`, the id, `_` and 64 hexadecimal digits of 32 random bytes; `hash` is base64 of its SHA-256.
///
/// A certificate that the server's own authority has issued to a program is such a file, too: `hash` is that of the certificate in
/// DER, and the id is how it begins.
package struct AccessToken: Hashable, Sendable {
    /// What a token is good for.
    package enum Scope: String, CaseIterable, Sendable {
        /// Bring results in.
        case `import`
        /// Watch the server: figures.
        case metrics
        /// Read records, as the member.
        case read
        /// Read the chain: checkpoints, tiles, entries.
        case verify
    }

    /// Tells it from others, not secret.
    package let id: String
    /// What it was made for, as an account's name.
    package let name: String
    /// What it is good for.
    package let scopes: Set<Scope>
    /// RFC 3339.
    package let created: String
    /// RFC 3339.
    package let expires: String
    fileprivate let hash: Digest

    private static let title = "clinicledger token v1"

    fileprivate init(
        id: String, name: String, scopes: Set<Scope>, created: String, expires: String, hash: Digest
    ) {
        (self.id, self.name, self.scopes) = (id, name, scopes)
        (self.created, self.expires, self.hash) = (created, expires, hash)
    }

    fileprivate func encoded() -> [UInt8] {
        let scopes = scopes.map(\.rawValue).sorted().joined(separator: " ")
        return Array(
            """
            \(Self.title)
            id \(id)
            name \(name)
            scopes \(scopes)
            created \(created)
            expires \(expires)
            hash \(Base64.encode(hash.bytes))

            """.utf8)
    }

    /// Nil where the bytes are not what `encoded` writes.
    fileprivate init?(_ bytes: [UInt8]) {
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)[...]
        func next(_ label: String) -> String? {
            guard let line = lines.popFirst(), line.hasPrefix(label) else { return nil }
            return String(line.dropFirst(label.count))
        }
        guard next(Self.title) == "", let id = next("id "), let name = next("name "), Account.isName(name),
            let scopes = next("scopes ")?.split(separator: " ").map({ Scope(rawValue: String($0)) }),
            let created = next("created "), let expires = next("expires "),
            let hash = next("hash ").flatMap({ Base64.decode($0) }).flatMap({ Digest($0) })
        else { return nil }
        self.init(
            id: id, name: name, scopes: Set(scopes.compactMap(\.self)), created: created, expires: expires, hash: hash)
        guard encoded() == bytes else { return nil }
    }
}

/// The tokens of a ledger's server, in `accounts/`.
package struct AccessTokens: Sendable {
    private let directory: String
    private let environment: Environment
    private static let suffix = ".token"
    private static let prefix = "clt_"
    private static let secretDigits = 64
    private static let maximumDays = 3660

    /// - Throws: where there is no ledger.
    package init(of ledger: String, environment: Environment) throws {
        let files = LedgerFiles(directory: ledger)
        _ = try LedgerDescription.read(files, in: environment.fileSystem)
        directory = files.directory + "/accounts"
        self.environment = environment
    }

    private func path(_ id: String) -> String { "\(directory)/\(id)\(Self.suffix)" }

    /// Makes a token, which is told here and never again.
    ///
    /// - Parameter days: how long it is good, 1 to 3660.
    /// - Throws: `accountName`, `tokenDays`, `tokenScopes`.
    package func add(
        _ name: String, scopes: Set<AccessToken.Scope>, days: Int
    ) throws -> (token: AccessToken, text: String) {
        let id = Hexadecimal.text(try environment.randomBytes(4))
        let text = "\(Self.prefix)\(id)_\(Hexadecimal.text(try environment.randomBytes(32)))"
        return (try add(name, id: id, LedgerCrypto.SHA256.hash(text.utf8), scopes: scopes, days: days), text)
    }

    /// Has a certificate open what a token would.
    ///
    /// - Parameters:
    ///   - certificate: SHA-256 of it in DER.
    ///   - days: how long it is good, 1 to 3660.
    /// - Throws: `accountName`, `tokenDays`, `tokenScopes`.
    package func add(
        _ name: String, scopes: Set<AccessToken.Scope>, days: Int, certificate: Digest
    ) throws -> AccessToken {
        try add(name, id: Self.id(of: certificate), certificate, scopes: scopes, days: days)
    }

    private static func id(of certificate: Digest) -> String { Hexadecimal.text(certificate.bytes.prefix(4)) }

    private func add(
        _ name: String, id: String, _ hash: Digest, scopes: Set<AccessToken.Scope>, days: Int
    ) throws -> AccessToken {
        guard Account.isName(name) else { throw MedicalError("accountName", .refused, ["name": name]) }
        guard (1...Self.maximumDays).contains(days) else {
            throw MedicalError("tokenDays", .refused, ["limit": String(Self.maximumDays)])
        }
        guard !scopes.isEmpty else { throw MedicalError("tokenScopes", .refused) }
        let now = environment.clock()
        let token = AccessToken(
            id: id, name: name, scopes: scopes, created: Timestamp.text(now),
            expires: Timestamp.text(now + UInt64(days) * 86_400_000), hash: hash)
        try environment.fileSystem.createDirectories(directory, access: .private)
        try environment.fileSystem.createFile(path(id), with: token.encoded(), access: .private)
        return token
    }

    /// All tokens, the oldest first.
    ///
    /// - Throws: `accountDamaged`.
    package func all() throws -> [AccessToken] {
        guard try environment.fileSystem.exists(directory) else { return [] }
        return try environment.fileSystem.list(directory).filter { $0.hasSuffix(Self.suffix) }
            .map { try read(String($0.dropLast(Self.suffix.count))) }
            .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    private func read(_ id: String) throws -> AccessToken {
        let bytes = try environment.fileSystem.readAll(path(id), limit: Account.byteLimit)
        guard let token = AccessToken(bytes), token.id == id else {
            throw MedicalError("accountDamaged", .damaged, ["file": path(id)])
        }
        return token
    }

    /// The token that a program shows, if there is such a one and its time has not passed; nil for any other text.
    package func token(shown text: String) -> AccessToken? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        // The id is a part of a path.
        guard parts.count == 3, parts[0] == "clt", Self.isID(parts[1]), parts[2].utf8.count == Self.secretDigits,
            let token = inForce(String(parts[1]), LedgerCrypto.SHA256.hash(text.utf8))
        else { return nil }
        return token
    }

    /// What stands of a certificate that a program has, if its time has not passed; nil for any other.
    ///
    /// - Parameter certificate: SHA-256 of it in DER.
    package func token(certificate: Digest) -> AccessToken? { inForce(Self.id(of: certificate), certificate) }

    private func inForce(_ id: String, _ hash: Digest) -> AccessToken? {
        guard let token = try? read(id), constantTimeEqual(token.hash.bytes, hash.bytes),
            Timestamp.text(environment.clock()) < token.expires
        else { return nil }
        return token
    }

    private static func isID(_ text: Substring) -> Bool {
        text.utf8.count == 8 && text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
    }

    /// Makes a token good for nothing.
    ///
    /// - Throws: `tokenUnknown`.
    package func revoke(_ id: String) throws {
        guard Self.isID(id[...]), try environment.fileSystem.exists(path(id)) else {
            throw MedicalError("tokenUnknown", .refused, ["id": id])
        }
        try environment.fileSystem.remove(path(id))
        try environment.fileSystem.syncDirectory(directory)
    }
}
