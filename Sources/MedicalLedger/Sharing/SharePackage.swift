package import LedgerCrypto
internal import LedgerEngine
package import MerkleLog

/// Records on their way from one institution to another, as one file.
///
/// | bytes | what |
/// | --- | --- |
/// | 24 | `clinicledger/package/v1` and a line feed |
/// | 4 | byte count of the head, little-endian |
/// | … | head: deterministic CBOR, the map {1: package id (16 bytes), 2: origin of the sender's ledger, 3: the recipient's name, 4: first 8 bytes of the SHA-256 of the recipient's sealing key, 5: made, 6: expires (ms)} |
/// | … | sealed to the recipient with HPKE, all bytes before it authenticated: the map {1: body (bytes), 2: signature} |
///
/// The body is the map {1: purpose, 2: checkpoint of the sender's ledger, 3: records, 4: grants, 5: the recipient,
/// 6: links}. A record is the array
/// [entry number, entry, inclusion proof, salt, document, pieces (offset, count, …), format, source, settings, file (8 bytes),
/// grant (entry number) or null]; a grant is [entry number, entry, inclusion proof], and so is the recipient: the entry that
/// brought its signing key, by which it knows itself and so the grants that are for it; and so is a link, there where a grant
/// stands under another pseudonym of the record's patient. A proof is its hashes joined.
///
/// The signature is the sending member's, over `clinicledger/package/signature/v1`, a line feed, everything before the
/// sealed part, and the body: sealed inside, and naming the recipient, so that who opens the package cannot pass it on as
/// sent to somebody else.
/// Specification: RFC 8949 section 4.2.1; RFC 9180 as at `SealingKey`.
package struct SharePackage: Sendable {
    /// What stands outside in clear.
    package struct Head: Hashable, Sendable {
        /// Names the package.
        package var id: [UInt8]
        /// Name of the sender's ledger.
        package var sender: String
        /// The recipient's name on the sender's ledger.
        package var recipient: String
        /// What tells the recipient which key it is sealed to.
        package var keyHint: [UInt8]
        /// When it was made, milliseconds since 1970.
        package var created: UInt64
        /// Until when it may be taken in, exclusive.
        package var expires: UInt64
    }

    /// An entry of the sender's ledger with the proof that it is there.
    package struct ProvenEntry: Hashable, Sendable {
        /// Entry number.
        package var number: UInt64
        /// The entry's bytes.
        package var bytes: [UInt8]
        /// The siblings up to the checkpoint's root.
        package var proof: [Digest]
    }

    /// A record with all that one needs to know it again.
    package struct Record: Hashable, Sendable {
        /// Where it stands on the sender's ledger.
        package var entry: ProvenEntry
        /// The salt of its commitment.
        package var salt: [UInt8]
        /// The exact original bytes.
        package var document: [UInt8]
        /// Where the bytes stood in the file that the sender imported: offset and count of each piece.
        package var pieces: [UInt64]
        /// The format of the document.
        package var format: String
        /// Who had delivered it to the sender; may be empty.
        package var source: String
        /// What the format's reader needs; may be empty.
        package var settings: [UInt8]
        /// The same 8 bytes for all records of one imported file, whichever package they come in.
        package var file: [UInt8]
        /// The consent that permits it to be sent; nil where it needs none.
        package var grant: UInt64?
    }

    /// What is sealed.
    package struct Body: Sendable {
        /// What the records are sent for.
        package var purpose: Purpose
        /// The checkpoint that all proofs lead to.
        package var checkpoint: SignedCheckpoint
        /// The records, ascending by entry number.
        package var records: [Record]
        /// The consents that permit.
        package var grants: [ProvenEntry]
        /// The entry of the sender's ledger that brought the recipient's signing key in force: of kind 2 or 5.
        package var recipient: ProvenEntry
        /// The links that make the patient of a record and that of its consent one person, where they differ.
        package var links: [ProvenEntry]
    }

    /// The longest package.
    package static let maximumByteCount = 256 << 20
    /// The most records in one.
    package static let maximumRecordCount = 10_000
    private static let mark = Array("clinicledger/package/v1\n".utf8)
    private static let maximumHeadByteCount = 4096

    /// What stands outside in clear.
    package let head: Head
    /// The mark, the head's length and the head: what the seal and the signature vouch for.
    let clear: [UInt8]
    /// What is sealed to the recipient.
    let sealed: ArraySlice<UInt8>

    /// What tells which sealing key a package is for.
    static func hint(of key: [UInt8]) -> [UInt8] { Array(SHA256.hash(key).bytes.prefix(8)) }

    // MARK: - Making

    /// Signs and seals a package, and gives its bytes.
    static func seal(
        _ body: Body, _ head: Head, signedBy member: Ed25519.SigningKey, to recipient: [UInt8]
    ) throws -> [UInt8] {
        let headBytes = head.encoded()
        var clear = ByteWriter(capacity: mark.count + 4 + headBytes.count)
        clear.append(contentsOf: mark)
        clear.append(UInt32(clamping: headBytes.count))
        clear.append(contentsOf: headBytes)
        let body = body.encoded()
        var inner = CBORWriter()
        inner.beginMap(2)
        inner.write(1)
        inner.write(bytes: body)
        inner.write(2)
        inner.write(bytes: member.signature(for: signedMessage(clear.bytes, body)).bytes)
        let sealed = try SealingKey.seal(inner.bytes, to: recipient, info: mark, authenticating: clear.bytes)
        guard headBytes.count <= maximumHeadByteCount, clear.bytes.count + sealed.count <= maximumByteCount else {
            throw MedicalError("packageTooLong", .refused, ["limit": String(maximumByteCount)])
        }
        return clear.bytes + sealed
    }

    private static func signedMessage(_ clear: [UInt8], _ body: [UInt8]) -> [UInt8] {
        Array("clinicledger/package/signature/v1\n".utf8) + clear + body
    }

    // MARK: - Reading

    /// Takes the outside of a package apart.
    ///
    /// - Throws: `packageMalformed`.
    package init(parsing bytes: [UInt8]) throws(MedicalError) {
        let malformed = MedicalError("packageMalformed", .badInput)
        let start = Self.mark.count + 4
        guard bytes.count > start, bytes.count <= Self.maximumByteCount, bytes.starts(with: Self.mark) else {
            throw malformed
        }
        let length = bytes[Self.mark.count..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.maximumHeadByteCount, bytes.count - start >= length + SealingKey.overheadByteCount,
            let head = Head(decoding: bytes[start..<start + length])
        else { throw malformed }
        self.head = head
        clear = Array(bytes[..<(start + length)])
        sealed = bytes[(start + length)...]
    }

    /// Opens the seal and gives what is signed, with its signature; nothing is known of its author yet.
    ///
    /// - Throws: `packageNotOpened`: changed, cut, or sealed to another key.
    func open(with key: SealingKey) throws(MedicalError) -> (body: [UInt8], signature: [UInt8]) {
        let notOpened = MedicalError("packageNotOpened", .unverified)
        guard let inner = key.open(sealed, info: Self.mark, authenticating: clear) else { throw notOpened }
        var fields: [UInt64: [UInt8]] = [:]
        var reader = CBORReader(inner)
        do throws(CBORError) {
            try reader.readMap { (key, value) throws(CBORError) in
                fields[key] = Array(try value.readBytes())
                return true
            }
            try reader.finish()
        } catch {
            throw notOpened
        }
        guard fields.count == 2, let body = fields[1], let signature = fields[2] else { throw notOpened }
        return (body, signature)
    }

    /// Whether a key signed the body.
    func isSigned(_ body: [UInt8], _ signature: [UInt8], by key: [UInt8]) -> Bool {
        guard let signature = Ed25519.Signature(signature), let key = try? Ed25519.PublicKey(bytes: key) else {
            return false
        }
        return key.isValid(signature, for: Self.signedMessage(clear, body))
    }
}
