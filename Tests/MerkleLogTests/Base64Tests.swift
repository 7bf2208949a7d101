import MerkleLog
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of RFC 4648 section 10 hold`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `all lengths and bytes come back`() {
        var random = SeededGenerator(seed: 4648)
        for length in 0...200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm8", "=", "==", "====", "Z===", "Zg==Zg==", "Zg=g", "Zm9v=", "Zm9vZ", "=Zm9", "Z=9v",
        "Zm9 ", " Zm9v", "Zm9v\n", "Zm\n9v", "Zm9-", "Zm9_", "Zmé=", "Zh==", "Zm9=", "Z/==", "Zm/=", "\u{0}m9v",
    ])
    func `every other text is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `each value of a group has one text only`() {
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8)
        var accepted = 0
        for first in characters {
            for second in characters {
                for third in [UInt8(ascii: "="), UInt8(ascii: "Q")] {
                    let text = String(decoding: [first, second, third, UInt8(ascii: "=")], as: UTF8.self)
                    guard let bytes = Base64.decode(text) else { continue }
                    accepted += 1
                    #expect(Base64.encode(bytes) == text)
                }
            }
        }
        #expect(accepted == 256 + 64 * 64)
    }
}
