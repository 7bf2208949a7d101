import Crypto
import LedgerCrypto
import Testing

@Suite struct `HMAC-SHA256` {
    /// RFC 4231, section 4: key, data, code.
    static let vectors = [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]

    @Test(arguments: vectors) func `the standard's vectors come out`(key: [UInt8], data: [UInt8], code: String) {
        let authenticator = HMACSHA256(key: key)
        #expect(authenticator.authenticate(data).hex == code)
        #expect(data.withUnsafeBytes { authenticator.authenticate($0) }.hex == code)
    }

    @Test func `keys and messages of every length agree with a foreign implementation`() {
        var random = SeededGenerator(seed: 1)
        for count in 0...200 {
            let key = random.bytes(count)
            let authenticator = HMACSHA256(key: key)
            for _ in 0..<3 {
                let message = random.bytes(Int(random.next() % 200))
                let expected = HMAC<Crypto.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))
                #expect(authenticator.authenticate(message).bytes == Array(expected))
            }
        }
    }
}
