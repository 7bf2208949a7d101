/// Names and values as browsers send them: `application/x-www-form-urlencoded`, also the query of an address.
///
/// Specification: WHATWG URL Standard, section 5.
struct FormText: Sendable {
    /// In the order they came in.
    let fields: [(name: String, value: String)]

    /// Reads fields; what is no percent-encoding stands for itself, what is no UTF-8 is replaced.
    ///
    /// - Parameter limit: fields beyond so many are passed over.
    init(_ text: some StringProtocol, limit: Int = 256) {
        fields = text.utf8.split(separator: UInt8(ascii: "&"), maxSplits: limit).prefix(limit).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? Self.decoded(parts[1], plusIsSpace: true) : ""
            return (Self.decoded(parts.first ?? pair, plusIsSpace: true), value)
        }
    }

    /// The first value of a name.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Replaces percent-encodings by what they stand for.
    static func decoded(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        var pending: [UInt8] = []
        for byte in text {
            if !pending.isEmpty {
                pending.append(byte)
                guard pending.count == 3 else { continue }
                if let high = digit(pending[1]), let low = digit(pending[2]) {
                    bytes.append(high << 4 | low)
                } else {
                    bytes += pending
                }
                pending = []
            } else if byte == UInt8(ascii: "%") {
                pending = [byte]
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes + pending, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// A text as a value in a query.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
