internal import Crypto
internal import LedgerCrypto

/// Ed25519 signatures, one by one and in batches, against swift-crypto, which has no batches.
struct Signatures {
    static let oneByOne = "swift-crypto, one by one"

    private let harness: Harness

    /// A signed message with the key it is valid under, as bytes.
    private struct Signed {
        let message: [UInt8]
        let key: [UInt8]
        let signature: [UInt8]
    }

    static func run(_ harness: Harness) {
        harness.family("signatures") {
            let signatures = Signatures(harness: harness)
            let signed = try signatures.sign(count: 1024, keyCount: 8)
            try signatures.signing()
            try signatures.verifying(signed)
            try signatures.batch(signed, "of 1,024 from 8 keys")
            try signatures.batch(signatures.sign(count: 16_384, keyCount: 8), "of 16,384 from 8 keys")
            try signatures.batch(signatures.sign(count: 16_384, keyCount: 16_384), "of 16,384, each from another key")
        }
    }

    private func sign(count: Int, keyCount: Int) throws -> [Signed] {
        var random = SeededGenerator(seed: harness.options.seed)
        let keys = try (0..<keyCount).map { _ in try Ed25519.SigningKey(seed: random.bytes(32)) }
        return (0..<count).map { position in
            let key = keys[position % keyCount]
            let message = random.bytes(64)
            return Signed(message: message, key: key.publicKey.bytes, signature: key.signature(for: message).bytes)
        }
    }

    private func signing() throws {
        var random = SeededGenerator(seed: harness.options.seed)
        let seed = random.bytes(32)
        let messages = (0..<16).map { _ in random.bytes(64) }
        let ours = try Ed25519.SigningKey(seed: seed)
        let theirs = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        harness.compare(
            "Ed25519 sign", unit: "signatures", count: messages.count,
            Contender("ours") {
                for message in messages {
                    try require(ours.signature(for: message).bytes.count == 64, "no signature")
                }
            },
            Contender("swift-crypto") {
                for message in messages {
                    try require(try theirs.signature(for: message).count == 64, "no signature")
                }
            })
    }

    /// One by one: the key from its bytes each time, the key kept, and the key kept with a table of its multiples.
    ///
    /// swift-crypto's key is made from bytes in the first, too, and else before the clock runs; that saves it nothing, for it
    /// holds the bytes and decodes them in each verification.
    private func verifying(_ signed: [Signed]) throws {
        let some = Array(signed.prefix(16))
        harness.compare(
            "Ed25519 verify, key as bytes", unit: "signatures", count: some.count,
            Contender("ours") {
                for item in some {
                    try verify(item, with: try Ed25519.PublicKey(bytes: item.key))
                }
            },
            Contender("swift-crypto") {
                for item in some { try Self.verify(item, with: try .init(rawRepresentation: item.key)) }
            })
        let theirKeys = try some.map { try Curve25519.Signing.PublicKey(rawRepresentation: $0.key) }
        let theirs = Contender("swift-crypto") {
            for (item, key) in zip(some, theirKeys) { try Self.verify(item, with: key) }
        }
        let keys = try some.map { try Ed25519.PublicKey(bytes: $0.key) }
        harness.compare(
            "Ed25519 verify, key kept", unit: "signatures", count: some.count,
            Contender("ours") {
                for (item, key) in zip(some, keys) { try verify(item, with: key) }
            }, theirs)
        let prepared = keys.map { Ed25519.PreparedPublicKey($0) }
        harness.compare(
            "Ed25519 verify, prepared key", unit: "signatures", count: some.count,
            Contender("ours") {
                for (item, key) in zip(some, prepared) {
                    guard let signature = Ed25519.Signature(item.signature) else { throw Self.refused }
                    try require(key.isValid(signature, for: item.message), "valid signature refused")
                }
            }, theirs)
    }

    private static let refused = WrongResult(description: "valid signature refused")

    private func verify(_ item: Signed, with key: Ed25519.PublicKey) throws {
        guard let signature = Ed25519.Signature(item.signature) else { throw Self.refused }
        try require(key.isValid(signature, for: item.message), "valid signature refused")
    }

    private static func verify(_ item: Signed, with key: Curve25519.Signing.PublicKey) throws {
        try require(key.isValidSignature(item.signature, for: item.message), "valid signature refused")
    }

    /// All at once, from bytes: equal keys are decoded once, as whoever verifies a chain would do.
    private func batch(_ signed: [Signed], _ size: String) throws {
        let some = Array(signed.prefix(1024))
        let theirKeys = try some.map { try Curve25519.Signing.PublicKey(rawRepresentation: $0.key) }
        harness.compare(
            "Ed25519 verify, batch \(size)", unit: "signatures", count: signed.count, isLong: signed.count > 2048,
            Contender("ours") {
                var positions: [[UInt8]: Int] = [:]
                var encodings: [[UInt8]] = []
                for item in signed where positions[item.key] == nil {
                    positions[item.key] = encodings.count
                    encodings.append(item.key)
                }
                let keys = try Ed25519.PublicKey.keys(encodings).map { try $0.get() }
                let items = try signed.map { item in
                    guard let position = positions[item.key], let signature = Ed25519.Signature(item.signature)
                    else { throw Self.refused }
                    return Ed25519.BatchItem(publicKey: keys[position], signature: signature, message: item.message)
                }
                let invalid = Ed25519.verify(batch: items) { (try? SystemRandom.bytes($0)) ?? [] }
                try require(invalid.isEmpty, "valid signatures refused")
            },
            // Each costs the same, so that a part of them tells enough.
            Contender.counting(Self.oneByOne) {
                for (item, key) in zip(some, theirKeys) { try Self.verify(item, with: key) }
                return some.count
            })
    }
}
