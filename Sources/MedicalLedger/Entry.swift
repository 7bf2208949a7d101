package import HealthFormats
package import LedgerCrypto
internal import LedgerEngine

/// One event on the chain, as deterministic CBOR: a map whose key 0 is the kind.
///
/// | kind | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | 1 ledger | origin (text) | format version | | | | | |
/// | 2 member | name (text) | roles (array of text) | Ed25519 signing key (32 bytes) | X25519 sealing key (32 bytes, optional) | key of its own ledger's checkpoints (text, optional) | | |
/// | 3 patient | pseudonym (16 random bytes) | | | | | | |
/// | 4 record | patient (entry number) | commitment (32 bytes) | vault page | slot in the page | custodian (entry number of the member) | category | the record it replaces (entry number, optional) |
///
/// Kinds 5 to 16 say who may do what; each has its table at its type: 5 `SubjectChange`, 6 `Practitioner`, 7 `PatientKey`,
/// 8 `PatientLink`, 9 `Guardianship`, 10 `Consent`, 11 `Access`, 12 `AccessReview`, 13 `Erasure`, 14 `Hold`,
/// 15 `IdentityDocument`, 16 `Delivery`. Kind 17, `Loss`, says what had to be given up.
///
/// Keys of kinds 1 to 4 that a reader does not know are passed over, so that later versions may add optional ones; a kind that it does
/// not know is refused at append and named at verification. Example, a patient:
///
///     A2                                    map of 2 pairs
///        00 03                              kind: patient
///        01 50 000102030405060708090A0B0C0D0E0F   pseudonym
///
/// Specification: RFC 8949 section 4.2.1.
package enum Entry: Hashable, Sendable {
    /// The first entry: what ledger this is.
    case ledger(origin: String, formatVersion: UInt64)
    /// An institution joins.
    case member(Member)
    /// A patient is known from here on, under a random name.
    case patient(pseudonym: [UInt8])
    /// A record was taken into a vault.
    case record(RecordEntry)
    /// A member or practitioner changes.
    indirect case change(SubjectChange)
    /// A person is certified by a member.
    indirect case practitioner(Practitioner)
    /// A patient has a key of their own.
    indirect case patientKey(PatientKey)
    /// Two pseudonyms are one person.
    indirect case link(PatientLink)
    /// Somebody may act for a patient.
    indirect case guardian(Guardianship)
    /// A patient permits, denies or takes back.
    indirect case consent(Consent)
    /// Somebody reads.
    indirect case access(Access)
    /// An emergency access is reviewed.
    indirect case review(AccessReview)
    /// Records are erased.
    indirect case erasure(Erasure)
    /// Records are kept from being erased.
    indirect case hold(Hold)
    /// Who a patient is.
    indirect case identity(IdentityDocument)
    /// A share package was sent, taken in, or acknowledged.
    indirect case delivery(Delivery)
    /// A history or pages of the vault were given up.
    indirect case loss(Loss)

    private enum Kind {
        static let ledger: UInt64 = 1
        static let member: UInt64 = 2
        static let patient: UInt64 = 3
        static let record: UInt64 = 4
    }

    /// The bytes that become the Merkle leaf.
    package func encoded() -> [UInt8] {
        var out = CBORWriter()
        switch self {
        case .ledger(let origin, let formatVersion):
            out.beginEntry(kind: Kind.ledger, fieldCount: 2)
            out.write(1)
            out.write(text: origin)
            out.write(2)
            out.write(formatVersion)
        case .member(let member):
            let optional = [member.sealingKey == nil, member.verifierKey == nil].count { !$0 }
            out.beginEntry(kind: Kind.member, fieldCount: 3 + optional)
            out.write(1)
            out.write(text: member.name)
            out.write(2)
            out.beginArray(member.roles.count)
            for role in member.roles { out.write(text: role.rawValue) }
            out.write(3)
            out.write(bytes: member.signingKey)
            if let key = member.sealingKey {
                out.write(4)
                out.write(bytes: key)
            }
            if let key = member.verifierKey {
                out.write(5)
                out.write(text: key)
            }
        case .patient(let pseudonym):
            out.beginEntry(kind: Kind.patient, fieldCount: 1)
            out.write(1)
            out.write(bytes: pseudonym)
        case .record(let record):
            out.beginEntry(kind: Kind.record, fieldCount: record.replaces == nil ? 6 : 7)
            out.write(1)
            out.write(record.patient)
            out.write(2)
            record.commitment.withUnsafeBytes { out.write(bytes: $0) }
            let fields = [record.page, UInt64(record.slot), record.custodian, record.category.rawValue]
            for (key, value) in zip(UInt64(3)..., fields) {
                out.write(key)
                out.write(value)
            }
            if let replaces = record.replaces {
                out.write(7)
                out.write(replaces)
            }
        default: return coded?.encodedEntry() ?? []
        }
        return out.bytes
    }

    /// The entry as its own type, of kinds 5 and above.
    private var coded: (any CodedEntry)? {
        switch self {
        case .ledger, .member, .patient, .record: nil
        case .change(let entry): entry
        case .practitioner(let entry): entry
        case .patientKey(let entry): entry
        case .link(let entry): entry
        case .guardian(let entry): entry
        case .consent(let entry): entry
        case .access(let entry): entry
        case .review(let entry): entry
        case .erasure(let entry): entry
        case .hold(let entry): entry
        case .identity(let entry): entry
        case .delivery(let entry): entry
        case .loss(let entry): entry
        }
    }

    /// Reads the fields of an entry of kinds 5 and above; nil where there is no such kind.
    private static func coded(_ kind: UInt64, _ fields: inout EntryFieldReader) throws(EntryError) -> Entry? {
        switch kind {
        case SubjectChange.kind: .change(try SubjectChange(&fields))
        case Practitioner.kind: .practitioner(try Practitioner(&fields))
        case PatientKey.kind: .patientKey(try PatientKey(&fields))
        case PatientLink.kind: .link(try PatientLink(&fields))
        case Guardianship.kind: .guardian(try Guardianship(&fields))
        case Consent.kind: .consent(try Consent(&fields))
        case Access.kind: .access(try Access(&fields))
        case AccessReview.kind: .review(try AccessReview(&fields))
        case Erasure.kind: .erasure(try Erasure(&fields))
        case Hold.kind: .hold(try Hold(&fields))
        case IdentityDocument.kind: .identity(try IdentityDocument(&fields))
        case Delivery.kind: .delivery(try Delivery(&fields))
        case Loss.kind: .loss(try Loss(&fields))
        default: nil
        }
    }

    /// Decodes an entry of kinds 5 to 17; nil where its bytes do not begin like one.
    private static func decodedCoded(_ bytes: ArraySlice<UInt8>) throws(EntryError) -> Entry? {
        // A map of up to 23 pairs, key 0, and the kind in one byte: there is no other deterministic beginning.
        let start = bytes.startIndex
        guard bytes.count > 2, bytes[start + 1] == 0, SubjectChange.kind...Loss.kind ~= UInt64(bytes[start + 2])
        else { return nil }
        var fields: EntryFieldReader
        do throws(CBORError) {
            fields = try EntryFieldReader(bytes)
        } catch {
            throw .malformed(offset: error.offset - start, fault: error.fault.rawValue)
        }
        let entry = try coded(UInt64(bytes[start + 2]), &fields)
        try fields.finish()
        return entry
    }

    /// The CBOR major type of a field of kinds 1 to 4; nil where this version knows none of that key.
    fileprivate static func shape(ofField key: UInt64, kind: UInt64?) -> UInt8? {
        switch (kind, key) {
        case (Kind.record, 2), (Kind.patient, 1), (Kind.member, 3...4): 2
        case (Kind.record, 1...7), (Kind.ledger, 2): 0
        case (Kind.ledger, 1), (Kind.member, 1), (Kind.member, 5): 3
        case (Kind.member, 2): 4
        default: nil
        }
    }

    /// Decodes an entry of any kind, field by field.
    init(readingFieldsOf bytes: ArraySlice<UInt8>) throws(EntryError) {
        if let coded = try Self.decodedCoded(bytes) {
            self = coded
            return
        }
        var fields = EntryFields()
        do {
            try fields.read(bytes)
        } catch {
            throw .malformed(offset: error.offset - bytes.startIndex, fault: error.fault.rawValue)
        }
        switch fields.kind {
        case Kind.ledger:
            guard let origin = fields.text, let version = fields.numbers[2] else { throw .missingField }
            self = .ledger(origin: origin, formatVersion: version)
        case Kind.member:
            guard let name = fields.text, let key = fields.bytes[3], key.count == 32 else { throw .missingField }
            let roles = fields.roles.map(Member.Role.init(rawValue:))
            if let sealingKey = fields.bytes[4], sealingKey.count != 32 { throw .missingField }
            self = .member(
                Member(
                    name: name, roles: roles, signingKey: Array(key), sealingKey: fields.bytes[4].map { Array($0) },
                    verifierKey: fields.secondText))
        case Kind.patient:
            guard let pseudonym = fields.bytes[1], pseudonym.count == 16 else { throw .missingField }
            self = .patient(pseudonym: Array(pseudonym))
        case Kind.record:
            guard let patient = fields.numbers[1], let commitment = fields.bytes[2].flatMap({ Digest($0) }),
                let page = fields.numbers[3], let slot = fields.numbers[4], slot <= UInt64(UInt32.max),
                let custodian = fields.numbers[5], let category = fields.numbers[6]
            else { throw .missingField }
            self = .record(
                RecordEntry(
                    patient: patient, commitment: commitment, page: page, slot: Int(slot), custodian: custodian,
                    category: RecordEntry.Category(rawValue: category), replaces: fields.numbers[7]))
        case let kind?: throw .unknownKind(kind)
        case nil: throw .missingField
        }
    }
}

extension Entry {
    /// The patients whose rights the entry is a statement about.
    var statementPatients: [UInt64] {
        switch self {
        case .patientKey(let key): [key.patient]
        case .link(let link): [link.patient, link.other]
        case .guardian(let guardian): [guardian.patient]
        case .consent(let consent): [consent.patient]
        default: []
        }
    }

    /// What the entry keeps in the vault, but for records.
    package var detail: Detail? {
        switch self {
        case .practitioner(let person): person.detail
        case .access(let access): access.detail
        case .review(let review): review.detail
        case .erasure(let erasure): erasure.detail
        case .hold(let hold): hold.detail
        case .identity(let identity): identity.detail
        default: nil
        }
    }

    /// The vault page that the entry commits to.
    var page: UInt64? {
        if case .record(let record) = self { return record.page }
        return detail?.page
    }
}

/// What is wrong with an entry's bytes.
package enum EntryError: Error, Equatable, Sendable {
    /// Not deterministic CBOR.
    case malformed(offset: Int, fault: String)
    /// A field of its kind is absent or of another shape.
    case missingField
    /// A kind that this version does not know.
    case unknownKind(UInt64)
}

/// What the chain says of a record.
package struct RecordEntry: Hashable, Sendable {
    /// What a record is about, for consent (a number on the chain).
    package struct Category: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt64
        package init(rawValue: UInt64) { self.rawValue = rawValue }
        /// A laboratory report.
        package static let laboratory = Category(rawValue: 1)
        /// Who the patient is.
        package static let identity = Category(rawValue: 2)

        /// The numbers of the categories: part of the format.
        private static let numbers: [RecordCategoryCode: UInt64] = [
            .laboratory: 1, .identity: 2, .medication: 3, .imaging: 4, .note: 5, .vitalSigns: 6, .procedure: 7,
        ]

        /// The number of a category.
        package init(_ code: RecordCategoryCode) { self.init(rawValue: Self.numbers[code] ?? 0) }

        /// The category; nil where this version knows none of that number.
        package var code: RecordCategoryCode? { Self.numbers.first { $0.value == rawValue }?.key }
    }

    /// Entry number of the patient.
    package var patient: UInt64
    /// The salted commitment to the document.
    package var commitment: Digest
    /// Number of the custodian's vault page that holds the document.
    package var page: UInt64
    /// Place in that page.
    package var slot: Int
    /// Entry number of the member whose vault holds the document.
    package var custodian: UInt64
    /// What the record is about.
    package var category: Category
    /// Entry number of the earlier version that this one amends.
    package var replaces: UInt64?
}

/// The fields of an entry by key, before its kind is looked at.
private struct EntryFields {
    var kind: UInt64?
    var numbers = Seven<UInt64>()
    var bytes = Seven<ArraySlice<UInt8>>()
    var text: String?
    var secondText: String?
    var roles: [String] = []

    /// A value under some of the keys 1 to 7, in place: verification decodes millions of entries.
    struct Seven<Value> {
        private var values: (Value?, Value?, Value?, Value?, Value?, Value?, Value?) = (
            nil, nil, nil, nil, nil, nil, nil
        )

        subscript(key: UInt64) -> Value? {
            get {
                switch key {
                case 1: values.0
                case 2: values.1
                case 3: values.2
                case 4: values.3
                case 5: values.4
                case 6: values.5
                default: values.6
                }
            }
            set {
                switch key {
                case 1: values.0 = newValue
                case 2: values.1 = newValue
                case 3: values.2 = newValue
                case 4: values.3 = newValue
                case 5: values.4 = newValue
                case 6: values.5 = newValue
                default: values.6 = newValue
                }
            }
        }
    }

    mutating func read(_ source: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(source)
        try reader.readMap { (key, value) throws(CBORError) in
            // A field that is known is read or refused: passed over in another shape it would mean nothing here and something
            // elsewhere. Key 0 comes first.
            switch key == 0 ? 0 : Entry.shape(ofField: key, kind: kind) {
            case 0 where key == 0: kind = try value.readUInt()
            case 0: numbers[key] = try value.readUInt()
            case 2: bytes[key] = try value.readBytes()
            case 3 where key == 1: text = try value.readText()
            case 3: secondText = try value.readText()
            case 4: for _ in 0..<(try value.readArray()) { roles.append(try value.readText()) }
            default: return false
            }
            return true
        }
        try reader.finish()
    }
}

extension CBORWriter {
    fileprivate mutating func beginEntry(kind: UInt64, fieldCount: Int) {
        beginMap(fieldCount + 1)
        write(0)
        write(kind)
    }
}
