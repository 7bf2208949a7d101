import SegmentStore
import Testing

private func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    let words = ["glucose ", "mmol/L ", "final ", "Observation ", "2024-01-", "\"code\": ", "\n"].map { Array($0.utf8) }
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += words[Int.random(in: 0..<words.count, using: &random)] }
    return Array(bytes[..<count])
}

@Suite struct `Raw deflate` {
    private func reason(_ source: [UInt8], _ expectedCount: Int, dictionary: [UInt8] = []) -> String? {
        do throws(StoreError) {
            _ = try Inflator().inflate(source, dictionary: dictionary, expectedCount: expectedCount)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `comes back as it went, at every level, with and without a dictionary`() throws {
        var random = SeededGenerator(seed: 2)
        let inflator = Inflator()
        let dictionary = text(16 << 10, &random)
        for level in 1...9 {
            let deflator = Deflator(level: level)
            for size in [0, 1, 2, 100, 4095, 65536] {
                let raw = text(size, &random)
                var plain: [UInt8] = []
                var primed: [UInt8] = [9]
                deflator.compress(raw, into: &plain)
                let count = deflator.compress(raw, dictionary: dictionary, into: &primed)
                #expect(primed.count == count + 1)
                #expect(try inflator.inflate(plain, expectedCount: size) == raw)
                primed.removeFirst()
                #expect(try inflator.inflate(primed, dictionary: dictionary, expectedCount: size) == raw)
                if size == 4095 { #expect(count < plain.count) }
            }
        }
    }

    @Test func `known streams are read`() throws {
        // A stored block, and the fixed code's empty block, from RFC 1951.
        #expect(try Inflator().inflate(hex("01 03 00 FC FF 61 62 63"), expectedCount: 3) == Array("abc".utf8))
        #expect(try Inflator().inflate(hex("03 00"), expectedCount: 0) == [])
    }

    @Test func `of another length than expected is refused`() {
        var random = SeededGenerator(seed: 3)
        for size in [0, 1, 300, 70_000] {
            let raw = text(size, &random)
            var stream: [UInt8] = []
            Deflator(level: 3).compress(raw, into: &stream)
            #expect(reason(stream, size) == nil)
            #expect(reason(stream, size + 1) == "deflate.early")
            if size > 0 { #expect(reason(stream, size - 1) == "deflate.late") }
            #expect(reason(stream + [0], size) == "deflate.trailing")
            for count in Set([0, 1, stream.count / 2, stream.count - 1]) where count < stream.count {
                let reason = reason(Array(stream[..<count]), size)
                #expect(reason == "deflate.early" || reason == "deflate.late", "\(size) \(count)")
            }
        }
    }

    @Test func `that is noise, or was made with another dictionary, never crashes`() {
        var random = SeededGenerator(seed: 4)
        let dictionary = text(4000, &random)
        var stream: [UInt8] = []
        let raw = text(5000, &random)
        Deflator(level: 9).compress(raw, dictionary: dictionary, into: &stream)
        #expect(reason(stream, 5000) == "deflate.data")
        for _ in 0..<3000 {
            var hostile = stream
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                hostile[Int.random(in: 0..<hostile.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = reason(hostile, 5000, dictionary: dictionary)
            _ = reason(random.bytes(50), 100)
        }
        #expect(reason([], -1) == "deflate.length")
        #expect(reason([], Inflator.limit + 1) == "deflate.length")
    }

    @Test func `leaves the output as it was after an error, and the state fit for use`() throws {
        let inflator = Inflator()
        var output: [UInt8] = [1, 2]
        for _ in 0..<3 {
            let error = #expect(throws: StoreError.self) {
                try [UInt8]([7, 7]).withUnsafeBytes { try inflator.inflate($0, expectedCount: 10, into: &output) }
            }
            #expect(error?.code == .damaged)
            #expect(output == [1, 2])
        }
        #expect(try inflator.inflate(hex("01 03 00 FC FF 61 62 63"), expectedCount: 3) == Array("abc".utf8))
    }
}

@Suite struct `A gzip file` {
    /// What `printf abc | gzip -n` writes.
    private let abc = hex("1F 8B 08 00 00 00 00 00 00 03 4B 4C 4A 06 00 C2 41 24 35 03 00 00 00")

    /// Reads everything, in pieces of `step` bytes from sources of `piece` bytes.
    private func read(_ bytes: [UInt8], step: Int = 7, piece: Int = 5) throws -> [UInt8] {
        var rest = bytes[...]
        let reader = GzipReader(name: "g") { buffer in
            let part = rest.prefix(min(piece, buffer.count))
            rest = rest.dropFirst(part.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[..<part.count]).copyBytes(from: part)
            return part.count
        }
        var content: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: step, alignment: 1)
        defer { buffer.deallocate() }
        do {
            while true {
                let count = try reader.read(into: buffer)
                if count == 0 { return content }
                content += buffer[..<count]
            }
        } catch {
            #expect(throws: StoreError.self) { try reader.read(into: buffer) }
            throw error
        }
    }

    private func reason(_ bytes: [UInt8]) -> String? {
        do {
            _ = try read(bytes)
            return nil
        } catch {
            return (error as? StoreError)?.reason
        }
    }

    @Test func `is read, members and padding included, whatever the pieces`() throws {
        for step in [1, 2, 3, 1000] {
            for piece in [1, 2, 23, 1000] {
                #expect(try read(abc, step: step, piece: piece) == Array("abc".utf8))
                #expect(try read(abc + abc + abc, step: step, piece: piece) == Array("abcabcabc".utf8))
                #expect(try read(abc + [0, 0, 0], step: step, piece: piece) == Array("abc".utf8))
            }
        }
    }

    @Test func `cut anywhere is truncated`() {
        for count in 0..<abc.count {
            #expect(reason(Array(abc[..<count])) == "gzip.truncated")
            if count > 0 { #expect(reason(abc + abc[..<count]) == "gzip.truncated") }
        }
    }

    @Test func `with a wrong checksum, length or format is refused`() {
        for (index, expected) in [0: "gzip.format", 2: "gzip.format", 15: "gzip.checksum", 19: "gzip.checksum"] {
            var bytes = abc
            bytes[index] ^= 0x40
            #expect(reason(bytes) == expected, "\(index)")
        }
        #expect(reason(Array("plain text, no gzip".utf8)) == "gzip.format")
        #expect(reason(abc + [1, 2, 3]) == "gzip.trailing")
        #expect(reason(abc + [0] + abc) == "gzip.trailing")
        #expect(reason([]) == "gzip.truncated")
    }

    @Test func `is read from an open file`() throws {
        let directory = TemporaryDirectory()
        try write(abc, to: directory["a.gz"])
        let reader = GzipReader(file: try DiskFileSystem().open(directory["a.gz"], .read))
        var content = [UInt8](repeating: 0, count: 10)
        let count = try content.withUnsafeMutableBytes { try reader.read(into: $0) }
        #expect(content[..<count] == Array("abc".utf8)[...])
    }
}
