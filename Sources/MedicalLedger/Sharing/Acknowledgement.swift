internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog

/// What a receiver signs when it has taken a package in.
///
/// The line `clinicledger/acknowledgement/v1`, then deterministic CBOR: the map {1: package id, 2: SHA-256 of the package, 3:
/// origin of the receiver's ledger, 4: the records by their entry numbers on the sender's ledger (first, count, …), 5: when
/// (ms), 6: signature}. The signature is the receiving member's, over the same line and the map without key 6.
/// Specification: RFC 8949 section 4.2.1.
package struct Acknowledgement: Sendable {
    /// The package's id.
    package var id: [UInt8]
    /// Hash of the package's bytes.
    package var package: [UInt8]
    /// Name of the receiver's ledger.
    package var origin: String
    /// The records as the sender numbers them.
    package var records: EntryRanges
    /// When it was taken in, milliseconds since 1970.
    package var time: UInt64
    var signature: [UInt8] = []

    /// The longest acknowledgement.
    package static let maximumByteCount = 1 << 20
    private static let mark = Array("clinicledger/acknowledgement/v1\n".utf8)

    init(id: [UInt8], package: [UInt8], origin: String, records: EntryRanges, time: UInt64) {
        (self.id, self.package, self.origin, self.records, self.time) = (id, package, origin, records, time)
    }

    /// The bytes of the file; of what is signed where there is no signature yet.
    package func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(signature.isEmpty ? 5 : 6)
        out.write(1)
        out.write(bytes: id)
        out.write(2)
        out.write(bytes: package)
        out.write(3)
        out.write(text: origin)
        out.write(4)
        out.beginArray(records.pairs.count)
        for number in records.pairs { out.write(number) }
        out.write(5)
        out.write(time)
        if !signature.isEmpty {
            out.write(6)
            out.write(bytes: signature)
        }
        return Self.mark + out.bytes
    }

    /// Takes an acknowledgement from its bytes, verifying nothing.
    ///
    /// - Throws: `acknowledgementMalformed`.
    package init(decoding bytes: [UInt8]) throws(MedicalError) {
        let malformed = MedicalError("acknowledgementMalformed", .badInput)
        guard bytes.starts(with: Self.mark), bytes.count <= Self.maximumByteCount else { throw malformed }
        var read = Acknowledgement(id: [], package: [], origin: "", records: EntryRanges(), time: 0)
        var pairs: [UInt64] = []
        do throws(CBORError) {
            try CBORReader.readFields(6, of: bytes[Self.mark.count...]) { (key, value) throws(CBORError) in
                switch key {
                case 1: read.id = try value.readBytes(count: 16)
                case 2: read.package = try value.readBytes(count: 32)
                case 3: read.origin = try value.readText()
                case 4: for _ in 0..<(try value.readArray()) { pairs.append(try value.readUInt()) }
                case 5: read.time = try value.readUInt()
                default: read.signature = try value.readBytes(count: 64)
                }
            }
        } catch {
            throw malformed
        }
        guard let records = EntryRanges(pairs: pairs) else { throw malformed }
        read.records = records
        self = read
    }

    mutating func sign(with key: Ed25519.SigningKey) {
        signature = []
        signature = key.signature(for: encoded()).bytes
    }

    /// Whether this key signed it.
    func isSigned(by key: [UInt8]) -> Bool {
        var unsigned = self
        unsigned.signature = []
        guard let signature = Ed25519.Signature(signature), let key = try? Ed25519.PublicKey(bytes: key) else {
            return false
        }
        return key.isValid(signature, for: unsigned.encoded())
    }
}

extension ClinicLedger {
    /// Acknowledges a package that was taken in; the same package again, as long as the file has not come to its sender.
    ///
    /// - Throws: `packageNotTaken` where it was not.
    package func acknowledgement(of package: ExaminedPackage) throws -> Acknowledgement {
        guard let (number, taken) = try shareStep(.taken, of: package.head.id), taken.package == package.hash else {
            throw MedicalError("packageNotTaken", .refused)
        }
        var acknowledgement = Acknowledgement(
            id: package.head.id, package: package.hash, origin: engine.origin,
            records: EntryRanges(package.body.records.map(\.entry.number)), time: try sealedAt(number))
        acknowledgement.sign(with: try ownSigningKey())
        return acknowledgement
    }

    /// Puts an acknowledgement on the chain.
    ///
    /// - Returns: the number of its entry.
    /// - Throws: `acknowledgementUnknown`, `acknowledgementRepeated`, `acknowledgementDiffers`, `acknowledgementSignature`.
    package func acknowledge(_ acknowledgement: Acknowledgement) throws -> (entry: UInt64, step: Delivery) {
        guard let (_, sent) = try shareStep(.sent, of: acknowledgement.id) else {
            throw MedicalError("acknowledgementUnknown", .refused)
        }
        let recipient = try membership()[sent.member]
        guard let recipient, !recipient.isSuspended(below: .max),
            acknowledgement.isSigned(by: recipient.signingKey(below: .max)),
            recipient.counts(signedIn: nextEntry, sealedAt: now, below: .max)
        else {
            throw MedicalError(
                "acknowledgementSignature", .unverified, ["member": recipient?.member?.name ?? "?"])
        }
        guard acknowledgement.package == sent.package, acknowledgement.records == sent.records else {
            throw MedicalError("acknowledgementDiffers", .unverified)
        }
        if let (number, _) = try shareStep(.acknowledged, of: acknowledgement.id) {
            throw MedicalError("acknowledgementRepeated", .refused, ["entry": String(number)])
        }
        var step = sent
        step.step = .acknowledged
        return (try add([.delivery(step)]), step)
    }
}
