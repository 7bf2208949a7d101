package import LedgerCrypto
package import MerkleLog
package import SegmentStore

/// The keys of one person, a patient or a practitioner: one signs, others seal to the other.
///
/// They live in a text file that its holder keeps:
///
///     clinicledger personal key v1
///     ledger north.example/ledger
///     holder patient
///     signing-key 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
///     sealing-key 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
///     protection passphrase scrypt 17 8 1 AAAAAAAAAAAAAAAAAAAAAA==
///     secrets …
///
/// The keys shown are the public ones, an Ed25519 and an X25519 key. `protection` is a line as in `KeyLock`, or `none`.
/// `secrets` is base64 of the Ed25519 seed and the X25519 secret, 32 bytes each: with `none` just that, else locked, with
/// all lines above as additional data. The X25519 secret has the five bits set that RFC 7748 section 5 sets.
package struct PersonalKey: Sendable {
    /// Whose keys they are.
    package enum Holder: String, Sendable {
        /// Decides who reads the records about them.
        case patient
        /// Is certified by a member.
        case practitioner
    }

    /// Whose keys they are.
    package let holder: Holder
    /// The ledger they are for.
    package let origin: KeyName
    /// Signs.
    package let signingKey: Ed25519.SigningKey
    /// Opens what others seal to its public key.
    package let sealingKey: SealingKey
    /// Seed and secret in a row.
    let secrets: Secret

    private static let title = "clinicledger personal key v1"
    private static let byteLimit = 4096

    /// Makes new keys.
    package static func create(_ holder: Holder, origin: KeyName) throws -> PersonalKey {
        var bytes = try SystemRandom.bytes(64)
        bytes[32] &= 0xF8
        bytes[63] = bytes[63] & 0x3F | 0x40
        guard let key = PersonalKey(holder, origin, Secret(takingOver: &bytes)) else {
            throw CryptoError.keyLength
        }
        return key
    }

    init?(_ holder: Holder, _ origin: KeyName, _ secrets: Secret) {
        let keys = secrets.withBytes { bytes -> (Ed25519.SigningKey, SealingKey)? in
            // X25519 passes over five bits of its secret: they have one value here, so that a key has one file.
            guard bytes.count == 64, bytes[32] & 7 == 0, bytes[63] & 0xC0 == 0x40,
                let signing = try? Ed25519.SigningKey(seed: bytes[..<32]),
                let sealing = SealingKey(secret: bytes[32...])
            else { return nil }
            return (signing, sealing)
        }
        guard let (signing, sealing) = keys else { return nil }
        self.holder = holder
        self.origin = origin
        self.secrets = secrets
        signingKey = signing
        sealingKey = sealing
    }

    // MARK: - The file

    /// Writes the keys to a new file, readable by its owner alone, durably; one that exists is never replaced.
    ///
    /// - Parameter protection: nil to leave the secrets in clear, which the holder must have chosen.
    package func write(to path: String, protection: KeyProtection?, in fileSystem: any FileSystem) throws {
        let made = try protection?.makeLock()
        let clear = clearLines(lock: made?.lock)
        let locked = try secrets.withBytes { bytes in
            try made.map { try KeyLock.seal(bytes, under: $0.key, beside: clear) } ?? Array(bytes)
        }
        let text = clear + "secrets \(Base64.encode(locked))\n"
        try fileSystem.createFile(path, with: Array(text.utf8), access: .private)
    }

    /// Reads keys.
    ///
    /// - Parameter unlock: asked for the passphrase, if the file has one.
    package static func read(
        _ path: String, in fileSystem: any FileSystem, unlock: Unlock
    ) throws -> PersonalKey {
        let malformed = MedicalError("personalKeyMalformed", .refused, ["file": path])
        var bytes = try fileSystem.readAll(path, limit: byteLimit)
        defer { erase(&bytes) }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)[...]
        func next(_ label: String) -> String? {
            guard let line = lines.popFirst(), line.hasPrefix(label) else { return nil }
            return String(line.dropFirst(label.count))
        }
        guard next(title) == "", let origin = next("ledger ").flatMap({ try? KeyName($0) }),
            let holder = next("holder ").flatMap(Holder.init), let signing = next("signing-key "),
            let sealing = next("sealing-key "), let protection = next("protection "),
            var locked = next("secrets ").flatMap({ Base64.decode($0) })
        else { throw malformed }
        defer { erase(&locked) }
        let lock = KeyLock(parsing: protection)
        guard lock != nil || protection == "none" else { throw malformed }
        let clear = clearLines(origin, holder, signing: signing, sealing: sealing, lock: lock)
        guard bytes.elementsEqual((clear + "secrets \(Base64.encode(locked))\n").utf8) else { throw malformed }
        var secrets: Secret
        if let lock {
            let key = try lock.key(from: try unlock(lock.kind, path))
            guard let opened = KeyLock.open(locked, under: key, beside: clear) else {
                throw lock.wrongSecret(for: path)
            }
            secrets = opened
        } else {
            secrets = Secret(takingOver: &locked)
        }
        guard let key = PersonalKey(holder, origin, secrets), key.clearLines(lock: lock) == clear else {
            throw malformed
        }
        return key
    }

    private func clearLines(lock: KeyLock?) -> String {
        Self.clearLines(
            origin, holder, signing: Base64.encode(signingKey.publicKey.bytes),
            sealing: Base64.encode(sealingKey.publicKey), lock: lock)
    }

    private static func clearLines(
        _ origin: KeyName, _ holder: Holder, signing: String, sealing: String, lock: KeyLock?
    ) -> String {
        """
        \(title)
        ledger \(origin.text)
        holder \(holder.rawValue)
        signing-key \(signing)
        sealing-key \(sealing)
        protection \(lock?.line ?? "none")

        """
    }
}
