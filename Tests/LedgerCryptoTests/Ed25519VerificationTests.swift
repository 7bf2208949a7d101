import Testing

@testable import LedgerCrypto

/// Every verdict, by every way there is to it.
func verdicts(_ key: [UInt8], _ signature: [UInt8], _ message: [UInt8]) -> [Bool] {
    guard let signature = Ed25519.Signature(signature), let key = try? Ed25519.PublicKey(bytes: key) else {
        return [false]
    }
    var random = SeededGenerator(seed: 77)
    let item = Ed25519.BatchItem(publicKey: key, signature: signature, message: message)
    return [
        key.isValid(signature, for: message),
        Ed25519.PreparedPublicKey(key).isValid(signature, for: message),
        Ed25519.verify(batch: [item]) { random.bytes($0) }.isEmpty,
        // Enough of the same to go through the sum of many.
        Ed25519.verify(batch: Array(repeating: item, count: 6)) { random.bytes($0) }.isEmpty,
        Ed25519.verify(batch: Array(repeating: item, count: 6)) { random.bytes($0) } != [0, 1, 2, 3, 4, 5],
    ]
}

@Suite struct `Ed25519 verification` {
    static let speccheck = SharedFile("ed25519-speccheck/cases.json")

    /// The twelve signatures of ed25519-speccheck on which implementations differ, and why each verdict is as it is.
    static let expected: [(isValid: Bool, reason: String)] = [
        (false, "A has small order: S = 0 would be valid for every message"),
        (false, "A has small order"),
        (true, "R has small order: only the signer can make it so, it harms nobody, and the standard allows it"),
        (true, "A and R have mixed order, and the equation holds with and without the factor 8"),
        (true, "the equation holds with the factor 8, the one the standard names first and batches need"),
        (true, "as before; 8 k is not reduced modulo L before A of mixed order is multiplied"),
        (false, "S is L or more: it would be a second signature made from the first by anyone"),
        (false, "S is far beyond L"),
        (false, "R is not canonical: a negative zero"),
        (false, "R is not canonical: a negative zero"),
        (false, "A is not canonical, and of small order"),
        (false, "A is not canonical, and of small order"),
    ]

    @Test func `many keys are taken or refused as each is alone`() throws {
        var random = SeededGenerator(seed: 11)
        let good = try (0..<5).map { _ in try Ed25519.SigningKey(seed: random.bytes(32)).publicKey.bytes }
        let bad = [
            [], random.bytes(31), random.bytes(33), Array(repeating: 0, count: 32), Array(repeating: 0xff, count: 32),
        ]
        let encodings = zip(good, bad).flatMap { [$0, $1, random.bytes(32)] }
        for (encoding, result) in zip(encodings, Ed25519.PublicKey.keys(encodings)) {
            #expect(result == Result { () throws(CryptoError) in try Ed25519.PublicKey(bytes: encoding) })
        }
        #expect(Set(Ed25519.PublicKey.keys(encodings).map { (try? $0.get()) == nil }) == [true, false])
    }

    @Test(.enabled(if: speccheck.exists)) func `the cases of speccheck have the verdicts of our row`() {
        // The file is an array of flat objects of strings: every second of the quoted strings is a value.
        let quoted = Self.speccheck.text().split(separator: "\"", omittingEmptySubsequences: false)
        let strings = quoted.indices.filter { $0 % 2 == 1 }.map { String(quoted[$0]) }
        var cases: [[String: String]] = []
        for index in stride(from: 0, to: strings.count - 1, by: 2) {
            if index % 6 == 0 { cases.append([:]) }
            cases[cases.count - 1][strings[index]] = strings[index + 1]
        }
        #expect(cases.count == 12)
        for (number, (fields, expected)) in zip(cases, Self.expected).enumerated() {
            let verdicts = verdicts(
                hex(fields["pub_key"] ?? ""), hex(fields["signature"] ?? ""), hex(fields["message"] ?? ""))
            #expect(verdicts.allSatisfy { $0 == expected.isValid }, "case \(number): \(expected.reason)")
        }
    }

    @Test func `keys of small order and keys that are not canonical are refused, each by name`() throws {
        for point in try `The curve`.torsionPoints() {
            #expect(throws: CryptoError.keySmallOrder) { try Ed25519.PublicKey(bytes: point.encoded.bytes) }
        }
        for excess in 0..<19 as Range<UInt64> {
            for sign in [0, 0x80] as [UInt8] {
                var bytes = (Natural.prime + Natural(excess)).bytes32
                bytes[31] |= sign
                #expect(throws: CryptoError.keyEncoding) { try Ed25519.PublicKey(bytes: bytes) }
            }
        }
        // Negative zero: y = 1 and y = -1 with the sign bit.
        for number in [Natural(1), Natural.prime - Natural(1)] {
            var bytes = number.bytes32
            bytes[31] |= 0x80
            #expect(throws: CryptoError.keyEncoding) { try Ed25519.PublicKey(bytes: bytes) }
        }
        // No point has y = 2.
        #expect(throws: CryptoError.keyEncoding) { try Ed25519.PublicKey(bytes: Natural(2).bytes32) }
        for count in [0, 31, 33] {
            #expect(throws: CryptoError.keyLength) { try Ed25519.PublicKey(bytes: [UInt8](repeating: 1, count: count)) }
        }
    }

    @Test func `a signature with S raised by L is refused`() throws {
        let key = try Ed25519.SigningKey(seed: [UInt8](repeating: 5, count: 32))
        let message = Array("a report".utf8)
        let signature = key.signature(for: message).bytes
        #expect(verdicts(key.publicKey.bytes, signature, message).allSatisfy { $0 })
        var s = Natural(littleEndian: Array(signature[32...]))
        for _ in 0..<14 {
            s = s + Natural.order
            #expect(verdicts(key.publicKey.bytes, signature[..<32] + s.bytes32, message).allSatisfy { !$0 })
        }
        for count in [0, 63, 65] { #expect(Ed25519.Signature([UInt8](repeating: 0, count: count)) == nil) }
    }

    /// Signs with chosen points of small order added to A and R, which only the owner of a key can do.
    static func tweakedSignature(
        _ random: inout SeededGenerator, keyTweak: AffinePoint, nonceTweak: AffinePoint, message: [UInt8]
    ) -> (key: [UInt8], signature: [UInt8]) {
        let secret = `The curve`.randomScalar(&random)
        let nonce = `The curve`.randomScalar(&random)
        func tweaked(_ scalar: Scalar, _ tweak: AffinePoint) -> Words256 {
            (FixedBaseTable.base.multiply(scalar) + AffineCachedPoint(tweak)).extended.affine.encoded
        }
        let key = tweaked(secret, keyTweak)
        let r = tweaked(nonce, nonceTweak)
        let k = message.withUnsafeBytes { Ed25519.Signature(r: r, s: .zero).challenge(key, $0) }
        return (key.bytes, r.bytes + (nonce + k * secret).words.bytes)
    }

    @Test func `single and batch agree on keys and nonces with any part of small order`() throws {
        var random = SeededGenerator(seed: 6)
        let torsion = try `The curve`.torsionPoints()
        for keyTweak in torsion.indices {
            for nonceTweak in torsion.indices where !isDebugBuild || (keyTweak + nonceTweak) % 8 == 0 {
                let message = random.bytes(20)
                let (key, signature) = Self.tweakedSignature(
                    &random, keyTweak: torsion[keyTweak], nonceTweak: torsion[nonceTweak], message: message)
                #expect(verdicts(key, signature, message).allSatisfy { $0 })
                #expect(verdicts(key, signature, message + [1]).allSatisfy { !$0 })
            }
        }
    }

    @Test func `random bytes are no signature, and do no harm`() throws {
        var random = SeededGenerator(seed: 8)
        let key = try Ed25519.SigningKey(seed: random.bytes(32)).publicKey.bytes
        for round in 0..<(isDebugBuild ? 4 : 500) {
            var signature = random.bytes(64)
            if round % 2 == 0 { signature[63] &= 0x0f }
            #expect(verdicts(key, signature, random.bytes(10)).allSatisfy { !$0 })
            _ = verdicts(random.bytes(32), signature, [])
        }
    }
}
