internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

extension KeyFiles {
    // What is shared: for each secret its number and its 32 bytes; then the beginning of a SHA-256 over origin and secrets,
    // which tells the right shares from wrong ones. The secrets themselves are shared, not a key to a copy of them: there is
    // no file beside the shares that could be lost.
    private static let numbers: [(number: UInt8, name: Name)] = [
        (1, .checkpoint), (2, .member), (3, .vault), (4, .sealing),
    ]
    private static let checkByteCount = 16

    private static func check(_ secrets: some Sequence<UInt8>, origin: KeyName) -> [UInt8] {
        var bytes = Array("clinicledger/key-shares/v1\n\(origin.text)\n".utf8) + secrets
        defer { erase(&bytes) }
        return Array(SHA256.hash(bytes).bytes.prefix(checkByteCount))
    }

    /// Shares the node's secrets: any `threshold` of `count` shares restore them, fewer tell nothing.
    package func split(count: Int, threshold: Int) throws -> [KeyShare] {
        guard (2...KeyShare.maximumCount).contains(count), (2...count).contains(threshold) else {
            throw MedicalError("shareNumbers", .refused, ["limit": String(KeyShare.maximumCount)])
        }
        try expectNoMemberDraft()
        let origin = try LedgerDescription.read(files, in: fileSystem).key.name
        var secrets: [UInt8] = []
        secrets.reserveCapacity(256)
        defer { erase(&secrets) }
        for (number, name) in Self.numbers where try name != .sealing || fileSystem.exists(path(name)) {
            secrets.append(number)
            try secret(name).withBytes { secrets.append(contentsOf: $0) }
        }
        secrets += Self.check(secrets, origin: origin)
        var coefficients = try SystemRandom.bytes(secrets.count * (threshold - 1))
        defer { erase(&coefficients) }
        let split = try SystemRandom.bytes(8)
        return SecretSharing.split(secrets, count: count, threshold: threshold, coefficients: coefficients).map {
            KeyShare(origin, split, count, threshold, $0)
        }
    }

    /// Whether the table of page keys is here, which no share carries.
    package var hasPageKeys: Bool {
        get throws { try fileSystem.exists(Vault.tablePath(files)) }
    }

    /// Restores the files that are missing.
    ///
    /// - Parameters:
    ///   - shares: with the names by which errors call them.
    ///   - replacesSealed: whether sealed files count as missing: nobody knows their passphrase any more.
    /// - Returns: the files that were written, in clear.
    package func restore(from shares: [(label: String, share: KeyShare)], replacesSealed: Bool) throws -> [Name] {
        let key = try LedgerDescription.read(files, in: fileSystem).key
        let secrets = try Self.combine(shares, origin: key.name)
        if let seed = secrets[.checkpoint] {
            let signing = try seed.withBytes { try Ed25519.SigningKey(seed: $0) }
            guard VerifierKey(name: key.name, publicKey: signing.publicKey) == key else {
                throw Self.foreign(shares[0])
            }
        }
        let lock = try writersLock()
        defer { withExtendedLifetime(lock) {} }
        try fileSystem.createDirectory(files.keys, access: .private)
        var restored: [Name] = []
        for (_, name) in Self.numbers {
            guard let secret = secrets[name] else { continue }
            let isThere = try fileSystem.exists(path(name))
            guard try !isThere || replacesSealed && isSealed(name) else { continue }
            try write(name, secret, origin: key.name)
            restored.append(name)
        }
        try removeProtection()
        return restored
    }

    private static func combine(
        _ shares: [(label: String, share: KeyShare)], origin: KeyName
    ) throws -> [Name: Secret] {
        guard let first = shares.first else {
            throw MedicalError("sharesTooFew", .refused, ["found": "0", "needed": "2"])
        }
        guard first.share.origin == origin else { throw foreign(first) }
        var distinct: [UInt8: SecretSharing.Share] = [:]
        for (label, share) in shares {
            guard share.belongs(with: first.share) else {
                throw MedicalError("shareOfAnotherSplit", .refused, ["file": label, "first": first.label])
            }
            distinct[share.share.place] = share.share
        }
        let threshold = first.share.threshold
        guard distinct.count >= threshold else {
            throw MedicalError(
                "sharesTooFew", .refused, ["found": String(distinct.count), "needed": String(threshold)])
        }
        let used = distinct.values.sorted { $0.place < $1.place }.prefix(threshold)
        var payload = SecretSharing.values(at: 0, through: Array(used))
        defer { erase(&payload) }
        guard payload.count > checkByteCount,
            constantTimeEqual(
                check(payload.dropLast(checkByteCount), origin: origin), payload.suffix(checkByteCount))
        else { throw MedicalError("sharesContradict", .refused) }
        var secrets: [Name: Secret] = [:]
        var rest = payload.dropLast(checkByteCount)
        while rest.count >= 33, let number = rest.popFirst() {
            var bytes = Array(rest.prefix(32))
            rest = rest.dropFirst(32)
            // A later version may share more than this one knows.
            if let name = numbers.first(where: { $0.number == number })?.name {
                secrets[name] = Secret(takingOver: &bytes)
            }
        }
        return secrets
    }

    private static func foreign(_ share: (label: String, share: KeyShare)) -> MedicalError {
        MedicalError("shareOfAnotherLedger", .refused, ["file": share.label, "origin": share.share.origin.text])
    }
}
