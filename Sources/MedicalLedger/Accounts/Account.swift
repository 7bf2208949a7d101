internal import LedgerCrypto
internal import MerkleLog

/// Somebody who signs in to a server with a password.
///
/// A text file for each account:
///
///     clinicledger account v1
///     ledger north.example/ledger
///     name chen.wei
///     role clinician
///     created 2026-01-31T08:00:00Z
///     protection passphrase scrypt 17 8 1 AAAAAAAAAAAAAAAAAAAAAA==
///     secrets …
///
/// The password is kept nowhere: it opens `secrets`, which are sealed as `KeyLock` says, with all lines above as additional data. They are
/// 85 bytes: one that tells what is there (1: a second factor; 2: the keys of a practitioner, 4: of a patient), the second factor's
/// secret (20), and the signing seed and sealing secret of the person (64); zeros for what is not there. Who signs in thus brings
/// their own key, which signs what they read; the server has it for as long as they are there.
package struct Account: Sendable {
    /// What somebody does here.
    package enum Role: String, CaseIterable, Sendable {
        /// Keeps the server: accounts, tokens, state.
        case administrator
        /// Treats patients.
        case clinician
        /// Brings results in.
        case laboratory
        /// Dispenses.
        case pharmacist
        /// Examines what was done.
        case auditor
        /// Is whom it is about.
        case patient
    }

    /// What an account opens.
    package struct Opened: Sendable {
        /// Signs what the person reads; nil where they read for the member.
        package var key: PersonalKey?
        /// What one-time passwords are made of; nil where there is no second factor.
        package var oneTimeSecret: Secret?
    }

    /// What the person types.
    package let name: String
    /// What they do here.
    package let role: Role
    /// When it was made, RFC 3339.
    package let created: String
    private let origin: KeyName
    private let lock: KeyLock
    private let sealed: [UInt8]

    private static let title = "clinicledger account v1"
    static let byteLimit = 4096
    private static let oneTimeByteCount = 20
    private static let secretsByteCount = 1 + oneTimeByteCount + 64

    /// Whether a name may be an account's: 1 to 64 of `a-z`, `0-9`, `.`, `-` and `_`, a letter or digit first.
    package static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte &- 0x30 < 10 }
        guard (1...64).contains(bytes.count), isAlphanumeric(bytes[0]) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || ".-_".utf8.contains($0) }
    }

    /// Makes an account.
    ///
    /// - Throws: `accountName`; `accountKeyOther` for keys that fit neither the role nor the ledger.
    init(
        _ name: String, role: Role, origin: KeyName, created: String, opened: Opened, password: KeyProtection
    ) throws {
        guard Self.isName(name) else { throw MedicalError("accountName", .refused, ["name": name]) }
        if let key = opened.key {
            guard key.origin == origin, (key.holder == .patient) == (role == .patient) else {
                throw MedicalError("accountKeyOther", .refused, ["name": name])
            }
        }
        guard role != .patient || opened.key != nil else {
            throw MedicalError("accountKeyMissing", .refused, ["name": name])
        }
        (self.name, self.role, self.origin, self.created) = (name, role, origin, created)
        let (lock, key) = try password.makeLock()
        self.lock = lock
        var secrets = Self.encoded(opened)
        defer { erase(&secrets) }
        sealed = try KeyLock.seal(
            secrets, under: key, beside: Self.clearLines(origin, name, role, created: created, lock: lock))
    }

    /// Opens the account with its password, in half a second and with 128 MiB; nil where it is another one.
    func open(_ password: Secret) throws -> Opened? {
        guard let secrets = KeyLock.open(sealed, under: try lock.key(from: password), beside: clearLines) else {
            return nil
        }
        return secrets.withBytes { Self.decoded($0, origin) }
    }

    // MARK: - Secrets

    private static func encoded(_ opened: Opened) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(secretsByteCount)
        let keyFlag: UInt8 =
            switch opened.key?.holder {
            case nil: 0
            case .practitioner: 2
            case .patient: 4
            }
        bytes.append((opened.oneTimeSecret == nil ? 0 : 1) | keyFlag)
        bytes += opened.oneTimeSecret?.withBytes { Array($0) } ?? [UInt8](repeating: 0, count: oneTimeByteCount)
        bytes += opened.key?.secrets.withBytes { Array($0) } ?? [UInt8](repeating: 0, count: 64)
        return bytes
    }

    private static func decoded(_ bytes: UnsafeRawBufferPointer, _ origin: KeyName) -> Opened? {
        guard bytes.count == secretsByteCount, bytes[0] < 8, bytes[0] & 6 != 6 else { return nil }
        func secret(_ range: Range<Int>) -> Secret {
            var part = Array(bytes[range])
            return Secret(takingOver: &part)
        }
        var opened = Opened()
        if bytes[0] & 1 == 1 { opened.oneTimeSecret = secret(1..<1 + oneTimeByteCount) }
        if bytes[0] & 6 != 0 {
            let holder = bytes[0] & 2 == 2 ? PersonalKey.Holder.practitioner : .patient
            guard let key = PersonalKey(holder, origin, secret(1 + oneTimeByteCount..<secretsByteCount)) else {
                return nil
            }
            opened.key = key
        }
        return opened
    }

    // MARK: - The file

    func encoded() -> [UInt8] { Array("\(clearLines)secrets \(Base64.encode(sealed))\n".utf8) }

    /// Nil where the bytes are not what `encoded` writes.
    init?(_ bytes: [UInt8]) {
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)[...]
        func next(_ label: String) -> String? {
            guard let line = lines.popFirst(), line.hasPrefix(label) else { return nil }
            return String(line.dropFirst(label.count))
        }
        guard next(Self.title) == "", let origin = next("ledger ").flatMap({ try? KeyName($0) }),
            let name = next("name "), Self.isName(name), let role = next("role ").flatMap(Role.init),
            let created = next("created "), let lock = next("protection ").flatMap(KeyLock.init(parsing:)),
            lock.kind == .passphrase, let sealed = next("secrets ").flatMap({ Base64.decode($0) })
        else { return nil }
        (self.name, self.role, self.origin, self.created) = (name, role, origin, created)
        (self.lock, self.sealed) = (lock, sealed)
        guard encoded() == bytes else { return nil }
    }

    private var clearLines: String { Self.clearLines(origin, name, role, created: created, lock: lock) }

    private static func clearLines(
        _ origin: KeyName, _ name: String, _ role: Role, created: String, lock: KeyLock
    ) -> String {
        """
        \(title)
        ledger \(origin.text)
        name \(name)
        role \(role.rawValue)
        created \(created)
        protection \(lock.line)

        """
    }
}
