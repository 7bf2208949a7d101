internal import LedgerCrypto
internal import MerkleLog

/// The public half of a member, as it is handed to the operators of other ledgers: a small text file.
///
///     clinicledger member v1
///     name North Clinic
///     roles clinic laboratory
///     signing-key 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
///     sealing-key 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
///     ledger north.example/ledger+0a1b2c3d+AcHF…
///     successor OLD NEW SIGNATURE
///     signature …
///
/// `sealing-key` and `ledger` are `none` where there is none. Each `successor` line, the newest first, says which key the
/// one before it, or the signing key, follows; see `KeySuccession`. The signature is Ed25519 with the signing key over
/// `clinicledger/member/v1`, a line feed, and all lines above it.
package struct MemberFile: Hashable, Sendable {
    /// The member as it introduces itself.
    package let member: Member
    /// The keys that its signing key follows, the newest first.
    package let successions: [KeySuccession]
    private let signature: [UInt8]

    private static let title = "clinicledger member v1"
    private static let domain = "clinicledger/member/v1\n"
    /// The longest file, in bytes: that of a member with hundreds of keys.
    package static let byteLimit = 1 << 17
    private static let nameByteLimit = 200

    // MARK: - Making

    /// Signs a member's public half; a name or roles that do not fit on a line are refused.
    init(_ member: Member, successions: [KeySuccession], signedWith key: Ed25519.SigningKey) throws {
        guard Self.isFit(member) else { throw MedicalError("memberUnfit", .refused, ["name": member.name]) }
        self.member = member
        self.successions = successions
        let message = Self.domain + Self.clear(member, successions)
        signature = key.signature(for: Array(message.utf8)).bytes
    }

    /// The file's text.
    package var text: String {
        Self.clear(member, successions) + "signature \(Base64.encode(signature))\n"
    }

    private static func clear(_ member: Member, _ successions: [KeySuccession]) -> String {
        """
        \(title)
        name \(member.name)
        roles \(member.roles.map(\.rawValue).joined(separator: " "))
        signing-key \(Base64.encode(member.signingKey))
        sealing-key \(member.sealingKey.map { Base64.encode($0) } ?? "none")
        ledger \(member.verifierKey ?? "none")

        """ + successions.map { "successor \($0.line)\n" }.joined()
    }

    /// Whether a member can stand in a file: every part of it keeps to its line.
    private static func isFit(_ member: Member) -> Bool {
        let isPlain = member.name.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .lineSeparator
                && $0.properties.generalCategory != .paragraphSeparator
        }
        return isPlain && (1...nameByteLimit).contains(member.name.utf8.count)
            && member.name.first?.isWhitespace == false && member.name.last?.isWhitespace == false
            && !member.roles.isEmpty && member.roles.allSatisfy(Member.Role.all.contains)
            && Set(member.roles).count == member.roles.count
    }

    // MARK: - Reading

    /// Reads a file; nil where it is not what `text` gives, or a signature does not hold.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.byteLimit else { return nil }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)[...]
        func next(_ label: String) -> String? {
            guard let line = lines.first, line.hasPrefix(label) else { return nil }
            lines.removeFirst()
            return String(line.dropFirst(label.count))
        }
        guard next(Self.title) == "", let name = next("name "), let roles = next("roles "),
            let signing = next("signing-key ").flatMap({ Base64.decode($0) }),
            let key = try? Ed25519.PublicKey(bytes: signing),
            let sealing = next("sealing-key "), let ledger = next("ledger ")
        else { return nil }
        var member = Member(
            name: name,
            roles: roles.split(separator: " ", omittingEmptySubsequences: false).map { .init(rawValue: String($0)) },
            signingKey: signing)
        if sealing != "none" {
            guard let sealingKey = Base64.decode(sealing), (try? SealingKey.seal([], to: sealingKey, info: [])) != nil
            else { return nil }
            member.sealingKey = sealingKey
        }
        if ledger != "none" {
            guard let verifier = try? VerifierKey(parsing: ledger), verifier.formatted == ledger else { return nil }
            member.verifierKey = ledger
        }
        var successions: [KeySuccession] = []
        while let line = next("successor ") {
            guard let link = KeySuccession(parsing: line), link.new == successions.last?.old ?? signing else {
                return nil
            }
            successions.append(link)
        }
        guard let signature = next("signature ").flatMap({ Base64.decode($0) }), Self.isFit(member),
            let signed = Ed25519.Signature(signature),
            key.isValid(signed, for: Array((Self.domain + Self.clear(member, successions)).utf8))
        else { return nil }
        (self.member, self.successions, self.signature) = (member, successions, signature)
        guard bytes.elementsEqual(text.utf8) else { return nil }
    }
}
