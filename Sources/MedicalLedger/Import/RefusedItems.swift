package import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import SegmentStore

/// Something that was delivered and refused, kept until somebody has mended it or has done with it.
package struct RefusedItem: Sendable {
    /// When it was last delivered, milliseconds since 1970.
    package var time: UInt64
    /// Where it came in and from whom, such as `mllp 10.0.0.7`.
    package var door: String
    /// The format it came in.
    package var format: SourceFormat
    /// What was wrong.
    package var reasons: [Reason]
    /// Its original bytes.
    package var bytes: [UInt8]

    package init(time: UInt64, door: String, format: SourceFormat, reasons: [Reason], bytes: [UInt8]) {
        (self.time, self.door, self.format, self.reasons, self.bytes) = (time, door, format, reasons, bytes)
    }

    func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(5)
        out.write(1)
        out.write(time)
        out.write(2)
        out.write(text: door)
        out.write(3)
        out.write(text: format.rawValue)
        out.write(4)
        out.beginArray(reasons.count)
        for reason in reasons {
            out.beginArray(1 + 2 * reason.values.count)
            out.write(text: reason.code)
            for (key, value) in reason.values.sorted(by: { $0.key < $1.key }) {
                out.write(text: key)
                out.write(text: value)
            }
        }
        out.write(5)
        out.write(bytes: bytes[...])
        return out.bytes
    }

    /// Nil where the bytes are not what `encoded` writes.
    init?(decoding encoded: [UInt8]) {
        var item = RefusedItem(time: 0, door: "", format: .unknown, reasons: [], bytes: [])
        var reader = CBORReader(encoded)
        do {
            try reader.readMap { (key, value) throws(CBORError) in
                switch key {
                case 1: item.time = try value.readUInt()
                case 2: item.door = try value.readText()
                case 3: item.format = SourceFormat(rawValue: try value.readText())
                case 4:
                    for _ in 0..<(try value.readArray()) {
                        let count = try value.readArray()
                        var reason = Reason(try value.readText())
                        for _ in 0..<count / 2 {
                            let name = try value.readText()
                            reason.values[name] = try value.readText()
                        }
                        item.reasons.append(reason)
                    }
                case 5: item.bytes = Array(try value.readBytes())
                default: return false
                }
                return true
            }
            try reader.finish()
        } catch {
            return nil
        }
        self = item
    }
}

/// The directory `refused/` of a ledger: a file for each thing that was refused, sealed with the vault's key.
///
/// A file is named after what it holds, by a keyed hash: what is sent again and again is kept once. Documents are in it that
/// are on no chain, so nobody is asked for consent and nothing here is evidence; it is what the clinic's own door received.
package struct RefusedItems: Sendable {
    /// As many are kept; then nothing is taken any more until somebody has looked.
    package static let maximumCount = 10_000
    private static let pageNumber = UInt64.max - 1
    private static let suffix = ".sealed"
    private static let maximumByteCount = HL7v2.maximumMessageBytes + (1 << 20)

    private let directory: String
    private let fileSystem: any FileSystem
    private let cipher: PageCipher
    private let name: @Sendable ([UInt8]) -> String

    /// - Throws: `vaultLocked` to whoever has not the vault's key.
    package init(of ledger: ClinicLedger) throws {
        directory = ledger.engine.files.directory + "/refused"
        fileSystem = ledger.engine.fileSystem
        cipher = ledger.vault.codec.cipher
        let indexing = ledger.indexing
        name = { bytes in
            let hash = indexing.authenticate(Array("clinicledger/refused/v1\n".utf8) + bytes)
            return Hexadecimal.text(hash.bytes.prefix(16))
        }
    }

    /// Keeps an item, durably; once, however often it comes.
    ///
    /// - Returns: its name.
    /// - Throws: `refusedFull` where nobody has looked for too long.
    @discardableResult package func keep(_ item: RefusedItem) throws -> String {
        let name = name(item.bytes)
        let path = directory + "/" + name + Self.suffix
        try fileSystem.createDirectories(directory, access: .private)
        if try !fileSystem.exists(path), try names().count >= Self.maximumCount {
            throw MedicalError("refusedFull", .failed, ["limit": String(Self.maximumCount)])
        }
        let (sealed, wrappedKey) = try cipher.seal(item.encoded(), page: Self.pageNumber)
        try fileSystem.atomicReplace(path, with: wrappedKey + sealed, access: .private)
        return name
    }

    /// The names of what is kept.
    package func names() throws -> [String] {
        guard try fileSystem.exists(directory) else { return [] }
        return try fileSystem.list(directory).filter { $0.hasSuffix(Self.suffix) }
            .map { String($0.dropLast(Self.suffix.count)) }
    }

    /// What is kept, the newest first; nil for what does not open.
    package func all() throws -> [(name: String, item: RefusedItem?)] {
        try names().map { ($0, try? self[$0]) }.sorted { ($0.item?.time ?? 0, $0.name) > ($1.item?.time ?? 0, $1.name) }
    }

    /// One item.
    ///
    /// - Throws: `refusedUnknown`; `refusedDamaged`.
    package subscript(name: String) -> RefusedItem {
        get throws {
            let path = try path(of: name)
            let bytes = try fileSystem.readAll(path, limit: Self.maximumByteCount)
            guard bytes.count >= PageCipher.wrappedKeyByteCount,
                let plain = cipher.open(
                    bytes[PageCipher.wrappedKeyByteCount...],
                    wrappedKey: Array(bytes[..<PageCipher.wrappedKeyByteCount]), page: Self.pageNumber),
                let item = RefusedItem(decoding: plain)
            else { throw MedicalError("refusedDamaged", .damaged, ["file": path]) }
            return item
        }
    }

    /// The one name that begins so.
    ///
    /// - Throws: `refusedUnknown`, also where several do.
    package func name(beginningWith start: String) throws -> String {
        let found = try names().filter { $0.hasPrefix(start.lowercased()) }
        guard !start.isEmpty, found.count == 1 else { throw MedicalError("refusedUnknown", .refused, ["name": start]) }
        return found[0]
    }

    /// Forgets an item.
    package func remove(_ name: String) throws {
        try fileSystem.remove(try path(of: name))
        try fileSystem.syncDirectory(directory)
    }

    private func path(of name: String) throws -> String {
        guard try names().contains(name) else { throw MedicalError("refusedUnknown", .refused, ["name": name]) }
        return directory + "/" + name + Self.suffix
    }
}
