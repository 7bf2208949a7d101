package import LedgerCrypto
internal import LedgerEngine

/// An entry that is coded field by field: a CBOR map of key 0, its kind, and up to 22 fields.
///
/// Unlike members, patients and records these say who may do what, so a reader that does not know all of one refuses it:
/// a field passed over might be the one that forbids.
protocol CodedEntry: Hashable, Sendable {
    /// The number under key 0.
    static var kind: UInt64 { get }
    /// Writes the fields in ascending order of their keys.
    func encode(into fields: inout EntryFieldWriter)
    /// Reads the fields.
    init(_ fields: inout EntryFieldReader) throws(EntryError)
}

/// A statement that a person may sign: under key 23 stands an Ed25519 signature, or none.
///
/// The message is `clinicledger/statement/v1`, a line feed, the origin's byte count (2, little-endian), the origin, and the
/// entry as it is encoded without key 23 and the second signature that some kinds have, and with page and slot of its detail 0: where a detail is kept is not the author's
/// matter, and may not be known yet.
protocol SignedStatement: CodedEntry {
    /// 64 bytes; empty where the member signs for the person, which the transaction's signature does.
    var signature: [UInt8] { get set }
    /// What the author says, without the signature and without the place of a detail.
    var statement: Self { get }
}

extension SignedStatement {
    var statement: Self {
        var statement = self
        statement.signature = []
        return statement
    }

    private func message(origin: String) -> [UInt8] {
        var out = ByteWriter(capacity: 512)
        out.append(contentsOf: "clinicledger/statement/v1\n".utf8)
        out.append(UInt16(clamping: origin.utf8.count))
        out.append(contentsOf: origin.utf8)
        out.append(contentsOf: statement.encodedEntry())
        return out.bytes
    }

    /// Signs the statement.
    mutating func sign(with key: Ed25519.SigningKey, origin: String) {
        signature = self.signature(of: key, origin: origin)
    }

    /// What another one signs with it, where two must sign.
    func signature(of key: Ed25519.SigningKey, origin: String) -> [UInt8] {
        key.signature(for: message(origin: origin)).bytes
    }

    /// Whether the signature is there and is of this key.
    func isSigned(by key: [UInt8], origin: String) -> Bool { carries(signature, of: key, origin: origin) }

    /// Whether a signature is one of the statement by this key.
    func carries(_ signature: [UInt8], of key: [UInt8], origin: String) -> Bool {
        guard let signature = Ed25519.Signature(signature), let key = try? Ed25519.PublicKey(bytes: key) else {
            return false
        }
        return key.isValid(signature, for: message(origin: origin))
    }
}

extension CodedEntry {
    /// The bytes that become the Merkle leaf.
    func encodedEntry() -> [UInt8] {
        var fields = EntryFieldWriter()
        encode(into: &fields)
        return fields.entry(kind: Self.kind)
    }
}

/// Text, bytes and numbers that an entry of the chain refers to and that stand in the vault: names of persons, reasons.
///
/// Committed to as records are, and erased as they are.
package struct Detail: Hashable, Sendable {
    /// The salted commitment.
    package var commitment: Digest
    /// Vault page.
    package var page: UInt64
    /// Slot in the page.
    package var slot: Int

    /// The commitment without a place.
    var withoutPlace: Detail { Detail(commitment: commitment, page: 0, slot: 0) }
}

/// Writes the fields of a coded entry.
struct EntryFieldWriter {
    private var fields = CBORWriter()
    private var count = 0

    mutating func write(_ key: UInt64, _ value: UInt64?) {
        guard let value else { return }
        begin(key)
        fields.write(value)
    }

    mutating func write(_ key: UInt64, bytes: [UInt8]?) {
        guard let bytes, !bytes.isEmpty else { return }
        begin(key)
        fields.write(bytes: bytes)
    }

    mutating func write(_ key: UInt64, _ list: [UInt64]) {
        guard !list.isEmpty else { return }
        begin(key)
        fields.beginArray(list.count)
        for value in list { fields.write(value) }
    }

    mutating func write(_ key: UInt64, texts: [String]) {
        guard !texts.isEmpty else { return }
        begin(key)
        fields.beginArray(texts.count)
        for text in texts { fields.write(text: text) }
    }

    /// Takes two keys: the commitment, and [page, slot].
    mutating func write(_ key: UInt64, _ detail: Detail?) {
        guard let detail else { return }
        write(key, bytes: detail.commitment.bytes)
        write(key + 1, [detail.page, UInt64(detail.slot)])
    }

    private mutating func begin(_ key: UInt64) {
        fields.write(key)
        count += 1
    }

    func entry(kind: UInt64) -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(count + 1)
        out.write(0)
        out.write(kind)
        return out.bytes + fields.bytes
    }
}

/// The fields of a coded entry; what nobody asked for is an error at the end.
struct EntryFieldReader {
    private enum Value {
        case number(UInt64)
        case bytes([UInt8])
        case numbers([UInt64])
        case texts([String])
    }
    private var values: [UInt64: Value] = [:]

    init(_ source: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(source)
        var values: [UInt64: Value] = [:]
        try reader.readMap { (key, value) throws(CBORError) in
            let start = value.offset
            switch value.nextMajorType {
            case 0: values[key] = .number(try value.readUInt())
            case 2: values[key] = .bytes(Array(try value.readBytes()))
            case 4:
                var numbers: [UInt64] = []
                var texts: [String] = []
                for _ in 0..<(try value.readArray()) {
                    if value.nextMajorType == 0 {
                        numbers.append(try value.readUInt())
                    } else {
                        texts.append(try value.readText())
                    }
                }
                guard numbers.isEmpty != texts.isEmpty else {
                    throw CBORError(offset: start, fault: .unexpectedType)
                }
                values[key] = texts.isEmpty ? .numbers(numbers) : .texts(texts)
            default: throw CBORError(offset: start, fault: .unexpectedType)
            }
            return true
        }
        try reader.finish()
        values[0] = nil
        self.values = values
    }

    mutating func number(_ key: UInt64) throws(EntryError) -> UInt64 {
        guard let value = try optionalNumber(key) else { throw .missingField }
        return value
    }

    mutating func optionalNumber(_ key: UInt64) throws(EntryError) -> UInt64? {
        switch values.removeValue(forKey: key) {
        case .number(let value): value
        case nil: nil
        default: throw .missingField
        }
    }

    /// - Parameter count: the number of bytes that the field has.
    mutating func bytes(_ key: UInt64, count: Int) throws(EntryError) -> [UInt8] {
        guard let bytes = try optionalBytes(key, count: count) else { throw .missingField }
        return bytes
    }

    mutating func optionalBytes(_ key: UInt64, count: Int) throws(EntryError) -> [UInt8]? {
        switch values.removeValue(forKey: key) {
        case .bytes(let bytes) where bytes.count == count: bytes
        case nil: nil
        default: throw .missingField
        }
    }

    mutating func numbers(_ key: UInt64) throws(EntryError) -> [UInt64] {
        switch values.removeValue(forKey: key) {
        case .numbers(let numbers): numbers
        case nil: []
        default: throw .missingField
        }
    }

    mutating func texts(_ key: UInt64) throws(EntryError) -> [String] {
        switch values.removeValue(forKey: key) {
        case .texts(let texts): texts
        case nil: []
        default: throw .missingField
        }
    }

    mutating func detail(_ key: UInt64) throws(EntryError) -> Detail? {
        guard let commitment = try optionalBytes(key, count: 32).flatMap({ Digest($0) }) else { return nil }
        let place = try numbers(key + 1)
        guard place.count == 2, place[1] <= UInt64(UInt32.max) else { throw .missingField }
        return Detail(commitment: commitment, page: place[0], slot: Int(place[1]))
    }

    /// Refuses fields that this version does not know.
    func finish() throws(EntryError) {
        guard values.isEmpty else { throw .missingField }
    }
}

/// A set of entry numbers as the chain writes it: first number and count of each run, ascending and apart.
package struct EntryRanges: Hashable, Sendable {
    /// First number and count of each run.
    package private(set) var pairs: [UInt64] = []

    package init() {}

    /// Takes any entry numbers; those that no ledger has count as the first of these.
    package init(_ numbers: some Sequence<UInt64>) {
        for number in Set(numbers.lazy.map { min($0, 1 << 32) }).sorted() {
            if let last = pairs.indices.last, pairs[last - 1] + pairs[last] == number {
                pairs[last] += 1
            } else {
                pairs += [number, 1]
            }
        }
    }

    /// Nil where the pairs are not ascending runs apart from each other.
    init?(pairs: [UInt64]) {
        guard pairs.count % 2 == 0 else { return nil }
        var end: UInt64?
        for position in stride(from: 0, to: pairs.count, by: 2) {
            let (first, count) = (pairs[position], pairs[position + 1])
            let (next, overflow) = first.addingReportingOverflow(count)
            guard count > 0, !overflow, next <= 1 << 32, end.map({ first > $0 }) ?? true else { return nil }
            end = next
        }
        self.pairs = pairs
    }

    /// The set in parts that each have room in an entry.
    package var parts: [EntryRanges] {
        stride(from: 0, to: pairs.count, by: Self.pairNumbersInPart).map { start in
            var part = EntryRanges()
            part.pairs = Array(pairs[start..<min(pairs.count, start + Self.pairNumbersInPart)])
            return part
        }
    }
    /// Two numbers of up to five bytes for each run: 40 of the 64 KB that an entry may have.
    private static let pairNumbersInPart = 8192

    package var isEmpty: Bool { pairs.isEmpty }
    /// How many numbers there are.
    package var count: UInt64 { stride(from: 1, to: pairs.count, by: 2).reduce(0) { $0 + pairs[$1] } }

    /// The numbers, ascending.
    package var numbers: some Sequence<UInt64> {
        stride(from: 0, to: pairs.count, by: 2).lazy.flatMap { pairs[$0]..<pairs[$0] + pairs[$0 + 1] }
    }

    package func contains(_ number: UInt64) -> Bool {
        stride(from: 0, to: pairs.count, by: 2).contains { number >= pairs[$0] && number - pairs[$0] < pairs[$0 + 1] }
    }
}
