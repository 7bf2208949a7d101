import CZlib
import SegmentStore
import Testing

/// What compresses well, badly, and in parts.
private enum Sample: CaseIterable {
    case noise
    case text
    case repetition
    case mixture

    func bytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        let words = ["glucose ", "mmol/L ", "final ", "Observation ", "2024-01-", "\"code\": ", "\n"]
        while bytes.count < count {
            switch self {
            case .noise: bytes += random.bytes(min(4096, count))
            case .text:
                bytes += Array(words[Int.random(in: 0..<words.count, using: &random)].utf8)
                if bytes.count % 5 == 0 { bytes += Array("\(UInt16.random(in: 0...9999, using: &random))".utf8) }
            case .repetition:
                let part = random.bytes(Int.random(in: 1...20, using: &random))
                for _ in 0..<Int.random(in: 1...200, using: &random) { bytes += part }
            case .mixture:
                let part = Self.allCases[Int.random(in: 0..<3, using: &random)]
                bytes += part.bytes(Int.random(in: 1...3000, using: &random), &random)
            }
        }
        return Array(bytes[..<count])
    }
}

@Suite struct `Deflate streams` {
    /// Reads into a buffer of the exact size, and looks that nothing beside it is written.
    private func read(_ source: [UInt8], dictionary: [UInt8] = [], count: Int, _ inflator: Inflator) -> InflateResult {
        var output = [UInt8](repeating: 0xA5, count: count + 64)
        do {
            try source.withUnsafeBytes { source in
                try output.withUnsafeMutableBytes { output in
                    try inflator.inflate(
                        source, dictionary: dictionary,
                        to: UnsafeMutableRawBufferPointer(rebasing: output[32..<(count + 32)]))
                }
            }
        } catch {
            return InflateResult(
                reason: isUntouched(output, count) ? (error as? StoreError)?.reason : "wrote beside the target")
        }
        return InflateResult(content: isUntouched(output, count) ? Array(output[32..<(count + 32)]) : [])
    }

    private func isUntouched(_ output: [UInt8], _ count: Int) -> Bool {
        (output[..<32] + output[(count + 32)...]).allSatisfy { $0 == 0xA5 }
    }

    @Test(arguments: 0...9) func `of every level and strategy are read`(level: Int) {
        var random = SeededGenerator(seed: UInt64(level))
        let inflator = Inflator()
        for sample in Sample.allCases {
            for strategy in Zlib.strategies {
                for size in [0, 1, 2, 3, 257, 258, 300, 5000, 32768, 32769, Int.random(in: 0...70_000, using: &random)]
                {
                    let raw = sample.bytes(size, &random)
                    let dictionaryCount = [0, 1, 20, 8192, 16384, 32768, 40_000].randomElement(using: &random) ?? 0
                    let dictionary = sample.bytes(dictionaryCount, &random)
                    let stream = Zlib.deflate(raw, dictionary: dictionary, level: level, strategy: strategy)
                    let result = read(stream, dictionary: dictionary, count: size, inflator)
                    #expect(result.content == raw, "\(sample) \(strategy) \(size) \(dictionaryCount)")
                    if size <= 5000 {
                        #expect(ReferenceInflate.read(stream, dictionary: dictionary, count: size).content == raw)
                    }
                }
            }
        }
    }

    @Test func `are read up to any byte and from there on`() throws {
        var random = SeededGenerator(seed: 11)
        let inflator = Inflator()
        let dictionary = Sample.text.bytes(8192, &random)
        for (level, strategy) in [(0, Z_DEFAULT_STRATEGY), (3, Z_DEFAULT_STRATEGY), (6, Z_HUFFMAN_ONLY), (6, Z_FIXED)] {
            let raw = Sample.mixture.bytes(3000, &random)
            let stream = Zlib.deflate(raw, dictionary: dictionary, level: level, strategy: strategy)
            for first in 0...raw.count {
                var output = [UInt8](repeating: 0, count: raw.count)
                try stream.withUnsafeBytes { source in
                    try output.withUnsafeMutableBytes { target in
                        try inflator.begin(source, dictionary: dictionary, to: target)
                        var count = 0
                        while count < raw.count {
                            let wanted = max(first, min(raw.count, count + Int.random(in: 0...700, using: &random)))
                            count = try inflator.fill(upTo: wanted)
                            #expect(count >= wanted && target[..<count].elementsEqual(raw[..<count]))
                        }
                        #expect(throws: StoreError.self) { try inflator.fill(upTo: raw.count + 1) }
                        #expect(try inflator.fill(upTo: raw.count) == raw.count)
                    }
                }
            }
        }
    }

    @Test func `that are damaged give the bytes before the damage and no more`() {
        var random = SeededGenerator(seed: 12)
        let inflator = Inflator()
        for round in 0..<4000 {
            let raw = Sample.allCases[round % 4].bytes(Int.random(in: 1...2000, using: &random), &random)
            let stream = Self.mutated(
                Zlib.deflate(raw, level: round % 10, strategy: Zlib.strategies[round % 5]), &random)
            let known = ReferenceInflate.prefix(stream, limit: raw.count)
            for wanted in [known.count, known.count + 1, known.count / 2] where wanted <= raw.count {
                var output = [UInt8](repeating: 0, count: raw.count)
                let count = stream.withUnsafeBytes { source in
                    output.withUnsafeMutableBytes { target in
                        try? inflator.begin(source, to: target)
                        return try? inflator.fill(upTo: wanted)
                    }
                }
                #expect((count != nil) == (wanted <= known.count), "\(round) \(wanted)")
                if let count { #expect(count >= wanted && known.starts(with: output[..<count]), "\(round) \(wanted)") }
            }
        }
    }

    @Test(arguments: 0..<4) func `that are changed are taken and refused as zlib does`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(100 + seed))
        let inflator = Inflator()
        let dictionary = Sample.text.bytes(3000, &random)
        var stream: [UInt8] = []
        var raw: [UInt8] = []
        var taken = 0
        for round in 0..<30_000 {
            if round % 20 == 0 {
                raw = Sample.allCases[round / 20 % 4].bytes(Int.random(in: 0...1500, using: &random), &random)
                let strategy = Zlib.strategies[round / 20 % 5]
                stream = Zlib.deflate(raw, dictionary: dictionary, level: round / 20 % 10, strategy: strategy)
            }
            let hostile = Self.mutated(stream, &random)
            let dictionary = round % 8 == 0 ? [] : dictionary
            let count = round % 3 == 0 ? Int.random(in: 0...(raw.count + 300), using: &random) : raw.count
            let expected = Zlib.inflate(hostile, dictionary: dictionary, count: count)
            #expect(read(hostile, dictionary: dictionary, count: count, inflator) == expected, "\(round)")
            if round % 10 == 0 {
                #expect(ReferenceInflate.read(hostile, dictionary: dictionary, count: count) == expected, "\(round)")
            }
            if expected.content != nil { taken += 1 }
        }
        #expect(taken > 300)
    }

    /// A stream with some bits or bytes changed, cut, lengthened or replaced by noise.
    private static func mutated(_ stream: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = stream
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.bytes(Int.random(in: 0...100, using: &random))
        case 1: return Array(bytes[..<Int.random(in: 0...bytes.count, using: &random)])
        case 2: return bytes + random.bytes(1)
        case 3:
            // A dynamic block of noise: most refusals are in its header.
            return [0x05 | random.bytes(1)[0] & 0xF8] + random.bytes(200)
        default:
            // Mostly near the beginning, where the codes are.
            let range = Bool.random(using: &random) ? min(bytes.count, 80) : bytes.count
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<range, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            return bytes
        }
    }
}
