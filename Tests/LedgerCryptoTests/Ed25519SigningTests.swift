import Crypto
import LedgerCrypto
import Testing

private typealias Ed25519 = LedgerCrypto.Ed25519

@Suite struct `Ed25519 signing` {
    /// RFC 8032, section 7.1: seed, public key, message, signature.
    static let standardVectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ]

    static let signInput = SharedFile("ed25519-sign-input/sign.input")

    @Test(arguments: standardVectors)
    func `the standard's vectors come out to the bit`(
        seed: String, publicKey: String, message: String, signature: String
    ) throws {
        let key = try Ed25519.SigningKey(seed: hex(seed))
        #expect(key.publicKey.bytes == hex(publicKey))
        #expect(key.signature(for: hex(message)).bytes == hex(signature))
        #expect(try Ed25519.PublicKey(bytes: hex(publicKey)) == key.publicKey)
        #expect(key.publicKey.isValid(try #require(Ed25519.Signature(hex(signature))), for: hex(message)))
    }

    /// The 1024 vectors of the original authors, with messages of 0 to 1023 bytes; one in 64 where the build is slow.
    @Test(.enabled(if: signInput.exists))
    func `the original authors' vectors come out to the bit, and fail when changed`() throws {
        let lines = Self.signInput.text().split(separator: "\n")
        #expect(lines.count == 1024)
        for index in stride(from: 0, to: lines.count, by: isDebugBuild ? 64 : 1) {
            let fields = lines[index].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            let key = try Ed25519.SigningKey(seed: hex(String(fields[0].prefix(64))))
            let message = hex(fields[2])
            let expected = hex(String(fields[3].prefix(128)))
            #expect(key.publicKey.bytes == hex(fields[1]))
            let signature = key.signature(for: message)
            #expect(signature.bytes == expected, "line \(index + 1)")
            #expect(key.publicKey.isValid(signature, for: message))
            #expect(!key.publicKey.isValid(signature, for: message + [0]))
            var changed = expected
            changed[index % 64] ^= UInt8(1 << (index % 8))
            #expect(!key.publicKey.isValid(try #require(Ed25519.Signature(changed)), for: message))
        }
    }

    @Test func `a foreign implementation accepts our signatures, and we accept its`() throws {
        var random = SeededGenerator(seed: 11)
        for round in 0..<(isDebugBuild ? 8 : 300) {
            let seed = random.bytes(32)
            let message = random.bytes(round)
            let ours = try Ed25519.SigningKey(seed: seed)
            let theirs = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            #expect(ours.publicKey.bytes == Array(theirs.publicKey.rawRepresentation))
            #expect(theirs.publicKey.isValidSignature(ours.signature(for: message).bytes, for: message))
            let foreign = try #require(Ed25519.Signature(Array(try theirs.signature(for: message))))
            #expect(ours.publicKey.isValid(foreign, for: message))
        }
    }

    @Test func `a seed of another length than 32 bytes is refused`() {
        for count in [0, 1, 31, 33, 64] {
            #expect(throws: CryptoError.keyLength) { try Ed25519.SigningKey(seed: [UInt8](repeating: 1, count: count)) }
        }
    }

    @Test func `a key described in any way shows no secret`() throws {
        let key = try Ed25519.SigningKey(seed: hex(Self.standardVectors[0].0))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains(Self.standardVectors[0].1))
            #expect(!text.contains("secret"))
            #expect(!text.contains("9d61b19d"))
        }
    }
}
