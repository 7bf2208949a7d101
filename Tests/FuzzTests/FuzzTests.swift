import Foundation
import Testing

@testable import MedicalLedger

/// What fuzzing found, and what it began with, every time the tests run; `tools/fuzz` looks for more.
struct FuzzTests {
    /// The inputs of each target: files in `Corpus/TARGET`.
    private static func corpus(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Corpus/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `every kept input is parsed or refused`(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target)
        #expect(!corpus.isEmpty)
        for input in corpus { #expect(target.run(input.bytes) == nil, "\(target) \(input.name)") }
    }

    @Test func `the kept bodies of packages are bodies, so that changes to them come past the first check`() throws {
        for input in try Self.corpus(.packageBody) {
            #expect(SharePackage.Body(decoding: input.bytes) != nil, "\(input.name)")
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `every changed input is parsed or refused`(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target).map(\.bytes)
        var random = Mutation(seed: UInt64(target.rawValue.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
        for round in 0..<400 {
            var bytes = corpus[round % corpus.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                random.change(&bytes, with: corpus[Int.random(in: corpus.indices, using: &random)])
            }
            if let wrong = target.run(bytes) {
                Issue.record("\(target) round \(round): \(wrong): \(Data(bytes).base64EncodedString())")
                return
            }
        }
    }

    /// Changes as wires, disks and people make them, from a seed.
    private struct Mutation: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func change(_ bytes: inout [UInt8], with other: [UInt8]) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, place + Int.random(in: 0...16, using: &self))
            switch Int.random(in: 0..<7, using: &self) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &self)
            case 1 where place < bytes.count: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.removeSubrange(place...)
            case 5: bytes.replaceSubrange(place..<end, with: repeatElement(0xFF, count: end - place))
            default:
                let start = Int.random(in: 0...other.count, using: &self)
                bytes.replaceSubrange(place..<end, with: other[start..<min(other.count, start + 40)])
            }
        }
    }
}
