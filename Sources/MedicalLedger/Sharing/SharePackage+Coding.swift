internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog

extension SharePackage.Head {
    func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(6)
        out.write(1)
        out.write(bytes: id)
        out.write(2)
        out.write(text: sender)
        out.write(3)
        out.write(text: recipient)
        out.write(4)
        out.write(bytes: keyHint)
        out.write(5)
        out.write(created)
        out.write(6)
        out.write(expires)
        return out.bytes
    }

    /// Nil where the bytes are not what `encoded` writes.
    init?(decoding bytes: ArraySlice<UInt8>) {
        var head = SharePackage.Head(id: [], sender: "", recipient: "", keyHint: [], created: 0, expires: 0)
        do throws(CBORError) {
            try CBORReader.readFields(6, of: bytes) { (key, value) throws(CBORError) in
                switch key {
                case 1: head.id = try value.readBytes(count: 16)
                case 2: head.sender = try value.readText()
                case 3: head.recipient = try value.readText()
                case 4: head.keyHint = try value.readBytes(count: 8)
                case 5: head.created = try value.readUInt()
                default: head.expires = try value.readUInt()
                }
            }
        } catch {
            return nil
        }
        self = head
    }
}

extension SharePackage.Body {
    func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(6)
        out.write(1)
        out.write(text: purpose.rawValue)
        out.write(2)
        out.write(bytes: Array(checkpoint.formatted.utf8))
        out.write(3)
        out.beginArray(records.count)
        for record in records { record.encode(into: &out) }
        func write(_ entries: [SharePackage.ProvenEntry]) {
            out.beginArray(entries.count)
            for entry in entries {
                out.beginArray(3)
                entry.encode(into: &out)
            }
        }
        out.write(4)
        write(grants)
        out.write(5)
        out.beginArray(3)
        recipient.encode(into: &out)
        out.write(6)
        write(links)
        return out.bytes
    }

    /// Nil where the bytes are not what `encoded` writes.
    init?(decoding bytes: [UInt8]) {
        var purpose = ""
        var note: ArraySlice<UInt8> = []
        var records: [SharePackage.Record] = []
        var grants: [SharePackage.ProvenEntry] = []
        var recipient: SharePackage.ProvenEntry?
        var links: [SharePackage.ProvenEntry] = []
        do throws(CBORError) {
            try CBORReader.readFields(6, of: bytes[...]) { (key, value) throws(CBORError) in
                switch key {
                case 1: purpose = try value.readText()
                case 2: note = try value.readBytes()
                case 3:
                    for _ in 0..<(try value.readArray(limit: SharePackage.maximumRecordCount)) {
                        records.append(try SharePackage.Record(from: &value))
                    }
                case 4: grants = try SharePackage.ProvenEntry.list(from: &value)
                case 5:
                    try value.expectArray(3)
                    recipient = try SharePackage.ProvenEntry(from: &value)
                default: links = try SharePackage.ProvenEntry.list(from: &value)
                }
            }
        } catch {
            return nil
        }
        guard !records.isEmpty, let recipient, let checkpoint = try? SignedCheckpoint(parsing: note) else { return nil }
        let numbers = records.map(\.entry.number)
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.init(
            purpose: Purpose(rawValue: purpose), checkpoint: checkpoint, records: records, grants: grants,
            recipient: recipient, links: links)
    }
}

extension SharePackage.ProvenEntry {
    /// Writes three items.
    func encode(into out: inout CBORWriter) {
        out.write(number)
        out.write(bytes: bytes)
        out.write(bytes: proof.flatMap(\.bytes))
    }

    /// Reads an array of them.
    static func list(from value: inout CBORReader) throws(CBORError) -> [Self] {
        var list: [Self] = []
        for _ in 0..<(try value.readArray(limit: SharePackage.maximumRecordCount)) {
            try value.expectArray(3)
            list.append(try Self(from: &value))
        }
        return list
    }

    init(from value: inout CBORReader) throws(CBORError) {
        number = try value.readUInt()
        bytes = Array(try value.readBytes())
        let start = value.offset
        let joined = try value.readBytes()
        guard joined.count % 32 == 0, joined.count <= 63 * 32 else {
            throw CBORError(offset: start, fault: .unexpectedType)
        }
        proof = stride(from: joined.startIndex, to: joined.endIndex, by: 32).compactMap { Digest(joined[$0..<$0 + 32]) }
    }
}

extension SharePackage.Record {
    func encode(into out: inout CBORWriter) {
        out.beginArray(11)
        entry.encode(into: &out)
        out.write(bytes: salt)
        out.write(bytes: document)
        out.beginArray(pieces.count)
        for value in pieces { out.write(value) }
        out.write(text: format)
        out.write(text: source)
        out.write(bytes: settings)
        out.write(bytes: file)
        if let grant { out.write(grant) } else { out.writeNull() }
    }

    init(from value: inout CBORReader) throws(CBORError) {
        try value.expectArray(11)
        entry = try SharePackage.ProvenEntry(from: &value)
        salt = try value.readBytes(count: 16)
        let start = value.offset
        document = Array(try value.readBytes())
        pieces = []
        for _ in 0..<(try value.readArray()) { pieces.append(try value.readUInt()) }
        guard document.count <= ImportSession.maximumItemBytes, Self.cover(document.count, pieces) else {
            throw CBORError(offset: start, fault: .unexpectedType)
        }
        format = try value.readText()
        source = try value.readText()
        settings = Array(try value.readBytes())
        file = try value.readBytes(count: 8)
        grant = value.readNull() ? nil : try value.readUInt()
    }

    /// Whether pieces are pairs that make up a document of so many bytes.
    private static func cover(_ byteCount: Int, _ pieces: [UInt64]) -> Bool {
        guard pieces.count >= 2, pieces.count % 2 == 0 else { return false }
        var left = UInt64(byteCount)
        for position in stride(from: 0, to: pieces.count, by: 2) {
            let (offset, count) = (pieces[position], pieces[position + 1])
            guard offset < 1 << 48, count > 0, count <= left else { return false }
            left -= count
        }
        return left == 0
    }
}

extension CBORReader {
    /// Reads bytes that are a map of exactly the keys 1 to `count`.
    static func readFields(
        _ count: UInt64, of bytes: ArraySlice<UInt8>, _ body: (UInt64, inout CBORReader) throws(CBORError) -> Void
    ) throws(CBORError) {
        var reader = CBORReader(bytes)
        var next: UInt64 = 1
        try reader.readMap { (key, value) throws(CBORError) in
            guard key == next, key <= count else {
                throw CBORError(offset: value.offset, fault: .unexpectedType)
            }
            next += 1
            try body(key, &value)
            return true
        }
        try reader.finish()
        guard next == count + 1 else { throw CBORError(offset: reader.offset, fault: .unexpectedType) }
    }

    /// Reads a byte string of a known length.
    mutating func readBytes(count: Int) throws(CBORError) -> [UInt8] {
        let start = offset
        let bytes = try readBytes()
        guard bytes.count == count else { throw CBORError(offset: start, fault: .unexpectedType) }
        return Array(bytes)
    }

    mutating func readArray(limit: Int) throws(CBORError) -> Int {
        let start = offset
        let count = try readArray()
        guard count <= limit else { throw CBORError(offset: start, fault: .unexpectedType) }
        return count
    }

    mutating func expectArray(_ count: Int) throws(CBORError) {
        let start = offset
        guard try readArray() == count else { throw CBORError(offset: start, fault: .unexpectedType) }
    }
}
