/// The name of a key in signed notes; of a log's key also the log's origin.
///
/// 1 to 255 bytes, without Unicode white space, plus signs or control characters. Two names are equal only if their bytes
/// are: "é" as one character or as two is two names, as it is to everyone who hashes or signs them.
///
/// Specification: C2SP signed-note, section Format.
public struct KeyName: Sendable {
    /// The longest name, in bytes; the specification of ML-DSA cosignatures has the same limit.
    public static let maximumBytes = 255

    /// The name.
    public let text: String

    /// Takes a name.
    ///
    /// Throws `malformedKeyName`.
    public init(_ text: String) throws(MerkleLogError) {
        guard (1...Self.maximumBytes).contains(text.utf8.count) else { throw MerkleLogError(.malformedKeyName) }
        let allowed = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar != "+" && !scalar.properties.isWhitespace
        }
        guard allowed else { throw MerkleLogError(.malformedKeyName) }
        self.text = text
    }

    /// Takes a name out of a text that is known to be UTF-8.
    init(bytes: ArraySlice<UInt8>) throws(MerkleLogError) {
        try self.init(String(decoding: bytes, as: UTF8.self))
    }
}

extension KeyName: Hashable {
    /// Whether two names are the same bytes.
    public static func == (left: KeyName, right: KeyName) -> Bool { left.text.isSameText(as: right.text) }

    /// Hashes the name's bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0xFF))
    }
}

extension KeyName: CustomStringConvertible {
    /// The name.
    public var description: String { text }
}
