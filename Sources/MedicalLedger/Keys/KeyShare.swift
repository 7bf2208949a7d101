internal import LedgerCrypto
package import MerkleLog
package import SegmentStore

/// One share of a node's keys, as a small text to print and lock away.
///
///     clinicledger key share v1
///     ledger north.example/ledger
///     split 9f86d081884c7d65
///     share 2 of 5, any 3 restore the keys
///     …
///     checksum 1f2e3d4c
///
/// The lines before the last are base64 of the share's values, 60 characters each. `split` is random, the same on all shares
/// that belong together. `checksum` is the beginning of the SHA-256 of all lines above it: it finds mistakes of typing and
/// reading, not forgeries.
package struct KeyShare: Hashable, Sendable {
    /// The ledger whose keys they are.
    package var origin: KeyName
    /// Random, the same on all shares that belong together.
    var split: [UInt8]
    var count: Int
    var threshold: Int
    var share: SecretSharing.Share

    private static let title = "clinicledger key share v1"
    private static let splitByteCount = 8
    private static let lineCharacters = 60
    /// No share of this version is longer.
    package static let byteLimit = 4096
    /// The most shares of one split.
    package static let maximumCount = 255

    /// The number of the share, from 1.
    package var number: Int { Int(share.place) }

    /// The text.
    package var formatted: String {
        var text = """
            \(Self.title)
            ledger \(origin.text)
            split \(Self.hex(split))
            share \(number) of \(count), any \(threshold) restore the keys

            """
        var rest = Substring(Base64.encode(share.values))
        while !rest.isEmpty {
            text += rest.prefix(Self.lineCharacters) + "\n"
            rest = rest.dropFirst(Self.lineCharacters)
        }
        return text + "checksum \(Self.checksum(text))\n"
    }

    /// Reads a text; nil if it is not what `formatted` gives for some share.
    package init?(parsing bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        guard lines.count >= 7, lines[0] == Self.title, lines[1].hasPrefix("ledger "),
            let origin = try? KeyName(String(lines[1].dropFirst(7))), lines[2].hasPrefix("split ")
        else { return nil }
        let split = Self.bytes(hex: String(lines[2].dropFirst(6)))
        let words = lines[3].split(separator: Character(" ")).map(String.init)
        guard split.count == Self.splitByteCount, words.count == 9, let number = UInt8(words[1]),
            let count = Int(words[3].dropLast()), let threshold = Int(words[5]),
            let values = Base64.decode(lines[4..<lines.count - 2].joined())
        else { return nil }
        guard number > 0, number <= count, count >= 2, count <= Self.maximumCount, (2...count).contains(threshold)
        else {
            return nil
        }
        self.init(origin, split, count, threshold, SecretSharing.Share(place: number, values: values))
        guard bytes.elementsEqual(formatted.utf8) else { return nil }
    }

    init(_ origin: KeyName, _ split: [UInt8], _ count: Int, _ threshold: Int, _ share: SecretSharing.Share) {
        self.origin = origin
        self.split = split
        self.count = count
        self.threshold = threshold
        self.share = share
    }

    /// Whether two shares are of one split.
    func belongs(with other: KeyShare) -> Bool {
        origin == other.origin && split == other.split && count == other.count && threshold == other.threshold
            && share.values.count == other.share.values.count
    }

    /// Writes each share into a new file of its own, readable by its owner alone.
    ///
    /// - Parameter directory: made if need be; a share that is there already is not replaced.
    /// - Returns: the paths.
    package static func write(
        _ shares: [KeyShare], into directory: String, in fileSystem: any FileSystem
    ) throws -> [String] {
        try fileSystem.createDirectory(directory, access: .private)
        return try shares.map { share in
            let path = "\(directory)/share-\(share.number).txt"
            try fileSystem.createFile(path, with: Array(share.formatted.utf8), access: .private)
            return path
        }
    }

    private static func checksum(_ text: String) -> String { hex(Array(SHA256.hash(Array(text.utf8)).bytes.prefix(4))) }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
