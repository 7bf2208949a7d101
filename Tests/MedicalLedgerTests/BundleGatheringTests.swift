import Testing

@testable import MedicalLedger

/// Bundles come out as they went in, or fall apart into resources that are still whole.
struct BundleGatheringTests {
    private static let open = #"{"resourceType":"Bundle","entry":[{"fullUrl":"a]}\"}","resource":"#
    private static let next = #"},{"resource":"#
    private static let close = "}]}\n"
    private static let single = #"{"resourceType":"Observation"}"#

    /// Writes what is left of a file of which some pieces are not there.
    private func written(_ pieces: [String], without missing: Set<Int> = []) -> String {
        var output: [UInt8] = []
        var gathering = BundleGathering()
        var followsOn = true
        for (index, piece) in pieces.enumerated() {
            guard !missing.contains(index) else {
                followsOn = false
                continue
            }
            let isDocument = piece.hasPrefix("{\"id\"") || piece.hasPrefix(Self.single)
            gathering.take(Array(piece.utf8)[...], isDocument: isDocument, followsOn: followsOn, to: &output)
            followsOn = true
        }
        gathering.end(&output)
        return String(decoding: output, as: UTF8.self)
    }

    private static func document(_ number: Int) -> String { "{\"id\":\"\(number)}]\"}" }
    private static let file = [
        open, document(1), next, document(2), close, single + "\n", " \n", open, document(3), close,
    ]

    @Test func `nothing missing, nothing changed`() {
        #expect(written(Self.file) == Self.file.joined())
        #expect(written(Self.file.dropLast()) == Self.file[..<7].joined() + Self.document(3))
    }

    @Test func `a gap between Bundles harms none of them`() {
        #expect(written(Self.file, without: [5]) == Self.file[..<5].joined() + Self.file[6...].joined())
        #expect(written(Self.file, without: [0, 1, 2, 3, 4]) == Self.file[5...].joined())
    }

    @Test func `of a Bundle with a gap the resources come out, one a line`() {
        let rest = Self.file[5...].joined()
        #expect(written(Self.file, without: [1]) == Self.document(2) + "\n" + rest)
        #expect(written(Self.file, without: [3]) == Self.document(1) + "\n" + rest)
        #expect(written(Self.file, without: [0, 1]) == Self.document(2) + "\n" + rest)
        #expect(written(Self.file, without: [4]) == Self.document(1) + "\n" + Self.document(2) + "\n" + rest)
        #expect(written(Self.file, without: [2]) == Self.document(1) + "\n" + Self.document(2) + "\n" + rest)
    }
}
