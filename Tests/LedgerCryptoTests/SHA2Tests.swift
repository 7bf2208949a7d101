import Crypto
import Testing

@testable import LedgerCrypto

private typealias Ours256 = LedgerCrypto.SHA256
private typealias Ours512 = LedgerCrypto.SHA512

@Suite struct `SHA-2` {
    static let short256 = SharedFile("nist-sha2-short/SHA256ShortMsg.rsp")
    static let short512 = SharedFile("nist-sha2-short/SHA512ShortMsg.rsp")

    /// The messages and digests of a CAVS response file.
    static func vectors(_ file: SharedFile) -> [(message: [UInt8], digest: String)] {
        var vectors: [(message: [UInt8], digest: String)] = []
        var count = 0
        var message: [UInt8] = []
        for line in file.text().split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Len = ") { count = (Int(line.dropFirst(6)) ?? 0) / 8 }
            if line.hasPrefix("Msg = ") { message = Array(hex(String(line.dropFirst(6))).prefix(count)) }
            if line.hasPrefix("MD = ") { vectors.append((message, String(line.dropFirst(5)))) }
        }
        return vectors
    }

    @Test func `the standard's examples come out`() {
        #expect(
            Ours256.hash("abc".utf8).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Ours512.hash("abc".utf8).hex
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    @Test(.enabled(if: short256.exists)) func `NIST's short messages have NIST's digests`() {
        let vectors256 = Self.vectors(Self.short256)
        #expect(vectors256.count == 65)
        for (message, digest) in vectors256 { #expect(Ours256.hash(message).hex == digest) }
        let vectors512 = Self.vectors(Self.short512)
        #expect(vectors512.count == 129)
        for (message, digest) in vectors512 { #expect(Ours512.hash(message).hex == digest) }
    }

    @Test func `every length agrees with a foreign implementation`() {
        var random = SeededGenerator(seed: 1)
        for count in Array(0...300) + [1_000, 4_095, 4_096, 65_537] {
            let message = random.bytes(count)
            #expect(Ours256.hash(message).bytes == Array(Crypto.SHA256.hash(data: message)))
            #expect(Ours512.hash(message).bytes == Array(Crypto.SHA512.hash(data: message)))
        }
    }

    @Test func `a message given in parts of any kind has the digest of the whole`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let message = random.bytes(Int(random.next() % 700))
            var hash256 = Ours256()
            var hash512 = Ours512()
            var start = 0
            while start < message.count {
                let end = min(message.count, start + Int(random.next() % 150))
                let part = message[start..<end]
                start = end
                switch random.next() % 3 {
                case 0:
                    hash256.update(part)
                    hash512.update(part)
                case 1:
                    part.withUnsafeBytes {
                        hash256.update($0)
                        hash512.update($0)
                    }
                default:
                    // A collection without contiguous storage.
                    hash256.update(
                        part.reversed().reversed() as ReversedCollection<ReversedCollection<ArraySlice<UInt8>>>)
                    hash512.update(
                        part.reversed().reversed() as ReversedCollection<ReversedCollection<ArraySlice<UInt8>>>)
                }
            }
            #expect(hash256.finalize() == Ours256.hash(message))
            #expect(hash512.finalize() == Ours512.hash(message))
            // Finished values are as new.
            hash256.update("abc".utf8)
            hash512.update("abc".utf8)
            #expect(hash256.finalize() == Ours256.hash("abc".utf8))
            #expect(hash512.finalize() == Ours512.hash("abc".utf8))
        }
    }

    @Test func `a copy forks the message`() {
        var first = Ours256()
        first.update("shared ".utf8)
        var second = first
        first.update("one".utf8)
        second.update("two".utf8)
        var third = Ours256()
        third.update(Ours256.hash("abc".utf8))
        #expect(third.finalize() == Ours256.hash(Ours256.hash("abc".utf8).bytes))
        #expect(first.finalize() == Ours256.hash("shared one".utf8))
        #expect(second.finalize() == Ours256.hash("shared two".utf8))
    }

    @Test func `unaligned bytes are hashed alike`() {
        var random = SeededGenerator(seed: 3)
        let bytes = random.bytes(400)
        for offset in 0..<9 {
            let expected = Array(Crypto.SHA256.hash(data: bytes[offset..<(offset + 333)]))
            bytes.withUnsafeBytes { buffer in
                #expect(
                    Ours256.hash(UnsafeRawBufferPointer(rebasing: buffer[offset..<(offset + 333)])).bytes == expected)
            }
        }
    }

    @Test func `an installed compression does the work of every hash`() async {
        // In a process of its own: other tests are hashing in this one.
        await #expect(processExitsWith: .success) {
            let message = [UInt8](repeating: 7, count: 1_000)
            let expected = LedgerCrypto.SHA256.hash(message)
            LedgerCrypto.SHA256.install { state, blocks, blockCount in
                state.withMemoryRebound(to: LedgerCrypto.SHA256.State.self, capacity: 1) {
                    LedgerCrypto.SHA256.compressPortably(&$0.pointee, blocks, blockCount: blockCount)
                    $0.pointee.a ^= 1
                }
            }
            precondition(LedgerCrypto.SHA256.hash(message) != expected)
            LedgerCrypto.SHA256.install(nil)
            precondition(LedgerCrypto.SHA256.hash(message) == expected)
        }
    }
}
